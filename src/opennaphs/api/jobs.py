"""Routes of what a person has started in the background; nobody sees somebody else's."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from opennaphs.actions.jobs.running import JobState, state_of
from opennaphs.api.rows import Rows, RowSerializer
from opennaphs.store.models import Job


class JobSerializer(RowSerializer):
    """A job: how far it is and what came out; total is null while nobody knows."""

    state = serializers.SerializerMethodField()
    result = serializers.DictField(read_only=True)

    class Meta:
        """All that pages show."""

        model = Job
        fields = (
            "id", "kind", "title", "state", "done", "total", "message", "result", "file_name", "created_at",
            "finished_at",
        )  # fmt: skip

    @extend_schema_field({"type": "string", "enum": [str(one) for one in JobState]})
    def get_state(self, row: Job) -> str:
        """Give the state now: also that a worker fell silent."""
        return str(state_of(row))


class Jobs(Rows):
    """The jobs of the person."""

    queryset = Job.objects.defer("file", "wanted")
    serializer_class = JobSerializer
    lookup_url_kwarg = "job_id"
    filterset_fields: ClassVar = {"kind": ["exact"], "created_at": ["gte", "lte"]}
    ordering_fields = ("created_at", "finished_at", "kind")
    file_name = "jobs"

    def get_queryset(self) -> Any:
        """Give the person's own."""
        return super().get_queryset().filter(owner=self.request.user.pk)
