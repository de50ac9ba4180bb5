"""A program works with a country through the API: it reads what the workbench holds, and writes by the same rules."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from opennaphs.actions.people.create_key import create_key
from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.store.models import ActivityRecord, AuditEvent, PlanRecord, ProgramKey, Recommendation
from opennaphs.store.plans import document_of
from tests.costed_plans import create_costed_plan, with_lines
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db
UGA = "/api/v1/countries/UGA"


def program(person, *countries: str, read_only: bool = False) -> Client:
    made = create_key(name="laptop", countries=countries or ("UGA",), read_only=read_only, by=person)
    return Client(headers={"authorization": f"Bearer {made.secret}"})


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


# --- reading ------------------------------------------------------------------------------------------------------


def test_a_list_holds_what_the_database_holds_and_says_how_long_it_is(lead, plan):
    answer = program(lead).get(f"{UGA}/plans/{plan.pk}/activities?page_size=1000")
    found = answer.json()
    rows = ActivityRecord.objects.filter(plan=plan, removed=False)
    assert found["count"] == len(found["results"]) == rows.count() == int(answer["X-Total-Count"])
    assert [one["id"] for one in found["results"]] == [row.pk for row in rows]
    assert [one["text"] for one in found["results"]] == [row.text for row in rows]


def test_the_same_list_as_a_table_has_as_many_rows_and_the_same_columns(lead, plan):
    client = program(lead)
    listed = client.get(f"{UGA}/plans/{plan.pk}/activities?area=jee-3.D1&page_size=1000").json()
    answer = client.get(f"{UGA}/plans/{plan.pk}/activities?area=jee-3.D1&format=csv")
    table = rows_of(answer)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert int(answer["X-Total-Count"]) == len(table) == listed["count"] > 0
    assert list(table[0]) == list(listed["results"][0])
    assert [row["number"] for row in table] == [one["number"] for one in listed["results"]]


def test_a_table_can_also_be_asked_for_by_its_type(lead, plan):
    answer = program(lead).get(f"{UGA}/plans", headers={"accept": "text/csv"})
    assert [row["title"] for row in rows_of(answer)] == [plan.title]


def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(lead):
    for text in ("=1+1", "@SUM(A1)", "+cmd", "-2+3", "\tx=1", "a harmless one"):
        create_recommendation(country="UGA", fields={"origin": "spar", "text": text, "owner": "-1"}, by=lead)
    table = rows_of(program(lead).get(f"{UGA}/recommendations?format=csv"))
    assert all(row["text"][0] == "'" or row["text"] == "a harmless one" for row in table if row["text"] != "x=1")
    assert not any(row["text"].startswith(tuple("=+-@\t")) for row in table)


def test_long_lists_come_in_pages(lead, plan):
    client = program(lead)
    first = client.get(f"{UGA}/plans/{plan.pk}/activities?page_size=2").json()
    second = client.get(first["next"]).json()
    assert len(first["results"]) == 2
    assert first["results"][-1]["position"] < second["results"][0]["position"]
    assert client.get(f"{UGA}/plans/{plan.pk}/activities?page=999").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["aera=jee-3.D1", "ordering=colour", "page_size=0", "page_size=x", "first_year=soon", "cost__isnull=perhaps"],
)
def test_a_word_in_the_address_that_cannot_be_is_refused_and_not_ignored(lead, plan, query):
    answer = program(lead).get(f"{UGA}/plans/{plan.pk}/activities?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["problems"][0]["place"] == query.partition("=")[0]


def test_lists_are_ordered_and_what_has_no_value_stands_last(lead, plan):
    client = program(lead)
    years = [one["text"] for one in client.get(f"{UGA}/plans/{plan.pk}/activities?ordering=-text").json()["results"]]
    assert years == sorted(years, reverse=True)
    for due in (None, "2027-05-01", "2026-05-01"):
        body = {"origin": "spar", "text": "Do", "due": due}
        assert client.post(f"{UGA}/recommendations", body, "application/json").status_code == 201
    listed = client.get(f"{UGA}/recommendations?ordering=-due").json()["results"]
    assert [one["due"] for one in listed] == ["2027-05-01", "2026-05-01", None]


def test_the_plan_document_is_the_plan(lead, plan):
    answer = program(lead).get(f"{UGA}/plans/{plan.pk}/document")
    assert answer.json() == json.loads(json.dumps(document_of(plan)))
    assert ".naphs.json" in answer["Content-Disposition"]


def test_a_plan_document_can_be_kept_as_a_new_plan(lead, plan):
    client = program(lead)
    document = client.get(f"{UGA}/plans/{plan.pk}/document").json()
    body = {"title": "Copy", "kind": "operational", "document": document}
    answer = client.post(f"{UGA}/plans", body, "application/json")
    assert answer.status_code == 201, answer.content
    copy = client.get(f"{UGA}/plans/{answer.json()['id']}/document").json()
    assert copy == document | {"title": "Copy"}
    foreign = document | {"country": {"iso3": "KEN", "name": "Kenya"}}
    refused = client.post(f"{UGA}/plans", body | {"document": foreign}, "application/json")
    assert refused.status_code == 422
    assert PlanRecord.objects.count() == 2


def test_the_cost_lines_of_a_plan_add_up_to_its_costs(lead):
    plan = create_costed_plan(lead)
    listed = program(lead).get(f"{UGA}/plans/{plan.pk}/cost-lines?page_size=1000").json()
    rows = [row for row in plan.activities.filter(removed=False) if row.cost is not None]
    assert listed["count"] == sum(len(row.content["cost"]["lines"]) for row in rows) > 0
    assert sum(Decimal(one["total"]) for one in listed["results"]) == sum(row.cost for row in rows)


def test_a_plan_of_another_country_is_not_there_even_under_my_country(lead):
    ken = create_country("KEN")
    foreign = create_plan(ken, "KEN")
    client = program(lead)
    for route in ("", "/document", "/activities", "/goals", "/cost-lines", "/comments", "/reviews"):
        assert client.get(f"{UGA}/plans/{foreign.pk}{route}").status_code == 404, route


def test_a_filter_tells_nothing_of_rows_in_other_countries(lead, plan):
    foreign = first_activity(create_plan(create_country("KEN"), "KEN"))
    client = program(lead)
    answers = [client.get(f"{UGA}/plans/{plan.pk}/comments?activity={one}") for one in (foreign.pk, 999_999)]
    assert [(one.status_code, one.json()["count"]) for one in answers] == [(200, 0), (200, 0)]
    assert client.get(f"{UGA}/plans/{plan.pk}/comments?activity={2**64}").status_code == 422


@pytest.mark.parametrize("value", ["1e30", "-1e49", "99999999999999999999.99", "0.0000001"])
def test_an_amount_of_any_size_can_be_asked_for(lead, plan, value):
    client = program(lead)
    for name in ("cost__gte", "cost__lte", "first_year", "first_year__gte", "level"):
        assert client.get(f"{UGA}/plans/{plan.pk}/activities?{name}={value}").status_code in {200, 422}, name


def test_the_catalogue_is_for_everybody_who_signed_in(lead):
    nobody, client = Client(), signed_in(create_person())
    for route in ("frameworks", "frameworks/jee-3", "frameworks/jee-3/indicators", "actions", "prices"):
        assert nobody.get(f"/api/v1/catalogue/{route}").status_code == 401
        assert client.get(f"/api/v1/catalogue/{route}").status_code == 200
    assert client.get("/api/v1/catalogue/actions?area=jee-3.D1").json()["count"] > 5
    assert client.get("/api/v1/catalogue/frameworks/jee-9").status_code == 404


# --- writing ------------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_with_an_event_that_names_the_key(lead, plan):
    activity = first_activity(plan)
    address = f"{UGA}/plans/{plan.pk}/activities/{activity.pk}"
    client = program(lead)
    seen = client.get(address)
    body = {"text": "Train 30 people", "details": {"impact": 4}, "with": ["finance"], "why": "agreed in Jinja"}
    answer = client.patch(address, body, "application/json", headers={"if-match": seen["ETag"]})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["text"], answer.json()["impact"], answer["ETag"]) == ("Train 30 people", 4, '"2"')
    event = AuditEvent.objects.filter(action="edit_activity").get()
    assert (event.by_name, event.by_id, event.why) == ("Lead of UGA (key “laptop”)", lead.pk, "agreed in Jinja")
    lead.refresh_from_db()
    assert lead.name == "Lead of UGA"


def test_the_second_writer_gets_both_versions_field_by_field_and_nothing_is_lost(lead, plan):
    activity = first_activity(plan)
    address = f"{UGA}/plans/{plan.pk}/activities/{activity.pk}"
    client = program(lead)
    before = activity.text
    client.patch(address, {"version": 1, "text": "First", "owner": "the laboratory"}, "application/json")
    answer = client.patch(address, {"version": 1, "text": "Second"}, "application/json")
    assert answer.status_code == 409
    found = answer.json()
    assert found["version"] == 2
    fields = {one.pop("field"): one for one in found["fields"]}
    assert fields["text"] == {"base": before, "mine": "Second", "theirs": "First"}
    assert fields["owner"] == {"base": None, "theirs": "the laboratory"}
    assert first_activity(plan).text == "First"


def test_a_change_without_a_version_is_asked_for_one(lead, plan):
    address = f"{UGA}/plans/{plan.pk}/activities/{first_activity(plan).pk}"
    client = program(lead)
    assert client.patch(address, {"text": "New"}, "application/json").status_code == 428
    assert client.delete(f"{address}?why=twice").status_code == 428
    two = client.patch(address, {"version": 1, "text": "x"}, "application/json", headers={"if-match": '"2"'})
    odd = client.patch(address, {"text": "x"}, "application/json", headers={"if-match": "*"})
    assert (two.status_code, odd.status_code) == (422, 422)
    weak = client.patch(address, {"text": "New"}, "application/json", headers={"if-match": 'W/"1"'})
    assert weak.status_code == 200


def test_a_field_nobody_knows_and_a_value_that_cannot_be_are_named(lead, plan):
    address = f"{UGA}/plans/{plan.pk}/activities/{first_activity(plan).pk}"
    client = program(lead)
    unknown = client.patch(address, {"version": 1, "colour": "red"}, "application/json").json()
    assert unknown["problems"][0]["place"] == "colour"
    rating = client.patch(address, {"version": 1, "details": {"impact": 9}}, "application/json").json()
    assert rating["problems"][0]["place"] == "details/impact"
    years = client.patch(address, {"version": 1, "first_year": 1999}, "application/json")
    assert (years.status_code, "plan" in years.json()["detail"]) == (422, True)
    assert first_activity(plan).version == 1


def test_no_json_other_formats_and_too_much_of_it(lead, settings):
    client = program(lead)
    assert client.post(f"{UGA}/recommendations", "{", "application/json").status_code == 400
    assert client.post(f"{UGA}/recommendations", "[" * 100_000, "application/json").status_code == 400
    assert client.post(f"{UGA}/recommendations", {"a": "b"}).status_code == 415
    assert client.get(f"{UGA}/recommendations", headers={"accept": "text/html"}).status_code == 406
    assert client.put(f"{UGA}/recommendations").status_code == 405
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert client.post(f"{UGA}/recommendations", '{"text": "long"}', "application/json").status_code == 413


def test_the_life_of_a_recommendation(lead, plan):
    client = program(lead)
    new = {"origin": "spar", "text": "Fill the posts", "area": "jee-3.D1"}
    made = client.post(f"{UGA}/recommendations", new, "application/json")
    address = f"{UGA}/recommendations/{made.json()['id']}"
    activity = first_activity(plan)
    steps = [
        client.patch(address, {"version": 1, "owner": "the ministry"}, "application/json"),
        client.put(f"{address}/activities", {"version": 2, "activities": [activity.pk]}, "application/json"),
        client.put(f"{address}/state", {"version": 3, "state": "done"}, "application/json"),
        client.delete(f"{address}?why=entered+twice", headers={"if-match": '"4"'}),
    ]
    assert [one.status_code for one in (made, *steps)] == [201, 200, 200, 200, 204]
    assert client.get(address).status_code == 404
    assert Recommendation.objects.get().removed
    assert AuditEvent.objects.filter(subject="recommendation").count() == 5


def test_scores_goals_stages_and_states_are_written_by_the_same_rules(lead, plan):
    client = program(lead)
    assessment = {"framework": "jee-3", "date": "2025", "source": "Report"}
    made = client.post(f"{UGA}/assessments", assessment, "application/json")
    scores = f"{UGA}/assessments/{made.json()['id']}/scores"
    wanted = {"scores": [{"indicator": "jee-3.D1.1", "level": 3, "version": 0}]}
    assert client.put(scores, wanted, "application/json").json() == {"changed": 1}
    wanted["scores"][0]["level"] = 4
    late = client.put(scores, wanted, "application/json")
    assert (late.status_code, late.json()["rows"][0]["level"]) == (409, "3.0")
    goal = client.get(f"{UGA}/plans/{plan.pk}/goals").json()["results"][0]
    address = f"{UGA}/plans/{plan.pk}/goals/{goal['id']}"
    assert client.patch(address, {"version": 1, "target": 3}, "application/json").json()["target"] == 3
    stage = client.put(f"{UGA}/stages/assess", {"version": 1, "state": "in progress"}, "application/json")
    assert stage.json()["state"] == "in progress"
    version = client.get(f"{UGA}/plans/{plan.pk}").json()["version"]
    moved = client.put(f"{UGA}/plans/{plan.pk}/state", {"version": version, "to": "launched"}, "application/json")
    assert moved.status_code == 422


def test_why_an_activity_costs_nothing_more_is_said_and_half_a_line_is_refused(lead, plan):
    address = f"{UGA}/plans/{plan.pk}/activities/{first_activity(plan).pk}/cost"
    client = program(lead)
    body = {"version": 1, "state": "no extra cost", "reason": "done in working time", "lines": []}
    assert client.put(address, body, "application/json").json()["cost_state"] == "no extra cost"
    half = {"version": 2, "state": "costed", "lines": [{"title": "Half a line"}]}
    answer = client.put(address, half, "application/json")
    assert answer.status_code == 422
    assert "lines/0/unit_price" in {one["place"] for one in answer.json()["problems"]}


def test_cost_lines_are_kept_by_their_number_changed_and_added(lead):
    plan = create_costed_plan(lead)
    row = with_lines(plan)
    client = program(lead)
    address = f"{UGA}/plans/{plan.pk}/activities/{row.pk}/cost"
    before = row.content["cost"]["lines"]
    mine = {"unit_cost": "own line", "title": "Fuel", "builder": "procurement", "unit": "litre", "unit_price": "1.5"}
    mine |= {"quantities": {"litres": "10"}, "per": "nation", "count": "1", "share": "1", "times_a_year": "2"}
    body = {"version": 1, "state": "costed", "lines": [{"number": 0}, mine | {"kind": "one-off"}]}
    answer = client.put(address, body, "application/json")
    assert answer.status_code == 200, answer.content
    lines = answer.json()["content"]["cost"]["lines"]
    assert (lines[0], lines[1]["title"], len(lines)) == (before[0], "Fuel", 2)
    listed = client.get(f"{UGA}/plans/{plan.pk}/cost-lines?activity={row.pk}").json()["results"]
    assert [one["title"] for one in listed] == [before[0]["title"], "Fuel"]
    assert sum(Decimal(one["total"]) for one in listed) == Decimal(answer.json()["cost"])
    gone = body | {"version": 2, "lines": [{"number": 7}]}
    assert client.put(address, gone, "application/json").status_code == 422


def test_engagement_is_kept_through_the_api(lead):
    client = program(lead)

    def post(route: str, **body: object) -> dict:
        answer = client.post(f"{UGA}/{route}", body, "application/json")
        assert answer.status_code == 201, answer.content
        return answer.json()

    post("stakeholders", name="Treasury", sector="finance", influence=5)
    committee = post("committees", name="Steering committee", sectors=["health", "finance"])
    meeting = post("meetings", committee=committee["id"], held_on="2026-03-01", title="First", attendance={"health": 0})
    item = post("action-items", meeting=meeting["id"], text="Send the budget", owner="finance officer")
    assert meeting["attendance"] == {"health": 0}
    done = client.patch(f"{UGA}/action-items/{item['id']}", {"version": 1, "done_on": "2026-04-01"}, "application/json")
    assert done.json()["done_on"] == "2026-04-01"
    assert client.delete(f"{UGA}/committees/{committee['id']}?why=over", headers={"if-match": '"1"'}).status_code == 204
    assert client.get(f"{UGA}/action-items").json()["count"] == 0


def test_an_area_is_signed_off_in_a_round_of_its_own_plan(lead, plan):
    client = program(lead)
    other = create_plan(lead, title="Other")
    made = client.post(f"{UGA}/plans/{plan.pk}/reviews", {"title": "First"}, "application/json")
    assert made.status_code == 201, made.content
    word = {"area": "jee-3.D1", "agreed": True}
    route = f"reviews/{made.json()['id']}/sign-offs"
    assert client.post(f"{UGA}/plans/{other.pk}/{route}", word, "application/json").status_code == 404
    assert client.post(f"{UGA}/plans/{plan.pk}/{route}", word, "application/json").status_code == 201
    assert client.get(f"{UGA}/plans/{plan.pk}/{route}").json()["results"][0]["agreed"] is True


def test_people_and_programs_talk_in_one_discussion(lead, plan):
    client = program(lead)
    comments = f"{UGA}/plans/{plan.pk}/comments"
    activity = first_activity(plan)
    made = client.post(comments, {"text": "Who leads this?", "activity": activity.pk}, "application/json")
    assert made.status_code == 201, made.content
    address = f"{comments}/{made.json()['id']}"
    settled = client.put(f"{address}/settled", {"settled": True}, "application/json")
    opened = client.put(f"{address}/settled", {"settled": False}, "application/json")
    assert (settled.json()["settled_at"] is None, opened.json()["settled_at"]) == (False, None)
    assert client.get(f"{comments}?activity={activity.pk}").json()["count"] == 1
    for number in (999_999, 2**70):
        assert client.post(comments, {"text": "x", "activity": number}, "application/json").status_code == 422
    assert client.delete(address).status_code == 204
    assert client.get(comments).json()["count"] == 0


# --- keys ---------------------------------------------------------------------------------------------------------


def test_a_key_that_may_only_read_writes_nothing(lead):
    client = program(lead, read_only=True)
    answer = client.post(f"{UGA}/recommendations", {"origin": "spar", "text": "x"}, "application/json")
    assert answer.status_code == 403
    assert "laptop" in answer.json()["detail"]
    assert not Recommendation.objects.exists()


def test_a_key_opens_only_its_countries_though_the_person_has_more(lead):
    ken = create_country("KEN")
    from opennaphs.actions.people.give_role import give_role

    give_role(person=lead, role="viewer", country="KEN", by=ken)
    lead = type(lead).objects.get(pk=lead.pk)
    client = program(lead, "KEN")
    assert client.get("/api/v1/countries/KEN/plans").status_code == 200
    assert client.get(f"{UGA}/plans").status_code == 404
    assert [one["iso3"] for one in client.get("/api/v1/me").json()["countries"]] == ["KEN"]
    assert {one["country"] for one in client.get("/api/v1/me").json()["roles"]} == {"KEN"}


def test_a_key_is_no_use_once_its_time_is_over_the_role_ended_or_the_person_left(lead):
    client = program(lead)
    assert client.get("/api/v1/me").json()["key"]["name"] == "laptop"
    viewer = create_person("viewer", "UGA")
    held = program(viewer)
    assert held.get(f"{UGA}/plans").status_code == 200
    end_role(assignment=viewer.role_assignments.get(), by=lead)
    assert held.get(f"{UGA}/plans").status_code == 404
    ProgramKey.objects.filter(user=lead).update(expiry=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 401
    ProgramKey.objects.filter(user=lead).update(expiry=timezone.now() + timedelta(days=1))
    type(lead).objects.filter(pk=lead.pk).update(is_active=False)
    assert client.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer x y", "Bearer ключ", "Basic eA=="])
def test_a_key_that_is_none_is_refused(db, header):
    answer = Client(headers={"authorization": header.encode().decode("latin-1")}).get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_browser_that_writes_needs_the_token_against_forgery(lead):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    answer = client.post(f"{UGA}/recommendations", {"origin": "spar", "text": "x"}, "application/json")
    assert answer.status_code == 403
    assert not Recommendation.objects.exists()


def test_who_asks_too_often_is_told_when_to_come_back(lead, settings, monkeypatch):
    from opennaphs.api.throttles import PersonRate

    settings.RATELIMIT_ENABLE = True
    monkeypatch.setattr(PersonRate, "THROTTLE_RATES", {"user": "1/min"})
    client = program(lead)
    codes = [client.get("/api/v1/me").status_code for _ in range(2)]
    assert codes == [200, 429]
    assert int(client.get("/api/v1/me")["Retry-After"]) > 0


def test_nobody_else_sees_my_jobs(lead, plan):
    from opennaphs.store.models import Job

    Job.objects.create(country="UGA", kind="export-plan", title="Export", owner=lead)
    assert program(lead).get(f"{UGA}/jobs").json()["count"] == 1
    assert program(create_person("viewer", "UGA")).get(f"{UGA}/jobs").json()["count"] == 0


def test_lists_take_few_questions_to_the_database(lead, plan, django_assert_max_num_queries):
    client = program(lead)
    for route in ("plans", f"plans/{plan.pk}/activities", f"plans/{plan.pk}/goals", "history", "recommendations"):
        with django_assert_max_num_queries(8):
            assert client.get(f"{UGA}/{route}").status_code == 200


def test_a_moment_far_from_greenwich_narrows_the_history_on_every_database(lead):
    answer = program(lead, "UGA").get(f"{UGA}/history", {"at__gte": "0418-06-08T21:16:28-22:36", "page_size": 1})
    assert answer.status_code == 200
    assert answer.json()["count"] > 0
