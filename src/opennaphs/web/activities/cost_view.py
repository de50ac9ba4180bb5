"""The cost of an activity as a table: each line in words, its factors, and what is due in each year."""

from dataclasses import dataclass
from decimal import Decimal

from opennaphs.actions.activities.contents import plan_years
from opennaphs.domain.costing import ActivityCost, CostLine
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Activity
from opennaphs.store.models import PlanRecord


@dataclass(frozen=True)
class LineShown:
    """One cost line: where it stands among the lines, itself, and the product of its quantities."""

    place: int
    line: CostLine

    @property
    def quantity(self) -> Decimal:
        """All its quantities multiplied."""
        product = Decimal(1)
        for value in self.line.template.quantities.values():
            product *= value
        return product

    @property
    def places(self) -> Decimal:
        """How many of its driver it serves."""
        return self.line.template.share * self.line.count


@dataclass(frozen=True)
class CostShown:
    """What an activity costs, year by year; ``sums`` and ``whole`` are ``None`` where there are no lines."""

    cost: ActivityCost
    years: range
    lines: tuple[LineShown, ...]
    sums: tuple[Money, ...] | None
    whole: Money | None


def cost_shown(plan: PlanRecord, activity: Activity) -> CostShown:
    """Give the cost of an activity for its page."""
    cost, years = activity.cost, plan_years(plan)
    lines = tuple(LineShown(place, line) for place, line in enumerate(cost.lines))
    if not lines:
        return CostShown(cost, years, (), None, None)
    basis = (cost.lines[0].unit_price.currency, cost.lines[0].unit_price.price_year)
    sums = tuple(total((line.by_year[year] for line in cost.lines), *basis) for year in range(len(years)))
    return CostShown(cost, years, lines, sums, total(sums, *basis))
