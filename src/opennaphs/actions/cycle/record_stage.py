"""Record where a stage of the cycle stands."""

import datetime

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from opennaphs.domain.cycle import StageRecord as RecordedStage
from opennaphs.domain.cycle import StageState
from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import StageRecord, User


def record_stage(
    *,
    country: str,
    stage: Stage,
    state: StageState,
    owner: str = "",
    due: datetime.date | None = None,
    note: str = "",
    cycle: int = 1,
    version: int | None,
    why: str = "",
    by: User,
) -> StageRecord:
    """Record a stage: its state, the role that leads it, until when, and a note.

    Args:
        country: ISO 3166 alpha-3.
        stage: which stage.
        state: what the secretariat says of it.
        owner: key of the role that leads it; "" leaves it with the role of the guidance.
        due: the day by which it shall be done.
        note: what others should know; for a skipped stage, the reason.
        cycle: the number of the country's cycle, from 1.
        version: the version the person saw; 1 for a stage nobody had recorded.
        why: a sentence for the history.
        by: who records it.

    Raises:
        NotAllowed: they do not lead the cycle.
        NaphsError: it is skipped without a reason, or there is no such role.
        Stale: somebody else recorded it meanwhile.
    """
    RecordedStage(state, note)
    if owner and owner not in ROLES:
        message = f"There is no role “{owner}”. There are: {', '.join(ROLES)}."
        raise NaphsError(message)
    with writing(Permission.MANAGE_CYCLE, country=country, by=by) as change:
        found, _new = StageRecord.objects.get_or_create(country=country, cycle=cycle, stage=stage.value)
        row = change.locked(found, version)
        row.state, row.owner, row.due, row.note = state.value, owner, due, note.strip()
        change.save(row, "record_stage", why)
    return row
