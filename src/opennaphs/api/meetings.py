"""Routes of meetings and of what they gave somebody to do."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.actions.engagement.edit_action_item import edit_action_item
from opennaphs.actions.engagement.edit_meeting import edit_meeting
from opennaphs.actions.engagement.remove_action_item import remove_action_item
from opennaphs.actions.engagement.remove_meeting import remove_meeting
from opennaphs.api.engagement import KEPT
from opennaphs.api.narrowing import LARGEST_NUMBER
from opennaphs.api.rows import CREATED, Body, Reasoned, Removal, Rows, RowSerializer, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActionItem, Committee, Meeting


class MeetingSerializer(RowSerializer):
    """A meeting; attendance counts people by sector, a sector not named was not recorded."""

    attendance = serializers.DictField(child=serializers.IntegerField(allow_null=True), read_only=True)
    decisions = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        """All that is kept."""

        model = Meeting
        fields = (
            "id", "committee", "held_on", "title", "place", "agenda", "minutes", "attendance", "decisions", *KEPT,
        )  # fmt: skip


class Attendance(Body):
    """How many people came from each sector; a sector left out was not recorded, 0 is nobody."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Give a count for each sector."""
        return {name: serializers.IntegerField(required=False, min_value=0, max_value=10_000) for name in SECTORS}


class MeetingFields(Reasoned):
    """What is said of a meeting."""

    held_on = serializers.DateField(required=False)
    title = serializers.CharField(required=False, max_length=200)
    place = serializers.CharField(required=False, allow_blank=True, max_length=200)
    agenda = serializers.CharField(required=False, allow_blank=True)
    minutes = serializers.CharField(required=False, allow_blank=True)
    attendance = Attendance(required=False)
    decisions = serializers.ListField(required=False, child=serializers.CharField(), max_length=200)


class MeetingEdit(MeetingFields, Versioned):
    """What of a meeting can be changed; what is left out stays."""


class NewMeeting(MeetingFields):
    """What a meeting begins with."""

    committee = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, help_text="number of the committee")
    held_on = serializers.DateField()
    title = serializers.CharField(max_length=200)


class Meetings(Rows):
    """The meetings of the committees of a country."""

    writes = Permission.MANAGE_ENGAGEMENT
    queryset = Meeting.objects.filter(removed=False, committee__removed=False)
    serializer_class = MeetingSerializer
    lookup_url_kwarg = "meeting_id"
    filterset_fields: ClassVar = {
        "committee": ["exact"],
        "held_on": ["exact", "gte", "lte"],
        "title": ["icontains"],
    }
    ordering_fields = ("id", "committee", "held_on", "title", "changed_at")
    file_name = "meetings"

    @extend_schema(request=NewMeeting, responses={201: MeetingSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Add a meeting, past or to come."""
        values = self.wanted(NewMeeting)
        why, number = values.pop("why", ""), values.pop("committee")
        committee = Committee.objects.filter(country=iso3, removed=False, pk=number).first()
        if committee is None:
            raise serializers.ValidationError({"committee": ["There is no such committee."]})
        return self.answer(add_meeting(committee=committee, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=MeetingEdit, responses=MeetingSerializer)
    def partial_update(self, request: Any, iso3: str, meeting_id: int) -> Response:
        """Change fields of a meeting."""
        values, version = self.versioned(MeetingEdit)
        why = values.pop("why", "")
        return self.answer(edit_meeting(meeting=self.row(), fields=values, version=version, why=why, by=request.user))

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, meeting_id: int) -> Response:
        """Take a meeting off the lists with its action items."""
        why, version = self.removal()
        remove_meeting(meeting=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class ActionItemSerializer(RowSerializer):
    """Something a meeting gave a role to do."""

    class Meta:
        """All that is kept."""

        model = ActionItem
        fields = ("id", "meeting", "text", "owner", "due", "done_on", "note", *KEPT)


class ActionItemFields(Reasoned):
    """What is said of an action item."""

    text = serializers.CharField(required=False)
    owner = serializers.CharField(required=False, max_length=200)
    due = serializers.DateField(required=False, allow_null=True)
    done_on = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)


class ActionItemEdit(ActionItemFields, Versioned):
    """What of an action item can be changed; what is left out stays."""


class NewActionItem(ActionItemFields):
    """What an action item begins with."""

    meeting = serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER, help_text="number of the meeting")
    text = serializers.CharField()
    owner = serializers.CharField(max_length=200, help_text="a role")


class ActionItems(Rows):
    """What the meetings of a country gave somebody to do."""

    writes = Permission.MANAGE_ENGAGEMENT
    queryset = ActionItem.objects.filter(removed=False, meeting__removed=False, meeting__committee__removed=False)
    serializer_class = ActionItemSerializer
    lookup_url_kwarg = "item_id"
    filterset_fields: ClassVar = {
        "meeting": ["exact"],
        "owner": ["exact"],
        "due": ["exact", "gte", "lte", "isnull"],
        "done_on": ["exact", "gte", "lte", "isnull"],
    }
    ordering_fields = ("id", "meeting", "owner", "due", "done_on", "changed_at")
    file_name = "action-items"

    @extend_schema(request=NewActionItem, responses={201: ActionItemSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Add something a meeting asked a role to do."""
        values = self.wanted(NewActionItem)
        why, number = values.pop("why", ""), values.pop("meeting")
        meeting = Meeting.objects.filter(country=iso3, removed=False, pk=number).first()
        if meeting is None:
            raise serializers.ValidationError({"meeting": ["There is no such meeting."]})
        return self.answer(add_action_item(meeting=meeting, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=ActionItemEdit, responses=ActionItemSerializer)
    def partial_update(self, request: Any, iso3: str, item_id: int) -> Response:
        """Change fields of an action item, or say when it was done."""
        values, version = self.versioned(ActionItemEdit)
        why = values.pop("why", "")
        return self.answer(edit_action_item(item=self.row(), fields=values, version=version, why=why, by=request.user))

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, item_id: int) -> Response:
        """Take an action item off the lists."""
        why, version = self.removal()
        remove_action_item(item=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)
