"""The optimiser as people use it: the ladder, frontiers, explanations and alternatives, whatever the question."""

from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.analytics.optimise import frontier as frontiers
from opennaphs.analytics.optimise import ladder
from opennaphs.analytics.optimise.explain import alternative, explain
from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.frontier import frontier
from opennaphs.analytics.optimise.highs import solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.ladder import NoPlan, optimise
from opennaphs.analytics.optimise.result import Ended
from opennaphs.domain.choice_check import benefit, violations
from opennaphs.domain.choice_reach import reached_by
from opennaphs.domain.choice_reasons import Limit, WhyNot
from opennaphs.domain.choices import Absorption, Bearer, Demand, DemandKind, Measure
from opennaphs.domain.errors import NaphsError
from tests.choice_cases import numbered_case

CASES = range(60)
CLOSE = 1e-6


def best_value(question):
    answer = solve_integer(formulate(Instance(question)).model, seconds=20, gap=0)
    return None if answer.x is None else answer.value


def answered(question, **how):
    try:
        return optimise(question, **{"seconds": 10, "gap": 0, **how})
    except NaphsError:
        return None


def questions_with_a_plan(count):
    found = ((numbered_case(number), answered(numbered_case(number))) for number in range(400))
    with_plan = ((question, optimum) for question, optimum in found if optimum is not None and optimum.value > 0)
    return [next(with_plan) for _ in range(count)]


@pytest.mark.slow
@pytest.mark.parametrize("small", [10**9, 0], ids=["by the solver", "by areas"])
def test_the_ladder_ends_at_the_optimum(monkeypatch, small):
    monkeypatch.setattr(ladder, "SMALL", small)
    for number in CASES:
        question = numbered_case(number)
        optimum, best = answered(question, seconds=10 if small else 2), best_value(question)
        assert (optimum is None) == (best is None), number
        if optimum is not None:
            assert violations(question, optimum.choice) == ()
            assert optimum.value == pytest.approx(float(benefit(question, optimum.choice)))
            assert optimum.value <= best + CLOSE * max(1, best) <= optimum.bound + 2 * CLOSE * max(1, best), number
            assert optimum.value == pytest.approx(best, rel=CLOSE, abs=CLOSE) or small == 0


def test_a_search_may_be_stopped_at_once_and_keeps_what_it_has():
    question, _ = questions_with_a_plan(1)[0]
    optimum = optimise(question, gap=0, watch=lambda rung: rung.value > 0)
    assert optimum.ended in {Ended.INTERRUPTED, Ended.PROOF}
    assert violations(question, optimum.choice) == ()


def test_every_step_of_a_search_is_better_than_the_one_before():
    for question, optimum in questions_with_a_plan(5):
        values, bounds = [rung.value for rung in optimum.rungs], [rung.bound for rung in optimum.rungs]
        assert values == sorted(values), question
        assert bounds == sorted(bounds, reverse=True)


def test_a_search_may_begin_with_a_choice():
    for question, optimum in questions_with_a_plan(5):
        again = optimise(question, seconds=5, gap=1.0, start=optimum.choice)
        assert again.value >= optimum.value - CLOSE


def test_contradicting_demands_are_named():
    question, optimum = questions_with_a_plan(1)[0]
    work = question.works[0].id
    both = tuple(Demand(kind, work, "somebody said so") for kind in (DemandKind.DO, DemandKind.LEAVE_OUT))
    with pytest.raises(NaphsError, match=work):
        optimise(replace(question, demands=both))
    broke = tuple(
        replace(one, by_year=tuple(money.times(Decimal(0)) for money in one.by_year)) for one in question.sources
    )
    dear = next(work.id for work in question.works if any(any(outlay) for outlay in work.outlays.values()))
    with pytest.raises(NaphsError, match=dear):
        optimise(replace(question, sources=broke, demands=(Demand(DemandKind.DO, dear, "a promise"),)))
    assert optimum.value > 0


# --- frontier -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("small", [10**9, 0], ids=["by the solver", "by areas"])
def test_a_frontier_rises_and_is_right_at_every_point(monkeypatch, small):
    monkeypatch.setattr(frontiers, "SMALL", small)
    factors = [Decimal(one) for one in ("1.5", "0", "0.5", "1")]
    for question, _ in questions_with_a_plan(12):
        points = frontier(question, factors, seconds=20, gap=0)
        assert [point.factor for point in points] == sorted(point.factor for point in points)
        assert [point.value for point in points] == sorted(point.value for point in points)
        for point in points:
            best = best_value(question.scaled(point.factor))
            assert point.value <= best + CLOSE * max(1, best)
            assert best <= point.bound + CLOSE * max(1, best)
            assert violations(question.scaled(point.factor), point.choice) == ()


def test_a_frontier_needs_sizes():
    question, _ = questions_with_a_plan(1)[0]
    for wrong in ((), (Decimal(-1),)):
        with pytest.raises(NaphsError, match="none below zero"):
            frontier(question, wrong)


