"""The fixed words in the cells of a resource mapping, and names that are nearly one we know."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.translations import languages, translator
from opennaphs.domain.funding.mapping_rows import MILLIONS, NO, PLAIN, THOUSANDS, YES, areas_of_plan
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage, SupportRole
from opennaphs.domain.library import EconomicType
from opennaphs.domain.planning import Plan
from opennaphs.sources.mapping_headings import plain

NEAR_NAME, NEAR_AREA, MOST_NEAR = 0.78, 0.5, 3
FEWEST_INITIALS = 2
Words = Mapping[str, tuple[str, ...]]
KINDS: Words = {
    SourceKind.DOMESTIC: ("government", "domestic", "national budget", "treasury", "gouvernement", "état",
                          "budget national", "domestique", "حكومي", "الحكومة", "الميزانية الوطنية"),
    SourceKind.DONOR: ("bilateral", "donor country", "bailleur", "bilatéral", "مانح", "جهة مانحة"),
    SourceKind.FUND: ("multilateral", "global fund", "pooled fund", "multilatéral", "fonds", "صندوق"),
    SourceKind.PRIVATE: ("private sector", "foundation", "company", "privé", "secteur privé", "خاص", "القطاع الخاص"),
    SourceKind.IN_KIND: ("in-kind", "in kind support", "en nature", "عيني"),
}  # fmt: skip
STAGES: Words = {
    MoneyStage.PLEDGE: ("pledged", "promised", "annonce", "promesse", "promis", "تعهد"),
    MoneyStage.COMMITMENT: ("committed", "signed", "confirmed", "engagement", "engagé", "signé", "التزام"),
    MoneyStage.ALLOCATION: ("allocated", "budgeted", "in the budget", "alloué", "affectation", "تخصيص", "مخصص"),
    MoneyStage.DISBURSEMENT: ("disbursed", "released", "paid out", "décaissé", "décaissement", "صرف"),
    MoneyStage.EXPENDITURE: ("spent", "expended", "executed", "dépensé", "dépense", "exécuté", "إنفاق"),
}  # fmt: skip
ROLES: Words = {
    SupportRole.SUPPORT: ("ordinary", "appui", "دعم"),
    SupportRole.CO_FINANCING: ("cofinancing", "cofinancement", "تمويل مشترك"),
    SupportRole.CO_INVESTMENT: ("coinvestment", "co-investissement", "استثمار مشترك"),
}
ECONOMIC: Words = {
    EconomicType.ONE_OFF: ("one off", "once", "ponctuel", "مرة واحدة"),
    EconomicType.CAPITAL: ("investment", "equipment", "investissement", "رأسمالي"),
    EconomicType.RECURRENT: ("recurring", "running costs", "récurrent", "fonctionnement", "متكرر", "جاري"),
}
UNITS: Words = {
    PLAIN: ("1", "units", "unit", "whole", "one", "unités", "وحدات"),
    THOUSANDS: ("thousand", "000", "'000", "k", "millier", "milliers", "1000", "آلاف", "ألف"),
    MILLIONS: ("million", "m", "mn", "mio", "000000", "مليون", "ملايين"),
}
TICKS: Words = {YES: ("y", "true", "x", "1", "oui", "o", "نعم"), NO: ("n", "false", "0", "non", "لا")}
TOTALS = re.compile(
    r"^(?:(?:grand|sub|sous|overall)? ?totals?|totaux|total general|sum|somme"
    r"|المجموع|الاجمالي|اجمالي|المجموع الفرعي|مجموع)"
    r"(?:\b|$)"
)
LONGEST_TOTAL = 60


def word_of(text: str, words: Words) -> str | None:
    """Give the fixed word a text means, in any language; ``None`` when it means none."""
    return _table(tuple(words.items())).get(plain(text))


@cache
def _table(words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    found = {plain(other): str(word) for word, others in words for other in others}
    for language in languages():
        say = translator(language)
        found |= {plain(say(str(word))): str(word) for word, _others in words}
    return found | {plain(str(word)): str(word) for word, _others in words}


def is_total(text: str) -> bool:
    """Say whether a text is what people write before a sum."""
    return len(text) <= LONGEST_TOTAL and TOTALS.match(plain(text)) is not None


def country_of(text: str) -> str | None:
    """Give the ISO 3166 alpha-3 code of a country written as code or name; ``None`` when nobody knows it."""
    try:
        return find_country(text)
    except UnknownCountry:
        return None


class AreaNames:
    """The areas of a plan by everything people write for them."""

    def __init__(self, plan: Plan) -> None:
        """Know the areas of a plan by id, code and title, in every language there is."""
        self.titles = {area: plan.area_titles.get(area, area) for area in areas_of_plan(plan)}
        self._known: dict[str, str] = {}
        for area, title in self.titles.items():
            for name in self._names(area, title):
                self._known.setdefault(plain(name), area)

    def _names(self, area: str, title: str) -> Iterable[str]:
        code = area.rpartition(".")[2]
        yield from (area, code)
        for language in languages():
            said = translator(language)(title)
            yield from (said, f"{code} {said}")

    def label(self, area: str) -> str:
        """Give an area as its code and title."""
        code, title = area.rpartition(".")[2], self.titles.get(area, area)
        return code if title == area else f"{code} {title}"

    def find(self, text: str) -> str | None:
        """Give the area a text names exactly, or begins with the code of; ``None`` when it names none."""
        return self._known.get(plain(text))

    def nearest(self, text: str) -> list[str]:
        """Give the areas whose name is most like a text, the likest first."""
        best: dict[str, float] = {}
        for name, area in self._known.items():
            best[area] = max(best.get(area, 0), likeness(plain(text), name))
        near = sorted((area for area in best if best[area] >= NEAR_AREA), key=lambda area: -best[area])
        return near[:MOST_NEAR]


def likeness(one: str, other: str) -> float:
    """Say how alike two plain texts are, from 0 to 1; a text that is the beginning of another is rather alike."""
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    shorter, longer = sorted((one, other), key=len)
    contained = len(shorter) >= 5 and f" {shorter} " in f" {longer} "  # noqa: PLR2004 - shorter ones are in anything
    return max(ratio, NEAR_NAME) if contained else ratio


def like_names(name: str, known: Iterable[str]) -> list[str]:
    """Give the known names that may mean the same: nearly the same letters, or the initials of one another."""
    wanted = plain(name)
    found = {other: likeness(wanted, plain(other)) for other in known if plain(other) != wanted}
    near = [other for other, ratio in found.items() if ratio >= NEAR_NAME or are_initials(name, other)]
    return sorted(near, key=lambda other: -found[other])[:MOST_NEAR]


def are_initials(one: str, other: str) -> bool:
    """Say whether one of two names is made of the first letters of the other, as WHO of World Health Organization."""
    return _initials(one) == plain(other).replace(" ", "") or _initials(other) == plain(one).replace(" ", "")


def _initials(name: str) -> str:
    words = [
        word for word in plain(name).split() if word not in {"of", "the", "for", "and", "de", "la", "le", "des", "du"}
    ]
    return "".join(word[0] for word in words) if len(words) >= FEWEST_INITIALS else ""
