"""A ministry takes its part of the plan home as a workbook, edits it without the workbench, and brings it back."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.domain.sector_columns import KEY_MARK
from opennaphs.reports.sector_workbook import FIRST_ROW, KEY_ROW
from opennaphs.store.models import AuditEvent, SectorPackageRecord
from tests.functional.visitors import downloaded, follow, press, said
from tests.workbench import create_country, create_plan

THEIRS, OURS = "Words of the ministry.", "Words of the secretariat."
FILE = "package.xlsx"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def lead(transactional_db):
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def _edited(content):
    """Change two activities, as somebody does in a spreadsheet; give the book and their numbers."""
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[1]
    marks = [cell.value for cell in sheet[KEY_ROW + 1]]
    place = {mark.removeprefix(KEY_MARK): column for column, mark in enumerate(marks, start=1) if mark}
    numbers = [sheet.cell(FIRST_ROW + 1 + row, place["number"]).value for row in (0, 1)]
    sheet.cell(FIRST_ROW + 1, place["text"]).value = THEIRS
    sheet.cell(FIRST_ROW + 2, place["owner"]).value = "Head of veterinary laboratories"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue(), numbers


def test_a_workbook_goes_out_comes_back_and_is_merged_field_by_field(lead, plan, visit):
    page = visit.signed_in(lead)
    page.goto(f"/c/UGA/plans/{plan.pk}/")
    follow(page, "Working together")
    follow(page, "Packages")
    name, content = downloaded(page, lambda: page.get_by_role("button", name="health").click())
    assert name.endswith(".xlsx")
    returned, numbers = _edited(content)
    rows = {row.number: row for row in plan.activities.filter(removed=False)}
    first, second = (rows[number] for number in numbers)
    edit_activity(activity=first, fields={"text": OURS}, version=first.version, by=lead)  # meanwhile, here
    _brings_it_back(page, returned)
    _sees_the_comparison(page, numbers)
    first.refresh_from_db()
    assert first.text == OURS  # a comparison writes nothing
    _takes_it_over(page)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.text, second.owner) == (THEIRS, "Head of veterinary laboratories")
    assert SectorPackageRecord.objects.get().merged_at is not None
    assert AuditEvent.objects.filter(subject_id=str(first.pk), version=first.version).exists()


def _brings_it_back(page, returned):
    page.reload()
    assert page.get_by_role("region", name="Packages that left").locator("tbody tr").count() == 1
    page.get_by_label("Workbook that came back").set_input_files({"name": FILE, "mimeType": KIND, "buffer": returned})
    press(page, "Compare with the plan")


def _sees_the_comparison(page, numbers):
    assert "Package beside the plan" in page.locator("h1").inner_text()
    panels = page.locator("form.merge section.panel h3 bdi").all_inner_texts()
    assert sorted(panels) == sorted(numbers)
    asked = page.locator("fieldset.conflict-field")
    assert asked.count() == 1
    assert asked.locator(".version .value").all_inner_texts() == [THEIRS, OURS]
    assert "Head of veterinary laboratories" in page.locator("ul.changes ins").all_inner_texts()


def _takes_it_over(page):
    page.locator("fieldset.conflict-field").get_by_role("radio", name="The workbook").check()
    for tick in page.locator("form.merge input[type=checkbox]").all():
        tick.check()
    page.get_by_label("Why").fill("Letter of the ministry")
    press(page, "Take over what is ticked")
    assert said(page)


def test_a_file_that_is_no_package_is_refused_in_sentences(lead, plan, visit):
    page = visit.signed_in(lead)
    page.goto(f"/c/UGA/plans/{plan.pk}/packages/")
    page.get_by_label("Workbook that came back").set_input_files(
        {"name": FILE, "mimeType": KIND, "buffer": b"no workbook"}
    )
    press(page, "Compare with the plan")
    assert FILE in page.locator("main").inner_text()
    assert page.get_by_role("heading", name="Sector packages").is_visible()
    assert not AuditEvent.objects.filter(action="merge_package").exists()
