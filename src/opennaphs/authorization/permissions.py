"""Everything a person may be allowed to do, one word each."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do. The value stands in no address and no file, so it may be reworded."""

    VIEW_COUNTRY = "see the workbench of a country"
    EXPORT = "take plans and lists away as files"
    COMMENT = "take part in the discussion"
    ENTER_SCORES = "enter and import scores"
    MANAGE_RECOMMENDATIONS = "keep the register of recommendations"
    EDIT_PLAN = "create plans and set goals, groups and order"
    EDIT_ACTIVITIES = "edit activities"
    EDIT_COSTS = "edit cost lines and prices"
    RATE = "rate impact, feasibility and risk"
    REPORT_PROGRESS = "report progress"
    SIGN_OFF = "sign off an area in a review round"
    MOVE_PLAN = "move a plan to its next state"
    MANAGE_ENGAGEMENT = "keep stakeholders, committees and meetings"
    MANAGE_CYCLE = "lead the cycle: stages, owners, hand-over"
    MANAGE_PEOPLE = "invite people and give roles"
    REVERT = "return to an earlier version"
    SEE_HISTORY = "read the history of changes"
    MANAGE_FUNDING = "keep funding sources, support and their money"
    REPORT_SUPPORT = "report what their own organisation supports"
    FOLLOW_UP = "lead the follow-up: reviews, results, links and reminders"
    PUBLISH_PLAN = "freeze and publish a plan"
    STEWARD_CATALOGUE = "keep the shared catalogue"
    ADMINISTER = "run the installation: open countries, name their first lead"


BY_AREA = frozenset(
    {
        Permission.EDIT_ACTIVITIES,
        Permission.EDIT_COSTS,
        Permission.RATE,
        Permission.REPORT_PROGRESS,
        Permission.SIGN_OFF,
        Permission.MANAGE_RECOMMENDATIONS,
        Permission.REVERT,
    }
)
"""Permissions that an assignment to one technical area gives in that area only."""
