"""The progress updates of a plan in the order of their days, so that any day can be asked about quickly."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from opennaphs.domain.monitoring.records import ProgressUpdate


@dataclass(frozen=True)
class UpdateIndex:
    """The updates of every activity in the order of their days, so that any day can be asked quickly."""

    by_activity: Mapping[str, Sequence[ProgressUpdate]]
    days: Mapping[str, Sequence[datetime.date]] = field(repr=False)

    def upto(self, activity: str, day: datetime.date) -> Sequence[ProgressUpdate]:
        """Give the updates of an activity up to and with a day, the oldest first."""
        updates = self.by_activity.get(activity, ())
        return updates[: bisect_right(self.days.get(activity, ()), day)]


def update_index(updates: Iterable[ProgressUpdate]) -> UpdateIndex:
    """Put updates in order once; of one day the last entered stands last."""
    found: dict[str, list[ProgressUpdate]] = {}
    for one in updates:
        found.setdefault(one.activity, []).append(one)
    for entries in found.values():
        entries.sort(key=lambda one: one.on)
    return UpdateIndex(found, {name: [one.on for one in entries] for name, entries in found.items()})
