"""Routes of stakeholders, committees, meetings and what meetings gave somebody to do."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_stakeholder import add_stakeholder
from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.actions.engagement.edit_committee import edit_committee
from opennaphs.actions.engagement.edit_stakeholder import edit_stakeholder
from opennaphs.actions.engagement.remove_committee import remove_committee
from opennaphs.actions.engagement.remove_stakeholder import remove_stakeholder
from opennaphs.api.rows import CREATED, Reasoned, Removal, Rows, RowSerializer, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Committee, StakeholderRecord

KEPT = ("version", "changed_at", "changed_by")


def _text(length: int | None = None, *, needed: bool = False) -> serializers.CharField:
    return serializers.CharField(required=needed, allow_blank=not needed, max_length=length)


def _scale() -> serializers.IntegerField:
    return serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=5)


class StakeholderSerializer(RowSerializer):
    """Somebody with a stake in the plan; parts are what they are in each area: responsible, accountable …"""

    parts = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        """All that is kept."""

        model = StakeholderRecord
        fields = (
            "id", "name", "organisation", "sector", "mandate", "influence", "interest", "contact", "parts", *KEPT,
        )  # fmt: skip


class StakeholderEdit(Versioned):
    """What of a stakeholder can be changed; what is left out stays."""

    name = serializers.CharField(required=False, max_length=200)
    sector = serializers.ChoiceField(required=False, choices=SECTORS)
    organisation = _text(200)
    mandate = _text()
    contact = _text(300)
    influence = _scale()
    interest = _scale()


class NewStakeholder(Reasoned):
    """What a stakeholder begins with."""

    name = _text(200, needed=True)
    sector = serializers.ChoiceField(choices=SECTORS)
    organisation = _text(200)
    mandate = _text()
    contact = _text(300)
    influence = _scale()
    interest = _scale()


class Stakeholders(Rows):
    """The stakeholder register of a country."""

    writes = Permission.MANAGE_ENGAGEMENT
    queryset = StakeholderRecord.objects.filter(removed=False)
    serializer_class = StakeholderSerializer
    lookup_url_kwarg = "stakeholder_id"
    filterset_fields: ClassVar = {
        "sector": ["exact"],
        "organisation": ["exact", "icontains"],
        "name": ["icontains"],
        "influence": ["exact", "gte", "lte", "isnull"],
        "interest": ["exact", "gte", "lte", "isnull"],
    }
    ordering_fields = ("id", "name", "organisation", "sector", "influence", "interest", "changed_at")
    file_name = "stakeholders"

    @extend_schema(request=NewStakeholder, responses={201: StakeholderSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Add somebody to the register."""
        values = self.wanted(NewStakeholder)
        why = values.pop("why", "")
        return self.answer(add_stakeholder(country=iso3, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=StakeholderEdit, responses=StakeholderSerializer)
    def partial_update(self, request: Any, iso3: str, stakeholder_id: int) -> Response:
        """Change fields of a stakeholder."""
        values, version = self.versioned(StakeholderEdit)
        why = values.pop("why", "")
        row = edit_stakeholder(stakeholder=self.row(), fields=values, version=version, why=why, by=request.user)
        return self.answer(row)

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, stakeholder_id: int) -> Response:
        """Take a stakeholder off the register and out of their areas."""
        why, version = self.removal()
        remove_stakeholder(stakeholder=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class CommitteeSerializer(RowSerializer):
    """A body that meets."""

    sectors = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        """All that is kept."""

        model = Committee
        fields = ("id", "name", "mandate", "cadence", "sectors", *KEPT)


class CommitteeEdit(Versioned):
    """What of a committee can be changed; what is left out stays."""

    name = serializers.CharField(required=False, max_length=200)
    mandate = _text()
    cadence = _text(60)
    sectors = serializers.ListField(required=False, child=serializers.ChoiceField(choices=SECTORS), max_length=30)


class NewCommittee(Reasoned):
    """What a committee begins with."""

    name = _text(200, needed=True)
    mandate = _text()
    cadence = _text(60)
    sectors = serializers.ListField(required=False, child=serializers.ChoiceField(choices=SECTORS), max_length=30)


class Committees(Rows):
    """The committees of a country."""

    writes = Permission.MANAGE_ENGAGEMENT
    queryset = Committee.objects.filter(removed=False)
    serializer_class = CommitteeSerializer
    lookup_url_kwarg = "committee_id"
    filterset_fields: ClassVar = {"name": ["exact", "icontains"], "cadence": ["exact"]}
    ordering_fields = ("id", "name", "changed_at")
    file_name = "committees"

    @extend_schema(request=NewCommittee, responses={201: CommitteeSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Add a committee."""
        values = self.wanted(NewCommittee)
        why = values.pop("why", "")
        return self.answer(add_committee(country=iso3, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=CommitteeEdit, responses=CommitteeSerializer)
    def partial_update(self, request: Any, iso3: str, committee_id: int) -> Response:
        """Change fields of a committee."""
        values, version = self.versioned(CommitteeEdit)
        why = values.pop("why", "")
        row = edit_committee(committee=self.row(), fields=values, version=version, why=why, by=request.user)
        return self.answer(row)

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, committee_id: int) -> Response:
        """Take a committee off the lists with its meetings and action items."""
        why, version = self.removal()
        remove_committee(committee=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)
