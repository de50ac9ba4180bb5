"""Who holds what in a country: the directory by role, and the waiting invitations."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from opennaphs.authorization.permissions import BY_AREA, Permission
from opennaphs.authorization.roles import COUNTRY_ROLES, ROLES, Role
from opennaphs.store.models import Invitation, RoleAssignment
from opennaphs.web.people.places import area_titles


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role: who, where, since when."""

    assignment: RoleAssignment
    where: str


@dataclass(frozen=True)
class HeldRole:
    """A role of a country with those who hold it now."""

    role: Role
    title: str
    description: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class Waiting:
    """An invitation nobody has accepted yet."""

    invitation: Invitation
    title: str
    where: str
    expired: bool


def directory(iso3: str) -> list[HeldRole]:
    """Give every role a country can give, with its holders in the order of their names."""
    titles = area_titles()
    rows = RoleAssignment.objects.filter(country=iso3, ended_at=None).select_related("user")
    held = sorted(rows, key=lambda row: (row.area, str(row.user).casefold(), row.pk))
    return [_held(role, [row for row in held if row.role == role.key], titles) for role in COUNTRY_ROLES]


def _held(role: Role, rows: Iterable[RoleAssignment], titles: dict[str, str]) -> HeldRole:
    holders = tuple(Holder(row, _where(row.area, row.organisation, titles)) for row in rows)
    return HeldRole(role, _(role.title), _(role.description), holders)


def waiting(iso3: str) -> list[Waiting]:
    """Give the invitations that wait or have expired unused, the newest first."""
    titles, now = area_titles(), timezone.now()
    rows = Invitation.objects.filter(country=iso3, accepted_at=None, withdrawn_at=None).order_by("-pk")
    return [
        Waiting(row, role_title(row.role), _where(row.area, row.organisation, titles), row.expires_at <= now)
        for row in rows
    ]


def role_title(key: str) -> str:
    """Give the title of a role in the language of the page."""
    return _(ROLES[key].title) if key in ROLES else key


def _where(area: str, organisation: str, titles: dict[str, str]) -> str:
    return organisation or titles.get(area, area.rpartition(".")[2])


@dataclass(frozen=True)
class Right:
    """One permission and which roles give it: “yes”, “in their area”, or not."""

    what: str
    by_role: tuple[str, ...]


def rights() -> list[Right]:
    """Give the table of who may do what, made from the roles in code, so that it can never disagree with the judge."""
    shown = [one for one in Permission if any(one in role.permissions for role in ROLES.values())]
    return [Right(_(str(one)), tuple(_mark(one, role) for role in ROLES.values())) for one in shown]


def _mark(permission: Permission, role: Role) -> str:
    if permission not in role.permissions:
        return ""
    return "area" if permission in BY_AREA and role.scope.name == "AREA" else "yes"
