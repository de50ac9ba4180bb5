"""Signing in: the real hasher, a second factor, rate limits, forgotten passwords, closed sign-up, ended sessions."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from opennaphs.actions.people.invite_person import invite_person
from opennaphs.store.models import User
from tests.workbench import PASSWORD, create_country, create_person

NEW_PASSWORD = "blue mango seven rivers"  # noqa: S105
LOGIN = "/accounts/login/"


@pytest.fixture
def person(db):
    create_country("UGA")
    found = create_person("viewer", "UGA")
    EmailAddress.objects.create(user=found, email=found.email, verified=True, primary=True)
    return found


@pytest.fixture
def counting(db, settings):
    """Rate limits are counted in the cache of the database, as in life."""
    call_command("createcachetable", verbosity=0)
    cache.clear()
    yield
    cache.clear()


def sign_in(client, person, password=PASSWORD):
    return client.post(LOGIN, {"login": person.email, "password": password})


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_passwords_are_kept_by_argon2(person, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    person.set_password(PASSWORD)
    person.save()
    assert person.password.startswith("argon2$argon2id$")
    assert PASSWORD not in person.password
    assert sign_in(Client(), person).url == "/"
    assert sign_in(Client(), person, "wrong").status_code == 200


def test_somebody_signs_in_and_out(person):
    client = Client()
    assert client.get("/c/UGA/").status_code == 302
    sign_in(client, person)
    assert client.get("/c/UGA/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/c/UGA/").status_code == 302


def test_capitals_in_the_address_do_not_matter(person):
    client = Client()
    assert client.post(LOGIN, {"login": person.email.upper(), "password": PASSWORD}).status_code == 302


def test_a_second_factor_is_asked_for_and_lets_in(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    client = Client()
    assert sign_in(client, person).url == reverse("mfa_authenticate")
    assert client.get("/c/UGA/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get("/c/UGA/").status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get("/c/UGA/").status_code == 200


def test_a_second_factor_is_set_up_on_the_page(person):
    client = Client()
    sign_in(client, person)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))  # a session left open is not enough for this
    page = client.post(asked.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert page.status_code == 200
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_guessing_passwords_is_slowed_down_with_a_page(person, counting):
    client = Client()
    answers = [sign_in(client, person, f"guess {number}") for number in range(8)]
    assert answers[0].status_code == 200
    text = answers[-1].content.decode()
    assert answers[-1].status_code == 429 or "Too many" in text
    assert sign_in(client, person).status_code != 302


def test_one_machine_that_tries_many_accounts_gets_the_page_of_429(person, counting):
    client = Client()
    answers = [
        client.post(LOGIN, {"login": f"nobody{number}@example.org", "password": "x"}).status_code
        for number in range(35)
    ]
    assert answers[-1] == 429
    assert "Too many requests" in client.post(LOGIN, {"login": "a@example.org", "password": "x"}).content.decode()


def test_a_forgotten_password_is_set_anew_by_mail(person):
    client = Client()
    client.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link)
    response = client.post(form.url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert response.status_code == 302
    assert sign_in(Client(), person, NEW_PASSWORD).url == "/"
    assert sign_in(Client(), person).status_code == 200


def test_asking_for_an_unknown_address_tells_nobody_whether_it_has_an_account(person):
    known = Client().post("/accounts/password/reset/", {"email": person.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_sign_up_is_closed_without_an_invitation(db):
    client = Client()
    assert "given by invitation" in client.get("/accounts/signup/").content.decode()
    given = {"email": "me@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/signup/", given)
    assert not User.objects.exists()


def test_other_sessions_end_when_the_password_is_changed(person):
    here, elsewhere = Client(), Client()
    sign_in(here, person)
    sign_in(elsewhere, person)
    assert elsewhere.get("/c/UGA/").status_code == 200
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post("/accounts/password/change/", given)
    assert elsewhere.get("/c/UGA/").status_code == 302


def test_a_weak_new_password_is_refused(person):
    client = Client()
    sign_in(client, person)
    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert response.status_code == 200
    assert sign_in(Client(), person).status_code == 302


def test_after_signing_in_one_comes_to_the_page_one_wanted(person):
    client = Client()
    wanted = client.get("/c/UGA/people/").url
    assert parse_qs(urlsplit(wanted).query)["next"] == ["/c/UGA/people/"]
    assert (
        client.post(wanted, {"login": person.email, "password": PASSWORD, "next": "/c/UGA/people/"}).url
        == "/c/UGA/people/"
    )


def test_nobody_is_sent_to_another_site(person):
    response = Client().post(
        f"{LOGIN}?next=https://evil.example/",
        {"login": person.email, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert "evil" not in response.url


def test_the_page_of_an_invitation_lets_a_browser_say_where_its_form_comes_from(client, db):
    lead = create_country("UGA")
    _invitation, key = invite_person(
        email="new@example.org", name="", role="viewer", country="UGA", area="", organisation="", by=lead
    )
    page = client.get(f"/invitations/{key}/")
    assert page["Referrer-Policy"] == "same-origin"  # with no-referrer, browsers send an origin of null and are refused
