"""A pool shared among 54 or 194 made-up countries: prices and plans of countries against the model of all in one.

    .venv/bin/python bench/allocation.py 54
    .venv/bin/python bench/allocation.py 194 --seconds 600 --monolith 0

Countries as published plans suggest: 5 activities a step, levels today of 2.3 on average, costs that differ between
countries (lognormal, 0.8), importance too (lognormal, 0.5), own money for 15 to 35 % of all there is to do. The pool
has 10 % of the world's need for what starts work, no carry-over.
"""

import argparse
import resource
import time
from dataclasses import replace
from decimal import Decimal

import numpy as np
from national_questions import create_question
from scipy import sparse

from opennaphs.analytics.allocate.comparison import compare
from opennaphs.analytics.allocate.desk import Desk
from opennaphs.analytics.allocate.sharing import allocate
from opennaphs.analytics.optimise.greedy import Order, greedy
from opennaphs.analytics.optimise.highs import hand_over, new_solver
from opennaphs.analytics.optimise.model import EVERYWHERE, Model
from opennaphs.domain.allocations import CountryQuestion, Pool, Split, split_pool, whole_cost, with_pool
from opennaphs.domain.choice_check import benefit
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money

SHARE, INDICATORS, REGIONS = 0.10, 56, 6


def create_world(count, seed=1, indicators=INDICATORS):
    """Make countries and a pool; the same numbers give the same world."""
    rng = np.random.default_rng(seed)
    countries = tuple(_country(rng, number, indicators) for number in range(count))
    need = sum(one.need for one in countries)
    a_year = Money((need * Decimal(repr(SHARE)) / 5).quantize(Decimal(1)), "USD", 2024)
    starting = Earmark(economic_types=(EconomicType.ONE_OFF, EconomicType.CAPITAL))
    return countries, Pool("pool", "Pool", (a_year,) * 5, starting)


def _country(rng, number, indicators):
    levels = np.clip(np.round(rng.normal(2.3, 0.9, indicators)), 1, 4).astype(int)
    own, scale, importance = rng.uniform(0.15, 0.35), rng.lognormal(0.0, 0.8), rng.lognormal(0.0, 0.5)
    question = create_question(
        int(rng.integers(1, 10**6)),
        indicators=indicators,
        per_step=5,
        budget=own,
        start_levels=levels,
        cost_scale=float(scale),
        tightness=1.35 * (own + SHARE) / own,
    )
    people = Decimal(int(1e7 * scale * rng.lognormal(0.0, 0.7)))
    region = f"region {number % REGIONS}"
    return CountryQuestion(
        f"C{number:03d}", question, people, whole_cost(question), region, Decimal(repr(round(float(importance), 6)))
    )


def monolith(countries, pool, seconds):
    """Solve the linear relaxation of all countries in one model, as a plain solver would; give bound and seconds."""
    began = time.perf_counter()
    model = _in_one(countries, pool)
    solver = new_solver(solver="ipm", time_limit=seconds)
    hand_over(solver, model, integer=False)
    print(
        f"  all in one: {model.rows.shape[0]:,} rows, {model.columns:,} columns, {int(model.integer.sum()):,} binaries"
    )
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus())
    return status, solver.getObjectiveValue(), time.perf_counter() - began


def _in_one(countries, pool):
    models, uses = [], []
    for one in countries:
        desk = Desk(one, pool)
        models.append(desk.formulation.model)
        uses.append(desk.formulation.model.rows[-6:-1] * desk.unit)
    unit = 1e4
    rows = sparse.vstack([sparse.block_diag([one.rows for one in models]), sparse.hstack(uses) / unit]).tocsr()
    money = np.array([float(one.amount) for one in pool.by_year]) / unit

    def together(name):
        return np.concatenate([getattr(one, name) for one in models])

    return Model(
        together("worth"),
        together("low"),
        together("high"),
        together("integer"),
        np.full(rows.shape[1], EVERYWHERE),
        rows,
        np.concatenate([together("floor"), np.full(5, -np.inf)]),
        np.concatenate([together("ceiling"), money]),
    )


