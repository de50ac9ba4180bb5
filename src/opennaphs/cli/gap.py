"""``naphs gap``: what a plan costs, what of it is funded, and what is missing, cut any way."""

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.table import Table

from opennaphs.catalogue.translations import translator
from opennaphs.cli.cost_tables import money_table, shown
from opennaphs.cli.output import err, out, save, show_table, speaks
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, gap_table
from opennaphs.domain.funding.positions import FundingPosition, Narrowing, funding_position, narrowed
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.funding.warnings import funding_warnings
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import listing
from opennaphs.reports.gap_export import (
    GapReport,
    Translate,
    remark_texts,
    render_gap_csv,
    render_gap_json,
    render_gap_workbook,
    value_name,
)
from opennaphs.sources.plan_file import load_plan

DAY = "%Y-%m-%d"
MOST_REMARKS = 20
LONGEST_NAME = 40


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--by", type=click.Choice([one.replace(" ", "-") for one in FundingCut]), default="area", help="Cut the gap by."
)
@click.option(
    "--stage",
    type=click.Choice([str(one) for one in MoneyStage]),
    default="commitment",
    help="How far money must have come to count; commitment when left out.",
)
@click.option("--pledged", is_flag=True, help="Count what is only pledged too; the same as --stage pledge.")
@click.option("--include-reported", is_flag=True, help="Count support that is reported and not yet validated too.")
@click.option("--without-in-kind", is_flag=True, help="Do not count in-kind support.")
@click.option("--area", "areas", multiple=True, help="Only this technical area: D1 or its whole id. May be repeated.")
@click.option("--year", "years", multiple=True, type=int, help="Only this calendar year.")
@click.option("--region", "regions", multiple=True, help="Only work in this region.")
@click.option("--ministry", "ministries", multiple=True, help="Only work this sector leads.")
@click.option("--source", "sources", multiple=True, help="Count only money of this funding source (its id).")
@click.option("--on", type=click.DateTime([DAY]), help="The day of the warnings, 2027-06-30; today when left out.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Also write .csv, .xlsx or .json.")
@speaks
def gap(
    plan: Path,
    by: str,
    stage: str,
    pledged: bool,  # noqa: FBT001
    include_reported: bool,  # noqa: FBT001
    without_in_kind: bool,  # noqa: FBT001
    areas: tuple[str, ...],
    years: tuple[int, ...],
    regions: tuple[str, ...],
    ministries: tuple[str, ...],
    sources: tuple[str, ...],
    on: datetime.datetime | None,
    output: Path | None,
) -> None:
    """Show what the PLAN costs, what of it is funded, and what is missing.

    Sources and gap are the cost for every cut. Least and most say how large the gap may be where money is not tied so
    closely that one could say where it lies, or is regional.

    \b
    Examples:
      naphs gap uganda.naphs.json
      naphs gap uganda.naphs.json --by source --year 2027 --year 2028
      naphs gap uganda.naphs.json --by economic-type --area D1 --pledged --include-reported -o gap.xlsx
    """
    write = None if output is None else _writer(output)
    loaded = load_plan(plan)
    counted = MoneyStage.PLEDGE if pledged else MoneyStage(stage)
    rule = CountingRule(counted, validated_only=not include_reported, in_kind=not without_in_kind)
    today = datetime.date.today() if on is None else on.date()  # noqa: DTZ011 - the day where the user sits
    asked = Narrowing(_areas(loaded, areas), ministries, regions, years, sources)
    report = _report(loaded, rule, asked, FundingCut(by.replace("-", " ")), today)
    _show(report)
    if output is not None and write is not None:
        save(output, write(report, translator(loaded.language)))
        out.print(f"Written: {output}", markup=False)


def _report(plan: Plan, rule: CountingRule, asked: Narrowing, by: FundingCut, today: datetime.date) -> GapReport:
    position = funding_position(plan, rule)
    if position is None:
        raise NaphsError("The plan has no costs yet. Cost it first: naphs cost PLAN --profile PROFILE -o PLAN.")
    _check(position, asked)
    part = narrowed(position, asked)
    return GapReport(plan, part, gap_table(part, by), funding_warnings(plan, part, today))


def _areas(plan: Plan, asked: Iterable[str]) -> tuple[str, ...]:
    """Give whole ids of areas: D1 is that area of the plan's own framework."""
    known = dict.fromkeys((*plan.areas, *(one.area for one in plan.activities)))
    by_code = {area.rpartition(".")[2]: area for area in known}
    return tuple(by_code.get(one, one) for one in asked)


def _check(position: FundingPosition, asked: Narrowing) -> None:
    """Refuse to look for what the costed plan does not have: an empty table would say that nothing is missing."""
    known: tuple[tuple[str, Iterable[object], Iterable[object]], ...] = (
        ("area", asked.areas, (cell.area for cell in position.cells)),
        ("year", asked.years, (cell.year for cell in position.cells)),
        ("region", asked.regions, (cell.region for cell in position.cells)),
        ("ministry", asked.ministries, (cell.ministry for cell in position.cells)),
        ("source", asked.sources, position.sources),
    )
    for name, values, there in known:
        found = [str(one) for one in dict.fromkeys(there)]
        wrong = [str(one) for one in values if str(one) not in found]
        if wrong:
            named = listing(found) or "none"
            message = f"The costed plan has no {name} “{listing(wrong)}”. It has: {named}."
            raise NaphsError(message)


def _show(report: GapReport) -> None:
    show_table(_table(report))
    out.print(rule_sentence(report.table.rule).text(), markup=False)
    texts = remark_texts(report)
    for text in texts[:MOST_REMARKS]:
        err.print(f"· {text}", markup=False)
    if len(texts) > MOST_REMARKS:
        err.print(f"… and {len(texts) - MOST_REMARKS} more; -o writes all of them.", markup=False)


def _table(report: GapReport) -> Table:
    position, by = report.position, report.table.by
    table = money_table(
        str(by),
        amounts=("cost", "counted", "gap", "least gap", "most gap"),
        title=f"Funding gap ({position.currency}, {position.price_year} prices)",
    )
    for row in report.table.rows:
        table.add_row(_name(report.plan, by, row), *_amounts(row))
    table.add_row("together", *_amounts(report.table.whole), style="bold")
    return table


def _name(plan: Plan, by: FundingCut, row: GapRow) -> str:
    name = value_name(plan, by, row.value)
    text = f"{row.value} {name}" if by is FundingCut.ACTIVITY else name
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 2]} …"


def _amounts(row: GapRow) -> tuple[str, ...]:
    return tuple(map(shown, (row.cost, row.counted, row.gap, row.least, row.most)))


def _writer(path: Path) -> Callable[[GapReport, Translate], bytes]:
    writers = {".csv": render_gap_csv, ".xlsx": render_gap_workbook, ".json": render_gap_json}
    if path.suffix.casefold() not in writers:
        message = f"“{path.suffix}” is no kind of gap report. Use .csv, .xlsx or .json."
        raise NaphsError(message)
    return writers[path.suffix.casefold()]