def test_a_frontier_of_demands_nobody_can_pay_says_so():
    question, _ = questions_with_a_plan(1)[0]
    dear = next(work.id for work in question.works if any(any(outlay) for outlay in work.outlays.values()))
    demanded = replace(question, demands=(Demand(DemandKind.DO, dear, "a promise"),))
    with pytest.raises(NoPlan, match="whatever the size"):
        frontier(demanded, [Decimal(0)])


# --- explanations -------------------------------------------------------------------------------------------------


def widened(question, changes):
    """Widen the limits of a question as a change says."""
    for change in changes:
        more = change.amount * Decimal("1.0001") + 1
        if change.limit is Limit.TAIL:
            question = replace(question, tail_limit=question.tail_limit + more)
        elif change.limit is Limit.SOURCE:
            question = replace(question, sources=tuple(_richer(one, change, more) for one in question.sources))
        else:
            question = replace(question, absorption=tuple(_wider(one, change, more) for one in question.absorption))
    return question


def _richer(source, change, more):
    if source.id != change.name:
        return source
    by_year = tuple(
        replace(money, amount=money.amount + more) if year == change.year else money
        for year, money in enumerate(source.by_year)
    )
    return replace(source, by_year=by_year)


def _wider(limit: Absorption, change, more):
    bearer = Limit.MINISTRY if limit.bearer is Bearer.MINISTRY else Limit.AREA
    if (bearer, limit.name) != (change.limit, change.name):
        return limit
    more = more if limit.measure is Measure.MONEY else change.amount * Decimal("1.01")
    years = [year for year in range(len(limit.by_year)) if year == change.year]
    by_year = tuple(amount + (more if year in years else 0) for year, amount in enumerate(limit.by_year))
    return replace(limit, by_year=by_year)


@pytest.mark.slow
def test_the_least_change_really_brings_a_step_in_with_everything_chosen_kept():
    tried = 0
    for question, optimum in questions_with_a_plan(40):
        for left in explain(optimum, cutbacks=()).left_out:
            if left.changes:
                tried += 1
                wide = replace(widened(question, left.changes), straddle=True)
                kept = tuple(
                    Demand(DemandKind.REACH, step, "chosen", period) for step, period in optimum.choice.reached.items()
                )
                wanted = Demand(DemandKind.REACH, left.step, "wanted")
                relaxed = formulate(Instance(replace(wide, demands=(*wide.demands, *kept, wanted)))).model
                assert solve_relaxed(relaxed), (left, question)
    assert tried > 20


def solve_relaxed(model):
    return solve_linear(model) is not None


def test_what_an_activity_unlocks_is_lost_without_it():
    for question, optimum in questions_with_a_plan(20):
        reasons = explain(optimum, cutbacks=())
        for work, steps in reasons.unlocks.items():
            left = {name: shares for name, shares in optimum.choice.started.items() if name != work}
            still = reached_by(question, left)
            assert {step for step in optimum.choice.reached if step not in still} <= set(steps)
        assert set(reasons.unlocks) == set(optimum.choice.started)


def test_every_step_is_either_reached_or_left_out_with_a_reason():
    for question, optimum in questions_with_a_plan(20):
        left = explain(optimum, cutbacks=()).left_out
        assert {one.step for one in left} | set(optimum.choice.reached) == set(question.step_of)
        assert not {one.step for one in left} & set(optimum.choice.reached)
        barred = {demand.subject for demand in question.demands if demand.kind is DemandKind.LEAVE_OUT}
        for one in left:
            assert (one.why is WhyNot.DEMAND) == bool(barred & set(one.works))


def test_money_that_is_left_over_is_worth_nothing_more():
    question, _ = questions_with_a_plan(1)[0]
    rich = question.scaled(Decimal(1000))
    optimum = optimise(rich, seconds=5, gap=0)
    assert all(one.worth == pytest.approx(0, abs=1e-9) for one in explain(optimum, cutbacks=()).next_money)


def test_cutting_the_budget_never_gives_more():
    for _, optimum in questions_with_a_plan(8):
        for cut in explain(optimum, seconds=5).cutbacks:
            assert cut.value <= optimum.bound + CLOSE
            assert cut.factor in {Decimal("0.9"), Decimal("0.8")}


def test_an_alternative_keeps_favourites_as_far_as_the_benefit_allows():
    for question, optimum in questions_with_a_plan(10):
        favourites = [step for step in question.step_of if step not in optimum.choice.reached][:2]
        other = alternative(optimum, favourites, within=0.2, seconds=5)
        assert other.value >= 0.8 * optimum.value - CLOSE
        assert violations(question, other.choice) == ()
        assert set(other.kept) | set(other.missing) == set(favourites)
    with pytest.raises(NaphsError, match="neither an activity nor a level step"):
        alternative(optimum, ["no such thing"])
