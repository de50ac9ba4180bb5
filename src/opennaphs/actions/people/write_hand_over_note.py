"""Write what the next holder of a role must know."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.judge import NotAllowed, may
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import HandOverNote, User


def write_hand_over_note(*, country: str, role: str, area: str = "", text: str, by: User) -> HandOverNote:
    """Add a note to a role; earlier notes stay.

    Args:
        country: ISO 3166 alpha-3.
        role: key of the role the note is for.
        area: full area id when the role is held in one area.
        text: what the next holder must know.
        by: who writes it: whoever holds the role, or leads the cycle.

    Raises:
        NotAllowed: they neither hold the role nor lead the cycle.
        NaphsError: the note is empty.
    """
    if not text.strip():
        raise NaphsError("The note is empty. Write what the next holder of the role must know.")
    with writing(Permission.VIEW_COUNTRY, country=country, by=by) as change:
        _check_writer(country, role, area, by)
        note = HandOverNote.objects.create(country=country, role=role, area=area, text=text.strip(), author=str(by))
        change.note(note, "write_hand_over_note")
    return note


def _check_writer(country: str, role: str, area: str, by: User) -> None:
    holds = any(
        one.role == role and one.country == country and (one.area or "") in {"", area} for one in by.assignments
    )
    if not holds and not may(by, Permission.MANAGE_CYCLE, country=country):
        title = ROLES[role].title if role in ROLES else role
        message = f"A note for the role “{title}” is written by whoever holds it, or by the secretariat."
        raise NotAllowed(message)
