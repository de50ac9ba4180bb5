"""Translations of everything people read: one folder of PO files a language, English being the source.

A text without a translation stands in English and is counted, so that a report can say so.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import polib

from opennaphs.domain.errors import NaphsError

SOURCE_LANGUAGE = "en"
LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru", "zh")  # those of the United Nations, and Portuguese
_FOLDER = files("opennaphs.catalogue") / "translations"
Translate = Callable[[str], str]


class UnknownLanguage(NaphsError):  # noqa: N818 - it reads as what happened
    """A language for which there are no translations; the message lists those there are."""


def languages() -> list[str]:
    """Give the languages a plan can be written in: English and every folder in which the interface is translated.

    A folder that is prepared but not translated yet offers nothing.
    """
    folders = {entry.name for entry in _FOLDER.iterdir() if entry.is_dir()}
    return sorted({SOURCE_LANGUAGE, *filter(_is_translated, folders & set(LANGUAGES))})


@cache
def _is_translated(language: str) -> bool:
    source = _FOLDER / language / "interface.po"
    return source.is_file() and any(entry.msgstr for entry in polib.pofile(source.read_text(encoding="utf-8")))


@cache
def _translations(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for source in sorted((_FOLDER / language).iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".po"):
            entries = polib.pofile(source.read_text(encoding="utf-8"))
            found |= {entry.msgid: entry.msgstr for entry in entries if entry.msgstr and not entry.obsolete}
    return found


def translator(language: str) -> Translate:
    """Give a function that translates a text, or gives it back as it is when there is no translation.

    Raises:
        UnknownLanguage: there are no translations into that language.
    """
    if language not in languages():
        message = f"There are no translations into “{language}”. There are: {', '.join(languages())}."
        raise UnknownLanguage(message)
    if language == SOURCE_LANGUAGE:
        return str
    known = _translations(language)
    return lambda text: known.get(text, text)


def untranslated(texts: set[str], language: str) -> set[str]:
    """Give those texts that have no translation into a language."""
    return (
        set()
        if language == SOURCE_LANGUAGE
        else {text for text in texts if text and text not in _translations(language)}
    )
