"""People talk about a plan where the plan is: they ask, answer, settle, and find what speaks to them."""

import pytest
from django.core import mail

from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.talk.add_comment import LONGEST, add_comment
from opennaphs.actions.talk.audience import named_in, people_of
from opennaphs.actions.talk.settle_comment import settle_comment
from opennaphs.actions.talk.withdraw_comment import withdraw_comment
from opennaphs.authorization.judge import NotAllowed, countries_of
from opennaphs.authorization.roles import CONTRIBUTOR, PARTNER, REVIEWER, ROLES, VIEWER
from opennaphs.domain.errors import NaphsError
from opennaphs.store.comments import unsettled_by_activity, unsettled_by_area
from opennaphs.store.models import AuditEvent, Comment, Mention, RoleAssignment
from opennaphs.web.talk.letters import send_letters
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def _address(plan, activity=None):
    url = f"/c/{plan.country}/plans/{plan.pk}/talk/"
    return url if activity is None else f"{url}?activity={activity.pk}"


# --- speaking -----------------------------------------------------------------------------------------------------


def test_a_comment_stands_on_the_page_and_in_the_history(lead, plan):
    browser = signed_in(lead)
    response = browser.post(_address(plan), {"text": "Who pays for the second year?"})
    assert response.status_code == 302
    assert "Who pays for the second year?" in browser.get(_address(plan)).content.decode()
    assert AuditEvent.objects.filter(action="add_comment", by_name=str(lead)).count() == 1


def test_talk_of_an_activity_is_apart_from_that_of_the_plan(lead, plan):
    activity = first_activity(plan)
    signed_in(lead).post(_address(plan, activity), {"text": "Only of this activity"})
    assert "Only of this activity" in signed_in(lead).get(_address(plan, activity)).content.decode()
    page = signed_in(lead).get(_address(plan)).content.decode()
    assert "Only of this activity" not in page
    assert activity.number in page  # it is named among the activities with open comments


