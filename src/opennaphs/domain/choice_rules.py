"""Choice rules: what people say about a budget before anything is chosen. The content of a rules file, as written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.choices import Bearer, DemandKind, Measure
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.step_weights import Weighing


class Uncosted(StrEnum):
    """What becomes of activities of which nobody has said what they cost."""

    LEAVE_OUT = "leave out"
    FREE = "free"


@dataclass(frozen=True)
class WantedDemand:
    """A demand as people write it.

    Attributes:
        kind: do, leave out, not before, reach.
        subject: an activity (``D1-003``), an action or a step (``D1.1:3``); a step may be reached, or stand for all
            its activities.
        reason: why.
        year: a calendar year, or the number of the plan year (1 = first): by its end work is complete or a step is
            reached, from its beginning work may start.
        quarter: the quarter of that year, 1 to 4, when the rules cut years into quarters.
    """

    kind: DemandKind
    subject: str
    reason: str
    year: int | None = None
    quarter: int | None = None


@dataclass(frozen=True)
class AbsorptionRule:
    """What a ministry or area can take up: amounts (or numbers of starts) by plan year, or a ``factor``.

    With a factor the limit of a year is factor × the bearer's share of the cost of the whole plan × all budgets of
    that year: money, whatever ``measure`` says. ``name`` is ``None`` for every ministry or area of the plan that has
    costs and no rule of its own.
    """

    bearer: Bearer
    name: str | None
    by_year: tuple[Decimal, ...] | None = None
    factor: Decimal | None = None
    adds_up: bool = True
    measure: Measure = Measure.MONEY


@dataclass(frozen=True)
class ChoiceRules:
    """Everything a rules file says; ids and areas are as people wrote them, full or short.

    Attributes:
        currency, price_year: the money of every amount.
        sources: who pays.
        weighing: what steps and time are worth.
        periods_per_year: 1 (years) or 4 (quarters).
        demands: what is asked whatever the benefit.
        absorption: what ministries and areas can spend.
        legal_minimum: at least one duty under the IHR is done in each area that has one.
        uncosted: what becomes of activities that are not costed.
        tail_limit: what may be due in each year after the plan; ``None`` for no limit.
        partial_credit, straddle, pay_once: as in :class:`~opennaphs.domain.choices.Question`.
        taken: settings nobody wrote, with the value taken instead, for a remark.
    """

    currency: str
    price_year: int
    sources: tuple[Envelope, ...]
    weighing: Weighing = field(default_factory=Weighing)
    periods_per_year: int = 1
    demands: tuple[WantedDemand, ...] = ()
    absorption: tuple[AbsorptionRule, ...] = ()
    legal_minimum: bool = False
    uncosted: Uncosted = Uncosted.LEAVE_OUT
    tail_limit: Decimal | None = None
    partial_credit: Decimal = Decimal(0)
    straddle: bool = False
    pay_once: bool = False
    taken: Mapping[str, str] = field(default_factory=dict)
