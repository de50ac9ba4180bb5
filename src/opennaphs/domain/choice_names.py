"""Names in budget rules: people write ids in full or short; each is found in the plan, or the nearest ones are told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.domain.step_weights import PlanStep, short

MOST_NAMED = 3


@dataclass(frozen=True)
class KnownNames:
    """What rules may speak of: per name, the activities it stands for; the steps and areas by their names."""

    activities: Mapping[str, tuple[str, ...]]
    steps: Mapping[str, PlanStep]
    areas: Mapping[str, str]
    targets: frozenset[str]

    def activities_of(self, name: str, place: str) -> tuple[str, ...]:
        """Give the activities meant by an activity, an action or a step.

        Raises:
            NaphsError: the plan has nothing of that name; the message tells the nearest names.
        """
        if name in self.steps:
            return tuple(activity.id for activity in self.steps[name].activities)
        if name not in self.activities:
            raise _unknown(name, (*self.activities, *self.steps), "activity or step", place)
        return self.activities[name]

    def step(self, name: str, place: str) -> str:
        """Give the id of a step.

        Raises:
            NaphsError: the plan has no such step; the message tells the nearest ones.
        """
        if name not in self.steps:
            raise _unknown(name, self.steps, "step", place)
        return self.steps[name].id

    def area(self, name: str) -> str:
        """Give the full id of an area; a name the plan does not know stays as it is."""
        return self.areas.get(name, name)

    def strange(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the names that are neither an area nor an indicator of the plan."""
        return tuple(name for name in names if name not in self.areas and name not in self.targets)


def known_names(plan: Plan, steps: Iterable[PlanStep]) -> KnownNames:
    """Collect what the rules of a plan may speak of."""
    steps = tuple(steps)
    activities: dict[str, tuple[str, ...]] = {}
    for activity in plan.activities:
        activities[activity.action.id] = (*activities.get(activity.action.id, ()), activity.id)
    activities |= {activity.id: (activity.id,) for activity in plan.activities}
    by_name = {short(step.id): step for step in steps} | {step.id: step for step in steps}
    areas = {name: step.area for step in steps for name in (short(step.area), step.area)}
    targets = frozenset(name for step in steps for name in (short(step.target), step.target))
    return KnownNames(activities, by_name, areas, targets)


def _unknown(name: str, known: Iterable[str], what: str, place: str) -> NaphsError:
    near = get_close_matches(name, tuple(known), MOST_NAMED, cutoff=0.5)
    remedy = f"Did you mean {', '.join(near)}?" if near else "Use the numbers of the plan."
    return NaphsError(f"{place}: the plan has no {what} “{name}”. {remedy}")
