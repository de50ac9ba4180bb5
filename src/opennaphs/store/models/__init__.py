"""Every table of the workbench."""

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
from opennaphs.store.models.keys import ProgramKey
from opennaphs.store.models.people import HandOverNote, Invitation, RoleAssignment, User
from opennaphs.store.models.planning import ActivityRecord, GoalRecord, PlanRecord
from opennaphs.store.models.versioned import Versioned
from opennaphs.store.models.work import ImportPreview, Job, SectorPackageRecord

__all__ = [
    "ActionItem",
    "ActivityRecord",
    "AssessmentRecord",
    "AuditEvent",
    "ChainHead",
    "Comment",
    "Committee",
    "ComparisonSet",
    "CountryDesk",
    "GoalRecord",
    "HandOverNote",
    "ImportPreview",
    "Invitation",
    "Job",
    "Meeting",
    "Mention",
    "PlanRecord",
    "ProgramKey",
    "Recommendation",
    "ReviewRound",
    "RoleAssignment",
    "Score",
    "SectorPackageRecord",
    "SignOff",
    "StageRecord",
    "StakeholderRecord",
    "User",
    "Versioned",
]
