"""The ministry's own sign-in opens accounts for invited people only, and only when it vouches for their address."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from opennaphs.actions.people.invite_person import invite_person
from opennaphs.store.models import RoleAssignment, User
from opennaphs.web.people.adapter import INVITED, InvitedOnly, InvitedThroughProvider
from tests.workbench import create_country


@pytest.fixture
def key(db):
    lead = create_country("UGA")
    return invite_person(email="nia@example.org", role="viewer", country="UGA", by=lead)[1]


def visitor(**session):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.session.update(session)
    return request


def brought(email="nia@example.org", *, verified=True):
    account = SocialAccount(provider="ministry", uid="1", extra_data={})
    addresses = [EmailAddress(email=email, verified=verified, primary=True)]
    return SocialLogin(user=User(email=email), account=account, email_addresses=addresses)


def test_an_invited_and_vouched_address_may_open_an_account(key):
    assert InvitedThroughProvider().is_open_for_signup(visitor(**{INVITED: key}), brought())


@pytest.mark.parametrize(
    ("session", "login"),
    [
        ({}, brought()),
        ({INVITED: "made up"}, brought()),
        (None, brought(verified=False)),
        (None, brought("other@example.org")),
        (None, SimpleNamespace(email_addresses=[])),
    ],
)
def test_nobody_else_may(key, session, login):
    request = visitor(**({INVITED: key} if session is None else session))
    assert not InvitedThroughProvider().is_open_for_signup(request, login)


def test_the_account_and_the_role_come_together(key):
    request = visitor(**{INVITED: key})
    person = InvitedThroughProvider().save_user(request, brought())
    assert person.email == "nia@example.org"
    assert not person.has_usable_password()
    assert RoleAssignment.objects.get(user=person).role == "viewer"
    assert INVITED not in request.session


def test_the_own_sign_up_of_the_library_stays_closed_even_with_an_invitation(key):
    assert not InvitedOnly().is_open_for_signup(visitor(**{INVITED: key}))
