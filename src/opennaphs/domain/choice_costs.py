"""What a choice costs, worked out from the question alone: by payee, economic type and plan year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from opennaphs.domain.choices import Choice, Question, Work, payer
from opennaphs.domain.library import EconomicType

GROUP = "group:"


@dataclass(frozen=True)
class Bill:
    """What one payee costs in each plan year, of one economic type.

    ``payee`` is an activity, or a group that is paid once (``group:…``). ``bearer`` is the work whose area, ministry
    and place decide who may pay. ``ahead`` says that it may be paid before it is due: sums from the start on count.
    """

    payee: str
    bearer: Work
    economic_type: EconomicType
    by_year: tuple[Decimal, ...]
    ahead: bool = False


def started_by_year(question: Question, started: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Give the share started by the end of each plan year."""
    horizon = question.horizon
    return tuple(started[horizon.last_period(year)] for year in range(horizon.years))


def bills(question: Question, choice: Choice) -> tuple[Bill, ...]:
    """Give everything a choice has to pay; what is paid once stands once."""
    grouped = {work.id for works in question.shared_groups.values() for work in works}
    single = (
        Bill(work.id, work, kind, work.due(kind, started_by_year(question, choice.started[work.id])))
        for work in question.works
        if work.id in choice.started and work.id not in grouped
        for kind in work.outlays
    )
    joint = (
        bill for name, works in question.shared_groups.items() for bill in _group_bills(question, choice, name, works)
    )
    return tuple(bill for bill in (*single, *joint) if any(bill.by_year))


def _group_bills(question: Question, choice: Choice, name: str, works: Sequence[Work]) -> Iterator[Bill]:
    bearer = payer(tuple(works), question.horizon.years)
    for kind in EconomicType:
        areas: dict[str, list[Decimal]] = {}
        for work in works:
            if work.id in choice.started:
                due = work.due(kind, started_by_year(question, choice.started[work.id]))
                sums = areas.setdefault(work.area, [Decimal(0)] * len(due))
                areas[work.area] = [one + other for one, other in zip(sums, due, strict=True)]
        if areas:
            yield Bill(GROUP + name, bearer, kind, dearest_by_year(list(areas.values()), kind), ahead=_ahead(kind))


def _ahead(kind: EconomicType) -> bool:
    return kind is not EconomicType.RECURRENT


def dearest_by_year(areas: Sequence[Sequence[Decimal]], kind: EconomicType) -> tuple[Decimal, ...]:
    """Give what is paid when several areas' shares of a group are paid once.

    Of what recurs, the dearest area of each year; of the rest, by the end of each year as much as the dearest area has
    needed by then.
    """
    if kind is EconomicType.RECURRENT:
        return tuple(max(amounts) for amounts in zip(*areas, strict=True))
    needed = [max(amounts) for amounts in zip(*(accumulate(area) for area in areas), strict=True)]
    return tuple(now - before for now, before in zip(needed, [Decimal(0), *needed], strict=False))
