"""A row of the planning matrix as people wrote it, and what its numbers must say to each other.

Amounts are bare exact numbers here: they become money only with the currency and price year of their area, which a
hand-filled matrix does not always give. ``None`` is a number nobody wrote, never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from opennaphs.domain.errors import Place
from opennaphs.domain.money import CENT

MATRIX_YEARS = 5
MOST_TIMES_A_YEAR = 366
NO_YEARS: tuple[Decimal | None, ...] = (None,) * MATRIX_YEARS


@dataclass(frozen=True)
class MatrixRow:
    """One activity row with its 27 columns, in their order.

    ``frequency`` and ``cost`` have one entry for each of the five years; a year nobody filled in is ``None``.
    ``total`` is TotalOver5Years as written. ``place`` says where the row stands and is no part of its content.
    """

    unique_id: str = ""
    indicator: str = ""
    objective: str = ""
    strategic_action: str = ""
    description: str = ""
    assumptions: str = ""
    responsible: str = ""
    scale: str = ""
    comments: str = ""
    comments_2: str = ""
    related: str = ""
    existing_budget: str = ""
    budget_source: str = ""
    estimate: Decimal | None = None
    frequency: tuple[Decimal | None, ...] = NO_YEARS
    cost: tuple[Decimal | None, ...] = NO_YEARS
    total: Decimal | None = None
    category_1: str = ""
    category_2: str = ""
    place: Place | None = field(default=None, compare=False)

    @property
    def is_lump_sum(self) -> bool:
        """Whether there is an estimate of which nobody said in which years it falls. It is never split.

        Years that show 0 say nothing: a spreadsheet multiplies an empty frequency to 0.
        """
        return self.estimate is not None and not _known(self.frequency) and not any(_known(self.cost))

    def expected_cost(self, year: int) -> Decimal | None:
        """Give estimate x frequency of a year (0 = first), to the cent; ``None`` when one of them is not known."""
        times = self.frequency[year]
        if self.estimate is None or times is None:
            return None
        return (self.estimate * times).quantize(CENT, ROUND_HALF_UP)

    def year_cost(self, year: int) -> Decimal | None:
        """Give what a year costs: estimate x frequency, or what was written; the years of a lump sum are not known."""
        if self.is_lump_sum:
            return None
        expected = self.expected_cost(year)
        return self.cost[year] if expected is None else expected


@dataclass(frozen=True)
class MatrixArea:
    """One sheet of the matrix: a technical area and its rows.

    ``currency`` (ISO 4217), ``price_year`` and ``first_year`` stand in the headings; ``None`` where they do not say.
    """

    sheet: str
    title: str
    rows: tuple[MatrixRow, ...]
    currency: str | None = None
    price_year: int | None = None
    first_year: int | None = None


@dataclass(frozen=True)
class Disagreement:
    """A number somebody wrote and the number its neighbours give. ``year`` is ``None`` for the total."""

    year: int | None
    written: Decimal
    expected: Decimal


def disagreements(row: MatrixRow) -> tuple[Disagreement, ...]:
    """Give the years and the total of a row that differ by more than a cent from what the row itself implies.

    A year without a frequency is due no time once another year of the row has one. Nothing is said where nothing can
    be compared.
    """
    found = [one for year in range(MATRIX_YEARS) if (one := _of_year(row, year)) is not None]
    return (*found, *_of_total(row))


def _of_year(row: MatrixRow, year: int) -> Disagreement | None:
    written, expected = row.cost[year], row.expected_cost(year)
    if expected is None and row.estimate is not None and _known(row.frequency):
        expected = Decimal(0)
    if written is None or expected is None or abs(written - expected) <= CENT:
        return None
    return Disagreement(year, written, expected)


def _of_total(row: MatrixRow) -> tuple[Disagreement, ...]:
    years = range(MATRIX_YEARS)
    parts = _known(row.expected_cost(year) if row.cost[year] is None else row.cost[year] for year in years)
    if row.is_lump_sum:
        parts = _known([row.estimate]) if row.total else []
    if row.total is None or not parts:
        return ()
    expected = sum(parts, Decimal(0))
    return () if abs(row.total - expected) <= CENT else (Disagreement(None, row.total, expected),)


def impossible_frequency(times: Decimal) -> str | None:
    """Say why something cannot happen that often in a year, or ``None`` when it can.

    Halves and other parts are possible (a visit every second year); less than nothing is not.
    """
    return "Nothing can happen less than 0 times a year." if times < 0 else None


def unlikely_frequency(times: Decimal) -> str | None:
    """Say why a frequency looks like something else, or ``None`` when it looks right."""
    if times > MOST_TIMES_A_YEAR:
        return f"{times:f} times a year is more than daily."
    if times % 1:
        return f"{times:f} is no whole number of times a year."
    return None


def repeated_ids(rows: Iterable[MatrixRow]) -> tuple[tuple[MatrixRow, MatrixRow], ...]:
    """Give the rows whose UniqueID an earlier row has, each with that earlier row. Rows without one are left out."""
    first: dict[str, MatrixRow] = {}
    pairs = []
    for row in rows:
        earlier = first.setdefault(row.unique_id.casefold(), row) if row.unique_id else row
        if earlier is not row:
            pairs.append((row, earlier))
    return tuple(pairs)


def _known(values: Iterable[Decimal | None]) -> list[Decimal]:
    return [value for value in values if value is not None]
