"""Withdraw a comment: its place in the talk stays, its words are no longer shown."""

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Comment, User


def withdraw_comment(*, comment: Comment, by: User) -> Comment:
    """Withdraw one's own comment; one that is withdrawn already stays as it is.

    Args:
        comment: which.
        by: its author.

    Raises:
        NotAllowed: they did not write it, or may no longer see the country.
    """
    with writing(Permission.VIEW_COUNTRY, country=comment.country, by=by) as change:
        row = Comment.objects.select_for_update().get(pk=comment.pk)
        if row.author_id != by.pk:
            raise NotAllowed("Only its author can withdraw a comment. You can settle it instead.")
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            change.note(row, "withdraw_comment")
    return row
