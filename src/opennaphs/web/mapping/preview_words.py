"""The words of a previewed workbook: its questions with their answers, what was found, what becomes of each row."""

from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.utils.translation import gettext as _

from opennaphs.domain.funding.mapping_import import Finding, Proposal
from opennaphs.domain.funding.mapping_intake import Fate, Intake, Outcome
from opennaphs.domain.funding.mapping_rows import MappedRow, parts_of
from opennaphs.reports.cost_wording import number_text
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import area_label
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.plans.words import said

SHOWN = 200
ORDER = (Fate.WAITING, Fate.REFUSED, Fate.CHANGED, Fate.NEW, Fate.LEFT_OUT, Fate.KNOWN)
KINDS: Mapping[str, str] = {
    Fate.NEW: "done",
    Fate.CHANGED: "info",
    Fate.WAITING: "warn",
    Fate.REFUSED: "error",
    Fate.LEFT_OUT: "neutral",
    Fate.KNOWN: "neutral",
}


def questions_shown(
    proposals: Iterable[Proposal], answers: Mapping[str, str], open_ones: Set[str], mark: str
) -> list[dict[str, Any]]:
    """Give the questions that are open or answered; those that need no answer any more are left out."""
    return [
        {
            "name": f"{mark}{one.key}",
            "id": f"question-{one.key}",
            "text": said(one.text),
            "open": one.key in open_ones,
            "choices": [
                {"value": choice.value, "text": said(choice.text), "chosen": answers.get(one.key) == choice.value}
                for choice in one.choices
            ],
        }
        for one in proposals
        if one.key in open_ones or one.key in answers
    ]


def told(problems: Iterable[Finding], found: Intake) -> list[dict[str, Any]]:
    """Give what was found in the workbook as the component “problems” wants it; what leaves rows out comes first."""
    shown = [
        {
            "where": _place(one.sheet, one.row, one.column),
            "what": said(one.what),
            "remedy": "" if one.remedy is None else said(one.remedy),
            "severity": str(one.severity),
        }
        for one in problems
    ]
    refused = [
        {
            "where": _row_words(one.row),
            "what": said(one.why),
            "remedy": "",
            "severity": "error",
        }
        for one in found.outcomes
        if one.fate is Fate.REFUSED and one.why is not None
    ]
    return sorted((*shown, *refused), key=lambda one: one["severity"] != "error")


def outcome_rows(plan: PlanRecord, found: Intake) -> dict[str, Any]:
    """Give the rows with what becomes of them, those a person should look at first."""
    ordered = sorted(found.outcomes, key=lambda one: ORDER.index(one.fate))
    return {
        "rows": [_outcome(plan, one) for one in ordered[:SHOWN]],
        "more": max(0, len(ordered) - SHOWN),
        "counts": [(page_words()(str(fate)), found.count(fate)) for fate in ORDER if found.count(fate)],
    }


def _outcome(plan: PlanRecord, one: Outcome) -> dict[str, Any]:
    row = one.row
    return {
        "where": _row_words(row),
        "source": row.source,
        "project": row.project,
        "place": _place_of_money(plan, row),
        "stage": page_words()(row.stage) if row.stage else None,
        "year": str(row.year) if row.year else None,
        "money": _money(row),
        "fate": page_words()(str(one.fate)),
        "kind": KINDS[one.fate],
        "why": "" if one.why is None else said(one.why),
    }


def _money(row: MappedRow) -> str | None:
    if not row.amount:
        return None
    return f"{row.currency} {number_text(row.money.amount, page_words())}".strip() if row.currency else row.amount


def _place_of_money(plan: PlanRecord, row: MappedRow) -> str:
    """Say what the money of a row is for."""
    areas = [area_label(plan, area) for area in parts_of(row.area)]
    types = [page_words()(one) for one in parts_of(row.economic_type)]
    parts = [row.activity] if row.activity else areas
    return ", ".join([*parts, *parts_of(row.region), *types]) or _("not placed")


def _row_words(row: MappedRow) -> str:
    sheet, _sign, number = row.key.rpartition("!")
    return _place(sheet, None, "", number) if sheet else row.id


def _place(sheet: str, row: int | None, column: str, number: str = "") -> str:
    shown = number or ("" if row is None else str(row))
    if not shown:
        return _("Sheet “{sheet}”").format(sheet=sheet)
    if not column:
        return _("Sheet “{sheet}”, row {row}").format(sheet=sheet, row=shown)
    return _("Sheet “{sheet}”, row {row}, column {column}").format(sheet=sheet, row=shown, column=column)
