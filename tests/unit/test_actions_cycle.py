"""Recording the stages of a cycle, and counting what is known of it."""

import datetime

import pytest
from django.utils import timezone

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.cycle.record_stage import record_stage
from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.engagement.add_stakeholder import add_stakeholder
from opennaphs.actions.engagement.share_out_area import share_out_area
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.coordination import Involvement
from opennaphs.domain.cycle import StageState
from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.cycles import cycle_rows, facts_of, last_day, present_plan
from opennaphs.store.models import ActivityRecord, PlanRecord, ProgressUpdateRecord, StageRecord
from tests.cycle_facts import create_first_day
from tests.workbench import create_country, create_person, create_plan

TODAY = datetime.date(2026, 11, 21)


@pytest.fixture
def lead(db):
    return create_country("UGA")


def facts(plan=None):
    return facts_of("UGA", plan, TODAY)


def test_a_stage_is_recorded_with_its_role_and_day(lead):
    record_stage(
        country="UGA",
        stage=Stage.COST,
        state=StageState.IN_PROGRESS,
        owner="finance-officer",
        due=TODAY,
        version=1,
        by=lead,
    )
    row = cycle_rows("UGA").rows[Stage.COST]
    assert (row.state, row.owner, row.due, row.changed_by) == ("in progress", "finance-officer", TODAY, str(lead))


def test_skipping_needs_a_reason(lead):
    with pytest.raises(NaphsError, match="why this stage is skipped"):
        record_stage(country="UGA", stage=Stage.LAUNCH, state=StageState.SKIPPED, version=1, by=lead)
    assert not StageRecord.objects.exists()


def test_the_second_of_two_writers_is_told_even_on_a_stage_nobody_had_recorded(lead):
    record_stage(country="UGA", stage=Stage.COST, state=StageState.DONE, version=1, by=lead)
    with pytest.raises(Stale):
        record_stage(country="UGA", stage=Stage.COST, state=StageState.IN_PROGRESS, version=1, by=lead)
    assert StageRecord.objects.get().state == "done"


def test_an_unknown_role_cannot_lead(lead):
    with pytest.raises(NaphsError, match="no role"):
        record_stage(country="UGA", stage=Stage.COST, state=StageState.DONE, owner="boss", version=1, by=lead)


@pytest.mark.parametrize("role", ["technical-lead", "contributor", "finance-officer", "partner", "reviewer", "viewer"])
def test_only_the_secretariat_records(lead, role):
    with pytest.raises(NotAllowed):
        record_stage(country="UGA", stage=Stage.COST, state=StageState.DONE, version=1, by=create_person(role, "UGA"))


def test_on_the_first_day_only_the_lead_is_there(lead):
    found, expected = vars(facts()), vars(create_first_day())
    differ = {name for name in found if found[name] != expected[name]}
    assert differ == {"roster", "sectors_missing", "areas_without_accountable"}
    assert (found["roster"], found["sectors_missing"], found["areas_without_accountable"]) == (1, 16, 19)


def test_one_person_with_two_roles_counts_once_in_the_secretariat(lead):
    lead.role_assignments.create(role="secretariat-member", country="UGA")
    create_person("secretariat-member", "UGA")
    create_person("secretariat-member", "KEN")
    assert facts().roster == 2


def test_recommendations_are_counted_by_what_they_lack(lead):
    yesterday = TODAY - datetime.timedelta(days=1)
    about = {"origin": "spar", "text": "Do it.", "origin_title": "SPAR 2025"}
    for more in ({"owner": "Head"}, {"due": yesterday}, {"owner": "Head", "due": TODAY}):
        create_recommendation(country="UGA", fields=about | more, by=lead)
    found = facts()
    assert (found.recommendations, found.recommendations_without_owner, found.recommendations_overdue) == (3, 1, 1)
    assert (found.recommendations_unanswered, found.documents) == (3, 1)


@pytest.mark.parametrize(
    ("date", "day"),
    [("2025", (2025, 12, 31)), ("2024-02", (2024, 2, 29)), ("2023-06-26", (2023, 6, 26))],
)
def test_a_date_may_mean_its_last_day(date, day):
    assert last_day(date) == datetime.date(*day)


def test_the_latest_assessment_is_never_in_the_future(lead):
    create_assessment(country="UGA", framework="spar-2", date="2026", source="Report", by=lead)
    assert facts().latest_assessment == TODAY


