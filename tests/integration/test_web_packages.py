"""A ministry takes its part of the plan away, works on it, and brings it back; nobody's work is lost on the way."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.actions.packages.comparing import compare, fingerprint
from opennaphs.actions.packages.export_package import export_package
from opennaphs.actions.packages.merge_package import PlanMoved, merge_package
from opennaphs.actions.packages.receive_package import receive_package
from opennaphs.actions.writing import Gone
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.roles import CONTRIBUTOR, COUNTRY_ROLES, PARTNER, SECRETARIAT_LEAD, TECHNICAL_LEAD, VIEWER
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.library import Sector
from opennaphs.domain.sector_columns import BASE_SHEET, KEY_MARK, checksum
from opennaphs.domain.sector_packages import package_of
from opennaphs.reports.sector_workbook import FIRST_ROW, KEY_ROW
from opennaphs.store.models import ActivityRecord, AuditEvent, ImportPreview, PlanRecord, SectorPackageRecord
from opennaphs.store.plans import load_plan
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def browser(lead):
    return signed_in(lead)


def _address(plan, more=""):
    return f"/c/{plan.country}/plans/{plan.pk}/packages/{more}"


class Workbook:
    """A workbook in the hands of a ministry."""

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book.worksheets[1]
        marks = [cell.value for cell in self.sheet[KEY_ROW + 1]]
        self.columns = {mark.removeprefix(KEY_MARK): place for place, mark in enumerate(marks, start=1) if mark}

    def cell(self, row, key):
        return self.sheet.cell(FIRST_ROW + 1 + row, self.columns[key])

    def write(self, row, **values):
        for key, value in values.items():
            self.cell(row, key).value = value
        return self

    @property
    def numbers(self):
        rows = range(self.sheet.max_row - FIRST_ROW)
        return [found for row in rows if (found := self.cell(row, "number").value)]

    def add(self, **values):
        """Fill the first empty row, with the first area of the list."""
        row = len(self.numbers)
        while self.cell(row, "text").value:
            row += 1
        return self.write(row, **values)

    def saved(self):
        buffer = BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


def _export(browser, plan, sector="health"):
    response = browser.post(_address(plan, "export/"), {"sector": sector})
    assert response.status_code == 200
    assert "spreadsheetml" in response["Content-Type"]
    return Workbook(response.content)


def _bring(browser, plan, content, name="health.xlsx"):
    return browser.post(_address(plan, "receive/"), {"file": SimpleUploadedFile(name, content)})


def _compared(browser, plan, workbook):
    """Bring a workbook and give the address of its comparison."""
    response = _bring(browser, plan, workbook.saved())
    assert response.status_code == 302, response.content.decode()
    return response.url


def _ticked(page, **more):
    """Give the form of a comparison with everything ticked that is ticked."""
    context = page.context
    takes = [one["number"] for one in (*context["changes"], *context["added"]) if one["taken"]]
    return {"seen": context["sign"], "take": takes, **more}


def _row(plan, number):
    return ActivityRecord.objects.get(plan=plan, number=number)


# --- leaving --------------------------------------------------------------------------------------------------------


def test_the_page_counts_what_each_sector_leads_and_supports(browser, plan):
    page = browser.get(_address(plan))
    domain_plan = load_plan(plan)
    for one in page.context["sectors"]:
        package = package_of(domain_plan, Sector(one["key"]))
        assert (one["led"], one["supported"]) == (len(package.led), len(package.supported))


def test_a_package_leaves_with_its_trace_and_can_be_fetched_again_as_it_left(browser, plan, lead):
    workbook = _export(browser, plan)
    record = SectorPackageRecord.objects.get()
    assert workbook.numbers == [one["id"] for one in record.base["activities"]]
    assert AuditEvent.objects.filter(action="export_package", by_name=str(lead)).count() == 1
    row = _row(plan, workbook.numbers[0])
    edit_activity(activity=row, fields={"owner": "Somebody new"}, version=1, by=lead)
    again = Workbook(browser.get(_address(plan, f"{record.pk}/workbook.xlsx")).content)
    assert again.cell(0, "owner").value == workbook.cell(0, "owner").value


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_everybody_may_take_a_package_away_and_those_who_edit_bring_it_back(plan, role):
    theirs = signed_in(create_person(role.key, "UGA"))
    workbook = _export(theirs, plan)
    response = _bring(theirs, plan, workbook.saved())
    edits = role not in (PARTNER, VIEWER) and role.key not in ("finance-officer", "reviewer")
    assert response.status_code == (302 if edits else 403)
    assert ("Compare with the plan" in theirs.get(_address(plan)).content.decode()) == edits


def test_a_sector_nobody_knows_gets_nothing(browser, plan):
    assert browser.post(_address(plan, "export/"), {"sector": "astrology"}).status_code == 404
    assert browser.get(_address(plan, "export/")).status_code == 405
    assert not SectorPackageRecord.objects.exists()


# --- coming back ------------------------------------------------------------------------------------------------------


def test_a_workbook_nobody_touched_changes_nothing(browser, plan):
    url = _compared(browser, plan, _export(browser, plan))
    assert "Nothing new" in browser.get(url).content.decode()


def test_what_the_ministry_wrote_arrives_only_after_a_yes(browser, plan):
    workbook = _export(browser, plan)
    first, second = workbook.numbers[:2]
    workbook.write(0, owner="Epidemiology unit", impact=5).write(1, status="in progress", percent_done=0)
    url = _compared(browser, plan, workbook)
    page = browser.get(url)
    assert [one["number"] for one in page.context["changes"]] == [first, second]
    assert "Epidemiology unit" in page.content.decode()
    assert _row(plan, first).version == 1  # nothing is written by looking
    response = browser.post(url, _ticked(page, why="Agreed in the meeting"))
    assert response.status_code == 302
    assert _row(plan, first).owner == "Epidemiology unit"
    assert _row(plan, first).content["details"]["impact"] == 5
    assert _row(plan, second).content["details"]["percent_done"] == 0
    events = AuditEvent.objects.filter(action="merge_package", subject="activityrecord")
    assert events.count() == 2
    assert all("package" in one.why and "Agreed in the meeting" in one.why for one in events)


def test_another_persons_edit_in_between_is_kept_and_a_conflict_is_chosen(browser, plan, lead):
    workbook = _export(browser, plan)
    number = workbook.numbers[0]
    changes = {"owner": "Laboratory", "details": {"risk": 4}}
    edit_activity(activity=_row(plan, number), fields=changes, version=1, by=lead)
    workbook.write(0, owner="Epidemiology unit", impact=5)
    url = _compared(browser, plan, workbook)
    page = browser.get(url)
    (conflict,) = page.context["changes"][0]["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("Epidemiology unit", "Laboratory")
    undecided = browser.post(url, _ticked(page, why="keep this reason"))
    assert undecided.status_code == 422
    assert "keep this reason" in undecided.content.decode()
    assert _row(plan, number).version == 2
    browser.post(url, _ticked(page, **{conflict["key"]: "mine"}))
    content = _row(plan, number).content
    assert content["owner"] == "Epidemiology unit"
    assert (content["details"]["impact"], content["details"]["risk"]) == (5, 4)


def test_choosing_the_plan_keeps_what_stands_there(browser, plan, lead):
    workbook = _export(browser, plan).write(0, owner="Epidemiology unit")
    row = _row(plan, workbook.numbers[0])
    edit_activity(activity=row, fields={"owner": "Laboratory"}, version=1, by=lead)
    url = _compared(browser, plan, workbook)
    page = browser.get(url)
    browser.post(url, _ticked(page, **{page.context["changes"][0]["conflicts"][0]["key"]: "theirs"}))
    row.refresh_from_db()
    assert (row.owner, row.version) == ("Laboratory", 2)


def test_what_is_not_ticked_is_left_alone_with_its_conflict(browser, plan, lead):
    workbook = _export(browser, plan).write(0, owner="A").write(1, owner="B")
    first, second = workbook.numbers[:2]
    edit_activity(activity=_row(plan, first), fields={"owner": "C"}, version=1, by=lead)
    url = _compared(browser, plan, workbook)
    sign = browser.get(url).context["sign"]
    assert browser.post(url, {"seen": sign}).status_code == 422  # nothing is ticked
    assert browser.post(url, {"seen": sign, "take": [second]}).status_code == 302
    assert (_row(plan, first).owner, _row(plan, second).owner) == ("C", "B")


def test_a_plan_that_moved_after_the_page_was_shown_is_shown_again_with_the_choices(browser, plan, lead):
    workbook = _export(browser, plan).write(0, owner="A")
    number = workbook.numbers[0]
    url = _compared(browser, plan, workbook)
    form = _ticked(browser.get(url), why="keep me")
    edit_activity(activity=_row(plan, number), fields={"owner": "B"}, version=1, by=lead)
    response = browser.post(url, form)
    assert response.status_code == 409
    assert "keep me" in response.content.decode()
    assert response.context["changes"][0]["conflicts"]
    assert _row(plan, number).owner == "B"


def test_the_action_itself_refuses_a_comparison_that_is_no_longer_true(plan, lead, browser):
    workbook = _export(browser, plan).write(0, owner="A")
    preview = receive_package(plan=plan, file_name="x.xlsx", content=workbook.saved(), by=lead)
    seen = fingerprint(compare(preview))
    edit_activity(activity=_row(plan, workbook.numbers[0]), fields={"owner": "B"}, version=1, by=lead)
    with pytest.raises(PlanMoved):
        merge_package(preview=preview, seen=seen, accepted=workbook.numbers[:1], decisions={}, by=lead)
    assert ImportPreview.objects.get().taken_at is None


def test_new_activities_get_numbers_nobody_ever_used_and_stand_with_their_area(browser, plan, lead):
    workbook = _export(browser, plan)
    numbers = sorted(plan.activities.filter(area="jee-3.D1").values_list("number", flat=True))
    label = workbook.cell(workbook.numbers.index(numbers[0]), "area").value
    gone = RowChange(_row(plan, numbers[-1]).pk, 1)
    remove_activities(plan=plan, changes=[gone], why="no longer needed", by=lead)
    workbook.add(area=label, text="Buy a fridge", first_year=2027)
    url = _compared(browser, plan, workbook)
    page = browser.get(url)
    browser.post(url, _ticked(page))
    row = ActivityRecord.objects.get(text="Buy a fridge")
    assert (row.area, row.lead) == ("jee-3.D1", "health")
    assert row.number > numbers[-1]  # also that of what was removed is never given again
    areas = list(plan.activities.values_list("area", flat=True))
    assert areas == sorted(areas, key=areas.index)


def test_a_package_that_comes_back_twice_brings_only_what_is_still_new(browser, plan):
    workbook = _export(browser, plan)
    area = workbook.cell(0, "area").value
    workbook.write(0, owner="A").add(area=area, text="Buy a fridge", first_year=2027)
    url = _compared(browser, plan, workbook)
    browser.post(url, _ticked(browser.get(url)))
    count = plan.activities.count()
    page = browser.get(_compared(browser, plan, workbook))
    assert "Nothing new" in page.content.decode()
    assert "Taken over on an earlier return" in page.content.decode()
    workbook.write(1, owner="B").add(area=area, text="Buy a second fridge", first_year=2027)
    url = _compared(browser, plan, workbook)
    page = browser.get(url)
    assert [one["number"] for one in page.context["changes"]] == [workbook.numbers[1]]
    assert [one["text"] for one in page.context["added"]] == ["Buy a second fridge"]
    browser.post(url, _ticked(page))
    assert plan.activities.count() == count + 1


def test_a_new_row_that_says_something_else_on_the_second_return_is_pointed_out(browser, plan):
    workbook = _export(browser, plan)
    row = len(workbook.numbers)
    workbook.add(area=workbook.cell(0, "area").value, text="Buy a fridge", first_year=2027)
    url = _compared(browser, plan, workbook)
    browser.post(url, _ticked(browser.get(url)))
    workbook.write(row, text="Buy a big fridge")
    page = browser.get(_compared(browser, plan, workbook))
    assert len(page.context["added"]) == 1
    assert "taken over earlier as" in page.content.decode()


def test_a_removal_is_a_request_until_somebody_agrees(browser, plan):
    workbook = _export(browser, plan)
    workbook.write(0, remove="remove").write(1, remove="remove")
    first, second = workbook.numbers[:2]
    url = _compared(browser, plan, workbook)
    page = browser.get(url)
    assert [one["number"] for one in page.context["removals"]] == [first, second]
    assert not any(one["taken"] for one in page.context["removals"])
    browser.post(url, _ticked(page, remove=[second]))
    assert not _row(plan, first).removed
    assert _row(plan, second).removed


def test_what_others_must_come_after_is_not_removed(browser, plan, lead):
    workbook = _export(browser, plan).write(0, remove="remove")
    first, second = workbook.numbers[:2]
    row = _row(plan, second)
    content = {**row.content.get("details", {}), "after": [first]}
    edit_activity(activity=row, fields={"details": {"after": content["after"]}}, version=1, by=lead)
    url = _compared(browser, plan, workbook)
    response = browser.post(url, _ticked(browser.get(url), remove=[first]))
    assert response.status_code == 422
    assert not _row(plan, first).removed


def test_activities_of_other_areas_are_shown_and_left_out_with_the_reason(browser, plan):
    workbook = _export(browser, plan)
    areas = {number: _row(plan, number).area for number in workbook.numbers}
    for row in range(len(workbook.numbers)):
        workbook.write(row, owner="New owner")
    person = create_person(TECHNICAL_LEAD.key, "UGA", "jee-3.D1")
    theirs = signed_in(person)
    url = _compared(theirs, plan, workbook)
    page = theirs.get(url)
    assert {one["number"] for one in page.context["changes"] if one["allowed"]} == {
        number for number, area in areas.items() if area == "jee-3.D1"
    }
    assert "you may not edit this area" in page.content.decode()
    forged = {**_ticked(page), "take": workbook.numbers}
    assert theirs.post(url, forged).status_code == 422
    assert not ActivityRecord.objects.filter(owner="New owner").exists()
    theirs.post(url, _ticked(page))
    changed = set(ActivityRecord.objects.filter(owner="New owner").values_list("area", flat=True))
    assert changed == {"jee-3.D1"}


def test_a_comparison_belongs_to_who_brought_it(browser, plan):
    url = _compared(browser, plan, _export(browser, plan).write(0, owner="A"))
    other = signed_in(create_person(CONTRIBUTOR.key, "UGA"))
    assert other.get(url).status_code == other.post(url).status_code == 404
    assert other.get(f"{url}report.csv").status_code == 404


def test_a_workbook_is_taken_over_once(browser, plan):
    url = _compared(browser, plan, _export(browser, plan).write(0, owner="A"))
    form = _ticked(browser.get(url))
    assert browser.post(url, form).status_code == 302
    assert browser.post(url, form).status_code == 410
    assert browser.get(url).status_code == 410
    assert AuditEvent.objects.filter(action="merge_package", subject="activityrecord").count() == 1


def test_the_report_holds_conflicts_changes_and_requests(browser, plan, lead):
    workbook = _export(browser, plan).write(0, owner="+1+1", impact=3).write(1, remove="remove")
    edit_activity(activity=_row(plan, workbook.numbers[0]), fields={"owner": "B"}, version=1, by=lead)
    url = _compared(browser, plan, workbook)
    lines = list(csv.reader(StringIO(browser.get(f"{url}report.csv").content.decode("utf-8-sig"))))
    kinds = [line[1] for line in lines[1:]]
    assert kinds.count("conflict") == kinds.count("change") == kinds.count("removal requested") == 1
    conflict = next(line for line in lines if line[1] == "conflict")
    assert conflict[4:6] == ["'+1+1", "B"]


@pytest.mark.parametrize(("state", "progress"), [("launched", 302), ("endorsed", 422), ("closed", 422)])
def test_a_launched_plan_takes_progress_and_nothing_else(browser, plan, state, progress):
    agreed, done = _export(browser, plan), _export(browser, plan)
    PlanRecord.objects.filter(pk=plan.pk).update(state=state)
    url = _compared(browser, plan, agreed.write(0, owner="A"))
    response = browser.post(url, _ticked(browser.get(url)))
    assert response.status_code == 422
    assert f"“{state}”" in response.content.decode()
    assert not ActivityRecord.objects.filter(owner="A").exists()
    url = _compared(browser, plan, done.write(0, status="completed", percent_done=100))
    assert browser.post(url, _ticked(browser.get(url))).status_code == progress
    assert _row(plan, done.numbers[0]).status == ("completed" if progress == 302 else "not started")


def test_when_something_breaks_in_the_middle_nothing_is_written(browser, plan, lead, monkeypatch):
    workbook = _export(browser, plan).write(0, owner="A")
    workbook.add(area=workbook.cell(0, "area").value, text="Buy a fridge", first_year=2027)
    preview = receive_package(plan=plan, file_name="x.xlsx", content=workbook.saved(), by=lead)
    found = compare(preview)

    def broken(*_args, **_kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr("opennaphs.actions.packages.merge_package._add", broken)
    accepted = [*(one.number for one in found.merge.changes), *(one.id for one in found.merge.added)]
    with pytest.raises(OSError, match="disk"):
        merge_package(preview=preview, seen=fingerprint(found), accepted=accepted, decisions={}, by=lead)
    assert _row(plan, workbook.numbers[0]).version == 1
    assert not AuditEvent.objects.filter(action="merge_package").exists()
    assert ImportPreview.objects.get().taken_at is None


def test_a_comparison_of_many_activities_takes_few_queries(browser, plan, django_assert_max_num_queries):
    workbook = _export(browser, plan)
    for row in range(len(workbook.numbers)):
        workbook.write(row, owner="New owner")
    url = _compared(browser, plan, workbook)
    assert len(workbook.numbers) > 5
    for page in (url, _address(plan)):
        with django_assert_max_num_queries(25):
            assert browser.get(page).status_code == 200


# --- what must not be believed ----------------------------------------------------------------------------------------


def test_a_workbook_of_another_plan_or_country_is_refused(browser, plan, lead):
    other = create_plan(lead, title="Other plan")
    kenyan = create_country("KEN")
    abroad = create_plan(kenyan, "KEN")
    for content in (_export(browser, other).saved(), _export(signed_in(kenyan), abroad).saved()):
        response = _bring(browser, plan, content)
        assert response.status_code == 422
        assert "was not made from this plan" in response.content.decode()
    assert not ImportPreview.objects.exists()


@pytest.mark.parametrize("name", ["no workbook", "checksum", "forged base", "forged version", "hidden sheet gone"])
def test_a_workbook_somebody_tampered_with_is_refused(browser, plan, name):
    workbook = _export(browser, plan).write(0, owner="A")
    content = {"no workbook": lambda: b"hello", "checksum": lambda: _forged(workbook, None)}.get(
        name, lambda: _tampered(workbook, name)
    )()
    response = _bring(browser, plan, content)
    assert response.status_code == 422
    assert not ImportPreview.objects.exists()


def _tampered(workbook, name):
    if name == "hidden sheet gone":
        del workbook.book[BASE_SHEET]
        return workbook.saved()
    return _forged(workbook, name)


def _forged(workbook, name):
    """Change what the hidden sheet remembers; with a name also its checksum, as somebody who knows the format would."""
    sheet = workbook.book[BASE_SHEET]
    texts = ["".join(str(cell.value) for cell in row if cell.value is not None) for row in sheet.iter_rows(min_row=2)]
    head, first = json.loads(texts[0]), json.loads(texts[1])
    if name == "forged version":
        head["version"] += 1
    else:
        first["owner"] = "Never was"
    texts[0], texts[1] = json.dumps(head), json.dumps(first)
    for place, text in enumerate(texts[:2], start=2):
        for cell in sheet[place]:
            cell.value = None
        sheet.cell(place, 1).value = text
    if name is not None:
        sheet.cell(1, 2).value = checksum(texts)
    return workbook.saved()


def test_every_wrong_cell_is_named_with_its_place_and_nothing_is_kept(browser, plan):
    workbook = _export(browser, plan).write(0, impact=9).write(1, status="nearly")
    page = _bring(browser, plan, workbook.saved())
    assert page.status_code == 422
    text = page.content.decode()
    assert "row 5" in text
    assert "row 6" in text
    assert not ImportPreview.objects.exists()


def test_without_a_file_the_form_is_shown_again(browser, plan):
    assert browser.post(_address(plan, "receive/")).status_code == 422


def test_texts_of_a_workbook_never_become_part_of_a_page(browser, plan):
    workbook = _export(browser, plan).write(0, text="<script>alert(1)</script>")
    page = browser.get(_compared(browser, plan, workbook)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_the_actions_ask_for_rights_themselves(plan, lead):
    viewer = create_person(VIEWER.key, "UGA")
    stranger = create_person(SECRETARIAT_LEAD.key, "KEN")
    with pytest.raises(NotAllowed):
        export_package(plan=plan, sector=Sector.HEALTH, by=stranger)
    with pytest.raises(NotAllowed):
        receive_package(plan=plan, file_name="x", content=b"", by=viewer)
    with pytest.raises(InputRefused):
        receive_package(plan=plan, file_name="x", content=b"", by=lead)


def test_only_what_a_package_speaks_of_can_be_taken_over(plan, lead, browser):
    workbook = _export(browser, plan).write(0, owner="A")
    preview = receive_package(plan=plan, file_name="x.xlsx", content=workbook.saved(), by=lead)
    seen = fingerprint(compare(preview))
    with pytest.raises(NaphsError, match="says nothing about"):
        merge_package(preview=preview, seen=seen, accepted=[workbook.numbers[1]], decisions={}, by=lead)
    viewer = create_person(VIEWER.key, "UGA")
    with pytest.raises(NotAllowed):
        merge_package(preview=preview, seen=seen, accepted=workbook.numbers[:1], decisions={}, by=viewer)
    merge_package(preview=preview, seen=seen, accepted=workbook.numbers[:1], decisions={}, by=lead)
    with pytest.raises(Gone):
        merge_package(preview=preview, seen=seen, accepted=workbook.numbers[:1], decisions={}, by=lead)
