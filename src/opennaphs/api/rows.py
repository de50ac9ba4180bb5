"""What all routes have in common: rows of a country as lists, tables and single objects; bodies that lose nothing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from opennaphs.api.access import SIGNED_IN
from opennaphs.api.csv_lists import CsvLists, streamed
from opennaphs.api.narrowing import EntryNarrowing, Order
from opennaphs.api.pages import TOTAL
from opennaphs.api.versions import etag, version_seen
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AssessmentRecord, Meeting, PlanRecord, ReviewRound, SupportRecord

CREATED = 201
ROWS_AT_ONCE = 500
Values = dict[str, Any]


class Body(serializers.Serializer[Any]):
    """What a program sends. A field nobody knows is refused, so that nothing is dropped without a word."""

    def to_internal_value(self, data: Any) -> Any:
        """Read the body.

        Raises:
            ValidationError: naming the fields that are not known here.
        """
        if isinstance(data, Mapping) and (unknown := [str(name) for name in data if name not in self.fields]):
            raise ValidationError({name: ["There is no such field here."] for name in unknown})
        return super().to_internal_value(data)


class Reasoned(Body):
    """A body that may say why; the sentence stays in the history."""

    why = serializers.CharField(required=False, allow_blank=True, max_length=500)


class Versioned(Reasoned):
    """A body that changes a row: with the version the program has seen, unless If-Match says it."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=999_999_999)


class Removal(serializers.Serializer[Any]):
    """Why something is removed, said in the address, because many programs send no body with DELETE."""

    why = serializers.CharField(max_length=500)


class RowSerializer(serializers.ModelSerializer[Any]):
    """How rows are shown: every field is read-only, because writing goes through bodies and actions."""

    def get_extra_kwargs(self) -> Any:
        """Make every field one to read."""
        return {name: {"read_only": True} for name in self.Meta.fields}


