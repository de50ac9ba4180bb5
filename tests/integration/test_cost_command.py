"""Costing from the terminal: refine, count in scenarios, compare; and what is said when something is wrong."""

import csv
import json

import pytest

from opennaphs.reports.cost_wording import not_included
from opennaphs.sources.plan_file import load_plan


@pytest.fixture
def plan(naphs, examples, tmp_path):
    path = tmp_path / "plan.naphs.json"
    folder = examples / "sri-lanka"
    choices = ("--country", "LKA", "--term", "5y", "--start", 2027, "--areas", "D1,P7")
    naphs("draft", folder / "scores.csv", *choices, "--profile", folder / "profile.yaml", "-o", path)
    return path


DETAILS = """
lines:
  - activity: {activity}
    title: Training worked out with the training centre
    replaces: {replaces}
    builder: meeting
    fields: {{participants: 20, days: 3, per_diem: 12.5, venue_rent: 150}}
    kind: one-off
  - activity: {activity}
    title: Projector
    builder: procurement
    fields: {{quantity: 1, price: 800}}
    kind: capital
    useful_life: 4
    maintenance: 0.1
"""


def _first_costed(plan):
    activities = json.loads(plan.read_text())["activities"]
    return next(one for one in activities if one["cost"]["state"] == "costed")


def test_a_plan_shows_its_costs_and_where_they_sit(naphs, plan):
    result = naphs("cost", plan, "--overhead", 7, "--contingency", 10)
    assert result.exit_code == 0, result.output
    for heading in ("Menu and detailed costs", "Where the money sits", "minimum", "contingency"):
        assert heading in result.output


def test_details_replace_menu_lines_and_stay_comparable(naphs, plan, tmp_path):
    first = _first_costed(plan)
    details = tmp_path / "details.yaml"
    details.write_text(DETAILS.format(activity=first["id"], replaces=first["cost"]["lines"][0]["use"]))
    refined = tmp_path / "refined.naphs.json"
    result = naphs("cost", plan, "--details", details, "-o", refined)
    assert result.exit_code == 0, result.output
    assert "Detailed against menu" in result.output
    lines = next(one for one in json.loads(refined.read_text())["activities"] if one["id"] == first["id"])["cost"][
        "lines"
    ]
    detailed = [line for line in lines if line["detail"]]
    assert [line["detail"]["builder"] for line in detailed] == ["meeting", "procurement"]
    assert detailed[0]["unit_price"]["amount"] == "1200.00"
    assert detailed[0]["replaces"]["use"] == first["cost"]["lines"][0]["use"]
    assert any(line["title"] == "Projector" and line["kind"] == "recurrent" for line in lines)
    assert naphs("cost", refined).exit_code == 0
    compared = naphs("compare", plan, refined, "--all")
    assert compared.exit_code == 0
    assert "1 changed" in compared.output.replace("\n", " ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("builder: meeting", "builder: party", "row 6: “party” is not a known builder."),
        ("days: 3", "dais: 3", "has no field “dais”"),
        ("days: 3, ", "", "needs days"),
        ("kind: one-off", "kind: sometimes", "“sometimes” is not a known kind."),
        ("useful_life: 4", "useful_life: 0", "“useful_life” is 0"),
        ("activity: ", "activity: Z", "The plan has no activity Z"),
    ],
)
def test_broken_details_say_where_and_how(naphs, plan, tmp_path, old, new, said):
    first = _first_costed(plan)
    text = DETAILS.format(activity=first["id"], replaces=first["cost"]["lines"][0]["use"])
    (tmp_path / "details.yaml").write_text(text.replace(old, new))
    result = naphs("cost", plan, "--details", tmp_path / "details.yaml", "-o", tmp_path / "new.json")
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "new.json").exists()


def test_three_kinds_of_money_need_rates(naphs, plan, tmp_path):
    rates = tmp_path / "rates.yaml"
    years = "".join(
        f"  - {{currency: LKR, from_year: 2024, to_year: {year}, factor: 1.{year - 2000}, source: a test}}\n"
        for year in range(2027, 2032)
    )
    rates.write_text(
        "exchange:\n  - {base: USD, quote: LKR, rate: 293.5, date: 2024-12-31, source: a test}\ninflators:\n" + years
    )
    result = naphs("cost", plan, "--rates", rates, "--currency", "LKR")
    assert result.exit_code == 0, result.output
    assert "not added" in result.output
    assert "Give --rates and --currency together" in naphs("cost", plan, "--rates", rates).output
    assert "no exchange rate between USD and UGX" in naphs("cost", plan, "--rates", rates, "--currency", "UGX").output
    rates.write_text(rates.read_text().replace("inflators:", "  - {base: LKR, quote: USD, rate: 1, date: 2024-12-31, "
                                               "source: another}\ninflators:"))  # fmt: skip
    assert "two exchange rates" in naphs("cost", plan, "--rates", rates, "--currency", "LKR").output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("activity,first_year\nD1-001,later\n", "“later” is no year."),
        ("activity,first_year\nD1-001,2027\nD1-001,2028\n", "D1-001 stands twice."),
        ("activity,first_year\nD1-001,2040\n", "cannot begin in 2040"),
    ],
)
def test_a_broken_pace_is_refused(naphs, plan, tmp_path, content, said):
    (tmp_path / "pace.csv").write_text(content)
    result = naphs("cost", plan, "--pace", tmp_path / "pace.csv")
    assert result.exit_code == 1
    assert said in result.output


