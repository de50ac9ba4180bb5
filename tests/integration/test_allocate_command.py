"""Sharing a pool from the terminal: three example countries cut down to two areas."""

import csv
from io import BytesIO

import openpyxl
import pytest

from opennaphs.sources.pool_yaml import load_pool

FILE = """
currency: USD
price_year: 2024
first_year: 2027
pool:
  id: pool
  title: "Preparedness pool"
  amounts: [60000, 60000, 40000, 20000, 20000]
  only: {{kinds: [one-off, capital], areas: [D1, P8]}}
floor: 10000
region_floors: {{Asia: 30000}}
countries:
  - {{country: UGA, plan: uganda.naphs.json, rules: rules.yaml, population: 42700000, weight: 1.5}}
  - {{country: Sri Lanka, scores: '{examples}/sri-lanka/scores.csv', profile: '{examples}/sri-lanka/profile.yaml',
     rules: rules.yaml, areas: [D1, P7], region: Asia, cap: 120000}}
"""
RULES = """
currency: USD
price_year: 2024
sources:
  - {id: treasury, title: National budget, amounts: [20000, 20000, 20000, 20000, 20000]}
"""
FAST = ("--seconds", 5, "--split-seconds", 0.2, "--gap", "1%")


@pytest.fixture
def pool(naphs, examples, tmp_path):
    folder = examples / "uganda"
    choices = ("--country", "UGA", "--term", "5y", "--start", 2027, "--areas", "D1,P7")
    plan = tmp_path / "uganda.naphs.json"
    naphs("draft", folder / "scores.csv", *choices, "--profile", folder / "profile.yaml", "-o", plan)
    path = tmp_path / "pool.yaml"
    path.write_text(FILE.format(examples=examples))
    (tmp_path / "rules.yaml").write_text(RULES)
    return path


@pytest.mark.slow
def test_a_pool_is_shared_and_compared_with_simple_splits(naphs, pool, tmp_path):
    table, book, chart = (tmp_path / f"allocation{suffix}" for suffix in (".csv", ".xlsx", ".svg"))
    result = naphs("allocate", pool, *FAST, "-o", table, "--report", book, "--report", chart)
    assert result.exit_code == 0, result.output
    for said in ("Uganda", "Lanka", "per-capita", "benefit of the next million", "no allocation can exceed"):
        assert said in result.output
    rows = {row["country"]: row for row in csv.DictReader(table.read_text().splitlines())}
    assert sorted(rows) == ["LKA", "UGA"]
    assert 30_000 <= float(rows["LKA"]["whole"]) <= 120_000
    assert sum(float(row["2027"]) for row in rows.values()) <= 60_000
    assert chart.read_bytes().startswith(b"<svg")
    assert len(openpyxl.load_workbook(BytesIO(book.read_bytes())).sheetnames) == 3


def test_areas_of_the_pool_get_the_names_of_each_plan(pool):
    read = load_pool(pool)
    assert read.pool.earmark.areas
    assert {area.rpartition(".")[2] for area in read.pool.earmark.areas} == {"D1", "P8"}, read.pool.earmark
    assert [one.population for one in read.countries] == [42_700_000, 21_200_000]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("floor: 10000", "floor: 110000", "The floors add up to"),
        ("cap: 120000", "cap: 20000", "The countries of Asia together may not get 30000"),
        ("first_year: 2027", "first_year: 2028", "begins in 2027, the pool in 2028"),
        ("amounts: [60000,", "amounts: [", "neither one nor five years"),
        ("country: UGA, plan: uganda.naphs.json", "country: UGA", "needs a plan or scores"),
        ("country: Sri Lanka", "country: Atlantis", "Atlantis"),
        ("price_year: 2024", "price_year: 2023", "Write both in the same money"),
        ("country: UGA", "country: KEN", "is one of UGA, not of KEN"),
    ],
)
def test_what_does_not_fit_is_explained_and_nothing_is_written(naphs, pool, tmp_path, old, new, said):
    pool.write_text(pool.read_text().replace(old, new))
    output = tmp_path / "allocation.csv"
    result = naphs("allocate", pool, *FAST, "-o", output)
    assert result.exit_code == 1
    assert said in result.output
    assert not output.exists()


def test_a_report_of_unknown_kind_is_refused_before_anything_is_read(naphs, tmp_path):
    result = naphs("allocate", tmp_path / "missing.yaml", "--report", "allocation.docx")
    assert result.exit_code == 1
    assert ".xlsx" in result.output
