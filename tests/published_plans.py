"""A plan with something in every part that can be published, and a marked secret in every part that must not be."""

import datetime
from dataclasses import replace
from decimal import Decimal

from opennaphs.actions.plans.move_plan import move_plan
from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.domain.activity_details import ActivityDetails, ActivityStatus
from opennaphs.domain.costing import ActivityCost, CostLine, CostState
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import (
    Funding,
    MoneyStage,
    Portion,
    Support,
    SupportState,
    Transaction,
)
from opennaphs.domain.library import Builder, EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.records import (
    Blocker,
    FollowUp,
    Milestone,
    ProgressReview,
    ProgressUpdate,
    ResultIndicator,
    ResultKind,
    ResultValue,
    ReviewKind,
)
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.publishing import PublicationFacts
from opennaphs.store.models import PlanRecord
from tests.factories import create_costed_plan, create_template

SECRET = "SECRET"  # noqa: S105 - a mark to search for
DAY = datetime.date(2027, 3, 1)
FACTS = PublicationFacts("The cabinet", "2027-03-01", "2027-02-01", "", "2027-03-02", 1, "https://plans.example.org/x/")


def money(amount):
    return Money(Decimal(str(amount)), "USD", 2024)


def create_transaction(number, amount, stage=MoneyStage.COMMITMENT):
    return Transaction(number, stage, datetime.date(2027, 1, 15), 2027, money(amount))


def create_activity(number, area, **costs):
    """Costs as keywords, by year of five: ``one_off=(100,)``, ``recurrent=(10, 20)``."""
    lines = tuple(_line(EconomicType(kind.replace("_", "-")), amounts) for kind, amounts in costs.items())
    cost = ActivityCost(CostState.COSTED if lines else CostState.NOT_COSTED, None, lines)
    return replace(create_costed_plan().activities[0], id=number, area=area, cost=cost)


def _line(kind, amounts):
    by_year = tuple(money(one) for one in (*amounts, *(0,) * (5 - len(amounts))))
    return CostLine(create_template(kind=kind), "A thing", Builder.PROCUREMENT, "piece", Decimal(1), money(1), by_year)


def secret_plan():
    """Every secret begins with the mark, so that a search for it finds any leak; public texts never hold it."""
    plan = replace(create_costed_plan(), country="UGA", country_name="Uganda", title="Plan for 2027")
    return replace(plan, activities=_activities(), funding=_funding(), follow_up=_follow_up(), **_areas())


def _areas():
    return {"areas": ("jee-3.D1", "jee-3.P1"), "area_titles": {"jee-3.D1": "Laboratories", "jee-3.P1": "Law"}}


def _activities():
    first = create_activity("D1-001", "jee-3.D1", capital=(100, 50), recurrent=(10, 20))
    worked_out = replace(first.cost.lines[0], replaces=replace(first.cost.lines[0], title=f"{SECRET} estimate"))
    second = create_activity("P1-001", "jee-3.P1", one_off=(30,))
    uncosted = create_activity("P1-002", "jee-3.P1")
    return (
        replace(
            first,
            owner="Director of laboratories",
            cost=replace(first.cost, lines=(worked_out, *first.cost.lines[1:])),
            notes={"comments": f"{SECRET} comment", "existing_budget": f"{SECRET} budget"},
            details=ActivityDetails(
                starts="2027-02-01",
                places=("Gulu",),
                impact=5,
                feasibility=1,
                risk=4,
                status=ActivityStatus.IN_PROGRESS,
            ),
        ),
        replace(second, owner=f"{SECRET}@example.org"),
        replace(uncosted, cost=ActivityCost(CostState.NOT_COSTED, f"{SECRET} reason")),
    )


def _funding():
    note = f"{SECRET} letter"
    first = replace(create_transaction("t1", 40), note=note)
    later = replace(create_transaction("t2", 10, stage=MoneyStage.DISBURSEMENT), note=note)
    portions = (Portion(Decimal("0.5"), activity="D1-001"), Portion(Decimal("0.5"), areas=("jee-3.P1",)))
    return Funding(
        (
            FundingSource("S01", "The treasury", SourceKind.DOMESTIC),
            FundingSource("S02", f"{SECRET} donor", SourceKind.DONOR),
        ),
        (
            Support("F01", "S01", "Budget line 12", portions=portions, transactions=(first, later)),
            Support(
                "F02",
                "S02",
                f"{SECRET} project",
                state=SupportState.REPORTED,
                reported_by=f"{SECRET} agency",
                transactions=(Transaction("t3", MoneyStage.COMMITMENT, DAY, 2027, money(77777), note),),
            ),
            Support("F03", "S01", "Budget line 13", reported_by=f"{SECRET} officer"),
        ),
    )


def _follow_up():
    return FollowUp(
        (
            ProgressUpdate(
                "D1-001",
                datetime.date(2027, 6, 30),
                ActivityStatus.IN_PROGRESS,
                40,
                f"https://drive.example.org/{SECRET}?key=1",
                Blocker.STAFF,
                f"{SECRET} obstacle",
                f"{SECRET} step",
                f"{SECRET} name",
            ),
        ),
        (
            Milestone("1", "D1-001", "Laboratory opened", DAY, DAY, "https://example.org/opened"),
            Milestone("2", "D1-001", "Second one", DAY, None, f"file://{SECRET}/x"),
        ),
        (
            ResultIndicator(
                "1", "Laboratories", ResultKind.OUTPUT, "number", "jee-3.D1", None, Decimal(0), DAY, Decimal(5), None,
                (ResultValue(DAY, Decimal("2.5"), "Survey 2027"),),
            ),
            ResultIndicator("2", "Trust", ResultKind.OUTCOME, "per cent"),
        ),
        (
            ProgressReview(
                "1", ReviewKind.QUARTERLY, DAY, f"{SECRET} review", f"{SECRET} words", (f"{SECRET} lesson",),
                (f"{SECRET} decision",),
            ),
        ),
    )  # fmt: skip


def move(plan, to, by, **facts):
    plan.refresh_from_db()
    return move_plan(plan=plan, to=to, version=plan.version, today=DAY, facts=facts, by=by)


def endorse(plan, by):
    """Bring a plan from wherever it stands to its endorsement; its first publication is made on the way."""
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.VALIDATED, validated_on=DAY)
    move(plan, PlanState.ENDORSED, by, endorsed_by="The cabinet", endorsed_on=DAY)
    plan.refresh_from_db()
    return plan.publications.order_by("-number")[0]


def launch(plan, by):
    move(plan, PlanState.LAUNCHED, by, launched_on=DAY)
    plan.refresh_from_db()
    return plan.publications.order_by("-number")[0]


def released(plan, by):
    return release_publication(publication=endorse(plan, by), by=by)
