"""What people report about a plan under way: updates of activities, milestones, results, progress reviews.

Everything here is what somebody said on a day. What nobody said stays ``None``: not reported is never zero.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import NaphsError

MOST_PERCENT = 100


class Blocker(StrEnum):
    """What keeps an activity from moving."""

    NO_MONEY = "no money"
    NOT_RELEASED = "money not released"
    STAFF = "no staff"
    PROCUREMENT = "procurement"
    APPROVAL = "approval or legal step"
    OTHER_ACTIVITY = "waits for another activity"
    ACCESS = "security or access"
    EMERGENCY = "response to an emergency"
    OTHER = "something else"


class ResultKind(StrEnum):
    """What a result indicator measures: what was produced, or what changed by it."""

    OUTPUT = "output"
    OUTCOME = "outcome"


class ReviewKind(StrEnum):
    """The rhythm of a plan under way."""

    QUARTERLY = "quarterly technical review"
    INTERMINISTERIAL = "interministerial brief"
    YEARLY = "yearly review"


@dataclass(frozen=True)
class ProgressUpdate:
    """What somebody reported about an activity on a day. A later update replaces nothing: it stands beside.

    Attributes:
        activity: its number in the plan.
        on: the day of which it speaks.
        status: how far the work has come; “delayed” is never reported, it is worked out.
        percent_done: 0 to 100; ``None`` = not said.
        evidence: where it can be seen: an address or the name of a document; empty = not said.
        blocker: what keeps it from moving; ``None`` = nothing was named.
        blocked_by: the same in words.
        next_step: what happens next; empty = not said.
        by: who reported, as a role or a name.
    """

    activity: str
    on: datetime.date
    status: ActivityStatus
    percent_done: int | None = None
    evidence: str = ""
    blocker: Blocker | None = None
    blocked_by: str = ""
    next_step: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        """Refuse a percentage that cannot be, and a completed activity that is not whole."""
        if self.percent_done is not None and not 0 <= self.percent_done <= MOST_PERCENT:
            message = f"{self.activity} is reported {self.percent_done} per cent done. Write a number from 0 to 100."
            raise NaphsError(message)
        if self.status is ActivityStatus.COMPLETED and self.percent_done not in (None, MOST_PERCENT):
            message = (
                f"{self.activity} is reported completed at {self.percent_done} per cent. Write 100, or another status."
            )
            raise NaphsError(message)


@dataclass(frozen=True)
class Milestone:
    """A point an activity passes on its way: what, until when, and when it was passed (``None`` = not yet)."""

    id: str
    activity: str
    text: str
    due: datetime.date
    done_on: datetime.date | None = None
    evidence: str = ""


@dataclass(frozen=True)
class ResultValue:
    """One measured value of a result indicator, with its day and source."""

    on: datetime.date
    value: Decimal
    source: str = ""


@dataclass(frozen=True)
class ResultIndicator:
    """What a plan wants to be measured by: an output or outcome with baseline, target and what was measured.

    ``baseline`` and ``target`` are ``None`` when nobody has said them, which is not zero. ``area`` is a technical area;
    ``None`` = of the whole plan.
    """

    id: str
    title: str
    kind: ResultKind
    unit: str
    area: str | None = None
    activity: str | None = None
    baseline: Decimal | None = None
    baseline_on: datetime.date | None = None
    target: Decimal | None = None
    target_on: datetime.date | None = None
    values: tuple[ResultValue, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an indicator without a name or unit, and a target that lies before its baseline."""
        if not self.title.strip() or not self.unit.strip():
            raise NaphsError("A result indicator needs a name and a unit. Write what is counted, and in what.")
        if self.baseline_on is not None and self.target_on is not None and self.target_on < self.baseline_on:
            message = (
                f"The target of “{self.title}” is of {self.target_on}, before its baseline. Correct one of the days."
            )
            raise NaphsError(message)


@dataclass(frozen=True)
class ProgressReview:
    """A meeting that looked at the whole plan: what kind, when, what it found, learned and decided."""

    id: str
    kind: ReviewKind
    held_on: datetime.date
    title: str
    summary: str = ""
    lessons: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class FollowUp:
    """Everything reported about a plan under way."""

    updates: tuple[ProgressUpdate, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    results: tuple[ResultIndicator, ...] = ()
    reviews: tuple[ProgressReview, ...] = ()

    def updates_of(self, activity: str) -> tuple[ProgressUpdate, ...]:
        """Give the updates of an activity, the oldest first; of one day the last entered stands last."""
        return tuple(sorted((one for one in self.updates if one.activity == activity), key=lambda one: one.on))
