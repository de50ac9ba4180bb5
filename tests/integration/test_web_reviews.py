"""Review rounds in the browser: opened and closed by the lead, each area signed off or sent back by its people."""

import pytest

from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.actions.reviews.sign_off_area import sign_off_area
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import Comment, PlanRecord, ReviewRound, SignOff
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def review(plan, lead):
    return open_review_round(plan=plan, title="First reading", by=lead)


def at(plan, *parts) -> str:
    return "/".join((f"/c/UGA/plans/{plan.pk}/reviews", *map(str, parts), ""))


def words(response) -> str:
    return response.content.decode()


def test_the_lead_opens_a_round_that_everybody_sees(plan, lead):
    response = signed_in(lead).post(at(plan, "open"), {"title": "First reading", "closes_on": "2027-05-01"})
    assert response.status_code == 302
    page = words(signed_in(create_person("viewer", "UGA")).get(at(plan)))
    assert "First reading" in page
    assert "0 of 2 areas stand" in page


def test_a_second_round_waits_for_the_first(plan, lead, review):
    response = signed_in(lead).post(at(plan, "open"), {"title": "Too soon"})
    assert response.status_code == 422
    assert "still open" in words(response)
    assert ReviewRound.objects.count() == 1


def test_a_day_that_is_none_is_refused(plan, lead):
    response = signed_in(lead).post(at(plan, "open"), {"closes_on": "soon"})
    assert response.status_code == 422
    assert not ReviewRound.objects.exists()


def test_a_plan_that_stands_is_not_reviewed(plan, lead):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.ENDORSED)
    assert signed_in(lead).post(at(plan, "open"), {}).status_code == 422
    assert "Move it back" in words(signed_in(lead).get(at(plan)))


@pytest.mark.parametrize("role", ["secretariat-member", "reviewer", "viewer", "technical-lead"])
def test_others_neither_open_nor_close(plan, review, role):
    person = signed_in(create_person(role, "UGA"))
    assert person.post(at(plan, "open"), {}).status_code == 403
    assert person.post(at(plan, review.pk, "close"), {"version": 1}).status_code == 403


def test_a_reviewer_signs_their_area_off_and_is_offered_no_other(plan, review):
    person = signed_in(create_person("reviewer", "UGA", "jee-3.D1"))
    page = words(person.get(at(plan)))
    assert at(plan, review.pk, "areas", "jee-3.D1") in page
    assert at(plan, review.pk, "areas", "jee-3.P1") not in page
    done = person.post(at(plan, review.pk, "areas", "jee-3.D1"), {"word": "agreed"}, follow=True)
    assert "D1 is signed off." in words(done)
    assert "1 of 2 areas stand" in words(done)


def test_a_reviewer_cannot_post_a_word_on_another_area(plan, review):
    person = signed_in(create_person("reviewer", "UGA", "jee-3.D1"))
    assert person.post(at(plan, review.pk, "areas", "jee-3.P1"), {"word": "agreed"}).status_code == 403
    assert not SignOff.objects.exists()


def test_sending_back_asks_for_a_note_and_shows_it(plan, lead, review):
    browser, address = signed_in(lead), at(plan, review.pk, "areas", "jee-3.D1")
    empty = browser.post(address, {"word": "sent back"})
    assert empty.status_code == 422
    assert "Say what has to change" in words(empty)
    browser.post(address, {"word": "sent back", "note": "The laboratories are missing"})
    assert words(browser.get(at(plan))).count("The laboratories are missing") == 2


def test_an_area_the_plan_does_not_have_is_not_there(plan, lead, review):
    assert signed_in(lead).get(at(plan, review.pk, "areas", "jee-3.R5")).status_code == 404


def test_who_has_not_answered_is_named_before_a_round_closes(plan, lead, review):
    sign_off_area(review=review, area="jee-3.D1", agreed=True, by=lead)
    browser = signed_in(lead)
    page = words(browser.get(at(plan, review.pk, "close")))
    assert "1 area has not answered" in page
    browser.post(at(plan, review.pk, "close"), {"version": review.version})
    review.refresh_from_db()
    assert review.closed_at is not None
    assert "Open a round" in words(browser.get(at(plan)))


def test_a_round_closed_by_somebody_else_meanwhile_is_not_closed_again(plan, lead, review):
    browser = signed_in(lead)
    browser.post(at(plan, review.pk, "close"), {"version": review.version})
    assert browser.post(at(plan, review.pk, "close"), {"version": review.version}).status_code == 409


def test_open_comments_are_counted_by_area(plan, lead, review):
    row = first_activity(plan)
    about = {"country": "UGA", "plan": plan, "author": lead, "author_name": str(lead), "text": "Why?"}
    Comment.objects.create(activity=row, **about)
    Comment.objects.create(**about)
    lines = {line.area: line.comments for line in signed_in(lead).get(at(plan)).context["lines"]}
    assert lines == {area: int(area == row.area) for area in lines}


def test_the_page_asks_the_database_a_bounded_number_of_times(plan, lead, review, django_assert_max_num_queries):
    for area in ("jee-3.D1", "jee-3.P1"):
        for _time in range(5):
            sign_off_area(review=review, area=area, agreed=True, by=lead)
    browser = signed_in(lead)
    with django_assert_max_num_queries(22):
        browser.get(at(plan))
