"""The pieces a pack is made of, the same for Word and PDF, and the words figures are written in."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from opennaphs.domain.composites import as_decimal
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.rates import Share
from opennaphs.domain.monitoring.standings import ActivityStanding
from opennaphs.domain.sentences import Sentence
from opennaphs.domain.written_numbers import money_text, number_text
from opennaphs.reports.cost_figures import LONGEST_NAME, LONGEST_WORD, FigureTable, brief
from opennaphs.reports.cost_wording import Translate

UNKNOWN = "–"
PERCENT = 100
LONGEST_SENTENCE = 420


@dataclass(frozen=True)
class Block:
    """One piece of a pack: sentences under a heading, a table, or a chart with the table it was drawn from.

    ``widths`` are the shares of the columns of the table. ``chart`` is the name of a picture; "" = none. ``boxed``
    sentences stand out. An empty block is not shown.
    """

    title: str
    sentences: tuple[str, ...] = ()
    table: FigureTable | None = None
    widths: tuple[int, ...] = ()
    chart: str = ""
    chart_words: str = ""
    boxed: bool = False
    numbered: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.sentences and (self.table is None or not self.table.rows) and not self.chart


@dataclass(frozen=True)
class ReviewFigures:
    """All the words and figures of a pack, in the order in which they are shown; some must fit one page."""

    language: str
    right_to_left: bool
    title: str
    subtitle: str
    footer: str
    one_page: bool
    blocks: tuple[Block, ...]


def sentences_block(title: str, sentences: Iterable[str], *, boxed: bool = False, numbered: bool = False) -> Block:
    """Give sentences under a heading, each cut to a length a page can hold."""
    told = tuple(brief(one, LONGEST_SENTENCE) for one in sentences)
    return Block(title, told, boxed=boxed, numbered=numbered)


def table_block(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], texts: int
) -> Block:
    """Give a table under a heading; the first ``texts`` columns hold words."""
    table = FigureTable("", texts, tuple(headings), tuple(tuple(row) for row in rows))
    return Block(title, table=table, widths=tuple(widths))


def percent_text(value: Fraction | None, t: Translate) -> str:
    """Write a share in per cent, whole; a dash when it is not known."""
    if value is None:
        return UNKNOWN
    whole = as_decimal(value * PERCENT).quantize(Decimal(1), ROUND_HALF_UP)
    return t("{percent} %").format(percent=number_text(whole, t))


def share_range(share: Share, t: Translate) -> str:
    """Write a share with the interval that what nobody reported leaves open."""
    if share.lowest is None or share.highest is None:
        return UNKNOWN
    low, high = percent_text(share.lowest, t), percent_text(share.highest, t)
    if low == high:
        return low
    return t("{value} (between {low} and {high})").format(value=percent_text(share.value, t), low=low, high=high)


def money_words(money: Money | None, t: Translate) -> str:
    """Write an amount in whole units with its currency; a dash when it is not known."""
    return UNKNOWN if money is None else money_text(money, t)


def day_text(day: datetime.date | None) -> str:
    """Write a day as 2027-03-31, which every reader reads alike."""
    return UNKNOWN if day is None else day.isoformat()


def names_text(standings: Iterable[ActivityStanding], most: int) -> str:
    """Name activities: the first ones, and how many more there are."""
    numbers = [one.activity for one in standings]
    more = len(numbers) - most
    return ", ".join(numbers[:most]) + (f" … (+{more})" if more > 0 else "")


def owner_text(standing: ActivityStanding, t: Translate) -> str:
    """Give who answers for an activity."""
    return brief(standing.owner, LONGEST_NAME) if standing.owner else t("Nobody")


def word(value: str | None, t: Translate) -> str:
    """Give one of our words with a capital; “not said” for none."""
    text = t(value) if value else t("not said")
    return brief(text[:1].upper() + text[1:], LONGEST_WORD * 2)


def said(sentences: Iterable[Sentence], t: Translate) -> tuple[str, ...]:
    """Give sentences of the domain in the language of the pack."""
    return tuple(one.text(t) for one in sentences)
