"""What a planning matrix needs before it becomes a plan: what its headings say, else what the person says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from opennaphs.catalogue.country_files import country_name
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import LIBRARY_FRAMEWORK
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.importing import ImportBasis
from opennaphs.domain.matrix_rows import MatrixArea

Value = TypeVar("Value", int, str)


@dataclass(frozen=True)
class Given:
    """What a person says about a matrix; ``None`` = let the headings say it."""

    first_year: int | None = None
    currency: str | None = None
    price_year: int | None = None


def basis_of_matrix(areas: Iterable[MatrixArea], country: str, given: Given, places: Mapping[str, str]) -> ImportBasis:
    """Give the basis on which a matrix is imported; never a guess.

    Args:
        areas: what was read.
        country: ISO 3166 alpha-3.
        given: what the person says; it goes before the headings.
        places: where a person says what the headings leave out: ``first_year``, ``currency``, ``price_year``.

    Raises:
        NaphsError: neither says it; the message names the place.
    """
    areas = tuple(areas)
    return ImportBasis(
        country,
        country_name(country),
        _said((a.first_year for a in areas), given.first_year, "the first year of the plan", places["first_year"]),
        _said((a.currency for a in areas), given.currency, "the currency", places["currency"]),
        _said((a.price_year for a in areas), given.price_year, "the price year", places["price_year"]),
        _area_ids(areas),
    )


def _said(found: Iterable[Value | None], given: Value | None, what: str, place: str) -> Value:
    if given is not None:
        return given
    values = [value for value in found if value is not None]
    if not values:
        message = f"The matrix does not say {what}. Give it with {place}."
        raise NaphsError(message)
    return values[0]


def _area_ids(areas: Iterable[MatrixArea]) -> dict[str, str]:
    """Recognise the technical areas of JEE 3 by code or title; other sheets keep their own name."""
    known = {}
    for one in load_framework(LIBRARY_FRAMEWORK).areas:
        known[one.title.casefold()] = known[one.code.casefold()] = one.id
    found = {}
    for area in areas:
        first = area.sheet.split(maxsplit=1)[0].casefold() if area.sheet.strip() else ""
        found[area.sheet] = known.get(area.title.casefold()) or known.get(first) or area.sheet
    return found
