"""What is funded and what is missing: a bar for each year or area, funded in colour, the gap hatched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import vl_convert

from opennaphs.domain.money import Money
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, fitted, rounded_text
from opennaphs.reports.picture_tables import Table, build_table

HEADING, KEY, ROW = 30, 28, 22
LABELS, ROOM_FOR_NUMBERS = 0.4, 92
MILLION, THOUSAND, FEW = Decimal(1_000_000), Decimal(1_000), 20


@dataclass(frozen=True)
class GapBar:
    """One bar: its label, the money that is there and the money that is missing."""

    label: str
    counted: Money
    gap: Money


def gap_bars_table(heading: str, bars: Sequence[GapBar], translate: Translate = str) -> Table:
    """Give the numbers of the picture, exact."""
    headings = (heading, translate("funded"), translate("not funded"))
    return build_table(headings, [(bar.label, bar.counted, bar.gap) for bar in bars])


def render_gap_bars(
    title: str,
    bars: Sequence[GapBar],
    translate: Translate = str,
    *,
    width: int = 760,
    headed: bool = True,
    right_to_left: bool = False,
) -> bytes:
    """Draw a bar for each label as SVG; the unit stands above, both amounts stand at the end of the bar.

    Args:
        title: what the picture shows.
        bars: the bars.
        translate: gives a text in the language of the reader.
        width: in pixels.
        headed: whether the title is written above; a document writes it itself.
        right_to_left: whether it is read from right to left.
    """
    sheet = Sheet(width, title, right_to_left=right_to_left)
    top = HEADING if headed else 0
    if headed:
        sheet.text(8, 18, fitted(title, width - 16, 14), "ink h")
    most = max([Decimal(1), *((bar.counted + bar.gap).amount for bar in bars)])
    scale, unit = money_scale(most, bars[0].gap if bars else None, translate)
    _draw_key(sheet, top, unit, translate)
    for number, bar in enumerate(bars):
        _draw_bar(sheet, bar, top + KEY + number * ROW, (most, scale), translate)
    return sheet.render(top + KEY + ROW * len(bars) + 6)


def money_scale(most: Decimal, like: Money | None, translate: Translate) -> tuple[Decimal, str]:
    """Choose what amounts are counted in, and name it."""
    currency = "" if like is None else like.currency
    if most >= MILLION:
        return MILLION, translate("million {currency}").format(currency=currency)
    if most >= THOUSAND:
        return THOUSAND, translate("thousand {currency}").format(currency=currency)
    return Decimal(1), currency


def print_of(svg: bytes, sharpness: float = 3.0) -> bytes:
    """Give a picture as PNG for documents.

    The program that draws it knows no direction of writing of a whole picture, so each text of a mirrored one is told
    where it ends instead.
    """
    words = svg.decode()
    if ' direction="rtl"' in words:
        words = words.replace(' direction="rtl"', "")
        words = re.sub(r"<text ([^>]*)>", lambda found: f"<text {_turned(found.group(1))}>", words)
    return bytes(vl_convert.svg_to_png(words, scale=sharpness))


def _turned(attributes: str) -> str:
    if 'text-anchor="end"' in attributes:
        return attributes.replace('text-anchor="end"', 'text-anchor="start"')
    return attributes if "text-anchor" in attributes else f'{attributes} text-anchor="end"'


def _draw_key(sheet: Sheet, top: float, unit: str, translate: Translate) -> None:
    sheet.box(8, top + 4, 11, 11, "l5", 2)
    sheet.text(24, top + 14, translate("funded"), "soft s")
    sheet.box(120, top + 4, 11, 11, HATCHED, 2)
    sheet.text(136, top + 14, translate("not funded"), "soft s")
    sheet.text(sheet.width - 8, top + 14, fitted(unit, 160, SMALL), "soft s", "end")


def _draw_bar(sheet: Sheet, bar: GapBar, y: float, measure: tuple[Decimal, Decimal], translate: Translate) -> None:
    most, scale = measure
    start = sheet.width * LABELS
    plot = sheet.width - start - ROOM_FOR_NUMBERS
    sheet.text(8, y + 15, fitted(bar.label, start - 18), "ink")
    x = start
    for money, look in ((bar.counted, "l5"), (bar.gap, HATCHED)):
        wide = plot * float(money.amount / most)
        if wide > 0:
            sheet.box(x, y + 4, wide, ROW - 8, look)
        x += wide
    places = 1 if most >= FEW * scale else 2  # a small plan would else show much as 0.0
    counted, gap = (rounded_text(Fraction(one.amount / scale), translate, places) for one in (bar.counted, bar.gap))
    sheet.text(x + 6, y + 15, f"{counted} + {gap}", "ink s b")
