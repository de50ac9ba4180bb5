"""A ledger: what is started and paid so far, and what each rule leaves. Nothing is written that breaks a rule.

All amounts are exact decimals. Every entry can be taken back to a mark: a whole closure is started, or none of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Any

from opennaphs.domain.choice_costs import GROUP, dearest_by_year
from opennaphs.domain.choices import Absorption, Bearer, Measure, Payment, Question, Work, payer
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import CENT

NOTHING, ONE = Decimal(0), Decimal(1)
Amounts = list[Decimal]


@dataclass(frozen=True)
class Room:
    """What an absorption limit leaves: of each year or, when it adds up, of the sum to the end of each year."""

    limit: Absorption
    left: Amounts

    def years(self, year: int) -> range:
        """Give the years in which something done in a year takes up room."""
        return range(year, len(self.left)) if self.limit.adds_up else range(year, year + 1)

    def holds(self, work: Work) -> bool:
        """Say whether the limit is one of a work's ministry or area."""
        return self.limit.name == (work.ministry if self.limit.bearer is Bearer.MINISTRY else work.area)


class Ledger:
    """What is started when and who pays for it; ``starts`` is by work, ``payments`` by payee and economic type."""

    def __init__(self, question: Question) -> None:
        """Open an empty ledger."""
        self.question = question
        self.starts: dict[str, int] = {}
        self.payments: dict[tuple[str, EconomicType], tuple[Payment, ...]] = {}
        self._left = [_left_over(source) for source in question.sources]
        self._rooms = [Room(one, _rooms_of(one)) for one in question.absorption]
        self._tail = [question.tail_limit or NOTHING]
        self._payers: dict[tuple[str, str, str, EconomicType], tuple[int, ...]] = {}
        self._rooms_of_work: dict[tuple[str, Measure], tuple[Room, ...]] = {}
        self._journal: list[tuple[Any, Any, Any]] = []

    # --- entries that can be taken back ---------------------------------------------------------------------------

    def mark(self) -> int:
        """Give a mark to go back to."""
        return len(self._journal)

    def back_to(self, mark: int) -> None:
        """Take back every entry since a mark."""
        while len(self._journal) > mark:
            where, key, before = self._journal.pop()
            if before is None:
                del where[key]
            else:
                where[key] = before

    def _enter(self, where: Any, key: Any, value: object) -> None:
        before = where.get(key) if isinstance(where, dict) else where[key]
        self._journal.append((where, key, before))
        where[key] = value

    # --- work -----------------------------------------------------------------------------------------------------

    def start(self, work: Work, first: int, last: int) -> bool:
        """Start a work in the earliest period from ``first`` to ``last`` that breaks no rule; say if there is one."""
        each = self.question.horizon.periods_per_year
        periods = [first, *range((first // each + 1) * each, last + 1, each)] if first <= last else []
        return any(self._started(work, period) for period in periods)

    def _started(self, work: Work, period: int) -> bool:
        """Try a period. All periods of a year cost the same, so trying the first that is possible will do."""
        mark = self.mark()
        self._enter(self.starts, work.id, period)
        year = self.question.horizon.year_of(period)
        kept = self._takes_part(work, year) and (
            self._pay_together(work) if self._group(work) else self._pay(work, year)
        )
        if not kept:
            self.back_to(mark)
        return kept

    def _takes_part(self, work: Work, year: int) -> bool:
        return self._take_up(work, Measure.STARTS, year, ONE) and self._take_tail(work)

    def _take_up(self, work: Work, measure: Measure, year: int, amount: Decimal) -> bool:
        """Take up room of every limit of a measure; say whether there was enough."""
        enough = True
        for room in self._rooms_for(work, measure):
            for later in room.years(year):
                enough = enough and (room.left[later] >= amount or amount < 0)
                self._enter(room.left, later, room.left[later] - amount)
        return enough

    def _rooms_for(self, work: Work, measure: Measure) -> tuple[Room, ...]:
        key = (work.id, measure)
        if key not in self._rooms_of_work:
            mine = tuple(room for room in self._rooms if room.limit.measure is measure and room.holds(work))
            self._rooms_of_work[key] = mine
        return self._rooms_of_work[key]

    def _take_tail(self, work: Work) -> bool:
        if self.question.tail_limit is None or not work.tail:
            return True
        group = self._group(work)
        more = work.tail if group is None else self._more_tail(group, work)
        self._enter(self._tail, 0, self._tail[0] - more)
        return self._tail[0] >= 0

    def _more_tail(self, group: str, work: Work) -> Decimal:
        """Give by how much the dearest area of a group is due more after the plan with a work than without."""
        with_it, without = dict[str, Decimal](), dict[str, Decimal]()
        for one in self._begun(group):
            with_it[one.area] = with_it.get(one.area, NOTHING) + one.tail
            without[one.area] = without.get(one.area, NOTHING) + (one.tail if one is not work else NOTHING)
        return max(with_it.values()) - max(without.values())

    # --- what is paid ---------------------------------------------------------------------------------------------

    def _pay(self, work: Work, year: int) -> bool:
        years = self.question.horizon.years
        return all(
            self._pay_bill(work.id, work, kind, due_of(outlay, kind, year, years))
            for kind, outlay in work.outlays.items()
        )

    def _pay_together(self, work: Work) -> bool:
        """Take back what was paid for a group and pay its bill as it now is."""
        group = self._group(work) or ""
        bearer = self._bearers[group]
        for kind in EconomicType:
            for payment in self.payments.get((GROUP + group, kind), ()):
                self._take_up(bearer, Measure.MONEY, payment.year, -payment.amount)
                self._spend(self._place_of[payment.source], payment.year, -payment.amount)
        return all(
            self._pay_bill(GROUP + group, bearer, kind, self._bill(group, kind))
            for kind in EconomicType
            if any(kind in one.outlays for one in self._begun(group))
        )

    def _bill(self, group: str, kind: EconomicType) -> tuple[Decimal, ...]:
        horizon, areas = self.question.horizon, dict[str, Amounts]()
        for one in self._begun(group):
            due = due_of(one.outlays.get(kind, ()), kind, horizon.year_of(self.starts[one.id]), horizon.years)
            sums = areas.setdefault(one.area, [NOTHING] * horizon.years)
            areas[one.area] = [amount + more for amount, more in zip(sums, due, strict=True)]
        return dearest_by_year(list(areas.values()), kind)

    def _pay_bill(self, payee: str, bearer: Work, kind: EconomicType, by_year: Sequence[Decimal]) -> bool:
        paid: list[Payment] = []
        for year, amount in enumerate(by_year):
            if amount:
                parts = tuple(self._parts(bearer, kind, year, amount))
                if sum(part for _, part in parts) != amount or not self._take_up(bearer, Measure.MONEY, year, amount):
                    return False
                paid += [self._payment(place, payee, kind, year, part) for place, part in parts]
        self._enter(self.payments, (payee, kind), tuple(paid))
        return True

    def _parts(self, bearer: Work, kind: EconomicType, year: int, amount: Decimal) -> Iterator[tuple[int, Decimal]]:
        """Say who pays how much: the source that may pay for least first, so that the others stay free."""
        for place in self._payers_of(bearer, kind):
            part = min(amount, self._available(place, year, amount))
            if part > 0:
                amount -= part
                yield place, part
            if not amount:
                return

    def _available(self, place: int, year: int, asked: Decimal) -> Decimal:
        """Give what a source can pay in a year, whole cents where that is less than asked, without lacking it later."""
        left, carried = self._left[place], self.question.sources[place].carry_over
        if not carried:
            most = left[year]
        elif carried == 1:
            most = min(left[year:])
        else:
            most = min(amount / carried**years for years, amount in enumerate(left[year:]))
        return most if most >= asked else most.quantize(CENT, ROUND_FLOOR)

    def _payment(self, place: int, payee: str, kind: EconomicType, year: int, amount: Decimal) -> Payment:
        self._spend(place, year, amount)
        return Payment(self.question.sources[place].id, payee, kind, year, amount)

    def _spend(self, place: int, year: int, amount: Decimal) -> None:
        """Take money from a source; what is not carried over into later years is missing there too."""
        left, carried = self._left[place], self.question.sources[place].carry_over
        for later in range(year, len(left) if carried else year + 1):
            self._enter(left, later, left[later] - amount)
            amount *= carried

    # --- who belongs to what --------------------------------------------------------------------------------------

    def _payers_of(self, work: Work, kind: EconomicType) -> tuple[int, ...]:
        key = (work.area, work.place, work.ministry, kind)
        if key not in self._payers:
            sources = enumerate(self.question.sources)
            may = [place for place, one in sources if one.earmark.allows(work.area, kind, work.place, work.ministry)]
            self._payers[key] = tuple(sorted(may, key=lambda place: self._breadth[place]))
        return self._payers[key]

    @cached_property
    def _breadth(self) -> list[tuple[Decimal, Decimal, int]]:
        """How much each source may pay for in all; of equal ones, money that lapses goes first."""
        costs: dict[tuple[str, str, str, EconomicType], Decimal] = {}
        for work in self.question.works:
            for kind, outlay in work.outlays.items():
                key = (work.area, work.place, work.ministry, kind)
                costs[key] = costs.get(key, NOTHING) + sum(outlay)
        return [
            (
                sum((cost for key, cost in costs.items() if _may_pay(source, key)), NOTHING),
                source.carry_over,
                place,
            )
            for place, source in enumerate(self.question.sources)
        ]

    @cached_property
    def _place_of(self) -> dict[str, int]:
        return {source.id: place for place, source in enumerate(self.question.sources)}

    @cached_property
    def _group_of(self) -> dict[str, str]:
        return {work.id: name for name, works in self.question.shared_groups.items() for work in works}

    @cached_property
    def _groups(self) -> dict[str, tuple[Work, ...]]:
        return self.question.shared_groups

    @cached_property
    def _bearers(self) -> dict[str, Work]:
        return {name: payer(works, self.question.horizon.years) for name, works in self._groups.items()}

    def _group(self, work: Work) -> str | None:
        return self._group_of.get(work.id)

    def _begun(self, group: str) -> list[Work]:
        return [work for work in self._groups[group] if work.id in self.starts]


def due_of(outlay: Sequence[Decimal], kind: EconomicType, year: int, years: int) -> tuple[Decimal, ...]:
    """Give what is due in each plan year for a whole start in ``year``."""
    recurs = outlay[-1] if outlay and kind is EconomicType.RECURRENT else NOTHING
    later = (*outlay[: years - year], *(recurs,) * (years - year - len(outlay)))
    return (*(NOTHING,) * year, *later)


def _left_over(source: Envelope) -> Amounts:
    """Give what a source of which nothing is spent has in each year, with what it carries over."""
    left: Amounts = []
    for money in source.by_year:
        left.append(money.amount + (left[-1] * source.carry_over if left else NOTHING))
    return left


def _rooms_of(limit: Absorption) -> Amounts:
    rooms = list(limit.by_year)
    return [sum(rooms[: year + 1], NOTHING) for year in range(len(rooms))] if limit.adds_up else rooms


def _may_pay(source: Envelope, key: tuple[str, str, str, EconomicType]) -> bool:
    area, place, ministry, kind = key
    return source.earmark.allows(area, kind, place, ministry)
