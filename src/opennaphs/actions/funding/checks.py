"""What can stand in a funding source, a piece of support and its portions; nothing here saves a row."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.documents import earmark_document, portion_document
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import Portion, SupportRole
from opennaphs.domain.money import CENT, Money
from opennaphs.domain.sentences import Refused, Sentence, listing
from opennaphs.store.activities import areas_in
from opennaphs.store.funding import source_of, support_of
from opennaphs.store.models import FundingSourceRecord, PlanRecord, SupportRecord, Versioned

SOURCE_FIELDS = frozenset({"title", "kind", "origin", "earmark", "note"})
SUPPORT_FIELDS = frozenset({"title", "recipient", "role", "ours", "starts", "ends", "portions", "note"})
SUPPORT_HANGS_ON_IT = (
    "“{source}” cannot be removed: it supports plans ({supports}). Remove that support first, or keep the source."
)
TEXTS = (SUPPORT_HANGS_ON_IT,)
LARGEST = Decimal(10) ** 15
FIRST_YEAR, LAST_YEAR = 1990, 2100


def put_source(row: FundingSourceRecord, fields: Mapping[str, Any]) -> None:
    """Set fields of a funding source and hold it against the domain; ``earmark`` is given as an :class:`Earmark`.

    Raises:
        NaphsError: a field nobody knows, a value that cannot be, or a title another source has.
    """
    _put(row, fields, SOURCE_FIELDS)
    check_source(row)
    twin = FundingSourceRecord.objects.filter(country=row.country, removed=False, title__iexact=row.title)
    if twin.exclude(pk=row.pk).exists():
        message = (
            f"“{row.title}” is in the list of funding sources already. Use that one, or give this one its own name."
        )
        raise NaphsError(message)


def check_source(row: FundingSourceRecord) -> None:
    """Raise unless a funding source can stand as it is.

    Raises:
        NaphsError: a value cannot be; the message says which.
    """
    if row.kind not in set(SourceKind):
        message = f"“{row.kind}” is no kind of funding source. Write one of: {', '.join(SourceKind)}."
        raise NaphsError(message)
    source_of(row)
    check_fields(row)


def check_removable(row: FundingSourceRecord) -> None:
    """Raise when support to a plan hangs on a funding source.

    Raises:
        Refused: the message names the support.
    """
    hanging = row.supports.filter(removed=False, plan__removed=False)
    if hanging.exists():
        named = listing(str(one) for one in hanging.select_related("plan"))
        raise Refused(Sentence(SUPPORT_HANGS_ON_IT, {"source": row.title, "supports": named}))


def put_support(row: SupportRecord, fields: Mapping[str, Any]) -> None:
    """Set fields of a piece of support and hold it against the domain and its plan.

    ``portions`` are given as :class:`Portion`.

    Raises:
        NaphsError: a field nobody knows, a value that cannot be, portions that are no parts of one whole, or of work
            that the plan does not have.
    """
    _put(row, fields, SUPPORT_FIELDS)
    if row.role not in set(SupportRole):
        message = f"“{row.role}” is no role of support. Write one of: {', '.join(SupportRole)}."
        raise NaphsError(message)
    if not row.title.strip():
        raise NaphsError("Support needs a title. Write the name of the project, grant or budget line.")
    portions = support_of(row, ()).portions
    if "portions" in fields:
        check_of_plan(row.plan, portions)
    check_fields(row)


def check_of_plan(plan: PlanRecord, portions: Iterable[Portion]) -> None:
    """Raise unless the activities and areas that portions name are of a plan.

    Raises:
        NaphsError: the message names those that are not.
    """
    portions = tuple(portions)
    named = {one.activity for one in portions if one.activity is not None}
    there = plan.activities.filter(removed=False, number__in=named).values_list("number", flat=True)
    unknown = sorted({*named} - {*there} | {area for one in portions for area in one.areas} - {*areas_in(plan)})
    if unknown:
        message = f"The plan has no such activity or area: {listing(unknown)}. Choose one that stands in it."
        raise NaphsError(message)


def check_money(money: Money, year: int) -> None:
    """Raise unless an amount and its calendar year can be those of a transaction.

    Raises:
        NaphsError: the amount is nothing or less, has parts of a cent or is beyond all money; or the year is no year.
    """
    if money.amount <= 0:
        message = "A transaction moves more than nothing. To correct an entry, take it back and record the right one."
        raise NaphsError(message)
    check_storable(money, year)


def check_storable(money: Money, year: int) -> None:
    """Raise unless an amount and its calendar year can be kept as they are, whatever the sign of the amount.

    Raises:
        NaphsError: the amount has parts of a cent or is beyond all money; or the year is no year.
    """
    if abs(money.amount) >= LARGEST or money.amount != money.amount.quantize(CENT):
        message = (
            f"{money.amount} cannot be kept. Write at most two decimals, and less than a thousand million million."
        )
        raise NaphsError(message)
    for one in (year, money.price_year):
        if not FIRST_YEAR <= one <= LAST_YEAR:
            message = f"{one} is no calendar year that money could be for. Write four digits, for example 2027."
            raise NaphsError(message)


def check_fields(row: Versioned) -> None:
    """Raise unless every column of a row can be kept: lengths and kinds of values.

    Raises:
        NaphsError: a value cannot be; the message says which.
    """
    try:
        row.clean_fields(exclude=["number"])
    except ValidationError as error:
        told = (
            f"{name.replace('_', ' ').capitalize()}: {' '.join(texts)}" for name, texts in error.message_dict.items()
        )
        raise NaphsError(" ".join(told)) from error


def _put(row: Versioned, fields: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted({*fields} - known)
    if unknown:
        message = f"These fields cannot be set here: {', '.join(unknown)}."
        raise NaphsError(message)
    for name, value in fields.items():
        setattr(row, name, _plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Earmark):
        return earmark_document(value)
    if isinstance(value, (tuple, list)):
        return [portion_document(one) for one in value]
    return value.strip() if isinstance(value, str) else value
