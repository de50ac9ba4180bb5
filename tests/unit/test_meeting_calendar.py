"""A meeting goes into any calendar, whatever people wrote into its title and agenda."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.reports.meeting_calendar import CalendarMeeting, render_meeting_calendar

CHANGED = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def _file(**about) -> bytes:
    told = {
        "uid": "meeting-1@x",
        "sequence": 0,
        "changed_at": CHANGED,
        "day": date(2026, 12, 31),
        "title": "T",
        **about,
    }
    return render_meeting_calendar(CalendarMeeting(**told | about))


def _read(content: bytes) -> dict[str, str]:
    """Read a calendar file as RFC 5545 says: unfold, split at the first colon, undo the escapes."""
    unfolded = content.decode().replace("\r\n ", "")
    pairs = (line.partition(":") for line in unfolded.split("\r\n") if line)
    return {name: _unescaped(value) for name, _, value in pairs}


def _unescaped(text: str) -> str:
    out, signs = "", iter(text)
    for sign in signs:
        after = next(signs) if sign == "\\" else None
        out += sign if after is None else {"n": "\n"}.get(after, after)
    return out


def test_a_meeting_fills_its_whole_day_also_at_the_end_of_a_year():
    read = _read(_file())
    assert read["DTSTART;VALUE=DATE"] == "20261231"
    assert read["DTEND;VALUE=DATE"] == "20270101"
    assert read["DTSTAMP"] == "20260301T123000Z"


def test_what_nobody_said_has_no_line():
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(_read(_file()))


@given(st.text(), st.text())
def test_texts_come_back_as_they_were_and_never_become_lines_of_their_own(title, agenda):
    content = _file(title=f"a{title}", agenda=f"a{agenda}")
    read = _read(content)
    plain = [
        "".join(sign for sign in one.replace("\r\n", "\n").replace("\r", "\n") if sign in "\n\t" or sign.isprintable())
        for one in (title, agenda)
    ]
    for name, wanted in (("SUMMARY", plain[0]), ("DESCRIPTION", plain[1])):
        found = "".join(sign for sign in read[name][1:] if sign in "\n\t" or sign.isprintable())
        assert found.replace("\n", "") == wanted.replace("\n", "")
    names = [line.partition(":")[0] for line in content.decode().replace("\r\n ", "").split("\r\n")]
    assert names.count("END") == 2
    assert names.count("SUMMARY") == 1


@given(st.text(min_size=1, max_size=400))
def test_no_line_is_longer_than_75_bytes(title):
    assert all(len(line) <= 75 for line in _file(title=title).split(b"\r\n"))
