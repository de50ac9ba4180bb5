"""What hand-filled planning matrices look like, what is made of them, and what their authors are told."""

import datetime
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from opennaphs.catalogue.translations import translator
from opennaphs.domain.errors import InputRefused, Severity
from opennaphs.domain.matrix_rows import MatrixRow, disagreements
from opennaphs.domain.text_quantities import propose_quantities
from opennaphs.sources.localised_numbers import decimal_mark_of, read_number
from opennaphs.sources.matrix_headings import HEADINGS
from opennaphs.sources.planning_matrix import parse_matrix

YEARS = range(1, 6)
HALF_PAST_EIGHT = datetime.datetime(2027, 3, 1, 8, 30)  # noqa: DTZ001 - cells know no time zone
TEXT_COLUMNS = [heading for name, heading in HEADINGS.items() if name not in {"estimate", "total"}][:13]
FULL = [
    *TEXT_COLUMNS,
    "Estimated cost (USD, 2024 prices)",
    *[f"Frequency per year of implementation, Year {year} ({2026 + year})" for year in YEARS],
    *[f"Cost estimate, Year {year} ({2026 + year})" for year in YEARS],
    "TotalOver5Years",
    "CostCategory1",
    "CostCategory2",
]
SHORT = ["UniqueID", "Strategic actions", "Estimated cost (USD)", "Frequency, Year 1", "Frequency, Year 2",
         "Cost estimate, Year 1", "Cost estimate, Year 2", "Total"]  # fmt: skip


def _saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _book(*rows, headings=SHORT, above=(), sheet="D1 Laboratory", prepare=lambda sheet: None):
    book = Workbook()
    book.active.title = sheet
    for row in (*above, headings, *rows):
        book.active.append(list(row))
    prepare(book.active)
    return _saved(book)


def _read(*rows, **choices):
    return parse_matrix(_book(*rows, **choices), "m.xlsx")


def _rows(*rows, **choices):
    (area,) = _read(*rows, **choices).areas
    return area.rows


def _told(read):
    """What is said, without the missing columns, which most of these small sheets lack."""
    return [str(problem) for problem in read.warnings if "are not there" not in problem.what]


def _refusal(*rows, **choices):
    with pytest.raises(InputRefused) as caught:
        _read(*rows, **choices)
    return str(caught.value)


# --- headings -----------------------------------------------------------------------------------------------------


def test_all_27_columns_are_read():
    texts = [f"text {number}" for number in range(13)]
    read = _read([*texts, 10, 1, 2, 0, 1, None, 10, 20, 0, 10, None, 40, "Meeting", "Other"], headings=FULL)
    (area,) = read.areas
    (row,) = area.rows
    assert [getattr(row, name) for name in list(HEADINGS)[:13]] == texts
    assert (row.estimate, row.total, row.category_1, row.category_2) == (10, 40, "Meeting", "Other")
    assert row.frequency == (1, 2, 0, 1, None)
    assert row.cost == (10, 20, 0, 10, None)
    assert (area.currency, area.price_year, area.first_year) == ("USD", 2024, 2027)
    assert str(row.place) == "m.xlsx, sheet “D1 Laboratory”, row 2"
    assert read.warnings == ()


def _loud(heading):
    return "  " + heading.upper().replace(" ", "\n") + " "


def _without_brackets(heading):
    return re.sub(r" *\(.*\)", "", heading)


@pytest.mark.parametrize("change", [_loud, _without_brackets, lambda heading: heading.replace("tion", "toin")])
def test_headings_may_be_loud_broken_shortened_or_mistyped(change):
    (row,) = _rows(
        [*[f"t{number}" for number in range(13)], 5, *[1] * 5, *[5] * 5, 25, "Meeting", "Other"],
        headings=[change(heading) for heading in FULL],
    )
    assert (row.strategic_action, row.assumptions, row.comments, row.comments_2) == ("t3", "t5", "t8", "t9")
    assert (row.estimate, row.frequency, row.total, row.category_2) == (5, (1,) * 5, 25, "Other")


