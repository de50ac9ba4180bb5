"""Routes of what is reported about a plan under way: updates, milestones, result indicators and their values."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.actions.following.edit_milestone import edit_milestone
from opennaphs.actions.following.edit_result_indicator import edit_result_indicator
from opennaphs.actions.following.pass_milestone import pass_milestone
from opennaphs.actions.following.record_result_value import record_result_value
from opennaphs.actions.following.remove_milestone import remove_milestone
from opennaphs.actions.following.remove_result_indicator import remove_result_indicator
from opennaphs.actions.following.updates import UpdateWay, updates_of
from opennaphs.api.engagement import KEPT
from opennaphs.api.narrowing import LARGEST_NUMBER
from opennaphs.api.rows import CREATED, Reasoned, Removal, Rows, RowSerializer, Values, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.records import Blocker, ResultKind
from opennaphs.store.models import (
    ActivityRecord,
    MilestoneRecord,
    PlanRecord,
    ProgressUpdateRecord,
    ResultIndicatorRecord,
    ResultValueRecord,
)

STATUSES, BLOCKERS, KINDS = (tuple(map(str, one)) for one in (ActivityStatus, Blocker, ResultKind))
ONE_LINE = 300


class UpdateWords(Reasoned):
    """What an update says beside status and percentage; what is left out is not said."""

    evidence = serializers.CharField(
        required=False, allow_blank=True, max_length=500, help_text="an https address or the name of a document"
    )
    blocker = serializers.ChoiceField(choices=BLOCKERS, required=False, allow_null=True)
    blocked_by = serializers.CharField(required=False, allow_blank=True, max_length=ONE_LINE)
    next_step = serializers.CharField(required=False, allow_blank=True, max_length=ONE_LINE)
    on = serializers.DateField(required=False, help_text="the day it speaks of, today when left out; never one to come")


def update_words(values: Values) -> Values:
    """Give what a body said of an update as the action takes it."""
    blocker = values.pop("blocker", None)
    status = ActivityStatus(values.pop("status"))
    return {**values, "status": status, "blocker": None if blocker is None else Blocker(blocker)}


def activity_of_plan(plan: PlanRecord, number: int) -> ActivityRecord:
    """Give an activity of a plan by its number in the API.

    Raises:
        ValidationError: the plan has no such activity.
    """
    row = ActivityRecord.objects.select_related("plan").filter(plan=plan, removed=False, pk=number).first()
    if row is None:
        raise serializers.ValidationError({"activity": ["There is no such activity in this plan."]})
    return row


class UpdateSerializer(RowSerializer):
    """A progress update; a percentage of null was not said, which is not zero; a blocker of "" is none."""

    class Meta:
        """All that was said."""

        model = ProgressUpdateRecord
        fields = (
            "id", "activity", "on", "status", "percent_done", "evidence", "blocker", "blocked_by", "next_step", "by",
            "way", "written_at",
        )  # fmt: skip


class NewUpdate(UpdateWords):
    """What somebody reports about an activity."""

    activity = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, help_text="id of the activity")
    status = serializers.ChoiceField(choices=STATUSES)
    percent_done = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)


class Updates(Rows):
    """What was reported about the activities of a plan, the newest first. An update is never changed."""

    writes: ClassVar[Permission | None] = Permission.REPORT_PROGRESS
    queryset = ProgressUpdateRecord.objects.filter(activity__removed=False)
    serializer_class = UpdateSerializer
    lookup_url_kwarg = "update_id"
    within: ClassVar = {"iso3": "plan__country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {
        "activity": ["exact"],
        "on": ["exact", "gte", "lte"],
        **{name: ["exact"] for name in ("status", "blocker", "way")},
        "percent_done": ["gte", "lte", "isnull"],
    }
    ordering_fields = ("id", "activity", "on", "status", "written_at")
    file_name = "progress-updates"

    @extend_schema(request=NewUpdate, responses={201: UpdateSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Add an update beside the earlier ones; one of a day before the last is kept and changes no status."""
        values = self.wanted(NewUpdate)
        activity = activity_of_plan(self.parent("plan_id"), values.pop("activity"))
        told = update_words(values)
        report_progress(activity=activity, version=None, way=UpdateWay.API, by=request.user, **told)
        return self.answer(updates_of(activity).order_by("-pk")[0], CREATED)


