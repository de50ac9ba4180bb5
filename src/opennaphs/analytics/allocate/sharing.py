"""Sharing a pool by prices: money that many ask for gets a price, and every country plans for itself at that price.

1. Opening: a split by need, a simple plan and a linear relaxation for each country.
2. Prices: a master mixes the countries' relaxed plans and prices money by year; the countries answer, until both agree.
   Whatever the prices, what the countries can gain plus the priced pool is a bound for all (Dantzig-Wolfe, Lagrange).
3. Plans: every country looks for integer plans at these prices and proves how good they can be: the integer bound.
4. Fitting: the plans of a price rarely add up to the pool, so countries plan again within limits that do; a knapsack
   takes one plan of each. What is left over is offered to all, again and again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from opennaphs.analytics.allocate.course import Course
from opennaphs.analytics.allocate.crew import Crew, crew_of
from opennaphs.analytics.allocate.desk import Asked, Known, Reply, open_desk, plan, relax, take, tell
from opennaphs.analytics.allocate.master import Sharing
from opennaphs.analytics.allocate.result import AllocationResult, Stage, Watch
from opennaphs.analytics.allocate.settling import settled
from opennaphs.analytics.optimise.ladder import NoPlan
from opennaphs.analytics.optimise.model import Floats
from opennaphs.domain.allocations import Allocation, CountryQuestion, Pool, Split, check_pool, split_pool
from opennaphs.domain.choices import Choice

USUAL_SECONDS, USUAL_GAP = 300.0, 0.001
MOST_PRICES = 30
# New prices are mixed with the best so far and stay between so much of it, which keeps them from jumping.
STAY, LOWEST, HIGHEST = 0.5, 0.7, 1.3
# The first prices are the same for all years: countries can mostly pay in another year, so years tell little at first.
FLAT = 2
# Where the linear bound and the best mixture count as the same; far below what integer plans lose. Of many countries,
# nearly there, the bound is as good as it gets when it has not moved by as much for a few times.
CLOSED, NEARLY, PATIENCE, MANY = 2e-4, 5e-3, 2, 20
PRICES_SHARE, PLANS_SHARE = 0.35, 0.80
LONGEST_SEARCH, SHORTEST_SEARCH = 30.0, 0.5
# What a country's quick plans and bound take before the solver starts, in seconds; a guess that only sets time limits.
BEFORE_SEARCH = 2.0
AGAIN, A_FEW = 0.25, 6
MOST_OFFERS = 6
OTHER_PRICES, VARY_SHARE = (0.8, 1.25, 0.5, 2.0), 0.05
NEXT_TO_NOTHING = 1e-9


def allocate(
    countries: Sequence[CountryQuestion],
    pool: Pool,
    *,
    seconds: float = USUAL_SECONDS,
    gap: float = USUAL_GAP,
    workers: int = 1,
    cluster: str | None = None,
    watch: Watch | None = None,
    starts: Sequence[Allocation] = (),
) -> AllocationResult:
    """Share a pool among countries so that the sum of their weighed benefits is as large as can be.

    Args:
        countries: what each would choose from, its own money and rules.
        pool: the money and its conditions.
        seconds: how long to look; the opening is finished whatever it takes, so that there is an answer.
        gap: the proven gap at which to stop, as a share of the value.
        workers: processes on this machine. Results do not depend on them unless the time cuts a search short.
        cluster: address of a Dask scheduler, to work on its machines instead.
        watch: hears of every step forward; the search stops with the best so far when it says True.
        starts: allocations with choices to begin with, such as those of :func:`~.comparison.compare`; the answer is at
            least as good as each.

    Raises:
        NaphsError: the pool cannot be shared among these countries; says why.
        NoPlan: the demands of a country, or of all together, cannot be met.
    """
    check_pool(countries, pool)
    course = Course(Sharing(countries, pool), seconds, gap, max(workers, 1), watch)
    with crew_of(countries, pool, workers, cluster) as crew:
        course.workers = crew.workers
        _go(course, crew, starts)
        return _result(course, crew)


def _go(course: Course, crew: Crew, starts: Sequence[Allocation]) -> None:
    columns = _open(course, crew)
    if starts:
        _begin_with(course, crew, starts)
    _find_prices(course, crew, columns)
    if not course.over:
        _plan(course, crew)
    if not course.over:
        _vary(course, crew)
    while not course.over:
        before = course.moment(Stage.PLANS)
        _better(course, crew)
        now = course.moment(Stage.PLANS)
        if (now.value, now.bound) == (before.value, before.bound):
            return


def _better(course: Course, crew: Crew) -> None:
    """Search longer where most is open, make plans fit, offer what is left: one round of all three."""
    for step in (_search_again, _fit):
        if not course.over:
            step(course, crew)
    for _ in range(MOST_OFFERS):
        if not course.over and not _offer_the_rest(course, crew):
            break


# --- opening and prices --------------------------------------------------------------------------------------------


def _open(course: Course, crew: Crew) -> list[Known]:
    """Split by need; give the relaxed plans this leads to, the first columns of the master."""
    sharing = course.sharing
    split = split_pool(sharing.countries, sharing.pool, Split.NEED).of
    replies = course.ask(crew, open_desk, {name: split[name].by_year for name in sharing.names}, Stage.OPENING)
    for country, reply in replies.items():
        if not reply.feasible:
            message = f"No choice satisfies all demands and limits of {country} together, whatever the pool gives."
            raise NoPlan(message)
    course.repick(Stage.OPENING)
    course.prices = _mean_prices(list(replies.values()))
    course.conditions = np.zeros(len(sharing.conditions))
    return [Known(country, -1, reply.value, reply.use, -1) for country, reply in replies.items()]


def _mean_prices(replies: Sequence[Reply]) -> Floats:
    """Give what money is worth on the mean of where it is spent, the same for all years."""
    use = np.array([float(reply.use.sum()) for reply in replies])
    weights = use if use.any() else np.ones(len(use))
    mean: Floats = np.average([reply.prices for reply in replies], axis=0, weights=weights)
    return np.full_like(mean, mean.mean())


def _begin_with(course: Course, crew: Crew, starts: Sequence[Allocation]) -> None:
    found = {name: [one.of[name].choice for one in starts] for name in course.sharing.names}
    course.ask(crew, take, {name: [one for one in many if one] for name, many in found.items()}, Stage.OPENING)
    course.repick(Stage.OPENING)


def _find_prices(course: Course, crew: Crew, columns: list[Known]) -> None:
    """Mix, price, ask; until what the countries could gain at the prices is what the mixture has, or moves no more."""
    prices, conditions, quiet = course.prices, course.conditions, 0
    for turn in range(MOST_PRICES):
        if course.stopped or course.taken > PRICES_SHARE * course.seconds or len(columns) < len(course.sharing.names):
            return
        before, bound = course.linear_bound, _ask_prices(course, crew, columns, prices, conditions)
        if bound < course.linear_bound:
            course.linear_bound, course.prices, course.conditions = bound, prices, conditions
        mix = course.sharing.mix(columns)
        course.tell(Stage.PRICES)
        quiet = quiet + 1 if before - course.linear_bound <= CLOSED * abs(course.linear_bound) else 0
        enough = quiet >= PATIENCE and len(course.sharing.names) >= MANY
        if _closed(course.linear_bound, mix.value, NEARLY if enough else CLOSED):
            return
        prices = np.full_like(prices, mix.prices.mean()) if turn < FLAT else _towards(course.prices, mix.prices)
        conditions = STAY * course.conditions + (1 - STAY) * mix.conditions


def _closed(bound: float, value: float, share: float) -> bool:
    return bound - value <= share * max(abs(bound), share)


def _towards(best: Floats, new: Floats) -> Floats:
    """Mix prices; far from the best known they prove nothing and take the countries long to answer."""
    mixed = STAY * best + (1 - STAY) * new
    known = best > 0
    return np.where(known, np.clip(mixed, LOWEST * best, HIGHEST * best), mixed)


def _ask_prices(course: Course, crew: Crew, columns: list[Known], prices: Floats, conditions: Floats) -> float:
    """Ask every country for its relaxed plan at prices; give the bound this proves."""
    sharing = course.sharing
    arguments = {name: sharing.prices_for(name, prices, conditions) for name in sharing.names}
    replies = course.ask(crew, relax, arguments, Stage.PRICES)
    columns += [Known(country, -1, reply.value, reply.use, -1) for country, reply in replies.items()]
    if len(replies) < len(arguments):
        return float("inf")
    return sharing.bound(prices, conditions, sum(reply.bound for reply in replies.values()))


# --- plans ---------------------------------------------------------------------------------------------------------


def _plan(course: Course, crew: Crew) -> None:
    """Let every country plan at the prices, each about as long: a few at a time, to see how long that takes."""
    names, before = list(course.sharing.names), BEFORE_SEARCH
    until = course.taken + PLANS_SHARE * (1 - AGAIN) * course.left
    while names and not course.stopped:
        each = (until - course.taken) * course.workers / len(names) - before
        seconds = float(np.clip(each, SHORTEST_SEARCH, LONGEST_SEARCH))
        some, names = names[: A_FEW * course.workers], names[A_FEW * course.workers :]
        began = course.taken
        asked = {name: Asked(course.own_prices(name), None, seconds, course.gap / 2) for name in some}
        _prove(course, course.ask(crew, plan, asked, Stage.PLANS))
        course.pace = (course.taken - began) * course.workers / len(some)
        before = max(0.0, course.pace - seconds)
    course.repick(Stage.PLANS)


def _prove(course: Course, replies: Mapping[str, Reply]) -> None:
    for country, reply in replies.items():
        course.country_bounds[country] = min(reply.bound, course.country_bounds.get(country, np.inf))
    if len(course.country_bounds) == len(course.sharing.names):
        whole = sum(course.country_bounds[name] for name in course.sharing.names)
        course.bound = min(course.bound, course.sharing.bound(course.prices, course.conditions, whole))


def _best(course: Course, country: str) -> Known | None:
    """Give the plan of a country that gains most at the prices, of those with a solution to go on from."""
    prices = course.own_prices(country)
    return max(course.plans.get(country, ()), key=lambda known: known.value - float(prices @ known.use), default=None)


def _open_gap(course: Course, country: str) -> float:
    best = _best(course, country)
    if best is None:
        return float("inf")
    return course.country_bounds[country] - (best.value - float(course.own_prices(country) @ best.use))


def _search_again(course: Course, crew: Crew) -> None:
    """Search longer where most is open: as many countries as the time allows, the widest gaps first."""
    gaps = {name: _open_gap(course, name) for name in course.sharing.names}
    worst = sorted(gaps, key=lambda name: (-gaps[name], name))
    time_left = (course.left - (1 - PLANS_SHARE) * course.seconds) * course.workers
    if time_left < BEFORE_SEARCH:
        return
    count = min(len(worst), int(time_left / LONGEST_SEARCH)) or course.workers
    seconds = min(LONGEST_SEARCH, time_left / count)
    chosen = [name for name in worst[:count] if gaps[name] > course.gap / 2 * abs(course.country_bounds[name])]
    if not chosen:
        return
    _prove(course, course.ask(crew, plan, {name: _again(course, name, seconds) for name in chosen}, Stage.PLANS))
    course.repick(Stage.PLANS)


def _again(course: Course, country: str, seconds: float) -> Asked:
    best = _best(course, country)
    start = None if best is None else best.number
    return Asked(course.own_prices(country), None, seconds, course.gap / 2, start)


def _vary(course: Course, crew: Crew) -> None:
    """Plan at other prices too, when that takes little of the time: with few countries the knapsack needs a choice."""
    names = course.sharing.names
    for factor in OTHER_PRICES:
        if course.over or len(names) * course.pace / course.workers > VARY_SHARE * course.left:
            break
        asked = {name: _again(course, name, SHORTEST_SEARCH) for name in names}
        asked = {name: replace(one, prices=factor * one.prices) for name, one in asked.items()}
        course.ask(crew, plan, asked, Stage.PLANS)
    course.repick(Stage.PLANS)


# --- fitting -------------------------------------------------------------------------------------------------------


def _fit(course: Course, crew: Crew) -> None:
    """Let every country bring its best plan within limits that together make up the pool."""
    best = {name: _best(course, name) for name in course.sharing.names}
    drawn = {name: known.use for name, known in best.items() if known is not None}
    limits = _limits_that_fit(course.sharing.money, drawn)
    seconds = _seconds_for(course, len(drawn))
    nothing = np.zeros(len(course.sharing.money))
    arguments = {
        name: Asked(nothing, limits[name], seconds, course.gap / 2, known.number)
        for name, known in best.items()
        if known is not None and (limits[name] < known.use).any()
    }
    course.ask(crew, plan, arguments, Stage.FITTING)
    course.repick(Stage.FITTING)


def _limits_that_fit(money: Floats, drawn: Mapping[str, Floats]) -> dict[str, Floats]:
    """Cut years in which too much is drawn in proportion; share what other years have left like the cuts."""
    whole = np.sum(list(drawn.values()), axis=0)
    factor = np.divide(money, whole, out=np.ones_like(whole), where=whole > money)
    cuts = {name: float((use * (1 - factor)).sum()) for name, use in drawn.items()}
    rest, cut = np.maximum(money - whole, 0.0), max(sum(cuts.values()), NEXT_TO_NOTHING)
    return {name: use * factor + rest * cuts[name] / cut for name, use in drawn.items()}


def _seconds_for(course: Course, count: int) -> float:
    """Give the seconds for a search in each of so many countries that takes half of the time left."""
    return float(np.clip(course.left * course.workers / count / 2 - BEFORE_SEARCH, 0.0, LONGEST_SEARCH))


def _offer_the_rest(course: Course, crew: Crew) -> bool:
    """Offer what is left to every country on top of what it has; say whether somebody made something of it."""
    sharing, pick = course.sharing, course.pick
    if pick is None:
        return False
    rest = np.maximum(sharing.money - pick.use, 0.0)
    if float(course.prices @ rest) <= course.gap / 10 * abs(pick.value):
        return False
    nothing, seconds = np.zeros(len(rest)), _seconds_for(course, len(sharing.names))
    arguments = {
        name: Asked(nothing, pick.use_of(name) + rest, seconds, course.gap / 2, min(plan.number for plan in shares))
        for name, shares in pick.plans.items()
    }
    course.ask(crew, plan, dict(sorted(arguments.items())), Stage.LEFT)
    course.repick(Stage.LEFT)
    return course.pick is not None and course.pick.value > pick.value


# --- the answer ----------------------------------------------------------------------------------------------------


def _result(course: Course, crew: Crew) -> AllocationResult:
    """Turn the pick into choices and exact money, and hold it against every rule."""
    if course.pick is None:
        raise NoPlan(
            "No plans were found that fit into the pool together. Give more time, more money, or fewer demands."
        )
    shares = {
        name: {plan.number: share for plan, share in taken.items()} for name, taken in sorted(course.pick.plans.items())
    }
    choices: dict[str, Choice] = dict(crew.map_countries(tell, shares))
    allocation = settled(course.sharing, course.pick, choices)
    value = float(allocation.value)
    bound = max(min(course.bound, course.linear_bound), value)
    return AllocationResult(
        course.sharing.pool,
        allocation,
        value,
        max(course.linear_bound, value),
        bound,
        tuple(course.prices.tolist()),
        course.taken,
        course.ended,
        tuple(course.history),
    )
