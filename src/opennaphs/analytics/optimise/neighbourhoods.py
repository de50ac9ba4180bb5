"""Neighbourhoods: small parts of a large model in which better plans are likely to lie."""

import numpy as np

from opennaphs.analytics.optimise.area_prices import PartPrices
from opennaphs.analytics.optimise.highs import solve_integer
from opennaphs.analytics.optimise.model import EVERYWHERE, Floats, Ints, Mask, Model
from opennaphs.analytics.optimise.search import Search

OPEN = 1e-6
TURN_SECONDS, NEAR_SECONDS = 20.0, 6.0
FEWEST_FREE, USUAL_FREE = 2, 5
QUICK = 0.3
MOST_PLANS = 6
SEED = 1


def settled(model: Model, relaxed: Floats) -> Model:
    """Fix what the linear relaxation leaves whole: only what it splits stays open."""
    whole = model.integer & (np.abs(relaxed - relaxed.round()) <= OPEN)
    return model.fixed(whole, relaxed.round())


def between(search: Search, other: Floats) -> Model:
    """Keep what the best plan and another solution agree on."""
    best = np.zeros(search.model.columns) if search.x is None else search.x
    agree = search.model.integer & (np.abs(best - other) <= OPEN)
    return search.model.fixed(agree, best.round())


def kept_but(model: Model, open_parts: Ints) -> Mask:
    """Give the integer columns of all other parts."""
    kept: Mask = model.integer & ~np.isin(model.part_of, open_parts) & (model.part_of != EVERYWHERE)
    return kept


class Neighbourhoods:
    """The neighbourhoods of plans, and the plans met so far."""

    def __init__(self, search: Search, parts: PartPrices) -> None:
        """Begin without any other plan, with half a dozen areas at a time."""
        self.search, self.parts = search, parts
        self.random, self.free, self.seconds = np.random.default_rng(SEED), USUAL_FREE, TURN_SECONDS
        self.plans: list[Floats] = []

    def what_is_open(self) -> None:
        """Decide what the mixture of area plans leaves open."""
        if self.parts.mixture is not None:
            self._try(
                settled(self.search.model, self.parts.mixture), None, "what the mixture of area plans leaves open"
            )

    def towards_the_mixture(self) -> None:
        """Keep what the best plan and the mixture agree on."""
        if self.parts.mixture is not None:
            self._try(between(self.search, self.parts.mixture), self.search.x, "between the best plan and the mixture")

    def between_plans(self) -> None:
        """Keep what the best plan and another one agree on."""
        if self.plans:
            other = self.plans[int(self.random.integers(len(self.plans)))]
            self._try(between(self.search, other), self.search.x, "between two plans")

    def a_few_areas(self) -> None:
        """Free a few areas and keep the rest; more of them next time when it was quick."""
        search, count = self.search, len(self.parts.parts)
        if search.x is None:
            return
        open_parts, before = self.random.choice(count, min(self.free, count), replace=False), search.taken
        seconds, self.seconds = self.seconds, min(self.seconds, NEAR_SECONDS)
        self._try(
            search.model.fixed(kept_but(search.model, open_parts), search.x.round()), search.x, "a few areas anew"
        )
        self.seconds, quick = seconds, search.taken - before < QUICK * NEAR_SECONDS
        self.free = min(self.free + 1, count) if quick else max(self.free - 1, FEWEST_FREE)

    def _try(self, near: Model, start: Floats | None, means: str) -> None:
        """Search a neighbourhood for a while; a plan that is not the best is still one to go towards."""
        seconds = min(self.seconds, max(self.search.left, 1.0))
        found = solve_integer(near, seconds=seconds, start=start, gap=self.search.gap / 2).x
        before = self.search.x
        other = before if self.search.offer(found, means) else found
        if other is not None and other is not start:
            self.plans = [*self.plans, other][-MOST_PLANS:]
