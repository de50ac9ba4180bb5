"""Bring the PO files of a language up to date: ``make translations LANGUAGE=es``.

New texts are added without a translation, texts that are gone are left out, translations are kept. The texts are those
of the catalogue, every string that a report or a notice passes to its translator, and those of the workbench. From the
PO files, the binary file is made that the pages of the workbench read.
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
from opennaphs.domain.written_numbers import PATTERNS
from opennaphs.reports.matrix import OTHER_SCALE, TRAINING

sys.path.insert(0, str(Path(__file__).parent))
from workbench_texts import Text, workbench_texts

PAGES_READ = ("workbench", "interface", "words", "frameworks", "prices")
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "fr": "nplurals=2; plural=(n > 1);",
    "pt": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "zh": "nplurals=1; plural=0;",
}
DJANGO_NAMES = {"zh": "zh_Hans"}
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
    yield from (("numbers", text) for text in PATTERNS)
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


def all_texts() -> dict[str, dict[Text, list[str]]]:
    """Give, per group, every text with the places it stands in; a text belongs to the first group that has it."""
    groups: dict[str, dict[Text, list[str]]] = {}
    seen: dict[Text, str] = {}
    pages = (("workbench", place, text) for place, text in workbench_texts())
    for group, place, text in (*interface_texts(), *catalogue_texts(), *pages):
        home = seen.setdefault(text, group)
        groups.setdefault(home, {}).setdefault(text, []).append(place)
    return groups


def update(language: str) -> int:
    """Bring the files of one language up to date; give the number of texts without a translation."""
    folder = SOURCE / "catalogue/translations" / language
    folder.mkdir(exist_ok=True)
    known = _known(folder)
    missing = 0
    for group, texts in all_texts().items():
        book = _book(language)
        for text, places in texts.items():
            missing += text not in known
            book.append(_entry(text, known.get(text), ", ".join(sorted(set(places))[:4])))
        book.save(str(folder / f"{group}.po"))
    path = compiled_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(compiled(language))
    return missing


def _known(folder: Path) -> dict[Text, str | dict[int, str]]:
    entries = [entry for path in sorted(folder.glob("*.po")) for entry in polib.pofile(str(path))]
    single = {entry.msgid: entry.msgstr for entry in entries if entry.msgstr and not entry.msgid_plural}
    plural = {
        (entry.msgid, entry.msgid_plural): entry.msgstr_plural
        for entry in entries
        if entry.msgid_plural and all(entry.msgstr_plural.values())
    }
    return {**single, **plural}


def _book(language: str) -> polib.POFile:
    book = polib.POFile(wrapwidth=0)
    book.metadata = {
        "Project-Id-Version": "OpenNAPHS",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.get(language, "nplurals=2; plural=(n != 1);"),
        "X-Status": "machine-drafted, to be reviewed",
    }
    return book


def _entry(text: Text, translation: str | dict[int, str] | None, places: str) -> polib.POEntry:
    if isinstance(text, str):
        return polib.POEntry(msgid=text, msgstr=translation or "", comment=places)
    return polib.POEntry(
        msgid=text[0], msgid_plural=text[1], msgstr_plural=translation or {0: "", 1: ""}, comment=places
    )


def compiled_path(language: str) -> Path:
    """Give the place of the binary file that the pages read."""
    return SOURCE / "web/locale" / DJANGO_NAMES.get(language, language) / "LC_MESSAGES/django.mo"


def compiled(language: str) -> bytes:
    """Give the binary file of a language: every text a page may show that has a translation."""
    book = _book(language)
    seen = set()
    for group in PAGES_READ:
        path = SOURCE / "catalogue/translations" / language / f"{group}.po"
        for entry in polib.pofile(str(path)) if path.exists() else ():
            if entry.msgid not in seen and (entry.msgstr or any(entry.msgstr_plural.values())):
                seen.add(entry.msgid)
                book.append(entry)
    return bytes(book.to_binary())


if __name__ == "__main__":
    print(f"{update(sys.argv[1])} texts without a translation")
