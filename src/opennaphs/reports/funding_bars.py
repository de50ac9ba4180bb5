"""What is funded and what is missing: a bar for each row of a cut of the gap, and where its interval lies.

A bar is as long as the cost. Filled is what is funded for sure, hatched what may be funded here or not, pale what is
missing for sure; a stroke stands where the funded part of the table ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.funding.gaps import GapRow
from opennaphs.domain.money import Money
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, Sheet, fitted, rounded_text
from opennaphs.reports.picture_tables import Table, build_table

WIDTH, LABELS, PLOT, TOP, ROW = 760, 270, 330, 74, 24
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)
KEY_PLACES = (12, 132, 430)


@dataclass(frozen=True)
class FundingBar:
    """One row of a cut of the gap under the name people know it by."""

    label: str
    row: GapRow


def funding_bars_table(bars: Sequence[FundingBar], heading: str, t: Translate = str) -> Table:
    """Give a row for each bar: cost, funded, gap, and between what the gap lies."""
    headings = (heading, t("cost"), t("funded"), t("gap"), t("gap at least"), t("gap at most"))
    rows = [(one.label, one.row.cost, one.row.counted, one.row.gap, one.row.least, one.row.most) for one in bars]
    return build_table(headings, rows)


def render_funding_bars(
    bars: Sequence[FundingBar], title: str, t: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw the bars under a title, the amount that is missing at the end of each.

    Args:
        bars: in the order in which they stand below each other.
        title: what the picture shows, in the language of the page.
        t: gives a text of ours in the language of the page.
        right_to_left: whether the page runs that way.
    """
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    keys = {"l5": t("funded"), HATCHED: t("may be funded here, or elsewhere, or not at all"), "paper": t("not funded")}
    for (look, words), x in zip(keys.items(), KEY_PLACES, strict=True):
        sheet.box(x, 35, 11, 11, look, 2)
        sheet.text(x + 16, 45, words, "soft s")
    most = max([Decimal(1), *(one.row.cost.amount for one in bars)])
    scale, unit = measure(most, bars[0].row.cost if bars else None, t)
    sheet.text(WIDTH - 12, 64, fitted(t("missing, {unit}").format(unit=unit), 300), "soft s", "end")
    for number, one in enumerate(bars):
        _draw(sheet, one, TOP + number * ROW, (most, scale), t)
    return sheet.render(height_for(len(bars)))


def height_for(bars: int) -> int:
    """Give the height of a picture of so many bars in pixels, so that a page keeps its place while it loads."""
    return TOP + ROW * bars + 10


def measure(most: Decimal, like: Money | None, t: Translate) -> tuple[Decimal, str]:
    """Choose what amounts of a picture are counted in, and name it with currency and price year."""
    scale, text = Decimal(1), "{currency}"
    if most >= MILLION:
        scale, text = MILLION, t("million {currency}")
    elif most >= THOUSAND:
        scale, text = THOUSAND, t("thousand {currency}")
    if like is None:
        return scale, ""
    basis = t("{currency}, prices of {year}").format(currency=like.currency, year=like.price_year)
    return scale, text.format(currency=basis)


def _draw(sheet: Sheet, one: FundingBar, y: float, measured: tuple[Decimal, Decimal], t: Translate) -> None:
    most, scale = measured
    sheet.text(12, y + 15, fitted(one.label, LABELS - 24), "ink")
    cost, sure, possible, counted = (_wide(money, most) for money in _ends(one.row))
    if cost:
        sheet.box(LABELS, y + 4, cost, ROW - 10, "paper")
    if possible > sure:
        sheet.box(LABELS + sure, y + 4, possible - sure, ROW - 10, HATCHED)
    if sure:
        sheet.box(LABELS, y + 4, sure, ROW - 10, "l5")
    if possible > sure:
        sheet.line(LABELS + counted, y + 2, LABELS + counted, y + ROW - 4, "strong")
    missing = rounded_text(Fraction(one.row.gap.amount / scale), t, 2)
    sheet.text(LABELS + cost + 8, y + 15, missing, "ink s b")


def _ends(row: GapRow) -> tuple[Money, Money, Money, Money]:
    """Give where cost, sure money, possible money and counted money end."""
    return row.cost, row.cost - row.most, row.cost - row.least, row.counted


def _wide(money: Money, most: Decimal) -> float:
    return PLOT * float(max(money.amount, Decimal(0)) / most)
