"""The course of one sharing: plans and bounds known so far, the clock, who watches."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from opennaphs.analytics.allocate.crew import Crew, Task
from opennaphs.analytics.allocate.desk import Known, Reply
from opennaphs.analytics.allocate.master import Pick, Sharing
from opennaphs.analytics.allocate.result import Ended, Moment, Stage, Watch
from opennaphs.analytics.optimise.model import Floats


@dataclass
class Course:
    """The course of one sharing: what is known so far, the clock, who watches; ``pace`` is seconds for one country."""

    sharing: Sharing
    seconds: float
    gap: float
    workers: int
    watch: Watch | None
    began: float = field(default_factory=time.monotonic)
    plans: dict[str, list[Known]] = field(default_factory=dict)
    pick: Pick | None = None
    linear_bound: float = np.inf
    bound: float = np.inf
    prices: Floats = field(default_factory=lambda: np.empty(0))
    conditions: Floats = field(default_factory=lambda: np.empty(0))
    country_bounds: dict[str, float] = field(default_factory=dict)
    stopped: bool = False
    pace: float = 0.0
    history: list[Moment] = field(default_factory=list)

    # --- clock and watch ------------------------------------------------------------------------------------------

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
        return self.pick is not None and self.moment(Stage.LEFT).gap <= self.gap

    @property
    def over(self) -> bool:
        """Whether to stop."""
        return self.stopped or self.proven or self.left <= 0

    @property
    def ended(self) -> Ended:
        """Why it stopped."""
        if self.stopped or self.proven:
            return Ended.PROOF if self.proven else Ended.INTERRUPTED
        return Ended.TIME if self.left <= 0 else Ended.SETTLED

    def moment(self, stage: Stage, done: int = 0, of: int = 0) -> Moment:
        """Say where things stand."""
        value = -np.inf if self.pick is None else self.pick.value
        return Moment(stage, self.taken, value, self.linear_bound, min(self.bound, self.linear_bound), done, of)

    def tell(self, stage: Stage, done: int = 0, of: int = 0) -> None:
        """Let whoever watches know, and ask whether to stop; note it when something is finished."""
        moment = self.moment(stage, done, of)
        if done == of:
            self.history.append(moment)
        if self.watch is not None and self.watch(moment):
            self.stopped = True

    # --- countries ------------------------------------------------------------------------------------------------

    def ask(self, crew: Crew, task: Task, arguments: Mapping[str, object], stage: Stage) -> dict[str, Reply]:
        """Ask countries until somebody says stop or time is up. Plans are kept; answers come sorted by name."""
        found: dict[str, Reply] = {}
        answers = crew.map_countries(task, arguments)
        for country, reply in answers:
            found[country] = reply
            if len(found) < len(arguments):
                self.tell(stage, len(found), len(arguments))
            if self.stopped or (self.left <= 0 and self._complete):
                break
        answers.close()
        for country in sorted(found):
            self.plans.setdefault(country, []).extend(found[country].plans)
        return dict(sorted(found.items()))

    @property
    def _complete(self) -> bool:
        """Whether every country has planned at the prices: what is asked after that can be broken off."""
        return len(self.country_bounds) == len(self.sharing.names)

    def repick(self, stage: Stage) -> None:
        """Take one plan of each country anew, when every country has one."""
        if all(self.plans.get(name) for name in self.sharing.names):
            pick = self.sharing.pick([known for name in self.sharing.names for known in self.plans[name]])
            if pick is not None and (self.pick is None or pick.value > self.pick.value):
                self.pick = pick
        self.tell(stage)

    def own_prices(self, country: str) -> Floats:
        """Give the prices at which a country plans."""
        return self.sharing.prices_for(country, self.prices, self.conditions)
