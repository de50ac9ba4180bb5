"""Heat maps of a resource mapping: who pays how much of which area, and how far each area is covered in each region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.funding.gaps import GapGrid, GridCell
from opennaphs.domain.funding.mapping import MappingGrid, MappingRow
from opennaphs.domain.money import Money, total
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, broken, fitted, rounded_text
from opennaphs.reports.picture_tables import Cell, Table, build_table

MOST_COLUMNS = 12
LABELS, COLUMN, ROW, TOP, COVER = 250, 62, 22, 104, 150
SHADES = ("y4", "y3", "y2", "y1", "y0")
FIRST_DARK = 3  # shades from here on carry white text
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)
LEAST_SHOWN, MANY = Fraction(1, 10), 100


@dataclass(frozen=True)
class MappingNames:
    """What people call the areas, sources and regions of a position, by their ids; others are shown as they are."""

    areas: Mapping[str, str]
    sources: Mapping[str, str]
    regions: Mapping[str, str]

    def area(self, area: str) -> str:
        """Give the words for an area."""
        return self.areas.get(area, area)

    def source(self, source: str) -> str:
        """Give the words for a source."""
        return self.sources.get(source, source)

    def region(self, region: str) -> str:
        """Give the words for a region."""
        return self.regions.get(region, region)


def mapping_heat_table(grid: MappingGrid, names: MappingNames, translate: Translate = str) -> Table:
    """Give a row for each area: what each source pays, its cost, what is counted, the gap; then the whole."""
    headings = (
        translate("area"),
        *map(names.source, grid.sources),
        translate("cost"),
        translate("counted"),
        translate("gap"),
    )
    lines = [_line(names.area(row.area), row) for row in grid.rows]
    return build_table(headings, [*lines, _line(translate("total"), grid.whole)])


def _line(label: str, row: MappingRow) -> tuple[Cell, ...]:
    return (label, *row.by_source, row.cost, row.counted, row.gap)


def render_mapping_heat(
    grid: MappingGrid, names: MappingNames, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw areas x sources: the darker, the more a source pays; a bar at the end says how far the area is covered.

    The twelve sources that pay most have columns of their own, the others one together.
    """
    title = translate("Who pays for which area")
    shown, rest = payers(grid)
    columns = [names.source(one) for one in shown] + ([translate("others")] if rest else [])
    sheet = Sheet(_width(len(columns)), title, right_to_left=right_to_left)
    rows = [_paid(row, grid, shown, rest) for row in grid.rows]
    most = max([Decimal(0), *(money.amount for row in rows for money in row)])
    scale, unit = money_unit(replace(grid.whole.cost, amount=most), translate)
    _head(sheet, title, unit, columns, translate)
    for number, (row, moneys) in enumerate(zip(grid.rows, rows, strict=True)):
        y = TOP + number * ROW
        sheet.text(12, y + 15, fitted(names.area(row.area), LABELS - 24), "ink")
        for place, money in enumerate(moneys):
            words = short_amount(money, scale, translate)
            _tile(sheet, LABELS + place * COLUMN, y, _shade(money.amount, most), words)
        _cover(sheet, LABELS + len(columns) * COLUMN, y, (row.counted, row.cost), translate)
    return sheet.render(TOP + ROW * len(grid.rows) + 12)


def payers(grid: MappingGrid) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the sources with columns of their own, those that pay most first, and those that are put together."""
    paid = dict(zip(grid.sources, grid.whole.by_source, strict=True))
    ordered = sorted((one for one in paid if paid[one].amount), key=lambda one: -paid[one].amount)
    return tuple(ordered[:MOST_COLUMNS]), tuple(ordered[MOST_COLUMNS:])


def _paid(row: MappingRow, grid: MappingGrid, shown: Sequence[str], rest: Sequence[str]) -> list[Money]:
    """Give what a row pays in the columns of the picture."""
    paid = dict(zip(grid.sources, row.by_source, strict=True))
    together = total((paid[one] for one in rest), row.cost.currency, row.cost.price_year)
    return [paid[one] for one in shown] + ([together] if rest else [])


def region_heat_table(grid: GapGrid, names: MappingNames, translate: Translate = str) -> Table:
    """Give a row for each area and region that costs anything: cost, what is counted, the gap."""
    headings = (translate("area"), translate("region"), translate("cost"), translate("counted"), translate("gap"))
    rows = [
        (names.area(area), names.region(region), cell.cost, cell.counted, cell.gap)
        for area, cells in zip(grid.rows, grid.cells, strict=True)
        for region, cell in zip(grid.columns, cells, strict=True)
        if cell.cost.amount
    ]
    return build_table(headings, rows)


def render_region_heat(
    grid: GapGrid, names: MappingNames, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw areas x regions: the darker, the more of the cost there is covered; hatched where nothing is.

    The twelve regions that cost most have columns of their own, the others one together.
    """
    title = translate("How far each area is covered in each region")
    shown, rest = _regions(grid)
    columns = [names.region(grid.columns[one]) for one in shown] + ([translate("others")] if rest else [])
    sheet = Sheet(_width(len(columns)), title, right_to_left=right_to_left)
    _head(sheet, title, translate("per cent of the cost"), columns, translate)
    for number, (area, cells, whole) in enumerate(zip(grid.rows, grid.cells, grid.row_totals, strict=True)):
        y = TOP + number * ROW
        sheet.text(12, y + 15, fitted(names.area(area), LABELS - 24), "ink")
        groups = [[cells[one]] for one in shown] + ([[cells[one] for one in rest]] if rest else [])
        for place, group in enumerate(groups):
            _covered(sheet, LABELS + place * COLUMN, y, group, translate)
        _cover(sheet, LABELS + len(columns) * COLUMN, y, (whole.counted, whole.cost), translate)
    return sheet.render(TOP + ROW * len(grid.rows) + 12)


