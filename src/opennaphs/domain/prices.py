"""Unit costs and price lists: what one unit of something costs, how sure that is, and how it was found."""

from dataclasses import dataclass
from functools import cached_property

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder
from opennaphs.domain.money import Money


@dataclass(frozen=True)
class UnitCost:
    """The price of one unit: a likely value with a low and a high one, the unit, and how it was arrived at.

    ``source`` and ``date`` (ISO 8601, as exact as known) cite a price of a country's own list; our defaults have
    neither and say ``how`` they were found.
    """

    id: str
    builder: Builder
    title: str
    unit: str
    low: Money
    likely: Money
    high: Money
    confidence: str
    how: str
    source: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class PriceList:
    """A named set of unit costs: our defaults, or a version of a country's own (``country`` is ISO 3166 alpha-3)."""

    name: str
    items: tuple[UnitCost, ...]
    country: str | None = None
    version: str | None = None

    @cached_property
    def by_id(self) -> dict[str, UnitCost]:
        """Every unit cost under its id."""
        return {item.id: item for item in self.items}

    @property
    def label(self) -> str:
        """The name with country and version, as far as they are known: what a plan says it was costed with."""
        version = None if self.version is None else f"version {self.version}"
        return ", ".join(part for part in (self.name, self.country, version) if part is not None)

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
