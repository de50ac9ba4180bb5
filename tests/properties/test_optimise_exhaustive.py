"""The model of a question held against trying every choice, and what holds of its optimum whatever the question."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.highs import solve_integer
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.domain.choice_check import violations
from opennaphs.domain.choices import Demand, DemandKind, Measure
from opennaphs.domain.funding.earmarks import Earmark
from tests.choice_cases import numbered_case, questions
from tests.exhaustive import best_benefit, best_choice
from tests.factories import create_question, create_source, create_step, create_work

NEVER_WORSE = 1e-6


def optimum(question):
    """Give the benefit of the optimum of our model, ``None`` when nothing satisfies it."""
    answer = solve_integer(formulate(Instance(question)).model, seconds=10, gap=0)
    assert answer.optimal
    return None if answer.x is None else answer.value


def same(one, other):
    return one is other if None in {one, other} else one == pytest.approx(other, rel=1e-6, abs=1e-6)


def at_least_as_good(one, other):
    return other is None or (one is not None and one >= other - NEVER_WORSE * max(1, other))


# --- the same optimum ----------------------------------------------------------------------------------------------


@settings(max_examples=250)
@given(questions(straddle=False))
def test_the_optimum_is_that_of_trying_every_choice(question):
    best = best_choice(question)
    event("nothing satisfies the rules" if best is None else "something reached" if best.reached else "nothing reached")
    assert best is None or not violations(question, best)
    assert same(optimum(question), best_benefit(question))


@pytest.mark.parametrize("first", range(0, 600, 200))
def test_the_optimum_of_numbered_cases_is_that_of_trying_every_choice(first):
    for number in range(first, first + 200):
        question = replace(numbered_case(number), straddle=False)
        assert same(optimum(question), best_benefit(question)), number


def test_the_optimum_is_found_where_presolve_of_the_solver_calls_the_model_infeasible():
    question = replace(numbered_case(2027), straddle=False)
    assert same(optimum(question), best_benefit(question))


@settings(max_examples=150)
@given(questions(straddle=True))
def test_splitting_work_is_at_least_as_good_as_starting_it_whole(question):
    assert at_least_as_good(optimum(question), best_benefit(question))


def test_two_halves_of_optional_work_are_not_one():
    works = (create_work("W0", area="A", one_off=(100,)), create_work("W1", area="B", one_off=(100,)))
    step = create_step("S", optional=("W0", "W1"), enough=1)
    sources = [create_source(name, (50,), areas=(name,)) for name in "AB"]
    assert optimum(create_question(works, (step,), sources, years=1)) == pytest.approx(0)


def test_shared_work_is_paid_ahead_where_money_lapses():
    works = (
        create_work("W0", area="A", group="g", one_off=(10, 90)),
        create_work("W1", area="B", group="g", one_off=(10, 90)),
    )
    step = create_step("S", "W0", "W1")
    question = create_question(works, (step,), [create_source(amounts=(90, 10))], years=2, pay_once=True)
    assert optimum(question) == pytest.approx(2)
    assert same(optimum(question), best_benefit(question))
    assert optimum(replace(question, pay_once=False)) == pytest.approx(0)


@pytest.mark.parametrize(
    ("kind", "feasible"), [(DemandKind.DO, False), (DemandKind.LEAVE_OUT, True), (DemandKind.NOT_BEFORE, True)]
)
def test_demands_on_work_that_takes_longer_than_the_plan(kind, feasible):
    works = (create_work("long", duration=9, one_off=(1,)), create_work("last", one_off=(1,)))
    question = create_question(works, (create_step("S", "last"),), demands=(Demand(kind, "long", "a test"),))
    assert (optimum(question) is not None) == feasible == (best_benefit(question) is not None)


# --- every rule decides something ----------------------------------------------------------------------------------


def _without_limits(measure, *, adds_up):
    def relaxed(question):
        kept = tuple(one for one in question.absorption if (one.measure, one.adds_up) != (measure, adds_up))
        return replace(question, absorption=kept)

    return relaxed


def _without_demands(kind):
    return lambda question: replace(question, demands=tuple(one for one in question.demands if one.kind is not kind))


def _with_sources(question, **changes):
    return replace(question, sources=tuple(replace(one, **changes) for one in question.sources))


def _with_works(question, **changes):
    return replace(question, works=tuple(replace(one, **changes) for one in question.works))


def _with_steps(question, **changes):
    return replace(question, steps=tuple(replace(one, **changes) for one in question.steps))


RELAXED = {
    "budget": lambda question: question.scaled(Decimal(100)),
    "earmark": lambda question: _with_sources(question, earmark=Earmark()),
    "everything carried over": lambda question: _with_sources(question, carry_over=Decimal(1)),
    "money in sums": _without_limits(Measure.MONEY, adds_up=True),
    "money each year": _without_limits(Measure.MONEY, adds_up=False),
    "starts in sums": _without_limits(Measure.STARTS, adds_up=True),
    "starts each year": _without_limits(Measure.STARTS, adds_up=False),
    "needs": lambda question: _with_works(question, needs=()),
    "steps after steps": lambda question: _with_steps(question, after=()),
    "required work": lambda question: _with_steps(replace(question, partial_credit=Decimal(0)), required=()),
    "optional work": lambda question: _with_steps(question, enough=0),
    "law": lambda question: replace(question, at_least=()),
    "tail": lambda question: replace(question, tail_limit=None),
    **{kind.value: _without_demands(kind) for kind in DemandKind},
}
OTHERWISE = {
    "carried over": lambda question: _with_sources(question, carry_over=Decimal(0)),
    "paid once": lambda question: replace(question, pay_once=False),
    "partial credit": lambda question: replace(question, partial_credit=Decimal(0)),
    "duration": lambda question: _with_works(question, duration=1),
}


def test_every_kind_of_rule_decides_some_of_the_numbered_cases():
    decided = Counter(dict.fromkeys(RELAXED | OTHERWISE, 0))
    for number in range(300):
        if min(decided.values()) >= 3:
            break
        question = replace(numbered_case(number), straddle=False)
        best = best_benefit(question)
        for name, change in (RELAXED | OTHERWISE).items():
            changed = change(question) if decided[name] < 3 else question
            decided[name] += changed != question and not same(best, best_benefit(changed))
    assert min(decided.values()) >= 3, decided


# --- what holds whatever the question ------------------------------------------------------------------------------

few = settings(max_examples=60)


@few
@given(questions(), st.sampled_from(sorted(RELAXED)))
def test_without_a_rule_nothing_is_worse(question, name):
    if name == "required work":
        question = replace(question, partial_credit=Decimal(0))
    assert at_least_as_good(optimum(RELAXED[name](question)), optimum(question))


@few
@given(questions(), st.integers(0, 2), st.integers(0, 1), st.integers(1, 200))
def test_more_money_is_never_worse(question, number, year, more):
    source = question.sources[number % len(question.sources)]
    amounts = list(source.by_year)
    amounts[year] = replace(amounts[year], amount=amounts[year].amount + more)
    richer = replace(source, by_year=tuple(amounts))
    sources = tuple(richer if one is source else one for one in question.sources)
    assert at_least_as_good(optimum(replace(question, sources=sources)), optimum(question))


@few
@given(questions(), st.sampled_from([Decimal(1000), Decimal("0.01")]))
def test_the_unit_of_money_changes_nothing(question, factor):
    works = tuple(
        replace(work, outlays={kind: tuple(factor * one for one in outlay) for kind, outlay in work.outlays.items()})
        for work in question.works
    )
    limits = tuple(
        replace(one, by_year=tuple(factor * limit for limit in one.by_year)) if one.measure is Measure.MONEY else one
        for one in question.absorption
    )
    tail = None if question.tail_limit is None else factor * question.tail_limit
    scaled = replace(question.scaled(factor), works=works, absorption=limits, tail_limit=tail)
    assert same(optimum(scaled), optimum(question))


@few
@given(questions(), st.integers(0, 999))
def test_the_order_of_things_changes_nothing(question, seed):
    order = Random(seed)

    def shuffled(things):
        return tuple(order.sample(things, len(things)))

    other = replace(
        question,
        works=shuffled(question.works),
        steps=shuffled(question.steps),
        sources=shuffled(question.sources),
        demands=shuffled(question.demands),
        absorption=shuffled(question.absorption),
    )
    assert same(optimum(other), optimum(question))
