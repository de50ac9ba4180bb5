"""Choices, whatever the plan and the budget: money is conserved, sharing never costs more, checks never stumble."""

from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.choice_check import benefit, violations
from opennaphs.domain.choice_costs import bills
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_rules import ChoiceRules
from opennaphs.domain.choices import Choice, Payment
from opennaphs.domain.chosen_plans import apply_choice, left_out
from opennaphs.domain.cost_views import cost_facts
from opennaphs.domain.costing import due
from opennaphs.domain.library import EconomicType
from opennaphs.domain.step_weights import Criterion, Mix, Weighing, weigh_steps
from opennaphs.domain.work_outlays import begins_in
from tests.factories import create_question, create_source, create_step, create_work
from tests.properties.test_costing import plans

YEARS = 5
shares = st.sampled_from(["0", "0.125", "0.3333", "0.5", "0.7", "1"]).map(Decimal)
times = st.sampled_from(["0", "0.5", "1", "2.25"]).map(Decimal)
amounts = st.decimals(0, 10**7, places=2, allow_nan=False)
RULES = ChoiceRules("USD", 2024, (create_source(amounts=(1000,) * YEARS),))


def _started(years):
    return st.lists(shares, min_size=years, max_size=years).map(lambda cells: tuple(sorted(cells)))


@st.composite
def plans_with_own_years(draw):
    """Plans whose activities begin in any year; some lines are due in years of their own."""
    plan = draw(plans())
    return replace(plan, activities=tuple(_moved(draw, plan, activity) for activity in plan.activities))


def _moved(draw, plan, activity):
    starts = draw(st.integers(0, YEARS - 1))
    own = [draw(st.none() | st.tuples(*[times] * YEARS)) for _ in activity.cost.lines]
    moved = [
        due(replace(line, schedule=schedule), starts, YEARS)
        for line, schedule in zip(activity.cost.lines, own, strict=True)
    ]
    return replace(activity, first_year=plan.first_year + starts, cost=replace(activity.cost, lines=tuple(moved)))


@st.composite
def choices_of_plans(draw):
    plan = draw(plans_with_own_years())
    started = {one.id: draw(_started(YEARS)) for one in plan.activities if draw(st.booleans())}
    return plan, Choice(started)


def _by_year(plan):
    return [
        sum((fact.amount.amount for fact in cost_facts(plan) if fact.year == year), Decimal(0)) for year in plan.years
    ]


def _billed(question, choice, years=YEARS):
    return [sum((bill.by_year[year] for bill in bills(question, choice)), Decimal(0)) for year in range(years)]


@given(choices_of_plans())
def test_a_chosen_plan_costs_what_the_choice_has_to_pay(case):
    plan, choice = case
    question, _ = question_of(plan, RULES)
    chosen = apply_choice(plan, question, choice)
    lines = sum(len(activity.cost.lines) for activity in chosen.activities)
    for booked, billed in zip(_by_year(chosen), _billed(question, choice), strict=True):
        assert abs(booked - billed) <= lines * Decimal("0.01")
    assert {one.id for one in (*chosen.activities, *left_out(plan, choice))} == {one.id for one in plan.activities}


@given(plans_with_own_years())
def test_choosing_everything_as_planned_changes_no_cost(plan):
    question, _ = question_of(plan, RULES)
    started = {one.id: tuple(Decimal(year >= begins_in(one, plan)) for year in range(YEARS)) for one in plan.activities}
    assert _by_year(apply_choice(plan, question, Choice(started))) == _by_year(plan)
    assert _billed(question, Choice(started)) == _by_year(plan)


# --- small questions of any shape ---------------------------------------------------------------------------------


@st.composite
def works(draw, number):
    outlays = draw(
        st.dictionaries(st.sampled_from(EconomicType), st.lists(amounts, min_size=1, max_size=4).map(tuple), max_size=3)
    )
    area, group = draw(st.sampled_from("ABC")), draw(st.sampled_from([None, "g", "h"]))
    needs = [f"w{one}" for one in range(number) if draw(st.booleans())]
    work = create_work(f"w{number}", area, draw(st.integers(1, 3)), needs, group)
    return replace(work, outlays=outlays)


