"""Say that an advocacy step was taken, and what came of it."""

from datetime import date

from opennaphs.actions.advocacy.checks import put_fields
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AdvocacyStep, User


def finish_advocacy_step(
    *, step: AdvocacyStep, done_on: date | None, version: int, outcome: str | None = None, why: str = "", by: User
) -> AdvocacyStep:
    """Say on which day an advocacy step was taken, or with ``None`` that it was not after all.

    Args:
        step: which.
        done_on: the day.
        version: the version the person saw.
        outcome: what came of it; ``None`` leaves what stands there.
        why: a sentence for the history.
        by: who says so.

    Raises:
        NotAllowed: they may not keep the money of the country.
        Stale: somebody else changed it meanwhile.
    """
    with writing(Permission.MANAGE_FUNDING, country=step.country, by=by) as change:
        row = change.locked(step, version)
        put_fields(row, {"done_on": done_on} | ({} if outcome is None else {"outcome": outcome}))
        change.save(row, "finish_advocacy_step", why)
    return row
