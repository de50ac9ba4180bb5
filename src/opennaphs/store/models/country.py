"""A country on the workbench and the cycle it is in."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.versioned import Versioned


class CountryDesk(models.Model):
    """That a country works here: opened by an administrator. Its name and region come from the catalogue."""

    country = models.CharField(max_length=3, unique=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, default="en")

    def __str__(self) -> str:
        """Give the code."""
        return self.country


class StageRecord(Versioned):
    """What the secretariat says of one stage of the cycle: its state, who leads it (a role), until when, and a note."""

    KEPT = ("state", "owner", "due", "note")

    country = models.CharField(max_length=3, db_index=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(max_length=30)
    state = models.CharField(max_length=20, default="not started")
    owner = models.CharField(max_length=200, blank=True, default="")
    due = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        """A stage is recorded once in a cycle."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "cycle", "stage"], name="one_record_a_stage")
        ]

    def __str__(self) -> str:
        """Give stage and state."""
        return f"{self.stage}: {self.state}"
