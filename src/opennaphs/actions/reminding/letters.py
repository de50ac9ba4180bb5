"""The letters of a day: who gets one, and what is in it; what somebody was reminded of already is left out."""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from opennaphs.domain.reminders import Reminder, not_yet
from opennaphs.store.models import CountryDesk, ReminderSent, User
from opennaphs.store.reminders import reminders_of


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, on which day, with what."""

    person: User
    day: datetime.date
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True)
class Reminded:
    """How a day went: how many letters went out, and to whom one could not be sent. The next day tries again."""

    sent: int
    failed: tuple[str, ...]


Send = Callable[[Letter], None]


def mail_of(day: datetime.date) -> str:
    """Name the letter of a day: nobody gets two."""
    return f"mail {day}"


def letters_of(day: datetime.date) -> tuple[Letter, ...]:
    """Give the letters of a day, one a person over all their countries, without writing or sending anything."""
    found: dict[User, list[Reminder]] = defaultdict(list)
    for country in CountryDesk.objects.order_by("country").values_list("country", flat=True):
        for person, reminders in reminders_of(country, day).items():
            found[person] += reminders
    letters = (_letter(person, day, reminders) for person, reminders in found.items())
    return tuple(one for one in letters if one is not None)


def _letter(person: User, day: datetime.date, reminders: list[Reminder]) -> Letter | None:
    sent = set(ReminderSent.objects.filter(user=person).values_list("subject", flat=True))
    wanted = not_yet(reminders, sent, day)
    return None if not wanted or mail_of(day) in sent else Letter(person, day, wanted)
