"""Places in the order of a plan: numbers with gaps, so that one activity moves without touching the others."""

from collections.abc import Sequence

from opennaphs.actions.activities.row_changes import save_each
from opennaphs.actions.writing import Change
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.store.plans import POSITION_STEP

LEAST_ROOM = 16
FEWEST_SPREAD = 8


def position_after(change: Change, plan: PlanRecord, after: ActivityRecord | None, action: str) -> int:
    """Give a free position right behind an activity, or before all others; make room when there is none.

    Only as many neighbours are moved apart as it takes; they get their event under the name of ``action``.
    """
    rows = list(plan.activities.defer("content").order_by("position", "pk"))
    place = 0 if after is None else [row.pk for row in rows].index(after.pk) + 1
    low, high = _room(rows, place)
    if high - low < 2:  # noqa: PLR2004 - no whole number lies between them
        _spread(change, rows, place, action)
        low, high = _room(rows, place)
    return (low + high) // 2


def _room(rows: Sequence[ActivityRecord], place: int) -> tuple[int, int]:
    """Give the positions before and behind a place among the rows."""
    low = rows[place - 1].position if place else 0
    return low, rows[place].position if place < len(rows) else low + 2 * POSITION_STEP


def _spread(change: Change, rows: list[ActivityRecord], place: int, action: str) -> None:
    """Move the neighbours of a place apart, more and more of them until there is room for each."""
    count = FEWEST_SPREAD
    first, last = max(0, place - count), min(len(rows), place + count)
    while _width(rows, first, last) < LEAST_ROOM * (last - first + 2) and (first, last) != (0, len(rows)):
        count *= 2
        first, last = max(0, place - count), min(len(rows), place + count)
    low, _ = _room(rows, first)
    step = max(LEAST_ROOM, _width(rows, first, last) // (last - first + 2))
    moved = [change.locked(row, None) for row in rows[first:last]]
    for number, row in enumerate(moved):
        row.position = low + step * (number + (2 if first + number >= place else 1))
    save_each(change, moved, action)
    rows[first:last] = moved


def _width(rows: Sequence[ActivityRecord], first: int, last: int) -> int:
    low, _ = _room(rows, first)
    return (rows[last].position if last < len(rows) else low + POSITION_STEP * (last - first + 2)) - low
