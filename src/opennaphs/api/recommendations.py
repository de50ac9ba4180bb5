"""Routes of the register of recommendations."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.recommendations.answer_recommendation import answer_recommendation
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.recommendations.edit_recommendation import edit_recommendation
from opennaphs.actions.recommendations.remove_recommendation import remove_recommendation
from opennaphs.actions.recommendations.settle_recommendation import BY_HAND, settle_recommendation
from opennaphs.api.narrowing import LARGEST_NUMBER
from opennaphs.api.rows import CREATED, Reasoned, Removal, Rows, RowSerializer, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.recommendations import Origin
from opennaphs.store.models import Recommendation

ORIGINS = tuple(map(str, Origin))


class RecommendationSerializer(RowSerializer):
    """A finding to act on."""

    answered_by = serializers.ListField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        """All that is kept."""

        model = Recommendation
        fields = (
            "id", "origin", "origin_title", "date", "area", "text", "owner", "due", "state", "reason", "answered_by",
            "version", "changed_at", "changed_by",
        )  # fmt: skip


class RecommendationEdit(Versioned):
    """What of a recommendation can be changed; what is left out stays."""

    origin = serializers.ChoiceField(choices=ORIGINS, required=False)
    text = serializers.CharField(required=False)
    origin_title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    date = serializers.CharField(required=False, allow_blank=True, max_length=10)
    area = serializers.CharField(required=False, allow_blank=True, max_length=40)
    owner = serializers.CharField(required=False, allow_blank=True, max_length=200)
    due = serializers.DateField(required=False, allow_null=True)


class NewRecommendation(Reasoned):
    """What a recommendation begins with."""

    origin = serializers.ChoiceField(choices=ORIGINS)
    text = serializers.CharField()
    origin_title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    date = serializers.CharField(required=False, allow_blank=True, max_length=10)
    area = serializers.CharField(required=False, allow_blank=True, max_length=40, help_text="full id, jee-3.D1")
    owner = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="a role")
    due = serializers.DateField(required=False, allow_null=True)


class Settling(Versioned):
    """What has become of a recommendation."""

    state = serializers.ChoiceField(choices=tuple(map(str, BY_HAND)))


class Answering(Versioned):
    """The activities that answer a recommendation: exactly these."""

    activities = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_NUMBER), max_length=500
    )


class Recommendations(Rows):
    """The register of recommendations of a country."""

    writes = Permission.MANAGE_RECOMMENDATIONS
    queryset = Recommendation.objects.filter(removed=False)
    serializer_class = RecommendationSerializer
    lookup_url_kwarg = "recommendation_id"
    filterset_fields: ClassVar = {
        "origin": ["exact"],
        "area": ["exact"],
        "owner": ["exact"],
        "state": ["exact"],
        "due": ["exact", "gte", "lte", "isnull"],
        "text": ["icontains"],
    }
    ordering_fields = ("id", "origin", "area", "owner", "state", "due", "changed_at")
    file_name = "recommendations"

    @extend_schema(request=NewRecommendation, responses={201: RecommendationSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Enter a recommendation; it begins open."""
        values = self.wanted(NewRecommendation)
        why = values.pop("why", "")
        return self.answer(create_recommendation(country=iso3, fields=values, why=why, by=request.user), CREATED)

    @extend_schema(request=RecommendationEdit, responses=RecommendationSerializer)
    def partial_update(self, request: Any, iso3: str, recommendation_id: int) -> Response:
        """Change fields of a recommendation."""
        values, version = self.versioned(RecommendationEdit)
        why = values.pop("why", "")
        return self.answer(
            edit_recommendation(recommendation=self.row(), fields=values, version=version, why=why, by=request.user)
        )

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, recommendation_id: int) -> Response:
        """Remove what was entered by mistake; what will not be done is rejected instead."""
        why, version = self.removal()
        remove_recommendation(recommendation=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)

    @extend_schema(request=Settling, responses=RecommendationSerializer)
    def settle(self, request: Any, iso3: str, recommendation_id: int) -> Response:
        """Say what has become of a recommendation."""
        values, version = self.versioned(Settling)
        return self.answer(settle_recommendation(recommendation=self.row(), version=version, by=request.user, **values))

    @extend_schema(request=Answering, responses=RecommendationSerializer)
    def link(self, request: Any, iso3: str, recommendation_id: int) -> Response:
        """Link a recommendation to the activities that answer it."""
        values, version = self.versioned(Answering)
        return self.answer(answer_recommendation(recommendation=self.row(), version=version, by=request.user, **values))
