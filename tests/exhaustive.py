"""The best choice of a small question by trying every one: no model, no bound, nothing shared with the optimiser.

Every combination of whole starts is one line of an array. What breaks a rule without money is struck out, what surely
cannot be paid too; the rest is tried from the most beneficial on, each with a small linear program of who pays what.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

import numpy as np
from scipy.optimize import linprog

from opennaphs.domain.choice_check import allows, benefit
from opennaphs.domain.choice_costs import bills
from opennaphs.domain.choices import Bearer, Choice, DemandKind, Measure, Payment
from opennaphs.domain.library import EconomicType


def best_choice(question):
    """Give the most beneficial choice with whole starts, ``None`` when there is none."""
    starts = _all_starts(question)
    done = _done(question, starts)
    held = _held(question, done)
    allowed = _keeps_rules(question, starts, done, held) & _may_be_paid(question, starts)
    worth = np.where(allowed, _benefit(question, done, held), -1.0)
    for line in np.argsort(-worth, kind="stable")[: int(allowed.sum())]:
        choice = _paid(question, _choice(question, starts[line], held[line]))
        if choice is not None:
            return choice
    return None


def best_benefit(question):
    """Give the benefit of the best choice, ``None`` when there is none."""
    choice = best_choice(question)
    return None if choice is None else float(benefit(question, choice))


# --- what is tried -------------------------------------------------------------------------------------------------


def _all_starts(question):
    """Give combination x work -> the period it starts in; ``periods`` when it does not."""
    periods = question.horizon.periods
    options = [[*range(max(0, periods - work.duration + 1)), periods] for work in question.works]
    return np.array(list(product(*options)))


def _done(question, starts):
    """Give combination x work x period -> whether it is complete."""
    durations = np.array([work.duration for work in question.works])
    return (starts + durations - 1)[:, :, None] <= np.arange(question.horizon.periods)


def _held(question, done):
    """Give combination x step x period -> whether it is reached: all that can be, less what waits for others."""
    held = np.stack([_has_its_work(question, step, done) for step in question.steps], axis=1)
    names = [step.id for step in question.steps]
    for _ in names:
        for number, step in enumerate(question.steps):
            for other in step.after:
                held[:, number] &= held[:, names.index(other)]
    return held


def _has_its_work(question, step, done):
    place = {work.id: number for number, work in enumerate(question.works)}
    required = done[:, [place[name] for name in step.required]].all(axis=1)
    return required & (done[:, [place[name] for name in step.optional]].sum(axis=1) >= step.enough)


def _benefit(question, done, held):
    factors = np.array([float(one) for one in question.held])
    place = {work.id: number for number, work in enumerate(question.works)}
    total = np.zeros(len(done))
    for number, step in enumerate(question.steps):
        share = float(question.partial_credit) if step.required else 0.0
        total += (1 - share) * float(step.worth) * (held[:, number] @ factors)
        if share:
            each = done[:, [place[name] for name in step.required]].mean(axis=1)
            total += share * float(step.worth) * (each @ factors)
    return total


# --- rules without money -------------------------------------------------------------------------------------------


def _keeps_rules(question, starts, done, held):
    kept = np.ones(len(starts), dtype=bool)
    for rule in (_needs, _demands, _laws, _starting_limits, _tail):
        kept &= rule(question, starts, done, held)
    return kept


def _needs(question, starts, done, held):
    periods, place = question.horizon.periods, [work.id for work in question.works]
    kept = np.ones(len(starts), dtype=bool)
    for number, work in enumerate(question.works):
        for need in work.needs:
            other = place.index(need)
            ready = starts[:, other] + question.works[other].duration - 1
            kept &= (starts[:, number] == periods) | (starts[:, number] >= ready)
    return kept


def _demands(question, starts, done, held):
    kept = np.ones(len(starts), dtype=bool)
    works, steps = ([one.id for one in many] for many in (question.works, question.steps))
    for demand in question.demands:
        by = question.horizon.periods - 1 if demand.period is None else demand.period
        if demand.kind is DemandKind.REACH:
            kept &= held[:, steps.index(demand.subject), by]
        elif demand.kind is DemandKind.DO:
            kept &= done[:, works.index(demand.subject), by]
        elif demand.kind is DemandKind.LEAVE_OUT:
            kept &= starts[:, works.index(demand.subject)] == question.horizon.periods
        else:
            kept &= starts[:, works.index(demand.subject)] >= by
    return kept


def _laws(question, starts, done, held):
    kept = np.ones(len(starts), dtype=bool)
    for law in question.at_least:
        mine = [number for number, work in enumerate(question.works) if work.id in law.works]
        kept &= done[:, mine, -1].sum(axis=1) >= law.count
    return kept


def _starting_limits(question, starts, done, held):
    horizon, kept = question.horizon, np.ones(len(starts), dtype=bool)
    for limit in question.absorption:
        if limit.measure is Measure.STARTS:
            mine = [number for number, work in enumerate(question.works) if _bears(work, limit)]
            years = starts[:, mine] // horizon.periods_per_year
            begun = np.stack([(years == year).sum(axis=1) for year in range(horizon.years)], axis=1)
            kept &= _within(begun, [float(one) for one in limit.by_year], adds_up=limit.adds_up)
    return kept


def _bears(work, limit):
    return (work.ministry if limit.bearer is Bearer.MINISTRY else work.area) == limit.name


def _within(amounts, limits, *, adds_up):
    over = amounts.cumsum(axis=1) - np.cumsum(limits) if adds_up else amounts - np.array(limits)
    return (over <= 1e-6).all(axis=1)


def _tail(question, starts, done, held):
    if question.tail_limit is None:
        return np.ones(len(starts), dtype=bool)
    begun = starts < question.horizon.periods
    tails = begun * np.array([float(work.tail) for work in question.works])
    total = np.zeros(len(starts))
    for numbers in _payees(question).values():
        areas = {question.works[number].area for number in numbers}
        by_area = [
            tails[:, [number for number in numbers if question.works[number].area == area]].sum(axis=1)
            for area in areas
        ]
        total += np.max(by_area, axis=0)
    return total <= float(question.tail_limit) + 1e-6


def _payees(question):
    """Give what is paid for, as the works in it: each on its own, or a group of several areas together."""
    found = {}
    for number, work in enumerate(question.works):
        found.setdefault(("group", work.group) if question.pay_once and work.group else work.id, []).append(number)
    alone = [key for key, numbers in found.items() if len({question.works[number].area for number in numbers}) == 1]
    apart = {("work", number): [number] for key in alone for number in found[key]}
    return {key: numbers for key, numbers in found.items() if key not in alone} | apart


# --- money ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Due:
    """What is due for one payee and economic type: combination x year; who may pay; whether it may be paid ahead."""

    amounts: np.ndarray
    payers: frozenset
    bearer: object
    ahead: bool


def _may_be_paid(question, starts):
    """Strike out what surely cannot be paid: some sources' money of some years is less than what only they may pay."""
    dues = list(_dues(question, starts))
    kept = np.ones(len(starts), dtype=bool)
    years = range(question.horizon.years)
    for size in range(len(question.sources) + 1):
        for sources in combinations(range(len(question.sources)), size):
            mine = [due for due in dues if due.payers <= set(sources)]
            for first, last in ((first, last) for last in years for first in years if first <= last):
                kept &= _asked(mine, first, last) <= _there(question, sources, first, last) + 1e-6
    for limit in question.absorption:
        if limit.measure is Measure.MONEY:
            kept &= _taken_up_at_least(question, limit, [due for due in dues if _bears(due.bearer, limit)], starts)
    return kept


