"""``naphs frontier``: what more or less money buys: the best choice at each size of the budget."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import isfinite
from pathlib import Path

import click
from rich.table import Table

from opennaphs.analytics.optimise.frontier import frontier as find_frontier
from opennaphs.analytics.optimise.ladder import NoPlan
from opennaphs.analytics.optimise.result import FrontierPoint
from opennaphs.catalogue.translations import translator
from opennaphs.cli.choosing import PerCent, load_titles, why_not, with_all_activities
from opennaphs.cli.cost_tables import money_table, shown
from opennaphs.cli.output import err, out, save_all, show_table, speaks
from opennaphs.cli.watching import Watching
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choices import Question
from opennaphs.domain.errors import NaphsError
from opennaphs.reports.choice_charts import frontier_chart
from opennaphs.reports.choice_wording import steps_text
from opennaphs.reports.frontier_report import render_frontier_csv, render_frontier_docx, render_frontier_workbook
from opennaphs.reports.frontier_tables import FrontierReport, added, given_up
from opennaphs.reports.gantt import render_svg
from opennaphs.sources.choice_rules_yaml import load_choice_rules
from opennaphs.sources.plan_file import load_plan

CENT = Decimal("0.01")
MOST_POINTS = 101
_factor = click.FloatRange(0, 100)


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--rules", type=click.Path(path_type=Path), required=True, help="YAML with money, weights, demands.")
@click.option("--from", "least", type=_factor, default=0.2, help="Smallest budget, as a multiple of that of the rules.")
@click.option("--to", "most", type=_factor, default=1.8, help="Largest budget, as a multiple.")
@click.option("--points", type=click.IntRange(2, MOST_POINTS), default=17, help="Sizes of the budget, equally apart.")
@click.option(
    "--seconds-a-point", type=click.FloatRange(0.1, 86_400), default=5.0, help="To search at most, for each size."
)
@click.option("--gap", type=PerCent(), default="0.3%", help="Leave a size when no plan can be better by more.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the points (.csv).")
@click.option(
    "--report", "reports", multiple=True, type=click.Path(path_type=Path), help="Also write .svg, .xlsx, .docx."
)
@speaks
def frontier(
    plan: Path,
    rules: Path,
    least: float,
    most: float,
    points: int,
    seconds_a_point: float,
    gap: float,
    output: Path | None,
    reports: tuple[Path, ...],
) -> None:
    """Show what more or less money buys from the PLAN: the best choice at each size of the budget.

    Every source of the rules is multiplied by the same number. Where the demands cannot be met with so little money,
    there is no point. Ctrl-C ends the search after the points found so far.

    \b
    Examples:
      naphs frontier uganda.naphs.json --rules examples/uganda/budget.yaml
      naphs frontier uganda.naphs.json --rules budget.yaml --from 0.5 --to 1.5 --points 11 -o frontier.csv
      naphs frontier uganda.naphs.json --rules budget.yaml --report frontier.svg --report frontier.docx
    """
    for path in (*reports, *(() if output is None else (output,))):
        _writer(path, own=path == output)
    loaded, said = with_all_activities(load_plan(plan)), load_choice_rules(rules)
    question, remarks = question_of(loaded, said)
    factors = _factors(least, most, points)
    found = _search(question, factors, seconds_a_point, gap)
    report = FrontierReport(loaded, load_titles(), question, found)
    show_table(_table(report))
    _show_steps(report)
    _show_gaps(factors, found)
    for remark in remarks:
        err.print(f"· {remark.text()}", markup=False)
    _write(report, output, reports)


def _factors(least: float, most: float, points: int) -> list[Decimal]:
    if least >= most:
        message = f"The budgets go from {least:g} to {most:g} times the money. Let --from be less than --to."
        raise NaphsError(message)
    low, high = Decimal(str(least)), Decimal(str(most))
    apart = (high - low) / (points - 1)
    return [(low + number * apart).quantize(CENT).normalize() for number in range(points)]


def _search(question: Question, factors: Sequence[Decimal], each: float, gap: float) -> tuple[FrontierPoint, ...]:
    watching = Watching()
    with watching.heeding_interrupts(), watching.during("Choosing at each size of the budget"):
        try:
            return find_frontier(question, factors, seconds=each * len(factors), gap=gap, watch=watching)
        except NoPlan as error:
            raise why_not(question.scaled(max(factors)), error) from None


def _table(report: FrontierReport) -> Table:
    table = money_table(
        "times the money", amounts=("money", "benefit", "none can exceed", "gap", "steps", "activities"),
        title=f"What the money buys ({report.question.currency}, {report.question.price_year} prices)",
    )  # fmt: skip
    for one in report.points:
        known = isfinite(one.bound)
        bound, gap = (f"{one.bound:,.1f}", f"{one.gap:.2%}") if known else ("unknown", "unknown")
        counts = (str(len(one.choice.reached)), str(len(one.choice.started)))
        table.add_row(f"{one.factor:f}", shown(one.money), f"{one.value:,.1f}", bound, gap, *counts)
    return table


def _show_steps(report: FrontierReport) -> None:
    """Say what each size adds to the one before, and what it gives up for that."""
    for one, new, lost in zip(report.points, added(report.points), given_up(report.points), strict=True):
        said = f"adds {steps_text(report, new, str)}" if new else "adds nothing"
        less = f"; gives up {steps_text(report, lost, str)}" if lost else ""
        out.print(f"{one.factor:f} times the money {said}{less}.", markup=False)


def _show_gaps(factors: Sequence[Decimal], found: Sequence[FrontierPoint]) -> None:
    """Say which sizes have no point: the demands cannot be met, or the search ended before."""
    there = {one.factor for one in found}
    missing = [f"{factor:f}" for factor in sorted(set(factors)) if factor not in there]
    if missing:
        out.print(f"Without a choice: {', '.join(missing)} times the money. The demands cannot be met with it, or the "
                  "search ended before.")  # fmt: skip


def _writer(path: Path, *, own: bool) -> Callable[[FrontierReport], bytes]:
    if own:
        writers: dict[str, Callable[[FrontierReport], bytes]] = {".csv": render_frontier_csv}
    else:
        writers = {
            ".svg": lambda report: render_svg(frontier_chart(report.curve, translator(report.plan.language))),
            ".xlsx": lambda report: render_frontier_workbook(report, translator(report.plan.language)),
            ".docx": lambda report: render_frontier_docx(report, translator(report.plan.language)),
        }
    if path.suffix.casefold() not in writers:
        message = f"“{path.suffix}” is no kind of frontier report. Use -o for .csv, --report for .svg, .xlsx, .docx."
        raise NaphsError(message)
    return writers[path.suffix.casefold()]


def _write(report: FrontierReport, output: Path | None, reports: Sequence[Path]) -> None:
    with err.status("Writing the reports …"):
        written = [] if output is None else [(output, _writer(output, own=True)(report))]
        written += [(path, _writer(path, own=False)(report)) for path in reports]
    save_all(written)
    for path, _ in written:
        out.print(f"Written: {path}", markup=False)
