"""The job that writes the pack of a progress review, from what the workbench knows on its day."""

import datetime
from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.actions.jobs.kinds import Outcome
from opennaphs.actions.jobs.progress import Progress
from opennaphs.actions.plans.exporting import file_name, titles
from opennaphs.actions.plans.relevelling import relevelled
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, Translate, languages, translator
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.planning import Plan
from opennaphs.domain.review_reports import (
    LessonState,
    NewLevels,
    ReviewRecord,
    ReviewReport,
    build_review_report,
    last_review,
)
from opennaphs.reports.review_pack import render_review_docx, render_review_pdf
from opennaphs.store.following import HELD
from opennaphs.store.models import ActivityRecord, AssessmentRecord, Job, ProgressReviewRecord, Recommendation
from opennaphs.store.plans import load_plan

GONE = "The progress review was removed meanwhile."
Render = Callable[[ReviewReport, Translate, str], bytes]
FORMATS: Mapping[str, Render] = {"docx": render_review_docx, "pdf": render_review_pdf}


def run_pack(job: Job, progress: Progress) -> Outcome:
    """Write a pack; ``job.wanted``: ``review`` (its number) and ``format``, one of :data:`FORMATS`."""
    wanted = job.wanted
    rows = ProgressReviewRecord.objects.filter(plan__country=job.country, plan__removed=False, removed=False)
    row = rows.select_related("plan").filter(pk=wanted["review"]).first()
    if row is None:
        raise NaphsError(GONE)
    progress.tell(_("Putting the figures together …"))
    report = report_of(row, timezone.localdate())
    progress.tell(_("Writing the file …"))
    spoken = job.language.partition("-")[0]
    language = spoken if spoken in languages() else SOURCE_LANGUAGE
    content = FORMATS[wanted["format"]](report, translator(language), language)
    name = file_name(f"{row.title} {report.on}", f".{wanted['format']}")
    return Outcome(_("The pack is ready."), {"plan": row.plan_id, "review": row.pk}, content, name)


def report_of(row: ProgressReviewRecord, today: datetime.date) -> ReviewReport:
    """Give what the pack of a review is written from: as known on its day, or today while it is still to come."""
    plan, on = load_plan(row.plan), min(row.held_on, today)
    last = last_review(plan, on)
    before = None if last is None else ProgressReviewRecord.objects.filter(plan=row.plan, pk=int(last.id)).first()
    return build_review_report(
        plan,
        ReviewKind(row.kind),
        on,
        figures_then=None if before is None else before.figures,
        lessons=None if before is None else lesson_states(before),
        levels=new_levels(row.plan.country, plan) if row.kind == ReviewKind.YEARLY else None,
        titles=titles(),
        record=record_of(row) if row.state == HELD else None,
    )


def record_of(row: ProgressReviewRecord) -> ReviewRecord:
    """Give what was written down of a review that was held, sectors in their usual order."""
    attendance = {sector: row.attendance[sector] for sector in SECTORS if sector in row.attendance}
    return ReviewRecord(row.summary, attendance, tuple(row.decisions), lesson_states(row))


def lesson_states(row: ProgressReviewRecord) -> tuple[LessonState, ...]:
    """Give the lessons of a review with what became of those that are in the register."""
    taken = [one["recommendation"] for one in row.lessons if one["recommendation"] is not None]
    entries = Recommendation.objects.filter(country=row.country_code, removed=False).in_bulk(taken)
    answers = {number for entry in entries.values() for number in entry.answered_by}
    numbers = dict(ActivityRecord.objects.filter(pk__in=answers, removed=False).values_list("pk", "number"))
    return tuple(_lesson(one["text"], entries.get(one["recommendation"]), numbers) for one in row.lessons)


def _lesson(text: str, entry: Recommendation | None, numbers: Mapping[int, str]) -> LessonState:
    if entry is None:
        return LessonState(text)
    return LessonState(text, entry.state, tuple(numbers[one] for one in entry.answered_by if one in numbers))


def newer_assessments(country: str, plan: Plan) -> list[AssessmentRecord]:
    """Give the assessments a plan can take levels from: of its edition and newer than what it starts from."""
    edition = plan.evidence.framework or plan.evidence.library_framework
    rows = AssessmentRecord.objects.filter(country=country, removed=False, framework=edition)
    return [row for row in rows if plan.evidence.date is None or row.date > plan.evidence.date]


def new_levels(country: str, plan: Plan) -> NewLevels | None:
    """Give what the newest assessment found; ``None`` when none is newer than what the plan starts from."""
    rows = newer_assessments(country, plan)
    if not rows:
        return None
    found = relevelled(plan, rows[0])
    name = f"{load_framework(rows[0].framework).short}, {rows[0].date}"
    return NewLevels(name, found.changes, found.overtaken)
