"""Finding the columns of a resource mapping by their headings, in the words and languages people use for them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from opennaphs.catalogue.translations import languages, translator
from opennaphs.domain.funding.mapping_rows import HEADINGS, KEY_MARK, MILLIONS, THOUSANDS
from opennaphs.sources.localised_numbers import currency_code

ROWS_SEARCHED, COLUMNS_SEARCHED, FEWEST_COLUMNS, SHORTEST_MISTYPED = 60, 80, 3, 6
LONGEST_HEADING = 200
_SHORT = {
    "source": ("funding source", "funder", "donor", "partner", "payer", "financing source", "donor / source",
               "bailleur", "bailleur de fonds", "source de financement", "partenaire", "المصدر", "مصدر التمويل",
               "الجهة المانحة", "المانح", "الشريك"),
    "kind": ("type of source", "source type", "kind", "donor type", "type de source", "type de bailleur", "نوع المصدر"),
    "country": ("country", "donor country", "pays", "pays du bailleur", "البلد", "بلد المصدر"),
    "project": ("project", "programme", "program", "grant", "budget line", "project title", "project name", "projet",
                "titre du projet", "ligne budgétaire", "subvention", "المشروع", "اسم المشروع", "البرنامج"),
    "recipient": ("implementer", "implementing partner", "implementing agency", "beneficiary", "bénéficiaire",
                  "partenaire d'exécution", "المستفيد", "الجهة المنفذة"),
    "area": ("area", "jee area", "jee technical area", "capacity", "ihr capacity", "domaine", "domaine technique",
             "capacité", "المجال", "المجال التقني", "المجال الفني"),
    "activity": ("activity", "activities", "naphs activity", "activity code", "activité", "code de l'activité",
                 "النشاط"),
    "region": ("region", "district", "province", "place", "location", "geographic area", "région", "lieu", "zone",
               "المنطقة", "الإقليم", "المحافظة"),
    "economic_type": ("capital or recurrent", "type of cost", "cost type", "type économique", "nature de la dépense",
                      "النوع الاقتصادي"),
    "stage": ("stage", "status", "money stage", "status of funds", "funding status", "stade", "étape", "statut",
              "statut des fonds", "المرحلة", "حالة التمويل", "الحالة"),
    "day": ("day", "date", "date of agreement", "jour", "date de l'accord", "التاريخ", "اليوم"),
    "year": ("year", "fiscal year", "budget year", "année", "exercice", "السنة", "العام"),
    "amount": ("amount", "funds", "funding", "budget", "value", "montant", "financement", "المبلغ", "القيمة"),
    "currency": ("currency", "devise", "monnaie", "العملة"),
    "price_year": ("price year", "prices of", "année des prix", "سنة الأسعار"),
    "units": ("units", "unit", "unité", "unités", "الوحدة", "الوحدات"),
    "ours": ("all for this country", "country specific", "certain for us", "entièrement pour le pays", "للبلد كله"),
    "role": ("role", "co-financing", "rôle", "الدور"),
    "note": ("notes", "comment", "comments", "remarks", "reference", "remarque", "remarques", "commentaires", "ملاحظات",
             "ملاحظة"),
}  # fmt: skip
_THOUSANDS = re.compile(
    r"\(\s*['’,]?000\s*s?\s*\)|['’]000\b|\bin thousands?\b|\bthousands?\b|\bmilliers\b|\ben milliers\b|بالآلاف|آلاف",
    re.IGNORECASE,
)
_MILLIONS = re.compile(r"\(\s*['’]?000[ ,.]?000\s*\)|\bmillions?\b|بالملايين|ملايين|مليون|\(m\)", re.IGNORECASE)
_YEAR_HEADING = re.compile(r"(?:^|[^0-9])(20[0-9][0-9])(?:$|[^0-9])")


@dataclass(frozen=True)
class MappingHeadings:
    """Where the columns are; all counts start at 0.

    Attributes:
        row: the row of the headings.
        columns: known columns by their key.
        years: columns of amounts with a calendar year as their heading.
        units: what the heading of the amounts says: ``thousands``, ``millions``, or nothing.
        currency: the currency the heading of the amounts names.
        unused: columns with a heading that means nothing to us.
        repeated: columns whose heading stands twice.
    """

    row: int
    columns: dict[str, int]
    years: dict[int, int]
    units: str = ""
    currency: str = ""
    unused: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many columns were known."""
        return len(self.columns) + len(self.years)

    def is_mapping(self) -> bool:
        """Whether these are the headings of a resource mapping: who pays, how much, and something more."""
        return (
            "source" in self.columns and ("amount" in self.columns or bool(self.years)) and self.size >= FEWEST_COLUMNS
        )