class Shared(GenericViewSet[Any]):
    """A view of the API: what it needs, which formats it has, and that no answer may be kept by others."""

    reads: ClassVar[Permission | str] = Permission.VIEW_COUNTRY
    writes: ClassVar[Permission | None] = None
    ordering_fields: ClassVar[tuple[str, ...]] = ()
    file_name: ClassVar[str] = "list"

    def get_renderers(self) -> list[BaseRenderer]:
        """Offer tables of lists."""
        return [JSONRenderer(), CsvLists()] if getattr(self, "action", None) == "list" else [JSONRenderer()]

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say that the answer is for this person alone."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-cache"
        patch_vary_headers(answer, ("Accept", "Authorization", "Cookie"))
        return answer

    @property
    def wants_table(self) -> bool:
        """Whether the list is asked for as CSV."""
        return bool(self.request.accepted_renderer.format == CsvLists.format)

    def wanted(self, body: type[serializers.Serializer[Any]]) -> Values:
        """Give what the program sent, read by a body.

        Raises:
            ValidationError: naming each fault and its field.
        """
        form = body(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def versioned(self, body: type[Versioned]) -> tuple[Values, int]:
        """Give what the program sent and the version it has seen.

        Raises:
            ValidationError: naming each fault and its field.
            VersionMissing: it says no version.
        """
        values = self.wanted(body)
        return values, version_seen(self.request, values.pop("version", None))

    def removal(self) -> tuple[str, int]:
        """Give why something is removed, and the version the program has seen.

        Raises:
            ValidationError: there is no reason.
            VersionMissing: it says no version.
        """
        form = Removal(data=self.request.query_params)
        form.is_valid(raise_exception=True)
        return form.validated_data["why"], version_seen(self.request, None)


class Rows(Shared):
    """Rows of one kind in a country: the list, narrowed, ordered, in pages or as a table, and each row by itself.

    ``within`` says which part of the address narrows which column.
    """

    within: ClassVar[Mapping[str, str]] = {"iso3": "country"}
    detail_serializer_class: ClassVar[type[serializers.BaseSerializer[Any]] | None] = None

    def get_queryset(self) -> QuerySet[Any]:
        """Give the rows of the address; what stands above them must be there.

        Raises:
            Http404: the plan, assessment, round or meeting in the address is not of the country.
        """
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        for part in PARENTS.keys() & self.kwargs.keys() - {self.lookup_url_kwarg}:
            self.parent(part)
        return rows.filter(**{column: self.kwargs[part] for part, column in self.within.items()})

    def parent(self, part: str) -> Any:
        """Give the row that a part of the address above this one names; see :func:`parent_row`."""
        return parent_row(part, self.kwargs)

    def row(self) -> Any:
        """Give the one row of the address.

        Raises:
            Http404: the country has no such row.
        """
        row = self.get_queryset().filter(pk=self.kwargs[self.lookup_url_kwarg or "pk"]).first()
        if row is None:
            raise Http404
        return row

    def get_serializer_class(self) -> Any:
        """Show more of a single row where the view says so."""
        one = None if getattr(self, "action", None) == "list" else self.detail_serializer_class
        return one or super().get_serializer_class()

    def shown(self, row: Any) -> Values:
        """Give a row as the API shows it."""
        return dict(self.get_serializer(row).data)

    def compared(self, row: Any) -> Values:
        """Give a row under the names bodies have, for the comparison of what two writers left."""
        return self.shown(row)

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """List rows: a page of them, or all of them as CSV."""
        rows = self.filter_queryset(self.get_queryset())
        if self.wants_table:
            return self._table(rows)
        return self.get_paginated_response([self.shown(row) for row in self.paginate_queryset(rows)])  # type: ignore[union-attr]

    def _table(self, rows: QuerySet[Any]) -> HttpResponseBase:
        columns: Any = self.get_serializer()
        answer = streamed(columns.fields, map(self.shown, rows.iterator(chunk_size=ROWS_AT_ONCE)), self.file_name)
        answer[TOTAL] = str(rows.count())
        return answer

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Give one row with its version as ETag."""
        return self.answer(self.row())

    def answer(self, row: Any, status: int = 200) -> Response:
        """Answer with a row and its tag."""
        tag = etag(row)
        return Response(self.shown(row), status=status, headers={} if tag is None else {"ETag": tag})


PARENTS: Mapping[str, tuple[type[Model], str, Values]] = {
    "plan_id": (PlanRecord, "country", {"removed": False}),
    "assessment_id": (AssessmentRecord, "country", {"removed": False}),
    "round_id": (ReviewRound, "plan__country", {"plan__removed": False}),
    "meeting_id": (Meeting, "country", {"removed": False}),
    "support_id": (SupportRecord, "plan__country", {"removed": False, "plan__removed": False}),
}


def parent_row(part: str, address: Mapping[str, Any]) -> Any:
    """Give the row that a part of an address names, within the country of the address.

    Raises:
        Http404: the country has no such row.
    """
    model, country, there = PARENTS[part]
    wanted = {country: address["iso3"], "pk": address[part], **there}
    if part in {"round_id", "support_id"}:  # it must be one of the plan before it in the address
        wanted["plan_id"] = address["plan_id"]
    row = model._default_manager.filter(**wanted).first()  # noqa: SLF001 - Django's public word for it
    if row is None:
        raise Http404
    return row


class Entries(Shared):
    """Entries that are no rows: of the catalogue, or computed from rows."""

    reads: ClassVar[Permission | str] = SIGNED_IN
    narrow_by: ClassVar[tuple[str, ...]] = ()
    filter_backends = (EntryNarrowing, Order)

    def entries(self) -> Iterable[Values]:
        """Give all entries as plain values, in their order."""
        return ()

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """List entries: a page of them, or all of them as CSV."""
        found: Any = self.filter_queryset(list(self.entries()))  # type: ignore[arg-type]
        if self.wants_table:
            columns: Any = self.get_serializer()
            answer = streamed(columns.fields, self._shown(found), self.file_name)
            answer[TOTAL] = str(len(found))
            return answer
        return self.get_paginated_response(list(self._shown(self.paginate_queryset(found) or ())))

    def _shown(self, entries: Iterable[Values]) -> Iterator[Values]:
        return (dict(self.get_serializer(one).data) for one in entries)
