"""What was reported about the demo plan: quarterly updates with late, blocked and silent work, milestones, reviews."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.actions.following.edit_result_indicator import edit_result_indicator
from opennaphs.actions.following.pass_milestone import pass_milestone
from opennaphs.actions.following.record_result_value import record_result_value
from opennaphs.actions.reviewing.hold_progress_review import hold_progress_review
from opennaphs.actions.reviewing.plan_progress_review import plan_progress_review
from opennaphs.actions.reviewing.take_lesson import take_lesson
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.library import Sector
from opennaphs.domain.monitoring.records import Blocker, ResultKind, ReviewKind
from opennaphs.store.models import (
    ActivityRecord,
    MilestoneRecord,
    PlanRecord,
    ProgressReviewRecord,
    ResultIndicatorRecord,
    User,
)
from opennaphs.web.management.demo.people import INVENTED, LABORATORIES, SURVEILLANCE

YEARLY = 4
# How far the work comes by the end of each quarter, for five kinds of activities; None = nobody reports.
PACES: tuple[tuple[int | None, ...], ...] = (
    (30, 60, 100, None),
    (20, 50, 80, 100),
    (10, 25, 40, 55),
    (15, 15, 15, 30),
    (None, None, None, None),
    (0, 20, None, 60),
)
BLOCKED: Mapping[int, tuple[Blocker, str]] = {
    2: (Blocker.PROCUREMENT, "The tender was cancelled and begins anew."),
    3: (Blocker.NOT_RELEASED, "The second quarter of the budget line was not released."),
}
NEXT = ("Train the first two teams.", "Agree on the list of sites.", "Send the report to the committee.")


@dataclass(frozen=True)
class Measure:
    """A result of the demo: where it began, what each of two years wants, and what eight quarters measured."""

    title: str
    kind: ResultKind
    unit: str
    area: str
    baseline: int
    targets: tuple[int, int]
    values: tuple[int | None, ...]


MEASURES = (
    Measure(
        "Samples that reach the laboratory within two days",
        ResultKind.OUTCOME,
        "%",
        LABORATORIES,
        35,
        (70, 90),
        (38, 44, 52, 61, 68, 74, 77, 85),
    ),
    Measure(
        "Districts that report signals every week",
        ResultKind.OUTPUT,
        "districts",
        SURVEILLANCE,
        60,
        (110, 130),
        (66, None, 88, 104, 112, 121, 130, 132),
    ),
    Measure(
        "Laboratory staff trained in biosafety",
        ResultKind.OUTPUT,
        "people",
        LABORATORIES,
        0,
        (240, 400),
        (None, 80, 150, 190, None, 205, 230, 280),
    ),
)
LESSONS = (
    "Order reagents before the rains: three regions had none for seven weeks.",
    "Ask finance for the release calendar in January, not when the money is late.",
)


def set_measures(plan: PlanRecord, year: int, lead: User) -> None:
    """Give the plan results to be measured by, and some activities milestones."""
    known = {one.title: one for one in ResultIndicatorRecord.objects.filter(plan=plan)}
    for one in MEASURES:
        if one.title in known:
            _set_target_anew(known[one.title], one, year, lead)
        else:
            _set_measure(plan, one, year, lead)
    for place, row in enumerate(_rows(plan)[::4]):
        due = datetime.date(year, 3 + place * 2 % 9, 15)
        milestone = {"text": "The first sites work with it.", "due": due}
        add_milestone(activity=row, fields=milestone, why=INVENTED, by=lead)


def _set_measure(plan: PlanRecord, one: Measure, year: int, lead: User) -> None:
    fields: dict[str, Any] = {"title": one.title, "kind": one.kind, "unit": one.unit, "area": one.area}
    fields |= {"baseline": Decimal(one.baseline), "baseline_on": datetime.date(year, 1, 1)}
    fields |= {"target": Decimal(one.targets[0]), "target_on": datetime.date(year, 12, 31)}
    add_result_indicator(plan=plan, fields=fields, why=INVENTED, by=lead)


def _set_target_anew(row: ResultIndicatorRecord, one: Measure, year: int, lead: User) -> None:
    """A result that was not reached is wanted on in the next year, and more of it."""
    fields = {"target": Decimal(one.targets[1]), "target_on": datetime.date(year, 12, 31)}
    edit_result_indicator(indicator=row, fields=fields, version=row.version, why=INVENTED, by=lead)


def report_quarter(plan: PlanRecord, quarter: int, day: datetime.date, of_area: Callable[[str], User]) -> None:
    """Report on every activity as its kind would: some finish, some are late or blocked, some say nothing."""
    for place, row in enumerate(_rows(plan)):
        _report(place, row, quarter, day, of_area(row.area))
    for milestone in MilestoneRecord.objects.filter(activity__plan=plan, done_on=None, due__lte=day)[::2]:
        by = of_area(milestone.activity.area)
        pass_milestone(milestone=milestone, done_on=milestone.due, version=milestone.version, by=by)
    _measure(plan, quarter, day, of_area)


def _measure(plan: PlanRecord, quarter: int, day: datetime.date, of_area: Callable[[str], User]) -> None:
    values, source = {one.title: one.values for one in MEASURES}, f"Quarterly count. {INVENTED}"
    for row in ResultIndicatorRecord.objects.filter(plan=plan):
        years = day.year - (row.baseline_on or day).year
        value = values[row.title][years * YEARLY + quarter - 1]
        if value is not None:
            record_result_value(indicator=row, on=day, value=Decimal(value), source=source, by=of_area(row.area))


def _report(place: int, row: ActivityRecord, quarter: int, day: datetime.date, by: User) -> None:
    kind = place % len(PACES)
    percent = PACES[kind][quarter - 1]
    if percent is None or row.status == ActivityStatus.COMPLETED:
        return
    blocker, words = BLOCKED.get(kind, (None, "")) if quarter in (2, 3) else (None, "")
    report_progress(
        activity=row,
        status=_status(percent),
        percent_done=percent,
        blocker=blocker,
        blocked_by=words,
        next_step=NEXT[place % len(NEXT)],
        on=day,
        version=row.version,
        why=INVENTED,
        by=by,
    )


def _status(percent: int) -> ActivityStatus:
    if percent == 0:
        return ActivityStatus.NOT_STARTED
    return ActivityStatus.COMPLETED if percent == 100 else ActivityStatus.IN_PROGRESS  # noqa: PLR2004 - all of it


def hold_reviews(plan: PlanRecord, quarter: int, day: datetime.date, lead: User) -> None:
    """Hold the review of a quarter; every half year the ministers meet, at the end of the year all is looked at."""
    if quarter == YEARLY:
        review = _held(plan, ReviewKind.YEARLY, day, f"Yearly review {day.year}", lead)
        for place in range(len(LESSONS)):
            _take(review, place, lead)
        return
    _held(plan, ReviewKind.QUARTERLY, day, f"Technical review, quarter {quarter} of {day.year}", lead)
    if quarter % 2 == 0:
        _held(plan, ReviewKind.INTERMINISTERIAL, day, f"Brief for the ministers, {day.year}", lead)


def _held(plan: PlanRecord, kind: ReviewKind, day: datetime.date, title: str, lead: User) -> ProgressReviewRecord:
    planned = plan_progress_review(plan=plan, kind=kind, day=day, title=title, why=INVENTED, by=lead)
    fields: dict[str, Any] = {
        "summary": f"The areas told what is done, what is late and why. {INVENTED}",
        "attendance": {str(Sector.HEALTH): 9, str(Sector.AGRICULTURE): 2, str(Sector.FINANCE): 1},
        "decisions": ["Finance releases the second quarter before the end of the month."],
        "lessons": list(LESSONS) if kind is ReviewKind.YEARLY else [],
    }
    return hold_progress_review(
        review=planned,
        held_on=day,
        fields=fields,
        whole_plan=kind is ReviewKind.YEARLY,
        version=planned.version,
        today=day,
        why=INVENTED,
        by=lead,
    )


def _take(review: ProgressReviewRecord, place: int, lead: User) -> None:
    review.refresh_from_db()
    area = (LABORATORIES, "")[place]
    owner = ("Head of the national laboratory services", "Head of planning")[place]
    take_lesson(
        review=review,
        lesson=place,
        area=area,
        owner=owner,
        due=review.held_on + datetime.timedelta(days=120),
        version=review.version,
        why=INVENTED,
        by=lead,
    )


def _rows(plan: PlanRecord) -> list[ActivityRecord]:
    return list(plan.activities.filter(removed=False).select_related("plan").order_by("position"))
