"""Whether the words and numbers of a row fit into its columns: a database cuts or refuses what does not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from opennaphs.domain.errors import NaphsError


def check_fits(row: models.Model) -> None:
    """Raise unless every value fits.

    Raises:
        NaphsError: naming each field that does not, and why.
    """
    links = [one.name for one in row._meta.fields if one.is_relation]  # noqa: SLF001 - Django's public word for it
    try:
        row.clean_fields(exclude=links)
    except ValidationError as error:
        raise NaphsError(" ".join(_said(error))) from error


def _said(error: ValidationError) -> list[str]:
    found: dict[str, Any] = error.message_dict
    return [f"{name.replace('_', ' ').capitalize()}: {' '.join(messages)}" for name, messages in found.items()]
