"""Pictures of a resource mapping: they show the money there is, mirrored where people read so, and lose none of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.gaps import NOT_FUNDED, FundingCut, GapGrid, GridCell
from opennaphs.domain.funding.mapping import Flow, MappingGrid, MappingRow
from opennaphs.domain.money import Money
from opennaphs.reports.funding_flows import REST, condensed, funding_flows_table, render_funding_flows
from opennaphs.reports.mapping_heat import (
    MappingNames,
    mapping_heat_table,
    money_unit,
    region_heat_table,
    render_mapping_heat,
    render_region_heat,
    short_amount,
)
from tests.picture_reading import HOSTILE, mirrored, read, shapes, words


def usd(amount):
    return Money(Decimal(str(amount)), "USD", 2024)


NAMES = MappingNames({"A": "A Laboratories", "B": HOSTILE}, {"S01": "World Bank", "S02": HOSTILE}, {"north": "North"})


def row(area, *paid, cost=1000):
    counted = sum(paid)
    return MappingRow(area, tuple(map(usd, paid)), usd(cost), usd(counted), usd(cost - counted))


def grid(*rows, sources=("S01", "S02")):
    sums = [sum(one.by_source[place].amount for one in rows) for place in range(len(sources))]
    whole = row("whole", *sums, cost=sum(one.cost.amount for one in rows))
    return MappingGrid(None, sources, rows, whole)


def test_the_heat_map_names_who_pays_and_how_far_an_area_is_covered():
    picture = render_mapping_heat(grid(row("A", 100, 500), row("B", 0, 0)), NAMES)
    told = words(picture)
    assert {"A Laboratories", "100.0", "500", "60 %", "0 %"} <= {text.replace("100", "100.0") if text == "100" else text
                                                                 for text in told}  # fmt: skip
    assert len(shapes(picture, "rect", "y0")) == 1


def test_an_amount_that_would_round_to_nothing_is_not_shown_as_nothing():
    assert short_amount(usd("0.02"), Decimal(1), str) == "< 0.1"
    assert short_amount(usd(0), Decimal(1), str) == "–"
    assert short_amount(usd(1234), Decimal(1), str) == "1234"
    assert money_unit(usd(25_000_000), str)[0] == 1_000_000


def test_sources_beyond_the_twelfth_stand_together():
    sources = tuple(f"S{number:02d}" for number in range(15))
    whole = grid(row("A", *range(1, 16), cost=1000), sources=sources)
    told = words(render_mapping_heat(whole, MappingNames({}, {}, {})))
    assert "others" in told
    assert "S00" not in told
    assert "S14" in told
    table = mapping_heat_table(whole, NAMES)
    assert len(table.headings) == 15 + 4
    assert table.rows[-1][1:16] == tuple(usd(number) for number in range(1, 16))


def cell(cost, counted):
    return GridCell(usd(cost), usd(counted), usd(cost - counted))


REGIONS = GapGrid(
    FundingCut.AREA, FundingCut.REGION, ("A", "B"), ("north", "whole country"),
    ((cell(100, 50), cell(0, 0)), (cell(100, 0), cell(50, 50))),
    (cell(100, 50), cell(150, 50)), (cell(200, 50), cell(50, 50)), cell(250, 100), CountingRule(),
)  # fmt: skip


def test_the_regions_show_what_is_covered_and_hatch_what_is_not():
    picture = render_region_heat(REGIONS, NAMES)
    assert {"50 %", "100 %", "North"} <= set(words(picture))
    assert len(shapes(picture, "rect", "hatched")) == 1 + 2  # the cell without money, and the ground of two bars
    assert [line[0] for line in region_heat_table(REGIONS, NAMES).rows] == ["A Laboratories", HOSTILE, HOSTILE]


FLOWS = (
    Flow(0, "S01", "A", usd(60)), Flow(0, "S02", "B", usd(10)), Flow(0, NOT_FUNDED, "A", usd(40)),
    Flow(0, NOT_FUNDED, "B", usd(90)), Flow(1, "A", "north", usd(100)), Flow(1, "B", "south", usd(100)),
)  # fmt: skip


def test_the_flows_name_all_ends_and_hatch_what_nobody_pays():
    picture = render_funding_flows(FLOWS, NAMES)
    told = " ".join(words(picture))
    for name in ("World Bank", "not funded", "A Laboratories", "North", "south"):
        assert name in told
    assert len(shapes(picture, "path", "flow")) == 6
    assert len(shapes(picture, "path", "hatched")) == 2


def test_no_money_is_said():
    assert "There is no money to show yet." in words(render_funding_flows((), NAMES))


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (render_mapping_heat, grid(row("A", 100, 500), row("B", 0, 0))),
        (render_region_heat, REGIONS),
        (render_funding_flows, FLOWS),
    ],
)
def test_pictures_are_mirrored_for_those_who_read_from_the_right(draw, what):
    there, back = draw(what, NAMES), draw(what, NAMES, right_to_left=True)
    read(there)
    assert mirrored(there, back)


@st.composite
def many_flows(draw):
    """Money from many sources to areas, out again to many regions: as much as came in."""
    areas = ["A", "B", "C"]
    amounts = st.decimals("0.01", "99999", places=2)
    into = [
        Flow(0, source, draw(st.sampled_from(areas)), usd(draw(amounts)))
        for source in [f"S{number}" for number in range(draw(st.integers(1, 25)))] + [NOT_FUNDED]
    ]
    out = []
    for area in {one.to for one in into}:
        whole = sum((one.money.amount for one in into if one.to == area), Decimal(0))
        parts = draw(st.integers(1, 20))
        share = (whole / parts).quantize(Decimal("0.01"))
        given_ = [share] * (parts - 1)
        out += [Flow(1, area, f"R{number}", usd(one)) for number, one in enumerate([*given_, whole - sum(given_)])]
    return (*into, *out)


@given(many_flows())
def test_putting_the_small_ones_together_loses_no_money(flows):
    kept = condensed(flows)
    for step in (0, 1):
        before = sum(one.money.amount for one in flows if one.step == step and one.money.amount > 0)
        assert sum(one.money.amount for one in kept if one.step == step) == before
    assert len({one.from_ for one in kept if one.step == 0}) <= 12 + 2
    assert len({one.to for one in kept if one.step == 1}) <= 12 + 1
    missing = [sum(one.money.amount for one in some if one.from_ == NOT_FUNDED) for some in (flows, kept)]
    assert missing[0] == missing[1]
    render_funding_flows(flows, NAMES)


def test_the_table_of_flows_puts_nothing_together():
    flows = tuple(Flow(0, f"S{number}", "A", usd(number + 1)) for number in range(20))
    assert len(funding_flows_table(flows, NAMES).rows) == 20
    assert REST in {one.from_ for one in condensed(flows)}
