"""Whether the line items of a published plan give the subtotals it prints, area by area, in its own currency.

A cell is one area of one plan. Its implied rate is the sum of its items divided by the subtotal printed: units of the
items' currency for one unit of the published one. The norm of a plan is the median of its cells' rates when the two
currencies differ, and exactly 1 when they are the same. A cell is flagged when its rate differs from the norm by more
than 2 % of the norm. All of it is computed with exact fractions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from opennaphs.domain.money import Money
from opennaphs.domain.published_plans import Basis, LineItem, PublishedCost, basis_of, spelling, sum_in

TOLERANCE = Fraction(2, 100)
LEAST_CELLS_FOR_A_RATE = 3
HALF_A_UNIT = Decimal("0.5")


class CellState(StrEnum):
    """What can be said about one area of one plan."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NO_ITEMS = "no line items"
    NO_COSTS = "items without cost"
    NOT_PUBLISHED = "not published"
    NO_RATE = "no rate"


@dataclass(frozen=True)
class Cell:
    """One area of one plan: what its items add up to and what is printed for it.

    ``items`` is ``None`` when no item has a cost, ``published`` when no figure is printed; neither is zero.
    ``norm`` is the implied rate of the plan, ``None`` when too few areas can be compared to know it.
    """

    country: str
    pillar: str
    area: str
    rows: int
    without_cost: int
    items: Money | None
    published: Money | None
    norm: Fraction | None

    @property
    def rate(self) -> Fraction | None:
        """Units of the items' currency for one unit published; ``None`` when one of the two is missing or zero."""
        if self.items is None or self.published is None or self.published.amount == 0:
            return None
        return Fraction(self.items.amount) / Fraction(self.published.amount)

    @property
    def deviation(self) -> Fraction | None:
        """How far the rate is from the norm, as a share of the norm: 0.05 is 5 % more than published."""
        return None if self.rate is None or self.norm is None else self.rate / self.norm - 1

    @property
    def difference(self) -> Money | None:
        """Items less what is printed, at the plan's norm and in the items' currency, rounded to the cent."""
        if self.items is None or self.published is None or self.norm is None:
            return None
        expected = self.published.amount * Decimal(self.norm.numerator) / Decimal(self.norm.denominator)
        return Money(self.items.amount - expected, self.items.currency, self.items.price_year).rounded()

    @property
    def state(self) -> CellState:
        """Say what the comparison gives."""
        if self.published is None:
            return CellState.NOT_PUBLISHED
        if self.items is None:
            return CellState.NO_COSTS if self.rows else CellState.NO_ITEMS
        if self.norm is None:
            return CellState.NO_RATE
        if self.deviation is None:
            return CellState.AGREES if self.items.amount == 0 else CellState.DIFFERS
        return CellState.DIFFERS if abs(self.deviation) > TOLERANCE else CellState.AGREES

    @property
    def is_compared(self) -> bool:
        """Say whether there are two figures and a rate to hold against each other."""
        return self.state in {CellState.AGREES, CellState.DIFFERS}


@dataclass(frozen=True)
class PlanReconciliation:
    """One published plan: its items and printed figures, and its areas held against each other."""

    country: str
    items: tuple[LineItem, ...]
    published: tuple[PublishedCost, ...]
    cells: tuple[Cell, ...]

    @property
    def basis(self) -> Basis | None:
        """The currency and price year of the items (of most of them)."""
        return basis_of(item.cost for item in self.items)

    @property
    def published_basis(self) -> Basis | None:
        """The currency and price year of the printed figures (of most of them)."""
        return basis_of(one.cost for one in self.published)

    @property
    def total(self) -> Money | None:
        """The sum of all items that have a cost, without rows that are totals of others."""
        return sum_in((item.cost for item in self.items if not item.is_total), self.basis)

    @property
    def published_areas(self) -> Money | None:
        """The sum of the printed subtotals, without rows that are totals."""
        return sum_in((one.cost for one in self.published if not one.is_total), self.published_basis)

    @property
    def published_total(self) -> Money | None:
        """The total the plan prints for itself (the first, should there be several)."""
        totals = (one.cost for one in self.published if one.is_total and one.cost is not None)
        return next(totals, None)

    @property
    def norm(self) -> Fraction | None:
        """The implied rate of the plan; ``None`` when it cannot be known."""
        return next((cell.norm for cell in self.cells), None)

    @property
    def compared(self) -> tuple[Cell, ...]:
        """The areas with two figures and a rate to hold against each other."""
        return tuple(cell for cell in self.cells if cell.is_compared)

    @property
    def flagged(self) -> tuple[Cell, ...]:
        """The areas that cannot be reconciled."""
        return tuple(cell for cell in self.cells if cell.state is CellState.DIFFERS)

    @property
    def gap_to_total(self) -> Money | None:
        """Printed subtotals less printed total; ``None`` when one is missing or they are in different currencies."""
        areas, whole = self.published_areas, self.published_total
        if areas is None or whole is None or (areas.currency, areas.price_year) != (whole.currency, whole.price_year):
            return None
        return areas - whole

    @property
    def misses_total(self) -> bool:
        """Say whether the printed subtotals miss the printed total by more than rounding can explain.

        Each printed figure may be off by half a unit, the total as well.
        """
        if self.gap_to_total is None:
            return False
        figures = 1 + sum(one.cost is not None and not one.is_total for one in self.published)
        return abs(self.gap_to_total.amount) > figures * HALF_A_UNIT


