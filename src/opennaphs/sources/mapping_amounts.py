"""Amounts of a resource mapping: each with its own currency and size, and what cannot be read as money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from opennaphs.domain.funding import mapping_texts as said
from opennaphs.domain.funding.mapping_rows import PLAIN, UNITS, plain_amount
from opennaphs.domain.sentences import Sentence
from opennaphs.sources.localised_numbers import BLANK_WORDS, NumberRead, read_number

MOST_AMOUNT = Decimal(10) ** 15
MOST_PLACES = Decimal("0.01")
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})
THOUSAND = Decimal(1000)
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class AmountRead:
    """What a cell says as an amount.

    Attributes:
        value: in whole units of money, when ``units`` are taken into account; ``None`` = no amount can be read.
        currency: written into the cell; empty = none.
        other: the other reading of a number whose mark may stand between thousands or before decimals.
        remark: what the person should know.
        fault: why there is no amount, with what to do.
    """

    value: Decimal | None = None
    currency: str = ""
    other: Decimal | None = None
    remark: Sentence | None = None
    fault: tuple[Sentence, Sentence] | None = None


def is_blank(value: Any) -> bool:
    """Say whether a cell holds nothing, or a word for nothing."""
    return value is None or (isinstance(value, str) and value.strip().casefold() in BLANK_WORDS)


def read_amount(value: Any, units: str, decimal_mark: str | None) -> AmountRead:
    """Read an amount.

    Args:
        value: the cell.
        units: what its row or column says of its size: plain, thousands, millions.
        decimal_mark: the one the typed numbers of the sheet agree on; ``None`` when they do not.
    """
    shown = quote(value)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return _fault(said.NO_NUMBER, said.WRITE_MONEY, shown)
    if isinstance(value, str):
        return _typed(value, units, decimal_mark)
    exact = Decimal(f"{value:.15g}" if isinstance(value, float) else value)
    return _checked(exact, units, shown)


def quote(value: Any) -> str:
    """Give what a cell shows, shortened."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return " ".join(str(value).split())[:LONGEST_QUOTE]


def _typed(text: str, units: str, decimal_mark: str | None) -> AmountRead:
    shown = quote(text)
    if text.strip() in ERRORS:
        return AmountRead(fault=(Sentence(said.NOT_COMPUTED), Sentence(said.COMPUTE)))
    if "%" in text or "٪" in text:
        return _fault(said.SHARE_SAID, said.WRITE_MONEY, shown)
    read = read_number(text, decimal_mark)
    if read.value is None:
        return (
            _two_ways(text, units, shown)
            if read.remedy is not None
            else _fault(said.NO_NUMBER, said.WRITE_MONEY, shown)
        )
    return _scaled(read, units, shown)


def _scaled(read: NumberRead, units: str, shown: str) -> AmountRead:
    """Bring a number that was read to whole units; one that says its own size must not have another."""
    if read.read_as is not None and units != PLAIN and read.value:
        fault = (Sentence(said.SCALE_TWICE, {"value": shown, "units": Sentence(units)}), Sentence(said.WRITE_SCALE))
        return AmountRead(currency=read.currency or "", fault=fault)
    found = _checked(read.value or Decimal(0), units, shown, read.currency or "")
    if read.read_as is None or found.value is None:
        return found
    remark = Sentence(said.READ_AS, {"value": shown, "amount": spoken(found.value)})
    return AmountRead(found.value, found.currency, remark=remark)


def _two_ways(text: str, units: str, shown: str) -> AmountRead:
    """Give both readings of a number such as “120,000” when no other number of the sheet decides."""
    readings = [read for mark in ".," if (read := read_number(text, mark)).value is not None]
    values = sorted({read.value for read in readings if read.value is not None})
    if len(values) != 2 or values[1] != values[0] * THOUSAND:  # noqa: PLR2004 - both readings
        return _fault(said.NO_NUMBER, said.WRITE_ONE_MARK, shown)
    small, large = (_scaled(_as(readings[0], value), units, shown) for value in values)
    if large.value is None:
        return large
    return AmountRead(large.value, large.currency, other=small.value or values[0], remark=large.remark)


def _as(read: NumberRead, value: Decimal) -> NumberRead:
    return NumberRead(value, currency=read.currency, read_as=read.read_as)


def _checked(value: Decimal, units: str, shown: str, currency: str = "") -> AmountRead:
    if not value.is_finite():
        return _fault(said.NO_NUMBER, said.WRITE_MONEY, shown)
    whole = value * UNITS[units]
    if abs(whole) >= MOST_AMOUNT:
        return _fault(said.TOO_MUCH, said.WRITE_MONEY, shown)
    if 0 < abs(whole) <= 1:
        return _fault(said.SMALL_SAID, said.WRITE_MONEY, shown)
    cents = whole.quantize(MOST_PLACES)
    remark = None if cents == whole else Sentence(said.READ_AS, {"value": shown, "amount": spoken(cents)})
    return AmountRead(cents, currency, remark=remark)


def _fault(what: str, remedy: str, shown: str) -> AmountRead:
    return AmountRead(fault=(Sentence(what, {"value": shown}), Sentence(remedy)))


def spoken(amount: Decimal) -> str:
    """Write an amount for a sentence: blanks between thousands, which no language takes for decimals."""
    whole, point, cents = plain_amount(amount).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}".replace(",", "\u202f") + point + cents
