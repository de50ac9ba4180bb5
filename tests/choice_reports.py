"""A small choice with everything that is said about it, for the tests of its records and reports."""

from dataclasses import replace
from decimal import Decimal

from opennaphs.analytics.optimise.explain import explain
from opennaphs.analytics.optimise.ladder import optimise
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_records import Proof, origin_of, record_choice
from opennaphs.domain.choice_rules import AbsorptionRule, ChoiceRules, WantedDemand
from opennaphs.domain.choices import Bearer, DemandKind
from opennaphs.domain.library import AdministrativeLevel, EconomicType, Priority, Rating, Sector
from opennaphs.domain.step_weights import weigh_steps
from opennaphs.reports.choice_tables import ChoiceReport
from tests.factories import create_action, create_costed_plan, create_source, create_template

YEARLY = (900, 900, 900, 900, 900)
LEAST = (Decimal("0.9"), Decimal("0.5"))


def create_chosen_actions():
    """Two targets of two levels: cheap, dear, shared between areas, free, demanded out, needing another."""
    every = tuple(create_template(kind=kind, pieces=20) for kind in EconomicType)
    dear = (create_template(kind=EconomicType.RECURRENT, pieces=400),)
    facts = {"lead": Sector.HEALTH, "administrative_level": AdministrativeLevel.DISTRICT, "months": 14}
    duty = Priority(ihr_obligation=True, impact=Rating.HIGH, feasibility=Rating.LOW, reason="a test")
    return [
        replace(create_action("a", "A.1", 2, costs=every), **facts, group="training:x", priority=duty),
        replace(create_action("b", "A.1", 3, costs=every), needs=("a",), months=3),
        replace(create_action("c", "A.1", 4, costs=dear), lead=Sector.TRADE),
        replace(create_action("d", "B.1", 2, costs=every), **facts, group="training:x"),
        create_action("e", "B.1", 3, costs=()),
        create_action("f", "B.1", 4, costs=every),
    ]


def create_rules(**changes):
    every_ministry = AbsorptionRule(Bearer.MINISTRY, None, factor=Decimal("1.5"))
    out = WantedDemand(DemandKind.LEAVE_OUT, "f", "another plan does it")
    loan = create_source("loan", (500, 0, 0, 0, 0), "1", economic_types=(EconomicType.CAPITAL, EconomicType.ONE_OFF))
    rules = ChoiceRules("USD", 2024, (create_source(amounts=YEARLY), loan), demands=(out,), pay_once=True,
                        absorption=(every_ministry,))  # fmt: skip
    return replace(rules, **changes)


def create_report(plan=None, rules=None, cutbacks=LEAST):
    plan, rules = plan or create_costed_plan(create_chosen_actions()), rules or create_rules()
    question, remarks = question_of(plan, rules)
    best = optimise(question, seconds=2)
    reasons = explain(best, cutbacks=cutbacks, seconds=1)
    weights = weigh_steps(plan, rules.weighing)
    titles = {"A.1": "Laws", "B.1": "Money"}
    return ChoiceReport(plan, titles, question, best, reasons, weights, remarks, "budget.yaml", tuple(cutbacks))


def create_chosen_plan(report=None):
    report = report or create_report()
    best = report.optimum
    proof = Proof(Decimal(repr(best.value)), Decimal(repr(best.bound)), Decimal("0.1"), str(best.ended))
    origin = origin_of(report.rules, "1", report.remarks, report.weights)
    return record_choice(report.plan, report.question, best.choice, proof, origin, report.reasons.left_out)
