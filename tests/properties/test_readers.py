"""Whatever bytes come in: a reader gives its result or refuses with sentences. No other error ever leaves it."""

import json
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.errors import InputRefused
from opennaphs.sources.external_catalogue import parse_actions, parse_crosswalk
from opennaphs.sources.goals_csv import parse_goals
from opennaphs.sources.plan_file import parse_plan
from opennaphs.sources.scores import parse_scores

cells = st.one_of(
    st.text(max_size=12), st.sampled_from(["UGA", "jee-1", "P1.1", "3", "2.5", "2017", "", "∞", "１", "1e400", "-0"])
)
values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.datetimes())


def _holds(read, *arguments):
    try:
        read(*arguments)
    except InputRefused as refused:
        unexplained = not refused.problems or not all(problem.what for problem in refused.problems)
        if unexplained:
            pytest.fail("refused without saying why")


@given(st.binary(max_size=400))
@example(b"PK\x03\x04" + b"\0" * 40)
@example(b"\xef\xbb\xbf[")
def test_any_bytes_as_scores(content):
    _holds(parse_scores, content or b" ", "x")


@given(st.lists(st.lists(cells, min_size=1, max_size=8), max_size=6))
def test_any_table_under_the_right_headings(rows):
    text = "country,framework,indicator,score,date,source\n" + "\n".join(",".join(row) for row in rows)
    _holds(parse_scores, text.encode("utf-8", "surrogatepass"), "x.csv")


@given(st.lists(st.lists(cells, min_size=1, max_size=7), max_size=6))
def test_any_actions_crosswalk_and_goals(rows):
    body = "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")
    _holds(parse_actions, b"action_id,target,level,text,types,hazards\n" + body, "actions.csv")
    _holds(parse_crosswalk, b"framework,indicator,target\n" + body, "crosswalk.csv")
    _holds(parse_goals, b"indicator,goal\n" + body, "goals.csv", load_framework("jee-1"))


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["IndicatorCode", "SpatialDim", "SpatialDimType", "TimeDim", "Dim1", "Dim2", "NumericValue", "Value"]
            ),
            st.one_of(
                st.none(),
                st.integers(),
                st.text(max_size=9),
                st.floats(),
                st.sampled_from(["SDGIHR2021", "IHRSPAR2_C99", "UGA", "COUNTRY", "X_C02_1", 2020, 40]),
            ),
        ),
        max_size=5,
    )
)
def test_any_gho_response(rows):
    _holds(parse_scores, json.dumps({"value": rows}).encode(), "x.json")


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["format", "format_version", "goals", "activities", "cost"]), inner)
        ),
    )
)
def test_any_json_as_a_plan(content):
    _holds(parse_plan, json.dumps(content).encode(), "x.naphs.json")
    if isinstance(content, dict):
        _holds(parse_plan, json.dumps(content | {"format": "naphs-plan", "format_version": 1}).encode(), "x.naphs.json")


@settings(max_examples=40)
@given(st.lists(st.lists(values, min_size=4, max_size=30), min_size=1, max_size=4), st.sampled_from(["jee", "spar"]))
def test_any_cells_in_a_workbook_of_the_right_shape(rows, kind):
    book = Workbook()
    framework = load_framework("jee-1" if kind == "jee" else "spar-1")
    if kind == "jee":
        codes = [one.code.replace(".", "").lower() for one in framework.indicators]
        book.active.append(["country", "iso", "jee_date1", "v2_p11", *codes])
    else:
        book.active.append(
            [
                "Data Received",
                "State Party of IHR",
                *["C." + one.code[1:] for one in framework.indicators],
                *["C." + area.code[1:] for area in framework.areas],
            ]
        )
    for row in rows:
        book.active.append([_writable(value) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    _holds(parse_scores, buffer.getvalue(), "spar_2019.xlsx")


def _writable(value):
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable())
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - not a number


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_a_workbook_with_broken_bytes(position, noise):
    content = bytearray(_workbook())
    position %= len(content)
    content[position : position + len(noise)] = noise
    _holds(parse_scores, bytes(content), "x.xlsx")


def _workbook():
    book = Workbook()
    book.active.append(["country", "iso", "jee_date1", "p11", "v2_p11"])
    book.active.append(["Uganda", "UGA", None, 3, None])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- hostile workbooks --------------------------------------------------------------------------------------------


def _repacked(**parts):
    """Give the small workbook with some of its parts replaced."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(_workbook())) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_repacked(**{"xl/media/bomb.bin": b"\0" * 350_000_000}), "unpacks to far more"),
        (
            _repacked(
                **{"xl/worksheets/sheet1.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'}
            ),
            "document type definition",
        ),
        (_repacked(**{"xl/worksheets/sheet1.xml": b"<broken"}), "cannot be read"),
        (_repacked(**{f"xl/x{number}": b"" for number in range(2100)}), "unpacks to far more"),
    ],
    ids=["bomb", "entities", "broken xml", "many parts"],
)
def test_hostile_workbooks_end_in_a_sentence(content, said):
    with pytest.raises(InputRefused, match=said):
        parse_scores(content, "x.xlsx")


def test_a_zip_that_is_no_workbook():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(InputRefused, match="no Excel workbook"):
        parse_scores(buffer.getvalue(), "x.xlsx")


def test_a_million_empty_rows_end_quickly_in_a_sentence():
    rows = "".join(f'<row r="{n}"><c r="A{n}"/></row>' for n in range(1, 70_000))
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + '<row r="70001"><c r="A70001"><v>1</v></c></row></sheetData></worksheet>'
    )
    with pytest.raises(InputRefused, match="more than 60,000 rows"):
        parse_scores(_repacked(**{"xl/worksheets/sheet1.xml": sheet.encode()}), "x.xlsx")
