"""Progress updates read from a file, and progress written for other programs."""

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.monitoring.digests import progress_digest
from opennaphs.domain.monitoring.records import Blocker, Milestone, ProgressUpdate, ResultIndicator, ResultKind
from opennaphs.reports.progress_export import CSV_HEADINGS, render_progress_csv, render_progress_json
from opennaphs.reports.progress_workbook import render_progress_workbook
from opennaphs.sources.progress_csv import parse_progress
from tests.followed_plans import create_activity, create_followed_plan, create_money, create_update, day

TODAY = day("2027-06-30")
NUMBERS = ("A-001", "A-002")


def _read(text):
    return parse_progress(text.encode(), "updates.csv", NUMBERS, TODAY)


def test_a_file_of_updates_is_read_with_what_is_not_said_left_open():
    found = _read(
        "Activity;on;status;percent_done;blocker;blocked_by;next_step;evidence;by\n"
        "A-001;2027-06-01;In progress;40;Procurement;The tender failed;Tender again;https://example.org/tor;Lead\n"
        "A-002;2027-06-02;completed;;;;;;\n"
    )
    assert found.updates == (
        ProgressUpdate(
            "A-001",
            day("2027-06-01"),
            ActivityStatus.IN_PROGRESS,
            40,
            "https://example.org/tor",
            Blocker.PROCUREMENT,
            "The tender failed",
            "Tender again",
            "Lead",
        ),
        ProgressUpdate("A-002", day("2027-06-02"), ActivityStatus.COMPLETED),
    )
    assert found.warnings == ()


def test_a_short_file_needs_no_more_than_activity_day_and_status():
    found = _read("activity,on,status,colour\nA-001,2027-06-01,on hold,red\n")
    assert [one.percent_done for one in found.updates] == [None]
    assert [one.what for one in found.warnings] == ["The column “colour” is not used."]


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("A-01,2027-06-01,in progress,", "activity", "“A-01” is no activity of the plan. Did you mean A-001?"),
        (",2027-06-01,in progress,", "activity", "The number of the activity is missing."),
        ("A-001,1/6/2027,in progress,", "on", "“1/6/2027” is no day. Write year, month and day"),
        ("A-001,,in progress,", "on", "The day of the report is missing."),
        ("A-001,2027-07-01,in progress,", "on", "2027-07-01 is still to come; today is 2027-06-30."),
        ("A-001,2027-06-01,Delayed,", "status", "“delayed” is worked out and not reported."),
        (
            "A-001,2027-06-01,ongoing,",
            "status",
            "“ongoing” is no status we know. Write one of: not started, in progress",
        ),
        ("A-001,2027-06-01,,", "status", "The status is missing."),
        ("A-001,2027-06-01,in progress,forty", "percent_done", "“forty” is no percentage. Write a whole number"),
        ("A-001,2027-06-01,in progress,101", "percent_done", "“101” is no percentage."),
        ("A-001,2027-06-01,in progress,-5", "percent_done", "“-5” is no percentage."),
        ("A-001,2027-06-01,in progress,٤٠", "percent_done", "“٤٠” is no percentage."),
        ("A-001,2027-06-01,completed,90", "percent_done", "reported completed at 90 per cent"),
    ],
)
def test_a_fault_is_named_with_its_row_its_column_and_the_remedy(line, column, what):
    with pytest.raises(InputRefused) as refused:
        _read(f"activity,on,status,percent_done\nA-002,2027-06-01,not started,\n{line}\n")
    (problem,) = refused.value.problems
    assert (problem.where.row, problem.where.column) == (3, column)
    assert what in str(problem)
    assert problem.remedy


def test_all_faults_of_a_file_are_told_at_once():
    with pytest.raises(InputRefused) as refused:
        _read(
            "activity,on,status,blocker\nA-009,soon,late,weather\n"
            "A-001,2027-06-01,on hold,\nA-001,2027-06-01,on hold,\n"
        )
    found = [(one.where.row, one.where.column) for one in refused.value.problems]
    assert found == [(2, "activity"), (2, "on"), (2, "status"), (2, "blocker"), (4, "activity")]
    assert "reported twice for 2027-06-01, first in row 3" in str(refused.value.problems[-1])