def greedy_value(countries, pool, split, order=Order.CLOSURE):
    found = split_pool(countries, pool, split).of
    value = Decimal(0)
    for one in countries:
        choice = greedy(with_pool(one.question, pool, found[one.country].by_year), order)
        value += one.weight * benefit(one.question, choice)
    return float(value)


def without_pool(countries, pool, **how):
    """Give the value without any of the pool, by the same solver."""
    nothing = replace(pool, by_year=tuple(money.times(Decimal(0)) for money in pool.by_year))
    return float(compare(countries, nothing, (Split.EQUAL,), **how)[Split.EQUAL].value)


def memory():
    """Give the most memory this process, and the largest of its children, ever had, in megabytes."""
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own, child


def watcher():
    last = [0.0]

    def watch(moment):
        if moment.done == moment.of or moment.seconds > last[0] + 30:
            last[0] = moment.seconds
            print(
                f"  {moment.seconds:6.1f} s  {moment.stage:34} {moment.done:3}/{moment.of:<4}"
                f" value {moment.value:10.3f} "
                f"  bounds {moment.linear_bound:10.3f} {moment.bound:10.3f}  gap {100 * moment.gap:.2f} %",
                flush=True,
            )

    return watch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("countries", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--gap", type=float, default=0.001)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--monolith", type=float, default=600, help="seconds for the model of all in one; 0 skips it")
    parser.add_argument("--splits", type=float, default=3, help="seconds a country for the solver on splits")
    parser.add_argument("--solve", nargs="*", type=Split, default=list(Split), help="which splits the solver plans for")
    parser.add_argument("--nothing", action="store_true", help="also solve without any pool")
    given = parser.parse_args()
    began = time.perf_counter()
    countries, pool = create_world(given.countries, given.seed)
    works = sum(len(one.question.works) for one in countries)
    print(
        f"{len(countries)} countries, {works:,} activities, {pool.whole}, made in {time.perf_counter() - began:.0f} s"
    )
    result = allocate(countries, pool, seconds=given.seconds, gap=given.gap, workers=given.workers, watch=watcher())
    own, child = memory()
    print(f"joint: value {result.value:.3f}, bounds {result.linear_bound:.3f} (linear) {result.bound:.3f} (integer)")
    print(f"  certified gap {100 * result.gap:.2f} % in {result.seconds:.0f} s, {given.workers} processes")
    spent = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"  processor time {spent:.0f} s, of {given.workers * result.seconds:.0f} s by the clock of all processes")
    print(f"  memory: {own:.0f} MB here, {child:.0f} MB in the largest worker")
    print(
        f"  a further million is worth {', '.join(f'{1e6 * price:.4f}' for price in result.prices)} by year", flush=True
    )
    for split in Split:
        value = greedy_value(countries, pool, split)
        print(f"greedy, split {split:12} {value:10.3f}  joint {100 * (result.value / value - 1):+.2f} %", flush=True)
    how = {"seconds": given.splits, "workers": given.workers}
    nothing = without_pool(countries, pool, **how) if given.nothing else None
    for split, allocation in compare(countries, pool, given.solve, **how).items():
        value = float(allocation.value)
        added = (
            "" if nothing is None else f", of what the pool adds x{(result.value - nothing) / (value - nothing):.3f}"
        )
        more = 100 * (result.value / value - 1)
        print(f"solver, split {split:12} {value:10.3f}  joint {more:+.2f} %{added}", flush=True)
    if given.monolith:
        status, value, seconds = monolith(countries, pool, given.monolith)
        ours = next(one.seconds for one in result.history if one.linear_bound <= result.linear_bound * (1 + 1e-9))
        print(f"all in one: {status}, {value:.3f} in {seconds:.1f} s; prices {result.linear_bound:.3f} in {ours:.1f} s")
        print(f"  ratio {seconds / ours:.1f}x")


if __name__ == "__main__":
    main()
