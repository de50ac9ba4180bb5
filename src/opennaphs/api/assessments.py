"""Routes of assessments and their scores."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.edit_assessment import edit_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry
from opennaphs.actions.assessments.remove_assessment import remove_assessment
from opennaphs.api.rows import CREATED, Body, Reasoned, Removal, Rows, RowSerializer, Versioned
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AssessmentRecord, Score

DATE = "A year, a month or a day: 2024, 2024-05, 2024-05-31."


class AssessmentSerializer(RowSerializer):
    """An assessment without its scores."""

    published = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        """All that is kept."""

        model = AssessmentRecord
        fields = ("id", "framework", "date", "source", "published", "version", "changed_at", "changed_by")


class NewAssessment(Reasoned):
    """What an assessment begins with."""

    framework = serializers.CharField(max_length=20)
    date = serializers.CharField(max_length=10, help_text=DATE)
    source = serializers.CharField()  # type: ignore[assignment]  # the framework takes the name away again


class AssessmentEdit(Versioned):
    """What of an assessment can be changed; what is left out stays."""

    date = serializers.CharField(max_length=10, required=False, help_text=DATE)
    source = serializers.CharField(required=False)  # type: ignore[assignment]  # the framework takes the name away again


class Assessments(Rows):
    """The assessments of a country."""

    writes = Permission.ENTER_SCORES
    queryset = AssessmentRecord.objects.filter(removed=False)
    serializer_class = AssessmentSerializer
    lookup_url_kwarg = "assessment_id"
    filterset_fields: ClassVar = {"framework": ["exact"], "date": ["exact", "startswith"]}
    ordering_fields = ("id", "framework", "date", "changed_at")
    file_name = "assessments"

    @extend_schema(request=NewAssessment, responses={201: AssessmentSerializer})
    def create(self, request: Any, iso3: str) -> Response:
        """Begin an assessment; its scores come after."""
        values = self.wanted(NewAssessment)
        return self.answer(create_assessment(country=iso3, by=request.user, **values), CREATED)

    @extend_schema(request=AssessmentEdit, responses=AssessmentSerializer)
    def partial_update(self, request: Any, iso3: str, assessment_id: int) -> Response:
        """Change date or source."""
        values, version = self.versioned(AssessmentEdit)
        row = self.row()
        about = {"date": row.date, "source": row.source} | values
        return self.answer(edit_assessment(assessment=row, version=version, by=request.user, **about))

    @extend_schema(parameters=[Removal], responses={204: None})
    def destroy(self, request: Any, iso3: str, assessment_id: int) -> Response:
        """Remove an assessment; it can be brought back on its page."""
        why, version = self.removal()
        remove_assessment(assessment=self.row(), version=version, why=why, by=request.user)
        return Response(status=204)


class ScoreSerializer(RowSerializer):
    """The score of one indicator; a level of null was asked and not answered."""

    class Meta:
        """All that is kept."""

        model = Score
        fields = ("id", "indicator", "level", "note", "version", "changed_at", "changed_by")


class ScoreInput(Body):
    """What one score shall be."""

    indicator = serializers.CharField(max_length=40)
    level = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, help_text="null = not answered")
    asked = serializers.BooleanField(default=True, help_text="false = the assessment says nothing of it")
    note = serializers.CharField(default="", allow_blank=True, max_length=2000)
    version = serializers.IntegerField(
        min_value=0, max_value=999_999_999, help_text="of the score that was seen; 0 when there was none"
    )


class ScoresInput(Reasoned):
    """Scores to be written; those not named stay."""

    scores = serializers.ListField(child=ScoreInput(), allow_empty=False, max_length=500)


class ScoresTaken(serializers.Serializer[Any]):
    """How many scores changed."""

    changed = serializers.IntegerField()


class Scores(Rows):
    """The scores of an assessment."""

    writes = Permission.ENTER_SCORES
    queryset = Score.objects.filter(removed=False)
    serializer_class = ScoreSerializer
    within: ClassVar = {"iso3": "assessment__country", "assessment_id": "assessment_id"}
    filterset_fields: ClassVar = {"indicator": ["exact", "startswith"], "level": ["exact", "isnull"]}
    ordering_fields = ("id", "indicator", "level", "changed_at")
    file_name = "scores"

    @extend_schema(request=ScoresInput, responses=ScoresTaken)
    def enter(self, request: Any, iso3: str, assessment_id: int) -> Response:
        """Write scores, all of them or none; each carries the version of the score that was seen."""
        values = self.wanted(ScoresInput)
        entries = [ScoreEntry(**one) for one in values["scores"]]
        record = self.parent("assessment_id")
        changed = enter_scores(assessment=record, entries=entries, why=values.get("why", ""), by=request.user)
        return Response({"changed": changed})
