"""Where roles are held: the technical areas of the edition plans are written in, in the language of the page."""

from django.utils.translation import get_language

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.translations import Translate, languages, translator

EDITION = "jee-3"


def catalogue_words() -> Translate:
    """Give the translator of the catalogue's texts for the language of the page; English where it has none."""
    language = (get_language() or "en").partition("-")[0]
    return translator(language if language in languages() else "en")


def area_titles() -> dict[str, str]:
    """Give the titles of all areas by their full ids, each with its code: “D1 National laboratory system”."""
    words = catalogue_words()
    return {area.id: f"{area.code} {words(area.title)}" for area in load_framework(EDITION).areas}


def area_title(area: str) -> str:
    """Give the title of an area; the code of one this edition does not have."""
    return area_titles().get(area) or area.rpartition(".")[2]
