"""Pictures of the gap and of who pays when: their lengths are the money of the table, whatever the money is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.funding.gaps import GapRow
from opennaphs.domain.money import Money
from opennaphs.reports import exit_bars, funding_bars
from opennaphs.reports.exit_bars import PayingYear, exit_bars_table, render_exit_bars
from opennaphs.reports.funding_bars import FundingBar, funding_bars_table, render_funding_bars
from tests.picture_reading import HOSTILE, mirrored, read, shapes, words

ROUNDING = 0.2
amounts = st.integers(0, 10**12)


def usd(amount: int) -> Money:
    return Money(Decimal(amount), "USD", 2024)


@st.composite
def gap_rows(draw):
    """A row as the domain gives it: sure <= counted <= possible <= cost."""
    sure, some, more, rest = (draw(amounts) for _ in range(4))
    cost, counted, possible = sure + some + more + rest, sure + some, sure + some + more
    return GapRow("D1", *map(usd, (cost, counted, cost - counted, cost - possible, cost - sure)))


def _widths(picture, look):
    return [float(one["width"]) for one in shapes(picture, "rect", look) if float(one["width"]) != 11]


@given(gap_rows())
def test_funded_uncertain_and_missing_are_the_whole_cost(row):
    picture = render_funding_bars([FundingBar("D1", row)], "Gap")
    cost = row.cost.amount
    if cost:
        whole = funding_bars.PLOT * float(cost / max(cost, 1))
        assert _widths(picture, "paper") == [pytest.approx(whole, abs=ROUNDING)]
        sure = sum(_widths(picture, "l5"))
        unsure = sum(_widths(picture, "hatched"))
        assert sure == pytest.approx(funding_bars.PLOT * float((cost - row.most.amount) / cost), abs=ROUNDING)
        assert unsure == pytest.approx(funding_bars.PLOT * float((row.most - row.least).amount / cost), abs=ROUNDING)


def test_a_row_that_is_sure_has_no_hatching_and_no_stroke():
    row = GapRow("D1", usd(100), usd(40), usd(60), usd(60), usd(60))
    picture = render_funding_bars([FundingBar("D1", row)], "Gap")
    assert _widths(picture, "hatched") == []
    assert shapes(picture, "line", "strong") == []


def test_the_table_beside_the_picture_is_exact():
    row = GapRow("D1", usd(3), usd(1), usd(2), usd(1), usd(3))
    table = funding_bars_table([FundingBar("Laboratories", row)], "area")
    assert table.rows == (("Laboratories", usd(3), usd(1), usd(2), usd(1), usd(3)),)


@pytest.mark.parametrize("count", [0, 1, 40])
def test_a_picture_is_as_high_as_the_page_expects(count):
    row = GapRow("D1", usd(100), usd(40), usd(60), usd(50), usd(70))
    picture = render_funding_bars([FundingBar(f"Area {number}", row) for number in range(count)], HOSTILE)
    assert float(read(picture).get("height")) == funding_bars.height_for(count)


def test_bars_run_from_right_to_left_where_people_read_so():
    row = GapRow("D1", usd(100), usd(40), usd(60), usd(50), usd(70))
    bars = [FundingBar(HOSTILE, row)]
    assert mirrored(render_funding_bars(bars, "Gap"), render_funding_bars(bars, "Gap", right_to_left=True))


years = st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=5)


@given(years)
def test_what_is_paid_and_what_is_not_fill_the_year(found):
    names = ("Budget", "Fund")
    told = [PayingYear(2027 + n, {"Budget": usd(a), "Fund": usd(b)}, usd(c)) for n, (a, b, c) in enumerate(found)]
    picture = render_exit_bars(told, names)
    most = max(1, *(sum(one) for one in found), 1)
    drawn = sum(sum(_widths(picture, look)) for look in ("l5", "blue", "paper"))
    expected = exit_bars.PLOT * sum(sum(one) for one in found) / most
    assert drawn == pytest.approx(expected, abs=ROUNDING * 3 * len(found))


@pytest.mark.parametrize("count", [0, 1, 6, 7, 30])
def test_many_sources_are_drawn_together_and_none_is_lost(count):
    names = [f"Source {number}" for number in range(count)]
    told = [PayingYear(2027, {name: usd(10) for name in names}, usd(5))]
    picture = render_exit_bars(told, names)
    assert f"{10 * count:.2f} of {10 * count + 5:.2f}" in words(picture)
    assert float(read(picture).get("height")) == exit_bars.height_for(1, count)
    if count > len(exit_bars.LOOKS):
        assert f"other sources: {count - len(exit_bars.LOOKS) + 1}" in words(picture)
    assert len(exit_bars_table(told, names).headings) == count + 2


def test_a_source_that_pays_nothing_in_a_year_pays_nothing_in_the_table():
    told = [PayingYear(2027, {"Budget": usd(10)}, usd(5)), PayingYear(2028, {}, usd(15))]
    assert exit_bars_table(told, ["Budget"]).rows == (("2027", usd(10), usd(5)), ("2028", usd(0), usd(15)))
    mirrored_too = render_exit_bars(told, [HOSTILE, "Budget"], right_to_left=True)
    assert mirrored(render_exit_bars(told, [HOSTILE, "Budget"]), mirrored_too)
