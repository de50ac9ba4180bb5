"""Invite a person by their e-mail address to join with a role."""

import datetime
import secrets

from django.utils import timezone

from opennaphs.actions.people.giving import check_role, permission_to_give
from opennaphs.actions.people.invitations import hash_of_key
from opennaphs.actions.writing import writing
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Invitation, RoleAssignment, User

VALID_FOR = datetime.timedelta(days=14)
KEY_BYTES = 32


def invite_person(
    *,
    email: str,
    name: str = "",
    role: str,
    country: str,
    area: str = "",
    organisation: str = "",
    why: str = "",
    by: User,
) -> tuple[Invitation, str]:
    """Invite somebody; give the invitation and the key of its link, which is kept nowhere and cannot be shown again.

    Args:
        email: the address the link goes to; only its owner may accept.
        name: what the person is called, if known.
        role: key of the role they will hold.
        country: ISO 3166 alpha-3; "" for the roles that hold everywhere.
        area: full area id for roles by area; "" means all areas.
        organisation: for partners, whom they speak for.
        why: a sentence for the history.
        by: who invites.

    Raises:
        NotAllowed: they may not give this role there.
        NaphsError: the role does not fit, or the person holds it or is invited to it already.
    """
    check_role(role, country, area)
    email, key = email.strip().lower(), secrets.token_urlsafe(KEY_BYTES)
    place = {"role": role, "country": country, "area": area, "organisation": organisation}
    with writing(permission_to_give(role, country), country=country, by=by) as change:
        _check_new(email, place)
        row = Invitation.objects.create(
            email=email,
            name=name.strip(),
            key_hash=hash_of_key(key),
            invited_by=str(by),
            expires_at=timezone.now() + VALID_FOR,
            **place,
        )
        change.note(row, "invite_person", why=why)
    return row, key


def _check_new(email: str, place: dict[str, str]) -> None:
    if RoleAssignment.objects.filter(user__email__iexact=email, ended_at=None, **place).exists():
        message = f"{email} holds this role already."
        raise NaphsError(message)
    waiting = Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None, **place)
    if waiting.filter(expires_at__gt=timezone.now()).exists():
        message = f"{email} is invited to this role already. Withdraw that invitation first to make a new link."
        raise NaphsError(message)
