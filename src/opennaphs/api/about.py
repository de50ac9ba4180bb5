"""Routes about the API itself and about who asks: the index, the published description, one's own roles."""

from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.api.access import PUBLIC, SIGNED_IN
from opennaphs.api.rows import Shared, Values
from opennaphs.authorization.judge import countries_of
from opennaphs.authorization.roles import ROLES
from opennaphs.catalogue.country_files import country_name
from opennaphs.store.models import ProgramKey, User

YAML = "application/yaml"


class RoleSerializer(serializers.Serializer[Any]):
    """One role held; an area of null is all areas."""

    role = serializers.CharField()
    title = serializers.CharField()
    country = serializers.CharField(allow_null=True)
    area = serializers.CharField(allow_null=True)
    organisation = serializers.CharField(allow_blank=True)


class CountrySerializer(serializers.Serializer[Any]):
    """A country whose workbench is open to the one who asks."""

    iso3 = serializers.CharField()
    name = serializers.CharField()


class KeySerializer(serializers.Serializer[Any]):
    """The key that was used."""

    name = serializers.CharField()
    read_only = serializers.BooleanField()  # type: ignore[assignment]  # the framework takes the name away again
    expires = serializers.DateTimeField()


class MeSerializer(serializers.Serializer[Any]):
    """Who asks, as the workbench knows them; key is null for somebody in a browser."""

    name = serializers.CharField()
    email = serializers.CharField()
    countries = CountrySerializer(many=True)
    roles = RoleSerializer(many=True)
    key = KeySerializer(allow_null=True)


class Me(Shared):
    """Who asks."""

    reads = SIGNED_IN
    serializer_class = MeSerializer

    @extend_schema(operation_id="me", responses=MeSerializer)
    def retrieve(self, request: Any) -> Response:
        """Give the person, their countries and roles as far as the key reaches, and the key."""
        key = request.auth if isinstance(request.auth, ProgramKey) else None
        return Response(MeSerializer(_me(request.user, key)).data)


def _me(person: User, key: ProgramKey | None) -> Values:
    codes = [code for code in countries_of(person) if key is None or code in key.countries]
    return {
        "name": str(person) if key is None else key.person_name,
        "email": person.email,
        "countries": [{"iso3": code, "name": country_name(code)} for code in codes],
        "roles": [
            {"role": one.role, "title": ROLES[one.role].title, "country": one.country, "area": one.area,
             "organisation": one.organisation}
            for one in person.assignments
            if one.country is None or one.country in codes
        ],
        "key": None if key is None else {"name": key.name, "read_only": key.read_only, "expires": key.expiry},
    }  # fmt: skip


class IndexSerializer(serializers.Serializer[Any]):
    """Where things are."""

    name = serializers.CharField()
    version = serializers.CharField()
    description = serializers.CharField(help_text="address of the OpenAPI description")
    me = serializers.CharField(help_text="address of who asks")


class Index(Shared):
    """The beginning of the API."""

    reads = PUBLIC
    serializer_class = IndexSerializer

    @extend_schema(operation_id="index", responses=IndexSerializer)
    def retrieve(self, request: Any) -> Response:
        """Say what this is and where to go on."""
        return Response(
            {"name": "OpenNAPHS API", "version": "1", "description": "/api/v1/openapi.yaml", "me": "/api/v1/me"}
        )


class Description(Shared):
    """The published description of the API."""

    reads = PUBLIC
    serializer_class = IndexSerializer

    @extend_schema(operation_id="description", responses={(200, YAML): {"type": "string"}})
    def retrieve(self, request: Any) -> HttpResponse:
        """Give the OpenAPI description as YAML."""
        return HttpResponse(description(), content_type=YAML)


@cache
def description() -> str:
    """Give the OpenAPI description of the API, always the same for the same code."""
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return OpenApiYamlRenderer().render(schema, renderer_context={}).decode()  # type: ignore[no-untyped-call,no-any-return]


class NotHere(Shared):
    """Every address that is none, so that programs get a problem they can read."""

    reads = SIGNED_IN
    serializer_class = IndexSerializer

    @extend_schema(exclude=True)
    def retrieve(self, request: Any, rest: str) -> Response:
        """Say that there is nothing."""
        raise Http404
