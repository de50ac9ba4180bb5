"""Price lists as countries send them: what is taken, what is said when not, and what our own tables look like."""

import csv
import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.library import Builder
from opennaphs.domain.money import Money
from opennaphs.domain.prices import PriceList
from opennaphs.reports.price_list_table import COLUMNS, render_prices_csv, render_prices_workbook
from opennaphs.sources.price_list import parse_price_list
from tests.factories import create_prices, create_unit_cost

HEADINGS = "id,title,builder,unit,currency,price_year,low,likely,high,confidence,source,date"
GOOD = {
    "id": "laptop", "title": "Laptop", "builder": "procurement", "unit": "piece", "currency": "UGX",
    "price_year": "2026", "low": "1000", "likely": "2000", "high": "3000", "confidence": "high",
    "source": "Framework contract 17", "date": "2026-03-31",
}  # fmt: skip


def _csv(*lines, headings=HEADINGS):
    rows = [",".join(f'"{(GOOD | line).get(name, "")}"' for name in headings.split(",")) for line in lines]
    return "\n".join([headings, *rows]).encode()


def _xlsx(*lines, above=(), headings=HEADINGS):
    book = Workbook()
    for row in above:
        book.active.append(row)
    book.active.append(headings.split(","))
    for line in lines:
        book.active.append([(GOOD | line).get(name) for name in headings.split(",")])
    return _bytes(book)


def _bytes(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _refusal(content, name="prices.csv"):
    with pytest.raises(InputRefused) as caught:
        parse_price_list(content, name)
    return str(caught.value)


@pytest.mark.parametrize(("make", "name"), [(_csv, "kampala.csv"), (_xlsx, "kampala.xlsx")])
def test_a_price_is_taken_with_its_source_and_date(make, name):
    prices = parse_price_list(make({}), name).prices
    (item,) = prices.items
    assert prices.name == "kampala"
    assert (item.id, item.builder, item.unit, item.confidence) == ("laptop", Builder.PROCUREMENT, "piece", "high")
    assert item.likely == Money(Decimal(2000), "UGX", 2026)
    assert (item.source, item.date) == ("Framework contract 17", "2026-03-31")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"builder": "procurment"}, "row 2, column builder: “procurment” is no builder. Did you mean “procurement”?"),
        ({"builder": "xyz"}, "“xyz” is no builder. Write one of: meeting, field visit"),
        ({"confidence": "very"}, "column confidence: “very” is no confidence. Write one of: high, medium, low."),
        ({"likely": "cheap"}, "row 2, column likely: “cheap” is no price. Write a number only"),
        ({"likely": "1e3"}, "“1e3” is no price."),
        ({"likely": "20 %"}, "“20 %” is no price."),
        ({"likely": ""}, "column likely: The likely price is missing. Write the price you expect. A price that is not"),
        ({"low": ""}, "column low: The low price is missing."),
        ({"low": "1,234"}, "It may mean 1234 or 1.234, and no other number of the sheet decides."),
        ({"likely": "-5"}, "column likely: The price is negative."),
        ({"high": "1" + "0" * 15}, "column high: The price has more than 15 digits."),
        (
            {"low": "2500"},
            "column low: The low price 2500, the likely one 2000 and the high one 3000 are not in this order.",
        ),
        ({"high": "1500"}, "are not in this order. Write low ≤ likely ≤ high."),
        ({"likely": "2000 USD"}, "column likely: The price is in USD. Write it in the currency of its line."),
        ({"currency": "shillings"}, "column currency: “SHILLINGS” is no currency code. Write three capital letters"),
        ({"price_year": "26"}, "column price_year: “26” is no year from 1990 to 2100."),
        ({"source": ""}, "column source: The source is missing. Say where the price comes from"),
        ({"date": ""}, "column date: The date is missing. Say of which day, month or year"),
        ({"date": "31/03/2026"}, "column date: “31/03/2026” is no date we can be sure of. Write 2026-03-31"),
        ({"date": "2026-02-30"}, "“2026-02-30” is no date we can be sure of."),
        ({"id": ""}, "column id: The id is missing."),
        ({"unit": ""}, "column unit: The unit is missing."),
        ({"title": "x" * 2001}, "column title: The title has 2,001 signs. Shorten it to 2,000."),
    ],
)
def test_what_cannot_be_taken_is_named_with_place_and_remedy(cells, said):
    assert said in _refusal(_csv(cells))


def test_all_faults_are_named_at_once():
    said = _refusal(_csv({"likely": "x", "date": ""}, {"id": "b", "builder": "y"}))
    assert [line.partition(":")[0] for line in said.splitlines()] == [
        "prices.csv, row 2, column date",
        "prices.csv, row 2, column likely",
        "prices.csv, row 3, column builder",
    ]


def test_a_list_is_of_one_currency_one_price_year_and_each_id_once():
    said = _refusal(_csv({}, {"id": "b", "currency": "USD"}, {"price_year": "2025"}))
    assert "row 3, column currency: The currency is USD, but UGX in the first line." in said
    assert "row 4, column price_year: The price year is 2025, but 2026 in the first line." in said
    assert "row 4, column id: “laptop” stands in row 2 already. Keep one of the two lines." in said


