"""Every table of the workbench."""

from opennaphs.store.models.advocating import AdvocacyStep, BudgetMoment, HealthEventRecord
from opennaphs.store.models.assessing import AssessmentRecord, ComparisonSet, Recommendation, Score
from opennaphs.store.models.audit import AuditEvent, ChainHead
from opennaphs.store.models.country import CountryDesk, StageRecord
from opennaphs.store.models.engaging import (
    ActionItem,
    Comment,
    Committee,
    Meeting,
    Mention,
    ReviewRound,
    SignOff,
    StakeholderRecord,
)
from opennaphs.store.models.following import (
    FeedKey,
    MilestoneRecord,
    ProgressReviewRecord,
    ProgressUpdateRecord,
    ReminderSent,
    ResultIndicatorRecord,
    ResultValueRecord,
    UpdateLink,
)
from opennaphs.store.models.funding import (
    FundingBasis,
    FundingSourceRecord,
    MappingRound,
    SupportRecord,
    TransactionRecord,
)
from opennaphs.store.models.keys import ProgramKey
from opennaphs.store.models.people import HandOverNote, Invitation, RoleAssignment, User
from opennaphs.store.models.planning import ActivityRecord, GoalRecord, PlanRecord
from opennaphs.store.models.publishing import Publication
from opennaphs.store.models.versioned import Versioned
from opennaphs.store.models.work import ImportPreview, Job, SectorPackageRecord

__all__ = [
    "ActionItem",
    "ActivityRecord",
    "AdvocacyStep",
    "AssessmentRecord",
    "AuditEvent",
    "BudgetMoment",
    "ChainHead",
    "Comment",
    "Committee",
    "ComparisonSet",
    "CountryDesk",
    "FeedKey",
    "FundingBasis",
    "FundingSourceRecord",
    "GoalRecord",
    "HandOverNote",
    "HealthEventRecord",
    "ImportPreview",
    "Invitation",
    "Job",
    "MappingRound",
    "Meeting",
    "Mention",
    "MilestoneRecord",
    "PlanRecord",
    "ProgramKey",
    "ProgressReviewRecord",
    "ProgressUpdateRecord",
    "Publication",
    "Recommendation",
    "ReminderSent",
    "ResultIndicatorRecord",
    "ResultValueRecord",
    "ReviewRound",
    "RoleAssignment",
    "Score",
    "SectorPackageRecord",
    "SignOff",
    "StageRecord",
    "StakeholderRecord",
    "SupportRecord",
    "TransactionRecord",
    "UpdateLink",
    "User",
    "Versioned",
]