def _taken_up_at_least(question, limit, mine, starts):
    """Strike out what takes up too much whenever shared work is paid: yearly without it, in sums with it."""
    limits = np.array([float(one) for one in limit.by_year])
    nothing = np.zeros((len(starts), question.horizon.years))
    every = sum((due.amounts for due in mine), nothing)
    fixed = sum((due.amounts for due in mine if not due.ahead), nothing)
    kept = _within(every, limits, adds_up=True)
    return kept if limit.adds_up else kept & _within(fixed, limits, adds_up=False)


def _asked(dues, first, last):
    return sum(
        (due.amounts[:, first : last + 1].sum(axis=1) for due in dues if first == 0 or not due.ahead),
        np.zeros(1),
    )


def _there(question, sources, first, last):
    chosen = [question.sources[number] for number in sources]
    return sum(
        float(money.amount) for one in chosen for money in one.by_year[0 if one.carry_over else first : last + 1]
    )


def _dues(question, starts):
    for numbers in _payees(question).values():
        for kind in EconomicType:
            by_area = {}
            for number in numbers:
                area = question.works[number].area
                by_area[area] = by_area.get(area, 0) + _due(question, question.works[number], kind, starts[:, number])
            shared = len(by_area) > 1
            ahead = shared and kind is not EconomicType.RECURRENT
            bearer = _bearer(question, numbers) if shared else question.works[numbers[0]]
            payers = frozenset(
                number
                for number, source in enumerate(question.sources)
                if source.earmark.allows(bearer.area, kind, bearer.place, bearer.ministry)
            )
            yield _Due(_dearest(list(by_area.values()), ahead=ahead), payers, bearer, ahead)


