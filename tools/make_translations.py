"""Bring the PO files of a language up to date: ``make translations LANGUAGE=es``.

New texts are added without a translation, texts that are gone are marked obsolete, translations are kept. The texts
are those of the catalogue and every string that a report or a notice passes to its translator.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from opennaphs.analytics.allocate.result import Stage
from opennaphs.catalogue.texts import catalogue_texts
from opennaphs.domain.choice_remarks import REMARK_TEXTS
from opennaphs.domain.costing import NO_PROFILE, NO_TEMPLATE
from opennaphs.domain.notices import TEXTS
from opennaphs.domain.step_weights import Criterion
from opennaphs.reports.matrix import OTHER_SCALE, TRAINING

SOURCE = Path(__file__).parent.parent / "src/opennaphs"
TRANSLATORS = {"t", "translate"}


def interface_texts() -> Iterator[tuple[str, str, str]]:
    """Give every string that is handed to a translator in the reports, and every notice."""
    for path in sorted((SOURCE / "reports").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in TRANSLATORS:
                yield from (("interface", path.name, text) for text in _strings(node.args))
            if isinstance(node, ast.Assign) and _name(node.targets[0]) in {
                "_WORDS",
                "_FIXED",
                "_GOAL_HEADINGS",
                "SCALES",
                "CATEGORIES",
                "ECONOMIC",
                "WHY_NOT",
            }:
                yield from (("interface", path.name, text) for text in _values(node.value))
    yield from (("interface", place, text) for place, text in _domain_texts())


def _domain_texts() -> Iterator[tuple[str, str]]:
    """Give the strings of the domain that reports show, with where they come from."""
    yield from (("cost", text) for text in (NO_PROFILE, NO_TEMPLATE, TRAINING, OTHER_SCALE))
    yield from ((f"notice {code}", text) for code, text in TEXTS.items())
    yield from ((f"remark {remark}", text) for remark, text in REMARK_TEXTS.items())
    yield from (("criterion", str(criterion)) for criterion in Criterion)
    yield from (("stage of an allocation", str(stage)) for stage in Stage)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _values(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Dict):
        yield from _strings(node.values)
    elif isinstance(node, ast.Tuple):
        for entry in node.elts:
            yield from _strings(entry.elts if isinstance(entry, ast.Tuple) else [entry])


def all_texts() -> dict[str, dict[str, list[str]]]:
    """Give, per group, every text with the places it stands in; a text belongs to the first group that has it."""
    groups: dict[str, dict[str, list[str]]] = {}
    seen: dict[str, str] = {}
    for group, place, text in (*interface_texts(), *catalogue_texts()):
        home = seen.setdefault(text, group)
        groups.setdefault(home, {}).setdefault(text, []).append(place)
    return groups


def update(language: str) -> int:
    """Bring the files of one language up to date; give the number of texts without a translation."""
    folder = SOURCE / "catalogue/translations" / language
    folder.mkdir(exist_ok=True)
    known = {
        entry.msgid: entry.msgstr for path in folder.glob("*.po") for entry in polib.pofile(str(path)) if entry.msgstr
    }
    missing = 0
    for group, texts in all_texts().items():
        book = polib.POFile(wrapwidth=0)
        book.metadata = {
            "Project-Id-Version": "OpenNAPHS",
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "8bit",
            "X-Status": "machine-drafted, to be reviewed",
        }
        for text, places in texts.items():
            missing += text not in known
            book.append(
                polib.POEntry(msgid=text, msgstr=known.get(text, ""), comment=", ".join(sorted(set(places))[:4]))
            )
        book.save(str(folder / f"{group}.po"))
    return missing


if __name__ == "__main__":
    print(f"{update(sys.argv[1])} texts without a translation")
