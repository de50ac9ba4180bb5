"""Sentences for people: a template in English and the values that fill it, so that it can be said in any language."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.written_numbers import cents_text, money_text

MOST_NAMED = 6

AT_PRICES = "{money} ({year} prices)"
SENTENCES = (AT_PRICES,)


@dataclass(frozen=True)
class ToTheCent:
    """An amount whose cents a sentence must not leave out, for example because it differs from another only in them."""

    money: Money


@dataclass(frozen=True)
class Sentence:
    """One sentence of ours: a template with named places, what fills them, and a code that never changes.

    A value that is itself a sentence is one of our words and gets translated; text and numbers are shown as they are,
    because people wrote them. A template counts with “Activities without a cost: {count}.”, which needs no plural.
    Money is written as the language writes it, with its currency and in whole units (what is less than half a unit
    keeps its cents); :class:`ToTheCent` keeps all cents. A day is 2027-03-31, which every reader reads alike.
    """

    template: str
    values: Mapping[str, "Value"] = field(default_factory=dict, hash=False)
    code: str = ""

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence, in another language when ``translate`` knows it."""
        values = {name: _shown(value, translate) for name, value in self.values.items()}
        return translate(self.template).format(**values)

    def __str__(self) -> str:
        """Give the sentence in English."""
        return self.text()


Value = str | int | Sentence | Money | ToTheCent | datetime.date


def _shown(value: Value, translate: Callable[[str], str]) -> str:
    if isinstance(value, Sentence):
        return value.text(translate)
    if isinstance(value, Money):
        return money_text(value, translate)
    if isinstance(value, ToTheCent):
        return cents_text(value.money, translate)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


class Refused(NaphsError):  # noqa: N818 - it reads as what happened
    """Something that cannot be done, in sentences that can be said in any language."""

    def __init__(self, *said: Sentence | str) -> None:
        """Refuse for the given reasons, at least one; a plain text is one of our sentences without places."""
        self.said = said
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give all reasons, one on a line, in another language when ``translate`` knows it."""
        return "\n".join(one.text(translate) if isinstance(one, Sentence) else translate(one) for one in self.said)


def listing(names: Iterable[str], most: int = MOST_NAMED) -> str:
    """Give the first names and how many more there are, without a word of any language: ``P1, P2, P3 … (+4)``."""
    names = tuple(names)
    more = len(names) - most
    return ", ".join(names[:most]) + (f" … (+{more})" if more > 0 else "")


def joined(values: Iterable[Value], sign: str = ", ", most: int = MOST_NAMED) -> Sentence:
    """Give the first values and how many more there are, like :func:`listing`, each in the language of the reader."""
    values = tuple(values)
    kept = {f"value{number}": value for number, value in enumerate(values[:most])}
    more = len(values) - most
    return Sentence(sign.join(f"{{{name}}}" for name in kept) + (f" … (+{more})" if more > 0 else ""), kept)


def at_prices(money: Money) -> Sentence:
    """Give an amount to the cent with the year whose prices it is in."""
    return Sentence(AT_PRICES, {"money": ToTheCent(money), "year": str(money.price_year)})
