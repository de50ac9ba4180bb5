"""What happens when money ends: the exit of each source, and the yearly bill that stays when the plan is over."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan


@dataclass(frozen=True)
class Reliance:
    """How an area hangs on a source: what it pays there, its share of the counted money of the area, if it is alone."""

    area: str
    money: Money
    share: Decimal
    alone: bool


@dataclass(frozen=True)
class DonorExit:
    """What a plan loses when a source leaves.

    Attributes:
        source: id of the source.
        last_year: the last plan year in which its money is counted; ``None`` = in none.
        by_year: by how much the gap of each plan year would grow without it, if nobody else steps in.
        whole: the same over all years.
        areas: the areas it pays for, those that hang on it most first.
    """

    source: str
    last_year: int | None
    by_year: tuple[tuple[int, Money], ...]
    whole: Money
    areas: tuple[Reliance, ...]


@dataclass(frozen=True)
class TailPayer:
    """What a source pays of the recurrent cost of the last plan year; ``ends`` is its last day, ``None`` = not said."""

    source: str
    money: Money
    ends: datetime.date | None


@dataclass(frozen=True)
class RecurrentTail:
    """The bill that comes every year after the plan.

    Attributes:
        year: the last plan year, from whose recurrent cost the bill is taken.
        bill: that recurrent cost.
        paid: what today's sources pay of it in that year.
        unpaid: the rest.
        payers: who pays, the largest amount first.
    """

    year: int
    bill: Money
    paid: Money
    unpaid: Money
    payers: tuple[TailPayer, ...]


def donor_exit(plan: Plan, position: FundingPosition) -> tuple[DonorExit, ...]:
    """Give for each source that is looked at what its exit means, in the order of the plan."""
    by_year: dict[tuple[str, int], int] = {}
    by_area: dict[tuple[str, str], int] = {}
    for cell in position.cells:
        for source, coins in cell.paid.items():
            by_year[source, cell.year] = by_year.get((source, cell.year), 0) + coins
            by_area[source, cell.area] = by_area.get((source, cell.area), 0) + coins
    wholes = _by_all(position)
    return tuple(
        DonorExit(source, *_years(source, plan.years, by_year, position), _areas(source, by_area, wholes, position))
        for source in position.sources
    )


def recurrent_tail(plan: Plan, position: FundingPosition) -> RecurrentTail:
    """Give the yearly bill after the plan, and who pays it today."""
    coin, year = position.placement.coin, plan.years[-1]
    cells = [one for one in position.cells if one.year == year and one.economic_type == EconomicType.RECURRENT]
    bill, paid = sum(one.pieces for one in cells), dict[str, int]()
    for cell in cells:
        for source, coins in cell.paid.items():
            paid[source] = paid.get(source, 0) + coins
    order = sorted(paid, key=lambda source: (-paid[source], position.sources.index(source)))
    payers = tuple(TailPayer(source, coin.money(paid[source]), _ends(plan, source, position)) for source in order)
    whole = sum(paid.values())
    return RecurrentTail(year, coin.money(bill), coin.money(whole), coin.money(bill - whole), payers)


def _years(
    source: str, years: tuple[int, ...], by_year: dict[tuple[str, int], int], position: FundingPosition
) -> tuple[int | None, tuple[tuple[int, Money], ...], Money]:
    """Give the last year with money of a source, what it pays in each, and in all."""
    coin = position.placement.coin
    amounts = [(year, by_year.get((source, year), 0)) for year in years]
    last = max((year for year, coins in amounts if coins), default=None)
    moneys = tuple((year, coin.money(coins)) for year, coins in amounts)
    return last, moneys, coin.money(sum(coins for _, coins in amounts))


def _areas(
    source: str, by_area: dict[tuple[str, str], int], wholes: dict[str, int], position: FundingPosition
) -> tuple[Reliance, ...]:
    coin = position.placement.coin
    found = [
        Reliance(area, coin.money(coins), Decimal(coins) / wholes[area], coins == wholes[area])
        for (payer, area), coins in by_area.items()
        if payer == source and coins
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, -one.money.amount)))


def _by_all(position: FundingPosition) -> dict[str, int]:
    """Give what all sources together pay of each area, also those that are not looked at."""
    found: dict[str, int] = {}
    for number in position.shown:
        area = position.placement.cells[number].area
        found[area] = found.get(area, 0) + sum(position.placement.paid[number].values())
    return found


def _ends(plan: Plan, source: str, position: FundingPosition) -> datetime.date | None:
    """Give the last day of the counted support of a source in the last year; not said when one of them does not say."""
    counted = {one.support for one in position.supports if one.year == plan.years[-1] and one.counted.amount}
    supports = () if plan.funding is None else plan.funding.supports
    days = [one.ends for one in supports if one.source == source and one.id in counted]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
