"""``naphs progress``: how far a plan has come, what is late or blocked, what it says about the end; and reports in."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from opennaphs.catalogue.translations import translator
from opennaphs.cli.output import err, out, save, show_problems, show_table, speaks
from opennaphs.cli.progress_tables import (
    activity_table,
    blocked_table,
    cut_table,
    late_table,
    milestone_table,
    rate_table,
)
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.positions import ActivityMoney, activity_money, funding_position
from opennaphs.domain.monitoring.digests import ProgressDigest, progress_digest
from opennaphs.domain.monitoring.records import FollowUp, ProgressUpdate
from opennaphs.domain.monitoring.standings import FollowUpCut, FollowUpNarrowing, Situation, standings
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence, listing
from opennaphs.reports.plan_json import render_plan
from opennaphs.reports.progress_export import render_progress_csv, render_progress_json
from opennaphs.reports.progress_workbook import render_progress_workbook
from opennaphs.sources.files import load_bytes
from opennaphs.sources.plan_file import load_plan
from opennaphs.sources.progress_csv import parse_progress

PLAN_SUFFIX = ".naphs.json"
DAY = "%Y-%m-%d"


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--on", type=click.DateTime([DAY]), help="The day to look at, 2027-06-30; today when left out.")
@click.option("--by", type=click.Choice([str(one) for one in FollowUpCut]), default="area", help="Cut the rates by.")
@click.option("--area", "areas", multiple=True, help="Only this technical area: D1 or its whole id. May be repeated.")
@click.option("--ministry", "ministries", multiple=True, help="Only work this sector leads.")
@click.option("--region", "regions", multiple=True, help="Only work in this region.")
@click.option("--owner", "owners", multiple=True, help="Only work of this role.")
@click.option("--source", "sources", multiple=True, help="Only work with money of this funding source (its id).")
@click.option(
    "--situation",
    "situations",
    multiple=True,
    type=click.Choice([str(one) for one in Situation]),
    help="Only work in this situation.",
)
@click.option("--report", type=click.Path(path_type=Path), help="CSV of updates to add to the plan; needs -o.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write .csv, .xlsx, .json, or the new plan.")
@speaks
def progress(
    plan: Path,
    on: datetime.datetime | None,
    by: str,
    areas: tuple[str, ...],
    ministries: tuple[str, ...],
    regions: tuple[str, ...],
    owners: tuple[str, ...],
    sources: tuple[str, ...],
    situations: tuple[str, ...],
    report: Path | None,
    output: Path | None,
) -> None:
    """Show how far the PLAN has come: rates by count and by cost, what is late, blocked or not reported, and the end.

    With --report, updates of a CSV (activity, on, status; percent_done, evidence, blocker, blocked_by, next_step, by)
    are added and the plan is written anew. What nobody reported is never counted as zero.

    \b
    Examples:
      naphs progress uganda.naphs.json --on 2027-06-30
      naphs progress uganda.naphs.json --on 2027-06-30 --by ministry --area D1 -o progress.xlsx
      naphs progress uganda.naphs.json --on 2027-06-30 --report updates.csv -o new.naphs.json
    """
    _check_output(report, output)
    today = datetime.date.today() if on is None else on.date()  # noqa: DTZ011 - the day where the user sits
    loaded = load_plan(plan)
    if report is not None:
        loaded = _with_updates(loaded, report, today)
    narrowing = FollowUpNarrowing(
        _areas(loaded, areas), ministries, regions, owners, sources, tuple(map(Situation, situations))
    )
    _check_narrowing(loaded, narrowing, today)
    digest = progress_digest(loaded, today, _money(loaded), narrowing)
    if output is not None:
        save(output, _rendered(output, digest, loaded))
    _show(digest, loaded, FollowUpCut(by))
    if output is not None:
        out.print(f"Written: {output}", markup=False)


# --- what is asked ------------------------------------------------------------------------------------------------


def _check_output(report: Path | None, output: Path | None) -> None:
    if report is None:
        if output is not None:
            _writer(output)
        return
    if output is None or not output.name.casefold().endswith(PLAN_SUFFIX):
        message = f"With --report, the plan is written with the updates. Say where with -o, as a {PLAN_SUFFIX} file."
        raise NaphsError(message)


def _areas(plan: Plan, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give the ids of areas of activities that were named by their code or id."""
    areas = dict.fromkeys(one.area for one in plan.activities)
    ids = {known: known for known in areas} | {known.rpartition(".")[2]: known for known in areas}
    for one in wanted:
        if one not in ids:
            codes = ", ".join(known.rpartition(".")[2] for known in areas)
            message = f"No activity is in the area “{one}”. There are: {codes}."
            raise NaphsError(message)
    return tuple(ids[one] for one in wanted)


