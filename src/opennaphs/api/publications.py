"""Routes of publications: the frozen copies of a plan, made, released and withdrawn; their documents and packages."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.publishing.freeze_plan import freeze_plan
from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.actions.publishing.withdraw_publication import withdraw_publication
from opennaphs.api.rows import CREATED, Body, Rows, RowSerializer
from opennaphs.api.throttles import HeavyRate, PersonRate, VisitorRate
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.publishing import canonical_bytes
from opennaphs.reports.data_package import package_name
from opennaphs.reports.licences import LICENCES, USUAL
from opennaphs.store.models import Publication
from opennaphs.store.publications import DOCUMENTS
from opennaphs.web.jobs.files import download
from opennaphs.web.publishing.public import data_package

LONGEST_REASON = 500


class PublicationSerializer(RowSerializer):
    """A frozen copy of a plan without its documents; it is public from released_at until withdrawn_at."""

    class Meta:
        """All that lists need; the key stands in the permanent link."""

        model = Publication
        fields = (
            "id", "number", "title", "state", "facts", "checksum", "public_checksum", "key", "frozen_at", "frozen_by",
            "released_at", "released_by", "withdrawn_at", "withdrawn_why",
        )  # fmt: skip


class Release(Body):
    """The licence a publication is released under."""

    licence = serializers.ChoiceField(choices=list(LICENCES), default=USUAL)


class Withdrawal(Body):
    """Why a publication is withdrawn; everybody who follows its link reads it."""

    why = serializers.CharField(max_length=LONGEST_REASON)


class NoValues(Body):
    """Nothing has to be said."""


class Publications(Rows):
    """The publications of a plan. They have no versions: a frozen copy never changes."""

    writes = Permission.PUBLISH_PLAN
    queryset = Publication.objects.defer(*DOCUMENTS)
    serializer_class = PublicationSerializer
    lookup_url_kwarg = "publication_id"
    within: ClassVar = {"iso3": "country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {
        "state": ["exact"],
        "released_at": ["isnull"],
        "withdrawn_at": ["isnull"],
    }
    ordering_fields = ("id", "number", "frozen_at", "released_at")
    file_name = "publications"

    @extend_schema(request=NoValues, responses={201: PublicationSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Freeze a plan as it stands now."""
        self.wanted(NoValues)
        return self.answer(freeze_plan(plan=self.parent("plan_id"), by=request.user), CREATED)

    @extend_schema(request=Release, responses=PublicationSerializer)
    def release(self, request: Any, iso3: str, plan_id: int, publication_id: int) -> Response:
        """Make a publication public under its permanent link."""
        licence = self.wanted(Release)["licence"]
        return self.answer(release_publication(publication=self.row(), licence=licence, by=request.user))

    @extend_schema(request=Withdrawal, responses=PublicationSerializer)
    def withdraw(self, request: Any, iso3: str, plan_id: int, publication_id: int) -> Response:
        """Withdraw a public plan; its link then says so."""
        why = self.wanted(Withdrawal)["why"]
        return self.answer(withdraw_publication(publication=self.row(), why=why, by=request.user))


class PublicationFiles(Publications):
    """The files of a publication, public or not yet."""

    reads = Permission.EXPORT
    queryset = Publication.objects.defer("document")
    throttle_classes = (VisitorRate, PersonRate, HeavyRate)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def document(self, request: Any, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
        """Give the public plan document in the form its checksum is of."""
        row = self.row()
        return download(canonical_bytes(row.public_document), f"{_name(row)}.naphs.json")

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def package(self, request: Any, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
        """Give the open data package."""
        row = self.row()
        return download(data_package(request, row), f"{_name(row)}.zip")


def _name(row: Publication) -> str:
    return package_name(row.public_document, row.public_checksum)
