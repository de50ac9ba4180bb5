"""Which rows can go back to an earlier version, and what has to hold when they do."""

from collections.abc import Callable, Mapping
from typing import cast

from opennaphs.actions.activities.contents import check_editable, check_prerequisites
from opennaphs.actions.advocacy.checks import check_row as check_advocacy
from opennaphs.actions.assessments.entries import check_single
from opennaphs.actions.engagement.checks import check_row
from opennaphs.actions.following.indicators import check_indicator
from opennaphs.actions.following.milestones import check_milestone
from opennaphs.actions.funding.checks import check_removable, check_source
from opennaphs.actions.recommendations.register import as_domain, check_activities
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.cycle import StageRecord as RecordedStage
from opennaphs.domain.cycle import StageState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_document import activity_document, activity_of
from opennaphs.store.models import (
    ActionItem,
    ActivityRecord,
    AdvocacyStep,
    AssessmentRecord,
    BudgetMoment,
    Committee,
    ComparisonSet,
    FundingSourceRecord,
    HealthEventRecord,
    Meeting,
    MilestoneRecord,
    PlanRecord,
    Recommendation,
    ResultIndicatorRecord,
    Score,
    StageRecord,
    StakeholderRecord,
    Versioned,
)

REVERTIBLE: tuple[type[Versioned], ...] = (
    ActivityRecord,
    PlanRecord,
    Recommendation,
    AssessmentRecord,
    Score,
    ComparisonSet,
    StakeholderRecord,
    Committee,
    Meeting,
    ActionItem,
    StageRecord,
    FundingSourceRecord,
    HealthEventRecord,
    BudgetMoment,
    AdvocacyStep,
    MilestoneRecord,
    ResultIndicatorRecord,
)
RIGHTS: Mapping[type[Versioned], Permission] = {
    ActivityRecord: Permission.EDIT_ACTIVITIES,
    PlanRecord: Permission.EDIT_PLAN,
    Recommendation: Permission.MANAGE_RECOMMENDATIONS,
    AssessmentRecord: Permission.ENTER_SCORES,
    Score: Permission.ENTER_SCORES,
    ComparisonSet: Permission.ENTER_SCORES,
    StakeholderRecord: Permission.MANAGE_ENGAGEMENT,
    Committee: Permission.MANAGE_ENGAGEMENT,
    Meeting: Permission.MANAGE_ENGAGEMENT,
    ActionItem: Permission.MANAGE_ENGAGEMENT,
    StageRecord: Permission.MANAGE_CYCLE,
    FundingSourceRecord: Permission.MANAGE_FUNDING,
    HealthEventRecord: Permission.MANAGE_FUNDING,
    BudgetMoment: Permission.MANAGE_FUNDING,
    AdvocacyStep: Permission.MANAGE_FUNDING,
    MilestoneRecord: Permission.REPORT_PROGRESS,
    ResultIndicatorRecord: Permission.FOLLOW_UP,
}
"""What it takes to write a row of each kind: going back writes it, too."""
NOT_REVERTIBLE: Mapping[str, str] = {
    "goalrecord": "A goal is set again on the page of goals, because the gaps of the plan follow it.",
    "supportrecord": "Support is corrected on its own page, because its validation and its money follow it.",
    "fundingbasis": "Rates are entered again on their page, because every figure of the money follows them.",
    "mappinground": "A mapping round is not undone: later rounds are compared with it.",
    "progressreviewrecord": "A progress review is corrected on its own page; what was known when it was held stays.",
    "reviewround": "A review round is not undone: people have answered in it. Open another one.",
}
OWN_FIELDS: Mapping[str, tuple[str, ...]] = {"planrecord": ("title", "removed")}
"""The only fields that come back, for kinds of rows whose other fields are set by actions with rules of their own."""


def kind_of(row: Versioned) -> str:
    """Give the kind of a row as audit events name it."""
    return row._meta.model_name or ""  # noqa: SLF001 - Django's public word for it


def check_revertible(row: Versioned) -> None:
    """Raise unless rows of this kind go back, and the state of their plan lets them now.

    Raises:
        NaphsError: they do not; the message says what to do instead.
        EditRefused: the plan stands as agreed.
    """
    if not isinstance(row, REVERTIBLE):
        raise NaphsError(NOT_REVERTIBLE.get(kind_of(row), "Rows of this kind do not go back."))
    if isinstance(row, ActivityRecord):
        check_editable(row.plan)
    if isinstance(row, PlanRecord):
        check_editable(row)


def check_again(row: Versioned) -> None:
    """Hold what came back against the rules of today, which may be stricter than those it was written under.

    Raises:
        NaphsError: it cannot stand; nothing is saved then.
    """
    CHECKS.get(type(row), _stands)(row)


def _stands(_row: Versioned) -> None:
    """Most rows carry nothing but their fields."""


def _check_activity(row: Versioned) -> None:
    record = cast("ActivityRecord", row)
    try:
        activity = activity_of(record.content)
        activity_document(activity)
    except (KeyError, ValueError, TypeError) as error:
        message = f"That version of the activity cannot be read any more: {error}."
        raise NaphsError(message) from error
    if activity.details.after:
        check_prerequisites(record.plan, activity)


def _check_stage(row: Versioned) -> None:
    stage = cast("StageRecord", row)
    RecordedStage(StageState(stage.state), stage.note)


def _check_recommendation(row: Versioned) -> None:
    recommendation = cast("Recommendation", row)
    as_domain(recommendation)
    check_activities(recommendation.country, recommendation.answered_by)


def _check_assessment(row: Versioned) -> None:
    record = cast("AssessmentRecord", row)
    if not record.removed:
        check_single(record.country, record.framework, record.date, but=record)


def _check_source(row: Versioned) -> None:
    source = cast("FundingSourceRecord", row)
    check_source(source)
    if source.removed:
        check_removable(source)


CHECKS: Mapping[type[Versioned], Callable[[Versioned], None]] = {
    ActivityRecord: _check_activity,
    StageRecord: _check_stage,
    Recommendation: _check_recommendation,
    AssessmentRecord: _check_assessment,
    FundingSourceRecord: _check_source,
    StakeholderRecord: check_row,
    Committee: check_row,
    Meeting: check_row,
    ActionItem: check_row,
    MilestoneRecord: check_milestone,
    ResultIndicatorRecord: check_indicator,
    HealthEventRecord: check_advocacy,
    BudgetMoment: check_advocacy,
    AdvocacyStep: check_advocacy,
}
