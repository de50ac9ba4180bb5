"""The published description of the API is complete, and is the one an installation serves."""

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from tools import make_docs

from tests.conftest import ROOT

PUBLISHED = ROOT / "docs/reference/openapi.yaml"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def described() -> dict:
    return yaml.safe_load(make_docs.openapi())


def _operations(described: dict) -> list[tuple[str, str, dict]]:
    return [
        (path, method, operation)
        for path, operations in described["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    ]


def test_nothing_of_the_description_was_guessed(described, capsys):
    call_command("spectacular", "--fail-on-warn", file="/dev/null")
    assert "Warning" not in capsys.readouterr().err


def test_the_published_description_is_fresh():
    assert PUBLISHED.read_text(encoding="utf-8") == make_docs.openapi(), "run “make docs”"


@pytest.mark.django_db
def test_an_installation_serves_it():
    answer = Client().get("/api/v1/openapi.yaml")
    assert answer["Content-Type"] == "application/yaml"
    assert answer.content.decode() == PUBLISHED.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_index_leads_to_it_and_is_no_page():
    answer = Client().get("/api/v1/")
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["description"] == "/api/v1/openapi.yaml"


def test_every_operation_has_its_own_id_a_sentence_and_the_way_to_sign_in(described):
    operations = _operations(described)
    ids = [one["operationId"] for _, _, one in operations]
    assert len(set(ids)) == len(ids) > 60
    assert [one["operationId"] for _, _, one in operations if not one.get("description")] == []
    assert all({"key": []} in one["security"] for _, _, one in operations)
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_operation_says_what_it_refuses_with(described):
    for path, method, operation in _operations(described):
        needed = {"401", "403", "404", "429"} | ({"409", "410", "422", "428"} if method != "get" else set())
        assert needed <= operation["responses"].keys(), (method, path)
    kinds = described["components"]["responses"]
    assert all("application/problem+json" in one["content"] for one in kinds.values())


def test_every_list_is_paged_ordered_and_can_be_taken_as_a_table(described):
    lists = [one for _, _, one in _operations(described) if one["operationId"].endswith("_list")]
    assert len(lists) > 15
    for one in lists:
        assert {"page", "page_size", "ordering", "format"} <= {parameter["name"] for parameter in one["parameters"]}
        assert one["responses"]["200"]["content"]["text/csv"] == {"schema": {"type": "string"}}
        assert "X-Total-Count" in one["responses"]["200"]["headers"]


def test_a_change_of_a_row_can_say_its_version_in_a_header(described):
    for path, method, operation in _operations(described):
        names = {one["name"] for one in operation.get("parameters", ())}
        if method == "patch" or "why" in names:
            assert "If-Match" in names, (method, path)
