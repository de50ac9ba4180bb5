"""The cells of a sheet of a resource mapping: texts and fixed words, and what is said of a cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils import get_column_letter

from opennaphs.domain.errors import Severity
from opennaphs.domain.funding import mapping_texts as said
from opennaphs.domain.funding.mapping_import import REFUSED, Finding
from opennaphs.domain.funding.mapping_rows import HEADINGS, SEPARATOR, MappedRow, parts_of, squeezed
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence
from opennaphs.sources.mapping_amounts import ERRORS, quote
from opennaphs.sources.mapping_headings import MappingHeadings
from opennaphs.sources.mapping_words import AreaNames, Words, word_of
from opennaphs.sources.matrix_cells import as_text

LONGEST = {"source": 200, "project": 300, "recipient": 200, "note": 300, "region": 200}


@dataclass(frozen=True)
class Doubt:
    """Something of a row that a person has to answer: which question, the words it is about, what each answer sets."""

    question: str
    value: str
    key: str
    about: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass
class Told:
    """What reading leaves beside the rows: findings, doubts, and the rows that leave something open."""

    findings: list[Finding] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    without_day: list[str] = field(default_factory=list)
    without_ours: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What a workbook is held against: the plan with its own rows, areas, activities, regions, and known sources."""

    plan: Plan
    areas: AreaNames
    activities: dict[str, tuple[str, str]]
    regions: dict[str, str]
    sources: dict[str, tuple[str, str, str]]
    ours: dict[str, MappedRow]


class RowCells:
    """The cells of one sheet below its headings. Rows count from 0; a column goes by its key or its year.

    What is wrong with a cell is added to ``told``: an error leaves its row out, a warning says how it was read.
    """

    def __init__(
        self, sheet: str, rows: Sequence[Sequence[Any]], headings: MappingHeadings, known: Known, told: Told
    ) -> None:
        """Take the cells of a sheet, merged ones filled already, and where its columns are."""
        self.sheet, self.rows, self.headings, self.known, self.told = sheet, rows, headings, known, told
        self.decimal_mark: str | None = None
        self.blocked: frozenset[int] = frozenset()
        self.uncomputed: frozenset[tuple[int, int]] = frozenset()
        self.carries_currency = False

    def _cell(self, number: int, key: str | int) -> Any:
        place = self.headings.years.get(key) if isinstance(key, int) else self.headings.columns.get(key)
        cells = self.rows[number]
        return None if place is None or place >= len(cells) else cells[place]

    def text(self, number: int, key: str) -> str:
        """Give the text of a cell on one line; an error value is nothing."""
        text = squeezed(as_text(self._cell(number, key)))
        return "" if text in ERRORS else text

    def _limited(self, number: int, key: str) -> str:
        text = self.text(number, key)
        if len(text) > LONGEST[key]:
            self.find(number, key, said.TOO_LONG, None, count=len(text), most=LONGEST[key])
        return text[: LONGEST[key]].strip()

    def _word(self, number: int, key: str, words: Words) -> str:
        text = self.text(number, key)
        found = word_of(text, words) if text else None
        if text and found is None:
            column = Sentence(HEADINGS[key])
            self.find(number, key, said.UNKNOWN_WORD, said.PICK_WORD, value=quote(text), column=column)
        return found or ""

    def _several(self, number: int, key: str, words: Words) -> str:
        parts = parts_of(self.text(number, key))
        found = [word_of(part, words) for part in parts]
        if None in found:
            column = Sentence(HEADINGS[key])
            shown = quote(self.text(number, key))
            self.find(number, key, said.UNKNOWN_WORD, said.PICK_WORD, value=shown, column=column)
            return ""
        return SEPARATOR.join(one for one in found if one)

    def _place(self, column: str | int) -> int:
        if isinstance(column, int):
            return self.headings.years.get(column, -1)
        return self.headings.columns.get(column, -1)

    def _refused(
        self,
        number: int,
        column: str | int,
        row: MappedRow,
        what: str,
        remedy: str,
        /,
        **values: str | int | Sentence,
    ) -> MappedRow:
        return self._refused_because(number, column, row, Sentence(what, values), Sentence(remedy))

    def _refused_because(
        self, number: int, column: str | int, row: MappedRow, what: Sentence, remedy: Sentence
    ) -> MappedRow:
        self.told.findings.append(self._finding(number, column, what, remedy, Severity.ERROR))
        return replace(row, left_out=REFUSED)

    def find(
        self, number: int, column: str | int, what: str, remedy: str | None, /, **values: str | int | Sentence
    ) -> None:
        """Note something a person should know about a cell."""
        advice = None if remedy is None else Sentence(remedy)
        self.told.findings.append(self._finding(number, column, Sentence(what, values), advice))

    def _finding(
        self,
        number: int,
        column: str | int,
        what: Sentence,
        remedy: Sentence | None,
        severity: Severity = Severity.WARNING,
    ) -> Finding:
        place = self._place(column)
        letter = get_column_letter(place + 1) if place >= 0 else ""
        return Finding(self.sheet, number + 1, letter, what, remedy, severity)
