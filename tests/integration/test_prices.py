"""A country's own prices, as people use them: start a list, check it, see its effect, apply it."""

import csv
import json
import subprocess
from decimal import Decimal
from io import StringIO

import pytest
from openpyxl import load_workbook

from opennaphs.cli.prices import parse_rate
from opennaphs.domain.errors import NaphsError

NOTHING = "Nothing was written."
RATE = "1 USD = 3660 UGX 2026-07-01 Bank of Uganda"
RATES = "inflators:\n- {currency: USD, from_year: 2024, to_year: 2026, factor: 1.06, source: a test}\n"


@pytest.fixture
def plan(naphs, examples, tmp_path):
    path = tmp_path / "uganda.naphs.json"
    folder = examples / "uganda"
    result = naphs(
        "draft", folder / "scores.csv", "--country", "UGA", "--term", "5y", "--areas", "D1,D2",
        "--profile", folder / "profile.yaml", "-o", path,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def defaults(naphs, tmp_path):
    path = tmp_path / "defaults.csv"
    assert naphs("prices", "export", "-o", path, "--country", "UGA", "--version", "1").exit_code == 0
    return path


def _lines(path):
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"))))


def _save(path, lines):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, lines[0].keys())
        table.writeheader()
        table.writerows(lines)
    return path


def _in_shillings(defaults, path, items, factor=3660):
    """Take some items of the defaults, at prices in shillings of 2026."""
    chosen = [line for line in _lines(defaults) if line["id"] in items]
    for line in chosen:
        line |= {name: str(Decimal(line[name]) * factor) for name in ("low", "likely", "high")}
        line |= {"currency": "UGX", "price_year": "2026", "date": "2026-07-01", "source": "ministry of finance"}
    return _save(path, chosen)


def _total(plan):
    content = json.loads(plan.read_text())
    lines = [line for one in content["activities"] for line in one["cost"]["lines"]]
    return sum((Decimal(amount["amount"]) for line in lines for amount in line["by_year"]), Decimal(0))


