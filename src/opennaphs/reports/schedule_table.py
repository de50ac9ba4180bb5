"""A timetable as rows for people: what is done when, by whom, with how much leeway, and what waits for what."""

import csv
import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO

from opennaphs.analytics.schedule import Ending, FoundTimetable, Objective
from opennaphs.domain.critical_paths import CriticalPaths
from opennaphs.domain.planning import Plan
from opennaphs.domain.schedules import Assumed, Assumption, Scheduled
from opennaphs.domain.timetables import Slot
from opennaphs.reports.cost_wording import readable

Translate = Callable[[str], str]
CSV_HEADINGS = (
    "number", "area", "activity", "team", "begins", "ends", "periods_of_work", "leeway", "free_leeway", "critical",
    "shared_event", "after",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One activity in a timetable. Leeways are in periods; ``after`` are the activities it waits for."""

    number: str
    area: str
    text: str
    teams: tuple[str, ...]
    slot: Slot
    begins: datetime.date
    ends: datetime.date
    work: int
    leeway: int
    free: int
    critical: bool
    shared_event: str | None
    after: tuple[str, ...]


@dataclass(frozen=True)
class ScheduleReport:
    """Everything a report of a timetable tells: the plan, its workload, what was found, and what follows from it."""

    plan: Plan
    scheduled: Scheduled
    found: FoundTimetable
    paths: CriticalPaths

    def rows(self) -> tuple[Row, ...]:
        """Give one row for each activity, in the order in which they begin."""
        rows = (self._row(number) for number in range(len(self.scheduled.activities)))
        return tuple(sorted(rows, key=lambda row: (row.slot, row.number)))

    def _row(self, number: int) -> Row:
        activity, job = self.scheduled.activities[number], self.scheduled.workload.jobs[number]
        slot, leeway = self.found.timetable[job.id], self.paths.leeways[job.id]
        return Row(
            job.id,
            activity.area,
            activity.action.text,
            tuple(job.uses),
            slot,
            self.scheduled.day(slot.start),
            self.scheduled.last_day(slot.end),
            job.duration,
            leeway.total,
            leeway.free,
            leeway.total == 0,
            job.shared_event,
            (*job.needs, *(one for one in self.paths.hand_overs[job.id] if one not in job.needs)),
        )


def build_report(plan: Plan, scheduled: Scheduled, found: FoundTimetable) -> ScheduleReport:
    """Put together what reports of a timetable are made from."""
    return ScheduleReport(plan, scheduled, found, CriticalPaths(scheduled.workload, found.timetable))


def render_schedule_csv(report: ScheduleReport, t: Translate = str) -> bytes:
    """Give the timetable as CSV for other programs: headings in English, days as year-month-day."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(CSV_HEADINGS)
    for row in report.rows():
        texts = (row.number, row.area, t(row.text), " ".join(map(t, row.teams)))
        shared, after = row.shared_event or "", " ".join(row.after)
        numbers = (row.work, row.leeway, row.free, "yes" if row.critical else "no")
        table.writerow([*map(_harmless, texts), row.begins, row.ends, *numbers, _harmless(shared), _harmless(after)])
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula when it opens the CSV."""
    clean = readable(text)
    return f"'{clean}" if clean[:1] in {"=", "+", "-", "@", "\t", "\r"} else clean


# --- words --------------------------------------------------------------------------------------------------------


def result_sentences(report: ScheduleReport, t: Translate = str) -> tuple[str, ...]:
    """Say what was found and how good it is known to be."""
    scheduled, found = report.scheduled, report.found
    last = scheduled.last_day(max((slot.end for slot in found.timetable.values()), default=0))
    size = t("{count} activities from {start} to {end}.").format(
        count=len(scheduled.activities), start=scheduled.start, end=last
    )
    return (size, _goal(found, t), _proof(found, t))


def _goal(found: FoundTimetable, t: Translate) -> str:
    if found.objective is Objective.MAKESPAN:
        return t("Made so that everything ends as early as possible: {value} periods.").format(value=found.value)
    return t("Made so that what is worth most ends earliest: sum of worth × end {value:,}.").format(value=found.value)


def _proof(found: FoundTimetable, t: Translate) -> str:
    if found.optimal:
        return t("No better timetable exists under these rules.")
    why = t("The search was stopped") if found.ending is Ending.STOPPED else t("The search ran out of time")
    rest = t("a timetable can be better by {gap:.1f} % at most (bound {bound:,}).")
    return f"{why}; {rest.format(gap=100 * found.gap, bound=found.bound)}"


def assumption_sentences(assumed: Iterable[Assumed], t: Translate = str) -> tuple[str, ...]:
    """Say what was assumed where the plan says nothing, with the first activities concerned."""
    return tuple(f"{_assumption(one, t)} ({', '.join(one.examples)}{_more(one)})" for one in assumed)


def _more(one: Assumed) -> str:
    return " …" if one.count > len(one.examples) else ""


def _assumption(one: Assumed, t: Translate) -> str:
    texts = {
        Assumption.DEFAULT_DURATION: t("{count} activities do not say how long they take; the rules do."),
        Assumption.NEED_OUTSIDE: t("{count} needs are not in the plan and are taken as met."),
        Assumption.NEED_EARLIER: t("{count} needs belong to earlier years of the plan and are taken as met."),
        Assumption.NEED_LATER: t("{count} needs belong to later years of the plan: look at their order."),
        Assumption.NO_TEAM: t("{count} activities have no team and wait for none."),
        Assumption.SHARED: t("{count} activities are held as shared events of their groups."),
        Assumption.NOT_SHARED: t("{count} activities are not held as one event, since some need others of the group."),
    }
    return texts[one.code].format(count=one.count)
