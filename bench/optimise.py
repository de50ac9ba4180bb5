"""The best plan a budget can buy, side by side in one run: ranking lists, plain HiGHS on the all-binary model, ours.

    .venv/bin/python bench/optimise.py --seeds 1 2 3 --seconds 60 --plain-seconds 150
    .venv/bin/python bench/optimise.py --frontier
    .venv/bin/python bench/optimise.py --formulations

Everything runs on one thread. “Gap” is always against the model's own bound: how much better a plan could be at most.
Plain HiGHS gets the model a textbook writes: every activity and year a binary, optional work summed up.
"""

import argparse
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
from national_questions import create_question
from scipy import sparse

from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.frontier import USUAL_FACTORS, frontier
from opennaphs.analytics.optimise.greedy import Order, greedy
from opennaphs.analytics.optimise.highs import solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.ladder import optimise
from opennaphs.analytics.optimise.packages import packaged
from opennaphs.domain.choice_check import benefit

GAPS = (0.05, 0.02, 0.015, 0.01, 0.007, 0.005, 0.003)
TIGHT = 0.2


def main():
    asked = arguments()
    for seed in asked.seeds:
        for size in asked.sizes:
            for budget in asked.budgets:
                question = create_question(seed, indicators=round(56 * size), budget=budget)
                sizes = f"{len(question.works):,} activities, {len(question.steps)} steps"
                print(f"\nseed {seed}, {sizes}, budget {budget:.0%} of everything")
                if asked.formulations:
                    run_formulations(question)
                elif asked.frontier:
                    run_frontier(question)
                else:
                    compare(question, asked.seconds, asked.plain_seconds)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--sizes", type=float, nargs="+", default=[1.0], help="times 56 indicators: 0.25 to 4")
    parser.add_argument("--budgets", type=float, nargs="+", default=[0.35], help="0.2 is tight, 0.35 usual, 0.6 easy")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--plain-seconds", type=float, default=150.0, help="0 leaves plain HiGHS out")
    parser.add_argument("--frontier", action="store_true", help="17 budgets instead")
    parser.add_argument("--formulations", action="store_true", help="values of linear relaxations instead")
    return parser.parse_args()


def compare(question, seconds, plain_seconds):
    lists = {str(order): timed(question, order) for order in Order}
    rungs = []
    optimum = optimise(question, seconds=seconds, gap=0.0005, watch=rungs.append)
    plain = plain_highs(question, plain_seconds) if plain_seconds else []
    print(f"{'':32}{'value':>10}{'bound':>10}{'gap %':>8}{'seconds':>9}{'ours is':>10}")
    for name, (value, taken) in lists.items():
        show(f"ranking by {name}", value, None, taken, optimum.value)
    found = [one for one in plain if np.isfinite(one[1])]
    if found:
        show("plain HiGHS, first plan", found[0][1], found[0][2], found[0][0], optimum.value)
        show("plain HiGHS, at the end", found[-1][1], found[-1][2], plain[-1][0], optimum.value)
    elif plain_seconds:
        print(f"plain HiGHS: no plan in {plain_seconds:.0f} s")
    first = next((one for one in rungs if one.gap < np.inf), rungs[-1])
    show("ours, first plan with a gap", first.value, first.bound, first.seconds, optimum.value)
    show("ours, at the end", optimum.value, optimum.bound, optimum.seconds, optimum.value)
    print("seconds to a gap of   " + "  ".join(f"{gap:.1%}" for gap in GAPS))
    ours = [(one.seconds, one.value, one.bound) for one in rungs]
    print("  ours                " + "  ".join(reached(ours, gap) for gap in GAPS))
    if plain:
        print("  plain HiGHS         " + "  ".join(reached(plain, gap) for gap in GAPS))
        first_plain = found[0][0] if found else plain_seconds
        soon = next((one.seconds for one in rungs if one.gap <= 0.015), None)
        if soon is not None:
            times = f"{'' if found else 'more than '}{first_plain / soon:.0f} times"
            print(f"a plan proven within 1.5 % in {soon:.1f} s: {times} as fast as plain HiGHS finds its first plan")


