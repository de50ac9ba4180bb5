"""Revoke a key: the program that holds it is out from now on."""

from contextlib import AbstractContextManager, ExitStack

from opennaphs.actions.writing import Change, entitled, writing
from opennaphs.authorization.judge import NotAllowed, may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ProgramKey, User


def revoke_key(*, key: ProgramKey, by: User) -> None:
    """Take a key away for good. Its event stays in the history of each of its countries.

    Args:
        key: which.
        by: its owner; also when they may no longer see the country.

    Raises:
        NotAllowed: it is somebody else's.
    """
    if key.user_id != by.pk:
        raise NotAllowed("This key belongs to somebody else. It opens nothing once their roles have ended.")
    with ExitStack() as all_or_nothing:
        changes = [all_or_nothing.enter_context(_change(code, by)) for code in key.countries]
        for change in changes:
            change.note(key, "revoke_key")
        ProgramKey.objects.filter(pk=key.pk).delete()


def _change(country: str, by: User) -> AbstractContextManager[Change]:
    if may(by, Permission.VIEW_COUNTRY, country=country):
        return writing(Permission.VIEW_COUNTRY, country=country, by=by)
    return entitled(country=country, by=by)  # giving a key back needs no right
