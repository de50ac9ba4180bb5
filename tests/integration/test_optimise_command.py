"""Choosing with a budget from the terminal: what is shown, what is written, what is refused, and how it is stopped."""

import csv
import json
import signal
from io import StringIO

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from opennaphs.analytics.optimise.result import Rung
from opennaphs.cli import main, watching
from opennaphs.cli.watching import Watching, standing
from opennaphs.sources.plan_file import load_plan

QUICK = ("--seconds", 2)
RULES = """
currency: USD
price_year: 2024
sources:
  - {id: treasury, title: "The treasury", amounts: [200_000, 200_000, 200_000, 200_000, 200_000]}
  - {id: loan, title: "A loan", amounts: [300_000, 100_000, 0, 0, 0], carry_over: 1, only: {kinds: [one-off, capital]}}
"""


def _draft(folder, examples):
    path, source = folder / "plan.naphs.json", examples / "sri-lanka"
    choices = ["--country", "LKA", "--term", "5y", "--start", "2027", "--areas", "D1,P7"]
    said = CliRunner().invoke(
        main,
        ["draft", str(source / "scores.csv"), *choices, "--profile", str(source / "profile.yaml"), "-o", str(path)],
    )
    assert said.exit_code == 0, said.output
    return path


@pytest.fixture
def plan(tmp_path, examples):
    return _draft(tmp_path, examples)


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "budget.yaml"
    path.write_text(RULES)
    return path


def _words(result):
    return " ".join(result.output.split())


def _choose(naphs, plan, rules, *more):
    result = naphs("optimise", plan, "--rules", rules, *QUICK, *more)
    assert result.exit_code == 0, result.output
    return result


def test_the_example_of_uganda_is_chosen_and_explained(naphs, examples, tmp_path):
    plan, folder = tmp_path / "uganda.naphs.json", examples / "uganda"
    choices = ("--country", "UGA", "--term", "5y", "--start", 2027, "--profile", folder / "profile.yaml")
    naphs("draft", folder / "scores.csv", *choices, "-o", plan)
    result = _choose(naphs, plan, folder / "budget.yaml", "--less", 10)
    said = _words(result)
    for part in (
        "With USD 16 million over 2027–2031 the plan does",
        "National budget (illustrative)",
        "Pandemic preparedness grant",
        "Ten reasons",
        "Left out:",
        "It would take",
        "With 10 % less money",
        "R1.1 Risk assessment and readiness: to level 3 is in whatever it brings",
        "This is advice; people decide.",
        "needs name actions that are not in the plan",
    ):
        assert part in said, part


def test_what_is_printed_says_levels_money_reasons_and_how_to_override(naphs, plan, rules):
    said = _words(_choose(naphs, plan, rules))
    for part in (
        "No plan can be",
        "Levels (means)",
        "Money used / available (thousand USD, 2024 prices)",
        "Benefit points of USD 10,000 more",
        "With 10 % less money",
        "With 20 % less money",
        "“--sure 80” chooses with care",
        "write a demand with its reason into budget.yaml",
        "The rules do not say weights",
    ):
        assert part in said, part


def test_every_output_is_written(naphs, plan, rules, tmp_path):
    kinds = ("docx", "pdf", "xlsx", "csv", "svg")
    reports = [part for kind in kinds for part in ("--report", tmp_path / f"choice.{kind}")]
    chosen = tmp_path / "chosen.naphs.json"
    result = _choose(naphs, plan, rules, "-o", chosen, *reports)
    assert all(f"choice.{kind}" in result.output for kind in kinds)
    starts = {"docx": b"PK", "pdf": b"%PDF", "xlsx": b"PK", "csv": b"decision,", "svg": b"<svg"}
    assert {kind: (tmp_path / f"choice.{kind}").read_bytes().startswith(start) for kind, start in starts.items()} == (
        dict.fromkeys(kinds, True)
    )
    rows = list(csv.DictReader(StringIO((tmp_path / "choice.csv").read_text())))
    assert {row["activity"] for row in rows if row["decision"] == "chosen"} == {
        one.id for one in load_plan(chosen).activities
    }


def test_a_chosen_plan_can_be_chosen_from_again_and_gives_the_same(naphs, plan, rules, tmp_path):
    once, twice = tmp_path / "once.naphs.json", tmp_path / "twice.naphs.json"
    _choose(naphs, plan, rules, "-o", once)
    again = _choose(naphs, once, rules, "-o", twice)
    first, second = load_plan(once), load_plan(twice)
    left = len(first.choice.left_out)
    assert f"The plan was chosen before (with budget.yaml); its {left} activities left out then are back." in _words(
        again
    )
    assert left > 0
    assert (first.activities, first.choice.left_out) == (second.activities, second.choice.left_out)
    assert (first.choice.paid, first.choice.proof.value) == (second.choice.paid, second.choice.proof.value)
    assert naphs("cost", once).exit_code == naphs("report", once, "-o", tmp_path / "plan.docx").exit_code == 0


