"""Price lists come back as they went out, and the parts of an effect always add up to the whole."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.drafting import Costs, cost_plan, draft_plan
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Builder, Driver, EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.price_effects import compare_lists, price_effect
from opennaphs.domain.prices import PriceList, UnitCost
from opennaphs.domain.recosting import fill_prices, recost
from opennaphs.reports.price_list_table import COLUMNS, render_prices_csv, render_prices_workbook
from opennaphs.sources.price_list import parse_price_list
from tests.factories import (
    create_action,
    create_assessment,
    create_crosswalk,
    create_library,
    create_material,
    create_prices,
    create_profile,
    create_request,
    create_template,
    create_unit_cost,
)

# --- round trips --------------------------------------------------------------------------------------------------

texts = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=25)
    | st.builds("{}{}".format, st.sampled_from(["=", "+", "-", "@", "'", "'=", "''+"]), st.text("a1(", max_size=4))
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
amounts = st.decimals(0, 10**15 - 1, places=4) | st.decimals(0, 5000, places=3) | st.integers(0, 10**14).map(Decimal)


@st.composite
def price_lists(draw):
    currency, year = draw(st.sampled_from(["USD", "UGX", "XOF"])), draw(st.integers(1990, 2100))
    items = []
    for item_id in draw(st.lists(texts, min_size=1, max_size=4, unique=True)):
        three = (Money(amount, currency, year) for amount in sorted(draw(st.tuples(amounts, amounts, amounts))))
        source, date = draw(texts), draw(st.sampled_from(["2026", "2026-03", "2024-02-29"]))
        words = draw(st.sampled_from(Builder)), draw(texts), draw(texts)
        confidence = draw(st.sampled_from(["high", "medium", "low"]))
        items.append(UnitCost(item_id, *words, *three, confidence, source, source, date))
    return PriceList("ours", tuple(items), draw(st.sampled_from(["UGA", None])), draw(st.none() | texts))


@settings(max_examples=60)
@given(price_lists())
def test_csv_and_workbook_give_the_list_back(prices):
    from_csv = parse_price_list(render_prices_csv(prices), "ours.csv").prices
    from_workbook = parse_price_list(render_prices_workbook(prices), "ours.xlsx").prices
    assert from_csv == prices
    assert from_workbook == prices
    assert render_prices_csv(from_workbook) == render_prices_csv(prices)


cells = st.text(max_size=8) | st.sampled_from(
    [
        "laptop",
        "procurement",
        "UGX",
        "2026",
        "1.234,5",
        "1,234",
        "1e999",
        "nan",
        "-0",
        "∞",
        "high",
        "=1",
        "２",
        "5m",
        "%",
    ]
)


def _holds(content, name):
    try:
        parse_price_list(content, name)
    except InputRefused as refused:
        unexplained = not refused.problems or not all(problem.what for problem in refused.problems)
        if unexplained:
            pytest.fail("refused without saying why")


@given(st.lists(st.lists(cells, min_size=1, max_size=15), max_size=5))
def test_any_table_is_taken_or_refused_in_sentences(rows):
    body = "\n".join([",".join(COLUMNS), *(",".join(row) for row in rows)])
    _holds(body.encode("utf-8", "surrogatepass"), "x.csv")


values = st.none() | st.booleans() | st.integers() | st.floats() | cells | st.datetimes()


@settings(max_examples=60)
@given(st.lists(st.lists(values, min_size=4, max_size=14), min_size=1, max_size=4))
def test_any_cells_are_taken_or_refused_in_sentences(rows):
    book = Workbook()
    book.active.append(COLUMNS)
    for row in rows:
        book.active.append([_writable(value) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    _holds(buffer.getvalue(), "x.xlsx")


def _writable(value):
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable())
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - not a number


# --- effects ------------------------------------------------------------------------------------------------------

ITEMS = "abc"
lines = st.builds(
    create_template,
    st.sampled_from(ITEMS),
    st.sampled_from([Driver.NATION, Driver.DISTRICT]),
    st.sampled_from(EconomicType),
    st.sampled_from(["1", "0.05"]),
    st.sampled_from(["1", "4"]),
    pieces=st.integers(1, 400),
)
steps = st.tuples(st.sampled_from(["T.1", "U.1"]), st.integers(2, 4), st.lists(lines, max_size=3))
prices_of_items = st.lists(st.decimals(0, 10**6, places=2), min_size=3, max_size=3)
rates = st.builds(
    lambda rate, factor, inverse: Rates(
        (ExchangeRate(*(("UGX", "USD") if inverse else ("USD", "UGX")), rate, "2026-07-01", "a test"),),
        (Inflator("USD", 2024, 2026, factor, "a test"),),
    ),
    st.decimals("0.001", 5000, places=3),
    st.decimals("0.5", 3, places=3),
    st.booleans(),
)


def _plan(chosen, old):
    actions = [
        create_action(f"x{number}", target, level, costs=tuple(own))
        for number, (target, level, own) in enumerate(chosen)
    ]
    return draft_plan(
        create_request(Term.FIVE_YEARS),
        create_material(create_library(*actions), create_crosswalk(("P1.1", "T.1"), ("P1.2", "U.1"))),
        load_framework("jee-1"),
        create_assessment(P1_1=1, P1_2=2),
        Costs(create_profile(district="136"), old),
    )


def _list(amounts, currency="USD", year=2024, items=ITEMS):
    money = [Money(amount, currency, year) for amount in amounts]
    return create_prices(
        *(
            replace(create_unit_cost(item), low=one, likely=one, high=one)
            for item, one in zip(items, money, strict=False)
        )
    )


def _whole(plan):
    return sum(
        (amount.amount for one in plan.activities for line in one.cost.lines for amount in line.by_year), Decimal(0)
    )


def _adds_up(effect):
    for parts in (effect.items, effect.areas):
        assert sum((one.before.amount for one in parts), Decimal(0)) == effect.total.before.amount
        assert sum((one.after.amount for one in parts), Decimal(0)) == effect.total.after.amount
        assert sum((one.change.amount for one in parts), Decimal(0)) == effect.total.change.amount


plans = st.lists(steps, min_size=1, max_size=5)


@given(plans, prices_of_items, prices_of_items)
def test_the_effects_of_items_and_of_areas_add_up_to_the_change_of_the_total(chosen, old, new):
    plan = _plan(chosen, _list(old))
    effect = price_effect(plan, _list(new))
    _adds_up(effect)
    assert effect.total.before.amount == _whole(plan)
    assert effect.total.after.amount == _whole(effect.plan)
    moves = [abs(one.change.amount) for one in effect.items]
    assert moves == sorted(moves, reverse=True)


@given(plans, prices_of_items, prices_of_items, rates)
def test_they_add_up_exactly_in_other_money_too(chosen, old, new, known):
    plan = _plan(chosen, _list(old))
    effect = price_effect(plan, _list(new, "UGX", 2026), known)
    _adds_up(effect)
    assert effect.total.before.amount == _whole(plan)
    assert (effect.total.after.currency, effect.total.after.price_year) == ("USD", 2024)


@given(plans, prices_of_items, prices_of_items)
def test_costing_again_is_costing_and_going_back_undoes_it(chosen, old, new):
    plan = _plan(chosen, _list(old))
    costs = Costs(plan.cost_basis.profile, _list(new))
    assert recost(plan, _list(new)) == cost_plan(
        replace(plan, notices=recost(plan, _list([Decimal(0)] * 3)).notices), costs
    )
    there = price_effect(plan, _list(new))
    back = price_effect(there.plan, _list(old))
    assert back.plan == plan
    assert back.total.change == -there.total.change


@given(plans, prices_of_items, st.integers(0, 3), rates)
def test_filled_prices_move_nothing_but_roundings(chosen, old, kept, known):
    defaults = _list(old)
    plan = _plan(chosen, defaults)
    own = PriceList("own", (*_list([Decimal(7)], "UGX", 2026, "z").items, *_converted(defaults, known)[:kept]))
    filled = fill_prices(own, defaults, [item for item in ITEMS if item not in own.by_id], known)
    effect = price_effect(plan, filled, known)
    amounts = sum(len(line.by_year) for one in plan.activities for line in one.cost.lines)
    assert abs(effect.total.change.amount) <= amounts * (Decimal("0.01") + _back(Decimal("0.01"), known))


def _converted(prices, known):
    return [replace(one, likely=known.to(one.likely, "UGX", 2026)) for one in prices.items]


def _back(amount, known):
    return known.to_price_year(known.to_currency(Money(amount, "UGX", 2026), "USD"), 2024).amount


@given(prices_of_items, prices_of_items, st.sets(st.sampled_from(ITEMS)), st.sets(st.sampled_from(ITEMS)))
def test_what_differs_between_two_lists_is_all_there_is(old, new, first, second):
    before = PriceList("old", tuple(one for one in _list(old).items if one.id in first))
    after = PriceList("new", tuple(one for one in _list(new).items if one.id in second))
    found = compare_lists(before, after)
    changed = {pair[1].id for pair in found.changed}
    assert {one.id for one in found.added} == second - first
    assert {one.id for one in found.removed} == first - second
    assert changed == {one for one in first & second if before.by_id[one].likely != after.by_id[one].likely}
