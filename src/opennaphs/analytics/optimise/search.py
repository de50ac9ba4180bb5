"""The state of a search that may be stopped at any time: the best solution, the bound, the clock, who watches."""

import time
from dataclasses import dataclass, field

import numpy as np

from opennaphs.analytics.optimise.highs import FEASIBLE
from opennaphs.analytics.optimise.model import Floats, Model
from opennaphs.analytics.optimise.result import Ended, Rung, Watch


@dataclass
class Search:
    """A search for the best solution of a model.

    ``watch`` hears of every step and stops the search by saying True. Times are those of the machine, so two runs
    that end by the clock may differ; runs that end by proof do not.
    """

    model: Model
    seconds: float
    gap: float
    watch: Watch | None = None
    x: Floats | None = None
    value: float = -np.inf
    bound: float = np.inf
    stopped: bool = False
    rungs: list[Rung] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def taken(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.seconds - self.taken

    @property
    def proven(self) -> bool:
        """Whether the gap asked for is proven."""
        return self.x is not None and self._now("").gap <= self.gap

    @property
    def over(self) -> bool:
        """Whether to stop: proven, out of time or told to."""
        return self.proven or self.left <= 0 or self.stopped

    @property
    def ended(self) -> Ended:
        """Why it stopped."""
        if self.proven:
            return Ended.PROOF
        return Ended.INTERRUPTED if self.stopped else Ended.TIME

    def _now(self, means: str) -> Rung:
        return Rung(means, self.taken, self.value, self.bound)

    def offer(self, x: Floats | None, means: str) -> bool:
        """Take a solution when it is one and better than the best so far."""
        value = -np.inf if x is None else float(self.model.worth @ x)
        better = x is not None and value > self.value and self.model.breach(x) <= 10 * FEASIBLE
        if better:
            self.x, self.value = x, value
            self.bound = self.bound if self._believable(self.bound) else np.inf
        self.tell(means)
        return better

    def prove(self, bound: float, means: str) -> None:
        """Take a bound when it is lower than the best so far; one below a plan at hand is a fault."""
        self.lower(bound)
        self.tell(means)

    def lower(self, bound: float) -> None:
        """Take a bound without a word, when it is lower and can be true."""
        if self._believable(bound):
            self.bound = min(self.bound, bound)

    def _believable(self, bound: float) -> bool:
        return self.x is None or bound >= self.value - 10 * FEASIBLE * max(1.0, abs(self.value))

    def tell(self, means: str) -> None:
        """Note where the search stands, and let whoever watches know."""
        rung = self._now(means)
        if not self.rungs or (rung.value, rung.bound) != (self.rungs[-1].value, self.rungs[-1].bound):
            self.rungs.append(rung)
        self.hear()

    def hear(self) -> bool:
        """Ask whoever watches whether to stop."""
        if self.watch is not None and self.watch(self._now(self.rungs[-1].means if self.rungs else "")):
            self.stopped = True
        return self.stopped