def test_a_list_goes_from_csv_to_workbook_and_back_without_loss(naphs, defaults, tmp_path):
    assert naphs("prices", "export", defaults, "-o", tmp_path / "p.xlsx").exit_code == 0
    assert naphs("prices", "export", tmp_path / "p.xlsx", "-o", tmp_path / "back.csv").exit_code == 0
    assert (tmp_path / "back.csv").read_bytes() == defaults.read_bytes()
    assert len(_lines(defaults)) == 143


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_list_survives_being_saved_by_libreoffice(naphs, soffice, defaults, tmp_path, kind):
    naphs("prices", "export", defaults, "-o", tmp_path / "p.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "out", tmp_path / "p.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert naphs("prices", "export", tmp_path / f"out/p.{kind}", "-o", tmp_path / "back.csv").exit_code == 0
    assert (tmp_path / "back.csv").read_bytes() == defaults.read_bytes()


def test_a_list_can_be_started_in_french(naphs, tmp_path):
    assert naphs("prices", "export", "-o", tmp_path / "prix.xlsx", "--language", "fr").exit_code == 0
    sheet = load_workbook(tmp_path / "prix.xlsx").active
    assert (sheet["D5"].value, sheet["C5"].value) == ("jour-participant", "meeting")


def test_a_good_list_is_called_good(naphs, defaults):
    result = naphs("prices", "check", defaults)
    assert result.exit_code == 0
    assert "defaults, UGA, version 1: 143 prices in USD of 2024, no errors." in result.output
    assert "Of our 143 default items it lacks 0; 0 of its items are its own." in result.output


def test_every_fault_of_a_list_is_named(naphs, defaults, tmp_path):
    lines = _lines(defaults)
    lines[0] |= {"source": "", "likely": "8.0,0"}
    lines[1]["builder"] = "meetings"
    result = naphs("prices", "check", _save(tmp_path / "bad.csv", lines))
    assert result.exit_code == 1
    assert "bad.csv, row 2, column source: The source is missing." in result.output
    assert "row 2, column likely: “8.0,0” is no price. Write the number with digits" in result.output
    assert "row 3, column builder: “meetings” is no builder. Did you mean “meeting”?" in result.output


def test_the_same_prices_change_nothing(naphs, plan, defaults, tmp_path):
    result = naphs("prices", "apply", plan, "--prices", defaults, "-o", tmp_path / "new.naphs.json")
    assert result.exit_code == 0, result.output
    assert "No item moves." in result.output
    old, new = (json.loads(path.read_text()) for path in (plan, tmp_path / "new.naphs.json"))
    assert new.pop("cost_basis")["price_list"] == "defaults, UGA, version 1"
    old.pop("cost_basis")
    assert new == old


def test_the_effect_is_shown_before_anything_is_changed(naphs, plan, defaults, tmp_path):
    before = plan.read_bytes()
    lines = _lines(defaults)
    laptop = next(line for line in lines if line["id"] == "lab-sample-kit")
    laptop |= {name: str(2 * Decimal(laptop[name])) for name in ("low", "likely", "high")}
    own = _save(tmp_path / "own.csv", lines)
    shown = naphs("prices", "effect", plan, "--prices", own)
    assert shown.exit_code == 0, shown.output
    assert "Items that move most (1 of 1)" in shown.output
    assert "+100.0" in shown.output
    assert plan.read_bytes() == before
    applied = naphs("prices", "apply", plan, "--prices", own, "-o", tmp_path / "new.naphs.json")
    assert applied.exit_code == 0
    assert f"{_total(tmp_path / 'new.naphs.json'):,.2f}" in shown.output
    assert naphs("report", tmp_path / "new.naphs.json", "-o", tmp_path / "new.xlsx").exit_code == 0


def test_prices_the_list_lacks_stop_the_comparison(naphs, plan, defaults, tmp_path):
    own = _save(tmp_path / "own.csv", [line for line in _lines(defaults) if line["id"] != "lab-sample-kit"])
    result = naphs("prices", "apply", plan, "--prices", own, "-o", tmp_path / "new.naphs.json")
    assert result.exit_code == 1
    assert "own.csv: the list lacks prices that the plan needs (1): lab-sample-kit. Add them, or use" in result.output
    assert NOTHING in result.output
    assert not (tmp_path / "new.naphs.json").exists()
    result = naphs("prices", "effect", plan, "--prices", own, "--fill-from-default")
    assert "Filled from our defaults: 1 prices that the list lacks." in result.output
    assert "No item moves." in result.output


def test_filling_in_other_money_needs_a_cited_rate_and_inflator(naphs, plan, defaults, tmp_path):
    own = _in_shillings(defaults, tmp_path / "own.csv", {"lab-sample-kit"})
    (tmp_path / "rates.yaml").write_text(RATES)
    asked = ("prices", "effect", plan, "--prices", own, "--fill-from-default")
    assert "There is no inflator for USD from 2024 to 2026." in naphs(*asked, "--rate", RATE).output
    assert "There is no exchange rate between" in naphs(*asked, "--rates", tmp_path / "rates.yaml").output
    result = naphs(*asked, "--rate", RATE, "--rates", tmp_path / "rates.yaml")
    assert result.exit_code == 0, result.output
    assert "Items that move most (1 of 1)" in result.output
    assert "Compared in the money of the plan, by USD 2024 to 2026 = 1.06, a test; 1 USD = 3660 UGX" in result.output


def test_a_plan_takes_the_money_of_the_list_and_says_what_it_rests_on(naphs, plan, defaults, tmp_path):
    own = _in_shillings(defaults, tmp_path / "own.csv", {"lab-sample-kit"})
    (tmp_path / "rates.yaml").write_text(RATES)
    new = tmp_path / "new.naphs.json"
    result = naphs(
        "prices", "apply", plan, "--prices", own, "--fill-from-default", "--rate", RATE,
        "--rates", tmp_path / "rates.yaml", "-o", new,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    basis = json.loads(new.read_text())["cost_basis"]
    assert (basis["currency"], basis["price_year"]) == ("UGX", 2026)
    assert basis["price_list"].startswith("own, UGA, version 1; ")
    assert "prices filled from OpenNAPHS default prices (USD 2024 to 2026 = 1.06, a test; 1 USD" in basis["price_list"]
    assert f"its total is UGX {_total(new):,.2f} (2026 prices)" in result.output


def test_doubts_are_said(naphs, plan, defaults, tmp_path):
    lines = [line | {"country": "KEN"} for line in _lines(defaults)]
    next(line for line in lines if line["id"] == "lab-sample-kit")["unit"] = "box of ten"
    result = naphs("prices", "effect", plan, "--prices", _save(tmp_path / "own.csv", lines))
    assert "The list is for KEN, the plan for UGA." in result.output
    assert "“lab-sample-kit” is priced per “box of ten”, in the plan per “" in result.output


def test_units_in_another_language_are_no_doubt(naphs, plan, tmp_path):
    naphs("prices", "export", "-o", tmp_path / "prix.xlsx", "--language", "fr", "--country", "UGA", "--version", "1")
    result = naphs("prices", "effect", plan, "--prices", tmp_path / "prix.xlsx")
    assert "is priced per" not in result.output
    assert "No item moves." in result.output


def test_worked_out_lines_keep_their_price(naphs, plan, defaults, tmp_path):
    content = json.loads(plan.read_text())
    activity, line = next(
        (one, line) for one in content["activities"] for line in one["cost"]["lines"] if line["kind"] == "recurrent"
    )
    line["schedule"] = ["1"] * 5
    line["by_year"] = [line["by_year"][-1]] * 5
    plan.write_text(json.dumps(content))
    doubled = [
        line | {name: str(2 * Decimal(line[name])) for name in ("low", "likely", "high")} for line in _lines(defaults)
    ]
    new = tmp_path / "new.naphs.json"
    result = naphs("prices", "apply", plan, "--prices", _save(tmp_path / "own.csv", doubled), "-o", new)
    assert result.exit_code == 0, result.output
    after = next(one for one in json.loads(new.read_text())["activities"] if one["id"] == activity["id"])
    assert line in after["cost"]["lines"]
    own = _in_shillings(defaults, tmp_path / "ugx.csv", {one["id"] for one in _lines(defaults)})
    refused = naphs("prices", "apply", plan, "--prices", own, "--rate", RATE, "-o", new)
    assert "1 worked-out lines are in USD of 2024" in refused.output


def test_two_versions_are_compared(naphs, defaults, tmp_path):
    lines = _lines(defaults)
    lines[0]["high"] = lines[0]["likely"] = "20"
    lines[1]["title"] = "[bold]not markup[/nonsense]"
    lines[1]["high"] = "200"
    lines[2]["id"] = "our-own"
    result = naphs("prices", "compare", defaults, _save(tmp_path / "second.csv", lines))
    assert result.exit_code == 0, result.output
    assert "+150.0" in result.output
    assert "Added: our-own." in result.output
    assert "Removed: meeting-regional-day." in result.output
    assert "[/nonsense]" in result.output


def test_a_plan_without_costs_has_no_effect_to_show(naphs, defaults, tmp_path):
    bare = tmp_path / "bare.naphs.json"
    naphs("draft", "--clean-slate", "--country", "UGA", "--term", "1y", "--areas", "R2", "-o", bare)
    result = naphs("prices", "effect", bare, "--prices", defaults)
    assert result.exit_code == 1
    assert "The plan has no costs yet." in result.output


def test_the_old_plan_is_never_replaced(naphs, plan, defaults):
    before = plan.read_bytes()
    result = naphs("prices", "apply", plan, "--prices", defaults, "-o", plan)
    assert "The new plan would replace the old one." in result.output
    assert plan.read_bytes() == before


@pytest.mark.parametrize("missing", ["plan", "prices"])
def test_files_that_are_not_there_are_named(naphs, plan, defaults, tmp_path, missing):
    files = {"plan": plan, "prices": defaults} | {missing: tmp_path / "nowhere.x"}
    result = naphs("prices", "apply", files["plan"], "--prices", files["prices"], "-o", plan)
    assert result.exit_code == 1
    assert "nowhere.x: The file cannot be read" in result.output or "would replace" in result.output


def test_other_endings_are_refused(naphs, tmp_path):
    result = naphs("prices", "export", "-o", tmp_path / "prices.pdf")
    assert "Let the name of the output end in .xlsx or .csv." in result.output


@pytest.mark.parametrize("districts", ["136", "9" * 20, "9" * 40])
def test_costs_that_are_far_too_large_end_in_a_sentence(naphs, plan, defaults, tmp_path, districts):
    content = json.loads(plan.read_text())
    for line in (line for one in content["activities"] for line in one["cost"]["lines"]):
        line["count"] = districts
    plan.write_text(json.dumps(content))
    huge = [line | {"likely": "9" * 15, "high": "9" * 15, "currency": "UGX"} for line in _lines(defaults)]
    own = _save(tmp_path / "own.csv", huge)
    result = naphs("prices", "effect", plan, "--prices", own, "--rate", "1 UGX = 1000000000 USD 2026-07-01 a test")
    assert result.exit_code == 1
    assert "The costs are too large to be exact to the cent. Look for a price that is too high." in result.output


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("1 USD = 3660 UGX 2019-12-31 Bank of Uganda", "3660"),
        ("1 usd=3,660.50 ugx, 2019-12-31, Bank of Uganda", "3660.50"),
        ("1 UGX = 0.000273 USD 2019-12-31 Bank", "0.000273"),
    ],
)
def test_a_rate_on_the_command_line_is_dated_and_cited(text, rate):
    read = parse_rate(text)
    assert read.rate == Decimal(rate)
    assert read.date == "2019-12-31"
    assert read.source.startswith("Bank")


@pytest.mark.parametrize(
    "text",
    [
        "1 USD = 3660 UGX", "1 USD = 3660 UGX 2019-12-31", "1 USD = 3660 UGX 31-12-2019 Bank",
        "1 USD = 3660 UGX 2019-02-30 Bank", "1 USD = 3,660 UGX 2019-12-31 Bank", "1 USD = 0 UGX 2019-12-31 Bank", "",
    ],
)  # fmt: skip
def test_other_rates_are_refused(text):
    with pytest.raises(NaphsError, match="exchange rate"):
        parse_rate(text)
