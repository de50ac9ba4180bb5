"""Goals of a plan: who sets them, what follows for its gaps and notices, and the actions they bring into the plan."""

from itertools import groupby

import pytest

from opennaphs.actions.plans.add_library_activities import add_library_activities
from opennaphs.actions.plans.goal_effects import effect_of_goal, effects_of
from opennaphs.actions.plans.set_goal import set_goal
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import EditRefused
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import ActivityRecord, AuditEvent
from opennaphs.store.plans import load_plan
from tests.workbench import create_country, create_person, create_plan, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def goal_of(plan, indicator="jee-3.D1.1"):
    return plan.goals.get(indicator=indicator)


def now(plan):
    """Read a plan afresh."""
    plan.refresh_from_db()
    return load_plan(plan)


def raised(plan, by, level=4, indicator="jee-3.D1.1"):
    goal = goal_of(plan, indicator)
    return set_goal(goal=goal, target=level, version=goal.version, by=by)


def test_the_gaps_follow_a_goal_as_a_fresh_draft_with_it_would_have_them(plan, lead):
    raised(plan, lead)
    plan.refresh_from_db()
    from opennaphs.catalogue.framework_files import load_framework
    from opennaphs.catalogue.loading import load_material
    from opennaphs.domain.drafting import Request, draft_plan
    from opennaphs.domain.goals import Term

    edits = {"jee-3.D1.1": 4, "jee-3.P1.1": 2}
    request = Request("UGA", "UGA", Term.ONE_YEAR, 2027, areas=("jee-3.D1", "jee-3.P1"), goal_edits=edits)
    fresh = draft_plan(request, load_material(), load_framework("jee-3"))
    assert load_plan(plan).gaps == fresh.gaps
    assert {(one.indicator, one.target) for one in load_plan(plan).goals} == {
        (one.indicator, one.target) for one in fresh.goals
    }


def test_what_a_goal_brings_is_what_a_fresh_draft_has_more(plan, lead):
    before = {one.action.id for one in load_plan(plan).activities}
    raised(plan, lead)
    wanted = {action.id for action, _gap in effects_of(now(plan)).lacking}
    plan.refresh_from_db()
    add_library_activities(plan=plan, action_ids=sorted(wanted), by=lead)
    after = {one.action.id for one in load_plan(plan).activities}
    assert wanted
    assert after == before | wanted
    assert effects_of(now(plan)).lacking == ()


def test_setting_a_goal_leaves_a_trace_at_the_goal_and_at_the_plan(plan, lead):
    raised(plan, lead)
    assert set(AuditEvent.objects.filter(action="set_goal").values_list("subject", flat=True)) == {
        "goalrecord",
        "planrecord",
    }


def test_a_goal_set_a_second_time_from_an_old_page_is_not_overwritten(plan, lead):
    old = goal_of(plan)
    raised(plan, lead)
    with pytest.raises(Stale):
        set_goal(goal=old, target=5, version=old.version, by=lead)
    assert goal_of(plan).target == 4


def test_two_people_set_different_goals_at_the_same_time(plan, lead):
    first, second = goal_of(plan), goal_of(plan, "jee-3.P1.1")
    set_goal(goal=first, target=3, version=first.version, by=lead)
    set_goal(goal=second, target=3, version=second.version, by=lead)
    assert (goal_of(plan).target, goal_of(plan, "jee-3.P1.1").target) == (3, 3)


@pytest.mark.parametrize("level", [0, 6])
def test_a_goal_is_a_whole_level(plan, lead, level):
    with pytest.raises(NaphsError, match="from 1 to 5"):
        raised(plan, lead, level)


def test_no_goal_needs_a_reason(plan, lead):
    goal = goal_of(plan)
    with pytest.raises(NaphsError, match="Say why"):
        set_goal(goal=goal, target=None, version=goal.version, by=lead)
    kept = set_goal(goal=goal, target=None, version=goal.version, why="Not our mandate", by=lead)
    assert (kept.target, kept.edited) == (None, True)


