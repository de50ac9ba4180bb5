"""Choices: what a budget shall buy. A question holds all that decides; a choice answers it.

A question is about *work* (what an activity takes: money by year since its start, time, what it needs first) and
*level steps* (what an indicator gains when all that a step requires is complete). Work may straddle periods: half of
the districts in one year, the rest in the next. Its state is the share started by the end of each period.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money


@dataclass(frozen=True)
class Horizon:
    """The time a question is about: plan years, each cut into ``periods_per_year`` equal periods (1 or 4)."""

    first_year: int
    years: int
    periods_per_year: int = 1

    @property
    def periods(self) -> int:
        """How many periods there are."""
        return self.years * self.periods_per_year

    def year_of(self, period: int) -> int:
        """Give the plan year (0 = first) a period lies in."""
        return period // self.periods_per_year

    def last_period(self, year: int) -> int:
        """Give the last period of a plan year."""
        return (year + 1) * self.periods_per_year - 1

    def name(self, period: int) -> str:
        """Name a period: ``2027``, or ``2027 Q3``."""
        year = str(self.first_year + self.year_of(period))
        return year if self.periods_per_year == 1 else f"{year} Q{period % self.periods_per_year + 1}"


@dataclass(frozen=True)
class Work:
    """What one activity takes.

    Attributes:
        id: id of the activity.
        area: technical area it belongs to; ministry: sector that leads; place: administrative level.
        duration: periods from its start to its completion, at least 1.
        outlays: per economic type, the money of each year counted from the year of the start. The last amount of a
            recurrent outlay is due in every later year too, also beyond the plan.
        needs: work that must be complete by the end of the period in which this one starts.
        group: the functional group; several areas' work of one group is paid once when the question says so.
    """

    id: str
    area: str
    ministry: str
    place: str
    duration: int
    outlays: Mapping[EconomicType, tuple[Decimal, ...]]
    needs: tuple[str, ...] = ()
    group: str | None = None

    def due(self, economic_type: EconomicType, started: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        """Give the money of each year, ``started`` being the share started by the end of each year."""
        outlay = self.outlays.get(economic_type, ())
        begun = [share - (started[year - 1] if year else 0) for year, share in enumerate(started)]
        due = [Decimal(0)] * len(started)
        for year, share in enumerate(begun):
            for later in range(year, len(started) if share else year):
                due[later] += share * _outlay_after(outlay, later - year, economic_type)
        return tuple(due)

    @property
    def tail(self) -> Decimal:
        """What it costs in every year after the plan once it has started."""
        outlay = self.outlays.get(EconomicType.RECURRENT, ())
        return outlay[-1] if outlay else Decimal(0)


def _outlay_after(outlay: tuple[Decimal, ...], years: int, economic_type: EconomicType) -> Decimal:
    if years < len(outlay):
        return outlay[years]
    return outlay[-1] if outlay and economic_type is EconomicType.RECURRENT else Decimal(0)


@dataclass(frozen=True)
class LevelStep:
    """What is gained together: a level is reached when all required work, and enough of the optional, is complete.

    Attributes:
        id: ``jee-3.D1.1:3`` for level 3; other marks for gains without a level.
        area: technical area.
        worth: benefit of each year it is held, before the factor of the period.
        required: work that must all be complete.
        optional: work of which ``enough`` must be complete.
        after: steps that must be reached first or at the same time: the level below, steps of other areas.
    """

    id: str
    area: str
    worth: Decimal
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    enough: int = 0
    after: tuple[str, ...] = ()


class DemandKind(StrEnum):
    """What people may demand, whatever the benefit."""

    DO = "do"
    LEAVE_OUT = "leave out"
    NOT_BEFORE = "not before"
    REACH = "reach"


@dataclass(frozen=True)
class Demand:
    """One demand on a choice, with the reason somebody gave.

    ``period`` is when: by its end work is complete (do) or a step is reached (reach); the first in which work may start
    (not before). Without one, the end of the plan.
    """

    kind: DemandKind
    subject: str
    reason: str
    period: int | None = None


@dataclass(frozen=True)
class AtLeast:
    """So many of these activities at least must be complete by the end: what the law asks of an area."""

    name: str
    works: tuple[str, ...]
    count: int
    reason: str


class Bearer(StrEnum):
    """Who can only take up so much money."""

    MINISTRY = "ministry"
    AREA = "area"


class Measure(StrEnum):
    """What an absorption limit counts."""

    MONEY = "money"
    STARTS = "starts"


@dataclass(frozen=True)
class Absorption:
    """What a ministry or area can take up in each plan year: money paid, or activities started.

    ``adds_up``: capacity not used in one year serves later ones, so only sums from the start on are bounded.
    """

    bearer: Bearer
    name: str
    by_year: tuple[Decimal, ...]
    adds_up: bool = True
    measure: Measure = Measure.MONEY


@dataclass(frozen=True)
class Question:
    """All that decides what a budget shall buy; amounts are in ``currency`` at the prices of ``price_year``.

    Attributes:
        held: per period, what holding a step with worth 1 at its end is worth.
        partial_credit: share of a step's worth that is earned in proportion to the required work complete (0 = none).
        straddle: work may be split over several starts; otherwise it starts once.
        pay_once: work of one group asked for by several areas is paid once, by the area in ``payer_of``.
        tail_limit: what may be due in each year after the plan; ``None`` for no limit.
    """

    horizon: Horizon
    currency: str
    price_year: int
    works: tuple[Work, ...]
    steps: tuple[LevelStep, ...]
    sources: tuple[Envelope, ...]
    held: tuple[Decimal, ...]
    demands: tuple[Demand, ...] = ()
    at_least: tuple[AtLeast, ...] = ()
    absorption: tuple[Absorption, ...] = ()
    tail_limit: Decimal | None = None
    partial_credit: Decimal = Decimal(0)
    straddle: bool = True
    pay_once: bool = False

    @cached_property
    def work_of(self) -> dict[str, Work]:
        """Each work by its id."""
        return {work.id: work for work in self.works}

    @cached_property
    def step_of(self) -> dict[str, LevelStep]:
        """Each step by its id."""
        return {step.id: step for step in self.steps}

    @cached_property
    def shared_groups(self) -> dict[str, tuple[Work, ...]]:
        """The groups paid once, with their work: those that several areas ask for."""
        if not self.pay_once:
            return {}
        groups: dict[str, list[Work]] = {}
        for work in self.works:
            if work.group is not None:
                groups.setdefault(work.group, []).append(work)
        return {name: tuple(works) for name, works in groups.items() if len({work.area for work in works}) > 1}

    def money(self, amount: Decimal) -> Money:
        """Give an amount of this question as money."""
        return Money(amount, self.currency, self.price_year)

    def scaled(self, factor: Decimal) -> "Question":
        """Give the same question with every budget multiplied, as the points of a frontier need it."""
        sources = tuple(
            replace(one, by_year=tuple(money.times(factor).rounded() for money in one.by_year)) for one in self.sources
        )
        return replace(self, sources=sources)


@dataclass(frozen=True)
class Payment:
    """What one source pays in one plan year for one activity, or for one group that is paid once."""

    source: str
    payee: str
    economic_type: EconomicType
    year: int
    amount: Decimal


@dataclass(frozen=True)
class Choice:
    """An answer: what is started when, which steps that reaches, and who pays.

    Attributes:
        started: per chosen activity, the share started by the end of each period, never falling.
        reached: per step reached, the first period at whose end it is.
        payments: every payment.
    """

    started: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    reached: Mapping[str, int] = field(default_factory=dict)
    payments: tuple[Payment, ...] = ()


def payer(works: tuple[Work, ...], years: int) -> Work:
    """Say which of a group's activities stands for what is paid once: the dearest of the area that asks for most."""
    first_year = (Decimal(1),) * years
    costs = {work.id: sum((sum(work.due(kind, first_year)) for kind in work.outlays), Decimal(0)) for work in works}
    areas: dict[str, Decimal] = {}
    for work in works:
        areas[work.area] = areas.get(work.area, Decimal(0)) + costs[work.id]
    dearest = max(areas, key=lambda area: (areas[area], area))
    return max((work for work in works if work.area == dearest), key=lambda work: (costs[work.id], work.id))
