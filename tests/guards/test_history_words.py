"""Every action has its sentence in the history, and no sentence is left over without a placeholder that fits."""

import ast
from pathlib import Path

import pytest

from opennaphs.store.models import Versioned
from opennaphs.web.history.fields import WORDS
from opennaphs.web.history.sentences import SENTENCES, SUBJECTS

ACTIONS = Path(__file__).parents[2] / "src" / "opennaphs" / "actions"
LEAVES_TRACE = {"save", "add", "save_all", "note"}
SILENT = {
    "operator": "no action: it gives the person at the terminal",
    "join_by_invitation": "its trace is that of accept_invitation",
}


def _traced(tree: ast.Module) -> set[str]:
    """Give the names of actions a module writes into the trail."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    named = (call.args[1] for call in calls if call.func.attr in LEAVES_TRACE and len(call.args) > 1)
    return {one.value for one in named if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _actions() -> set[str]:
    found: set[str] = set()
    for path in sorted(ACTIONS.glob("*/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        found |= _traced(tree) | (functions & {path.stem})
    return found


@pytest.mark.parametrize("action", sorted(_actions() - set(SILENT)))
def test_every_action_has_its_sentence(action):
    assert action in SENTENCES


def test_the_walk_finds_the_actions():
    assert {"edit_activity", "give_role", "revert_row", "give_up_job"} <= _actions()


def test_sentences_hold_no_other_placeholder_than_the_label():
    assert [text for text in map(str, SENTENCES.values()) if "{" in text.replace("{label}", "")] == []


def test_every_kind_of_row_has_a_word():
    kinds = {one._meta.model_name for one in Versioned.__subclasses__()}
    assert kinds - set(SUBJECTS) == set()


def test_every_kept_field_has_a_word():
    kept = {name for one in Versioned.__subclasses__() for name in one.KEPT} - {"content", "frame"}
    assert kept - set(WORDS) == set()
