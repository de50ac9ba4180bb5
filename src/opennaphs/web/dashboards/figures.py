"""Everything a dashboard shows, worked out at once from one plan, one day and one set of filters."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, GapTable, gap_table
from opennaphs.domain.funding.positions import (
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


def dashboard_figures(plan: Plan, today: datetime.date, narrowing: FollowUpNarrowing) -> DashboardFigures:
    """Work out the figures of a dashboard.

    Args:
        plan: the plan with its money and what was reported.
        today: the day asked about.
        narrowing: which activities are looked at. The money shown is the money of exactly these activities, in the
            regions asked for.
    """
    position = funding_position(plan)
    money = {} if position is None else activity_money(plan, position)
    digest = progress_digest(plan, today, money, narrowing)
    series = progress_series(plan, today, narrowing, money)
    words = page_words()
    return DashboardFigures(
        today,
        digest,
        trend_points(series),
        None if position is None else _money(plan, position, digest, narrowing),
        {area: area_label(plan, area, words) for area in dict.fromkeys(one.area for one in plan.activities)},
    )


def _money(plan: Plan, position: FundingPosition, digest: ProgressDigest, narrowing: FollowUpNarrowing) -> MoneyFigures:
    part = _looked_at(digest, narrowing)
    seen = narrowed(position, part)
    return MoneyFigures(
        rule_sentence(position.rule),
        gap_table(seen, FundingCut.AREA),
        gap_table(seen, FundingCut.YEAR),
        gap_table(seen, FundingCut.SOURCE),
        {stage: _at_stage(plan, stage, part) for stage in STAGES},
        position.not_counted,
    )


def _at_stage(plan: Plan, stage: MoneyStage, part: Narrowing) -> GapRow | None:
    order = tuple(MoneyStage)
    supports = () if plan.funding is None else plan.funding.supports
    recorded = {order.index(one.stage) for support in supports for one in support.transactions}
    if max(recorded, default=-1) < order.index(stage):
        return None
    position = funding_position(plan, CountingRule(stage=stage))
    return None if position is None else gap_table(narrowed(position, part), FundingCut.AREA).whole


def _looked_at(digest: ProgressDigest, narrowing: FollowUpNarrowing) -> Narrowing:
    """Give the same narrowing for money: the activities looked at, in the regions asked for."""
    if not narrowing.bounds:
        return Narrowing()
    numbers = tuple(one.activity for one in digest.standings)
    return Narrowing(activities=numbers or ("",), regions=narrowing.regions)
