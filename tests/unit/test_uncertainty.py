from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.analytics.common_factors import Factors
from opennaphs.analytics.cost_entries import EXACT, CostEntry, Spread, entries_of
from opennaphs.analytics.uncertainty import simulate
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.drafting import Costs, cost_plan, draft_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Driver, EconomicType, Sector
from opennaphs.domain.money import Money, MoneyMismatch
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

WIDE = Spread(Decimal("0.5"), Decimal(2))


def _usd(amount, year=2024):
    return Money(Decimal(amount), "USD", year)


def _unit_cost(low, likely, high, item_id="thing"):
    return replace(create_unit_cost(item_id), low=_usd(low), likely=_usd(likely), high=_usd(high))


def _plan(*templates, prices=None):
    action = replace(create_action("a2", "A.1", 2, costs=templates), lead=Sector.AGRICULTURE)
    library = create_library(action, create_action("b2", "A.1", 3))
    material = create_material(library, create_crosswalk(("P1.1", "A.1")))
    plan = draft_plan(create_request(Term.FIVE_YEARS), material, load_framework("jee-1"), create_assessment(P1_1=1))
    return cost_plan(plan, Costs(create_profile(district=10), prices or create_prices()))


def _entry(key="1", amount="100", spread=WIDE, **tags):
    return CostEntry(key, {2027: _usd(amount)}, spread, {name.replace("_", " "): value for name, value in tags.items()})


@pytest.mark.parametrize("name", ["district", "participants"])
def test_a_number_that_is_not_sure_widens_the_lines_it_multiplies_and_no_others(name):
    plan = _plan(create_template(per=Driver.DISTRICT, participants=3), create_template(days=2))
    sure = entries_of(plan, create_prices())
    unsure = entries_of(plan, create_prices(), {name: Spread(Decimal("0.7"), Decimal("1.6"))})
    assert unsure[0].spread.width > sure[0].spread.width
    assert unsure[1] == sure[1]


# --- entries of a plan --------------------------------------------------------------------------------------------


def test_each_cost_line_of_a_plan_is_an_entry_with_the_spread_of_its_price():
    prices = create_prices(_unit_cost(8, 10, 25))
    one_off, yearly = create_template(pieces=3), create_template(kind=EconomicType.RECURRENT)
    entries = entries_of(_plan(one_off, yearly, prices=prices), prices)
    assert [entry.key for entry in entries] == ["A-001/1", "A-001/2"]
    assert [money.amount for money in entries[0].amounts.values()] == [30, 0, 0, 0, 0]
    assert [money.amount for money in entries[1].amounts.values()] == [10, 10, 10, 10, 10]
    assert {entry.spread for entry in entries} == {Spread(Decimal("0.8"), Decimal("2.5"))}
    assert list(entries[0].amounts) == [2027, 2028, 2029, 2030, 2031]


def test_entries_say_what_they_can_be_added_up_by():
    (entry,) = entries_of(_plan(create_template()), create_prices())
    assert entry.tags == {
        "area": "A",
        "activity": "A-001",
        "ministry": "agriculture",
        "category": "procurement",
        "economic type": "one-off",
        "unit cost": "thing",
    }
    assert entry.tag("source") == "not said"


def test_a_price_the_list_does_not_have_is_named_with_its_activity():
    other = create_prices(create_unit_cost("another thing"))
    with pytest.raises(NaphsError, match="A-001 “A thing”: The price list “test prices” has no item “thing”"):
        entries_of(_plan(create_template()), other)


def test_a_line_priced_exactly_needs_no_price_in_the_list():
    other = create_prices(create_unit_cost("another thing"))
    (entry,) = entries_of(_plan(create_template()), other, {"thing": EXACT})
    assert entry.spread == EXACT


def test_an_own_spread_goes_before_the_list():
    (entry,) = entries_of(_plan(create_template()), create_prices(_unit_cost(8, 10, 25)), {"thing": WIDE})
    assert entry.spread == WIDE


@pytest.mark.parametrize("values", [(8, 0, 25), (0, 0, 5), (12, 10, 25), (8, 10, 9), (0.001, 0.002, 900)])
def test_a_price_without_a_sensible_range_is_named(values):
    prices = create_prices(_unit_cost(*map(str, values)))
    with pytest.raises(NaphsError, match="A-001 “A thing”: "):
        entries_of(_plan(create_template()), prices)


def test_what_costs_nothing_is_exact():
    prices = create_prices(_unit_cost(0, 0, 0))
    (entry,) = entries_of(_plan(create_template(), prices=prices), prices)
    assert entry.spread == EXACT


def test_a_plan_from_which_nothing_is_costed_has_no_total():
    found = simulate(entries_of(_plan(), create_prices()), draws=100, seed=1)
    assert (found.ranges, found.shares, found.total) == ((), (), None)


# --- ranges -------------------------------------------------------------------------------------------------------


def test_ranges_stand_for_the_total_each_year_and_each_value_of_each_cut():
    entries = [
        CostEntry("1", {2027: _usd(10), 2028: _usd(5)}, EXACT, {"area": "P1", "source": "loan"}),
        CostEntry("2", {2028: _usd(7)}, EXACT, {"area": "D1"}),
    ]
    found = simulate(entries, draws=2, seed=1, by=["area", "source"])
    assert [(one.cut, one.value, one.likely.amount) for one in found.ranges] == [
        ("total", "total", 22),
        ("year", "2027", 10),
        ("year", "2028", 12),
        ("area", "D1", 7),
        ("area", "P1", 15),
        ("source", "loan", 15),
        ("source", "not said", 7),
    ]


