"""The pages of the register: narrowing it, keeping it, importing into it, and what answers what."""

import datetime
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from opennaphs.actions.recommendations.answer_recommendation import answer_recommendation
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.recommendations.edit_recommendation import edit_recommendation
from opennaphs.actions.recommendations.settle_recommendation import settle_recommendation
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.store.models import AuditEvent, Recommendation
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.date(2020, 1, 1)


@pytest.fixture
def lead():
    return create_country("UGA")


def created(by, text="Train samplers", **about) -> Recommendation:
    fields = {"origin": "jee priority action", "area": "jee-3.D1", "text": text} | about
    return create_recommendation(country="UGA", fields=fields, by=by)


def page_of(name, *args):
    return reverse(name, args=["UGA", *args])


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def listed(client, query="") -> list[str]:
    page = client.get(f"{page_of('recommendations')}?{query}").content.decode()
    return [unescape(one) for one in re.findall(r'<td class="said"><a [^>]*>([^<]*)</a>', page)]


def test_an_empty_register_says_what_it_is_for_and_the_next_step(lead):
    response = signed_in(lead).get(page_of("recommendations"))
    assert "No recommendation yet" in text_of(response)
    assert page_of("recommendations_import").encode() in response.content


def test_the_register_is_narrowed_by_each_of_its_filters(lead):
    client, activity = signed_in(lead), first_activity(create_plan(lead))
    answered = created(lead, "Answered", area="jee-3.P1", owner="Director")
    answer_recommendation(recommendation=answered, activities=[activity.pk], version=1, by=lead)
    created(lead, "Late", due=LONG_AGO, origin="pvs")
    done = created(lead, "Done in time", area="", due=LONG_AGO)
    settle_recommendation(recommendation=done, state="done", version=1, by=lead)
    assert listed(client) == ["Done in time", "Late", "Answered"]
    for query, found in {
        "area=jee-3.P1": ["Answered"],
        "area=none": ["Done in time"],
        "origin=pvs": ["Late"],
        "state=done": ["Done in time"],
        "owner=Director": ["Answered"],
        "owner=none": ["Done in time", "Late"],
        "overdue=on": ["Late"],
        "unanswered=on": ["Late"],
        "text=late": ["Late"],
        "area=jee-3.P1&overdue=on": [],
    }.items():
        assert listed(client, query) == found, query


def test_a_link_to_an_activity_that_was_removed_answers_nothing(lead):
    row, activity = created(lead), first_activity(create_plan(lead))
    answer_recommendation(recommendation=row, activities=[activity.pk], version=1, by=lead)
    type(activity).objects.filter(pk=activity.pk).update(removed=True)
    assert listed(signed_in(lead), "unanswered=on") == ["Train samplers"]


def test_a_long_register_is_shown_in_pages_with_few_questions_to_the_database(lead, django_assert_max_num_queries):
    for number in range(60):
        created(lead, f"Number {number}")
    client = signed_in(lead)
    with django_assert_max_num_queries(12):
        assert len(listed(client)) == 50
    assert len(listed(client, "page=2")) == 10


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_pages_of_writing_open_for_those_who_keep_the_register(lead, role):
    row = created(lead)
    client = signed_in(create_person(role.key, "UGA"))
    expected = 200 if Permission.MANAGE_RECOMMENDATIONS in role.permissions else 403
    pages = [page_of("recommendation_new"), page_of("recommendations_import")]
    pages += [page_of(f"recommendation_{name}", row.pk) for name in ("edit", "answer", "remove")]
    assert {client.get(page).status_code for page in pages} == {expected}
    assert client.get(page_of("recommendation", row.pk)).status_code == 200


def test_a_technical_lead_is_offered_their_area_and_gets_no_other(lead):
    other = created(lead, area="jee-3.P1")
    client = signed_in(create_person("technical-lead", "UGA", "jee-3.D1"))
    options = re.findall(r'<option value="([^"]*)"', client.get(page_of("recommendation_new")).content.decode())
    assert [one for one in options if "." in one] == ["jee-3.D1"]
    posted = {"origin": "spar", "text": "x", "area": "jee-3.P1"}
    assert client.post(page_of("recommendation_new"), posted).status_code == 422
    for name in ("edit", "answer", "remove"):
        assert client.get(page_of(f"recommendation_{name}", other.pk)).status_code == 403
    settle = client.post(page_of("recommendation_settle", other.pk), {"state": "done", "version": 1})
    assert settle.status_code == 403
    assert "Your roles do not let you keep the register in this area" in text_of(
        client.get(page_of("recommendation", other.pk))
    )


