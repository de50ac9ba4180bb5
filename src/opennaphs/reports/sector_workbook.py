"""The offline workbook of one sector: its part of the plan to edit without the workbench, and what it was made from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.plan_document import activity_document
from opennaphs.domain.planning import Plan
from opennaphs.domain.sector_columns import (
    BASE_SHEET,
    KEY_MARK,
    LISTS_SHEET,
    LOCKED,
    NOTE,
    Cell,
    WorkbookBase,
    base_rows,
    cells_of,
    note_columns,
    plain_text,
)
from opennaphs.domain.sector_packages import SectorPackage
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, distinct

KEY_ROW, HEADING_ROW, FIRST_ROW = 2, 3, 4
NEW_ROWS = 50
WIDTHS = {"number": 11, "area": 26, "target": 14, "level": 7, "role": 12, "text": 60, "owner": 24, "places": 24}
USUAL_WIDTH, NOTE_WIDTH = 13, 30
RATINGS = ("impact", "feasibility", "risk")
NUMBERS = ("level", "first_year", "percent_done", *RATINGS)
DAYS = ("starts", "ends")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
Translate = Callable[[str], str]


def render_sector_workbook(package: SectorPackage, plan: Plan, plan_id: str, version: int, t: Translate = str) -> bytes:
    """Give the workbook of a sector's package.

    Args:
        package: the activities of the sector.
        plan: the plan they are of; its language decides the direction of the sheets.
        plan_id: by what the workbench knows the plan.
        version: the version of the plan, against which the workbook is compared when it comes back.
        t: gives a text in the language of the plan.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": plain_text(plan.title), "comments": "OpenNAPHS"})
        _Book(workbook, package, plan, _base(package, plan, plan_id, version, t), t).write()
    return buffer.getvalue()


def _base(package: SectorPackage, plan: Plan, plan_id: str, version: int, t: Translate) -> WorkbookBase:
    areas = dict.fromkeys((*plan.areas, *plan.area_titles, *(one.area for one in package.activities)))
    return WorkbookBase(
        plan_id,
        version,
        package.sector,
        plan.years,
        distinct({area: plain_text(_area_label(plan, area, t)) for area in areas}),
        distinct({str(status): word for status, word in _statuses(t).items()}),
        (t("leads"), t("supports"), t("remove")),
        note_columns(package.activities),
    )


def _area_label(plan: Plan, area: str, t: Translate) -> str:
    code, title = area.rpartition(".")[2], plan.area_titles.get(area, area)
    return area if title == area else f"{code} {t(title)}"


def _statuses(t: Translate) -> dict[ActivityStatus, str]:
    return {
        ActivityStatus.NOT_STARTED: t("not started"),
        ActivityStatus.IN_PROGRESS: t("in progress"),
        ActivityStatus.COMPLETED: t("completed"),
        ActivityStatus.ON_HOLD: t("on hold"),
        ActivityStatus.CANCELLED: t("cancelled"),
        ActivityStatus.CARRIED_FORWARD: t("carried forward"),
    }


def _headings(base: WorkbookBase, t: Translate) -> dict[str, str]:
    """Give every column its heading, in the order of the sheet."""
    return {
        "number": t("Number"), "area": t("Technical area"), "target": t("Indicator"), "level": t("Level"),
        "role": t("Your part"), "text": t("What will be done"), "owner": t("Owner (a role)"),
        "first_year": t("First year"), "starts": t("Starts"), "ends": t("Ends"),
        "places": t("Places (one a line)"), "impact": t("Impact (1-5)"), "feasibility": t("Feasibility (1-5)"),
        "risk": t("Risk (1-5)"), "status": t("Status"), "percent_done": t("Done (%)"),
        **{f"{NOTE}{place}": t("Note: {name}").format(name=plain_text(key)) for place, key in enumerate(base.notes)},
        "remove": t("Remove?"),
    }  # fmt: skip