def money_unit(largest: Money, translate: Translate) -> tuple[Decimal, str]:
    """Choose what amounts are counted in, and name it with currency and price year."""
    unit = translate("{currency}, {year} prices").format(currency=largest.currency, year=largest.price_year)
    if largest.amount >= 10 * MILLION:
        return MILLION, translate("million {currency}").format(currency=unit)
    if largest.amount >= 10 * THOUSAND:
        return THOUSAND, translate("thousand {currency}").format(currency=unit)
    return Decimal(1), unit


def short_amount(money: Money, scale: Decimal, translate: Translate) -> str:
    """Write an amount in so many units of money, shortly: a dash for nothing, “< 0.1” for next to nothing."""
    value = Fraction(money.amount / scale)
    if not value:
        return "–"
    if 0 < value < LEAST_SHOWN:
        return f"< {rounded_text(LEAST_SHOWN, translate, 1)}"
    return rounded_text(value, translate, 0 if abs(value) >= MANY else 1)


def _width(columns: int) -> float:
    return LABELS + max(columns, 1) * COLUMN + COVER


def _regions(grid: GapGrid) -> tuple[list[int], list[int]]:
    places = sorted(range(len(grid.columns)), key=lambda place: -grid.column_totals[place].cost.amount)
    return (places, []) if len(places) <= MOST_COLUMNS else (places[:MOST_COLUMNS], places[MOST_COLUMNS:])


def _head(sheet: Sheet, title: str, unit: str, columns: Sequence[str], translate: Translate) -> None:
    sheet.text(12, 22, fitted(title, sheet.width - 24, 14), "ink h")
    sheet.text(12, 42, unit, "soft s")
    for place, words in enumerate([*columns, translate("covered")]):
        lines = broken(words, COLUMN - 6, 3)
        x = LABELS + place * COLUMN + (COLUMN / 2 if place < len(columns) else COVER / 2)
        sheet.lines(x, TOP - 8 - (len(lines) - 1) * (SMALL + 3), lines, "soft s", "middle")


def _tile(sheet: Sheet, x: float, y: float, shade: int | None, words: str) -> None:
    if shade is None:
        sheet.box(x + 1, y + 1, COLUMN - 2, ROW - 2, "paper", 2)
        sheet.text(x + COLUMN / 2, y + 15, words, "soft s", "middle")
        return
    sheet.box(x + 1, y + 1, COLUMN - 2, ROW - 2, SHADES[shade], 2)
    sheet.text(x + COLUMN / 2, y + 15, words, "white s" if shade >= FIRST_DARK else "dark s", "middle")


def _shade(amount: Decimal, most: Decimal) -> int | None:
    """Give the shade of an amount among five; ``None`` for nothing."""
    if amount <= 0 or most <= 0:
        return None
    return min(int(amount * len(SHADES) / most), len(SHADES) - 1)


def _covered(sheet: Sheet, x: float, y: float, cells: Sequence[GridCell], translate: Translate) -> None:
    cost, counted = (sum((getattr(one, name).amount for one in cells), Decimal(0)) for name in ("cost", "counted"))
    if cost <= 0:
        _tile(sheet, x, y, None, "–")
    elif counted <= 0:
        sheet.box(x + 1, y + 1, COLUMN - 2, ROW - 2, HATCHED, 2)
    else:
        _tile(sheet, x, y, _shade(counted, cost), _per_cent(counted, cost, translate))


def _cover(sheet: Sheet, x: float, y: float, money: tuple[Money, Money], translate: Translate) -> None:
    """Draw how much of its cost an area has, as a bar and in words."""
    counted, cost = (one.amount for one in money)
    wide = COVER - 70
    sheet.box(x + 10, y + 5, wide, ROW - 10, HATCHED if cost > 0 else "paper", 2)
    if cost > 0 and counted > 0:
        sheet.box(x + 10, y + 5, wide * float(min(counted / cost, Decimal(1))), ROW - 10, "l5", 2)
    words = _per_cent(counted, cost, translate) if cost > 0 else "–"
    sheet.text(x + COVER - 12, y + 15, words, "ink s b", "end")


def _per_cent(part: Decimal, whole: Decimal, translate: Translate) -> str:
    return translate("{percent} %").format(percent=rounded_text(Fraction(part * 100 / whole), translate, 0))
