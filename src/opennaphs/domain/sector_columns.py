"""The offline workbook of a sector: which columns it has, what they say of an activity, what it keeps to compare with.

A cell that still says what was written into it says nothing new: the value of the activity then stays exactly as it
was, also where a cell cannot hold all of it. So an unchanged workbook never changes a plan.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import category

from opennaphs.domain.library import Sector
from opennaphs.domain.planning import Activity

FORMAT = "naphs-sector-workbook-1"
BASE_SHEET, LISTS_SHEET = "naphs-base", "naphs-lists"
KEY_MARK = "naphs:"
LONGEST_CELL = 32_767
CHUNK = 30_000
FIRST_DATE = date(1901, 1, 1)
LOCKED = ("number", "area", "target", "level", "role")
EDITABLE = (
    "text", "owner", "first_year", "starts", "ends", "places", "impact", "feasibility", "risk", "status",
    "percent_done", "remove",
)  # fmt: skip
NOTE = "note:"
USUAL_NOTES = ("comments",)
OWN_NOTES = {
    "carried from", "merged from", "days in the previous plan", "unique_id", "indicator", "category_1", "category_2",
}  # fmt: skip
Cell = str | int | date | None


@dataclass(frozen=True)
class WorkbookBase:
    """What a workbook remembers of the plan it was made from.

    Attributes:
        plan: the id of the plan.
        version: the version of the plan the workbook was made from.
        sector: whose package it is.
        years: the calendar years of the plan.
        areas: per area, the label people choose it by.
        statuses: per status, its word in the language of the workbook.
        words: the words for “leads”, “supports” and “remove”.
        notes: the keys of the notes that have a column, in their order.
    """

    plan: str
    version: int
    sector: Sector
    years: tuple[int, ...]
    areas: Mapping[str, str]
    statuses: Mapping[str, str]
    words: tuple[str, str, str]
    notes: tuple[str, ...]


def note_columns(activities: Sequence[Activity]) -> tuple[str, ...]:
    """Give the notes that get a column: the usual ones and all that the activities have, but for our own marks."""
    found = dict.fromkeys((*USUAL_NOTES, *(key for one in activities for key in one.notes)))
    return tuple(key for key in found if key not in OWN_NOTES)


def cells_of(activity: Activity, base: WorkbookBase) -> dict[str, Cell]:
    """Give what the cells of an activity say, under the keys of their columns; ``None`` is an empty cell."""
    return _locked_cells(activity, base) | _editable_cells(activity, base) | _note_cells(activity, base)


def _locked_cells(activity: Activity, base: WorkbookBase) -> dict[str, Cell]:
    leads, supports, _ = base.words
    return {
        "number": plain_text(activity.id),
        "area": plain_text(base.areas.get(activity.area, activity.area)),
        "target": plain_text(activity.action.target),
        "level": activity.action.level,
        "role": leads if activity.action.lead is base.sector else supports,
    }


def _editable_cells(activity: Activity, base: WorkbookBase) -> dict[str, Cell]:
    details = activity.details
    return {
        "text": plain_text(activity.action.text),
        "owner": None if activity.owner is None else plain_text(activity.owner),
        "first_year": activity.first_year,
        "starts": _day(details.starts),
        "ends": _day(details.ends),
        "places": "\n".join(plain_text(place) for place in details.places) or None,
        "impact": details.impact,
        "feasibility": details.feasibility,
        "risk": details.risk,
        "status": base.statuses[str(details.status)],
        "percent_done": details.percent_done,
    }


def _note_cells(activity: Activity, base: WorkbookBase) -> dict[str, Cell]:
    notes = {f"{NOTE}{place}": activity.notes.get(key) for place, key in enumerate(base.notes)}
    return {key: None if text is None else plain_text(text) for key, text in notes.items()}


def _day(day: str | None) -> Cell:
    if day is None:
        return None
    written = date.fromisoformat(day)
    return written if written >= FIRST_DATE else day  # older days are texts: spreadsheets count from 1900


def plain_text(text: str) -> str:
    """Give a text as a cell can hold it: without signs no spreadsheet keeps, with plain line ends, not too long."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in lines if sign in "\t\n" or not _unwritable(sign))
    return kept[:LONGEST_CELL]


def _unwritable(sign: str) -> bool:
    return category(sign) in {"Cc", "Cs"} or ord(sign) & 0xFFFE == 0xFFFE  # noqa: PLR2004 - never characters


# --- the hidden sheet ---------------------------------------------------------------------------------------------


def base_rows(base: WorkbookBase, documents: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Give the rows of the hidden sheet: format and checksum, the base, one row for each activity in pieces."""
    head = {
        "plan": base.plan,
        "version": base.version,
        "sector": str(base.sector),
        "years": list(base.years),
        "areas": dict(base.areas),
        "statuses": dict(base.statuses),
        "words": list(base.words),
        "notes": list(base.notes),
    }
    texts = [_json(head), *(_json(dict(one)) for one in documents)]
    return [[FORMAT, checksum(texts)], *(_pieces(text) for text in texts)]


def checksum(texts: Sequence[str]) -> str:
    """Give the sign by which one sees that nobody changed the hidden sheet; it is no signature."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _json(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    # Spreadsheets take “_x0041_” for a sign of their own, and some trim spaces; JSON can say both in another way.
    return text.replace("_x", "\\u005fx").replace(" ", "\\u0020")


def _pieces(text: str) -> list[str]:
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
