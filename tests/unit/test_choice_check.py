"""The independent check: a small question by hand, a choice that keeps every rule, and each rule broken once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.domain.choice_check import benefit, tail, taken_up, violations
from opennaphs.domain.choice_costs import bills
from opennaphs.domain.choices import (
    Absorption,
    AtLeast,
    Bearer,
    Choice,
    Demand,
    DemandKind,
    Measure,
    Payment,
    payer,
)
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType
from tests.factories import create_question, create_source, create_step, create_work

ONE_OFF, CAPITAL, RECURRENT = EconomicType.ONE_OFF, EconomicType.CAPITAL, EconomicType.RECURRENT

# a: 100 once and 10 a year; b: two years long, 60 and then 40 of capital, after a; c: free, of another ministry.
A = create_work("a", one_off=(100,), recurrent=(10,))
B = create_work("b", "B", duration=2, needs=("a",), capital=(60, 40), place="district")
C = create_work("c", "B", ministry="agriculture")
LOW = create_step("low", "a")
HIGH = create_step("high", "b", worth="2", after=("low",))


def _shares(*cells):
    return tuple(Decimal(str(cell)) for cell in cells)


def _question(**changes):
    return replace(create_question((A, B, C), (LOW, HIGH)), **changes)


def _pays(payee, kind, *amounts, source="treasury"):
    return tuple(
        Payment(source, payee, kind, year, Decimal(str(amount))) for year, amount in enumerate(amounts) if amount
    )


PAID = (*_pays("a", ONE_OFF, 100), *_pays("a", RECURRENT, 10, 10, 10), *_pays("b", CAPITAL, 60, 40))
CHOICE = Choice({"a": _shares(1, 1, 1), "b": _shares(1, 1, 1)}, {"low": 0, "high": 1}, PAID)


def test_a_choice_that_keeps_every_rule_breaks_none():
    assert violations(_question(), CHOICE) == ()
    assert violations(_question(), Choice()) == ()


def test_the_benefit_by_hand():
    # low is held at the end of three years, high (worth 2) at the end of two
    assert benefit(_question(), CHOICE) == 3 + 2 * 2
    discounted = _question(held=_shares("1", "0.5", "0.25"))
    assert benefit(discounted, CHOICE) == Decimal("1.75") + 2 * Decimal("0.75")


def test_partial_credit_by_hand():
    question = _question(partial_credit=Decimal("0.25"))
    half = Choice({"a": _shares("0.5", "0.5", "1")}, {"low": 2})
    # whole: held once; in parts: 0.5 + 0.5 + 1 years
    assert benefit(question, half) == Decimal("0.75") * 1 + Decimal("0.25") * 2
    optional = replace(question, steps=(create_step("any", optional=("a",), enough=1),))
    assert benefit(optional, Choice({"a": _shares(1, 1, 1)}, {"any": 0})) == 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"started": {"x": _shares(1, 1, 1)}}, "x is not in the question, or its periods are not."),
        ({"started": {"a": _shares(1, 1)}}, "a is not in the question, or its periods are not."),
        ({"reached": {"top": 1}}, "top is not a step of the question, or is reached outside its periods."),
        ({"reached": {"low": 3}}, "low is not a step of the question, or is reached outside its periods."),
        (
            {"payments": _pays("a", ONE_OFF, 100, source="nobody")},
            "nobody is not a source of the question, or pays for a outside its years.",
        ),
        (
            {"payments": _pays("a", ONE_OFF, 0, 0, 0, 100)},
            "treasury is not a source of the question, or pays for a outside its years.",
        ),
    ],
)
def test_a_choice_for_another_question_is_told_so(changes, said):
    assert said in violations(_question(), replace(CHOICE, **changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"started": {"c": _shares(1, "0.5", 1)}}, "The share of c that is started falls, or leaves 0 to 1."),
        ({"started": {"c": _shares(0, 0, "1.5")}}, "The share of c that is started falls, or leaves 0 to 1."),
        ({"started": {"c": _shares("-0.5", 0, 1)}}, "The share of c that is started falls, or leaves 0 to 1."),
        ({"started": {"b": _shares(1, 1, 1)}}, "b starts in 2027 before a is complete."),
        (
            {"started": {"a": _shares("0.5", 1, 1), "b": _shares("0.6", 1, 1)}},
            "b starts in 2027 before a is complete.",
        ),
        ({"reached": {"low": 0, "high": 0}}, "high is not reached in 2027: b."),
        ({"reached": {"high": 1}}, "high is not reached in 2028: low."),
        ({"payments": _pays("c", ONE_OFF, 5)}, "c is paid 5 but asks for nothing."),
        ({"payments": ()}, "a (one-off) is paid 0 instead of 100."),
        ({"payments": PAID + _pays("a", ONE_OFF, 20)}, "a (one-off) is paid 120 instead of 100."),
        ({"payments": PAID + _pays("a", ONE_OFF, 0, 20)}, "a (one-off) is paid 20 instead of 0."),
        (
            {"payments": PAID + _pays("a", ONE_OFF, 50) + _pays("a", ONE_OFF, -50)},
            "treasury pays -50 for a: less than nothing cannot be paid.",
        ),
    ],
)
def test_a_broken_rule_of_work_or_payment_is_told(changes, said):
    assert said in violations(_question(), replace(CHOICE, **changes))


def test_work_may_be_split_only_where_the_question_says_so():
    split = Choice({"c": _shares("0.5", 1, 1)})
    assert violations(_question(), split) == ()
    assert violations(_question(straddle=False), split) == ("c is split over several starts.",)


def test_optional_work_counts_when_enough_of_it_is_complete():
    question = _question(steps=(create_step("two", optional=("a", "b", "c"), enough=2),))
    choice = replace(CHOICE, reached={"two": 0})
    assert violations(question, choice) == ("two is not reached in 2027: too little of the optional work.",)
    assert violations(question, replace(choice, reached={"two": 1})) == ()


@pytest.mark.parametrize(
    ("kind", "subject", "period", "kept"),
    [
        (DemandKind.DO, "a", None, True),
        (DemandKind.DO, "b", 1, True),
        (DemandKind.DO, "b", 0, False),
        (DemandKind.DO, "c", None, False),
        (DemandKind.LEAVE_OUT, "c", None, True),
        (DemandKind.LEAVE_OUT, "a", None, False),
        (DemandKind.NOT_BEFORE, "a", 1, False),
        (DemandKind.NOT_BEFORE, "a", 0, True),
        (DemandKind.NOT_BEFORE, "c", 2, True),
        (DemandKind.REACH, "high", 1, True),
        (DemandKind.REACH, "high", 0, False),
    ],
)
def test_each_demand_is_met_or_told_with_its_reason(kind, subject, period, kept):
    found = violations(_question(demands=(Demand(kind, subject, "a law", period),)), CHOICE)
    assert found == (() if kept else (f"The demand “{kind} {subject}” (a law) is not met.",))


def test_so_many_at_least_must_be_complete():
    asked = AtLeast("Duties of B", ("b", "c"), 2, "the law")
    said = "Duties of B: 1 activities are complete instead of 2 (the law)."
    assert violations(_question(at_least=(asked,)), CHOICE) == (said,)
    assert violations(_question(at_least=(replace(asked, count=1),)), CHOICE) == ()


# --- money --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "earmark",
    [
        {"areas": ("A",)},
        {"economic_types": (ONE_OFF, RECURRENT)},
        {"places": ("national",)},
        {"ministries": ("agriculture",)},
    ],
)
def test_an_earmark_binds_by_area_kind_place_and_ministry(earmark):
    question = _question(sources=(create_source(**earmark),))
    assert "treasury may not pay for b: its earmark does not allow it." in violations(question, CHOICE)


def test_a_source_is_overdrawn_in_the_year_in_which_it_is():
    question = _question(sources=(create_source(amounts=(150, 50, 10)),))
    assert violations(question, CHOICE) == ("The treasury is overdrawn by 20 in 2027.",)


def test_several_sources_may_pay_one_bill():
    question = _question(sources=(create_source(amounts=(120, 50, 10)), create_source("loan", amounts=(50, 0, 0))))
    loan, rest = _pays("a", ONE_OFF, 50, source="loan"), _pays("a", ONE_OFF, 50)
    assert violations(question, replace(CHOICE, payments=(*loan, *rest, *PAID[1:]))) == ()
    told = violations(question, CHOICE)
    assert told == ("The treasury is overdrawn by 50 in 2027.",)


def test_carry_over_by_hand():
    # 170 spent of 180, 50 of 40, 10 of 10: of the 10 left in the first year, all or a half may be spent later
    amounts = (180, 40, 10)
    assert violations(_question(sources=(create_source(amounts=amounts, carry_over="1"),)), CHOICE) == ()
    half = create_source(amounts=amounts, carry_over="0.5")
    assert half.overdrawn(_shares(170, 50, 10)) == _shares(0, 5, 0)
    assert violations(_question(sources=(half,)), CHOICE) == ("The treasury is overdrawn by 5.0 in 2028.",)
    assert half.whole.amount == 230


def test_a_source_refuses_impossible_terms():
    with pytest.raises(NaphsError, match="less than nothing in a year"):
        create_source(amounts=(-1,))
    with pytest.raises(NaphsError, match=r"carries over 1\.5. Write a share from 0 to 1"):
        create_source(carry_over="1.5")


def test_what_a_ministry_or_area_can_take_up():
    health = Absorption(Bearer.MINISTRY, "health", _shares(170, 45, 100), adds_up=False)
    assert taken_up(_question(), CHOICE, health) == (170, 50, 10)
    said = "health takes up 50 (money) by 2028, more than the 45 it can take up."
    assert violations(_question(absorption=(health,)), CHOICE) == (said,)
    assert violations(_question(absorption=(replace(health, by_year=_shares(180, 45, 0)),)), CHOICE) != ()
    adding_up = replace(health, by_year=_shares(180, 45, 5), adds_up=True)
    assert violations(_question(absorption=(adding_up,)), CHOICE) == ()
    area = Absorption(Bearer.AREA, "B", _shares(60, 40, 0))
    assert taken_up(_question(), CHOICE, area) == (60, 40, 0)
    unasked = replace(CHOICE, payments=_pays("c", ONE_OFF, 5))
    assert taken_up(_question(), unasked, area) == (0, 0, 0)


def test_a_limit_may_count_starts():
    one = Absorption(Bearer.AREA, "B", _shares(1, 1, 1), measure=Measure.STARTS)
    choice = Choice({"b": _shares("0.5", 1, 1), "c": _shares(1, 1, 1), "a": _shares(1, 1, 1)})
    assert taken_up(_question(), choice, one) == _shares("1.5", "0.5", 0)
    said = "B takes up 1.5 (starts) by 2027, more than the 1 it can take up."
    assert said in violations(_question(absorption=(one,)), choice)


def test_what_is_due_after_the_plan_is_bounded():
    assert tail(_question(), CHOICE) == 10
    assert violations(_question(tail_limit=Decimal(10)), CHOICE) == ()
    assert violations(_question(tail_limit=Decimal(5)), CHOICE) == (
        "10 is due in each year after the plan, more than 5.",
    )


# --- paid once ----------------------------------------------------------------------------------------------------

# Three areas ask for the same course: A for 100 once and 30 a year, B for 60 + 20 once and 40 a year, C alone.
COURSE = (
    create_work("a1", "A", group="course", one_off=(100,), recurrent=(30,)),
    create_work("b1", "B", group="course", one_off=(60,), recurrent=(40,)),
    create_work("b2", "B", group="course", one_off=(20,)),
    create_work("c1", "C", group="other", recurrent=(7,)),
)


def _by_payee(question, choice):
    return {(bill.payee, bill.economic_type): bill.by_year for bill in bills(question, choice)}


def test_a_group_is_paid_once_by_hand():
    question = create_question(COURSE, pay_once=True)
    assert {name: [one.id for one in works] for name, works in question.shared_groups.items()} == {
        "course": ["a1", "b1", "b2"]
    }
    assert payer(question.shared_groups["course"], 3).id == "b1"  # B: 200; A: 190
    # B starts everything in the first year, A in the second, C in the first
    choice = Choice({"a1": _shares(0, 1, 1), "b1": _shares(1, 1, 1), "b2": _shares(1, 1, 1), "c1": _shares(1, 1, 1)})
    assert _by_payee(question, choice) == {
        ("group:course", ONE_OFF): (80, 20, 0),
        ("group:course", RECURRENT): (40, 40, 40),
        ("c1", RECURRENT): (7, 7, 7),
    }
    assert tail(question, choice) == 40 + 7


def test_what_a_group_pays_once_may_be_paid_ahead_but_never_twice():
    question = create_question(COURSE, pay_once=True)
    choice = Choice({"a1": _shares(0, 1, 1), "b1": _shares(1, 1, 1), "b2": _shares(1, 1, 1)})
    yearly = _pays("group:course", RECURRENT, 40, 40, 40)
    ahead = replace(choice, payments=yearly + _pays("group:course", ONE_OFF, 100))
    assert violations(question, ahead) == ()
    late = replace(choice, payments=yearly + _pays("group:course", ONE_OFF, 50, 50))
    assert violations(question, late) == ("group:course (one-off) is paid 50 instead of 80.",)
    twice = replace(choice, payments=yearly + _pays("group:course", ONE_OFF, 100, 80))
    assert violations(question, twice) == ("group:course (one-off) is paid 180 instead of 100.",)


def test_without_paying_once_everybody_pays():
    question = create_question(COURSE)
    choice = Choice({"a1": _shares(1, 1, 1), "b1": _shares(1, 1, 1)})
    assert _by_payee(question, choice) == {
        ("a1", ONE_OFF): (100, 0, 0),
        ("a1", RECURRENT): (30, 30, 30),
        ("b1", ONE_OFF): (60, 0, 0),
        ("b1", RECURRENT): (40, 40, 40),
    }
    assert tail(question, choice) == 70


def test_a_group_nobody_starts_costs_nothing():
    assert bills(create_question(COURSE, pay_once=True), Choice()) == ()


# --- time ---------------------------------------------------------------------------------------------------------


def test_quarters_have_names_and_money_follows_years():
    question = create_question((A,), (LOW,), years=2, periods_per_year=4)
    assert [question.horizon.name(period) for period in (0, 5)] == ["2027 Q1", "2028 Q2"]
    started = (Decimal(0),) * 5 + (Decimal(1),) * 3
    (one_off, recurrent) = bills(question, Choice({"a": started}))
    assert (one_off.by_year, recurrent.by_year) == ((0, 100), (0, 10))
    assert "low is not reached in 2028 Q1: a." in violations(question, Choice({"a": started}, {"low": 4}))


def test_a_scaled_question_has_scaled_budgets_only():
    half = _question().scaled(Decimal("0.5"))
    assert [money.amount for money in half.sources[0].by_year] == [500, 500, 500]
    assert (half.works, half.steps) == (_question().works, _question().steps)
    assert f"{half.money(Decimal(5))}" == "USD 5.00 (2024 prices)"
    assert A.due(CAPITAL, _shares(1, 1)) == (0, 0)
    assert C.tail == 0
