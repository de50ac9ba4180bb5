"""Menus of costed actions: what each line helps to reach, what it uses, how much of it, where; and what that costs.

The columns are those of the costing worksheet for JEE 3. What a menu costs is computed in ``menu_costing``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from opennaphs.domain.errors import NaphsError, Place
from opennaphs.domain.library import Driver
from opennaphs.domain.money import Money

MENU_SCORES = range(2, 6)
WORDING_SOURCE = (
    "IHR Costing Tool for JEE 3, Methods and Assumptions; Georgetown University, github.com/cghss/IHR-costing"
)
NOWHERE = Place("menu")


class MenuKind(StrEnum):
    """How often a line is paid: once (the JEE 1 tool tells start-up from capital), or every year from then on."""

    ONE_TIME = "one-time"
    RECURRING = "recurring"
    START_UP = "start-up"
    CAPITAL = "capital"


class AdministrativeTier(StrEnum):
    """Where in the country a line is carried out, which is what it is multiplied by."""

    NATIONAL = "national"
    INTERMEDIATE = "intermediate"
    LOCAL = "local"
    FACILITY = "facility"
    HOSPITAL = "hospital"
    POINT_OF_ENTRY = "point of entry"
    POPULATION = "population"
    HEALTH_WORKER = "health worker"
    ADDITIONAL_HEALTH_WORKER = "additional health worker"


DRIVER_OF_TIER: Mapping[AdministrativeTier, Driver] = {
    AdministrativeTier.NATIONAL: Driver.NATION,
    AdministrativeTier.INTERMEDIATE: Driver.REGION,
    AdministrativeTier.LOCAL: Driver.DISTRICT,
    AdministrativeTier.FACILITY: Driver.FACILITY,
    AdministrativeTier.HOSPITAL: Driver.HOSPITAL,
    AdministrativeTier.POINT_OF_ENTRY: Driver.POINT_OF_ENTRY,
    AdministrativeTier.POPULATION: Driver.PERSON,
    AdministrativeTier.HEALTH_WORKER: Driver.HEALTH_WORKER,
}


@dataclass(frozen=True)
class Wording:
    """What a vague word of an assessment tool is taken to mean when it is costed."""

    factor: Decimal
    meaning: str


WORDING: Mapping[str, Wording] = {
    "periodically": Wording(Decimal(1), "once a year"),
    "systematically": Wording(Decimal(1), "once a year"),
    "regularly": Wording(Decimal(4), "every quarter"),
    "some": Wording(Decimal("0.1"), "10 %"),
    "selected": Wording(Decimal("0.2"), "20 %"),
    "most": Wording(Decimal("0.6"), "60 %"),
    "all": Wording(Decimal(1), "100 %"),
    "relevant sectors": Wording(Decimal(20), "20 sectors"),
}


@dataclass(frozen=True)
class Multiplier:
    """How many of something a line needs: 0.25 years, 2 meetings, 0.6 of the facilities."""

    value: Decimal
    unit: str


@dataclass(frozen=True)
class MenuLine:
    """One costed action of a menu: which indicator it helps to which score, what it uses, how much, where.

    ``multipliers`` are the first and, where the line has one, the second. ``place`` is where the line stands in
    somebody's file. A line that is not to be ``include``d costs 0 in every year, whatever else it says.
    """

    id: str
    indicator: str
    score: int
    requirement: str
    action: str
    unit_cost: str
    tier: AdministrativeTier
    kind: MenuKind
    multipliers: tuple[Multiplier, ...]
    include: bool = True
    notes: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True)
class MenuPrice:
    """What one unit costs. By the JEE 3 method the price of a salary holds its overhead already, by JEE 1 not."""

    id: str
    title: str
    price: Money
    unit: str
    salary: bool
    source: str


@dataclass(frozen=True)
class MenuPrices:
    """The unit costs of a menu."""

    items: tuple[MenuPrice, ...]

    @cached_property
    def by_id(self) -> dict[str, MenuPrice]:
        """Every unit cost under its id."""
        return {item.id: item for item in self.items}

    @property
    def basis(self) -> tuple[str, int]:
        """The one currency and price year of all unit costs.

        Raises:
            NaphsError: there are none, or they mix currencies or price years.
        """
        bases = {(item.price.currency, item.price.price_year) for item in self.items}
        if len(bases) != 1:
            message = f"The unit costs must be in one currency and of one price year, not {len(bases)}."
            raise NaphsError(message)
        return bases.pop()
