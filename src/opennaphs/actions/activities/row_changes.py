"""Changes to many activities at once: what is wanted of each, and those that somebody else changed meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from opennaphs.actions.writing import Change, Stale
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ActivityRecord, PlanRecord


@dataclass(frozen=True)
class RowChange:
    """What is wanted of one activity: its row, the version the person saw, and new values as ``edit_activity`` has."""

    pk: int
    version: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of it: the rows that were changed, and those left as somebody else had changed them."""

    changed: tuple[ActivityRecord, ...]
    left: tuple[ActivityRecord, ...]


class ChangedMeanwhile(NaphsError):  # noqa: N818 - it reads as what happened
    """Some of the activities were changed by others since they were read; none was written. ``rows`` names them."""

    def __init__(self, rows: Sequence[ActivityRecord]) -> None:
        """Say how many."""
        self.rows = tuple(rows)
        super().__init__(
            f"{len(self.rows)} of the activities were changed by others meanwhile, so nothing was changed yet."
        )


def save_each(change: Change, rows: Iterable[ActivityRecord], action: str, why: str = "") -> list[ActivityRecord]:
    """Save locked rows one by one and give those that had changed.

    One statement for many rows with large contents takes many times longer to put together than it saves.
    """
    return [row for row in rows if change.save(row, action, why)]


def areas_of_rows(plan: PlanRecord, wanted: Sequence[RowChange]) -> set[str]:
    """Give the areas a change touches.

    Raises:
        NaphsError: nothing is chosen, or an activity is not of this plan.
    """
    if not wanted:
        raise NaphsError("No activity is chosen. Tick at least one.")
    found = dict(plan.activities.filter(pk__in=[one.pk for one in wanted]).values_list("pk", "area"))
    if len(found) < len({one.pk for one in wanted}):
        raise NaphsError("One of the chosen activities is not in this plan. Go back to the list and choose again.")
    return set(found.values())


def lock_unchanged(
    change: Change, plan: PlanRecord, wanted: Iterable[RowChange], *, leave_changed: bool
) -> tuple[list[tuple[ActivityRecord, RowChange]], list[ActivityRecord]]:
    """Lock the rows that stand as the person saw them; give these and the others.

    Raises:
        ChangedMeanwhile: some were changed, and it was not said that the rest shall be written without them.
    """
    rows = {row.pk: row for row in plan.activities.filter(pk__in=[one.pk for one in wanted]).only("plan")}
    locked, changed = [], []
    for one in wanted:
        try:
            row = change.locked(rows[one.pk], one.version)
        except Stale as stale:
            changed.append(cast("ActivityRecord", stale.row))
        else:
            row.plan = plan
            locked.append((row, one))
    if changed and not leave_changed:
        raise ChangedMeanwhile(changed)
    return locked, changed
