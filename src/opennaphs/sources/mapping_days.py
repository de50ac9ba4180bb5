"""Days and years in the cells of a resource mapping, as dates, as numbers of a spreadsheet, or as people type them."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from opennaphs.sources.mapping_headings import plain

FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # 2000 to 2099, as spreadsheets count days
EPOCH = datetime.date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv يناير", "february feb fevrier fevr فبراير", "march mar mars مارس",
            "april apr avril avr ابريل", "may mai مايو", "june jun juin يونيو", "july jul juillet juil يوليو",
            "august aug aout اغسطس", "september sep sept septembre سبتمبر", "october oct octobre اكتوبر",
            "november nov novembre نوفمبر", "december dec decembre ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS = re.compile(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})")
_ISO = re.compile(r"(\d{4})[./\-](\d{1,2})[./\-](\d{1,2})(?:[T ].*)?")
_WORDS = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)? ([^\W\d_]+) (\d{4})")
_WORDS_US = re.compile(r"([^\W\d_]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")


@dataclass(frozen=True)
class DayRead:
    """What a cell says as a day.

    Attributes:
        day: the day; ``None`` = not said or not readable.
        other: the other day it may mean, when day and month can be taken for one another.
        as_text: whether it was written as text or number instead of as a date.
        unread: whether there is something that cannot be read.
    """

    day: datetime.date | None = None
    other: datetime.date | None = None
    as_text: bool = False
    unread: bool = False


def read_day(value: Any) -> DayRead:
    """Read a day."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return DayRead()
    if isinstance(value, datetime.datetime):
        return DayRead(value.date())
    if isinstance(value, datetime.date):
        return DayRead(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        serial = FIRST_SERIAL <= value <= LAST_SERIAL
        return DayRead(EPOCH + datetime.timedelta(days=int(value)), as_text=True) if serial else DayRead(unread=True)
    return _typed(_digits(str(value)))


def read_year(value: Any) -> int | None:
    """Read a calendar year; ``None`` when the cell holds none, or several."""
    if isinstance(value, datetime.date):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 1900 <= value <= 2200 else None  # noqa: PLR2004 - what people call a year
    found = re.fullmatch(r"(?:cy|year|annee|عام|سنه)? ?(\d{4})", plain(_digits(str(value)))) if value else None
    return int(found[1]) if found else None


def _digits(text: str) -> str:
    """Bring the digits of every script to the plain ones."""
    return " ".join("".join(str(int(sign)) if sign.isdecimal() else sign for sign in text[:80]).split())


def _typed(text: str) -> DayRead:
    iso = _ISO.fullmatch(text)
    if iso:
        return _found(_date(iso[1], iso[2], iso[3]))
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        first, second = _date(numbers[3], numbers[2], numbers[1]), _date(numbers[3], numbers[1], numbers[2])
        if first and second and first != second:
            return DayRead(first, second, as_text=True)
        return _found(first or second)
    return _found(_in_words(plain(text)))


def _in_words(text: str) -> datetime.date | None:
    found = _WORDS.fullmatch(text)
    if found and found[2] in MONTHS:
        return _date(found[3], str(MONTHS[found[2]]), found[1])
    found = _WORDS_US.fullmatch(text)
    return _date(found[3], str(MONTHS[found[1]]), found[2]) if found and found[1] in MONTHS else None


def _date(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _found(day: datetime.date | None) -> DayRead:
    return DayRead(unread=True) if day is None else DayRead(day, as_text=True)
