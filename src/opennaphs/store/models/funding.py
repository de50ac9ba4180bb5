"""The money of plans: funding sources of a country, their support to a plan, transactions, mapping rounds."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.planning import PlanRecord
from opennaphs.store.models.versioned import Versioned


class FundingSourceRecord(Versioned):
    """Somebody who pays; ``number`` (S01) is its id in plan documents and workbooks and is never used twice."""

    KEPT = ("title", "kind", "origin", "earmark", "note", "removed")

    country = models.CharField(max_length=3, db_index=True)
    number = models.CharField(max_length=20, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    origin = models.CharField(max_length=3, blank=True, default="")  # the country the money comes from; "" = no single
    earmark = DocumentField(default=dict, blank=True)
    note = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """By number; a number is used once in a country."""

        ordering: ClassVar = ["number", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["country", "number"], name="one_source_a_number")]

    def __str__(self) -> str:
        """Give the title."""
        return self.title


class SupportRecord(Versioned):
    """One piece of support of a source to a plan; ``portions`` are as the plan document writes them."""

    KEPT = (
        "title",
        "recipient",
        "role",
        "state",
        "ours",
        "starts",
        "ends",
        "portions",
        "note",
        "state_note",
        "removed",
    )

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="supports")
    source = models.ForeignKey(FundingSourceRecord, on_delete=models.CASCADE, related_name="supports")
    number = models.CharField(max_length=20, editable=False)
    title = models.CharField(max_length=300)
    recipient = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=20, default="support")
    state = models.CharField(max_length=20, default="reported")
    state_note = models.TextField(blank=True, default="")  # why it was sent back, or what the secretariat checked
    ours = models.BooleanField(default=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    portions = DocumentField(default=list, blank=True)
    reported_by = models.CharField(max_length=200, blank=True, default="")
    note = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """By number; a number is used once in a plan."""

        ordering: ClassVar = ["number", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_support_a_number")]

    def __str__(self) -> str:
        """Give number and title."""
        return f"{self.number} {self.title}"[:300]

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country


class TransactionRecord(models.Model):
    """One dated movement of money. Never changed: a mistake is taken back by another transaction that names it."""

    support = models.ForeignKey(SupportRecord, on_delete=models.CASCADE, related_name="transactions")
    stage = models.CharField(max_length=20)
    on = models.DateField()
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    currency = models.CharField(max_length=3)
    price_year = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True, default="")
    takes_back = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="taken_back"
    )
    entered_by = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of their days."""

        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        """Give stage, amount and year."""
        return f"{self.stage} {self.currency} {self.amount} ({self.year})"


class FundingBasis(Versioned):
    """What the money of a plan is reckoned with: its exchange rates and inflators."""

    KEPT = ("rates",)

    plan = models.OneToOneField(PlanRecord, on_delete=models.CASCADE, related_name="funding_basis")
    rates = DocumentField(default=dict)

    def __str__(self) -> str:
        """Give the plan."""
        return str(self.plan)

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country


class MappingRound(Versioned):
    """One resource-mapping exercise of a plan; when it is closed, ``snapshot`` keeps what was known then."""

    KEPT = ("title", "held_on", "note", "snapshot", "closed_on")

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="mapping_rounds")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    note = models.TextField(blank=True, default="")
    snapshot = DocumentField(default=dict, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        """Give the title."""
        return self.title

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country
