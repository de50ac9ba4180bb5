"""Documents show pictures that are there, pictures are shown somewhere, and a tutorial names buttons that exist."""

import html
import re

from tests.conftest import ROOT

IMAGES = ROOT / "docs/images"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
NAMED = re.compile(r"\*\*([^*]+)\*\*")
TUTORIAL = ROOT / "docs/tutorials/a-week-in-the-workbench.md"
FILLED = {"Make it “in review”": "Make it “{{ state }}”"}
MOST_BYTES = 150_000


def _pictures():
    """Give each picture a document shows: the document, what is said for those who cannot see it, and its file."""
    for document in DOCUMENTS:
        for words, address in SHOWN.findall(document.read_text(encoding="utf-8")):
            if "://" not in address:
                yield document, words, (document.parent / address).resolve()


def test_every_picture_a_document_shows_is_there():
    missing = [f"{document.name}: {file.name}" for document, _words, file in _pictures() if not file.is_file()]
    assert missing == []


def test_every_picture_is_shown_by_some_document():
    shown = {file for _document, _words, file in _pictures()}
    assert [one.name for one in sorted(IMAGES.iterdir()) if one.resolve() not in shown] == []


def test_every_picture_says_what_it_shows_to_those_who_cannot_see_it():
    assert [f"{document.name}: {file.name}" for document, words, file in _pictures() if len(words) < 12] == []


def test_pictures_are_light_enough_for_slow_lines():
    assert {one.name: one.stat().st_size for one in IMAGES.iterdir() if one.stat().st_size > MOST_BYTES} == {}


def test_the_tutorial_names_what_stands_on_the_pages():
    """What is printed in bold in the tutorial is a link, a button or a heading, word for word."""
    web = ROOT / "src/opennaphs"
    files = [*web.glob("web/**/*.html"), *web.glob("web/**/*.py"), *web.glob("domain/cycle*.py")]
    pages = html.unescape("\n".join(file.read_text(encoding="utf-8") for file in files))
    named = set(NAMED.findall(" ".join(TUTORIAL.read_text(encoding="utf-8").split())))
    assert len(named) > 30
    strange = [one for one in sorted(named) if not _stands(FILLED.get(one, one), pages)]
    assert strange == []


def _stands(words, pages):
    return any(f"{before}{words}{after}" in pages for before, after in (('"', '"'), ("'", "'"), ("%}", "{%")))
