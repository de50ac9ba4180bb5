"""Give a person a role."""

from opennaphs.actions.people.giving import check_role, permission_to_give
from opennaphs.actions.writing import writing
from opennaphs.store.models import RoleAssignment, User


def give_role(
    *, person: User, role: str, country: str, area: str = "", organisation: str = "", why: str = "", by: User
) -> RoleAssignment:
    """Give a person a role in a country; an administrator may give the first lead of a country its role.

    Args:
        person: who gets it.
        role: key of the role.
        country: ISO 3166 alpha-3; "" for the roles that hold everywhere.
        area: full area id for roles by area; "" means all areas.
        organisation: for partners, whom they speak for.
        why: a sentence for the history.
        by: who gives it.

    Raises:
        NotAllowed: they may not give roles there.
        NaphsError: there is no such role, or it is not tied to what was given.
    """
    check_role(role, country, area)
    with writing(permission_to_give(role, country), country=country, by=by) as change:
        row, new = RoleAssignment.objects.get_or_create(
            user=person, role=role, country=country, area=area, organisation=organisation, ended_at=None
        )
        if new:
            change.note(row, "give_role", why=why)
    return row
