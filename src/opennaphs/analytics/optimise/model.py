"""Mixed-integer models as sparse arrays: a thin builder of labelled blocks, and restrictions of a model."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Mask = NDArray[np.bool_]
NO_COLUMN = NO_ROW = -1
EVERYWHERE = -1
RowName = tuple[str, int]


@dataclass(frozen=True)
class Model:
    """Maximise ``worth @ x`` subject to ``floor <= rows @ x <= ceiling``, ``low <= x <= high``, some of x integer.

    ``part_of`` gives the part (area, country) each column belongs to, ``EVERYWHERE`` for those of no single part.
    ``named`` gives the rows of each limit that people may ask about, one for each year.
    """

    worth: Floats
    low: Floats
    high: Floats
    integer: Mask
    part_of: Ints
    rows: sparse.csr_matrix
    floor: Floats
    ceiling: Floats
    named: Mapping[RowName, Ints] = field(default_factory=dict)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.worth)

    def bound(self, prices: Floats) -> float:
        """Give an upper bound on the optimum from any prices of rows, by weak duality and nothing else.

        Whatever the prices, no solution is worth more than the rows at their price and the columns at what is left.
        """
        prices = fair(prices, self.floor, self.ceiling)
        left = self.worth - self.rows.T @ prices
        columns = np.where(left > 0, left * self.high, left * self.low)
        with np.errstate(invalid="ignore"):
            rows = np.where(prices > 0, prices * self.ceiling, np.where(prices < 0, prices * self.floor, 0.0))
        return float(columns.sum() + rows.sum())

    def breach(self, x: Floats) -> float:
        """Give by how much a solution breaks a row or the range of a column at most."""
        values = self.rows @ x
        over = (values - self.ceiling, self.floor - values, x - self.high, self.low - x)
        return float(max(part.max(initial=0.0) for part in over))

    def fixed(self, which: Mask, values: Floats) -> "Model":
        """Give the same model with some columns fixed."""
        low, high = self.low.copy(), self.high.copy()
        low[which] = high[which] = values[which]
        return replace(self, low=low, high=high)


def fair(prices: Floats, floor: Floats, ceiling: Floats) -> Floats:
    """Take prices of the wrong sign, which arithmetic leaves next to nothing, off rows without such a bound."""
    prices = np.where(np.isfinite(ceiling), prices, np.minimum(prices, 0.0))
    return np.where(np.isfinite(floor), prices, np.maximum(prices, 0.0))


@dataclass
class ModelBuilder:
    """Collects columns and rows, many at a time; ``build`` makes the model."""

    worth: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    integer: list[Mask] = field(default_factory=list)
    part_of: list[Ints] = field(default_factory=list)
    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    entry: list[Floats] = field(default_factory=list)
    floor: list[Floats] = field(default_factory=list)
    ceiling: list[Floats] = field(default_factory=list)
    named: dict[RowName, Ints] = field(default_factory=dict)
    column_count: int = 0
    row_count: int = 0

    def add_columns(
        self,
        shape: tuple[int, ...],
        *,
        worth: Floats | float = 0.0,
        high: Floats | float = 1.0,
        integer: bool = False,
        part_of: Ints | int = EVERYWHERE,
    ) -> Ints:
        """Add columns from 0 to ``high`` and give their numbers in the shape asked for."""
        count = int(np.prod(shape))
        for kept, value in ((self.worth, worth), (self.high, high), (self.low, 0.0)):
            kept.append(np.broadcast_to(np.asarray(value, dtype=float), shape).ravel())
        self.integer.append(np.full(count, integer))
        self.part_of.append(np.broadcast_to(np.asarray(part_of, dtype=np.intp), shape).ravel())
        numbers = np.arange(self.column_count, self.column_count + count).reshape(shape)
        self.column_count += count
        return numbers

    def add_rows(
        self, columns: Ints, entries: Floats | float, floor: Floats | float = -np.inf, ceiling: Floats | float = np.inf
    ) -> None:
        """Add a row for each line of ``columns`` (rows x terms); a term on ``NO_COLUMN`` is nothing."""
        count = len(columns)
        numbers = np.broadcast_to(np.arange(count)[:, None], columns.shape)
        values = np.broadcast_to(np.asarray(entries, dtype=float), columns.shape)
        self.add_terms(count, numbers.ravel(), columns.ravel(), values.ravel(), floor, ceiling)

    def add_terms(
        self,
        count: int,
        rows: Ints,
        columns: Ints,
        entries: Floats,
        floor: Floats | float = -np.inf,
        ceiling: Floats | float = np.inf,
    ) -> None:
        """Add ``count`` rows from single terms; several terms on one column add up."""
        there = columns != NO_COLUMN
        self.row.append(rows[there] + self.row_count)
        self.column.append(columns[there])
        self.entry.append(entries[there])
        self.floor.append(np.broadcast_to(np.asarray(floor, dtype=float), (count,)))
        self.ceiling.append(np.broadcast_to(np.asarray(ceiling, dtype=float), (count,)))
        self.row_count += count

    def build(self) -> Model:
        """Make the model; rows that say nothing are left out."""
        places = (np.concatenate(self.row), np.concatenate(self.column))
        shape = (self.row_count, self.column_count)
        matrix = sparse.coo_matrix((np.concatenate(self.entry), places), shape).tocsr()
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        floor, ceiling = np.concatenate(self.floor), np.concatenate(self.ceiling)
        speaks = (np.diff(matrix.indptr) > 0) | (floor > 0) | (ceiling < 0)
        number = np.where(speaks, np.cumsum(speaks) - 1, NO_ROW)
        return Model(
            np.concatenate(self.worth),
            np.concatenate(self.low),
            np.concatenate(self.high),
            np.concatenate(self.integer),
            np.concatenate(self.part_of),
            matrix[speaks],
            floor[speaks],
            ceiling[speaks],
            {name: number[rows] for name, rows in self.named.items()},
        )

    def name_last(self, name: RowName, count: int) -> None:
        """Name the rows added last."""
        self.named[name] = np.arange(self.row_count - count, self.row_count)


@dataclass(frozen=True)
class Restriction:
    """A smaller model, each of whose solutions is one of the whole: some columns go together, others are zero.

    ``column_of`` gives for each column of the whole its column here, or ``NO_COLUMN``; ``rows`` which rows were kept.
    """

    model: Model
    column_of: Ints
    rows: Ints

    def widened(self, x: Floats) -> Floats:
        """Give the solution of the whole that a solution here stands for."""
        return np.where(self.column_of == NO_COLUMN, 0.0, x[np.maximum(self.column_of, 0)])

    def prices_of(self, prices: Floats, rows: int) -> Floats:
        """Give prices for the rows of the whole: those found here, zero for rows that were not kept."""
        widened = np.zeros(rows)
        widened[self.rows] = prices
        return widened


def merged(model: Model, column_of: Ints) -> Restriction:
    """Restrict a model: columns with one number in ``column_of`` take one value, those at ``NO_COLUMN`` are zero.

    Rows that become equal are kept once.
    """
    kept = np.flatnonzero(column_of != NO_COLUMN)
    targets = column_of[kept]
    count = int(targets.max(initial=-1)) + 1
    into = sparse.csr_matrix((np.ones(len(kept)), (kept, targets)), (model.columns, count))
    first = np.full(count, -1)
    first[targets[::-1]] = kept[::-1]
    rows = (model.rows @ into).tocsr()
    rows.sum_duplicates()
    rows.eliminate_zeros()
    once = _different_rows(rows, model.floor, model.ceiling)
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(low, targets, model.low[kept])
    np.minimum.at(high, targets, model.high[kept])
    worth, integer, parts = into.T @ model.worth, model.integer[first], model.part_of[first]
    small = Model(worth, low, high, integer, parts, rows[once], model.floor[once], model.ceiling[once])
    return Restriction(small, column_of, once)


def _different_rows(rows: sparse.csr_matrix, floor: Floats, ceiling: Floats) -> Ints:
    """Give the numbers of the rows that say something, each kind once."""
    seen: dict[tuple[bytes, bytes, float, float], int] = {}
    for number, (start, end) in enumerate(zip(rows.indptr, rows.indptr[1:], strict=False)):
        if start != end or floor[number] > 0 or ceiling[number] < 0:
            terms = (rows.indices[start:end].tobytes(), rows.data[start:end].tobytes())
            seen.setdefault((*terms, floor[number], ceiling[number]), number)
    return np.fromiter(seen.values(), dtype=np.intp)