@dataclass(frozen=True)
class Reconciliation:
    """All plans of a file of line items and of a file of published figures."""

    plans: tuple[PlanReconciliation, ...]

    @property
    def compared(self) -> tuple[Cell, ...]:
        """The areas of all plans that could be compared."""
        return tuple(cell for plan in self.plans for cell in plan.compared)

    @property
    def flagged(self) -> tuple[Cell, ...]:
        """The areas of all plans that cannot be reconciled."""
        return tuple(cell for plan in self.plans for cell in plan.flagged)

    @property
    def with_items(self) -> tuple[PlanReconciliation, ...]:
        """The plans of which line items are known."""
        return tuple(plan for plan in self.plans if plan.items)

    @property
    def differing(self) -> tuple[PlanReconciliation, ...]:
        """The plans with at least one area that cannot be reconciled."""
        return tuple(plan for plan in self.plans if plan.flagged)


def reconcile_plans(items: Iterable[LineItem], published: Iterable[PublishedCost] = ()) -> Reconciliation:
    """Hold the line items of every plan against the figures it prints; plans stand in the order they first appear."""
    items, published = tuple(items), tuple(published)
    own_items: dict[str, list[LineItem]] = {}
    for item in items:
        own_items.setdefault(item.country, []).append(item)
    own_published: dict[str, list[PublishedCost]] = {}
    for one in published:
        own_published.setdefault(one.country, []).append(one)
    countries = dict.fromkeys((*own_items, *own_published))
    return Reconciliation(
        tuple(_plan(name, own_items.get(name, ()), own_published.get(name, ())) for name in countries)
    )


def implied_rate(items: Basis | None, published: Basis | None, rates: Sequence[Fraction]) -> Fraction | None:
    """Give the norm of a plan: 1 in one currency, else the median rate of its areas.

    ``None`` when a currency is not known, or when fewer than three areas show a rate: a rate taken from one area would
    always agree with it.
    """
    if items is None or published is None:
        return None
    if items[0] == published[0]:
        return Fraction(1)
    shown = [rate for rate in rates if rate > 0]
    return median(shown) if len(shown) >= LEAST_CELLS_FOR_A_RATE else None


def _plan(country: str, items: Sequence[LineItem], published: Sequence[PublishedCost]) -> PlanReconciliation:
    basis, printed_basis = basis_of(item.cost for item in items), basis_of(one.cost for one in published)
    cells = tuple(_cells(country, items, published, basis, printed_basis))
    norm = implied_rate(basis, printed_basis, [cell.rate for cell in cells if cell.rate is not None])
    return PlanReconciliation(
        country, tuple(items), tuple(published), tuple(replace(cell, norm=norm) for cell in cells)
    )


def _cells(
    country: str,
    items: Sequence[LineItem],
    published: Sequence[PublishedCost],
    basis: Basis | None,
    printed_basis: Basis | None,
) -> Iterable[Cell]:
    own: dict[str, list[LineItem]] = {}
    printed: dict[str, list[PublishedCost]] = {}
    for item in items:
        own.setdefault(spelling(item.area), []).append(item)
    for one in published:
        printed.setdefault(spelling(one.area), []).append(one)
    for key in dict.fromkeys((*printed, *own)):
        rows, figures = own.get(key, []), printed.get(key, [])
        first: LineItem | PublishedCost = figures[0] if figures else rows[0]
        if not first.is_total:
            yield Cell(
                country, first.pillar, first.area, len(rows), sum(row.cost is None for row in rows),
                sum_in((row.cost for row in rows), basis), sum_in((one.cost for one in figures), printed_basis), None,
            )  # fmt: skip
