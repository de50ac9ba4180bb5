"""Whether a role can be given as asked, and which right it takes to give it; shared by giving and inviting."""

from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES, SECRETARIAT_LEAD, Scope
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import RoleAssignment


def check_role(role: str, country: str, area: str) -> None:
    """Hold a role against the place it shall be held in.

    Raises:
        NaphsError: there is no such role, or it is not tied to what was given.
    """
    if role not in ROLES:
        message = f"There is no role “{role}”. There are: {', '.join(ROLES)}."
        raise NaphsError(message)
    scope = ROLES[role].scope
    if (scope is Scope.EVERYWHERE) == bool(country):
        message = f"The role “{ROLES[role].title}” holds in {scope}. Name the country exactly when it is held in one."
        raise NaphsError(message)
    if area and scope is not Scope.AREA:
        message = f"The role “{ROLES[role].title}” is not held in a single area. Leave the area away."
        raise NaphsError(message)


def permission_to_give(role: str, country: str) -> Permission:
    """Say which right giving a role takes: administrators give what holds everywhere, and a country its first lead."""
    if not country or (role == SECRETARIAT_LEAD.key and not has_lead(country)):
        return Permission.ADMINISTER
    return Permission.MANAGE_PEOPLE


def has_lead(country: str) -> bool:
    """Whether somebody leads the secretariat of a country now."""
    return RoleAssignment.objects.filter(role=SECRETARIAT_LEAD.key, country=country, ended_at=None).exists()
