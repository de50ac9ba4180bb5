"""Bounds by parts: give what all areas share a price, and let every area plan for itself at these prices.

Whatever the prices, the sum of what the areas can gain is an upper bound (Lagrange). The best prices come from a master
problem that mixes the areas' plans (Dantzig and Wolfe); it is asked again and again, each answer adding plans.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse

from opennaphs.analytics.optimise.highs import hand_over, new_solver, run_linear, solve_integer, solve_linear
from opennaphs.analytics.optimise.model import EVERYWHERE, Floats, Ints, Model, fair

SECONDS_A_PART = 5.0
PART_GAP = 2e-4
# New prices are mixed with the best so far: alone they jump, and far away they prove nothing.
STAY = 0.6
CLOSED = 2e-4


@dataclass(frozen=True)
class Part:
    """One part of a model: its columns in the whole, and what it can do by itself."""

    columns: Ints
    model: Model
    shared: sparse.csr_matrix


@dataclass
class PartPrices:
    """A model cut into parts, the best prices found so far for what they share, and the bound these prove."""

    model: Model
    bound: float = np.inf
    prices: Floats = field(default_factory=lambda: np.empty(0))
    closed: bool = False
    mixture: Floats | None = None
    plans: list[tuple[int, Floats]] = field(default_factory=list)
    asked: list[tuple[Floats, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Cut the model and start the master problem with the columns of no part."""
        self.shared_rows = _shared_rows(self.model)
        self.rows = self.model.rows[self.shared_rows]
        self.floor, self.ceiling = self.model.floor[self.shared_rows], self.model.ceiling[self.shared_rows]
        self.free = np.flatnonzero(self.model.part_of == EVERYWHERE)
        self.parts = _parts(self.model, self.shared_rows)
        self._start_master()

    def _start_master(self) -> None:
        """Begin with the columns of no part and a row for each part: its plans are mixed, all shares together are 1."""
        free, count = self.free, len(self.parts)
        rows = sparse.vstack([self.rows[:, free], sparse.csr_matrix((count, len(free)))]).tocsr()
        ones = np.ones(count)
        floor, ceiling = np.concatenate([self.floor, ones]), np.concatenate([self.ceiling, ones])
        whole = np.zeros(len(free), dtype=bool)
        model, self.master = self.model, new_solver()
        master = Model(
            model.worth[free], model.low[free], model.high[free], whole, model.part_of[free], rows, floor, ceiling
        )
        hand_over(self.master, master, integer=False)

    def add_plans(self, x: Floats) -> None:
        """Let the master problem mix the plans of the parts that make up a solution."""
        for number, part in enumerate(self.parts):
            self._add_plan(number, x[part.columns])

    def _add_plan(self, number: int, x: Floats) -> None:
        part = self.parts[number]
        self.plans.append((number, x))
        used = part.shared @ x
        places = np.flatnonzero(np.abs(used) > 1e-12)  # noqa: PLR2004 - next to nothing
        rows = np.append(places, len(self.shared_rows) + number).astype(np.int32)
        self.master.addCol(float(part.model.worth @ x), 0.0, np.inf, len(rows), rows, np.append(used[places], 1.0))

    def ask(self, prices: Floats) -> float:
        """Let every part plan at prices of the shared rows; give the bound this proves, and keep the best."""
        prices = fair(prices, self.floor, self.ceiling)
        left, gained = self.model.worth - self.rows.T @ prices, 0.0
        for number, part in enumerate(self.parts):
            answer = solve_integer(replace(part.model, worth=left[part.columns]), seconds=SECONDS_A_PART, gap=PART_GAP)
            # That an area can do nothing at all is not for its prices to prove: then these answers prove nothing.
            gained += np.inf if answer.x is None and answer.optimal else answer.bound
            if answer.x is not None:
                self._add_plan(number, answer.x)
        self.asked.append((prices, gained))
        bound = self._bound(self.model, prices, gained)
        if bound < self.bound:
            self.bound, self.prices = bound, prices
        return bound

    def bound_of(self, model: Model) -> float:
        """Give the bound that the answers so far prove for the same model with other budgets.

        What the parts gain at given prices does not depend on the budgets; only what these are worth does.
        """
        return min((self._bound(model, prices, gained) for prices, gained in self.asked), default=np.inf)

    def _bound(self, model: Model, prices: Floats, gained: float) -> float:
        """Add what the shared rows and the columns of no part are worth at these prices."""
        floor, ceiling = model.floor[self.shared_rows], model.ceiling[self.shared_rows]
        free = (model.worth - model.rows.T @ self._on_all_rows(prices))[self.free]
        with np.errstate(invalid="ignore"):
            rows = np.where(prices > 0, prices * ceiling, np.where(prices < 0, prices * floor, 0.0))
        columns = np.where(free > 0, free * model.high[self.free], free * model.low[self.free])
        return gained + float(rows.sum() + columns.sum())

    def _on_all_rows(self, prices: Floats) -> Floats:
        on_all = np.zeros(self.model.rows.shape[0])
        on_all[self.shared_rows] = prices
        return on_all

    def ask_for_all(self, prices_of_rows: Floats) -> float:
        """Ask with prices of all rows of the model, of which only the shared ones count."""
        return self.ask(prices_of_rows[self.shared_rows])

    def ask_roughly(self, prices_of_rows: Floats) -> float:
        """Ask for what the parts gain without whole decisions: a weaker bound, in a tenth of the time."""
        prices = fair(prices_of_rows[self.shared_rows], self.floor, self.ceiling)
        left = self.model.worth - self.rows.T @ prices
        relaxed = [solve_linear(replace(part.model, worth=left[part.columns])) for part in self.parts]
        gained = sum(np.inf if one is None else one.value for one in relaxed)
        self.asked.append((prices, gained))
        return self._bound(self.model, prices, gained)

    def improve(self) -> None:
        """Ask the master problem for better prices, and the parts what they prove."""
        mixed = run_linear(self.master)
        if mixed is None:
            self.closed = True
            return
        self.mixture = self._mix(mixed.x)
        self.closed = self.bound - mixed.value < CLOSED * abs(self.bound)
        if not self.closed:
            self.ask(STAY * self.prices + (1 - STAY) * mixed.prices[: len(self.shared_rows)])

    def _mix(self, shares: Floats) -> Floats:
        """Give the columns of the whole that a mixture of plans stands for; where all plans agree, so does it."""
        x = np.zeros(self.model.columns)
        x[self.free] = shares[: len(self.free)]
        for (number, plan), share in zip(self.plans, shares[len(self.free) :], strict=True):
            if share > 0:
                x[self.parts[number].columns] += share * plan
        return x


