"""``naphs reconcile``: hold the line items of published plans against the totals they print."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from opennaphs.catalogue.country_files import UnknownCountry, country_name, find_country
from opennaphs.cli.output import err, out, save, show_problems, speaks
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.reconciliation import CellState, PlanReconciliation, Reconciliation, reconcile_plans
from opennaphs.domain.reconciliation_findings import Finding, FindingKind, decimal, find
from opennaphs.reports.reconciliation_report import render_areas, render_reconciliation
from opennaphs.sources.files import load_bytes
from opennaphs.sources.line_items import parse_line_items, parse_published_costs

# what is said even when the findings of many plans would fill screens
WHOLE_PLANS = {FindingKind.ARITHMETIC, FindingKind.PRICE_YEARS, FindingKind.OTHER_CURRENCY}
# a figure that is cut off is a wrong figure: better a line that wraps than an ellipsis
WIDTH = 132
WRITERS: dict[str, Callable[[Reconciliation, Sequence[Finding]], bytes]] = {
    ".xlsx": render_reconciliation,
    ".csv": lambda reconciliation, _: render_areas(reconciliation),
}


@click.command()
@click.argument("line_items", type=click.Path(path_type=Path))
@click.option("--published", type=click.Path(path_type=Path), help="What the plans print for areas and in total.")
@click.option("--country", help="Show only this plan (name or ISO code).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="Write a report: .xlsx (plans, areas, findings, rows) or .csv (areas).",
)  # fmt: skip
@speaks
def reconcile(line_items: Path, published: Path | None, country: str | None, output: Path | None) -> None:
    """Add up the costed LINE_ITEMS of published plans and compare them with the totals the plans print.

    LINE_ITEMS is a workbook or CSV with the columns country, core_capacity, activity, year_numeric, cost_original and
    currency_original, such as the public costed-NAPHS data. Nothing is corrected: every finding is shown. The sum of an
    area differs when it is more than 2 % off, after the plan's own rate between the two currencies.

    \b
    Examples:
      naphs reconcile line_items.xlsx --published summary_costs.xlsx
      naphs reconcile line_items.xlsx --published summary_costs.xlsx --country Uganda -o uganda.xlsx
    """
    if output is not None and output.suffix.casefold() not in WRITERS:
        message = f"“{output.suffix}” is no kind of report. Let the name of the output end in .xlsx or .csv."
        raise NaphsError(message)
    with err.status("Reading the plans …"):
        whole = _read(line_items, published)
    findings = find(whole)
    shown = whole if country is None else _only(whole, country)
    names = {plan.country for plan in shown.plans}
    findings = tuple(one for one in findings if one.country in names)
    if output is not None:
        save(output, WRITERS[output.suffix.casefold()](shown, findings))
    _show(shown, findings)
    if output is not None:
        out.print(f"Written to {output}.", markup=False)


def _read(line_items: Path, published: Path | None) -> Reconciliation:
    items = parse_line_items(load_bytes(line_items), line_items.name)
    if published is None:
        show_problems(items.warnings)
        return reconcile_plans(items.items)
    printed = parse_published_costs(load_bytes(published), published.name)
    show_problems((*items.warnings, *printed.warnings))
    return reconcile_plans(items.items, printed.costs)


def _only(whole: Reconciliation, country: str) -> Reconciliation:
    try:
        wanted = country_name(find_country(country))
    except UnknownCountry:
        wanted = country.strip()
    plans = tuple(plan for plan in whole.plans if plan.country.casefold() == wanted.casefold())
    if not plans:
        known = ", ".join(plan.country for plan in whole.plans)
        message = f"The files hold no plan of “{country}”. They hold: {known}."
        raise NaphsError(message)
    return Reconciliation(plans)


# --- what a person sees ---


def _show(shown: Reconciliation, findings: Sequence[Finding]) -> None:
    if len(shown.plans) == 1:
        out.print(_wide(_areas(shown.plans[0])))
    else:
        out.print(_wide(_plans(shown, findings)))
    for one in findings:
        if len(shown.plans) == 1 or one.kind in WHOLE_PLANS or (one.kind is FindingKind.NO_ITEMS and one.area):
            place = f"{one.country}, {one.area}" if one.area else one.country
            out.print(f"{place}: {one.text}", markup=False)
    _judge(shown, findings)


def _wide(table: Table) -> Table:
    room = out.options.update(width=max(out.width, WIDTH))
    table.width = out.measure(table, options=room).maximum
    return table


def _plans(shown: Reconciliation, findings: Sequence[Finding]) -> Table:
    table = Table("plan", title="Line items and printed totals of published plans")
    for heading in ("rows", "sum of items", "printed total", "rate", "areas that differ", "other findings"):
        table.add_column(heading, justify="right", overflow="fold")
    for plan in shown.plans:
        others = sum(one.country == plan.country for one in findings) - len(plan.flagged)
        table.add_row(
            escape(plan.country), f"{len(plan.items):,}", _money(plan.total), _money(plan.published_total),
            "–" if plan.norm is None else f"{decimal(plan.norm, 2):,}",
            _share(plan), str(others),
        )  # fmt: skip
    return table


def _areas(plan: PlanReconciliation) -> Table:
    table = Table("area", title=escape(plan.country))
    for heading in ("rows", "without cost", "sum of items", "printed", "rate", "difference", "result"):
        table.add_column(heading, justify="right", overflow="fold")
    for cell in plan.cells:
        differs = cell.state is CellState.DIFFERS
        table.add_row(
            escape(cell.area), str(cell.rows), str(cell.without_cost), _money(cell.items), _money(cell.published),
            "–" if cell.rate is None else f"{decimal(cell.rate, 2):,}",
            "–" if cell.deviation is None else f"{decimal(cell.deviation * 100, 1):+,} %",
            f"[red]{cell.state}[/red]" if differs else str(cell.state),
        )  # fmt: skip
    return table


def _money(money: Money | None) -> str:
    if money is None:
        return "–"
    amount = money.rounded().amount
    return f"{money.currency} {amount:,.0f}" if amount == amount.to_integral_value() else f"{money.currency} {amount:,}"


def _share(plan: PlanReconciliation) -> str:
    if not plan.compared:
        return "–"
    text = f"{len(plan.flagged)} of {len(plan.compared)}"
    return f"[red]{text}[/red]" if plan.flagged else text


def _judge(shown: Reconciliation, findings: Sequence[Finding]) -> None:
    compared = [plan for plan in shown.plans if plan.compared]
    if compared:
        areas = f"{len(shown.flagged)} of {len(shown.compared)}"
        plans = f"{len(shown.differing)} of {len(compared)}"
        out.print(f"Areas that cannot be reconciled with what is printed: {areas}, in {plans} plans.")
        out.print("The reason may lie in the plan or in its transcription.")
    else:
        err.print("There are no printed figures to compare with; the line items are only added up.")
    rows = [
        f"{name} {sum(len(one.rows) for one in findings if one.kind is kind):,}"
        for kind, name in (
            (FindingKind.WITHOUT_COST, "without cost"), (FindingKind.AT_ZERO, "at zero"),
            (FindingKind.WITHOUT_YEAR, "without year"), (FindingKind.LUMP, "lumps over several years"),
        )
    ]  # fmt: skip
    out.print(f"Rows: {sum(len(plan.items) for plan in shown.plans):,}; {', '.join(rows)}.")
    far_out = sum(one.kind is FindingKind.OUTLIER for one in findings)
    out.print(f"Activities far dearer or cheaper than the others: {far_out}.")
