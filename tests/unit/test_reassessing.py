"""A newer assessment sets the levels of a plan; goals and activities stay, and what is overtaken is listed."""

from dataclasses import replace

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.carrying_forward import carry_forward
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.reassessing import with_levels, without_overtaken
from tests.factories import create_assessment, create_costed_plan

JEE = load_framework("jee-1")
MAPPED = {"A.1": ("jee-1.P1.1",), "B.1": ("jee-1.P2.1",)}


def relevelled(plan=None, framework="jee-1", **levels):
    assessment = create_assessment(framework, date="2028-03-01", **levels)
    return with_levels(plan or create_costed_plan(), assessment, load_framework(framework), MAPPED)


def said(found):
    return [str(one) for one in found.told]


def test_levels_and_gaps_follow_the_assessment():
    plan = relevelled(P1_1=2, P2_1=1).plan
    goals = {one.indicator: one for one in plan.goals}
    assert (goals["jee-1.P1.1"].current, goals["jee-1.P2.1"].current) == (2, 1)
    assert [(one.target, one.current) for one in plan.gaps] == [("A.1", 2), ("B.1", 1)]


def test_goals_and_activities_stay_as_people_left_them():
    before = create_costed_plan()
    after = relevelled(before, P1_1=5, P2_1=5).plan
    assert after.activities == before.activities
    assert [one.target for one in after.goals] == [one.target for one in before.goals]
    assert [one.goal for one in after.gaps] == [one.goal for one in before.gaps]


def test_the_plan_says_which_assessment_its_levels_come_from():
    evidence = relevelled(P1_1=2).plan.evidence
    assert (evidence.framework, evidence.date) == ("jee-1", "2028-03-01")
    assert evidence.library == create_costed_plan().evidence.library


def test_an_activity_that_leads_to_a_level_reached_is_listed_with_the_reason_and_stays():
    found = relevelled(P1_1=2, P2_1=1)
    assert [one.activity.id for one in found.overtaken] == ["A-001"]
    reason = "It leads to level 2 of A.1, and the assessment of 2028-03-01 found level 2 there."
    assert str(found.overtaken[0].reason) == reason
    assert "A-001" in [one.id for one in found.plan.activities]


def test_an_activity_without_a_level_is_never_overtaken():
    plan = create_costed_plan()
    plain = tuple(replace(one, action=replace(one.action, level=None)) for one in plan.activities)
    assert relevelled(replace(plan, activities=plain), P1_1=5, P2_1=5).overtaken == ()


def test_an_indicator_the_assessment_does_not_speak_of_keeps_its_level_and_is_named():
    found = relevelled(P1_1=2)
    assert {one.indicator: one.current for one in found.plan.goals}["jee-1.P2.1"] == 1
    told = next(one for one in said(found) if one.startswith("The assessment says nothing"))
    assert "P2.1" in told or "(+" in told


def test_one_of_jee_that_was_asked_and_left_open_keeps_its_level():
    assessment = create_assessment("jee-1", date="2028")
    open_one = replace(assessment, levels={"jee-1.P1.1": None})
    plan = with_levels(create_costed_plan(), open_one, JEE, MAPPED).plan
    assert {one.indicator: one.current for one in plan.goals}["jee-1.P1.1"] == 1


def test_what_rose_fell_and_stayed_is_told():
    told = said(relevelled(P1_1=3, P2_1=1))
    assert "Levels that rose: 1 (P1.1)." in told
    assert "Levels that are as they were: 1." in told
    plan = relevelled(P1_1=3, P2_1=2).plan
    assert any(one.startswith("Levels that fell: 1 (P1.1).") for one in said(relevelled(plan, P1_1=2, P2_1=2)))


def test_a_goal_that_is_reached_is_told_and_not_raised_by_us():
    found = relevelled(P1_1=4, P2_1=1)
    assert any(one.startswith("Goals that are reached: 1 (P1.1)") for one in said(found))
    assert {one.indicator: one.target for one in found.plan.goals}["jee-1.P1.1"] == 4


def test_levels_of_another_edition_are_refused():
    with pytest.raises(NaphsError, match="levels of two editions do not mean the same"):
        relevelled(framework="jee-3", P1_1=2)


def test_what_is_overtaken_may_be_left_out_of_the_next_plan_and_is_listed_there():
    previous = create_costed_plan()
    new = carry_forward(previous, "Next", Term.FIVE_YEARS, 2028)
    levels = relevelled(new.plan, P1_1=2, P2_1=1)
    found = without_overtaken(previous, replace(new, plan=levels.plan), levels.overtaken, {"A-001"})
    assert [one.id for one in found.plan.activities] == ["A-002", "B-001"]
    assert [(one.activity.id, "found level 2" in str(one.reason)) for one in found.left_out] == [("A-001", True)]
    assert [one.before for one in found.carried] == ["A-002", "B-001"]


def test_nothing_else_may_be_left_out_that_way():
    previous = create_costed_plan()
    new = carry_forward(previous, "Next", Term.FIVE_YEARS, 2028)
    with pytest.raises(NaphsError, match="did not find the level reached"):
        without_overtaken(previous, new, (), {"B-001"})


def test_whoever_waited_for_what_is_left_out_waits_no_longer_and_that_is_told():
    plan = create_costed_plan()
    first, second, third = plan.activities
    waiting = replace(second, details=replace(second.details, after=("A-001",)))
    previous = replace(plan, activities=(first, waiting, third))
    new = carry_forward(previous, "Next", Term.FIVE_YEARS, 2028)
    levels = relevelled(new.plan, P1_1=2, P2_1=1)
    found = without_overtaken(previous, replace(new, plan=levels.plan), levels.overtaken, {"A-001"})
    assert all(not one.details.after for one in found.plan.activities)
    assert [str(one).split(":")[0] for one in found.released] == ["A-002 no longer waits for A-001"]
