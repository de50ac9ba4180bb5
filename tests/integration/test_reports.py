"""The workbook and the document: what is in them, that they add up, and that LibreOffice opens and recomputes them."""

import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from opennaphs.domain.costing import CostState
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.goals import Term
from opennaphs.reports.matrix import rows_of_area
from opennaphs.reports.matrix_workbook import render_workbook, sheet_names
from opennaphs.reports.plan_text import render_document
from tests.factories import (
    create_action,
    create_costed_plan,
    create_template,
)

COLUMNS = 27


def _sheets(content):
    return load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)


def test_the_workbook_has_a_summary_the_goals_one_sheet_an_area_and_the_27_columns():
    formulas, _ = _sheets(render_workbook(create_costed_plan(), {}))
    assert formulas.sheetnames == ["Summary", "Goals", "A", "B", "Notices"]
    headings = [cell.value for cell in formulas["A"][6]]
    assert len(headings) == COLUMNS
    assert headings[0] == "UniqueID"
    assert headings[24:] == ["TotalOver5Years", "CostCategory1", "CostCategory2"]


def test_an_activity_with_several_economic_types_takes_a_row_for_each():
    rows = rows_of_area(create_costed_plan(), "A", {})
    assert [(row.unique_id, row.category_2, row.estimate) for row in rows] == [
        ("A-001", "Other", Decimal("30.00")),
        ("A-001.2", "Capital", Decimal("7.00")),
        ("A-001.3", "Recurrent", Decimal("311.64")),
        ("A-002", "", Decimal(0)),
    ]
    assert rows[2].frequency == (1, 1, 1, 1, 1)
    assert rows[0].frequency == (1, 0, 0, 0, 0)


def test_years_after_a_one_year_plan_stay_empty():
    (row, *_) = rows_of_area(create_costed_plan(term=Term.ONE_YEAR), "A", {})
    assert row.frequency == (1, None, None, None, None)


def test_the_rows_of_a_plan_add_up_to_the_plan():
    plan = create_costed_plan()
    rows = [row for area in plan.area_titles for row in rows_of_area(plan, area, {})]
    from_rows = sum(row.estimate * sum(row.frequency) for row in rows if row.estimate is not None)
    from_plan = sum(amount.amount for one in plan.activities for line in one.cost.lines for amount in line.by_year)
    assert from_rows == from_plan
    assert from_plan > 0


def test_what_is_not_costed_stays_empty_and_what_costs_nothing_is_zero():
    formulas, values = _sheets(render_workbook(create_costed_plan(), {}))
    assert values["B"]["N7"].value is None
    assert values["B"]["T7"].value in {None, ""}
    assert "Not costed" in values["B"]["I7"].value
    assert values["A"]["N10"].value == 0
    assert formulas["A"]["T7"].value.startswith("=IF(OR($N7=")
    assert values["Summary"]["I7"].value == "some activities are not costed"


def test_there_is_no_limit_of_a_hundred_rows():
    plan = create_costed_plan([create_action(f"a{n}", "A.1", 2, costs=(create_template(),)) for n in range(1000)])
    _, values = _sheets(render_workbook(plan, {}))
    assert values["A"]["A1006"].value == "A-1000"
    assert values["A"]["Y1007"].value == pytest.approx(10_000)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "@SUM(1)", "-2", "\t=1", "<b>&amp;", "http://example.org"])
