"""Choices that stay within the money although costs are not sure."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from opennaphs.analytics.cost_entries import EXACT, Spread
from opennaphs.analytics.optimise.ladder import optimise
from opennaphs.analytics.optimise.robust import overruns, sure_choice
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_rules import ChoiceRules, WantedDemand
from opennaphs.domain.choices import DemandKind
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType, Sector
from tests.factories import create_action, create_prices, create_source, create_template
from tests.spec.test_4_costing import create_plan

WIDE = {"thing": Spread(Decimal("0.5"), Decimal(3))}
YEARS = 5


def _action(number, kind=EconomicType.ONE_OFF, group=None, area="A"):
    template = create_template(kind=kind, pieces=10 + number)
    action = create_action(f"a{number}", f"{area}.{number}", 2, costs=(template,))
    return replace(action, lead=Sector.HEALTH, months=6, group=group)


def _asked(actions, amounts, **rules):
    plan = create_plan(*actions, links=[("P1.1", action.target) for action in actions])
    question, _ = question_of(plan, ChoiceRules("USD", 2024, (create_source(amounts=amounts),), **rules))
    return plan, question


def usual():
    return _asked([_action(number) for number in range(8)], (200,) * YEARS)


def test_costs_that_are_sure_need_no_reserve():
    plan, question = usual()
    sure = sure_choice(plan, question, create_prices(), spreads={"thing": EXACT}, seconds=10)
    assert sure.held_back == 0
    assert sure.optimum.value == pytest.approx(optimise(question, gap=0).value)


def test_a_reserve_makes_the_money_of_every_year_suffice():
    plan, question = usual()
    sure = sure_choice(plan, question, create_prices(), spreads=WIDE, confidence=80, seconds=10)
    assert 0 < sure.held_back < Decimal("0.6")
    assert all(over.amount <= 0 for over in sure.overruns.values())
    assert sure.optimum.value <= optimise(question, gap=0).value


def test_more_confidence_takes_more_reserve():
    plan, question = usual()
    reserves = [
        sure_choice(plan, question, create_prices(), spreads=WIDE, confidence=one, seconds=10).held_back
        for one in (50, 80, 99)
    ]
    assert reserves == sorted(reserves)
    assert reserves[0] < reserves[-1]


def test_the_cost_of_a_year_at_a_confidence_is_that_of_plain_draws():
    plan, question = _asked([_action(1)], (1000,) * YEARS)
    choice = optimise(question, gap=0).choice
    found = overruns(plan, question, choice, create_prices(), 80.0, WIDE)
    (paid,) = choice.payments
    # A PERT of shape 4 from 0.5 to 3 with its peak at 1 is a beta of 1.8 and 4.2 on that range.
    draws = 0.5 + 2.5 * np.random.default_rng(1).beta(1.8, 4.2, 400_000)
    expected = float(paid.amount) * np.percentile(draws, 80) - 1000
    assert float(found["treasury", paid.year].amount) == pytest.approx(expected, abs=1)


def test_work_paid_once_counts_once():
    actions = [_action(1, group="training:x"), _action(2, group="training:x", area="B")]
    plan, question = _asked(actions, (1000,) * YEARS, pay_once=True)
    choice = optimise(question, gap=0).choice
    assert {payment.payee for payment in choice.payments} == {"group:training:x"}
    found = overruns(plan, question, choice, create_prices(), 80.0, {"thing": EXACT})
    paid = {payment.year: payment.amount for payment in choice.payments}
    for (_, year), over in found.items():
        assert over.amount == pytest.approx(paid[year] - 1000, abs=Decimal("0.02"))


def test_no_reserve_is_enough_when_everything_may_cost_many_times_as_much():
    demand = WantedDemand(DemandKind.DO, "A-001", "a promise")
    plan, question = _asked([_action(1)], (112, 0, 0, 0, 0), demands=(demand,))
    with pytest.raises(NaphsError, match="No reserve"):
        sure_choice(plan, question, create_prices(), spreads={"thing": Spread(Decimal(1), Decimal(900))}, seconds=5)


def test_it_stops_when_told_to():
    plan, question = usual()
    heard = []
    with pytest.raises(NaphsError, match="No reserve"):
        sure_choice(plan, question, create_prices(), spreads=WIDE, watch=lambda rung: heard.append(rung) or True)
    assert len({rung.means for rung in heard}) <= 2
