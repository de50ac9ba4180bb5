"""Routes of the shared catalogue: frameworks, the action library, default prices. For everybody who is signed in."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.api.rows import Entries, Values
from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.loading import load_library
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.library import Action
from opennaphs.domain.prices import UnitCost


class FrameworkSerializer(serializers.Serializer[Any]):
    """An edition of an assessment framework."""

    id = serializers.CharField()
    title = serializers.CharField()
    short = serializers.CharField()
    year = serializers.IntegerField()
    scale = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the framework takes the name away again


class IndicatorSerializer(serializers.Serializer[Any]):
    """One scored question of an edition, with the area and pillar it belongs to."""

    id = serializers.CharField()
    framework = serializers.CharField()
    code = serializers.CharField()
    title = serializers.CharField()
    area = serializers.CharField()
    area_title = serializers.CharField()
    pillar = serializers.CharField(allow_null=True)
    meanings = serializers.DictField(child=serializers.CharField(), help_text="level to meaning, as far as confirmed")


class ActionSerializer(serializers.Serializer[Any]):
    """An entry of the action library that lifts a target to a level."""

    id = serializers.CharField()
    target = serializers.CharField()
    area = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()
    types = serializers.ListField(child=serializers.CharField())
    lead = serializers.CharField(allow_null=True)
    sectors = serializers.ListField(child=serializers.CharField(), help_text="who supports")
    where = serializers.CharField(allow_null=True)
    component = serializers.CharField(allow_null=True)
    evidence = serializers.CharField(allow_null=True)
    months = serializers.IntegerField(allow_null=True)
    needs = serializers.ListField(child=serializers.CharField())
    hazards = serializers.ListField(child=serializers.CharField())
    group = serializers.CharField(allow_null=True)


class PriceSerializer(serializers.Serializer[Any]):
    """A default unit cost with its likely range."""

    id = serializers.CharField()
    builder = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    low = serializers.CharField()
    likely = serializers.CharField()
    high = serializers.CharField()
    currency = serializers.CharField()
    price_year = serializers.IntegerField()
    confidence = serializers.CharField()
    how = serializers.CharField()
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the framework takes the name away again
    date = serializers.CharField(allow_null=True)


class Frameworks(Entries):
    """Every edition we know."""

    serializer_class = FrameworkSerializer
    narrow_by = ("id", "year", "scale")
    ordering_fields = ("id", "year", "title")
    file_name = "frameworks"

    def entries(self) -> Iterator[Values]:
        """Give the editions."""
        return map(_framework, load_frameworks().values())

    def retrieve(self, request: Any, framework_id: str) -> Response:
        """Give one edition."""
        found = load_frameworks().get(framework_id)
        if found is None:
            raise Http404
        return Response(self.get_serializer(_framework(found)).data)


def _framework(one: Framework) -> Values:
    return {name: getattr(one, name) for name in ("id", "title", "short", "year", "source")} | {"scale": str(one.scale)}


class Indicators(Entries):
    """The indicators of an edition."""

    serializer_class = IndicatorSerializer
    narrow_by = ("id", "code", "area", "pillar")
    ordering_fields = ("id", "code", "title", "area")
    file_name = "indicators"

    def entries(self) -> Iterator[Values]:
        """Give the indicators in the order of the edition."""
        framework = load_frameworks().get(self.kwargs["framework_id"])
        if framework is None:
            raise Http404
        areas = {area.id: area for area in framework.areas}
        for one in framework.indicators:
            area = areas[one.area]
            yield {
                "id": one.id, "framework": framework.id, "code": one.code, "title": one.title, "area": one.area,
                "area_title": area.title, "pillar": area.pillar,
                "meanings": {str(level): text for level, text in one.meanings.items()},
            }  # fmt: skip


class Actions(Entries):
    """The action library."""

    serializer_class = ActionSerializer
    narrow_by = ("id", "target", "area", "level", "lead", "where", "component", "group")
    ordering_fields = ("id", "target", "area", "level", "lead", "months")
    file_name = "actions"

    def entries(self) -> Iterator[Values]:
        """Give the actions in the order of the library."""
        library = load_library()
        return (_action(one, library.area(one.target)) for one in library.actions)


def _action(one: Action, area: str) -> Values:
    plain = {name: getattr(one, name) for name in ("id", "target", "level", "text", "evidence", "months", "group")}
    return plain | {
        "area": area,
        "types": [str(kind) for kind in one.types],
        "lead": None if one.lead is None else str(one.lead),
        "sectors": [str(sector) for sector in one.supporting],
        "where": None if one.administrative_level is None else str(one.administrative_level),
        "component": None if one.component is None else str(one.component),
        "needs": list(one.needs),
        "hazards": list(one.hazards),
    }


class Prices(Entries):
    """The default prices."""

    serializer_class = PriceSerializer
    narrow_by = ("id", "builder", "unit", "confidence")
    ordering_fields = ("id", "builder", "title")
    file_name = "prices"

    def entries(self) -> Iterator[Values]:
        """Give the unit costs."""
        return map(_price, read_default_prices().items)


def _price(one: UnitCost) -> Values:
    plain = {name: getattr(one, name) for name in ("id", "title", "unit", "confidence", "how", "source", "date")}
    amounts = {name: f"{getattr(one, name).amount:f}" for name in ("low", "likely", "high")}
    money = {"currency": one.likely.currency, "price_year": one.likely.price_year}
    return plain | {"builder": str(one.builder)} | amounts | money
