"""Moving work to another year, whatever it costs and whenever it is due: the money follows the work."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.costing import cost_action
from opennaphs.domain.moved_years import in_one_year, moved, times_due
from tests.factories import create_costed_plan, create_prices, create_profile
from tests.properties.test_choice_domain import plans_with_own_years

YEARS = range(2027, 2032)


def _amounts(activity):
    return [[money.amount for money in line.by_year] for line in activity.cost.lines]


@given(st.sampled_from(YEARS), st.sampled_from(YEARS))
def test_a_moved_activity_costs_what_it_costs_when_drafted_in_that_year(first, second):
    for activity in create_costed_plan().activities:
        there = moved(moved(activity, YEARS, YEARS, first), YEARS, YEARS, second)
        fresh = cost_action(
            activity.action, create_profile(district="7"), create_prices(), starts_in=second - 2027, years=5
        )
        assert there.cost == fresh


@given(plans_with_own_years())
def test_staying_in_the_same_year_changes_nothing(plan):
    for activity in plan.activities:
        assert moved(activity, plan.years, plan.years, activity.first_year) == activity


@given(plans_with_own_years(), st.integers(0, 4))
def test_the_same_year_of_the_next_plan_costs_the_same(plan, shift):
    for activity in plan.activities:
        to = range(2032, 2037)
        assert _amounts(moved(activity, plan.years, to, activity.first_year + 5)) == _amounts(activity)
        wide = range(plan.first_year, plan.first_year + 10)
        later = moved(activity, plan.years, wide, activity.first_year + shift)
        for before, after in zip(_amounts(activity), _amounts(later), strict=True):
            assert after[:shift] == [0] * shift
            assert after[shift : shift + 5] == before


@given(plans_with_own_years())
def test_the_plan_of_one_year_costs_what_the_long_plan_costs_in_that_year(plan):
    for place, year in enumerate(plan.years):
        for activity in plan.activities:
            alone = in_one_year(activity, plan.years, year)
            assert [line[0] for line in _amounts(alone)] == [line[place] for line in _amounts(activity)]
            assert alone.first_year == year


@given(plans_with_own_years(), st.sampled_from(YEARS))
def test_no_money_due_in_the_plan_is_lost_when_work_moves_to_an_earlier_year(plan, year):
    for activity in plan.activities:
        if year > activity.first_year:
            continue
        for before, after in zip(activity.cost.lines, moved(activity, YEARS, YEARS, year).cost.lines, strict=True):
            was = times_due(before, activity.first_year - 2027, 5)
            assert sum(times_due(after, year - 2027, 5), Decimal(0)) >= sum(was, Decimal(0))


def test_what_recurs_goes_on_in_a_longer_plan_and_what_is_due_once_does_not():
    activity = create_costed_plan().activities[0]
    once, twice = Decimal(1), Decimal(2)
    lines = tuple(replace(line, schedule=(once, 0, 0, 0, twice)) for line in activity.cost.lines)
    there = moved(replace(activity, cost=replace(activity.cost, lines=lines)), YEARS, range(2027, 2034), 2027)
    one_off, _, recurrent = there.cost.lines
    assert one_off.schedule == (1, 0, 0, 0, 2, 0, 0)
    assert recurrent.schedule == (1, 0, 0, 0, 2, 2, 2)


def test_the_menu_line_a_detailed_line_replaces_moves_along():
    activity = create_costed_plan().activities[0]
    line = activity.cost.lines[0]
    detailed = replace(activity, cost=replace(activity.cost, lines=(replace(line, replaces=line),)))
    there = moved(detailed, YEARS, YEARS, 2030).cost.lines[0]
    assert there.replaces is not None
    assert there.replaces.by_year == there.by_year
