"""Cost lines as people write them: added from a price list or in their own words, or changed by hand."""

from dataclasses import dataclass, replace
from decimal import Decimal

from opennaphs.domain.costing import ActivityCost, CostLine, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder, CostTemplate, Driver, EconomicType
from opennaphs.domain.money import Money
from opennaphs.store.models import PlanRecord

OWN = "own line"


@dataclass(frozen=True)
class Wanted:
    """What somebody says of a cost line; ``unit_cost`` is the id in the price list, :data:`OWN` for a price of theirs.

    ``share`` is 0 to 1; ``schedule`` None = its economic type decides in which years it is due.
    """

    unit_cost: str
    title: str
    builder: Builder
    unit: str
    price: Decimal
    quantities: dict[str, Decimal]
    per: Driver
    count: Decimal
    share: Decimal
    times_a_year: Decimal
    economic_type: EconomicType
    schedule: tuple[Decimal, ...] | None = None


def line_of(plan: PlanRecord, wanted: Wanted) -> CostLine:
    """Make a cost line in the money of the plan; the amounts of its years are put in when it is saved.

    Raises:
        NaphsError: the plan has no cost basis, or the share is none.
    """
    basis = plan.frame["cost_basis"]
    if basis is None:
        raise NaphsError("The plan has no cost basis yet: cost it with a country profile and a price list first.")
    if not 0 < wanted.share <= 1:
        raise NaphsError("The share is more than 0 and at most 100 per cent.")
    template = CostTemplate(
        wanted.unit_cost, wanted.quantities, wanted.per, wanted.share, wanted.times_a_year, wanted.economic_type
    )
    price = Money(wanted.price, basis["currency"], basis["price_year"])
    return CostLine(
        template, wanted.title, wanted.builder, wanted.unit, wanted.count, price, (), schedule=wanted.schedule
    )


def changed_line(before: CostLine, after: CostLine) -> CostLine:
    """Give a line changed by hand: it keeps the menu line it stands for, so that the variance between both is seen.

    What a builder worked out no longer holds once somebody wrote another price.
    """
    if replace(after, by_year=()) == replace(before, by_year=(), detail=None, replaces=None):
        return before
    menu = before if before.detail is None and before.replaces is None else before.replaces
    same_price = after.unit_price == before.unit_price
    return replace(after, detail=before.detail if same_price else None, replaces=menu if _of_menu(before) else None)


def with_line(cost: ActivityCost, line: CostLine) -> ActivityCost:
    """Give a cost with one more line."""
    return ActivityCost(CostState.COSTED, None, (*cost.lines, line))


def with_changed(cost: ActivityCost, place: int, line: CostLine) -> ActivityCost:
    """Give a cost with the line at a place changed."""
    lines = tuple(changed_line(one, line) if number == place else one for number, one in enumerate(cost.lines))
    return replace(cost, lines=lines)


def without_line(cost: ActivityCost, place: int, reason: str) -> ActivityCost:
    """Give a cost without the line at a place; without its last line an activity is not costed, for that reason."""
    lines = tuple(one for number, one in enumerate(cost.lines) if number != place)
    return replace(cost, lines=lines) if lines else ActivityCost(CostState.NOT_COSTED, reason)


def _of_menu(line: CostLine) -> bool:
    return line.template.unit_cost != OWN or line.replaces is not None