def test_a_recommendation_is_entered_and_leaves_its_trace(lead):
    posted = {"origin": "after-action review", "text": "Write it down", "area": "jee-3.R1", "due": "2027-06-30"}
    response = signed_in(lead).post(page_of("recommendation_new"), posted | {"why": "AAR of May"})
    row = Recommendation.objects.get()
    assert response.url == page_of("recommendation", row.pk)
    assert (row.area, row.due, row.state) == ("jee-3.R1", datetime.date(2027, 6, 30), "open")
    assert AuditEvent.objects.get(action="create_recommendation").why == "AAR of May"


def test_a_wrong_recommendation_comes_back_with_the_sentence(lead):
    response = signed_in(lead).post(page_of("recommendation_new"), {"origin": "spar", "text": "x", "date": "June"})
    assert response.status_code == 422
    assert "Write a year, a month or a day" in text_of(response)


def test_two_editors_see_both_versions_and_nothing_is_lost(lead):
    row, client = created(lead, owner="Director"), signed_in(lead)
    edit_recommendation(recommendation=row, fields={"text": "First", "owner": "Registrar"}, version=1, by=lead)
    posted = {"origin": row.origin, "text": "Mine", "area": row.area, "owner": "Director", "version": 1}
    response = client.post(page_of("recommendation_edit", row.pk), posted)
    assert response.status_code == 409
    assert "First" in text_of(response)
    assert "Mine" in text_of(response)
    page = response.content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page))
    assert client.post(page_of("recommendation_edit", row.pk), kept | {"choose-text": "mine"}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.owner) == ("Mine", "Registrar")


def test_activities_are_chosen_from_the_plan_and_area_and_linked(lead):
    row, plan = created(lead), create_plan(lead)
    client = signed_in(lead)
    inside, outside = plan.activities.filter(area="jee-3.D1")[0], plan.activities.filter(area="jee-3.P1")[0]
    page = client.get(page_of("recommendation_answer", row.pk)).content.decode()
    assert f'value="{inside.pk}" id="activity-' in page
    assert f'value="{outside.pk}" id="activity-' not in page
    other = client.get(page_of("recommendation_answer", row.pk) + "?area=jee-3.P1").content.decode()
    assert f'value="{outside.pk}" id="activity-' in other
    response = client.post(
        page_of("recommendation_answer", row.pk), {"activity": [inside.pk, outside.pk], "version": 1}
    )
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.answered_by == sorted([inside.pk, outside.pk])
    shown = client.get(page_of("recommendation_answer", row.pk)).content.decode()
    assert len(re.findall(r" checked", shown)) == 2


def test_an_activity_of_another_country_is_refused(lead):
    row = created(lead)
    foreign = first_activity(create_plan(create_country("KEN"), "KEN"))
    response = signed_in(lead).post(page_of("recommendation_answer", row.pk), {"activity": foreign.pk, "version": 1})
    assert response.status_code == 422
    assert "no plan of this country" in text_of(response)


def test_the_second_to_link_keeps_their_ticks_and_sees_what_was_linked(lead):
    row, plan = created(lead), create_plan(lead)
    first, second = plan.activities.filter(area="jee-3.D1")[:2]
    answer_recommendation(recommendation=row, activities=[first.pk], version=1, by=lead)
    response = signed_in(lead).post(page_of("recommendation_answer", row.pk), {"activity": second.pk, "version": 1})
    assert response.status_code == 409
    page = response.content.decode()
    assert f'value="{second.pk}" id="activity-{second.pk}" checked' in page
    assert "linked now" in page
    row.refresh_from_db()
    assert row.answered_by == [first.pk]


def test_rejecting_needs_a_reason_which_then_stands_in_the_register(lead):
    row, client = created(lead), signed_in(lead)
    settle = page_of("recommendation_settle", row.pk)
    response = client.post(settle, {"state": "rejected", "version": 1, "why": ""})
    assert response.status_code == 422
    assert "Say why it is rejected" in text_of(response)
    assert client.post(settle, {"state": "rejected", "version": 1, "why": "Not ours"}).status_code == 302
    assert "rejected Not ours" in text_of(client.get(page_of("recommendation", row.pk)))
    assert client.post(settle, {"state": "open", "version": 1}).status_code == 409