class _Book:
    """One workbook of a sector, and what its sheets share."""

    def __init__(self, workbook: Any, package: SectorPackage, plan: Plan, base: WorkbookBase, t: Translate) -> None:
        self.workbook, self.package, self.plan, self.base, self.t = workbook, package, plan, base, t
        self.headings = _headings(base, t)
        self.columns = {key: place for place, key in enumerate(self.headings)}
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        self.big, self.line = self._style(bold=True, font_size=14), self._style(text_wrap=True, valign="top")
        self.head = self._style(**cell, bold=True, bg_color="#E8EEF4")
        self.kept = {"bg_color": "#F2F2F2", **cell}
        self.open = {"bg_color": "#FFFBE6", "locked": False, **cell}
        self.styles: dict[tuple[bool, str], Any] = {}

    def _style(self, **properties: Any) -> Any:
        return self.workbook.add_format(properties)

    def write(self) -> None:
        """Write what people read and edit, then what the program compares with."""
        self._instructions()
        self._activities()
        self._lists()
        self._remembered()

    def _sheet(self, name: str) -> Any:
        sheet = self.workbook.add_worksheet(name)
        if self.plan.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        return sheet

    # --- what people read ---

    def _instructions(self) -> None:
        t, sheet = self.t, self._sheet(self.t("Instructions"))
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, plain_text(self.plan.title or self.plan.country_name), self.big)
        lines = (
            t("This workbook holds the activities of one sector: {sector}.").format(sector=t(str(self.base.sector))),
            t("Change what you need in the yellow cells of the next sheet. Grey cells say what an activity is."),
            t("To add an activity, fill an empty yellow row below the table: area, what will be done, first year."),
            t("To ask for an activity to be removed, choose “{word}” in its last yellow cell.").format(
                word=self.base.words[2]
            ),
            t("You may sort, filter and colour. Do not rename sheets or columns; the hidden sheets belong to it."),
            t("An empty cell means that nobody has said. Write 0 only where you know that it is nothing."),
            t("Send the file back. What others have changed since is compared with yours, field by field."),
        )
        for row, line in enumerate(lines, start=2):
            sheet.write_string(row, 0, line, self.line)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    # --- what people edit ---

    def _activities(self) -> None:
        sheet = self._sheet(self.t("Activities"))
        sheet.write_string(0, 0, plain_text(self.plan.title or self.plan.country_name), self.big)
        for key, place in self.columns.items():
            sheet.set_column(place, place, WIDTHS.get(key, NOTE_WIDTH if key.startswith(NOTE) else USUAL_WIDTH))
            sheet.write_string(KEY_ROW, place, f"{KEY_MARK}{key}")
            sheet.write_string(HEADING_ROW, place, self.headings[key], self.head)
        sheet.set_row(KEY_ROW, None, None, {"hidden": True})
        for row, one in enumerate(self.package.activities, start=FIRST_ROW):
            self._row(sheet, row, cells_of(one, self.base), LOCKED)
        self._new_rows(sheet)
        self._choices(sheet)
        self._finish(sheet)

    def _row(self, sheet: Any, row: int, cells: Mapping[str, Cell], locked: Sequence[str]) -> None:
        for key, place in self.columns.items():
            value, style = cells.get(key), self._cell_style(key, cells.get(key), locked=key in locked)
            if value is None:
                sheet.write_blank(row, place, None, style)
            elif isinstance(value, date):
                sheet.write_datetime(row, place, value, style)
            elif isinstance(value, int):
                sheet.write_number(row, place, value, style)
            else:
                sheet.write_string(row, place, value, style)

    def _cell_style(self, key: str, value: Cell, *, locked: bool) -> Any:
        """Give the style of a cell; text stays text, also when somebody edits a text that looks like a formula."""
        kind = "0" if key in NUMBERS else "yyyy-mm-dd" if key in DAYS else "@"
        quoted = isinstance(value, str) and value.startswith(FORMULA_SIGNS)
        name = (locked, f"{kind}{quoted}")
        if name not in self.styles:
            look = self.kept if locked else self.open
            self.styles[name] = self._style(**look, num_format=kind, quote_prefix=quoted)
        return self.styles[name]

    def _new_rows(self, sheet: Any) -> None:
        first = FIRST_ROW + len(self.package.activities)
        for row in range(first, first + NEW_ROWS):
            self._row(sheet, row, {}, ("number", "target", "level", "role"))

    def _choices(self, sheet: Any) -> None:
        lists = {"area": list(self.base.areas.values()), "status": list(self.base.statuses.values())}
        self._allow(sheet, "remove", {"validate": "list", "source": [self.base.words[2]]})
        for place, (key, words) in enumerate(lists.items()):
            letter = xl_col_to_name(place)
            source = f"='{LISTS_SHEET}'!${letter}$1:${letter}${max(1, len(words))}"
            self._allow(sheet, key, {"validate": "list", "source": source})
        self._allow(sheet, "first_year", {"validate": "list", "source": [str(year) for year in self.base.years]})
        for key in RATINGS:
            self._allow(sheet, key, {"validate": "list", "source": ["1", "2", "3", "4", "5"]})
        self._allow(sheet, "percent_done", {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100})

    def _allow(self, sheet: Any, key: str, rule: dict[str, Any]) -> None:
        last, place = FIRST_ROW + len(self.package.activities) + NEW_ROWS - 1, self.columns[key]
        sheet.data_validation(FIRST_ROW, place, last, place, {**rule, "error_title": self.headings[key]})

    def _finish(self, sheet: Any) -> None:
        last = FIRST_ROW + len(self.package.activities) + NEW_ROWS - 1
        sheet.autofilter(HEADING_ROW, 0, last, len(self.columns) - 1)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        allowed = ("format_cells", "format_columns", "format_rows", "sort", "autofilter", "delete_rows", "insert_rows")
        sheet.protect("", dict.fromkeys(allowed, True))

    # --- what the program compares with ---

    def _lists(self) -> None:
        sheet = self.workbook.add_worksheet(LISTS_SHEET)
        for place, words in enumerate((self.base.areas.values(), self.base.statuses.values())):
            for row, word in enumerate(words):
                sheet.write_string(row, place, word)
        sheet.hide()

    def _remembered(self) -> None:
        sheet = self.workbook.add_worksheet(BASE_SHEET)
        documents = [activity_document(one) for one in self.package.activities]
        for row, pieces in enumerate(base_rows(self.base, documents)):
            for place, piece in enumerate(pieces):
                sheet.write_string(row, place, piece)
        sheet.hide()
        sheet.protect()