def test_an_uncosted_plan_asks_for_a_profile(naphs, examples, tmp_path):
    plan = tmp_path / "plan.naphs.json"
    naphs("draft", examples / "uganda/scores.csv", "--country", "UGA", "--term", "1y", "--areas", "D1", "-o", plan)
    assert "Give a country profile with --profile" in naphs("cost", plan).output
    costed = naphs("cost", plan, "--profile", examples / "uganda/profile.yaml", "-o", tmp_path / "costed.json")
    assert costed.exit_code == 0, costed.output
    assert "not compared" in naphs("compare", plan, tmp_path / "costed.json").output


def test_an_unknown_carrier_is_named_with_those_there_are(naphs, plan):
    assert "no embedded plan “malaria”. Known are: immunisation" in naphs("cost", plan, "--without", "malaria").output


def test_ranges_of_worked_out_lines_and_counts_are_asked_for_and_taken(naphs, plan, tmp_path):
    first = _first_costed(plan)
    details, spreads, refined = (tmp_path / name for name in ("details.yaml", "spreads.csv", "refined.naphs.json"))
    details.write_text(DETAILS.format(activity=first["id"], replaces=first["cost"]["lines"][0]["use"]))
    naphs("cost", plan, "--details", details, "-o", refined)
    said = naphs("cost", refined, "--uncertainty")
    assert (said.exit_code, "“own procurement” may be off in a file of spreads" in said.output) == (1, True)
    own = "what,low,high\nown procurement,0.9,1.2\n"
    spreads.write_text(own)
    sure = naphs("cost", refined, "--uncertainty", "--spreads", spreads)
    spreads.write_text(own + "nation,0.5,3\n")
    unsure = naphs("cost", refined, "--uncertainty", "--spreads", spreads)
    assert (sure.exit_code, unsure.exit_code) == (0, 0), sure.output + unsure.output
    assert sure.output != unsure.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("what,low,high\ndistrikt,0.5,2\n", "no costs by “distrikt”"),
        ("what,low,high\ndistrict,half,2\n", "are no two numbers"),
        ("what,low,high\ndistrict,1.5,2\n", "A spread goes from 0"),
        ("what,low,high\ndistrict,0.5,2\ndistrict,0.5,2\n", "stands twice"),
    ],
)
def test_a_broken_file_of_spreads_is_refused(naphs, plan, tmp_path, content, said):
    (tmp_path / "spreads.csv").write_text(content)
    result = naphs("cost", plan, "--uncertainty", "--spreads", tmp_path / "spreads.csv")
    assert result.exit_code == 1
    assert said in " ".join(result.output.split())


def test_a_list_of_exact_prices_leaves_nothing_uncertain(naphs, plan, tmp_path):
    prices = tmp_path / "prices.csv"
    naphs("prices", "export", "-o", prices)
    table = list(csv.DictReader(prices.read_text(encoding="utf-8-sig").splitlines()))
    with prices.open("w", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys())
        writer.writeheader()
        writer.writerows(row | {"low": row["likely"], "high": row["likely"]} for row in table)
    result = naphs("cost", plan, "--uncertainty", "--prices", prices)
    assert result.exit_code == 0, result.output
    assert "%" not in result.output.partition("What moves the total")[2]


def test_shared_work_is_paid_once_and_nothing_is_dropped(naphs, examples, tmp_path):
    plan, once = tmp_path / "plan.naphs.json", tmp_path / "once.naphs.json"
    folder = examples / "uganda"
    choices = ("--country", "UGA", "--term", "5y", "--profile", folder / "profile.yaml")
    naphs("draft", folder / "scores.csv", *choices, "-o", plan)
    result = naphs("cost", plan, "--share-work", "-o", once)
    assert result.exit_code == 0, result.output
    assert "Work that several areas ask for" in result.output
    before, after = (json.loads(path.read_text())["activities"] for path in (plan, once))
    joined = [one for one in after if "done together with" in (one["cost"]["reason"] or "")]
    assert len(before) == len(after)
    assert {one["cost"]["state"] for one in joined} == {"embedded in another plan"}
    briefs = [" ".join(not_included(load_plan(path), str)) for path in (plan, once)]
    assert ["each area pays its own" in brief for brief in briefs] == [True, False]
    assert "activities have costs the library does not know" in naphs(
        "cost", once, "--profile", folder / "profile.yaml"
    ).output.replace("\n", " ")


def test_costing_again_does_not_drop_what_was_worked_out(naphs, examples, plan, tmp_path):
    first = _first_costed(plan)
    details, refined = tmp_path / "details.yaml", tmp_path / "refined.naphs.json"
    details.write_text(DETAILS.format(activity=first["id"], replaces=first["cost"]["lines"][0]["use"]))
    profile = ("--profile", examples / "sri-lanka/profile.yaml")
    assert naphs("cost", plan, *profile, "--details", details, "-o", refined).exit_code == 0
    again = naphs("cost", refined, *profile, "-o", tmp_path / "again.naphs.json")
    assert (again.exit_code, f"1 activities have costs the library does not know ({first['id']})" in again.output) == (
        1,
        True,
    )
    assert not (tmp_path / "again.naphs.json").exists()


@pytest.mark.parametrize("broken", ["nowhere/brief.csv", "folder.csv"])
def test_when_one_of_several_files_cannot_be_written_none_is(naphs, plan, tmp_path, broken):
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.iterdir())
    result = naphs("cost", plan, "-o", tmp_path / "a.naphs.json", "--report", tmp_path / broken)
    assert (result.exit_code, "Nothing was written" in result.output) == (1, True)
    assert sorted(tmp_path.iterdir()) == before


def test_spreads_that_nothing_would_use_are_refused(naphs, plan, tmp_path):
    assert "Add --uncertainty" in naphs("cost", plan, "--spreads", tmp_path / "any.csv").output
