"""Who pays in which year, and what nobody pays: a bar for each plan year, so that one sees who leaves when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.money import Money
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import Sheet, fitted, rounded_text
from opennaphs.reports.funding_bars import measure
from opennaphs.reports.picture_tables import Table, build_table

WIDTH, LABELS, PLOT, ROW, LINE = 760, 70, 560, 30, 18
LOOKS = ("l5", "blue", "violet", "l3", "orange", "y4")
KEYS_IN_ROW, KEY_WIDTH = 3, 245


@dataclass(frozen=True)
class PayingYear:
    """One year: what each source pays, by the name people know it by, and what nobody pays."""

    year: int
    paid: Mapping[str, Money]
    unpaid: Money


def exit_bars_table(years: Sequence[PayingYear], names: Sequence[str], t: Translate = str) -> Table:
    """Give a row for each year: what every source pays, and what nobody pays."""
    headings = (t("year"), *names, t("not funded"))
    nothing = years[0].unpaid - years[0].unpaid if years else None
    rows = [(str(one.year), *(one.paid.get(name, nothing) for name in names), one.unpaid) for one in years]
    return build_table(headings, rows)


def render_exit_bars(
    years: Sequence[PayingYear], names: Sequence[str], t: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw a bar for each year, stacked by source; the sources beyond the first five are drawn together.

    Args:
        years: in their order.
        names: of the sources, in the order in which they are stacked.
        t: gives a text of ours in the language of the page.
        right_to_left: whether the page runs that way.
    """
    title = t("Who pays in which year")
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    stacks = _stacks(names, t)
    keys = [*((look, name) for look, (name, _all) in zip(LOOKS, stacks, strict=False)), ("paper", t("not funded"))]
    _draw_keys(sheet, keys)
    top = _top(len(keys))
    most = max([Decimal(1), *(_whole(one) for one in years)])
    scale, unit = measure(most, years[0].unpaid if years else None, t)
    sheet.text(WIDTH - 12, top - 4, fitted(unit, 400), "soft s", "end")
    for number, one in enumerate(years):
        _draw_year(sheet, one, top + number * ROW, stacks, (most, scale), t)
    return sheet.render(height_for(len(years), len(names)))


def height_for(years: int, sources: int) -> int:
    """Give the height of a picture of so many years and sources, so that a page keeps its place while it loads."""
    return _top(min(sources, len(LOOKS)) + 1) + ROW * years + 10


def _top(keys: int) -> int:
    return 55 + (keys + KEYS_IN_ROW - 1) // KEYS_IN_ROW * LINE


def _stacks(names: Sequence[str], t: Translate) -> list[tuple[str, tuple[str, ...]]]:
    """Give the parts of a bar: a name for the key, and the sources that are drawn as it."""
    if len(names) <= len(LOOKS):
        return [(name, (name,)) for name in names]
    first, rest = names[: len(LOOKS) - 1], names[len(LOOKS) - 1 :]
    return [*((name, (name,)) for name in first), (t("other sources: {count}").format(count=len(rest)), tuple(rest))]


def _draw_keys(sheet: Sheet, keys: Sequence[tuple[str, str]]) -> None:
    for number, (look, words) in enumerate(keys):
        x, y = 12 + number % KEYS_IN_ROW * KEY_WIDTH, 35 + number // KEYS_IN_ROW * LINE
        sheet.box(x, y, 11, 11, look, 2)
        sheet.text(x + 16, y + 10, fitted(words, KEY_WIDTH - 26, 11), "soft s")


def _draw_year(
    sheet: Sheet,
    one: PayingYear,
    y: float,
    stacks: Sequence[tuple[str, tuple[str, ...]]],
    measured: tuple[Decimal, Decimal],
    t: Translate,
) -> None:
    most, scale = measured
    sheet.text(12, y + 19, one.year, "ink b")
    x = float(LABELS)
    for look, (_name, sources) in zip(LOOKS, stacks, strict=False):
        wide = PLOT * float(sum((one.paid[name].amount for name in sources if name in one.paid), Decimal(0)) / most)
        if wide:
            sheet.box(x, y + 5, wide, ROW - 10, look)
        x += wide
    unpaid = PLOT * float(max(one.unpaid.amount, Decimal(0)) / most)
    if unpaid:
        sheet.box(x, y + 5, unpaid, ROW - 10, "paper")
    paid = sum((money.amount for money in one.paid.values()), Decimal(0))
    words = t("{paid} of {cost}").format(paid=_short(paid / scale, t), cost=_short(_whole(one) / scale, t))
    sheet.text(x + unpaid + 8, y + 19, words, "ink s b")


def _short(value: Decimal, t: Translate) -> str:
    return rounded_text(Fraction(value), t, 2)


def _whole(one: PayingYear) -> Decimal:
    return sum((money.amount for money in one.paid.values()), one.unpaid.amount)
