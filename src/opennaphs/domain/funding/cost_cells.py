"""The cost of a plan in atomic cells: one activity, one region, one economic type, one year."""

from collections.abc import Sequence
from dataclasses import dataclass

from opennaphs.domain.cost_views import UNKNOWN, CostFact, cost_facts
from opennaphs.domain.funding.coins import Coin, split
from opennaphs.domain.planning import Plan

WHOLE_COUNTRY = "whole country"
SENTENCES = (WHOLE_COUNTRY, UNKNOWN)


@dataclass(frozen=True, slots=True)
class CostCell:
    """The smallest part of a plan's cost that money is put to. ``pieces`` is the cost in coins of the position."""

    activity: str
    area: str
    ministry: str
    scale: str
    region: str
    economic_type: str
    year: int
    pieces: int

    @property
    def room(self) -> int:
        """What money can be put to it: its cost, and nothing where a correction makes the cost negative."""
        return max(self.pieces, 0)


def cost_cells(plan: Plan, coin: Coin) -> tuple[CostCell, ...]:
    """Cut the cost of a plan into cells, in the order of the plan, zeros included.

    What an activity costs is split equally over its places, to the coin by the largest remainder; an activity without
    places lies in :data:`WHOLE_COUNTRY`.
    """
    sums: dict[tuple[str, str, int], int] = {}
    facts: dict[tuple[str, str, int], CostFact] = {}
    for fact in cost_facts(plan):
        key = (fact.activity, fact.economic_type, fact.year)
        sums[key] = sums.get(key, 0) + coin.pieces(fact.amount)
        facts.setdefault(key, fact)
    places = {activity.id: activity.details.places or (WHOLE_COUNTRY,) for activity in plan.activities}
    return tuple(cell for key, fact in facts.items() for cell in _in_places(fact, places[fact.activity], sums[key]))


def _in_places(fact: CostFact, places: Sequence[str], pieces: int) -> list[CostCell]:
    about = (fact.activity, fact.area, fact.ministry, fact.scale)
    parts = [pieces] if len(places) == 1 else split(pieces, [1] * len(places))
    return [
        CostCell(*about, place, fact.economic_type, fact.year, part) for place, part in zip(places, parts, strict=True)
    ]
