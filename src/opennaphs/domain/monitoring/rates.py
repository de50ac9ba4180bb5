"""How much of a plan is done, by count and by cost, from one set of activities, with what is not known beside it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from opennaphs.domain.activity_details import MOST_PERCENT
from opennaphs.domain.money import Money, total
from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpCut, Situation
from opennaphs.domain.sentences import Sentence, listing

COUNT_RULE = (
    "By count: every activity weighs the same. Activities: {count}. Cancelled and carried forward ones are left out; "
    "those whose first day is still to come count as not begun."
)
COST_RULE = (
    "By cost: every activity weighs what it costs, {cost} together at the prices of {year}. Cancelled and carried "
    "forward ones are left out, and those whose cost is not known."
)
NO_COST_RULE = "By cost nothing can be said: no activity that counts has a cost."
SENTENCES = (COUNT_RULE, COST_RULE, NO_COST_RULE)


@dataclass(frozen=True)
class Share:
    """A share of a whole from 0 to 1, and between what it lies when what nobody reported is nothing or all done.

    All three are ``None`` when there is nothing to divide by; ``value`` alone when nobody has reported.
    """

    value: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None


@dataclass(frozen=True)
class ImplementationRates:
    """How much of a set of activities is done.

    Attributes:
        activities: how many count: all but those cancelled or carried forward.
        cost: what these cost together, as far as known; ``None`` = no cost is known.
        completed_by_count, completed_by_cost: the share of all that is reported completed; at most, when all unreported
            ones are too; the value is ``None`` when nobody has reported on any of them.
        progress_by_count, progress_by_cost: the percentages done, of those that were reported.
        not_reported: numbers of those that count, whose first day has come and whose percentage nobody has said.
        not_reported_cost: what those cost; ``None`` = no cost is known.
        not_due: numbers of those that nobody reported on because their first day is still to come: they count as 0.
        cost_not_known: numbers of those that count and have no cost: they are left out by cost.
        cancelled, carried_forward: numbers of those left out.
        counts: how many activities are in each situation, all seven, those left out too.
        costs: what they cost; ``None`` = no cost is known in that situation.
    """

    activities: int
    cost: Money | None
    completed_by_count: Share
    completed_by_cost: Share
    progress_by_count: Share
    progress_by_cost: Share
    not_reported: tuple[str, ...]
    not_reported_cost: Money | None
    not_due: tuple[str, ...]
    cost_not_known: tuple[str, ...]
    cancelled: tuple[str, ...]
    carried_forward: tuple[str, ...]
    counts: Mapping[Situation, int]
    costs: Mapping[Situation, Money | None]

    @property
    def rules(self) -> tuple[Sentence, ...]:
        """The rules by which these shares were counted, to stand beside them."""
        count = Sentence(COUNT_RULE, {"count": self.activities})
        if self.cost is None or not self.cost.amount:
            return count, Sentence(NO_COST_RULE)
        return count, Sentence(COST_RULE, {"cost": self.cost, "year": str(self.cost.price_year)})


@dataclass(frozen=True)
class BreakdownRow:
    """One row of a cut with its rates."""

    name: str
    rates: ImplementationRates


def implementation_rates(standings: Iterable[ActivityStanding]) -> ImplementationRates:
    """Give how much of these activities is done; every figure comes from the same set.

    Raises:
        MoneyMismatch: costs are in several currencies or price years.
    """
    everything = tuple(standings)
    counting = [one for one in everything if one.counts]
    by_cost = [one for one in counting if one.cost is not None]
    unsaid = [one for one in counting if one.progress is None]
    return ImplementationRates(
        activities=len(counting),
        cost=cost_together(counting),
        completed_by_count=_completed(counting, _one),
        completed_by_cost=_completed(by_cost, _cost),
        progress_by_count=_progress(counting, _one),
        progress_by_cost=_progress(by_cost, _cost),
        not_reported=_numbers(unsaid),
        not_reported_cost=cost_together(unsaid),
        not_due=_numbers(one for one in counting if not one.due and not one.reported),
        cost_not_known=_numbers(one for one in counting if one.cost is None),
        cancelled=_numbers(one for one in everything if one.situation is Situation.CANCELLED),
        carried_forward=_numbers(one for one in everything if one.situation is Situation.CARRIED_FORWARD),
        counts={kind: sum(one.situation is kind for one in everything) for kind in Situation},
        costs={kind: cost_together(one for one in everything if one.situation is kind) for kind in Situation},
    )


def breakdown(standings: Iterable[ActivityStanding], by: FollowUpCut) -> tuple[BreakdownRow, ...]:
    """Give the rates of every area, ministry, region …, in the order in which they first occur.

    Rows of regions and sources overlap: an activity stands in each of its own (``standings.OVERLAPPING``).
    """
    rows: dict[str, list[ActivityStanding]] = {}
    for one in standings:
        for name in one.names(by):
            rows.setdefault(name, []).append(one)
    return tuple(BreakdownRow(name, implementation_rates(group)) for name, group in rows.items())


def cost_together(standings: Iterable[ActivityStanding]) -> Money | None:
    """Add up the costs that are known; ``None`` when none is."""
    known = [one.cost for one in standings if one.cost is not None]
    return total(known, known[0].currency, known[0].price_year) if known else None


def named(numbers: Iterable[str]) -> str:
    """Name activities in a sentence: the first ones, and how many more there are."""
    return listing(numbers)


Weigh = Callable[[ActivityStanding], Fraction]


def _one(_standing: ActivityStanding) -> Fraction:
    return Fraction(1)


def _cost(standing: ActivityStanding) -> Fraction:
    return Fraction(0) if standing.cost is None else Fraction(standing.cost.amount)


def _completed(standings: Sequence[ActivityStanding], weigh: Weigh) -> Share:
    whole = sum(map(weigh, standings), Fraction(0))
    if not whole:
        return Share(None, None, None)
    done = sum((weigh(one) for one in standings if one.situation is Situation.COMPLETED), Fraction(0))
    unsaid = sum((weigh(one) for one in standings if one.due and not one.reported), Fraction(0))
    value = done / whole if _heard_of(standings) else None
    return Share(value, done / whole, (done + unsaid) / whole)


def _progress(standings: Sequence[ActivityStanding], weigh: Weigh) -> Share:
    whole = sum(map(weigh, standings), Fraction(0))
    if not whole:
        return Share(None, None, None)
    said = [(weigh(one), one.progress) for one in standings if one.progress is not None]
    known = sum((weight for weight, _ in said), Fraction(0))
    done = sum((weight * percent for weight, percent in said), Fraction(0)) / MOST_PERCENT
    value = done / known if known and _heard_of(standings) else None
    return Share(value, done / whole, (done + whole - known) / whole)


def _heard_of(standings: Sequence[ActivityStanding]) -> bool:
    """Say whether somebody has reported on one of them, or nobody had to because none has to begin yet."""
    return any(one.reported for one in standings) or not any(one.due for one in standings)


def _numbers(standings: Iterable[ActivityStanding]) -> tuple[str, ...]:
    return tuple(one.activity for one in standings)
