"""Meetings and other days as calendar files (iCalendar, RFC 5545), which phones and mail programs understand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unicodedata import category

LONGEST_LINE = 75
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class CalendarMeeting:
    """What a calendar says of a meeting: a whole day, as nobody has said the hour.

    Attributes:
        uid: the same for the same meeting, so that a newer file replaces an older.
        sequence: rises with every change.
        changed_at: when it was last changed.
        day: when it takes place.
        title: what people call it.
        place: where.
        agenda: what it is about.
        url: where it can be read.
    """

    uid: str
    sequence: int
    changed_at: datetime
    day: date
    title: str
    place: str = ""
    agenda: str = ""
    url: str = ""


def render_meeting_calendar(meeting: CalendarMeeting) -> bytes:
    """Give the calendar file of one meeting."""
    return _rendered(["METHOD:PUBLISH", *_event(meeting)])


def render_calendar_feed(name: str, days: Iterable[CalendarMeeting]) -> bytes:
    """Give many days as one calendar that programs fetch again and again.

    Args:
        name: what the calendar is called; calendar programs know the older of the two properties that say it.
        days: each with a ``uid`` of its own.
    """
    head = [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", *_REFRESH]
    return _rendered([*head, *(line for one in days for line in _event(one))])


_REFRESH = ("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H")


def _rendered(inside: Iterable[str]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//OpenNAPHS//Workbench//EN", *inside, "END:VCALENDAR"]
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _event(meeting: CalendarMeeting) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(meeting.uid)}",
        f"SEQUENCE:{meeting.sequence}",
        f"DTSTAMP:{meeting.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{meeting.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{meeting.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(meeting.title)}",
        *_told("LOCATION", meeting.place),
        *_told("DESCRIPTION", meeting.agenda),
        *([f"URL:{_line(meeting.url)}"] if meeting.url else []),
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Give a text as a calendar file holds it: what people wrote can never begin a line of its own."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = (sign for sign in plain if sign in "\n\t" or category(sign) not in {"Cc", "Cs"})
    return "".join(_ESCAPED.get(sign, sign) for sign in kept)


def _told(name: str, text: str) -> list[str]:
    return [f"{name}:{escaped(text)}"] if text else []


def _line(text: str) -> str:
    return "".join(sign for sign in text if category(sign) not in {"Cc", "Cs"})


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes, never within a sign; the next line begins with a space."""
    parts, part, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + width
    return "\r\n".join([*parts, part])
