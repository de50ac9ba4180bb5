"""Give somebody a new password from the terminal of the server; their old sessions end."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import User


def renew_password(*, person: User, password: str, why: str = "", by: User) -> User:
    """Set the password of an account; the password itself is in no event.

    Args:
        person: whose.
        password: the new one.
        why: a sentence for the history.
        by: who sets it, an administrator.

    Raises:
        NotAllowed: they are no administrator.
    """
    with writing(Permission.ADMINISTER, country="", by=by) as change:
        person.set_password(password)
        person.save(update_fields=["password"])
        change.note(person, "renew_password", why=why)
    return person
