"""Create a key for a program: it signs the program in as the person, with at most the person's rights."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ProgramKey, User

LONGEST_NAME = 60
SHORTEST_DAYS, LONGEST_DAYS = 1, 365


@dataclass(frozen=True)
class NewKey:
    """A key that was just made. ``secret`` is shown once and kept nowhere."""

    row: ProgramKey
    secret: str


def create_key(*, name: str, countries: Sequence[str], read_only: bool = True, days: int = 90, by: User) -> NewKey:
    """Make a key for some of the person's countries.

    Args:
        name: what the person calls it; it stands behind their name in the history.
        countries: ISO 3166 alpha-3, at least one; the key opens no other.
        read_only: whether it may only read.
        days: for how many days it works, 1 to 365.
        by: whose key it is.

    Raises:
        NotAllowed: one of the countries is not theirs.
        NaphsError: it has no name, no country, or would work too long.
    """
    _check(name, countries, days)
    with ExitStack() as all_or_nothing:
        views = (writing(Permission.VIEW_COUNTRY, country=code, by=by) for code in sorted(set(countries)))
        changes = [all_or_nothing.enter_context(view) for view in views]
        row, secret = ProgramKey.objects.create(
            user=by,
            expiry=timedelta(days=days),
            name=name.strip(),
            read_only=read_only,
            countries=[change.country for change in changes],
        )
        for change in changes:
            change.note(row, "create_key", why="reads" if read_only else "reads and writes")
    return NewKey(row, secret)


def _check(name: str, countries: Sequence[str], days: int) -> None:
    if not name.strip() or len(name.strip()) > LONGEST_NAME:
        message = f"Give the key a name of at most {LONGEST_NAME} letters, for example after the program that uses it."
        raise NaphsError(message)
    if not countries:
        raise NaphsError("Choose at least one country the key is for.")
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        message = f"A key works for {SHORTEST_DAYS} to {LONGEST_DAYS} days, not {days}."
        raise NaphsError(message)
