"""The funding gap of a plan for other programs and for a spreadsheet: CSV, JSON, one workbook."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, GapTable
from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.funding.warnings import FundingWarning
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, area_label, plan_title

Translate = Callable[[str], str]
FORMULA_SIGNS = {"=", "+", "-", "@", "\t", "\r"}
CSV_HEADINGS = ("by", "value", "name", "cost", "counted", "gap", "least_gap", "most_gap", "currency", "price_year",
                "counting_rule")  # fmt: skip
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADING_ROW, MONEY_WIDTH, NAME_WIDTH, TEXT_WIDTH = 4, 18, 48, 120
A4 = 9


@dataclass(frozen=True)
class GapReport:
    """All that a report of the gap shows: the plan, where it stands, one cut, and what to look at."""

    plan: Plan
    position: FundingPosition
    table: GapTable
    warnings: tuple[FundingWarning, ...]


def value_name(plan: Plan, by: FundingCut, value: str, t: Translate = str) -> str:
    """Give the name people know a row of a cut by."""
    sources = {} if plan.funding is None else {one.id: one.title for one in plan.funding.sources}
    if by is FundingCut.SOURCE:
        return sources.get(value) or t(value)
    if by is FundingCut.AREA:
        return area_label(plan, value, t)
    if by is FundingCut.ACTIVITY:
        return next((one.action.text for one in plan.activities if one.id == value), value)
    known = by in {FundingCut.REGION, FundingCut.MINISTRY, FundingCut.ECONOMIC_TYPE}
    return t(value) if known else value


def render_gap_csv(report: GapReport, t: Translate = str) -> bytes:
    """Give one line for each row of the cut, with the counting rule beside its figures; headings are in English."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(CSV_HEADINGS)
    rule = rule_sentence(report.table.rule).text(t)
    for row in report.table.rows:
        name = value_name(report.plan, report.table.by, row.value, t)
        amounts = [f"{money.amount:f}" for money in _amounts(row)]
        basis = (report.position.currency, report.position.price_year)
        table.writerow((str(report.table.by), _cell(row.value), _cell(name), *amounts, *basis, rule))
    return out.getvalue().encode()


def render_gap_json(report: GapReport, t: Translate = str) -> bytes:
    """Give the cut, the whole, what is not counted and what to look at as UTF-8 JSON; amounts are exact texts."""
    return (json.dumps(gap_document(report, t), ensure_ascii=False, indent=1) + "\n").encode()


def gap_document(report: GapReport, t: Translate = str) -> dict[str, Any]:
    """Give the same as plain data."""
    position, table = report.position, report.table
    looked_at = {name: list(bound) for name, bound in vars(position.narrowing).items() if bound}
    return {
        "country": report.plan.country,
        "title": report.plan.title,
        "currency": position.currency,
        "price_year": position.price_year,
        "counting_rule": rule_sentence(table.rule).text(t),
        "looked_at": looked_at,
        "by": str(table.by),
        "rows": [{"name": value_name(report.plan, table.by, row.value, t), **_row(row)} for row in table.rows],
        "whole": _row(table.whole),
        "not_counted": [one.text(t) for one in position.not_counted],
        "warnings": [{"code": str(one.code), "text": one.sentence.text(t)} for one in report.warnings],
    }


def render_gap_workbook(report: GapReport, t: Translate = str) -> bytes:
    """Give the cut as a workbook: the figures with their rule, and a sheet of what to look at."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": plan_title(report.plan, t), "comments": "OpenNAPHS"})
        _write_gap(workbook, report, t)
        _write_remarks(workbook, report, t)
    return buffer.getvalue()


def _write_gap(workbook: Any, report: GapReport, t: Translate) -> None:
    sheet, table, bold = (
        _sheet(workbook, t("Funding gap"), report, t),
        report.table,
        workbook.add_format({"bold": True}),
    )
    money = workbook.add_format({"num_format": "#,##0.00"})
    whole = workbook.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    headings = (t("Cost"), t("Counted money"), t("Gap"), t("Least gap"), t("Most gap"))
    sheet.write_row(HEADING_ROW, 0, (t(str(table.by)).capitalize(), *headings), bold)
    for number, row in enumerate(table.rows, HEADING_ROW + 1):
        sheet.write_string(number, 0, value_name(report.plan, table.by, row.value, t))
        sheet.write_row(number, 1, [one.amount for one in _amounts(row)], money)
    last = HEADING_ROW + 1 + len(table.rows)
    sheet.write_string(last, 0, t("together"), bold)
    sheet.write_row(last, 1, [one.amount for one in _amounts(table.whole)], whole)
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    sheet.set_column(0, 0, NAME_WIDTH)
    sheet.set_column(1, len(headings), MONEY_WIDTH)


def _write_remarks(workbook: Any, report: GapReport, t: Translate) -> None:
    sheet = _sheet(workbook, t("To look at"), report, t)
    sheet.set_column(0, 0, TEXT_WIDTH)
    for number, text in enumerate(remark_texts(report, t), HEADING_ROW):
        sheet.write_string(number, 0, text)


def remark_texts(report: GapReport, t: Translate = str) -> tuple[str, ...]:
    """Give what is not counted and what to look at, each sentence once."""
    only = report.position.narrowing.sentence()
    said = (
        *(() if only is None else (only,)),
        *report.position.not_counted,
        *(one.sentence for one in report.warnings),
    )
    return tuple(dict.fromkeys(one.text(t) for one in said))


def _sheet(workbook: Any, name: str, report: GapReport, t: Translate) -> Any:
    """Add a sheet that says what it is about, in which money, and by which rule."""
    sheet = workbook.add_worksheet(name)
    if report.plan.language in RIGHT_TO_LEFT:
        sheet.right_to_left()
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, plan_title(report.plan, t), workbook.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, f"{report.position.currency} {report.position.price_year}")
    sheet.write_string(2, 0, rule_sentence(report.table.rule).text(t))
    return sheet


def _amounts(row: GapRow) -> tuple[Money, ...]:
    return (row.cost, row.counted, row.gap, row.least, row.most)


def _row(row: GapRow) -> dict[str, Any]:
    names = ("cost", "counted", "gap", "least_gap", "most_gap")
    amounts = {name: f"{money.amount:f}" for name, money in zip(names, _amounts(row), strict=True)}
    return {"value": row.value, **amounts}


def _cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in FORMULA_SIGNS else text
