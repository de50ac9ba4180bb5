"""The funding gap from the terminal: any cut, any narrowing, files; and what is said when something is wrong."""

import csv
import json
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from opennaphs.domain.funding.gaps import FundingCut
from opennaphs.domain.funding.supports import MoneyStage, SupportState
from opennaphs.reports.plan_json import render_plan
from tests.factories import create_costed_plan
from tests.hand_costed_plans import (
    create_activity,
    create_funded_plan,
    create_source,
    create_support,
    create_transaction,
    share,
)


@pytest.fixture
def plan(tmp_path):
    works = [
        create_activity("D1-001", "jee-3.D1", ("Gulu", "Kampala"), one_off=(1000,), recurrent=(10,) * 5),
        create_activity("P1-001", "jee-3.P1", capital=(0, 400)),
    ]
    reported = create_support("R", "treasury", 70, title="=A line", state=SupportState.REPORTED)
    supports = [
        create_support("Q", "fund", 900, title="Strong labs", portions=(share(1, areas=("jee-3.D1",)),)),
        create_support("S", "fund", create_transaction("T", 500, 2028, MoneyStage.PLEDGE), title="Promised"),
        reported,
    ]
    made = create_funded_plan(works, [create_source("fund"), create_source("treasury")], supports)
    path = tmp_path / "plan.naphs.json"
    path.write_bytes(render_plan(made))
    return path


def rows_of(naphs, plan, tmp_path, *options):
    result = naphs("gap", plan, *options, "-o", tmp_path / "gap.csv")
    assert result.exit_code == 0, result.output
    return list(csv.DictReader((tmp_path / "gap.csv").read_text(encoding="utf-8").splitlines()))


def test_the_gap_is_shown_with_its_rule_and_what_is_not_counted(naphs, plan):
    result = naphs("gap", plan)
    assert result.exit_code == 0, result.output
    for text in ("commitment", "1,450", "900", "550", "“=A line” is not counted", "together"):
        assert text in result.output, text


@pytest.mark.parametrize("by", [one.replace(" ", "-") for one in FundingCut])
def test_every_cut_adds_up_in_the_file(naphs, plan, tmp_path, by):
    rows = rows_of(naphs, plan, tmp_path, "--by", by)
    assert sum(Decimal(row["cost"]) for row in rows) == 1450
    assert sum(Decimal(row["counted"]) for row in rows) == 900
    assert sum(Decimal(row["gap"]) for row in rows) == 550
    assert all("commitment" in row["counting_rule"] for row in rows)


def test_pledges_and_reported_support_count_when_asked_for(naphs, plan, tmp_path):
    counted = {
        options: sum(Decimal(row["counted"]) for row in rows_of(naphs, plan, tmp_path, *options))
        for options in ((), ("--pledged",), ("--stage", "disbursement"), ("--pledged", "--include-reported"))
    }
    assert list(counted.values()) == [900, 1310, 0, 1380]


def test_narrowing_shows_a_part(naphs, plan, tmp_path):
    rows = rows_of(naphs, plan, tmp_path, "--by", "region", "--area", "D1", "--year", 2027)
    assert [(row["value"], row["cost"]) for row in rows] == [("Gulu", "505.00"), ("Kampala", "505.00")]
    result = naphs("gap", plan, "--source", "treasury", "--include-reported")
    assert "Only money of treasury is counted here" in result.output


def test_the_workbook_and_the_json_show_the_same(naphs, plan, tmp_path):
    for name in ("gap.xlsx", "gap.json"):
        assert naphs("gap", plan, "--on", "2027-06-30", "-o", tmp_path / name).exit_code == 0
    found = json.loads((tmp_path / "gap.json").read_text(encoding="utf-8"))
    assert (found["whole"]["gap"], found["currency"], found["looked_at"]) == ("550.00", "USD", {})
    assert [row["name"] for row in found["rows"]] == ["D1", "P1"]
    book = load_workbook(BytesIO((tmp_path / "gap.xlsx").read_bytes()))
    figures, remarks = book.worksheets
    assert figures["A3"].value == found["counting_rule"]
    assert [cell.value for cell in figures[9]] == ["together", 1450, 900, 550, 550, 550]
    texts = [row[0].value for row in remarks.iter_rows(min_row=3)]
    assert set(found["not_counted"]) | {one["text"] for one in found["warnings"]} == set(texts)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--area", "X9"), "no area “X9”"),
        (("--year", 2020), "no year “2020”"),
        (("--source", "nobody"), "It has: fund, treasury"),
        (("-o", "gap.docx"), ".csv, .xlsx or .json"),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(naphs, plan, options, said):
    result = naphs("gap", plan, *options)
    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was written." in result.output


def test_a_plan_without_costs_is_refused(naphs, tmp_path):
    path = tmp_path / "plan.naphs.json"
    path.write_bytes(render_plan(create_costed_plan(costed=False)))
    result = naphs("gap", path)
    assert result.exit_code == 1
    assert "no costs yet" in result.output


def test_a_formula_in_a_name_stays_a_text(naphs, plan, tmp_path):
    content = json.loads(plan.read_text(encoding="utf-8"))
    content["funding"]["sources"][0]["title"] = "=1+1"
    plan.write_text(json.dumps(content), encoding="utf-8")
    rows = rows_of(naphs, plan, tmp_path, "--by", "source")
    assert rows[0]["name"] == "'=1+1"
