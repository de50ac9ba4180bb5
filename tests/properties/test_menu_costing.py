"""Costing a menu loses nothing and invents nothing, whatever the menu; its readers give lines or sentences."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.menu_costing import Acquisition, MenuRules, Method, cost_menu
from opennaphs.domain.menus import AdministrativeTier, MenuKind
from opennaphs.sources.costed_menu import MENU_EXTRAS, MENU_HEADINGS, PRICE_HEADINGS, parse_menu, parse_menu_prices
from tests.spec.test_5_menu_costing import create_country, create_line, create_menu_prices

NAMES = ("thing", "officer", "office")
JEE_3 = load_framework("jee-3")
lines = st.lists(
    st.builds(
        lambda indicator, score, use, level, kind, times, include: create_line(
            "a", indicator, score, use, level, kind, times, include=include
        ),
        st.sampled_from(["P1.1", "P1.2", "P2.1"]),
        st.integers(2, 5),
        st.sampled_from(NAMES),
        st.sampled_from(AdministrativeTier),
        st.sampled_from(MenuKind),
        st.sampled_from(["1", "0.25", "3 0.6", "0.083 7"]),
        st.booleans(),
    ),
    max_size=6,
)
rules = st.builds(MenuRules, st.sampled_from(Method), st.integers(2, 5), st.sampled_from(Acquisition))
scores = st.fixed_dictionaries({code: st.integers(0, 5) for code in ("P1.1", "P1.2", "P2.1")})


def _costs(menu, given_rules, levels, factor=1):
    values = {
        name: str(25_000 * factor * number) for number, name in enumerate((*NAMES[:2], "office.buy", "office.lease"), 1)
    }
    prices = create_menu_prices(salaries=("officer",), **values | {"office": str(25_000 * factor * 5)})
    return cost_menu(menu, prices, create_country(levels), given_rules)


def _years(*arguments, **more):
    return [money.amount for money in _costs(*arguments, **more).by_year]


@given(lines, lines, rules, scores)
def test_the_cost_of_two_menus_is_the_sum_of_their_costs(one, other, given_rules, levels):
    sums = [a + b for a, b in zip(_years(one, given_rules, levels), _years(other, given_rules, levels), strict=True)]
    assert _years([*one, *other], given_rules, levels) == sums


@given(lines, rules, scores, st.integers(2, 9))
def test_the_cost_grows_in_proportion_to_the_prices(menu, given_rules, levels, factor):
    expected = [amount * factor for amount in _years(menu, given_rules, levels)]
    assert _years(menu, given_rules, levels, factor=factor) == expected


@given(lines, rules, scores, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(menu, given_rules, levels, shuffler):
    shuffled = list(menu)
    shuffler.shuffle(shuffled)
    one, other = _costs(menu, given_rules, levels), _costs(shuffled, given_rules, levels)
    assert (one.by_year, one.by_indicator, one.total) == (other.by_year, other.by_indicator, other.total)


@given(lines.filter(len), rules, scores, st.data())
def test_excluding_a_line_removes_exactly_its_own_cost(menu, given_rules, levels, data):
    chosen = data.draw(st.integers(0, len(menu) - 1))
    before = _costs(menu, given_rules, levels)
    without = [replace(line, include=line.include and number != chosen) for number, line in enumerate(menu)]
    after = _costs(without, given_rules, levels)
    own = before.lines[chosen].by_year
    assert tuple(a - b for a, b in zip(before.by_year, own, strict=True)) == after.by_year


@given(lines, scores, st.sampled_from(Method), st.integers(2, 4))
def test_a_higher_target_never_costs_less(menu, levels, method, target):
    lower, higher = (_years(menu, MenuRules(method, aim), levels) for aim in (target, target + 1))
    assert all(more >= less for less, more in zip(lower, higher, strict=True))


@given(lines, rules, scores)
def test_a_menu_with_every_line_excluded_costs_nothing(menu, given_rules, levels):
    costs = _costs([replace(line, include=False) for line in menu], given_rules, levels)
    assert costs.total.amount == 0
    assert all(money.amount == 0 for cost in costs.lines for money in cost.by_year)


@given(lines, rules, scores)
def test_years_indicators_and_lines_add_up_to_the_same_total(menu, given_rules, levels):
    costs = _costs(menu, given_rules, levels)
    by_line = sum((money.amount for cost in costs.lines for money in cost.by_year), Decimal(0))
    by_indicator = sum((money.amount for years in costs.by_indicator.values() for money in years), Decimal(0))
    assert by_line == by_indicator == costs.total.amount == sum(money.amount for money in costs.by_year)


@given(lines, scores, st.integers(0, 4))
def test_a_country_further_ahead_never_pays_for_a_line_below_its_score(menu, levels, more):
    ahead = {code: min(level + more, 5) for code, level in levels.items()}
    costs = _costs(menu, MenuRules(target=5), ahead)
    assert all(
        cost.line.score > ahead[cost.line.indicator] for cost in costs.lines if any(m.amount for m in cost.by_year)
    )


# --- readers ---

cells = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["P1.1", "2", "national", "one-time", "some", "yes", "1,000", "1e400", "-1", "∞", "１", "USD", ""]),
)


def _holds(read, *arguments):
    try:
        read(*arguments)
    except InputRefused as refused:
        unexplained = not refused.problems or not all(problem.what for problem in refused.problems)
        if unexplained:
            pytest.fail("refused without saying why")


@given(st.lists(st.lists(cells, min_size=1, max_size=15), max_size=5))
def test_any_lines_under_the_right_headings(rows):
    body = "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")
    _holds(parse_menu, ",".join(MENU_HEADINGS + MENU_EXTRAS).encode() + b"\n" + body, "menu.csv", JEE_3)
    _holds(parse_menu_prices, ",".join(PRICE_HEADINGS).encode() + b"\n" + body, "unit_costs.csv")


@given(st.binary(max_size=300))
@example(b"PK\x03\x04" + b"\0" * 40)
@example(b"%PDF-1.7")
def test_any_bytes(content):
    _holds(parse_menu, content, "menu.csv", JEE_3)
    _holds(parse_menu_prices, content, "unit_costs.csv")
