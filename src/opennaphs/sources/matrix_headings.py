"""Finding the columns of the planning matrix by their headings, as people leave, shorten, translate or mistype them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from opennaphs.catalogue.translations import translator
from opennaphs.domain.matrix_rows import MATRIX_YEARS
from opennaphs.sources.localised_numbers import currency_code

ROWS_SEARCHED = 60
COLUMNS_SEARCHED = 60
LONGEST_HEADING = 300
FEWEST_COLUMNS = 4
SHORTEST_MISTYPED = 7
ESTIMATE, TOTAL = "estimate", "total"
TEXTS = (
    "unique_id", "indicator", "objective", "strategic_action", "description", "assumptions", "responsible", "scale",
    "comments", "comments_2", "related", "existing_budget", "budget_source", "category_1", "category_2",
)  # fmt: skip

HEADINGS = {
    "unique_id": "UniqueID",
    "indicator": "Indicator",
    "objective": "Objectives",
    "strategic_action": "Summary of Key Activities (Strategic actions)",
    "description": "Detailed activity description (input description for costing)",
    "assumptions": "Detailed cost assumptions (units, unit costs, quantities, frequency)",
    "responsible": "Responsible authority for implementation (budget holder)",
    "scale": "Implementation scale (national, regional, district, sub-national)",
    "comments": "Comments1 (challenges, implementation arrangements)",
    "comments_2": "Comments2",
    "related": "Related existing plan / framework / programme or on-going activities",
    "existing_budget": "Existing budget (y/n)",
    "budget_source": "Existing budget source (government, donor)",
    ESTIMATE: "Estimated cost",
    TOTAL: "TotalOver5Years",
    "category_1": "CostCategory1",
    "category_2": "CostCategory2",
}
_SHORT = {
    "unique_id": ("id", "activity id", "activity code", "code", "code de l'activité", "unique identifier"),
    "indicator": ("indicators",),
    "objective": ("objective", "objectif"),
    "strategic_action": ("strategic actions", "key activities", "summary of activities", "actions stratégiques",
                         "activités clés"),
    "description": ("activity description", "detailed activity", "detailed activities", "activity", "activities",
                    "description", "activité", "activités", "activités détaillées"),
    "assumptions": ("cost assumptions", "assumptions", "hypothèses de coût", "hypothèses"),
    "responsible": ("responsible authority", "responsible", "responsible entity", "lead", "autorité responsable",
                    "responsable"),
    "scale": ("scale", "level of implementation", "échelle"),
    "comments": ("comments", "comment", "remarks", "commentaires"),
    "comments_2": ("comments 2", "further comments"),
    "related": ("related existing plan", "related plan", "related plans"),
    "budget_source": ("source of existing budget", "funding source", "source of funding", "source du budget"),
    ESTIMATE: ("estimated costs", "estimated unit cost", "cost per occurrence", "coût estimatif", "coûts estimés"),
    TOTAL: ("total", "total cost", "total over 5 years", "total over five years", "total sur 5 ans", "coût total",
            "grand total"),
    "category_1": ("cost category 1", "cost category", "catégorie de coût 1"),
    "category_2": ("cost category 2", "catégorie de coût 2"),
}  # fmt: skip
_FREQUENCY = re.compile(r"^(?:frequenc|nombredefois|numberoftimes)")
_COST = re.compile(r"^(?:costestimate|estimationducout|estimationdescouts|costs?(?:in|of|for)?(?:year|20)"
                   r"|cout(?:annee|20)|estimatedcosts?year|coutestimeannee|estimatedcosts?20)")  # fmt: skip
_YEAR = re.compile(r"(?<![a-z])(?:year|annee|an|yr|y)[\s_.-]*([0-9])(?![0-9])")
_CALENDAR = re.compile(r"\b(20[0-9][0-9])\b")
_NO_AREAS = (
    "Navigation tools", "Navigation", "Basic Inputs", "Basic inputs for tool", "Internal data",
    "Summary costing tables", "Graphs", "Pending", "Procurement List", "Summary", "Goals", "Notices", "History",
    "Instructions", "Introduction", "Lists", "Drop-down lists", "Outils de navigation", "Données de base",
    "Données internes", "Tableaux récapitulatifs des coûts", "Graphiques", "En attente", "Liste des achats",
    "Mode d'emploi",
)  # fmt: skip


@dataclass(frozen=True)
class Headings:
    """Where the columns of a sheet are: all counts start at 0.

    ``columns`` names the known ones; ``frequency`` and ``cost`` give the column of each year that is there.
    ``unused`` are headings between them that mean nothing to us, ``repeated`` those that stand twice.
    """

    row: int
    first_row: int
    columns: dict[str, int]
    frequency: dict[int, int]
    cost: dict[int, int]
    first_year: int | None = None
    currency: str | None = None
    price_year: int | None = None
    unused: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()
    years_beyond: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many columns were known."""
        return len(self.columns) + len(self.frequency) + len(self.cost)

    @property
    def missing(self) -> tuple[str, ...]:
        """The headings of the matrix that are not there."""
        absent = [heading for name, heading in HEADINGS.items() if name not in self.columns]
        return (*absent, *["Frequency per year of implementation"] * (not self.frequency),
                *["Cost estimate"] * (not self.cost))  # fmt: skip

    def is_matrix(self) -> bool:
        """Whether these are the headings of a planning matrix: activities, and enough of its other columns."""
        return self.size >= FEWEST_COLUMNS and not {"strategic_action", "description"}.isdisjoint(self.columns)


