"""Publications over the API: frozen, released and withdrawn by the same rules as on the pages."""

import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from opennaphs.store.models import ActivityRecord
from tests.published_plans import SECRET, endorse, secret_plan
from tests.workbench import create_country, create_person, create_plan_record, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan_record(plan=secret_plan(), title="Plan for 2027", kind="strategic", by=lead)


def address(plan, *more):
    return "/".join(("/api/v1/countries/UGA/plans", str(plan.pk), "publications", *map(str, more)))


def test_publications_are_listed_without_their_documents(plan, lead):
    made = endorse(plan, lead)
    (found,) = signed_in(lead).get(address(plan)).json()["results"]
    assert (found["number"], found["checksum"], found["released_at"]) == (1, made.checksum, None)
    assert "document" not in found
    assert "public_document" not in found


def test_the_files_have_the_stated_checksum_and_no_secret(plan, lead):
    made, client = endorse(plan, lead), signed_in(lead)
    document = client.get(address(plan, made.pk, "document")).content
    assert hashlib.sha256(document).hexdigest() == made.public_checksum
    with ZipFile(BytesIO(client.get(address(plan, made.pk, "package")).content)) as archive:
        assert archive.read("plan.naphs.json") == document
        assert [name for name in archive.namelist() if SECRET.encode() in archive.read(name)] == []


def test_a_program_freezes_releases_and_withdraws(plan, lead):
    made, client = endorse(plan, lead), signed_in(lead)
    put = {"content_type": "application/json"}
    released = client.put(address(plan, made.pk, "release"), {"licence": "CC0-1.0"}, **put)
    assert (released.status_code, released.json()["facts"]["licence"]) == (200, "CC0-1.0")
    assert client.put(address(plan, made.pk, "withdrawal"), {}, **put).status_code == 422
    withdrawn = client.put(address(plan, made.pk, "withdrawal"), {"why": "A wrong table"}, **put)
    assert withdrawn.json()["withdrawn_why"] == "A wrong table"
    row = ActivityRecord.objects.get(plan=plan, number="D1-001")
    row.content = {**row.content, "text": "Something else"}
    row.save()
    assert client.post(address(plan), {}, **put).json()["number"] == 2


def test_a_refusal_is_a_sentence(plan, lead):
    made, client = endorse(plan, lead), signed_in(lead)
    refused = client.post(address(plan), {}, content_type="application/json")
    assert (refused.status_code, "Nothing has changed" in refused.content.decode()) == (422, True)
    wrong = client.put(address(plan, made.pk, "release"), {"licence": "mine"}, content_type="application/json")
    assert wrong.status_code == 422


def test_a_viewer_reads_and_does_not_release(plan, lead):
    made, client = endorse(plan, lead), signed_in(create_person("viewer", "UGA"))
    assert client.get(address(plan, made.pk)).status_code == 200
    assert client.put(address(plan, made.pk, "release"), {}, content_type="application/json").status_code == 403
