"""Plans: the frame, its goals and its activities.

A plan document is kept in pieces that people edit apart: ``PlanRecord.frame`` holds what is neither goal nor activity,
``GoalRecord`` a goal, ``ActivityRecord.content`` one activity exactly as the plan document writes it. The columns of
an activity beside ``content`` are its projection for lists and filters, set in one place (:meth:`ActivityRecord.save`).
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.versioned import Versioned


class PlanRecord(Versioned):
    """One strategic or operational plan of a country."""

    KEPT = (
        "title",
        "kind",
        "term",
        "first_year",
        "language",
        "state",
        "frame",
        "validated_on",
        "endorsed_by",
        "endorsed_on",
        "launched_on",
        "reviewed_on",
        "removed",
    )

    country = models.CharField(max_length=3, db_index=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    term = models.CharField(max_length=4)
    first_year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=20, default="draft")
    frame = DocumentField()
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="later")
    validated_on = models.DateField(null=True, blank=True)
    endorsed_by = models.CharField(max_length=300, blank=True, default="")
    endorsed_on = models.DateField(null=True, blank=True)
    launched_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class GoalRecord(Versioned):
    """The goal of one indicator; ``target`` None = the indicator has no goal."""

    KEPT = ("current", "target", "edited")

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="goals")
    indicator = models.CharField(max_length=40)
    current = models.PositiveSmallIntegerField(null=True, blank=True)
    target = models.PositiveSmallIntegerField(null=True, blank=True)
    edited = models.BooleanField(default=False)

    class Meta:
        """In the order of the plan; an indicator has one goal."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "indicator"], name="one_goal_an_indicator")]

    def __str__(self) -> str:
        """Give indicator and goal."""
        return f"{self.indicator}: {self.target}"

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country


class ActivityRecord(Versioned):
    """One activity of a plan; ``content`` is its part of the plan document and the only truth."""

    KEPT = ("content", "position", "removed")

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="activities")
    content = DocumentField()
    position = models.PositiveIntegerField()
    removed = models.BooleanField(default=False)

    number = models.CharField(max_length=40, editable=False)
    area = models.CharField(max_length=40, editable=False, db_index=True)
    text = models.TextField(editable=False)
    target = models.CharField(max_length=40, editable=False)
    level = models.PositiveSmallIntegerField(null=True, editable=False)
    lead = models.CharField(max_length=40, blank=True, editable=False)
    owner = models.CharField(max_length=200, blank=True, editable=False)
    first_year = models.PositiveSmallIntegerField(editable=False)
    status = models.CharField(max_length=20, editable=False)
    group = models.CharField(max_length=120, blank=True, editable=False)
    cost_state = models.CharField(max_length=30, editable=False)
    cost = models.DecimalField(max_digits=20, decimal_places=2, null=True, editable=False)
    impact = models.PositiveSmallIntegerField(null=True, editable=False)
    feasibility = models.PositiveSmallIntegerField(null=True, editable=False)
    risk = models.PositiveSmallIntegerField(null=True, editable=False)

    class Meta:
        """In the order people gave; a number is used once in a plan, also by what was removed."""

        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_activity_a_number")]
        indexes: ClassVar = [models.Index(fields=["plan", "removed", "position"])]

    def __str__(self) -> str:
        """Give number and the beginning of the text."""
        return f"{self.number} {self.text[:80]}"

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the columns of lists and filters set from the content."""
        self.project()
        super().save(*args, **kwargs)

    def project(self) -> None:
        """Set the columns from the content; also needed before rows are saved in bulk."""
        content = self.content
        self.number, self.area, self.text = content["id"], content["area"], content["text"]
        self.target, self.level = content["target"] or "", content["level"]
        self.lead, self.owner, self.group = content["lead"] or "", content["owner"] or "", content["group"] or ""
        self.first_year = content["first_year"]
        details = content.get("details", {})
        self.status = details.get("status", "not started")
        self.impact, self.feasibility, self.risk = (details.get(name) for name in ("impact", "feasibility", "risk"))
        self.cost_state, self.cost = content["cost"]["state"], _total(content["cost"])
        for name in ("target", "lead", "owner", "group"):  # people's words may be longer than a list needs
            field: Any = self._meta.get_field(name)
            setattr(self, name, getattr(self, name)[: field.max_length])


def _total(cost: dict[str, Any]) -> Decimal | None:
    """Give what the lines come to over all years; ``None`` when there are no lines to add up."""
    if not cost["lines"]:
        return None
    return sum((Decimal(money["amount"]) for line in cost["lines"] for money in line["by_year"]), Decimal(0))
