"""Settle a comment: what it asked for is answered or done."""

from django.utils import timezone

from opennaphs.actions.writing import Gone, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Comment, User


def settle_comment(*, comment: Comment, by: User) -> Comment:
    """Mark a comment as settled; one that is settled already stays as it is.

    Args:
        comment: which.
        by: who says so: anybody who takes part in the discussion.

    Raises:
        NotAllowed: they may not take part in the discussion.
        Gone: it was withdrawn.
    """
    with writing(Permission.COMMENT, country=comment.country, by=by) as change:
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if row.withdrawn_at is not None:
            raise Gone("This comment was withdrawn meanwhile.")
        if row.settled_at is None:
            row.settled_at, row.settled_by = timezone.now(), str(by)
            row.save(update_fields=["settled_at", "settled_by"])
            change.note(row, "settle_comment")
    return row
