"""The roles people hold. A role is code with a description; that Amina holds it in Uganda is a row."""

from dataclasses import dataclass
from enum import StrEnum

from opennaphs.authorization.permissions import Permission

P = Permission
_READS = frozenset({P.VIEW_COUNTRY, P.EXPORT, P.SEE_HISTORY})
_WRITES = frozenset({P.COMMENT, P.EDIT_ACTIVITIES, P.RATE, P.REPORT_PROGRESS})


class Scope(StrEnum):
    """What an assignment of a role is tied to."""

    EVERYWHERE = "the whole installation"
    COUNTRY = "a country"
    AREA = "a country, and one technical area of it or all"
    ORGANISATION = "a country, and one organisation in it"


@dataclass(frozen=True)
class Role:
    """What a person is in the work: its name in code, title, one sentence for people, and its permissions."""

    key: str
    title: str
    description: str
    scope: Scope
    permissions: frozenset[Permission]


SECRETARIAT_MEMBER = Role(
    "secretariat-member",
    "Secretariat member",
    "Runs the daily work of the plan: scores, recommendations, activities, stakeholders, money, reviews.",
    Scope.COUNTRY,
    _READS
    | _WRITES
    | {P.ENTER_SCORES, P.MANAGE_RECOMMENDATIONS, P.EDIT_PLAN, P.EDIT_COSTS}
    | {P.MANAGE_ENGAGEMENT, P.MANAGE_CYCLE, P.REVERT}
    | {P.MANAGE_FUNDING, P.REPORT_SUPPORT, P.FOLLOW_UP},
)
SECRETARIAT_LEAD = Role(
    "secretariat-lead",
    "Secretariat lead",
    "Leads the secretariat: everything its members do, and also people, roles and the state of the plan.",
    Scope.COUNTRY,
    SECRETARIAT_MEMBER.permissions | {P.MANAGE_PEOPLE, P.MOVE_PLAN, P.SIGN_OFF, P.PUBLISH_PLAN},
)
TECHNICAL_LEAD = Role(
    "technical-lead",
    "Technical lead",
    "Answers for a technical area: its scores, recommendations, activities, costs, progress and sign-off.",
    Scope.AREA,
    _READS | _WRITES | {P.ENTER_SCORES, P.MANAGE_RECOMMENDATIONS, P.EDIT_COSTS, P.SIGN_OFF, P.REVERT},
)
CONTRIBUTOR = Role(
    "contributor", "Contributor", "Works on the activities of an area with its lead.", Scope.AREA, _READS | _WRITES
)
FINANCE_OFFICER = Role(
    "finance-officer",
    "Finance officer",
    "Checks and details costs, prices and funding in every area.",
    Scope.COUNTRY,
    _READS | {P.COMMENT, P.EDIT_COSTS, P.MANAGE_FUNDING, P.REPORT_SUPPORT},
)
PARTNER = Role(
    "partner",
    "Partner",
    "A donor, agency or organisation that reads the plan, comments, and says what it supports.",
    Scope.ORGANISATION,
    _READS | {P.COMMENT, P.REPORT_SUPPORT},
)
REVIEWER = Role(
    "reviewer",
    "Reviewer",
    "Reads, comments and signs off areas in a review round; edits nothing.",
    Scope.AREA,
    _READS | {P.COMMENT, P.SIGN_OFF},
)
VIEWER = Role("viewer", "Viewer", "Reads everything of a country, changes nothing.", Scope.COUNTRY, _READS)
CATALOGUE_STEWARD = Role(
    "catalogue-steward",
    "Catalogue steward",
    "Keeps the shared catalogue of actions and prices. Sees no country's work by this role alone.",
    Scope.EVERYWHERE,
    frozenset({P.STEWARD_CATALOGUE}),
)
ADMINISTRATOR = Role(
    "administrator",
    "Administrator",
    "Opens countries and names their first secretariat lead. Sees no country's work by this role alone.",
    Scope.EVERYWHERE,
    frozenset({P.ADMINISTER}),
)

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        SECRETARIAT_LEAD,
        SECRETARIAT_MEMBER,
        TECHNICAL_LEAD,
        CONTRIBUTOR,
        FINANCE_OFFICER,
        PARTNER,
        REVIEWER,
        VIEWER,
        CATALOGUE_STEWARD,
        ADMINISTRATOR,
    )
}
COUNTRY_ROLES = tuple(role for role in ROLES.values() if role.scope is not Scope.EVERYWHERE)
