"""What sharing a pool answers: an allocation, what it is worth, what is proven, and how it came about."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.allocations import Allocation, Pool


class Ended(StrEnum):
    """Why the sharing ended."""

    PROOF = "the gap asked for is proven"
    SETTLED = "nothing more was found"
    TIME = "the time was up"
    INTERRUPTED = "somebody stopped it"


class Stage(StrEnum):
    """By which means a step forward was made."""

    OPENING = "simple plans with a split by need"
    PRICES = "prices of the pool"
    PLANS = "country plans at these prices"
    FITTING = "country plans that fit together"
    LEFT = "what was left shared again"


@dataclass(frozen=True)
class Moment:
    """Where the sharing stood: after so many seconds, the best value and both bounds; ``done`` of ``of`` countries."""

    stage: Stage
    seconds: float
    value: float
    linear_bound: float
    bound: float
    done: int
    of: int

    @property
    def gap(self) -> float:
        """How much better an allocation could be at most, as a share of this one; infinite before there is any."""
        if self.value <= 0:
            return 0.0 if self.bound <= 0 else float("inf")
        return max(self.bound - self.value, 0.0) / self.value


Watch = Callable[[Moment], bool | None]


@dataclass(frozen=True)
class AllocationResult:
    """The best allocation found.

    Attributes:
        pool: what was shared.
        allocation: what every country may draw, with its choice; it has passed the exact check.
        value: its weighed benefit, recomputed from the questions.
        linear_bound: no allocation can be worth more, by the linear relaxation of every country at the prices.
        bound: the same by the integer search of every country at the prices; never above the linear one.
        prices: benefit of one more unit of currency in each year, at the margin.
        seconds: time taken.
        ended: why it ended.
        history: where it stood over time.
    """

    pool: Pool
    allocation: Allocation
    value: float
    linear_bound: float
    bound: float
    prices: tuple[float, ...]
    seconds: float
    ended: Ended
    history: tuple[Moment, ...]

    @property
    def gap(self) -> float:
        """How much better an allocation could be at most, as a share of this one."""
        return Moment(Stage.LEFT, self.seconds, self.value, self.linear_bound, self.bound, 0, 0).gap