def test_what_people_write_is_text_and_never_becomes_part_of_the_page(lead, plan):
    add_comment(plan=plan, text="<script>alert(1)</script> https://evil.example", by=lead)
    page = signed_in(lead).get(_address(plan)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="https://evil.example' not in page


@pytest.mark.parametrize("text", ["", "   \n ", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused_and_nothing_is_kept(lead, plan, text):
    assert signed_in(lead).post(_address(plan), {"text": text}).status_code == 422
    with pytest.raises(NaphsError):
        add_comment(plan=plan, text=text, by=lead)
    assert not Comment.objects.exists()


def test_what_was_written_is_still_there_when_a_comment_is_refused(lead, plan):
    page = signed_in(lead).post(_address(plan), {"text": "keep me", "people": ["99999"]})
    assert page.status_code == 422
    assert "keep me" in page.content.decode()


@pytest.mark.parametrize("role", [CONTRIBUTOR, PARTNER, REVIEWER])
def test_everybody_who_works_on_the_plan_may_speak(plan, role):
    person = create_person(role.key, "UGA")
    assert signed_in(person).post(_address(plan), {"text": "Yes"}).status_code == 302


def test_a_viewer_reads_but_does_not_speak(lead, plan):
    comment = add_comment(plan=plan, text="Hello", by=lead)
    browser = signed_in(create_person(VIEWER.key, "UGA"))
    page = browser.get(_address(plan)).content.decode()
    assert "Hello" in page
    assert "Add comment" not in page
    assert "Your role lets you read this talk" in page
    for address in (_address(plan), f"{_address(plan)}{comment.pk}/settle/", f"{_address(plan)}{comment.pk}/reopen/"):
        assert browser.post(address, {"text": "No"}).status_code == 403
    assert Comment.objects.get().settled_at is None


def test_a_comment_cannot_be_put_under_an_activity_of_another_plan(lead, plan):
    other = create_plan(lead, title="Other")
    assert signed_in(lead).post(_address(plan, first_activity(other)), {"text": "x"}).status_code == 404
    with pytest.raises(NaphsError):
        add_comment(plan=plan, activity=first_activity(other), text="x", by=lead)


def test_a_comment_of_another_country_does_not_exist(lead, plan):
    kenyan = create_country("KEN")
    comment = add_comment(plan=plan, text="Ours", by=lead)
    own_plan = create_plan(kenyan, "KEN")
    for address in (f"/c/KEN/plans/{plan.pk}/talk/{comment.pk}/settle/", f"{_address(own_plan)}{comment.pk}/settle/"):
        assert signed_in(kenyan).post(address).status_code == 404
    assert Comment.objects.get().settled_at is None


@pytest.mark.parametrize("wanted", ["x", "-1", "²", "1.5"])
def test_an_address_that_names_no_activity_finds_nothing(lead, plan, wanted):
    assert signed_in(lead).get(_address(plan), {"activity": wanted}).status_code == 404


def test_with_scripts_only_the_talk_is_sent_back(lead, plan):
    response = signed_in(lead).post(_address(plan), {"text": "Quick"}, headers={"hx-request": "true"})
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert b"Quick" in response.content


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_after_speaking_nobody_is_sent_to_another_site(lead, plan, there):
    response = signed_in(lead).post(_address(plan), {"text": "x", "next": there})
    assert response.url.startswith("/c/UGA/")


def test_after_speaking_one_is_back_on_the_page_one_came_from(lead, plan):
    assert signed_in(lead).post(_address(plan), {"text": "x", "next": "/c/UGA/people/"}).url == "/c/UGA/people/#talk"


def test_a_long_talk_costs_no_more_queries_than_a_short_one(lead, plan, django_assert_max_num_queries):
    friend = create_person(CONTRIBUTOR.key, "UGA")
    for number in range(60):
        add_comment(plan=plan, text=f"Comment number {number}.", mentioned=[friend], by=lead)
    browser = signed_in(lead)
    with django_assert_max_num_queries(20):
        page = browser.get(_address(plan)).content.decode()
    assert "Comment number 59." in page  # the newest are shown first
    assert "Comment number 0." not in page
    assert "Comment number 0." in signed_in(lead).get(_address(plan), {"page": 1}).content.decode()


# --- settling, withdrawing ------------------------------------------------------------------------------------------


def test_a_comment_is_settled_and_opened_again(lead, plan):
    comment = add_comment(plan=plan, text="Please add a cost.", by=lead)
    other = create_person(CONTRIBUTOR.key, "UGA", name="Okello")
    signed_in(other).post(f"{_address(plan)}{comment.pk}/settle/")
    assert Comment.objects.get().settled_by == "Okello"
    settle_comment(comment=comment, by=lead)  # a second time changes nothing
    assert Comment.objects.get().settled_by == "Okello"
    signed_in(lead).post(f"{_address(plan)}{comment.pk}/reopen/")
    assert Comment.objects.get().settled_at is None
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions.count("settle_comment") == actions.count("reopen_comment") == 1


def test_only_the_author_withdraws_a_comment(lead, plan):
    comment = add_comment(plan=plan, text="Said too early", by=lead)
    other = create_person(CONTRIBUTOR.key, "UGA")
    with pytest.raises(NotAllowed):
        withdraw_comment(comment=comment, by=other)
    assert signed_in(other).post(f"{_address(plan)}{comment.pk}/withdraw/").status_code == 403
    signed_in(lead).post(f"{_address(plan)}{comment.pk}/withdraw/")
    page = signed_in(other).get(_address(plan)).content.decode()
    assert "Said too early" not in page
    assert "Withdrawn by its author." in page


def test_a_withdrawn_comment_cannot_be_settled(lead, plan):
    comment = add_comment(plan=plan, text="x", by=lead)
    withdraw_comment(comment=comment, by=lead)
    assert signed_in(lead).post(f"{_address(plan)}{comment.pk}/settle/").status_code == 410


def test_open_comments_are_counted_by_area_and_activity(lead, plan):
    activity = first_activity(plan)
    about_plan = add_comment(plan=plan, text="a", by=lead)
    add_comment(plan=plan, activity=activity, text="b", by=lead)
    add_comment(plan=plan, activity=activity, text="c", by=lead)
    withdraw_comment(comment=add_comment(plan=plan, activity=activity, text="d", by=lead), by=lead)
    assert unsettled_by_area(plan) == {"": 1, activity.area: 2}
    assert unsettled_by_activity(plan) == {activity.pk: 2}
    settle_comment(comment=about_plan, by=lead)
    assert unsettled_by_area(plan) == {activity.area: 2}


# --- speaking to somebody ---------------------------------------------------------------------------------------------


def test_a_name_after_an_at_sign_is_a_mention(lead, plan):
    amina = create_person(CONTRIBUTOR.key, "UGA", name="Amina Okot")
    signed_in(lead).post(_address(plan), {"text": "@amina okot, is this right?"})
    assert Mention.objects.get().user == amina


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Ana please", ["Ana"]),
        ("@Ana Maria please", ["Ana Maria"]),
        ("@Anabel please", []),
        ("mail ana@Ana.org", []),
        ("(@Ana, @Ana Maria)", ["Ana", "Ana Maria"]),
        ("@", []),
        ("Ana", []),
    ],
)
def test_of_names_that_fit_the_longest_whole_one_is_meant(text, meant):
    people = [create_person(name=name) for name in ("Ana", "Ana Maria")]
    assert sorted(one.name for one in named_in(text, people)) == meant


def test_people_can_be_chosen_from_a_list_and_nobody_mentions_themselves(lead, plan):
    amina = create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    signed_in(lead).post(_address(plan), {"text": f"@{lead.name} @Amina", "people": [str(amina.pk)]})
    assert [one.user for one in Mention.objects.all()] == [amina]


def test_somebody_without_a_role_here_cannot_be_mentioned(lead, plan):
    stranger = create_person(CONTRIBUTOR.key, "KEN", name="Wanjiru")
    with pytest.raises(NaphsError, match="no role in this country"):
        add_comment(plan=plan, text="Hello", mentioned=[stranger], by=lead)
    assert signed_in(lead).post(_address(plan), {"text": "x", "people": [str(stranger.pk)]}).status_code == 422
    add_comment(plan=plan, text="@Wanjiru", by=lead)
    assert not Mention.objects.exists()


@pytest.mark.parametrize("role", ROLES)
def test_the_people_of_a_country_are_those_who_may_see_it(lead, role):
    person = create_person(role, "UGA")
    assert (person in people_of("UGA")) == ("UGA" in countries_of(person))


def test_a_mention_is_found_in_all_my_countries_until_it_is_seen(lead, plan):
    kenyan = create_country("KEN")
    amina = create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    RoleAssignment.objects.create(user=amina, role=VIEWER.key, country="KEN")
    add_comment(plan=plan, text="@Amina from Uganda", by=lead)
    add_comment(plan=create_plan(kenyan, "KEN"), text="@Amina from Kenya", by=kenyan)
    browser = signed_in(amina)
    page = browser.get("/mentions/").content.decode()
    assert "from Uganda" in page
    assert "from Kenya" in page
    chosen = list(Mention.objects.values_list("pk", flat=True))
    assert browser.post("/mentions/seen/", {"mention": chosen}).status_code == 302
    assert not Mention.objects.filter(seen_at=None).exists()
    assert AuditEvent.objects.filter(action="see_mentions").count() == 2


def test_a_mention_of_a_country_one_has_left_is_not_shown(lead, plan):
    amina = create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    add_comment(plan=plan, text="@Amina secret of Uganda", by=lead)
    end_role(assignment=amina.role_assignments.get(), by=lead)
    browser = signed_in(amina)
    assert "secret of Uganda" not in browser.get("/mentions/").content.decode()
    browser.post("/mentions/seen/", {"mention": [Mention.objects.get().pk]})
    assert Mention.objects.get().seen_at is None


def test_nobody_marks_the_mentions_of_others_as_seen(lead, plan):
    create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    add_comment(plan=plan, text="@Amina", by=lead)
    signed_in(lead).post("/mentions/seen/", {"mention": [Mention.objects.get().pk, "x", ""]})
    assert Mention.objects.get().seen_at is None


def test_mentions_ask_for_signing_in(client):
    assert client.get("/mentions/").status_code == 302


# --- letters ----------------------------------------------------------------------------------------------------------


def test_one_letter_for_a_person_says_who_and_where_but_never_what(lead, plan, django_capture_on_commit_callbacks):
    amina = create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(lead).post(_address(plan), {"text": "@Amina @Amina the minister is ill", "people": [str(amina.pk)]})
    (letter,) = mail.outbox
    assert letter.to == [amina.email]
    assert str(lead) in letter.subject
    assert "http://testserver/mentions/" in letter.body
    assert "minister" not in letter.subject + letter.body


def test_a_name_with_a_line_break_does_not_add_lines_to_the_head_of_a_letter(lead, plan):
    create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    lead.name = "Lead\nBcc: all@example.org"
    comment = add_comment(plan=plan, text="@Amina", by=lead)
    send_letters.call(comment.pk, "http://x/")
    assert "\n" not in mail.outbox[0].subject


def test_a_letter_that_cannot_be_sent_loses_nothing(lead, plan, monkeypatch):
    def broken(*_args, **_kwargs):
        raise OSError("no route")

    monkeypatch.setattr("opennaphs.web.talk.letters.get_connection", broken)
    create_person(CONTRIBUTOR.key, "UGA", name="Amina")
    assert signed_in(lead).post(_address(plan), {"text": "@Amina"}).status_code == 302
    assert Mention.objects.count() == 1
