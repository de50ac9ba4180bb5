"""Going back to an earlier version of a row: what it gives back, when it is refused, and what stays."""

import pytest

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.actions.chain import verify
from opennaphs.actions.cycle.record_stage import record_stage
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.edit_committee import edit_committee
from opennaphs.actions.history.revert_row import revert_row
from opennaphs.actions.history.revertible import NOT_REVERTIBLE, REVERTIBLE, RIGHTS
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.recommendations.edit_recommendation import edit_recommendation
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.cycle import StageState
from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import EditRefused
from opennaphs.store.models import ActivityRecord, AuditEvent, PlanRecord, Versioned
from tests.workbench import create_country, create_person, create_plan, first_activity


@pytest.fixture
def lead(db):
    return create_country("UGA")


@pytest.fixture
def activity(lead):
    row = first_activity(create_plan(lead))
    row = edit_activity(activity=row, fields={"owner": "Head of laboratories"}, version=1, by=lead)
    return edit_activity(activity=row, fields={"owner": "Somebody", "notes": {"comment": "?"}}, version=2, by=lead)


def now(row):
    return type(row).objects.get(pk=row.pk)


def test_an_earlier_version_comes_back_as_a_new_one(lead, activity):
    revert_row(row=activity, to_version=2, version=3, why="a mistake", by=lead)
    row = now(activity)
    assert (row.owner, row.content["owner"], row.version) == ("Head of laboratories", "Head of laboratories", 4)
    assert "comment" not in row.content["notes"]


def test_nothing_of_the_history_is_lost(lead, activity):
    before = AuditEvent.objects.count()
    revert_row(row=activity, to_version=1, version=3, why="a mistake", by=lead)
    event = AuditEvent.objects.latest("number")
    assert AuditEvent.objects.count() == before + 1
    assert (event.action, event.version, event.why, event.by_name) == ("revert_row", 4, "a mistake", str(lead))
    assert list(verify("UGA")) == []


def test_going_back_can_itself_be_undone(lead, activity):
    document = activity.document()
    revert_row(row=activity, to_version=1, version=3, by=lead)
    revert_row(row=activity, to_version=3, version=4, by=lead)
    assert now(activity).document() == document


def test_going_back_to_what_stands_changes_nothing(lead, activity):
    events = AuditEvent.objects.count()
    revert_row(row=activity, to_version=3, version=3, by=lead)
    assert now(activity).version == 3
    assert AuditEvent.objects.count() == events


def test_a_removed_activity_comes_back(lead, activity):
    remove_activities(plan=activity.plan, changes=[RowChange(activity.pk, 3)], why="twice", by=lead)
    assert now(activity).removed
    revert_row(row=activity, to_version=3, version=4, by=lead)
    assert not now(activity).removed


def test_somebody_else_who_was_first_is_not_overwritten(lead, activity):
    edit_activity(activity=activity, fields={"owner": "The first"}, version=3, by=lead)
    with pytest.raises(Stale):
        revert_row(row=activity, to_version=1, version=3, by=lead)
    assert now(activity).owner == "The first"


@pytest.mark.parametrize("version", [0, 4, 99])
def test_a_version_that_never_was_is_refused(lead, activity, version):
    with pytest.raises(NaphsError, match="has no version"):
        revert_row(row=activity, to_version=version, version=3, by=lead)
    assert now(activity).version == 3


@pytest.mark.parametrize("state", ["validated", "endorsed", "launched", "closed"])
def test_a_plan_that_stands_as_agreed_is_not_taken_back(lead, activity, state):
    PlanRecord.objects.update(state=state)
    with pytest.raises(EditRefused):
        revert_row(row=activity, to_version=1, version=3, by=lead)
    assert now(activity).version == 3


def test_a_technical_lead_goes_back_in_their_own_area_only(activity):
    own = create_person("technical-lead", "UGA", activity.area)
    other = create_person("technical-lead", "UGA", "jee-3.R1")
    with pytest.raises(NotAllowed):
        revert_row(row=activity, to_version=1, version=3, by=other)
    revert_row(row=activity, to_version=1, version=3, by=own)
    assert now(activity).version == 4


@pytest.mark.parametrize("role", ["contributor", "finance-officer", "partner", "reviewer", "viewer", "administrator"])
def test_who_may_not_go_back(activity, role):
    with pytest.raises(NotAllowed):
        revert_row(row=activity, to_version=1, version=3, by=create_person(role, "UGA"))


