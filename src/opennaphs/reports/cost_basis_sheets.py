"""The sheets of the cost workbook without amounts: what is not costed and why, and what the estimate rests on."""

from collections.abc import Iterable
from typing import Any

from opennaphs.domain.costing import CostState
from opennaphs.domain.planning import Activity
from opennaphs.reports.cost_book import FIRST_ROW, Column, CostBook, height
from opennaphs.reports.cost_wording import area_label, method_sentence, not_included, rounding_sentence, states_sentence

# --- what is not costed ---


def write_not_costed(book: CostBook) -> None:
    """Write, in three blocks, the activities whose cost is not known, is nothing, or stands in another plan."""
    t = book.t
    columns = (
        Column("number", t("No."), 9),
        Column("activity", t("What will be done"), 60),
        Column("area", t("Technical area"), 28),
        Column("reason", t("Reason"), 50),
    )
    notes = (t("Three different things: a cost that is not known, a cost that is nothing, a cost that others carry."),)
    sheet = book.add_sheet("not costed", t("activities without costs of their own"), notes, columns)
    blocks = {
        CostState.NOT_COSTED: t("Not costed: what it costs is not known, which is not zero ({count})"),
        CostState.NO_EXTRA_COST: t("No extra cost: known to be nothing ({count})"),
        CostState.EMBEDDED: t("Embedded in another plan that carries the cost ({count})"),
    }
    row = FIRST_ROW
    for state, title in blocks.items():
        row = _block(book, sheet, row, title, [one for one in book.plan.activities if one.cost.state is state]) + 1
    sheet.freeze_panes(FIRST_ROW, 1)


def _block(book: CostBook, sheet: Any, row: int, title: str, activities: list[Activity]) -> int:
    """Write one block; give the row below it."""
    sheet.write_string(row, 0, title.format(count=len(activities)), book.bold)
    if not activities:
        sheet.write_string(row + 1, 1, book.t("none"), book.note)
        return row + 2
    for number, activity in enumerate(activities, start=row + 1):
        reason = book.t(activity.cost.reason) if activity.cost.reason else book.t("no reason given")
        texts = (activity.id, book.t(activity.action.text), area_label(book.plan, activity.area, book.t), reason)
        sheet.set_row(number, height(zip(texts, (9, 60, 28, 50), strict=True)))
        for column, text in enumerate(texts):
            book.write_text(sheet, number, column, text)
    return row + 1 + len(activities)


# --- basis ---


def write_basis(book: CostBook) -> None:
    """Write what the estimate rests on and what it leaves out."""
    t = book.t
    columns = (
        Column("what", t("Basis"), 34),
        Column("value", "", 22),
        Column("year", "", 12),
        Column("source", "", 90),
    )
    sheet = book.add_sheet("basis", t("basis of the estimate"), (book.unit_note,), columns)
    row = FIRST_ROW
    for name, value in _basis_entries(book):
        book.write_text(sheet, row, 0, name)
        book.write_text(sheet, row, 1, value, book.entry)
        row += 1
    row = _sentences(book, sheet, row + 1, t("How it was computed"), _rules(book))
    row = _counts(book, sheet, row + 1)
    _sentences(book, sheet, row + 1, t("What is not included"), not_included(book.plan, t))


def _basis_entries(book: CostBook) -> tuple[tuple[str, str], ...]:
    t, basis, years = book.t, book.basis, book.plan.years
    return (
        (t("Country"), book.plan.country_name),
        (t("Years"), f"{years[0]}–{years[-1]}"),
        (t("Price list"), basis.price_list),
        (t("Currency"), basis.currency),
        (t("Price year"), str(basis.price_year)),
        (t("Action library"), f"{book.plan.evidence.library} {book.plan.evidence.library_version}"),
    )


def _rules(book: CostBook) -> tuple[str, ...]:
    return (
        states_sentence(book.plan, book.t),
        method_sentence(book.plan, book.t),
        rounding_sentence(book.t),
        book.t(
            "A one-off or capital line falls into the first year of its activity, a recurrent line into every year"
            " from then on, unless a schedule says otherwise."
        ),
    )


def _sentences(book: CostBook, sheet: Any, row: int, heading: str, sentences: Iterable[str]) -> int:
    """Write sentences below a heading; give the row below them."""
    sheet.write_string(row, 0, heading, book.bold)
    for sentence in sentences:
        row += 1
        sheet.write_string(row, 0, sentence)
    return row + 1


def _counts(book: CostBook, sheet: Any, row: int) -> int:
    """Write the counts of the country with year and source; give the row below them."""
    t = book.t
    for column, heading in enumerate((t("Count of each"), t("Count"), t("Year"), t("Source"))):
        sheet.write_string(row, column, heading, book.head)
    for driver, count in book.basis.profile.counts.items():
        row += 1
        sheet.set_row(row, height([(count.source, 90)]))
        book.write_text(sheet, row, 0, t(driver))
        sheet.write_number(row, 1, float(count.value), book.number)
        book.write_text(sheet, row, 2, t("not said") if count.year is None else str(count.year))
        book.write_text(sheet, row, 3, count.source)
    return row + 1
