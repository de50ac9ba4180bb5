"""Plans of one country at a price: quick ones from relaxations, prices by area for the bound, then the solver."""

import time
from dataclasses import dataclass, field

import numpy as np

from opennaphs.analytics.optimise.area_prices import PartPrices
from opennaphs.analytics.optimise.highs import FEASIBLE, LinearAnswer, solve_integer
from opennaphs.analytics.optimise.model import Floats, Model

OPEN = 1e-6
SMALL = 600
QUICK_SECONDS = 5.0
QUICK_GAP = 1e-3
TURNS = 3
MOST_SECONDS = 60.0


@dataclass
class Found:
    """What was found so far for a model: different plans, the best one, what none can exceed."""

    model: Model
    gap: float
    bound: float = np.inf
    plans: list[Floats] = field(default_factory=list)
    best: Floats | None = None
    value: float = -np.inf

    def offer(self, x: Floats | None, *, new: bool = True) -> None:
        """Take a plan when it keeps the rules of the model."""
        if x is None or self.model.breach(x) > 10 * FEASIBLE:
            return
        value = float(self.model.worth @ x)
        if new and all(abs(value - float(self.model.worth @ one)) > OPEN * max(1.0, abs(value)) for one in self.plans):
            self.plans.append(x)
        if value > self.value:
            self.best, self.value = x, value

    @property
    def good(self) -> bool:
        """Whether the best plan is as close to the bound as asked."""
        return self.best is not None and self.bound - self.value <= self.gap * max(abs(self.value), OPEN)


def search_country(model: Model, relaxed: LinearAnswer, start: Floats | None, seconds: float, gap: float) -> Found:
    """Look for the best plan of a model.

    Args:
        model: what is worth what, and the rules.
        relaxed: its linear relaxation.
        start: a solution to begin with; also of use when it breaks a limit of this model.
        seconds: for the solver at the end; what comes before takes one or two.
        gap: where to stop, as a share of the value.
    """
    found = Found(model, gap)
    found.offer(start, new=False)
    found.bound = model.bound(relaxed.prices)
    if model.integer.sum() > SMALL:
        _quick_plans(found, relaxed, start)
        if start is None and not found.good:
            _by_areas(found, relaxed)
    if not found.good and (seconds > 0 or found.best is None):
        _solve(found, max(seconds, QUICK_SECONDS if found.best is None else 0.0))
    return found


def _quick_plans(found: Found, relaxed: LinearAnswer, start: Floats | None) -> None:
    """Search among what the relaxation leaves open; with a start, among what the two do not agree on."""
    found.offer(_near(found.model, relaxed.x, None))
    if start is not None:
        found.offer(_near(found.model, relaxed.x, start))


def _near(model: Model, x: Floats, other: Floats | None) -> Floats | None:
    whole = model.integer & (np.abs(x - x.round()) <= OPEN)
    if other is not None:
        whole &= np.abs(x - other) <= OPEN
    return solve_integer(model.fixed(whole, x.round()), seconds=QUICK_SECONDS, gap=QUICK_GAP).x


def _by_areas(found: Found, relaxed: LinearAnswer) -> None:
    """Let areas plan at prices: a bound, and a mixture of their plans that shows which steps belong together."""
    parts = PartPrices(found.model)
    if found.best is not None:
        parts.add_plans(found.best)
    parts.ask_for_all(relaxed.prices)
    for _ in range(TURNS):
        if not parts.closed:
            parts.improve()
    found.bound = min(found.bound, parts.bound)
    if parts.mixture is not None and not found.good:
        found.offer(_near(found.model, parts.mixture, None))


def _solve(found: Found, seconds: float) -> None:
    """Leave the rest to the solver."""
    began = time.monotonic()
    answer = solve_integer(found.model, seconds=min(seconds, MOST_SECONDS), start=found.best, gap=found.gap)
    found.offer(answer.x)
    found.bound = min(found.bound, answer.bound) if np.isfinite(answer.bound) else found.bound
    if found.best is None and not answer.optimal and time.monotonic() - began < MOST_SECONDS:
        found.offer(solve_integer(found.model, seconds=MOST_SECONDS, gap=1.0).x)
