"""What a team writes down about an activity once it plans and does it: dates, places, order, ratings, progress.

A drafted activity has none of this; :data:`NO_DETAILS` stands for "nobody has said". ``None`` is not said, never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from opennaphs.domain.errors import NaphsError

LOWEST_RATING, HIGHEST_RATING = 1, 5
MOST_PERCENT = 100


class ActivityStatus(StrEnum):
    """How far the work on an activity has come."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    ON_HOLD = "on hold"
    CANCELLED = "cancelled"
    CARRIED_FORWARD = "carried forward"


@dataclass(frozen=True)
class ActivityDetails:
    """What is known of an activity beyond its action, its year and its cost.

    ``starts`` and ``ends`` are days as ``2027-03-31``. ``after`` are the numbers of activities of the same plan that
    must come first; ``serves`` are the other areas the activity also works for once duplicates were merged. ``impact``,
    ``feasibility`` and ``risk`` are ratings from 1 (low) to 5 (high); ``percent_done`` is 0 to 100; ``None`` is not
    said. ``indicators`` are measures of the country's own, as texts.
    """

    starts: str | None = None
    ends: str | None = None
    places: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    impact: int | None = None
    feasibility: int | None = None
    risk: int | None = None
    status: ActivityStatus = ActivityStatus.NOT_STARTED
    percent_done: int | None = None
    indicators: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be: a day that does not exist, an end before its start, a rating of 7, 120 per cent."""
        _check_days(self.starts, self.ends)
        for name in ("impact", "feasibility", "risk"):
            _check_whole(name, getattr(self, name), LOWEST_RATING, HIGHEST_RATING)
        _check_whole("percent done", self.percent_done, 0, MOST_PERCENT)
        _check_texts("places of", self.places)
        _check_texts("activities that come before", self.after)
        _check_texts("areas served by", self.serves)
        _check_texts("own measures of", self.indicators)


def details_document(details: ActivityDetails) -> dict[str, Any]:
    """Give details as plain data, ready for JSON; :func:`details_of` is the exact inverse."""
    return {
        "starts": details.starts,
        "ends": details.ends,
        "places": list(details.places),
        "after": list(details.after),
        "serves": list(details.serves),
        "impact": details.impact,
        "feasibility": details.feasibility,
        "risk": details.risk,
        "status": str(details.status),
        "percent_done": details.percent_done,
        "indicators": list(details.indicators),
    }


def details_of(content: Mapping[str, Any]) -> ActivityDetails:
    """Give the details that plain data, already held against its schema, describes.

    Raises:
        NaphsError: a day, rating or percentage cannot be; the message says which and what to write.
    """
    return ActivityDetails(
        starts=content["starts"],
        ends=content["ends"],
        places=tuple(content["places"]),
        after=tuple(content["after"]),
        serves=tuple(content["serves"]),
        impact=content["impact"],
        feasibility=content["feasibility"],
        risk=content["risk"],
        status=ActivityStatus(content["status"]),
        percent_done=content["percent_done"],
        indicators=tuple(content["indicators"]),
    )


def _check_days(starts: str | None, ends: str | None) -> None:
    for day in (starts, ends):
        if day is not None and not _is_day(day):
            message = f"“{day}” is not a day. Write year, month and day, for example 2027-03-31."
            raise NaphsError(message)
    if starts is not None and ends is not None and ends < starts:
        message = f"The activity ends on {ends}, before it starts on {starts}. Correct one of the two days."
        raise NaphsError(message)


def _is_day(text: object) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _check_whole(name: str, value: object, least: int, most: int) -> None:
    if value is None or (type(value) is int and least <= value <= most):
        return
    message = f"The {name} of an activity is a whole number from {least} to {most}, not {value!r}."
    raise NaphsError(message)


def _check_texts(name: str, texts: tuple[str, ...]) -> None:
    if any(not text.strip() for text in texts):
        message = f"One of the {name} an activity is empty. Write it out or leave it away."
        raise NaphsError(message)
    twice = next((text for number, text in enumerate(texts) if text in texts[:number]), None)
    if twice is not None:
        message = f"“{twice}” stands twice among the {name} an activity. Keep it once."
        raise NaphsError(message)


NO_DETAILS = ActivityDetails()  # stands last because making one calls the checks above
