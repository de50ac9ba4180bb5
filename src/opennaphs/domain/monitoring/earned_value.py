"""What should have been done by now, what is reported done, and what was spent on it: schedule and cost in money.

Planned value is the cost of an activity times the share of its days that have passed; earned value its cost times the
percentage reported done; actual cost the expenditure reported. Each is rounded to the cent for one activity, so that
sums add up over every part of a plan. A comparison uses only activities for which both sides are known.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from opennaphs.domain.activity_details import MOST_PERCENT
from opennaphs.domain.money import CENT, Money, total
from opennaphs.domain.monitoring.rates import named
from opennaphs.domain.monitoring.standings import ActivityStanding
from opennaphs.domain.sentences import Sentence

NOTHING_COSTED = "No activity that counts has a cost, so nothing can be said in money about how far the work is."
NONE_REPORTED = "Work worth {planned} should have been done by now. How much of it is done, nobody has reported."
BEHIND = (
    "Of the activities somebody reported on, work worth {planned} should have been done by now; work worth {earned} is "
    "reported done: {gap} behind."
)
AHEAD = (
    "Of the activities somebody reported on, work worth {planned} should have been done by now; work worth {earned} is "
    "reported done: {gap} ahead."
)
ON_TIME = "Of the activities somebody reported on, the work that should have been done by now is done: {planned}."
NOT_IN_PLANNED = "Nobody reported how far these are, so they are not compared: {count} worth {cost} ({names})."
NO_SPENDING = "No expenditure was reported, so nothing can be said of what the work cost against its plan."
DEARER = (
    "Work worth {earned} is done where spending was reported, and {spent} was spent on it: {gap} more than planned."
)
CHEAPER = (
    "Work worth {earned} is done where spending was reported, and {spent} was spent on it: {gap} less than planned."
)
AS_PLANNED = "Work worth {earned} is done where spending was reported, and as much was spent on it."
SPENDING_NOT_COMPARED = (
    "These lack a reported expenditure or percentage and are not in that comparison: {count} ({names})."
)
SENTENCES = (
    NOTHING_COSTED,
    NONE_REPORTED,
    BEHIND,
    AHEAD,
    ON_TIME,
    NOT_IN_PLANNED,
    NO_SPENDING,
    DEARER,
    CHEAPER,
    AS_PLANNED,
    SPENDING_NOT_COMPARED,
)


@dataclass(frozen=True)
class EarnedValue:
    """Schedule and cost of a set of activities in money. ``None`` is not known, never zero.

    Attributes:
        planned: what should have been done by today, of all activities that count and have a cost.
        planned_reported: the same of those whose percentage was reported; what ``earned`` is held against.
        earned: what is reported done; ``None`` = nothing was reported.
        spent: all expenditure reported; ``None`` = none was.
        earned_spent: what is done of those with both a percentage and an expenditure reported.
        spent_compared: what was spent on those; what ``earned_spent`` is held against.
        not_reported: numbers of those with a cost whose percentage nobody said.
        not_reported_cost: what those cost.
        without_spending: numbers of those with a cost that lack a percentage or an expenditure.
    """

    planned: Money | None
    planned_reported: Money | None
    earned: Money | None
    spent: Money | None
    earned_spent: Money | None
    spent_compared: Money | None
    not_reported: tuple[str, ...]
    not_reported_cost: Money | None
    without_spending: tuple[str, ...]

    @property
    def schedule_variance(self) -> Money | None:
        """Earned less planned value: below zero is behind. ``None`` when nothing was reported."""
        return _less(self.earned, self.planned_reported)

    @property
    def cost_variance(self) -> Money | None:
        """Earned value less what was spent: below zero is dearer than planned. ``None`` without expenditure."""
        return _less(self.earned_spent, self.spent_compared)

    @property
    def schedule_index(self) -> Fraction | None:
        """Earned through planned value: below 1 is behind; ``None`` when nothing should have been done yet."""
        return _ratio(self.earned, self.planned_reported)

    @property
    def cost_index(self) -> Fraction | None:
        """Earned value through what was spent: below 1 is dearer than planned; ``None`` when nothing was spent."""
        return _ratio(self.earned_spent, self.spent_compared)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The same in plain words, with what is not known."""
        if self.planned is None:
            return (Sentence(NOTHING_COSTED),)
        return (*self._schedule(self.planned), *self._cost())

    def _schedule(self, planned: Money) -> tuple[Sentence, ...]:
        gap = self.schedule_variance
        if self.earned is None or self.planned_reported is None or gap is None:
            return (Sentence(NONE_REPORTED, {"planned": planned}), *self._unsaid())
        template = BEHIND if gap.amount < 0 else AHEAD if gap.amount > 0 else ON_TIME
        values = {"planned": self.planned_reported, "earned": self.earned, "gap": _size(gap)}
        said = Sentence(template, values)
        return (said, *self._unsaid())

    def _unsaid(self) -> tuple[Sentence, ...]:
        if self.not_reported_cost is None:
            return ()
        count, names = len(self.not_reported), named(self.not_reported)
        return (Sentence(NOT_IN_PLANNED, {"count": count, "cost": self.not_reported_cost, "names": names}),)

    def _cost(self) -> tuple[Sentence, ...]:
        gap = self.cost_variance
        if self.earned_spent is None or self.spent_compared is None or gap is None:
            return (Sentence(NO_SPENDING),)
        template = DEARER if gap.amount < 0 else CHEAPER if gap.amount > 0 else AS_PLANNED
        values = {"earned": self.earned_spent, "spent": self.spent_compared, "gap": _size(gap)}
        said = Sentence(template, values)
        count, names = len(self.without_spending), named(self.without_spending)
        left = Sentence(SPENDING_NOT_COMPARED, {"count": count, "names": names})
        return (said, left) if count else (said,)


