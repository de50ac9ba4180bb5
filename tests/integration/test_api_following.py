"""Programs report progress, milestones and results, and read what was reported: the same rules as on the pages."""

import pytest

from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.store.models import ActivityRecord, MilestoneRecord, ProgressUpdateRecord, ResultValueRecord
from tests.following import day
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db

D1 = "jee-3.D1"
JSON = "application/json"


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def row(plan):
    return first_activity(plan)


@pytest.fixture
def client(lead):
    return signed_in(lead)


def url(plan, rest):
    return f"/api/v1/countries/UGA/plans/{plan.pk}/{rest}"


def send(client, plan, rest, **body):
    return client.post(url(plan, rest), body, JSON)


def update(row, **more):
    return {"activity": row.pk, "status": "in progress", "percent_done": 40, **more}


def test_an_update_is_added_listed_and_read(client, plan, row):
    answer = send(client, plan, "progress-updates", **update(row, blocker="no staff", next_step="Hire"))
    assert answer.status_code == 201
    assert answer.json()["way"] == "API"
    listed = client.get(url(plan, f"progress-updates?activity={row.pk}&status=in+progress")).json()
    assert [one["percent_done"] for one in listed["results"]] == [40]
    one = client.get(url(plan, f"progress-updates/{answer.json()['id']}")).json()
    assert (one["blocker"], one["next_step"], one["evidence"]) == ("no staff", "Hire", "")
    row.refresh_from_db()
    assert row.status == "in progress"


def test_not_said_stays_null_and_zero_stays_zero(client, plan, row):
    send(client, plan, "progress-updates", **update(row, percent_done=None))
    send(client, plan, "progress-updates", **update(row, percent_done=0))
    found = client.get(url(plan, "progress-updates?ordering=id")).json()["results"]
    assert [one["percent_done"] for one in found] == [None, 0]
    table = client.get(url(plan, "progress-updates?format=csv&ordering=id"))
    assert [line.split(",")[4] for line in b"".join(table).decode().splitlines()] == ["percent_done", "", "0"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "delayed"}, {"percent_done": 101}, {"status": "completed", "percent_done": 50},
        {"on": "2999-01-01"}, {"blocker": "rain"}, {"evidence": "javascript:alert(1)"}, {"activity": 0},
        {"activity": 999_999}, {"mood": "good"},
    ],
)  # fmt: skip
def test_an_update_that_cannot_be_is_refused_with_its_place(client, plan, row, wrong):
    answer = send(client, plan, "progress-updates", **(update(row) | wrong))
    assert answer.status_code == 422
    assert answer.json()["problems"]
    assert not ProgressUpdateRecord.objects.exists()


def test_an_update_is_never_changed_or_removed(client, plan, row):
    pk = send(client, plan, "progress-updates", **update(row)).json()["id"]
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(url(plan, f"progress-updates/{pk}")).status_code == 405


def test_the_route_of_one_activity_takes_all_of_an_update(client, plan, row):
    body = {"version": 1, "status": "on hold", "percent_done": 10, "blocker": "procurement", "on": day(-2).isoformat()}
    assert client.put(url(plan, f"activities/{row.pk}/progress"), body, JSON).status_code == 200
    one = row.progress_updates.get()
    assert (one.blocker, one.on, one.way) == ("procurement", day(-2), "API")
    assert client.put(url(plan, f"activities/{row.pk}/progress"), body, JSON).status_code == 409


def test_a_program_reports_only_where_its_person_may(plan, row):
    other = signed_in(create_person("technical-lead", "UGA", D1))
    assert send(other, plan, "progress-updates", **update(row)).status_code == 403
    own = ActivityRecord.objects.filter(area=D1)[0]
    assert send(other, plan, "progress-updates", **update(own)).status_code == 201
    viewer = signed_in(create_person("viewer", "UGA"))
    assert send(viewer, plan, "progress-updates", **update(own)).status_code == 403
    assert viewer.get(url(plan, "progress-updates")).json()["count"] == 1


def test_a_milestone_is_added_changed_passed_and_removed(client, plan, row):
    made = send(client, plan, "milestones", activity=row.pk, text="Law tabled", due=day(5).isoformat())
    assert made.status_code == 201
    address = url(plan, f"milestones/{made.json()['id']}")
    assert client.patch(address, {"text": "x"}, JSON).status_code == 428
    assert client.patch(address, {"version": 1, "text": "Law passed"}, JSON).json()["text"] == "Law passed"
    passed = client.put(f"{address}/passing", {"version": 2, "done_on": day().isoformat()}, JSON)
    assert passed.json()["done_on"] == day().isoformat()
    assert client.put(f"{address}/passing", {"version": 2, "done_on": None}, JSON).status_code == 409
    assert client.get(url(plan, "milestones?done_on__isnull=true")).json()["count"] == 0
    assert client.delete(f"{address}?why=split", headers={"If-Match": '"3"'}).status_code == 204
    assert client.get(address).status_code == 404


def test_a_milestone_of_another_area_or_plan_stays_as_it_is(lead, plan, row):
    milestone = add_milestone(activity=row, fields={"text": "Law tabled", "due": day()}, by=lead)
    stranger = signed_in(create_person("technical-lead", "UGA", D1))
    address = url(plan, f"milestones/{milestone.pk}")
    assert stranger.patch(address, {"version": 1, "text": "x"}, JSON).status_code == 403
    other = create_plan(lead, title="Other")
    assert signed_in(lead).get(url(other, f"milestones/{milestone.pk}")).status_code == 404
    assert send(signed_in(lead), other, "milestones", activity=row.pk, text="x", due="2027-01-01").status_code == 422
    assert MilestoneRecord.objects.get().version == 1


def test_a_result_is_added_measured_changed_and_removed(client, plan):
    told = {"title": "Laboratories", "kind": "output", "unit": "laboratories", "area": D1, "baseline": "0"}
    made = send(client, plan, "results", **told)
    assert (made.status_code, made.json()["baseline"], made.json()["target"]) == (201, "0.0000", None)
    address = url(plan, f"results/{made.json()['id']}")
    assert (
        client.post(
            f"{address}/values", {"on": day().isoformat(), "value": "0", "source": "Register"}, JSON
        ).status_code
        == 201
    )
    assert client.post(f"{address}/values", {"on": day().isoformat(), "value": "0.00001"}, JSON).status_code == 422
    assert client.post(f"{address}/values", {"on": "2999-01-01", "value": "1"}, JSON).status_code == 422
    assert [one["value"] for one in client.get(f"{address}/values").json()["results"]] == ["0.0000"]
    assert client.patch(address, {"version": 1, "area": "jee-3.R1"}, JSON).status_code == 422
    assert client.patch(address, {"version": 1, "target": "12"}, JSON).json()["target"] == "12.0000"
    assert client.delete(f"{address}?why=x", headers={"If-Match": '"2"'}).status_code == 204
    assert client.get(f"{address}/values").status_code == 404


def test_values_come_from_the_area_and_indicators_from_who_leads_the_follow_up(lead, plan):
    about = {"title": "x", "kind": "output", "unit": "y"}
    own, other = (add_result_indicator(plan=plan, fields={**about, "area": area}, by=lead) for area in (D1, "jee-3.P1"))
    client, value = signed_in(create_person("technical-lead", "UGA", D1)), {"on": day().isoformat(), "value": "3"}
    assert client.post(url(plan, f"results/{own.pk}/values"), value, JSON).status_code == 201
    assert client.post(url(plan, f"results/{other.pk}/values"), value, JSON).status_code == 403
    assert send(client, plan, "results", **about).status_code == 403
    assert ResultValueRecord.objects.count() == 1