def test_places_in_a_workbook_are_its_own():
    said = _refusal(_xlsx({"likely": "x"}, above=[["Our prices"], [], ["advice"]]), "prices.xlsx")
    assert "prices.xlsx, sheet “Sheet”, row 5, column H: “x” is no price." in said


def test_a_workbook_saved_as_csv_may_keep_its_title_and_advice():
    above = '\ufeff"Our prices, UGA",,,\r\nadvice,,,\r\n,,,\r\n'.encode()
    assert parse_price_list(above + _csv({}), "p.csv").prices.items[0].id == "laptop"
    assert "prices.csv, row 5, column likely: “x” is no price." in _refusal(above + _csv({"likely": "x"}))


def test_a_free_item_is_taken_with_a_warning():
    read = parse_price_list(_csv({"low": "0", "likely": "0"}), "p.csv")
    assert read.prices.items[0].likely.amount == 0
    assert "“Laptop” costs nothing. Is it really free?" in str(read.warnings[0])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2.234,50", "2234.50"), ("2,234.50", "2234.50"), ("2 234,50", "2234.50"), ("2\u202f234", "2234"),
        ("2'234.5", "2234.5"), ("1,12,345.5", "112345.5"), ("2.345.678", "2345678"), ("2000,5", "2000.5"),
        ("2000.0001", "2000.0001"), ("UGX 2000", "2000"), ("٢٠٠٠", "2000"),
    ],
)  # fmt: skip
def test_prices_are_read_as_people_write_them(written, meant):
    read = parse_price_list(_csv({"likely": written, "high": "9000000"}), "p.csv")
    assert read.prices.items[0].likely.amount == Decimal(meant)


def test_other_prices_of_the_list_decide_a_doubtful_one():
    read = parse_price_list(_csv({"likely": "1.234"}, {"id": "b", "likely": "1500,75"}), "p.csv")
    assert read.prices.by_id["laptop"].likely.amount == 1234
    assert "“1.234” was read as 1234, as other prices of the list are written." in str(read.warnings[0])


def test_an_abbreviated_price_is_taken_with_a_warning():
    read = parse_price_list(_csv({"likely": "2.5m", "high": "3m"}), "p.csv")
    assert read.prices.items[0].likely.amount == 2_500_000
    assert "“2.5m” was read as 2,500,000." in str(read.warnings[0])


def test_cells_of_a_spreadsheet_are_taken_exactly():
    cells = {"low": 0.1, "likely": 0.1 + 0.2, "high": 7, "price_year": 2026.0, "date": datetime.datetime(2026, 3, 31)}  # noqa: DTZ001
    (item,) = parse_price_list(_xlsx(cells), "p.xlsx").prices.items
    assert (item.low.amount, item.likely.amount, item.high.amount) == (Decimal("0.1"), Decimal("0.3"), 7)
    assert item.date == "2026-03-31"


@pytest.mark.parametrize("value", [float("inf"), True, datetime.datetime(2026, 1, 1)])  # noqa: DTZ001
def test_cells_that_are_no_prices_are_refused(value):
    book = Workbook()
    book.active.append(HEADINGS.split(","))
    book.active.append([(GOOD | {"high": value})[name] for name in HEADINGS.split(",")])
    assert "column I" in _refusal(_bytes(book), "p.xlsx")


def test_the_default_list_may_say_how_instead_of_source():
    headings = HEADINGS.replace("source", "how")
    (item,) = parse_price_list(_csv({"how": "Usual fares"}, headings=headings), "p.csv").prices.items
    assert (item.source, item.how) == ("Usual fares", "Usual fares")
    assert "column how: The how is missing. Say how the price was found." in _refusal(_csv({}, headings=headings))


def test_a_missing_column_is_named():
    assert "The column “source” is missing." in _refusal(_csv({}, headings=HEADINGS.replace(",source", "")))
    assert "row 1: The column “date” is missing." in _refusal(_csv({}, headings=HEADINGS.replace(",date", "")))
    said = _refusal(_xlsx({}, headings=HEADINGS.replace(",date", "")), "p.xlsx")
    assert "p.xlsx, sheet “Sheet”, row 1: The column “date” is missing." in said
    assert "The heading “id” stands twice." in _refusal(_xlsx({}, headings=f"{HEADINGS},id"), "p.xlsx")


def test_country_and_version_hold_for_the_whole_list():
    headings = f"{HEADINGS},country,version"
    read = parse_price_list(_csv({"country": "Uganda", "version": "3"}, {"id": "b"}, headings=headings), "p.csv")
    assert (read.prices.country, read.prices.version, read.prices.label) == ("UGA", "3", "p, UGA, version 3")
    assert read.warnings == ()
    said = _refusal(_csv({"country": "UGA"}, {"id": "b", "country": "KEN"}, headings=headings))
    assert "row 3, column country: The country is “KEN”, but “UGA” above. A list is of one country." in said
    assert "Did you mean" in _refusal(_csv({"country": "Ugannda"}, headings=headings))


