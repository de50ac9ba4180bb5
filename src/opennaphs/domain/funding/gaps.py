"""The funding gap by area, year, region, ministry, economic type, activity and source: exact, with its interval."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.funding.coins import Coin
from opennaphs.domain.funding.cost_cells import CostCell
from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.positions import CellFunding, FundingPosition
from opennaphs.domain.funding.ranges import funding_ranges
from opennaphs.domain.money import Money

NOT_FUNDED = "not funded"
WHOLE = "together"
SENTENCES = (NOT_FUNDED, WHOLE)


class FundingCut(StrEnum):
    """What the gap can be cut by."""

    AREA = "area"
    YEAR = "year"
    REGION = "region"
    MINISTRY = "ministry"
    ECONOMIC_TYPE = "economic type"
    ACTIVITY = "activity"
    SOURCE = "source"


@dataclass(frozen=True)
class GapRow:
    """One row of a cut: ``counted + gap = cost`` to the cent, and ``least <= gap <= most``.

    In a cut by source, the row of a source has as its cost what the source pays for, so its gap is nothing; the last
    row, :data:`NOT_FUNDED`, has the gap of the whole.
    """

    value: str
    cost: Money
    counted: Money
    gap: Money
    least: Money
    most: Money


@dataclass(frozen=True)
class GapTable:
    """The gap cut one way. The rows add up to ``whole``; its interval is that of the whole, not a sum of intervals."""

    by: FundingCut
    rows: tuple[GapRow, ...]
    whole: GapRow
    rule: CountingRule


@dataclass(frozen=True)
class GridCell:
    """What meets in one row and one column."""

    cost: Money
    counted: Money
    gap: Money


@dataclass(frozen=True)
class GapGrid:
    """The gap cut two ways. ``cells[r][c]`` belongs to ``rows[r]`` and ``columns[c]``; all add up to ``whole``."""

    by: FundingCut
    across: FundingCut
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[GridCell, ...], ...]
    row_totals: tuple[GridCell, ...]
    column_totals: tuple[GridCell, ...]
    whole: GridCell
    rule: CountingRule


def gap_table(position: FundingPosition, by: FundingCut) -> GapTable:
    """Cut the gap one way. Rows stand in the order in which they first occur in the plan."""
    sums = _sums(position, (by,))
    ranges = {} if by is FundingCut.SOURCE else funding_ranges(position, _value_of(by))
    coin = position.placement.coin
    rows = tuple(_row(value, *sums[value,], ranges.get(value), coin) for value in _values(position, by))
    return GapTable(by, rows, whole_gap(position), position.rule)


def whole_gap(position: FundingPosition) -> GapRow:
    """Give the gap of all that is looked at."""
    cost = sum(cell.pieces for cell in position.cells)
    counted = sum(sum(cell.paid.values()) for cell in position.cells)
    found = funding_ranges(position, lambda _: WHOLE).get(WHOLE)
    return _row(WHOLE, cost, counted, found, position.placement.coin)


def gap_grid(position: FundingPosition, by: FundingCut, across: FundingCut) -> GapGrid:
    """Cut the gap two ways. Every row and column total is the sum of its cells."""
    sums, coin = _sums(position, (by, across)), position.placement.coin
    rows, columns = _values(position, by), _values(position, across)
    cells = [[sums.get((row, column), (0, 0)) for column in columns] for row in rows]
    lines = [_added(line) for line in cells]
    return GapGrid(
        by,
        across,
        rows,
        columns,
        tuple(tuple(_cell(coin, one) for one in line) for line in cells),
        tuple(_cell(coin, one) for one in lines),
        tuple(_cell(coin, _added(line[number] for line in cells)) for number in range(len(columns))),
        _cell(coin, _added(lines)),
        position.rule,
    )


def _values(position: FundingPosition, cut: FundingCut) -> tuple[str, ...]:
    if cut is FundingCut.SOURCE:
        return (*position.sources, NOT_FUNDED)
    value = _value_of(cut)
    found = dict.fromkeys(value(cell) for cell in position.cells)
    return tuple(sorted(found) if cut is FundingCut.YEAR else found)


def _value_of(cut: FundingCut) -> Callable[[CellFunding | CostCell], str]:
    name = cut.name.lower()
    return lambda cell: str(getattr(cell, name))


def _sums(position: FundingPosition, cuts: tuple[FundingCut, ...]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Give cost and counted money, in coins, of every combination of values of the cuts that occurs."""
    by_source = FundingCut.SOURCE in cuts
    sums: dict[tuple[str, ...], tuple[int, int]] = {}
    if len(cuts) == 1:
        sums = {(value,): (0, 0) for value in _values(position, cuts[0])}
    names = [None if cut is FundingCut.SOURCE else _value_of(cut) for cut in cuts]
    for cell in position.cells:
        for source, cost, counted in _parts(cell, by_source=by_source):
            key = tuple(source if value is None else value(cell) for value in names)
            before = sums.get(key, (0, 0))
            sums[key] = (before[0] + cost, before[1] + counted)
    return sums


def _parts(cell: CellFunding, *, by_source: bool) -> Iterator[tuple[str, int, int]]:
    """Give a cell whole, or what each source pays of it and what nobody pays: cost and counted money of each part."""
    counted = sum(cell.paid.values())
    if not by_source:
        yield WHOLE, cell.pieces, counted
        return
    yield from ((source, coins, coins) for source, coins in cell.paid.items())
    yield NOT_FUNDED, cell.pieces - counted, 0


def _added(cells: Iterable[tuple[int, int]]) -> tuple[int, int]:
    cost = counted = 0
    for one in cells:
        cost, counted = cost + one[0], counted + one[1]
    return cost, counted


def _row(value: str, cost: int, counted: int, found: tuple[int, int] | None, coin: Coin) -> GapRow:
    sure, possible = (counted, counted) if found is None else found
    amounts = (cost, counted, cost - counted, cost - possible, cost - sure)
    return GapRow(value, *(coin.money(one) for one in amounts))


def _cell(coin: Coin, sums: tuple[int, int]) -> GridCell:
    return GridCell(coin.money(sums[0]), coin.money(sums[1]), coin.money(sums[0] - sums[1]))
