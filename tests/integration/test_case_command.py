"""``naphs case``: the investment case of a plan document from a terminal."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from click.testing import CliRunner
from docx import Document

from opennaphs.cli.main import main
from opennaphs.domain.funding.supports import Funding
from opennaphs.reports.plan_json import render_plan
from tests.factories import create_costed_plan
from tests.investment import create_source, create_support


@pytest.fixture
def plan(tmp_path):
    plan = create_costed_plan()
    funding = Funding((create_source("S1"),), (create_support("M1", "S1", {2027: 10}, areas=("A",)),))
    path = tmp_path / "plan.naphs.json"
    path.write_bytes(render_plan(replace(plan, funding=funding, language="fr"), str))
    return path


def run(*words):
    return CliRunner().invoke(main, ["case", *map(str, words)])


def test_it_writes_two_pages_and_says_the_figures_and_the_rule(plan, tmp_path):
    result = run(plan, "-o", tmp_path / "case.pdf", "--amount", "50")
    assert result.exit_code == 0, result.output
    assert "funded USD 10, missing" in result.output
    assert "Counted is money at the stage “commitment” or later" in result.output
    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "case.pdf").read_bytes())) == 2


def test_a_case_for_an_area_a_region_or_a_source_in_any_language(plan, tmp_path):
    for option in (("--area", "A"), ("--region", "whole country"), ("--source", "S1"), ("--source", "Source S1")):
        out = tmp_path / "case.docx"
        result = run(plan, *option, "--language", "en", "-o", out)
        assert result.exit_code == 0, result.output
        words = " ".join(one.text for one in Document(BytesIO(out.read_bytes())).paragraphs)
        assert "What we ask for" in words


def test_a_case_in_arabic_runs_from_right_to_left_whatever_the_language_of_the_plan(plan, tmp_path):
    out = tmp_path / "case.docx"
    assert run(plan, "--language", "ar", "-o", out).exit_code == 0
    assert Document(BytesIO(out.read_bytes())).paragraphs[0]._p.xpath(".//w:bidi")


def test_money_counts_from_the_stage_that_was_asked_for(plan, tmp_path):
    result = run(plan, "-o", tmp_path / "case.docx", "--stage", "expenditure")
    assert "funded USD 0, missing" in result.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-o", "case.txt"), "is no kind of case"),
        (("-o", "case.pdf", "--area", "X"), "“X” is not in the plan"),
        (("-o", "case.pdf", "--area", "A", "--source", "S1"), "Choose one of them"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(plan, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    result = run(plan, *words)
    assert result.exit_code == 1
    assert told in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["plan.naphs.json"]


def test_a_plan_without_costs_has_no_case(tmp_path):
    path = tmp_path / "plan.naphs.json"
    path.write_bytes(render_plan(create_costed_plan(costed=False), str))
    result = run(path, "-o", tmp_path / "case.pdf")
    assert result.exit_code == 1
    assert "no costs yet" in result.output
