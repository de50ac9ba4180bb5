"""What published plans print about their costs: line items, subtotals of areas and totals, unknowns left unknown."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money, total

Basis = tuple[str, int]
TOTAL_NAMES = frozenset({"total", "totals", "grand total", "overall", "overall total", "total cost", "sum"})
LONGEST_TITLE = 90


@dataclass(frozen=True)
class LineItem:
    """One costed line of a published plan, as printed.

    ``cost`` is ``None`` when none is printed, which is not the same as a cost of 0. ``years`` are years of the plan
    (from 1), ``calendar_years`` those of the calendar; each is ``None`` when not known. An item with several years is
    a lump: nobody knows how its cost falls on them. ``usd_2024`` is the publisher's own conversion, for comparing
    plans only.
    """

    id: str
    country: str
    area: str
    activity: str
    cost: Money | None
    years: tuple[int, ...] | None = None
    calendar_years: tuple[int, ...] | None = None
    requirement: str = ""
    pillar: str = ""
    category: str = ""
    subcategory: str = ""
    currency_as_written: str = ""
    usd_2024: Money | None = None

    @property
    def is_lump(self) -> bool:
        """Say whether one cost stands for several years."""
        return len(self.years or self.calendar_years or ()) > 1

    @property
    def is_total(self) -> bool:
        """Say whether the row is a total of others rather than an item of its own."""
        return spelling(self.area) in TOTAL_NAMES

    @property
    def has_year(self) -> bool:
        """Say whether any year is known."""
        return self.years is not None or self.calendar_years is not None

    @property
    def distinct_activity(self) -> tuple[str, str, str]:
        """What makes rows of several years one activity: the country, the requirement and the activity as written."""
        return self.country, self.requirement, self.activity

    @property
    def title(self) -> str:
        """Give the activity (its requirement when it has none) on one line, shortened."""
        text = re.sub(r"_x[0-9A-Fa-f]{4}_", " ", self.activity or self.requirement)
        clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
        return clean if len(clean) <= LONGEST_TITLE else f"{clean[: LONGEST_TITLE - 1].rstrip()}…"


@dataclass(frozen=True)
class PublishedCost:
    """What a plan prints for an area, or for all of it; ``None`` when it prints the area without a figure."""

    country: str
    area: str
    cost: Money | None
    pillar: str = ""

    @property
    def is_total(self) -> bool:
        """Say whether the row is the total of the plan. Added up with its areas it would double the sum."""
        return spelling(self.area) in TOTAL_NAMES


def spelling(text: str) -> str:
    """Give a text without regard to capital letters and blanks, so that areas of two files can be matched."""
    return " ".join(text.casefold().split())


def basis_of(costs: Iterable[Money | None]) -> Basis | None:
    """Give the currency and price year most of the costs are in, or ``None`` when no cost is known."""
    counted = Counter((cost.currency, cost.price_year) for cost in costs if cost is not None)
    return max(counted, key=lambda basis: counted[basis]) if counted else None


def sum_in(costs: Iterable[Money | None], basis: Basis | None) -> Money | None:
    """Add the known costs that are in the given currency and price year.

    Gives ``None``, not zero, when there is no such cost. A cost in another currency or price year is left out: nothing
    is converted here.
    """
    if basis is None:
        return None
    known = [cost for cost in costs if cost is not None and (cost.currency, cost.price_year) == basis]
    return total(known, *basis) if known else None


def split_lump(item: LineItem, amounts: Sequence[Money]) -> tuple[LineItem, ...]:
    """Make one item for each year of a lump, with the amounts somebody decided on.

    Raises:
        NaphsError: the item is no lump, has no cost, or the amounts are not one a year or do not add up to its cost.
    """
    years = item.years or item.calendar_years or ()
    if item.cost is None or len(years) < 2:  # noqa: PLR2004 - a lump has two years or more
        message = f"Item {item.id} is not a cost over several years, so there is nothing to split."
        raise NaphsError(message)
    if len(amounts) != len(years):
        message = f"Item {item.id} has {len(years)} years but {len(amounts)} amounts. Give one amount for each year."
        raise NaphsError(message)
    given = total(amounts, item.cost.currency, item.cost.price_year)
    if given != item.cost:
        message = f"The amounts for item {item.id} add up to {given}, not to {item.cost}. Change one of them."
        raise NaphsError(message)
    return tuple(
        replace(
            item,
            id=f"{item.id}.{number + 1}",
            cost=amount,
            usd_2024=None,
            years=_one_year(item.years, number, len(years)),
            calendar_years=_one_year(item.calendar_years, number, len(years)),
        )
        for number, amount in enumerate(amounts)
    )


def _one_year(years: tuple[int, ...] | None, number: int, count: int) -> tuple[int, ...] | None:
    """Keep one year of a list; a list of another length does not say which."""
    return years[number : number + 1] if years is not None and len(years) == count else None
