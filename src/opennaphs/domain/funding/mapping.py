"""Resource mapping: who pays for which area in which region, what is under-served, and the way money takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.funding.coins import Coin
from opennaphs.domain.funding.gaps import NOT_FUNDED, WHOLE
from opennaphs.domain.funding.positions import CellFunding, FundingPosition
from opennaphs.domain.money import Money

MOST_UNDER_SERVED = 10
TO_AREA, TO_REGION = 0, 1


@dataclass(frozen=True)
class MappingRow:
    """One area: what each source pays (in the order of the grid's sources), its cost, what is paid, what lacks."""

    area: str
    by_source: tuple[Money, ...]
    cost: Money
    counted: Money
    gap: Money


@dataclass(frozen=True)
class MappingGrid:
    """Areas × sources in one region, or everywhere (``region`` is ``None``). Rows add up to ``whole``."""

    region: str | None
    sources: tuple[str, ...]
    rows: tuple[MappingRow, ...]
    whole: MappingRow


@dataclass(frozen=True)
class UnderServed:
    """An area that lacks money. ``covered`` is what is paid of its cost, from 0 to 1; ``sources`` are who pays."""

    area: str
    cost: Money
    counted: Money
    gap: Money
    covered: Decimal
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Flow:
    """Money on its way: from a source to an area (``step`` 0), from an area to a region (``step`` 1)."""

    step: int
    from_: str
    to: str
    money: Money


def mapping_grid(position: FundingPosition, region: str | None = None) -> MappingGrid:
    """Give who pays how much of which area, everywhere or in one region, in the order of the plan."""
    cells = [cell for cell in position.cells if region is None or cell.region == region]
    rows = tuple(_row(area, found, position) for area, found in _by_area(cells).items())
    return MappingGrid(region, position.sources, rows, _row(WHOLE, cells, position))


def mapping_grids(position: FundingPosition) -> tuple[MappingGrid, ...]:
    """Give one grid for each region, in the order in which they first occur in the plan. They add up to the whole."""
    return tuple(mapping_grid(position, region) for region in dict.fromkeys(cell.region for cell in position.cells))


def under_served(position: FundingPosition, most: int = MOST_UNDER_SERVED) -> tuple[UnderServed, ...]:
    """Give the areas that lack money: those nobody pays for first, then the least covered; larger gaps go first."""
    found = [_under_served(area, cells, position) for area, cells in _by_area(position.cells).items()]
    lacking = [one for one in found if one.gap.amount > 0]
    lacking.sort(key=lambda one: (bool(one.sources), one.covered, -one.gap.amount))
    return tuple(lacking[:most])


def flows(position: FundingPosition) -> tuple[Flow, ...]:
    """Give the flows of a picture from sources to areas to regions, those of nothing left out.

    What nobody pays flows out of :data:`~opennaphs.domain.funding.gaps.NOT_FUNDED`, so that as much flows into an area
    as out of it: what it costs.
    """
    into: dict[tuple[str, str], int] = {}
    out: dict[tuple[str, str], int] = {}
    for cell in position.cells:
        for source, coins in (*cell.paid.items(), (NOT_FUNDED, cell.pieces - sum(cell.paid.values()))):
            into[source, cell.area] = into.get((source, cell.area), 0) + coins
        out[cell.area, cell.region] = out.get((cell.area, cell.region), 0) + cell.pieces
    order = {source: number for number, source in enumerate((*position.sources, NOT_FUNDED))}
    first = sorted(into.items(), key=lambda one: order[one[0][0]])
    coin = position.placement.coin
    return (*_flows(TO_AREA, first, coin), *_flows(TO_REGION, out.items(), coin))


def _flows(step: int, sums: Iterable[tuple[tuple[str, str], int]], coin: Coin) -> list[Flow]:
    return [Flow(step, from_, to, coin.money(coins)) for (from_, to), coins in sums if coins]


def _by_area(cells: Iterable[CellFunding]) -> dict[str, list[CellFunding]]:
    found: dict[str, list[CellFunding]] = {}
    for cell in cells:
        found.setdefault(cell.area, []).append(cell)
    return found


def _paid(cells: Iterable[CellFunding]) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in cells:
        for source, coins in cell.paid.items():
            found[source] = found.get(source, 0) + coins
    return found


def _row(area: str, cells: Sequence[CellFunding], position: FundingPosition) -> MappingRow:
    coin, paid, cost = position.placement.coin, _paid(cells), sum(cell.pieces for cell in cells)
    by_source = tuple(coin.money(paid.get(source, 0)) for source in position.sources)
    counted = sum(paid.values())
    return MappingRow(area, by_source, coin.money(cost), coin.money(counted), coin.money(cost - counted))


def _under_served(area: str, cells: Sequence[CellFunding], position: FundingPosition) -> UnderServed:
    row, paid = _row(area, cells, position), _paid(cells)
    covered = row.counted.amount / row.cost.amount if row.cost.amount else Decimal(1)
    payers = tuple(source for source in position.sources if paid.get(source))
    return UnderServed(area, row.cost, row.counted, row.gap, covered, payers)
