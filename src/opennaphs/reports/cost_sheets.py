"""The sheets of the cost workbook that look at its lines: cuts by year, Pareto, prices used."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from opennaphs.domain.cost_views import Cut, Ranked, cost_table, ranking
from opennaphs.domain.planning import Activity
from opennaphs.reports.cost_book import FIRST_ROW, HEADING_ROW, PRICE_COLUMN, Column, CostBook, height
from opennaphs.reports.cost_lines import PriceUsed
from opennaphs.reports.cost_wording import area_label

MOST_PRICES = 20
SIDE = 8
_LINES_COLUMN = {Cut.AREA: "area", Cut.MINISTRY: "ministry", Cut.CATEGORY: "category", Cut.ECONOMIC_TYPE: "type"}


# --- area, ministry, category, economic type by year ---


def write_cut(book: CostBook, cut: Cut) -> None:
    """Write one cut of the costs by year: each cell a sum over the sheet “Lines”, with totals and a check."""
    t, years = book.t, book.plan.years
    columns = (
        Column("label", _cut_heading(book, cut), 44),
        *(Column(str(year), str(year), 16) for year in years),
        Column("total", t("Total"), 17),
        Column("share", t("Share"), 9),
    )
    notes = (book.unit_note, t("Every amount is a sum over the sheet of cost lines and follows it."))
    sheet = book.add_sheet(cut, columns[0].heading, notes, columns)
    rows = tuple(_cut_rows(book, cut))
    for row, (label, amounts) in enumerate(rows, start=FIRST_ROW):
        _cut_row(book, sheet, row, _LINES_COLUMN[cut], label, amounts)
    last = FIRST_ROW + max(len(rows), 1)
    _totals(book, sheet, last, [[amounts[number] for _, amounts in rows] for number in range(len(years))])
    write_check(book, sheet, last, len(years) + 1)
    sheet.freeze_panes(FIRST_ROW, 1)


def _cut_heading(book: CostBook, cut: Cut) -> str:
    t = book.t
    headings = {
        Cut.AREA: t("Technical area"),
        Cut.MINISTRY: t("Ministry or sector"),
        Cut.CATEGORY: t("Cost category"),
        Cut.ECONOMIC_TYPE: t("Economic type"),
    }
    return headings[cut]


def _cut_rows(book: CostBook, cut: Cut) -> Iterator[tuple[str, list[Decimal]]]:
    table = cost_table(book.plan, cut)
    if table is not None:
        for key, cells in zip(table.rows, table.cells, strict=True):
            by_year = dict(zip(table.columns, cells, strict=True))
            yield book.labels[cut][key], [by_year[str(year)].amount for year in book.plan.years]


def _cut_row(book: CostBook, sheet: Any, row: int, kind: str, label: str, amounts: list[Decimal]) -> None:
    sheet.set_row(row, height([(label, 44)]))
    book.write_text(sheet, row, 0, label)
    for number, (year, amount) in enumerate(zip(book.plan.years, amounts, strict=True), start=1):
        formula = book.sum_where(f"amount {year}", kind, label, f"$A{row + 1}")
        sheet.write_formula(row, number, formula, book.money, float(amount))
    column, whole = len(amounts) + 1, sum(amounts, Decimal(0))
    cells = f"{xl_rowcol_to_cell(row, 1)}:{xl_rowcol_to_cell(row, column - 1)}"
    sheet.write_formula(row, column, f"=SUM({cells})", book.total, float(whole))
    write_share(book, sheet, row, column + 1, xl_rowcol_to_cell(row, column), whole)


def _totals(book: CostBook, sheet: Any, last: int, columns: list[list[Decimal]]) -> None:
    sheet.write_string(last, 0, book.t("Total"), book.total_text)
    everything = [amount for column in columns for amount in column]
    for number, amounts in enumerate([*columns, everything], start=1):
        write_sum(book, sheet, last, number, amounts)


def write_sum(book: CostBook, sheet: Any, last: int, column: int, amounts: Iterable[Decimal]) -> None:
    """Write the sum of a column below it."""
    letter, value = xl_col_to_name(column), float(sum(amounts, Decimal(0)))
    sheet.write_formula(last, column, f"=SUM({letter}{FIRST_ROW + 1}:{letter}{last})", book.total, value)


def write_share(book: CostBook, sheet: Any, row: int, column: int, cell: str, amount: Decimal) -> None:
    """Write which share of the plan an amount is; 0 when the whole plan costs nothing."""
    share = amount / book.whole if book.whole else Decimal(0)
    formula = f"=IF({book.whole_cell}=0,0,{cell}/{book.whole_cell})"
    sheet.write_formula(row, column, formula, book.share, float(share))


def write_check(book: CostBook, sheet: Any, last: int, column: int) -> None:
    """Write, below a total, by how much it differs from that of the lines: 0.00 unless somebody breaks a label."""
    sheet.write_string(last + 1, 0, book.t("Difference to the total of the lines"), book.text)
    formula = f"=ROUND({xl_rowcol_to_cell(last, column)}-{book.whole_cell},2)"
    sheet.write_formula(last + 1, column, formula, book.check, 0)


# --- Pareto ---


def write_pareto(book: CostBook) -> None:
    """Write the activities from the dearest on with their cumulative share, and beside them the heaviest prices."""
    t = book.t
    columns = (
        Column("rank", t("Rank"), 6),
        Column("number", t("No."), 9),
        Column("activity", t("What will be done"), 52),
        Column("area", t("Technical area"), 26),
        Column("amount", t("Total"), 16),
        Column("share", t("Share"), 9),
        Column("cumulative", t("Cumulative share"), 11),
        Column("gap", "", 3),
        Column("price number", t("Price no."), 8),
        Column("item", t("Unit cost"), 44),
        Column("amount of price", t("Total"), 16),
        Column("share of price", t("Share"), 9),
        Column("cumulative of price", t("Cumulative share"), 11),
    )
    notes = (
        book.unit_note,
        t("The order is that of the estimate as it was written; amounts and shares follow the sheet of cost lines."),
    )
    sheet = book.add_sheet("pareto", t("where the money sits"), notes, columns)
    activities = {activity.id: activity for activity in book.plan.activities}
    for row, ranked in enumerate(ranking(book.plan), start=FIRST_ROW):
        _ranked_activity(book, sheet, row, ranked, activities[ranked.name])
    running = Decimal(0)
    for row, price in enumerate(book.prices[:MOST_PRICES], start=FIRST_ROW):
        running += price.amount.amount
        _ranked_price(book, sheet, row, price, running)
    sheet.freeze_panes(FIRST_ROW, 2)


def _ranked_activity(book: CostBook, sheet: Any, row: int, ranked: Ranked, activity: Activity) -> None:
    text, area = book.t(activity.action.text), area_label(book.plan, activity.area, book.t)
    sheet.set_row(row, height([(text, 52), (area, 26)]))
    sheet.write_number(row, 0, row - HEADING_ROW, book.count)
    for column, words in enumerate((activity.id, text, area), start=1):
        book.write_text(sheet, row, column, words)
    formula = book.sum_where("total", "number", activity.id, f"$B{row + 1}")
    sheet.write_formula(row, 4, formula, book.money, float(ranked.amount.amount))
    write_share(book, sheet, row, 5, f"E{row + 1}", ranked.amount.amount)
    _cumulative(book, sheet, row, 6, ranked.cumulative_share)


def _ranked_price(book: CostBook, sheet: Any, row: int, price: PriceUsed, running: Decimal) -> None:
    book.write_text(sheet, row, SIDE, price.number)
    book.write_text(sheet, row, SIDE + 1, book.t(price.title))
    formula = f"='{book.names['prices']}'!$G${row + 1}"
    sheet.write_formula(row, SIDE + 2, formula, book.money, float(price.amount.amount))
    write_share(book, sheet, row, SIDE + 3, f"K{row + 1}", price.amount.amount)
    _cumulative(book, sheet, row, SIDE + 4, float(running / book.whole) if book.whole else 0.0)


def _cumulative(book: CostBook, sheet: Any, row: int, column: int, value: float) -> None:
    own, above = xl_rowcol_to_cell(row, column - 1), xl_rowcol_to_cell(row - 1, column)
    formula = f"={own}" if row == FIRST_ROW else f"={above}+{own}"
    sheet.write_formula(row, column, formula, book.share, value)


# --- prices used ---


def write_prices(book: CostBook) -> None:
    """Write every price the lines use: the place to change one for all lines at once."""
    t = book.t
    columns = (
        Column("number", t("Price no."), 8),
        Column("id", t("Unit cost"), 26),
        Column("title", t("Title"), 44),
        Column("unit", t("Unit"), 16),
        Column("price", t("Unit price"), 15),
        Column("lines", t("Number of lines"), 10),
        Column("amount", t("Total"), 16),
        Column("share", t("Share"), 9),
        Column("origin", t("Origin"), 44),
    )
    notes = (book.unit_note, t("Change a price in the yellow column and all its lines, sums and shares follow."))
    sheet = book.add_sheet("prices", t("prices used"), notes, columns)
    for row, price in enumerate(book.prices, start=FIRST_ROW):
        _price_row(book, sheet, row, price)
    last = FIRST_ROW + max(len(book.prices), 1)
    sheet.write_string(last, 0, t("Total"), book.total_text)
    write_sum(book, sheet, last, 6, (price.amount.amount for price in book.prices))
    write_check(book, sheet, last, 6)
    sheet.freeze_panes(FIRST_ROW, 3)


def _price_row(book: CostBook, sheet: Any, row: int, price: PriceUsed) -> None:
    menu = book.t("price list “{name}”").format(name=book.basis.price_list)
    origin = book.t("worked out for the activity") if price.detailed else menu
    texts = (price.number, price.unit_cost, book.t(price.title), book.t(price.unit))
    sheet.set_row(row, height(zip((*texts, origin), (8, 26, 44, 16, 44), strict=True)))
    for column, text in enumerate(texts):
        book.write_text(sheet, row, column, text)
    sheet.write_number(row, PRICE_COLUMN, float(price.price.amount), book.input)
    counted = f"=COUNTIF({book.cells('price number')},$A{row + 1})"
    sheet.write_formula(row, 5, counted, book.count, price.lines)
    formula = book.sum_where("total", "price number", price.number, f"$A{row + 1}")
    sheet.write_formula(row, 6, formula, book.money, float(price.amount.amount))
    write_share(book, sheet, row, 7, f"G{row + 1}", price.amount.amount)
    book.write_text(sheet, row, 8, origin)
