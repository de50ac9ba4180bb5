"""Progress updates as people send them: a CSV with one line for each activity and day."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from opennaphs.domain.activity_details import MOST_PERCENT, ActivityStatus
from opennaphs.domain.errors import NaphsError, Problem, Severity, refuse_if_broken
from opennaphs.domain.monitoring.records import Blocker, ProgressUpdate
from opennaphs.sources.tables import Row, parse_table

REQUIRED = ("activity", "on", "status")
OPTIONAL = ("percent_done", "evidence", "blocker", "blocked_by", "next_step", "by")
COMPUTED = "delayed"
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class ReportedProgress:
    """The updates of a file in its order, and what a person should know about it."""

    updates: tuple[ProgressUpdate, ...]
    warnings: tuple[Problem, ...]


def parse_progress(content: bytes, name: str, activities: Collection[str], today: datetime.date) -> ReportedProgress:
    """Read progress updates (columns activity, on, status; percent_done, evidence, blocker, blocked_by, next_step, by).

    An empty cell is not said. Nothing of a file with a fault is taken.

    Args:
        content: the file.
        name: its name, for messages.
        activities: the numbers of the activities of the plan.
        today: the last day that can be reported on.

    Raises:
        InputRefused: names every fault with row, column and remedy: an activity that is not in the plan, a day that is
            none or still to come, a word nobody knows, a percentage that cannot be, two reports of one day.
    """
    rows, problems = parse_table(content, name, REQUIRED, OPTIONAL)
    read = [(row, _update(row, activities, today, problems)) for row in rows]
    problems += _twice((row, update) for row, update in read if update is not None)
    refuse_if_broken(problems)
    updates = tuple(update for _, update in read if update is not None)
    return ReportedProgress(updates, tuple(one for one in problems if one.severity is Severity.WARNING))


def _update(
    row: Row, activities: Collection[str], today: datetime.date, problems: list[Problem]
) -> ProgressUpdate | None:
    activity = _activity(row, activities, problems)
    on = _day(row, today, problems)
    status = _status(row, problems)
    percent, percent_is_fine = _percent(row, problems)
    blocker, blocker_is_fine = _blocker(row, problems)
    if activity is None or on is None or status is None or not (percent_is_fine and blocker_is_fine):
        return None
    texts = {name: row.cells.get(name, "") for name in ("evidence", "blocked_by", "next_step", "by")}
    try:
        return ProgressUpdate(activity, on, status, percent, blocker=blocker, **texts)
    except NaphsError as error:
        remedy = f"Write {MOST_PERCENT} or nothing for what is completed."
        problems.append(Problem(row.place("percent_done"), str(error), remedy))
        return None


def _activity(row: Row, activities: Collection[str], problems: list[Problem]) -> str | None:
    number = row.cells["activity"]
    if number in activities:
        return number
    near = get_close_matches(number, list(activities), n=1, cutoff=0.6)
    remedy = f"Did you mean {near[0]}? " if near else ""
    what = f"“{number}” is no activity of the plan." if number else "The number of the activity is missing."
    problems.append(Problem(row.place("activity"), what, f"{remedy}Write its number as the plan has it."))
    return None


def _day(row: Row, today: datetime.date, problems: list[Problem]) -> datetime.date | None:
    text, remedy = row.cells["on"], "Write year, month and day, for example 2027-03-31."
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        what = f"“{text}” is no day." if text else "The day of the report is missing."
        problems.append(Problem(row.place("on"), what, remedy))
        return None
    if day > today:
        what = f"{day} is still to come; today is {today}."
        problems.append(Problem(row.place("on"), what, "Write the day of which the report speaks."))
        return None
    return day


def _status(row: Row, problems: list[Problem]) -> ActivityStatus | None:
    text = row.cells["status"]
    if text.casefold() == COMPUTED:
        remedy = "Write not started, in progress or on hold: whether it is late follows from its days."
        problems.append(Problem(row.place("status"), "“delayed” is worked out and not reported.", remedy))
        return None
    return _word(row, "status", ActivityStatus, problems)


def _blocker(row: Row, problems: list[Problem]) -> tuple[Blocker | None, bool]:
    if not row.cells.get("blocker"):
        return None, True
    found = _word(row, "blocker", Blocker, problems)
    return found, found is not None


def _word(row: Row, column: str, words: type[Word], problems: list[Problem]) -> Word | None:
    text = row.cells[column]
    known = {str(word): word for word in words}
    if text.casefold() in known:
        return known[text.casefold()]
    what = f"“{text}” is no {column} we know." if text else f"The {column} is missing."
    problems.append(Problem(row.place(column), what, f"Write one of: {', '.join(known)}."))
    return None


def _percent(row: Row, problems: list[Problem]) -> tuple[int | None, bool]:
    text = row.cells.get("percent_done", "")
    if not text:
        return None, True
    if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PERCENT)) and int(text) <= MOST_PERCENT:
        return int(text), True
    remedy = "Write a whole number from 0 to 100 without a sign, or nothing when nobody knows."
    problems.append(Problem(row.place("percent_done"), f"“{text}” is no percentage.", remedy))
    return None, False


def _twice(read: Iterable[tuple[Row, ProgressUpdate]]) -> list[Problem]:
    seen: dict[tuple[str, datetime.date], int] = {}
    found = []
    for row, update in read:
        first = seen.setdefault((update.activity, update.on), row.number)
        if first != row.number:
            what = f"{update.activity} is reported twice for {update.on}, first in row {first}."
            found.append(Problem(row.place("activity"), what, "Keep one of the two lines."))
    return found
