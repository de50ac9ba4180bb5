"""What a progress review looks at: the plan on its day, what changed since the last one, what was decided then."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opennaphs.domain.funding.positions import activity_money, funding_position
from opennaphs.domain.monitoring.digests import ProgressDigest, progress_digest
from opennaphs.domain.monitoring.records import ProgressReview, ReviewKind
from opennaphs.domain.monitoring.series import PeriodChanges, SeriesPoint, changes_between, progress_series
from opennaphs.domain.planning import Plan
from opennaphs.domain.reassessing import LevelChange, Overtaken


@dataclass(frozen=True)
class LessonState:
    """A lesson of an earlier review and what became of it: its state in the register, the activities that answer it."""

    text: str
    state: str | None = None
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReviewRecord:
    """What was written down when a review was held.

    ``attendance`` counts people by sector: 0 says that nobody came, a sector not named that nobody wrote it down.
    """

    summary: str = ""
    attendance: Mapping[str, int] = field(default_factory=dict)
    decisions: tuple[str, ...] = ()
    lessons: tuple[LessonState, ...] = ()


@dataclass(frozen=True)
class NewLevels:
    """What a newer assessment found, for a yearly review."""

    assessment: str
    changes: tuple[LevelChange, ...]
    overtaken: tuple[Overtaken, ...]


@dataclass(frozen=True)
class ReviewReport:
    """Everything a pack for a progress review is written from.

    Attributes:
        plan: the plan with its money and what was reported.
        kind: which review the pack is for.
        on: its day.
        digest: where the plan stands on that day.
        trend: the rates at the end of every quarter before.
        last: the review before this one; ``None`` = there was none.
        figures_then: the figures the last review kept; empty = none were kept.
        changes: what changed since the last review, or in the last three months when there was none.
        lessons: the lessons of the last review with what became of them.
        levels: what a newer assessment found; ``None`` = there is none, or it is not asked.
        titles: titles of indicators, by their ids.
        record: what was written down of the review itself; ``None`` = it was not held yet.
    """

    plan: Plan
    kind: ReviewKind
    on: datetime.date
    digest: ProgressDigest
    trend: tuple[SeriesPoint, ...]
    last: ProgressReview | None
    changes: PeriodChanges
    figures_then: Mapping[str, Any] = field(default_factory=dict)
    lessons: tuple[LessonState, ...] = ()
    levels: NewLevels | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    record: ReviewRecord | None = None


SINCE_DAYS = 91


def build_review_report(
    plan: Plan,
    kind: ReviewKind,
    on: datetime.date,
    *,
    figures_then: Mapping[str, Any] | None = None,
    lessons: Sequence[LessonState] | None = None,
    levels: NewLevels | None = None,
    titles: Mapping[str, str] | None = None,
    record: ReviewRecord | None = None,
) -> ReviewReport:
    """Put together what a pack for a review of a plan on a day needs.

    Args:
        plan: the plan with its money and what was reported.
        kind: which review.
        on: its day; what was reported later is not looked at.
        figures_then: the figures the last review kept.
        lessons: its lessons with what became of them; those of the plan document, of which nothing more is known, when
            left out.
        levels: what a newer assessment found.
        titles: titles of indicators, by their ids.
        record: what was written down of the review itself, once it is held.

    Raises:
        MoneyMismatch: costs are in several currencies or price years.
    """
    position = funding_position(plan)
    money = {} if position is None else activity_money(plan, position)
    last = last_review(plan, on)
    since = on - datetime.timedelta(days=SINCE_DAYS) if last is None else last.held_on
    found = tuple(LessonState(text) for text in last.lessons) if lessons is None and last is not None else lessons
    return ReviewReport(
        plan=plan,
        kind=kind,
        on=on,
        digest=progress_digest(plan, on, money),
        trend=progress_series(plan, on, money=money),
        last=last,
        changes=changes_between(plan, since, on),
        figures_then=figures_then or {},
        lessons=tuple(found or ()),
        levels=levels,
        titles=titles or {},
        record=record,
    )


def last_review(plan: Plan, before: datetime.date) -> ProgressReview | None:
    """Give the last review held before a day, of whatever kind; ``None`` when there was none."""
    held = [] if plan.follow_up is None else [one for one in plan.follow_up.reviews if one.held_on < before]
    return max(held, key=lambda one: one.held_on, default=None)
