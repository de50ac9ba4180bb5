"""Work in the background, imports waiting for a yes, and packages that left for a ministry."""

import uuid
from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.people import User
from opennaphs.store.models.planning import PlanRecord


class Job(models.Model):
    """Something that takes longer than a second: what it is, how far it is, what came out of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=3, db_index=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20, default="waiting")  # waiting, running, done, failed
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.TextField(blank=True, default="")
    wanted = DocumentField(default=dict)
    language = models.CharField(max_length=10, default="en")
    result = DocumentField(default=dict)
    file = models.BinaryField(null=True)
    file_name = models.CharField(max_length=200, blank=True, default="")
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # the last sign of life of the worker that runs it
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class ImportPreview(models.Model):
    """What an uploaded file would change, kept until somebody says yes. The file itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=3, db_index=True)
    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=300)
    content = DocumentField()
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Give kind and file."""
        return f"{self.kind}: {self.file_name}"


class SectorPackageRecord(models.Model):
    """That one ministry's part of a plan left as a workbook, and whether it came back."""

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="packages")
    sector = models.CharField(max_length=60)
    base = DocumentField()
    exported_by = models.CharField(max_length=200)
    exported_at = models.DateTimeField(auto_now_add=True)
    merged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-exported_at"]

    def __str__(self) -> str:
        """Give the sector."""
        return self.sector
