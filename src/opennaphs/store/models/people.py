"""People, the roles they hold, invitations and the keys their programs use."""

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from opennaphs.authorization.judge import Assignment
from opennaphs.authorization.roles import ROLES


class PeopleByEmail(BaseUserManager["User"]):
    """Makes people, who sign in with their e-mail address."""

    def create_user(self, email: str, name: str = "", password: str | None = None) -> "User":
        """Make a person without any role."""
        person = self.model(email=self.normalize_email(email).lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its capitals."""
        return self.get(email__iexact=username or "")


class User(AbstractUser):  # type: ignore[django-manager-missing]  # the library of keys has no types
    """A person who can sign in. What they may do follows from their role assignments alone."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True, default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PeopleByEmail()  # type: ignore[assignment,misc]

    class Meta:
        """One account for an address, whatever its capitals."""

        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        """Give the name, or the address of somebody who gave no name."""
        return self.name or self.email

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """The roles held now, as the judge reads them; read once for each request."""
        return tuple(row.assignment() for row in self.role_assignments.filter(ended_at=None))


class RoleAssignment(models.Model):
    """That a person holds a role in a country, and where it makes sense in one area or for one organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=40, choices=[(key, role.title) for key, role in ROLES.items()])
    country = models.CharField(max_length=3, blank=True, default="", db_index=True)
    area = models.CharField(max_length=40, blank=True, default="")
    organisation = models.CharField(max_length=200, blank=True, default="")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Nobody holds the same role in the same place twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role", "country", "area", "organisation"],
                condition=models.Q(ended_at=None),
                name="a_role_is_held_once",
            )
        ]

    def __str__(self) -> str:
        """Give person, role and place."""
        return f"{self.user}: {ROLES[self.role].title} {self.country} {self.area.rpartition('.')[2]}".rstrip()

    def assignment(self) -> Assignment:
        """Give the row as the judge reads it."""
        return Assignment(self.role, self.country or None, self.area or None, self.organisation)


class Invitation(models.Model):
    """That somebody is asked to join with a role. Only the hash of the key in the mailed link is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=40)
    country = models.CharField(max_length=3, blank=True, default="", db_index=True)
    area = models.CharField(max_length=40, blank=True, default="")
    organisation = models.CharField(max_length=200, blank=True, default="")
    key_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=200)
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Give address and role."""
        return f"{self.email}: {ROLES[self.role].title}"


class HandOverNote(models.Model):
    """What the next holder of a role must know. Written by whoever holds it; never deleted."""

    country = models.CharField(max_length=3, db_index=True)
    role = models.CharField(max_length=40)
    area = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField()
    author = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest note first."""

        ordering: ClassVar = ["-written_at"]

    def __str__(self) -> str:
        """Give role and author."""
        return f"{self.role} ({self.author})"
