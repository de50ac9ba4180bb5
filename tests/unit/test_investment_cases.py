"""What money can pay for and why, what the next money buys, and what a case for one part of a plan holds."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.domain.choice_reasons import LeftOut, WhyNot
from opennaphs.domain.choice_records import ChoiceRecord, Origin, Proof
from opennaphs.domain.exchange import ExchangeRate, MissingRate, Rates
from opennaphs.domain.funding.cases import CaseScope, build_investment_case
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.matching import percent_of, where_money_can_go
from opennaphs.domain.funding.next_money import Way, next_money_buys, way_sentence
from opennaphs.domain.funding.positions import funding_position
from opennaphs.domain.funding.supports import Funding, MoneyStage
from opennaphs.domain.goals import TargetGap
from opennaphs.domain.library import EconomicType, Rating
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Refused
from tests.followed_plans import create_activity
from tests.investment import (
    LABS_ONLY,
    create_case_activity,
    create_event,
    create_funded_plan,
    create_priority,
    create_source,
    create_support,
    usd,
)

DUTY = create_priority(duty=True)
HIGH = create_priority(impact=Rating.HIGH)
LOW = create_priority(impact=Rating.LOW)


def fits(plan, earmark=LABS_ONLY, amount=None, most=None, titles=None):
    return where_money_can_go(plan, funding_position(plan), earmark, amount, most, titles or {})


def reasons(fit):
    return [str(one) for one in fit.reasons]


# --- where money can go -------------------------------------------------------------------------------------------


def test_a_duty_comes_before_high_impact_and_that_before_low():
    plan = create_funded_plan(
        create_case_activity("D1-001", (900,), priority=LOW),
        create_case_activity("D1-002", (10,), priority=HIGH),
        create_case_activity("D1-003", (5,), priority=DUTY),
    )
    assert [one.activity for one in fits(plan, Earmark())] == ["D1-003", "D1-002", "D1-001"]


def test_of_two_alike_the_one_that_lacks_more_comes_first():
    plan = create_funded_plan(create_case_activity("D1-001", (5,)), create_case_activity("D1-002", (50,)))
    assert [one.activity for one in fits(plan, Earmark())] == ["D1-002", "D1-001"]


def test_only_the_years_within_the_days_of_the_earmark_are_paid():
    plan = create_funded_plan(create_case_activity("D1-001", (10, 20, 40)))
    days = Earmark(from_day=datetime.date(2028, 6, 1), until_day=datetime.date(2028, 12, 31))
    (fit,) = fits(plan, days)
    assert (fit.gap, fit.payable, fit.whole) == (usd(70), usd(20), False)
    assert [part.year for part in fit.parts] == [2028]
    assert "This money may pay only part of what is missing, 29\u00a0% of it: one-off." in reasons(fit)


def test_reasons_say_what_it_lifts_and_how_far_the_goal_is():
    plan = create_funded_plan(create_case_activity("D1-001", priority=DUTY, kind=EconomicType.CAPITAL))
    plan = replace(plan, gaps=(TargetGap("D1.1", 1, 4, ("D1.1",)),))
    told = reasons(fits(plan, titles={"D1.1": "Laboratory testing"})[0])
    assert told == [
        "It is a duty under the International Health Regulations.",
        "The library rates its impact: medium.",
        "It helps to lift “Laboratory testing” to level 2; the level today is 1, the goal 4.",
        "Nobody pays for any of it yet.",
    ]


def test_the_rating_of_the_team_goes_before_that_of_the_library():
    plan = create_funded_plan(create_case_activity("D1-001", priority=LOW, impact=5))
    assert "The team rates its impact 5 of 5." in reasons(fits(plan, Earmark())[0])


def test_it_says_which_activities_lack_money_that_must_come_first():
    plan = create_funded_plan(
        create_case_activity("D1-001"), create_case_activity("D1-002", after=("D1-001", "D1-003")),
        create_case_activity("D1-003", (0,)),
    )  # fmt: skip
    told = {one.activity: reasons(one) for one in fits(plan, Earmark())}
    assert "It waits for activities that lack money, too: D1-001." in told["D1-002"]


def test_what_others_pay_already_is_not_offered_again():
    plan = create_funded_plan(
        create_case_activity("D1-001", (100,)), create_case_activity("D1-002", (100,)),
        sources=(create_source("S1"),),
        supports=(create_support("M1", "S1", {2027: 100}, activity="D1-001"),
                  create_support("M2", "S1", {2027: 30}, activity="D1-002")),
    )  # fmt: skip
    (fit,) = fits(plan, Earmark())
    assert (fit.activity, fit.payable) == ("D1-002", usd(70))
    assert "70\u00a0% of its cost is still without money." in reasons(fit)


def test_an_amount_in_another_currency_is_taken_at_the_rate_of_the_plan_or_refused():
    plan = create_funded_plan(create_case_activity("D1-001", (100,)))
    amount = Money(Decimal(370_000), "UGX", 2024)
    with pytest.raises(MissingRate, match="no exchange rate between UGX and USD"):
        fits(plan, Earmark(), amount)
    rates = Rates((ExchangeRate("USD", "UGX", Decimal(3700), "2024-07-01", "Bank"),))
    (fit,) = fits(replace(plan, funding=Funding(rates=rates)), Earmark(), amount)
    assert fit.paid == usd("100.00")


def test_only_so_many_are_given_but_the_amount_is_paid_over_all():
    plan = create_funded_plan(*(create_case_activity(f"D1-{n:03d}", (10,)) for n in range(30)))
    assert len(where_money_can_go(plan, funding_position(plan), Earmark())) == 20
    found = fits(plan, Earmark(), usd(295))
    assert sum(one.paid.amount for one in found[:20]) == 200
    assert sum(one.paid.amount for one in found) == 295


@pytest.mark.parametrize(("part", "whole", "shown"), [(0, 9, "0"), ("0.01", 900, "1"), (899, 900, "99"), (9, 9, "100")])
def test_a_share_is_never_rounded_to_nothing_or_to_all(part, whole, shown):
    assert percent_of(usd(part), usd(whole)) == shown


# --- the next money -----------------------------------------------------------------------------------------------


def test_whole_activities_are_bought_first_and_the_rest_begins_the_next():
    plan = create_funded_plan(
        create_case_activity("D1-001", (1000,), priority=DUTY), create_case_activity("D1-002", (40,), priority=HIGH)
    )
    found = next_money_buys(plan, funding_position(plan), usd(100))
    assert [(one.activity, one.money, one.whole) for one in found.bought] == [
        ("D1-002", usd(40), True),
        ("D1-001", usd(60), False),
    ]
    assert (found.spent, found.left, found.remains) == (usd(100), usd(0), usd(940))
    assert found.levels == ()  # D1-001 still holds the level up


def test_a_level_is_reached_when_its_last_activity_is_paid_for():
    plan = create_funded_plan(
        create_case_activity("D1-001", (40,)), create_case_activity("D1-002", (10,)), create_case_activity("P1-001")
    )
    found = next_money_buys(plan, funding_position(plan), usd(100), Earmark(areas=("D1",)))
    assert [(one.target, one.level) for one in found.levels] == [("D1.1", 2)]
    assert found.left == usd(50)


def test_what_nobody_has_costed_holds_its_level_up():
    unknown = replace(create_activity("D1-009", None), action=create_case_activity("D1-001").action)
    plan = create_funded_plan(create_case_activity("D1-001", (40,)), unknown)
    assert next_money_buys(plan, funding_position(plan), usd(100)).levels == ()


def record(*steps, left_out=(), currency="USD"):
    return ChoiceRecord(
        currency=currency, price_year=2024, periods_per_year=1, origin=Origin("rules", "1"),
        proof=Proof(Decimal(1), None, Decimal(1), "proven"), sources=(), chosen=(), paid=(), reached={},
        steps_left_out=tuple(steps), left_out=tuple(left_out), before=(), order=(),
    )  # fmt: skip


def step(name, *works, why=WhyNot.BUDGET, cost=0):
    return LeftOut(name, why, works, Decimal(cost), Decimal(1))


OUTSIDE = (
    create_case_activity("P1-001", (70,)),
    create_case_activity("P1-002", (20,)),
    create_case_activity("P1-003", (500,)),
)


def chosen_plan(*steps, **changes):
    plan = create_funded_plan(create_case_activity("D1-001", (1000,)))
    return replace(plan, choice=record(*steps, left_out=OUTSIDE, **changes))


def test_with_a_recorded_choice_the_next_money_buys_the_steps_it_left_out_in_their_order():
    plan = chosen_plan(step("P1.3:2", "P1-003"), step("P1.1:2", "P1-001"), step("P1.1:3", "P1-001", "P1-002"))
    found = next_money_buys(plan, funding_position(plan), usd(95))
    assert found.way is Way.CHOICE
    assert [(one.activity, one.money) for one in found.bought] == [("P1-001", usd(70)), ("P1-002", usd(20))]
    assert [(one.target, one.level) for one in found.levels] == [("P1.1", 2), ("P1.1", 3)]
    assert (found.spent, found.left, found.remains) == (usd(90), usd(5), usd(500))
    assert "recorded choice" in str(way_sentence(found))


@pytest.mark.parametrize("why", [WhyNot.DEMAND, WhyNot.TIME, WhyNot.ABSORPTION, WhyNot.TAIL, WhyNot.NEEDS])
def test_what_money_does_not_help_is_not_bought(why):
    plan = chosen_plan(step("P1.1:2", "P1-001", why=why))
    found = next_money_buys(plan, funding_position(plan), usd(95))
    assert (found.way, [one.activity for one in found.bought]) == (Way.PRIORITY, ["D1-001"])


def test_a_choice_in_other_money_or_for_money_with_an_earmark_is_not_used():
    plan = chosen_plan(step("P1.1:2", "P1-001"), currency="UGX")
    assert next_money_buys(plan, funding_position(plan), usd(95)).way is Way.PRIORITY
    plan = chosen_plan(step("P1.1:2", "P1-001"))
    assert next_money_buys(plan, funding_position(plan), usd(95), Earmark(areas=("D1",))).way is Way.PRIORITY


# --- cases --------------------------------------------------------------------------------------------------------


def case_plan():
    return create_funded_plan(
        create_case_activity("D1-001", (100, 50), EconomicType.CAPITAL, places=("North",)),
        create_case_activity("D1-002", (40,)),
        create_case_activity("P1-001", (400,)),
        sources=(create_source("S1", earmark=LABS_ONLY), create_source("S2")),
        supports=(
            create_support("M1", "S2", {2027: 30}, activity="D1-001"),
            create_support("M2", "S1", {2027: 25}, stage=MoneyStage.PLEDGE, activity="D1-001"),
        ),
    )


@pytest.mark.parametrize(
    ("asked", "scope", "cost", "gap", "if_kept"),
    [
        ({}, CaseScope.PLAN, 590, 560, 535),
        ({"area": "D1"}, CaseScope.AREA, 190, 160, 135),
        ({"region": "North"}, CaseScope.REGION, 150, 120, 95),
        ({"source": "S1"}, CaseScope.SOURCE, 150, 120, 95),
        ({"source": "Source S1"}, CaseScope.SOURCE, 150, 120, 95),
    ],
)
def test_a_case_is_about_the_part_it_is_made_for(asked, scope, cost, gap, if_kept):
    case = build_investment_case(case_plan(), **asked)
    assert (case.scope, case.need.cost, case.need.gap, case.if_kept) == (scope, usd(cost), usd(gap), usd(if_kept))
    assert sum(fit.payable.amount for fit in case.fits) == gap


def test_the_next_money_is_a_million_unless_said():
    assert build_investment_case(case_plan()).purchase.amount == usd(1_000_000)
    assert build_investment_case(case_plan(), amount=usd(7)).purchase.amount == usd(7)


def test_a_source_that_may_pay_for_nothing_of_the_plan_gets_a_case_of_nothing():
    plan = create_funded_plan(
        create_case_activity("P1-001"), sources=(create_source("S1", earmark=Earmark(places=("community",))),)
    )
    case = build_investment_case(plan, source="S1")
    assert (case.need.cost, case.fits, case.purchase.bought) == (usd(0), (), ())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"area": "D1", "source": "S1"}, "Choose one of them"),
        ({"area": "X9"}, "“X9” is not in the plan. There are: D1"),
        ({"source": "S9"}, "“S9” is not in the plan"),
        ({"region": "East"}, "There are: North, whole country"),
    ],
)
def test_what_is_not_there_is_refused_with_what_there_is(asked, told):
    with pytest.raises(Refused, match=told):
        build_investment_case(case_plan(), events=(create_event(),), **asked)


def test_without_costs_there_is_no_case():
    with pytest.raises(Refused, match="no costs yet"):
        build_investment_case(replace(case_plan(), cost_basis=None))
