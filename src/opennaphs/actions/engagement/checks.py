"""What can stand in the register of stakeholders, in a committee, a meeting or an action item."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from opennaphs.domain.coordination import Involvement, Stakeholder
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Sector
from opennaphs.domain.meeting_cadence import Cadence
from opennaphs.store.models import ActionItem, Committee, Meeting, StakeholderRecord, Versioned

INTERNATIONAL = "international partner"
SECTORS: tuple[str, ...] = (*map(str, Sector), INTERNATIONAL)
"""The sectors of the library, and those who come from outside the country."""
NOT_EDITED = frozenset({"removed", "parts"})


def put_fields(row: Versioned, fields: Mapping[str, Any]) -> None:
    """Set fields of a row and hold the whole row against its rules; does not save.

    Raises:
        NaphsError: a field nobody knows, or a value that cannot be.
    """
    unknown = [name for name in fields if name not in row.KEPT or name in NOT_EDITED]
    if unknown:
        message = f"These fields cannot be set here: {', '.join(unknown)}."
        raise NaphsError(message)
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    check_row(row)


def check_row(row: Versioned) -> None:
    """Raise unless a row can stand as it is.

    Raises:
        NaphsError: a value cannot be; the message says which and why.
    """
    try:
        row.clean_fields()
    except ValidationError as error:
        raise NaphsError(" ".join(_told(name, texts) for name, texts in error.message_dict.items())) from error
    CHECKS[type(row)](row)


def _told(name: str, texts: list[str]) -> str:
    return f"{name.replace('_', ' ').capitalize()}: {' '.join(texts)}"


def _check_sectors(sectors: Any) -> None:
    if not isinstance(sectors, (list, tuple, dict)):
        raise NaphsError("Sectors are a list.")
    unknown = [str(one) for one in sectors if one not in SECTORS]
    if unknown:
        message = f"“{unknown[0]}” is no sector. Write one of: {', '.join(SECTORS)}."
        raise NaphsError(message)
    if len(set(sectors)) < len(sectors):
        raise NaphsError("A sector stands twice. Keep it once.")


def _check_stakeholder(row: Any) -> None:
    _check_sectors([row.sector])
    Stakeholder(row.name, row.organisation, row.sector, row.mandate, row.influence, row.interest)
    if not all(part in set(Involvement) for part in row.parts.values()):
        message = f"Somebody is one of {', '.join(Involvement)} for an area."
        raise NaphsError(message)


def _check_committee(row: Any) -> None:
    _check_sectors(row.sectors)
    if row.cadence and row.cadence not in set(Cadence):
        message = f"“{row.cadence}” is not known. Write one of: {', '.join(Cadence)}."
        raise NaphsError(message)


def _check_meeting(row: Any) -> None:
    _check_sectors(row.attendance)
    wrong = [sector for sector, people in row.attendance.items() if type(people) is not int or people < 0]
    if wrong:
        message = f"How many came from {wrong[0]} is a whole number; 0 says that nobody came."
        raise NaphsError(message)
    if not all(isinstance(one, str) and one.strip() for one in row.decisions):
        raise NaphsError("A decision is a sentence. Write it out or leave it away.")


def _anything(_row: Any) -> None:
    """The fields themselves say all there is to say."""


CHECKS: Mapping[type[Versioned], Callable[[Any], None]] = {
    StakeholderRecord: _check_stakeholder,
    Committee: _check_committee,
    Meeting: _check_meeting,
    ActionItem: _anything,
}
