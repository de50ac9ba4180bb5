"""Envelopes: the money of a funding source by plan year, as a choice under a budget may spend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.money import Money, total


@dataclass(frozen=True)
class Envelope:
    """What a funding source has for a choice to spend.

    Attributes:
        id: short name, unique in the plan (``treasury``).
        title: the name people know it by.
        by_year: the money of each plan year, all in one currency and price year.
        earmark: what it may pay for.
        carry_over: the share of what is left at the end of a year that may be spent in the next, from 0 to 1.
    """

    id: str
    title: str
    by_year: tuple[Money, ...]
    earmark: Earmark = ANYTHING
    carry_over: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Refuse money below zero and a carry-over outside 0 to 1."""
        if any(money.amount < 0 for money in self.by_year):
            message = f"The source {self.id} has less than nothing in a year. Write 0 for a year without money."
            raise NaphsError(message)
        if not 0 <= self.carry_over <= 1:
            message = f"The source {self.id} carries over {self.carry_over}. Write a share from 0 to 1."
            raise NaphsError(message)

    @property
    def whole(self) -> Money:
        """Its money of all years."""
        first = self.by_year[0]
        return total(self.by_year, first.currency, first.price_year)

    def overdrawn(self, spent: Iterable[Decimal]) -> tuple[Decimal, ...]:
        """Give by how much such spending overdraws each year, after what is carried over; 0 where it does not."""
        found, carried = [], Decimal(0)
        for money, amount in zip(self.by_year, spent, strict=True):
            left = money.amount + carried - amount
            found.append(max(-left, Decimal(0)))
            carried = max(left, Decimal(0)) * self.carry_over
        return tuple(found)
