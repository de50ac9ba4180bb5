"""Withdraw an invitation: its link stops working."""

from django.utils import timezone

from opennaphs.actions.people.giving import permission_to_give
from opennaphs.actions.writing import writing
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Invitation, User


def withdraw_invitation(*, invitation: Invitation, why: str = "", by: User) -> Invitation:
    """Take an invitation back; doing it again changes nothing.

    Raises:
        NotAllowed: they may not give the role it was for.
        NaphsError: it has been accepted; the role has to be ended instead.
    """
    permission = permission_to_give(invitation.role, invitation.country)
    with writing(permission, country=invitation.country, by=by) as change:
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.accepted_at is not None:
            message = f"{row.email} has accepted already. End the role instead."
            raise NaphsError(message)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            change.note(row, "withdraw_invitation", why=why)
    return row
