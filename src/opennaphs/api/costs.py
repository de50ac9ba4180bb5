"""Routes of cost lines: all lines of a plan as one table, and the cost of one activity."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from opennaphs.actions.activities.cost_lines import Wanted, changed_line, line_of
from opennaphs.actions.activities.edit_cost_lines import edit_cost_lines
from opennaphs.api.activities import Activities, WholeActivitySerializer
from opennaphs.api.narrowing import EntryNarrowing, Order
from opennaphs.api.rows import Body, Entries, Values, Versioned, parent_row
from opennaphs.api.throttles import HeavyRate, PersonRate, VisitorRate
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.costing import ActivityCost, CostLine, CostState
from opennaphs.domain.library import Builder, Driver, EconomicType
from opennaphs.domain.plan_document import activity_of
from opennaphs.store.models import ActivityRecord

AMOUNT = {"max_digits": 20, "decimal_places": 6, "min_value": 0}


class CostLineSerializer(serializers.Serializer[Any]):
    """One cost line of an activity; number counts the lines of an activity from 0."""

    activity = serializers.IntegerField()
    activity_number = serializers.CharField()
    area = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    builder = serializers.CharField()
    unit_cost = serializers.CharField()
    unit = serializers.CharField()
    quantities = serializers.DictField(child=serializers.CharField())
    per = serializers.CharField()
    share = serializers.CharField()
    count = serializers.CharField()
    times_a_year = serializers.CharField()
    kind = serializers.CharField()
    unit_price = serializers.CharField()
    currency = serializers.CharField()
    price_year = serializers.IntegerField()
    by_year = serializers.DictField(child=serializers.CharField())
    total = serializers.CharField()


class CostLines(Entries):
    """The cost lines of a plan as one table."""

    reads = Permission.VIEW_COUNTRY
    serializer_class = CostLineSerializer
    filter_backends = (EntryNarrowing, Order)
    narrow_by = ("activity", "activity_number", "area", "builder", "per", "kind", "unit_cost")
    ordering_fields = ("activity_number", "area", "title", "kind")
    throttle_classes = (VisitorRate, PersonRate, HeavyRate)
    file_name = "cost-lines"

    def entries(self) -> Iterator[Values]:
        """Give the lines in the order of the plan."""
        plan = parent_row("plan_id", self.kwargs)
        for row in plan.activities.filter(removed=False):
            yield from _lines(row, plan.first_year)


def _lines(row: ActivityRecord, first_year: int) -> Iterator[Values]:
    for number, line in enumerate(row.content["cost"]["lines"]):
        amounts = [Decimal(money["amount"]) for money in line["by_year"]]
        yield {
            "activity": row.pk,
            "activity_number": row.number,
            "area": row.area,
            "number": number,
            **{name: line[name] for name in ("title", "builder", "unit", "quantities", "per", "share", "count")},
            **{name: line[name] for name in ("times_a_year", "kind")},
            "unit_cost": line["use"],
            "unit_price": line["unit_price"]["amount"],
            "currency": line["unit_price"]["currency"],
            "price_year": line["unit_price"]["price_year"],
            "by_year": {str(first_year + place): f"{amount:f}" for place, amount in enumerate(amounts)},
            "total": f"{sum(amounts, Decimal(0)):f}",
        }


class CostLineInput(Body):
    """A cost line: one that stands, by its number alone; one that stands, changed; or a new one, without a number."""

    number = serializers.IntegerField(required=False, min_value=0, max_value=9999)
    unit_cost = serializers.CharField(required=False, max_length=100, help_text="id of the price list, or “own line”")
    title = serializers.CharField(required=False, max_length=300)
    builder = serializers.ChoiceField(required=False, choices=tuple(map(str, Builder)))
    unit = serializers.CharField(required=False, max_length=100)
    unit_price = serializers.DecimalField(required=False, **AMOUNT)  # type: ignore[arg-type]
    quantities = serializers.DictField(required=False, child=serializers.DecimalField(**AMOUNT))  # type: ignore[arg-type]
    per = serializers.ChoiceField(required=False, choices=tuple(map(str, Driver)))
    count = serializers.DecimalField(required=False, **AMOUNT)  # type: ignore[arg-type]
    share = serializers.DecimalField(required=False, max_digits=12, decimal_places=10, min_value=0, max_value=1)
    times_a_year = serializers.DecimalField(required=False, **AMOUNT)  # type: ignore[arg-type]
    kind = serializers.ChoiceField(required=False, choices=tuple(map(str, EconomicType)))
    schedule = serializers.ListField(
        required=False,
        allow_null=True,
        max_length=10,
        child=serializers.DecimalField(**AMOUNT),  # type: ignore[arg-type]
        help_text="how often it is due in each year of the plan; null = its kind decides",
    )

    def validate(self, attrs: Values) -> Values:
        """Refuse half a line: what is left out of one would have to be guessed."""
        missing = sorted({*map(str, self.fields)} - {*attrs, "number", "schedule"})
        if missing and set(attrs) != {"number"}:
            raise ValidationError({name: ["A line needs this."] for name in missing})
        return attrs


class CostInput(Versioned):
    """What an activity costs: its lines, or why it has none."""

    state = serializers.ChoiceField(choices=tuple(map(str, CostState)))
    reason = serializers.CharField(required=False, allow_null=True, max_length=2000)
    lines = serializers.ListField(child=CostLineInput(), max_length=500)


class ActivityCosts(Activities):
    """The cost of one activity."""

    writes: ClassVar[Permission | None] = Permission.EDIT_COSTS

    @extend_schema(request=CostInput, responses=WholeActivitySerializer)
    def replace(self, request: Any, iso3: str, plan_id: int, activity_id: int) -> Response:
        """Replace the cost of an activity; the amounts of the years are computed here."""
        values, version = self.versioned(CostInput)
        row = self.row()
        there = activity_of(row.content).cost.lines
        lines = tuple(_line(row, there, one) for one in values["lines"])
        cost = ActivityCost(CostState(values["state"]), values.get("reason"), lines)
        why = values.get("why", "")
        return self.answer(edit_cost_lines(activity=row, cost=cost, version=version, why=why, by=request.user))


def _line(row: ActivityRecord, there: tuple[CostLine, ...], values: Values) -> CostLine:
    number = values.pop("number", None)
    if number is not None and number >= len(there):
        raise ValidationError({"lines": [f"The activity has no line {number}; it has {len(there)}, counted from 0."]})
    if number is not None and not values:
        return there[number]
    line = line_of(row.plan, _wanted(values))
    return line if number is None else changed_line(there[number], line)


def _wanted(values: Values) -> Wanted:
    schedule = values.get("schedule")
    return Wanted(
        unit_cost=values["unit_cost"],
        title=values["title"],
        builder=Builder(values["builder"]),
        unit=values["unit"],
        price=values["unit_price"],
        quantities=dict(values["quantities"]),
        per=Driver(values["per"]),
        count=values["count"],
        share=values["share"],
        times_a_year=values["times_a_year"],
        economic_type=EconomicType(values["kind"]),
        schedule=None if schedule is None else tuple(schedule),
    )
