"""The way between the rows of a plan and the plan of the domain. Nothing is lost either way."""

from collections.abc import Iterable
from typing import Any

from opennaphs.domain.plan_document import document, plan_of
from opennaphs.domain.planning import Plan
from opennaphs.store.models import ActivityRecord, GoalRecord, PlanRecord

OWN_COLUMNS = ("title", "term", "first_year", "language")
POSITION_STEP = 1024
"""Positions lie apart, so that an activity can be put between two others without touching them."""


def document_of(record: PlanRecord) -> dict[str, Any]:
    """Give the plan document of a stored plan: the frame, its goals and its activities in their order."""
    goals = record.goals.all()
    activities = record.activities.filter(removed=False).values_list("content", flat=True)
    return {
        **record.frame,
        **{name: getattr(record, name) for name in OWN_COLUMNS},
        "goals": [
            {"indicator": goal.indicator, "current": goal.current, "target": goal.target, "edited": goal.edited}
            for goal in goals
        ],
        "activities": list(activities),
    }


def load_plan(record: PlanRecord) -> Plan:
    """Give a stored plan as the domain knows it."""
    return plan_of(document_of(record))


def rows_of(plan: Plan, record: PlanRecord) -> tuple[PlanRecord, list[GoalRecord], list[ActivityRecord]]:
    """Give the rows that hold a plan, not yet saved; ``record`` brings country, kind and state and is filled in."""
    content = document(plan)
    goals, activities = content.pop("goals"), content.pop("activities")
    for name in OWN_COLUMNS:
        setattr(record, name, content.pop(name))
    record.frame = content
    return (
        record,
        [GoalRecord(plan=record, **goal) for goal in goals],
        activity_rows(activities, record),
    )


def activity_rows(contents: Iterable[dict[str, Any]], record: PlanRecord, after: int = 0) -> list[ActivityRecord]:
    """Give the rows of activities, in order, behind a position; not yet saved."""
    rows = [
        ActivityRecord(plan=record, content=content, position=after + place * POSITION_STEP)
        for place, content in enumerate(contents, start=1)
    ]
    for row in rows:
        row.project()
    return rows