def test_the_contingency_is_what_is_missing_up_to_the_percentile_and_may_be_negative():
    total = simulate([_entry()], draws=2**12, seed=1).total
    assert total.contingency() == total.at(80) - _usd(100)
    assert total.contingency(90).amount > total.contingency(80).amount > 0 > total.contingency(5).amount


def test_a_percentile_that_was_not_computed_is_refused_with_those_there_are():
    total = simulate([_entry()], draws=4, seed=1, percentiles=[50, 97.5]).total
    assert total.at(97.5).amount > total.at(50).amount
    with pytest.raises(NaphsError, match=r"P80 was not computed\. Choose among P50, P97\.5"):
        total.at(80)


def test_draws_are_rounded_up_to_a_power_of_two():
    assert simulate([_entry()], draws=100, seed=1).draws == 128
    assert simulate([_entry()], draws=1, seed=1).draws == 1


def test_an_entry_of_nothing_changes_nothing():
    with_zero, without = (simulate(entries, draws=64, seed=1) for entries in ([_entry(), _entry("2", "0")], [_entry()]))
    assert with_zero.ranges == without.ranges
    assert [one.share for one in with_zero.shares] == pytest.approx([one.share for one in without.shares])


def test_what_costs_nothing_ranges_from_nothing_to_nothing():
    found = simulate([_entry(area="D1"), _entry("2", "0", area="P1")], draws=64, seed=1)
    (zero,) = (one for one in found.of("area") if one.value == "P1")
    assert {zero.likely, zero.mean, *(money for _, money in zero.percentiles)} == {_usd("0.00")}


def test_all_years_of_an_entry_are_off_together():
    entry = CostEntry("1", {2027: _usd(100), 2028: _usd(100)}, WIDE)
    found = simulate([entry], draws=256, seed=1)
    first, second = found.of("year")
    assert first.percentiles == second.percentiles
    assert abs(found.total.at(95).amount - 2 * first.at(95).amount) <= Decimal("0.01")


# --- what causes the variance -------------------------------------------------------------------------------------


def _shares(entries, factors, **choices):
    found = simulate(entries, draws=2, seed=1, factors=factors, **choices)
    return {(one.cut, one.value): one.share for one in found.shares}


def test_independent_costs_share_the_variance_by_the_square_of_their_size():
    entries = [_entry("1", "300", unit_cost="car"), _entry("2", "400", unit_cost="laboratory")]
    shares = _shares(entries, Factors(0, {}))
    assert shares == {("unit cost", "car"): pytest.approx(0.36), ("unit cost", "laboratory"): pytest.approx(0.64)}


def test_the_variance_is_shared_by_any_tag():
    entries = [_entry("1", "300", ministry="health"), _entry("2", "400", ministry="defence")]
    shares = _shares(entries, Factors(0, {}), shares_by="ministry")
    assert list(shares) == [("ministry", "defence"), ("ministry", "health")]


def test_when_all_is_common_the_common_factor_is_all():
    entries = [_entry("1", unit_cost="car"), _entry("2", unit_cost="laboratory")]
    assert _shares(entries, Factors(1, {})) == {("common factor", "everything"): pytest.approx(1)}


def test_factors_of_areas_are_named_and_share_evenly_between_even_areas():
    shares = _shares([_entry("1", area="P1"), _entry("2", area="D1")], Factors(0, {"area": 1}))
    assert shares == {
        ("common factor", "area P1"): pytest.approx(0.5, abs=1e-4),
        ("common factor", "area D1"): pytest.approx(0.5, abs=1e-4),
    }


def test_in_a_large_plan_what_is_common_to_all_remains():
    entries = [_entry(str(number), area=f"area {number % 19}") for number in range(1900)]
    assert _shares(entries, Factors())["common factor", "everything"] > 0.9


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"draws": 0}, "0 draws cannot be made"),
        ({"draws": 10**9}, "1,000,000,000 draws cannot be made"),
        ({"seed": -1}, "seed -1 is negative"),
        ({"percentiles": [50, 100]}, "no percentile 100"),
        ({"percentiles": [float("nan")]}, "no percentile nan"),
    ],
)
def test_what_cannot_be_drawn_is_refused(choices, said):
    with pytest.raises(NaphsError, match=said):
        simulate([_entry()], **({"draws": 4, "seed": 1} | choices))


@pytest.mark.parametrize(("low", "high"), [("-0.1", "2"), ("1.1", "2"), ("0.5", "0.9"), ("NaN", "2"), ("0", "1e9")])
def test_a_spread_without_the_likely_value_is_refused(low, high):
    with pytest.raises(NaphsError, match="A spread goes from"):
        Spread(Decimal(low), Decimal(high))


@pytest.mark.parametrize("amount", ["-0.01", "1e18"])
def test_impossible_amounts_are_refused(amount):
    with pytest.raises(NaphsError, match="1: a cost is an amount from 0"):
        _entry(amount=amount)


@pytest.mark.parametrize(("everything", "by_tag"), [(-0.1, {}), (0.6, {"area": 0.5}), (float("nan"), {})])
def test_impossible_shares_of_factors_are_refused(everything, by_tag):
    with pytest.raises(NaphsError, match="shares of common factors"):
        Factors(everything, by_tag)


def test_too_many_factors_are_refused():
    entries = [_entry(str(number), activity=str(number)) for number in range(1001)]
    with pytest.raises(NaphsError, match="1,002 common factors"):
        simulate(entries, draws=2, seed=1, factors=Factors(0.1, {"activity": 0.1}))


def test_currencies_and_price_years_are_never_mixed():
    older = CostEntry("2", {2027: _usd(5, 2020)}, EXACT)
    with pytest.raises(MoneyMismatch, match="not USD of 2020, USD of 2024"):
        simulate([_entry(), older], draws=2, seed=1)
