"""Following a plan from the terminal: reports go in, rates and lists come out, and what is wrong is said."""

import json

import openpyxl
import pytest

from opennaphs.sources.plan_file import load_plan


@pytest.fixture
def plan(naphs, examples, tmp_path):
    path = tmp_path / "plan.naphs.json"
    folder = examples / "sri-lanka"
    choices = ("--country", "LKA", "--term", "5y", "--start", 2027, "--areas", "D1,R4")
    naphs("draft", folder / "scores.csv", *choices, "--profile", folder / "profile.yaml", "-o", path)
    return path


@pytest.fixture
def updates(plan, tmp_path):
    first, second, third, *_ = [one for one in load_plan(plan).activities if one.first_year == 2027]
    path = tmp_path / "updates.csv"
    path.write_text(
        "activity,on,status,percent_done,blocker,blocked_by,next_step,by\n"
        f"{first.id},2027-05-20,completed,,,,,laboratory lead\n"
        f"{second.id},2027-06-10,in progress,40,procurement,No [bold]offers,Tender again,laboratory lead\n"
        f"{third.id},2027-06-11,not started,,,,,laboratory lead\n"
    )
    return path


@pytest.fixture
def followed(naphs, plan, updates, tmp_path):
    path = tmp_path / "followed.naphs.json"
    result = naphs("progress", plan, "--on", "2027-06-30", "--report", updates, "-o", path)
    assert result.exit_code == 0, result.output
    assert "Updates added: 3." in result.output
    return path


def test_updates_of_a_file_enter_the_plan_and_nothing_else_of_it_changes(plan, followed, updates):
    before, after = json.loads(plan.read_text()), json.loads(followed.read_text())
    assert len(after.pop("follow_up")["updates"]) == 3
    assert {**before, "follow_up": None} == {**after, "follow_up": None}


def test_the_same_file_twice_enters_nothing_twice(naphs, followed, updates, tmp_path):
    again = tmp_path / "again.naphs.json"
    result = naphs("progress", followed, "--on", "2027-06-30", "--report", updates, "-o", again)
    assert "Updates added: 0." in result.output
    assert "not entered again: 3" in result.output
    assert again.read_bytes() == followed.read_bytes()


def test_a_plan_under_way_shows_its_rates_with_their_rule_and_what_needs_somebody(naphs, followed):
    result = naphs("progress", followed, "--on", "2027-06-30")
    assert result.exit_code == 0, result.output
    for text in (
        "completed, by count",
        "progress, by cost",
        "at least",
        "By count: every activity weighs the same.",
        "By area",
        "Late:",
        "Blocked: 1",
        "No [bold]offers",
        "Not reported",
        "is reported done",
        "No expenditure was reported",
        "At the present pace",
    ):
        assert text in result.output, text


def test_a_plan_nobody_reported_on_is_not_at_zero(naphs, plan):
    result = naphs("progress", plan, "--on", "2027-06-30")
    assert "not said" in result.output
    assert "nobody has reported" in result.output
    assert " 0.0%      0.0%" not in result.output


def test_the_day_decides_what_is_known(naphs, followed):
    assert "Blocked" not in naphs("progress", followed, "--on", "2027-05-31").output


def test_a_filter_filters_every_figure(naphs, followed, tmp_path):
    out = tmp_path / "r1.json"
    result = naphs("progress", followed, "--on", "2027-06-30", "--area", "R1", "-o", out)
    assert result.exit_code == 0, result.output
    found = json.loads(out.read_text())
    assert found["activities"]
    assert {one["area"].rpartition(".")[2] for one in found["activities"]} == {"R1"}
    assert [one["name"].rpartition(".")[2] for one in found["by"]["area"]] == ["R1"]
    assert all(number.startswith("R1") for number in found["not_reported"])


def test_progress_is_written_as_table_workbook_and_json(naphs, followed, tmp_path):
    for name in ("p.csv", "p.xlsx", "p.json"):
        result = naphs("progress", followed, "--on", "2027-06-30", "--by", "ministry", "-o", tmp_path / name)
        assert result.exit_code == 0, result.output
    lines = (tmp_path / "p.csv").read_text().splitlines()
    count = len(load_plan(followed).activities)
    assert len(lines) == count + 1
    assert openpyxl.load_workbook(tmp_path / "p.xlsx")["Activities"].max_row == count + 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--area", "Z9"), "No activity is in the area “Z9”. There are: "),
        (("--owner", "nobody"), "No activity has the owner “nobody”."),
        (("-o", "figures.pdf"), "“.pdf” is no kind of report."),
        (("--report", "updates.csv"), "Say where with -o"),
        (("--report", "updates.csv", "-o", "new.csv"), "Say where with -o"),
    ],
)
def test_what_cannot_be_asked_is_said(naphs, plan, arguments, said):
    result = naphs("progress", plan, "--on", "2027-06-30", *arguments)
    assert result.exit_code == 1
    assert said in result.output


def test_a_file_with_a_fault_changes_nothing(naphs, plan, updates, tmp_path):
    updates.write_text(updates.read_text().replace("in progress", "delayed"))
    out = tmp_path / "new.naphs.json"
    result = naphs("progress", plan, "--on", "2027-06-30", "--report", updates, "-o", out)
    assert result.exit_code == 1
    assert "row 3, column status" in result.output
    assert "Nothing was written." in result.output
    assert not out.exists()
