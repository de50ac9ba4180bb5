"""What speaks for a plan: health events of the country, the budget calendar, and what is said to whom when."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.planning import PlanRecord
from opennaphs.store.models.versioned import Versioned


class HealthEventRecord(Versioned):
    """An outbreak or other emergency the country had: what it did to people and what it cost. None = not known."""

    KEPT = (
        "name",
        "hazard",
        "began",
        "ended",
        "cases",
        "deaths",
        "cost",
        "currency",
        "price_year",
        "source",
        "areas",
        "what_failed",
        "removed",
    )

    country = models.CharField(max_length=3, db_index=True)
    name = models.CharField(max_length=200)
    hazard = models.CharField(max_length=100, blank=True, default="")
    began = models.DateField()
    ended = models.DateField(null=True, blank=True)
    cases = models.PositiveIntegerField(null=True, blank=True)
    deaths = models.PositiveIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    price_year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True, default="")
    areas = DocumentField(default=list, blank=True)
    what_failed = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-began", "-pk"]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class BudgetMoment(Versioned):
    """A day of the budget calendar: the call opens, ceilings are set, parliament debates."""

    KEPT = ("title", "day", "note", "removed")

    country = models.CharField(max_length=3, db_index=True)
    title = models.CharField(max_length=200)
    day = models.DateField()
    note = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """In the order of the days."""

        ordering: ClassVar = ["day", "pk"]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class AdvocacyStep(Versioned):
    """What is said to whom, when in the budget calendar, and by which role."""

    KEPT = ("moment", "audience", "message", "due", "owner", "done_on", "outcome", "removed")

    country = models.CharField(max_length=3, db_index=True)
    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="advocacy_steps")
    moment = models.ForeignKey(BudgetMoment, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps")
    audience = models.CharField(max_length=200)
    message = models.TextField()
    due = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=200, blank=True, default="")
    done_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """What is due first comes first."""

        ordering: ClassVar = [models.F("due").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        """Give audience and the beginning of the message."""
        return f"{self.audience}: {self.message[:80]}"
