"""A desk: one country's model with the pool as a source, kept ready, and the plans found for it so far.

What a country and the rest of the world tell each other is small: prices of the pool's money by year or limits on it
one way; the value and the use of plans, and bounds, the other. Plans themselves stay on the desk.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import highspy
import numpy as np
from scipy import sparse

from opennaphs.analytics.allocate.country_search import Found, search_country
from opennaphs.analytics.optimise.answers import choice_of
from opennaphs.analytics.optimise.formulation import Formulation, formulate
from opennaphs.analytics.optimise.greedy import greedy
from opennaphs.analytics.optimise.highs import LinearAnswer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.model import NO_COLUMN, Floats, Ints, Model
from opennaphs.domain.allocations import CountryQuestion, Pool, with_pool
from opennaphs.domain.choice_check import benefit
from opennaphs.domain.choices import Choice
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import CENT

# Money of the pool is never quite free: between plans of the same worth, the one that leaves the pool more is taken.
NEXT_TO_FREE = 1e-2
FINE = 1e-9
TOLERANCES = (FINE, 1e-7, 1e-6)
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Known:
    """What the rest of the world knows of a plan: its number on the desk, its benefit, its use of the pool by year.

    Plans of one ``family`` take the same decisions and differ in when the pool pays; any mixture of them is a plan too.
    """

    country: str
    number: int
    value: float
    use: Floats
    family: int


@dataclass(frozen=True)
class Reply:
    """What a desk answers: new plans, and what benefit less priced use cannot exceed; linear use when asked for."""

    country: str
    bound: float
    plans: tuple[Known, ...] = ()
    value: float = 0.0
    use: Floats = field(default_factory=lambda: np.empty(0))
    prices: Floats = field(default_factory=lambda: np.empty(0))
    feasible: bool = True


@dataclass(frozen=True)
class Asked:
    """What a desk is asked to plan for.

    Attributes:
        prices: of the pool's money by year, benefit for a unit of currency.
        limits: money of the pool by year; ``None`` when only its price and the cap hold it back.
        seconds: for the search with the solver, after the quick plans.
        gap: benefit less priced use within so much of the bound is good enough, as a share of the benefit.
        start: number of the plan to begin with, if any.
    """

    prices: Floats
    limits: Floats | None = None
    seconds: float = 0.0
    gap: float = 1e-3
    start: int | None = None


@dataclass
class Desk:
    """One country: its question with as much of the pool as it could ever use."""

    asked: CountryQuestion
    pool: Pool
    plans: list[Floats | Choice] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    basis: highspy.HighsBasis | None = None

    @cached_property
    def most(self) -> tuple[Decimal, ...]:
        """What it could draw in each year at most: what there is, its cap, all that the pool may pay for here."""
        question, earmark = self.asked.question, self.pool.earmark
        started = (Decimal(1),) * question.horizon.years
        eligible = sum(
            (
                sum(work.due(kind, started), Decimal(0))
                for work in question.works
                for kind in EconomicType
                if earmark.allows(work.area, kind, work.place, work.ministry)
            ),
            Decimal(0),
        )
        most = min(self.pool.cap_of(self.asked.country), max(eligible, CENT))
        return tuple(min(money.amount, most).quantize(CENT) for money in self.pool.by_year)

    @cached_property
    def formulation(self) -> Formulation:
        """The model of its question, with the use of the pool by year as the last rows but one, the cap as the last."""
        made = formulate(Instance(with_pool(self.asked.weighed, self.pool, self.most)))
        use = _use_rows(made)
        rows = sparse.vstack([made.model.rows, use, sparse.csr_matrix(use.sum(axis=0))]).tocsr()
        cap = float(self.pool.cap_of(self.asked.country)) / made.instance.unit
        limits = np.append(np.array([float(one) for one in self.most]) / made.instance.unit, cap)
        floor = np.concatenate([made.model.floor, np.full(len(limits), -np.inf)])
        ceiling = np.concatenate([made.model.ceiling, limits])
        return replace(made, model=replace(made.model, rows=rows, floor=floor, ceiling=ceiling))

    @property
    def unit(self) -> float:
        """What amounts in the model are divided by."""
        return self.formulation.instance.unit

    @property
    def _use_rows(self) -> sparse.csr_matrix:
        return self.formulation.model.rows[-1 - len(self.most) : -1]

    def use(self, x: Floats) -> Floats:
        """Give what a solution draws from the pool in each year."""
        used: Floats = np.maximum(self._use_rows @ x, 0.0) * self.unit
        return used

    def model(self, asked: Asked) -> Model:
        """Give the model at prices, within limits."""
        model, years = self.formulation.model, len(self.most)
        worth = model.worth - self._use_rows.T @ (np.asarray(asked.prices) * self.unit)
        if asked.limits is None:
            return replace(model, worth=worth)
        ceiling = model.ceiling.copy()
        ceiling[-1 - years : -1] = np.minimum(ceiling[-1 - years : -1], np.asarray(asked.limits) / self.unit)
        return replace(model, worth=worth, ceiling=ceiling)

    # --- plans ----------------------------------------------------------------------------------------------------

    def keep(self, plan: Floats | Choice, value: float, use: Floats, family: int | None = None) -> Known:
        """Keep a plan and number it; without a family it begins one."""
        number = len(self.plans)
        known = Known(self.asked.country, number, value, use, number if family is None else family)
        self.plans.append(plan)
        self.known.append(known)
        return known

    def keep_solution(self, x: Floats, asked: Asked) -> Known:
        """Keep a solution, polished: all decisions as they are, no more of the pool than these need."""
        x = self._polished(x, asked)
        return self.keep(x, float(self.formulation.model.worth @ x), self.use(x))

    def _polished(self, x: Floats, asked: Asked) -> Floats:
        """Solve what is left once decisions are taken, as finely as can be; a coarse solution needs a coarse solver."""
        decided = self._decided(self.model(asked), x, _weights(asked.prices))
        for tolerance in TOLERANCES:
            answer = solve_linear(decided, primal_feasibility_tolerance=tolerance)
            if answer is not None:
                return answer.x
        return x

    def _decided(self, model: Model, x: Floats, weights: Floats) -> Model:
        """Give what is left once decisions are taken: as little of the pool as can be, years weighed."""
        if not self.asked.question.partial_credit:
            model = replace(model, worth=-self._use_rows.T @ weights)
        return model.fixed(model.integer, x.round())

    def keep_family(self, known: Known) -> Iterator[Known]:
        """Keep other ways to pay for a plan: in turn, as little as can be in each year, whatever the limits were."""
        x = self.solution(known.number)
        if x is None:
            return
        for year in range(len(self.most)):
            weights = np.where(np.arange(len(self.most)) == year, 1.0, NEXT_TO_FREE)
            prices = np.zeros(len(weights))
            answer = solve_linear(
                self._decided(self.model(Asked(prices)), x, weights), primal_feasibility_tolerance=FINE
            )
            if answer is not None:
                value = float(self.formulation.model.worth @ answer.x)
                yield self.keep(answer.x, value, self.use(answer.x), known.family)

    def solution(self, number: int | None) -> Floats | None:
        """Give the columns of a plan; ``None`` for a plan that has none."""
        plan = None if number is None else self.plans[number]
        return None if isinstance(plan, Choice) else plan

    def choice(self, shares: Mapping[int, float]) -> Choice:
        """Give a mixture of plans of one family, by number and share, in the words of the question."""
        number, *others = shares
        plan = self.plans[number]
        if isinstance(plan, Choice):
            return plan
        mixed = shares[number] * plan
        for other in others:
            mixed = mixed + shares[other] * np.asarray(self.plans[other])
        return choice_of(self.formulation, mixed)


def _weights(prices: Floats) -> Floats:
    """Give what money of each year weighs when as little as possible is to be drawn."""
    highest = float(np.max(prices, initial=0.0))
    return np.maximum(np.asarray(prices) / highest, NEXT_TO_FREE) if highest > 0 else np.ones(len(prices))


def _use_rows(made: Formulation) -> sparse.csr_matrix:
    """Give a row for each year: all flows of the last source, which is the pool."""
    flow: Ints = made.layout.money.flow[-1]
    _, year = np.nonzero(flow != NO_COLUMN)
    shape = (flow.shape[1], made.model.columns)
    return sparse.csr_matrix((np.ones(len(year)), (year, flow[flow != NO_COLUMN])), shape)


# --- what a desk is asked: each a function by itself, so that it can be sent to another process ---------------------


def open_desk(desk: Desk, share: Sequence[Decimal]) -> Reply:
    """Plan with a fixed share: at once and simply, and as a linear relaxation with the prices it puts on the share."""
    plans = tuple(_simple_plan(desk, share))
    limits = np.array([float(amount) for amount in share])
    asked = Asked(np.zeros(len(limits)), limits)
    relaxed = _relaxed(desk, asked)
    if relaxed is None:
        asked = Asked(np.zeros(len(limits)))
        relaxed = _relaxed(desk, asked)
    if relaxed is None:
        return Reply(desk.asked.country, -np.inf, plans, feasible=False)
    prices = np.maximum(relaxed.prices[-1 - len(limits) : -1], 0.0) / desk.unit
    value = float(desk.formulation.model.worth @ relaxed.x)
    return Reply(desk.asked.country, desk.model(asked).bound(relaxed.prices), plans, value, desk.use(relaxed.x), prices)


def _simple_plan(desk: Desk, share: Sequence[Decimal]) -> Iterator[Known]:
    question = with_pool(desk.asked.weighed, desk.pool, share)
    choice = greedy(question)
    if choice is not None:
        yield desk.keep(choice, float(benefit(question, choice)), drawn(desk.pool, choice))


def take(desk: Desk, choices: Sequence[Choice]) -> Reply:
    """Take choices found elsewhere as plans."""
    question = desk.asked.weighed
    plans = tuple(desk.keep(one, float(benefit(question, one)), drawn(desk.pool, one)) for one in choices)
    return Reply(desk.asked.country, np.inf, plans)


def drawn(pool: Pool, choice: Choice) -> Floats:
    """Give what a choice draws from the pool in each year."""
    use = np.zeros(len(pool.by_year))
    for payment in choice.payments:
        if payment.source == pool.id:
            use[payment.year] += float(payment.amount)
    return use


def _relaxed(desk: Desk, asked: Asked) -> LinearAnswer | None:
    """Solve the linear relaxation, from where the last one ended."""
    model = desk.model(asked)
    answer = solve_linear(model, desk.basis)
    if answer is None:
        return None
    desk.basis = answer.basis
    return replace(answer, prices=_signed(model, answer.prices))


def _signed(model: Model, prices: Floats) -> Floats:
    """Drop what arithmetic leaves of prices on the side of a row that has no limit: there they would prove nothing."""
    wrong = ((prices > 0) & np.isinf(model.ceiling)) | ((prices < 0) & np.isinf(model.floor))
    return np.where(wrong, 0.0, prices)


def relax(desk: Desk, prices: Floats) -> Reply:
    """Give what benefit less priced use can be at most when work and levels may be split, and what that uses."""
    asked = Asked(prices)
    relaxed = _relaxed(desk, asked)
    if relaxed is None:
        return Reply(desk.asked.country, -np.inf, feasible=False)
    bound = desk.model(asked).bound(relaxed.prices)
    return Reply(desk.asked.country, bound, (), float(desk.formulation.model.worth @ relaxed.x), desk.use(relaxed.x))


def plan(desk: Desk, asked: Asked) -> Reply:
    """Look for plans at prices and within limits; prove how good they can be."""
    relaxed = _relaxed(desk, asked)
    if relaxed is None:
        return Reply(desk.asked.country, -np.inf, feasible=False)
    found = search_country(desk.model(asked), relaxed, desk.solution(asked.start), asked.seconds, asked.gap)
    return Reply(desk.asked.country, found.bound, tuple(_kept(desk, asked, found)))


def _kept(desk: Desk, asked: Asked, found: Found) -> Iterator[Known]:
    """Keep the plans found that are new, and the ways to pay for the best of them."""
    before = list(desk.known)
    new = [known for x in found.plans if (known := desk.keep_solution(x, asked)) and not _is_among(known, before)]
    yield from new
    if new:
        yield from desk.keep_family(max(new, key=lambda known: known.value - float(asked.prices @ known.use)))


def _is_among(known: Known, others: Sequence[Known]) -> bool:
    return any(abs(known.value - one.value) <= SAME and np.allclose(known.use, one.use) for one in others)


def tell(desk: Desk, shares: Mapping[int, float]) -> Choice:
    """Give a mixture of plans of one family in the words of the question."""
    return desk.choice(shares)