def test_a_list_without_country_and_version_is_taken_with_a_warning():
    (warning,) = parse_price_list(_csv({}), "p.csv").warnings
    assert "does not say its country and version" in str(warning)


def test_further_columns_and_sheets_are_named_not_read():
    book = load_workbook(BytesIO(_xlsx({"remark": "x"}, headings=f"{HEADINGS},remark")))
    book.copy_worksheet(book.active).title = "old"
    warnings = "\n".join(str(one) for one in parse_price_list(_bytes(book), "p.xlsx").warnings)
    assert "The column “remark” is not used." in warnings
    assert "p.xlsx, sheet “old”: This sheet was not read. Only “Sheet” counts." in warnings


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (HEADINGS.encode(), "p.csv", "The table has 0 prices."),
        (_bytes(Workbook()), "p.xlsx", "No sheet has the table."),
        (b"%PDF-1.7", "p.pdf", "The file is a PDF."),
        (b"\xff\xfei\x00d\x00", "p.csv", "not written in UTF-8"),
        (b'{"prices": []}', "p.json", "The column “id” is missing."),
    ],
)
def test_other_files_are_refused(content, name, said):
    assert said in _refusal(content, name)


def test_very_long_tables_are_refused(monkeypatch):
    monkeypatch.setattr("opennaphs.sources.price_list.MOST_PRICES", 2)
    assert "The table has 3 prices. Give 1 to 2 lines" in _refusal(_csv({}, {"id": "b"}, {"id": "c"}))


# --- our own tables -----------------------------------------------------------------------------------------------


def _rows(content):
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def test_the_defaults_go_out_with_their_provenance_and_come_back():
    defaults = read_default_prices()
    for content, name in ((render_prices_csv(defaults), "d.csv"), (render_prices_workbook(defaults), "d.xlsx")):
        back = parse_price_list(content, name).prices
        assert [(one.id, one.unit, one.low, one.likely, one.high) for one in back.items] == [
            (one.id, one.unit, one.low, one.likely, one.high) for one in defaults.items
        ]
        assert parse_price_list(content, name).warnings[1:] == ()
        assert back.items[0].source == f"OpenNAPHS default prices: {defaults.items[0].how}"
        assert back.items[0].date == "2024"


def test_titles_and_units_go_out_in_another_language_and_ids_stay():
    first = _rows(render_prices_csv(read_default_prices(), {"participant-day": "jour-participant"}.get))[0]
    assert (first["id"], first["unit"], first["builder"]) == ("meeting-committee", "jour-participant", "meeting")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "＝1"])
def test_no_text_becomes_a_formula(text):
    from dataclasses import replace

    prices = create_prices(replace(create_unit_cost(text), title=text, unit=text, source=text, date="2026"))
    cells = _rows(render_prices_csv(prices))[0]
    assert [cells[name] for name in ("id", "title", "unit", "source")] == [f"'{text}"] * 4
    book = load_workbook(BytesIO(render_prices_workbook(prices)))
    assert [book.active.cell(5, column).value for column in (1, 2, 4, 11)] == [text] * 4
    assert {book.active.cell(5, column).data_type for column in (1, 2, 4, 11)} == {"s"}
    for content, name in ((render_prices_csv(prices), "p.csv"), (render_prices_workbook(prices), "p.xlsx")):
        assert parse_price_list(content, name).prices.items[0].title == text


@pytest.mark.parametrize(
    ("price", "shown"),
    [("8.00", "8"), ("0.0125", "0.0125"), ("1.234", "1.2340"), ("0.125", "0.125"), ("1E+3", "1000"), ("0", "0")],
)
def test_a_price_in_csv_has_all_its_digits_and_one_meaning(price, shown):
    assert _rows(render_prices_csv(create_prices(create_unit_cost(price=price))))[0]["likely"] == shown


def test_a_price_with_more_digits_than_a_spreadsheet_keeps_is_written_as_text():
    content = render_prices_workbook(create_prices(create_unit_cost(price="99999999999999.1234")))
    assert load_workbook(BytesIO(content)).active["H5"].value == "99999999999999.1234"
    assert parse_price_list(content, "p.xlsx").prices.items[0].likely.amount == Decimal("99999999999999.1234")


def test_the_workbook_tells_what_to_do_and_offers_the_words():
    content = render_prices_workbook(PriceList("ours", (create_unit_cost(),), "UGA", "2"))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet["A1"].value == "ours, UGA, version 2"
    assert sheet["A2"].value.startswith("Replace prices by your own")
    assert tuple(cell.value for cell in sheet[4]) == COLUMNS
    offered = [str(rule.formula1) for rule in sheet.data_validations.dataValidation]
    assert any("procurement" in words for words in offered)
    assert any("medium" in words for words in offered)
