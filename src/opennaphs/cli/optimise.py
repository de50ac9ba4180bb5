"""``naphs optimise``: what a budget shall buy: the best choice of activities, why, and what is left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import click

from opennaphs import __version__
from opennaphs.analytics.optimise.explain import alternative, explain
from opennaphs.analytics.optimise.frontier import frontier as find_frontier
from opennaphs.analytics.optimise.ladder import NoPlan
from opennaphs.analytics.optimise.ladder import optimise as find_best
from opennaphs.analytics.optimise.result import Ended, Optimum, SureChoice
from opennaphs.analytics.optimise.robust import sure_choice
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.translations import translator
from opennaphs.cli.choice_tables import show_choice
from opennaphs.cli.choosing import PerCent, load_titles, why_not, with_all_activities
from opennaphs.cli.output import err, out, save_all, speaks
from opennaphs.cli.watching import Watching
from opennaphs.domain.choice_names import known_names
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_reasons import Alternative, Reasons
from opennaphs.domain.choice_records import Proof, origin_of, record_choice
from opennaphs.domain.choice_rules import ChoiceRules
from opennaphs.domain.choices import Question
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.domain.step_weights import plan_steps, weigh_steps
from opennaphs.reports.choice_brief import render_choice_docx, render_choice_pdf
from opennaphs.reports.choice_charts import levels_chart
from opennaphs.reports.choice_tables import ChoiceReport
from opennaphs.reports.choice_workbook import render_choice_csv, render_choice_workbook
from opennaphs.reports.gantt import render_svg
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.choice_rules_yaml import load_choice_rules
from opennaphs.sources.plan_file import load_plan

USUAL_LESS = (10.0, 20.0)
CURVE = tuple(Decimal(tenth) / 10 for tenth in range(2, 19, 2))
SHARE_OF_SECONDS = 0.5
TENTH = Decimal("0.1")


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--rules", type=click.Path(path_type=Path), required=True, help="YAML with money, weights, demands.")
@click.option("--seconds", type=click.FloatRange(0.1, 86_400), default=60.0, help="To search at most.")
@click.option("--gap", type=PerCent(), default="0.1%", help="Stop when no plan can be better by more than this.")
@click.option(
    "--straddle/--whole-starts", default=None, help="Work may be split over years, or starts once. [the rules]"
)
@click.option("--keep", multiple=True, help="A favourite (D1-003, D1.1:3): is there a plan nearly as good with it?")
@click.option(
    "--sure",
    type=click.FloatRange(50, 99.9),
    help="Choose so that the money suffices with this per cent of confidence.",
)
@click.option(
    "--less", multiple=True, type=click.FloatRange(0, 100, max_open=True), help="Per cent less money: what falls?"
)
@click.option("--curve", is_flag=True, help="Also choose at 0.2 to 1.8 times the money, for the curve in the reports.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the chosen plan (.naphs.json).")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also write .docx, .pdf, .xlsx, .csv, .svg.",
)
@speaks
def optimise(
    plan: Path,
    rules: Path,
    seconds: float,
    gap: float,
    straddle: bool | None,  # noqa: FBT001
    keep: tuple[str, ...],
    sure: float | None,
    less: tuple[float, ...],
    curve: bool,  # noqa: FBT001
    output: Path | None,
    reports: tuple[Path, ...],
) -> None:
    """Choose what a budget shall buy from the PLAN: what is done when, who pays, and why.

    The rules say who pays how much for what, what steps are worth, and what is demanded. The written plan holds the
    chosen activities and a record of the choice with all that was left out; choosing from it again begins with the
    whole plan. Ctrl-C ends the search and keeps the best so far.

    \b
    Examples:
      naphs optimise uganda.naphs.json --rules examples/uganda/budget.yaml
      naphs optimise uganda.naphs.json --rules budget.yaml --sure 80 --keep D1-003 -o chosen.naphs.json
      naphs optimise uganda.naphs.json --rules budget.yaml --curve --report brief.pdf --report choice.xlsx
    """
    for path in reports:
        _writer(path)
    loaded, said = with_all_activities(load_plan(plan)), _said(rules, straddle)
    watching = Watching()
    with watching.heeding_interrupts():
        question, remarks = question_of(loaded, said)
        best, safe = _choose(loaded, question, Effort(seconds, gap), sure, watching)
        factors = tuple(1 - Decimal(str(one)) / 100 for one in less or USUAL_LESS)
        reasons = _explained(best, factors, seconds, watching)
        weights = weigh_steps(loaded, said.weighing)
        report = ChoiceReport(
            loaded, load_titles(), question, best, reasons, weights, remarks, rules.name, factors, sure=safe
        )
        report = _with_favourites(report, keep, seconds)
        report = _with_curve(report, seconds, watching) if curve else report
    chosen = _recorded(report)
    show_choice(report)
    _write(report, chosen, output, reports)


def _said(rules: Path, straddle: bool | None) -> ChoiceRules:  # noqa: FBT001
    said = load_choice_rules(rules)
    if straddle is None:
        return said
    taken = {name: value for name, value in said.taken.items() if name != "straddle"}
    return replace(said, straddle=straddle, taken=taken)


# --- the search ---------------------------------------------------------------------------------------------------


class Effort(NamedTuple):
    """How long to look, and the gap at which to stop."""

    seconds: float
    gap: float


def _choose(
    plan: Plan, question: Question, effort: Effort, sure: float | None, watching: Watching
) -> tuple[Optimum, SureChoice | None]:
    try:
        with watching.during("Choosing"):
            if sure is None:
                return find_best(question, seconds=effort.seconds, gap=effort.gap, watch=watching), None
            safe = _sure(plan, question, sure, effort.seconds, watching)
            return safe.optimum, safe
    except NoPlan as error:
        raise why_not(question, error) from None


def _sure(plan: Plan, question: Question, confidence: float, seconds: float, watching: Watching) -> SureChoice:
    prices = read_default_prices()
    return sure_choice(plan, question, prices, confidence=confidence, seconds=seconds, watch=watching)


def _explained(best: Optimum, factors: Sequence[Decimal], seconds: float, watching: Watching) -> Reasons:
    each = max(seconds * SHARE_OF_SECONDS, 1.0)
    with watching.during("Choosing again with less money"):
        return explain(best, cutbacks=factors, seconds=each, watch=watching)


def _with_favourites(report: ChoiceReport, keep: Sequence[str], seconds: float) -> ChoiceReport:
    if not keep:
        return report
    names = _favourites(report.plan, keep)
    with err.status("Looking for a plan with the favourites …"):
        other: Alternative = alternative(report.optimum, names, seconds=seconds)
    return replace(report, alternative=other)


def _favourites(plan: Plan, keep: Sequence[str]) -> tuple[str, ...]:
    """Find the activities and steps meant by favourites; a step stands for itself, an action for its activities."""
    known = known_names(plan, plan_steps(plan))
    found: dict[str, None] = {}
    for name in keep:
        if name in known.steps:
            found[known.steps[name].id] = None
        else:
            found |= dict.fromkeys(known.activities_of(name, f"--keep {name}"))
    return tuple(found)


def _with_curve(report: ChoiceReport, seconds: float, watching: Watching) -> ChoiceReport:
    with watching.during("Choosing at other sizes of the budget"):
        return replace(report, frontier=find_frontier(report.question, CURVE, seconds=seconds, watch=watching))


# --- what comes out -----------------------------------------------------------------------------------------------


def _recorded(report: ChoiceReport) -> Plan:
    best = report.optimum
    origin = origin_of(report.rules, __version__, report.remarks, report.weights)
    return record_choice(report.plan, report.question, best.choice, _proof(best), origin, report.reasons.left_out)


def _proof(best: Optimum) -> Proof:
    bound = Decimal(repr(best.bound)) if isfinite(best.bound) else None
    seconds = Decimal(repr(best.seconds)).quantize(TENTH)
    return Proof(Decimal(repr(best.value)), bound, seconds, str(Ended(best.ended)))


def _writer(path: Path) -> Callable[[ChoiceReport], bytes]:
    def of(report: ChoiceReport) -> Callable[[str], str]:
        return translator(report.plan.language)

    writers: dict[str, Callable[[ChoiceReport], bytes]] = {
        ".docx": lambda report: render_choice_docx(report, of(report)),
        ".pdf": lambda report: render_choice_pdf(report, of(report)),
        ".xlsx": lambda report: render_choice_workbook(report, of(report)),
        ".csv": lambda report: render_choice_csv(report, of(report)),
        ".svg": lambda report: render_svg(levels_chart(report, of(report))),
    }
    if path.suffix.casefold() not in writers:
        message = f"“{path.suffix}” is no kind of report of a choice. Use .docx, .pdf, .xlsx, .csv or .svg."
        raise NaphsError(message)
    return writers[path.suffix.casefold()]


def _write(report: ChoiceReport, chosen: Plan, output: Path | None, reports: Sequence[Path]) -> None:
    written = [] if output is None else [(output, render_plan(chosen, translator(chosen.language)))]
    with err.status("Writing the reports …"):
        written += [(path, _writer(path)(report)) for path in reports]
    save_all(written)
    for path, _ in written:
        out.print(f"Written: {path}", markup=False)
