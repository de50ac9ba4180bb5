"""Assessments, their scores, the published scores they are held against, and the recommendations of every review."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.versioned import Versioned


class AssessmentRecord(Versioned):
    """One assessment of one country: edition, date and source. Its scores are rows of their own."""

    KEPT = ("framework", "date", "source", "published", "removed")

    country = models.CharField(max_length=3, db_index=True)
    framework = models.CharField(max_length=20)
    date = models.CharField(max_length=10)
    source = models.TextField()
    published = DocumentField(default=dict, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-date", "-pk"]

    def __str__(self) -> str:
        """Give edition and date."""
        return f"{self.framework} {self.date}"


class Score(Versioned):
    """The level of one indicator. ``level`` None = asked and not answered; no row = the source says nothing of it.

    A row with ``removed`` says the same as no row; it stays, so that its history does.
    """

    KEPT = ("level", "note", "removed")

    assessment = models.ForeignKey(AssessmentRecord, on_delete=models.CASCADE, related_name="scores")
    indicator = models.CharField(max_length=40)
    level = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    note = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """An indicator is scored once in an assessment."""

        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="one_score_an_indicator")
        ]

    def __str__(self) -> str:
        """Give indicator and level."""
        return f"{self.indicator}: {self.level}"

    @property
    def country_code(self) -> str:
        """The country of the assessment."""
        return self.assessment.country


class ComparisonSet(Versioned):
    """Published scores of many countries in one edition, brought in from a file, to hold a country's own against.

    ``peers`` holds for each country (ISO 3166 alpha-3) its year, its income group or "", and its averages by area code
    as exact fractions; it never changes. Nothing of another country's workbench is in it.
    """

    KEPT = ("framework", "first_year", "last_year", "source", "removed")

    country = models.CharField(max_length=3, db_index=True)
    framework = models.CharField(max_length=20)
    first_year = models.PositiveSmallIntegerField(default=0)
    last_year = models.PositiveSmallIntegerField(default=0)
    source = models.TextField()
    peers = DocumentField(default=dict)
    removed = models.BooleanField(default=False)

    class Meta:
        """The newest year first."""

        ordering: ClassVar = ["-last_year", "-pk"]

    def __str__(self) -> str:
        """Give edition and years."""
        return f"{self.framework} {self.first_year}–{self.last_year}"


class Recommendation(Versioned):
    """A finding to act on, with its origin, area, owner (a role) and due date, and the activities that answer it."""

    KEPT = (
        "origin",
        "origin_title",
        "date",
        "area",
        "text",
        "owner",
        "due",
        "state",
        "reason",
        "answered_by",
        "removed",
    )

    country = models.CharField(max_length=3, db_index=True)
    origin = models.CharField(max_length=40)
    origin_title = models.CharField(max_length=300, blank=True, default="")
    date = models.CharField(max_length=10, blank=True, default="")
    area = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField()
    owner = models.CharField(max_length=200, blank=True, default="")
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=30, default="open")
    reason = models.TextField(blank=True, default="")
    answered_by = DocumentField(default=list, blank=True)  # pks of activities; checked by the action that sets them
    removed = models.BooleanField(default=False)

    class Meta:
        """In the order in which they were entered."""

        ordering: ClassVar = ["area", "pk"]

    def __str__(self) -> str:
        """Give the beginning of the text."""
        return self.text[:80]
