"""Withdraw an update link: it stops working."""

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import UpdateLink, User


def withdraw_update_link(*, link: UpdateLink, why: str = "", by: User) -> UpdateLink:
    """Take a link back; doing it again changes nothing.

    Raises:
        NotAllowed: they may not lead the follow-up.
    """
    with writing(Permission.FOLLOW_UP, country=link.plan.country, by=by) as change:
        row = UpdateLink.objects.select_for_update().get(pk=link.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            change.note(row, "withdraw_update_link", why=why)
    return row
