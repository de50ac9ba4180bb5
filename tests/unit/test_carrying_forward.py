"""The next plan takes over what is unfinished; the year's plan takes what is due. What stays behind is listed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.activity_details import NO_DETAILS, ActivityStatus
from opennaphs.domain.carrying_forward import carry_forward, importance, operational_from_strategic
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Priority, Rating
from tests.factories import create_action, create_costed_plan, create_template
from tests.properties.test_choice_domain import plans_with_own_years

STATUSES = st.sampled_from(ActivityStatus)
ENDED = {ActivityStatus.COMPLETED, ActivityStatus.CANCELLED}


def create_plan(**details):
    """Activities A-001, A-002, B-001; ``A_001=dict(...)`` says more about one."""
    plan = create_costed_plan()
    said = {name.replace("_", "-"): replace(NO_DETAILS, **more) for name, more in details.items()}
    return replace(
        plan, activities=tuple(replace(one, details=said.get(one.id, NO_DETAILS)) for one in plan.activities)
    )


@st.composite
def followed_plans(draw):
    plan = draw(plans_with_own_years())
    numbers = [one.id for one in plan.activities]
    return replace(plan, activities=tuple(_followed(draw, one, numbers) for one in plan.activities))


def _followed(draw, activity, numbers):
    others = [number for number in numbers if number != activity.id]
    after = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
    told = replace(NO_DETAILS, status=draw(STATUSES), risk=draw(st.none() | st.integers(1, 5)), after=tuple(after))
    return replace(activity, details=told)


def _is_whole(before, result):
    """Every activity is carried or listed; whatever somebody still waits for is in the new plan, and the rest told."""
    there = {one.id for one in result.plan.activities}
    assert [one.number for one in result.carried] == [one.id for one in result.plan.activities]
    known = {one.before for one in result.carried} | {one.activity.id for one in result.left_out}
    assert known == {one.id for one in before.activities}
    assert len(result.carried) + len(result.left_out) == len(before.activities)
    assert all(number in there for one in result.plan.activities for number in one.details.after)
    waits = [n for one in before.activities for n in one.details.after if one.id in {c.before for c in result.carried}]
    assert len(waits) == sum(len(one.details.after) for one in result.plan.activities) + len(result.released)


@given(followed_plans(), st.sampled_from(Term), st.integers(2027, 2033))
def test_every_activity_goes_on_or_is_listed_with_its_reason(plan, term, first_year):
    result = carry_forward(plan, "The next plan", term, first_year)
    _is_whole(plan, result)
    assert {one.activity.details.status for one in result.left_out} <= ENDED
    for one in result.plan.activities:
        assert one.first_year in result.plan.years
        assert one.details.status is ActivityStatus.NOT_STARTED
        assert all(len(line.by_year) == term.years for line in one.cost.lines)


@given(followed_plans(), st.integers(2027, 2031), st.integers(1, 3))
def test_the_plan_of_a_year_and_what_it_leaves_are_the_whole_plan(plan, year, most):
    result = operational_from_strategic(plan, year, most)
    _is_whole(plan, result)
    assert all(str(one.reason) for one in result.left_out)
    of_year = {one.id: one for one in plan.activities}
    for area in {one.area for one in plan.activities}:
        taken = [of_year[one.id] for one in result.plan.activities if one.area == area]
        assert len(taken) <= most
        no_room = [one.activity for one in result.left_out if one.activity.area == area and "room" in str(one.reason)]
        assert not no_room or len(taken) == most
        assert all(importance(one) >= importance(other) for one in taken for other in no_room)


@given(followed_plans(), st.integers(2027, 2031))
def test_a_year_costs_what_it_costs_in_the_long_plan(plan, year):
    result = operational_from_strategic(plan, year, 99).plan
    before = {one.id: one for one in plan.activities}
    for one in result.activities:
        money = [line.by_year[year - plan.first_year].amount for line in before[one.id].cost.lines]
        assert [line.total.amount for line in one.cost.lines] == money


def test_unfinished_work_starts_over_under_a_new_number_that_names_the_old():
    plan = create_plan(
        A_001={"status": ActivityStatus.COMPLETED},
        A_002={
            "status": ActivityStatus.IN_PROGRESS, "percent_done": 40, "starts": "2028-03-01", "ends": "2028-09-30",
            "after": ("A-001", "B-001"), "risk": 4,
        },
    )  # fmt: skip
    result = carry_forward(plan, "Plan 2032-36", Term.FIVE_YEARS, 2032)
    assert (result.plan.title, result.plan.first_year) == ("Plan 2032-36", 2032)
    first = result.plan.activities[0]
    assert (first.id, first.first_year, first.notes["carried from"]) == ("A-001", 2032, "A-002")
    assert first.notes["days in the previous plan"] == "2028-03-01 – 2028-09-30"
    assert first.details == replace(NO_DETAILS, after=("B-001",), risk=4)
    assert [(one.activity.id, str(one.reason)) for one in result.left_out] == [("A-001", "It is completed.")]
    assert [str(one) for one in result.released] == ["A-001 no longer waits for A-001: It is completed."]


def test_work_carried_twice_remembers_both_numbers():
    plan = create_plan(A_001={"status": ActivityStatus.CANCELLED})
    once = carry_forward(plan, "x", Term.FIVE_YEARS, 2032).plan
    twice = carry_forward(once, "y", Term.FIVE_YEARS, 2037).plan
    assert [one.notes["carried from"] for one in twice.activities] == ["A-001; A-002", "B-001; B-001"]


def test_overdue_work_begins_at_once_and_later_work_keeps_its_year():
    plan = create_plan()
    years = {"A-001": 2027, "A-002": 2030, "B-001": 2031}
    plan = replace(plan, activities=tuple(replace(one, first_year=years[one.id]) for one in plan.activities))
    assert [one.first_year for one in carry_forward(plan, "x", Term.FIVE_YEARS, 2029).plan.activities] == [
        2029, 2030, 2031,
    ]  # fmt: skip
    assert {one.first_year for one in carry_forward(plan, "x", Term.ONE_YEAR, 2028).plan.activities} == {2028}


def test_a_goal_moves_up_only_when_all_its_work_is_completed():
    done, dropped = {"status": ActivityStatus.COMPLETED}, {"status": ActivityStatus.CANCELLED}

    def goals(plan):
        return {one.indicator: one.target for one in carry_forward(plan, "x", Term.FIVE_YEARS, 2032).plan.goals}

    assert (goals(create_plan())["jee-1.P1.1"], goals(create_plan(A_001=done))["jee-1.P1.1"]) == (4, 4)
    assert goals(create_plan(A_001=done, A_002=dropped))["jee-1.P1.1"] == 4
    finished = carry_forward(create_plan(A_001=done, A_002=done), "x", Term.FIVE_YEARS, 2032).plan
    assert [(one.current, one.target) for one in finished.goals if one.indicator == "jee-1.P1.1"] == [(1, 5)]
    assert [one.goal for one in finished.gaps if one.target == "A.1"] == [5]


def test_the_next_plan_cannot_begin_before_the_last():
    with pytest.raises(NaphsError, match="cannot begin in 2026, before the last, which began in 2027"):
        carry_forward(create_plan(), "x", Term.ONE_YEAR, 2026)


def test_the_goals_of_a_year_go_one_step_a_year():
    plan = create_plan()
    levels = [
        {one.indicator: one.target for one in operational_from_strategic(plan, year, 9).plan.goals}["jee-1.P1.1"]
        for year in plan.years
    ]
    assert levels == [2, 3, 4, 4, 4]


def _rated(plan, *priorities):
    rated = zip(plan.activities, priorities, strict=True)
    return replace(
        plan, activities=tuple(replace(one, action=replace(one.action, priority=rating)) for one, rating in rated)
    )


def test_a_duty_comes_first_then_impact_then_what_nobody_rated():
    actions = [create_action(f"a{number}", "A.1", 2, costs=(create_template(),)) for number in range(3)]
    plan = _rated(
        create_costed_plan(actions),
        None,
        Priority(False, Rating.HIGH, Rating.HIGH, ""),
        Priority(True, Rating.LOW, Rating.LOW, ""),
    )
    taken = [[one.id for one in operational_from_strategic(plan, 2027, most).plan.activities] for most in (1, 2, 3)]
    assert taken == [["A-003"], ["A-002", "A-003"], ["A-001", "A-002", "A-003"]]
    (left,) = operational_from_strategic(plan, 2027, 2).left_out
    assert str(left.reason) == ("Its area has room for 2 activities, and 2 that are more important come before it.")


def test_what_the_team_rated_counts_before_what_the_library_says():
    rated = create_plan(A_001={"impact": 1}).activities[0]
    rated = replace(rated, action=replace(rated.action, priority=Priority(False, Rating.HIGH, Rating.LOW, "")))
    assert importance(rated) == (0, 1, 1, 0)


def test_a_year_outside_the_plan_and_no_room_at_all_are_refused():
    with pytest.raises(NaphsError, match="2032 is not a year of the plan"):
        operational_from_strategic(create_plan(), 2032, 3)
    with pytest.raises(NaphsError, match="at least one activity, not 0"):
        operational_from_strategic(create_plan(), 2027, 0)


def test_later_work_is_listed_with_its_year():
    plan = create_plan()
    result = operational_from_strategic(plan, 2027, 9, "Plan 2027")
    assert result.plan.title == "Plan 2027"
    assert [(one.activity.id, str(one.reason)) for one in result.left_out] == [("A-002", "It begins in 2028.")]
    assert result.plan.activities[0].cost.lines[0].total.amount == Decimal(30)