def timed(question, order):
    began = time.perf_counter()
    choice = greedy(question, order)
    return float(benefit(question, choice)), time.perf_counter() - began


def show(name, value, bound, seconds, ours):
    proven = f"{'':>10}{'':>8}" if bound is None else f"{bound:>10.3f}{100 * (bound - value) / value:8.2f}"
    print(f"{name:32}{value:10.3f}{proven}{seconds:9.2f}{ours / value - 1:+10.1%}")


def reached(trace, gap):
    return next(
        (f"{seconds:.1f}" for seconds, value, bound in trace if value > 0 and bound - value <= gap * value), "-"
    )


def plain_highs(question, seconds):
    model = textbook_model(question)
    began, trace = time.perf_counter(), []

    def watch(value, bound):
        trace.append((time.perf_counter() - began, value if value > 0 else -np.inf, bound))
        return False

    answer = solve_integer(model, seconds=seconds, gap=0.0005, watch=watch)
    trace.append((time.perf_counter() - began, answer.value, answer.bound))
    return trace


def textbook_model(question):
    """Build the model without our strengthening: all binary, so many of the optional activities as a plain sum."""
    plain = replace(
        question, straddle=False, steps=tuple(replace(step, optional=(), enough=0) for step in question.steps)
    )
    return with_sums(formulate(Instance(plain)), question, [(step.optional, step.enough) for step in question.steps])


def summed_model(question):
    """Build the model as spreadsheets think: a step needs the sum of its activities, required and optional."""
    bare = replace(question, steps=tuple(replace(step, required=(), optional=(), enough=0) for step in question.steps))
    asked = [((*step.required, *step.optional), len(step.required) + step.enough) for step in question.steps]
    return with_sums(formulate(Instance(bare)), question, asked)


def with_sums(formulation, question, asked):
    """Add a row for each step and period: the sum of what is complete is at least so many times the step."""
    rows, columns, entries, count = [], [], [], 0
    for number, (works, enough) in enumerate(asked):
        for period in range(question.horizon.periods if enough else 0):
            complete = [formulation.layout.complete[formulation.instance.number_of[name], period] for name in works]
            complete = [column for column in complete if column >= 0]
            rows += [count] * (len(complete) + 1)
            columns += [*complete, formulation.layout.reached[number, period]]
            entries += [1.0] * len(complete) + [-float(enough)]
            count += 1
    model = formulation.model
    more = sparse.csr_matrix((entries, (rows, columns)), (count, model.columns))
    floor, ceiling = (
        np.concatenate([model.floor, np.zeros(count)]),
        np.concatenate([model.ceiling, np.full(count, np.inf)]),
    )
    return replace(model, rows=sparse.vstack([model.rows, more]).tocsr(), floor=floor, ceiling=ceiling)


def run_formulations(question):
    ours = formulate(Instance(question))
    models = {
        "sums of activities": summed_model(question),
        "a row each, optional summed up": textbook_model(question),
        "ours": ours.model,
        "ours, work packages": packaged(ours).model,
    }
    for name, model in models.items():
        began = time.perf_counter()
        value = solve_linear(model).value
        size = f"{model.rows.shape[0]:,} rows, {model.columns:,} columns"
        print(f"{name:32}{value:10.3f}  {time.perf_counter() - began:6.2f} s  {size}")


def run_frontier(question):
    began, used = time.perf_counter(), time.process_time()
    points = frontier(question, USUAL_FACTORS, seconds=60.0)
    for point in points:
        print(f"{point.factor!s:>5} {point.value:10.3f} {point.bound:10.3f} {100 * point.gap:6.2f} %")
    rising = all(one.value <= other.value + 1e-9 for one, other in pairwise(points))
    taken = time.perf_counter() - began
    used = time.process_time() - used
    print(f"{len(points)} budgets in {taken:.1f} s ({used:.1f} s of processor time); rising: {rising}")


if __name__ == "__main__":
    main()
