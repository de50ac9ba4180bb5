"""What can stand in a health event, the budget calendar or an advocacy step."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.errors import NaphsError
from opennaphs.store.advocacy import event_of, moment_of, step_of
from opennaphs.store.models import AdvocacyStep, BudgetMoment, HealthEventRecord, Versioned

FIRST_PRICE_YEAR, LAST_PRICE_YEAR = 1950, 2200
COST_NEEDS_BOTH = "A cost needs its currency and the year of its prices. Write all three, or leave all three empty."
WRONG_YEAR = "The year of the prices is a year like 2024."
OTHER_COUNTRY = "That entry of the budget calendar is not of this country. Choose one of the list."
TEXTS = (COST_NEEDS_BOTH, WRONG_YEAR, OTHER_COUNTRY)


def put_fields(row: Versioned, fields: Mapping[str, Any]) -> None:
    """Set fields of a row and hold the whole row against its rules; does not save.

    Raises:
        NaphsError: a field nobody knows, or a value that cannot be.
    """
    unknown = [name for name in fields if name not in row.KEPT or name == "removed"]
    if unknown:
        message = f"These fields cannot be set here: {', '.join(unknown)}."
        raise NaphsError(message)
    for name, value in fields.items():
        field: Any = row._meta.get_field(name)  # noqa: SLF001 - Django's public word for it
        setattr(row, field.attname, value.strip() if isinstance(value, str) else value)
    check_row(row)


def check_row(row: Versioned) -> None:
    """Raise unless a row can stand as it is.

    Raises:
        NaphsError: a value cannot be; the message says which and why.
    """
    try:
        row.clean_fields()
    except ValidationError as error:
        told = (f"{_named(name)}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise NaphsError(" ".join(told)) from error
    CHECKS[type(row)](row)


def _named(field: str) -> str:
    return field.replace("_", " ").capitalize()


@cache
def known_areas() -> frozenset[str]:
    """Give the areas of every edition."""
    return frozenset(area.id for edition in load_frameworks().values() for area in edition.areas)


def _check_event(row: Any) -> None:
    told = (row.cost is not None, bool(row.currency), row.price_year is not None)
    if any(told) and not all(told):
        raise NaphsError(COST_NEEDS_BOTH)
    if row.price_year is not None and not FIRST_PRICE_YEAR <= row.price_year <= LAST_PRICE_YEAR:
        raise NaphsError(WRONG_YEAR)
    if not isinstance(row.areas, (list, tuple)):
        raise NaphsError("Areas are a list.")
    strange = [str(area) for area in row.areas if area not in known_areas()]
    if strange:
        message = f"“{strange[0]}” is no technical area of an edition. Choose areas of the list."
        raise NaphsError(message)
    event_of(row)


def _check_moment(row: Any) -> None:
    moment_of(row)


def _check_step(row: Any) -> None:
    moment = row.moment
    if moment is not None and moment.country != row.country:
        raise NaphsError(OTHER_COUNTRY)
    step_of(row)


CHECKS: Mapping[type[Versioned], Callable[[Any], None]] = {
    HealthEventRecord: _check_event,
    BudgetMoment: _check_moment,
    AdvocacyStep: _check_step,
}
