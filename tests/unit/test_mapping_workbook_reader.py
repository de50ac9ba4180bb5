"""A hand-filled workbook of a resource mapping: the preview catches each of the faults people make, and says so."""

import datetime
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from opennaphs.domain.errors import InputRefused, Severity
from opennaphs.domain.funding.mapping_import import (
    EMPTY_ROW,
    NOT_WANTED,
    REFUSED,
    SAID_TWICE,
    TOTAL_ROW,
    import_document,
    import_of,
    resolved,
)
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.sources.mapping_workbook import parse_mapping_workbook
from tests.workbench import draft

HEADINGS = (
    "Source", "Kind of source", "Project", "Recipient", "Technical area", "Region", "Stage", "Date", "Year", "Amount",
    "Currency", "Price year", "Units", "All for this country",
)  # fmt: skip
ROW = {
    "Source": "World Bank",
    "Kind of source": "donor",
    "Project": "Laboratories",
    "Recipient": "Ministry of Health",
    "Technical area": "D1",
    "Stage": "commitment",
    "Date": datetime.date(2027, 1, 31),
    "Year": 2027,
    "Amount": 120_000,
    "Currency": "USD",
    "Price year": 2027,
    "All for this country": "yes",
}
KNOWN = (
    FundingSource("S01", "World Bank", SourceKind.DONOR, "USA"),
    FundingSource("S02", "Ministry of Finance", SourceKind.DOMESTIC),
    FundingSource("S03", "Global Fund", SourceKind.FUND),
)


