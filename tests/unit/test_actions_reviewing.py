"""Progress reviews are planned, held with the figures of their day, and teach lessons that enter the register."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry
from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.following import PlanChanged, Way, carried, print_of
from opennaphs.actions.plans.relevelling import LevelsFrom
from opennaphs.actions.recommendations.edit_recommendation import edit_recommendation
from opennaphs.actions.reviewing.edit_progress_review import edit_progress_review
from opennaphs.actions.reviewing.hold_progress_review import hold_progress_review
from opennaphs.actions.reviewing.make_feed_key import make_feed_key
from opennaphs.actions.reviewing.packs import lesson_states, report_of
from opennaphs.actions.reviewing.plan_progress_review import plan_progress_review
from opennaphs.actions.reviewing.remove_progress_review import remove_progress_review
from opennaphs.actions.reviewing.take_lesson import take_lesson
from opennaphs.actions.reviewing.withdraw_feed_key import withdraw_feed_key
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.review_figures import count_then, share_then
from opennaphs.store.cycles import facts_of
from opennaphs.store.models import AuditEvent, FeedKey, PlanRecord, Recommendation
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LESSON = "Name a deputy for every focal person"


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def planned(plan, by, kind=ReviewKind.QUARTERLY, day=TODAY):
    return plan_progress_review(plan=plan, kind=kind, day=day, title="Third quarter", by=by)


def held(review, by, **more):
    fields = {
        "summary": "Half is done.",
        "attendance": {"health": 5, "finance": 0},
        "decisions": ["Release the second tranche"],
        "lessons": [LESSON, "Order reagents early"],
    }
    told = {"held_on": TODAY, "today": TODAY, "fields": fields, "version": review.version, **more}
    return hold_progress_review(review=review, by=by, **told)


def report(plan, by, status=ActivityStatus.COMPLETED, percent=100):
    activity = first_activity(plan)
    return report_progress(activity=activity, status=status, percent_done=percent, version=activity.version, by=by)


def test_a_held_review_keeps_the_figures_of_its_day_whatever_is_reported_later(lead, plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state="launched")
    plan.refresh_from_db()
    report(plan, lead)
    row = held(planned(plan, lead), lead)
    before = dict(row.figures)
    report(plan, lead, ActivityStatus.IN_PROGRESS, 10)
    row.refresh_from_db()
    assert row.figures == before
    assert count_then(before, "activities") == plan.activities.count()
    assert share_then(before, "completed_by_count") * plan.activities.count() == 1
    assert row.state == "held"


def test_what_nobody_knows_is_kept_as_unknown_and_never_as_nothing(lead, plan):
    figures = held(planned(plan, lead), lead).figures
    assert share_then(figures, "completed_by_cost") is None  # the plan is not costed
    assert (figures["cost"], figures["earned"], figures["spent"]) == (None, None, None)


def test_a_review_cannot_be_recorded_before_it_takes_place_nor_twice(lead, plan):
    row = planned(plan, lead)
    with pytest.raises(NaphsError, match="Record it on that day or later"):
        held(row, lead, held_on=TODAY + datetime.timedelta(days=1))
    row = held(row, lead)
    with pytest.raises(NaphsError, match="was held already"):
        held(row, lead)


def test_the_yearly_review_of_the_whole_plan_writes_its_day_into_the_plan(lead, plan):
    held(planned(plan, lead, ReviewKind.YEARLY), lead, whole_plan=True)
    plan.refresh_from_db()
    assert plan.reviewed_on == TODAY
    events = AuditEvent.objects.filter(action="hold_progress_review").values_list("subject", flat=True)
    assert set(events) == {"planrecord", "progressreviewrecord"}


def test_another_review_writes_no_day_into_the_plan(lead, plan):
    with pytest.raises(NaphsError, match="Only a yearly review"):
        held(planned(plan, lead), lead, whole_plan=True)
    held(planned(plan, lead, ReviewKind.YEARLY), lead)
    plan.refresh_from_db()
    assert plan.reviewed_on is None


def test_the_cycle_counts_a_held_progress_review_as_a_review(lead, plan):
    assert facts_of("UGA", plan, TODAY).last_review is None
    held(planned(plan, lead), lead)
    assert facts_of("UGA", plan, TODAY).last_review == TODAY


def test_a_lesson_becomes_a_recommendation_and_both_name_each_other(lead, plan):
    row = held(planned(plan, lead), lead)
    entry = take_lesson(review=row, lesson=0, area="jee-3.D1", owner="Secretariat", version=row.version, by=lead)
    row.refresh_from_db()
    assert row.lessons[0] == {"text": LESSON, "area": "jee-3.D1", "recommendation": entry.pk}
    assert (entry.text, entry.origin, entry.owner) == (LESSON, "progress review", "Secretariat")
    assert "Third quarter" in entry.origin_title
    assert [one.state for one in lesson_states(row)] == ["open", None]


def test_a_lesson_is_taken_once(lead, plan):
    row = held(planned(plan, lead), lead)
    take_lesson(review=row, lesson=0, version=row.version, by=lead)
    row.refresh_from_db()
    with pytest.raises(NaphsError, match="in the register already"):
        take_lesson(review=row, lesson=0, version=row.version, by=lead)
    assert Recommendation.objects.count() == 1


def test_a_lesson_nobody_can_enter_leaves_the_review_as_it_was(lead, plan):
    row = held(planned(plan, lead), lead)
    with pytest.raises(NaphsError, match="is no technical area"):
        take_lesson(review=row, lesson=0, area="jee-3.X9", version=row.version, by=lead)
    row.refresh_from_db()
    assert row.lessons[0]["recommendation"] is None
    assert not Recommendation.objects.exists()


def test_a_lesson_in_the_register_stays_when_the_record_is_corrected(lead, plan):
    row = held(planned(plan, lead), lead)
    entry = take_lesson(review=row, lesson=0, version=row.version, by=lead)
    row.refresh_from_db()
    with pytest.raises(NaphsError, match="is in the register already"):
        edit_progress_review(review=row, fields={"lessons": ["Another"]}, version=row.version, by=lead)
    fields = {"lessons": ["Another", LESSON]}
    row = edit_progress_review(review=row, fields=fields, version=row.version, by=lead)
    assert [one["recommendation"] for one in row.lessons] == [None, entry.pk]
    edit_recommendation(recommendation=entry, fields={"text": "Reworded"}, version=entry.version, by=lead)


def test_the_day_and_figures_of_a_held_review_are_not_changed(lead, plan):
    row = held(planned(plan, lead), lead)
    for fields in ({"held_on": TODAY}, {"figures": {}}, {"kind": "yearly review"}):
        with pytest.raises(NaphsError, match="cannot be set here"):
            edit_progress_review(review=row, fields=fields, version=row.version, by=lead)


def test_a_planned_review_can_be_moved_and_removed_and_a_held_one_stays(lead, plan):
    row = planned(plan, lead)
    later = TODAY + datetime.timedelta(days=9)
    row = edit_progress_review(review=row, fields={"held_on": later}, version=row.version, by=lead)
    assert row.held_on == later
    other = held(planned(plan, lead), lead)
    with pytest.raises(NaphsError, match="was held already"):
        remove_progress_review(review=other, version=other.version, by=lead)
    assert remove_progress_review(review=row, version=row.version, by=lead).removed


def test_who_saves_second_is_told(lead, plan):
    row = planned(plan, lead)
    edit_progress_review(review=row, fields={"title": "Other"}, version=row.version, by=lead)
    with pytest.raises(Stale):
        edit_progress_review(review=row, fields={"title": "Mine"}, version=row.version, by=lead)


@pytest.mark.parametrize("role", ["technical-lead", "finance-officer", "partner", "viewer", "reviewer"])
def test_only_the_secretariat_leads_the_follow_up(lead, plan, role):
    other = create_person(role, "UGA", "jee-3.D1")
    with pytest.raises(NotAllowed):
        planned(plan, other)
    row = planned(plan, lead)
    with pytest.raises(NotAllowed):
        held(row, other)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"attendance": {"martians": 2}}, "is no sector"),
        ({"attendance": {"health": -1}}, "is a whole number"),
        ({"decisions": ["x" * 1001]}, "at most 1000 letters"),
        ({"title": " "}, "Give the review a title"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(lead, plan, fields, told):
    row = planned(plan, lead)
    with pytest.raises(NaphsError, match=told):
        held(row, lead, fields=fields)
    row.refresh_from_db()
    assert (row.state, row.figures) == ("planned", {})


def test_the_pack_knows_the_last_review_its_figures_and_its_lessons(lead, plan):
    before = TODAY - datetime.timedelta(days=90)
    first = held(planned(plan, lead, day=before), lead, held_on=before)
    take_lesson(review=first, lesson=0, version=first.version, by=lead)
    report = report_of(planned(plan, lead, day=TODAY + datetime.timedelta(days=5)), TODAY)
    assert report.on == TODAY
    assert report.last.decisions == ("Release the second tranche",)
    assert report.figures_then == first.figures
    assert [one.state for one in report.lessons] == ["open", None]


# --- the next plan starts from the newest levels ------------------------------------------------------------------


@pytest.fixture
def assessment(lead):
    row = create_assessment(country="UGA", framework="jee-3", date="2027-11", source="Self-assessment", by=lead)
    entries = [ScoreEntry("jee-3.D1.1", Decimal(2)), ScoreEntry("jee-3.P1.1", Decimal(1))]
    enter_scores(assessment=row, entries=entries, by=lead)
    return row


def test_the_next_plan_takes_its_levels_from_the_newest_assessment(lead, plan, assessment):
    levels = LevelsFrom(assessment.pk)
    asked = {"way": Way.NEXT, "title": "Plan 2028", "first_year": 2028, "most_per_area": 3, "levels": levels}
    new = carry_plan_forward(previous=plan, seen=print_of(plan, levels), by=lead, **asked)
    current = dict(new.goals.values_list("indicator", "current"))
    assert current["jee-3.D1.1"] == 2
    assert new.frame["evidence"]["date"] == "2027-11"
    assert new.activities.count() == plan.activities.count()


def test_what_the_levels_overtake_may_be_left_out_and_is_listed(lead, plan, assessment):
    number = plan.activities.filter(target="jee-3.D1.1", level=2).first().number
    levels = LevelsFrom(assessment.pk, (number,))
    asked = {"way": Way.NEXT, "title": "Plan 2028", "first_year": 2028, "most_per_area": 3, "levels": levels}
    found = carried(plan, **asked)
    assert [(one.activity.id, "found level 2" in str(one.reason)) for one in found.left_out] == [(number, True)]
    new = carry_plan_forward(previous=plan, seen=print_of(plan, levels), by=lead, **asked)
    assert new.activities.count() == plan.activities.count() - 1


def test_a_score_changed_after_the_look_asks_for_another_look(lead, plan, assessment):
    levels = LevelsFrom(assessment.pk)
    seen = print_of(plan, levels)
    assessment.scores.update(level=3)
    asked = {"way": Way.NEXT, "title": "Plan 2028", "first_year": 2028, "most_per_area": 3, "levels": levels}
    with pytest.raises(PlanChanged):
        carry_plan_forward(previous=plan, seen=seen, by=lead, **asked)


def test_an_assessment_of_another_country_gives_no_levels(lead, plan, assessment):
    assessment.country = "KEN"
    assessment.save()
    with pytest.raises(NaphsError, match="The assessment was removed"):
        carried(
            plan,
            way=Way.NEXT,
            title="Plan 2028",
            first_year=2028,
            most_per_area=3,
            levels=LevelsFrom(assessment.pk),
        )


# --- calendar feeds -----------------------------------------------------------------------------------------------


def test_only_the_hash_of_a_feed_key_is_kept_and_a_new_one_ends_the_old(lead):
    first, key = make_feed_key(country="UGA", by=lead)
    second, other = make_feed_key(country="UGA", by=lead)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert second.withdrawn_at is None
    rows = [str(value) for row in FeedKey.objects.values_list() for value in row]
    events = [str(value) for row in AuditEvent.objects.values_list() for value in row]
    assert all(secret not in "".join(rows + events) for secret in (key, other))


def test_a_feed_is_withdrawn_by_its_owner_only(lead):
    feed, _key = make_feed_key(country="UGA", by=lead)
    with pytest.raises(NotAllowed):
        withdraw_feed_key(feed=feed, by=create_person("viewer", "UGA"))
    withdraw_feed_key(feed=feed, by=lead)
    feed.refresh_from_db()
    assert feed.withdrawn_at is not None


def test_nobody_makes_a_feed_of_another_country(lead):
    create_country("KEN")
    with pytest.raises(NotAllowed):
        make_feed_key(country="KEN", by=lead)
