"""Narrowing and ordering of lists. A word nobody knows is refused: a typing error must not show everything."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db.models import DateTimeField, F, ForeignKey, QuerySet
from django_filters.rest_framework import DjangoFilterBackend, FilterSet, IsoDateTimeFilter, NumberFilter
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend

LARGEST_NUMBER = 2**63 - 1
"""What a database can hold as the number of a row."""
OF_EVERY_LIST = frozenset({"page", "page_size", "format", "ordering"})


def check_known(request: Any, names: Iterable[str]) -> None:
    """Refuse words in the address that a list does not know.

    Raises:
        ValidationError: naming those there are.
    """
    known = {*OF_EVERY_LIST, *names}
    if unknown := sorted(set(request.query_params) - known):
        message = f"There is no such filter here. There are: {', '.join(sorted(known))}."
        raise ValidationError({name: [message] for name in unknown})


class RowNumber(NumberFilter):  # type: ignore[misc]  # the library has no types
    """The number of a row; a choice among all rows there are would tell of those in other countries."""

    def get_max_validator(self) -> MaxValueValidator:
        """Refuse numbers that no database holds."""
        return MaxValueValidator(LARGEST_NUMBER)


class Moment(IsoDateTimeFilter):  # type: ignore[misc]  # the library has no types
    """A point in time, asked for in UTC: databases differ in which offsets they take."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Narrow; a moment outside of all time leaves nothing or everything out, as it is asked."""
        if isinstance(value, datetime):
            value = _in_utc(value)
        return super().filter(qs, value)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


class RowFilters(FilterSet):  # type: ignore[misc]  # the library has no types
    """Filters over rows; what points to another row is narrowed by its number alone."""

    FILTER_DEFAULTS: ClassVar = {
        **FilterSet.FILTER_DEFAULTS,
        ForeignKey: {"filter_class": RowNumber},
        DateTimeField: {"filter_class": Moment},
    }


class Narrowing(DjangoFilterBackend):  # type: ignore[misc]  # the library has no types
    """Narrows rows by the filters that their view declares as ``filterset_fields``."""

    filterset_base = RowFilters

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Narrow; every fault is named.

        Raises:
            ValidationError: an unknown filter, or a value it cannot take.
        """
        filters = self.get_filterset(request, queryset, view)
        check_known(request, filters.filters)
        rows = super().filter_queryset(request, queryset, view)
        lost = [name for name in filters.filters if request.query_params.get(name) and _unread(filters, name)]
        if lost:
            raise ValidationError({name: ["This value cannot be read."] for name in lost})
        return rows


def _unread(filters: Any, name: str) -> bool:
    """Say whether a value came to nothing, as a yes that is neither yes nor no does."""
    return filters.form.is_valid() and filters.form.cleaned_data.get(name) is None


class EntryNarrowing(BaseFilterBackend):
    """Narrows entries in memory by the columns that their view declares as ``narrow_by``: exactly this value."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Narrow.

        Raises:
            ValidationError: an unknown filter.
        """
        check_known(request, view.narrow_by)
        asked = {name: request.query_params[name] for name in view.narrow_by if name in request.query_params}
        return [one for one in queryset if all(str(one[name]) == value for name, value in asked.items())]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Say by what the list is narrowed."""
        about = {"schema": {"type": "string"}}
        return [
            _parameter(name, {"description": f"Only with exactly this {name}.", **about}) for name in view.narrow_by
        ]


class Order(BaseFilterBackend):
    """Puts a list in the order of a column (``ordering=due`` or ``ordering=-due``); what has no value stands last."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Order; without a word the list stays in its own order.

        Raises:
            ValidationError: the list cannot be ordered like that.
        """
        asked = request.query_params.get("ordering")
        if asked is None:
            return queryset
        name, down = asked.removeprefix("-"), asked.startswith("-")
        if name not in view.ordering_fields:
            message = f"The list can be ordered by: {', '.join(view.ordering_fields)}; with - before it, backwards."
            raise ValidationError({"ordering": [message]})
        return (
            _rows(queryset, name, down=down) if isinstance(queryset, QuerySet) else _entries(queryset, name, down=down)
        )

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Say how the list can be ordered."""
        names = [sign + name for name in view.ordering_fields for sign in ("", "-")]
        order = {"description": "Order by a column; with - backwards.", "schema": {"type": "string", "enum": names}}
        return [_parameter("ordering", order)]


def _parameter(name: str, rest: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, **rest}


def _rows(rows: QuerySet[Any], name: str, *, down: bool) -> QuerySet[Any]:
    column = F("pk" if name == "id" else name)
    return rows.order_by(column.desc(nulls_last=True) if down else column.asc(nulls_last=True), "pk")


def _entries(entries: list[Any], name: str, *, down: bool) -> list[Any]:
    there = [one for one in entries if one[name] is not None]
    return [*sorted(there, key=lambda one: one[name], reverse=down), *(one for one in entries if one[name] is None)]
