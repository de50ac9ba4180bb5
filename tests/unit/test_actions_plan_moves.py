"""Moving a plan through its states: what stands against it is counted from the rows, and what is said is kept."""

import datetime

import pytest

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.plans.move_plan import move_plan
from opennaphs.actions.reviews.close_review_round import close_review_round
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.actions.reviews.sign_off_area import sign_off_area
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import EditRefused, MoveRefused
from opennaphs.domain.lifecycle_checks import CheckCode
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import ActivityRecord, AuditEvent, PlanRecord, Recommendation, SignOff
from opennaphs.store.standings import standing_of, words_of
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2027, 3, 1)
AREAS = ("jee-3.D1", "jee-3.P1")


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def move(plan, to, by, why="", today=TODAY, **facts):
    plan.refresh_from_db()
    return move_plan(plan=plan, to=to, version=plan.version, today=today, facts=facts, why=why, by=by)


def refused(plan, to, by, **about):
    with pytest.raises(MoveRefused) as found:
        move(plan, to, by, **about)
    return {one.code for one in found.value.sentences}


def make_ready(plan):
    """Give every activity an owner and a cost, and every area a technical lead."""
    for row in plan.activities.all():
        row.content = {**row.content, "owner": "Director", "cost": {**row.content["cost"], "state": "no extra cost"}}
        row.save()
    for area in AREAS:
        create_person("technical-lead", "UGA", area)


def reviewed(plan, by):
    review = open_review_round(plan=plan, by=by)
    for area in AREAS:
        sign_off_area(review=review, area=area, agreed=True, by=by)
    close_review_round(review=review, version=review.version, by=by)


def test_a_draft_without_owners_and_leads_goes_nowhere_and_every_reason_is_said(plan, lead):
    assert refused(plan, PlanState.IN_REVIEW, lead) == {CheckCode.NO_OWNER, CheckCode.NO_LEAD}
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_a_plan_goes_all_its_way(plan, lead):
    make_ready(plan)
    move(plan, PlanState.IN_REVIEW, lead)
    reviewed(plan, lead)
    move(plan, PlanState.COSTED, lead)
    move(plan, PlanState.VALIDATED, lead, validated_on=TODAY)
    move(plan, PlanState.ENDORSED, lead, endorsed_by="The cabinet", endorsed_on=TODAY)
    move(plan, PlanState.LAUNCHED, lead, launched_on=TODAY)
    for row in plan.activities.all():
        ActivityRecord.objects.filter(pk=row.pk).update(status="completed")
    move(plan, PlanState.CLOSED, lead, reviewed_on=TODAY)
    plan.refresh_from_db()
    assert (plan.state, plan.endorsed_by, plan.launched_on, plan.validated_on) == (
        "closed",
        "The cabinet",
        TODAY,
        TODAY,
    )
    moves = AuditEvent.objects.filter(action="move_plan")
    assert moves.first().changes[0]["after"] == "in review"
    assert moves.count() == 6


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"endorsed_by": "", "endorsed_on": TODAY}, CheckCode.NOT_ENDORSED),
        ({"endorsed_by": "The cabinet"}, CheckCode.ENDORSED_WHEN),
        ({"endorsed_by": "The cabinet", "endorsed_on": TODAY + datetime.timedelta(1)}, CheckCode.ENDORSED_WHEN),
    ],
)
def test_an_endorsement_says_by_whom_and_on_a_day_that_has_come(plan, lead, facts, code):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.VALIDATED)
    assert refused(plan, PlanState.ENDORSED, lead, **facts) == {code}
    plan.refresh_from_db()
    assert (plan.state, plan.endorsed_by) == ("validated", "")


def test_a_fact_that_does_not_belong_to_a_state_is_refused(plan, lead):
    with pytest.raises(NaphsError, match="records nothing under title"):
        move(plan, PlanState.ENDORSED, lead, title="Stolen")


def test_going_back_needs_a_reason_and_keeps_it(plan, lead):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.COSTED)
    with pytest.raises(MoveRefused):
        move(plan, PlanState.DRAFT, lead)
    move(plan, PlanState.DRAFT, lead, why="The budget was cut")
    assert AuditEvent.objects.filter(action="move_plan").get().why == "The budget was cut"


@pytest.mark.parametrize("role", ["secretariat-member", "technical-lead", "finance-officer", "viewer", "reviewer"])
def test_only_the_secretariat_lead_moves_a_plan(plan, role):
    with pytest.raises(NotAllowed):
        move(plan, PlanState.IN_REVIEW, create_person(role, "UGA"))


def test_somebody_who_looked_at_an_older_plan_does_not_move_it(plan, lead):
    make_ready(plan)
    with pytest.raises(Stale):
        move_plan(plan=plan, to=PlanState.IN_REVIEW, version=plan.version + 7, today=TODAY, by=lead)


