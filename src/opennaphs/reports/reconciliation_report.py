"""A reconciliation of published plans as a workbook (plans, areas, findings, rows) and its areas as CSV."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.published_plans import LineItem
from opennaphs.domain.reconciliation import Cell, CellState, PlanReconciliation, Reconciliation
from opennaphs.domain.reconciliation_findings import Finding, decimal

Fact = str | int | Decimal | None

PLAN_HEADINGS = (
    ("country", 18), ("rows", 8), ("sum of items", 22), ("currency", 10), ("price year", 10),
    ("sum of printed areas", 22), ("printed total", 22), ("currency printed", 10), ("price year printed", 10),
    ("printed areas less printed total", 20), ("rate of the plan", 16), ("areas compared", 10),
    ("areas that differ", 10), ("other findings", 10),
)  # fmt: skip
AREA_HEADINGS = (
    ("country", 18), ("pillar", 10), ("area", 46), ("rows", 8), ("rows without cost", 10), ("sum of items", 22),
    ("currency", 10), ("price year", 10), ("printed", 22), ("currency printed", 10), ("price year printed", 10),
    ("rate", 16), ("rate of the plan", 16), ("difference", 22), ("difference in %", 12), ("result", 18),
)  # fmt: skip
FINDING_HEADINGS = (("country", 18), ("finding", 26), ("area", 46), ("what was found", 110), ("rows", 8))
ROW_HEADINGS = (
    ("country", 18), ("finding", 26), ("row id", 12), ("area", 46), ("activity", 70), ("years of the plan", 14),
    ("calendar years", 24), ("cost", 22), ("currency as written", 16),
)  # fmt: skip
ADVICE = (
    "An empty cell is not known; 0 is known to be nothing. A rate is the sum of the items for one unit printed; "
    "the rate of the plan is 1 in one currency, else the median of its areas. An area differs when its rate is more "
    "than 2 % away from that."
)
HEADING_ROW = 2
MOST_TEXT = 32_000
MOST_ROWS = 1_000_000


def render_reconciliation(reconciliation: Reconciliation, findings: Iterable[Finding]) -> bytes:
    """Give the workbook: one sheet each for plans, areas, findings, and the rows that findings name.

    Raises:
        NaphsError: the findings name more rows than a sheet can hold.
    """
    findings = tuple(findings)
    named = sum(len(one.rows) for one in findings)
    if named > MOST_ROWS:
        message = f"The findings name {named:,} rows, more than a sheet can hold. Report one country at a time."
        raise NaphsError(message)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Reconciliation of published plans", "comments": "OpenNAPHS"})
    plans = [_plan_facts(plan, findings) for plan in reconciliation.plans]
    areas = [_area_facts(cell) for plan in reconciliation.plans for cell in plan.cells]
    sheets: tuple[tuple[str, Sequence[tuple[str, int]], list[tuple[Fact, ...]]], ...] = (
        ("Plans", PLAN_HEADINGS, plans),
        ("Areas", AREA_HEADINGS, areas),
        ("Findings", FINDING_HEADINGS, [_finding_facts(one) for one in findings]),
        ("Rows", ROW_HEADINGS, list(_row_facts(reconciliation, findings))),
    )
    for name, headings, rows in sheets:
        _sheet(book, name, headings, rows)
    book.close()
    return buffer.getvalue()


def render_areas(reconciliation: Reconciliation) -> bytes:
    """Give one line for each area of each plan as CSV; an empty cell is not known."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([heading for heading, _ in AREA_HEADINGS])
    for plan in reconciliation.plans:
        for cell in plan.cells:
            table.writerow([_plain(fact) for fact in _area_facts(cell)])
    return out.getvalue().encode()


# --- what stands in a line ---


def _plan_facts(plan: PlanReconciliation, findings: Iterable[Finding]) -> tuple[Fact, ...]:
    compared = len(plan.compared)
    flagged = len(plan.flagged)
    others = sum(one.country == plan.country for one in findings) - flagged
    return (
        plan.country, len(plan.items), *_money(plan.total), _amount(plan.published_areas),
        *_money(plan.published_total), _amount(plan.gap_to_total), _rate(plan.norm), compared, flagged, others,
    )  # fmt: skip


def _area_facts(cell: Cell) -> tuple[Fact, ...]:
    deviation = None if cell.deviation is None else decimal(cell.deviation * 100, 3)
    return (
        cell.country, cell.pillar, cell.area, cell.rows, cell.without_cost, *_money(cell.items),
        *_money(cell.published), _rate(cell.rate), _rate(cell.norm), _amount(cell.difference), deviation,
        str(cell.state),
    )  # fmt: skip


def _finding_facts(one: Finding) -> tuple[Fact, ...]:
    return one.country, str(one.kind), one.area, one.text, len(one.rows) or None


def _row_facts(reconciliation: Reconciliation, findings: Iterable[Finding]) -> Iterable[tuple[Fact, ...]]:
    items = {(item.country, item.id): item for plan in reconciliation.plans for item in plan.items}
    for one in findings:
        for row in one.rows:
            yield _row(one, items[one.country, row])


def _row(finding: Finding, item: LineItem) -> tuple[Fact, ...]:
    return (
        item.country, str(finding.kind), item.id, item.area, item.activity or item.requirement, _list(item.years),
        _list(item.calendar_years), _amount(item.cost), item.currency_as_written,
    )  # fmt: skip


def _money(money: Money | None) -> tuple[Fact, Fact, Fact]:
    return (None, None, None) if money is None else (money.rounded().amount, money.currency, money.price_year)


def _amount(money: Money | None) -> Decimal | None:
    return None if money is None else money.rounded().amount


def _rate(rate: Any) -> Decimal | None:
    return None if rate is None else decimal(rate, 6)


def _list(years: tuple[int, ...] | None) -> str | None:
    return None if years is None else ", ".join(map(str, years))


# --- cells ---


def _sheet(book: Any, name: str, headings: Sequence[tuple[str, int]], rows: Iterable[Sequence[Fact]]) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    differs = book.add_format({"valign": "top", "font_color": "#9C0006", "bg_color": "#FDE9E7"})
    number = book.add_format({"num_format": "#,##0.00####", "valign": "top"})
    sheet.write_string(0, 0, ADVICE)
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADING_ROW, column, heading, bold)
    last = HEADING_ROW
    for last, facts in enumerate(rows, start=HEADING_ROW + 1):
        for column, fact in enumerate(facts):
            form = differs if fact == CellState.DIFFERS else number if isinstance(fact, Decimal) else wrap
            _write(sheet, last, column, fact, form)
    sheet.autofilter(HEADING_ROW, 0, last, len(headings) - 1)
    sheet.freeze_panes(HEADING_ROW + 1, 1)


def _write(sheet: Any, row: int, column: int, fact: Fact, form: Any) -> None:
    if fact is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(fact, str):
        sheet.write_string(row, column, fact[:MOST_TEXT], form)
    else:
        sheet.write_number(row, column, fact, form)


def _plain(fact: Fact) -> str:
    """Write a fact for CSV, so that a spreadsheet takes no text for a formula."""
    if isinstance(fact, str):
        return f"'{fact}" if fact[:1] in {"=", "+", "-", "@", "\t", "\r"} else fact
    return "" if fact is None else f"{fact:f}" if isinstance(fact, Decimal) else str(fact)
