"""Timetables from the terminal: find, show, delay, report; and what is said when something is wrong."""

import csv

import pytest

RULES = """
teams: {health: 6, agriculture: 2}
other_teams: 2
closed:
  - {from: 2027-12-20, to: 2028-01-02, reason: end of the year, every_year: true}
events: {kinds: [training], limits: {district: 1}}
shared: {kinds: [training]}
"""


@pytest.fixture
def plan(naphs, examples, tmp_path):
    path = tmp_path / "plan.naphs.json"
    choices = ("--country", "LKA", "--term", "5y", "--start", 2027, "--areas", "D1,P7")
    naphs("draft", examples / "sri-lanka/scores.csv", *choices, "-o", path)
    return path


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "schedule.yaml"
    path.write_text(RULES)
    return path


def _rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_a_timetable_is_found_shown_and_written(naphs, plan, rules, tmp_path):
    files = [tmp_path / name for name in ("s.xlsx", "s.csv", "s.svg", "s.png")]
    reports = [part for path in files for part in ("--report", path)]
    result = naphs("schedule", plan, "--rules", rules, "--year", 2027, *reports)
    assert result.exit_code == 0, result.output
    for said in ("No better timetable exists", "What decides the end", "leeway", "are not in the plan"):
        assert said in result.output
    assert all(path.stat().st_size for path in files)
    rows = _rows(files[1])
    assert all(row["begins"] <= row["ends"] for row in rows)
    assert {row["critical"] for row in rows} == {"yes", "no"}


def test_a_delay_says_what_it_moves(naphs, plan, rules, tmp_path):
    shown = naphs("schedule", plan, "--rules", rules, "--seconds", 0, "--report", tmp_path / "s.csv")
    critical = [row for row in _rows(tmp_path / "s.csv") if row["critical"] == "yes"]
    number = critical[-1]["number"]
    result = naphs("schedule", plan, "--rules", rules, "--seconds", 0, "--delay", f"{number}=4")
    assert (shown.exit_code, result.exit_code) == (0, 0), result.output
    assert f"If {number} begins 4 periods later" in result.output.replace("\n", " ")
    assert "4 periods later:" in result.output.replace("\n", " ")


def test_early_benefit_is_another_goal(naphs, plan, rules):
    result = naphs(
        "schedule", plan, "--rules", rules, "--year", 2027, "--objective", "earliest-benefit", "--seconds", 3
    )
    assert result.exit_code == 0, result.output
    assert "what is worth most ends earliest" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--year", 2040), "No activity of the plan begins in 2040."),
        (("--delay", "D1-001"), "“D1-001” is no delay. Write the number of an activity and periods"),
        (("--delay", "Z=4"), "Z is not in the timetable. Name an activity that is."),
        (("--delay", "D1-001=0"), "A delay of 0 moves nothing."),
        (("--report", "plan.doc"), "“.doc” is no kind of report."),
    ],
)
def test_what_cannot_be_done_is_explained(naphs, plan, rules, arguments, said):
    result = naphs("schedule", plan, "--rules", rules, "--seconds", 0, *arguments)
    assert result.exit_code == 1
    assert said in result.output.replace("\n", " ")
    assert "Nothing was written" in result.output


def test_rules_that_break_off_say_where(naphs, plan, rules):
    rules.write_text(RULES.replace("health: 6", "health: many"))
    result = naphs("schedule", plan, "--rules", rules)
    assert (result.exit_code, "schedule.yaml, row 2" in result.output) == (1, True)


def test_the_example_of_uganda_works_with_its_plan(naphs, examples, tmp_path):
    path, folder = tmp_path / "uganda.naphs.json", examples / "uganda"
    naphs("draft", folder / "scores.csv", "--country", "UGA", "--term", "5y", "--start", 2027, "-o", path)
    result = naphs("schedule", path, "--rules", folder / "schedule.yaml", "--year", 2027, "--seconds", 0)
    assert result.exit_code == 0, result.output
    assert "activities are held as shared events" in result.output
