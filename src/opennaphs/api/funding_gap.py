"""The route of the funding gap: one cut of it under a counting rule, narrowed as the page is."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.filters import BaseFilterBackend

from opennaphs.api.narrowing import Order, check_known
from opennaphs.api.rows import Entries, Values, parent_row
from opennaphs.api.throttles import HeavyRate, PersonRate, VisitorRate
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.gaps import WHOLE, FundingCut, GapRow, gap_table
from opennaphs.domain.funding.positions import Narrowing, funding_position, narrowed
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.library import EconomicType, Sector
from opennaphs.domain.sentences import Refused
from opennaphs.store.plans import load_plan

BOUNDS = {
    "area": "areas",
    "year": "years",
    "region": "regions",
    "ministry": "ministries",
    "source": "sources",
    "economic_type": "economic_types",
    "activity": "activities",
}
CHOICES: dict[str, tuple[str, ...]] = {
    "by": tuple(map(str, FundingCut)),
    "stage": tuple(map(str, MoneyStage)),
    "validated_only": ("true", "false"),
    "in_kind": ("true", "false"),
    "ministry": tuple(map(str, Sector)),
    "economic_type": tuple(map(str, EconomicType)),
}
ABOUT = {
    "by": "What the gap is cut by; by area unless said.",
    "stage": "How far money must have come to count; commitment unless said.",
    "validated_only": "Whether only validated support counts; true unless said.",
    "in_kind": "Whether in-kind support counts at the money it is worth; true unless said.",
}
NOT_COSTED = "The plan has no costs yet, so nobody can say what it lacks. Cost it first."
LONGEST_YEAR = 4


class GapRowSerializer(serializers.Serializer[Any]):
    """One row of a cut: cost = counted + gap, and the gap lies between least and most; the last row is the whole."""

    value = serializers.CharField()
    cost = serializers.CharField()
    counted = serializers.CharField()
    gap = serializers.CharField()
    least = serializers.CharField()
    most = serializers.CharField()
    currency = serializers.CharField()
    price_year = serializers.IntegerField()
    rule = serializers.CharField(help_text="what is counted, in a sentence")


class GapQuestion(BaseFilterBackend):
    """Says in the description what can be asked; the figures are worked out with it."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Give the rows as they are: what was asked is in them already."""
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Say what can be asked."""
        return [_parameter(name) for name in {**CHOICES, **BOUNDS}]


def _parameter(name: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string"}
    if name in CHOICES:
        kind["enum"] = list(CHOICES[name])
    words = ABOUT.get(name, f"Only this {name.replace('_', ' ')}.")
    return {"name": name, "in": "query", "required": False, "description": words, "schema": kind}


class FundingGap(Entries):
    """What a plan lacks."""

    reads = Permission.VIEW_COUNTRY
    serializer_class = GapRowSerializer
    filter_backends: Any = (GapQuestion, Order)
    ordering_fields = ("value",)
    throttle_classes = (VisitorRate, PersonRate, HeavyRate)
    file_name = "funding-gap"

    def entries(self) -> Iterable[Values]:
        """Give the rows of the cut, and the whole.

        Raises:
            ValidationError: an unknown filter, or a value it cannot take.
            Refused: the plan is not costed.
        """
        plan, asked = parent_row("plan_id", self.kwargs), self._asked()
        rule = CountingRule(
            MoneyStage(asked.get("stage", MoneyStage.COMMITMENT)),
            asked.get("validated_only", "true") == "true",
            asked.get("in_kind", "true") == "true",
        )
        position = funding_position(load_plan(plan), rule)
        if position is None:
            raise Refused(NOT_COSTED)
        table = gap_table(narrowed(position, _narrowing(asked)), FundingCut(asked.get("by", FundingCut.AREA)))
        said = str(rule_sentence(rule))
        return [*(_entry(row.value, row, said) for row in table.rows), _entry(WHOLE, table.whole, said)]

    def _asked(self) -> dict[str, str]:
        check_known(self.request, {**CHOICES, **BOUNDS})
        told = self.request.query_params
        found = {name: told[name] for name in {**CHOICES, **BOUNDS} if name in told}
        for name, words in CHOICES.items():
            if name in found and found[name] not in words:
                raise ValidationError({name: [f"Write one of: {', '.join(words)}."]})
        year = found.get("year", "2027")
        if not (year.isascii() and year.isdigit() and len(year) == LONGEST_YEAR):
            raise ValidationError({"year": ["Write four digits, for example 2027."]})
        return found


def _narrowing(asked: dict[str, str]) -> Narrowing:
    bounds: dict[str, Any] = {field: (asked[name],) for name, field in BOUNDS.items() if name in asked}
    if "years" in bounds:
        bounds["years"] = (int(asked["year"]),)
    return Narrowing(**bounds)


def _entry(value: str, row: GapRow, rule: str) -> Values:
    amounts = {name: f"{getattr(row, name).amount:f}" for name in ("cost", "counted", "gap", "least", "most")}
    return {
        "value": value,
        **amounts,
        "currency": row.cost.currency,
        "price_year": row.cost.price_year,
        "rule": rule,
    }
