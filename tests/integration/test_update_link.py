"""The page behind an update link: one minute an activity, without signing in, and nothing for anybody else."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.following.withdraw_update_link import withdraw_update_link
from opennaphs.actions.people.end_role import end_role
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.records import Blocker
from opennaphs.store.models import AuditEvent, PlanRecord, ProgressUpdateRecord, UpdateLink
from opennaphs.web import pace
from opennaphs.web.progress import letters
from tests.following import day, let_run, link_of
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db

D1, P1 = "jee-3.D1", "jee-3.P1"
MOST_BYTES = 40_000


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def rows(plan, lead):
    return [let_run(row, lead) for row in plan.activities.filter(area=D1)[:3]]


@pytest.fixture
def person():
    return create_person("technical-lead", "UGA", D1, name="Amina")


@pytest.fixture
def address(plan, person, lead, rows):
    return link_of(plan, person, lead)


@pytest.fixture
def phone():
    return Client(enforce_csrf_checks=False)


def shown(response):
    return [card.row.number for card in response.context["cards"]]


def filled(response, **changes):
    """Give what a browser posts from the whole page, with changes by field."""
    posted = {}
    for card in response.context["cards"]:
        for name in card.form.fields:
            value = card.form[name].value()
            posted[card.form.add_prefix(name)] = "" if value is None else str(value)
    return posted | changes


def text(response):
    return response.content.decode()


# --- looking ------------------------------------------------------------------------------------------------------


def test_the_page_shows_ones_own_activities_that_should_be_running(phone, address, plan, rows, lead):
    other = let_run(plan.activities.filter(area=P1)[0], lead)
    to_come = plan.activities.filter(area=D1)[3]
    let_run(to_come, lead, 30, 60)
    page = phone.get(address)
    assert page.status_code == 200
    assert set(shown(page)) == {row.number for row in rows}
    assert other.number not in text(page)
    assert "Amina" in text(page)
    assert not ProgressUpdateRecord.objects.exists()


def test_the_late_come_first_then_the_silent_and_what_was_updated_today_goes_to_the_end(phone, address, plan, lead):
    first, second, third = plan.activities.filter(area=D1)[:3]
    let_run(third, lead, -200, -70)
    report_progress(
        activity=second, status=ActivityStatus.IN_PROGRESS, percent_done=5, version=None, on=day(-3), by=lead
    )
    page = phone.get(address)
    assert shown(page) == [third.number, first.number, second.number]
    report_progress(activity=third, status=ActivityStatus.IN_PROGRESS, percent_done=5, version=None, by=lead)
    page = phone.get(address)
    assert shown(page) == [first.number, second.number]
    assert [card.row.number for card in page.context["done"]] == [third.number]


def test_a_page_of_many_activities_is_light_and_says_how_many_more_there_are(phone, plan, lead):
    secretariat = create_person("secretariat-member", "UGA")
    everything = [let_run(row, lead) for row in plan.activities.all()]
    assert len(everything) > 12
    address = link_of(plan, secretariat, lead)
    page = phone.get(address)
    assert len(page.context["cards"]) == 12
    assert page.context["hidden"] == len(everything) - 12
    assert len(page.content) < MOST_BYTES
    assert len(phone.get(f"{address}?all=1").context["cards"]) == len(everything)


def test_looking_asks_the_database_a_bounded_number_of_questions(phone, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        phone.get(address)


# --- saying -------------------------------------------------------------------------------------------------------


def test_nothing_changed_is_one_tap_and_an_update_of_today(phone, address, rows, lead):
    told = {"status": ActivityStatus.IN_PROGRESS, "percent_done": 40, "blocker": Blocker.STAFF, "next_step": "Hire"}
    report_progress(activity=rows[0], version=None, on=day(-20), evidence="Minutes 4", by=lead, **told)
    assert phone.post(address, {"same": rows[0].pk}).status_code == 302
    latest = rows[0].progress_updates.first()
    assert (latest.on, latest.status, latest.percent_done) == (day(), "in progress", 40)
    assert (latest.blocker, latest.next_step, latest.evidence) == ("no staff", "Hire", "Minutes 4")
    assert (latest.way, str(latest.author), latest.by) == ("link", "Amina", "Amina")


def test_all_that_was_changed_is_saved_at_once_without_scripts(phone, address, rows):
    page = phone.get(address)
    first, second, untouched = (f"a{row.pk}" for row in rows)
    changes = {
        f"{first}-status": "in progress", f"{first}-percent_done": "0", f"{first}-blocker": "procurement",
        f"{first}-blocked_by": "No bids", f"{first}-next_step": "Tender again", f"{second}-status": "on hold",
    }  # fmt: skip
    response = phone.post(address, filled(page, save="all", **changes), follow=True)
    assert "2 updates are kept" in text(response)
    one = rows[0].progress_updates.get()
    assert (one.percent_done, one.blocker, one.blocked_by, one.next_step) == (
        0,
        "procurement",
        "No bids",
        "Tender again",
    )
    assert rows[1].progress_updates.get().percent_done is None
    assert not rows[2].progress_updates.exists(), untouched
    assert AuditEvent.objects.filter(action="report_progress", by_name="Amina").count() == 4


def test_saving_a_page_nobody_changed_says_so(phone, address):
    response = phone.post(address, filled(phone.get(address), save="all"), follow=True)
    assert "Nothing was changed on this page" in text(response)
    assert not ProgressUpdateRecord.objects.exists()


def test_one_card_is_saved_in_place(phone, address, rows):
    posted = filled(phone.get(address), save=str(rows[0].pk), **{f"a{rows[0].pk}-status": "in progress"})
    response = phone.post(address, posted, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in text(response)
    assert "in progress" in text(response)
    assert ProgressUpdateRecord.objects.count() == 1


def test_completed_means_all_of_it(phone, address, rows):
    posted = filled(phone.get(address), save="all", **{f"a{rows[0].pk}-status": "completed"})
    phone.post(address, posted)
    assert rows[0].progress_updates.get().percent_done == 100


@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_stands_on_its_card_with_all_that_was_written_and_the_rest_is_kept(phone, address, rows, htmx):
    first, second = (f"a{row.pk}" for row in rows[:2])
    changes = {f"{first}-percent_done": "140", f"{first}-next_step": "Sign", f"{second}-status": "on hold"}
    posted = filled(phone.get(address), save=str(rows[0].pk) if htmx else "all", **changes)
    response = phone.post(address, posted, headers={"HX-Request": "true"} if htmx else {})
    assert response.status_code == 422
    assert "140" in text(response)
    assert "Sign" in text(response)
    assert not rows[0].progress_updates.exists()
    assert rows[1].progress_updates.exists() is not htmx


def test_two_people_at_once_nothing_is_lost_and_the_second_says_it_again(phone, address, rows, lead):
    page = phone.get(address)
    report_progress(activity=rows[0], status=ActivityStatus.IN_PROGRESS, percent_done=70, version=None, by=lead)
    posted = filled(page, save="all", **{f"a{rows[0].pk}-status": "on hold", f"a{rows[0].pk}-next_step": "Wait"})
    response = phone.post(address, posted)
    assert response.status_code == 422
    assert "Lead of UGA changed this meanwhile: now in progress, 70 %" in text(response)
    assert "Wait" in text(response)
    assert rows[0].progress_updates.count() == 1
    again = phone.post(address, filled(response, save=str(rows[0].pk)))
    assert again.status_code == 302
    assert rows[0].progress_updates.first().next_step == "Wait"


def test_activities_of_others_cannot_be_posted(phone, address, plan, lead):
    other = let_run(plan.activities.filter(area=P1)[0], lead)
    for posted in (
        {"same": other.pk},
        {"save": other.pk, f"a{other.pk}-status": "completed", f"a{other.pk}-version": "2"},
    ):
        phone.post(address, posted)
    assert not ProgressUpdateRecord.objects.exists()


def test_forms_from_elsewhere_are_refused(address, rows):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"same": rows[0].pk}).status_code == 403
    strict.get(address)
    token = strict.cookies["csrftoken"].value
    assert strict.post(address, {"same": rows[0].pk, "csrfmiddlewaretoken": token}).status_code == 302


# --- the key ------------------------------------------------------------------------------------------------------


def test_every_key_that_opens_nothing_looks_the_same(phone, plan, person, lead, rows):
    def plain(response) -> str:
        return re.sub(r"/update/[^/\"]+/|csrfmiddlewaretoken\" value=\"\w+|CSRFToken\": \"\w+", "", text(response))

    unknown = plain(phone.get("/update/abc/"))

    def same(address: str) -> bool:
        get, post = phone.get(address), phone.post(address, {"same": rows[0].pk})
        assert get.status_code == post.status_code == phone.get("/update/abc/").status_code == 404
        return plain(get) == unknown

    old = link_of(plan, person, lead)
    expired = link_of(plan, person, lead)
    assert same(old)
    UpdateLink.objects.update(expires_at=timezone.now())
    assert same(expired)
    withdrawn = link_of(plan, person, lead)
    withdraw_update_link(link=UpdateLink.objects.get(withdrawn_at=None), by=lead)
    assert same(withdrawn)
    of_a_role_that_ended = link_of(plan, person, lead)
    assert phone.get(of_a_role_that_ended).status_code == 200
    end_role(assignment=person.role_assignments.get(), why="left", by=lead)
    assert same(of_a_role_that_ended)
    assert "Amina" not in unknown
    assert not ProgressUpdateRecord.objects.exists()


def test_an_area_taken_away_is_gone_from_the_page_at_once(phone, plan, person, lead, rows):
    of_both = create_person("technical-lead", "UGA", D1)
    of_both.role_assignments.create(user=of_both, role="technical-lead", country="UGA", area=P1)
    address = link_of(plan, of_both, lead)
    other = let_run(plan.activities.filter(area=P1)[0], lead)
    assert other.number in shown(phone.get(address))
    end_role(assignment=of_both.role_assignments.get(area=P1), why="x", by=lead)
    assert other.number not in shown(phone.get(address))
    phone.post(address, {"same": other.pk})
    assert not other.progress_updates.exists()


def test_who_looks_while_signed_in_as_somebody_else_reports_as_the_person_of_the_link(lead, address, rows):
    signed_in(lead).post(address, {"same": rows[0].pk})
    assert rows[0].progress_updates.get().by == "Amina"


def test_the_address_is_neither_stored_nor_passed_on(phone, address):
    response = phone.get(address)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_a_link_is_asked_for_often_but_not_without_end(phone, address, settings, monkeypatch):
    settings.RATELIMIT_ENABLE = True
    monkeypatch.setattr(pace, "KEYS", "3/m")
    assert [phone.get(address).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_a_plan_that_is_closed_says_so(phone, address, plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state="closed")
    response = phone.get(address)
    assert response.status_code == 422
    assert "closed" in text(response)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_page_opens_in_other_languages_and_saves_there(address, rows, language):
    phone = Client(headers={"accept-language": language})
    page = phone.get(address)
    assert len(page.content) < MOST_BYTES * 1.5
    phone.post(address, filled(page, save="all", **{f"a{rows[0].pk}-percent_done": "35"}))
    assert rows[0].progress_updates.get().percent_done == 35


def test_words_people_wrote_are_no_code(phone, address, rows, lead):
    edit_activity(activity=rows[0], fields={"text": "<script>alert(1)</script>"}, version=2, by=lead)
    posted = filled(phone.get(address), save="all", **{f"a{rows[0].pk}-next_step": '"><script>x</script>'})
    phone.post(address, posted)
    rows[0].progress_updates.update(on=day(-1))
    assert "<script>" not in text(phone.get(address)).partition("<main")[2].partition("</main>")[0]


# --- sending ------------------------------------------------------------------------------------------------------


def links_page(plan, rest=""):
    return f"/c/UGA/plans/{plan.pk}/progress/links/{rest}"


def test_the_secretariat_sends_everybody_a_link_of_their_own(lead, plan, person, rows, phone):
    second = create_person("contributor", "UGA", P1)
    browser = signed_in(lead)
    form = browser.get(links_page(plan, "send/")).context["form"]
    assert set(form.initial["people"]) == {person.pk, second.pk}
    response = browser.post(links_page(plan, "send/"), {"people": [person.pk, second.pk]})
    assert response.status_code == 200
    assert sorted(one.to[0] for one in mail.outbox) == sorted([person.email, second.email])
    [letter] = [one for one in mail.outbox if one.to == [person.email]]
    address = next(word for word in letter.body.split() if "/update/" in word)
    assert phone.get(address.removeprefix("http://testserver")).status_code == 200
    assert "/update/" not in text(response)
    assert "no-store" in response["Cache-Control"]


def test_a_letter_that_fails_shows_its_link_once(lead, plan, person, rows, monkeypatch):
    class Broken:
        def send_messages(self, _letters):
            raise OSError

    monkeypatch.setattr(letters, "get_connection", Broken)
    response = signed_in(lead).post(links_page(plan, "send/"), {"people": [person.pk]})
    assert "/update/" in text(response)
    assert "letter failed" in text(response)
    assert "/update/" not in text(signed_in(lead).get(links_page(plan)))


def test_the_list_says_who_used_a_link_and_when_and_takes_one_back(lead, plan, person, rows, phone):
    address = link_of(plan, person, lead)
    browser = signed_in(lead)
    assert [(one.state, one.link.used_at) for one in browser.get(links_page(plan)).context["lines"]] == [("open", None)]
    phone.post(address, {"same": rows[0].pk})
    [line] = browser.get(links_page(plan)).context["lines"]
    assert line.link.used_at is not None
    assert browser.post(links_page(plan, f"{line.link.pk}/withdraw/")).status_code == 302
    assert browser.get(links_page(plan)).context["lines"][0].state == "withdrawn"
    assert phone.get(address).status_code == 404


def test_links_are_sent_by_who_leads_the_follow_up_to_people_of_the_plan(plan, person, rows, lead):
    for role in ("technical-lead", "viewer", "finance-officer", "partner"):
        assert signed_in(create_person(role, "UGA", D1)).get(links_page(plan)).status_code == 403
        assert signed_in(create_person(role, "UGA", D1)).post(links_page(plan, "send/"), {}).status_code == 403
    stranger = create_person("viewer", "UGA")
    assert signed_in(lead).post(links_page(plan, "send/"), {"people": [stranger.pk]}).status_code == 422
    assert signed_in(lead).post(links_page(plan, "send/"), {}).status_code == 422
    assert not UpdateLink.objects.exists()
