"""Whom a comment can speak to: the people of a country, and those whose name it writes after an “@”."""

import re
from collections.abc import Iterable

from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.store.models import User

_MARK = re.compile(r"(?<![\w@.])@")


def people_of(country: str) -> list[User]:
    """Give everybody who may see the workbench of a country today, by name."""
    held = {
        "role_assignments__country": country,
        "role_assignments__ended_at": None,
        "role_assignments__role__in": [role.key for role in COUNTRY_ROLES],
    }
    people = User.objects.filter(is_active=True, **held).distinct()
    return sorted(people, key=lambda one: (str(one).casefold(), one.pk))


def named_in(text: str, people: Iterable[User]) -> list[User]:
    """Give the people a text names after an “@”, by name or address; of names that fit, the longest is meant.

    Two people of one name are both meant: better one notice too many than one too few.
    """
    names: dict[str, list[User]] = {}
    for person in people:
        for word in {person.name.casefold(), person.email.casefold()} - {""}:
            names.setdefault(word, []).append(person)
    folded = text.casefold()
    longest_first = sorted(names, key=len, reverse=True)
    found: dict[int, User] = {}
    for mark in _MARK.finditer(folded):
        name = next((word for word in longest_first if _stands(folded, mark.end(), word)), None)
        found |= {person.pk: person for person in names.get(name or "", [])}
    return list(found.values())


def _stands(text: str, at: int, word: str) -> bool:
    """Say whether a name stands at a place and ends there: “@Ana” is not meant by “@Anabel”."""
    end = at + len(word)
    return text.startswith(word, at) and not text[end : end + 1].isalnum()
