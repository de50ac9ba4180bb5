"""The cost lines of a plan as a ledger: how often each is due in each year, and which price it uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from opennaphs.domain.costing import CostBasis, CostLine, due, yearly_amount
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan


@dataclass(frozen=True)
class PriceUsed:
    """One price that lines of a plan use.

    Attributes:
        number: its name in the ledger (``P1`` is the one that carries most money).
        unit_cost: id of the unit cost; of a detailed line the one it replaces, or its own.
        price: the price of one unit, or of one occurrence of a detailed line.
        detailed: whether the price was worked out for one activity.
        lines: how many lines use it.
        amount: what these lines cost over the whole plan.
    """

    number: str
    unit_cost: str
    title: str
    unit: str
    price: Money
    detailed: bool
    lines: int
    amount: Money


@dataclass(frozen=True)
class LedgerLine:
    """A cost line with its activity and what the ledger computes from.

    Attributes:
        product: the product of the quantities.
        due: the amount of one time it is due, to the cent.
        times: how often it is due in each plan year.
        price: the price it uses.
    """

    activity: Activity
    line: CostLine
    product: Decimal
    due: Money
    times: tuple[Decimal, ...]
    price: PriceUsed


def costed_basis(plan: Plan) -> CostBasis:
    """Give what the costs of a plan rest on, after proving that every amount follows from its line.

    Raises:
        NaphsError: the plan is not costed, or the amounts of a line are not those its quantities and price give.
    """
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs to report. Draft or cost it with a country profile first.")
    for activity, line in _lines(plan):
        expected = due(line, activity.first_year - plan.first_year, plan.term.years).by_year
        if len(line.by_year) != plan.term.years or expected != line.by_year:
            message = (
                f"{activity.id} “{line.title}”: the amounts of the years do not follow from its quantities, price and "
                "years. Cost the plan again."
            )
            raise NaphsError(message)
    return plan.cost_basis


def _lines(plan: Plan) -> Iterable[tuple[Activity, CostLine]]:
    return ((activity, line) for activity in plan.activities for line in activity.cost.lines)


def ledger(plan: Plan) -> tuple[LedgerLine, ...]:
    """Give every cost line of a plan in its order, with what its amounts are computed from."""
    prices = _prices(plan)
    return tuple(
        LedgerLine(
            activity,
            line,
            prod(line.template.quantities.values(), start=Decimal(1)),
            yearly_amount(line),
            _times(plan, activity, line),
            prices[_identity(line)],
        )
        for activity, line in _lines(plan)
    )


def prices_used(plan: Plan) -> tuple[PriceUsed, ...]:
    """Give the prices the lines of a plan use, the one that carries most money first."""
    return tuple(_prices(plan).values())


_Identity = tuple[str, str, str, Money, bool]


def _identity(line: CostLine) -> _Identity:
    return (line.template.unit_cost, line.title, line.unit, line.unit_price, line.detail is not None)


def _prices(plan: Plan) -> dict[_Identity, PriceUsed]:
    groups: dict[_Identity, list[Money]] = {}
    for _, line in _lines(plan):
        groups.setdefault(_identity(line), []).append(line.total)
    sums = {identity: sum((one.amount for one in totals), Decimal(0)) for identity, totals in groups.items()}
    found = {}
    for number, identity in enumerate(sorted(groups, key=lambda one: -sums[one]), start=1):
        unit_cost, title, unit, price, detailed = identity
        amount = Money(sums[identity], price.currency, price.price_year)
        found[identity] = PriceUsed(
            f"P{number}", unit_cost, title, unit, price, detailed, len(groups[identity]), amount
        )
    return found


def _times(plan: Plan, activity: Activity, line: CostLine) -> tuple[Decimal, ...]:
    """Say how often a line is due in each plan year: by its schedule, else by its economic type."""
    if line.schedule is not None:
        return line.schedule
    start = activity.first_year - plan.first_year
    recurrent = line.template.economic_type is EconomicType.RECURRENT
    years = range(plan.term.years)
    return tuple(Decimal(int(year == start or (recurrent and year > start))) for year in years)
