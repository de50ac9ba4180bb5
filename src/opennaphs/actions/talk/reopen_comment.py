"""Open a settled comment again."""

from opennaphs.actions.writing import Gone, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Comment, User


def reopen_comment(*, comment: Comment, by: User) -> Comment:
    """Say that a comment is not settled after all; one that is open already stays as it is.

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
        if row.settled_at is not None:
            row.settled_at, row.settled_by = None, ""
            row.save(update_fields=["settled_at", "settled_by"])
            change.note(row, "reopen_comment")
    return row
