"""The way between the rows of a plan and the plan of the domain. Nothing is lost either way."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from opennaphs.domain.funding.documents import funding_document
from opennaphs.domain.monitoring.documents import follow_up_document
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.domain.planning import Plan
from opennaphs.store.following import load_follow_up
from opennaphs.store.funding import load_funding
from opennaphs.store.models import ActivityRecord, GoalRecord, PlanRecord

OWN_COLUMNS = ("title", "term", "first_year", "language")
POSITION_STEP = 1024
"""Positions lie apart, so that an activity can be put between two others without touching them."""


def document_of(record: PlanRecord) -> dict[str, Any]:
    """Give the plan document of a stored plan: frame, goals, activities in their order, money, what was reported."""
    funding, follow_up = load_funding(record), load_follow_up(record)
    return {
        **planned_document(record),
        **({} if funding is None else {"funding": funding_document(funding)}),
        **({} if follow_up is None else {"follow_up": follow_up_document(follow_up)}),
    }


def planned_document(record: PlanRecord, areas: Collection[str] | None = None) -> dict[str, Any]:
    """Give the part of the plan document that was planned: without its money and what was reported about it.

    ``areas`` leaves out the activities of all others, for what looks at a few areas only.
    """
    goals = record.goals.all()
    wanted = record.activities.filter(removed=False)
    activities = (wanted if areas is None else wanted.filter(area__in=areas)).values_list("content", flat=True)
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
    """Give a stored plan as the domain knows it, with its money and what was reported."""
    return replace(plan_of(planned_document(record)), funding=load_funding(record), follow_up=load_follow_up(record))


def rows_of(plan: Plan, record: PlanRecord) -> tuple[PlanRecord, list[GoalRecord], list[ActivityRecord]]:
    """Give the rows that hold what is planned, not yet saved; ``record`` brings country, kind and state, is filled in.

    Money and reports have rows of their own; they are kept by their own actions.
    """
    content = document(replace(plan, funding=None, follow_up=None))
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
