"""Reading costed line items and published totals of national plans, from a workbook or a CSV."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, country_name, find_country
from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.money import Money
from opennaphs.domain.published_plans import LineItem, PublishedCost, spelling
from opennaphs.sources.files import Content, kind_of
from opennaphs.sources.localised_numbers import read_number
from opennaphs.sources.score_reading import is_blank, parse_number
from opennaphs.sources.tables import parse_table
from opennaphs.sources.workbooks import MOST_SHEET_ROWS, Sheet, parse_workbook

ITEM_HEADINGS = ("country", "core_capacity", "activity", "year_numeric", "cost_original", "currency_original")
ITEM_EXTRAS = (
    "line_item_id", "pillar", "requirement", "year_calendar", "cost_usd2024", "primary_category", "primary_subcategory",
)  # fmt: skip
PUBLISHED_HEADINGS = ("country", "core_capacity", "cost_original", "currency_original")
PUBLISHED_EXTRAS = ("summary_cost_id", "pillar", "cost_usd2024")

HEADING_WITHIN = 20
MOST_COUNTRIES = 300
MOST_MONEY = Decimal(10) ** 15
MOST_PLACES = 20
LAST_PLAN_YEAR = 30
CALENDAR = range(1990, 2101)
YEAR_OF_COMPARISON = 2024

_CURRENCY = re.compile(r"([^\W\d_](?:[^\W\d_]|[ .$])*?)[\s,]*\(?\s*([0-9]{4})\s*\)?")
_WORDS = {"KYAT": "MMK", "KYATS": "MMK"}
# both francs are called CFA; which of the two a plan means follows from its country
_FRANCS = {"XOF": "BEN BFA CIV GNB MLI NER SEN TGO", "XAF": "CMR CAF TCD COG GNQ GAB"}
_CFA = {country_name(iso3): franc for franc, users in _FRANCS.items() for iso3 in users.split()}


@dataclass(frozen=True)
class LineItemsRead:
    """What a file of line items held, and what its reader should know about it."""

    items: tuple[LineItem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class PublishedCostsRead:
    """What a file of published totals held, and what its reader should know about it."""

    costs: tuple[PublishedCost, ...]
    warnings: tuple[Problem, ...]


def parse_line_items(content: bytes, name: str) -> LineItemsRead:
    """Read line items: an empty cost stays unknown, several years stay one lump, an unknown year stays unknown.

    Raises:
        InputRefused: a heading is missing, or a row has no country, area, readable cost, currency or year.
    """
    reading = _read(content, name, ITEM_HEADINGS, ITEM_EXTRAS)
    items = tuple(_item(line, reading) for line in reading.lines)
    ids = ((item.id, line) for item, line in zip(items, reading.lines, strict=True))
    _say_repeated(ids, "line_item_id", "Give each line item its own id.", reading)
    refuse_if_broken(reading.problems)
    return LineItemsRead(items, tuple(reading.problems))


def parse_published_costs(content: bytes, name: str) -> PublishedCostsRead:
    """Read what plans print for their areas and for the whole; rows named total are kept and known as such.

    Raises:
        InputRefused: a heading is missing, or a row has no country, area, readable cost or currency.
    """
    reading = _read(content, name, PUBLISHED_HEADINGS, PUBLISHED_EXTRAS)
    costs = tuple(_published(line, reading) for line in reading.lines)
    areas = ((f"{one.country}, {spelling(one.area)}", line) for one, line in zip(costs, reading.lines, strict=True))
    _say_repeated(areas, "core_capacity", "The figures are added up; remove one if it is a copy.", reading)
    refuse_if_broken(reading.problems)
    return PublishedCostsRead(costs, tuple(reading.problems))


# --- lines ---


@dataclass(frozen=True)
class _Line:
    """One row of either kind of file: its cells under their headings, and where it stands."""

    file: str
    sheet: str | None
    number: int
    cells: Mapping[str, Any]

    def place(self, column: str) -> Place:
        return Place(self.file, self.sheet, self.number, column)

    def text(self, column: str) -> str:
        value = self.cells.get(column)
        return "" if value is None else " ".join(str(value).split())


@dataclass(frozen=True)
class _Reading:
    """The rows of a file, the problems found so far, and the countries its rows are of."""

    lines: Sequence[_Line]
    problems: list[Problem]
    countries: dict[str, str] = field(default_factory=dict)

    def wrong(self, line: _Line, column: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(line.place(column), what, remedy))

    def odd(self, line: _Line, column: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(line.place(column), what, remedy, Severity.WARNING))


def _read(content: bytes, name: str, required: Sequence[str], extras: Sequence[str]) -> _Reading:
    match kind_of(content, name):
        case Content.WORKBOOK:
            reading = _Reading(_sheet_lines(parse_workbook(content, name), name, required), [])
        case Content.TEXT:
            rows, warnings = parse_table(content, name, required, extras)
            reading = _Reading([_Line(name, None, row.number, row.cells) for row in rows], warnings)
        case Content.JSON:
            raise InputRefused.because(Place(name), "The file is JSON.", "Give a workbook or a CSV.")
    if not reading.lines:
        raise InputRefused.because(Place(name), "The table has headings but no rows.", "Add a row for each cost.")
    if len(reading.lines) > MOST_SHEET_ROWS:
        what = f"The table has more than {MOST_SHEET_ROWS:,} rows."
        raise InputRefused.because(Place(name), what, "Split it by country.")
    _name_countries(reading, name)
    return reading


def _sheet_lines(sheets: Iterable[Sheet], name: str, required: Sequence[str]) -> list[_Line]:
    nearest: list[str] = list(required)
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:HEADING_WITHIN]):
            columns = {str(cell).strip().casefold(): column for column, cell in enumerate(row) if cell is not None}
            missing = [heading for heading in required if heading not in columns]
            if not missing:
                return list(_lines_below(sheet, number, columns))
            nearest = min(nearest, missing, key=len)
    raise InputRefused.because(
        Place(name),
        f"No sheet has all the columns that are needed; missing: {', '.join(nearest)}.",
        f"Write the headings {', '.join(required)} above the rows.",
    )


def _lines_below(sheet: Sheet, heading: int, columns: Mapping[str, int]) -> Iterable[_Line]:
    for number in range(heading + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if any(cell is not None and str(cell).strip() for cell in row):
            cells = {name: row[column] for name, column in columns.items() if column < len(row)}
            yield _Line(sheet.file, sheet.name, number + 1, cells)


def _name_countries(reading: _Reading, name: str) -> None:
    """Give each spelling of a country its usual name, once; a name nobody knows is kept and said."""
    first: dict[str, _Line] = {}
    for line in reading.lines:
        first.setdefault(line.text("country"), line)
    if len(first) > MOST_COUNTRIES:
        what = f"The column holds {len(first):,} different countries."
        raise InputRefused.because(Place(name, column="country"), what, "Look whether it is the right column.")
    for text, line in first.items():
        try:
            reading.countries[text] = country_name(find_country(text)) if text else ""
        except UnknownCountry as error:
            reading.countries[text] = text
            reading.odd(line, "country", str(error), "The name is kept as it is.")


def _say_repeated(keys: Iterable[tuple[str, _Line]], column: str, remedy: str, reading: _Reading) -> None:
    first: dict[str, _Line] = {}
    for key, line in keys:
        if key in first:
            reading.odd(line, column, f"“{key}” stands in row {first[key].number} already.", remedy)
        first.setdefault(key, line)


# --- rows ---


def _item(line: _Line, reading: _Reading) -> LineItem:
    return LineItem(
        id=line.text("line_item_id") or f"row {line.number}",
        country=_country(line, reading),
        area=_needed(line, "core_capacity", "area", reading),
        activity=line.text("activity"),
        cost=_cost(line, reading),
        years=_years(line, "year_numeric", range(1, LAST_PLAN_YEAR + 1), reading),
        calendar_years=_years(line, "year_calendar", CALENDAR, reading),
        requirement=line.text("requirement"),
        pillar=line.text("pillar"),
        category=line.text("primary_category"),
        subcategory=line.text("primary_subcategory"),
        currency_as_written=line.text("currency_original"),
        usd_2024=_usd_2024(line, reading),
    )


def _published(line: _Line, reading: _Reading) -> PublishedCost:
    area = _needed(line, "core_capacity", "area", reading)
    return PublishedCost(_country(line, reading), area, _cost(line, reading), line.text("pillar"))


def _country(line: _Line, reading: _Reading) -> str:
    _needed(line, "country", "country", reading)
    return reading.countries[line.text("country")]


def _needed(line: _Line, column: str, noun: str, reading: _Reading) -> str:
    text = "".join(sign for sign in line.text(column) if sign.isprintable())
    if not text:
        reading.wrong(line, column, f"The row has no {noun}.", f"Write the {noun}, or remove the row.")
    return text


# --- cells ---


def _cost(line: _Line, reading: _Reading) -> Money | None:
    """Read the printed cost; an empty one is ``None`` and needs no currency."""
    amount = _amount(line, "cost_original", reading)
    basis = _basis(line, reading) if amount is not None else None
    return None if amount is None or basis is None else Money(amount, *basis)


def _usd_2024(line: _Line, reading: _Reading) -> Money | None:
    amount = _amount(line, "cost_usd2024", reading)
    return None if amount is None else Money(amount, "USD", YEAR_OF_COMPARISON)


def _amount(line: _Line, column: str, reading: _Reading) -> Decimal | None:
    value = line.cells.get(column)
    if is_blank(value):
        return None
    amount, remedy = _typed(value) if isinstance(value, str) else (parse_number(value), None)
    if amount is None:
        if remedy is not None or not isinstance(value, str):
            reading.wrong(line, column, f"“{line.text(column)}” is no cost.", remedy or "Write a number.")
        return None
    if abs(amount) > MOST_MONEY or int(amount.as_tuple().exponent) < -MOST_PLACES:
        remedy = "Look for digits too many before or after the decimal mark."
        reading.wrong(line, column, f"“{line.text(column)[:40]}” cannot be a cost.", remedy)
        return None
    if amount < 0:
        reading.odd(line, column, f"The cost {amount:,f} is below zero.", "It is added up as it stands.")
    return amount


def _typed(text: str) -> tuple[Decimal | None, str | None]:
    """Read a cost typed as text: its value or what to write instead; neither for words that mean nothing is known."""
    read = read_number(text)
    if read.currency is not None or (read.value is not None and "%" in text):
        return None, "Write a number only; its currency and price year have a column of their own."
    return read.value, read.remedy


def _basis(line: _Line, reading: _Reading) -> tuple[str, int] | None:
    text = line.text("currency_original")
    match = _CURRENCY.fullmatch(text[:40])
    currency = _currency(match[1], reading.countries[line.text("country")]) if match else None
    if match is None or currency is None or int(match[2]) not in CALENDAR:
        what = f"“{text}” is no currency with its price year." if text else "The cost has no currency."
        reading.wrong(line, "currency_original", what, "Write both, for example USD (2019).")
        return None
    return currency, int(match[2])


def _currency(word: str, country: str) -> str | None:
    code = _WORDS.get(word.strip().upper(), word.strip().upper())
    if code in {"CFA", "FCFA", "F CFA"}:
        return _CFA.get(country)
    return code if re.fullmatch("[A-Z]{3}", code) else None


def _years(line: _Line, column: str, allowed: range, reading: _Reading) -> tuple[int, ...] | None:
    """Read a list of years such as “1,2,3” or “2019, 2020”, or a span “2019-2021”; unknown is ``None``."""
    if is_blank(line.cells.get(column)):
        return None
    text = line.text(column)
    years: set[int] = set()
    for part in re.split("[,;]", text[:200].removesuffix(".0")):
        match = re.fullmatch(r"\s*([0-9]{1,4})(?:\s*[-–]\s*([0-9]{1,4}))?\s*", part)
        span = range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)
        if not span or span[0] not in allowed or span[-1] not in allowed:
            remedy = f"Write years from {allowed[0]} to {allowed[-1]} with commas between them, or N/A."
            reading.wrong(line, column, f"“{text[:60]}” is no list of years.", remedy)
            return None
        years.update(span)
    return tuple(sorted(years))
