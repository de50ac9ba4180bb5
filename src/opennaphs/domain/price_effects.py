"""What other prices do: the difference between two price lists, and the effect of a list on the cost of a plan.

An effect is shown before anything is changed. It is computed from the amounts of each line and year, to the cent, in
the money of the plan; so the effects of all items, like those of all areas, add up to the change of the total.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from opennaphs.domain.costing import CostBasis
from opennaphs.domain.exchange import Rates
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.prices import PriceList, UnitCost
from opennaphs.domain.recosting import NO_RATES, basis_of, check_exact, recost

TENTH, DIGITS = Decimal("0.1"), 60


@dataclass(frozen=True)
class Effect:
    """What one item, one area or the whole plan costs before and after, in the money of the plan."""

    key: str
    title: str
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """After less before."""
        return self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The change in percent of before, to a tenth, or ``None`` when there was nothing before."""
        return percent_change(self.before, self.after)


@dataclass(frozen=True)
class PlanEffect:
    """The effect of a price list on a plan.

    Attributes:
        plan: the plan costed with the list, in the money of the list.
        total: the whole plan.
        areas: each area, in the order of the plan.
        items: each item of the list the plan uses, the largest move first.
    """

    plan: Plan
    total: Effect
    areas: tuple[Effect, ...]
    items: tuple[Effect, ...]


@dataclass(frozen=True)
class ListComparison:
    """What a newer price list has more, has less and has at another price or in another unit (old, new)."""

    added: tuple[UnitCost, ...]
    removed: tuple[UnitCost, ...]
    changed: tuple[tuple[UnitCost, UnitCost], ...]


@dataclass(frozen=True)
class _Entry:
    """The amount of one cost line in one year."""

    area: str
    item: str
    amount: Money


def percent_change(before: Money, after: Money) -> Decimal | None:
    """Give the change in percent of ``before``, to a tenth, half up; ``None`` when ``before`` is nothing.

    Raises:
        MoneyMismatch: the two are not in the same money.
    """
    change = after - before
    if before.amount == 0:
        return None
    with localcontext(prec=DIGITS):
        return (change.amount / before.amount * 100).quantize(TENTH, ROUND_HALF_UP)


def compare_lists(old: PriceList, new: PriceList) -> ListComparison:
    """Compare two price lists item by item; titles, sources and dates are not compared."""
    both = [(old.by_id[item.id], item) for item in new.items if item.id in old.by_id]
    return ListComparison(
        tuple(item for item in new.items if item.id not in old.by_id),
        tuple(item for item in old.items if item.id not in new.by_id),
        tuple(pair for pair in both if _priced(pair[0]) != _priced(pair[1])),
    )


def _priced(item: UnitCost) -> tuple[object, ...]:
    return item.unit, item.low, item.likely, item.high


# --- the effect on a plan -----------------------------------------------------------------------------------------


def price_effect(plan: Plan, prices: PriceList, rates: Rates = NO_RATES) -> PlanEffect:
    """Say what a price list would make of the cost of a plan. The plan itself stays as it is.

    Where the list is in another currency or of another price year, its amounts are brought into the money of the plan
    for the comparison: first the currency, then the price year: the way in which missing prices are filled, backwards.
    Each line and year is then rounded to the cent once more.

    Raises:
        NaphsError: the plan has no costs, or its worked-out lines are in other money.
        MissingPrices: the list lacks prices the plan needs.
        TooLargeToBeExact: a price must be wrong.
        MissingRate: the money differs and no rate or inflator joins the two.
    """
    basis = basis_of(plan)
    recosted = recost(plan, prices)
    before = list(_entries(plan, basis, rates))
    after = list(_entries(recosted, basis, rates))
    titles = {item.id: item.title for item in prices.items}
    items = _effects(before, after, lambda entry: entry.item, titles, basis)
    return PlanEffect(
        recosted,
        Effect("total", "", *(basis.total(entry.amount for entry in side) for side in (before, after))),
        _effects(before, after, lambda entry: entry.area, plan.area_titles, basis),
        tuple(sorted(items, key=lambda one: (-abs(one.change.amount), one.key))),
    )


def _in_money_of(basis: CostBasis, amount: Money, rates: Rates) -> Money:
    return check_exact(rates.to_price_year(rates.to_currency(amount, basis.currency), basis.price_year))


def _entries(plan: Plan, basis: CostBasis, rates: Rates) -> Iterator[_Entry]:
    for activity in plan.activities:
        for line in activity.cost.lines:
            for amount in line.by_year:
                yield _Entry(activity.area, line.template.unit_cost, _in_money_of(basis, amount, rates))


def _effects(
    before: list[_Entry],
    after: list[_Entry],
    key: Callable[[_Entry], str],
    titles: Mapping[str, str],
    basis: CostBasis,
) -> tuple[Effect, ...]:
    """Sum both sides by area or by item, in the order of the plan."""
    sums = {key(entry): [basis.total(()), basis.total(())] for entry in (*before, *after)}
    for side, entries in enumerate((before, after)):
        for entry in entries:
            sums[key(entry)][side] += entry.amount
    return tuple(Effect(name, titles.get(name, name), *both) for name, both in sums.items())
