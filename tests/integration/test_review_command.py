"""``naphs review`` writes the pack for a progress review out of a plan document."""

import datetime
import io
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from docx import Document

from opennaphs.cli.main import main
from opennaphs.domain.monitoring.records import ProgressReview, ReviewKind
from opennaphs.reports.plan_json import render_plan
from tests.followed_plans import create_activity, create_followed_plan, create_update

PAGES = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def plan_file(tmp_path):
    activities = [
        create_activity("A-001", owner="Head of laboratories", starts="2027-01-01", ends="2027-06-30"),
        create_activity("A-002", owner="Head of laboratories", starts="2027-01-01", ends="2027-12-31"),
        create_activity("B-001", starts="2027-02-01", ends="2027-05-31"),
    ]
    updates = [
        create_update("A-001", "2027-06-15", "completed", 100),
        create_update("A-002", "2027-06-20", percent=40, blocker="procurement", blocked_by="The tender has no offers"),
        create_update("A-002", "2027-11-01", percent=90),
    ]
    lesson = "Order reagents a quarter ahead"
    last = ProgressReview("1", ReviewKind.QUARTERLY, datetime.date(2027, 4, 1), "First", "", (lesson,), ("Call again",))
    plan = replace(create_followed_plan(*activities, updates=updates, reviews=[last]), title="Plan of the test")
    path = tmp_path / "plan.naphs.json"
    path.write_bytes(render_plan(plan, str))
    return path


def run(*words):
    return CliRunner().invoke(main, ["review", *map(str, words)])


def words_of(path):
    document = Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    inner = [
        cell.text
        for table in document.tables
        for row in table.rows
        for place in row.cells
        for nested in place.tables
        for line in nested.rows
        for cell in line.cells
    ]
    return "\n".join([*(one.text for one in document.paragraphs), *cells, *inner])


def test_the_quarterly_pack_says_what_is_late_blocked_and_to_be_asked(plan_file, tmp_path):
    path = tmp_path / "pack.docx"
    ended = run(plan_file, "--kind", "quarterly", "--on", "2027-07-15", "-o", path)
    assert ended.exit_code == 0, ended.output
    text = words_of(path)
    assert "Completed by count: 33 % (between 33 % and 67 %)" in text
    assert "A-002 are blocked (Procurement). Who can move that, and by when?" in text
    assert "Decided: Call again." in text
    assert "Learned: Order reagents a quarter ahead. It is not in the register yet." in text
    assert "90" not in text.partition("By technical area")[0]


def test_what_was_reported_after_the_day_is_not_looked_at(plan_file, tmp_path):
    early, late = tmp_path / "early.docx", tmp_path / "late.docx"
    assert run(plan_file, "--on", "2027-06-01", "-o", early).exit_code == 0
    assert run(plan_file, "--on", "2027-07-15", "-o", late).exit_code == 0
    assert "Not reported: 3" in words_of(early)
    assert "Not reported: 1" in words_of(late)


def test_the_interministerial_brief_is_one_page(plan_file, tmp_path):
    path = tmp_path / "brief.pdf"
    assert run(plan_file, "--kind", "interministerial", "--on", "2027-07-15", "-o", path).exit_code == 0
    assert len(PAGES.findall(path.read_bytes())) == 1


def test_the_yearly_pack_says_what_goes_on_and_that_levels_wait_for_an_assessment(plan_file, tmp_path):
    path = tmp_path / "year.docx"
    assert run(plan_file, "--kind", "yearly", "--on", "2027-12-31", "-o", path).exit_code == 0
    text = words_of(path)
    assert "Unfinished, to be carried into the next plan or left out with a reason: 2 (A-002, B-001)." in text
    assert "No assessment is newer than the one the plan was made from." in text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_pack_comes_in_other_languages(plan_file, tmp_path, language):
    for name in ("pack.docx", "pack.pdf"):
        ended = run(plan_file, "--on", "2027-07-15", "-o", tmp_path / name, "--language", language)
        assert ended.exit_code == 0, ended.output
    document = Document(str(tmp_path / "pack.docx"))
    turned = document.paragraphs[0]._p.xpath(".//w:bidi")
    assert bool(turned) is (language == "ar")


def test_the_next_reviews_are_told_when_the_launch_is_known(plan_file, tmp_path):
    ended = run(plan_file, "--on", "2027-07-15", "--launched", "2027-01-10", "-o", tmp_path / "pack.docx")
    assert "Next quarterly technical review: 2027-07-01 (overdue)" in ended.output
    assert "Next yearly review: 2028-01-10" in ended.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "pack.odt"], "Let the name of the output end in .docx or .pdf"),
        (["--on", "soon", "-o", "pack.pdf"], "Write year, month and day"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(plan_file, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    ended = run(plan_file, *words)
    assert ended.exit_code == 1
    assert told in " ".join(ended.output.split())
    assert [path.name for path in tmp_path.iterdir()] == ["plan.naphs.json"]