def _dearest(areas, *, ahead):
    if not ahead:
        return np.max(areas, axis=0)
    needed = np.max([area.cumsum(axis=1) for area in areas], axis=0)
    return np.diff(needed, axis=1, prepend=0)


def _due(question, work, kind, starts):
    """Give combination x year -> what is due, from a table by the year of the start."""
    years, outlay = question.horizon.years, [float(one) for one in work.outlays.get(kind, ())]
    table = np.zeros((years + 1, years))
    for begun in range(years):
        for year in range(begun, years):
            after = year - begun
            if after < len(outlay):
                table[begun, year] = outlay[after]
            elif outlay and kind is EconomicType.RECURRENT:
                table[begun, year] = outlay[-1]
    return table[starts // question.horizon.periods_per_year]


def _bearer(question, numbers):
    """Say which work stands for a group: the dearest (started at once) of the area that asks for most."""
    works = [question.works[number] for number in numbers]
    at_once = np.zeros(1, dtype=int)
    costs = {work.id: sum(_due(question, work, kind, at_once).sum() for kind in EconomicType) for work in works}
    areas = {work.area: sum(costs[one.id] for one in works if one.area == work.area) for work in works}
    area = max(areas, key=lambda name: (areas[name], name))
    return max((work for work in works if work.area == area), key=lambda work: (costs[work.id], work.id))


# --- who pays what -------------------------------------------------------------------------------------------------


def _choice(question, starts, held):
    periods = question.horizon.periods
    started = {
        work.id: tuple(Decimal(int(period >= start)) for period in range(periods))
        for work, start in zip(question.works, starts, strict=True)
        if start < periods
    }
    reached = {step.id: int(np.argmax(row)) for step, row in zip(question.steps, held, strict=True) if row.any()}
    return Choice(started, reached)


def _paid(question, choice):
    """Give the choice with payments that keep every rule, ``None`` when there are none: a small linear program."""
    billed = bills(question, choice)
    if not billed:
        return choice
    years, sources = range(question.horizon.years), range(len(question.sources))
    names = [
        (number, source, year)
        for number, bill in enumerate(billed)
        for source in sources
        if allows(question.sources[source].earmark, bill)
        for year in years
    ]
    names += [("left", source, year) for source in sources for year in years]
    column = {name: place for place, name in enumerate(names)}
    exact, limits = [], []
    for number, bill in enumerate(billed):
        for year in years:
            until = range(year + 1) if bill.ahead else [year]
            terms = {column[number, s, y]: 1.0 for y in until for s in sources if (number, s, y) in column}
            amount = float(sum(bill.by_year[y] for y in until))
            if bill.ahead and year < years[-1]:
                limits.append((dict.fromkeys(terms, -1.0), -amount))
            else:
                exact.append((terms, amount))
    for source in sources:
        for year in years:
            terms = {column[n, source, year]: 1.0 for n in range(len(billed)) if (n, source, year) in column}
            terms[column["left", source, year]] = 1.0
            if year:
                terms[column["left", source, year - 1]] = -float(question.sources[source].carry_over)
            limits.append((terms, float(question.sources[source].by_year[year].amount)))
    limits += _absorbed(question, billed, column)
    found = linprog(
        np.zeros(len(names)),
        *_rows(limits, len(names)),
        *_rows(exact, len(names)),
        method="highs",
    )
    return (
        None
        if found.status == 2
        else Choice(choice.started, choice.reached, _payments(question, billed, column, found.x))
    )


def _absorbed(question, billed, column):
    for limit in question.absorption:
        if limit.measure is Measure.MONEY:
            mine = [number for number, bill in enumerate(billed) if _bears(bill.bearer, limit)]
            for year in range(question.horizon.years):
                until = range(year + 1) if limit.adds_up else [year]
                terms = {place: 1.0 for (n, _, y), place in column.items() if n in mine and y in until}
                yield terms, float(sum(limit.by_year[y] for y in until))


def _rows(rows, columns):
    if not rows:
        return None, None
    matrix = np.zeros((len(rows), columns))
    for number, (terms, _) in enumerate(rows):
        for place, entry in terms.items():
            matrix[number, place] = entry
    return matrix, np.array([amount for _, amount in rows])


def _payments(question, billed, column, found):
    return tuple(
        Payment(
            question.sources[s].id,
            billed[n].payee,
            billed[n].economic_type,
            y,
            Decimal(repr(round(float(found[place]), 6))),
        )
        for (n, s, y), place in column.items()
        if n != "left" and found[place] > 1e-7
    )