def holds_no_area(sheet: str) -> bool:
    """Say whether a sheet of this name belongs to the tool or to our own workbook and is no technical area."""
    names = {_squeezed(word(name)) for name in _NO_AREAS for word in (str, translator("fr"))}
    return _squeezed(sheet) in names


def find_headings(rows: Sequence[Sequence[Any]]) -> Headings | None:
    """Find the row of headings in the first 60 rows: the one with most of the columns; ``None`` when there is none.

    Years may stand in a second row, under one heading for all of them.
    """
    found = [_read(rows, number) for number in range(min(len(rows), ROWS_SEARCHED))]
    if not found:
        return None
    best = _read(rows, max(found, key=lambda one: one.size).row, mistyped=True)
    return best if best.is_matrix() else None


def area_title(rows: Sequence[Sequence[Any]], headings: Headings) -> str | None:
    """Give the title written above the headings, after “Technical area”; ``None`` when nobody wrote one."""
    labels = {_squeezed(word("Technical area: {title}").partition(":")[0]) for word in (str, translator("fr"))}
    for row in rows[: headings.row]:
        texts = [str(cell).strip() for cell in row[:COLUMNS_SEARCHED] if cell is not None and str(cell).strip()]
        for number, text in enumerate(texts):
            label, _, title = text.partition(":")
            if _squeezed(label) in labels:
                return title.strip() or next(iter(texts[number + 1 :]), None)
    return None


def _read(rows: Sequence[Sequence[Any]], number: int, *, mistyped: bool = False) -> Headings:
    upper = [_text(cell) for cell in rows[number][:COLUMNS_SEARCHED]]
    lower = [_text(cell) for cell in rows[number + 1][:COLUMNS_SEARCHED]] if number + 1 < len(rows) else []
    if _only_years(lower):
        return _headings(number, number + 2, _joined(upper, lower), mistyped=mistyped)
    return _headings(number, number + 1, upper, mistyped=mistyped)


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell)[:LONGEST_HEADING].replace("_x000D_", " ").split())


