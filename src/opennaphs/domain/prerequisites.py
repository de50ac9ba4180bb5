"""What must come first: an activity that waits for others may never, by any way round, wait for itself."""

from collections import deque
from collections.abc import Collection, Mapping

from opennaphs.domain.errors import NaphsError


def circle(after: Mapping[str, Collection[str]], number: str) -> tuple[str, ...]:
    """Give the shortest way on which an activity waits for itself, beginning and ending with it; empty when none.

    Args:
        after: for each activity the numbers it waits for; numbers that are not among the keys are passed over.
        number: the activity to look at.
    """
    came_from: dict[str, str] = {}
    waiting = deque([number])
    while waiting:
        one = waiting.popleft()
        for need in after.get(one, ()):
            if need == number:
                return _way_back(came_from, one, number)
            if need in after and need not in came_from:
                came_from[need] = one
                waiting.append(need)
    return ()


def check_no_circle(after: Mapping[str, Collection[str]], number: str) -> None:
    """Let the prerequisites of an activity through.

    Raises:
        NaphsError: it would wait for itself; the message names every activity on the way.
    """
    way = circle(after, number)
    if way:
        message = f"{number} would wait for itself: {' → '.join(way)}. Take one of these prerequisites out."
        raise NaphsError(message)


def _way_back(came_from: Mapping[str, str], last: str, number: str) -> tuple[str, ...]:
    way = [number, last]
    while way[-1] != number:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
