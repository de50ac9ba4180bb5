"""Keys for programs: how a program of a person signs in to the API. Only the hash of a key is kept."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from knox.models import AbstractAuthToken

from opennaphs.store.models.documents import DocumentField


class ProgramKey(AbstractAuthToken):  # type: ignore[misc]  # the library has no types
    """One key of one person: never more than the person may, in the named countries, for reading unless said otherwise.

    The hash is not the primary key, so that no list, address or audit event ever has to name it.
    """

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=128, unique=True)
    name = models.CharField(max_length=60)
    read_only = models.BooleanField(default=True)
    countries = DocumentField(default=list)

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-created", "-id"]

    def __str__(self) -> str:
        """Give the name; never anything of the key itself."""
        return str(self.name)

    @property
    def expired(self) -> bool:
        """Whether its time is over."""
        return self.expiry is not None and self.expiry <= timezone.now()
