"""Rules of the house that nobody has to remember, because they are tests."""

import ast
import importlib.util
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_socket import SocketBlockedError

from opennaphs.catalogue.translations import languages, untranslated
from opennaphs.cli import main
from opennaphs.domain import library, notices
from opennaphs.domain.costing import CostState
from opennaphs.domain.goals import Term
from tests.conftest import ROOT

SOURCE = ROOT / "src/opennaphs"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")  # Django writes those
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "service", "handler", "data", "v2", "base", "misc"}


def _tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_package_imports_only_from_the_rows_below_its_own():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_the_import_contracts_have_no_exceptions():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text()


@pytest.mark.filterwarnings("ignore")
def test_no_test_reaches_the_network():
    with pytest.raises(SocketBlockedError):
        socket.socket()


GENERATED = ("rules.md", "commands.md", "plan-document.schema.json", "library.md", "plan-states.md")


@pytest.mark.parametrize("name", GENERATED)
def test_generated_documents_are_fresh(name):
    made = _tool("make_docs").DOCUMENTS[name]()
    assert (ROOT / "docs/reference" / name).read_text(encoding="utf-8") == made, "run “make docs”"


COMPLETE = [one for one in languages() if one != "en"]
PREPARED = sorted(path.name for path in (SOURCE / "catalogue/translations").iterdir() if path.name not in COMPLETE)


@pytest.mark.parametrize("language", COMPLETE)
def test_every_text_of_reports_notices_and_pages_is_translated(language):
    import polib

    texts = {text for _, _, text in _tool("make_translations").interface_texts()}
    assert untranslated(texts, language) == set(), f"run “make translations LANGUAGE={language}” and translate"
    book = polib.pofile(str(SOURCE / f"catalogue/translations/{language}/workbench.po"))
    assert [entry.msgid for entry in book.untranslated_entries()] == []


@pytest.mark.parametrize("language", [*COMPLETE, *PREPARED])
def test_translations_hold_exactly_the_texts_there_are(language):
    import polib

    there = {text for texts in _tool("make_translations").all_texts().values() for text in texts}
    files = (SOURCE / "catalogue/translations" / language).glob("*.po")
    entries = [entry for path in files for entry in polib.pofile(str(path))]
    held = {(entry.msgid, entry.msgid_plural) if entry.msgid_plural else entry.msgid for entry in entries}
    assert held == there, f"run “make translations LANGUAGE={language}”"


@pytest.mark.parametrize("language", COMPLETE)
def test_a_translation_fills_the_same_places_as_its_text(language):
    import polib

    named = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    wrong = [
        entry.msgid
        for path in (SOURCE / "catalogue/translations" / language).glob("*.po")
        for entry in polib.pofile(str(path))
        if entry.msgstr and sorted(set(named.findall(entry.msgid))) != sorted(set(named.findall(entry.msgstr)))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", COMPLETE)
def test_the_pages_read_the_translations_as_they_stand(language):
    tool = _tool("make_translations")
    assert tool.compiled_path(language).read_bytes() == tool.compiled(language)


def test_the_workbench_offers_exactly_the_complete_languages():
    from django.conf import settings

    assert sorted(code for code, _name in settings.LANGUAGES) == sorted(["en", *COMPLETE])


def test_modules_stay_small_enough_to_read():
    assert [str(path) for path in MODULES if len(path.read_text().splitlines()) > 400] == []


def test_functions_stay_short():
    long = [
        f"{path.name}:{one.name}" for path in MODULES for one in _functions(path) if one.end_lineno - one.lineno >= 60
    ]
    assert long == []


def _functions(path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def test_no_module_has_a_name_that_says_nothing():
    assert [str(path) for path in MODULES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES] == []


def test_nothing_is_left_unfinished():
    marks = re.compile(r"TODO|FIXME|XXX|raise NotImplementedError")
    assert [str(path) for path in MODULES if marks.search(path.read_text())] == []


def test_the_schemas_know_exactly_the_words_of_the_domain():
    defs = json.loads((SOURCE / "catalogue/schemas/library.schema.json").read_text())["$defs"]
    plan = json.loads((SOURCE / "catalogue/schemas/plan.schema.json").read_text())
    hazard = json.loads((SOURCE / "catalogue/schemas/hazard.schema.json").read_text())
    action, cost = defs["action"]["properties"], defs["cost"]["properties"]
    activity = plan["properties"]["activities"]["items"]["properties"]
    pairs = [
        (action["type"]["enum"], library.ActionType),
        (activity["types"]["items"]["enum"], library.ActionType),
        (defs["sector"]["enum"], library.Sector),
        (activity["with"]["items"]["enum"], library.Sector),
        (action["where"]["enum"], library.AdministrativeLevel),
        (action["component"]["enum"], library.Component),
        (hazard["properties"]["hazard"]["enum"], library.Hazard),
        (cost["per"]["enum"], library.Driver),
        (cost["kind"]["enum"], library.EconomicType),
        (plan["$defs"]["cost_line"]["properties"]["builder"]["enum"], library.Builder),
        (activity["cost"]["properties"]["state"]["enum"], CostState),
        (plan["properties"]["term"]["enum"], Term),
        (plan["properties"]["notices"]["items"]["properties"]["code"]["enum"], notices.NoticeCode),
    ]
    for schema, words in pairs:
        assert set(schema) == {str(word) for word in words}, words


def test_every_notice_has_a_sentence():
    assert set(notices.TEXTS) == set(notices.NoticeCode)


def _readme_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip().startswith("naphs ")]


def test_every_command_of_the_readme_works(tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    commands = _readme_commands()
    assert len(commands) >= 4
    for command in commands:
        result = CliRunner().invoke(main, command.split()[1:])
        assert result.exit_code == 0, f"{command}: {result.output}"


def test_every_link_between_documents_leads_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_decision_records_are_numbered_without_gaps_and_listed():
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    index = (ROOT / "docs/decisions/README.md").read_text()
    assert all(name in index for name in names)
