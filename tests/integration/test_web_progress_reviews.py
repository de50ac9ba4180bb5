"""The pages of progress reviews: the rhythm, the record, lessons, packs, the way to the next plan, evidence."""

import datetime
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.reviewing.edit_progress_review import edit_progress_review
from opennaphs.actions.reviewing.plan_progress_review import plan_progress_review
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.store.models import AuditEvent, Job, PlanRecord, ProgressReviewRecord, Recommendation
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    row = create_plan(lead)
    PlanRecord.objects.filter(pk=row.pk).update(state="launched", launched_on=TODAY - datetime.timedelta(days=120))
    row.refresh_from_db()
    return row


def address(plan, rest=""):
    return f"/c/UGA/plans/{plan.pk}/progress-reviews/{rest}"


def planned(plan, by, kind=ReviewKind.QUARTERLY, day=TODAY):
    return plan_progress_review(plan=plan, kind=kind, day=day, title="Third quarter", by=by)


def record(row, **more):
    return {
        "version": row.version,
        "held_on": TODAY.isoformat(),
        "title": "Third quarter",
        "summary": "Half is done.",
        "decisions": "Release the second tranche\r\nName deputies",
        "lessons": "Order reagents early",
        "came-health": "5",
        "came-finance": "0",
        **more,
    }


def test_after_the_launch_the_next_reviews_are_suggested_and_can_be_planned_with_one_step(lead, plan):
    page = signed_in(lead).get(address(plan)).content.decode()
    assert page.count("Plan it") == 3
    assert "overdue" in page
    answer = signed_in(lead).get(address(plan, "new/?kind=yearly+review&day=2027-07-20"))
    assert b'value="2027-07-20"' in answer.content
    posted = {"kind": "yearly review", "held_on": "2027-07-20", "title": "Year one"}
    answer = signed_in(lead).post(address(plan, "new/"), posted)
    row = ProgressReviewRecord.objects.get()
    assert answer.status_code == 302
    assert (row.kind, row.title, row.state) == ("yearly review", "Year one", "planned")
    assert AuditEvent.objects.filter(action="plan_progress_review").exists()


def test_before_the_launch_the_page_says_what_it_waits_for(lead):
    page = signed_in(lead).get(address(create_plan(lead))).content.decode()
    assert "The rhythm of reviews begins with the launch" in page
    assert "Plan it" not in page


def test_a_review_is_recorded_with_who_came_and_its_figures_and_can_be_read(lead, plan):
    row = planned(plan, lead)
    answer = signed_in(lead).post(address(plan, f"{row.pk}/record/"), record(row))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.decisions) == ("held", ["Release the second tranche", "Name deputies"])
    assert row.attendance == {"health": 5, "finance": 0}
    page = signed_in(lead).get(address(plan, f"{row.pk}/")).content.decode()
    for text in ("Half is done.", "Name deputies", "Order reagents early", "Figures of the day", "finance: 0"):
        assert text in page


def test_a_review_still_to_come_is_not_recorded_and_nothing_typed_is_lost(lead, plan):
    row = planned(plan, lead)
    late = (TODAY + datetime.timedelta(days=2)).isoformat()
    answer = signed_in(lead).post(address(plan, f"{row.pk}/record/"), record(row, held_on=late))
    assert answer.status_code == 422
    assert b"Half is done." in answer.content
    row.refresh_from_db()
    assert row.state == "planned"


def test_the_yearly_review_of_the_whole_plan_is_offered_for_yearly_reviews_only(lead, plan):
    browser = signed_in(lead)
    quarterly, yearly = planned(plan, lead), planned(plan, lead, ReviewKind.YEARLY)
    assert b"whole_plan" not in browser.get(address(plan, f"{quarterly.pk}/record/")).content
    browser.post(address(plan, f"{yearly.pk}/record/"), record(yearly, whole_plan="on"))
    plan.refresh_from_db()
    assert plan.reviewed_on == TODAY


def test_two_who_write_at_once_lose_nothing(lead, plan):
    row = planned(plan, lead)
    edit_progress_review(review=row, fields={"title": "Hers"}, version=row.version, by=lead)
    posted = {"version": row.version, "kind": "quarterly technical review", "held_on": "2027-09-01", "title": "His"}
    answer = signed_in(lead).post(address(plan, f"{row.pk}/edit/"), posted)
    assert answer.status_code == 409
    assert "Hers" in answer.content.decode()
    assert "His" in answer.content.decode()


