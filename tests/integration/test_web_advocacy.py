"""Health events, the budget calendar and the advocacy plan in the browser."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from opennaphs.actions.advocacy.edit_health_event import edit_health_event
from opennaphs.authorization.roles import FINANCE_OFFICER, PARTNER, VIEWER
from opennaphs.store.models import AdvocacyStep, AuditEvent, BudgetMoment, HealthEventRecord
from tests.advocacy import create_advocacy_step, create_budget_moment, create_health_event
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db
EVENTS, CALENDAR = "/c/UGA/events/", "/c/UGA/budget-calendar/"
TOLD = {"name": "Cholera 2018", "began": "2018-02-01", "deaths": "0", "cases": "", "areas": ["jee-3.D1"]}


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def browser(lead):
    return signed_in(lead)


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def text(response):
    return response.content.decode()


# --- health events ------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_events_are_for_and_the_next_step(browser):
    page = text(browser.get(EVENTS))
    assert "No health event yet" in page
    assert f'href="{EVENTS}new/"' in page


def test_an_event_is_entered_and_zero_is_not_the_same_as_not_known(browser):
    assert browser.post(f"{EVENTS}new/", TOLD).status_code == 302
    row = HealthEventRecord.objects.get()
    assert (row.deaths, row.cases, row.cost, row.areas) == (0, None, None, ["jee-3.D1"])
    page = text(browser.get(EVENTS))
    assert "Cholera 2018" in page
    assert "People who died, where it is known: 0 (not known for 0)." in page
    assert "People who fell ill, where it is known" not in page
    assert AuditEvent.objects.filter(action="add_health_event").count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"began": "long ago"}, "Enter a valid date"),
        ({"cases": "-1"}, "greater than or equal to 0"),
        ({"cost": "5"}, "currency and the year"),
        ({"ended": "2017-01-01"}, "before it began"),
        ({"areas": ["jee-3.XX"]}, "not one of the available choices"),
        ({"currency": "dollars"}, "Enter a valid value"),
    ],
)
def test_what_cannot_be_is_said_at_the_form_and_nothing_typed_is_lost(browser, wrong, told):
    response = browser.post(f"{EVENTS}new/", {**TOLD, "what_failed": "What I typed", **wrong})
    assert response.status_code == 422
    assert told in text(response)
    assert "What I typed" in text(response)
    assert not HealthEventRecord.objects.exists()


def test_two_writers_see_both_versions_and_nothing_is_lost(browser, lead):
    row = create_health_event(lead)
    edit_health_event(event=row, fields={"deaths": 90}, version=1, by=lead)
    told = {**TOLD, "deaths": "85", "version": "1"}
    response = browser.post(f"{EVENTS}{row.pk}/edit/", told)
    assert response.status_code == 409
    assert "85" in text(response)
    assert "90" in text(response)
    assert HealthEventRecord.objects.get().deaths == 90


def test_saving_an_event_unchanged_changes_nothing(browser, lead):
    row = create_health_event(lead, cost=3000000, currency="USD", price_year=2018)
    told = {"version": "1", "name": row.name, "began": "2018-02-01", "deaths": "80", "cost": "3000000"}
    told |= {"currency": "usd", "price_year": "2018", "areas": ["jee-3.D1"]}
    assert browser.post(f"{EVENTS}{row.pk}/edit/", told).status_code == 302
    row.refresh_from_db()
    assert (row.version, row.currency) == (1, "USD")


def test_an_event_is_removed_after_a_question(browser, lead):
    row = create_health_event(lead)
    assert "investment cases" in text(browser.get(f"{EVENTS}{row.pk}/remove/"))
    assert browser.post(f"{EVENTS}{row.pk}/remove/", {"version": "1"}).status_code == 302
    assert "No health event yet" in text(browser.get(EVENTS))


def test_the_file_of_events_leaves_what_is_not_known_empty(browser, lead):
    create_health_event(lead, deaths=0)
    table = list(csv.reader(StringIO(browser.get(f"{EVENTS}events.csv").content.decode("utf-8-sig"))))
    row = dict(zip(*table, strict=True))
    assert (row["deaths"], row["cases"], row["cost"], row["areas"]) == ("0", "", "", "jee-3.D1")


# --- the budget calendar ------------------------------------------------------------------------------------------


def test_the_calendar_says_how_many_days_are_left_and_how_many_steps_wait(browser, lead, plan):
    moment = create_budget_moment(lead, day=timezone.localdate() + timedelta(days=30))
    create_advocacy_step(plan, lead, moment=moment.pk)
    create_budget_moment(lead, title="Last year's speech", day=timezone.localdate() - timedelta(days=300))
    response = browser.get(CALENDAR)
    (coming,) = response.context["coming"]
    assert (coming["days_left"], coming["row"].open_steps) == (30, 1)
    assert "What is past" in text(response)


def test_a_moment_is_entered_edited_and_removed(browser):
    assert browser.post(f"{CALENDAR}new/", {"title": "Budget call", "day": "2027-01-15"}).status_code == 302
    row = BudgetMoment.objects.get()
    told = {"title": "Budget call", "day": "2027-01-20", "version": "1"}
    assert browser.post(f"{CALENDAR}{row.pk}/edit/", told).status_code == 302
    row.refresh_from_db()
    assert str(row.day) == "2027-01-20"
    assert browser.post(f"{CALENDAR}{row.pk}/remove/", {"version": "2"}).status_code == 302
    assert "Nothing comes in the budget calendar" in text(browser.get(CALENDAR))


def test_a_moment_without_a_day_is_refused(browser):
    assert browser.post(f"{CALENDAR}new/", {"title": "Budget call", "day": ""}).status_code == 422
    assert not BudgetMoment.objects.exists()


# --- the advocacy plan --------------------------------------------------------------------------------------------


def home(plan):
    return f"/c/UGA/plans/{plan.pk}/advocacy/"


def test_steps_stand_by_audience_the_most_urgent_first(browser, lead, plan):
    soon = create_budget_moment(lead, day=timezone.localdate() + timedelta(days=3))
    create_advocacy_step(plan, lead, audience="Donors", message="Later", due=timezone.localdate() + timedelta(days=90))
    create_advocacy_step(plan, lead, message="For the call", moment=soon.pk)
    create_advocacy_step(plan, lead, message="Long due", due=timezone.localdate() - timedelta(days=2))
    response = browser.get(home(plan))
    told = {name: [one["row"].message for one in rows] for name, rows in response.context["audiences"].items()}
    assert told == {"Budget committee": ["Long due", "For the call"], "Donors": ["Later"]}
    assert list(told) == ["Budget committee", "Donors"]
    assert "Open steps: 3, late: 1." in text(response)


def test_a_step_is_planned_done_and_opened_again(browser, lead, plan):
    moment = create_budget_moment(lead)
    told = {"audience": "Parliament", "message": "One line", "moment": str(moment.pk), "owner": "Secretariat lead"}
    assert browser.post(f"{home(plan)}new/", told).status_code == 302
    row = AdvocacyStep.objects.get()
    assert row.moment == moment
    assert browser.post(f"{home(plan)}{row.pk}/done/", {"version": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.done_on == timezone.localdate()
    assert "What came of it" in text(browser.get(home(plan)))
    assert browser.post(f"{home(plan)}{row.pk}/done/", {"version": "2", "undo": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.done_on is None


def test_a_step_without_audience_or_with_a_moment_of_another_country_is_refused(browser, plan):
    there = create_budget_moment(create_country("KEN"), "KEN")
    for wrong in ({"audience": ""}, {"moment": str(there.pk)}):
        told = {"audience": "Parliament", "message": "What I typed", **wrong}
        response = browser.post(f"{home(plan)}new/", told)
        assert response.status_code == 422
        assert "What I typed" in text(response)
    assert not AdvocacyStep.objects.exists()


def test_who_marks_an_older_version_as_done_is_told(browser, lead, plan):
    row = create_advocacy_step(plan, lead)
    assert browser.post(f"{home(plan)}{row.pk}/done/", {"version": "7"}).status_code == 409
    assert browser.post(f"{home(plan)}{row.pk}/done/", {}).status_code == 409
    row.refresh_from_db()
    assert row.done_on is None


def test_the_file_of_steps_has_them_all(browser, lead, plan):
    moment = create_budget_moment(lead)
    create_advocacy_step(plan, lead, moment=moment.pk, message="=1+1")
    create_advocacy_step(plan, lead, audience="Donors")
    table = list(csv.reader(StringIO(browser.get(f"{home(plan)}steps.csv").content.decode("utf-8-sig"))))
    rows = {row[0]: row for row in table[1:]}
    assert rows["Budget committee"][1:4] == ["'=1+1", "Budget call", "2027-01-15"]
    assert rows["Donors"][3:5] == ["", ""]


# --- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [VIEWER, PARTNER], ids=lambda role: role.key)
def test_others_read_and_see_why_they_may_not_write(lead, plan, role):
    row = create_health_event(lead)
    step = create_advocacy_step(plan, lead)
    browser = signed_in(create_person(role.key, "UGA"))
    for page in (EVENTS, CALENDAR, home(plan)):
        response = browser.get(page)
        assert response.status_code == 200
        assert "The secretariat and finance officers keep" in text(response)
    for address in (f"{EVENTS}new/", f"{EVENTS}{row.pk}/edit/", f"{CALENDAR}new/", f"{home(plan)}new/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"{home(plan)}{step.pk}/done/", {"version": "1"}).status_code == 403


def test_a_finance_officer_writes(lead):
    browser = signed_in(create_person(FINANCE_OFFICER.key, "UGA"))
    assert browser.post(f"{EVENTS}new/", TOLD).status_code == 302


def test_rows_of_another_country_or_plan_are_not_found(browser, lead, plan):
    other = create_country("KEN")
    event, moment = create_health_event(other, "KEN"), create_budget_moment(other, "KEN")
    step = create_advocacy_step(create_plan(lead, title="Another plan"), lead)
    assert browser.get(f"{EVENTS}{event.pk}/edit/").status_code == 404
    assert browser.get(f"{CALENDAR}{moment.pk}/edit/").status_code == 404
    assert browser.get(f"{home(plan)}{step.pk}/edit/").status_code == 404
    assert browser.post(f"{home(plan)}{step.pk}/done/", {"version": "1"}).status_code == 404


def test_long_lists_need_few_queries(browser, lead, plan, django_assert_max_num_queries):
    moment = create_budget_moment(lead)
    for number in range(12):
        create_health_event(lead, name=f"Event {number}")
        create_advocacy_step(plan, lead, audience=f"Audience {number}", moment=moment.pk)
    for page in (EVENTS, CALENDAR, home(plan)):
        with django_assert_max_num_queries(20):
            assert browser.get(page).status_code == 200


def test_what_an_event_showed_to_be_weak_becomes_a_recommendation_after_it_was_read(db):
    lead = create_country("UGA")
    create_health_event(lead, name="Cholera on the lake", what_failed="Samples took nine days.")
    page = signed_in(lead).get("/c/UGA/events/")
    (query,) = [one["lesson_query"] for one in page.context["events"]]
    form = signed_in(lead).get(f"/c/UGA/recommendations/new/?{query}").context["form"]
    assert form.initial["origin_title"] == "Cholera on the lake"
    assert form.initial["text"] == "Samples took nine days."


def test_an_event_of_which_nobody_said_what_was_weak_offers_no_recommendation(db):
    lead = create_country("UGA")
    create_health_event(lead, what_failed="")
    page = signed_in(lead).get("/c/UGA/events/")
    assert [one["lesson_query"] for one in page.context["events"]] == [""]
