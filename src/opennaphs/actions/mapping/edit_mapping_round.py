"""Edit what is said of a mapping round; what was known when it was closed stays."""

import datetime

from opennaphs.actions.mapping.round_checks import check_round
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import MappingRound, User


def edit_mapping_round(
    *, mapping_round: MappingRound, title: str, held_on: datetime.date, note: str, version: int, why: str = "", by: User
) -> MappingRound:
    """Change title, day and note of a round, closed ones too.

    Args:
        mapping_round: which.
        title: what people call it.
        held_on: the day of the workshop.
        note: who was there, what was agreed.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they do not keep the money of the country.
        Stale: somebody else changed it meanwhile.
        NaphsError: it has no title.
    """
    with writing(Permission.MANAGE_FUNDING, country=mapping_round.country_code, by=by) as change:
        row = change.locked(mapping_round, version)
        row.title, row.held_on, row.note = title.strip(), held_on, note.strip()
        check_round(row)
        change.save(row, "edit_mapping_round", why)
    return row