def test_the_record_is_corrected_and_its_figures_stay(lead, plan):
    row = planned(plan, lead)
    browser = signed_in(lead)
    browser.post(address(plan, f"{row.pk}/record/"), record(row))
    row.refresh_from_db()
    figures = row.figures
    posted = record(row, summary="Corrected.", version=row.version)
    assert browser.post(address(plan, f"{row.pk}/edit/"), posted).status_code == 302
    row.refresh_from_db()
    assert (row.summary, row.figures) == ("Corrected.", figures)


def test_a_lesson_goes_into_the_register_and_the_review_shows_what_became_of_it(lead, plan):
    row, browser = planned(plan, lead), signed_in(lead)
    browser.post(address(plan, f"{row.pk}/record/"), record(row))
    row.refresh_from_db()
    place = address(plan, f"{row.pk}/lessons/0/")
    assert b"Order reagents early" in browser.get(place).content
    posted = {"version": row.version, "area": "jee-3.D1", "owner": "Head of laboratories", "origin": "progress review"}
    assert browser.post(place, posted).status_code == 302
    entry = Recommendation.objects.get()
    assert (entry.text, entry.area, entry.owner) == ("Order reagents early", "jee-3.D1", "Head of laboratories")
    page = browser.get(address(plan, f"{row.pk}/")).content.decode()
    assert f"/c/UGA/recommendations/{entry.pk}/" in page
    there = browser.get(f"/c/UGA/recommendations/{entry.pk}/").content.decode()
    assert address(plan, f"{row.pk}/") in there
    assert browser.get(place).status_code == 404


def test_a_lesson_that_is_in_the_register_cannot_be_dropped_from_the_record(lead, plan):
    row, browser = planned(plan, lead), signed_in(lead)
    browser.post(address(plan, f"{row.pk}/record/"), record(row))
    row.refresh_from_db()
    browser.post(address(plan, f"{row.pk}/lessons/0/"), {"version": row.version, "origin": "progress review"})
    row.refresh_from_db()
    answer = browser.post(address(plan, f"{row.pk}/edit/"), record(row, lessons="Something else", version=row.version))
    assert answer.status_code == 422
    assert "is in the register already" in answer.content.decode()
    assert "Something else" in answer.content.decode()


def test_a_planned_review_is_removed_after_a_question(lead, plan):
    row, browser = planned(plan, lead), signed_in(lead)
    assert b"nobody is reminded of it" in browser.get(address(plan, f"{row.pk}/remove/")).content
    assert browser.post(address(plan, f"{row.pk}/remove/"), {"version": row.version}).status_code == 302
    assert browser.get(address(plan, f"{row.pk}/")).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "partner", "technical-lead", "finance-officer"])
def test_everybody_of_the_country_reads_and_only_the_secretariat_writes(lead, plan, role):
    row = planned(plan, lead)
    browser = signed_in(create_person(role, "UGA", "jee-3.D1"))
    for rest in ("", f"{row.pk}/", "evidence/"):
        assert browser.get(address(plan, rest)).status_code == 200, rest
    for rest in ("new/", f"{row.pk}/edit/", f"{row.pk}/record/", f"{row.pk}/remove/", f"{row.pk}/lessons/0/"):
        assert browser.get(address(plan, rest)).status_code == 403, rest
        assert browser.post(address(plan, rest), {}).status_code == 403, rest


def test_a_review_of_another_plan_is_not_found_under_this_one(lead, plan):
    other = planned(create_plan(lead, title="Other"), lead)
    assert signed_in(lead).get(address(plan, f"{other.pk}/")).status_code == 404


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_pack_is_written_in_the_background_and_can_be_fetched(lead, plan, form, begins):
    row, browser = planned(plan, lead), signed_in(lead)
    answer = browser.post(address(plan, f"{row.pk}/pack.{form}"))
    job = Job.objects.get()
    assert answer.url == f"/c/UGA/jobs/{job.pk}/"
    assert job.file_name.endswith(f".{form}")
    assert browser.get(f"/c/UGA/jobs/{job.pk}/file/").content.startswith(begins)
    assert browser.get(address(plan, f"{row.pk}/pack.{form}")).status_code == 405


