"""What people's score files may look like, and what they are told when one cannot be taken."""

import json
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.composites import Kind, composites
from opennaphs.domain.errors import InputRefused
from opennaphs.sources.scores import parse_scores

HEAD = "country,framework,indicator,score,date,source\n"


def _csv(*lines, head=HEAD):
    return parse_scores((head + "\n".join(lines) + "\n").encode(), "scores.csv")


def _refusal(content, name="scores.csv"):
    with pytest.raises(InputRefused) as caught:
        parse_scores(content if isinstance(content, bytes) else (HEAD + content + "\n").encode(), name)
    return str(caught.value)


# --- our long CSV -------------------------------------------------------------------------------------------------


def test_a_long_csv_may_hold_several_countries_editions_and_dates():
    read = _csv(
        "UGA,jee-1,P1.1,3,2017-06-26,report",
        "UGA,jee-1,P1.2,,2017-06-26,report",
        "Kenya,spar-1,C1.1,60,2019,report",
        "KEN,spar-1,C1.2,2,2019,report",
        "KEN,spar-1,C1.3,0,2019,report",
    )
    uganda, kenya = read.assessments
    assert (uganda.country, uganda.framework, uganda.date) == ("UGA", "jee-1", "2017-06-26")
    assert dict(uganda.levels) == {"jee-1.P1.1": Decimal(3), "jee-1.P1.2": None}
    assert dict(kenya.levels) == {"spar-1.C1.1": Decimal(3), "spar-1.C1.2": Decimal(2), "spar-1.C1.3": None}
    assert read.warnings == ()


@pytest.mark.parametrize("head", [HEAD.upper(), "\ufeff" + HEAD, HEAD.replace(",", ";"), HEAD.replace(",", "\t")])
def test_excel_dialects_are_understood(head):
    mark = next(sign for sign in ";\t," if sign in head)
    read = _csv(mark.join(["UGA", "jee-1", "P1.1", "2,5" if mark == ";" else "3", "2017", "report"]), head=head)
    assert len(read.assessments) == 1


@pytest.mark.parametrize("code", ["P.1.1", "p1.1", "jee-1.P1.1", "JEE-1.P1.1"])
@pytest.mark.parametrize("edition", ["jee-1", "JEE 1", "jee1", "JEE 1.0"])
def test_codes_are_taken_as_people_write_them(code, edition):
    (one,) = _csv(f"UGA,{edition},{code},3,2017,report").assessments
    assert list(one.levels) == ["jee-1.P1.1"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "Ugnada,jee-1,P1.1,3,2017,r",
            "row 2, column country: “Ugnada” is no country we know. Did you mean Uganda (UGA)",
        ),
        ("UGA,jee-9,P1.1,3,2017,r", "column framework: “jee-9” is no framework edition. Write one of: jee-1, jee-2"),
        (
            "UGA,jee-2,P8.1,3,2017,r",
            "column indicator: JEE 2 has no indicator “P8.1”. JEE 3 have it: is the edition right?",
        ),
        ("UGA,jee-1,Q1.1,3,2017,r", "JEE 1 has no indicator “Q1.1”. Its codes run from P1.1 to RE2."),
        ("UGA,jee-1,P1.1,6,2017,r", "column score: 6 is no level of JEE 1. Write a whole number from 1 to 5"),
        ("UGA,jee-1,P1.1,60,2017,r", "60 looks like a percentage, but JEE 1 is scored in levels. Write level 3"),
        ("UGA,jee-1,P1.1,0,2017,r", "0 is no level of JEE 1. Write a whole number from 1 to 5; leave the cell empty"),
        ("UGA,spar-2,C1.1,50,2021,r", "50 is no score of SPAR 2. Write a level from 1 to 5 or its percentage"),
        ("UGA,jee-1,P1.1,good,2017,r", "“good” is no score. Write a number, or leave the cell empty."),
        ("UGA,jee-1,P1.1,3,26/06/2017,r", "column date: “26/06/2017” is no date. Write a year, a month or a day"),
        ("UGA,jee-1,P1.1,3,,r", "column date: “” is no date."),
        (
            "UGA,jee-1,P1.1,3,2017,r\nUGA,jee-1,P.1.1,2,2017,r",
            "row 3, column indicator: UGA jee-1.P1.1 of 2017 stands in row 2",
        ),
        ("UGA,jee-1,P1.1,3,2017,a report, with a comma", "row 2: The line has 7 cells under 6 headings."),
        ('UGA,jee-1,P1.1,3,2017,"open', "Look for a quotation mark that is not closed."),
        ("", "The table has headings but no lines."),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_place_and_its_remedy(line, said):
    assert said in _refusal(line)


