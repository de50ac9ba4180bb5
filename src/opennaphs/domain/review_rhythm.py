"""The rhythm of progress reviews after the launch of a plan: which review is due next, and when."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opennaphs.domain.meeting_cadence import Cadence, next_meeting
from opennaphs.domain.monitoring.records import ProgressReview, ReviewKind

RHYTHM: Mapping[ReviewKind, Cadence] = {
    ReviewKind.QUARTERLY: Cadence.QUARTER,
    ReviewKind.INTERMINISTERIAL: Cadence.HALF_YEAR,
    ReviewKind.YEARLY: Cadence.YEAR,
}
ALSO_COUNTS: Mapping[ReviewKind, frozenset[ReviewKind]] = {
    ReviewKind.QUARTERLY: frozenset({ReviewKind.QUARTERLY, ReviewKind.YEARLY}),
    ReviewKind.INTERMINISTERIAL: frozenset({ReviewKind.INTERMINISTERIAL}),
    ReviewKind.YEARLY: frozenset({ReviewKind.YEARLY}),
}
"""A yearly review looks at everything a quarterly one does, so that quarter needs no second one."""


@dataclass(frozen=True)
class SuggestedReview:
    """The next review of a kind.

    Attributes:
        kind: which.
        due: the day its rhythm asks for it.
        last: the day of the review the rhythm counts from; ``None`` = it counts from the launch.
        overdue: whether that day has passed.
    """

    kind: ReviewKind
    due: datetime.date
    last: datetime.date | None
    overdue: bool


def suggested_reviews(
    launched_on: datetime.date | None, held: Iterable[ProgressReview], today: datetime.date
) -> tuple[SuggestedReview, ...]:
    """Give the next review of each kind, the earliest first: three, six and twelve months after the last or the launch.

    Args:
        launched_on: the day of the launch; before it nothing is suggested. A launch still to come counts already.
        held: reviews that were held; what was held before the launch does not count.
        today: the day of the question.
    """
    if launched_on is None:
        return ()
    since = [one for one in held if launched_on <= one.held_on <= today]
    found = [_next(kind, launched_on, since, today) for kind in RHYTHM]
    return tuple(sorted(found, key=lambda one: one.due))


def _next(
    kind: ReviewKind, launched_on: datetime.date, held: Iterable[ProgressReview], today: datetime.date
) -> SuggestedReview:
    last = max((one.held_on for one in held if one.kind in ALSO_COUNTS[kind]), default=None)
    due = next_meeting(launched_on if last is None else last, RHYTHM[kind])
    if due is None:  # no rhythm is “when needed”
        message = f"{kind} has no rhythm."
        raise ValueError(message)
    return SuggestedReview(kind, due, last, due < today)
