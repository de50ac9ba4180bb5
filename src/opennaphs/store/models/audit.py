"""The audit trail: what happened, who did it, what changed and why. Append-only and hash-chained by country."""

from typing import Any, ClassVar, NoReturn

from django.db import models

from opennaphs.store.models.documents import DocumentField


class ChainHead(models.Model):
    """The end of one country's chain of events; "" is the chain of the installation. Locked while an event is added."""

    country = models.CharField(max_length=3, unique=True, blank=True)
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        """Give country and length."""
        return f"{self.country or 'installation'}: {self.number}"


class AuditEvent(models.Model):
    """One thing that was done. Holds names and ids as plain values, so that it outlives what it speaks of."""

    country = models.CharField(max_length=3, blank=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    version = models.PositiveIntegerField(null=True)
    changes = DocumentField()
    why = models.TextField(blank=True, default="")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        """One number is given once in a chain; histories of a row are read often."""

        ordering: ClassVar = ["country", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["country", "number"], name="one_event_a_number")]
        indexes: ClassVar = [models.Index(fields=["subject", "subject_id"])]

    def __str__(self) -> str:
        """Give what was done to what."""
        return f"{self.action}: {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event; an event that stands is never written again."""
        if not self._state.adding:
            message = "An audit event is never changed."
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: an audit event is never deleted."""
        message = "An audit event is never deleted."
        raise TypeError(message)
