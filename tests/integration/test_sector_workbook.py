"""A ministry edits its part of the plan in a workbook: what it left alone stays, what it wrote arrives."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from opennaphs.domain.activity_details import NO_DETAILS, ActivityStatus
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.library import Sector
from opennaphs.domain.sector_columns import BASE_SHEET, KEY_MARK
from opennaphs.domain.sector_packages import merge_package, package_of, with_package
from opennaphs.reports.sector_workbook import FIRST_ROW, KEY_ROW, render_sector_workbook
from opennaphs.sources.sector_workbook import parse_sector_workbook
from tests.factories import create_costed_plan
from tests.properties.test_activity_details import details

SHEET = "Activities"
WILD = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: bool(text.strip()))
TEXTS = WILD | st.sampled_from(
    ["=1+1", "+4", "-x", "@me", "'=1", "_x0041_", "a\r\nb", " lead ", "#REF!", "12", "2027-01-01", "x" * 40_000]
)


def create_sector_plan(sector=Sector.AGRICULTURE, **more):
    """Three activities: one the sector leads, one it supports, one of others."""
    plan = create_costed_plan()
    led, supported, other = plan.activities
    ours = replace(led, action=replace(led.action, lead=sector))
    helped = replace(supported, action=replace(supported.action, lead=Sector.HEALTH, supporting=(sector,)))
    return replace(plan, activities=(ours, helped, other), title="Plan of Uganda", **more)


@st.composite
def wild_plans(draw):
    plan = create_sector_plan()
    return replace(plan, activities=tuple(_wild(draw, one) for one in plan.activities))


def _wild(draw, activity):
    return replace(
        activity,
        owner=draw(st.none() | st.just("") | TEXTS),
        action=replace(activity.action, text=draw(TEXTS)),
        notes=draw(st.dictionaries(TEXTS | st.just("comments"), TEXTS | st.just(""), max_size=3)),
        details=draw(details() | st.just(NO_DETAILS)),
    )


def _written(plan, sector=Sector.AGRICULTURE, t=str):
    return render_sector_workbook(package_of(plan, sector), plan, "plan-7", 12, t)


class Edits:
    """A workbook in the hands of a person: cells by activity (or row) and column."""

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book[SHEET]
        marks = [cell.value for cell in self.sheet[KEY_ROW + 1]]
        self.columns = {mark.removeprefix(KEY_MARK): place for place, mark in enumerate(marks, start=1)}

    def cell(self, row, key):
        return self.sheet.cell(FIRST_ROW + 1 + row, self.columns[key])

    def write(self, row, **values):
        for key, value in values.items():
            self.cell(row, key).value = value
        return self

    def saved(self):
        buffer = BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def _read(content):
    return parse_sector_workbook(content, "agriculture.xlsx")


def _refused(content):
    with pytest.raises(InputRefused) as caught:
        _read(content)
    return str(caught.value)


@settings(max_examples=30)
@given(wild_plans())
def test_a_workbook_nobody_touched_changes_nothing(plan):
    read = _read(_written(plan))
    assert (read.plan, read.version, read.sector) == ("plan-7", 12, Sector.AGRICULTURE)
    assert read.edited == read.base == package_of(plan, Sector.AGRICULTURE).activities
    assert merge_package(read.base, plan, read.edited).changes == ()


@settings(max_examples=15)
@given(wild_plans())
def test_a_workbook_saved_by_another_program_changes_nothing(plan):
    read = _read(Edits(_written(plan)).saved())
    assert read.edited == read.base == package_of(plan, Sector.AGRICULTURE).activities


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 2040), st.floats(), st.datetimes(), st.times(), st.timedeltas(), TEXTS
)


@settings(max_examples=40)
@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(1, 18)), ANYTHING, max_size=4))
def test_whatever_stands_in_the_cells_is_read_or_refused_in_sentences(cells):
    edits = Edits(_written(create_sector_plan()))
    for (row, column), value in cells.items():
        cell = edits.sheet.cell(FIRST_ROW + 1 + row, column)
        try:
            cell.value = value
        except (ValueError, IllegalCharacterError):  # what no workbook can hold cannot be sent either
            continue
        cell.data_type = "s" if isinstance(value, str) else cell.data_type
    outcome = _outcome(edits.saved())
    if isinstance(outcome, InputRefused):
        assert all(problem.what and problem.where.file for problem in outcome.problems)
    else:
        merge_package(outcome.base, create_sector_plan(), outcome.edited)


def _outcome(content):
    try:
        return _read(content)
    except InputRefused as refused:
        return refused


@settings(max_examples=40)
@given(st.binary(min_size=1, max_size=200), st.integers(0, 20_000))
def test_a_damaged_file_is_refused_in_sentences_or_read_as_it_was(noise, place):
    plan = create_sector_plan()
    content = _written(plan)
    outcome = _outcome(content[:place] + noise + content[place + len(noise) :])
    if not isinstance(outcome, InputRefused):
        assert outcome.base == package_of(plan, Sector.AGRICULTURE).activities


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_saves_it_without_changing_anything(soffice, tmp_path):
    plan = create_sector_plan(language="ar")
    wild = ("=1+1", "_x0041_ x", "a\r\nb", " lead ", "12", "2027-01-01", "x" * 40_000, "السودان")
    told = replace(NO_DETAILS, starts="2027-02-01", ends="2027-12-31", places=("Bo", "Kenema"), risk=4, percent_done=0)
    first, second, third = plan.activities
    first = replace(
        first,
        owner="+x",
        notes={f"note {place}": text for place, text in enumerate(wild)} | {"comments": ""},
        details=replace(told, status=ActivityStatus.ON_HOLD),
    )
    plan = replace(plan, activities=(first, replace(second, details=replace(told, starts="1800-01-01")), third))
    path = tmp_path / "sector.xlsx"
    path.write_bytes(_written(plan))
    out = tmp_path / "out"
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180)
    read = _read((out / "sector.xlsx").read_bytes())
    assert read.edited == read.base == package_of(plan, Sector.AGRICULTURE).activities


def test_what_a_ministry_wrote_arrives_in_the_plan():
    plan = create_sector_plan()
    content = Edits(_written(plan)).write(
        0, text="Vaccinate dogs.", owner="Chief vet", starts="2027-03-01", ends="2027-09-30", places="Bo\n Kenema \n",
        impact=5, risk="2", status="In progress", percent_done=0, **{"note:0": "=SUM of ours"},
    )  # fmt: skip
    content.cell(0, "note:0").data_type = "s"
    read = _read(content.saved())
    merged = with_package(plan, merge_package(read.base, plan, read.edited), {})
    ours = merged.activities[0]
    assert (ours.action.text, ours.owner, dict(ours.notes)) == (
        "Vaccinate dogs.", "Chief vet", {"comments": "=SUM of ours"},
    )  # fmt: skip
    assert ours.details == replace(
        NO_DETAILS, starts="2027-03-01", ends="2027-09-30", places=("Bo", "Kenema"), impact=5, risk=2,
        status=ActivityStatus.IN_PROGRESS, percent_done=0,
    )  # fmt: skip
    assert merged.activities[1:] == plan.activities[1:]


def test_the_money_follows_the_work_into_another_year():
    plan = create_sector_plan()
    ours = _read(Edits(_written(plan)).write(0, first_year=2028).saved()).edited[0]
    before = plan.activities[0].cost.lines[0]
    assert ours.first_year == 2028
    assert [money.amount for money in ours.cost.lines[0].by_year] == [0, before.by_year[0].amount, 0, 0, 0]


def test_a_new_activity_gets_a_number_and_belongs_to_the_ministry():
    plan = create_sector_plan()
    area = Edits(_written(plan)).cell(0, "area").value
    read = _read(Edits(_written(plan)).write(2, area=area, text="Build a pound.", first_year=2029).saved())
    merge = merge_package(read.base, plan, read.edited)
    (new,) = merge.added
    assert new.id not in {one.id for one in plan.activities}
    assert (new.area, new.action.text, new.action.lead, new.first_year) == (
        plan.activities[0].area, "Build a pound.", Sector.AGRICULTURE, 2029,
    )  # fmt: skip
    assert new.action.id == f"own.{new.id}"


def test_a_removal_is_asked_for_and_done_by_nobody_yet():
    plan = create_sector_plan()
    read = _read(Edits(_written(plan)).write(1, remove="remove").saved())
    merge = merge_package(read.base, plan, read.edited)
    assert merge.removal_requested == (plan.activities[1].id,)
    assert with_package(plan, merge, {}) == plan


@pytest.mark.parametrize(
    ("row", "values", "said"),
    [
        (0, {"impact": 7}, "sheet “Activities”, row 5, column L: “7” is not a whole number from 1 to 5."),
        (0, {"percent_done": "half"}, "“half” is not a whole number from 0 to 100."),
        (0, {"starts": "31/03/2027"}, "“31/03/2027” is not a day. Write year, month and day"),
        (0, {"starts": "2027-05-01", "ends": "2027-04-01"}, "ends on 2027-04-01, before it starts on 2027-05-01"),
        (0, {"status": "nearly"}, "“nearly” is not a status. Choose one of: not started, in progress"),
        (0, {"text": None}, "Nothing says what will be done."),
        (0, {"first_year": 1999}, "“1999” is not a year of the plan. Write a year from 2027 to 2031."),
        (0, {"first_year": None}, "Nothing is not a year of the plan."),
        (0, {"area": "elsewhere"}, "This cell says what the activity is and cannot be changed. Write"),
        (0, {"number": "Z9-001"}, "The workbook was not made with an activity Z9-001."),
        (1, {"number": "A-001", "area": None}, "stands in row 5 already"),
        (0, {"remove": "perhaps"}, "“perhaps” is not known here. Write “remove”"),
        (0, {"owner": "#REF!"}, "The cell shows the error #REF!."),
        (2, {"text": "New"}, "A new activity needs this cell. Fill it in, or clear the row."),
        (2, {"text": "New", "area": "Mars", "first_year": 2027}, "“Mars” is not an area of the plan."),
        (2, {"target": "x"}, "This cell means nothing for a new activity."),
    ],
)
def test_a_fault_is_named_with_its_cell_and_its_mend(row, values, said):
    plan = create_sector_plan()
    first, *_ = plan.activities
    assert first.id == "A-001"
    assert said in _refused(Edits(_written(plan)).write(row, **values).saved())


def test_all_faults_are_told_at_once():
    said = _refused(Edits(_written(create_sector_plan())).write(0, impact=9, risk=0).write(1, text=None).saved())
    assert len(said.splitlines()) == 3


def test_the_end_of_a_text_too_long_for_a_cell_is_not_lost():
    plan = create_sector_plan()
    first, *rest = plan.activities
    plan = replace(plan, activities=(replace(first, owner="x" * 40_000), *rest))
    assert "longer than a cell can hold" in _refused(Edits(_written(plan)).write(0, owner="y").saved())


def _hidden(change):
    edits = Edits(_written(create_sector_plan()))
    change(edits.book)
    return _refused(edits.saved())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book.remove(book[BASE_SHEET]), "its hidden sheet was removed"),
        (lambda book: setattr(book[BASE_SHEET]["A3"], "value", "{}"), "The hidden sheet of the workbook was changed."),
        (lambda book: book.remove(book[SHEET]), "No sheet of the workbook holds the activities any more."),
        (lambda book: book[SHEET].delete_cols(7), "The columns owner are gone from the sheet."),
    ],
)
def test_a_workbook_that_was_taken_apart_is_refused(change, said):
    assert said in _hidden(change)


def test_a_hidden_sheet_made_up_by_somebody_is_held_against_the_schema():
    from opennaphs.domain.sector_columns import checksum

    def forge(book):
        sheet = book[BASE_SHEET]
        sheet["A3"].value = sheet["A3"].value.replace('"first_year":2027', '"first_year":"soon"')
        assert "soon" in sheet["A3"].value
        rows = [
            "".join(str(cell.value) for cell in row if cell.value is not None) for row in sheet.iter_rows(min_row=2)
        ]
        sheet["B1"].value = checksum(rows)

    assert "holds what no plan can hold" in _hidden(forge)


def test_text_that_looks_like_a_formula_is_text_and_arabic_reads_from_the_right():
    plan = create_sector_plan(language="ar")
    first, *rest = plan.activities
    plan = replace(plan, activities=(replace(first, owner='=HYPERLINK("http://x")'), *rest))
    edits = Edits(_written(plan))
    cell = edits.cell(0, "owner")
    assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")
    assert edits.sheet.sheet_view.rightToLeft
    assert edits.book[BASE_SHEET].sheet_state == "hidden"
    assert edits.sheet.protection.sheet
    assert (edits.cell(0, "number").protection.locked, cell.protection.locked) == (True, False)
