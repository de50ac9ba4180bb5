"""Where the milestones of a plan stand on a day."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.monitoring.records import FollowUp, Milestone

SOON_DAYS = 31


class MilestoneState(StrEnum):
    """Where a milestone stands. Due is within the next 31 days; dropped is one whose activity left the plan."""

    AHEAD = "ahead"
    DUE = "due"
    OVERDUE = "overdue"
    PASSED = "passed"
    PASSED_LATE = "passed late"
    DROPPED = "dropped with its activity"


@dataclass(frozen=True)
class MilestoneStanding:
    """One milestone on a day; ``days_late`` are the days past its due day, to today or to when it was passed."""

    milestone: Milestone
    state: MilestoneState
    days_late: int


def milestone_standings(
    follow_up: FollowUp, today: datetime.date, left: Collection[str] = ()
) -> tuple[MilestoneStanding, ...]:
    """Say where every milestone stands, the earliest due first.

    Args:
        follow_up: what was reported.
        today: the day asked about; a milestone passed after it is not passed yet.
        left: numbers of activities that were cancelled or carried forward.
    """
    ordered = sorted(follow_up.milestones, key=lambda one: (one.due, one.activity, one.id))
    return tuple(_standing(one, today, left) for one in ordered)


def _standing(one: Milestone, today: datetime.date, left: Collection[str]) -> MilestoneStanding:
    if one.done_on is not None and one.done_on <= today:
        late = max((one.done_on - one.due).days, 0)
        return MilestoneStanding(one, MilestoneState.PASSED_LATE if late else MilestoneState.PASSED, late)
    if one.activity in left:
        return MilestoneStanding(one, MilestoneState.DROPPED, 0)
    if one.due < today:
        return MilestoneStanding(one, MilestoneState.OVERDUE, (today - one.due).days)
    soon = (one.due - today).days <= SOON_DAYS
    return MilestoneStanding(one, MilestoneState.DUE if soon else MilestoneState.AHEAD, 0)