def test_the_pack_says_what_was_reported(lead, plan):
    activity = first_activity(plan)
    told = {"status": ActivityStatus.COMPLETED, "percent_done": 100, "version": activity.version}
    report_progress(activity=activity, by=lead, **told)
    row = planned(plan, lead)
    signed_in(lead).post(address(plan, f"{row.pk}/pack.docx"))
    document = Document(BytesIO(bytes(Job.objects.get().file)))
    text = "\n".join(one.text for one in document.paragraphs)
    assert f"Completed: 1 ({activity.number})." in text
    assert "Not reported" in text


def pack_of(browser, plan, row, form="docx"):
    """Have a pack written and give its content."""
    browser.post(address(plan, f"{row.pk}/pack.{form}"))
    return bytes(Job.objects.order_by("-created_at").first().file)


def words_of(content):
    return [one.text.removeprefix("• ") for one in Document(BytesIO(content)).paragraphs]


@pytest.mark.parametrize("kind", [ReviewKind.QUARTERLY, ReviewKind.YEARLY])
def test_the_pack_of_a_held_review_ends_with_what_was_said_and_decided(lead, plan, kind):
    row, browser = planned(plan, lead, kind), signed_in(lead)
    assert "What was said and decided" not in words_of(pack_of(browser, plan, row))
    long = "Half is done, and " + "much more is to be told of it, " * 40
    told = record(row, summary=f"{long}\r\n\r\nThe rest waits.", decisions="Release the tranche\r\nName deputies.")
    browser.post(address(plan, f"{row.pk}/record/"), told)
    row.refresh_from_db()
    browser.post(
        address(plan, f"{row.pk}/lessons/0/"), {"version": row.version, "area": "", "origin": "progress review"}
    )
    told = words_of(pack_of(browser, plan, row))
    end = told[told.index("What was said and decided") + 1 :]
    assert end == [
        long.strip(),
        "The rest waits.",
        "Who came: health (5).",
        "Nobody came from: finance.",
        "Decided: Release the tranche.",
        "Decided: Name deputies.",
        "Learned: Order reagents early. In the register: Open.",
    ]


def test_the_brief_of_a_held_review_says_its_decisions_only_and_stays_on_one_page(lead, plan):
    row, browser = planned(plan, lead, ReviewKind.INTERMINISTERIAL), signed_in(lead)
    assert "What was decided" not in words_of(pack_of(browser, plan, row))
    decisions = "\r\n".join(f"Decision {number}: " + "every ministry gives a name, " * 30 for number in range(9))
    browser.post(address(plan, f"{row.pk}/record/"), record(row, decisions=decisions, summary="Half is done."))
    told = words_of(pack_of(browser, plan, row))
    end = told[told.index("What was decided") + 1 :]
    assert [one.partition(":")[0] for one in end[:-1]] == [f"Decision {number}" for number in range(6)]
    assert end[-1] == "Further decisions in the record of the review: 3."
    assert not any("Half is done." in one or "Who came" in one for one in told)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pack_of(browser, plan, row, "pdf"))) == 1


def test_a_held_review_of_which_nothing_was_written_down_says_so_in_its_pack(lead, plan):
    row, browser = planned(plan, lead), signed_in(lead)
    told = record(row, summary="", decisions="", lessons="", **{"came-health": "", "came-finance": ""})
    browser.post(address(plan, f"{row.pk}/record/"), told)
    assert words_of(pack_of(browser, plan, row))[-1] == "Nothing was written down of it."


# --- to the next plan ---------------------------------------------------------------------------------------------


@pytest.fixture
def yearly(lead, plan):
    row = planned(plan, lead, ReviewKind.YEARLY)
    signed_in(lead).post(address(plan, f"{row.pk}/record/"), record(row))
    row.refresh_from_db()
    return row


@pytest.fixture
def assessment(lead):
    row = create_assessment(country="UGA", framework="jee-3", date="2027-11", source="Self-assessment", by=lead)
    entries = [ScoreEntry("jee-3.D1.1", Decimal(2)), ScoreEntry("jee-3.P1.1", Decimal(1))]
    enter_scores(assessment=row, entries=entries, by=lead)
    return row


def asked(**more):
    return {"way": "next", "first_year": "2028", "most_per_area": "3", "title": "Plan 2028", "levels_from": "", **more}


