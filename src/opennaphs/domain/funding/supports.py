"""Support: what a funding source gives to a plan, what it is for, and the dated transactions it consists of.

Pledged, committed, allocated, disbursed and spent are five different things that happen to the same money, one after
the other. Each is a transaction of its own with a day; what of it counts as funding is decided in ``counting``.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.sources import FundingSource
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money

WHOLE = Decimal(1)


class MoneyStage(StrEnum):
    """How far money has come, from the least certain to the most."""

    PLEDGE = "pledge"
    COMMITMENT = "commitment"
    ALLOCATION = "allocation"
    DISBURSEMENT = "disbursement"
    EXPENDITURE = "expenditure"


class SupportRole(StrEnum):
    """What support is to a proposal: ordinary, or paid beside a fund by its agency or by the country itself."""

    SUPPORT = "support"
    CO_FINANCING = "co-financing"
    CO_INVESTMENT = "co-investment"


class SupportState(StrEnum):
    """Whether the secretariat has checked what somebody reported. Only validated support counts."""

    REPORTED = "reported"
    VALIDATED = "validated"
    SENT_BACK = "sent back"


@dataclass(frozen=True)
class Transaction:
    """One dated movement of money of one piece of support.

    Attributes:
        id: unique in the plan.
        stage: what happened to the money.
        on: the day it happened.
        year: the calendar year of the plan it is meant for.
        money: how much, in the currency it was given in and at the prices of a year; below zero takes back an earlier
            transaction.
        note: a reference, such as the number of a letter.
    """

    id: str
    stage: MoneyStage
    on: datetime.date
    year: int
    money: Money
    note: str = ""


@dataclass(frozen=True)
class Portion:
    """One part of a piece of support and what it is for, by ``share`` of the support or by ``amount``, never both.

    What is tied to an activity names it; what is tied more loosely names areas, regions or economic types (empty =
    any). A portion that names nothing is not placed yet.
    """

    share: Decimal | None = None
    amount: Money | None = None
    activity: str | None = None
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    economic_types: tuple[EconomicType, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a portion with neither share nor amount, with both, or with less than nothing."""
        if (self.share is None) == (self.amount is None):
            raise NaphsError("A portion says either its share or its amount. Write one of the two.")
        if self.share is not None and not 0 < self.share <= WHOLE:
            message = f"A portion has the share {self.share}. Write a share above 0, up to 1."
            raise NaphsError(message)
        if self.amount is not None and self.amount.amount <= 0:
            raise NaphsError("A portion has an amount of nothing or less. Write what it is worth, or leave it out.")

    @property
    def placed(self) -> bool:
        """Whether it says anything about what it is for."""
        return self.activity is not None or bool(self.areas or self.regions or self.economic_types)


@dataclass(frozen=True)
class Support:
    """What one funding source gives in one piece: a project, a grant, a budget line, a team lent.

    Attributes:
        id: unique in the plan.
        source: id of the funding source.
        title: the name of the project or line.
        recipient: the organisation that receives it; empty = not said.
        role: what it is to a proposal.
        state: whether it has been validated.
        ours: whether all of it is for this country; ``False`` for a regional project whose share for the country is not
            known: it may then bring anything from nothing to all.
        starts, ends: its first and last day; ``None`` = not said.
        portions: what it is for. All by share, then the shares are 1 together; or all by amount. Empty = not placed.
        transactions: in the order of their days.
        reported_by: the organisation that entered it; empty = the secretariat.
    """

    id: str
    source: str
    title: str
    recipient: str = ""
    role: SupportRole = SupportRole.SUPPORT
    state: SupportState = SupportState.VALIDATED
    ours: bool = True
    starts: datetime.date | None = None
    ends: datetime.date | None = None
    portions: tuple[Portion, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    reported_by: str = ""

    def __post_init__(self) -> None:
        """Refuse an end before the start, and portions that are not parts of one whole."""
        if self.starts is not None and self.ends is not None and self.ends < self.starts:
            message = f"“{self.title}” ends on {self.ends}, before it starts on {self.starts}. Correct one of the days."
            raise NaphsError(message)
        check_portions(self.title, self.portions)


@dataclass(frozen=True)
class Funding:
    """All money of a plan: its sources, their support, and the one set of rates between currencies and price years."""

    sources: tuple[FundingSource, ...] = ()
    supports: tuple[Support, ...] = ()
    rates: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        """Refuse support of a source nobody knows, and ids used twice."""
        known = [one.id for one in self.sources]
        for name, ids in (("source", known), ("support", [one.id for one in self.supports])):
            twice = next((one for number, one in enumerate(ids) if one in ids[:number]), None)
            if twice is not None:
                message = f"There are two funding entries with the id “{twice}” ({name}). Give each its own."
                raise NaphsError(message)
        for support in self.supports:
            if support.source not in known:
                message = f"“{support.title}” is of the source “{support.source}”, which is not there. Enter it first."
                raise NaphsError(message)

    def source(self, source_id: str) -> FundingSource:
        """Give a source by its id."""
        return next(one for one in self.sources if one.id == source_id)


def check_portions(title: str, portions: tuple[Portion, ...]) -> None:
    """Refuse portions that are no parts of one whole.

    Raises:
        NaphsError: shares and amounts are mixed, shares are not 1 together, or amounts are in several currencies.
    """
    shares = [one.share for one in portions if one.share is not None]
    amounts = [one.amount for one in portions if one.amount is not None]
    if shares and amounts:
        message = f"“{title}” is divided partly by share and partly by amount. Divide all of it one way."
        raise NaphsError(message)
    if shares and sum(shares) != WHOLE:
        message = f"The shares of “{title}” come to {sum(shares)}, not 1. Correct them, or add a part not placed."
        raise NaphsError(message)
    if len({(one.currency, one.price_year) for one in amounts}) > 1:
        message = f"The parts of “{title}” are in several currencies or price years. Write all in one."
        raise NaphsError(message)