def _shared_rows(model: Model) -> Ints:
    """Find the rows that touch several parts, or columns of no part."""
    terms = model.rows.tocoo()
    lowest, highest = np.full(model.rows.shape[0], np.iinfo(np.intp).max), np.full(model.rows.shape[0], EVERYWHERE)
    np.minimum.at(lowest, terms.row, model.part_of[terms.col])
    np.maximum.at(highest, terms.row, model.part_of[terms.col])
    return np.flatnonzero((lowest != highest) | (highest == EVERYWHERE))


def _parts(model: Model, shared_rows: Ints) -> list[Part]:
    own = np.ones(model.rows.shape[0], dtype=bool)
    own[shared_rows] = False
    first = np.maximum.reduceat(
        np.append(model.part_of[model.rows.indices], EVERYWHERE), np.minimum(model.rows.indptr[:-1], model.rows.nnz)
    )
    parts = []
    for number in sorted(set(model.part_of.tolist()) - {EVERYWHERE}):
        columns, rows = np.flatnonzero(model.part_of == number), np.flatnonzero(own & (first == number))
        block = Model(
            model.worth[columns],
            model.low[columns],
            model.high[columns],
            model.integer[columns],
            model.part_of[columns],
            model.rows[rows][:, columns],
            model.floor[rows],
            model.ceiling[rows],
        )
        parts.append(Part(columns, block, model.rows[shared_rows][:, columns]))
    return parts