def test_all_faults_are_named_at_once():
    said = _refusal("UGA,jee-1,P1.1,6,2017,r\nUgnada,jee-1,P1.2,3,2017,r\nUGA,jee-1,P2.1,3,x,r")
    assert all(f"row {number}" in said for number in (2, 3, 4))


def test_a_missing_heading_suggests_the_one_that_is_meant():
    said = _refusal(b"country,framework,indicators,score,date,source\n")
    assert "The column “indicator” is missing. Rename “indicators” to “indicator”." in said


def test_a_heading_that_stands_twice_is_refused():
    assert "stands twice" in _refusal(HEAD.replace("source", "source,score").encode() + b"UGA,jee-1,P1.1,3,2017,r,4\n")


def test_other_columns_and_missing_sources_are_warnings():
    read = _csv("UGA,jee-1,P1.1,3,2017,,x", head=HEAD.replace("\n", ",remarks\n"))
    assert [problem.what for problem in read.warnings] == [
        "The column “remarks” is not used.",
        "UGA: no source is given.",
    ]


def test_a_half_level_is_kept_and_said():
    read = _csv("SLE,jee-1,D1.1,2.5,2016,report")
    assert read.assessments[0].levels["jee-1.D1.1"] == Decimal("2.5")
    assert "a plan starts from level 2" in str(read.warnings[0])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel file or is protected by a password"),
        (b"%PDF-1.7", "The file is a PDF."),
        (HEAD.encode() + b"UGA,jee-1,P1.1,3,2017,R\xe9sum\xe9\n", "row 2: The text is not written in UTF-8."),
        (b"PK\x03\x04 no archive", "The workbook is damaged or protected."),
        (b"{ not json", "The file is not valid JSON."),
        (b'{"a": 1}', "it has no list “value”"),
        (b"[]", "it has no list “value”"),
        (b'{"value": []}', "No row of the response holds a country's SPAR score."),
    ],
)
def test_other_files_are_refused_with_the_reason(content, said, tmp_path, naphs):
    file = tmp_path / "scores.bin"
    file.write_bytes(content)
    result = naphs("scores", file)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


# --- workbooks as their publishers lay them out -------------------------------------------------------------------


def _bytes(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _jee_workbook(**cells):
    framework = load_framework("jee-1")
    row = {"country": "Uganda", "iso": "UGA", "jee_date1": datetime(2017, 6, 26), "readyscore_newest": 40}  # noqa: DTZ001
    row |= {one.code.replace(".", "").lower(): 2 for one in framework.indicators} | {"v2_p11": None} | cells
    book = Workbook()
    book.active.append(list(row))
    book.active.append(list(row.values()))
    return _bytes(book)


def test_the_jee_spreadsheet_gives_levels_and_published_scores():
    (one,) = parse_scores(_jee_workbook(p1=2.0, prevent=40.0), "jee.xlsx").assessments
    parts = {part.code: part for part in composites(one, load_framework("jee-1"))}
    assert (one.country, one.date, len(one.levels)) == ("UGA", "2017-06-26", 48)
    assert parts["ReadyScore"].agrees is parts["prevent"].agrees is parts["P1"].agrees is True


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"p11": 6}, "sheet “Sheet”, row 2, column E: 6 is no level of JEE 1."),
        ({"iso": "UGX"}, "row 2, column B: “UGX” is no country we know."),
        ({"iso": None, "country": None}, "The row has scores but no country."),
        ({"jee_date1": None}, "The row has scores but no date of the JEE."),
    ],
)
def test_a_broken_jee_spreadsheet_names_sheet_row_and_column(cells, said):
    assert said in _refusal(_jee_workbook(**cells), "jee.xlsx")


