"""Funding sources: whose money it is."""

from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark

ISO3_LETTERS = 3


class SourceKind(StrEnum):
    """What a funding source is. In-kind support is worth money, but brings none."""

    DOMESTIC = "domestic budget line"
    DONOR = "donor"
    FUND = "fund"
    PRIVATE = "private"
    IN_KIND = "in kind"


@dataclass(frozen=True)
class FundingSource:
    """Somebody who pays for a plan.

    Attributes:
        id: short name, unique in the plan (``treasury``).
        title: the name people know it by.
        kind: domestic budget line, donor, fund, private or in kind.
        country: ISO 3166 alpha-3 of the country it comes from; ``None`` = of no single country.
        earmark: what its money may pay for, whatever the piece of support.
    """

    id: str
    title: str
    kind: SourceKind
    country: str | None = None
    earmark: Earmark = ANYTHING

    def __post_init__(self) -> None:
        """Refuse a source without a name, or a country that is no code."""
        if not self.id.strip() or not self.title.strip():
            raise NaphsError("A funding source needs a name. Write the one people know it by.")
        if self.country is not None and not (len(self.country) == ISO3_LETTERS and self.country.isupper()):
            message = f"“{self.country}” is no country code. Write three capital letters, for example UGA."
            raise NaphsError(message)
