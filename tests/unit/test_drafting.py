import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.drafting import Costs, cost_plan, draft_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.notices import NoticeCode
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
)

JEE_1 = load_framework("jee-1")


def _draft(request=None, library=None, crosswalk=None, assessment=None, framework=JEE_1):
    library = library or create_library(create_action("a2", "A.1", 2), create_action("b2", "B.1", 2))
    crosswalk = crosswalk or create_crosswalk(("P1.1", "A.1"), ("P2.1", "B.1"))
    assessment = assessment or create_assessment(P1_1=1, P2_1=1)
    return draft_plan(request or create_request(), create_material(library, crosswalk), framework, assessment)


def _codes(plan):
    return [notice.code for notice in plan.notices]


def test_activities_are_numbered_in_each_area():
    assert [activity.id for activity in _draft().activities] == ["A-001", "B-001"]


def test_an_area_of_the_assessment_limits_the_plan():
    plan = _draft(create_request(areas=("jee-1.P1",)))
    assert [activity.action.id for activity in plan.activities] == ["a2"]
    assert {goal.indicator for goal in plan.goals} == {"jee-1.P1.1", "jee-1.P1.2"}


def test_an_area_of_the_library_limits_the_plan_too():
    plan = _draft(create_request(areas=("B",)))
    assert [activity.action.id for activity in plan.activities] == ["b2"]


def test_the_lowest_score_counts_even_when_it_comes_from_an_area_left_out():
    library = create_library(*(create_action(f"a{level}", "A.1", level) for level in (2, 3, 4)))
    plan = _draft(
        create_request(areas=("jee-1.P2",)),
        library,
        create_crosswalk(("P1.1", "A.1"), ("P2.1", "A.1")),
        create_assessment(P1_1=1, P2_1=3),
    )
    assert [activity.action.id for activity in plan.activities] == ["a2"]


def test_an_unknown_area_is_named_with_those_there_are():
    with pytest.raises(NaphsError, match=r"no area “jee-1.X9”.*jee-1.P1"):
        _draft(create_request(areas=("jee-1.X9",)))


def test_an_unknown_hazard_is_named_with_those_there_are():
    library = create_library(create_action("a2", "A.1", 2), create_action("c2", "A.1", 2, ["cholera"]))
    with pytest.raises(NaphsError, match=r"“chlera”\. It has: cholera"):
        _draft(create_request(hazards=("chlera",)), library)


def test_a_goal_outside_one_to_five_or_for_no_indicator_is_refused():
    with pytest.raises(NaphsError, match="level from 1 to 5"):
        _draft(create_request(goal_edits={"jee-1.P1.1": 6}))
    with pytest.raises(NaphsError, match=r"no indicator jee-1\.X1"):
        _draft(create_request(goal_edits={"jee-1.X1": 3}))


def test_a_library_without_a_crosswalk_says_so():
    with pytest.raises(NaphsError, match="no crosswalk from JEE 2"):
        _draft(framework=load_framework("jee-2"))


def test_a_clean_slate_starts_every_indicator_at_level_one():
    library = create_library(create_action("a2", "jee-3.P1.1", 2), framework="jee-3")
    plan = draft_plan(create_request(), create_material(library), load_framework("jee-3"))
    assert [activity.action.id for activity in plan.activities] == ["a2"]
    assert {goal.current for goal in plan.goals} == {None}
    assert {goal.target for goal in plan.goals} == {2}
    assert NoticeCode.CLEAN_SLATE in _codes(plan)


def test_what_is_odd_about_an_assessment_is_said():
    plan = _draft(assessment=create_assessment(P1_1="2.5", P2_1=None, D1_1=2))
    values = {(notice.code, notice.values.get("indicator")) for notice in plan.notices}
    assert (NoticeCode.HALF_LEVEL, "jee-1.P1.1") in values
    assert (NoticeCode.NOT_ASSESSED, "jee-1.P2.1") in values
    assert (NoticeCode.NO_LINK, "jee-1.D1.1") in values
    assert (NoticeCode.NO_ACTIONS, None) in values


def test_a_goal_that_is_already_reached_is_said():
    plan = _draft(create_request(goal_edits={"jee-1.P1.1": 1}))
    assert NoticeCode.ALREADY_REACHED in _codes(plan)
    assert [activity.action.id for activity in plan.activities] == ["b2"]


def test_every_notice_can_be_said():
    plan = _draft(create_request(Term.ONE_YEAR), assessment=create_assessment(P1_1="2.5", P2_1=None, D1_1=2))
    assert all(notice.text() and "{" not in notice.text() for notice in plan.notices)


def test_costs_stop_at_a_missing_count_and_change_nothing_else():
    from opennaphs.domain.library import Driver

    library = create_library(create_action("a2", "A.1", 2, costs=(create_template(per=Driver.REGION),)))
    plan = _draft(library=library)
    with pytest.raises(NaphsError, match=r"a2 cannot be costed.*region"):
        cost_plan(plan, Costs(create_profile(), create_prices()))
    costed = cost_plan(plan, Costs(create_profile(region="4"), create_prices()))
    assert costed.cost_basis.total(costed.activities[0].cost.lines[0].by_year).amount == 40
    assert [one.action for one in costed.activities] == [one.action for one in plan.activities]


def test_targets_the_edition_says_nothing_about_are_named_and_may_get_a_goal():
    library = create_library(
        create_action("a2", "A.1", 2), create_action("m2", "M.1", 2), create_action("m3", "M.1", 3)
    )
    crosswalk = create_crosswalk(("P1.1", "A.1"))
    plan = _draft(library=library, crosswalk=crosswalk)
    assert {"framework": "JEE 1", "targets": "M.1"} in [notice.values for notice in plan.notices]
    assert [one.action.id for one in plan.activities] == ["a2"]
    plan = _draft(create_request(goal_edits={"M.1": 3}), library, crosswalk)
    assert [one.action.id for one in plan.activities] == ["a2", "m2", "m3"]
    assert NoticeCode.NOT_COVERED not in _codes(plan)


def test_a_goal_for_a_target_that_indicators_decide_is_sent_to_them():
    with pytest.raises(NaphsError, match=r"The goal of A\.1 follows from jee-1\.P1\.1\. Set the goal there"):
        _draft(create_request(goal_edits={"A.1": 3}))
