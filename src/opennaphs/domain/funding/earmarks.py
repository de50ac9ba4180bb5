"""Earmarks: what money may be spent on."""

import datetime
from dataclasses import dataclass

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType


@dataclass(frozen=True)
class Earmark:
    """What a source may pay for. An empty tuple sets no bound; several bounds hold together.

    Attributes:
        areas: technical areas.
        economic_types: one-off, capital, recurrent.
        places: administrative levels at which the work is done.
        ministries: sectors that lead the work.
        regions: parts of the country in which the work is done, as the plan names them.
        recipients: organisations that may receive the money.
        from_day: the first day on which it may be spent; ``None`` = no bound.
        until_day: the last day on which it may be spent; ``None`` = no bound.
    """

    areas: tuple[str, ...] = ()
    economic_types: tuple[EconomicType, ...] = ()
    places: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    from_day: datetime.date | None = None
    until_day: datetime.date | None = None

    def __post_init__(self) -> None:
        """Refuse an end before the beginning."""
        if self.from_day is not None and self.until_day is not None and self.until_day < self.from_day:
            message = f"The money may be spent until {self.until_day}, before {self.from_day}. Correct one of the days."
            raise NaphsError(message)

    def allows(self, area: str, economic_type: EconomicType, place: str, ministry: str) -> bool:
        """Say whether money with this earmark may pay for such work, wherever and whenever it is done."""
        asked = (
            (self.areas, area),
            (self.economic_types, economic_type),
            (self.places, place),
            (self.ministries, ministry),
        )
        return all(not bound or value in bound for bound, value in asked)

    def allows_region(self, region: str) -> bool:
        """Say whether it may pay for work done in a region."""
        return not self.regions or region in self.regions

    def allows_year(self, year: int) -> bool:
        """Say whether any day of a calendar year lies within its days."""
        begun = self.from_day is None or self.from_day.year <= year
        return begun and (self.until_day is None or year <= self.until_day.year)

    def allows_recipient(self, recipient: str) -> bool:
        """Say whether an organisation may receive it."""
        return not self.recipients or recipient in self.recipients


ANYTHING = Earmark()
