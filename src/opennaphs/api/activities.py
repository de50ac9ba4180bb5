"""Routes of the activities of a plan."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.activities.create_activity import create_activity
from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.activities.row_changes import ChangedMeanwhile, RowChange
from opennaphs.actions.following.updates import UpdateWay
from opennaphs.actions.writing import Stale
from opennaphs.api.following import UpdateWords, update_words
from opennaphs.api.rows import CREATED, Body, Reasoned, Removal, Rows, RowSerializer, Values, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.library import ActionType, AdministrativeLevel, Component, Sector
from opennaphs.store.activities import COLUMNS
from opennaphs.store.models import ActivityRecord

SECTORS = tuple(map(str, Sector))
STATUSES = tuple(map(str, ActivityStatus))


class ActivitySerializer(RowSerializer):
    """An activity as lists show it; cost is what its lines come to over all years, null without lines."""

    class Meta:
        """The columns of lists."""

        model = ActivityRecord
        fields = (
            "id", "number", "area", "text", "target", "level", "lead", "owner", "first_year", "status", "group",
            "cost_state", "cost", "impact", "feasibility", "risk", "position", "version", "changed_at", "changed_by",
        )  # fmt: skip


class WholeActivitySerializer(ActivitySerializer):
    """An activity with everything the plan document says of it."""

    content = serializers.DictField(read_only=True, help_text="its part of the plan document")

    class Meta(ActivitySerializer.Meta):
        """The columns of lists, and the content."""

        fields = (*ActivitySerializer.Meta.fields, "content")  # type: ignore[assignment]


def _optional_text(**more: Any) -> serializers.CharField:
    return serializers.CharField(required=False, allow_null=True, **more)


def _texts() -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(max_length=300), required=False, max_length=200)


def _rating() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)


class Details(Body):
    """What a team says about doing an activity; what is left out stays, null is not said."""

    starts = serializers.DateField(required=False, allow_null=True)
    ends = serializers.DateField(required=False, allow_null=True)
    places = _texts()
    after = _texts()
    impact = _rating()
    feasibility = _rating()
    risk = _rating()
    status = serializers.ChoiceField(choices=STATUSES, required=False)
    percent_done = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100)
    indicators = _texts()


class ActivityFields(Reasoned):
    """Fields of an activity under the names of the plan document; what is left out stays."""

    first_year = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    owner = _optional_text(max_length=200)
    lead = serializers.ChoiceField(choices=SECTORS, required=False, allow_null=True)
    types = serializers.ListField(child=serializers.ChoiceField(choices=tuple(map(str, ActionType))), required=False)
    where = serializers.ChoiceField(choices=tuple(map(str, AdministrativeLevel)), required=False, allow_null=True)
    component = serializers.ChoiceField(choices=tuple(map(str, Component)), required=False, allow_null=True)
    other_sector = _optional_text()
    hepr = _optional_text()
    evidence = _optional_text()
    months = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=120)
    group = _optional_text(max_length=120)
    notes = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    details = Details(required=False)

    def get_fields(self) -> Values:
        """Add the field whose name is a word of Python."""
        sectors = serializers.ListField(child=serializers.ChoiceField(choices=SECTORS), required=False)
        return {**super().get_fields(), "with": sectors}


class ActivityEdit(ActivityFields, Versioned):
    """What of an activity can be changed."""

    text = serializers.CharField(required=False)


class NewActivity(ActivityFields):
    """What an activity of the country's own begins with."""

    area = serializers.CharField(max_length=40, help_text="full id of an area of the plan, jee-3.D1")
    target = serializers.CharField(max_length=40, required=False, help_text="the indicator it lifts; the area if none")
    text = serializers.CharField()


class Progress(UpdateWords, Versioned):
    """How far the work has come; a percentage of null is not said, which is not zero."""

    status = serializers.ChoiceField(choices=STATUSES)
    percent_done = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)


class Activities(Rows):
    """The activities of a plan."""

    writes: ClassVar[Permission | None] = Permission.EDIT_ACTIVITIES
    queryset = ActivityRecord.objects.filter(removed=False).select_related("plan")
    serializer_class = ActivitySerializer
    detail_serializer_class = WholeActivitySerializer
    lookup_url_kwarg = "activity_id"
    within: ClassVar = {"iso3": "plan__country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {
        **{name: ["exact"] for name in ("area", "target", "level", "lead", "status", "group", "cost_state")},
        "number": ["exact", "startswith"],
        "text": ["icontains"],
        "owner": ["exact", "icontains"],
        "first_year": ["exact", "gte", "lte"],
        "cost": ["gte", "lte", "isnull"],
        **{name: ["exact", "isnull"] for name in ("impact", "feasibility", "risk")},
    }
    ordering_fields = (
        "id", "position", "number", "area", "text", "lead", "owner", "first_year", "status", "cost", "changed_at",
    )  # fmt: skip
    file_name = "activities"

    def get_queryset(self) -> Any:
        """Give the rows; lists leave their contents, which are large, where they are."""
        rows = super().get_queryset()
        listing = self.action == "list" and not getattr(self, "swagger_fake_view", False)
        return rows.select_related(None).only(*COLUMNS) if listing else rows

    def compared(self, row: ActivityRecord) -> Values:
        """Compare under the names of the plan document."""
        return dict(row.content)

    @extend_schema(request=NewActivity, responses={201: WholeActivitySerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Add an activity of the country's own, behind the others of its area."""
        values = _plain(self.wanted(NewActivity))
        area, text, why = values.pop("area"), values.pop("text"), values.pop("why", "")
        plan = self.parent("plan_id")
        row = create_activity(plan=plan, area=area, text=text, fields=values, why=why, by=request.user)
        return self.answer(row, CREATED)

    @extend_schema(request=ActivityEdit, responses=WholeActivitySerializer)
    def partial_update(self, request: Any, iso3: str, plan_id: int, activity_id: int) -> Response:
        """Change fields of an activity; its costs follow it into another year."""
        values, version = self.versioned(ActivityEdit)
        why = values.pop("why", "")
        row = edit_activity(activity=self.row(), fields=_plain(values), version=version, why=why, by=request.user)
        return self.answer(row)

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, plan_id: int, activity_id: int) -> Response:
        """Take an activity out of the plan; its number is not used again and its history stays."""
        why, version = self.removal()
        row = self.row()
        try:
            remove_activities(plan=row.plan, changes=[RowChange(row.pk, version)], why=why, by=request.user)
        except ChangedMeanwhile as changed:
            raise Stale(changed.rows[0], version) from None
        return Response(status=204)


class ActivityProgress(Activities):
    """Progress of activities, also once the plan is launched."""

    writes = Permission.REPORT_PROGRESS

    @extend_schema(request=Progress, responses=WholeActivitySerializer)
    def report(self, request: Any, iso3: str, plan_id: int, activity_id: int) -> Response:
        """Report how far the work on an activity has come."""
        values, version = self.versioned(Progress)
        told = {**update_words(values), "version": version, "way": UpdateWay.API}
        row = report_progress(activity=self.row(), by=request.user, **told)
        return self.answer(row)


def _plain(values: Values) -> Values:
    """Give values as the plan document writes them: days as texts."""
    return {
        name: _plain(value) if isinstance(value, dict) else value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
