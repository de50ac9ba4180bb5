"""Plans without a solver: which steps are taken, who pays, and that every rule is kept."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from opennaphs.analytics.optimise.greedy import Order, greedy
from opennaphs.domain.choice_check import benefit, violations
from opennaphs.domain.choices import AtLeast, Demand, DemandKind
from tests.choice_cases import questions
from tests.exhaustive import best_benefit
from tests.factories import create_question, create_source, create_step, create_work

orders = pytest.mark.parametrize("order", list(Order))


def create_demand(kind, subject, period=None):
    return Demand(kind, subject, "a promise", period)


@settings(max_examples=200)
@given(questions())
def test_a_greedy_choice_keeps_every_rule_and_is_never_better_than_the_best(question):
    best = best_benefit(question)
    for order in Order:
        choice = greedy(question, order)
        if choice is not None:
            assert not violations(question, choice)
            assert best is not None
            assert float(benefit(question, choice)) <= best + 1e-6


def test_the_orders_differ_in_what_they_take_for_cheap():
    works = (
        create_work("dear", one_off=(100,)),
        create_work("cheap", one_off=(60,)),
        create_work("base", one_off=(30,)),
    )
    steps = (
        create_step("most", "dear", worth="5"),
        create_step("own", "cheap", worth="4", after=("low",)),
        create_step("low", "base", worth="1"),
    )
    question = create_question(works, steps, [create_source(amounts=(100,))], years=1)
    assert set(greedy(question, Order.WORTH).reached) == {"most"}
    assert set(greedy(question, Order.RATIO).reached) == {"own", "low"}
    assert set(greedy(question, Order.CLOSURE).reached) == {"own", "low"}


@orders
def test_of_the_optional_work_the_cheapest_is_done_and_what_it_needs_counts(order):
    works = (
        create_work("needs more", one_off=(1,), needs=("more",)),
        create_work("more", one_off=(90,)),
        create_work("alone", one_off=(50,)),
    )
    step = create_step("S", optional=("needs more", "alone"), enough=1)
    assert set(greedy(create_question(works, (step,)), order).started) == {"alone"}


@orders
def test_a_closure_that_does_not_fit_leaves_no_trace(order):
    works = (create_work("small", one_off=(10,)), create_work("large", one_off=(5000,)))
    steps = (create_step("no", "small", "large", worth="9"),)
    choice = greedy(create_question(works, steps), order)
    assert (choice.started, choice.reached, choice.payments) == ({}, {}, ())


def test_work_shared_with_a_closure_makes_the_rest_of_it_worth_while():
    works = (
        create_work("shared", one_off=(900,)),
        create_work("own", one_off=(1,)),
        create_work("third", one_off=(95,)),
    )
    steps = (
        create_step("first", "shared", worth="900"),
        create_step("second", "shared", "own", worth="1"),
        create_step("third", "third", worth="50"),
    )
    question = create_question(works, steps, [create_source(amounts=(995,))], years=1)
    assert set(greedy(question, Order.CLOSURE).reached) == {"first", "second"}


def test_the_source_that_may_pay_for_least_pays_first():
    works = (create_work("W0", area="A", one_off=(60,)), create_work("W1", area="B", one_off=(60,)))
    steps = (create_step("S0", "W0", worth="2"), create_step("S1", "W1"))
    sources = [create_source("treasury", (70,)), create_source("fund", (50,), areas=("A",))]
    choice = greedy(create_question(works, steps, sources, years=1))
    assert set(choice.started) == {"W0", "W1"}
    assert [(one.source, one.payee, one.amount) for one in choice.payments] == [
        ("fund", "W0", 50),
        ("treasury", "W0", 10),
        ("treasury", "W1", 60),
    ]


def test_money_carried_over_is_not_spent_twice():
    works = (create_work("now", one_off=(100,)), create_work("later", one_off=(100,)))
    steps = (create_step("S0", "now", worth="2"), create_step("S1", "later"))
    source = create_source(amounts=(120, 60, 0), carry_over="0.5")
    choice = greedy(create_question(works, steps, [source]))
    assert choice.reached == {"S0": 0}
    source = create_source(amounts=(120, 90, 0), carry_over="0.5")
    assert greedy(create_question(works, steps, [source])).reached == {"S0": 0, "S1": 1}


def test_thirds_of_a_cent_are_paid_to_the_last_digit():
    work = create_work("W", one_off=("33.337",))
    sources = [create_source("a", ("10.005",), areas=("A",)), create_source("b", (100,))]
    choice = greedy(create_question((work,), (create_step("S", "W"),), sources, years=1))
    assert sum(one.amount for one in choice.payments) == Decimal("33.337")


def test_a_shared_group_is_paid_once_whatever_comes_second():
    works = (
        create_work("first", area="A", group="g", one_off=(0, 100)),
        create_work("second", area="B", group="g", one_off=(80,)),
    )
    steps = (create_step("S0", "first", worth="2"), create_step("S1", "second"))
    question = create_question(works, steps, pay_once=True)
    choice = greedy(question)
    assert [(one.payee, one.year, one.amount) for one in choice.payments] == [("group:g", 0, 80), ("group:g", 1, 20)]
    assert not violations(question, choice)


# --- demands -------------------------------------------------------------------------------------------------------


@orders
def test_demands_come_before_what_is_worth_more(order):
    works = (create_work("promised", one_off=(900,)), create_work("good", one_off=(900,)))
    question = create_question(
        works,
        (create_step("S", "good", worth="100"),),
        [create_source(amounts=(1000,))],
        years=1,
        demands=(create_demand(DemandKind.DO, "promised"),),
    )
    assert set(greedy(question, order).started) == {"promised"}


@pytest.mark.parametrize(
    "demands",
    [
        [create_demand(DemandKind.DO, "W", 1)],
        [create_demand(DemandKind.DO, "W"), create_demand(DemandKind.LEAVE_OUT, "base")],
        [create_demand(DemandKind.REACH, "S", 1)],
        [create_demand(DemandKind.REACH, "S"), create_demand(DemandKind.NOT_BEFORE, "W", 2)],
    ],
)
def test_nothing_is_given_where_demands_do_not_fit(demands):
    works = (create_work("base"), create_work("W", duration=2, needs=("base",), one_off=(0, 5)))
    question = create_question(works, (create_step("S", "W"),), demands=tuple(demands))
    sources = [create_source(amounts=(1000, 0, 0))]
    poor = create_question(works, (create_step("S", "W"),), sources, demands=tuple(demands))
    assert greedy(poor) is None
    assert (greedy(question) is None) == (demands[-1].kind in {DemandKind.LEAVE_OUT, DemandKind.NOT_BEFORE})


def test_a_law_is_obeyed_with_the_cheapest_work():
    works = tuple(create_work(name, one_off=(cost,)) for name, cost in (("a", 30), ("b", 10), ("c", 20)))
    question = create_question(works, at_least=(AtLeast("the law", ("a", "b", "c"), 2, "it is so"),))
    assert set(greedy(question).started) == {"b", "c"}
