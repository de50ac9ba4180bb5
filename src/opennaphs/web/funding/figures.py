"""Where a plan stands with its money, worked out once for each counting rule and kept until plan or money change."""

from dataclasses import dataclass

from django.utils import timezone

from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.positions import ActivityMoney, FundingPosition, activity_money, funding_position
from opennaphs.domain.funding.tails import DonorExit, RecurrentTail, donor_exit, recurrent_tail
from opennaphs.domain.funding.warnings import FundingWarning, funding_warnings
from opennaphs.domain.planning import Plan
from opennaphs.store.models import PlanRecord
from opennaphs.web.plans.reckoning import kept


@dataclass(frozen=True)
class Exits:
    """Who leaves when and what hangs on them, and the bill that stays."""

    exits: tuple[DonorExit, ...]
    tail: RecurrentTail
    currency: str
    price_year: int


@dataclass(frozen=True)
class Standing:
    """Where a plan stands under a counting rule, and what somebody should look at."""

    position: FundingPosition
    warnings: tuple[FundingWarning, ...]


def standing_of(plan: PlanRecord, rule: CountingRule) -> Standing | None:
    """Give where a plan stands today under a counting rule; ``None`` when it is not costed."""
    today = timezone.localdate()

    def make(read: Plan) -> Standing | None:
        position = funding_position(read, rule)
        return None if position is None else Standing(position, funding_warnings(read, position, today))

    return kept(plan, f"funding {_name(rule)} {today}", make)


def position_of(plan: PlanRecord, rule: CountingRule) -> FundingPosition | None:
    """Give where a plan stands under a counting rule, without what to look at; ``None`` when it is not costed."""
    standing = standing_of(plan, rule)
    return None if standing is None else standing.position


def exits_of(plan: PlanRecord, rule: CountingRule) -> Exits | None:
    """Give what happens when sources leave; ``None`` when the plan is not costed."""

    def make(read: Plan) -> Exits | None:
        position = funding_position(read, rule)
        if position is None:
            return None
        about = (position.currency, position.price_year)
        return Exits(donor_exit(read, position), recurrent_tail(read, position), *about)

    return kept(plan, f"funding exits {_name(rule)}", make)


def money_of_activities(plan: PlanRecord, rule: CountingRule) -> dict[str, ActivityMoney]:
    """Give the money of every activity of a plan by its number; nothing when the plan is not costed."""

    def make(read: Plan) -> dict[str, ActivityMoney]:
        position = funding_position(read, rule)
        return {} if position is None else dict(activity_money(read, position))

    return kept(plan, f"funding activities {_name(rule)}", make)


def _name(rule: CountingRule) -> str:
    return f"{rule.stage} {rule.validated_only} {rule.in_kind}"