def earned_value(standings: Iterable[ActivityStanding], today: datetime.date) -> EarnedValue:
    """Give planned value, earned value and actual cost of the activities that count, at a day.

    Raises:
        MoneyMismatch: costs and expenditures are in several currencies or price years.
    """
    counting = [one for one in standings if one.counts]
    costed = [one for one in counting if one.cost is not None]
    said = [one for one in costed if one.progress is not None]
    both = [one for one in said if one.spent is not None]
    unsaid = [one for one in costed if one.progress is None]
    return EarnedValue(
        planned=_together([planned_value(one, today) for one in costed]),
        planned_reported=_together([planned_value(one, today) for one in said]),
        earned=_together([value_done(one) for one in said]),
        spent=_together([one.spent for one in counting]),
        earned_spent=_together([value_done(one) for one in both]),
        spent_compared=_together([one.spent for one in both]),
        not_reported=tuple(one.activity for one in unsaid),
        not_reported_cost=_together([one.cost for one in unsaid]),
        without_spending=tuple(one.activity for one in costed if one not in both),
    )


def planned_value(standing: ActivityStanding, today: datetime.date) -> Money | None:
    """Give its cost times the share of its days that have passed with today; ``None`` when it has no cost."""
    return None if standing.cost is None else _part(standing.cost, share_elapsed(standing, today))


def value_done(standing: ActivityStanding) -> Money | None:
    """Give its cost times the percentage done; ``None`` when one of the two is not known."""
    if standing.cost is None or standing.progress is None:
        return None
    return _part(standing.cost, Fraction(standing.progress, MOST_PERCENT))


def share_elapsed(standing: ActivityStanding, today: datetime.date) -> Fraction:
    """Give the share of its days, first and last counted, that have passed with today: 0 to 1."""
    whole = (standing.ends - standing.starts).days + 1
    passed = (today - standing.starts).days + 1
    return Fraction(min(max(passed, 0), whole), whole)


def _part(money: Money, share: Fraction) -> Money:
    cents = floor(Fraction(money.amount) * share / Fraction(CENT) + Fraction(1, 2))
    return Money(Decimal(cents) * CENT, money.currency, money.price_year)


def _together(amounts: Sequence[Money | None]) -> Money | None:
    known = [one for one in amounts if one is not None]
    return total(known, known[0].currency, known[0].price_year) if known else None


def _less(one: Money | None, other: Money | None) -> Money | None:
    return None if one is None or other is None else one - other


def _ratio(one: Money | None, other: Money | None) -> Fraction | None:
    if one is None or other is None or not other.amount:
        return None
    (one - other)  # refuses two currencies
    return Fraction(one.amount) / Fraction(other.amount)


def _size(money: Money) -> Money:
    return -money if money.amount < 0 else money
