"""Unit costs and price lists: what one unit of something costs, how sure that is, and how it was found."""

from dataclasses import dataclass
from functools import cached_property

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder
from opennaphs.domain.money import Money


@dataclass(frozen=True)
class UnitCost:
    """The price of one unit: a likely value with a low and a high one, the unit, and how it was arrived at."""

    id: str
    builder: Builder
    title: str
    unit: str
    low: Money
    likely: Money
    high: Money
    confidence: str
    how: str


@dataclass(frozen=True)
class PriceList:
    """A named set of unit costs: our defaults, or a country's own."""

    name: str
    items: tuple[UnitCost, ...]

    @cached_property
    def by_id(self) -> dict[str, UnitCost]:
        """Every unit cost under its id."""
        return {item.id: item for item in self.items}

    @property
    def basis(self) -> tuple[str, int]:
        """The one currency and price year of the list.

        Raises:
            NaphsError: the list is empty or mixes currencies or price years.
        """
        bases = {(item.likely.currency, item.likely.price_year) for item in self.items}
        if len(bases) != 1:
            message = f"The price list “{self.name}” must be in one currency and of one price year, not {len(bases)}."
            raise NaphsError(message)
        return bases.pop()

    def unit_cost(self, item_id: str) -> UnitCost:
        """Find a unit cost.

        Raises:
            NaphsError: the list has no such item; a missing price is never zero.
        """
        if item_id not in self.by_id:
            message = f"The price list “{self.name}” has no item “{item_id}”. Add it with its price, unit and source."
            raise NaphsError(message)
        return self.by_id[item_id]
