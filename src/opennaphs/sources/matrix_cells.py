"""The cells of a planning matrix: texts, amounts and frequencies as people type them, each problem with its place."""

import datetime
from decimal import Decimal
from typing import Any

from opennaphs.domain.errors import Problem, Severity
from opennaphs.domain.matrix_rows import impossible_frequency, unlikely_frequency
from opennaphs.domain.text_quantities import yearly_frequency
from opennaphs.sources.localised_numbers import BLANK_WORDS, read_number
from opennaphs.sources.sheet_layout import SheetLayout
from opennaphs.sources.workbooks import Sheet

MOST_AMOUNT = Decimal(10) ** 15
MOST_FREQUENCY = Decimal(10) ** 6
LONGEST_QUOTE = 60
TICKS = frozenset({"x", "✓", "✔", "☑", "√", "yes", "y", "oui"})
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})


class MatrixCells:
    """Reads the cells of one sheet. Rows and columns count from 0; a column of ``None`` is one the sheet lacks.

    What is wrong with a cell is added to ``problems``: an error where a person must decide, a warning where the cell
    can be left out or was read in a way its author should see.
    """

    def __init__(
        self,
        sheet: Sheet,
        layout: SheetLayout,
        problems: list[Problem],
        decimal_mark: str | None,
        currency: str | None,
    ) -> None:
        """Take the sheet and what is known of it: the decimal mark of typed numbers, the currency of the heading."""
        self.sheet, self.layout, self.problems = sheet, layout, problems
        self.decimal_mark, self.currency = decimal_mark, currency
        self.named_currencies: set[str] = set()

    def value(self, row: int, column: int | None) -> Any:
        """Give what a cell holds."""
        cells = self.sheet.rows[row]
        return None if column is None or column >= len(cells) else cells[column]

    def text(self, row: int, column: int | None) -> str:
        """Give the text of a cell: dates as 2027-01-31, whole numbers without a decimal mark, errors as nothing."""
        text = as_text(self.value(row, column))
        return "" if text in ERRORS else text

    def is_filled(self, row: int, column: int | None) -> bool:
        """Say whether somebody filled in a cell of numbers; the 0 of a formula made in advance is nothing."""
        value = self.value(row, column)
        if isinstance(value, str):
            return value.strip().casefold() not in BLANK_WORDS and value.strip() not in ERRORS
        return value is not None and value != 0

    def warn(self, row: int, column: int, what: str, remedy: str = "") -> None:
        """Add a warning about a cell."""
        self.problems.append(Problem(self.sheet.place(row, column), what, remedy, Severity.WARNING))

    def check(self, row: int, column: int | None) -> bool:
        """Warn of an error value and of a formula nobody computed; say whether the cell can be read."""
        if column is None:
            return False
        value = self.value(row, column)
        if (value is None or value == "") and (row, column) in self.layout.uncomputed:
            remedy = "Open the workbook in a spreadsheet program and save it there."
            self.warn(row, column, "The formula holds no value; the cell is taken as not known.", remedy)
            return False
        if isinstance(value, str) and value.strip() in ERRORS:
            what = f"The cell holds the error {value.strip()}; it is taken as not known."
            self.warn(row, column, what, "Mend the formula or write the value.")
            return False
        return True

    def sum_of(self, row: int, column: int | None, *, of_known: bool) -> Decimal | None:
        """Read an amount that the rest of the row gives; nothing is said of an empty formula of unknown numbers."""
        if not of_known and (row, column) in self.layout.uncomputed:
            return None
        return self.amount(row, column, derived=True)

    def amount(self, row: int, column: int | None, *, derived: bool = False) -> Decimal | None:
        """Read an amount of money; one that the rest of the row gives (``derived``) is only warned of."""
        cell = self.value(row, column)
        share = isinstance(cell, str) and "%" in cell
        value = None if share else self._number(row, column, derived=derived)
        what = f"“{as_text(cell)[:LONGEST_QUOTE]}” is a share and no amount." if share else _impossible_amount(value)
        if what is None or column is None:
            return value
        self._refuse(row, column, what, "Write what it costs once, as a number.", derived=derived)
        return None

    def frequency(self, row: int, column: int | None) -> Decimal | None:
        """Read how often a year; “x” is once and “quarterly” is 4, with a warning."""
        words = self._frequency_in_words(row, column)
        value = self._number(row, column) if words is None else words
        if value is None or column is None:
            return None
        what = impossible_frequency(value)
        if what is not None or value > MOST_FREQUENCY:
            shown = what or f"{value:f} is no number of times a year."
            self._refuse(row, column, shown, "Write how often a year it is done: 0, 1, 2 …")
            return None
        odd = unlikely_frequency(value)
        if odd is not None:
            self.warn(row, column, odd, "It is kept as written.")
        return value

    def _frequency_in_words(self, row: int, column: int | None) -> Decimal | None:
        value = self.value(row, column)
        if column is None or not isinstance(value, str):
            return None
        times = Decimal(1) if value.strip().casefold() in TICKS else yearly_frequency(value)
        if times is not None:
            what = f"“{value.strip()}” is read as {times:f} times a year."
            self.warn(row, column, what, "Write the number when it is another.")
        return times

    def _number(self, row: int, column: int | None, *, derived: bool = False) -> Decimal | None:
        value = self.value(row, column)
        if column is None or not self.check(row, column) or value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._exact(value, row, column, derived=derived)
        if isinstance(value, str):
            return self._typed(value, row, column, derived=derived)
        remedy = "Give the cell the format of a number and write it again."
        self._refuse(row, column, f"“{as_text(value)}” is no number.", remedy, derived=derived)
        return None

    def _exact(self, value: float, row: int, column: int, *, derived: bool) -> Decimal | None:
        """Give the number a spreadsheet shows: it keeps 15 digits."""
        exact = Decimal(f"{value:.15g}" if isinstance(value, float) else value)
        if exact.is_finite():
            return exact
        self._refuse(row, column, "The cell holds no finite number.", "Write the number again.", derived=derived)
        return None

    def _typed(self, text: str, row: int, column: int, *, derived: bool) -> Decimal | None:
        read = read_number(text, self.decimal_mark)
        shown = f"“{text.strip()[:LONGEST_QUOTE]}”"
        if read.remedy is not None:
            self._refuse(row, column, f"{shown} is no clear number.", read.remedy, derived=derived)
        if read.read_as is not None:
            self.warn(row, column, f"{shown} is read as {read.read_as}.", "Write the number itself.")
        if read.currency is not None:
            self._check_currency(read.currency, row, column, derived=derived)
        return read.value

    def _check_currency(self, currency: str, row: int, column: int, *, derived: bool) -> None:
        self.named_currencies.add(currency)
        if self.currency is not None and currency != self.currency:
            what = f"The amount is in {currency}, the column is in {self.currency}."
            self._refuse(row, column, what, "Convert it with a dated exchange rate.", derived=derived)

    def _refuse(self, row: int, column: int, what: str, remedy: str, *, derived: bool = False) -> None:
        if derived:
            self.warn(row, column, what, "The rest of the row gives this number.")
        else:
            self.problems.append(Problem(self.sheet.place(row, column), what, remedy))


def as_text(value: Any) -> str:
    """Give a cell as the text its author sees."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).replace("_x000D_", "").strip()


def _impossible_amount(value: Decimal | None) -> str | None:
    if value is None:
        return None
    if value < 0:
        return f"{value:f} is less than nothing."
    return f"{value:f} is more than any plan costs." if value > MOST_AMOUNT else None
