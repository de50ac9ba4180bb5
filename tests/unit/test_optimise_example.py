"""The example of docs/explanation/optimising.md, solved by hand there."""

import numpy as np
import pytest

from opennaphs.analytics.optimise.area_prices import PartPrices
from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.greedy import Order, greedy
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.ladder import optimise
from opennaphs.domain.choice_check import benefit
from tests.exhaustive import best_benefit
from tests.factories import create_question, create_source, create_step, create_work

A2, A3, B2 = "A:2", "A:3", "B:2"


def example():
    works = [
        create_work("a2", one_off=(60,)),
        create_work("a3", one_off=(40,)),
        create_work("b2", area="B", one_off=(100,)),
    ]
    steps = [
        create_step(A2, "a2", worth="4"),
        create_step(A3, "a3", worth="1.5", after=(A2,)),
        create_step(B2, "b2", worth="5", area="B"),
    ]
    return create_question(works, steps, [create_source(amounts=(100, 100))], years=2)


def test_the_best_plan_is_worth_16():
    optimum = optimise(example(), gap=0)
    assert optimum.value == pytest.approx(16)
    assert optimum.bound == pytest.approx(16)
    assert optimum.choice.reached == {A2: 0, A3: 0, B2: 1}


def test_trying_all_plans_finds_none_better():
    assert float(best_benefit(example())) == pytest.approx(16)


def test_the_largest_worth_first_gives_15_and_a_half():
    assert float(benefit(example(), greedy(example(), Order.WORTH))) == pytest.approx(15.5)


def test_prices_prove_that_no_plan_is_worth_more_than_17():
    formulation = formulate(Instance(example()))
    prices = np.zeros(formulation.model.rows.shape[0])
    unit = formulation.instance.unit
    # A unit of money costs what its class costs in that year; sources pay no more than they get.
    for year, price in enumerate((0.10, 0.04)):
        prices[formulation.model.named["source", 0][year]] = price * unit
        flow = formulation.layout.money.flow[0, 0, year]
        cell = next(
            row for row in formulation.model.rows[:, [flow]].nonzero()[0] if _is_equation(formulation.model, row)
        )
        prices[cell] = price * unit
    assert PartPrices(formulation.model).ask_for_all(prices) == pytest.approx(17)


def _is_equation(model, row):
    return model.floor[row] == model.ceiling[row]
