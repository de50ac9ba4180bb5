"""The money of a model: what work costs, who may pay, what is carried over, what can be taken up."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from opennaphs.analytics.optimise.instance import Instance, Outlays
from opennaphs.analytics.optimise.model import NO_COLUMN, Floats, Ints, ModelBuilder
from opennaphs.domain.choices import Absorption, Bearer, Measure, Work
from opennaphs.domain.library import EconomicType

# What rows of the model are called: limits that people may ask about.
SOURCE, ABSORPTION, TAIL = "source", "absorption", "tail"


@dataclass(frozen=True)
class MoneyColumns:
    """Where money stands among the columns.

    Attributes:
        flow: source x class x year, what a source pays; ``NO_COLUMN`` where its earmark forbids.
        group: per group and economic type, what is paid for it by the end of (recurrent: in) each year.
    """

    flow: Ints
    group: dict[tuple[str, EconomicType], Ints]


@dataclass
class Spending:
    """Terms of what is spent: each adds ``entry`` x column to a class of money in a year, on behalf of a work."""

    kind: list[Ints]
    year: list[Ints]
    bearer: list[Ints]
    column: list[Ints]
    entry: list[Floats]

    def add(self, kind: Ints, year: Ints, bearer: Ints, column: Ints, entry: Floats) -> None:
        """Add terms; those on no column are nothing."""
        there = column != NO_COLUMN
        for kept, part in ((self.kind, kind), (self.year, year), (self.bearer, bearer), (self.column, column)):
            kept.append(part[there])
        self.entry.append(entry[there])

    def table(self) -> tuple[Ints, Ints, Ints, Ints, Floats]:
        """Give class, year, bearer, column and entry of every term."""
        kind, year, bearer, column = (
            np.concatenate([np.empty(0, dtype=np.intp), *part])
            for part in (self.kind, self.year, self.bearer, self.column)
        )
        return kind, year, bearer, column, np.concatenate([np.empty(0), *self.entry])


def add_money(builder: ModelBuilder, instance: Instance, started: Ints) -> MoneyColumns:
    """Add costs, sources, absorption and the limit on what is due after the plan."""
    horizon = instance.question.horizon
    by_year = started[:, [horizon.last_period(year) for year in range(horizon.years)]]
    spending = Spending([], [], [], [], [])
    shared = _shared_works(instance)
    _spend_alone(instance, by_year, shared, spending)
    group = _spend_together(builder, instance, by_year, spending)
    flow = _sources(builder, instance, spending)
    for number, limit in enumerate(instance.question.absorption):
        _absorb(builder, instance, limit, spending, by_year)
        builder.name_last((ABSORPTION, number), horizon.years)
    _limit_tail(builder, instance, by_year[:, -1], shared)
    return MoneyColumns(flow, group)


def _shared_works(instance: Instance) -> set[int]:
    return {instance.number_of[work.id] for works in instance.question.shared_groups.values() for work in works}


def _terms(outlays: Outlays, by_year: Ints) -> tuple[Ints, Ints, Ints, Floats]:
    """Give outlay, year, column and entry: in each year, what has begun so many years ago is due."""
    years = by_year.shape[1]
    outlay, year = (part.ravel() for part in np.mgrid[0 : len(outlays.work), 0:years])
    begun = year - outlays.after[outlay]
    now = np.where(begun >= 0, by_year[outlays.work[outlay], np.maximum(begun, 0)], NO_COLUMN)
    ends = (begun >= 1) & (outlays.recurs[outlay] == 0)
    before = np.where(ends, by_year[outlays.work[outlay], np.maximum(begun - 1, 0)], NO_COLUMN)
    amounts = outlays.amount[outlay]
    twice = np.tile(np.arange(len(outlay)), 2)
    columns, entries = np.concatenate([now, before]), np.concatenate([amounts, -amounts])
    return outlay[twice], year[twice], columns, entries


def _spend_alone(instance: Instance, by_year: Ints, shared: set[int], spending: Spending) -> None:
    outlays = instance.outlays()
    outlay, year, column, entry = _terms(outlays, by_year)
    work = outlays.work[outlay]
    alone = ~np.isin(work, list(shared))
    spending.add(outlays.kind[outlay][alone], year[alone], work[alone], column[alone], entry[alone])


def _spend_together(
    builder: ModelBuilder, instance: Instance, by_year: Ints, spending: Spending
) -> dict[tuple[str, EconomicType], Ints]:
    """Pay groups once: at least what each area has needed so far (of what recurs: needs in the year)."""
    found = {}
    for name, works in instance.question.shared_groups.items():
        for kind in EconomicType:
            if any(work.outlays.get(kind) for work in works):
                columns = builder.add_columns((by_year.shape[1],), high=float(instance.budgets.sum()))
                found[name, kind] = columns
                _cover_areas(builder, instance, works, kind, columns, by_year)
                _pay_group(builder, instance, instance.payer_of[name], kind, columns, spending)
    return found


def _cover_areas(
    builder: ModelBuilder, instance: Instance, works: tuple[Work, ...], kind: EconomicType, columns: Ints, by_year: Ints
) -> None:
    years = len(columns)
    outlays = instance.outlays((kind,))
    for area in {work.area for work in works}:
        members = [instance.number_of[work.id] for work in works if work.area == area]
        mine = np.isin(outlays.work, members)
        part = Outlays(
            outlays.work[mine], outlays.kind[mine], outlays.after[mine], outlays.amount[mine], outlays.recurs[mine]
        )
        _, year, column, entry = _terms(part, by_year)
        if kind is not EconomicType.RECURRENT:
            year, column, entry = _summed_up(year, column, entry, years)
        rows = np.concatenate([year, np.arange(years)])
        builder.add_terms(
            years, rows, np.concatenate([column, columns]), np.concatenate([entry, -np.ones(years)]), ceiling=0.0
        )


def _summed_up(year: Ints, column: Ints, entry: Floats, years: int) -> tuple[Ints, Ints, Floats]:
    """Repeat terms in every later year, so that a row holds the sum from the start on."""
    later = [(part, year <= part) for part in range(years)]
    rows = np.concatenate([np.full(int(which.sum()), part) for part, which in later])
    return (
        rows,
        np.concatenate([column[which] for _, which in later]),
        np.concatenate([entry[which] for _, which in later]),
    )


def _pay_group(
    builder: ModelBuilder, instance: Instance, bearer: Work, kind: EconomicType, columns: Ints, spending: Spending
) -> None:
    years = np.arange(len(columns))
    same = np.full(len(columns), instance.class_of(bearer, kind)), np.full(len(columns), instance.number_of[bearer.id])
    spending.add(same[0], years, same[1], columns, np.ones(len(columns)))
    if kind is not EconomicType.RECURRENT:
        before = np.concatenate([[NO_COLUMN], columns[:-1]])
        spending.add(same[0], years, same[1], before, -np.ones(len(columns)))
        builder.add_rows(np.stack([before[1:], columns[1:]], axis=1), np.array([1.0, -1.0]), ceiling=0.0)


def _sources(builder: ModelBuilder, instance: Instance, spending: Spending) -> Ints:
    """Let sources pay what each class of money spends in each year, within their budgets and what they carry over."""
    budgets, classes = instance.budgets, instance.classes
    flow = np.full((len(budgets), len(classes), budgets.shape[1]), NO_COLUMN)
    available = _available(instance)
    for number, payers in enumerate(classes):
        for source in payers:
            flow[source, number] = builder.add_columns((budgets.shape[1],), high=available[source])
    kind, year, _, column, entry = spending.table()
    years, cells = budgets.shape[1], len(classes) * budgets.shape[1]
    paid = flow.transpose(1, 2, 0).reshape(cells, len(budgets))
    rows = np.concatenate([kind * years + year, np.repeat(np.arange(cells), paid.shape[1])])
    entries = np.concatenate([entry, -np.ones(paid.size)])
    builder.add_terms(cells, rows, np.concatenate([column, paid.ravel()]), entries, 0.0, 0.0)
    for source in range(len(budgets)):
        _stay_within(
            builder, flow[source], budgets[source], available[source], instance.question.sources[source].carry_over
        )
        builder.name_last((SOURCE, source), years)
    return flow


def _available(instance: Instance) -> Floats:
    """Give the most a source can ever pay in a year: its budget and all it may have carried over."""
    most = instance.budgets.copy()
    for source, one in enumerate(instance.question.sources):
        for year in range(1, most.shape[1]):
            most[source, year] += float(one.carry_over) * most[source, year - 1]
    return most


def _stay_within(builder: ModelBuilder, flow: Ints, budget: Floats, available: Floats, carry_over: Decimal) -> None:
    """Keep a source within its money; what is left goes on to the next year as far as it may."""
    years = len(budget)
    if not carry_over:
        builder.add_rows(flow.T, 1.0, ceiling=budget)
        return
    left = builder.add_columns((years,), high=available)
    before = np.concatenate([[NO_COLUMN], left[:-1]])
    columns = np.concatenate([flow.T, left[:, None], before[:, None]], axis=1)
    entries = np.array([1.0] * len(flow) + [1.0, -float(carry_over)])
    builder.add_rows(columns, entries, ceiling=budget)


def _absorb(builder: ModelBuilder, instance: Instance, limit: Absorption, spending: Spending, by_year: Ints) -> None:
    mine = np.array([_bears(work, limit) for work in instance.question.works], dtype=bool)
    if limit.measure is Measure.STARTS:
        year, column, entry = _starts(by_year[mine])
        unit = 1.0
    else:
        _, year, bearer, column, entry = spending.table()
        year, column, entry = (part[mine[bearer]] for part in (year, column, entry))
        unit = instance.unit
    ceiling = np.array([float(one) for one in limit.by_year]) / unit
    if limit.adds_up:
        year, column, entry = _summed_up(year, column, entry, len(ceiling))
        ceiling = ceiling.cumsum()
    builder.add_terms(len(ceiling), year, column, entry, ceiling=ceiling)


def _bears(work: Work, limit: Absorption) -> bool:
    return (work.ministry if limit.bearer is Bearer.MINISTRY else work.area) == limit.name


def _starts(by_year: Ints) -> tuple[Ints, Ints, Floats]:
    """Give the terms of how much starts in each year."""
    count, years = by_year.shape
    before = np.concatenate([np.full((count, 1), NO_COLUMN), by_year[:, :-1]], axis=1)
    year = np.tile(np.arange(years), 2 * count)
    columns = np.concatenate([by_year.ravel(), before.ravel()])
    return year, columns, np.repeat([1.0, -1.0], count * years)


def _limit_tail(builder: ModelBuilder, instance: Instance, last: Ints, shared: set[int]) -> None:
    """Keep what is due in each year after the plan within its limit."""
    limit = instance.question.tail_limit
    if limit is None:
        return
    tails = np.array([float(work.tail) for work in instance.question.works]) / instance.unit
    alone = np.array([number for number in range(len(tails)) if number not in shared], dtype=np.intp)
    columns, entries = [last[alone]], [tails[alone]]
    for works in instance.question.shared_groups.values():
        column = builder.add_columns((1,), high=float(limit) / instance.unit)
        columns.append(column)
        entries.append(np.ones(1))
        for area in {work.area for work in works}:
            mine = np.array([instance.number_of[work.id] for work in works if work.area == area])
            row = np.concatenate([last[mine], column])[None, :]
            builder.add_rows(row, np.concatenate([tails[mine], [-1.0]]), ceiling=0.0)
    every = np.concatenate(columns)
    builder.add_terms(
        1, np.zeros(len(every), dtype=np.intp), every, np.concatenate(entries), ceiling=float(limit) / instance.unit
    )
    builder.name_last((TAIL, 0), 1)