def test_a_removed_recommendation_is_gone(lead):
    row, client = created(lead), signed_in(lead)
    remove = page_of("recommendation_remove", row.pk)
    assert client.post(remove, {"version": 1, "why": ""}).status_code == 422
    assert client.post(remove, {"version": 1, "why": "Twice"}).status_code == 302
    assert client.get(page_of("recommendation", row.pk)).status_code == 404
    assert listed(client) == []


def test_what_answers_what_is_told_by_area_for_one_plan(lead):
    plan = create_plan(lead)
    answered, waiting = created(lead, "Answered one"), created(lead, "Waiting one", area="jee-3.P1")
    created(lead, "Without area", area="")
    activity = plan.activities.filter(area="jee-3.D1")[0]
    answer_recommendation(recommendation=answered, activities=[activity.pk], version=1, by=lead)
    client = signed_in(lead)
    response = client.get(page_of("recommendations_coverage"))
    text, all_of_d1 = text_of(response), plan.activities.filter(area="jee-3.D1").count()
    assert re.search(rf"D1 [^0-9]* 1 0 0 {all_of_d1} {all_of_d1 - 1} ", text)
    assert f"R{waiting.pk} Waiting one" in text
    assert f"R{answered.pk} Answered one" not in text
    narrowed = text_of(client.get(page_of("recommendations_coverage") + "?area="))
    assert "Without area" in narrowed
    assert "Waiting one" not in narrowed


def test_a_disagreement_of_state_and_links_is_said(lead):
    plan = create_plan(lead)
    row, activity = created(lead), first_activity(plan)
    answer_recommendation(recommendation=row, activities=[activity.pk], version=1, by=lead)
    settle_recommendation(
        recommendation=Recommendation.objects.get(), state="rejected", version=2, why="Not ours", by=lead
    )
    assert "Rejected recommendations that activities still answer" in text_of(
        signed_in(lead).get(page_of("recommendations_coverage"))
    )


def test_the_register_goes_away_as_csv_as_far_as_it_is_narrowed(lead):
    created(lead, "=1+1", origin="pvs")
    created(lead, "Other")
    content = signed_in(lead).get(page_of("recommendations_csv") + "?origin=pvs").content.decode("utf-8-sig")
    assert content.splitlines()[0].startswith("id,origin,title,date,area,text")
    assert "'=1+1" in content
    assert "Other" not in content


# --- import -----------------------------------------------------------------------------------------------------------


def upload(*lines: str) -> SimpleUploadedFile:
    head = "origin,title,date,area,text,owner,due\n"
    return SimpleUploadedFile("r.csv", (head + "".join(f"{line}\n" for line in lines)).encode())


def test_a_table_is_previewed_and_then_taken(lead):
    created(lead, "Known already")
    client = signed_in(lead)
    file = upload("jee,,,D1,Known already,,", "aar,Cholera,2025,D1,A new one,Director,2027-06-30")
    preview = client.post(page_of("recommendations_import"), {"file": file})
    text = text_of(client.get(preview.url))
    assert "New 1 In the register already 1" in text
    assert Recommendation.objects.count() == 1
    assert client.post(preview.url).status_code == 302
    assert listed(client) == ["Known already", "A new one"]
    assert client.post(preview.url).status_code == 410


def test_a_refused_table_says_where_and_nothing_is_written(lead):
    response = signed_in(lead).post(page_of("recommendations_import"), {"file": upload("gossip,,,,x,,")})
    assert response.status_code == 422
    assert "r.csv, row 2, column origin" in text_of(response)
    assert not Recommendation.objects.exists()


def test_a_technical_lead_cannot_import_into_another_area(lead):
    client = signed_in(create_person("technical-lead", "UGA", "jee-3.D1"))
    assert client.post(page_of("recommendations_import"), {"file": upload("jee,,,P1,x,,")}).status_code == 403
    assert client.post(page_of("recommendations_import"), {"file": upload("jee,,,D1,x,,")}).status_code == 302


def test_the_empty_table_can_be_downloaded(lead):
    response = signed_in(lead).get(page_of("recommendations_template"))
    assert response.content.startswith(b"PK")
