"""Reading line items and published totals: what stays unknown, what is taken, what is said when not."""

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from opennaphs.domain.errors import InputRefused
from opennaphs.domain.money import Money
from opennaphs.sources.line_items import ITEM_HEADINGS, parse_line_items, parse_published_costs

HEADINGS = (*ITEM_HEADINGS, "year_calendar", "cost_usd2024", "line_item_id", "requirement")
ROW = {
    "country": "Uganda", "core_capacity": "Surveillance", "activity": "Train staff", "year_numeric": "1",
    "cost_original": 1000, "currency_original": "UGX (2019)", "line_item_id": 1,
}  # fmt: skip


def _workbook(*rows, headings=HEADINGS, above=0):
    book = Workbook()
    book.active.title = "Items"
    for _ in range(above):
        book.active.append(["Costed plans"])
    book.active.append(list(headings))
    for row in rows:
        book.active.append([row.get(heading) for heading in headings])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _read(**cells):
    return parse_line_items(_workbook(ROW | cells), "items.xlsx").items[0]


def _refusal(**cells):
    with pytest.raises(InputRefused) as caught:
        _read(**cells)
    return str(caught.value)


def test_a_row_is_read_exactly():
    item = _read(cost_original=1042824.4, year_calendar="2019", cost_usd2024=350.47, requirement="R.1")
    assert item.cost == Money(Decimal("1042824.4"), "UGX", 2019)
    assert item.usd_2024 == Money(Decimal("350.47"), "USD", 2024)
    assert (item.id, item.country, item.area, item.activity) == ("1", "Uganda", "Surveillance", "Train staff")
    assert (item.years, item.calendar_years, item.currency_as_written) == ((1,), (2019,), "UGX (2019)")


def test_no_cost_is_not_zero():
    assert _read(cost_original=None).cost is None
    assert _read(cost_original="N/A").cost is None
    assert _read(cost_original=0).cost == Money(Decimal(0), "UGX", 2019)


def test_a_row_without_cost_needs_no_currency():
    assert _read(cost_original=None, currency_original=None).cost is None


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("1,2,3", (1, 2, 3)),
        ("1, 3 ,5", (1, 3, 5)),
        ("2;1", (1, 2)),
        ("1-3", (1, 2, 3)),
        (2, (2,)),
        (2.0, (2,)),
        ("N/A", None),
        (None, None),
    ],
)
def test_years_stay_a_list_and_an_unknown_year_stays_unknown(written, years):
    assert _read(year_numeric=written).years == years


@pytest.mark.parametrize(
    ("country", "written", "basis"),
    [
        ("Afghanistan", "USD (2019)", ("USD", 2019)),
        ("Uganda", "ugx 2019", ("UGX", 2019)),
        ("Myanmar", "Kyats (2018)", ("MMK", 2018)),
        ("Benin", "CFA (2019)", ("XOF", 2019)),
        ("Cameroon", "FCFA (2021)", ("XAF", 2021)),
    ],
)
def test_currency_and_price_year_are_read_from_one_cell(country, written, basis):
    cost = _read(country=country, currency_original=written).cost
    assert (cost.currency, cost.price_year) == basis


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"country": None}, "row 2, column country: The row has no country. Write the country"),
        ({"core_capacity": "  "}, "row 2, column core_capacity: The row has no area."),
        ({"cost_original": "#REF!"}, "column cost_original: “#REF!” is no cost."),
        ({"cost_original": "1,234"}, "It may mean 1234 or 1.234"),
        ({"cost_original": "USD 12"}, "column of their own"),
        ({"cost_original": "12 %"}, "Write a number only"),
        ({"cost_original": True}, "“True” is no cost. Write a number."),
        ({"cost_original": 1e16}, "“1e+16” cannot be a cost."),
        ({"cost_original": 1e-30}, "cannot be a cost. Look for digits too many"),
        ({"cost_usd2024": "x1"}, "column cost_usd2024"),
        (
            {"currency_original": None},
            "column currency_original: The cost has no currency. Write both, for example USD",
        ),
        ({"currency_original": "USD"}, "“USD” is no currency with its price year."),
        ({"currency_original": "USD (1019)"}, "“USD (1019)” is no currency with its price year."),
        ({"currency_original": "CFA (2019)"}, "“CFA (2019)” is no currency"),
        ({"year_numeric": "soon"}, "“soon” is no list of years. Write years from 1 to 30"),
        ({"year_numeric": 1.2}, "“1.2” is no list of years."),
        ({"year_numeric": "3-1"}, "“3-1” is no list of years."),
        ({"year_numeric": "1,,2"}, "is no list of years."),
        ({"year_calendar": "201"}, "“201” is no list of years. Write years from 1990 to 2100"),
    ],
)
def test_cells_that_cannot_be_taken_are_named(cells, said):
    assert said in _refusal(**cells)


