"""The one door: every action keeps its form, leaves its trace, and nothing else writes."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

import opennaphs
from opennaphs.store.models import Versioned

PACKAGE = Path(opennaphs.__file__).parent
NOT_VERBS = {
    "chain": "the hash chain that all actions write to",
    "writing": "what all actions do around their own lines",
    "operator": "the person at the terminal, a noun",
}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "update", "get_or_create", "update_or_create"}


def _modules() -> list[Path]:
    return sorted(path for path in (PACKAGE / "actions").rglob("*.py") if path.stem != "__init__")


def _public_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


BY_NOBODY = {"join_by_invitation": "nobody is signed in yet: the key of the invitation is the right"}
VERBS = [path for path in _modules() if path.stem in _public_functions(path) and path.stem not in NOT_VERBS]


@pytest.mark.parametrize("path", VERBS, ids=lambda path: path.stem)
def test_a_verb_has_one_function_of_its_name_with_keywords_only_and_by_last(path):
    assert _public_functions(path) == [path.stem]
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    parameters = list(inspect.signature(getattr(import_module(name), path.stem)).parameters.values())
    assert all(one.kind is one.KEYWORD_ONLY for one in parameters)
    assert parameters[-1].name == "by" or path.stem in BY_NOBODY


@pytest.mark.parametrize("path", VERBS, ids=lambda path: path.stem)
def test_a_verb_writes_inside_one_judged_transaction(path):
    names = {node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)}
    calls = {"writing", "entitled"} | {verb.stem for verb in VERBS if verb != path}
    assert names & calls, f"{path.stem} opens no transaction with writing(…) and calls no other action"


@pytest.mark.parametrize("face", ["web", "api", "store"])
def test_nothing_but_actions_writes_to_the_database(face):
    found = []
    for path in (PACKAGE / face).rglob("*.py"):
        if "migrations" in path.parts or (face == "store" and "models" in path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                source = ast.unparse(node.func)
                if ".objects." in source or source.endswith((".save", ".delete")):
                    found.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {source}")
    assert [one for one in found if one.split()[1] not in ALLOWED_WRITES] == []


ALLOWED_WRITES: dict[str, str] = {}


@pytest.mark.parametrize("model", [one for one in apps.get_models() if issubclass(one, Versioned)])
def test_a_versioned_row_says_what_it_keeps(model):
    names = {field.name for field in model._meta.get_fields()}
    assert model.KEPT
    assert set(model.KEPT) <= names


@pytest.mark.parametrize("model", [one for one in apps.get_models() if issubclass(one, Versioned)])
def test_what_a_versioned_row_keeps_can_be_put_back(model):
    row = model()
    document = row.document()
    again = model()
    again.put(document)
    assert again.document() == document
