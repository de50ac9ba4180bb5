"""Country profiles: how many regions, districts, laboratories … a country has. The cost drivers."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Driver


class MissingDriver(NaphsError):  # noqa: N818 - it reads as what happened
    """A cost depends on a count that the country profile does not give. It is never taken as zero."""


@dataclass(frozen=True)
class Count:
    """How many of something a country has, of which year, by which source."""

    value: Decimal
    year: int | None
    source: str


@dataclass(frozen=True)
class CountryProfile:
    """The counts of one country that costs are multiplied by."""

    country: str
    counts: Mapping[Driver, Count]

    def number_of(self, driver: Driver) -> Decimal:
        """Give the number of regions, districts … of the country; there is always one nation.

        Raises:
            MissingDriver: the profile does not say.
        """
        if driver is Driver.NATION:
            return Decimal(1)
        if driver not in self.counts:
            message = (
                f"The profile of {self.country} does not say how many “{driver}” there are. "
                f"Add the line “{driver}” with its value and source."
            )
            raise MissingDriver(message)
        return self.counts[driver].value
