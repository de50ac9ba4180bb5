"""What can stand in a progress review, and what of a held one can still be corrected."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.actions.writing import Gone
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.store.following import HELD
from opennaphs.store.models import ProgressReviewRecord

PLANNED_FIELDS = frozenset({"kind", "held_on", "title"})
HELD_FIELDS = frozenset({"title", "summary", "attendance", "decisions", "lessons"})
MOST_LINES, LONGEST_LINE, LONGEST_TITLE = 100, 1000, 200
Lesson = dict[str, Any]


def put_fields(row: ProgressReviewRecord, fields: Mapping[str, Any], allowed: Iterable[str]) -> None:
    """Set fields of a review and hold it against its rules; does not save.

    Raises:
        NaphsError: a field that cannot be set now, or a value that cannot be.
    """
    wrong = sorted(set(fields) - set(allowed))
    if wrong:
        message = f"These fields of a progress review cannot be set here: {', '.join(wrong)}."
        raise NaphsError(message)
    for name, value in fields.items():
        setattr(row, name, _lessons(row, value) if name == "lessons" else _clean(value))
    _check(row)


def check_there(row: ProgressReviewRecord) -> None:
    """Raise when a review was removed.

    Raises:
        Gone: it was.
    """
    if row.removed:
        message = f"“{row}” was removed."
        raise Gone(message)


def _clean(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(one).strip() for one in value if str(one).strip()]
    return value.strip() if isinstance(value, str) else value


def _lessons(row: ProgressReviewRecord, texts: Iterable[str]) -> list[Lesson]:
    """Give lessons for texts; one that is in the register already keeps its link, and cannot be taken away.

    Raises:
        NaphsError: a lesson that is in the register was reworded or left out.
    """
    known: dict[str, Lesson] = {one["text"]: one for one in row.lessons}
    wanted = list(dict.fromkeys(_clean(list(texts))))
    gone = [one["text"] for one in row.lessons if one["recommendation"] is not None and one["text"] not in wanted]
    if gone:
        message = f"“{gone[0]}” is in the register already. Change it there, and leave it as it is here."
        raise NaphsError(message)
    return [known.get(text, {"text": text, "area": "", "recommendation": None}) for text in wanted]


def _check(row: ProgressReviewRecord) -> None:
    if row.kind not in set(ReviewKind):
        message = f"“{row.kind}” is no kind of progress review. Write one of: {', '.join(ReviewKind)}."
        raise NaphsError(message)
    if not isinstance(row.held_on, datetime.date):
        raise NaphsError("A progress review has a day.")
    if not row.title or len(row.title) > LONGEST_TITLE:
        message = f"Give the review a title of at most {LONGEST_TITLE} letters."
        raise NaphsError(message)
    _check_lines([*row.decisions, *(one["text"] for one in row.lessons)])
    _check_attendance(row.attendance)


def _check_lines(lines: list[str]) -> None:
    if len(lines) > MOST_LINES or any(len(one) > LONGEST_LINE for one in lines):
        message = f"Write at most {MOST_LINES} decisions and lessons, each of at most {LONGEST_LINE} letters."
        raise NaphsError(message)


def _check_attendance(attendance: Any) -> None:
    unknown = [str(one) for one in attendance if one not in SECTORS]
    if unknown:
        message = f"“{unknown[0]}” is no sector. Write one of: {', '.join(SECTORS)}."
        raise NaphsError(message)
    wrong = [sector for sector, people in attendance.items() if type(people) is not int or people < 0]
    if wrong:
        message = f"How many came from {wrong[0]} is a whole number; 0 says that nobody came."
        raise NaphsError(message)


def check_not_held(row: ProgressReviewRecord) -> None:
    """Raise when a review was held already.

    Raises:
        NaphsError: it was; the message says what to do instead.
    """
    if row.state == HELD:
        message = f"“{row}” was held already. Correct its record on its page."
        raise NaphsError(message)
