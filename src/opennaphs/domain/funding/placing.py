"""Putting money to cells: one rule for all cuts, without chance, that leaves no money over while work it may pay waits.

Money tied to an activity goes first, then the money that may pay for the fewest cells, then the order of the plan. Each
lot is put to the cells it may pay for in proportion to what they still lack. Where a lot is left over although money
in its way could pay for other work that still lacks some, that money moves over.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from opennaphs.domain.funding.coins import spread
from opennaphs.domain.funding.lots import Lot, YearCells

Step = tuple[Lot, int, int | None]
Way = list[tuple[Lot, int]]


def place(cells: YearCells, lots: Sequence[Lot]) -> list[int]:
    """Put the lots of a year to its cells; give what each cell still lacks. The lots note where they went."""
    rooms = list(cells.rooms)
    add(cells, (), lots, rooms)
    return rooms


def add(cells: YearCells, lots: Sequence[Lot], more: Sequence[Lot], rooms: list[int]) -> None:
    """Put further lots to cells after the others; these may move but none of them counts less."""
    for lot in sorted(more, key=lambda one: (not one.tied, one.cells.bit_count(), one.source)):
        lot.numbers = cells.numbers(lot.cells)
        _fill(lot, rooms)
    _make_way([*lots, *more], rooms)


def _fill(lot: Lot, rooms: list[int]) -> None:
    free = [rooms[number] for number in lot.numbers]
    lot.placed = spread(min(lot.coins, sum(free)), free) if any(free) else [0] * len(free)
    for number, coins in zip(lot.numbers, lot.placed, strict=True):
        rooms[number] -= coins


def _make_way(lots: Sequence[Lot], rooms: list[int]) -> None:
    """Move money over to other cells it may pay for, as long as that makes room for money that is left over."""
    waiting = [lot for lot in lots if lot.coins > lot.counted]
    if not waiting:
        return
    for lot in lots:
        lot.held = _bits(number for number, coins in zip(lot.numbers, lot.placed, strict=True) if coins)
    lacking = _bits(number for number, room in enumerate(rooms) if room)
    helpful = _helpful(lots, lacking)
    movable = [one for one in lots if one.cells & helpful]
    for lot in waiting:
        over = lot.coins - lot.counted
        while over and lot.cells & helpful:
            way = _way(lot, movable, lacking, helpful)
            if not way:
                helpful = _helpful(lots, lacking)
                movable = [one for one in movable if one.cells & helpful]
                break
            over -= _push(way, over, rooms)
            if not rooms[way[0][1]]:
                lacking &= ~(1 << way[0][1])


def _helpful(lots: Iterable[Lot], lacking: int) -> int:
    """Give the cells that lack money, and those whose money can move into such a cell, at once or by way of others.

    Moving money along a way never makes a cell helpful that was not, so a set found earlier leaves none out.
    """
    found, rest = lacking, list(lots)
    while movable := [lot for lot in rest if lot.cells & found]:
        rest = [lot for lot in rest if not lot.cells & found]
        for lot in movable:
            found |= lot.held
    return found


def _way(start: Lot, lots: Iterable[Lot], lacking: int, helpful: int) -> Way:
    """Find the shortest way from a lot to a cell that lacks money; empty when there is none.

    It names, the last step first, which lot goes to which cell; each makes room where the lot after it goes.
    """
    layer = reached = start.cells & helpful
    steps: list[Step] = [(start, layer, None)]
    rest = [lot for lot in lots if lot is not start]
    while layer and not layer & lacking:
        here, rest = [lot for lot in rest if lot.held & layer], [lot for lot in rest if not lot.held & layer]
        before, layer = layer, 0
        for lot in here:
            new = lot.cells & helpful & ~reached
            steps.append((lot, new, _lowest(lot.held & before)))
            reached, layer = reached | new, layer | new
    return list(_back(steps, _lowest(layer & lacking))) if layer else []


def _back(steps: Sequence[Step], end: int) -> Iterator[tuple[Lot, int]]:
    number: int | None = end
    while number is not None:
        lot, leaves = next((lot, leaves) for lot, new, leaves in steps if new >> number & 1)
        yield lot, number
        number = leaves


def _push(way: Way, over: int, rooms: list[int]) -> int:
    """Move as much as fits along a way; give how much that is."""
    left = [(lot, number) for (lot, _), (_, number) in pairwise(way)]
    coins = min(over, rooms[way[0][1]], *(lot.placed[bisect_left(lot.numbers, number)] for lot, number in left))
    for lot, number in way:
        _move(lot, number, coins)
    for lot, number in left:
        _move(lot, number, -coins)
    rooms[way[0][1]] -= coins
    return coins


def _move(lot: Lot, number: int, coins: int) -> None:
    place = bisect_left(lot.numbers, number)
    lot.placed[place] += coins
    lot.held = lot.held | 1 << number if lot.placed[place] else lot.held & ~(1 << number)


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _bits(numbers: Iterable[int]) -> int:
    found = 0
    for number in numbers:
        found |= 1 << number
    return found
