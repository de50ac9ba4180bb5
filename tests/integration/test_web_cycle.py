"""The home page of a country and the pages of its stages."""

import pytest

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.authorization.roles import ROLES
from opennaphs.domain.cycle_stages import STAGES, Stage
from opennaphs.sources.price_list import parse_price_list
from opennaphs.store.models import AuditEvent, StageRecord
from opennaphs.web.cycle.files import STARTERS
from opennaphs.web.cycle.pages import slug_of
from tests.workbench import create_country, create_person, create_plan, signed_in

RECORD = "/c/UGA/stages/cost/record/"
GIVEN = {"state": "in progress", "owner": "finance-officer", "due": "2027-01-31", "note": "Prices first.", "version": 1}


@pytest.fixture
def lead(db):
    return create_country("UGA")


def page(person, path="/c/UGA/"):
    return signed_in(person).get(path).content.decode()


def test_a_new_country_sees_twelve_stages_and_what_to_do_first(lead):
    text = page(lead)
    assert all(f"/c/UGA/stages/{slug_of(stage)}/" in text for stage in Stage)
    assert "Import the latest SPAR or JEE levels." in text
    assert "0 of 12" in text


def test_tasks_lead_to_the_page_of_the_work(lead):
    plan = create_plan(lead)
    text = page(lead)
    assert 'href="/c/UGA/assessments/"' in text
    assert f'href="/c/UGA/plans/{plan.pk}/activities/"' in text


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_its_guidance(lead, stage):
    text = page(create_person("viewer", "UGA"), f"/c/UGA/stages/{slug_of(stage)}/")
    info = STAGES[stage]
    assert info.purpose.replace("'", "&#x27;") in text
    assert all(step.replace("'", "&#x27;") in text for step in info.steps)
    assert "Record where it stands" in text


def test_a_stage_is_recorded_and_shown_with_who_did_it(lead):
    assert signed_in(lead).post(RECORD, GIVEN).status_code == 302
    text = page(lead, "/c/UGA/stages/cost/")
    assert "in progress" in text
    assert "Prices first." in text
    assert "Finance officer" in text
    assert f"recorded by {lead}" in text
    assert AuditEvent.objects.get(action="record_stage").by_name == str(lead)


def test_a_stage_that_does_not_exist_is_not_found(lead):
    assert signed_in(lead).get("/c/UGA/stages/party/").status_code == 404
    assert signed_in(lead).get("/c/UGA/stages/party/record/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state": "skipped", "note": " "}, "why this stage is skipped"),
        ({"state": "nearly"}, "nearly"),
        ({"due": "31 February"}, "valid date"),
        ({"owner": "boss"}, "boss"),
    ],
)
def test_a_record_that_cannot_be_is_refused(lead, changes, sentence):
    response = signed_in(lead).post(RECORD, GIVEN | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not StageRecord.objects.exists()


def test_two_people_record_the_same_stage_and_nothing_is_lost(lead):
    signed_in(lead).post(RECORD, GIVEN)
    other = create_person("secretariat-member", "UGA")
    response = signed_in(other).post(RECORD, GIVEN | {"note": "Salaries first."})
    assert response.status_code == 409
    text = response.content.decode()
    assert "Prices first." in text
    assert "Salaries first." in text
    assert StageRecord.objects.get().note == "Prices first."


@pytest.mark.parametrize("role", [key for key in ROLES if not key.startswith("secretariat")])
def test_only_the_secretariat_records(lead, role):
    response = signed_in(create_person(role, "UGA")).post(RECORD, GIVEN)
    assert response.status_code in {403, 404}
    assert not StageRecord.objects.exists()


def test_a_stage_recorded_as_done_that_is_not_is_marked(lead):
    signed_in(lead).post(RECORD, GIVEN | {"state": "done"})
    assert "look again" in page(lead)
    assert "not everything that shows it is there" in page(lead, "/c/UGA/stages/cost/")


def test_a_day_that_has_passed_is_marked(lead):
    signed_in(lead).post(RECORD, GIVEN | {"due": "2020-01-01"})
    assert "overdue" in page(lead)
    signed_in(lead).post(RECORD, GIVEN | {"due": "2020-01-01", "state": "done", "version": 2})
    assert "overdue" not in page(lead)


def test_the_path_is_a_picture_that_is_sent_once(lead):
    client = signed_in(lead)
    first = client.get("/c/UGA/path.svg")
    assert first["Content-Type"] == "image/svg+xml"
    assert client.get("/c/UGA/path.svg", headers={"if-none-match": first["ETag"]}).status_code == 304
    client.post(RECORD, GIVEN)
    assert client.get("/c/UGA/path.svg", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_every_file_that_is_offered_is_there(lead):
    client = signed_in(lead)
    for stage, files in STARTERS.items():
        text = client.get(f"/c/UGA/stages/{slug_of(stage)}/").content.decode()
        for one in files:
            address = f"/c/UGA/stages/{slug_of(stage)}/files/{one.name}/"
            response = client.get(address)
            assert address in text
            assert response.status_code == 200
            assert one.name in response["Content-Disposition"]
    assert client.get("/c/UGA/stages/cost/files/other.csv/").status_code == 404


def test_the_score_sheet_names_the_country_and_every_indicator(lead):
    text = signed_in(lead).get("/c/UGA/stages/assess/files/jee-scores.csv/").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "country,framework,indicator,score,date,source"
    assert len(lines) == 57
    assert all(line.startswith("UGA,jee-3,") for line in lines[1:])


@pytest.mark.parametrize("name", ["price-list.csv", "price-list.xlsx"])
def test_the_price_list_is_one_we_read_back(lead, name):
    content = signed_in(lead).get(f"/c/UGA/stages/cost/files/{name}/").content
    assert parse_price_list(content, name)


def test_an_assessment_of_this_year_finishes_nothing_by_itself(lead):
    create_assessment(country="UGA", framework="spar-2", date="2026", source="Report", by=lead)
    assert not StageRecord.objects.exists()
    assert "Assessments: 1" in page(lead)


def test_the_home_page_asks_the_database_a_bounded_number_of_times(lead, django_assert_max_num_queries):
    create_plan(lead)
    client = signed_in(lead)
    with django_assert_max_num_queries(30):
        client.get("/c/UGA/")


def test_it_can_be_read_from_right_to_left(lead):
    text = signed_in(lead, "ar").get("/c/UGA/").content.decode()
    assert 'dir="rtl"' in text
