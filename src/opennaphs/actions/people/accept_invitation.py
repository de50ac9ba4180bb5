"""Accept an invitation: its role is held from now on, and the address is proven by the link that was opened."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from opennaphs.actions.people.invitations import check_address, find_invitation
from opennaphs.actions.writing import entitled
from opennaphs.store.models import RoleAssignment, User

PLACE = ("role", "country", "area", "organisation")


def accept_invitation(*, key: str, by: User) -> RoleAssignment:
    """Give the person who was invited the role of the invitation. The key is the right to it; it works once.

    Args:
        key: the key of the link.
        by: who opened it and accepts, with the address that was invited.

    Raises:
        InvitationRefused: the link is not valid (any more), or was sent to another address.
    """
    with transaction.atomic():
        invitation = find_invitation(key, lock=True)
        check_address(invitation, by.email)
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        _prove(by)
        with entitled(country=invitation.country, by=by) as change:
            row, _new = RoleAssignment.objects.get_or_create(
                user=by, ended_at=None, **{name: getattr(invitation, name) for name in PLACE}
            )
            change.note(row, "accept_invitation", why=f"invited by {invitation.invited_by}")
    return row


def _prove(person: User) -> None:
    """Mark the address as proven, so that nobody has to open a second link for it."""
    main = not EmailAddress.objects.filter(user=person, primary=True).exclude(email=person.email).exists()
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": main})
