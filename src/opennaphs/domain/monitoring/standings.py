"""Where every activity of a plan stands on a day: by what was reported, by its days, and by its money.

Only people report; “delayed” is worked out from the days. What nobody has reported stays apart: it is never zero.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from opennaphs.domain.activity_details import MOST_PERCENT, ActivityStatus
from opennaphs.domain.cost_views import UNKNOWN
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding.cost_cells import WHOLE_COUNTRY
from opennaphs.domain.funding.supports import SupportState
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.records import Blocker, ProgressUpdate
from opennaphs.domain.monitoring.update_order import UpdateIndex, update_index
from opennaphs.domain.planning import Activity, Plan

if TYPE_CHECKING:  # only the shape of the money is needed here
    from opennaphs.domain.funding.positions import ActivityMoney

GRACE_DAYS = 31


class Situation(StrEnum):
    """Where the work on an activity stands. Delayed is worked out; all others are what people said."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    DELAYED = "delayed"
    ON_HOLD = "on hold"
    CANCELLED = "cancelled"
    CARRIED_FORWARD = "carried forward"


class MoneyState(StrEnum):
    """Whether there is money for an activity."""

    UNFUNDED = "unfunded"
    PARTLY_FUNDED = "partly funded"
    FUNDED = "funded"
    NOT_NEEDED = "no money needed"
    COST_NOT_KNOWN = "cost not known"
    NOT_SAID = "money not said"


class FollowUpCut(StrEnum):
    """What figures about progress can be cut and narrowed by."""

    AREA = "area"
    MINISTRY = "ministry"
    REGION = "region"
    OWNER = "owner"
    SOURCE = "source"
    SITUATION = "situation"


# An activity may lie in several regions and have several sources: rows of these cuts overlap and do not add up.
OVERLAPPING = frozenset({FollowUpCut.REGION, FollowUpCut.SOURCE})
LEFT_THE_PLAN = frozenset({Situation.CANCELLED, Situation.CARRIED_FORWARD})
ENDED = LEFT_THE_PLAN | {Situation.COMPLETED}
UNDER_WAY = frozenset({ActivityStatus.IN_PROGRESS, ActivityStatus.ON_HOLD})


@dataclass(frozen=True, kw_only=True)
class ActivityStanding:
    """Where one activity stands on a day.

    Attributes:
        activity: its number in the plan.
        text: what it does.
        area: its technical area.
        ministry: the sector that leads it; ``None`` = not said.
        regions: the places in which it is done; empty = the whole country.
        owner: the role that answers for it; ``None`` = nobody.
        sources: ids of the funding sources with support tied to it that was not sent back, or with money placed on it.
        situation: where it stands.
        status: what was last said of it, before the days were looked at.
        reported: whether anybody has ever said how far it is.
        reported_on: the day of the latest update; ``None`` = none, or what was said has no day.
        silent: it should run, and nobody has reported for more than 31 days.
        percent: 0 to 100; ``None`` = not said.
        starts, ends: its first and last day.
        due: whether its first day has come.
        starts_assumed, ends_assumed: whether that day was taken from its years because nobody said one.
        days_late: days past its end, or past its start when it has not begun; 0 unless it is delayed.
        cost: what it costs; ``None`` = not known.
        counted: the money that counts as funding; ``None`` = not said.
        spent: the expenditure reported; ``None`` = none was reported.
        money: whether there is money for it.
        blocker, blocked_by, next_step, evidence, by: as the latest update has them.
    """

    activity: str
    text: str
    area: str
    ministry: str | None
    regions: tuple[str, ...]
    owner: str | None
    sources: tuple[str, ...]
    situation: Situation
    status: ActivityStatus
    reported: bool
    reported_on: datetime.date | None
    silent: bool
    percent: int | None
    starts: datetime.date
    ends: datetime.date
    due: bool
    starts_assumed: bool
    ends_assumed: bool
    days_late: int
    cost: Money | None
    counted: Money | None
    spent: Money | None
    money: MoneyState
    blocker: Blocker | None
    blocked_by: str
    next_step: str
    evidence: str
    by: str

    @property
    def counts(self) -> bool:
        """Whether it is still part of the work of the plan: neither cancelled nor carried forward."""
        return self.situation not in LEFT_THE_PLAN

    @property
    def progress(self) -> int | None:
        """What it counts for: its percentage; 0 before its first day when nobody reported; ``None`` = not known.

        Before its first day there is nothing to report, so that no report is missing.
        """
        return 0 if self.percent is None and not self.reported and not self.due else self.percent

    @property
    def blocked(self) -> bool:
        """Whether something keeps it from moving and it has not ended."""
        return self.blocker is not None and self.situation not in ENDED

    @property
    def late_by_report(self) -> bool:
        """Whether it is delayed and somebody has reported on it, so that it is known not to be done."""
        return self.situation is Situation.DELAYED and self.reported

    def names(self, by: FollowUpCut) -> tuple[str, ...]:
        """Give the rows of a cut it belongs to: one, or several regions or sources.

        Without one it belongs to “not said”; without a region, to the whole country.
        """
        found: dict[FollowUpCut, tuple[str | None, ...]] = {
            FollowUpCut.AREA: (self.area,),
            FollowUpCut.MINISTRY: (self.ministry,),
            FollowUpCut.REGION: self.regions or (WHOLE_COUNTRY,),
            FollowUpCut.OWNER: (self.owner,),
            FollowUpCut.SOURCE: self.sources,
            FollowUpCut.SITUATION: (str(self.situation),),
        }
        return tuple(one or UNKNOWN for one in found[by]) or (UNKNOWN,)