def test_headings_may_be_french_and_in_any_order():
    french = translator("fr")
    headings = [
        french("Cost estimate, Year {number} ({year})").format(number=1, year=2027),
        french("Frequency per year of implementation, Year {number} ({year})").format(number=1, year=2027),
        french("Estimated cost ({unit})").format(unit="XOF, prix de 2024"),
        french(HEADINGS["strategic_action"]).upper(),
        "Commentaires 1",
    ]
    (area,) = _read([20, 2, 10, "Former", "lentement"], headings=headings).areas
    (row,) = area.rows
    assert (row.strategic_action, row.comments, row.estimate) == ("Former", "lentement", 10)
    assert (row.frequency[0], row.cost[0], area.currency, area.first_year) == (2, 20, "XOF", 2027)


def test_years_may_stand_in_a_row_of_their_own():
    upper = [
        "ID",
        "Key activities",
        "Estimated cost",
        "Frequency per year of implementation",
        None,
        "Cost estimate",
        None,
    ]
    lower = [None, None, None, "Year 1", "Year 2", "Year 1", "Year 2"]
    (row,) = _rows(["a", "Train", 10, 1, 3, 10, 30], above=[upper], headings=lower)
    assert (row.frequency[:2], row.cost[:2]) == ((1, 3), (10, 30))


def test_a_matrix_for_one_year_has_one_column_of_each():
    (row,) = _rows(
        ["Train", 10, 2, 20], headings=["Strategic actions", "Estimated cost", "Frequency per year", "Cost estimate"]
    )
    assert (row.frequency, row.cost) == ((2, None, None, None, None), (20, None, None, None, None))


def test_missing_strange_and_repeated_columns_are_named():
    read = _read(
        ["a", "Train", "?", 5, 1, "again", 9],
        headings=[
            "UniqueID",
            "Strategic actions",
            "Colour",
            "Estimated cost (USD)",
            "Frequency, Year 1",
            "Indicator",
            "ID",
        ],
    )
    told = " ".join(str(problem) for problem in read.warnings)
    assert "These columns of the matrix are not there and stay empty: “Objectives”" in told
    assert "column C: The column is none of the matrix and was not read." in told
    assert "column G: The heading stands twice; only its first column was read." in told


def test_headings_are_found_below_titles_and_the_title_of_the_area_above_them():
    above = [["Plan of Utopia"], [], ["Technical area:", None, "National laboratory system"], ["Theme", "DETECT"]]
    (area,) = _read(["a", "Train", 5, 1], above=above).areas
    assert (area.title, area.rows[0].place.row) == ("National laboratory system", 6)


def test_sheets_of_the_tool_are_left_out_and_strange_ones_named():
    book = Workbook()
    for title in ("Navigation tools", "PENDING", "Résumé", "Avis", "Procurement List", "P1", "My notes"):
        sheet = book.create_sheet(title)
        sheet.append(SHORT if title != "My notes" else ["hello"])
        sheet.append(["a", "Train", 5, 1])
    read = parse_matrix(_saved(book), "m.xlsx")
    assert [area.sheet for area in read.areas] == ["P1"]
    (told,) = _told(read)
    assert told.startswith("m.xlsx, sheet “My notes”: The sheet has no headings of the matrix and was not read.")


def test_a_workbook_that_is_no_matrix_is_refused_with_the_headings_it_needs():
    with pytest.raises(InputRefused, match=r"No sheet has the headings of the planning matrix\. Write them"):
        parse_matrix(_book(["x"], headings=["a", "b"]), "m.xlsx")


# --- rows ---------------------------------------------------------------------------------------------------------


def test_totals_and_empty_rows_are_skipped_and_said():
    read = _read(
        ["1", "Train", 5, 1, 1, 5, 5, 10],
        ["2", None, 0, None, None, 0, 0, 0],
        [],
        ["3", "Total quality workshop", 7, 1, None, 7, None, 7],
        [None, "Sub-total", None, None, None, 12, 5, 17],
        ["Grand total", None, 12, None, None, 12, 5, 17],
        [None, "Meeting", None, None, None, 12, 5, 17],
        ["note of the author"],
    )
    assert [row.strategic_action for row in read.areas[0].rows] == ["Train", "Total quality workshop"]
    told = _told(read)
    assert [text for text in told if "totals" in text and "no activity" in text] == [
        f"m.xlsx, sheet “D1 Laboratory”, row {number}: The row of totals is no activity; totals are added up afresh."
        for number in (6, 7, 8)
    ]
    assert any("Empty rows from here on were skipped: 3." in text for text in told)


