"""Reasons of a choice, as data: what an activity unlocks, why a step is left out, what more or less money does."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.choice_reach import reached_by
from opennaphs.domain.choices import Choice, Question


class WhyNot(StrEnum):
    """Why a step is left out."""

    DEMAND = "demand"
    NEEDS = "needs"
    BUDGET = "budget"
    ABSORPTION = "absorption"
    TAIL = "money after the plan"
    TIME = "time"
    LOW_VALUE = "low value"
    UNSETTLED = "not settled"


class Limit(StrEnum):
    """A limit that a change could widen."""

    SOURCE = "source"
    MINISTRY = "ministry"
    AREA = "area"
    TAIL = "money after the plan"


@dataclass(frozen=True)
class Change:
    """How much more room one limit needs: a source, ministry or area in a plan year (``None``: in all years)."""

    limit: Limit
    name: str
    year: int | None
    amount: Decimal


@dataclass(frozen=True)
class LeftOut:
    """Why a step is not reached.

    Attributes:
        step: the step.
        why: the reason that weighs most.
        works: activities it would still take, those of steps and activities it waits for included.
        cost: what these cost over the plan when begun as early as possible.
        gain: benefit it would bring at the earliest, that of steps it waits for included.
        changes: the least extra room that would bring it in with everything chosen kept; empty when no room would.
        waits_for: steps or activities left out that it waits for.
    """

    step: str
    why: WhyNot
    works: tuple[str, ...]
    cost: Decimal
    gain: Decimal
    changes: tuple[Change, ...] = ()
    waits_for: tuple[str, ...] = ()

    @property
    def extra(self) -> Decimal:
        """The extra room of all changes in money."""
        return sum((change.amount for change in self.changes), Decimal(0))


@dataclass(frozen=True)
class NextMoney:
    """Benefit of one more unit of currency of a source in a year, by the linear relaxation; 0 when some is left."""

    source: str
    year: int
    worth: float


@dataclass(frozen=True)
class Cutback:
    """The best choice with less (or more) money everywhere: its benefit, and how its steps differ from before."""

    factor: Decimal
    value: float
    bound: float
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """Another choice, nearly as good: its benefit, which favourites it has, how its steps differ."""

    choice: Choice
    value: float
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True)
class Reasons:
    """All that explains one choice.

    Attributes:
        unlocks: per chosen activity, the steps that would be lost without it, the dearest loss first.
        left_out: every step not reached, the largest gain for its cost first.
        next_money: every source and plan year.
        cutbacks: what falls with less money, what comes with more.
    """

    unlocks: Mapping[str, tuple[str, ...]]
    left_out: tuple[LeftOut, ...]
    next_money: tuple[NextMoney, ...]
    cutbacks: tuple[Cutback, ...] = ()


def unlocks(question: Question, choice: Choice) -> dict[str, tuple[str, ...]]:
    """Give for each chosen activity the steps that would not be reached without it, the dearest loss first.

    What needs it falls with it: activities, and steps that come after those it holds up.
    """
    needed_by: dict[str, list[str]] = {}
    for work in question.works:
        for need in work.needs:
            needed_by.setdefault(need, []).append(work.id)
    found = {}
    for name in choice.started:
        gone = _with_dependants(name, needed_by)
        left = {work: shares for work, shares in choice.started.items() if work not in gone}
        lost = set(choice.reached) - set(reached_by(question, left))
        found[name] = tuple(sorted(lost, key=lambda step: (-question.step_of[step].worth, step)))
    return found


def _with_dependants(name: str, needed_by: Mapping[str, list[str]]) -> set[str]:
    found, open_works = {name}, [name]
    while open_works:
        for other in needed_by.get(open_works.pop(), ()):
            if other not in found:
                found.add(other)
                open_works.append(other)
    return found
