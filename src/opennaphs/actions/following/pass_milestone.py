"""Pass a milestone: say on which day it was reached, or that it was not after all."""

import datetime

from opennaphs.actions.following.milestones import check_milestone
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import MilestoneRecord, User


def pass_milestone(
    *,
    milestone: MilestoneRecord,
    done_on: datetime.date | None,
    evidence: str = "",
    version: int,
    why: str = "",
    by: User,
) -> MilestoneRecord:
    """Set the day on which a milestone was passed.

    Args:
        milestone: which.
        done_on: the day, not one to come; ``None`` = it is open again.
        evidence: an address on the web or the name of a document; empty = what stands there stays.
        version: the version the person saw.
        why: a sentence for the history.
        by: who says so.

    Raises:
        NotAllowed: they may not report progress in this area.
        EditRefused: the state of the plan does not let it be followed.
        Stale: somebody else changed it meanwhile.
        NaphsError: the day is still to come, or the evidence cannot be opened.
    """
    with writing(Permission.REPORT_PROGRESS, country=milestone.country_code, area=milestone.area_id, by=by) as change:
        row = change.locked(milestone, version)
        row.done_on, row.evidence = done_on, evidence.strip() or row.evidence
        check_milestone(row)
        change.save(row, "pass_milestone", why)
    return row
