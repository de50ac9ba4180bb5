"""Invitations by the key of their link, and whom they are for."""

import hashlib

from django.utils import timezone

from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Invitation


class InvitationRefused(NaphsError):  # noqa: N818 - it reads as what happened
    """An invitation that cannot be accepted, by this person or at all."""


def hash_of_key(key: str) -> str:
    """Give what is kept of the key in a link: its SHA-256; the key is random, so it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_invitation(key: str, *, lock: bool = False) -> Invitation:
    """Give the invitation of a link; ``lock`` keeps others from using it at the same moment.

    Raises:
        InvitationRefused: there is none that waits; the sentence says what happened to it and what to do.
    """
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects.all()
    row = rows.filter(key_hash=hash_of_key(key)).first()
    if row is None:
        raise InvitationRefused("This link is not an invitation. Copy the whole link from the message.")
    if row.accepted_at is not None:
        raise InvitationRefused("This invitation was accepted already. Sign in to go on.")
    if row.withdrawn_at is not None:
        raise InvitationRefused("This invitation was withdrawn. Ask the secretariat if you think that is a mistake.")
    if row.expires_at <= timezone.now():
        raise InvitationRefused("This invitation has expired. Ask the secretariat to invite you again.")
    return row


def check_address(invitation: Invitation, email: str) -> None:
    """Let the owner of the invited address through.

    Raises:
        InvitationRefused: it is somebody else.
    """
    if email.strip().lower() != invitation.email.lower():
        message = (
            f"This invitation was sent to {invitation.email}, and you are signed in as {email}. "
            "Sign out, or ask to be invited under the address of your account."
        )
        raise InvitationRefused(message)
