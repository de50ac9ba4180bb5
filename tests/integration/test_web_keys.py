"""A person makes keys for their programs, sees each once, and takes them away."""

import re

import pytest
from django.test import Client

from opennaphs.actions.people.create_key import create_key
from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.people.revoke_key import revoke_key
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import AuditEvent, ProgramKey
from tests.workbench import create_country, create_person, signed_in

pytestmark = pytest.mark.django_db
FORM = {"name": "laptop", "countries": ["UGA"], "days": "30"}


@pytest.fixture
def lead():
    return create_country("UGA")


def _secret(page: str) -> str:
    return re.search(r"<textarea[^>]*>([0-9a-f]{64})</textarea>", page)[1]


def test_a_key_is_shown_once_works_and_only_reads_unless_asked(lead):
    answer = signed_in(lead).post("/keys/", FORM)
    secret = _secret(answer.content.decode())
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/me").json()["key"]["read_only"] is True
    page = signed_in(lead).get("/keys/").content.decode()
    assert "laptop" in page
    assert secret not in page
    assert secret not in str(ProgramKey.objects.values())
    assert "no-store" in answer["Cache-Control"]


def test_a_program_may_write_when_the_person_says_so(lead):
    signed_in(lead).post("/keys/", FORM | {"may_write": "on"})
    assert ProgramKey.objects.get().read_only is False


def test_creating_and_revoking_stand_in_the_history_of_the_country(lead):
    client = signed_in(lead)
    client.post("/keys/", FORM)
    key = ProgramKey.objects.get()
    answer = client.post(f"/keys/{key.pk}/revoke/", follow=True)
    assert "works no more" in answer.content.decode()
    assert not ProgramKey.objects.exists()
    events = AuditEvent.objects.filter(subject="programkey").order_by("number")
    assert [(one.country, one.action, one.label) for one in events] == [
        ("UGA", "create_key", "laptop"),
        ("UGA", "revoke_key", "laptop"),
    ]
    assert all(key.digest not in str(vars(one)) for one in events)


def test_the_history_of_each_country_tells_of_the_key(lead):
    ken = create_country("KEN")
    from opennaphs.actions.people.give_role import give_role

    give_role(person=lead, role="viewer", country="KEN", by=ken)
    create_key(name="both", countries=["UGA", "KEN"], by=type(lead).objects.get(pk=lead.pk))
    assert {one.country for one in AuditEvent.objects.filter(action="create_key")} == {"UGA", "KEN"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"name": ""}, "required"), ({"days": "366"}, "365"), ({"days": "0"}, "1"), ({"countries": ["KEN"]}, "KEN")],
)
def test_a_key_that_cannot_be_is_refused_with_the_reason(lead, wrong, sentence):
    answer = signed_in(lead).post("/keys/", FORM | wrong)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ProgramKey.objects.exists()


def test_nobody_makes_a_key_for_a_country_that_is_not_theirs(lead):
    with pytest.raises(NotAllowed):
        create_key(name="k", countries=["KEN"], by=lead)
    for wrong in ({"name": " "}, {"name": "x" * 61}, {"countries": []}, {"days": 366}):
        with pytest.raises(NaphsError):
            create_key(**({"name": "k", "countries": ["UGA"], "by": lead} | wrong))
    assert not ProgramKey.objects.exists()


def test_nobody_sees_or_revokes_the_key_of_somebody_else(lead):
    key = create_key(name="laptop", countries=["UGA"], by=lead).row
    other = create_person("viewer", "UGA")
    assert "laptop" not in signed_in(other).get("/keys/").content.decode()
    assert signed_in(other).post(f"/keys/{key.pk}/revoke/").status_code == 404
    with pytest.raises(NotAllowed):
        revoke_key(key=key, by=other)
    assert ProgramKey.objects.exists()


def test_a_key_can_be_given_back_after_the_role_has_ended(lead):
    viewer = create_person("viewer", "UGA")
    key = create_key(name="old", countries=["UGA"], by=viewer).row
    end_role(assignment=viewer.role_assignments.get(), by=lead)
    again = type(viewer).objects.get(pk=viewer.pk)
    assert signed_in(again).post(f"/keys/{key.pk}/revoke/").status_code == 302
    assert not ProgramKey.objects.exists()
    assert AuditEvent.objects.filter(action="revoke_key", country="UGA").exists()


def test_the_page_is_for_people_who_signed_in_and_says_so_to_those_without_a_country(db):
    assert Client().get("/keys/").status_code == 302
    assert "no role in any country" in signed_in(create_person()).get("/keys/").content.decode()
