"""What speaks for a plan: the country's own health events, its budget calendar, and what is said to whom when."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Sentence, Value, joined, listing

LONGEST_NAME = 200

EVENTS = "Health events recorded since {year}: {count} ({names})."
ILL_ALL = "{cases} people fell ill in them."
ILL_SOME = (
    "{cases} people fell ill in the events for which the number is known; it is not known for {unknown} of {count}."
)
DEAD_ALL = "{deaths} people died."
DEAD_SOME = (
    "{deaths} people died in the events for which the number is known; it is not known for {unknown} of {count}."
)
COST_ALL = "They cost {money}."
WITH_YEAR = "{money} ({year})"
COST_SOME = "Those whose cost is known cost {money}; it is not known for {unknown} of {count}."
FAILED = "“{event}” showed what fails: {failed}"
FAILED_AREA = "Of the money that “{area}” needs, which “{event}” showed to be weak, {percent}\u00a0% is missing."
NONE_KNOWN = "The number of people who fell ill, who died, and the cost are not known for any of them."
TEXTS = (EVENTS, ILL_ALL, ILL_SOME, DEAD_ALL, DEAD_SOME, COST_ALL, COST_SOME, FAILED, FAILED_AREA, NONE_KNOWN)


@dataclass(frozen=True)
class HealthEvent:
    """An outbreak or other emergency the country had. ``None`` is not known, never zero.

    Attributes:
        name: what people call it.
        began: its first day.
        ended: its last day; ``None`` = not over, or not known.
        hazard: what caused it; empty = not said.
        cases, deaths: people who fell ill, who died.
        cost: what it cost the country.
        source: where the numbers are from.
        areas: technical areas it showed to be weak.
        what_failed: the same in words; empty = not said.
    """

    name: str
    began: datetime.date
    ended: datetime.date | None = None
    hazard: str = ""
    cases: int | None = None
    deaths: int | None = None
    cost: Money | None = None
    source: str = ""
    areas: tuple[str, ...] = ()
    what_failed: str = ""

    def __post_init__(self) -> None:
        """Refuse an event without a name, an end before the beginning, and numbers below zero."""
        if not self.name.strip():
            raise NaphsError("A health event needs a name. Write the one people know it by.")
        if self.ended is not None and self.ended < self.began:
            message = f"“{self.name}” ended on {self.ended}, before it began on {self.began}. Correct one of the days."
            raise NaphsError(message)
        if any(number is not None and number < 0 for number in (self.cases, self.deaths)):
            raise NaphsError(
                "Fewer than no people cannot fall ill or die. Leave the number empty when it is not known."
            )
        if self.cases is not None and self.deaths is not None and self.deaths > self.cases:
            message = (
                f"“{self.name}” has more deaths ({self.deaths}) than cases ({self.cases}). Correct one of the numbers."
            )
            raise NaphsError(message)
        if self.cost is not None and self.cost.amount < 0:
            raise NaphsError("An event cannot cost less than nothing. Leave the cost empty when it is not known.")


@dataclass(frozen=True)
class Burden:
    """What several events did together, over those for which it is known.

    Attributes:
        events: how many events.
        cases, deaths: ``None`` = not known for any.
        costs: one amount for each currency and price year, since nothing is converted here.
        cases_unknown, deaths_unknown, costs_unknown: for how many events it is not known.
    """

    events: int
    cases: int | None
    deaths: int | None
    costs: tuple[Money, ...]
    cases_unknown: int
    deaths_unknown: int
    costs_unknown: int


def burden_of(events: Iterable[HealthEvent]) -> Burden:
    """Add up what events did; what is not known is counted apart and never taken as zero."""
    events = tuple(events)
    cases = [one.cases for one in events if one.cases is not None]
    deaths = [one.deaths for one in events if one.deaths is not None]
    known = [one.cost for one in events if one.cost is not None]
    sums: dict[tuple[str, int], Decimal] = {}
    for money in known:
        key = (money.currency, money.price_year)
        sums[key] = sums.get(key, Decimal(0)) + money.amount
    return Burden(
        len(events),
        sum(cases) if cases else None,
        sum(deaths) if deaths else None,
        tuple(Money(amount, *key) for key, amount in sorted(sums.items())),
        len(events) - len(cases),
        len(events) - len(deaths),
        len(events) - len(known),
    )


def risks_of_not_acting(
    events: Iterable[HealthEvent],
    missing_percent: Mapping[str, str],
    area_titles: Mapping[str, str],
    areas: Collection[str] | None = None,
) -> tuple[Sentence, ...]:
    """Say from the country's own events what happens when nothing is done.

    Args:
        events: the events.
        missing_percent: for each area with a gap, which part of its cost lacks money, in whole per cent as text.
        area_titles: titles of areas by id.
        areas: only events that showed one of these areas to be weak, or that name no area; ``None`` = all.
    """
    told = sorted((one for one in events if _concerns(one, areas)), key=lambda one: one.began, reverse=True)
    if not told:
        return ()
    names = listing((one.name for one in told), 4)
    first = {"year": str(told[-1].began.year), "count": str(len(told)), "names": names}
    found = [Sentence(EVENTS, first, "events"), *_burden_told(burden_of(told))]
    for event in told:
        found += _failure_told(event, missing_percent, area_titles, areas)
    return tuple(found)


def _concerns(event: HealthEvent, areas: Collection[str] | None) -> bool:
    return areas is None or not event.areas or any(area in areas for area in event.areas)


def _burden_told(burden: Burden) -> Iterable[Sentence]:
    count = str(burden.events)
    if burden.cases is None and burden.deaths is None and not burden.costs:
        yield Sentence(NONE_KNOWN, code="not-known")
    if burden.cases is not None:
        values = {"cases": str(burden.cases), "unknown": str(burden.cases_unknown), "count": count}
        yield Sentence(ILL_SOME if burden.cases_unknown else ILL_ALL, values, "cases")
    if burden.deaths is not None:
        values = {"deaths": str(burden.deaths), "unknown": str(burden.deaths_unknown), "count": count}
        yield Sentence(DEAD_SOME if burden.deaths_unknown else DEAD_ALL, values, "deaths")
    if burden.costs:
        costs = [Sentence(WITH_YEAR, {"money": one, "year": str(one.price_year)}) for one in burden.costs]
        told: dict[str, Value] = {
            "money": joined(costs, " + ", len(costs)),
            "unknown": str(burden.costs_unknown),
            "count": count,
        }
        yield Sentence(COST_SOME if burden.costs_unknown else COST_ALL, told, "cost")


def _failure_told(
    event: HealthEvent, missing: Mapping[str, str], titles: Mapping[str, str], areas: Collection[str] | None
) -> Iterable[Sentence]:
    if event.what_failed.strip():
        yield Sentence(FAILED, {"event": event.name, "failed": event.what_failed.strip()}, "failed")
    for area in event.areas:
        if area in missing and (areas is None or area in areas):
            title = Sentence(titles[area]) if area in titles else area
            yield Sentence(FAILED_AREA, {"event": event.name, "area": title, "percent": missing[area]}, "failed-area")


# --- the budget calendar, and what is said to whom -----------------------------------------------------------------


@dataclass(frozen=True)
class BudgetMoment:
    """A day of the budget calendar: the call opens, ceilings are set, parliament debates."""

    id: str
    title: str
    day: datetime.date
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a moment without a title."""
        if not self.title.strip():
            raise NaphsError("An entry of the budget calendar needs a title. Write what happens on that day.")


