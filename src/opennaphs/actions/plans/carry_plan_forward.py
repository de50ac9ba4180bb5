"""Make the next plan out of the unfinished work of another, or the plan of one year out of a plan of several."""

from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.actions.plans.following import CHANGED, PlanChanged, Way, carried, print_of
from opennaphs.actions.plans.relevelling import LevelsFrom
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import PlanRecord, User


def carry_plan_forward(
    *,
    previous: PlanRecord,
    way: Way,
    title: str,
    first_year: int,
    most_per_area: int,
    seen: str,
    levels: LevelsFrom | None = None,
    why: str = "",
    by: User,
) -> PlanRecord:
    """Create the plan that follows from another; the other stays as it is.

    Args:
        previous: the plan it follows from.
        way: as the next plan, or as the work of one year.
        title: what people call the new plan.
        first_year: its first calendar year.
        most_per_area: for one year: how many activities an area can take on.
        seen: the fingerprint of the other plan when the person looked (:func:`print_of`).
        levels: a newer assessment the new plan takes its levels from, and what is left out because of it.
        why: a sentence for the history.
        by: who creates it.

    Raises:
        NotAllowed: they may not create plans.
        PlanChanged: the other plan was changed since.
        NaphsError: the year or the number cannot be.
    """
    with writing(Permission.EDIT_PLAN, country=previous.country, by=by) as change:
        locked = change.locked(previous, None)
        if print_of(locked, levels) != seen:
            raise PlanChanged(CHANGED)
        new = carried(locked, way=way, title=title, first_year=first_year, most_per_area=most_per_area, levels=levels)
        kind = "operational" if way is Way.OPERATIONAL else locked.kind
        return create_plan(plan=new.plan, title=title, kind=kind, previous=locked, why=why, by=by)
