"""Costing a plan again with other prices: which prices it needs, filling those a list lacks, and the plan itself."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from opennaphs.domain.costing import CostBasis, CostLine, dominant_prices, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import Rates
from opennaphs.domain.money import Money
from opennaphs.domain.notices import Notice, NoticeCode
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.prices import PriceList, UnitCost

NO_RATES = Rates()
LARGEST_EXACT = Decimal(10**20)


class MissingPrices(NaphsError):  # noqa: N818 - it reads as what happened
    """A plan needs prices that a list does not have; the message names each. None of them is taken as zero."""


class TooLargeToBeExact(NaphsError):  # noqa: N818 - it reads as what happened
    """An amount so large that sums of such amounts could lose cents: a price must be wrong."""

    def __init__(self) -> None:
        """Say what to look for."""
        super().__init__("The costs are too large to be exact to the cent. Look for a price that is too high.")


def missing_prices(plan: Plan, prices: PriceList) -> tuple[str, ...]:
    """Give the ids of the prices that a plan needs and a list lacks, in the order of the plan."""
    needed = (line.template.unit_cost for line in _menu_lines(plan))
    return tuple(item for item in dict.fromkeys(needed) if item not in prices.by_id)


def _menu_lines(plan: Plan) -> Iterator[CostLine]:
    """Give the lines whose price comes from a list, also those that worked-out lines have replaced."""
    for line in (line for activity in plan.activities for line in activity.cost.lines):
        menu: CostLine | None = line
        while menu is not None and not _is_menu_line(menu):
            menu = menu.replaces
        if menu is not None:
            yield menu


def _is_menu_line(line: CostLine) -> bool:
    """Say whether a line takes its price from a list; worked-out lines and their upkeep carry their own."""
    return line.detail is None and line.schedule is None


def fill_prices(prices: PriceList, others: PriceList, items: Iterable[str], rates: Rates = NO_RATES) -> PriceList:
    """Add items of another list, brought into the money of this one; the name of the result says so.

    Raises:
        MissingRate: the lists differ in currency or price year and no rate or inflator joins them.
        MissingPrices: the other list lacks an item, too.
    """
    items = tuple(items)
    if not items:
        return prices
    lacking = [item for item in items if item not in others.by_id]
    if lacking:
        message = f"“{others.name}” has no price for {', '.join(lacking)} either. Add them to your list."
        raise MissingPrices(message)
    cited = cited_rates(others.basis, prices.basis, rates)
    said = f"{others.name} ({cited})" if cited else others.name
    more = (_converted(others.by_id[item], prices.basis, rates, said) for item in items)
    return PriceList(f"{prices.label}; {len(items)} prices filled from {said}", (*prices.items, *more))


def _converted(item: UnitCost, basis: tuple[str, int], rates: Rates, said: str) -> UnitCost:
    low, likely, high = (rates.to(money, *basis) for money in (item.low, item.likely, item.high))
    source = f"{said}: {item.source or item.how}"
    return replace(item, low=low, likely=likely, high=high, source=source)


def cited_rates(old: tuple[str, int], new: tuple[str, int], rates: Rates) -> str:
    """Cite the rate and the inflator that join two kinds of money (currency, price year); ``""`` if they are one."""
    inflators = [
        f"{one.currency} {one.from_year} to {one.to_year} = {one.factor:f}, {one.source}"
        for one in rates.inflators
        if one.currency == old[0] and {one.from_year, one.to_year} == {old[1], new[1]}
    ]
    exchange = [
        f"1 {one.base} = {one.rate:f} {one.quote}, {one.date}, {one.source}"
        for one in rates.exchange
        if {one.base, one.quote} == {old[0], new[0]}
    ]
    return "" if old == new else "; ".join([*inflators, *exchange])


def recost(plan: Plan, prices: PriceList) -> Plan:
    """Give a plan with the prices of another list and its own counts, years and scenario.

    Lines that somebody has worked out keep their price. Remarks on the prices an estimate hangs on are made afresh.

    Raises:
        NaphsError: the plan has no costs, or its worked-out lines are in other money.
        MissingPrices: the list lacks prices the plan needs.
        TooLargeToBeExact: a price must be wrong.
    """
    basis = basis_of(plan)
    _check_prices(plan, prices)
    _check_own_lines(plan, prices)
    try:
        activities = tuple(_recosted(activity, plan, prices) for activity in plan.activities)
    except InvalidOperation:
        raise TooLargeToBeExact from None
    notices = [notice for notice in plan.notices if notice.code is not NoticeCode.DOMINANT_PRICE]
    return replace(
        plan,
        activities=activities,
        notices=(*notices, *_dominant(activities, prices)),
        cost_basis=CostBasis(prices.label, *prices.basis, basis.profile),
    )


def _check_prices(plan: Plan, prices: PriceList) -> None:
    missing = missing_prices(plan, prices)
    if missing:
        message = f"“{prices.name}” lacks prices that the plan needs ({len(missing)}): {', '.join(missing)}."
        raise MissingPrices(message)


def _check_own_lines(plan: Plan, prices: PriceList) -> None:
    basis = basis_of(plan)
    own = [line.title for one in plan.activities for line in one.cost.lines if not _is_menu_line(line)]
    if own and prices.basis != (basis.currency, basis.price_year):
        message = (
            f"{len(own)} worked-out lines are in {basis.currency} of {basis.price_year}; the first is “{own[0]}”. "
            "Give a list in that money, or apply the list to the plan first and work the lines out afterwards."
        )
        raise NaphsError(message)


def _recosted(activity: Activity, plan: Plan, prices: PriceList) -> Activity:
    starts_in = activity.first_year - plan.first_year
    lines = tuple(_repriced(line, prices, starts_in, plan.term.years) for line in activity.cost.lines)
    return replace(activity, cost=replace(activity.cost, lines=lines))


def _repriced(line: CostLine, prices: PriceList, starts_in: int, years: int) -> CostLine:
    if line.replaces is not None:
        return replace(line, replaces=_repriced(line.replaces, prices, starts_in, years))
    if not _is_menu_line(line):
        return line
    item = prices.unit_cost(line.template.unit_cost)
    priced = replace(line, title=item.title, builder=item.builder, unit=item.unit, unit_price=item.likely)
    return due(priced, starts_in, years)


def _dominant(activities: Iterable[Activity], prices: PriceList) -> Iterator[Notice]:
    for item_id, share in dominant_prices(activity.cost for activity in activities).items():
        if item_id in prices.by_id:
            item = prices.by_id[item_id]
            values = {"item": item.title, "share": f"{share * 100:.0f}", "confidence": item.confidence}
            yield Notice(NoticeCode.DOMINANT_PRICE, values)


def unit_changes(plan: Plan, prices: PriceList) -> dict[str, tuple[str, str]]:
    """Give the items whose unit in the list is not that of the plan (old, new): their prices may not be comparable."""
    old = {line.template.unit_cost: line.unit for line in _menu_lines(plan)}
    units = {item.id: (old[item.id], item.unit) for item in prices.items if item.id in old}
    return {item: pair for item, pair in units.items() if pair[0] != pair[1]}


def basis_of(plan: Plan) -> CostBasis:
    """Give what the costs of a plan rest on.

    Raises:
        NaphsError: the plan has no costs.
    """
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs yet. Draft it with a country profile first.")
    return plan.cost_basis


def check_exact(amount: Money) -> Money:
    """Give an amount rounded to the cent.

    Raises:
        TooLargeToBeExact: sums of such amounts could lose cents.
    """
    try:
        rounded = amount.rounded()
    except InvalidOperation:
        raise TooLargeToBeExact from None
    if abs(rounded.amount) > LARGEST_EXACT:
        raise TooLargeToBeExact
    return rounded
