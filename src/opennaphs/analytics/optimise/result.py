"""What the optimiser answers: a choice, what it is worth, what is proven, and how it came about."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.choices import Choice, Question
from opennaphs.domain.money import Money


class Ended(StrEnum):
    """Why the search ended."""

    PROOF = "the gap asked for is proven"
    TIME = "the time was up"
    INTERRUPTED = "somebody stopped it"


@dataclass(frozen=True)
class Rung:
    """Where the search stood: after so many seconds, by which means, the best value and the bound."""

    means: str
    seconds: float
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of this one; infinite before there is any."""
        if self.value <= 0:
            return 0.0 if self.bound <= 0 else float("inf")
        return max(self.bound - self.value, 0.0) / self.value


@dataclass(frozen=True)
class Optimum:
    """The best choice found.

    Attributes:
        question: what was asked.
        choice: the choice; it has passed the exact check.
        value: its benefit, recomputed from the question.
        bound: no choice can have a larger benefit, by the solver's proofs.
        seconds: time taken.
        ended: why the search ended.
        rungs: where it stood over time.
    """

    question: Question
    choice: Choice
    value: float
    bound: float
    seconds: float
    ended: Ended
    rungs: tuple[Rung, ...]

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of this one."""
        return Rung("", self.seconds, self.value, self.bound).gap


Watch = Callable[[Rung], bool | None]


@dataclass(frozen=True)
class FrontierPoint:
    """The best choice at one size of budget: ``factor`` times every source."""

    factor: Decimal
    money: Money
    value: float
    bound: float
    choice: Choice

    @property
    def gap(self) -> float:
        """How much better a plan could be at most, as a share of this one."""
        return Rung("", 0.0, self.value, self.bound).gap


@dataclass(frozen=True)
class SureChoice:
    """A choice that stays within the money with some confidence.

    Attributes:
        held_back: share of every budget kept back while choosing.
        confidence: chance in per cent with which the money of every source and year suffices.
        optimum: the best choice with the rest.
        overruns: per source and plan year, the cost at that confidence less the money; negative when it suffices.
    """

    held_back: Decimal
    confidence: float
    optimum: Optimum
    overruns: dict[tuple[str, int], Money]
