"""The table beside a picture: the same numbers, unrounded where the picture rounds, for those who cannot see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.composites import as_decimal
from opennaphs.domain.money import Money

Cell = str | int | Decimal | Money | None


@dataclass(frozen=True)
class Table:
    """What a picture shows, as rows under headings. A cell that is ``None`` is not known; it never stands for zero."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def build_table(headings: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Table:
    """Put headings and rows together."""
    return Table(tuple(headings), tuple(tuple(row) for row in rows))


def cell(value: Fraction | None) -> Decimal | None:
    """Write an exact value as a cell: at most six decimal places, ``None`` when it is not known."""
    return None if value is None else as_decimal(value)