@dataclass(frozen=True)
class AdvocacyStep:
    """What is said to whom, until when or for which budget moment, and by which role.

    ``due`` goes before the day of the moment; with neither the step has no day. ``done_on`` is ``None`` while open.
    """

    id: str
    audience: str
    message: str
    due: datetime.date | None = None
    moment: str | None = None
    owner: str = ""
    done_on: datetime.date | None = None
    outcome: str = ""

    def __post_init__(self) -> None:
        """Refuse a step that nobody hears or that says nothing."""
        if not self.audience.strip() or not self.message.strip():
            raise NaphsError("An advocacy step says something to somebody. Write the audience and the message.")


@dataclass(frozen=True)
class DueStep:
    """An open advocacy step with the day it is due and how many days are left (below zero: late).

    ``day`` and ``days_left`` are ``None`` when neither a day nor a moment is known.
    """

    step: AdvocacyStep
    moment: BudgetMoment | None
    day: datetime.date | None
    days_left: int | None

    @property
    def late(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0


def due_steps(
    steps: Iterable[AdvocacyStep],
    moments: Iterable[BudgetMoment],
    today: datetime.date,
    within: int | None = None,
) -> tuple[DueStep, ...]:
    """Give the open steps, the most urgent first; those without a day come last.

    Args:
        steps: all steps.
        moments: the budget calendar.
        today: the day to count from.
        within: only those due in so many days or late; ``None`` = all.
    """
    known = {one.id: one for one in moments}
    found = [_due(one, known, today) for one in steps if one.done_on is None]
    if within is not None:
        found = [one for one in found if one.days_left is not None and one.days_left <= within]
    return tuple(sorted(found, key=lambda one: (one.day is None, one.day or today)))


def _due(step: AdvocacyStep, moments: Mapping[str, BudgetMoment], today: datetime.date) -> DueStep:
    moment = None if step.moment is None else moments.get(step.moment)
    day = step.due if step.due is not None or moment is None else moment.day
    return DueStep(step, moment, day, None if day is None else (day - today).days)
