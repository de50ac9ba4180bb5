"""Models as sparse arrays: bounds from prices alone, restrictions, and what a solver may not get wrong unnoticed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.analytics.optimise.area_prices import PartPrices
from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.highs import SolverError, new_solver, solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.model import EVERYWHERE, NO_COLUMN, ModelBuilder, merged
from opennaphs.analytics.optimise.packages import packaged
from opennaphs.analytics.optimise.search import Search
from tests.choice_cases import numbered_case

CASES = range(40)


def formulated(number):
    return formulate(Instance(numbered_case(number)))


def optimum_of(model):
    return solve_integer(model, seconds=20, gap=0)


def knapsack():
    """3 x + 4 y + 2 z, of which 2 x + 3 y + z at most 4, all whole."""
    builder = ModelBuilder()
    columns = builder.add_columns((3,), worth=np.array([3.0, 4.0, 2.0]), integer=True, part_of=np.array([0, 1, 1]))
    builder.add_rows(columns[None, :], np.array([2.0, 3.0, 1.0]), ceiling=4.0)
    return builder.build()


def test_a_knapsack_by_hand():
    answer = optimum_of(knapsack())
    assert answer.value == pytest.approx(6.0)
    assert answer.x.tolist() == [0.0, 1.0, 1.0]
    assert solve_linear(knapsack()).value == pytest.approx(3 + 2 + 4 / 3)


@given(price=st.floats(-5, 5))
def test_whatever_the_price_of_room_no_plan_is_worth_more_than_the_bound(price):
    assert 6.0 - 1e-9 <= knapsack().bound(np.array([price])) < np.inf


@pytest.mark.parametrize("price", [-1e-12, 0.0, 0.5, 1.0, 4 / 3, 2.0, 5.0])
def test_parts_that_plan_for_themselves_prove_a_bound_too(price):
    parts = PartPrices(knapsack())
    assert 6.0 - 1e-9 <= parts.ask(np.array([price])) < np.inf


def test_the_prices_of_the_linear_relaxation_prove_its_value_without_the_solver():
    for number in CASES:
        model = formulated(number).model
        relaxed = solve_linear(model)
        if relaxed is not None:
            assert model.bound(relaxed.prices) == pytest.approx(relaxed.value, rel=1e-6, abs=1e-6)


def test_areas_that_plan_for_themselves_never_prove_less_than_the_optimum():
    random = np.random.default_rng(1)
    for number in CASES:
        model = formulated(number).model
        best, relaxed = optimum_of(model), solve_linear(model)
        if relaxed is None or best.x is None:
            continue
        parts = PartPrices(model)
        for noise in (0.0, 0.3, 3.0):
            prices = relaxed.prices * (1 + noise * random.standard_normal(len(relaxed.prices)))
            rough, fine = PartPrices(model).ask_roughly(prices), parts.ask_for_all(prices)
            assert rough + 1e-6 * max(1, abs(rough)) >= fine >= best.value - 1e-6 * max(1, abs(best.value))
        assert parts.bound <= relaxed.value + 1e-6 * max(1, abs(relaxed.value))


def test_prices_get_better_until_areas_and_master_agree():
    number = next(
        n for n in CASES if solve_linear(formulated(n).model) is not None and formulated(n).model.columns > 20
    )
    model = formulated(number).model
    relaxed, parts = solve_linear(model), PartPrices(model)
    parts.add_plans(optimum_of(model).x)
    first = parts.ask_for_all(relaxed.prices)
    for _ in range(40):
        parts.improve()
    assert optimum_of(model).value - 1e-6 <= parts.bound <= first + 1e-9
    assert parts.closed


def test_work_packages_only_leave_plans_out():
    for number in CASES:
        formulation = formulated(number)
        restriction = packaged(formulation)
        small, whole = optimum_of(restriction.model), optimum_of(formulation.model)
        if small.x is not None:
            widened = restriction.widened(small.x)
            assert formulation.model.breach(widened) <= 1e-5
            assert formulation.model.worth @ widened == pytest.approx(small.value)
            assert small.value <= whole.value + 1e-6


def test_columns_that_go_together_and_rows_that_become_equal():
    builder = ModelBuilder()
    columns = builder.add_columns((3,), worth=1.0)
    builder.add_rows(np.array([[columns[0], columns[2]], [columns[1], columns[2]]]), np.array([1.0, -1.0]), ceiling=0.0)
    restriction = merged(builder.build(), np.array([0, 0, 1]))
    assert restriction.model.rows.shape == (1, 2)
    assert restriction.widened(np.array([0.25, 1.0])).tolist() == [0.25, 0.25, 1.0]
    assert merged(builder.build(), np.array([0, NO_COLUMN, 1])).widened(np.array([0.5, 1.0])).tolist() == [
        0.5,
        0.0,
        1.0,
    ]


def test_a_solution_that_breaks_a_row_or_a_range_is_seen():
    assert knapsack().breach(np.array([1.0, 1.0, 0.0])) == pytest.approx(1.0)
    assert knapsack().breach(np.array([0.0, 0.0, 1.5])) == pytest.approx(0.5)
    assert knapsack().breach(np.array([0.0, 1.0, 1.0])) <= 0


def test_a_row_with_a_column_of_no_part_is_shared():
    builder = ModelBuilder()
    own = builder.add_columns((2,), part_of=0)
    money = builder.add_columns((1,), part_of=EVERYWHERE)
    builder.add_rows(own[None, :], 1.0, ceiling=1.0)
    builder.add_rows(np.append(own, money)[None, :], 1.0, ceiling=1.0)
    assert PartPrices(builder.build()).shared_rows.tolist() == [1]


def test_an_option_the_solver_does_not_know_is_an_error():
    with pytest.raises(SolverError, match="no_such_option"):
        new_solver(no_such_option=1)


def test_a_bound_below_a_plan_at_hand_proves_nothing():
    search = Search(knapsack(), seconds=60, gap=0.0)
    search.offer(np.array([0.0, 1.0, 1.0]), "by hand")
    for wrong in (-np.inf, 5.0):
        search.prove(wrong, "a fault")
        assert not search.proven
    search.prove(6.0, "the truth")
    assert search.proven


def test_a_plan_above_the_bound_takes_the_bound_back():
    search = Search(knapsack(), seconds=60, gap=0.0)
    search.prove(3.0, "a fault")
    search.offer(np.array([0.0, 1.0, 1.0]), "by hand")
    assert search.bound == np.inf
    assert not search.proven


def test_a_part_that_can_do_nothing_proves_nothing():
    builder = ModelBuilder()
    own = builder.add_columns((1,), worth=1.0, integer=True, part_of=0)
    builder.add_rows(own[None, :], 1.0, floor=2.0)
    parts = PartPrices(builder.build())
    assert parts.ask(np.empty(0)) == np.inf
    assert parts.ask_roughly(np.zeros(1)) == np.inf