@dataclass(frozen=True)
class FollowUpNarrowing:
    """Which activities are looked at. An empty tuple sets no bound; several bounds hold together.

    The words are those of :meth:`ActivityStanding.names`; “not said” asks for activities without one.
    """

    areas: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    situations: tuple[Situation, ...] = ()

    @property
    def bounds(self) -> Mapping[FollowUpCut, tuple[str, ...]]:
        """The bounds that are set."""
        wanted = {
            FollowUpCut.AREA: self.areas,
            FollowUpCut.MINISTRY: self.ministries,
            FollowUpCut.REGION: self.regions,
            FollowUpCut.OWNER: self.owners,
            FollowUpCut.SOURCE: self.sources,
            FollowUpCut.SITUATION: tuple(map(str, self.situations)),
        }
        return {by: bound for by, bound in wanted.items() if bound}

    def holds(self, standing: ActivityStanding) -> bool:
        """Say whether an activity is looked at."""
        return all(not set(bound).isdisjoint(standing.names(by)) for by, bound in self.bounds.items())


EVERYTHING = FollowUpNarrowing()
NO_MONEY_SAID: Mapping[str, "ActivityMoney"] = MappingProxyType({})


def standings(
    plan: Plan, today: datetime.date, money: Mapping[str, "ActivityMoney"] = NO_MONEY_SAID
) -> tuple[ActivityStanding, ...]:
    """Say where every activity of a plan stands.

    Args:
        plan: the plan with what was reported about it.
        today: the day asked about; updates after it are not looked at.
        money: the money of each activity, by its number; without one its cost is that of the plan and its money is
            not said.
    """
    updates = () if plan.follow_up is None else plan.follow_up.updates
    return standings_on(plan, today, update_index(updates), money)


def standings_on(
    plan: Plan, today: datetime.date, index: UpdateIndex, money: Mapping[str, "ActivityMoney"] = NO_MONEY_SAID
) -> tuple[ActivityStanding, ...]:
    """Say the same as :func:`standings` from updates already put in order: for asking about many days."""
    tied = _tied_sources(plan)
    return tuple(_standing(plan, one, today, index, money.get(one.id), tied.get(one.id, ())) for one in plan.activities)


def narrowed_standings(
    all_standings: Iterable[ActivityStanding], narrowing: FollowUpNarrowing = EVERYTHING
) -> tuple[ActivityStanding, ...]:
    """Keep the activities that are looked at, so that every figure worked out of them follows the same filter."""
    return tuple(one for one in all_standings if narrowing.holds(one))


def work_days(plan: Plan, activity: Activity) -> tuple[datetime.date, datetime.date]:
    """Give the first and last day of an activity; what nobody said is taken from its years.

    Without a day it begins on 1 January of its first year and ends on 31 December of the last year with a cost (of its
    first year when there is none), but never before it begins.
    """
    said_start, said_end = activity.details.starts, activity.details.ends
    last = _last_year(plan, activity)
    if said_start is None:
        first_year = activity.first_year if said_end is None else min(activity.first_year, int(said_end[:4]))
        starts = datetime.date(first_year, 1, 1)
    else:
        starts = datetime.date.fromisoformat(said_start)
    ends = datetime.date(max(last, starts.year), 12, 31) if said_end is None else datetime.date.fromisoformat(said_end)
    return starts, ends


def cost_of(plan: Plan, activity: Activity) -> Money | None:
    """Give what an activity costs the plan; ``None`` when that is not known, nothing when another plan carries it."""
    if plan.cost_basis is None or activity.cost.state is CostState.NOT_COSTED:
        return None
    return plan.cost_basis.total(line.total for line in activity.cost.lines)


# --- one activity -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Said:
    """What people said of an activity: the latest update, or the plan itself."""

    status: ActivityStatus
    reported: bool
    percent: int | None
    latest: ProgressUpdate | None


