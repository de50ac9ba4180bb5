"""How allauth makes accounts here: never by itself. Accounts come from invitations, also by the ministry's sign-in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from opennaphs.actions.people.accept_invitation import accept_invitation
from opennaphs.actions.people.invitations import InvitationRefused, find_invitation
from opennaphs.store.models import User

INVITED = "invitation"
"""Where the session keeps the key of the invitation somebody is accepting through the ministry's sign-in."""


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """The library's own sign-up is closed: an invited person opens the account on the page of the invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the library's shape
        """Say no."""
        return False


class InvitedThroughProvider(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The ministry's own sign-in opens an account for an invited person, when it vouches for the invited address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say whether this visitor may make an account."""
        return self._invited_address(request) in _vouched(sociallogin)

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Make the account and accept the invitation, both or neither."""
        with transaction.atomic():
            sociallogin.user.email = self._invited_address(request)
            person: User = super().save_user(request, sociallogin, form)
            accept_invitation(key=request.session.pop(INVITED), by=person)
        return person

    def _invited_address(self, request: HttpRequest) -> str | None:
        try:
            return find_invitation(request.session.get(INVITED, "")).email.lower()
        except InvitationRefused:
            return None


def _vouched(sociallogin: Any) -> set[str]:
    """Give the addresses the provider says it has verified."""
    return {one.email.lower() for one in sociallogin.email_addresses if one.verified}
