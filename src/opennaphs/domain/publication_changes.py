"""How much of a plan has changed since it was frozen, counted in what people speak of: goals, activities, money."""

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from opennaphs.domain.publishing import canonical_bytes


class PlanPart(StrEnum):
    """What the changes of a plan are counted by."""

    GOALS = "goals"
    ACTIVITIES = "activities"
    MONEY = "money"
    REPORTS = "reports"
    FRAME = "the rest of the plan"


LISTS: Mapping[str, tuple[PlanPart, str]] = {
    "goals": (PlanPart.GOALS, "indicator"),
    "activities": (PlanPart.ACTIVITIES, "id"),
}
INNER: Mapping[str, PlanPart] = {"funding": PlanPart.MONEY, "follow_up": PlanPart.REPORTS}


def changed_parts(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> dict[PlanPart, int]:
    """Count what was added, taken away or changed; parts in which nothing was are left out."""
    before, after = _entries(frozen), _entries(now)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    counts = Counter(part for part, _name in changed)
    return {part: counts[part] for part in PlanPart if counts[part]}


def _entries(document: Mapping[str, Any]) -> dict[tuple[PlanPart, str], object]:
    """Give every entry of a plan by its part and name, in a form that can be compared."""
    found: dict[tuple[PlanPart, str], object] = {}
    for part, name, value in _named(document):
        place = (part, name)
        found[place] = (found.get(place), canonical_bytes({"": value}))  # of several alike, each counts
    return found


def _named(document: Mapping[str, Any]) -> Iterator[tuple[PlanPart, str, Any]]:
    for key, value in document.items():
        if key in LISTS:
            part, name = LISTS[key]
            yield from ((part, one[name], one) for one in value)
        elif key in INNER:
            yield from _inner(INNER[key], value)
        else:
            yield PlanPart.FRAME, key, value


def _inner(part: PlanPart, content: Mapping[str, Any]) -> Iterator[tuple[PlanPart, str, Any]]:
    """Give the entries of a list by their id; an update has none, so its whole text stands for it."""
    for key, value in content.items():
        for one in value if isinstance(value, list) else ({"id": "", key: value},):
            name = one["id"] if "id" in one else canonical_bytes(one).decode()
            yield part, f"{key} {name}", one
