"""A menu of costed actions and its unit costs: two CSV files in the columns of the costing worksheet for JEE 3."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.menus import (
    MENU_SCORES,
    WORDING,
    WORDING_SOURCE,
    AdministrativeTier,
    MenuKind,
    MenuLine,
    MenuPrice,
    MenuPrices,
    Multiplier,
)
from opennaphs.domain.money import Money
from opennaphs.sources.files import Content, kind_of
from opennaphs.sources.score_reading import indicator_id, is_blank, unknown_code
from opennaphs.sources.tables import Row, parse_table

MENU_HEADINGS = (
    "id", "indicator", "score", "requirement", "action", "unit_cost", "administrative_level", "kind",
    "multiplier_1", "multiplier_1_unit", "multiplier_2", "multiplier_2_unit",
)  # fmt: skip
MENU_EXTRAS = ("include", "notes")
PRICE_HEADINGS = ("id", "title", "value", "currency", "price_year", "unit", "salary", "source")
YES, NO = ("yes", "true"), ("no", "false")
EARLIEST_PRICE_YEAR, LATEST_PRICE_YEAR = 1950, 2100
_NUMBER = re.compile(r"[0-9]{1,15}([.,][0-9]{1,15})?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
_TIERS = {
    **{str(tier): tier for tier in AdministrativeTier},
    "health facility": AdministrativeTier.FACILITY,
    "poe": AdministrativeTier.POINT_OF_ENTRY,
    "additional healthcare workers (doctors, nurses, and midwives)": AdministrativeTier.ADDITIONAL_HEALTH_WORKER,
}
_KINDS = {str(kind): kind for kind in MenuKind}
T = TypeVar("T")


@dataclass(frozen=True)
class MenuRead:
    """The lines of a menu, and what its reader should know about them."""

    lines: tuple[MenuLine, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class MenuPricesRead:
    """The unit costs of a menu, and what their reader should know about them."""

    prices: MenuPrices
    warnings: tuple[Problem, ...]


def parse_menu(content: bytes, name: str, framework: Framework) -> MenuRead:
    """Read the lines of a menu; ``framework`` is the edition of the scores, whose indicators the lines speak about.

    A multiplier may be one of the vague words of the assessment tools (“some”, “regularly” …); a warning says which
    number was put in. An empty second multiplier without a unit means that the line has only one.

    Raises:
        InputRefused: with every cell that cannot be taken, and what to write instead. Nothing is kept then.
    """
    rows, problems = _table(content, name, MENU_HEADINGS, MENU_EXTRAS)
    _check_ids(rows, problems)
    codes = {code: indicator_id(code, framework) for code in {row.cells["indicator"] for row in rows}}
    lines = [_line(row, codes, framework, problems) for row in rows]
    refuse_if_broken(problems)
    return MenuRead(tuple(line for line in lines if line is not None), tuple(problems))


def parse_menu_prices(content: bytes, name: str) -> MenuPricesRead:
    """Read the unit costs of a menu.

    Raises:
        InputRefused: a cell cannot be taken, an id stands twice, or currencies or price years are mixed.
    """
    rows, problems = _table(content, name, PRICE_HEADINGS)
    _check_ids(rows, problems)
    found = [(row, _price(row, problems)) for row in rows]
    prices = [(row, price) for row, price in found if price is not None]
    problems += [problem for row, price in prices if (problem := _other_basis(row, price, prices[0][1]))]
    refuse_if_broken(problems)
    return MenuPricesRead(MenuPrices(tuple(price for _, price in prices)), tuple(problems))


def _table(
    content: bytes, name: str, headings: tuple[str, ...], extras: tuple[str, ...] = ()
) -> tuple[list[Row], list[Problem]]:
    if kind_of(content, name) is not Content.TEXT:
        raise InputRefused.because(Place(name), "The file is no CSV.", "Save the sheet as “CSV UTF-8” and give that.")
    rows, problems = parse_table(content, name, headings, extras)
    if not rows:
        raise InputRefused.because(Place(name), "The table has headings but no lines.", "Add its lines.")
    return rows, problems


def _check_ids(rows: list[Row], problems: list[Problem]) -> None:
    first: dict[str, Row] = {}
    for row in rows:
        own = row.cells["id"]
        if not own:
            _complain(row, "id", problems, "The cell “id” is empty.", "Give each line an id of its own.")
        elif own in first:
            what = f"The id “{own}” stands in row {first[own].number} already."
            _complain(row, "id", problems, what, "Give each line an id of its own.")
        else:
            first[own] = row


# --- lines of the menu ---


def _line(row: Row, codes: dict[str, str | None], framework: Framework, problems: list[Problem]) -> MenuLine | None:
    include = _yes_or_no(row, "include", problems, default=True)
    indicator, score = codes[row.cells["indicator"]], _score(row, problems)
    if indicator is None:
        problems.append(unknown_code(row.place("indicator"), row.cells["indicator"], framework))
    tier, kind = _word(row, "administrative_level", _TIERS, problems), _word(row, "kind", _KINDS, problems)
    multipliers = _multipliers(row, problems, needed=include is not False)
    if include is None or indicator is None or score is None or tier is None or kind is None:
        return None
    cells = row.cells
    return MenuLine(
        cells["id"], indicator, score, cells["requirement"], cells["action"], cells["unit_cost"], tier, kind,
        multipliers, include, cells.get("notes", ""), row.place(),
    )  # fmt: skip


def _score(row: Row, problems: list[Problem]) -> int | None:
    score = row.cells["score"]
    if score in {str(one) for one in MENU_SCORES}:
        return int(score)
    what = f"The line “{row.cells['id']}” has the score “{score}”."
    _complain(row, "score", problems, what, "Write the score it helps to reach: 2, 3, 4 or 5.")
    return None


def _word(row: Row, column: str, words: dict[str, T], problems: list[Problem]) -> T | None:
    text = " ".join(row.cells[column].casefold().split())
    if text not in words:
        what = f"The line “{row.cells['id']}” has “{row.cells[column]}” as {column}."
        _complain(row, column, problems, what, f"Write one of: {', '.join(words)}.")
    return words.get(text)


def _multipliers(row: Row, problems: list[Problem], *, needed: bool) -> tuple[Multiplier, ...]:
    found = (_multiplier(row, "multiplier_1", problems, needed=needed), _second(row, problems, needed=needed))
    return tuple(one for one in found if one is not None)


def _second(row: Row, problems: list[Problem], *, needed: bool) -> Multiplier | None:
    if is_blank(row.cells["multiplier_2"]) and is_blank(row.cells["multiplier_2_unit"]):
        return None
    return _multiplier(row, "multiplier_2", problems, needed=needed)


def _multiplier(row: Row, column: str, problems: list[Problem], *, needed: bool) -> Multiplier | None:
    text, unit = row.cells[column], row.cells[f"{column}_unit"]
    if is_blank(text):
        if needed:
            what = f"The line “{row.cells['id']}” has no {column}."
            _complain(row, column, problems, what, "Write how many it needs; 1 where it needs one.")
        return None
    if wording := WORDING.get(" ".join(text.casefold().split())):
        what = f"“{text}” is taken as {wording.factor.normalize():f} ({wording.meaning})."
        remedy = f"So says the {WORDING_SOURCE}. Write a number if you know better."
        _remark(row, column, problems, what, remedy)
        return Multiplier(wording.factor, unit)
    value = _number(row, column, problems)
    return None if value is None else Multiplier(value, unit)


# --- unit costs ---


def _price(row: Row, problems: list[Problem]) -> MenuPrice | None:
    value, salary = _number(row, "value", problems), _yes_or_no(row, "salary", problems)
    price = _money(row, value, problems)
    if not row.cells["source"]:
        what = f"The unit cost “{row.cells['id']}” has no source."
        _remark(row, "source", problems, what, "Fill the column “source”.")
    if price is None or salary is None:
        return None
    return MenuPrice(
        row.cells["id"], row.cells["title"] or row.cells["id"], price, row.cells["unit"], salary, row.cells["source"]
    )


def _money(row: Row, value: Decimal | None, problems: list[Problem]) -> Money | None:
    currency, year = row.cells["currency"].upper(), _price_year(row, problems)
    try:
        money = Money(value or Decimal(0), currency, year or EARLIEST_PRICE_YEAR)
    except NaphsError as error:
        _complain(row, "currency", problems, str(error), "")
        return None
    return None if value is None or year is None else money


def _price_year(row: Row, problems: list[Problem]) -> int | None:
    text = row.cells["price_year"]
    if re.fullmatch("[0-9]{4}", text) and EARLIEST_PRICE_YEAR <= int(text) <= LATEST_PRICE_YEAR:
        return int(text)
    what, remedy = f"“{text}” is no price year.", "Write the year whose prices these are, for example 2022."
    _complain(row, "price_year", problems, what, remedy)
    return None


def _other_basis(row: Row, price: MenuPrice, first: MenuPrice) -> Problem | None:
    one, other = ((money.currency, money.price_year) for money in (price.price, first.price))
    if one == other:
        return None
    what = f"The price is in {one[0]} of {one[1]}, the first one in {other[0]} of {other[1]}."
    remedy = "Convert it first, with a dated exchange rate and inflator; amounts of both cannot be added."
    return Problem(row.place("currency"), what, remedy)


# --- cells of both ---


def _number(row: Row, column: str, problems: list[Problem]) -> Decimal | None:
    """Read a number from 0 up. “1,000” is refused: it may be a thousand or one."""
    text = row.cells[column]
    if _THOUSANDS.fullmatch(text):
        _complain(row, column, problems, f"“{text}” may be read in two ways.", _two_ways(text))
        return None
    if not _NUMBER.fullmatch(text):
        words = "; or one of: " + ", ".join(WORDING) if column.startswith("multiplier") else ""
        remedy = f"Write a number from 0 up, for example 1250.50{words}."
        _complain(row, column, problems, f"“{text}” is no number.", remedy)
        return None
    number = Decimal(text.replace(",", "."))
    if number == 0:
        what, remedy = f"The cell “{column}” is 0, so what it counts costs nothing.", "Correct it if it is not known."
        _remark(row, column, problems, what, remedy)
    return number


def _two_ways(text: str) -> str:
    return (
        f"Write {text.replace(',', '')} or {text.replace(',', '.')}."
        if text.count(",") == 1
        else "Leave the commas out."
    )


def _yes_or_no(row: Row, column: str, problems: list[Problem], *, default: bool | None = None) -> bool | None:
    text = row.cells.get(column, "").casefold()
    if not text and default is not None:
        return default
    if text not in YES + NO:
        _complain(row, column, problems, f"“{row.cells[column]}” says neither yes nor no.", "Write yes or no.")
        return None
    return text in YES


def _complain(row: Row, column: str, problems: list[Problem], what: str, remedy: str) -> None:
    problems.append(Problem(row.place(column), what, remedy))


def _remark(row: Row, column: str, problems: list[Problem], what: str, remedy: str) -> None:
    problems.append(Problem(row.place(column), what, remedy, Severity.WARNING))
