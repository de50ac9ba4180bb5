"""Give a plan another title."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import PlanRecord, User

NO_TITLE = "Give the plan a title."


def edit_plan(*, plan: PlanRecord, title: str, version: int, why: str = "", by: User) -> PlanRecord:
    """Change what people call a plan.

    Args:
        plan: which.
        title: its new title.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not edit plans.
        Stale: somebody else changed it meanwhile.
        NaphsError: the title is empty.
    """
    if not title.strip():
        raise NaphsError(NO_TITLE)
    with writing(Permission.EDIT_PLAN, country=plan.country, by=by) as change:
        row = change.locked(plan, version)
        row.title = title.strip()
        change.save(row, "edit_plan", why)
    return row