def test_texts_are_carried_down_only_where_cells_are_merged():
    def merge(sheet):
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B4")

    rows = _rows(
        ["P1", "Lead", "one", 1],
        [None, None, "two", 2],
        [None, None, "three", 3],
        [None, None, "four", 4],
        headings=["Indicator", "Strategic actions", "Detailed activity description", "Estimated cost"],
        prepare=merge,
    )
    assert [(row.indicator, row.strategic_action, row.description) for row in rows] == [
        ("P1", "Lead", "one"),
        ("P1", "Lead", "two"),
        ("", "Lead", "three"),
        ("", "", "four"),
    ]


def test_ids_that_stand_twice_are_named():
    told = _told(_read(["A-1", "Train", 5, 1], ["", "x", 5, 1], ["a-1", "Print", 5, 1], ["", "y", 5, 1]))
    assert told == [
        "m.xlsx, sheet “D1 Laboratory”, row 4: The UniqueID “a-1” stands in row 2 already. Give each activity its own."
    ]


def test_dates_numbers_and_truth_in_text_columns_become_text():
    (row,) = _rows(
        [7.0, datetime.date(2027, 3, 1), HALF_PAST_EIGHT, True, "a_x000D_\nb"],
        headings=["UniqueID", "Strategic actions", "Comments1", "Existing budget (y/n)", "Comments2"],
    )
    assert (row.unique_id, row.strategic_action, row.comments) == ("7", "2027-03-01", "2027-03-01T08:30:00")
    assert (row.existing_budget, row.comments_2) == ("yes", "a\nb")


# --- numbers ------------------------------------------------------------------------------------------------------


def test_an_estimate_without_a_frequency_stays_a_lump_sum():
    read = _read(["1", "Train", 500, None, None, 0, 0, 0])
    (row,) = read.areas[0].rows
    assert row.is_lump_sum
    assert (row.frequency, row.year_cost(0)) == ((None,) * 5, None)
    assert "column C: The estimate of 500 has no frequency; it stays a lump sum outside the years." in _told(read)[0]


def test_numbers_that_contradict_each_other_are_both_named():
    told = _told(_read(["1", "Train", 100, 2, None, 150, 30, 999]))
    assert [text.partition("row 2, ")[2] for text in told] == [
        "column F: The cell says 150, but estimate × frequency gives 200.00. Both are kept; correct the wrong one.",
        "column G: The cell says 30, but estimate × frequency gives 0. Both are kept; correct the wrong one.",
        "column H: The cell says 999, but the costs of the years add up to 180. Both are kept; correct the wrong one.",
    ]


def test_noise_of_binary_numbers_is_no_contradiction():
    (row,) = _rows(["1", "Train", 0.1 + 0.2, 3, None, 0.9000000000000001, None, 0.9])
    assert row.estimate == Decimal("0.3")
    assert disagreements(row) == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,500.00 USD", "12500"),
        ("USD 12,500.00", "12500"),
        ("1 234,56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("12'500", "12500"),
        ("1\u202f234\u00a0567", "1234567"),
        ("1,25,000.50", "125000.50"),
        ("1,234,567", "1234567"),
        ("0,125", "0.125"),
        ("$500/-", "500"),
        ("USD 5m", "5000000"),
        ("2.5 million", "2500000"),
        ("١٢٣٤", "1234"),
        ("no cost", "0"),
    ],
)
def test_amounts_typed_as_text(text, amount):
    assert read_number(text).value == Decimal(amount)
    (row,) = _rows(["1", "Train", text, 1])
    assert row.estimate == Decimal(amount)


