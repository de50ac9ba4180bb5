"""What people report about a plan under way: kept, checked, judged and traced; nothing reported is ever lost."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from opennaphs.actions.activities.change_activities import change_activities
from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.actions.following.edit_milestone import edit_milestone
from opennaphs.actions.following.edit_result_indicator import edit_result_indicator
from opennaphs.actions.following.links import LinkRefused, find_update_link, reporters
from opennaphs.actions.following.make_update_links import make_update_links
from opennaphs.actions.following.pass_milestone import pass_milestone
from opennaphs.actions.following.proofs import check_evidence, is_address
from opennaphs.actions.following.record_result_value import record_result_value
from opennaphs.actions.following.remove_milestone import remove_milestone
from opennaphs.actions.following.remove_result_indicator import remove_result_indicator
from opennaphs.actions.following.updates import UpdateWay
from opennaphs.actions.following.withdraw_update_link import withdraw_update_link
from opennaphs.actions.history.revert_row import revert_row
from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.create_plan import create_plan as create_plan_record
from opennaphs.actions.plans.following import Way, print_of
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import EditRefused
from opennaphs.domain.monitoring.records import Blocker
from opennaphs.domain.monitoring.standings import Situation, standings
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.store.following import load_follow_up
from opennaphs.store.models import (
    AuditEvent,
    MilestoneRecord,
    PlanRecord,
    ProgressUpdateRecord,
    ResultIndicatorRecord,
    ResultValueRecord,
    UpdateLink,
)
from opennaphs.store.plans import load_plan
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
RUNNING, DONE = ActivityStatus.IN_PROGRESS, ActivityStatus.COMPLETED


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def row(plan):
    return first_activity(plan)


@pytest.fixture
def today():
    return timezone.localdate()


def report(row, by, status=RUNNING, percent=None, **more):
    return report_progress(activity=row, status=status, percent_done=percent, version=None, by=by, **more)


def launched(plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state="launched")


def indicator(plan, by, **fields):
    told = {"title": "Laboratories with a quality system", "kind": "output", "unit": "laboratories", **fields}
    return add_result_indicator(plan=plan, fields=told, by=by)


# --- updates ------------------------------------------------------------------------------------------------------


def test_an_update_stands_beside_the_earlier_ones_and_the_activity_says_the_latest(lead, row, today):
    report(row, lead, percent=10, on=today - 9 * DAY, blocker=Blocker.PROCUREMENT, blocked_by="No bids")
    report(row, lead, percent=30, next_step="Sign the contract", evidence="https://example.org/minutes.pdf")
    row.refresh_from_db()
    assert (row.status, row.content["details"]["percent_done"]) == ("in progress", 30)
    follow_up = load_follow_up(row.plan)
    assert [(one.percent_done, one.blocker, one.next_step) for one in follow_up.updates] == [
        (10, Blocker.PROCUREMENT, ""),
        (30, None, "Sign the contract"),
    ]
    assert {one.by for one in follow_up.updates} == {"Lead of UGA"}


def test_an_update_leaves_a_version_of_the_activity_and_a_trace_of_all_it_said(lead, row):
    report(row, lead, percent=0, blocker=Blocker.NO_MONEY, way=UpdateWay.LINK)
    row.refresh_from_db()
    assert row.version == 2
    events = AuditEvent.objects.filter(action="report_progress")
    assert {one.subject for one in events} == {"activityrecord", "progressupdaterecord"}
    told = str(events.get(subject="progressupdaterecord").changes)
    assert all(word in told for word in ("no money", "link", row.number))


def test_nothing_changed_is_an_update_too_and_makes_no_new_version(lead, row):
    report(row, lead, percent=20)
    report(row, lead, percent=20)
    row.refresh_from_db()
    assert (row.version, ProgressUpdateRecord.objects.count()) == (2, 2)


def test_what_comes_late_is_kept_in_its_place_and_does_not_undo_what_was_said_since(lead, row, today):
    report(row, lead, status=DONE, percent=100)
    report(row, lead, percent=40, on=today - 30 * DAY)
    row.refresh_from_db()
    assert (row.status, row.version) == ("completed", 2)
    standing = next(one for one in standings(load_plan(row.plan), today) if one.activity == row.number)
    assert standing.situation is Situation.COMPLETED
    assert ProgressUpdateRecord.objects.get(percent_done=40).on == today - 30 * DAY


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"percent": 101}, "number from 0 to 100"),
        ({"status": DONE, "percent": 99}, "completed at 99"),
        ({"on": datetime.date(2999, 1, 1)}, "still to come"),
        ({"on": datetime.date(206, 1, 1)}, "long before the plan"),
        ({"evidence": "javascript:alert(1)"}, "no address that can be opened"),
        ({"evidence": "x" * 501}, "Evidence:"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_half_written(lead, row, said, sentence):
    with pytest.raises(NaphsError, match=sentence):
        report(row, lead, **said)
    row.refresh_from_db()
    assert (row.version, ProgressUpdateRecord.objects.count()) == (1, 0)
    assert not AuditEvent.objects.filter(action="report_progress").exists()


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " JavaScript:x()"])
def test_evidence_that_could_run_something_is_refused(text):
    with pytest.raises(NaphsError):
        check_evidence(text)
    assert not is_address(text)


@pytest.mark.parametrize(
    "text", ["", "https://example.org/a?b=1", "HTTP://example.org", "Minutes: 3 March", "Report 7"]
)
def test_evidence_is_an_address_or_the_name_of_a_document(text):
    check_evidence(text)


def test_a_technical_lead_reports_in_their_own_area_only(row, plan):
    own, other = (create_person("technical-lead", "UGA", area) for area in (row.area, "jee-3.D1"))
    report(row, own)
    with pytest.raises(NotAllowed):
        report(row, other)
    with pytest.raises(NotAllowed):
        report(row, create_person("finance-officer", "UGA"))


def test_progress_is_reported_while_the_plan_runs_and_not_once_it_is_closed(lead, row, plan):
    launched(plan)
    row.refresh_from_db()
    report(row, lead)
    PlanRecord.objects.filter(pk=plan.pk).update(state="closed")
    with pytest.raises(EditRefused):
        report(row, lead)


def test_somebody_who_saw_an_older_version_is_told(lead, row):
    report(row, lead, percent=5)
    with pytest.raises(Stale):
        report_progress(activity=row, status=RUNNING, percent_done=6, version=1, by=lead)


def test_a_status_set_for_many_activities_at_once_is_an_update_of_each(lead, plan):
    rows = list(plan.activities.all())[:3]
    changes = [RowChange(one.pk, one.version, {"details": {"status": "in progress"}}) for one in rows]
    change_activities(plan=plan, changes=changes, by=lead)
    assert {one.activity.number for one in ProgressUpdateRecord.objects.all()} == {one.number for one in rows}


def test_an_edit_that_changes_no_progress_leaves_no_update(lead, row):
    edit_activity(activity=row, fields={"owner": "Head of laboratories"}, version=1, by=lead)
    assert not ProgressUpdateRecord.objects.exists()


def test_an_edit_that_changes_progress_and_going_back_from_it_are_updates(lead, row):
    edit_activity(activity=row, fields={"details": {"status": "on hold"}}, version=1, by=lead)
    revert_row(row=row, to_version=1, version=2, by=lead)
    assert [one.status for one in ProgressUpdateRecord.objects.order_by("pk")] == ["on hold", "not started"]


def test_set_to_completed_in_the_table_means_all_of_it(lead, row):
    report(row, lead, percent=40)
    change_activities(plan=row.plan, changes=[RowChange(row.pk, 2, {"details": {"status": "completed"}})], by=lead)
    row.refresh_from_db()
    assert row.content["details"]["percent_done"] == 100
    assert ProgressUpdateRecord.objects.first().percent_done == 100


# --- milestones ---------------------------------------------------------------------------------------------------


def test_a_milestone_is_added_changed_passed_opened_again_and_removed(lead, row, today):
    milestone = add_milestone(activity=row, fields={"text": " Law tabled ", "due": today + DAY}, by=lead)
    assert milestone.text == "Law tabled"
    milestone = edit_milestone(milestone=milestone, fields={"due": today + 5 * DAY}, version=1, by=lead)
    milestone = pass_milestone(milestone=milestone, done_on=today, evidence="Gazette 12", version=2, by=lead)
    assert load_follow_up(row.plan).milestones[0].done_on == today
    milestone = pass_milestone(milestone=milestone, done_on=None, version=3, by=lead)
    assert (milestone.done_on, milestone.evidence) == (None, "Gazette 12")
    remove_milestone(milestone=milestone, version=4, by=lead)
    assert load_follow_up(row.plan) is None
    actions = AuditEvent.objects.filter(subject="milestonerecord").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["add_milestone", "edit_milestone", "pass_milestone", "pass_milestone", "remove_milestone"]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": " ", "due": datetime.date(2027, 1, 1)},
        {"text": "Law tabled", "due": None},
        {"text": "x" * 301, "due": datetime.date(2027, 1, 1)},
        {"text": "Law tabled", "due": datetime.date(2027, 1, 1), "evidence": "javascript:x()"},
        {"text": "Law tabled", "due": datetime.date(2027, 1, 1), "removed": True},
    ],
)
def test_a_milestone_that_cannot_be_is_refused(lead, row, fields):
    with pytest.raises(NaphsError):
        add_milestone(activity=row, fields=fields, by=lead)
    assert not MilestoneRecord.objects.exists()


def test_a_milestone_is_not_passed_in_the_future(lead, row, today):
    milestone = add_milestone(activity=row, fields={"text": "Law tabled", "due": today}, by=lead)
    with pytest.raises(NaphsError, match="still to come"):
        pass_milestone(milestone=milestone, done_on=today + DAY, version=1, by=lead)


def test_milestones_belong_to_those_who_report_in_the_area(row, today):
    fields = {"text": "Law tabled", "due": today}
    add_milestone(activity=row, fields=fields, by=create_person("contributor", "UGA", row.area))
    with pytest.raises(NotAllowed):
        add_milestone(activity=row, fields=fields, by=create_person("contributor", "UGA", "jee-3.D1"))


def test_a_removed_milestone_and_indicator_come_back_from_their_history(lead, row, plan, today):
    milestone = add_milestone(activity=row, fields={"text": "Law tabled", "due": today}, by=lead)
    remove_milestone(milestone=milestone, version=1, by=lead)
    one = indicator(plan, lead, baseline=Decimal("0.5"))
    remove_result_indicator(indicator=one, version=1, by=lead)
    revert_row(row=MilestoneRecord.objects.get(), to_version=1, version=2, by=lead)
    revert_row(row=ResultIndicatorRecord.objects.get(), to_version=1, version=2, by=lead)
    found = load_follow_up(plan)
    assert (len(found.milestones), found.results[0].baseline) == (1, Decimal("0.5"))


def test_a_removed_milestone_does_not_come_back_into_a_closed_plan(lead, row, plan, today):
    milestone = add_milestone(activity=row, fields={"text": "Law tabled", "due": today}, by=lead)
    remove_milestone(milestone=milestone, version=1, by=lead)
    PlanRecord.objects.filter(pk=plan.pk).update(state="closed")
    with pytest.raises(EditRefused):
        revert_row(row=MilestoneRecord.objects.get(), to_version=1, version=2, by=lead)


# --- results ------------------------------------------------------------------------------------------------------


def test_an_indicator_is_added_changed_measured_and_removed(lead, plan, today):
    one = indicator(plan, lead, baseline=Decimal(0), target=Decimal(12), area="jee-3.D1")
    record_result_value(indicator=one, on=today, value=Decimal(0), source="Register", by=lead)
    record_result_value(indicator=one, on=today, value=Decimal("2.5"), by=lead)
    one = edit_result_indicator(indicator=one, fields={"target": None}, version=1, by=lead)
    result = load_follow_up(plan).results[0]
    assert (result.baseline, result.target) == (Decimal(0), None)
    assert [value.value for value in result.values] == [Decimal(0), Decimal("2.5")]
    remove_result_indicator(indicator=one, version=2, by=lead)
    assert load_follow_up(plan) is None
    assert AuditEvent.objects.filter(action="record_result_value").count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"unit": " "},
        {"kind": "impact"},
        {"area": "jee-3.R1"},
        {"target": Decimal("0.00001")},
        {"target": Decimal("NaN")},
        {"baseline_on": datetime.date(2028, 1, 1), "target_on": datetime.date(2027, 1, 1)},
    ],
)
def test_an_indicator_that_cannot_be_is_refused(lead, plan, fields):
    with pytest.raises(NaphsError):
        indicator(plan, lead, **fields)


@pytest.mark.parametrize("value", [Decimal("0.00001"), Decimal("1E+17"), Decimal("Infinity")])
def test_a_value_is_kept_as_it_is_or_refused_never_rounded(lead, plan, today, value):
    one = indicator(plan, lead)
    with pytest.raises(NaphsError):
        record_result_value(indicator=one, on=today, value=value, by=lead)
    assert not ResultValueRecord.objects.exists()


def test_values_are_recorded_by_the_lead_of_the_area_and_indicators_by_the_secretariat(lead, plan, today):
    own, other = (create_person("technical-lead", "UGA", area) for area in ("jee-3.D1", "jee-3.P1"))
    of_area, of_plan = indicator(plan, lead, area="jee-3.D1"), indicator(plan, lead)
    record_result_value(indicator=of_area, on=today, value=Decimal(1), by=own)
    for person, one in ((other, of_area), (own, of_plan)):
        with pytest.raises(NotAllowed):
            record_result_value(indicator=one, on=today, value=Decimal(1), by=person)
    with pytest.raises(NotAllowed):
        indicator(plan, own)


# --- from plan to plan --------------------------------------------------------------------------------------------


def test_a_plan_from_a_document_keeps_everything_that_was_reported(lead, plan, row, today):
    report(row, lead, percent=35, blocker=Blocker.STAFF, next_step="Hire", on=today - DAY)
    add_milestone(activity=row, fields={"text": "Law tabled", "due": today}, by=lead)
    one = indicator(plan, lead, baseline=Decimal("0.5"), target=Decimal(3))
    record_result_value(indicator=one, on=today, value=Decimal("1.25"), source="Register", by=lead)
    read = plan_of(document(load_plan(plan)))
    copy = create_plan_record(plan=read, title="Copy", kind="operational", by=lead)
    mine, theirs = load_follow_up(copy), load_follow_up(plan)
    assert mine.updates == theirs.updates
    assert [(m.activity, m.text, m.due) for m in mine.milestones] == [(row.number, "Law tabled", today)]
    assert [(r.title, r.baseline, r.values) for r in mine.results] == [
        (r.title, r.baseline, r.values) for r in theirs.results
    ]
    assert AuditEvent.objects.filter(action="keep_follow_up").count() == 1


def test_reports_about_an_activity_that_is_not_there_are_refused_and_no_plan_is_made(lead, plan, row):
    report(row, lead)
    content = document(load_plan(plan))
    content["follow_up"]["updates"][0]["activity"] = "D1-999"
    with pytest.raises(NaphsError, match="D1-999"):
        create_plan_record(plan=plan_of(content), title="Copy", kind="operational", by=lead)
    assert PlanRecord.objects.count() == 1


def test_open_milestones_and_results_go_into_the_next_plan_and_updates_stay(lead, plan, row, today):
    report(row, lead, percent=35)
    add_milestone(activity=row, fields={"text": "Law tabled", "due": today}, by=lead)
    passed = add_milestone(activity=row, fields={"text": "Team named", "due": today}, by=lead)
    pass_milestone(milestone=passed, done_on=today, version=1, by=lead)
    indicator(plan, lead, baseline=Decimal(0), target=Decimal(3))
    asked = {"way": Way.NEXT, "title": "Plan 2028", "first_year": 2028, "most_per_area": 5}
    new = carry_plan_forward(previous=plan, seen=print_of(plan), by=lead, **asked)
    follow_up = load_follow_up(new)
    assert [one.text for one in follow_up.milestones] == ["Law tabled"]
    assert len(follow_up.results) == 1
    assert follow_up.updates == ()


# --- links --------------------------------------------------------------------------------------------------------


def test_a_link_opens_until_it_is_withdrawn_replaced_or_too_old(lead, plan, row):
    person = create_person("technical-lead", "UGA", row.area)
    [(link, key)] = make_update_links(plan=plan, people=[person], by=lead)
    assert find_update_link(key) == link
    [(_second, newer)] = make_update_links(plan=plan, people=[person], by=lead)
    with pytest.raises(LinkRefused):
        find_update_link(key)
    UpdateLink.objects.update(expires_at=timezone.now())
    with pytest.raises(LinkRefused):
        find_update_link(newer)
    [(third, newest)] = make_update_links(plan=plan, people=[person], by=lead)
    withdraw_update_link(link=third, by=lead)
    withdraw_update_link(link=third, by=lead)
    with pytest.raises(LinkRefused):
        find_update_link(newest)
    assert AuditEvent.objects.filter(action="withdraw_update_link").count() == 1


def test_only_the_hash_of_a_key_is_kept(lead, plan, row):
    person = create_person("contributor", "UGA", row.area)
    [(link, key)] = make_update_links(plan=plan, people=[person], by=lead)
    assert len(key) > 40
    assert key not in str([*UpdateLink.objects.values(), *AuditEvent.objects.values()])
    assert len(link.key_hash) == 64


def test_a_link_dies_with_the_role(lead, plan, row):
    person = create_person("technical-lead", "UGA", row.area)
    [(_link, key)] = make_update_links(plan=plan, people=[person], by=lead)
    end_role(assignment=person.role_assignments.get(), why="moved on", by=lead)
    with pytest.raises(LinkRefused):
        find_update_link(key)


def test_links_are_for_those_who_report_in_the_plan(lead, plan, row):
    own, other = create_person("technical-lead", "UGA", row.area), create_person("technical-lead", "UGA", "jee-3.R1")
    viewer, abroad = create_person("viewer", "UGA"), create_person("technical-lead", "KEN", row.area)
    assert own in reporters(plan)
    assert not {other, viewer, abroad} & set(reporters(plan))
    for stranger in (other, viewer, abroad):
        with pytest.raises(NaphsError, match="no area of this plan"):
            make_update_links(plan=plan, people=[own, stranger], by=lead)
    with pytest.raises(NaphsError, match="Nobody is chosen"):
        make_update_links(plan=plan, people=[], by=lead)
    with pytest.raises(NotAllowed):
        make_update_links(plan=plan, people=[own], by=own)
    assert not UpdateLink.objects.exists()
