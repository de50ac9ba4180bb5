"""The only judge of “may this person?”. Whether something may happen now is asked of ``domain.lifecycle``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from opennaphs.authorization.permissions import BY_AREA, Permission
from opennaphs.authorization.roles import ROLES, Role, Scope
from opennaphs.domain.sentences import Refused, Sentence

NOT_LET = "Your roles do not let you {what}. The secretariat lead can give you the role for it."
NOT_LET_THERE = "Your roles do not let you {what} in {area}. The secretariat lead can give you the role for it."
TEXTS = (NOT_LET, NOT_LET_THERE)


class NotAllowed(Refused):
    """A person may not do what was asked; the message says what is missing and whom to ask."""


@dataclass(frozen=True)
class Assignment:
    """One role of one person: in a country (ISO 3166 alpha-3) unless the role holds everywhere.

    ``area`` is a full area id (``jee-3.D1``); ``None`` means all areas.
    """

    role: str
    country: str | None = None
    area: str | None = None
    organisation: str = ""


class Person(Protocol):
    """Anybody who can be judged: the roles they hold now, none for somebody who is not signed in."""

    @property
    def assignments(self) -> Iterable[Assignment]:
        """Give the roles held."""


def may(person: Person, permission: Permission, *, country: str | None = None, area: str | None = None) -> bool:
    """Say whether a person may do something in a country, and for permissions by area, in that area.

    Args:
        person: who asks.
        permission: what for.
        country: ISO 3166 alpha-3; left out only for what concerns the whole installation.
        area: full area id; ``None`` asks for the right in all areas at once.
    """
    return any(_gives(one, permission, country, area) for one in person.assignments)


def may_somewhere(person: Person, permission: Permission, *, country: str) -> bool:
    """Say whether a person has a right in at least one area of a country: whether to offer a page at all."""
    return any(permission in _role(one).permissions and one.country == country for one in person.assignments)


def check_may(person: Person, permission: Permission, *, country: str | None = None, area: str | None = None) -> None:
    """Raise unless a person may; see :func:`may`.

    Raises:
        NotAllowed: in a sentence that can be shown.
    """
    if not may(person, permission, country=country, area=area):
        raise NotAllowed(refusal(permission, area))


def refusal(permission: Permission, area: str | None = None) -> Sentence:
    """Give the sentence that says what somebody may not, and whom to ask."""
    what = Sentence(str(permission))
    if area is None:
        return Sentence(NOT_LET, {"what": what})
    return Sentence(NOT_LET_THERE, {"what": what, "area": area.rpartition(".")[2]})


def roles_of(person: Person, country: str) -> tuple[Role, ...]:
    """Give the roles a person holds in a country, in the order of importance."""
    held = {one.role for one in person.assignments if one.country == country}
    return tuple(role for role in ROLES.values() if role.key in held)


def areas_of(person: Person, permission: Permission, country: str) -> frozenset[str] | None:
    """Give the areas in which a person has a right by area; ``None`` stands for all of them."""
    mine = [one for one in person.assignments if one.country == country and permission in _role(one).permissions]
    if any(one.area is None for one in mine):
        return None
    return frozenset(one.area for one in mine if one.area is not None)


def countries_of(person: Person) -> tuple[str, ...]:
    """Give the countries whose workbench a person may see, in order of their codes."""
    codes = {one.country for one in person.assignments if Permission.VIEW_COUNTRY in _role(one).permissions}
    return tuple(sorted(code for code in codes if code is not None))


def _role(assignment: Assignment) -> Role:
    return ROLES[assignment.role]


def _gives(assignment: Assignment, permission: Permission, country: str | None, area: str | None) -> bool:
    role = _role(assignment)
    if permission not in role.permissions:
        return False
    if role.scope is Scope.EVERYWHERE:
        return True
    if country is None or assignment.country != country:
        return False
    return permission not in BY_AREA or assignment.area is None or assignment.area == area
