"""Open a mapping round: one exercise in which the money of a plan is mapped."""

import datetime

from opennaphs.actions.mapping.round_checks import check_round
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import MappingRound, PlanRecord, User


def open_mapping_round(
    *, plan: PlanRecord, title: str, held_on: datetime.date, note: str = "", why: str = "", by: User
) -> MappingRound:
    """Open a round.

    Args:
        plan: whose money is mapped.
        title: what people call it.
        held_on: the day of the workshop.
        note: who was there, what was agreed.
        why: a sentence for the history.
        by: who opens it.

    Raises:
        NotAllowed: they do not keep the money of the country.
        NaphsError: it has no title.
    """
    with writing(Permission.MANAGE_FUNDING, country=plan.country, by=by) as change:
        row = MappingRound(plan=plan, title=title.strip(), held_on=held_on, note=note.strip())
        check_round(row)
        return change.add(row, "open_mapping_round", why)
