"""End a role: the person keeps the account and loses what the role allowed."""

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import SECRETARIAT_LEAD
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import RoleAssignment, User


class LastLead(NaphsError):  # noqa: N818 - it reads as what happened
    """The only secretariat lead of a country cannot be let go."""


def end_role(*, assignment: RoleAssignment, why: str = "", by: User) -> RoleAssignment:
    """End a role from now on; what was done in it stays in the history. Ending it again changes nothing.

    Raises:
        NotAllowed: they may not manage people there.
        LastLead: it is the last secretariat lead of the country.
    """
    permission = Permission.MANAGE_PEOPLE if assignment.country else Permission.ADMINISTER
    with writing(permission, country=assignment.country, by=by) as change:
        # All leads are locked, not only this one, so that two leads cannot end each other at the same moment.
        held = RoleAssignment.objects.select_for_update().filter(country=assignment.country, ended_at=None)
        rows = {row.pk: row for row in held.filter(role=assignment.role)}
        row = rows.get(assignment.pk)
        if row is None:
            return assignment
        if row.role == SECRETARIAT_LEAD.key and len({one.user_id for one in rows.values()}) == 1:
            message = f"{row.user} is the only secretariat lead. Give somebody else the role first."
            raise LastLead(message)
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        change.note(row, "end_role", why=why)
    return row
