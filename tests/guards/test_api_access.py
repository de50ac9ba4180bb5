"""Every route of the API says whom it is for, and is closed to everybody else."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from opennaphs.actions.people.create_key import create_key
from opennaphs.api.access import PUBLIC, SIGNED_IN
from opennaphs.api.urls import urlpatterns
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES, ROLES, Scope
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

OPEN = {"v1/": "the index", "v1/openapi.yaml": "the description; nothing of a country is in it"}
NO_ADDRESS = "^v1/(?P<rest>.*)$"
ROUTES: list[tuple[str, URLPattern]] = [(str(one.pattern), one) for one in urlpatterns]
COUNTRY_ROUTES = [(route, one) for route, one in ROUTES if "<country:iso3>" in route]
READING = {"get", "head", "options"}


def _view(pattern: URLPattern):
    return pattern.callback.cls


def _methods(pattern: URLPattern) -> list[str]:
    return [method for method in pattern.callback.actions if method != "head"]


def _address(route: str, numbers: dict[str, object]) -> str:
    for name, value in numbers.items():
        for kind in ("country", "int", "str", "uuid"):
            route = route.replace(f"<{kind}:{name}>", str(value))
    assert "<" not in route, f"the guard has no number for {route}"
    return f"/api/{route}"


@pytest.fixture
def numbers(db) -> dict[str, object]:
    lead = create_country("UGA")
    create_country("KEN")
    plan = create_plan(lead)
    rows = ("assessment_id", "recommendation_id", "goal_id", "comment_id", "round_id", "event_id", "meeting_id")
    others = ("stakeholder_id", "committee_id", "item_id", "source_id", "support_id", "transaction_id")
    return {
        "iso3": "UGA",
        "plan_id": plan.pk,
        "activity_id": first_activity(plan).pk,
        **dict.fromkeys((*rows, *others), 1),
        "publication_id": 1,
        **dict.fromkeys(("update_id", "milestone_id", "result_id"), 1),
        "stage": "assess",
        "job_id": "00000000-0000-0000-0000-000000000001",
    }


def _every(numbers: dict[str, object]) -> Iterator[tuple[str, str]]:
    return ((method, _address(route, numbers)) for route, one in COUNTRY_ROUTES for method in _methods(one))


def _codes(client: Client, numbers: dict[str, object]) -> dict[tuple[str, str], int]:
    return {
        (method, address): getattr(client, method)(address, data="{}", content_type="application/json").status_code
        if method != "get"
        else client.get(address).status_code
        for method, address in _every(numbers)
    }


def test_every_address_under_api_is_one_of_these_routes():
    api = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/")
    assert api.url_patterns == urlpatterns


@pytest.mark.parametrize(("route", "pattern"), ROUTES)
def test_every_route_declares_what_it_needs(route, pattern):
    view, methods = _view(pattern), set(_methods(pattern))
    if methods & READING:
        assert view.reads in {SIGNED_IN, PUBLIC} or isinstance(view.reads, Permission)
    if methods - READING:
        assert isinstance(view.writes, Permission)
    assert (view.reads == PUBLIC) == (route in OPEN)
    if "<country:iso3>" in route:
        assert isinstance(view.reads, Permission)


def test_whoever_did_not_sign_in_gets_nothing_of_a_country(numbers):
    assert set(_codes(Client(), numbers).values()) == {401}
    assert Client().get("/api/v1/nowhere").status_code == 401


@pytest.mark.parametrize("role", ROLES)
def test_nobody_of_another_country_gets_in(role, numbers):
    assert set(_codes(signed_in(create_person(role, "KEN")), numbers).values()) == {404}


@pytest.mark.parametrize("role", [role.key for role in COUNTRY_ROLES])
def test_no_key_of_another_country_gets_in(role, numbers):
    made = create_key(name="k", countries=["KEN"], read_only=False, by=create_person(role, "KEN"))
    client = Client(headers={"authorization": f"Bearer {made.secret}"})
    assert set(_codes(client, numbers).values()) == {404}


@pytest.mark.parametrize("role", [role for role in ROLES.values() if role.scope is not Scope.EVERYWHERE])
def test_a_role_of_the_country_reads_and_writes_exactly_what_the_judge_allows(role, numbers):
    client = signed_in(create_person(role.key, "UGA"))
    codes = _codes(client, numbers)
    for route, pattern in COUNTRY_ROUTES:
        for method in _methods(pattern):
            view, address = _view(pattern), _address(route, numbers)
            needed = view.reads if method in READING else view.writes
            assert (codes[method, address] == 403) == (needed not in role.permissions), (method, address)


def test_a_country_that_was_never_opened_looks_like_one_that_is_not_mine(numbers):
    client = signed_in(create_person("viewer", "UGA"))
    foreign, unknown = (client.get(f"/api/v1/countries/{code}/plans") for code in ("KEN", "ATL"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
