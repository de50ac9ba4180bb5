"""A table of recommendations as people send it: what is understood, what is refused and where, and the way back."""

import datetime

import pytest

from opennaphs.domain.errors import InputRefused
from opennaphs.domain.recommendations import Origin
from opennaphs.reports.recommendations_table import (
    REGISTER_HEADINGS,
    render_recommendations,
    render_recommendations_template,
)
from opennaphs.sources.recommendations_table import MOST_LINES, parse_recommendations
from opennaphs.sources.workbooks import parse_workbook

HEAD = "origin,title,date,area,text,owner,due\n"


def read(*lines: str):
    return parse_recommendations((HEAD + "".join(f"{one}\n" for one in lines)).encode(), "r.csv")


def test_a_whole_line_is_understood():
    (line,) = read("AAR,Cholera review,2025-03,D1,Train samplers,Laboratory director,2027-06-30").lines
    assert line.origin is Origin.AFTER_ACTION
    assert (line.title, line.date, line.area) == ("Cholera review", "2025-03", "jee-3.D1")
    assert (line.text, line.owner, line.due) == (
        "Train samplers",
        "Laboratory director",
        datetime.date(2027, 6, 30),
    )


def test_what_nobody_wrote_is_empty_and_no_day():
    (line,) = read("spar,,,,Do it,,").lines
    assert (line.title, line.date, line.area, line.owner, line.due) == ("", "", "", "", None)


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("D1", "jee-3.D1"),
        ("jee-1.D1", "jee-1.D1"),
        ("spar-2.C4", "spar-2.C4"),
        ("Financing", "jee-3.P2"),
        ("P2 Financing", "jee-3.P2"),
    ],
)
def test_an_area_is_understood_by_id_code_or_title(written, area):
    assert read(f"jee,,,{written},Do it,,").lines[0].area == area


@pytest.mark.parametrize(
    ("line", "place", "what"),
    [
        ("gossip,,,,Do it,,", "row 2, column origin", "“gossip” is no origin"),
        (",,,,Do it,,", "row 2, column origin", "The origin is missing"),
        ("jee,,,D99,Do it,,", "row 2, column area", "“D99” is no technical area"),
        ("jee,,June,,Do it,,", "row 2, column date", "“June” is no date"),
        ("jee,,,,Do it,,soon", "row 2, column due", "“soon” is no day"),
        ("jee,,,,,Director,", "row 2, column text", "has no text"),
        (f"jee,,,,{'x' * 4001},,", "row 2, column text", "4001 letters"),
        (f"jee,{'x' * 301},,,Do it,,", "row 2, column title", "301 letters"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_at_its_place(line, place, what):
    with pytest.raises(InputRefused) as refused:
        read("spar,,,,A good line,,", line)
    (problem,) = refused.value.problems
    assert place.replace("row 2", "row 3") in str(problem.where)
    assert what in problem.what


def test_every_fault_is_told_at_once():
    with pytest.raises(InputRefused) as refused:
        read("gossip,,,D99,,,soon")
    assert len(refused.value.problems) == 4


def test_a_table_without_lines_or_with_far_too_many_is_refused():
    with pytest.raises(InputRefused, match="no lines"):
        read()
    with pytest.raises(InputRefused, match="5,001 lines"):
        read(*(["jee,,,,Do it,,"] * (MOST_LINES + 1)))


def test_our_own_register_is_read_back_and_holds_no_formula():
    row = dict.fromkeys(REGISTER_HEADINGS, "")
    row |= {"id": "R1", "origin": "pvs", "text": "=HYPERLINK(1)", "area": "jee-3.P5", "due": "2027-01-31"}
    content = render_recommendations([row])
    assert b"'=HYPERLINK(1)" in content
    read_back = parse_recommendations(content, "register.csv")
    assert [(one.text, one.area) for one in read_back.lines] == [("=HYPERLINK(1)", "jee-3.P5")]
    assert {one.what for one in read_back.warnings} == {
        f"The column “{name}” is not used." for name in ("id", "state", "reason", "activities")
    }


def test_the_empty_workbook_has_the_headings_and_the_words_and_is_read_as_empty():
    content = render_recommendations_template(map(str, Origin), ["D1 Laboratories"])
    table, words = parse_workbook(content, "empty.xlsx")
    assert table.rows[0] == ("origin", "title", "date", "area", "text", "owner", "due")
    assert words.rows[1] == ("jee priority action", "D1 Laboratories")
    with pytest.raises(InputRefused, match="no lines"):
        parse_recommendations(content, "empty.xlsx")
