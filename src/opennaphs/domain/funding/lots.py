"""Lots: money of one source for one year that may pay for the same cells; what is put to cells in one piece."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from opennaphs.domain.funding.cost_cells import WHOLE_COUNTRY, CostCell
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.supports import Portion

ATTRIBUTES = ("activity", "area", "ministry", "scale", "region", "economic_type")


@dataclass(frozen=True)
class Piece:
    """What a portion of a piece of support brings in one year, in coins. ``support`` is its number in the plan."""

    support: int
    portion: Portion
    year: int
    coins: int
    ours: bool


@dataclass(eq=False)
class Lot:
    """Pieces of one source and year that may pay for the same cells.

    Attributes:
        source: number of the source in the plan.
        cells: the cells of the year it may pay for, as bits.
        tied: whether it is tied to an activity.
        pieces: what it consists of, in the order of the plan.
        numbers: the same cells as numbers, in ascending order.
        placed: what was put to each of them.
        held: the cells to which something was put, as bits; known only while money makes way.
    """

    source: int
    cells: int
    tied: bool
    pieces: list[Piece] = field(default_factory=list)
    numbers: Sequence[int] = ()
    placed: list[int] = field(default_factory=list)
    held: int = 0

    @property
    def coins(self) -> int:
        """All it brings."""
        return sum(one.coins for one in self.pieces)

    @property
    def counted(self) -> int:
        """What of it was put to cells."""
        return sum(self.placed)

    def left_over(self) -> Iterator[tuple[Piece, int]]:
        """Give what of each piece found no room: what comes first in the plan is put to cells first."""
        room = self.counted
        for piece in self.pieces:
            used = min(piece.coins, room)
            room -= used
            yield piece, piece.coins - used


class YearCells:
    """The cells of one year that cost something, and which of them money with given ties may pay for.

    Sets of cells are whole numbers with one bit for each cell: a thousand sources are held against thousands of cells
    without looking at each pair.
    """

    def __init__(self, cells: Iterable[tuple[int, CostCell]]) -> None:
        """Note, for each value of each attribute, the cells that have it; cells come with their number in the plan."""
        self.cells = [(number, cell) for number, cell in cells if cell.room]
        self.rooms = [cell.room for _, cell in self.cells]
        self._bits: dict[tuple[str, str], int] = defaultdict(int)
        self._numbers: dict[int, list[int]] = {}
        for bit, (_, cell) in enumerate(self.cells):
            for attribute in ATTRIBUTES:
                self._bits[attribute, str(getattr(cell, attribute))] |= 1 << bit

    def payable(self, earmark: Earmark, portion: Portion) -> int:
        """Give the cells that money with this earmark and these ties may pay for."""
        if not self.cells:
            return 0
        everywhere = (WHOLE_COUNTRY,) if portion.activity is not None else ()
        bounds: list[tuple[str, Sequence[str]]] = [
            ("activity", () if portion.activity is None else (portion.activity,)),
            ("area", portion.areas),
            ("area", earmark.areas),
            ("ministry", earmark.ministries),
            ("scale", earmark.places),
            ("region", portion.regions and (*portion.regions, *everywhere)),
            ("region", earmark.regions and (*earmark.regions, *everywhere)),
            ("economic_type", portion.economic_types),
            ("economic_type", earmark.economic_types),
        ]
        found = (1 << len(self.cells)) - 1
        for attribute, values in bounds:
            if values and found:
                found &= self._with(attribute, values)
        return found

    def numbers(self, cells: int) -> list[int]:
        """Give a set of cells as numbers, in ascending order."""
        if cells not in self._numbers:
            self._numbers[cells] = [number for number, bit in enumerate(bin(cells)[:1:-1]) if bit == "1"]
        return self._numbers[cells]

    def _with(self, attribute: str, values: Sequence[str]) -> int:
        found = 0
        for value in values:
            found |= self._bits.get((attribute, str(value)), 0)
        return found