def hand_filled(*rows, headings=HEADINGS, above=(), merge=(), title="Partners"):
    """Build a workbook as people do: something above, headings, rows; a row is what differs from the usual one."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for line in above:
        sheet.append(list(line))
    sheet.append(list(headings))
    for row in rows:
        cells = ROW | row if isinstance(row, dict) else row
        sheet.append([cells.get(name) for name in headings] if isinstance(cells, dict) else list(cells))
    for block in merge:
        sheet.merge_cells(block)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def plan_with_places():
    plan = draft()
    first = plan.activities[0]
    placed = replace(first, details=replace(first.details, places=("Northern Region", "Kampala")))
    return replace(plan, activities=(placed, *plan.activities[1:]))


def read(*rows, plan=None, **about):
    return parse_mapping_workbook(hand_filled(*rows, **about), "mapping.xlsx", plan or plan_with_places(), KNOWN)


def said(found):
    """Give everything the preview says, as a person reads it."""
    texts = [f"{one.column}{one.row}: {one.what} {one.remedy or ''}".strip() for one in found.problems]
    return "\n".join([*texts, *(f"? {one.text}" for one in found.proposals)])


def question(found, name):
    """Give the only question of a kind."""
    (one,) = (one for one in found.proposals if one.key.endswith(f"-{name}"))
    return one


def answered(found, **answers):
    """Give the rows after answers, by the kind of question."""
    by_key = {question(found, name).key: value for name, value in answers.items()}
    return resolved(found, by_key)


def amounts(found):
    return [Decimal(row.amount) for row in found.rows if not row.left_out]


def test_a_clean_row_is_read_and_asks_nothing():
    found = read({})
    assert said(found) == ""
    (row,) = found.rows
    assert (row.source_id, row.project, row.area, row.stage, row.day) == (
        "S01", "Laboratories", "jee-3.D1", "commitment", "2027-01-31",
    )  # fmt: skip
    assert (row.year, row.amount, row.currency, row.price_year, row.ours) == (2027, "120000", "USD", 2027, True)


# --- names ---


@pytest.mark.parametrize(
    "written", ["jee-3.D1", "d1", "D1. National laboratory systems", "National Laboratory Systems"]
)
def test_an_area_is_known_by_code_title_and_id(written):
    plan = plan_with_places()
    plan = replace(plan, area_titles={**plan.area_titles, "jee-3.D1": "National laboratory systems"})
    (row,) = read({"Technical area": written}, plan=plan).rows
    assert row.area == "jee-3.D1"


def test_a_misspelt_area_is_asked_with_the_nearest_first():
    plan = plan_with_places()
    plan = replace(plan, area_titles={**plan.area_titles, "jee-3.D1": "National laboratory systems"})
    found = read({"Technical area": "Nationl labratory system"}, plan=plan)
    one = question(found, "area")
    assert "“Nationl labratory system” (row 2) is no technical area of the plan" in said(found)
    assert str(one.choices[0].text) == "D1 National laboratory systems"
    assert answered(found, area="jee-3.D1").rows[0].area == "jee-3.D1"
    assert answered(found, area="keep").rows[0].area == ""
    assert answered(found, area="leave out").rows[0].left_out == NOT_WANTED


def test_the_same_misspelling_is_asked_once_for_all_rows():
    found = read({"Technical area": "Labratory"}, {"Technical area": "labratory ", "Year": 2027, "Amount": 5_000})
    assert question(found, "area").rows == ("Partners!2", "Partners!3")


def test_a_source_that_looks_like_a_known_one_is_proposed_and_not_taken():
    found = read({"Source": "Wold Bank"})
    assert found.rows[0].source_id == ""
    assert "“Wold Bank” (row 2) looks like a source that is known already" in said(found)
    same = answered(found, source="same: World Bank").rows[0]
    assert (same.source, same.source_id) == ("World Bank", "S01")
    assert answered(found, source="new").rows[0].source == "Wold Bank"


def test_initials_look_like_the_name_they_stand_for():
    assert "World Bank" in str(question(read({"Source": "WB"}), "source").choices[0].text)


def test_two_spellings_of_a_new_source_within_the_workbook_are_asked():
    found = read({"Source": "Pandemic Agency"}, {"Source": "Pandemc Agency", "Amount": 7_000})
    assert question(found, "source").rows == ("Partners!3",)


def test_a_new_source_without_a_kind_is_asked_and_not_when_it_turns_out_to_be_known():
    found = read({"Source": "Wold Bank", "Kind of source": None})
    assert [choice.value for choice in question(found, "kind").choices[:-1]] == [str(kind) for kind in SourceKind]
    assert answered(found, source="same: World Bank").open == ()
    assert [one.key for one in answered(found, source="new").open] == [question(found, "kind").key]


def test_a_region_that_is_nearly_one_of_the_plan_is_asked():
    found = read({"Region": "Nothern Region"})
    assert answered(found, region="Northern Region").rows[0].region == "Northern Region"
    assert answered(found, region="keep").rows[0].region == "Nothern Region"


def test_an_activity_brings_its_area():
    plan = plan_with_places()
    number = plan.activities[0].id
    headings = (*HEADINGS, "Activity")
    found = read({"Technical area": "D1", "Activity": f"{number} as in the list"}, headings=headings, plan=plan)
    (row,) = found.rows
    assert (row.activity, row.area) == (number, plan.activities[0].area)
    assert f"The activity {number} is in" in said(found)


# --- cells ---


def test_merged_cells_are_repeated_with_a_remark():
    found = read({}, {"Source": None, "Amount": 80_000}, {"Source": None, "Amount": 70_000}, merge=["A2:A4"])
    assert [row.source_id for row in found.rows] == ["S01"] * 3
    assert "A2: Merged cells: “World Bank” is taken for each of the rows 2 to 4." in said(found)


def test_one_amount_over_several_rows_is_refused_with_its_remedy():
    found = read({}, {"Technical area": "P1", "Amount": None}, merge=["J2:J3"])
    assert [row.left_out for row in found.rows] == [REFUSED, REFUSED]
    assert "J2: One amount stands over the rows 2 to 3. Undo the merging" in said(found)


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("Amount (000)", 1_000), ("Amount ('000 USD)", 1_000), ("Amount in thousands", 1_000),
        ("Montant (en milliers)", 1_000), ("Amount (millions)", 1_000_000), ("المبلغ بالآلاف", 1_000),
    ],
)  # fmt: skip
def test_a_heading_that_says_thousands_is_counted(heading, factor):
    headings = tuple(heading if name == "Amount" else name for name in HEADINGS)
    found = read({heading: 120}, headings=headings)
    assert amounts(found) == [120 * factor]
    assert "are read as whole units of money" in said(found)


def test_a_column_of_units_is_counted():
    assert amounts(read({"Amount": 1.5, "Units": "millions"}, {"Amount": 7, "Units": "milliers"})) == [1_500_000, 7_000]


def test_an_amount_a_thousand_times_below_the_others_is_asked():
    found = read({}, {"Amount": 95_000}, {"Amount": 210_000}, {"Amount": 150})
    one = question(found, "thousand")
    assert "“150” (row 5) is about a thousand times smaller" in said(found)
    assert one.rows == ("Partners!5",)
    assert answered(found, thousand="thousands").rows[3].amount == "150000"
    assert answered(found, thousand="plain").rows[3].amount == "150"


def test_amounts_of_ordinary_spread_are_not_asked():
    assert said(read({}, {"Amount": 9_500}, {"Amount": 2_100_000}, {"Amount": 15_000})) == ""


def test_two_currencies_in_one_column_are_each_read_with_their_own():
    rows = [{"Amount": text, "Currency": None} for text in ("USD 120 000", "120 000 €", "UGX 5m")]
    found = read(*rows)
    assert [(row.currency, row.amount) for row in found.rows] == [
        ("USD", "120000"), ("EUR", "120000"), ("UGX", "5000000"),
    ]  # fmt: skip
    assert "“UGX 5m” is read as 5" in said(found)


def test_a_bare_number_among_amounts_with_currencies_is_refused():
    found = read({"Amount": "USD 120 000", "Currency": None}, {"Amount": 80_000, "Currency": None})
    assert [row.left_out for row in found.rows] == ["", REFUSED]
    assert "J3: “80000” names no currency, while other amounts do. Write the currency" in said(found)


def test_a_mark_between_thousands_or_decimals_is_asked_once():
    found = read({"Amount": "USD 120,000", "Currency": None}, {"Amount": "EUR 50,000", "Currency": None})
    assert len(found.proposals) == 1
    assert [row.amount for row in answered(found, mark="thousands").rows] == ["120000", "50000"]
    assert [row.amount for row in answered(found, mark="decimals").rows] == ["120", "50"]


def test_other_numbers_of_the_column_decide_what_the_mark_means():
    found = read({"Amount": "USD 120,000", "Currency": None}, {"Amount": "USD 1,250,000.50", "Currency": None})
    assert amounts(found) == [120_000, Decimal("1250000.50")]


def test_a_currency_in_the_cell_against_another_in_its_column_is_refused():
    found = read({"Amount": "EUR 5 000", "Currency": "USD"})
    assert "J2: The amount says EUR, the column of currencies says USD. Correct one of the two" in said(found)


def test_when_nobody_names_a_currency_it_is_asked():
    found = read({"Currency": None})
    assert answered(found, currency="USD").rows[0].currency == "USD"


def test_the_currency_of_the_heading_counts():
    headings = tuple("Amount (EUR)" if name == "Amount" else name for name in HEADINGS if name != "Currency")
    assert read({"Amount (EUR)": 10_000}, headings=headings).rows[0].currency == "EUR"


@pytest.mark.parametrize(
    "word", ["Total", "TOTAL 2027", "Sub-total", "Sous-total", "Grand total", "المجموع", "الإجمالي"]
)
def test_rows_of_totals_are_left_out_and_said(word):
    found = read({}, (word, *[None] * 8, 120_000))
    assert [row.left_out for row in found.rows] == ["", TOTAL_ROW]
    assert f"The row is a total (“{word}”) and is left out" in said(found)


def test_a_company_whose_name_begins_with_total_is_no_total():
    assert read({"Source": "Total Energies"}).rows[0].left_out == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2027-03-31", "2027-03-31"), ("31/03/2027", "2027-03-31"), ("31.03.2027", "2027-03-31"),
        ("12 March 2027", "2027-03-12"), ("1er avril 2027", "2027-04-01"), ("March 12, 2027", "2027-03-12"),
        ("٣١/٠٣/٢٠٢٧", "2027-03-31"), (46_477, "2027-03-31"),
    ],
)  # fmt: skip
def test_days_written_as_text_are_read(written, day):
    assert read({"Date": written}).rows[0].day == day


def test_a_day_that_may_be_two_days_is_asked():
    found = read({"Date": "03/04/2027"})
    assert answered(found, order="first").rows[0].day == "2027-04-03"
    assert answered(found, order="second").rows[0].day == "2027-03-04"


def test_a_day_nobody_can_read_is_said_and_taken_as_not_said():
    found = read({"Date": "next spring"})
    assert "H2: “next spring” is no day we can read. Write it like 2027-03-31" in said(found)
    assert "No day is written: row 2." in said(found)


@pytest.mark.parametrize("year", [2019, 2045])
def test_a_year_outside_the_plan_is_refused(year):
    found = read({"Year": year})
    assert found.rows[0].left_out == REFUSED
    assert f"I2: {year} lies outside the plan (2027–2027). Correct the year" in said(found)


@pytest.mark.parametrize("year", ["2027/28", "2027-2029", "next"])
def test_a_year_that_is_several_is_refused(year):
    found = read({"Year": year})
    assert found.rows[0].left_out == REFUSED
    assert f"I2: “{year}” is no calendar year. Write one calendar year" in said(found)


def test_a_year_that_is_missing_follows_the_day_and_is_said():
    found = read({"Year": None})
    assert found.rows[0].year == 2027
    assert "I2: No year is written; that of the day is taken: 2027." in said(found)
    assert "does not say which year" in said(read({"Year": None, "Date": None}))


def test_a_negative_amount_is_asked():
    found = read({"Amount": -5_000})
    assert "less than nothing" in said(found)
    assert answered(found, negative="positive").rows[0].amount == "5000"
    assert answered(found, negative="leave out").rows[0].left_out == NOT_WANTED


def test_rows_that_say_the_same_are_asked():
    found = read({}, {})
    assert "The same is written several times (rows 2, 3). Is it the same money?" in said(found)
    assert [row.left_out for row in answered(found, twice="once").rows] == ["", SAID_TWICE]
    assert [row.left_out for row in answered(found, twice="keep").rows] == ["", ""]


def test_a_missing_stage_is_asked_by_source():
    found = read({"Stage": None}, {"Stage": None, "Amount": 60_000}, {"Source": "Global Fund", "Stage": ""})
    stages = [one for one in found.proposals if one.key.endswith("-stage")]
    assert [len(one.rows) for one in stages] == [2, 1]
    told = resolved(found, {stages[0].key: "pledge"})
    assert [row.stage for row in told.rows] == ["pledge", "pledge", ""]
    assert told.open == (stages[1],)


def test_a_stage_in_other_words_is_understood():
    rows = [{"Stage": word, "Amount": 50_000 + number} for number, word in enumerate(["Committed", "décaissé", "تعهد"])]
    assert [row.stage for row in read(*rows).rows] == ["commitment", "disbursement", "pledge"]


def test_missing_prices_are_asked_for_all_rows_at_once():
    found = read({"Price year": None}, {"Price year": None, "Amount": 90_000})
    assert [row.price_year for row in answered(found, prices="years").rows] == [2027, 2027]


def test_empty_rows_are_passed_over_and_rows_without_an_amount_are_said():
    found = read({}, tuple([None] * 14), {"Amount": None}, {"Amount": "n/a"})
    assert [row.left_out for row in found.rows] == ["", EMPTY_ROW, EMPTY_ROW]
    assert said(found).count("The row names no amount and is left out.") == 2


def test_an_amount_of_zero_is_said():
    found = read({"Amount": 0})
    assert "The amount is 0, which is no money" in said(found)
    assert found.rows[0].left_out == EMPTY_ROW


@pytest.mark.parametrize("share", ["40%", "40 %", 0.4, 1])
def test_a_share_in_the_column_of_amounts_is_refused(share):
    found = read({"Amount": share})
    assert found.rows[0].left_out == REFUSED
    assert "share" in said(found)
    assert "Write an amount of money" in said(found)


@pytest.mark.parametrize("words", ["about ten", "#REF!", True])
def test_what_is_no_amount_is_refused(words):
    found = read({"Amount": words})
    assert found.rows[0].left_out == REFUSED
    assert any(one.severity is Severity.ERROR and (one.row, one.column) == (2, "J") for one in found.problems)


def test_a_formula_nobody_computed_is_refused():
    found = read({"Amount": "=1000*12"})
    assert found.rows[0].left_out == REFUSED
    assert "J2: The cell holds a formula or an error without a value." in said(found)


def test_a_row_without_a_source_is_refused():
    assert "A2: The row does not say who pays. Write the name" in said(read({"Source": None}))


def test_money_that_does_not_say_whether_all_is_ours_is_taken_as_ours_and_said():
    found = read({"All for this country": None}, {"All for this country": "non", "Amount": 60_000})
    assert [row.ours for row in found.rows] == [True, False]
    assert "It is not said whether all of it is for this country: row 2." in said(found)


# --- headings ---


def test_headings_may_stand_below_a_title_and_advice():
    above = [["Resource mapping workshop 2027"], [], ["Please fill one row for each project"]]
    assert read({}, above=above).rows[0].key == "Partners!5"


FRENCH = {
    "Source": "Bailleur de fonds", "Kind of source": "Type de source", "Project": "Projet", "Recipient": "Bénéficiaire",
    "Technical area": "Domaine technique", "Region": "Région", "Stage": "Stade", "Date": "Date", "Year": "Année",
    "Amount": "Montant", "Currency": "Devise", "Price year": "Année des prix", "Units": "Unité",
    "All for this country": "Entièrement pour le pays",
}  # fmt: skip
ARABIC = {
    "Source": "مصدر التمويل", "Kind of source": "نوع المصدر", "Project": "المشروع", "Recipient": "المستفيد",
    "Technical area": "المجال التقني", "Region": "المنطقة", "Stage": "المرحلة", "Date": "التاريخ", "Year": "السنة",
    "Amount": "المبلغ", "Currency": "العملة", "Price year": "سنة الأسعار", "Units": "الوحدة",
    "All for this country": "للبلد كله",
}  # fmt: skip
LOOSE = FRENCH | {"Source": "DONOR / SOURCE", "Amount": "Amount (USD)", "Technical area": "JEE techncal area"}


@pytest.mark.parametrize("words", [FRENCH, ARABIC, LOOSE])
def test_headings_are_known_in_several_languages_and_spellings(words):
    row = {words[name]: value for name, value in ROW.items()}
    found = read(row, headings=tuple(words.values()))
    assert said(found) == ""
    assert found.rows[0] == read({}).rows[0]


def test_years_side_by_side_become_a_row_each():
    headings = ("Donor", "Project", "Technical area", "Stage", "2027", "Amount 2028")
    row = ("World Bank", "Labs", "D1", "pledge", 100_000, 50_000)
    found = read(row, headings=headings)
    assert [(one.key, one.year, one.amount, one.left_out) for one in found.rows] == [
        ("Partners!2:2027", 2027, "100000", ""),
        ("Partners!2:2028", 2028, "50000", REFUSED),
    ]
    assert "2028 lies outside the plan" in said(found)


def test_columns_that_are_not_used_are_named():
    assert "O1: The column “Telephone” is not used." in said(read({}, headings=(*HEADINGS, "Telephone")))


def test_a_workbook_without_such_a_table_is_refused():
    with pytest.raises(InputRefused, match="No sheet has the headings of a resource mapping"):
        read({}, headings=("Name", "Telephone"))


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"name;amount\n", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(InputRefused):
        parse_mapping_workbook(content, "x.xlsx", draft(), KNOWN)


def test_what_was_read_is_kept_and_given_back_whole():
    found = read({"Source": "Wold Bank", "Technical area": "Labratory"}, {"Amount": "40%"}, {"Date": "03/04/2027"})
    assert import_of(import_document(found)) == found


@pytest.mark.parametrize(
    ("column", "letter"),
    [("Stage", "G"), ("Kind of source", "B"), ("Currency", "K"), ("Price year", "L"), ("Units", "M")],
)
def test_a_word_nobody_knows_is_said_with_its_place(column, letter):
    found = read({column: "whatever"})
    assert f"{letter}2: “whatever” is no word we know" in said(found)
