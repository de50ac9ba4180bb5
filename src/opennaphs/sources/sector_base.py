"""The hidden sheet of a sector's workbook: what the workbook was made from, checked before anything is believed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opennaphs.catalogue.yaml_files import fits_schema
from opennaphs.domain.errors import InputRefused, NaphsError, Place
from opennaphs.domain.library import Sector
from opennaphs.domain.plan_document import FORMAT as PLAN_FORMAT
from opennaphs.domain.plan_document import FORMAT_VERSION, activity_of
from opennaphs.domain.planning import Activity
from opennaphs.domain.sector_columns import BASE_SHEET, FORMAT, WorkbookBase, checksum
from opennaphs.sources.plan_file import SCHEMA
from opennaphs.sources.workbooks import Sheet

NEW_COPY = "Ask for a new copy of the workbook and write your changes into it."
MOST_YEARS = 5
WORDS = 3
# Only the activities matter here; around them stands the smallest plan document there can be.
_FRAME: Mapping[str, Any] = {
    "format": PLAN_FORMAT, "format_version": FORMAT_VERSION, "title": "", "country": {"iso3": "ZZZ", "name": ""},
    "term": "5y", "first_year": 2000, "language": "en", "hazards": [], "areas": [], "area_titles": {}, "goals": [],
    "gaps": [], "cost_basis": None, "notices": [],
    "evidence": {
        "framework": None, "date": None, "source": None, "library": "", "library_version": "",
        "library_framework": None,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Remembered:
    """What a workbook was made from: the plan it is of, and the activities as they were."""

    base: WorkbookBase
    activities: tuple[Activity, ...]


def remembered(sheets: Sequence[Sheet], name: str) -> Remembered:
    """Give what the hidden sheet holds.

    Raises:
        InputRefused: there is no such sheet, somebody changed it, or it holds what no plan can hold.
    """
    sheet = next((one for one in sheets if one.name == BASE_SHEET), None)
    if sheet is None or not sheet.rows or not sheet.rows[0] or sheet.rows[0][0] != FORMAT:
        raise InputRefused.because(
            Place(name), "The file is no sector workbook of a plan, or its hidden sheet was removed.", NEW_COPY
        )
    texts = ["".join(str(cell) for cell in row if cell is not None) for row in sheet.rows[1:]]
    if len(sheet.rows[0]) < 2 or sheet.rows[0][1] != checksum(texts) or not texts:  # noqa: PLR2004 - mark, checksum
        raise _damaged(name, "was changed")
    try:
        contents = [json.loads(text) for text in texts]
        return _remembered(contents, name)
    except (NaphsError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError, AttributeError) as error:
        if isinstance(error, InputRefused):
            raise
        raise _damaged(name, "holds what no plan can hold") from None


def _damaged(name: str, what: str) -> InputRefused:
    return InputRefused.because(Place(name, BASE_SHEET), f"The hidden sheet of the workbook {what}.", NEW_COPY)


def _remembered(contents: list[Any], name: str) -> Remembered:
    head, *activities = contents
    if not fits_schema({**_FRAME, "activities": activities}, SCHEMA) or not _is_head(head):
        raise _damaged(name, "holds what no plan can hold")
    base = WorkbookBase(
        head["plan"],
        head["version"],
        Sector(head["sector"]),
        tuple(head["years"]),
        head["areas"],
        head["statuses"],
        tuple(head["words"]),
        tuple(head["notes"]),
    )
    return Remembered(base, tuple(activity_of(one) for one in activities))


def _is_head(head: Any) -> bool:
    years = head["years"]
    texts = (head["plan"], head["sector"], *head["words"], *head["notes"])
    pairs = (*head["areas"].items(), *head["statuses"].items())
    return (
        all(type(one) is int for one in (head["version"], *years))
        and all(isinstance(one, str) for one in (*texts, *(word for pair in pairs for word in pair)))
        and 1 <= len(years) <= MOST_YEARS
        and list(years) == list(range(years[0], years[0] + len(years)))
        and len(head["words"]) == WORDS
    )
