"""A register kept in a spreadsheet is brought in after a look at what it would change; nothing is lost or guessed."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from opennaphs.domain.errors import InputRefused
from opennaphs.sources.stakeholders_table import parse_stakeholders
from opennaphs.store.models import AuditEvent, ImportPreview, StakeholderRecord
from tests.engagement import create_stakeholder
from tests.workbench import create_country, signed_in

SECTORS = {"health": "health", "santé": "health", "finance": "finance"}
PAGE = "/c/UGA/engagement/import/"


def _csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def _xlsx(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# --- reading --------------------------------------------------------------------------------------------------------


def test_csv_and_workbook_say_the_same():
    heads = ["Name", "Sector", "Influence", "Contact"]
    rows = [["Ministry", "Santé", 5, "x@y"], ["Treasury", "finance", None, None]]
    content = _csv(*(",".join("" if cell is None else str(cell) for cell in row) for row in [heads, *rows]))
    from_csv, _ = parse_stakeholders(content, "a.csv", SECTORS)
    from_xlsx, _ = parse_stakeholders(_xlsx(heads, *rows), "a.xlsx", SECTORS)
    assert from_csv == from_xlsx
    assert [(one.name, one.sector, one.influence) for one in from_csv] == [
        ("Ministry", "health", 5),
        ("Treasury", "finance", None),
    ]


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        (",health,", "name", "no name"),
        ("A,,", "sector", "no sector"),
        ("A,astrology,", "sector", "“astrology” is no sector"),
        ("A,health,0", "influence", "“0”"),
        ("A,health,6", "influence", "“6”"),
        ("A,health,high", "influence", "“high”"),
        ("A,health,²", "influence", "“²”"),
        ("B,health,1", "name", "already"),
        ("x" * 201 + ",health,", "name", "201 characters"),
    ],
)
def test_every_fault_is_named_with_its_place(line, column, what):
    with pytest.raises(InputRefused) as refused:
        parse_stakeholders(_csv("name,sector,influence", "b,health,", line), "a.csv", SECTORS)
    (problem,) = refused.value.problems
    assert (problem.where.row, problem.where.column) == (3, column)
    assert what in problem.what


def test_in_a_workbook_the_sheet_is_named_too():
    with pytest.raises(InputRefused) as refused:
        parse_stakeholders(_xlsx(["name", "sector"], ["A", "astrology"]), "a.xlsx", SECTORS)
    assert str(refused.value.problems[0].where) == "a.xlsx, sheet “Sheet”, row 2, column sector"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,sector",
        b"name\nA",
        b"\xff\xfe",
        b"PK\x03\x04 broken",
        _xlsx(),
        _xlsx(["sector"], ["health"]),
        _xlsx(["name", "sector"]),
        _xlsx(["name", "name", "sector"], ["A", "B", "health"]),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(content):
    with pytest.raises(InputRefused):
        parse_stakeholders(content, "file", SECTORS)


def test_a_mark_against_formulas_is_taken_off_again():
    (one,), _ = parse_stakeholders(_csv("name,sector", "'=A,health"), "a.csv", SECTORS)
    assert one.name == "=A"


# --- bringing in ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lead(db):
    return create_country("UGA")


@pytest.fixture
def browser(lead):
    return signed_in(lead)


def _bring(browser, content, name="register.csv"):
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def test_nothing_is_written_before_a_yes_and_empty_cells_change_nothing(browser, lead):
    row = create_stakeholder(lead, name="Treasury", sector="finance", mandate="Budget law", influence=4)
    content = _csv("name,sector,mandate,influence", "TREASURY,finance,,5", "Herders,civil society,,")
    url = _bring(browser, content).url
    page = browser.get(url)
    assert [one["name"] for one in page.context["new"]] == ["Herders"]
    assert [one["changes"] for one in page.context["changed_rows"]] == [[("Influence", 4, 5)]]
    assert StakeholderRecord.objects.count() == 1
    assert browser.post(url, {"seen": page.context["sign"]}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.influence, row.mandate) == ("Treasury", 5, "Budget law")
    assert StakeholderRecord.objects.get(name="Herders").influence is None
    events = AuditEvent.objects.filter(action="import_stakeholders")
    assert sorted(one.why for one in events) == ["register.csv", "register.csv"]


def test_what_the_register_gives_out_changes_nothing_when_it_comes_back(browser, lead):
    create_stakeholder(lead, name="=Odd name", contact="+256 1", mandate="Two\nlines")
    content = browser.get("/c/UGA/engagement/stakeholders.csv").content
    page = browser.get(_bring(browser, content).url)
    assert page.context["same"] == 1
    assert not page.context["new"]
    assert not page.context["changed_rows"]


def test_a_register_that_changed_meanwhile_is_shown_again(browser, lead):
    url = _bring(browser, _csv("name,sector", "Treasury,finance")).url
    sign = browser.get(url).context["sign"]
    create_stakeholder(lead, name="Treasury", sector="health")
    response = browser.post(url, {"seen": sign})
    assert response.status_code == 409
    assert StakeholderRecord.objects.count() == 1
    assert browser.post(url, {"seen": response.context["sign"]}).status_code == 302
    assert browser.post(url, {"seen": sign}).status_code == 410  # it is taken once


def test_two_of_one_name_in_the_register_are_left_out_and_named(browser, lead):
    for _ in range(2):
        create_stakeholder(lead, name="Twin", organisation="Org")
    page = browser.get(_bring(browser, _csv("name,organisation,sector", "twin,org,finance")).url)
    assert [one["name"] for one in page.context["unclear"]] == ["twin"]
    assert "Take over" not in page.content.decode()


def test_a_file_with_faults_is_shown_with_all_of_them_and_kept_nowhere(browser):
    page = _bring(browser, _csv("name,sector", "A,astrology", ",health"))
    assert page.status_code == 422
    assert "row 2" in page.content.decode()
    assert "row 3" in page.content.decode()
    assert not ImportPreview.objects.exists()
    assert browser.post(PAGE).status_code == 422


def test_a_preview_belongs_to_who_brought_it(browser, lead):
    url = _bring(browser, _csv("name,sector", "A,health")).url
    kenyan = create_country("KEN")
    assert signed_in(kenyan).get(url).status_code == 404
    assert signed_in(kenyan).get(url.replace("UGA", "KEN")).status_code == 404
