"""A plan under way: progress updates, milestones, result indicators, progress reviews; links, feeds and reminders."""

from typing import ClassVar

from django.db import models

from opennaphs.store.models.documents import DocumentField
from opennaphs.store.models.people import User
from opennaphs.store.models.planning import ActivityRecord, PlanRecord
from opennaphs.store.models.versioned import Versioned


class ProgressUpdateRecord(models.Model):
    """What somebody reported about an activity on a day. Never changed; a later update stands beside it."""

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="progress_updates")
    activity = models.ForeignKey(ActivityRecord, on_delete=models.CASCADE, related_name="progress_updates")
    on = models.DateField()
    status = models.CharField(max_length=20)
    percent_done = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=500, blank=True, default="")
    blocker = models.CharField(max_length=40, blank=True, default="")
    blocked_by = models.TextField(blank=True, default="")
    next_step = models.TextField(blank=True, default="")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    by = models.CharField(max_length=200, blank=True, default="")
    way = models.CharField(max_length=20, default="page")  # page, link, import, API
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["plan", "activity", "on"])]

    def __str__(self) -> str:
        """Give day and status."""
        return f"{self.on}: {self.status}"


class MilestoneRecord(Versioned):
    """A point an activity passes on its way."""

    KEPT = ("text", "due", "done_on", "evidence", "removed")

    activity = models.ForeignKey(ActivityRecord, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=300)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=500, blank=True, default="")
    removed = models.BooleanField(default=False)

    class Meta:
        """What is due first comes first."""

        ordering: ClassVar = ["due", "pk"]

    def __str__(self) -> str:
        """Give the text."""
        return self.text

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.activity.plan.country

    @property
    def area_id(self) -> str | None:
        """The area of the activity."""
        return self.activity.area


class ResultIndicatorRecord(Versioned):
    """An output or outcome a plan is measured by. ``area`` "" = of the whole plan."""

    KEPT = (
        "title",
        "kind",
        "unit",
        "area",
        "baseline",
        "baseline_on",
        "target",
        "target_on",
        "removed",
    )

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="result_indicators")
    activity = models.ForeignKey(
        ActivityRecord, on_delete=models.SET_NULL, null=True, blank=True, related_name="result_indicators"
    )
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=80)
    area = models.CharField(max_length=40, blank=True, default="")
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """By area, in the order they were entered."""

        ordering: ClassVar = ["area", "pk"]

    def __str__(self) -> str:
        """Give the title."""
        return self.title

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country


class ResultValueRecord(models.Model):
    """One measured value. Never changed; a correction is a later value of the same day."""

    indicator = models.ForeignKey(ResultIndicatorRecord, on_delete=models.CASCADE, related_name="values")
    on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=4)
    source = models.CharField(max_length=300, blank=True, default="")
    by = models.CharField(max_length=200, blank=True, default="")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of their days."""

        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        """Give day and value."""
        return f"{self.on}: {self.value}"


class ProgressReviewRecord(Versioned):
    """A meeting that looks at the whole plan. ``figures`` keeps what was known when it was held.

    ``lessons`` are ``{"text", "area", "recommendation"}``: the last is the entry of the register it became, or null.
    """

    KEPT = (
        "kind",
        "held_on",
        "title",
        "summary",
        "lessons",
        "decisions",
        "attendance",
        "state",
        "figures",
        "removed",
    )

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="progress_reviews")
    kind = models.CharField(max_length=40)
    held_on = models.DateField()
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, default="planned")  # planned, held
    summary = models.TextField(blank=True, default="")
    lessons = DocumentField(default=list, blank=True)
    decisions = DocumentField(default=list, blank=True)
    attendance = DocumentField(default=dict, blank=True)
    figures = DocumentField(default=dict, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-held_on", "-pk"]

    def __str__(self) -> str:
        """Give title and day."""
        return f"{self.title} ({self.held_on})"

    @property
    def country_code(self) -> str:
        """The country of the plan."""
        return self.plan.country


class UpdateLink(models.Model):
    """The key of a page on which somebody updates their activities without signing in; only its hash is kept."""

    plan = models.ForeignKey(PlanRecord, on_delete=models.CASCADE, related_name="update_links")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="update_links")
    key_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Give whose it is."""
        return f"{self.user}: {self.plan}"


class FeedKey(models.Model):
    """The key of somebody's calendar feed of a country; only its hash is kept."""

    country = models.CharField(max_length=3, db_index=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feed_keys")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Give whose it is."""
        return f"{self.user}: {self.country}"


class ReminderSent(models.Model):
    """That somebody was reminded of something, so that nobody is reminded of it twice."""

    country = models.CharField(max_length=3, db_index=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    subject = models.CharField(max_length=120)  # what of, for example “review 12 7 days before”
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country", "user", "subject"], name="one_reminder_a_subject")
        ]

    def __str__(self) -> str:
        """Give whom and what of."""
        return f"{self.user}: {self.subject}"