def test_a_text_never_becomes_a_formula(text):
    action = replace(create_action("a", "A.1", 2), text=text)
    formulas, _ = _sheets(render_workbook(create_costed_plan([action], costed=False), {}))
    cell = formulas["A"]["D7"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_sheet_names_are_short_clean_and_unique():
    plan = replace(
        create_costed_plan(),
        area_titles={
            "x.A": "a/b:c*d?e[f] " + "long " * 9,
            "y.A": "a/b:c*d?e[f] " + "long " * 9,
            "z.Summary": "z.Summary",
        },
    )
    names = list(sheet_names(plan).values())
    assert len({name.casefold() for name in names} | {"summary"}) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def _convert(soffice: str, profile: Path, kind: str, folder: Path, file: Path) -> None:
    command = [
        soffice,
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        folder,
    ]
    subprocess.run([*command, file], check=True, capture_output=True, timeout=180)


def _recomputed(soffice: str, folder: Path, content: bytes):
    """Let LibreOffice open the workbook, recompute everything, and save it again."""
    (folder / "in.xlsx").write_bytes(content)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">'
        "<value>0</value></prop></item></oor:items>"
    )
    _convert(soffice, profile, "xlsx", folder / "out", folder / "in.xlsx")
    return load_workbook(folder / "out/in.xlsx", data_only=True)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_the_workbook_and_computes_the_same_cents(soffice, tmp_path):
    content = render_workbook(create_costed_plan(), {})
    theirs, (_, ours) = _recomputed(soffice, tmp_path, content), _sheets(content)
    compared = 0
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                other = theirs[sheet.title][cell.coordinate].value
                if isinstance(cell.value, int | float):
                    assert other == pytest.approx(cell.value, abs=0.005), (sheet.title, cell.coordinate)
                    compared += 1
    assert compared > 60


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_recomputes_and_does_not_only_repeat_what_we_stored(soffice, tmp_path):
    formulas, _ = _sheets(render_workbook(create_costed_plan(), {}))
    formulas["A"]["N7"] = 1000
    buffer = BytesIO()
    formulas.save(buffer)
    theirs = _recomputed(soffice, tmp_path, buffer.getvalue())
    assert theirs["A"]["T7"].value == 1000
    assert theirs["Summary"]["C6"].value == pytest.approx(1000 + 7 + 311.64)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_opens_the_document(soffice, tmp_path):
    (tmp_path / "plan.docx").write_bytes(render_document(create_costed_plan(), {}))
    _convert(soffice, tmp_path / "profile", "pdf", tmp_path, tmp_path / "plan.docx")
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")


def _texts(content):
    book = Document(BytesIO(content))
    paragraphs = [paragraph.text for paragraph in book.paragraphs]
    return paragraphs, [[cell.text for cell in row.cells] for table in book.tables for row in table.rows], book


def test_the_document_holds_summary_chart_goals_activities_and_notices():
    plan = create_costed_plan()
    paragraphs, rows, book = _texts(render_document(plan, {"jee-1.P1.1": "Laws"}))
    assert "Uganda: draft action plan for health security 2027-2031" in paragraphs
    assert ["jee-1.P1.1", "Laws", "1", "4"] in rows
    assert ["jee-1.D1.1", "", "–", "–"] in rows
    assert any(row[0] == "A-001" and "Do what mixed says." in row[1] and row[4] == "USD 1,595" for row in rows)
    assert any(row[0] == "B-001" and row[4] == "not costed" for row in rows)
    assert all(notice.text() in paragraphs for notice in plan.notices)
    assert len(book.inline_shapes) == 1
    assert "table below" in book.inline_shapes[0]._inline.docPr.get("descr")


def test_signs_of_markup_in_a_text_do_no_harm():
    action = replace(create_action("a", "A.1", 2), text="Test <b> & {{ 7 * 7 }} {% if %} here")
    _, rows, _ = _texts(render_document(create_costed_plan([action], costed=False), {}))
    assert any("Test <b> & {{ 7 * 7 }} {% if %} here" in row[1] for row in rows if len(row) == 5)


def test_a_template_of_somebody_else_that_cannot_be_filled_is_refused():
    with pytest.raises(InputRefused, match="The template cannot be filled"):
        render_document(create_costed_plan(), {}, template=b"no template")


def test_an_uncosted_plan_says_so_and_shows_no_zero():
    plan = create_costed_plan(costed=False)
    assert {one.cost.state for one in plan.activities} == {CostState.NOT_COSTED}
    paragraphs, rows, _ = _texts(render_document(plan, {}))
    assert any("not costed yet" in text for text in paragraphs)
    assert not any("USD" in cell for row in rows for cell in row)
