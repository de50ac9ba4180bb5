"""Our arrays held against the same problem written in linopy: the same relaxation, the same optimum."""

import logging

import pytest

from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.highs import solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from tests.choice_cases import numbered_case, numbered_country

pytest.importorskip("linopy", reason="linopy is not installed, so nobody can say whether it agrees with our model.")
logging.getLogger("linopy").setLevel(logging.ERROR)


def oracle_optimum(question, *, integer):
    from tests.oracle import oracle_optimum

    return oracle_optimum(question, integer=integer)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 7, 11, 16, 22])
def test_small_questions_have_the_relaxation_and_the_optimum_of_the_oracle(number):
    question = numbered_case(number)
    model = formulate(Instance(question)).model
    assert solve_linear(model).value == pytest.approx(oracle_optimum(question, integer=False), rel=1e-6)
    assert solve_integer(model, seconds=10, gap=0).value == pytest.approx(
        oracle_optimum(question, integer=True), rel=1e-6
    )


@pytest.mark.slow
def test_where_nothing_satisfies_the_rules_the_oracle_finds_nothing_either():
    question = numbered_case(9)
    assert solve_integer(formulate(Instance(question)).model, seconds=10).x is None
    assert oracle_optimum(question, integer=True) is None


@pytest.mark.slow
def test_a_middling_question_has_the_relaxation_of_the_oracle():
    question = numbered_country(1)
    ours = solve_linear(formulate(Instance(question)).model)
    assert ours.value == pytest.approx(oracle_optimum(question, integer=False), rel=1e-6)
