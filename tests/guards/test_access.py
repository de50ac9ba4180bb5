"""Every address of the workbench is closed to people of another country, whatever role they hold there."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

OWN_LOCKS = {
    "accounts/": "allauth's own pages: sign-in, password, second factor; each asks for the person it is about",
    "api/": "the API answers to its own guard, tests/guards/test_api_access.py",
}
CLOSED = {302, 403, 404}


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, route)
        else:
            yield route, one


PAGES = [(r, p) for r, p in _patterns(get_resolver()) if not r.startswith(tuple(OWN_LOCKS))]
COUNTRY_PAGES = [(r, p) for r, p in PAGES if "<country:iso3>" in r]


def _address(pattern: str, numbers: dict[str, object]) -> str:
    parts = []
    for part in pattern.split("/"):
        kind, _, name = part.strip("<>").partition(":") if part.startswith("<") else ("", "", "")
        parts.append(str(numbers[name] if name in numbers else numbers[kind]) if kind else part)
    return "/" + "/".join(parts)


@pytest.fixture
def numbers(db) -> dict[str, object]:
    lead = create_country("UGA")
    create_country("KEN")
    plan = create_plan(lead)
    return {
        "iso3": "UGA",
        "plan_id": plan.pk,
        "activity_id": first_activity(plan).pk,
        "int": 1,
        "str": "jee-3.D1",
        "slug": "x",
        "uuid": "00000000-0000-0000-0000-000000000001",
    }


def test_every_page_says_for_whom_it_is():
    open_ones = [route for route, pattern in PAGES if getattr(pattern.callback, "access", None) is None]
    assert open_ones == []


def test_every_page_of_a_country_needs_a_permission_there():
    wrong = [route for route, pattern in COUNTRY_PAGES if not isinstance(pattern.callback.access, Permission)]
    assert wrong == []


def test_pages_outside_countries_are_few_and_known():
    public = sorted(route for route, pattern in PAGES if getattr(pattern.callback, "access", None) == "public")
    assert public == sorted(["", "healthy/", "language/", *_KNOWN_PUBLIC])


_KNOWN_PUBLIC: list[str] = ["invitations/<str:key>/"]  # the key is the right to see it


@pytest.mark.parametrize("role", ROLES)
def test_nobody_of_another_country_gets_in(role, numbers):
    stranger = signed_in(create_person(role, "KEN"))
    got = {}
    for route, _pattern in COUNTRY_PAGES:
        address = _address(route, numbers)
        for method in (stranger.get, stranger.post):
            status = method(address).status_code
            if status not in {403, 404}:
                got[address] = status
    assert got == {}


def test_somebody_not_signed_in_is_asked_to_sign_in(numbers):
    for route, _pattern in COUNTRY_PAGES:
        response = Client().get(_address(route, numbers))
        assert response.status_code == 302, route
        assert response.url.startswith("/accounts/login/"), route


def test_a_country_that_was_never_opened_looks_like_one_that_is_not_mine(db):
    lead = create_country("UGA")
    assert signed_in(lead).get("/c/KEN/").status_code == signed_in(lead).get("/c/ATL/").status_code == 404