def test_an_activity_that_cannot_be_read_any_more_is_not_brought_back(lead, activity):
    event = AuditEvent.objects.get(subject="activityrecord", version=3)
    changed = [one | {"before": 7} if one["path"] == "/content/owner" else one for one in event.changes]
    broken = [*changed, {"path": "/content/cost/state", "before": "free", "after": activity.content["cost"]["state"]}]
    AuditEvent.objects.filter(pk=event.pk).update(changes=broken)
    with pytest.raises(NaphsError):
        revert_row(row=activity, to_version=2, version=3, by=lead)
    assert now(activity).version == 3


def test_the_state_of_a_plan_never_comes_back_this_way(lead):
    plan = create_plan(lead)
    PlanRecord.objects.filter(pk=plan.pk).update(state="in review", title="New title", version=2)
    changes = [
        {"path": "/state", "before": "draft", "after": "in review"},
        {"path": "/title", "before": "Plan 2027", "after": "New title"},
    ]
    AuditEvent.objects.create(
        country="UGA", number=999, at=plan.changed_at, by_name="x", action="edit_plan", subject="planrecord",
        subject_id=str(plan.pk), label="x", version=2, changes=changes, hash="",
    )  # fmt: skip
    revert_row(row=plan, to_version=1, version=2, by=lead)
    assert (now(plan).title, now(plan).state) == ("Plan 2027", "in review")


def test_a_goal_says_where_it_is_set_instead(lead):
    goal = create_plan(lead).goals.first()
    with pytest.raises(NaphsError, match="page of goals"):
        revert_row(row=goal, to_version=1, version=1, by=lead)


def test_a_stage_goes_back_too(lead):
    first = record_stage(country="UGA", stage=Stage.ASSESS, state=StageState.DONE, version=1, by=lead)
    record_stage(
        country="UGA", stage=Stage.ASSESS, state=StageState.SKIPPED, note="not now", version=first.version, by=lead
    )
    revert_row(row=first, to_version=2, version=3, by=lead)
    assert (now(first).state, now(first).note) == ("done", "")


@pytest.mark.parametrize("model", Versioned.__subclasses__())
def test_every_kind_of_row_goes_back_or_says_why_not(model):
    assert (model in REVERTIBLE) != (model._meta.model_name in NOT_REVERTIBLE)


def test_only_activities_of_the_row_are_touched(lead, activity):
    others = ActivityRecord.objects.exclude(pk=activity.pk).values_list("pk", "version")
    before = list(others)
    revert_row(row=activity, to_version=1, version=3, by=lead)
    assert list(others.all()) == before


def test_going_back_takes_the_right_to_write_such_rows(lead):
    committee = add_committee(country="UGA", fields={"name": "Steering committee"}, by=lead)
    edit_committee(committee=committee, fields={"name": "Another name"}, version=1, by=lead)
    technical = create_person("technical-lead", "UGA")  # of all areas: may revert activities, keeps no committees
    with pytest.raises(NotAllowed, match="stakeholders, committees"):
        revert_row(row=committee, to_version=1, version=2, by=technical)
    committee.refresh_from_db()
    assert committee.name == "Another name"


def test_nothing_goes_back_into_an_area_that_is_not_theirs(lead):
    fields = {"origin": "spar", "text": "Fill the posts", "area": "jee-3.D1"}
    row = create_recommendation(country="UGA", fields=fields, by=lead)
    edit_recommendation(recommendation=row, fields={"area": "jee-3.P1"}, version=1, by=lead)
    row.refresh_from_db()
    with pytest.raises(NotAllowed, match="in D1"):
        revert_row(row=row, to_version=1, version=2, by=create_person("technical-lead", "UGA", "jee-3.P1"))
    row.refresh_from_db()
    assert row.area == "jee-3.P1"


def test_going_back_makes_no_circle_of_activities_that_wait_for_each_other(lead):
    plan = create_plan(lead)
    one, other = [row for row in plan.activities.all() if not row.content["needs"]][:2]
    one = edit_activity(activity=one, fields={"details": {"after": [other.number]}}, version=1, by=lead)
    one = edit_activity(activity=one, fields={"details": {"after": []}}, version=2, by=lead)
    edit_activity(activity=other, fields={"details": {"after": [one.number]}}, version=1, by=lead)
    with pytest.raises(NaphsError, match="wait"):
        revert_row(row=one, to_version=2, version=3, by=lead)
    one.refresh_from_db()
    assert one.content.get("details", {}).get("after", []) == []


def test_every_kind_of_row_that_goes_back_says_what_right_it_takes():
    assert set(RIGHTS) == set(REVERTIBLE)
