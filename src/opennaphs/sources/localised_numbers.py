"""Numbers as people type them into cells: “12,500.00 USD”, “1.234,56”, “1 234,56”, “12'500”, “USD 5m”, “(300)”.

A lone separator before three digits (“1,234”) may be a decimal mark or part of thousands. Only other numbers of the
same sheet can decide; when they do not, the number is refused rather than guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pycountry

MOST_DIGITS = 40
LONGEST_NUMBER = 80
BLANK_WORDS = frozenset({
    "", "-", "–", "—", ".", "?", "n/a", "na", "n.a.", "none", "tbd", "tbc", "to be determined", "to be confirmed",
    "unknown", "not known", "not costed", "nd", "s.o.", "à déterminer", "inconnu", "aucun",
})  # fmt: skip
FREE_WORDS = frozenset({"nil", "free", "no cost", "no extra cost", "gratuit", "sans coût", "aucun coût"})
_SCALES = {
    "k": 1_000, "thousand": 1_000, "mille": 1_000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000,
    "million": 1_000_000, "millions": 1_000_000, "bn": 1_000_000_000, "billion": 1_000_000_000,
    "billions": 1_000_000_000, "milliard": 1_000_000_000, "milliards": 1_000_000_000,
}  # fmt: skip
_SYMBOLS = {"US$": "USD", "$US": "USD", "$": None, "€": "EUR", "£": "GBP", "FCFA": None, "CFA": None, "F": None,
            "LE": None, "KSH": "KES", "TSH": "TZS", "USH": "UGX", "SHS": None, "NAIRA": "NGN", "RS": None,
            "BIRR": "ETB", "₦": "NGN", "DOLLARS": None, "EURO": "EUR", "EUROS": "EUR"}  # fmt: skip
_WORD = r"[^\W\d_]{1,9}\.?|[^\W\d_]{0,2}[$€£₦¥][^\W\d_]{0,2}"
_CELL = re.compile(
    rf"(?P<open>\()?\s*(?P<before>{_WORD})?\s*(?P<sign>[-+−])?\s*(?P<number>[0-9][0-9.,' ]*|[.,][0-9]+)\s*"
    rf"(?:(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![^\W\d_]))?\s*(?P<percent>%)?\s*"
    rf"(?P<after>{_WORD})?\s*(?P<close>\))?\s*(?:[/.,]?[-–=])?",
    re.IGNORECASE,
)
_THOUSANDS = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ",.' "}
_LAKHS = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")


@dataclass(frozen=True)
class NumberRead:
    """What a cell of text says.

    ``value`` is ``None`` when it is no number (``remedy`` says what to write) or deliberately blank. ``currency`` is
    the ISO code written beside it. ``read_as`` names a reading that its reader should see, such as 5m for 5,000,000.
    """

    value: Decimal | None
    remedy: str | None = None
    currency: str | None = None
    read_as: str | None = None


def read_number(text: str, decimal_mark: str | None = None) -> NumberRead:
    """Read a number that was typed as text.

    Args:
        text: the cell.
        decimal_mark: the mark the sheet uses (``"."`` or ``","``), see :func:`decimal_mark_of`; it decides numbers
            that can be read in two ways, and only those.
    """
    plain = _plain(text)
    if plain.casefold() in BLANK_WORDS:
        return NumberRead(None)
    if plain.casefold() in FREE_WORDS:
        return NumberRead(Decimal(0), read_as="0")
    match = _match(plain)
    if match is None:
        return NumberRead(None, "Write a number only; put words into a column of comments.")
    value, remedy = _value(match["number"], decimal_mark)
    if value is None:
        return NumberRead(None, remedy)
    return _with_words(match, value)


def decimal_mark_of(cells: Iterable[Any]) -> str | None:
    """Give the decimal mark that the typed numbers of a sheet agree on, or ``None`` when none or both are used."""
    marks = {mark for cell in cells if isinstance(cell, str) and (mark := _decides(cell)) is not None}
    return marks.pop() if len(marks) == 1 else None


def _decides(text: str) -> str | None:
    match = _match(_plain(text))
    if match is None:
        return None
    number = _bare(match["number"])
    fits = [mark for mark in ".," if _parse(number, mark) is not None]
    return fits[0] if len(fits) == 1 and re.search("[.,]", number) else None


def _plain(text: str) -> str:
    """Bring digits, blanks, apostrophes and separators of every script to the plain ones."""
    text = text[: LONGEST_NUMBER + 1].replace("٫", ".").replace("٬", "'").replace("’", "'").replace("_x000D_", " ")
    signs = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return " ".join("".join(signs).split())


def _match(plain: str) -> re.Match[str] | None:
    match = _CELL.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    words = [word for word in (match["before"], match["after"]) if word]
    return match if len(words) <= 1 and all(_is_currency(word) for word in words) else None


def _value(number: str, decimal_mark: str | None) -> tuple[Decimal | None, str | None]:
    number = _bare(number)
    readings = {mark: value for mark in ".," if (value := _parse(number, mark)) is not None}
    if not readings or len(re.sub("[^0-9]", "", number)) > MOST_DIGITS:
        return None, "Write the number with digits and one decimal mark only, for example 12500.00."
    if len(set(readings.values())) == 1:
        return next(iter(readings.values())), None
    if decimal_mark is not None:
        return readings[decimal_mark], None
    small, large = sorted(readings.values())
    doubt = f"It may mean {large:f} or {small.normalize():f}, and no other number of the sheet decides."
    return None, f"{doubt} Write it without a mark between thousands."


def _bare(number: str) -> str:
    """Drop the full stop or comma of a sentence behind a number."""
    return number.strip().rstrip(".,") or number


def _parse(number: str, decimal_mark: str) -> Decimal | None:
    """Read a number by one convention, or give ``None`` when it breaks it."""
    whole, _, part = number.partition(decimal_mark)
    grouping = {mark for mark in ",.' " if mark in whole}
    if len(grouping) > 1 or re.search("[^0-9]", part) or not (whole or part):
        return None
    if grouping and not (_THOUSANDS[grouping.pop()].fullmatch(whole) or _LAKHS.fullmatch(whole)):
        return None
    digits = re.sub("[^0-9]", "", whole)
    if digits != whole and digits.startswith("0"):
        return None
    return Decimal(f"{digits}.{part}" if part else digits or "0")


def _with_words(match: re.Match[str], value: Decimal) -> NumberRead:
    negative = match["sign"] in {"-", "−"} or bool(match["open"])
    scale = _SCALES[match["scale"].casefold()] if match["scale"] else 1
    value = (-value if negative else value) * scale * (Decimal("0.01") if match["percent"] else 1)
    word = match["before"] or match["after"]
    read_as = f"{value.normalize():,f}" if match["scale"] or match["percent"] else None
    return NumberRead(value, currency=currency_code(word) if word else None, read_as=read_as)


def currency_code(word: str) -> str | None:
    """Give the ISO 4217 code a word or sign stands for; ``None`` when it is none or could be several."""
    word = word.strip().rstrip(".").upper()
    return word if word in _codes() else _SYMBOLS.get(word)


def _is_currency(word: str) -> bool:
    word = word.strip().rstrip(".").upper()
    return word in _codes() or word in _SYMBOLS


@cache
def _codes() -> frozenset[str]:
    """All ISO codes, and SLL, in which plans from before the new leone are written."""
    return frozenset({currency.alpha_3 for currency in pycountry.currencies} | {"SLL"})
