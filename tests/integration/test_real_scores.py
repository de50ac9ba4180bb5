"""The published scores of every country: our arithmetic gives the published totals, and every country gets a plan."""

import csv
import json
from collections import Counter

import pytest

pytestmark = pytest.mark.shared


@pytest.mark.parametrize(
    ("file", "assessments", "compared"),
    [("spar_2018.xlsx", 182, 182), ("spar_2019.xlsx", 175, 175), ("jee_2021-03.xlsx", 101, 101)],
)
def test_every_published_total_is_the_arithmetic_of_its_parts(naphs, shared, tmp_path, file, assessments, compared):
    result = naphs("scores", shared / "scores" / file, "-o", tmp_path / "out.csv")
    assert result.exit_code == 0
    totals = [row for row in csv.DictReader((tmp_path / "out.csv").read_text().splitlines()) if row["kind"] == "total"]
    assert len(totals) == assessments
    assert [row["agrees"] for row in totals].count("yes") == compared


def test_the_capacities_of_2019_that_leave_unanswered_indicators_out_are_reported(naphs, shared):
    result = naphs("scores", shared / "scores/spar_2019.xlsx")
    assert result.output.count("by the rule of the tool they count 0") == 15


def test_half_levels_are_kept_and_said(naphs, shared):
    assert naphs("scores", shared / "scores/jee_2021-03.xlsx").output.count("lies between two levels") == 6


def test_known_scores(naphs, shared, tmp_path):
    naphs("scores", shared / "scores/jee_2021-03.xlsx", "-o", tmp_path / "out.csv")
    rows = [row for row in csv.DictReader((tmp_path / "out.csv").read_text().splitlines()) if row["kind"] == "total"]
    scores = {row["country"]: int(row["score"]) for row in rows}
    assert {code: scores[code] for code in ("AFG", "JPN", "KEN", "NAM", "PHL", "USA")} == {
        "AFG": 38, "JPN": 92, "KEN": 50, "NAM": 44, "PHL": 52, "USA": 87}  # fmt: skip
    bands = Counter("low" if score < 40 else "middle" if score < 80 else "high" for score in scores.values())
    assert bands == {"low": 28, "middle": 57, "high": 16}


@pytest.mark.slow
@pytest.mark.parametrize("term", ["1y", "5y"])
@pytest.mark.parametrize(("file", "plans"), [("spar_2018.xlsx", 182), ("jee_2021-03.xlsx", 101)])
def test_every_country_gets_its_plan_in_one_command(naphs, shared, tmp_path, file, plans, term):
    result = naphs(
        "draft", shared / "scores" / file, "--all", "--term", term, "--start", 2027, "-o", tmp_path / "plans"
    )
    assert result.exit_code == 0
    files = list((tmp_path / "plans").glob("???.*.naphs.json"))
    assert len(files) == plans
    for path in files:
        plan = json.loads(path.read_text())
        gaps = {gap["target"]: gap for gap in plan["gaps"]}
        ids = [activity["action_id"] for activity in plan["activities"]]
        assert len(set(ids)) == len(ids)
        for activity in plan["activities"]:
            gap = gaps[activity["target"]]
            assert gap["current"] < activity["level"] <= gap["goal"]
