"""How often a committee meets, and when it meets next by that."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

MONTHS_IN_YEAR = 12


class Cadence(StrEnum):
    """How often a committee meets."""

    WEEK = "every week"
    TWO_WEEKS = "every two weeks"
    MONTH = "every month"
    TWO_MONTHS = "every two months"
    QUARTER = "every three months"
    HALF_YEAR = "every six months"
    YEAR = "every year"
    WHEN_NEEDED = "when needed"


_DAYS = {Cadence.WEEK: 7, Cadence.TWO_WEEKS: 14}
_MONTHS = {
    Cadence.MONTH: 1,
    Cadence.TWO_MONTHS: 2,
    Cadence.QUARTER: 3,
    Cadence.HALF_YEAR: 6,
    Cadence.YEAR: 12,
}


def next_meeting(last: date | None, cadence: Cadence) -> date | None:
    """Give the day on which a committee meets next.

    Args:
        last: the day of its latest meeting; ``None`` when it never met.
        cadence: how often it meets.

    Returns:
        ``None`` when it never met or meets when needed. A month later means the same day of that month, or its last
        day where it has no such day: after 31 January comes 28 February.
    """
    if last is None or cadence is Cadence.WHEN_NEEDED:
        return None
    if cadence in _DAYS:
        return last + timedelta(days=_DAYS[cadence])
    return _months_later(last, _MONTHS[cadence])


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