def test_more_money_brings_back_what_was_left_out(naphs, plan, rules, tmp_path):
    chosen = tmp_path / "chosen.naphs.json"
    _choose(naphs, plan, rules, "-o", chosen)
    rules.write_text(RULES.replace("200_000", "2_000_000"))
    _choose(naphs, chosen, rules, "-o", chosen)
    assert [one.step for one in load_plan(chosen).choice.steps_left_out] == []


def test_a_favourite_a_confidence_and_the_curve(naphs, plan, rules, tmp_path):
    result = _choose(
        naphs, plan, rules, "--keep", "D1-003", "--keep", "D1.2:4", "--sure", 80, "--curve",
        "--report", tmp_path / "choice.xlsx",
    )  # fmt: skip
    said = _words(result)
    assert "is kept in reserve and not used, so that with a confidence of 80 % the money" in said
    assert "D1.2 → 4" in said
    assert "Frontier" in load_workbook(tmp_path / "choice.xlsx").sheetnames


def test_work_may_be_told_to_start_once(naphs, plan, rules, tmp_path):
    chosen = tmp_path / "chosen.naphs.json"
    said = _words(_choose(naphs, plan, rules, "--whole-starts", "-o", chosen))
    assert "straddle" not in said
    shares = {share for one in load_plan(chosen).choice.chosen for share in one.shares}
    assert shares <= {0, 1}


# --- refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: loan", "id: treasury", "“treasury” stands twice in sources."),
        ("currency: USD", "currency: EUR", "The rules are in EUR of 2024, costs of the plan in USD of 2024."),
        ("[300_000, 100_000, 0, 0, 0]", "[300_000]", "has 1 amounts, the plan has 5 years"),
        ("carry_over: 1", "carried: 1", "row 6"),
    ],
)
def test_broken_rules_are_refused_and_nothing_is_written(naphs, plan, rules, tmp_path, old, new, said):
    rules.write_text(RULES.replace(old, new))
    result = naphs("optimise", plan, "--rules", rules, "-o", tmp_path / "new.naphs.json")
    assert (result.exit_code, said in _words(result)) == (1, True), result.output
    assert "Nothing was written." in result.output
    assert not (tmp_path / "new.naphs.json").exists()


def test_demands_that_cannot_hold_together_are_named(naphs, plan, rules, tmp_path):
    rules.write_text(
        RULES.replace("_000", "") + "demands:\n  - {demand: reach, of: D1.2:4, because: the minister said so}\n"
    )
    result = naphs("optimise", plan, "--rules", rules, *QUICK, "-o", tmp_path / "new.naphs.json")
    assert result.exit_code == 1
    assert "the minister said so" in _words(result)
    assert "Give up or soften one of these in the rules, or add the money." in _words(result)
    assert not (tmp_path / "new.naphs.json").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--report", "choice.odt"), "“.odt” is no kind of report of a choice."),
        (("--keep", "D1-999"), "--keep D1-999: the plan has no activity or step “D1-999”."),
        (("--gap", "much"), "“much” is no gap."),
        (("--gap", "-1"), "“-1” is no gap."),
        (("--sure", "20"), "is not in the range"),
        (("--less", "100"), "is not in the range"),
    ],
)
def test_what_cannot_be_asked_is_said(naphs, plan, rules, more, said):
    result = naphs("optimise", plan, "--rules", rules, *QUICK, *more)
    assert (result.exit_code != 0, said in _words(result)) == (True, True), result.output


def test_a_plan_without_costs_is_refused(naphs, examples, rules, tmp_path):
    plan = tmp_path / "plan.naphs.json"
    naphs("draft", examples / "uganda/scores.csv", "--country", "UGA", "--term", "5y", "--areas", "D1", "-o", plan)
    assert "The plan has no costs to choose by." in naphs("optimise", plan, "--rules", rules).output


# --- stopped ------------------------------------------------------------------------------------------------------