@pytest.mark.parametrize("role", ["technical-lead", "finance-officer", "viewer", "reviewer", "partner", "contributor"])
def test_only_the_secretariat_sets_goals(plan, role):
    with pytest.raises(NotAllowed):
        raised(plan, create_person(role, "UGA"))


def test_goals_of_a_validated_plan_stand(plan, lead):
    type(plan).objects.filter(pk=plan.pk).update(state=PlanState.VALIDATED)
    with pytest.raises(EditRefused):
        raised(plan, lead)
    assert goal_of(plan).target == 2


def test_what_another_goal_would_mean_is_told_without_writing(plan):
    whole = load_plan(plan)
    more, less = effect_of_goal(whole, "jee-3.D1.1", 3), effect_of_goal(whole, "jee-3.D1.1", 1)
    assert more.lacking
    assert not more.beyond
    assert less.beyond
    assert not less.lacking
    assert load_plan(plan) == whole


def test_added_activities_are_numbered_on_and_stand_behind_those_of_their_area(plan, lead):
    raised(plan, lead, 3, "jee-3.P1.1")
    actions = [action.id for action, _gap in effects_of(now(plan)).lacking]
    before = list(plan.activities.filter(area="jee-3.P1").values_list("number", flat=True))
    rows = add_library_activities(plan=plan, action_ids=actions, by=lead)
    in_order = list(plan.activities.filter(removed=False).values_list("number", "area"))
    assert [number for number, area in in_order if area == "jee-3.P1"] == [*before, *(row.number for row in rows)]
    assert len({number for number, _area in in_order}) == len(in_order)
    assert [area for area, _group in groupby(area for _number, area in in_order)] == ["jee-3.P1", "jee-3.D1"]


def test_a_number_of_a_removed_activity_is_not_given_again(plan, lead):
    last = plan.activities.filter(area="jee-3.D1").last()
    ActivityRecord.objects.filter(pk=last.pk).update(removed=True)
    raised(plan, lead, 3)
    actions = [action.id for action, _gap in effects_of(now(plan)).lacking]
    rows = add_library_activities(plan=plan, action_ids=actions, by=lead)
    assert last.number not in {row.number for row in rows}


def test_what_the_goals_do_not_ask_for_is_not_added(plan, lead):
    there = load_plan(plan).activities[0].action.id
    count = plan.activities.count()
    for wrong in ([], ["no.such.action"], [there]):
        with pytest.raises(NaphsError):
            add_library_activities(plan=plan, action_ids=wrong, by=lead)
    assert plan.activities.count() == count


def test_a_technical_lead_adds_to_their_own_area_only(plan, lead):
    raised(plan, lead, 3)
    raised(plan, lead, 3, "jee-3.P1.1")
    lacking = [action for action, _gap in effects_of(now(plan)).lacking]
    own = next(one for one in lacking if one.target.startswith("jee-3.D1"))
    other = next(one for one in lacking if one.target.startswith("jee-3.P1"))
    person = create_person("technical-lead", "UGA", "jee-3.D1")
    with pytest.raises(NotAllowed):
        add_library_activities(plan=plan, action_ids=[own.id, other.id], by=person)
    assert len(add_library_activities(plan=plan, action_ids=[own.id], by=person)) == 1


def test_a_plan_from_another_library_keeps_its_gaps(lead):
    from dataclasses import replace

    from opennaphs.actions.plans.create_plan import create_plan as keep

    whole = draft()
    own = replace(whole, evidence=replace(whole.evidence, library="Our own list"))
    plan = keep(plan=own, title="Own", kind="operational", by=lead)
    raised(plan, lead)
    plan.refresh_from_db()
    assert load_plan(plan).gaps == whole.gaps
    assert effects_of(now(plan)).lacking == ()