@pytest.mark.parametrize("text", ["", " ", "-", "n/a", "TBD", "à déterminer"])
def test_an_amount_nobody_knows_is_not_zero(text):
    (row,) = _rows(["1", "Train", text, 1])
    assert row.estimate is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("see annex", "“see annex” is no clear number. Write a number only"),
        ("1,234", "It may mean 1234 or 1.234, and no other number of the sheet decides."),
        ("12 or 15", "is no clear number"),
        ("1,23,4", "Write the number with digits and one decimal mark only"),
        ("25%", "“25%” is a share and no amount."),
        ("EUR 500", "The amount is in EUR, the column is in USD. Convert it with a dated exchange rate."),
        ("(300)", "-300 is less than nothing."),
        (-5, "-5 is less than nothing."),
        (1e18, "is more than any plan costs"),
        (datetime.date(2027, 1, 2), "“2027-01-02” is no number. Give the cell the format of a number"),
        (True, "“yes” is no number."),
    ],
)
def test_estimates_that_cannot_be_taken_are_refused_with_their_place(text, said):
    message = _refusal(["1", "Train", text, 1])
    assert said in message
    assert message.startswith("m.xlsx, sheet “D1 Laboratory”, row 2, column C: ")


@pytest.mark.parametrize(("other", "amount"), [("12,50", "1.234"), ("1.000.000,00", "1.234"), ("12.50", "1234")])
def test_the_other_numbers_of_a_sheet_decide_what_a_lone_mark_means(other, amount):
    rows = _rows(["1", "Train", "1,234", 1], ["2", "Print", other, 1])
    assert rows[0].estimate == Decimal(amount)


def test_two_ways_of_writing_decide_nothing():
    assert decimal_mark_of(["12,50", "12.50", 7, None]) is None
    assert "no other number of the sheet decides" in _refusal(
        ["1", "Train", "1,234", 1], ["2", "a", "1,5", 1], ["3", "b", "1.5", 1]
    )


def test_all_faults_are_told_at_once():
    message = _refusal(["1", "Train", "many", 1], ["2", "Print", 5, -1])
    assert "row 2, column C: “many” is no clear number." in message
    assert "row 3, column D: Nothing can happen less than 0 times a year." in message


@pytest.mark.parametrize(
    ("cell", "times", "said"),
    [
        ("x", 1, "“x” is read as 1 times a year."),
        ("quarterly", 4, "“quarterly” is read as 4 times a year."),
        ("2 times per year", 2, "is read as 2 times a year."),
        (0.5, Decimal("0.5"), "0.5 is no whole number of times a year. It is kept as written."),
        (500, 500, "500 times a year is more than daily. It is kept as written."),
        ("50%", Decimal("0.5"), "“50%” is read as 0.5. Write the number itself."),
    ],
)
def test_frequencies_as_people_write_them(cell, times, said):
    read = _read(["1", "Train", 10, cell])
    assert read.areas[0].rows[0].frequency[0] == times
    assert any(said in text for text in _told(read))


@pytest.mark.parametrize(
    ("cell", "said"), [(-1, "less than 0"), ("often", "no clear number"), (1e9, "no number of times")]
)
def test_frequencies_that_cannot_be_are_refused(cell, said):
    assert said in _refusal(["1", "Train", 10, cell])


def test_error_values_are_taken_as_not_known():
    read = _read(["1", "Train", "#REF!", 1, None, "#VALUE!", None, "#N/A"])
    (row,) = read.areas[0].rows
    assert (row.estimate, row.cost[0], row.total) == (None, None, None)
    assert sum("it is taken as not known. Mend the formula" in text for text in _told(read)) == 3


def test_formulas_that_nobody_computed_ask_for_a_spreadsheet_program():
    read = _read(["1", "Train", "=5*100", 1, None, "=C2*D2"])
    (row,) = read.areas[0].rows
    assert (row.estimate, row.cost[0]) == (None, None)
    (told,) = _told(read)
    assert "row 2, column C: The formula holds no value; the cell is taken as not known." in told
    assert "Open the workbook in a spreadsheet program and save it there." in told


def test_a_sum_that_cannot_be_read_is_only_warned_of():
    read = _read(["1", "Train", 10, 1, None, "ten", None, "1,234"])
    assert (read.areas[0].rows[0].cost[0], read.areas[0].rows[0].total) == (None, None)
    assert all(problem.severity is Severity.WARNING for problem in read.warnings)


