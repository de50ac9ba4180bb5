"""Reminders: what somebody is reminded of, when, and never twice of the same."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

UPDATES_EVERY_DAYS = 7


class ReminderKind(StrEnum):
    """What a reminder is about, in the order of a letter."""

    REVIEW = "progress review"
    UPDATES = "updates due"
    MILESTONE = "milestone overdue"
    BUDGET_MOMENT = "budget moment"
    ADVOCACY = "advocacy step"
    ACTION_ITEM = "action item overdue"


NOTICE_DAYS: dict[ReminderKind, tuple[int, ...]] = {
    ReminderKind.REVIEW: (7, 1),
    ReminderKind.BUDGET_MOMENT: (14, 3),
    ReminderKind.ADVOCACY: (14, 3),
}
"""How many days before its day something is announced."""


@dataclass(frozen=True)
class Reminder:
    """One thing to remind somebody of.

    Attributes:
        kind: what it is about.
        subject: names it once and for all: of the same subject nobody is reminded twice.
        country: ISO 3166 alpha-3.
        plan: number of the plan it belongs to; ``None`` when it belongs to the whole country.
        number: number of the row it is about; that of the plan for updates.
        text: what people called it.
        day: its day; ``None`` for updates.
        count: for updates: how many activities are silent; else 1.
    """

    kind: ReminderKind
    subject: str
    country: str
    plan: int | None
    number: int
    text: str
    day: datetime.date | None
    count: int = 1


def announced(kind: ReminderKind, due: datetime.date, today: datetime.date) -> int | None:
    """Give for how many days ahead something is announced today; ``None`` when it is too far or over.

    Seven days ahead holds until one day ahead takes its place, so that a day on which no mail went out is made good.
    """
    left = (due - today).days
    fitting = [days for days in NOTICE_DAYS[kind] if 0 <= left <= days]
    return min(fitting, default=None)


def subject_of(kind: ReminderKind, number: int, day: datetime.date, ahead: int | None = None) -> str:
    """Name a reminder: its row, its day (one that is moved is announced again), and for how many days ahead."""
    return f"{kind} {number} {day}" + ("" if ahead is None else f" {ahead} days ahead")


def not_yet(reminders: Iterable[Reminder], sent: Collection[str], today: datetime.date) -> tuple[Reminder, ...]:
    """Keep what somebody was not yet reminded of; of updates they are reminded once in seven days.

    Args:
        reminders: what there is for one person.
        sent: the subjects they were reminded of.
        today: the day of the letter.
    """
    return tuple(one for one in reminders if not _was_sent(one, sent, today))


def _was_sent(one: Reminder, sent: Collection[str], today: datetime.date) -> bool:
    if one.kind is not ReminderKind.UPDATES:
        return one.subject in sent
    days = (today - datetime.timedelta(days=back) for back in range(UPDATES_EVERY_DAYS))
    return any(subject_of(one.kind, one.number, day) in sent for day in days)
