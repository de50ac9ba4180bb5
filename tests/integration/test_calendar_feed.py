"""A person's calendar feed: a private address whose right is judged at each fetch, in the form calendars read."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.reviewing.edit_progress_review import edit_progress_review
from opennaphs.actions.reviewing.make_feed_key import make_feed_key
from opennaphs.actions.reviewing.plan_progress_review import plan_progress_review
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.store.models import AdvocacyStep, AuditEvent, BudgetMoment, FeedKey, MilestoneRecord, RoleAssignment
from opennaphs.web import pace
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=20)


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def feed_of(person, country="UGA"):
    _row, key = make_feed_key(country=country, by=person)
    return f"/calendar/{key}.ics"


def review(plan, by, title="Second; quarter, with\nall"):
    return plan_progress_review(plan=plan, kind=ReviewKind.QUARTERLY, day=SOON, title=title, by=by)


def events(content):
    """Read a feed as RFC 5545 says: unfold, split at the first colon, undo the escapes."""
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    found = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name.partition(";")[0]] = _plain(value)
    return found


def _plain(text):
    out, signs = "", iter(text)
    for sign in signs:
        after = next(signs) if sign == "\\" else None
        out += sign if after is None else {"n": "\n"}.get(after, after)
    return out


def fetch(address, **headers):
    return Client(headers=headers).get(address)


def test_the_address_is_shown_once_and_opens_the_feed_without_signing_in(lead, plan):
    review(plan, lead)
    browser = signed_in(lead)
    page = browser.post("/c/UGA/feed/").content.decode()
    address = page[page.index("/calendar/") : page.index(".ics") + 4]
    answer = fetch(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert address.split("/")[-1] not in browser.get("/c/UGA/feed/").content.decode()
    assert AuditEvent.objects.filter(action="make_feed_key", country="UGA").exists()


def test_everything_with_a_day_is_in_the_feed(lead, plan):
    review(plan, lead)
    committee = add_committee(country="UGA", fields={"name": "Steering"}, by=lead)
    add_meeting(committee=committee, fields={"held_on": SOON, "title": "First"}, by=lead)
    BudgetMoment.objects.create(country="UGA", title="Call opens", day=SOON)
    AdvocacyStep.objects.create(country="UGA", plan=plan, audience="Treasury", message="The gap", due=SOON)
    open_review_round(plan=plan, title="Draft", closes_on=SOON, by=lead)
    found = {one["SUMMARY"] for one in events(fetch(feed_of(lead)).content)}
    assert found == {
        "Quarterly technical review: Second; quarter, with\nall",
        "Steering: First",
        "Budget calendar: Call opens",
        "Advocacy: Treasury",
        "The review round of “Plan 2027” ends",
    }


def test_lines_are_escaped_folded_and_end_as_the_rule_says(lead, plan):
    review(plan, lead, title="Ω " * 80)
    content = fetch(feed_of(lead)).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    event = events(content)[0]
    assert set(event) >= {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "URL"}
    assert event["DTSTART"] == f"{SOON:%Y%m%d}"
    assert event["DTEND"] == f"{SOON + datetime.timedelta(days=1):%Y%m%d}"


def test_a_moved_day_keeps_its_uid_and_raises_its_sequence(lead, plan):
    row, address = review(plan, lead), feed_of(lead)
    before = events(fetch(address).content)[0]
    later = SOON + datetime.timedelta(days=1)
    edit_progress_review(review=row, fields={"held_on": later}, version=row.version, by=lead)
    after = events(fetch(address).content)[0]
    assert before["UID"] == after["UID"]
    assert int(after["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert after["DTSTART"] == f"{later:%Y%m%d}"


def test_milestones_are_those_of_the_areas_a_person_works_on(lead, plan):
    mine = plan.activities.filter(area="jee-3.D1").first()
    other = plan.activities.exclude(area="jee-3.D1").first()
    MilestoneRecord.objects.create(activity=mine, text="Mine", due=SOON)
    MilestoneRecord.objects.create(activity=other, text="Other", due=SOON)
    worker = create_person("technical-lead", "UGA", "jee-3.D1")
    found = [one["SUMMARY"] for one in events(fetch(feed_of(worker)).content)]
    assert found == [f"Milestone of {mine.number}: Mine"]
    everywhere = create_person("technical-lead", "UGA")
    assert len(events(fetch(feed_of(everywhere)).content)) == 2


def test_the_feed_ends_with_the_role(lead, plan):
    person = create_person("viewer", "UGA")
    address = feed_of(person)
    assert fetch(address).status_code == 200
    end_role(assignment=RoleAssignment.objects.get(user=person), by=lead)
    assert fetch(address).status_code == 404


def test_who_may_not_sign_in_any_more_has_no_feed(lead):
    person = create_person("viewer", "UGA")
    address = feed_of(person)
    person.is_active = False
    person.save()
    assert fetch(address).status_code == 404


def test_a_withdrawn_or_unknown_address_leads_nowhere(lead):
    address = feed_of(lead)
    browser = signed_in(lead)
    assert browser.post("/c/UGA/feed/", {"withdraw": "yes"}).status_code == 302
    assert fetch(address).status_code == 404
    assert fetch("/calendar/guessed.ics").status_code == 404
    assert browser.post("/c/UGA/feed/", {"withdraw": "yes"}).status_code == 404


def test_a_feed_holds_nothing_of_another_country(lead, plan):
    other = create_country("KEN")
    review(plan, lead)
    assert events(fetch(feed_of(other, "KEN")).content) == []


def test_a_program_that_has_the_newest_feed_is_told_so(lead, plan):
    row, address = review(plan, lead), feed_of(lead)
    tag = fetch(address)["ETag"]
    again = fetch(address, **{"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    edit_progress_review(review=row, fields={"title": "New"}, version=row.version, by=lead)
    assert fetch(address, **{"if-none-match": tag}).status_code == 200


def test_the_address_is_told_to_nobody_and_kept_by_no_search_engine(lead):
    answer = fetch(feed_of(lead))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "private" in answer["Cache-Control"]


def test_a_feed_is_fetched_at_a_bounded_pace(lead, settings, monkeypatch):
    settings.RATELIMIT_ENABLE = True
    monkeypatch.setattr(pace, "KEYS", "2/m")
    address = feed_of(lead)
    assert [fetch(address).status_code for _ in range(4)] == [200, 200, 429, 429]


def test_the_feed_is_in_the_language_of_its_person_and_not_of_the_program(lead, plan):
    lead.language = "fr"
    lead.save()
    content = fetch(feed_of(lead), **{"accept-language": "en"}).content.decode()
    assert "X-WR-CALNAME:OpenNAPHS Ouganda" in content


def test_fetching_changes_nothing_and_posting_is_refused(lead, plan):
    address = feed_of(lead)
    before = (FeedKey.objects.count(), AuditEvent.objects.count())
    assert Client().post(address).status_code == 405
    fetch(address)
    assert (FeedKey.objects.count(), AuditEvent.objects.count()) == before


def test_a_feed_asks_the_database_a_bounded_number_of_times(lead, plan, django_assert_max_num_queries):
    for number in range(15):
        review(plan, lead, title=f"Review {number}")
    address = feed_of(lead)
    with django_assert_max_num_queries(14):
        fetch(address)


def test_what_is_reported_is_not_in_the_feed(lead, plan):
    activity = first_activity(plan)
    told = {"status": "in progress", "percent_done": 10, "version": activity.version, "blocked_by": "A secret"}
    report_progress(activity=activity, by=lead, **told)
    assert b"A secret" not in fetch(feed_of(lead)).content
