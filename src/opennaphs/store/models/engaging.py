"""Stakeholders, committees, meetings, decisions and what is to be done; reviews, comments and mentions."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.people import User
from opennaphs.store.models.planning import ActivityRecord, PlanRecord
from opennaphs.store.models.versioned import Versioned


class StakeholderRecord(Versioned):
    """An organisation or person with a part in health security, with mandate, influence and interest (1-5)."""

    KEPT = ("name", "organisation", "sector", "mandate", "influence", "interest", "contact", "parts", "removed")

    country = models.CharField(max_length=3, db_index=True)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True, default="")
    sector = models.CharField(max_length=60)
    mandate = models.TextField(blank=True, default="")
    influence = models.PositiveSmallIntegerField(null=True, blank=True)
    interest = models.PositiveSmallIntegerField(null=True, blank=True)
    contact = models.CharField(max_length=300, blank=True, default="")
    parts = DocumentField(default=dict, blank=True)  # area id -> "responsible", "accountable", "consulted", "informed"
    removed = models.BooleanField(default=False)

    class Meta:
        """By sector, then by name."""

        ordering: ClassVar = ["sector", "name", "pk"]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class Committee(Versioned):
    """A body that meets: its mandate, how often it meets and which sectors belong to it."""

    KEPT = ("name", "mandate", "cadence", "sectors", "removed")

    country = models.CharField(max_length=3, db_index=True)
    name = models.CharField(max_length=200)
    mandate = models.TextField(blank=True, default="")
    cadence = models.CharField(max_length=60, blank=True, default="")
    sectors = DocumentField(default=list, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """By name."""

        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class Meeting(Versioned):
    """One meeting of a committee. ``attendance`` counts people by sector; a sector not named was not recorded."""

    KEPT = ("held_on", "title", "place", "agenda", "minutes", "attendance", "decisions", "removed")

    country = models.CharField(max_length=3, db_index=True)
    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="meetings")
    held_on = models.DateField()
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True, default="")
    agenda = models.TextField(blank=True, default="")
    minutes = models.TextField(blank=True, default="")
    attendance = DocumentField(default=dict, blank=True)
    decisions = DocumentField(default=list, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        """Give title and day."""
        return f"{self.title} ({self.held_on})"


class ActionItem(Versioned):
    """Something a meeting gave a role to do until a day."""

    KEPT = ("text", "owner", "due", "done_on", "note", "removed")

    country = models.CharField(max_length=3, db_index=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="action_items")
    text = models.TextField()
    owner = models.CharField(max_length=200)
    due = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """What is due first comes first."""

        ordering: ClassVar = [models.F("due").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        """Give the beginning of the text."""
        return self.text[:80]


class Comment(models.Model):
    """A word in the discussion of an activity, or of the whole plan. Never changed, only settled or withdrawn."""

    country = models.CharField(max_length=3, db_index=True)
    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="comments")
    activity = models.ForeignKey(
        ActivityRecord, on_delete=models.CASCADE, null=True, blank=True, related_name="comments"
    )
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    author_name = models.CharField(max_length=200)
    text = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The oldest first, as a talk goes."""

        ordering: ClassVar = ["written_at", "pk"]

    def __str__(self) -> str:
        """Give the beginning of the text."""
        return self.text[:80]


class Mention(models.Model):
    """That a comment speaks to somebody, and whether they have seen it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Somebody is mentioned once in a comment."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "user"], name="one_mention_a_comment")]

    def __str__(self) -> str:
        """Give who is mentioned."""
        return str(self.user)


class ReviewRound(Versioned):
    """A round in which the areas of a plan are read and signed off."""

    KEPT = ("title", "closes_on", "closed_at")

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="review_rounds")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField(auto_now_add=True)
    closes_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The newest first; a number is used once in a plan."""

        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_round_a_number")]

    def __str__(self) -> str:
        """Give number and title."""
        return f"{self.number} {self.title}".rstrip()

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country


class SignOff(models.Model):
    """What a reviewer says of an area in a round: agreed, or sent back with a reason. A later word counts."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="sign_offs")
    area = models.CharField(max_length=40)
    agreed = models.BooleanField()
    note = models.TextField(blank=True, default="")
    reviewer = models.CharField(max_length=200)
    reviewer_role = models.CharField(max_length=40)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        """Give area and word."""
        return f"{self.area}: {'agreed' if self.agreed else 'sent back'}"
