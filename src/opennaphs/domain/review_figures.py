"""What a progress review keeps of its day: the figures people saw, as plain data, to compare later ones with."""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from opennaphs.domain.funding.positions import activity_money, funding_position
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.digests import ProgressDigest, progress_digest
from opennaphs.domain.monitoring.rates import Share
from opennaphs.domain.monitoring.standings import EVERYTHING, FollowUpNarrowing
from opennaphs.domain.planning import Plan

Figures = dict[str, Any]


def digest_on(plan: Plan, day: datetime.date, narrowing: FollowUpNarrowing = EVERYTHING) -> ProgressDigest:
    """Give everything about a plan under way on a day, with the money its activities have by the usual counting rule.

    Money is counted as it stands in the plan; only reports have a day that is looked at.
    """
    position = funding_position(plan)
    money = {} if position is None else activity_money(plan, position)
    return progress_digest(plan, day, money, narrowing)


def figures_of(digest: ProgressDigest) -> Figures:
    """Give the figures of a day as plain data for JSON; shares are texts of exact fractions, ``None`` is unknown."""
    rates, earned = digest.rates, digest.earned
    return {
        "on": digest.today.isoformat(),
        "activities": rates.activities,
        "cost": _money(rates.cost),
        "completed_by_count": _share(rates.completed_by_count),
        "completed_by_cost": _share(rates.completed_by_cost),
        "progress_by_count": _share(rates.progress_by_count),
        "progress_by_cost": _share(rates.progress_by_cost),
        "situations": {str(kind): count for kind, count in rates.counts.items()},
        "late": len(digest.late),
        "late_unreported": len(digest.late_unreported),
        "blocked": {str(kind): len(group) for kind, group in digest.blocked.items()},
        "unreported": len(digest.unreported),
        "silent": len(digest.silent),
        "waiting_for_money": len(digest.waiting_for_money),
        "funded_but_late": len(digest.funded_but_late),
        "by_money": {str(state): len(group) for state, group in digest.by_money.items()},
        "milestones_overdue": len(digest.milestones_overdue),
        "planned": _money(earned.planned),
        "earned": _money(earned.earned),
        "spent": _money(earned.spent),
    }


def share_then(figures: Mapping[str, Any], name: str) -> Fraction | None:
    """Give a share that was kept; ``None`` when nobody could say it then, or an older review kept no such figure."""
    kept = figures.get(name)
    return None if not kept or kept["value"] is None else Fraction(kept["value"])


def count_then(figures: Mapping[str, Any], name: str) -> int | None:
    """Give a count that was kept; ``None`` when an older review kept no such figure."""
    kept = figures.get(name)
    return sum(kept.values()) if isinstance(kept, Mapping) else kept


def _share(share: Share) -> Figures:
    shares = {"value": share.value, "lowest": share.lowest, "highest": share.highest}
    return {name: None if value is None else str(value) for name, value in shares.items()}


def _money(money: Money | None) -> Figures | None:
    if money is None:
        return None
    return {"amount": str(money.amount), "currency": money.currency, "price_year": money.price_year}