def test_costs_without_an_estimate_are_kept_and_named():
    read = _read(["1", "Immunisation plan", None, None, None, 500, 600, 1100])
    (row,) = read.areas[0].rows
    assert (row.estimate, row.year_cost(0), row.year_cost(1), row.is_lump_sum) == (None, 500, 600, False)
    assert "row 2: The row has costs but no estimate" in _told(read)[0]


def test_a_currency_named_only_in_cells_is_no_currency_of_the_area():
    read = _read(
        ["1", "Train", "USD 10", 1], headings=["ID", "Strategic actions", "Estimated cost", "Frequency, Year 1"]
    )
    assert read.areas[0].currency is None
    assert "Cells name USD, the heading of the estimate names no currency." in _told(read)[0]


def test_the_place_of_a_row_is_no_part_of_what_it_says():
    assert MatrixRow("a", place=None) == MatrixRow("a", place=_rows(["1", "Train", 5, 1])[0].place)


# --- hostile workbooks --------------------------------------------------------------------------------------------


def _repacked(content, part, change):
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_sheets_larger_than_any_plan_are_refused_before_they_are_read():
    content = _repacked(_book(["1", "Train", 5, 1]), SHEET, lambda old: old + b" " * 70_000_000)
    with pytest.raises(InputRefused, match="unpack to 70 MB; a plan needs no more than 67 MB"):
        parse_matrix(content, "m.xlsx")


def test_more_rows_than_any_plan_has_are_refused(monkeypatch):
    monkeypatch.setattr("opennaphs.sources.planning_matrix.MOST_ACTIVITIES", 3)
    with pytest.raises(InputRefused, match="more than 3 rows"):
        _read(*[["1", "Train", 5, 1]] * 4)


def test_overlapping_merged_blocks_without_number_end_quickly():
    blocks = "".join(f'<mergeCell ref="B2:B{number}"/>' for number in range(3, 19_000)).encode()
    merged = b'<mergeCells count="2">' + blocks + b"</mergeCells></worksheet>"
    content = _repacked(
        _book(["1", "Train", 5, 1], ["2", None, 5, 1]), SHEET, lambda old: old.replace(b"</worksheet>", merged)
    )
    assert [row.strategic_action for row in parse_matrix(content, "m.xlsx").areas[0].rows] == ["Train", "Train"]


def test_more_merged_blocks_than_any_plan_has_are_refused():
    merged = b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 20_001 + b"</mergeCells></worksheet>"
    content = _repacked(_book(["1", "Train", 5, 1]), SHEET, lambda old: old.replace(b"</worksheet>", merged))
    with pytest.raises(InputRefused, match="20,001 blocks of merged cells"):
        parse_matrix(content, "m.xlsx")


@pytest.mark.parametrize("reference", [b"nonsense", b"", b"A1:ZZZZZ99999999"])
def test_merged_blocks_that_make_no_sense_end_in_a_sentence(reference):
    merged = b'<mergeCells count="1"><mergeCell ref="' + reference + b'"/></mergeCells></worksheet>'
    content = _repacked(_book(["1", "Train", 5, 1]), SHEET, lambda old: old.replace(b"</worksheet>", merged))
    with pytest.raises(InputRefused, match="The workbook cannot be read"):
        parse_matrix(content, "m.xlsx")


# --- real activities ----------------------------------------------------------------------------------------------


@pytest.mark.shared
def test_most_real_activities_with_numbers_give_a_proposal(shared):
    book = load_workbook(shared / "costed-naphs/line_items.xlsx", read_only=True)
    rows = book.worksheets[0].iter_rows(min_row=2, min_col=6, max_col=6, values_only=True)
    activities = {str(text) for (text,) in rows if text}
    with_digits = [text for text in activities if re.search("[0-9]", text)]
    proposals = {text: propose_quantities(text) for text in activities}
    book.close()
    assert len(activities) > 4_600
    assert all(text[one.start : one.end] == one.words for text, found in proposals.items() for one in found)
    assert sum(bool(proposals[text]) for text in with_digits) / len(with_digits) > 0.8
