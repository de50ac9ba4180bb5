"""An allocation as rows for people and as CSV: what each country gets, what that buys, beside the simple splits."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from io import StringIO

from opennaphs.analytics.allocate.result import AllocationResult, Ended
from opennaphs.domain.allocations import Allocation, Allotment, CountryQuestion, Split

Translate = Callable[[str], str]
MILLION = 1_000_000


@dataclass(frozen=True)
class CountryRow:
    """One country: its joint allotment, its benefit with it, steps reached, and the whole of each simple split."""

    country: str
    name: str
    allotment: Allotment
    steps: int
    splits: Mapping[Split, Decimal]


@dataclass(frozen=True)
class AllocationReport:
    """Everything a report of an allocation tells.

    Attributes:
        first_year: first calendar year of the pool.
        countries: who asked.
        names: their names, by ISO code.
        result: the joint allocation and what is proven.
        splits: the simple splits, with the choices the same solver found for them; none when they were left out.
    """

    first_year: int
    countries: tuple[CountryQuestion, ...]
    names: Mapping[str, str]
    result: AllocationResult
    splits: Mapping[Split, Allocation]

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the pool."""
        return tuple(range(self.first_year, self.first_year + len(self.result.pool.by_year)))

    @cached_property
    def rows(self) -> tuple[CountryRow, ...]:
        """One row for each country, those that get most first."""
        rows = (self._row(one.country) for one in self.countries)
        return tuple(sorted(rows, key=lambda row: (-row.allotment.whole, row.country)))

    def _row(self, country: str) -> CountryRow:
        allotment = self.result.allocation.of[country]
        steps = 0 if allotment.choice is None else len(allotment.choice.reached)
        splits = {split: one.of[country].whole for split, one in self.splits.items()}
        return CountryRow(country, self.names.get(country, country), allotment, steps, splits)

    @property
    def left(self) -> tuple[Decimal, ...]:
        """What nobody is allotted, by year."""
        given = self.result.allocation.by_year
        return tuple(money.amount - amount for money, amount in zip(self.result.pool.by_year, given, strict=True))


def split_names(t: Translate = str) -> dict[Split, str]:
    """Give the splits the names people read."""
    return {Split.EQUAL: t("The same for all"), Split.POPULATION: t("Per capita"), Split.NEED: t("By need")}


def allocation_sentences(report: AllocationReport, t: Translate = str) -> tuple[str, ...]:
    """Say what was found, how good it is known to be, and what it is worth beside the simple splits."""
    result = report.result
    text = t("Joint benefit {value:,.1f}; no allocation can exceed {bound:,.1f}: a gap of {gap:.2f} % at most.")
    found = text.format(value=result.value, bound=result.bound, gap=100 * result.gap)
    left = sum(report.left, Decimal(0))
    rest = t("{left:,.0f} of {whole} stays in the pool.").format(left=left, whole=result.pool.whole)
    return (found, _why_ended(result.ended, t), rest, *_splits(report, t))


def _why_ended(ended: Ended, t: Translate) -> str:
    texts = {
        Ended.PROOF: t("The search ended because the gap asked for is proven."),
        Ended.SETTLED: t("The search ended because nothing more was found."),
        Ended.TIME: t("The search ended because the time was up."),
        Ended.INTERRUPTED: t("The search was stopped; this is the best found so far."),
    }
    return texts[ended]


def _splits(report: AllocationReport, t: Translate) -> tuple[str, ...]:
    text = t("{split}: benefit {value:,.1f}; the joint allocation has {more:+.2f} %.")
    names, joint = split_names(t), report.result.value
    return tuple(
        text.format(split=names[split], value=one.value, more=100 * (joint / float(one.value) - 1))
        for split, one in report.splits.items()
        if one.value
    )


def render_allocation_csv(report: AllocationReport) -> bytes:
    """Give the allocation as CSV for other programs: a row for each country, headings in English."""
    pool, out = report.result.pool, StringIO()
    table = csv.writer(out, lineterminator="\n")
    headings = ("country", "name", "currency", "price_year", *map(str, report.years), "whole", "benefit", "steps")
    table.writerow([*headings, *(f"split {split}" for split in report.splits)])
    money = (pool.whole.currency, pool.whole.price_year)
    for row in report.rows:
        amounts = (f"{amount:f}" for amount in (*row.allotment.by_year, row.allotment.whole))
        splits = (f"{row.splits[split]:f}" for split in report.splits)
        table.writerow([row.country, row.name, *money, *amounts, f"{row.allotment.value:f}", row.steps, *splits])
    return out.getvalue().encode()
