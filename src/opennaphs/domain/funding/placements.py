"""The placement: all counted money of a plan put to the cells of its cost, once, so that every cut adds up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from opennaphs.domain.funding.coins import Coin
from opennaphs.domain.funding.cost_cells import CostCell
from opennaphs.domain.funding.counted_supports import CountedSupport
from opennaphs.domain.funding.lots import Lot, Piece, YearCells
from opennaphs.domain.funding.placing import add, place


@dataclass(frozen=True)
class YearPlacement:
    """The money of one year on its cells.

    Attributes:
        year: the calendar year.
        cells: the cells that cost something.
        lots: what counts.
        possible: what else regional money could cover at most, once the other money has made way.
    """

    year: int
    cells: YearCells
    lots: tuple[Lot, ...]
    possible: tuple[Lot, ...]


@dataclass(frozen=True)
class Placement:
    """All money of a plan on its cells. ``outside`` is meant for years or days in which it cannot pay for anything."""

    coin: Coin
    cells: tuple[CostCell, ...]
    sources: tuple[str, ...]
    years: tuple[YearPlacement, ...]
    outside: tuple[Piece, ...]

    @cached_property
    def paid(self) -> tuple[Mapping[str, int], ...]:
        """What each source pays of each cell, in coins; sources that pay nothing are left out."""
        found: list[dict[str, int]] = [{} for _ in self.cells]
        for year in self.years:
            for lot in year.lots:
                source = self.sources[lot.source]
                for number, coins in zip(lot.numbers, lot.placed, strict=True):
                    if coins:
                        paid = found[year.cells.cells[number][0]]
                        paid[source] = paid.get(source, 0) + coins
        return tuple(found)

    def leavings(self) -> Iterator[tuple[Piece, int]]:
        """Give every piece of counted money with what of it found no room, in coins."""
        for year in self.years:
            for lot in year.lots:
                yield from lot.left_over()
        yield from ((piece, piece.coins) for piece in self.outside if piece.ours)


def placement_of(
    cells: Sequence[CostCell],
    years: Iterable[int],
    supports: Iterable[CountedSupport],
    sources: Sequence[str],
    coin: Coin,
) -> Placement:
    """Put all counted money of a plan to the cells of its cost."""
    by_year: dict[int, list[tuple[int, CostCell]]] = {year: [] for year in years}
    for number, cell in enumerate(cells):
        by_year[cell.year].append((number, cell))
    boards = {year: YearCells(found) for year, found in by_year.items()}
    lots, outside = _lots(boards, supports, {source: number for number, source in enumerate(sources)}, coin)
    placed = tuple(_placed(year, board, lots[year]) for year, board in boards.items())
    return Placement(coin, tuple(cells), tuple(sources), placed, tuple(outside))


Lots = dict[int, dict[tuple[object, ...], Lot]]


def _lots(
    boards: Mapping[int, YearCells], supports: Iterable[CountedSupport], sources: Mapping[str, int], coin: Coin
) -> tuple[Lots, list[Piece]]:
    lots: Lots = defaultdict(dict)
    outside: list[Piece] = []
    for one in supports:
        source, earmark = sources[one.source.id], one.source.earmark
        for piece in one.pieces(coin):
            if piece.year not in boards or not earmark.allows_year(piece.year):
                outside.append(piece)
                continue
            cells, tied = boards[piece.year].payable(earmark, piece.portion), piece.portion.activity is not None
            key = (source, cells, tied, piece.ours)
            lots[piece.year].setdefault(key, Lot(source, cells, tied)).pieces.append(piece)
    return lots, outside


def _placed(year: int, cells: YearCells, lots: Mapping[tuple[object, ...], Lot]) -> YearPlacement:
    ours = tuple(lot for lot in lots.values() if lot.pieces[0].ours)
    regional = tuple(lot for lot in lots.values() if not lot.pieces[0].ours)
    rooms = place(cells, ours)
    if regional:
        _place_possible(cells, ours, regional, rooms)
    return YearPlacement(year, cells, ours, regional)


def _place_possible(cells: YearCells, ours: Sequence[Lot], regional: Sequence[Lot], rooms: list[int]) -> None:
    """Put regional money where it could go at most, the other money making way, which itself stays where it counts.

    Only how much fits is asked, not whose it is, so that money for the same cells goes as one.
    """
    there = [
        _as_one(lots, [sum(coins) for coins in zip(*(lot.placed for lot in lots), strict=True)])
        for lots in _alike(ours)
    ]
    groups = _alike(regional)
    more = [_as_one(lots, []) for lots in groups]
    add(cells, there, more, rooms)
    for lots, together in zip(groups, more, strict=True):
        _divide(lots, together)


def _alike(lots: Iterable[Lot]) -> list[list[Lot]]:
    found: dict[int, list[Lot]] = {}
    for lot in lots:
        found.setdefault(lot.cells, []).append(lot)
    return list(found.values())


def _as_one(lots: Sequence[Lot], placed: list[int]) -> Lot:
    pieces = [piece for lot in lots for piece in lot.pieces]
    return replace(lots[0], pieces=pieces, placed=placed)


def _divide(lots: Iterable[Lot], together: Lot) -> None:
    """Give each lot its part of what was placed together: the earlier in the plan goes first."""
    left = list(together.placed)
    for lot in lots:
        lot.numbers, lot.placed, coins = together.numbers, [], lot.coins
        for number, room in enumerate(left):
            lot.placed.append(min(room, coins))
            left[number], coins = room - lot.placed[-1], coins - lot.placed[-1]
