"""Every address of the workbench is closed to people of another country, whatever role they hold there."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.actions.publishing.withdraw_publication import withdraw_publication
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from opennaphs.web.access import RELEASED
from tests.published_plans import endorse
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


def _address(pattern: str, numbers: dict[str, object], key: str = "x") -> str:
    def filled(found: re.Match[str]) -> str:
        kind, name = found.groups()
        return str(key if name == "key" else numbers[name] if name in numbers else numbers[kind])

    return "/" + re.sub(r"<(\w+):(\w+)>", filled, pattern)


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


def test_pages_by_key_are_few_and_known():
    by_key = [route for route, pattern in PAGES if getattr(pattern.callback, "access", None) == "key"]
    assert {route for route in by_key if not route.startswith(tuple(BY_KEY))} == set()
    assert {start for start in BY_KEY if not any(route.startswith(start) for route in by_key)} == set()


BY_KEY = {
    "update/": "technical leads update their activities from a letter; the right is judged at each request",
    "calendar/": "calendar programs fetch a feed and cannot sign in; the right is judged at each fetch",
}


@pytest.mark.django_db
def test_a_page_by_key_opens_nothing_to_a_guessed_key():
    addresses = [_address(route, {}, "guessed-key") for route, p in PAGES if getattr(p.callback, "access", "") == "key"]
    assert {Client().get(one).status_code for one in addresses} == {404}


def test_pages_outside_countries_are_few_and_known():
    public = sorted(route for route, pattern in PAGES if getattr(pattern.callback, "access", None) == "public")
    assert public == sorted(["", "healthy/", "language/", *_KNOWN_PUBLIC])


_KNOWN_PUBLIC: list[str] = [
    "invitations/<str:key>/",  # the key is the right to see it
    "public/",  # names released publications and nothing else
]


def _released_pages() -> list[str]:
    return [route for route, pattern in PAGES if getattr(pattern.callback, "access", None) == RELEASED]


def test_work_of_a_country_is_public_under_the_key_of_a_publication_alone():
    assert _released_pages()
    assert [route for route in _released_pages() if not route.startswith("public/<str:key>/")] == []
    assert [r for r, _p in PAGES if r.startswith("public/") and r not in {"public/", *_released_pages()}] == []


@pytest.mark.django_db
def test_a_publication_opens_nothing_before_it_is_released_and_says_so_once_withdrawn():
    lead = create_country("UGA")
    made = endorse(create_plan(lead), lead)
    pages = [_address(route, {"slug": "goals", "table": "goals"}, made.key) for route in _released_pages()]
    assert {Client().get(one).status_code for one in pages} == {404}
    release_publication(publication=made, by=lead)
    assert {Client().get(one).status_code for one in pages} == {200}
    withdraw_publication(publication=made, why="because", by=lead)
    assert {Client().get(one).status_code for one in pages} == {410}


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
