"""Everything a dashboard shows, worked out at once from one plan, one day and one set of filters."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, GapTable, gap_table, whole_gap
from opennaphs.domain.funding.positions import (
    ActivityMoney,
    FundingPosition,
    Narrowing,
    activity_money,
    funding_position,
    narrowed,
)
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.monitoring.digests import ProgressDigest, progress_digest
from opennaphs.domain.monitoring.series import progress_series
from opennaphs.domain.monitoring.standings import FollowUpNarrowing
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence
from opennaphs.reports.cost_wording import area_label
from opennaphs.reports.rate_trend import TrendPoint, trend_points
from opennaphs.web.assessments.wording import page_words

STAGES = (MoneyStage.COMMITMENT, MoneyStage.DISBURSEMENT, MoneyStage.EXPENDITURE)


@dataclass(frozen=True)
class MoneyFigures:
    """The money of the activities looked at: by area, by year, the whole, and how far it has come.

    A stage is ``None`` when nobody has recorded any money of that stage or a later one: that is not zero.
    """

    rule: Sentence
    by_area: GapTable
    by_year: GapTable
    by_source: GapTable
    stages: Mapping[MoneyStage, GapRow | None]
    not_counted: tuple[Sentence, ...]

    @property
    def whole(self) -> GapRow:
        """All activities looked at together."""
        return self.by_area.whole


@dataclass(frozen=True)
class DashboardFigures:
    """What a dashboard shows. ``money`` is ``None`` when the plan is not costed."""

    today: datetime.date
    digest: ProgressDigest
    trend: tuple[TrendPoint, ...]
    money: MoneyFigures | None
    areas: Mapping[str, str]


@dataclass(frozen=True)
class Followed:
    """A plan with where it stands with its money: what every look at it needs, whatever it is narrowed to.

    ``positions`` holds the stages of money somebody has recorded, and commitment; empty when the plan is not costed.
    """

    plan: Plan
    positions: Mapping[MoneyStage, FundingPosition]
    money: Mapping[str, ActivityMoney]


def followed(plan: Plan) -> Followed:
    """Place the money of a plan once for each stage a dashboard shows."""
    found = {stage: funding_position(plan, CountingRule(stage=stage)) for stage in _recorded(plan)}
    positions = {stage: position for stage, position in found.items() if position is not None}
    committed = positions.get(MoneyStage.COMMITMENT)
    return Followed(plan, positions, {} if committed is None else activity_money(plan, committed))


def _recorded(plan: Plan) -> list[MoneyStage]:
    """Give the stages for which there is money of that stage or a later one, and commitment whatever there is."""
    order = tuple(MoneyStage)
    supports = () if plan.funding is None else plan.funding.supports
    latest = max((order.index(one.stage) for each in supports for one in each.transactions), default=-1)
    return [stage for stage in STAGES if stage is MoneyStage.COMMITMENT or order.index(stage) <= latest]


def dashboard_figures(about: Followed, today: datetime.date, narrowing: FollowUpNarrowing) -> DashboardFigures:
    """Work out the figures of a dashboard.

    Args:
        about: the plan with its money and what was reported.
        today: the day asked about.
        narrowing: which activities are looked at. The money shown is the money of exactly these activities, in the
            regions asked for.
    """
    plan, words = about.plan, page_words()
    digest = progress_digest(plan, today, about.money, narrowing)
    series = progress_series(plan, today, narrowing, about.money)
    return DashboardFigures(
        today,
        digest,
        trend_points(series),
        _money(about.positions, _looked_at(digest, narrowing)) if about.positions else None,
        {area: area_label(plan, area, words) for area in dict.fromkeys(one.area for one in plan.activities)},
    )


def _money(positions: Mapping[MoneyStage, FundingPosition], part: Narrowing) -> MoneyFigures:
    position = positions[MoneyStage.COMMITMENT]
    seen = narrowed(position, part)
    return MoneyFigures(
        rule_sentence(position.rule),
        gap_table(seen, FundingCut.AREA),
        gap_table(seen, FundingCut.YEAR),
        gap_table(seen, FundingCut.SOURCE),
        {stage: whole_gap(narrowed(positions[stage], part)) if stage in positions else None for stage in STAGES},
        position.not_counted,
    )


def _looked_at(digest: ProgressDigest, narrowing: FollowUpNarrowing) -> Narrowing:
    """Give the same narrowing for money: the activities looked at, in the regions asked for."""
    if not narrowing.bounds:
        return Narrowing()
    numbers = tuple(one.activity for one in digest.standings)
    return Narrowing(activities=numbers or ("",), regions=narrowing.regions)