def test_every_fault_is_named_at_once():
    rows = [ROW | {"cost_original": "?x", "line_item_id": 1}, ROW | {"country": None, "line_item_id": 2}]
    with pytest.raises(InputRefused) as caught:
        parse_line_items(_workbook(*rows), "items.xlsx")
    assert [problem.where.row for problem in caught.value.problems] == [2, 3]


def test_what_is_odd_is_taken_and_said():
    rows = [
        ROW | {"cost_original": -5},
        ROW,
        ROW | {"country": "Atlantis", "line_item_id": 3, "currency_original": "USD (2019)"},
    ]
    read = parse_line_items(_workbook(*rows), "items.xlsx")
    said = "\n".join(map(str, read.warnings))
    assert [item.country for item in read.items] == ["Uganda", "Uganda", "Atlantis"]
    for text in ("below zero", "“1” stands in row 2 already", "“Atlantis” is no country we know"):
        assert text in said


def test_spellings_of_a_country_are_one_plan():
    rows = [ROW | {"country": name, "line_item_id": name} for name in ("Uganda", "UGA", " uganda ")]
    assert {item.country for item in parse_line_items(_workbook(*rows), "x").items} == {"Uganda"}


def test_headings_may_stand_lower_and_in_capitals():
    content = _workbook({heading.upper(): ROW.get(heading) for heading in HEADINGS}, above=3,
                        headings=[heading.upper() for heading in HEADINGS])  # fmt: skip
    assert parse_line_items(content, "x").items[0].cost == Money(Decimal(1000), "UGX", 2019)


def test_a_sheet_without_the_columns_is_refused_with_what_is_missing():
    with pytest.raises(InputRefused, match=r"missing: year_numeric\. Write the headings country, core_capacity"):
        parse_line_items(_workbook(ROW, headings=[one for one in HEADINGS if one != "year_numeric"]), "x")
    with pytest.raises(InputRefused, match="headings but no rows"):
        parse_line_items(_workbook(), "x")
    with pytest.raises(InputRefused, match="The file is JSON"):
        parse_line_items(b"{}", "x")


def test_a_column_of_anything_but_countries_ends_quickly_in_a_sentence():
    rows = [ROW | {"country": f"thing {number}", "line_item_id": number} for number in range(301)]
    with pytest.raises(InputRefused, match="301 different countries"):
        parse_line_items(_workbook(*rows), "x")


def test_more_rows_than_plans_can_need_are_refused(monkeypatch):
    monkeypatch.setattr("opennaphs.sources.line_items.MOST_SHEET_ROWS", 2)
    with pytest.raises(InputRefused, match="more than 2 rows"):
        parse_line_items(_workbook(ROW, ROW, ROW), "x")


def test_a_table_is_read_as_the_workbook_is():
    text = (
        "country;core_capacity;activity;year_numeric;cost_original;currency_original\n"
        "Uganda;Surveillance;Train;1,2;1 234 567,50;UGX (2019)\n"
        "Uganda;Surveillance;Meet;N/A;;\n"
    )
    first, second = parse_line_items(text.encode(), "items.csv").items
    assert (first.id, first.cost, first.years) == ("row 2", Money(Decimal("1234567.50"), "UGX", 2019), (1, 2))
    assert (second.cost, second.has_year) == (None, False)


def test_published_totals_are_known_as_totals_and_a_repeated_area_is_said():
    text = (
        "country,pillar,core_capacity,cost_original,currency_original\n"
        "Uganda,Detect,Surveillance,10,UGX (2019)\n"
        "Uganda,Detect,surveillance,5,UGX (2019)\n"
        "Uganda,Detect,Reporting,,UGX (2019)\n"
        "Uganda,Overall,Total,15,UGX (2019)\n"
    )
    read = parse_published_costs(text.encode(), "summary.csv")
    assert [one.is_total for one in read.costs] == [False, False, False, True]
    assert read.costs[2].cost is None
    assert "stands in row 2 already. The figures are added up" in str(read.warnings[0])


def test_signs_that_cannot_be_seen_do_not_reach_a_screen():
    item = _read(activity="Provision of_x000D__x000D_ incentives", core_capacity="Surveil\u200blance")
    assert (item.title, item.area) == ("Provision of incentives", "Surveillance")
    assert _read(activity=None, requirement="R " * 80).title.endswith("R…")
