"""How much money may lie in a part of a plan: the range behind the interval of a gap.

How much of each lot counts is fixed; where it lies is known only as far as somebody said so. What may lie nowhere else
is there for sure; what may lie there as well as elsewhere is there at most.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from opennaphs.domain.funding.cost_cells import CostCell
from opennaphs.domain.funding.placements import YearPlacement
from opennaphs.domain.funding.positions import FundingPosition

Sums = dict[str, int]


def funding_ranges(position: FundingPosition, value: Callable[[CostCell], str]) -> dict[str, tuple[int, int]]:
    """Give, for each row of a cut, the money that is there for sure and the most that may be there, in coins.

    ``value`` gives the row of a cell. Rows that cost nothing are left out. Sure is the money that may pay for nothing
    outside the row. The most is, year by year, all money that may pay for something in the row, regional money
    included, but no more than the row costs, nor than the cells cost that the same money may pay for.
    """
    row_of: list[str | None] = [None] * len(position.placement.cells)
    for number in position.shown:
        row_of[number] = value(position.placement.cells[number])
    sure, most = defaultdict[str, int](int), defaultdict[str, int](int)
    for year in position.placement.years:
        _add_year(year, row_of, set(position.sources), position.placement.sources, sure, most)
    return {row: (sure[row], coins) for row, coins in most.items()}


def _add_year(
    year: YearPlacement, row_of: list[str | None], wanted: set[str], sources: tuple[str, ...], sure: Sums, most: Sums
) -> None:
    reach: Sums = defaultdict(int)
    costs = _costs(year, row_of)
    for cells, counted, possible in _by_cells(year, wanted, sources):
        rows, elsewhere = _rows(year, cells, row_of)
        if len(rows) == 1 and not elsewhere:
            sure[next(iter(rows))] += counted
        for row, cost in rows.items():
            reach[row] += min(counted + possible, cost)
    for row, cost in costs.items():
        most[row] += min(cost, reach[row])


def _by_cells(year: YearPlacement, wanted: set[str], sources: tuple[str, ...]) -> Iterator[tuple[int, int, int]]:
    """Give, for each set of cells, the counted and the possible money that may pay for it."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for kind, lots in enumerate((year.lots, year.possible)):
        for lot in lots:
            if sources[lot.source] in wanted:
                found[lot.cells][kind] += lot.counted
    yield from ((cells, counted, possible) for cells, (counted, possible) in found.items() if cells)


def _rows(year: YearPlacement, cells: int, row_of: list[str | None]) -> tuple[Sums, bool]:
    """Give what the cells of a set cost in each row, and whether some of them are not looked at."""
    found: Sums = {}
    elsewhere = False
    for bit in year.cells.numbers(cells):
        number, cell = year.cells.cells[bit]
        row = row_of[number]
        if row is None:
            elsewhere = True
        else:
            found[row] = found.get(row, 0) + cell.room
    return found, elsewhere


def _costs(year: YearPlacement, row_of: list[str | None]) -> Sums:
    found: Sums = defaultdict(int)
    for number, cell in year.cells.cells:
        row = row_of[number]
        if row is not None:
            found[row] += cell.room
    return found
