"""Everything a dashboard or a review shows about a plan under way, from one set of activities and one filter."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.earned_value import EarnedValue, earned_value
from opennaphs.domain.monitoring.forecasts import (
    ActivityForecast,
    PlanForecast,
    activity_forecasts,
    plan_forecast,
    plan_forecast_by_cost,
)
from opennaphs.domain.monitoring.milestones import MilestoneStanding, MilestoneState, milestone_standings
from opennaphs.domain.monitoring.rates import (
    BreakdownRow,
    ImplementationRates,
    breakdown,
    implementation_rates,
    named,
)
from opennaphs.domain.monitoring.records import Blocker, FollowUp, ResultIndicator
from opennaphs.domain.monitoring.results import ResultStanding, result_standings
from opennaphs.domain.monitoring.series import PeriodChanges, changes_between
from opennaphs.domain.monitoring.standings import (
    EVERYTHING,
    NO_MONEY_SAID,
    ActivityStanding,
    FollowUpCut,
    FollowUpNarrowing,
    MoneyState,
    Situation,
    narrowed_standings,
    standings,
)
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence

if TYPE_CHECKING:  # only the shape of the money is needed here
    from opennaphs.domain.funding.positions import ActivityMoney

__all__ = ["PeriodChanges", "ProgressDigest", "changes_between", "plan_days", "progress_digest"]

NOTHING_LOOKED_AT = "No activity is within what you look at."
NOT_REPORTED = (
    "Nobody has said how far these are: {count} ({names}). They are left out of the progress, not counted as 0."
)
NOT_REPORTED_COST = (
    "Nobody has said how far these are: {count} worth {cost} ({names}). They are left out, not counted as 0."
)
NOT_DUE = "Activities whose first day is still to come; they count as not begun: {count} ({names})."
COST_NOT_KNOWN = "Activities without a known cost, left out of every figure by cost: {count} ({names})."
DAYS_ASSUMED = (
    "Activities without days of their own: {count} ({names}). They are taken to begin on 1 January of their first year "
    "and to end on 31 December of the last year they cost anything."
)
CANCELLED = "Cancelled activities, left out of the rates: {count} ({names})."
CARRIED_FORWARD = "Activities carried forward, left out of the rates: {count} ({names})."
MONEY_NOT_SAID = "Nobody has said whether there is money for these: {count} ({names})."
UNKNOWN_ACTIVITIES = "Updates and milestones name activities that are not in the plan and are not counted: {names}."
RESULTS_LEFT_OUT = "Results that do not belong to what you look at and are not shown: {count} ({names})."
SENTENCES = (
    NOTHING_LOOKED_AT,
    NOT_REPORTED,
    NOT_REPORTED_COST,
    NOT_DUE,
    COST_NOT_KNOWN,
    DAYS_ASSUMED,
    CANCELLED,
    CARRIED_FORWARD,
    MONEY_NOT_SAID,
    UNKNOWN_ACTIVITIES,
    RESULTS_LEFT_OUT,
)


@dataclass(frozen=True, kw_only=True)
class ProgressDigest:
    """Everything about a plan under way on a day; every figure is of the activities in ``standings``.

    Attributes:
        today: the day asked about.
        narrowing: which activities are looked at.
        standings: these activities, in the order of the plan.
        rates: how much of them is done.
        late: delayed and reported on, the latest first.
        late_unreported: past their days with nobody having reported anything: they may be late or done.
        blocked: what keeps activities from moving, with these activities.
        unreported: those whose first day has come and that nobody has ever reported on.
        silent: those that should run, were reported on once, and for more than 31 days no more.
        waiting_for_money: not started and without any money.
        funded_but_late: late (by report) although the money is there.
        by_money: the activities that count, by their money.
        earned: schedule and cost in money.
        forecasts: when each activity will be done, in the order of ``standings``.
        forecast, forecast_by_cost: when all of them will be done.
        milestones: their milestones, the earliest due first.
        results: the result indicators that belong to them.
        not_known: what is not known, in sentences.
    """

    today: datetime.date
    narrowing: FollowUpNarrowing
    standings: tuple[ActivityStanding, ...]
    rates: ImplementationRates
    late: tuple[ActivityStanding, ...]
    late_unreported: tuple[ActivityStanding, ...]
    blocked: Mapping[Blocker, tuple[ActivityStanding, ...]]
    unreported: tuple[ActivityStanding, ...]
    silent: tuple[ActivityStanding, ...]
    waiting_for_money: tuple[ActivityStanding, ...]
    funded_but_late: tuple[ActivityStanding, ...]
    by_money: Mapping[MoneyState, tuple[ActivityStanding, ...]]
    earned: EarnedValue
    forecasts: tuple[ActivityForecast, ...]
    forecast: PlanForecast
    forecast_by_cost: PlanForecast
    milestones: tuple[MilestoneStanding, ...]
    results: tuple[ResultStanding, ...]
    not_known: tuple[Sentence, ...]

    @property
    def milestones_overdue(self) -> tuple[MilestoneStanding, ...]:
        """Milestones whose day has passed and that nobody has passed."""
        return tuple(one for one in self.milestones if one.state is MilestoneState.OVERDUE)

    @property
    def milestones_due(self) -> tuple[MilestoneStanding, ...]:
        """Milestones due within the next 31 days."""
        return tuple(one for one in self.milestones if one.state is MilestoneState.DUE)

    def rows(self, by: FollowUpCut) -> tuple[BreakdownRow, ...]:
        """Give the rates by area, ministry, region, owner, source or situation."""
        return breakdown(self.standings, by)


def progress_digest(
    plan: Plan,
    today: datetime.date,
    money: Mapping[str, "ActivityMoney"] = NO_MONEY_SAID,
    narrowing: FollowUpNarrowing = EVERYTHING,
) -> ProgressDigest:
    """Say everything about a plan under way on a day.

    Args:
        plan: the plan with its money and what was reported.
        today: the day asked about; what was reported after it is not looked at.
        money: the money of each activity, by its number.
        narrowing: which activities are looked at; every figure follows it.

    Raises:
        MoneyMismatch: costs are in several currencies or price years.
    """
    looked_at = narrowed_standings(standings(plan, today, money), narrowing)
    follow_up = plan.follow_up or FollowUp()
    rates = implementation_rates(looked_at)
    results, left_out = _results(follow_up, today, looked_at, narrowing)
    counting = tuple(one for one in looked_at if one.counts)
    delayed = sorted((one for one in counting if one.situation is Situation.DELAYED), key=lambda one: -one.days_late)
    late = tuple(one for one in delayed if one.reported)
    begins, ends = plan_days(plan)
    return ProgressDigest(
        today=today,
        narrowing=narrowing,
        standings=looked_at,
        rates=rates,
        late=late,
        late_unreported=tuple(one for one in delayed if not one.reported),
        blocked=_blocked(looked_at),
        unreported=tuple(one for one in counting if one.due and not one.reported),
        silent=tuple(one for one in counting if one.silent and one.reported),
        waiting_for_money=tuple(one for one in counting if _waits_for_money(one)),
        funded_but_late=tuple(one for one in late if one.money is MoneyState.FUNDED),
        by_money={state: tuple(one for one in counting if one.money is state) for state in MoneyState},
        earned=earned_value(looked_at, today),
        forecasts=activity_forecasts(looked_at, today),
        forecast=plan_forecast(rates, begins, ends, today),
        forecast_by_cost=plan_forecast_by_cost(rates, begins, ends, today),
        milestones=_milestones(follow_up, today, looked_at),
        results=results,
        not_known=(*_not_known(looked_at, rates), *_strangers(plan, follow_up), *_left_out(left_out)),
    )


def plan_days(plan: Plan) -> tuple[datetime.date, datetime.date]:
    """Give the first and last day of a plan."""
    return datetime.date(plan.years[0], 1, 1), datetime.date(plan.years[-1], 12, 31)


def _waits_for_money(one: ActivityStanding) -> bool:
    return one.status is ActivityStatus.NOT_STARTED and one.money is MoneyState.UNFUNDED


def _blocked(looked_at: Iterable[ActivityStanding]) -> dict[Blocker, tuple[ActivityStanding, ...]]:
    blocked = [one for one in looked_at if one.blocked]
    found = {kind: tuple(one for one in blocked if one.blocker is kind) for kind in Blocker}
    return {kind: group for kind, group in found.items() if group}


def _milestones(
    follow_up: FollowUp, today: datetime.date, looked_at: Sequence[ActivityStanding]
) -> tuple[MilestoneStanding, ...]:
    left = {one.activity for one in looked_at if not one.counts}
    inside = {one.activity for one in looked_at}
    return tuple(one for one in milestone_standings(follow_up, today, left) if one.milestone.activity in inside)


def _results(
    follow_up: FollowUp, today: datetime.date, looked_at: Sequence[ActivityStanding], narrowing: FollowUpNarrowing
) -> tuple[tuple[ResultStanding, ...], list[str]]:
    """Give the results that belong to what is looked at, and the ids of the others."""
    numbers, areas = {one.activity for one in looked_at}, {one.area for one in looked_at}
    everything = not narrowing.bounds
    found = result_standings(follow_up, today)
    inside = [one for one in found if everything or _belongs(one.indicator, numbers, areas)]
    return tuple(inside), [one.indicator.id for one in found if one not in inside]


def _belongs(indicator: ResultIndicator, numbers: Collection[str], areas: Collection[str]) -> bool:
    """Say whether a result is of these activities, or of an area one of them is in; one of the whole plan is not."""
    if indicator.activity is not None:
        return indicator.activity in numbers
    return indicator.area is not None and indicator.area in areas


# --- what is not known --------------------------------------------------------------------------------------------


def _not_known(looked_at: Sequence[ActivityStanding], rates: ImplementationRates) -> list[Sentence]:
    if not looked_at:
        return [Sentence(NOTHING_LOOKED_AT)]
    assumed = [one.activity for one in looked_at if one.counts and (one.starts_assumed or one.ends_assumed)]
    no_money = [one.activity for one in looked_at if one.counts and one.money is MoneyState.NOT_SAID]
    found = (
        (NOT_DUE, rates.not_due),
        (COST_NOT_KNOWN, rates.cost_not_known),
        (DAYS_ASSUMED, assumed),
        (MONEY_NOT_SAID, no_money),
        (CANCELLED, rates.cancelled),
        (CARRIED_FORWARD, rates.carried_forward),
    )
    return [*_unsaid(rates), *(_counted(template, names) for template, names in found if names)]


def _unsaid(rates: ImplementationRates) -> list[Sentence]:
    if not rates.not_reported:
        return []
    if rates.not_reported_cost is None:
        return [_counted(NOT_REPORTED, rates.not_reported)]
    said = _counted(NOT_REPORTED_COST, rates.not_reported)
    return [Sentence(said.template, {**said.values, "cost": rates.not_reported_cost})]


def _counted(template: str, names: Sequence[str]) -> Sentence:
    return Sentence(template, {"count": len(names), "names": named(names)})


def _strangers(plan: Plan, follow_up: FollowUp) -> list[Sentence]:
    known = {one.id for one in plan.activities}
    said = [*(one.activity for one in follow_up.updates), *(one.activity for one in follow_up.milestones)]
    strange = list(dict.fromkeys(one for one in said if one not in known))
    return [Sentence(UNKNOWN_ACTIVITIES, {"names": named(strange)})] if strange else []


def _left_out(ids: Sequence[str]) -> list[Sentence]:
    return [_counted(RESULTS_LEFT_OUT, ids)] if ids else []
