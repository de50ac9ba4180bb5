"""Inviting, joining, holding and ending roles, as people meet it on the pages."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone

from opennaphs.authorization.roles import ROLES
from opennaphs.store.models import AuditEvent, HandOverNote, Invitation, RoleAssignment, User
from tests.workbench import create_country, create_person, signed_in

NEW_PASSWORD = "blue mango seven rivers"  # noqa: S105
WANTED = {"email": "new@example.org", "name": "Nia", "role": "technical-lead", "area": "jee-3.D1", "organisation": ""}


class NoServer(BaseEmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no mail server here")


@pytest.fixture
def lead(db):
    return create_country("UGA")


def invited(lead, **changes) -> str:
    """Invite somebody and give the path of the link, as it stands in the message."""
    response = signed_in(lead).post("/c/UGA/people/invite/", WANTED | changes)
    assert response.status_code == 200, response.content.decode()
    return re.search(r"http://testserver(/invitations/\S+/)", mail.outbox[-1].body).group(1)


def join(path, **changes):
    visitor = Client()
    given = {"name": "Nia N.", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    return visitor, visitor.post(path, given | changes)


def test_an_invitation_is_mailed_and_its_link_shown_once(lead):
    response = signed_in(lead).post("/c/UGA/people/invite/", WANTED)
    path = re.search(r"http://testserver(/invitations/\S+/)", mail.outbox[0].body).group(1)
    assert mail.outbox[0].to == ["new@example.org"]
    assert path in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert path not in signed_in(lead).get("/c/UGA/people/").content.decode()


def test_the_key_of_a_link_is_kept_nowhere(lead):
    key = invited(lead).split("/")[2]
    row = Invitation.objects.get()
    assert key not in {str(value) for value in vars(row).values()}
    assert all(key not in str(vars(event)) for event in AuditEvent.objects.all())


def test_looking_at_a_link_accepts_nothing(lead):
    path = invited(lead)
    assert Client().get(path).status_code == 200
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_newcomer_opens_an_account_and_is_in(lead):
    visitor, response = join(invited(lead))
    person = User.objects.get(email="new@example.org")
    assert response.status_code == 302
    assert visitor.get("/c/UGA/").status_code == 200
    assert [(one.role, one.area) for one in person.role_assignments.all()] == [("technical-lead", "jee-3.D1")]
    assert EmailAddress.objects.get(user=person).verified
    assert AuditEvent.objects.filter(country="UGA", action="accept_invitation", by_name="Nia N.").count() == 1


def test_the_address_cannot_be_chosen_by_who_opens_the_link(lead):
    join(invited(lead), email="somebody.else@example.org")
    assert not User.objects.filter(email="somebody.else@example.org").exists()
    assert User.objects.filter(email="new@example.org").exists()


def test_a_link_works_once(lead):
    path = invited(lead)
    join(path)
    _visitor, again = join(path)
    assert again.status_code == 410
    assert "accepted already" in again.content.decode()


def test_a_weak_password_is_refused_with_the_reason_and_nothing_is_made(lead):
    _visitor, response = join(invited(lead), password="short", again="short")  # noqa: S106
    assert response.status_code == 422
    assert "12 characters" in response.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_two_different_passwords_are_refused(lead):
    _visitor, response = join(invited(lead), again="blue mango eight rivers")
    assert response.status_code == 422
    assert "not the same" in response.content.decode()


def test_a_link_is_valid_for_14_days(lead):
    path = invited(lead)
    row = Invitation.objects.get()
    assert row.expires_at - row.invited_at >= datetime.timedelta(days=14) - datetime.timedelta(minutes=1)
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    _visitor, response = join(path)
    assert response.status_code == 410
    assert "expired" in response.content.decode()


def test_a_withdrawn_invitation_opens_nothing(lead):
    path = invited(lead)
    row = Invitation.objects.get()
    assert signed_in(lead).post(f"/c/UGA/people/invitations/{row.pk}/withdraw/").status_code == 302
    _visitor, response = join(path)
    assert response.status_code == 410
    assert not User.objects.filter(email="new@example.org").exists()


def test_somebody_with_an_account_signs_in_and_accepts(lead):
    person = create_person("viewer", "KEN")
    path = invited(lead, email=person.email.upper())
    assert "Sign in" in Client().get(path).content.decode()
    response = signed_in(person).post(path)
    assert response.url == "/c/UGA/"
    assert person.role_assignments.filter(country="UGA", role="technical-lead").exists()


def test_an_account_is_not_opened_twice_for_one_address(lead):
    person = create_person()
    join(invited(lead, email=person.email))
    assert User.objects.filter(email__iexact=person.email).count() == 1
    assert not person.role_assignments.exists()


def test_a_link_for_somebody_else_is_refused(lead):
    other = create_person()
    response = signed_in(other).post(invited(lead))
    assert response.status_code == 409
    assert not other.role_assignments.exists()
    assert Invitation.objects.get().accepted_at is None


def test_the_same_invitation_is_not_sent_twice(lead):
    invited(lead)
    response = signed_in(lead).post("/c/UGA/people/invite/", WANTED)
    assert response.status_code == 422
    assert "invited to this role already" in response.content.decode()
    assert Invitation.objects.count() == len(mail.outbox) == 1


def test_a_mail_server_that_fails_does_not_undo_the_invitation(lead, settings):
    settings.EMAIL_BACKEND = "tests.integration.test_web_people.NoServer"
    response = signed_in(lead).post("/c/UGA/people/invite/", WANTED)
    assert "could not be sent" in response.content.decode()
    assert "/invitations/" in response.content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "nobody"}, "valid email"),
        ({"role": "finance-officer"}, "not held in a single area"),
        ({"organisation": "Fund"}, "Only partners"),
        ({"role": "partner", "area": ""}, "which organisation"),
        ({"role": "administrator", "area": ""}, "valid choice"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(lead, changes, sentence):
    response = signed_in(lead).post("/c/UGA/people/invite/", WANTED | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [key for key in ROLES if key != "secretariat-lead"])
def test_only_the_secretariat_lead_manages_people(lead, role):
    row = RoleAssignment.objects.get(country="UGA")
    client = signed_in(create_person(role, "UGA"))
    for path in ("/c/UGA/people/invite/", f"/c/UGA/people/{row.pk}/end/"):
        assert client.post(path, WANTED).status_code in {403, 404}
    assert not Invitation.objects.exists()
    assert RoleAssignment.objects.get(pk=row.pk).ended_at is None


def test_everybody_of_the_country_sees_who_holds_what(lead):
    person = create_person("technical-lead", "UGA", "jee-3.D1", "Amina")
    text = signed_in(create_person("viewer", "UGA")).get("/c/UGA/people/").content.decode()
    assert "Amina" in text
    assert "D1 National laboratory system" in text
    assert person.email in text


def test_a_role_is_ended_with_a_reason_and_rights_go_at_once(lead):
    person = create_person("secretariat-member", "UGA")
    theirs, row = signed_in(person), person.role_assignments.get()
    assert theirs.get("/c/UGA/").status_code == 200
    response = signed_in(lead).post(f"/c/UGA/people/{row.pk}/end/", {"why": "left the ministry"})
    assert response.status_code == 302
    assert theirs.get("/c/UGA/").status_code == 404
    assert AuditEvent.objects.get(action="end_role").why == "left the ministry"


def test_the_last_lead_cannot_be_let_go(lead):
    row = lead.role_assignments.get()
    response = signed_in(lead).post(f"/c/UGA/people/{row.pk}/end/")
    assert response.status_code == 422
    assert "only secretariat lead" in response.content.decode()
    assert RoleAssignment.objects.get(pk=row.pk).ended_at is None


def test_one_of_two_leads_can_be_let_go(lead):
    second = create_person("secretariat-lead", "UGA")
    assert signed_in(second).post(f"/c/UGA/people/{lead.role_assignments.get().pk}/end/").status_code == 302
    assert lead.role_assignments.get().ended_at is not None


def test_a_role_of_another_country_cannot_be_ended_from_here(lead):
    other = create_country("KEN").role_assignments.get()
    assert signed_in(lead).post(f"/c/UGA/people/{other.pk}/end/").status_code == 404


def test_the_table_of_rights_is_made_from_the_roles(lead):
    text = signed_in(lead).get("/c/UGA/people/roles/").content.decode()
    for role in ROLES.values():
        assert role.title in text
        assert all(str(one) in text for one in role.permissions)


def test_a_holder_leaves_a_note_and_the_successor_finds_it(lead):
    holder = create_person("finance-officer", "UGA")
    response = signed_in(holder).post(
        "/c/UGA/people/notes/", {"place": "finance-officer|", "text": "The budget call opens in October."}
    )
    assert response.status_code == 302
    successor = create_person("finance-officer", "UGA")
    assert "budget call opens" in signed_in(successor).get("/c/UGA/").content.decode()
    assert "budget call opens" not in signed_in(create_person("viewer", "UGA")).get("/c/UGA/").content.decode()


def test_nobody_writes_notes_for_a_role_of_others(lead):
    viewer = create_person("viewer", "UGA")
    response = signed_in(viewer).post("/c/UGA/people/notes/", {"place": "finance-officer|", "text": "Mine."})
    assert response.status_code == 422
    assert not HandOverNote.objects.exists()


def test_the_directory_asks_the_database_a_bounded_number_of_times(lead, django_assert_max_num_queries):
    for number in range(30):
        create_person("technical-lead", "UGA", "jee-3.D1", f"Lead {number}")
    client = signed_in(lead)
    with django_assert_max_num_queries(12):
        client.get("/c/UGA/people/")


def test_an_administrator_opens_a_country_and_invites_its_first_lead(db):
    client = signed_in(create_person("administrator"))
    response = client.post("/administration/", {"country": "Kenya", "email": "first@example.org", "name": ""})
    assert response.status_code == 200
    _visitor, joined = join(re.search(r"http://testserver(/invitations/\S+/)", mail.outbox[0].body).group(1))
    assert joined.status_code == 302
    assert RoleAssignment.objects.get(country="KEN").role == "secretariat-lead"
    assert client.get("/c/KEN/").status_code == 404


def test_an_administrator_cannot_add_a_second_lead_beside_the_first(db):
    create_country("UGA")
    client = signed_in(create_person("administrator"))
    response = client.post("/administration/", {"country": "UGA", "email": "second@example.org", "name": ""})
    assert response.status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [key for key in ROLES if key != "administrator"])
def test_nobody_else_opens_countries(db, role):
    client = signed_in(create_person(role, "UGA"))
    assert client.get("/administration/").status_code == 403
    assert client.post("/administration/", {"country": "KEN", "email": "a@example.org"}).status_code == 403


def test_the_first_page_leads_to_the_own_country(lead):
    assert signed_in(lead).get("/").url == "/c/UGA/"
    assert "made together" in Client().get("/").content.decode()
    assert signed_in(create_person("administrator")).get("/").url == "/administration/"
