"""The API keeps to its published description, whatever a program sends: every operation, with made-up input."""

from collections.abc import Iterator
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from opennaphs.actions.activities.edit_cost_lines import edit_cost_lines
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.engagement.add_stakeholder import add_stakeholder
from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.actions.people.create_key import create_key
from opennaphs.actions.publishing.freeze_plan import freeze_plan
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.store.models import (
    ActivityRecord,
    AuditEvent,
    Comment,
    Job,
    PlanRecord,
    ProgressUpdateRecord,
    User,
)
from tests.funded_plans import create_source, create_support, record_money
from tests.workbench import create_country, create_plan, first_activity

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the connection of the test between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def there(lead) -> dict[str, object]:
    """One row of each kind, and the numbers of all of them."""
    plan = create_plan(lead, costed=True)
    first = first_activity(plan)
    no_cost = ActivityCost(CostState.NO_EXTRA_COST, "working time", ())
    edit_cost_lines(activity=first, cost=no_cost, version=1, by=lead)
    committee = add_committee(country="UGA", fields={"name": "Steering committee"}, by=lead)
    meeting = add_meeting(committee=committee, fields={"held_on": "2026-03-01", "title": "First"}, by=lead)
    comment = Comment.objects.create(country="UGA", plan=plan, author=lead, author_name=str(lead), text="Good")
    finding = create_recommendation(country="UGA", fields={"origin": "spar", "text": "Fill the posts"}, by=lead)
    source = create_source(lead)
    support = create_support(plan, source, lead)
    moved = record_money(support, lead)
    money = {"source_id": source.pk, "support_id": support.pk, "transaction_id": moved.pk}
    reported = _reported(plan, first, lead)
    return {
        "iso3": "UGA",
        "plan_id": plan.pk,
        "activity_id": first.pk,
        "goal_id": plan.goals.first().pk,
        "comment_id": comment.pk,
        "round_id": open_review_round(plan=plan, by=lead).pk,
        "assessment_id": create_assessment(country="UGA", framework="jee-3", date="2025", source="R", by=lead).pk,
        "recommendation_id": finding.pk,
        "stakeholder_id": add_stakeholder(country="UGA", fields={"name": "T", "sector": "finance"}, by=lead).pk,
        "committee_id": committee.pk,
        "meeting_id": meeting.pk,
        "item_id": add_action_item(meeting=meeting, fields={"text": "Send", "owner": "lead"}, by=lead).pk,
        "event_id": AuditEvent.objects.filter(country="UGA").first().pk,
        "job_id": str(Job.objects.create(country="UGA", kind="export-plan", title="Export", owner=lead).pk),
        "framework_id": "jee-3",
        "stage": "assess",
        **money,
        **reported,
    }


def _reported(plan: PlanRecord, activity: ActivityRecord, lead: User) -> dict[str, object]:
    """What was reported about a plan under way, and a frozen copy of it; the plan itself stays a draft to be edited."""
    PlanRecord.objects.filter(pk=plan.pk).update(state="launched")
    plan.refresh_from_db()
    activity.refresh_from_db()
    milestone = add_milestone(activity=activity, fields={"text": "Signed", "due": date(2027, 6, 30)}, by=lead)
    wanted = {"title": "Districts that report", "kind": "output", "unit": "districts"}
    result = add_result_indicator(plan=plan, fields=wanted, by=lead)
    status = ActivityStatus.IN_PROGRESS
    report_progress(activity=activity, status=status, percent_done=10, version=activity.version, by=lead)
    found = {"publication_id": freeze_plan(plan=plan, by=lead).pk, "milestone_id": milestone.pk, "result_id": result.pk}
    PlanRecord.objects.filter(pk=plan.pk).update(state="draft")
    plan.refresh_from_db()
    return {**found, "update_id": ProgressUpdateRecord.objects.get(plan=plan).pk}


def _operations(schema: Any) -> Iterator[Any]:
    return (found.ok() for found in schema.get_all_operations())


def _ask(operation: Any, there: dict[str, object], headers: dict[str, str]) -> set[int]:
    """Send made-up input to one operation, half of it to rows that are there; nothing of it stays."""
    codes: set[int] = set()

    @seed(6)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(case=operation.as_strategy(), exists=st.booleans())
    def asked(case: Any, exists: bool) -> None:
        case.path_parameters = {
            name: there[name] if exists or name == "iso3" else value for name, value in case.path_parameters.items()
        }
        if exists:
            case.query.pop("page", None)
        if exists and isinstance(case.body, dict) and "version" in case.body:
            case.body["version"] = 1
            case.headers.pop("If-Match", None)
        with transaction.atomic():
            answer = case.call_and_validate(headers=headers, checks=CHECKS)
            transaction.set_rollback(True)
        codes.add(answer.status_code)

    asked()
    return codes


def test_every_operation_keeps_to_the_published_description(lead, there):
    application = get_wsgi_application()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.yaml", application)
    secret = create_key(name="fuzz", countries=["UGA"], read_only=False, by=lead).secret
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    failed, answered = {}, set()
    for operation in _operations(schema):
        try:
            codes = _ask(operation, there, headers)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            failed[operation.label] = str(error) or repr(error)
        else:
            answered |= {operation.label} if any(code < HTTPStatus.BAD_REQUEST for code in codes) else set()
    assert failed == {}, "\n\n".join(f"{label}: {what}" for label, what in failed.items())
    unlucky = [one for one in _operations(schema) if one.label.startswith("GET") and one.label not in answered]
    said = {one.label: _plainly(one, there, headers) for one in unlucky}
    assert {label: code for label, code in said.items() if code != HTTPStatus.OK} == {}


def _plainly(operation: Any, there: dict[str, object], headers: dict[str, str]) -> int:
    """Ask an operation for what is there, without any further word: made-up words may by chance all be refused."""
    named = {one.name: there[one.name] for one in operation.path_parameters}
    case = operation.Case(path_parameters=named, query={}, headers={})
    return int(case.call_and_validate(headers=headers, checks=CHECKS).status_code)
