"""Countries: ISO 3166 codes and names from pycountry, WHO regions and further spellings from our own lists."""

import gettext
import re
import unicodedata
from difflib import get_close_matches
from functools import cache

import pycountry

from opennaphs.catalogue.csv_files import read_rows
from opennaphs.domain.errors import NaphsError


class UnknownCountry(NaphsError):  # noqa: N818 - it reads as what happened
    """A country code or name nobody knows; the message suggests the nearest ones."""


@cache
def who_regions() -> dict[str, list[tuple[int, str]]]:
    """Give each State Party's WHO regions as (from year, region), oldest first. Its keys are the 196 States Parties."""
    regions: dict[str, list[tuple[int, str]]] = {}
    for row in read_rows("countries", "who-regions.csv"):
        regions.setdefault(row["iso3"], []).append((int(row["from_year"] or 0), row["who_region"]))
    return regions


def who_region(iso3: str, year: int) -> str | None:
    """Give the WHO region a country belonged to in a year, or ``None`` when it is no State Party to the IHR."""
    known = [region for since, region in who_regions().get(iso3, []) if since <= year]
    return known[-1] if known else None


def country_name(iso3: str, language: str = "en") -> str:
    """Give the usual name of a country, in English or another language pycountry has.

    Raises:
        UnknownCountry: there is no such code.
    """
    country = pycountry.countries.get(alpha_3=iso3)
    if country is None:
        raise UnknownCountry(_no_such(iso3))
    name = str(getattr(country, "common_name", country.name))
    names = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
    return names.gettext(name)


def find_country(text: str) -> str:
    """Give the ISO 3166 alpha-3 code of a country written as a code or as a name.

    Capital letters, accents, punctuation and surrounding blanks do not matter.

    Raises:
        UnknownCountry: nothing matches; the message suggests the nearest names.
    """
    wanted = text.strip()
    if pycountry.countries.get(alpha_3=wanted.upper()) is not None:
        return wanted.upper()
    found = _codes_by_spelling().get(_plain(wanted))
    if found is None:
        raise UnknownCountry(_no_such(wanted))
    return found


def _no_such(text: str) -> str:
    near = get_close_matches(_plain(text), _codes_by_spelling(), n=3, cutoff=0.7)
    codes = dict.fromkeys(_codes_by_spelling()[spelling] for spelling in near)
    suggestion = ", ".join(f"{country_name(code)} ({code})" for code in codes)
    hint = f"Did you mean {suggestion}?" if suggestion else "Write the three-letter code, for example UGA."
    return f"“{text}” is no country we know. {hint}"


@cache
def _codes_by_spelling() -> dict[str, str]:
    names = {
        _plain(name): country.alpha_3
        for country in pycountry.countries
        for key in ("name", "common_name", "official_name")
        if (name := getattr(country, key, None))
    }
    return names | {_plain(row["spelling"]): row["iso3"] for row in read_rows("countries", "spellings.csv")}


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in letters if not unicodedata.combining(c))))
