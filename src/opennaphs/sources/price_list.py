"""A country's own price list, from CSV or a workbook: every price with its source and date."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.domain.crosswalks import Confidence
from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.library import Builder
from opennaphs.domain.money import Money
from opennaphs.domain.prices import PriceList, UnitCost
from opennaphs.sources.files import load_bytes
from opennaphs.sources.localised_numbers import decimal_mark_of, read_number
from opennaphs.sources.table_lines import Line, parse_lines

REQUIRED = ("id", "title", "builder", "unit", "currency", "price_year", "low", "likely", "high", "confidence", "date")
SOURCES = ("source", "how")
OPTIONAL = (*SOURCES, "country", "version")
AMOUNTS = ("low", "likely", "high")
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_PRICES, LONGEST_TEXT, LONGEST_WORD, HIGHEST_PRICE = 20_000, 2_000, 40, Decimal(10**15)

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True)
class PricesRead:
    """What a file of prices held: the list, and what its reader should know about it."""

    prices: PriceList
    warnings: tuple[Problem, ...]


def load_price_list(path: Path) -> PricesRead:
    """Read a price list from disk; see :func:`parse_price_list`.

    Raises:
        InputRefused: the file cannot be read or its content cannot be taken.
    """
    return parse_price_list(load_bytes(path), path.name)


def parse_price_list(content: bytes, name: str) -> PricesRead:
    """Read a price list from CSV or a workbook; its name is the file's without the ending.

    Raises:
        InputRefused: with every cell that cannot be taken, why, and what to write instead. Nothing is kept then.
    """
    lines, problems = parse_lines(content, name, REQUIRED, OPTIONAL)
    _check_source_column(lines, name)
    if not 0 < len(lines) <= MOST_PRICES:
        raise InputRefused.because(
            Place(name), f"The table has {len(lines):,} prices.", f"Give 1 to {MOST_PRICES:,} lines, one a price."
        )
    mark = decimal_mark_of(line.cells.get(column) for line in lines for column in AMOUNTS)
    items = [_unit_cost(line, mark, problems) for line in lines]
    problems += [*_duplicates(lines), *_mixtures(lines)]
    country, version = _country(lines, problems), _the_one(lines, "version", problems)
    refuse_if_broken(problems)
    if country is None or version is None:
        problems.append(_warning(Place(name), "The list does not say its country and version.", "Fill both columns."))
    known = tuple(item for item in items if item is not None)
    return PricesRead(PriceList(name.rpartition(".")[0] or name, known, country, version), tuple(problems))


def _warning(where: Place, what: str, remedy: str) -> Problem:
    return Problem(where, what, remedy, Severity.WARNING)


# --- one price ----------------------------------------------------------------------------------------------------


def _unit_cost(line: Line, mark: str | None, problems: list[Problem]) -> UnitCost | None:
    id_, title, unit, source = (_filled(line, name, problems) for name in ("id", "title", "unit", _source_column(line)))
    builder, confidence = _word(line, "builder", Builder, problems), _word(line, "confidence", Confidence, problems)
    date, currency, year = _date(line, problems), _currency(line, problems), _year(line, problems)
    low, likely, high = (_price(line, column, mark, currency, problems) for column in AMOUNTS)
    if low is None or likely is None or high is None or currency is None or year is None or not builder:
        return None
    if not low <= likely <= high:
        what = f"The low price {low:f}, the likely one {likely:f} and the high one {high:f} are not in this order."
        problems.append(Problem(line.place("low"), what, "Write low ≤ likely ≤ high."))
    if likely == 0:
        problems.append(_warning(line.place("likely"), f"“{title}” costs nothing.", "Is it really free?"))
    low_money, likely_money, high_money = (Money(amount, currency, year) for amount in (low, likely, high))
    return UnitCost(
        id_, builder, title, unit, low_money, likely_money, high_money, confidence or "", source, source, date
    )


def _filled(line: Line, column: str, problems: list[Problem]) -> str:
    text = line.text(column)
    if not text:
        problems.append(Problem(line.place(column), f"The {column} is missing.", _REMEDIES.get(column, "Fill it in.")))
    if len(text) > LONGEST_TEXT:
        what = f"The {column} has {len(text):,} signs."
        problems.append(Problem(line.place(column), what, f"Shorten it to {LONGEST_TEXT:,}."))
    return text


_REMEDIES = {
    "source": "Say where the price comes from: a contract, an invoice, an official rate.",
    "how": "Say how the price was found.",
    "date": "Say of which day, month or year the price is: 2026-03-31, 2026-03 or 2026.",
    "currency": "Write three capital letters, for example UGX.",
    "price_year": "Say of which year the price is, for example 2026.",
    "low": "Write the lowest price you expect; if you know only one price, write it three times.",
    "likely": "Write the price you expect. A price that is not known is no zero: delete the line.",
    "high": "Write the highest price you expect; if you know only one price, write it three times.",
}


def _word(line: Line, column: str, words: type[Word], problems: list[Problem]) -> Word | None:
    text = _filled(line, column, problems).casefold()
    if text in set(words):
        return words(text)
    if text:
        near = get_close_matches(text[:LONGEST_WORD], list(words), n=1)
        remedy = f"Did you mean “{near[0]}”?" if near else f"Write one of: {', '.join(words)}."
        problems.append(Problem(line.place(column), f"“{text[:LONGEST_WORD]}” is no {column}.", remedy))
    return None


def _date(line: Line, problems: list[Problem]) -> str:
    text = _filled(line, "date", problems)
    if text and not _is_date(text):
        what = f"“{text[:LONGEST_WORD]}” is no date we can be sure of."
        problems.append(Problem(line.place("date"), what, "Write 2026-03-31, 2026-03 or 2026."))
    return text


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _currency(line: Line, problems: list[Problem]) -> str | None:
    text = _filled(line, "currency", problems).upper()
    if re.fullmatch(r"[A-Z]{3}", text):
        return text
    if text:
        what = f"“{text[:LONGEST_WORD]}” is no currency code."
        problems.append(Problem(line.place("currency"), what, _REMEDIES["currency"]))
    return None


def _year(line: Line, problems: list[Problem]) -> int | None:
    text = _filled(line, "price_year", problems)
    if re.fullmatch(r"\d{4}", text, re.ASCII) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    if text:
        what = f"“{text[:LONGEST_WORD]}” is no year from {FIRST_YEAR} to {LAST_YEAR}."
        problems.append(Problem(line.place("price_year"), what, _REMEDIES["price_year"]))
    return None


def _price(line: Line, column: str, mark: str | None, currency: str | None, problems: list[Problem]) -> Decimal | None:
    amount = _amount(line, column, mark, currency, problems)
    if amount is None or (amount.is_finite() and 0 <= amount < HIGHEST_PRICE):
        return amount
    what = "The price is negative." if amount < 0 else f"The price has more than {HIGHEST_PRICE.adjusted()} digits."
    problems.append(Problem(line.place(column), what, "Look at the number again; write 0 only for what is free."))
    return None


def _amount(line: Line, column: str, mark: str | None, currency: str | None, problems: list[Problem]) -> Decimal | None:
    """Read an amount exactly: from a number of a spreadsheet the 15 digits it keeps, from a text all of them."""
    value, text, where = line.cells.get(column), line.text(column), line.place(column)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(text)
    read = read_number(text, mark)
    if read.value is None or "%" in text:
        what = (
            f"“{text[:LONGEST_WORD]}” is no price." if read.remedy or "%" in text else f"The {column} price is missing."
        )
        problems.append(Problem(where, what, read.remedy or _REMEDIES[column]))
        return None
    if read.currency not in {None, currency}:
        problems.append(Problem(where, f"The price is in {read.currency}.", "Write it in the currency of its line."))
    doubtful = read_number(text).value is None
    if read.read_as is not None or doubtful:
        why = ", as other prices of the list are written" if doubtful else ""
        what = f"“{text[:LONGEST_WORD]}” was read as {read.read_as or f'{read.value:f}'}{why}."
        problems.append(_warning(where, what, "Look whether that is meant."))
    return read.value


# --- the list as a whole ------------------------------------------------------------------------------------------


def _source_column(line: Line) -> str:
    """Our default list says “how” where others say “source”."""
    return "source" if "source" in line.cells else "how"


def _check_source_column(lines: Sequence[Line], name: str) -> None:
    if lines and not {*SOURCES} & lines[0].cells.keys():
        raise InputRefused.because(
            Place(name), "The column “source” is missing.", "Add it: every price says where it comes from."
        )


def _duplicates(lines: Sequence[Line]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for line in lines:
        id_, place = line.text("id"), line.place("id")
        if id_ in first:
            yield Problem(place, f"“{id_}” stands in row {first[id_].row} already.", "Keep one of the two lines.")
        elif id_:
            first[id_] = place


def _mixtures(lines: Sequence[Line]) -> Iterator[Problem]:
    """Name the lines whose currency or price year is not that of the first line."""
    for column in ("currency", "price_year"):
        written = [(line.text(column).upper(), line.place(column)) for line in lines if line.text(column)]
        for text, place in written:
            if text != written[0][0]:
                what = (
                    f"The {column.replace('_', ' ')} is {text[:LONGEST_WORD]}, but {written[0][0]} in the first line."
                )
                yield Problem(place, what, "Make one list for each currency and price year.")


def _the_one(lines: Sequence[Line], column: str, problems: list[Problem]) -> str | None:
    """Give what a column says that holds for the whole list; it may be written once or in every line."""
    written = [(line.text(column), line.place(column)) for line in lines if line.text(column)]
    for text, place in written:
        if text != written[0][0]:
            what = f"The {column} is “{text[:LONGEST_WORD]}”, but “{written[0][0][:LONGEST_WORD]}” above."
            problems.append(Problem(place, what, f"A list is of one {column}."))
    return written[0][0][:LONGEST_WORD] if written else None


def _country(lines: Sequence[Line], problems: list[Problem]) -> str | None:
    text = _the_one(lines, "country", problems)
    try:
        return None if text is None else find_country(text)
    except UnknownCountry as error:
        place = next(line.place("country") for line in lines if line.text("country"))
        problems.append(Problem(place, str(error), ""))
        return None