def find_mapping_headings(rows: Sequence[Sequence[Any]]) -> MappingHeadings | None:
    """Find the headings in the first 60 rows: the hidden keys of our template, else the row with most known words."""
    searched = rows[:ROWS_SEARCHED]
    for number, row in enumerate(searched):
        keys = {str(cell).removeprefix(KEY_MARK): place for place, cell in enumerate(row) if _is_key(cell)}
        if "source" in keys and "amount" in keys:
            below = rows[number + 1] if number + 1 < len(rows) else ()
            return _with_amount(MappingHeadings(number + 1, keys, {}), [_text(cell) for cell in below])
    found = [_read(number, row) for number, row in enumerate(searched)]
    best = max(found, key=lambda one: one.size, default=None)
    return best if best is not None and best.is_mapping() else None


def plain(text: str) -> str:
    """Bring a text to its letters and digits: no accents, no capitals, no signs, one form of letters in Arabic."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    folded = "".join(sign for sign in folded if not unicodedata.combining(sign)).replace("ـ", "")
    folded = folded.translate(str.maketrans("أإآٱىة", "اااايه"))
    return " ".join(re.sub(r"[^\w]|_", " ", folded).split())


def _is_key(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith(KEY_MARK) and cell.removeprefix(KEY_MARK) in HEADINGS


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell)[:LONGEST_HEADING].split())


def _read(number: int, row: Sequence[Any]) -> MappingHeadings:
    texts = [_text(cell) for cell in row[:COLUMNS_SEARCHED]]
    columns: dict[str, int] = {}
    years: dict[int, int] = {}
    unused, repeated = [], []
    for place, text in enumerate(texts):
        key, year = _key(text), _year(text)
        if year is not None:
            (repeated.append(place) if year in years else years.setdefault(year, place))
        elif key is None:
            unused.append(place) if text else None
        elif key in columns:
            repeated.append(place)
        else:
            columns[key] = place
    return _with_amount(MappingHeadings(number, columns, years, unused=tuple(unused), repeated=tuple(repeated)), texts)


def _with_amount(found: MappingHeadings, texts: Sequence[str]) -> MappingHeadings:
    """Add what the headings of the amounts say of their size and currency."""
    places = [found.columns["amount"]] if "amount" in found.columns else list(found.years.values())
    said = " ".join(texts[place] for place in places if place < len(texts))
    units = MILLIONS if _MILLIONS.search(said) else THOUSANDS if _THOUSANDS.search(said) else ""
    words = re.findall(r"[A-Z]{3}|US\$|[€£₦]", said)
    codes = [code for word in words if (code := currency_code(word)) is not None]
    currency = codes[0] if codes else ""
    return MappingHeadings(found.row, found.columns, found.years, units, currency, found.unused, found.repeated)


def _year(text: str) -> int | None:
    """Give the calendar year a heading of amounts names, such as “2027” or “Amount 2027 (USD)”."""
    match = _YEAR_HEADING.search(text)
    if match is None:
        return None
    rest = _bare(text.replace(match[1], " "))
    return int(match[1]) if not rest or _known().get(rest) in {"amount", "year"} else None


def _key(text: str) -> str | None:
    bare = _bare(text)
    if not bare:
        return None
    known = _known()
    if bare in known or plain(text) in known:
        return known.get(bare) or known[plain(text)]
    near = get_close_matches(bare, known, n=1, cutoff=0.86) if len(bare) >= SHORTEST_MISTYPED else []
    return known[near[0]] if near else None


def _bare(text: str) -> str:
    """Give a heading without what stands in brackets, its size and its currency."""
    text = re.sub(r"\([^()]*\)?", " ", text)
    text = _THOUSANDS.sub(" ", _MILLIONS.sub(" ", text))
    words = plain(text).split()
    kept = [word for word in words if word != "in" and currency_code(word) is None]
    return " ".join(kept or words)


@cache
def _known() -> dict[str, str]:
    """Give every known heading in its plain form, in every language there is."""
    found = {plain(short): key for key, shorts in _SHORT.items() for short in shorts}
    for language in languages():
        say = translator(language)
        found |= {plain(say(heading)): key for key, heading in HEADINGS.items()}
    return found