def test_a_published_total_that_does_not_add_up_is_reported():
    read = parse_scores(_jee_workbook(readyscore_newest=55), "jee.xlsx")
    assert "the published total score ReadyScore is 55, but its parts give 40." in str(read.warnings[0])


def _spar_workbook(year="2019", total=None, party="Uganda", received="yes", **scores):
    framework = load_framework("spar-1")
    headings, values = (
        ["Data Received", "Region", "State Party of IHR", "Total Average"],
        [received, "AFRO", party, total],
    )
    for area in framework.areas:
        for one in framework.indicators_of(area.id):
            headings.append("C." + one.code[1:])
            values.append(scores.get(one.code.replace(".", "_"), 40))
        headings.append("C." + area.code[1:])
        values.append(scores.get(area.code, 40))
    book = Workbook()
    book.active.append([f"Scores Year {year}"])
    book.active.append(headings)
    book.active.append(values)
    return _bytes(book)


def test_the_spar_workbook_gives_percentages_as_levels():
    (one,) = parse_scores(_spar_workbook(total=40), "spar.xlsx").assessments
    assert (one.country, one.framework, one.date) == ("UGA", "spar-1", "2019")
    assert set(one.levels.values()) == {Decimal(2)}
    assert all(part.agrees for part in composites(one, load_framework("spar-1")))


def test_a_zero_and_an_empty_cell_of_spar_are_both_unanswered():
    (one,) = parse_scores(_spar_workbook(C1_1=0, C1_2=""), "spar.xlsx").assessments
    assert one.levels["spar-1.C1.1"] is None
    assert one.levels["spar-1.C1.2"] is None


def test_a_capacity_that_leaves_unanswered_indicators_out_is_explained():
    read = parse_scores(_spar_workbook(C2_1=40, C2_2=""), "spar.xlsx")
    assert "by the rule of the tool they count 0" in str(read.warnings[0])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"C1_1": 50}, "row 3, column E: 50 is no score of SPAR 1."),
        ({"C1_1": "forty"}, "“forty” is no score."),
        ({"party": "Ugandda"}, "row 3, column C: “ugandda” is no country we know. Did you mean Uganda"),
        ({"year": "?"}, "The reporting year is nowhere to be found. Put the year into the name of the file"),
    ],
)
def test_a_broken_spar_workbook_names_sheet_row_and_column(cells, said):
    assert said in _refusal(_spar_workbook(**cells), "spar.xlsx")


def test_the_year_may_stand_in_the_name_of_the_file():
    (one,) = parse_scores(_spar_workbook(year="?"), "spar_2018.xlsx").assessments
    assert one.date == "2018"


def test_parties_without_data_are_counted_not_scored():
    read = parse_scores(_spar_workbook(received="no"), "spar.xlsx")
    assert read.assessments == ()
    assert "1 States Parties sent no usable data: UGA." in str(read.warnings[0])


def test_a_missing_indicator_column_is_named():
    book = Workbook()
    book.active.append(["Data Received", "Region", "State Party of IHR", "C.1.1", "C.1"])
    book.active.append(["yes", "AFRO", "Uganda", 40, 40])
    assert "Columns of SPAR 1 are missing: C1.2, C1.3" in _refusal(_bytes(book), "spar_2019.xlsx")