def _check_narrowing(plan: Plan, narrowing: FollowUpNarrowing, today: datetime.date) -> None:
    """Refuse a ministry, region, owner or source that no activity has: it would silently show nothing."""
    everything = standings(plan, today)
    for cut, wanted in narrowing.bounds.items():
        known = dict.fromkeys(name for one in everything for name in one.names(cut))
        strange = (
            [] if cut in (FollowUpCut.AREA, FollowUpCut.SITUATION) else [one for one in wanted if one not in known]
        )
        if strange:
            message = f"No activity has the {cut} “{strange[0]}”. There are: {', '.join(known)}."
            raise NaphsError(message)


def _money(plan: Plan) -> Mapping[str, ActivityMoney]:
    position = None if plan.funding is None else funding_position(plan)
    return {} if position is None else activity_money(plan, position)


# --- updates ------------------------------------------------------------------------------------------------------


def _with_updates(plan: Plan, report: Path, today: datetime.date) -> Plan:
    """Give the plan with the updates of a file; what it holds already, word for word, is not entered twice."""
    numbers = {one.id for one in plan.activities}
    read = parse_progress(load_bytes(report), report.name, numbers, today)
    show_problems(read.warnings)
    follow_up = plan.follow_up or FollowUp()
    known = set(follow_up.updates)
    new = [one for one in read.updates if one not in known]
    _say_added(new, [one for one in read.updates if one in known])
    return replace(plan, follow_up=replace(follow_up, updates=(*follow_up.updates, *new)))


def _say_added(new: Sequence[ProgressUpdate], known: Sequence[ProgressUpdate]) -> None:
    out.print(f"Updates added: {len(new)}.", markup=False)
    if known:
        names = listing(one.activity for one in known)
        out.print(f"Updates the plan holds already, not entered again: {len(known)} ({names}).", markup=False)


# --- what is shown ------------------------------------------------------------------------------------------------


def _show(digest: ProgressDigest, plan: Plan, by: FollowUpCut) -> None:
    t = translator(plan.language)
    show_table(rate_table(digest))
    _say(digest.rates.rules, t)
    if not digest.standings:
        _say(digest.not_known, t)
        return
    show_table(cut_table(digest, plan, by, t))
    groups = (
        ("Past their days, and nobody has reported", digest.late_unreported),
        ("Not reported", digest.unreported),
        ("No report for more than 31 days", digest.silent),
        ("Not started and without money", digest.waiting_for_money),
        ("Funded but late", digest.funded_but_late),
    )
    tables = [late_table(digest), blocked_table(digest), milestone_table(digest)]
    tables += [activity_table(title, group) for title, group in groups]
    for table in tables:
        if table is not None:
            show_table(table)
    _say((*digest.earned.sentences, *digest.forecast.sentences), t)
    _say([one.sentence for one in digest.results], t)
    for one in digest.not_known:
        err.print(f"· {one.text(t)}", markup=False)


def _say(sentences: Sequence[Sentence], t: Callable[[str], str]) -> None:
    for one in sentences:
        out.print(one.text(t), markup=False)


# --- what is written ----------------------------------------------------------------------------------------------


def _rendered(path: Path, digest: ProgressDigest, plan: Plan) -> bytes:
    return _writer(path)(digest, plan, translator(plan.language))


def _writer(path: Path) -> Callable[[ProgressDigest, Plan, Callable[[str], str]], bytes]:
    if path.name.casefold().endswith(PLAN_SUFFIX):
        return lambda _, plan, t: render_plan(plan, t)
    writers: dict[str, Callable[[ProgressDigest, Plan, Callable[[str], str]], bytes]] = {
        ".csv": lambda digest, _, t: render_progress_csv(digest, t),
        ".xlsx": render_progress_workbook,
        ".json": render_progress_json,
    }
    if path.suffix.casefold() not in writers:
        message = f"“{path.suffix}” is no kind of report. Let its name end in .csv, .xlsx, .json or {PLAN_SUFFIX}."
        raise NaphsError(message)
    return writers[path.suffix.casefold()]
