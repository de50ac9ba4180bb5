"""Facts about plans and cycles to begin from: everything is in order until a test says otherwise."""

import datetime

from opennaphs.domain.cycle import CycleFacts
from opennaphs.domain.lifecycle_checks import Standing
from opennaphs.domain.plan_states import PlanState

TODAY = datetime.date(2026, 3, 2)


def days_ago(days):
    return TODAY - datetime.timedelta(days=days)


def create_standing(**changes):
    """Make the standing of a plan that passes every check."""
    facts = {
        "today": TODAY,
        "activities": 3,
        "without_owner": (),
        "not_costed": (),
        "areas": ("D1", "P1"),
        "areas_without_lead": (),
        "areas_signed_off": ("D1", "P1"),
        "areas_refused": (),
        "review_open": False,
        "goals_without_target": (),
        "unanswered": (),
        "validated_on": days_ago(90),
        "endorsed_by": "Council of Ministers",
        "endorsed_on": days_ago(60),
        "launched_on": days_ago(30),
        "unfinished": (),
        "reviewed_on": days_ago(1),
    }
    return Standing(**(facts | changes))


def create_facts(**changes):
    """Make the facts of a country whose launched plan is in order."""
    facts = {
        "assessments": 2,
        "latest_assessment": days_ago(100),
        "roster": 5,
        "documents": 4,
        "stakeholders": 30,
        "sectors_missing": 0,
        "areas_without_accountable": 0,
        "recommendations": 60,
        "recommendations_without_owner": 0,
        "recommendations_unanswered": 0,
        "recommendations_overdue": 0,
        "plan": PlanState.LAUNCHED,
        "goals_without_target": 0,
        "activities": 70,
        "activities_without_owner": 0,
        "activities_unrated": 0,
        "activities_uncosted": 0,
        "activities_late": 0,
        "activities_silent": 0,
        "review_open": False,
        "areas_not_signed_off": 0,
        "comments_open": 0,
        "funding_sources": 6,
        "activities_without_money": 0,
        "meetings": 12,
        "action_items_overdue": 0,
        "last_review": days_ago(20),
    }
    return CycleFacts(**(facts | changes))


def create_first_day():
    """Make the facts of a country that has just signed in: nothing is there."""
    nothing = {name: 0 for name, value in vars(create_facts()).items() if type(value) is int}
    return create_facts(**(nothing | {"latest_assessment": None, "plan": None, "last_review": None}))
