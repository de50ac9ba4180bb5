"""Plans as they were at a moment: frozen with a checksum, and public once released."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.planning import PlanRecord


class Publication(models.Model):
    """A frozen copy of a plan. The copy never changes; being released or withdrawn is all that happens to it.

    ``document`` is the whole plan document with its ``checksum``; ``public_document`` what of it is for everybody, with
    a checksum of its own; ``key`` stands in the permanent link.
    """

    country = models.CharField(max_length=3, db_index=True)
    plan = models.ForeignKey(PlanRecord, on_delete=models.SET_NULL, null=True, related_name="publications")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=20)
    facts = DocumentField(default=dict)  # who endorsed it, when it was validated and launched
    document = DocumentField()
    checksum = models.CharField(max_length=64)
    public_document = DocumentField()
    public_checksum = models.CharField(max_length=64)
    key = models.CharField(max_length=40, unique=True)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.CharField(max_length=200)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        """The newest first; a number is used once in a plan."""

        ordering: ClassVar = ["-frozen_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_publication_a_number")]

    def __str__(self) -> str:
        """Give title and number."""
        return f"{self.title} ({self.number})"
