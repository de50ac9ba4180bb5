"""``naphs schedule``: when each activity of a plan is done, what decides the end, and what a delay moves."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.status import Status
from rich.table import Table

from opennaphs.analytics.schedule import (
    DEFAULT_SECONDS,
    FoundTimetable,
    Objective,
    Progress,
)
from opennaphs.analytics.schedule import (
    schedule as best_timetable,
)
from opennaphs.catalogue.translations import translator
from opennaphs.cli.cost_tables import money_table
from opennaphs.cli.output import err, out, save_all, show_table, speaks
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.schedules import Scheduled, build_workload
from opennaphs.reports.charts import render_png
from opennaphs.reports.gantt import gantt_chart, render_svg
from opennaphs.reports.schedule_table import (
    ScheduleReport,
    assumption_sentences,
    build_report,
    render_schedule_csv,
    result_sentences,
)
from opennaphs.reports.schedule_workbook import render_schedule_workbook
from opennaphs.sources.plan_file import load_plan
from opennaphs.sources.schedule_rules import load_schedule_rules

MOST_SHOWN = 25
LONGEST_TEXT = 60


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--rules", type=click.Path(path_type=Path), required=True, help="YAML with teams, closed days, limits.")
@click.option("--year", type=click.IntRange(2000, 2100), help="Only activities that begin in this year of the plan.")
@click.option(
    "--objective",
    type=click.Choice([str(one) for one in Objective]),
    default=str(Objective.MAKESPAN),
    help="All done as early as possible, or what is worth most as early as possible.",
)
@click.option(
    "--seconds", type=click.FloatRange(0, 86_400), default=DEFAULT_SECONDS, help="To search at most; 0 does not search."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, help="Same seed, same search.")
@click.option("--delay", "delays", multiple=True, help="ACTIVITY=PERIODS: show what moves if it begins so much later.")
@click.option(
    "--report", "reports", multiple=True, type=click.Path(path_type=Path), help="Also write .xlsx, .csv, .svg, .png."
)
@speaks
def schedule(
    plan: Path,
    rules: Path,
    year: int | None,
    objective: str,
    seconds: float,
    seed: int,
    delays: tuple[str, ...],
    reports: tuple[Path, ...],
) -> None:
    """Find the best timetable for the activities of a PLAN, and show what decides its end.

    Order, durations and teams come from the plan; capacities, closed days, limits of events and deadlines from the
    rules. Ctrl-C ends the search and keeps the best timetable found so far.

    \b
    Examples:
      naphs schedule uganda.naphs.json --rules examples/uganda/schedule.yaml --year 2027
      naphs schedule uganda.naphs.json --rules schedule.yaml --objective earliest-benefit --seconds 60
      naphs schedule uganda.naphs.json --rules schedule.yaml --delay D1-003=4 --report plan.xlsx --report gantt.svg
    """
    for path in reports:
        _writer(path)
    wanted = [_delay(text) for text in delays]
    loaded = load_plan(plan)
    scheduled = build_workload(loaded, load_schedule_rules(rules), year)
    report = build_report(loaded, scheduled, _search(scheduled, Objective(objective), seconds, seed))
    moved = [report.paths.delayed(job, by) for job, by in wanted]
    _say(report)
    show_table(_first_activities(report))
    show_table(_critical_path(report))
    for one in moved:
        out.print(_moved(report, one.job, one.by), markup=False)
    _write(report, reports)


def _delay(text: str) -> tuple[str, int]:
    job, equals, number = text.rpartition("=")
    if not equals or not number.isdecimal():
        message = f"“{text}” is no delay. Write the number of an activity and periods, for example D1-003=4."
        raise NaphsError(message)
    return job, int(number)


def _search(scheduled: Scheduled, objective: Objective, seconds: float, seed: int) -> FoundTimetable:
    with err.status("Searching the best timetable … (Ctrl-C keeps the best so far)") as status:
        return best_timetable(scheduled.workload, objective, seconds=seconds, seed=seed, tell=_teller(status))


def _teller(status: Status) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        status.update(
            f"Searching the best timetable … {progress.seconds:.0f} s, best so far {progress.best:,}, "
            f"cannot be below {progress.bound:,} (Ctrl-C keeps the best so far)"
        )

    return tell


def _say(report: ScheduleReport) -> None:
    for text in result_sentences(report):
        out.print(text, markup=False)
    for text in assumption_sentences(report.scheduled.assumed):
        err.print(f"· {text}", markup=False)


def _first_activities(report: ScheduleReport) -> Table:
    rows = report.rows()
    title = "Timetable" if len(rows) <= MOST_SHOWN else f"Timetable: the first {MOST_SHOWN} of {len(rows)}"
    table = money_table("activity", "what", amounts=("begins", "ends", "leeway", "free"), title=title)
    for row in rows[:MOST_SHOWN]:
        style = "bold" if row.critical else None
        table.add_row(
            row.number, _short(row.text), str(row.begins), str(row.ends), str(row.leeway), str(row.free), style=style
        )
    return table


def _critical_path(report: ScheduleReport) -> Table:
    rows = {row.number: row for row in report.rows()}
    table = money_table("activity", "what", amounts=("begins", "ends"), title="What decides the end")
    for number in report.paths.path:
        row = rows[number]
        table.add_row(number, _short(row.text), str(row.begins), str(row.ends))
    return table


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _moved(report: ScheduleReport, job: str, by: int) -> str:
    """Say in a few lines what a delay moves."""
    delay, days = report.paths.delayed(job, by), report.scheduled
    end, later = days.last_day(delay.end_after), delay.end_after - delay.end_before
    lines = [f"If {job} begins {by} periods later, {len(delay.moved)} activities move and all ends on {end}"]
    lines[0] += f", {later} periods later:" if later else ", as before:"
    lines += [
        f"  {name}: {days.day(before.start)} → {days.day(after.start)}" for name, (before, after) in delay.moved.items()
    ]
    if delay.missed_deadlines:
        lines.append(f"  Deadlines missed: {', '.join(delay.missed_deadlines)}")
    return "\n".join(lines)


def _writer(path: Path) -> Callable[[ScheduleReport], bytes]:
    writers: dict[str, Callable[[ScheduleReport], bytes]] = {
        ".xlsx": lambda report: render_schedule_workbook(report, translator(report.plan.language)),
        ".csv": lambda report: render_schedule_csv(report, translator(report.plan.language)),
        ".svg": lambda report: render_svg(gantt_chart(report, translator(report.plan.language))),
        ".png": lambda report: render_png(gantt_chart(report, translator(report.plan.language))),
    }
    if path.suffix.casefold() not in writers:
        message = f"“{path.suffix}” is no kind of report. Let its name end in .xlsx, .csv, .svg or .png."
        raise NaphsError(message)
    return writers[path.suffix.casefold()]


def _write(report: ScheduleReport, reports: Sequence[Path]) -> None:
    with err.status("Writing the reports …"):
        written = [(path, _writer(path)(report)) for path in reports]
    save_all(written)
    for path, _ in written:
        out.print(f"Written: {path}", markup=False)
