"""Dashboards: every filter filters every number, not reported is not zero, and each reader sees their own page."""

import csv
import datetime
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.funding.add_source import add_source
from opennaphs.actions.funding.add_support import add_support
from opennaphs.actions.funding.record_transaction import record_transaction
from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.records import Blocker
from opennaphs.store.models import PlanRecord, User
from opennaphs.web.management.demo.country import build_country
from tests.conftest import ROOT
from tests.workbench import create_country, create_person, draft, signed_in


@pytest.fixture
def lead(db):
    return create_country("UGA")


def create_plan_of_this_year(lead):
    """Keep a small drafted plan whose work should be under way."""
    year, plan = timezone.localdate().year, draft()
    activities = tuple(replace(one, first_year=year) for one in plan.activities)
    plan = replace(plan, first_year=year, activities=activities)
    return create_plan(plan=plan, title=f"Plan {year}", kind="operational", by=lead)


@pytest.fixture
def plan(lead):
    """A launched plan of two areas, of which one activity was reported on."""
    record = create_plan_of_this_year(lead)
    PlanRecord.objects.filter(pk=record.pk).update(state="launched")
    record.refresh_from_db()
    row = record.activities.first()
    report_progress(
        activity=row,
        status=ActivityStatus.IN_PROGRESS,
        percent_done=40,
        blocker=Blocker.PROCUREMENT,
        version=row.version,
        by=lead,
    )
    return record


def address(plan, rest="", **query):
    return f"/c/UGA/plans/{plan.pk}/dashboard/{rest}", query


def page(person, plan, rest="", **query):
    where, asked = address(plan, rest, **query)
    return signed_in(person).get(where, asked)


def boxes(response):
    return {box["label"]: box["value"] for box in response.context["boxes"]}


def test_the_secretariat_sees_what_is_blocked_and_what_nobody_reported(lead, plan):
    found = boxes(page(lead, plan))
    count = plan.activities.count()
    assert found["Activities"] == str(count)
    assert found["Blocked"] == "1"
    assert found["Not reported"] == str(count - 1)
    assert "procurement: 1" in page(lead, plan).content.decode()


def test_every_filter_filters_every_number_the_picture_and_the_file(lead, plan):
    area = plan.activities.first().area
    inside = plan.activities.filter(area=area).count()
    response = page(lead, plan, area=area)
    assert boxes(response)["Activities"] == str(inside)
    assert len(response.context["areas"]["rows"]) == 1
    assert f"area={area}" in response.context["areas"]["src"]
    rows = list(csv.reader(io.StringIO(page(lead, plan, "areas.csv", area=area).content.decode("utf-8-sig"))))
    assert [row[-1] for row in rows[1:]] == [str(inside)]
    elsewhere = boxes(page(lead, plan, area=next(a for a in plan.frame["areas"] if a != area)))
    assert (elsewhere["Blocked"], elsewhere["Done, by count"]) == ("0", None)


def test_a_share_nobody_reported_is_not_known_and_not_zero(lead):
    record = create_plan_of_this_year(lead)
    assert boxes(page(lead, record))["Done, by count"] is None


def test_a_plan_without_costs_says_so_instead_of_a_gap_of_zero(lead, plan):
    response = page(lead, plan, "minister/")
    assert "Funding gap" not in boxes(response)
    assert "The plan is not costed" in response.content.decode()


def test_a_filter_that_cannot_be_is_left_out_and_said(lead, plan):
    response = page(lead, plan, area="nowhere")
    assert response.status_code == 200
    assert response.context["look"].form.errors["area"]
    assert boxes(response)["Activities"] == str(plan.activities.count())


def test_an_unknown_table_does_not_exist(lead, plan):
    assert page(lead, plan, "secrets.csv").status_code == 404


def test_a_partner_sees_what_their_own_money_does_first(lead, plan):
    partner = create_person("partner", "UGA")
    partner.role_assignments.update(organisation="Demo fund")
    for title in ("Another fund", "Demo fund"):
        source = add_source(country="UGA", fields={"title": title, "kind": SourceKind.FUND}, by=lead)
        support = add_support(plan=plan, source=source, fields={"title": f"Grant of {title}"}, by=lead)
        money = Money(Decimal(1000), "USD", 2024)
        record_transaction(
            support=support,
            stage=MoneyStage.COMMITMENT,
            on=datetime.date(2026, 1, 1),
            year=plan.first_year,
            money=money,
            by=lead,
        )
    response = page(partner, plan, "partner/")
    assert response.context["chosen"].title == "Demo fund"
    assert "Grant of Demo fund" in response.content.decode()
    assert "Grant of Another fund" not in response.content.decode()


def test_somebody_who_only_reads_sees_the_dashboards(plan):
    viewer = create_person("viewer", "UGA")
    for rest in ("", "minister/", "partner/", "areas.svg", "trend.svg"):
        assert page(viewer, plan, rest).status_code == 200


@pytest.fixture
def demo(db):
    build_country(ROOT / "examples/uganda", "a password for the demo")
    return User.objects.get(email="lead@demo.example")


def test_the_demo_year_fills_every_dashboard(demo):
    launched = PlanRecord.objects.get(country="UGA", state="launched")
    assert launched.first_year == timezone.localdate().year
    closed = PlanRecord.objects.get(country="UGA", state="closed")
    found = boxes(page(demo, closed))
    assert None not in found.values()
    assert [row[0]["text"] for row in page(demo, closed, "minister/").context["trend"]["rows"]][:4] == [
        f"{closed.first_year} Q{quarter}" for quarter in (1, 2, 3, 4)
    ]
    key = closed.publications.exclude(released_at=None).latest("number").key
    public = signed_in(create_person()).get(f"/public/{key}/progress/")
    assert public.status_code == 200
    assert "demo.example" not in public.content.decode()


def test_a_source_that_supports_an_area_shows_the_activities_its_money_was_placed_on(demo):
    closed = PlanRecord.objects.get(country="UGA", state="closed")
    fund = page(demo, closed, "partner/", source="S02")
    assert int(boxes(fund)["Activities"]) > 0
    assert fund.context["activities"]["rows"]


def test_a_closed_plan_is_looked_at_as_its_year_ended_and_gets_no_later_every_day(demo):
    closed = PlanRecord.objects.get(country="UGA", state="closed")
    assert page(demo, closed).context["today"] == datetime.date(closed.first_year, 12, 31)
    launched = PlanRecord.objects.get(country="UGA", state="launched")
    assert page(demo, launched).context["today"] == timezone.localdate()