def test_without_a_newer_assessment_the_page_asks_for_one_and_keeps_the_levels(lead, plan, yearly):
    page = signed_in(lead).get(address(plan, f"{yearly.pk}/next-plan/")).content.decode()
    assert "No assessment of JEE 3.0 is newer" in page or "is newer than the one this plan starts from" in page
    assert "none: keep the levels of this plan" in page
    assert "Order reagents early" in page


def test_from_the_yearly_review_to_the_next_plan_with_new_levels(lead, plan, yearly, assessment):
    browser, place = signed_in(lead), address(plan, f"{yearly.pk}/next-plan/")
    page = browser.get(place).content.decode()
    assert "2027-11" in page
    assert "Assessed for the first time" in page or "Levels that rose" in page
    looked = browser.get(place, asked(levels_from=assessment.pk))
    overtaken = looked.context["overtaken"]
    assert overtaken
    number = overtaken[0]["number"]
    again = browser.post(place, asked(levels_from=assessment.pk, leave_out=[number], look="yes"))
    assert [one[0].id for one in again.context["left_out"]] == [number]
    assert [one["out"] for one in again.context["overtaken"]].count(True) == 1
    seen = again.context["seen"]
    answer = browser.post(place, asked(levels_from=assessment.pk, leave_out=[number], seen=seen))
    new = PlanRecord.objects.exclude(pk=plan.pk).get()
    assert answer.url == f"/c/UGA/plans/{new.pk}/"
    assert new.previous_id == plan.pk
    assert new.activities.count() == plan.activities.count() - 1
    assert new.goals.get(indicator="jee-3.D1.1").current == 2


def test_a_score_entered_after_the_look_shows_the_new_list_and_makes_nothing(lead, plan, yearly, assessment):
    browser, place = signed_in(lead), address(plan, f"{yearly.pk}/next-plan/")
    seen = browser.get(place, asked(levels_from=assessment.pk)).context["seen"]
    enter_scores(assessment=assessment, entries=[ScoreEntry("jee-3.D1.2", Decimal(3))], by=lead)
    answer = browser.post(place, asked(levels_from=assessment.pk, seen=seen))
    assert answer.status_code == 409
    assert PlanRecord.objects.count() == 1


def test_only_a_yearly_review_leads_to_the_next_plan(lead, plan):
    row = planned(plan, lead)
    assert signed_in(lead).get(address(plan, f"{row.pk}/next-plan/")).status_code == 404


def test_a_year_before_the_plan_is_refused_in_the_form(lead, plan, yearly):
    answer = signed_in(lead).get(address(plan, f"{yearly.pk}/next-plan/"), asked(first_year="2026"))
    assert answer.status_code == 422
    assert "cannot begin in 2026" in answer.content.decode()


# --- evidence -----------------------------------------------------------------------------------------------------


def test_the_evidence_gives_facts_with_day_and_source_and_what_is_missing(lead, plan, yearly):
    told = {"name": "One Health committee", "mandate": "By order of the prime minister", "cadence": "", "sectors": []}
    committee = add_committee(country="UGA", fields=told, by=lead)
    told = {"held_on": TODAY, "title": "First meeting", "minutes": "Agreed.", "attendance": {"health": 3}}
    add_meeting(committee=committee, fields={**told, "decisions": ["Go on"]}, by=lead)
    page = signed_in(lead).get(address(plan, "evidence/")).content.decode()
    assert "The mandate of “One Health committee” is written down." in page
    assert f"/c/UGA/engagement/committees/{committee.pk}/" in page
    assert "Meetings held in the last twelve months: 1; committees that met: 1." in page
    assert "yearly review: Third quarter." in page
    assert "No exercise is entered in the register." in page
    assert "The plan is not costed, so nothing is planned in money." in page


def test_the_evidence_awards_no_score(lead, plan):
    page = signed_in(lead).get(address(plan, "evidence/")).content.decode()
    for text in ("your level", "score of", "you are at"):
        assert text not in page.lower()


def test_the_evidence_comes_as_a_word_document_for_those_who_may_take_it_away(lead, plan):
    answer = signed_in(lead).get(address(plan, "evidence/evidence.docx"))
    text = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "P3.2" in text
    assert "What is missing" in text


def test_lists_ask_the_database_a_bounded_number_of_times(lead, plan, django_assert_max_num_queries):
    for _ in range(12):
        planned(plan, lead)
    browser = signed_in(lead)
    with django_assert_max_num_queries(25):
        browser.get(address(plan))