def test_ctrl_c_keeps_the_best_so_far(naphs, plan, rules, tmp_path, monkeypatch):
    usual = Watching.__call__

    def pressed(self, rung):
        if not self.pressed and rung.value > 0:
            signal.raise_signal(signal.SIGINT)
        return usual(self, rung)

    monkeypatch.setattr(Watching, "__call__", pressed)
    before, chosen = signal.getsignal(signal.SIGINT), tmp_path / "chosen.naphs.json"
    _choose(naphs, plan, rules, "--gap", "0%", "-o", chosen)
    record = load_plan(chosen).choice
    assert record.proof.ended in {"somebody stopped it", "the gap asked for is proven"}
    assert record.chosen
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_at_once_and_writes_nothing(naphs, plan, rules, tmp_path, monkeypatch):
    def pressed_twice(self, rung):
        self.interrupt()
        self.interrupt()

    monkeypatch.setattr(Watching, "__call__", pressed_twice)
    result = naphs("optimise", plan, "--rules", rules, *QUICK, "-o", tmp_path / "chosen.naphs.json")
    assert result.exit_code == 1
    assert not (tmp_path / "chosen.naphs.json").exists()


def test_a_terminal_is_told_where_the_search_stands_a_few_times_a_second(monkeypatch):
    clock, told = iter([0.0, 10.0, 10.1, 10.2, 10.3]), []
    monkeypatch.setattr(watching.time, "monotonic", lambda: next(clock))
    status = type("Status", (), {"update": lambda self, text: told.append(text)})()
    watch = Watching()
    watch._status, watch._doing, watch._shown_at = status, "Choosing", next(clock)
    for _ in range(4):
        assert watch(Rung("packages", 1.0, 8.0, 10.0)) is False
    assert (
        told
        == ["Choosing: best 8.0, cannot exceed 10.0, gap 25.00 %, 1 s, packages (Ctrl-C keeps the best so far)"] * 2
    )


def test_a_search_that_has_nothing_yet_says_so():
    assert standing(Rung("", 0.4, float("-inf"), float("inf"))) == "best none yet, cannot exceed unknown, 0 s"


# --- the frontier -------------------------------------------------------------------------------------------------

FEW = ("--points", 4, "--seconds-a-point", 0.5)


def test_the_frontier_rises_and_is_written_in_every_form(naphs, plan, rules, tmp_path):
    table, reports = tmp_path / "frontier.csv", [tmp_path / f"frontier.{kind}" for kind in ("svg", "xlsx", "docx")]
    asked = [part for path in reports for part in ("--report", path)]
    result = naphs("frontier", plan, "--rules", rules, *FEW, "--from", 0.5, "--to", 2, "-o", table, *asked)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(StringIO(table.read_text())))
    assert [row["factor"] for row in rows] == ["0.5", "1", "1.5", "2"]
    values = [float(row["benefit"]) for row in rows]
    assert values == sorted(values)
    assert values[0] < values[-1]
    assert all(path.stat().st_size > 1000 for path in reports)
    assert "What the money buys" in result.output


def test_sizes_of_the_budget_without_a_plan_are_told(naphs, plan, rules):
    rules.write_text(RULES + "demands:\n  - {demand: reach, of: D1.1:3, because: promised}\n")
    said = _words(naphs("frontier", plan, "--rules", rules, *FEW, "--from", 0.01, "--to", 1))
    assert "Without a choice: 0.01" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--from", 2, "--to", 1), "Let --from be less than --to."),
        (("-o", "frontier.json"), "“.json” is no kind of frontier report."),
        (("--report", "frontier.csv"), "“.csv” is no kind of frontier report."),
        (("--points", 1), "is not in the range"),
    ],
)
def test_a_frontier_that_cannot_be_drawn_is_refused(naphs, plan, rules, more, said):
    result = naphs("frontier", plan, "--rules", rules, *FEW, *more)
    assert (result.exit_code != 0, said in _words(result)) == (True, True), result.output


def test_a_demand_no_budget_of_the_frontier_meets_is_named(naphs, plan, rules):
    rules.write_text(RULES + "demands:\n  - {demand: reach, of: D1.2:4, because: promised}\n")
    result = naphs("frontier", plan, "--rules", rules, *FEW, "--from", 0.01, "--to", 0.1)
    assert result.exit_code == 1
    assert "promised" in _words(result)


def test_a_chosen_plan_has_the_frontier_of_the_whole_plan(naphs, plan, rules, tmp_path):
    chosen, tables = tmp_path / "chosen.naphs.json", [tmp_path / "whole.csv", tmp_path / "chosen.csv"]
    _choose(naphs, plan, rules, "-o", chosen)
    for source, table in zip((plan, chosen), tables, strict=True):
        assert naphs("frontier", source, "--rules", rules, *FEW, "-o", table).exit_code == 0
    assert tables[0].read_text() == tables[1].read_text()


def test_the_record_is_plain_data(naphs, plan, rules, tmp_path):
    chosen = tmp_path / "chosen.naphs.json"
    _choose(naphs, plan, rules, "-o", chosen)
    record = json.loads(chosen.read_text())["choice"]
    assert record["origin"]["rules"] == "budget.yaml"
    assert [source["id"] for source in record["sources"]] == ["treasury", "loan"]