class MilestoneSerializer(RowSerializer):
    """A point an activity passes on its way; done_on of null is not passed yet."""

    class Meta:
        """All that is kept."""

        model = MilestoneRecord
        fields = ("id", "activity", "text", "due", "done_on", "evidence", *KEPT)


class MilestoneFields(Reasoned):
    """What is said of a milestone."""

    text = serializers.CharField(required=False, max_length=ONE_LINE)
    due = serializers.DateField(required=False)
    evidence = serializers.CharField(required=False, allow_blank=True, max_length=500)


class MilestoneEdit(MilestoneFields, Versioned):
    """What of a milestone can be changed; what is left out stays."""


class MilestonePassing(Versioned):
    """When a milestone was passed; null opens it again."""

    done_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(required=False, allow_blank=True, max_length=500)


class NewMilestone(MilestoneFields):
    """What a milestone begins with."""

    activity = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, help_text="id of the activity")
    text = serializers.CharField(max_length=ONE_LINE)
    due = serializers.DateField()


class Milestones(Rows):
    """The milestones of a plan, what is due first comes first."""

    writes: ClassVar[Permission | None] = Permission.REPORT_PROGRESS
    queryset = MilestoneRecord.objects.filter(removed=False, activity__removed=False).select_related("activity__plan")
    serializer_class = MilestoneSerializer
    lookup_url_kwarg = "milestone_id"
    within: ClassVar = {"iso3": "activity__plan__country", "plan_id": "activity__plan_id"}
    filterset_fields: ClassVar = {
        "activity": ["exact"],
        "due": ["exact", "gte", "lte"],
        "done_on": ["exact", "gte", "lte", "isnull"],
    }
    ordering_fields = ("id", "activity", "due", "done_on", "changed_at")
    file_name = "milestones"

    @extend_schema(request=NewMilestone, responses={201: MilestoneSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Add a milestone to an activity."""
        values = self.wanted(NewMilestone)
        why, number = values.pop("why", ""), values.pop("activity")
        activity = activity_of_plan(self.parent("plan_id"), number)
        return self.answer(add_milestone(activity=activity, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=MilestoneEdit, responses=MilestoneSerializer)
    def partial_update(self, request: Any, iso3: str, plan_id: int, milestone_id: int) -> Response:
        """Change fields of a milestone."""
        values, version = self.versioned(MilestoneEdit)
        why = values.pop("why", "")
        row = edit_milestone(milestone=self.row(), fields=values, version=version, why=why, by=request.user)
        return self.answer(row)

    @extend_schema(request=MilestonePassing, responses=MilestoneSerializer, operation_id="milestones_passing_update")
    def passing(self, request: Any, iso3: str, plan_id: int, milestone_id: int) -> Response:
        """Say on which day a milestone was passed, or that it is open again."""
        values, version = self.versioned(MilestonePassing)
        return self.answer(pass_milestone(milestone=self.row(), version=version, by=request.user, **values))

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, plan_id: int, milestone_id: int) -> Response:
        """Take a milestone off the lists; its history stays."""
        why, version = self.removal()
        remove_milestone(milestone=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class ResultSerializer(RowSerializer):
    """What a plan is measured by; an area of "" is the whole plan; a number of null is not known, which is not zero."""

    class Meta:
        """All that is kept."""

        model = ResultIndicatorRecord
        fields = (
            "id", "title", "kind", "unit", "area", "activity", "baseline", "baseline_on", "target", "target_on", *KEPT,
        )  # fmt: skip


def _number() -> serializers.DecimalField:
    return serializers.DecimalField(required=False, allow_null=True, max_digits=20, decimal_places=4)


class ResultFields(Reasoned):
    """What is said of a result indicator."""

    title = serializers.CharField(required=False, max_length=300)
    kind = serializers.ChoiceField(required=False, choices=KINDS)
    unit = serializers.CharField(required=False, max_length=80)
    area = serializers.CharField(required=False, allow_blank=True, max_length=40)
    baseline = _number()
    baseline_on = serializers.DateField(required=False, allow_null=True)
    target = _number()
    target_on = serializers.DateField(required=False, allow_null=True)


class ResultEdit(ResultFields, Versioned):
    """What of a result indicator can be changed; what is left out stays."""


class NewResult(ResultFields):
    """What a result indicator begins with."""

    activity = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=LARGEST_NUMBER, help_text="id of the activity, if any"
    )
    title = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=KINDS)
    unit = serializers.CharField(max_length=80)


class Results(Rows):
    """The result indicators of a plan."""

    writes: ClassVar[Permission | None] = Permission.FOLLOW_UP
    queryset = ResultIndicatorRecord.objects.filter(removed=False).select_related("plan", "activity")
    serializer_class = ResultSerializer
    lookup_url_kwarg = "result_id"
    within: ClassVar = {"iso3": "plan__country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {"area": ["exact"], "kind": ["exact"], "activity": ["exact"], "title": ["icontains"]}
    ordering_fields = ("id", "area", "title", "target_on", "changed_at")
    file_name = "results"

    @extend_schema(request=NewResult, responses={201: ResultSerializer})
    def create(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Add something the plan wants to be measured by."""
        values = self.wanted(NewResult)
        plan, why, number = self.parent("plan_id"), values.pop("why", ""), values.pop("activity", None)
        activity = None if number is None else activity_of_plan(plan, number)
        row = add_result_indicator(plan=plan, fields=values, activity=activity, why=why, by=request.user)
        return self.answer(row, CREATED)

    @extend_schema(request=ResultEdit, responses=ResultSerializer)
    def partial_update(self, request: Any, iso3: str, plan_id: int, result_id: int) -> Response:
        """Change fields of a result indicator; what was measured stays."""
        values, version = self.versioned(ResultEdit)
        why = values.pop("why", "")
        row = edit_result_indicator(indicator=self.row(), fields=values, version=version, why=why, by=request.user)
        return self.answer(row)

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, plan_id: int, result_id: int) -> Response:
        """Take a result indicator off the lists; its values and history stay."""
        why, version = self.removal()
        remove_result_indicator(indicator=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class ResultValueSerializer(RowSerializer):
    """One measured value, in the unit of its indicator."""

    class Meta:
        """All that is kept."""

        model = ResultValueRecord
        fields = ("id", "on", "value", "source", "by", "written_at")


class NewValue(Reasoned):
    """A measured value; zero is one."""

    on = serializers.DateField(help_text="the day it was measured, never one to come")
    value = serializers.DecimalField(max_digits=20, decimal_places=4)
    source: Any = serializers.CharField(required=False, allow_blank=True, max_length=ONE_LINE)


class ResultValues(Rows):
    """What a result indicator was measured at. No value is ever changed; a correction is a later one of its day."""

    writes: ClassVar[Permission | None] = Permission.REPORT_PROGRESS
    queryset = ResultValueRecord.objects.filter(indicator__removed=False)
    serializer_class = ResultValueSerializer
    lookup_url_kwarg = "value_id"
    within: ClassVar = {
        "iso3": "indicator__plan__country",
        "plan_id": "indicator__plan_id",
        "result_id": "indicator_id",
    }
    filterset_fields: ClassVar = {"on": ["exact", "gte", "lte"], "value": ["gte", "lte"]}
    ordering_fields = ("id", "on", "value", "written_at")
    file_name = "values"

    def indicator(self) -> ResultIndicatorRecord:
        """Give the result indicator of the address.

        Raises:
            Http404: the plan has none of this number.
        """
        rows = ResultIndicatorRecord.objects.filter(removed=False).select_related("plan", "activity")
        row = rows.filter(plan=self.parent("plan_id"), pk=self.kwargs["result_id"]).first()
        if row is None:
            raise Http404
        return row

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """List the values of a result indicator, by day."""
        self.indicator()
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NewValue, responses={201: ResultValueSerializer})
    def create(self, request: Any, iso3: str, plan_id: int, result_id: int) -> Response:
        """Record a measured value."""
        values = self.wanted(NewValue)
        return self.answer(record_result_value(indicator=self.indicator(), by=request.user, **values), CREATED)
