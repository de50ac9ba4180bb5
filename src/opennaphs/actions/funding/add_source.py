"""Add a funding source to those of a country."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.funding.checks import put_source
from opennaphs.actions.funding.numbers import new_source_number
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import FundingSourceRecord, User


def add_source(*, country: str, fields: Mapping[str, Any], why: str = "", by: User) -> FundingSourceRecord:
    """Add a funding source under the next free number.

    Args:
        country: ISO 3166 alpha-3.
        fields: ``title`` and ``kind``, and as far as known ``origin`` (ISO 3166 alpha-3 of the country the money comes
            from, "" = no single one), ``earmark`` (:class:`Earmark`) and ``note``.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not keep funding sources.
        NaphsError: a value cannot be, or a source of this title is there already.
    """
    with writing(Permission.MANAGE_FUNDING, country=country, by=by) as change:
        row = FundingSourceRecord(country=country, number=new_source_number(country))
        put_source(row, {"title": "", "kind": "", **fields})
        change.add(row, "add_source", why)
    return row
