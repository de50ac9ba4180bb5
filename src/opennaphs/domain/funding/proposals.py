"""Proposals to a fund: what is asked of it, by priority, activity, economic type and year, and who pays beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from opennaphs.domain.carrying_forward import ENDED
from opennaphs.domain.funding.matching import priority_key
from opennaphs.domain.funding.positions import CellFunding, FundingPosition
from opennaphs.domain.funding.supports import Support, SupportRole
from opennaphs.domain.goals import Goal
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Activity, Plan


@dataclass(frozen=True)
class FundPriority:
    """What a fund pays for, and the technical areas that answer it."""

    id: str
    title: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class RequestLine:
    """What is asked for one activity and economic type in each plan year: the part of its cost without money."""

    priority: str
    activity: Activity
    economic_type: EconomicType
    by_year: tuple[Money, ...]

    @property
    def total(self) -> Money:
        """All years together."""
        return total(self.by_year, self.by_year[0].currency, self.by_year[0].price_year)


@dataclass(frozen=True)
class PaidBeside:
    """What a piece of support pays beside the fund in each plan year; ``role`` says in which manner.

    A year without a counted amount is nothing counted; ``rate_missing`` says that an amount could not be converted.
    """

    source: str
    support: Support
    role: SupportRole
    by_year: tuple[Money, ...]
    rate_missing: bool


@dataclass(frozen=True)
class Proposal:
    """A proposal to a fund.

    Attributes:
        priorities: what the fund pays for.
        lines: what is asked, by priority, the most important activities first.
        beside: co-financing and co-investment.
        goals: indicators of the areas, with baseline and target.
        outside: what lacks money in areas the fund does not pay for.
    """

    priorities: tuple[FundPriority, ...]
    lines: tuple[RequestLine, ...]
    beside: tuple[PaidBeside, ...]
    goals: tuple[Goal, ...]
    outside: Money


def build_proposal(plan: Plan, position: FundingPosition, priorities: Iterable[FundPriority]) -> Proposal:
    """Gather what a fund is asked for: everything without money in the areas of its priorities.

    Work that is completed or cancelled is not asked for.
    """
    priorities = tuple(priorities)
    wanted = {area: one.id for one in priorities for area in one.areas}
    open_ids = {one.id for one in plan.activities if one.details.status not in ENDED}
    cells = [cell for cell in position.cells if cell.activity in open_ids]
    outside = total((cell.gap for cell in cells if cell.area not in wanted), position.currency, position.price_year)
    return Proposal(
        priorities,
        tuple(_lines(plan, position, cells, wanted)),
        tuple(_beside(plan, position)),
        tuple(goal for goal in plan.goals if _area_of(plan, goal) in wanted),
        outside,
    )


def _lines(
    plan: Plan, position: FundingPosition, cells: Iterable[CellFunding], wanted: dict[str, str]
) -> Iterable[RequestLine]:
    sums: dict[tuple[str, str, int], Money] = {}
    for cell in cells:
        key = (cell.activity, cell.economic_type, cell.year)
        if cell.area in wanted and cell.gap.amount > 0:
            sums[key] = sums[key] + cell.gap if key in sums else cell.gap
    asked = {(activity, kind) for activity, kind, _year in sums}
    nothing = Money.zero(position.currency, position.price_year)
    order = list(dict.fromkeys(wanted.values()))
    for one in sorted(plan.activities, key=lambda one: (_place(order, wanted.get(one.area)), priority_key(one))):
        for kind in EconomicType:
            if (one.id, kind) in asked:
                by_year = tuple(sums.get((one.id, kind, year), nothing) for year in plan.years)
                yield RequestLine(wanted[one.area], one, kind, by_year)


def _place(order: list[str], priority: str | None) -> int:
    return len(order) if priority is None else order.index(priority)


def _beside(plan: Plan, position: FundingPosition) -> Iterable[PaidBeside]:
    supports = () if plan.funding is None else plan.funding.supports
    nothing = Money.zero(position.currency, position.price_year)
    for support in supports:
        if support.role is SupportRole.SUPPORT:
            continue
        rows = [one for one in position.supports if one.support == support.id and one.why_not is None]
        counted = {one.year: one.money for one in rows}
        known = {year: money for year, money in counted.items() if money is not None}
        by_year = tuple(known.get(year, nothing) for year in plan.years)
        if rows:
            yield PaidBeside(support.source, support, support.role, by_year, len(known) < len(counted))


def _area_of(plan: Plan, goal: Goal) -> str:
    """Give the area of an indicator: the one of the plan its id begins with, else its code before the last dot."""
    areas = dict.fromkeys((*plan.areas, *(one.area for one in plan.activities)))
    found = [area for area in areas if goal.indicator.startswith(f"{area}.")]
    return max(found, key=len, default=goal.indicator.rpartition(".")[0])