def _digest(**more):
    plan = create_followed_plan(
        create_activity("A-001", starts="2027-01-01", ends="2027-12-31", owner="=cmd()"),
        create_activity("A-002", None, starts="2027-01-01", ends="2027-03-31"),
        updates=[create_update("A-001", "2027-06-01", percent=40, blocker="procurement", next_step="+1 tender")],
        milestones=[Milestone("m1", "A-001", "The bill is read", day("2027-06-01"))],
        results=[ResultIndicator("r1", "Staff trained", ResultKind.OUTPUT, "people")],
        **more,
    )
    return progress_digest(plan, TODAY, {"A-001": create_money(100, 40, 30)}), plan


def test_the_csv_has_a_line_an_activity_and_leaves_empty_what_nobody_said():
    rows = list(csv.DictReader(io.StringIO(render_progress_csv(_digest()[0]).decode())))
    assert list(rows[0]) == list(CSV_HEADINGS)
    first, second = rows
    assert (first["percent_done"], first["money"], first["spent"]) == ("40", "partly funded", "30.00")
    assert (first["planned_value"], first["earned_value"]) == ("49.59", "40.00")  # 181 of 365 days
    assert (second["percent_done"], second["cost"], second["reported"]) == ("", "", "no")


def test_no_text_in_the_csv_is_taken_for_a_formula():
    (first, _) = csv.DictReader(io.StringIO(render_progress_csv(_digest()[0]).decode()))
    assert (first["owner"], first["next_step"]) == ("'=cmd()", "'+1 tender")


def test_the_json_says_null_for_what_is_not_known():
    digest, plan = _digest()
    found = json.loads(render_progress_json(digest, plan))
    assert found["rates"]["progress_by_count"] == {"value": 0.4, "lowest": 0.2, "highest": 0.7}
    assert found["rates"]["cost_not_known"] == ["A-002"]
    assert found["by"]["area"][0]["name"] == "A"
    assert found["blocked"] == {"procurement": ["A-001"]}
    assert found["late_and_not_reported"] == ["A-002"]
    assert found["milestones"][0]["state"] == "overdue"
    assert found["results"][0]["share"] is None
    assert found["activities"][1]["percent_done"] is None
    assert found["earned_value"]["cost_variance"]["amount"] == "10.00"


def test_every_sentence_and_word_of_a_report_goes_through_the_translator():
    digest, plan = _digest()
    found = json.loads(render_progress_json(digest, plan, lambda text: f"«{text}»"))
    said = [*found["not_known"], *found["rates"]["rules"], *found["earned_value"]["sentences"]]
    assert said
    assert all(one.startswith("«") and one.endswith("»") for one in said)


def test_the_workbook_shows_numbers_as_numbers_and_leaves_out_what_is_not_known():
    digest, plan = _digest()
    book = openpyxl.load_workbook(io.BytesIO(render_progress_workbook(digest, plan)))
    assert book.sheetnames == ["Summary", "Rates", "Activities", "Milestones", "Results"]
    rows = [[cell.value for cell in row] for row in book["Activities"].iter_rows(min_row=5)]
    assert [row[5] for row in rows] == [40, None]
    assert rows[0][11] == 100
    assert rows[0][3] == "=cmd()"
    assert book["Activities"]["D5"].data_type == "s"
    summary = {
        row[0].value: [cell.value for cell in row[1:]] for row in book["Summary"].iter_rows(min_row=5, max_col=5)
    }
    assert summary["Progress, by count"] == [0.4, 0.2, 0.7, None]
    assert summary["Past their days, and nobody has reported"] == [1, None, None, "A-002"]


def test_a_workbook_in_arabic_runs_from_right_to_left():
    digest, plan = _digest()
    book = openpyxl.load_workbook(io.BytesIO(render_progress_workbook(digest, replace(plan, language="ar"))))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
