"""Routes of plans: the frame, the state, the whole document, and the goals."""

import json
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.actions.plans.edit_plan import edit_plan
from opennaphs.actions.plans.move_plan import move_plan
from opennaphs.actions.plans.remove_plan import remove_plan
from opennaphs.actions.plans.set_goal import set_goal
from opennaphs.api.rows import CREATED, Reasoned, Removal, Rows, RowSerializer, Versioned
from opennaphs.api.throttles import HeavyRate, PersonRate, VisitorRate
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import InputRefused, Place
from opennaphs.domain.plan_states import PlanState
from opennaphs.sources.plan_file import parse_plan
from opennaphs.store.models import GoalRecord, PlanRecord
from opennaphs.store.plans import document_of
from opennaphs.web.jobs.files import download

KINDS = ("strategic", "operational")


class PlanSerializer(RowSerializer):
    """A plan without its goals and activities."""

    class Meta:
        """All that lists need."""

        model = PlanRecord
        fields = (
            "id", "title", "kind", "term", "first_year", "language", "state", "previous", "validated_on", "endorsed_by",
            "endorsed_on", "launched_on", "reviewed_on", "version", "changed_at", "changed_by",
        )  # fmt: skip


class NewPlan(Reasoned):
    """A plan document that shall be kept as a plan."""

    title = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=KINDS)
    document = serializers.DictField(help_text="a plan document, see plan-document.schema.json")


class PlanEdit(Versioned):
    """What of a plan can be changed."""

    title = serializers.CharField(max_length=300)


class Facts(serializers.Serializer[Any]):
    """What a state records as a plan enters it."""

    validated_on = serializers.DateField(required=False)
    endorsed_by = serializers.CharField(required=False, max_length=300)
    endorsed_on = serializers.DateField(required=False)
    launched_on = serializers.DateField(required=False)
    reviewed_on = serializers.DateField(required=False)


class Move(Versioned):
    """The state a plan shall enter."""

    to = serializers.ChoiceField(choices=tuple(map(str, PlanState)))
    facts = Facts(required=False)


class Plans(Rows):
    """The plans of a country."""

    writes = Permission.EDIT_PLAN
    queryset = PlanRecord.objects.filter(removed=False).defer("frame")
    serializer_class = PlanSerializer
    lookup_url_kwarg = "plan_id"
    filterset_fields: ClassVar = {
        "kind": ["exact"],
        "term": ["exact"],
        "state": ["exact"],
        "first_year": ["exact", "gte", "lte"],
        "title": ["icontains"],
    }
    ordering_fields = ("id", "title", "kind", "state", "first_year", "changed_at")
    file_name = "plans"

    @extend_schema(request=NewPlan, responses={201: PlanSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Keep a plan document as a plan; it begins as a draft."""
        values = self.wanted(NewPlan)
        plan = parse_plan(json.dumps(values.pop("document")).encode(), "document")
        if plan.country != iso3:
            what = f"The document is a plan of {plan.country}, not of {iso3}."
            raise InputRefused.because(Place("document", column="country"), what, "Send it to its own country.")
        return self.answer(create_plan(plan=plan, by=request.user, **values), CREATED)

    @extend_schema(request=PlanEdit, responses=PlanSerializer)
    def partial_update(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Change the title of a plan."""
        values, version = self.versioned(PlanEdit)
        return self.answer(edit_plan(plan=self.row(), version=version, by=request.user, **values))

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Remove a draft."""
        why, version = self.removal()
        remove_plan(plan=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class PlanStates(Plans):
    """The state of a plan, moved by those who may."""

    writes = Permission.MOVE_PLAN

    @extend_schema(request=Move, responses=PlanSerializer)
    def move(self, request: Any, iso3: str, plan_id: int) -> Response:
        """Move a plan on, or back with a reason; what stands against it is said in sentences."""
        values, version = self.versioned(Move)
        to, facts, why = PlanState(values["to"]), values.get("facts"), values.get("why", "")
        today = timezone.localdate()
        row = move_plan(plan=self.row(), to=to, version=version, today=today, facts=facts, why=why, by=request.user)
        return self.answer(row)


class PlanDocuments(Rows):
    """Whole plans as files."""

    reads = Permission.EXPORT
    queryset = PlanRecord.objects.filter(removed=False)
    serializer_class = PlanSerializer
    lookup_url_kwarg = "plan_id"
    throttle_classes = (VisitorRate, PersonRate, HeavyRate)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def document(self, request: Any, iso3: str, plan_id: int) -> HttpResponse:
        """Give the plan document: everything of the plan, as every command of naphs reads it."""
        row = self.row()
        content = json.dumps(document_of(row), ensure_ascii=False, indent=1).encode()
        answer = download(content, f"{iso3}-{row.pk}.naphs.json")
        answer["ETag"] = f'"{row.version}"'
        return answer


class GoalSerializer(RowSerializer):
    """The goal of one indicator; a target of null is no goal."""

    class Meta:
        """All that is kept."""

        model = GoalRecord
        fields = ("id", "indicator", "current", "target", "edited", "version", "changed_at", "changed_by")


class GoalEdit(Versioned):
    """The level an indicator shall reach; null needs a reason."""

    target = serializers.IntegerField(allow_null=True, min_value=1, max_value=5)


class Goals(Rows):
    """The goals of a plan."""

    writes = Permission.EDIT_PLAN
    queryset = GoalRecord.objects.select_related("plan")
    serializer_class = GoalSerializer
    lookup_url_kwarg = "goal_id"
    within: ClassVar = {"iso3": "plan__country", "plan_id": "plan_id"}
    filterset_fields: ClassVar = {
        "indicator": ["exact", "startswith"],
        "current": ["exact", "isnull"],
        "target": ["exact", "isnull"],
        "edited": ["exact"],
    }
    ordering_fields = ("id", "indicator", "current", "target", "changed_at")
    file_name = "goals"

    @extend_schema(request=GoalEdit, responses=GoalSerializer)
    def partial_update(self, request: Any, iso3: str, plan_id: int, goal_id: int) -> Response:
        """Set the level an indicator shall reach."""
        values, version = self.versioned(GoalEdit)
        return self.answer(set_goal(goal=self.row(), version=version, by=request.user, **values))
