"""Take a plan off the list. It stays in the history; nothing of it is deleted."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import PlanRecord, User

NOT_A_DRAFT = "“{plan}” is {state}. Only a draft is taken off the list; move it back first."


def remove_plan(*, plan: PlanRecord, version: int, why: str = "", by: User) -> PlanRecord:
    """Remove a draft.

    Args:
        plan: which.
        version: the version the person saw.
        why: a sentence for the history.
        by: who removes it.

    Raises:
        NotAllowed: they may not move plans.
        Stale: somebody else changed it meanwhile.
        NaphsError: it is no draft any more.
    """
    with writing(Permission.MOVE_PLAN, country=plan.country, by=by) as change:
        row = change.locked(plan, version)
        if row.state != PlanState.DRAFT:
            raise NaphsError(NOT_A_DRAFT.format(plan=row, state=row.state))
        row.removed = True
        change.save(row, "remove_plan", why)
    return row
