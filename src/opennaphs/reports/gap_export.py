"""The funding gap of a plan for other programs: CSV and JSON; the workbook is that of the pages."""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from typing import Any

from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, GapTable
from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.funding.warnings import FundingWarning
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, area_label, plan_title
from opennaphs.reports.funding_tables import GapBook, GapSheet
from opennaphs.reports.funding_tables import render_gap_workbook as render_workbook

Translate = Callable[[str], str]
FORMULA_SIGNS = {"=", "+", "-", "@", "\t", "\r"}
CSV_HEADINGS = ("by", "value", "name", "cost", "counted", "gap", "least_gap", "most_gap", "currency", "price_year",
                "counting_rule")  # fmt: skip


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
    return render_workbook(gap_book(report, t), t)


def gap_book(report: GapReport, t: Translate = str) -> GapBook:
    """Give the cut as the workbook of the pages wants it."""
    by = report.table.by
    only = report.position.narrowing.sentence()
    return GapBook(
        title=plan_title(report.plan, t),
        rule=rule_sentence(report.table.rule).text(t),
        bounds=() if only is None else (only.text(t),),
        sheets=(GapSheet(t(str(by)), report.table, lambda value: value_name(report.plan, by, value, t)),),
        whole=report.table.whole,
        notes=remark_texts(report, t),
        right_to_left=report.plan.language in RIGHT_TO_LEFT,
    )


def remark_texts(report: GapReport, t: Translate = str) -> tuple[str, ...]:
    """Give what is not counted and what to look at, each sentence once."""
    only = report.position.narrowing.sentence()
    said = (
        *(() if only is None else (only,)),
        *report.position.not_counted,
        *(one.sentence for one in report.warnings),
    )
    return tuple(dict.fromkeys(one.text(t) for one in said))


def _amounts(row: GapRow) -> tuple[Money, ...]:
    return (row.cost, row.counted, row.gap, row.least, row.most)


def _row(row: GapRow) -> dict[str, Any]:
    names = ("cost", "counted", "gap", "least_gap", "most_gap")
    amounts = {name: f"{money.amount:f}" for name, money in zip(names, _amounts(row), strict=True)}
    return {"value": row.value, **amounts}


def _cell(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in FORMULA_SIGNS else text
