"""The ladder: first a good plan at once, then better plans and tighter bounds for as long as one watches.

1. Work packages: linear relaxation, then a search among the steps it leaves open (relaxation-enforced neighbourhood).
2. A bound for the whole model from the prices this gives: every area plans for itself.
3. Small models: the solver from that start. Large ones: by turns, a search in the neighbourhood of the best plan (a few
   areas free, the rest as it is) and better prices.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from opennaphs.analytics.optimise.answers import choice_of, solution_of
from opennaphs.analytics.optimise.area_prices import PartPrices
from opennaphs.analytics.optimise.conflicts import conflict_sentence, conflicts
from opennaphs.analytics.optimise.formulation import Formulation, formulate
from opennaphs.analytics.optimise.greedy import greedy
from opennaphs.analytics.optimise.highs import SolverError, solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.model import Floats, Model
from opennaphs.analytics.optimise.neighbourhoods import Neighbourhoods, settled
from opennaphs.analytics.optimise.packages import packaged
from opennaphs.analytics.optimise.question_check import check_question
from opennaphs.analytics.optimise.result import Optimum, Watch
from opennaphs.analytics.optimise.search import Search
from opennaphs.domain.choice_check import benefit, violations
from opennaphs.domain.choices import Choice, Question
from opennaphs.domain.errors import NaphsError

USUAL_SECONDS = 60.0
USUAL_GAP = 0.001
SMALL = 4000
FIRST_PLAN_GAP = 3e-3
FIRST_PLAN_SECONDS = 10.0
PRICES_A_TURN = 5
PATIENCE = 1.3
TOLERANCES = (1e-9, 1e-7, 1e-6)
NOTHING_FITS = "No choice satisfies all demands and limits together."


class NoPlan(NaphsError):  # noqa: N818 - it reads as what happened
    """No choice satisfies all demands and limits together."""


def optimise(
    question: Question,
    *,
    seconds: float = USUAL_SECONDS,
    gap: float = USUAL_GAP,
    watch: Watch | None = None,
    start: Choice | None = None,
) -> Optimum:
    """Find the best choice a question allows.

    Args:
        question: what there is to choose from, the money, the rules.
        seconds: how long to look; the first plan may come a little later when the time is very short.
        gap: the proven gap at which to stop, as a share of the value.
        watch: hears of every step forward; the search stops with the best so far when it says True.
        start: a choice to begin with, for example that of a smaller budget.

    Raises:
        NoPlan: no choice satisfies all demands and limits together.
    """
    check_question(question)
    formulation = formulate(Instance(question))
    search = Search(formulation.model, seconds, gap, watch)
    if start is not None:
        search.offer(solution_of(formulation, start), "the choice to begin with")
    try:
        climb(formulation, search)
    except NoPlan:
        raise NoPlan(conflict_sentence(conflicts(question)) or NOTHING_FITS) from None
    return _optimum(formulation, search)


def climb(formulation: Formulation, search: Search) -> None:
    """Go up the ladder until the search is over."""
    relaxed = first_plan(formulation, search)
    if formulation.model.columns <= SMALL:
        _solve_whole(search)
        return
    parts = PartPrices(formulation.model)
    if relaxed is not None and not search.over:
        _ask(parts, relaxed.prices, search)
    if not search.over:
        _relax_whole(parts, search)
    _by_turns(parts, search)


@dataclass(frozen=True)
class Relaxed:
    """What the linear relaxation in work packages leaves behind: prices of all rows, a basis to go on from."""

    prices: Floats
    basis: highspy.HighsBasis


def first_plan(formulation: Formulation, search: Search, near: Relaxed | None = None) -> Relaxed | None:
    """Plan in work packages, going on from the relaxation of a question nearby if there is one."""
    restriction = packaged(formulation)
    relaxed = solve_linear(restriction.model, None if near is None else near.basis, simplex_scale_strategy=0)
    if relaxed is None:
        _solve_whole(search)
        return None
    seconds = min(max(search.left, 1.0), FIRST_PLAN_SECONDS)
    found = solve_integer(settled(restriction.model, relaxed.x), seconds=seconds, gap=FIRST_PLAN_GAP)
    search.offer(None if found.x is None else restriction.widened(found.x), "work packages")
    if search.x is None:
        _rank(formulation, search)
    if search.x is None:
        _solve_whole(search)
    return Relaxed(restriction.prices_of(relaxed.prices, formulation.model.rows.shape[0]), relaxed.basis)


def _rank(formulation: Formulation, search: Search) -> None:
    """Take the plan of a ranking list, which is there at once when packages were too coarse for the demands."""
    ranked = greedy(formulation.instance.question)
    if ranked is not None:
        search.offer(solution_of(formulation, ranked), "ranking list")


def _solve_whole(search: Search) -> None:
    """Leave the rest to the solver, until a plan is found and the time is up."""

    def watch(value: float, bound: float) -> bool:
        search.lower(bound)
        search.value = max(search.value, value) if np.isfinite(value) else search.value
        return search.hear() or search.proven

    seconds = max(search.left, 1.0)
    start, value = search.x, search.value
    found = solve_integer(search.model, seconds=seconds, start=start, gap=search.gap, watch=watch)
    search.value = value
    if found.optimal and found.x is None and search.x is None:
        raise NoPlan(NOTHING_FITS)
    search.offer(found.x, "the whole model")
    search.prove(found.bound, "the whole model")


def _ask(parts: PartPrices, prices: Floats, search: Search) -> None:
    if search.x is not None:
        parts.add_plans(search.x)
    search.prove(parts.ask_roughly(prices), "prices by area, relaxed")
    if not search.over:
        parts.ask_for_all(prices)
        search.prove(parts.bound, "prices by area")


def _relax_whole(parts: PartPrices, search: Search) -> None:
    """Relax the whole model: a bound by itself, and better prices."""
    relaxed = solve_linear(search.model, solver="ipm")
    if relaxed is None:
        raise NoPlan(NOTHING_FITS)
    search.prove(search.model.bound(relaxed.prices), "linear relaxation")
    _ask(parts, relaxed.prices, search)


def _by_turns(parts: PartPrices, search: Search) -> None:
    """Better the prices, search what they leave open, and search near the best plan, by turns."""
    turns = Neighbourhoods(search, parts)
    if search.x is None:
        _solve_whole(search)
    while not search.over:
        before = search.value
        _better_prices(parts, search)
        for neighbourhood in (turns.what_is_open, turns.towards_the_mixture, turns.between_plans, turns.a_few_areas):
            if not search.over:
                neighbourhood()
        turns.seconds *= 1.0 if search.value > before else PATIENCE


def _better_prices(parts: PartPrices, search: Search) -> None:
    for _ in range(PRICES_A_TURN):
        if not search.over and not parts.closed:
            parts.improve()
            search.prove(parts.bound, "prices by area")


def polished(model: Model, x: Floats) -> Floats:
    """Solve what is left once all decisions are taken, as finely as it can be: what is done is all done.

    A solution of the whole search may use up the solver's tolerance; then a coarser one has to do.
    """
    decided = model.fixed(model.integer, x.round())
    for tolerance in TOLERANCES:
        answer = solve_linear(decided, primal_feasibility_tolerance=tolerance)
        if answer is not None:
            return answer.x
    return x


def _optimum(formulation: Formulation, search: Search) -> Optimum:
    """Turn the best solution into a choice and hold it against the exact rules."""
    if search.x is None:
        raise NoPlan("No plan was found in the time given. Give more time, or fewer demands.")
    question = formulation.instance.question
    choice = choice_of(formulation, polished(search.model, search.x))
    broken = violations(question, choice)
    if broken:
        message = f"The solver's answer breaks the rules of the question: {broken[0]} Please report this."
        raise SolverError(message)
    value = float(benefit(question, choice))
    return Optimum(question, choice, value, max(search.bound, value), search.taken, search.ended, tuple(search.rungs))