def test_activities_are_counted_by_what_they_lack(lead):
    plan = create_plan(lead)
    first, second, *rest = plan.activities.all()
    edit_activity(activity=first, fields={"owner": "Head", "details": {"ends": "2026-11-20"}}, version=1, by=lead)
    ratings = {"impact": 3, "feasibility": 2, "risk": 1, "status": "in progress"}
    edit_activity(activity=second, fields={"details": ratings}, version=1, by=lead)
    ActivityRecord.objects.filter(pk=second.pk).update(changed_at=timezone.now() - datetime.timedelta(days=4000))
    ProgressUpdateRecord.objects.update(on=datetime.date(2020, 1, 1))
    found, count = facts(plan), len(rest) + 2
    assert found.activities == count
    assert found.activities_without_owner == count - 1
    assert found.activities_unrated == count - 1
    assert (found.activities_late, found.activities_silent) == (1, 1)


def test_an_activity_of_which_somebody_said_that_nothing_changed_is_not_silent(lead):
    plan = create_plan(lead)
    row = plan.activities.first()
    edit_activity(activity=row, fields={"details": {"status": "in progress"}}, version=1, by=lead)
    ActivityRecord.objects.filter(pk=row.pk).update(changed_at=timezone.now() - datetime.timedelta(days=4000))
    ProgressUpdateRecord.objects.update(on=datetime.date(2020, 1, 1))
    assert facts(plan).activities_silent == 1
    ProgressUpdateRecord.objects.update(on=TODAY)
    assert facts(plan).activities_silent == 0


def test_what_was_completed_is_not_late(lead):
    plan = create_plan(lead)
    row = plan.activities.first()
    fields = {"details": {"ends": "2020-01-01", "status": "completed"}}
    edit_activity(activity=row, fields=fields, version=1, by=lead)
    assert facts(plan).activities_late == 0


def test_stakeholders_fill_sectors_and_areas(lead):
    plan = create_plan(lead)
    row = add_stakeholder(country="UGA", fields={"name": "Ministry", "sector": "health"}, by=lead)
    before = facts(plan)
    share_out_area(
        country="UGA", area="jee-3.D1", parts={row.pk: Involvement.ACCOUNTABLE}, seen={row.pk: None}, by=lead
    )
    after = facts(plan)
    assert (before.stakeholders, before.sectors_missing) == (1, 15)
    assert (before.areas_without_accountable, after.areas_without_accountable) == (2, 1)


def test_meetings_to_come_are_not_counted_and_late_action_items_are(lead):
    committee = add_committee(country="UGA", fields={"name": "One Health"}, by=lead)
    held = add_meeting(committee=committee, fields={"held_on": TODAY, "title": "First"}, by=lead)
    later = TODAY + datetime.timedelta(days=1)
    add_meeting(committee=committee, fields={"held_on": later, "title": "Second"}, by=lead)
    due = TODAY - datetime.timedelta(days=1)
    add_action_item(meeting=held, fields={"text": "Send it", "owner": "Finance", "due": due}, by=lead)
    add_action_item(meeting=held, fields={"text": "Send more", "owner": "Finance", "due": TODAY}, by=lead)
    assert (facts().meetings, facts().action_items_overdue) == (1, 1)


def test_the_plan_of_the_cycle_is_the_newest_that_is_not_closed(lead):
    first, second = create_plan(lead), create_plan(lead)
    PlanRecord.objects.filter(pk=second.pk).update(state=PlanState.CLOSED)
    assert present_plan("UGA") == first
    PlanRecord.objects.update(state=PlanState.CLOSED)
    assert present_plan("UGA") == second
    PlanRecord.objects.update(removed=True)
    assert present_plan("UGA") is None


def test_another_country_is_never_counted(lead):
    other = create_country("KEN")
    create_plan(other, "KEN")
    add_stakeholder(country="KEN", fields={"name": "Ministry", "sector": "health"}, by=other)
    found = facts(present_plan("UGA"))
    assert (found.plan, found.stakeholders, found.roster) == (None, 0, 1)


def test_counting_takes_a_fixed_number_of_queries(lead, django_assert_max_num_queries):
    plan = create_plan(lead)
    with django_assert_max_num_queries(16):
        facts(plan)