def _only_years(texts: Sequence[str]) -> bool:
    filled = [_folded(text) for text in texts if text]
    return bool(filled) and all(_YEAR.match(text) or _CALENDAR.fullmatch(text) for text in filled)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Put the heading of a group before each of the years under it."""
    joined, group = [], ""
    for column in range(max(len(upper), len(lower))):
        top = upper[column] if column < len(upper) else ""
        year = lower[column] if column < len(lower) else ""
        group = top or group
        joined.append(f"{group}, {year}" if year else top)
    return joined


def _headings(row: int, first_row: int, texts: Sequence[str], *, mistyped: bool) -> Headings:
    columns: dict[str, int] = {}
    years: dict[str, dict[int, int]] = {"frequency": {}, "cost": {}}
    unused: list[int] = []
    repeated: list[int] = []
    beyond: list[int] = []
    for column, text in enumerate(texts):
        kind = _kind(text) or (_near(text) if mistyped else None)
        if kind in years:
            year = _year_number(text, len(years[kind]))
            target = beyond if year >= MATRIX_YEARS else repeated
            if year >= MATRIX_YEARS or year in years[kind]:
                target.append(column)
            else:
                years[kind][year] = column
        elif kind == "comments" and "comments" in columns and "comments_2" not in columns:
            columns["comments_2"] = column
        elif kind is not None:
            repeated += [column] * (kind in columns)
            columns.setdefault(kind, column)
        elif text:
            unused.append(column)
    last = max([*columns.values(), *years["frequency"].values(), *years["cost"].values()], default=-1)
    estimate = texts[columns[ESTIMATE]] if ESTIMATE in columns else ""
    return Headings(
        row,
        first_row,
        columns,
        years["frequency"],
        years["cost"],
        _first_year(texts, years.values()),
        _currency(estimate),
        _price_year(estimate),
        tuple(column for column in unused if column < last),
        tuple(repeated),
        tuple(beyond),
    )


def _kind(text: str) -> str | None:
    """Say which column a heading names, ``None`` when it names none."""
    squeezed = _squeezed(text)
    if not squeezed:
        return None
    if _FREQUENCY.match(squeezed):
        return "frequency"
    if _COST.match(squeezed):
        return "cost"
    return _known().get(squeezed)


def _near(text: str) -> str | None:
    """Say which column a mistyped heading names. Its digits must be right: Comments2 is not Comments1."""
    squeezed, known = _squeezed(text), _known()
    near = get_close_matches(squeezed, known, n=1, cutoff=0.86) if len(squeezed) >= SHORTEST_MISTYPED else []
    same_digits = near and re.sub("[^0-9]", "", near[0]) == re.sub("[^0-9]", "", squeezed)
    return known[near[0]] if same_digits else None


@cache
def _known() -> dict[str, str]:
    """Give every known heading in its squeezed form, English, French and short ones."""
    found = {_squeezed(short): name for name, shorts in _SHORT.items() for short in shorts}
    for word in (str, translator("fr")):
        found |= {_squeezed(word(heading)): name for name, heading in HEADINGS.items()}
        found[_squeezed(word("Estimated cost ({unit})"))] = ESTIMATE
    return found


def _squeezed(text: str) -> str:
    """Bring a heading to its letters and digits: no accents, no capitals, nothing in brackets."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\([^()]*\)?", " ", _folded(text)))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("œ", "oe"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _year_number(text: str, count: int) -> int:
    """Give the year a heading names, counted from 0; without a number, the next one."""
    match = _YEAR.search(_folded(text))
    return int(match[1]) - 1 if match and match[1] != "0" else count


def _first_year(texts: Iterable[str], groups: Iterable[dict[int, int]]) -> int | None:
    texts = list(texts)
    for years in groups:
        for year, column in years.items():
            match = _CALENDAR.search(texts[column])
            if match:
                return int(match[1]) - year
    return None


def _currency(heading: str) -> str | None:
    codes = [
        code for word in re.findall(r"[^\W\d_]{2,9}|[^\W\d_]{0,2}[$€£₦]", heading) if (code := currency_code(word))
    ]
    return codes[0] if codes else None


def _price_year(heading: str) -> int | None:
    match = re.search(r"\b((?:19|20)[0-9][0-9])\b", heading)
    return int(match[1]) if match else None