@st.composite
def questions(draw, **more):
    found = [draw(works(number)) for number in range(draw(st.integers(1, 5)))]
    ids = [work.id for work in found]
    steps = [create_step("low", *ids[:2]), create_step("high", *ids[2:], after=("low",))]
    return create_question(found, steps, **more)


@st.composite
def answered(draw, **more):
    question = draw(questions(**more))
    started = {work.id: draw(_started(3)) for work in question.works if draw(st.booleans())}
    reached = draw(st.dictionaries(st.sampled_from(["low", "high"]), st.integers(0, 2)))
    payees = [*question.work_of, "group:g", "nobody"]
    payments = st.builds(
        Payment,
        st.just("treasury"),
        st.sampled_from(payees),
        st.sampled_from(EconomicType),
        st.integers(0, 2),
        st.decimals(-(10**6), 10**6, places=2),
    )
    return question, Choice(started, reached, tuple(draw(st.lists(payments, max_size=4))))


@given(answered(), st.integers(0, 1000))
def test_what_a_choice_costs_is_in_proportion_to_prices(case, factor):
    question, choice = case
    dearer = [
        replace(one, outlays={kind: tuple(factor * money for money in row) for kind, row in one.outlays.items()})
        for one in question.works
    ]
    more = replace(question, works=tuple(dearer))
    assert _billed(more, choice, 3) == [factor * money for money in _billed(question, choice, 3)]


@given(answered())
def test_paying_once_never_costs_more_at_any_time(case):
    question, choice = case
    once = _billed(replace(question, pay_once=True), choice, 3)
    apart = _billed(question, choice, 3)
    assert all(less <= more for less, more in zip(accumulate(once), accumulate(apart), strict=True))
    assert all(bill >= 0 for bill in once)


@given(answered(), st.booleans())
def test_a_check_never_stumbles_and_a_paid_choice_pays_its_bills(case, once):
    question, choice = case
    question = replace(question, pay_once=once)
    assert all(isinstance(said, str) for said in violations(question, choice))
    paid = tuple(
        Payment("treasury", bill.payee, bill.economic_type, year, amount)
        for bill in bills(question, choice)
        for year, amount in enumerate(bill.by_year)
    )
    told = violations(question, replace(choice, payments=paid))
    assert not [said for said in told if "is paid" in said or "cannot be paid" in said]


@given(answered(), st.integers(0, 2))
def test_reaching_a_step_earlier_never_gains_less(case, period):
    question, choice = case
    for partial in (Decimal(0), Decimal("0.3")):
        asked = replace(question, partial_credit=partial)
        gains = [benefit(asked, replace(choice, reached={"low": one})) for one in (period, period + 1)]
        assert gains[0] >= gains[1]


mixes = st.dictionaries(st.sampled_from(Criterion), st.integers(0, 9).map(Decimal)).filter(
    lambda shares: any(shares.values())
)


@given(plans(), mixes, st.integers(1, 100))
def test_weights_have_mean_one_and_only_proportions_matter(plan, mix, factor):
    weighing = Weighing(Mix(mix), risk={"A": Decimal(4), "B.1": Decimal(2)}, committee={"A.1": Decimal(3)})
    weights = weigh_steps(plan, weighing)
    worths = [one.weight for one in weights.by_step.values()]
    assert abs(sum(worths) / len(worths) - 1) < Decimal("0.00001")
    for name in weights.shares:
        mean = sum(one.criteria[name] for one in weights.by_step.values()) / len(worths)
        assert abs(mean - 1) < Decimal("0.00001")
    larger = weigh_steps(plan, replace(weighing, mix=Mix({name: factor * share for name, share in mix.items()})))
    assert larger.by_step == weights.by_step
