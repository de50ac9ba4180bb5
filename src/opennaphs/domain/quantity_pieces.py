"""The bits of text that speak of quantities: a count with its unit, a price, a frequency, a number of a product."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.quantity_words import (
    ADVERBS,
    EVENTS,
    JOINING_WORDS,
    NUMBER_WORDS,
    NUMBERED_NAMES,
    PERIODS,
    RATES,
    UNITS,
)

LONGEST_GAP = 80
MOST_DIGITS = 12


@dataclass(frozen=True)
class Factor:
    """One quantity: how many of what. ``name`` is ``None`` for a bare number of a product, as in “(25x3)”."""

    name: str | None
    value: Decimal


@dataclass(frozen=True)
class UnitPrice:
    """A price per unit; ``currency`` as written (``None`` when not), ``per`` the factor it is paid for, if said."""

    amount: Decimal
    currency: str | None = None
    per: str | None = None


@dataclass(frozen=True)
class Piece:
    """One understood bit of text: a factor, a price or a frequency."""

    start: int
    end: int
    content: Factor | UnitPrice | Decimal

    @property
    def is_bare(self) -> bool:
        """Whether it is a number of a product that nobody named."""
        return isinstance(self.content, Factor) and self.content.name is None


_SIGN = re.compile(r"(?<=[0-9)\]\s])x(?=\s*[0-9(\[])")
_NO_QUANTITY = re.compile(
    r"\b[0-9]+(?:\s?[-–+/]\s?[0-9]+)+\b|(?<!\d)4\s?\*\s?4(?!\d)|\bone health\b|\b[a-z]{2,}-[0-9]+\b"
    rf"|\b(?:{'|'.join(NUMBERED_NAMES)})\s?-?[0-9]+\b|\b20[123][0-9]\b(?!\s*(?:cop|pcs|piece|exempl|dose))"
)
_DIGITS = r"(?:[0-9]{1,3}(?:[ ,.'][0-9]{3})+(?![0-9])|[0-9]{1,12}(?:[.,][0-9]{1,6})?(?![0-9]))"
_START = r"(?<![\w/])(?<![0-9a-z]\.)(?<![0-9],)(?<![a-z]-)"
_COUNT = rf"(?:{_START}(?P<digits>{_DIGITS})|\b(?P<word>{'|'.join(NUMBER_WORDS)})\b(?:\s?\((?P<again>[0-9]{{1,4}})\))?)"
_BETWEEN = rf"(?:(?!(?:{'|'.join(JOINING_WORDS)})\b)[a-z]{{1,20}}[ -]{{1,40}}){{0,2}}?"
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in UNITS.items())
_EVENT = "|".join(UNITS[name] for name in EVENTS)
_PERIOD = "|".join(f"(?P<p{count}>{pattern})" for pattern, count in PERIODS.items())
_LINK = r"per |each |every |par |chaque |/\s?"
_PER = (
    rf"(?:\s*(?:{_LINK}|a |an |l.)(?:{_PERIOD})\b|\s(?:(?P<q4>quarterly)|(?P<q12>monthly)|(?P<q1>yearly|annually))\b)"
)
_UNREAD_COUNT = re.compile(r"[0-9\1]\W{0,20}(?:[a-z]+\W{0,20}){0,2}$")
_CURRENCY = r"(?:us ?\$|[$€£₦]|\bfcfa\b|\bcfa\b|\b[a-z]{3}\b)"
_MONEY = rf"(?P<before>{_CURRENCY})\s?(?P<sum>{_DIGITS})|(?P<sum2>{_DIGITS})\s?(?P<after>{_CURRENCY})"
_EACH = r"\s*(?:/|per |par |each\b|chacun)\s*(?P<per>[a-z]{2,15})?"


def _compiled() -> tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], str], Factor | UnitPrice | Decimal | None]], ...
]:
    """Give the patterns in the order in which they may take words, each with what it makes of them."""
    return (
        (re.compile(rf"@\s*(?:{_MONEY}|(?P<plain>{_DIGITS})(?![a-z%]))(?:{_EACH})?"), _price),
        (re.compile(rf"\b(?:at|a) (?:{_MONEY})(?:{_EACH})?"), _price),
        (re.compile(rf"(?<![\w.,])(?:{_MONEY})(?:{_EACH})"), _price),
        (
            re.compile(
                rf"(?:\b(?P<adverb>{'|'.join(ADVERBS)})|{_COUNT}(?:-\s?|\s{{0,40}})(?:x|{_BETWEEN}(?:{_EVENT}))){_PER}"
            ),
            _repeated,
        ),
        (re.compile(rf"\bfrequenc[ey]\s?[=:]\s?(?P<digits>{_DIGITS})(?:\s?times?)?(?:{_PER})?"), _repeated),
        (re.compile("|".join(rf"\b(?P<r{number}>{rate})\b" for number, rate in enumerate(RATES))), _rate),
        (re.compile(rf"(?<![0-9])(?<![0-9] )\b(?:{_UNIT})\s?[=:]\s?(?P<digits>{_DIGITS})(?![.,]?[0-9])"), _factor),
        (re.compile(rf"\b(?P<away_participants>away|ayaw)\s(?P<digits>{_DIGITS})"), _factor),
        (re.compile(rf"{_COUNT}(?:-\s?|\s{{0,40}}){_BETWEEN}(?:{_UNIT})(?![a-z])"), _factor),
        (re.compile(rf"(?<![a-z])(?:{_LINK})(?:{_PERIOD})\b"), _each_period),
        (re.compile(rf"(?:(?<=\*)|(?<=\*\s)){_START}(?P<digits>{_DIGITS})(?![\w%])"), _bare),
        (re.compile(rf"{_START}(?P<digits>{_DIGITS})(?=\s?\*)"), _bare),
    )


def find_pieces(text: str) -> list[Piece]:
    """Find the understood bits in the order of the text; what a pattern has taken, the later ones cannot take."""
    plain, pieces = _readable(text), []
    for pattern, content_of in _PATTERNS:
        found = [(match, content_of(match, text)) for match in pattern.finditer(plain)]
        new = [Piece(match.start(), match.end(), content) for match, content in found if content is not None]
        plain = _without(plain, [(piece.start, piece.end) for piece in new], "\0")
        pieces += new
    return sorted(pieces, key=lambda piece: piece.start)


def _readable(text: str) -> str:
    """Give the text in small plain letters, one for each of its characters, with every sign of multiplication a “*”."""
    plain = "".join(_plain_sign(sign) for sign in text).replace("_x000d_", " " * 7)
    plain = _SIGN.sub("*", plain)
    return _without(plain, [match.span() for match in _NO_QUANTITY.finditer(plain)], "\1")


def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if sign in "×’":
        return "*" if sign == "×" else "'"
    return sign.lower() if sign.isascii() else (unicodedata.normalize("NFD", sign)[0].lower() or " ")[0]


def _without(plain: str, spans: list[tuple[int, int]], cover: str) -> str:
    signs = list(plain)
    for start, end in spans:
        signs[start:end] = cover * (end - start)
    return "".join(signs)


# --- what a match says ------------------------------------------------------------------------------------------------


def _number(match: re.Match[str]) -> Decimal | None:
    groups = match.groupdict()
    if groups.get("word") is not None:
        value = Decimal(NUMBER_WORDS[groups["word"]])
        return value if groups["again"] in {None, str(value)} else None
    return _decimal(groups["digits"])


def _decimal(digits: str) -> Decimal | None:
    """Read digits: a mark before groups of three parts thousands, any other is the decimal mark."""
    if re.fullmatch("[1-9][0-9]{0,2}(?:[ ,.'][0-9]{3})+", digits):
        digits = re.sub("[^0-9]", "", digits)
    digits = digits.replace(",", ".")
    return Decimal(digits) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", digits) and len(digits) <= MOST_DIGITS else None


def _factor(match: re.Match[str], _text: str) -> Factor | None:
    value, groups = _number(match), match.groupdict()
    name = next(name for name in UNITS if groups.get(name) is not None)
    return None if value is None else Factor(name, value)


def _bare(match: re.Match[str], _text: str) -> Factor | None:
    value = _number(match)
    return None if value is None else Factor(None, value)


def _rate(match: re.Match[str], _text: str) -> Decimal | None:
    return list(RATES.values())[int(str(match.lastgroup)[1:])]


def _repeated(match: re.Match[str], _text: str) -> Decimal | None:
    """Give how often a year: the count, once when there is none, times the periods of a year."""
    groups = match.groupdict()
    count: Decimal | None = Decimal(1)
    if groups.get("adverb") is not None:
        count = Decimal(ADVERBS[groups["adverb"]])
    elif groups.get("digits") is not None or groups.get("word") is not None:
        count = _number(match)
    periods = [int(name[1:]) for name, found in groups.items() if found is not None and name[1:].isdigit()]
    return None if count is None else count * (periods[0] if periods else 1)


def _each_period(match: re.Match[str], text: str) -> Decimal | None:
    """Give how often a year “per month” says, unless it belongs to a count that was not understood."""
    before = match.string[max(0, match.start() - LONGEST_GAP) : match.start()]
    return None if _UNREAD_COUNT.search(before) else _repeated(match, text)


def _price(match: re.Match[str], text: str) -> UnitPrice | None:
    groups = match.groupdict()
    amount = _decimal(groups["sum"] or groups["sum2"] or groups.get("plain") or "")
    word = "before" if groups["before"] is not None else "after"
    currency = text[match.start(word) : match.end(word)] if groups[word] is not None else None
    if amount is None or (currency is not None and currency.isalpha() and not currency.isupper()):
        return None
    return UnitPrice(amount, currency, _unit(groups["per"]))


def _unit(word: str | None) -> str | None:
    return next((name for name, pattern in UNITS.items() if word and re.fullmatch(pattern, word)), None)


_PATTERNS = _compiled()