def _standing(
    plan: Plan,
    activity: Activity,
    today: datetime.date,
    index: UpdateIndex,
    money: "ActivityMoney | None",
    tied: tuple[str, ...],
) -> ActivityStanding:
    said = _said(activity, index, today)
    starts, ends = work_days(plan, activity)
    late = _days_late(said.status, starts, ends, today)
    latest = said.latest
    cost = cost_of(plan, activity) if money is None else money.cost
    return ActivityStanding(
        activity=activity.id,
        text=activity.action.text,
        area=activity.area,
        ministry=None if activity.action.lead is None else str(activity.action.lead),
        regions=activity.details.places,
        owner=activity.owner,
        sources=tuple(dict.fromkeys((*tied, *(() if money is None else money.sources)))),
        situation=Situation.DELAYED if late else Situation(str(said.status)),
        status=said.status,
        reported=said.reported,
        reported_on=None if latest is None else latest.on,
        silent=_is_silent(said, starts, today),
        percent=said.percent,
        starts=starts,
        ends=ends,
        due=starts <= today,
        starts_assumed=activity.details.starts is None,
        ends_assumed=activity.details.ends is None,
        days_late=late,
        cost=cost,
        counted=None if money is None else money.counted,
        spent=None if money is None else money.spent,
        money=_money_state(plan, activity, cost, money),
        blocker=None if latest is None else latest.blocker,
        blocked_by="" if latest is None else latest.blocked_by,
        next_step="" if latest is None else latest.next_step,
        evidence="" if latest is None else latest.evidence,
        by="" if latest is None else latest.by,
    )


def _said(activity: Activity, index: UpdateIndex, today: datetime.date) -> _Said:
    updates = index.upto(activity.id, today)
    if updates:
        latest = updates[-1]
        percent = _percent(latest.status, _said_percent(updates), reported=True)
        return _Said(latest.status, reported=True, percent=percent, latest=latest)
    if activity.id in index.by_activity:  # what the plan says then is of a later day
        return _Said(ActivityStatus.NOT_STARTED, reported=False, percent=None, latest=None)
    details = activity.details
    reported = details.status is not ActivityStatus.NOT_STARTED or details.percent_done is not None
    return _Said(details.status, reported, _percent(details.status, details.percent_done, reported=reported), None)


def _said_percent(updates: Sequence[ProgressUpdate]) -> int | None:
    """Give the latest percentage said; one said before the work last ended or began anew no longer holds."""
    for one in reversed(updates):
        if one.percent_done is not None or one.status not in UNDER_WAY:
            return one.percent_done if one is updates[-1] or one.status in UNDER_WAY else None
    return None


def _percent(status: ActivityStatus, said: int | None, *, reported: bool) -> int | None:
    if status is ActivityStatus.COMPLETED:
        return MOST_PERCENT
    if said is None and reported and status is ActivityStatus.NOT_STARTED:
        return 0
    return said


def _days_late(status: ActivityStatus, starts: datetime.date, ends: datetime.date, today: datetime.date) -> int:
    """Give by how many days it is late: past its end and not ended, or not begun a month after its start."""
    if str(status) in ENDED:
        return 0
    if today > ends:
        return (today - ends).days
    waiting = (today - starts).days
    return waiting if status is ActivityStatus.NOT_STARTED and waiting > GRACE_DAYS else 0


def _is_silent(said: _Said, starts: datetime.date, today: datetime.date) -> bool:
    if str(said.status) in ENDED or said.status is ActivityStatus.ON_HOLD:
        return False
    since = starts if said.latest is None else max(starts, said.latest.on)
    return (today - since).days > GRACE_DAYS


# --- its money ----------------------------------------------------------------------------------------------------


def _money_state(plan: Plan, activity: Activity, cost: Money | None, money: "ActivityMoney | None") -> MoneyState:
    if activity.cost.state in (CostState.NO_EXTRA_COST, CostState.EMBEDDED):
        return MoneyState.NOT_NEEDED
    if cost is None:
        return MoneyState.COST_NOT_KNOWN
    if cost.amount <= 0:
        return MoneyState.NOT_NEEDED
    if plan.funding is None or money is None or money.counted is None:
        return MoneyState.NOT_SAID
    if (cost - money.counted).amount <= 0:
        return MoneyState.FUNDED
    return MoneyState.PARTLY_FUNDED if money.counted.amount > 0 else MoneyState.UNFUNDED


def _tied_sources(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give the funding sources with support tied to each activity, each once."""
    found: dict[str, dict[str, None]] = {}
    for support in () if plan.funding is None else plan.funding.supports:
        tied = [one.activity for one in support.portions if one.activity is not None]
        for activity in tied if support.state is not SupportState.SENT_BACK else ():
            found.setdefault(activity, {})[support.source] = None
    return {activity: tuple(sources) for activity, sources in found.items()}


def _last_year(plan: Plan, activity: Activity) -> int:
    years = [
        year
        for line in activity.cost.lines
        for year, amount in zip(plan.years, line.by_year, strict=True)
        if amount.amount
    ]
    return max(years, default=activity.first_year)