def test_an_area_that_changed_after_its_sign_off_no_longer_stands(plan, lead):
    make_ready(plan)
    review = open_review_round(plan=plan, by=lead)
    for area in AREAS:
        sign_off_area(review=review, area=area, agreed=True, by=lead)
    row = first_activity(plan)
    edit_activity(activity=row, fields={"text": "Changed"}, version=row.version, by=lead)
    words = words_of(review)
    assert {area: word.stands for area, word in words.items()} == {area: area != row.area for area in AREAS}
    assert standing_of(plan, TODAY).areas_signed_off == tuple(
        area.partition(".")[2] for area in AREAS if area != row.area
    )


def test_the_last_word_on_an_area_counts(plan, lead):
    review = open_review_round(plan=plan, by=lead)
    sign_off_area(review=review, area="jee-3.D1", agreed=False, note="Costs are missing", by=lead)
    assert standing_of(plan, TODAY).areas_refused == ("D1",)
    sign_off_area(review=review, area="jee-3.D1", agreed=True, by=lead)
    standing = standing_of(plan, TODAY)
    assert (standing.areas_refused, standing.areas_signed_off, standing.review_open) == ((), ("D1",), True)


def test_a_new_round_asks_again(plan, lead):
    reviewed(plan, lead)
    open_review_round(plan=plan, by=lead)
    assert standing_of(plan, TODAY).areas_signed_off == ()


def test_recommendations_count_until_an_activity_answers_or_they_are_settled(plan, lead):
    Recommendation.objects.create(country="UGA", origin="jee", text="Answered", answered_by=[first_activity(plan).pk])
    Recommendation.objects.create(country="UGA", origin="jee", text="Done", state="done")
    Recommendation.objects.create(country="KEN", origin="jee", text="Of another country")
    Recommendation.objects.create(country="UGA", origin="jee", area="jee-3.R1", text="Of an area not in the plan")
    Recommendation.objects.create(country="UGA", origin="jee", area="jee-3.D1", text="Open" * 20)
    assert standing_of(plan, TODAY).unanswered == (("Open" * 20)[:39] + "…",)


def test_a_lead_for_all_areas_is_a_lead_of_each(plan):
    assert standing_of(plan, TODAY).areas_without_lead == ("P1", "D1") or standing_of(
        plan, TODAY
    ).areas_without_lead == ("D1", "P1")
    create_person("technical-lead", "UGA", "")
    assert standing_of(plan, TODAY).areas_without_lead == ()


def test_a_plan_is_closed_over_what_the_next_has_taken_over(plan, lead):
    from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
    from opennaphs.actions.plans.following import Way, print_of

    assert len(standing_of(plan, TODAY).unfinished) == plan.activities.count()
    carry_plan_forward(
        previous=plan, way=Way.NEXT, title="Next", first_year=2028, most_per_area=9, seen=print_of(plan), by=lead
    )
    assert standing_of(plan, TODAY).unfinished == ()


# --- rounds -------------------------------------------------------------------------------------------------------


def test_one_round_is_open_at_a_time(plan, lead):
    open_review_round(plan=plan, title="First reading", by=lead)
    with pytest.raises(NaphsError, match="still open"):
        open_review_round(plan=plan, by=lead)


def test_rounds_are_numbered(plan, lead):
    reviewed(plan, lead)
    assert open_review_round(plan=plan, by=lead).number == 2


def test_there_is_nothing_to_review_in_a_plan_that_stands(plan, lead):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.ENDORSED)
    with pytest.raises(EditRefused):
        open_review_round(plan=plan, by=lead)


def test_a_closed_round_takes_no_word_and_is_not_closed_twice(plan, lead):
    review = open_review_round(plan=plan, by=lead)
    closed = close_review_round(review=review, version=review.version, by=lead)
    with pytest.raises(NaphsError, match="closed"):
        sign_off_area(review=review, area="jee-3.D1", agreed=True, by=lead)
    with pytest.raises(NaphsError, match="closed already"):
        close_review_round(review=closed, version=closed.version, by=lead)


def test_a_reviewer_signs_off_their_own_area_only(plan, lead):
    review = open_review_round(plan=plan, by=lead)
    reviewer = create_person("reviewer", "UGA", "jee-3.D1")
    said = sign_off_area(review=review, area="jee-3.D1", agreed=True, by=reviewer)
    assert (said.reviewer, said.reviewer_role) == (str(reviewer), "reviewer")
    with pytest.raises(NotAllowed):
        sign_off_area(review=review, area="jee-3.P1", agreed=True, by=reviewer)
    assert AuditEvent.objects.filter(action="sign_off_area", by_id=reviewer.pk).count() == 1


def test_sending_back_needs_a_note_and_an_area_of_the_plan(plan, lead):
    review = open_review_round(plan=plan, by=lead)
    with pytest.raises(NaphsError, match="Say what has to change"):
        sign_off_area(review=review, area="jee-3.D1", agreed=False, note="  ", by=lead)
    with pytest.raises(NaphsError, match="no activities in R5"):
        sign_off_area(review=review, area="jee-3.R5", agreed=True, by=lead)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("role", ["secretariat-member", "technical-lead", "reviewer", "viewer"])
def test_only_the_secretariat_lead_opens_rounds(plan, role):
    with pytest.raises(NotAllowed):
        open_review_round(plan=plan, by=create_person(role, "UGA"))
