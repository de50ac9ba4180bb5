"""Costs for a finance ministry: a workbook in which every amount can be followed to its factors, and a budget annex."""

import csv
from collections.abc import Mapping
from io import BytesIO, StringIO

import xlsxwriter

from opennaphs.domain.cost_views import CostFact, Cut, cost_facts
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_basis_sheets import write_basis, write_not_costed
from opennaphs.reports.cost_book import KINDS, CostBook
from opennaphs.reports.cost_lines import costed_basis
from opennaphs.reports.cost_sheets import write_cut, write_pareto, write_prices
from opennaphs.reports.cost_wording import Translate, labels, plan_title

CUTS = (Cut.AREA, Cut.MINISTRY, Cut.CATEGORY, Cut.ECONOMIC_TYPE)
ANNEX_HEADINGS = (
    "year", "area", "ministry", "category", "economic_type", "scale", "amount", "currency", "price_year"
)  # fmt: skip
_Key = tuple[int, str, str, str, str, str]


def render_cost_workbook(plan: Plan, titles: Mapping[str, str], translate: Translate = str) -> bytes:
    """Give the costs of a plan as a workbook: lines, cuts by year, Pareto, prices, what is not costed, basis.

    Every amount is a formula that leads back to quantities, counts and a price; the values are stored beside the
    formulas, so viewers that do not compute show them. Recomputed, they are the same to the cent.

    Args:
        plan: a costed plan; its language decides whether sheets run from right to left.
        titles: titles of the indicators, by id.
        translate: gives a text in the language of the report.

    Raises:
        NaphsError: the plan is not costed, or its amounts do not follow from its lines.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    costed_basis(plan)
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": plan_title(plan, translate), "comments": "OpenNAPHS"})
        book = CostBook(workbook, plan, titles, translate)
        book.write_lines()
        for cut in CUTS:
            write_cut(book, cut)
        write_pareto(book)
        write_prices(book)
        write_not_costed(book)
        write_basis(book)
    return buffer.getvalue()


def render_budget_annex(plan: Plan, translate: Translate = str) -> bytes:
    """Give the costs of a plan as one long CSV table for a budget system; the amounts add up to the plan.

    One row for each year, area, ministry, category, economic type and scale that occur together; 0.00 is known to be
    nothing. Headings stay in English for programs; labels are those of the workbook.

    Raises:
        NaphsError: the plan is not costed, or its amounts do not follow from its lines.
    """
    basis = costed_basis(plan)
    names = {cut: labels(plan, cut, translate) for cut in KINDS}
    sums: dict[_Key, Money] = {}
    for fact in cost_facts(plan):
        key = _annex_key(fact, names)
        sums[key] = sums[key] + fact.amount if key in sums else fact.amount
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(ANNEX_HEADINGS)
    for key in sorted(sums, key=lambda one: one[0]):
        amount = f"{sums[key].rounded().amount:f}"
        table.writerow([key[0], *map(_harmless, key[1:]), amount, basis.currency, basis.price_year])
    return out.getvalue().encode()


def _annex_key(fact: CostFact, names: Mapping[Cut, Mapping[str, str]]) -> _Key:
    return (
        fact.year,
        names[Cut.AREA][fact.area],
        names[Cut.MINISTRY][fact.ministry],
        names[Cut.CATEGORY][fact.category],
        names[Cut.ECONOMIC_TYPE][fact.economic_type],
        names[Cut.SCALE][fact.scale],
    )


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a title for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
