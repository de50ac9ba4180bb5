"""One piece of work asked for by several areas: found with a reason, merged by a person, nothing lost."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.activity_details import NO_DETAILS, ActivityStatus
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.grouping import SIMILAR_WORDS, duplicate_groups, merge_activities, similarity
from opennaphs.domain.library import ActionType, AdministrativeLevel, EconomicType, Priority, Rating, Sector
from opennaphs.domain.moved_years import moved
from tests.factories import create_action, create_costed_plan, create_template

TRAIN = "Train laboratory staff of all districts in safe transport of samples."
TRAIN_TOO = "Train the laboratory staff of all districts in transport of samples."


def create_plan(*changes):
    """A-001 and A-002 of area A, B-001 of area B, each costing 10 once and 10 every year."""
    lines = (create_template(), create_template(kind=EconomicType.RECURRENT))
    actions = [
        create_action(name, target, 2, costs=lines) for name, target in (("a", "A.1"), ("b", "A.1"), ("c", "B.1"))
    ]
    plan = create_costed_plan(actions)
    plan = replace(plan, activities=tuple(_at(one, level=AdministrativeLevel.DISTRICT) for one in plan.activities))
    for number, change in changes:
        plan = replace(plan, activities=tuple(change(one) if one.id == number else one for one in plan.activities))
    return plan


def _at(activity, text=None, level=None, group=None, **more):
    action = activity.action
    level, text = level or action.administrative_level, text or action.text
    action = replace(action, text=text, administrative_level=level, group=group or action.group)
    return replace(activity, action=action, **more)


def _text(number, text):
    return (number, lambda one: _at(one, text=text))


def _details(number, **said):
    return (number, lambda one: replace(one, details=replace(one.details, **said)))


def _whole(plan):
    return sum((line.total.amount for one in plan.activities for line in one.cost.lines), Decimal(0))


# --- finding ------------------------------------------------------------------------------------------------------


def test_activities_of_a_functional_group_in_two_areas_are_found():
    grouped = [(number, lambda one: _at(one, group="training:samples")) for number in ("A-001", "B-001")]
    (group,) = duplicate_groups(create_plan(*grouped))
    assert (group.activities, group.group) == (("A-001", "B-001"), "training:samples")
    assert str(group.reason) == "2 activities of 2 areas belong to the functional group “training:samples”."


def test_the_same_group_in_one_area_is_no_duplicate():
    grouped = [(number, lambda one: _at(one, group="training:samples")) for number in ("A-001", "A-002")]
    assert duplicate_groups(create_plan(*grouped, _text("B-001", TRAIN))) == ()


def test_similar_words_of_the_same_type_level_and_year_are_found():
    (group,) = duplicate_groups(create_plan(_text("A-001", TRAIN), _text("B-001", TRAIN_TOO)))
    assert group.activities == ("A-001", "B-001")
    assert str(group.reason) == (
        "2 activities of 2 areas do work of the same type (training) at the same level (district) in the same years, "
        "in words that agree to 81 % at least."
    )


@pytest.mark.parametrize(
    "change",
    [
        ("B-001", lambda one: _at(one, level=AdministrativeLevel.NATIONAL)),
        ("B-001", lambda one: replace(one, first_year=2028)),
        ("B-001", lambda one: replace(one, action=replace(one.action, types=(ActionType.SOPS,)))),
        ("B-001", lambda one: _at(one, text="Buy two vehicles for rapid response teams of the districts.")),
        _details("B-001", status=ActivityStatus.COMPLETED),
        _details("A-001", status=ActivityStatus.CANCELLED),
    ],
)
def test_other_work_is_no_duplicate(change):
    assert duplicate_groups(create_plan(_text("A-001", TRAIN), _text("B-001", TRAIN_TOO), change)) == ()


def test_work_of_several_years_overlaps_with_what_begins_later():
    long = ("A-001", lambda one: replace(one, action=replace(one.action, months=13)))
    later = ("B-001", lambda one: replace(one, first_year=2028))
    assert duplicate_groups(create_plan(_text("A-001", TRAIN), _text("B-001", TRAIN_TOO), long, later))


def test_similarity_is_the_share_of_words_in_both():
    assert similarity("a b c", "B, c; d!") == Fraction(2, 4)
    assert similarity("", "") == 0
    assert similarity(TRAIN, TRAIN.upper()) == 1
    assert similarity(TRAIN, TRAIN_TOO) >= SIMILAR_WORDS


@given(st.text(), st.text())
def test_similarity_knows_no_direction(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1


# --- merging ------------------------------------------------------------------------------------------------------


def test_paid_once_saves_the_cost_of_the_others():
    plan = create_plan()
    result = merge_activities(plan, "A-001", ["B-001"], paid_once=True)
    assert [one.id for one in result.plan.activities] == ["A-001", "A-002"]
    assert [one.id for one in result.removed] == ["B-001"]
    assert result.saved.amount == Decimal(60)
    assert _whole(result.plan) == _whole(plan) - result.saved.amount


@given(st.sampled_from(["A-001", "A-002", "B-001"]), st.booleans(), st.integers(2027, 2031), st.integers(2027, 2031))
def test_money_is_in_the_plan_or_in_what_was_saved(keep, paid_once, first, second):
    plan = create_plan()
    years = dict(zip(("A-001", "A-002", "B-001"), (first, second, 2027), strict=True))
    plan = replace(plan, activities=tuple(moved(one, plan.years, plan.years, years[one.id]) for one in plan.activities))
    others = [one.id for one in plan.activities if one.id != keep]
    result = merge_activities(plan, keep, others, paid_once=paid_once)
    assert _whole(result.plan) + result.saved.amount == _whole(plan)
    if not paid_once:
        by_year = [[line.by_year for one in book.activities for line in one.cost.lines] for book in (plan, result.plan)]
        sums = [[sum(money.amount for money in year) for year in zip(*lines, strict=True)] for lines in by_year]
        assert sums[0] == sums[1]
        (kept,) = result.plan.activities
        assert moved(kept, plan.years, plan.years, kept.first_year) == kept


def test_the_kept_activity_serves_all_areas_and_takes_over_what_the_others_need():
    plan = create_plan(
        _details("A-001", places=("Bo",), after=("B-001",)),
        _details("B-001", places=("Kenema", "Bo"), serves=("C",), after=("A-002",), indicators=("staff trained",)),
        ("A-001", lambda one: replace(one, action=replace(one.action, lead=Sector.HEALTH, needs=("c", "z")))),
        ("B-001", lambda one: replace(one, action=replace(
            one.action, lead=Sector.LABOUR, supporting=(Sector.HEALTH,), needs=("y",),
            priority=Priority(True, Rating.LOW, Rating.LOW, ""),
        ))),
    )  # fmt: skip
    kept = merge_activities(plan, "A-001", ["B-001"], paid_once=True).plan.activities[0]
    assert kept.details == replace(
        NO_DETAILS, serves=(plan.activities[2].area, "C"),
        places=("Bo", "Kenema"), after=("A-002",), indicators=("staff trained",),
    )  # fmt: skip
    assert (kept.action.supporting, kept.action.needs) == ((Sector.LABOUR,), ("z", "y"))
    assert kept.action.priority.ihr_obligation
    assert kept.notes["merged from"] == "B-001: Do what c says."


def test_whatever_waited_for_a_merged_activity_waits_for_the_kept_one():
    plan = create_plan(
        _details("A-002", after=("B-001", "A-001")),
        ("A-002", lambda one: replace(one, action=replace(one.action, needs=("c",)))),
    )
    waiting = merge_activities(plan, "A-001", ["B-001"], paid_once=True).plan.activities[1]
    assert waiting.details.after == ("A-001",)
    assert waiting.action.needs == ("a",)


def test_nothing_can_come_before_itself():
    plan = create_plan(_details("A-002", after=("A-001",)), _details("B-001", after=("A-002",)))
    with pytest.raises(NaphsError, match="A-001 would have to come before itself"):
        merge_activities(plan, "A-001", ["B-001"], paid_once=True)


UNKNOWN = ActivityCost(CostState.NOT_COSTED, "nobody asked")


def test_a_cost_nobody_knows_is_told():
    plan = create_plan(("B-001", lambda one: replace(one, cost=UNKNOWN, first_year=2026)))
    result = merge_activities(plan, "A-001", ["B-001"], paid_once=False)
    assert [str(one) for one in result.remarks] == [
        "What B-001 costs was not known, so the cost of A-001 does not include it.",
        "B-001 was to begin in 2026; it now begins with A-001 in 2027.",
    ]
    assert result.saved.amount == 0


def test_costs_are_not_thrown_away_for_an_activity_without_any():
    plan = create_plan(("A-001", lambda one: replace(one, cost=UNKNOWN)))
    with pytest.raises(NaphsError, match="A-001 has no cost lines, B-001 has"):
        merge_activities(plan, "A-001", ["B-001"], paid_once=True)
    joined = merge_activities(plan, "A-001", ["B-001"], paid_once=False).plan.activities[0].cost
    assert joined.state is CostState.COSTED
    assert joined.lines == plan.activities[2].cost.lines


@pytest.mark.parametrize(
    ("keep", "merged", "said"),
    [
        ("A-009", ["B-001"], "The plan has no activity A-009."),
        ("A-001", ["B-009"], "The plan has no activity B-009."),
        ("A-001", [], "at least one other"),
        ("A-001", ["A-001"], "at least one other"),
    ],
)
def test_there_must_be_something_to_merge(keep, merged, said):
    with pytest.raises(NaphsError, match=said):
        merge_activities(create_plan(), keep, merged, paid_once=True)


def test_a_plan_without_costs_saves_nobody_knows_what():
    plan = replace(create_plan(), cost_basis=None)
    plan = replace(plan, activities=tuple(replace(one, cost=UNKNOWN) for one in plan.activities))
    assert merge_activities(plan, "A-001", ["B-001"], paid_once=True).saved is None
