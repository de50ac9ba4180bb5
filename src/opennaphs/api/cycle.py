"""Routes of the stages of the cycle and of the history of a country."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from opennaphs.actions.cycle.record_stage import record_stage
from opennaphs.api.rows import Rows, RowSerializer, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.cycle import StageState
from opennaphs.domain.cycle_stages import Stage
from opennaphs.store.models import AuditEvent, StageRecord


class StageSerializer(RowSerializer):
    """What the secretariat recorded of a stage; a stage nobody recorded is not in the list."""

    class Meta:
        """All that is kept."""

        model = StageRecord
        fields = ("id", "cycle", "stage", "state", "owner", "due", "note", "version", "changed_at", "changed_by")


class StageInput(Versioned):
    """Where a stage stands. A stage nobody recorded has version 1."""

    state = serializers.ChoiceField(choices=tuple(map(str, StageState)))
    owner = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="key of a role")
    due = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)
    cycle = serializers.IntegerField(required=False, min_value=1, max_value=999)


class Stages(Rows):
    """The stages of the cycle of a country."""

    writes = Permission.MANAGE_CYCLE
    queryset = StageRecord.objects.order_by("cycle", "pk")
    serializer_class = StageSerializer
    filterset_fields: ClassVar = {"cycle": ["exact"], "stage": ["exact"], "state": ["exact"]}
    ordering_fields = ("id", "cycle", "stage", "state", "due")
    file_name = "stages"

    @extend_schema(
        request=StageInput,
        responses=StageSerializer,
        parameters=[OpenApiParameter("stage", str, "path", enum=tuple(map(str, Stage)))],
    )
    def record(self, request: Any, iso3: str, stage: str) -> Response:
        """Record where a stage stands; what is left out is emptied."""
        if stage not in set(Stage):
            raise ValidationError({"stage": [f"There is no such stage. There are: {', '.join(Stage)}."]})
        values, version = self.versioned(StageInput)
        values["state"] = StageState(values["state"])
        return self.answer(record_stage(country=iso3, stage=Stage(stage), version=version, by=request.user, **values))


class EventSerializer(RowSerializer):
    """One thing that was done. The hash covers everything the event says and the hash before it."""

    changes = serializers.ListField(
        child=serializers.DictField(),
        read_only=True,
        help_text="path, before and after; a side that was missing is not there",
    )

    class Meta:
        """All that is kept."""

        model = AuditEvent
        fields = (
            "id", "number", "at", "by_id", "by_name", "action", "subject", "subject_id", "label", "version", "changes",
            "why", "previous_hash", "hash",
        )  # fmt: skip


class History(Rows):
    """The history of a country, the newest first."""

    reads = Permission.SEE_HISTORY
    queryset = AuditEvent.objects.order_by("-number")
    serializer_class = EventSerializer
    lookup_url_kwarg = "event_id"
    filterset_fields: ClassVar = {
        "number": ["exact", "gte", "lte"],
        "at": ["gte", "lte"],
        "by_name": ["exact", "icontains"],
        "action": ["exact"],
        "subject": ["exact"],
        "subject_id": ["exact"],
    }
    ordering_fields = ("number", "at", "by_name", "action")
    file_name = "history"