def test_a_workbook_of_something_else_says_what_would_do():
    book = Workbook()
    book.active.append(["budget", 2020])
    assert "None of the sheets (Sheet) holds JEE or SPAR scores" in _refusal(_bytes(book), "x.xlsx")


# --- Global Health Observatory ------------------------------------------------------------------------------------


def _gho(*rows, **extra):
    return json.dumps({"value": list(rows)} | extra).encode()


def _row(value, dim1="IHRSPARCAPACITYLEVEL_TOTL", dim2="IHRSPARINDICATORSCORE_TOTL", code="SDGIHR2021", **more):
    row = {"IndicatorCode": code, "SpatialDimType": "COUNTRY", "SpatialDim": "UGA", "TimeDim": 2023, "Dim1": dim1}
    return row | {"Dim2": dim2, "NumericValue": value} | more


def test_a_gho_response_gives_total_capacities_and_indicators():
    read = parse_scores(
        _gho(
            _row(3),
            _row(50, "IHRSPARCAPACITYLEVEL_C02", "IHRSPARINDICATORSCORE_C02"),
            _row(40, "IHRSPARCAPACITYLEVEL_C02", "IHRSPARINDICATORSCORE_C02_1"),
            _row(60, "IHRSPARCAPACITYLEVEL_C02", "IHRSPARINDICATORSCORE_C02_2"),
            _row(77, SpatialDimType="REGION", SpatialDim="AFR"),
        ),
        "gho.json",
    )
    (one,) = read.assessments
    assert dict(one.levels) == {"spar-2.C2.1": 2, "spar-2.C2.2": 3}
    assert dict(one.published) == {"total": 3, "spar-2.C2": 50}
    said = "\n".join(str(problem) for problem in read.warnings)
    assert "1 rows of the kind “REGION” are no countries." in said
    assert "the published area score C2 is 50, but its parts give 33." in said


def test_capacity_series_are_read_by_their_code():
    read = parse_scores(
        _gho(_row(60, None, None, "IHRSPAR2_C05"), _row(40, None, None, "IHRSPAR_CAPACITY04")), "g.json"
    )
    assert [(one.framework, dict(one.published)) for one in read.assessments] == [
        ("spar-2", {"spar-2.C5": 60}),
        ("spar-1", {"spar-1.C4": 40}),
    ]


def test_a_page_of_several_is_said():
    read = parse_scores(_gho(_row(50), **{"@odata.nextLink": "more"}), "gho.json")
    assert "one page of several" in str(read.warnings[0])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_row(50, code="WHS4_100"), "row 1, column IndicatorCode: “WHS4_100” is no series of SPAR scores."),
        (_row(50, SpatialDim="UGX"), "column SpatialDim: “UGX” is no country we know."),
        (_row(50, TimeDim="2023"), "column TimeDim: “2023” is no year."),
        (_row(150), "150 is no percentage."),
        (_row("high"), "“high” is no score."),
        (_row(50, "IHRSPARCAPACITYLEVEL_C02", "IHRSPARINDICATORSCORE_C02_1"), "50 is no score of SPAR 2."),
        (_row(50, "IHRSPARCAPACITYLEVEL_C31", None), "SPAR 2 has no C31."),
        (_row(60, "IHRSPARCAPACITYLEVEL_C02", "IHRSPARINDICATORSCORE_C02_9"), "SPAR 2 has no C2.9."),
        ("no record", "row 1: The entry is no record."),
    ],
)
def test_a_broken_gho_response_names_row_and_field(row, said):
    assert said in _refusal(_gho(row), "gho.json")


def test_a_score_that_stands_twice_is_refused():
    assert "stands twice" in _refusal(_gho(_row(50), _row(50)), "gho.json")


def test_total_and_capacity_kinds_are_told_apart():
    (one,) = parse_scores(_gho(_row(50)), "gho.json").assessments
    total = next(part for part in composites(one, load_framework("spar-2")) if part.kind is Kind.TOTAL)
    assert (total.value, total.published, total.agrees) == (None, 50, None)
