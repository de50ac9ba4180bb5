"""``naphs reconcile`` as people use it, and the published plans: which of them add up, and which figures do not."""

import csv
from collections import Counter
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from opennaphs.domain.reconciliation import CellState, reconcile_plans
from opennaphs.domain.reconciliation_findings import FindingKind, decimal, find
from opennaphs.sources.line_items import parse_line_items, parse_published_costs

ITEMS = """country,core_capacity,activity,year_numeric,cost_original,currency_original,line_item_id
Uganda,Surveillance,Train staff,1,600,UGX (2019),1
Uganda,Surveillance,Meet,"1,2",,UGX (2019),2
Uganda,Reporting,Write,N/A,0,UGX (2019),3
Benin,Surveillance,Buy,1,77,CFA (2019),4
"""
PRINTED = """country,pillar,core_capacity,cost_original,currency_original
Uganda,Detect,Surveillance,500,UGX (2019)
Uganda,Detect,Laboratory,40,UGX (2019)
Uganda,Overall,total,560,UGX (2019)
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "items.csv").write_text(ITEMS)
    (tmp_path / "printed.csv").write_text(PRINTED)
    return tmp_path


def test_findings_are_said_in_sentences_and_end_well(naphs, files):
    result = naphs("reconcile", files / "items.csv", "--published", files / "printed.csv", "--country", "UGA")
    assert result.exit_code == 0
    for said in (
        "Uganda, Surveillance: The line items add up to UGX 600.00 (2019 prices), 20.0 % more than the UGX 500.00",
        "Uganda, Laboratory: The plan prints UGX 40.00 (2019 prices) for this area but no line item.",
        "Uganda, Reporting: The line items add up to UGX 0.00 (2019 prices), but the plan prints no figure",
        "Uganda: The printed areas add up to UGX 540.00 (2019 prices), UGX 20.00 (2019 prices) less than the total",
        "Uganda: No cost is given in 1 of 3 rows. It is not known, which is not zero",
        "Uganda: One cost stands for several years in 1 of 3 rows.",
        "Areas that cannot be reconciled with what is printed: 1 of 1, in 1 of 1 plans.",
        "Rows: 3; without cost 1, at zero 1, without year 1, lumps over several years 1.",
    ):
        assert said in result.output
    assert "Benin" not in result.output


def test_without_printed_figures_the_items_are_added_up(naphs, files):
    result = naphs("reconcile", files / "items.csv")
    assert result.exit_code == 0
    assert "UGX 600" in result.output
    assert "XOF 77" in result.output
    assert "There are no printed figures to compare with" in result.output


def test_the_workbook_holds_plans_areas_findings_and_rows(naphs, files):
    report = files / "report.xlsx"
    assert naphs("reconcile", files / "items.csv", "--published", files / "printed.csv", "-o", report).exit_code == 0
    book = load_workbook(BytesIO(report.read_bytes()))
    assert book.sheetnames == ["Plans", "Areas", "Findings", "Rows"]
    plans = list(book["Plans"].iter_rows(min_row=4, values_only=True))
    assert plans[0][:7] == ("Uganda", 3, 600, "UGX", 2019, 540, 560)
    assert [row[2] for row in book["Rows"].iter_rows(min_row=4, values_only=True)][:3] == ["2", "3", "3"]


def test_the_table_holds_the_areas_and_no_formulas(naphs, files):
    (files / "items.csv").write_text(ITEMS.replace("Reporting", "=1+1"))
    report = files / "report.csv"
    assert naphs("reconcile", files / "items.csv", "--published", files / "printed.csv", "-o", report).exit_code == 0
    rows = {row["area"]: row for row in csv.DictReader(report.read_text().splitlines()) if row["country"] == "Uganda"}
    assert rows["Surveillance"]["difference"] == "100.00"
    assert rows["Surveillance"]["result"] == "differs"
    assert (rows["Laboratory"]["sum of items"], rows["Laboratory"]["result"]) == ("", "no line items")
    assert rows["'=1+1"]["sum of items"] == "0.00"


def test_more_rows_than_a_sheet_holds_are_not_cut_off_silently(naphs, files, monkeypatch):
    monkeypatch.setattr("opennaphs.reports.reconciliation_report.MOST_ROWS", 3)
    result = naphs("reconcile", files / "items.csv", "-o", files / "report.xlsx")
    assert result.exit_code == 1
    assert "The findings name 4 rows, more than a sheet can hold. Report one country at a time." in result.output
    assert not (files / "report.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.csv"], "The file cannot be read"),
        (["printed.csv"], "The column “activity” is missing."),
        (["items.csv", "--published", "nothing.csv"], "The file cannot be read"),
        (["items.csv", "--country", "Kenya"], "The files hold no plan of “Kenya”. They hold: Uganda, Benin."),
        (["items.csv", "-o", "report.pdf"], "“.pdf” is no kind of report."),
        (["items.csv", "-o", "nowhere/report.xlsx"], "The file cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(naphs, files, monkeypatch, arguments, said):
    monkeypatch.chdir(files)
    result = naphs("reconcile", *arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was written." in result.output
    assert not list(files.glob("report*"))


# --- the published plans ---


@pytest.fixture(scope="module")
def real():
    from tests.conftest import SHARED

    if not SHARED.is_dir():
        pytest.skip("The shared data folder is not beside the checkout.")
    items, printed = (SHARED / "costed-naphs" / f"{name}.xlsx" for name in ("line_items", "summary_costs"))
    return reconcile_plans(
        parse_line_items(items.read_bytes(), items.name).items,
        parse_published_costs(printed.read_bytes(), printed.name).costs,
    )


@pytest.fixture(scope="module")
def real_findings(real):
    return find(real)


@pytest.mark.shared
def test_the_sums_of_ten_plans(real):
    assert {plan.country: f"{plan.total.currency} {plan.total.amount:f}" for plan in real.with_items} == {
        "Afghanistan": "USD 17495324",
        "Benin": "XOF 13471962284",
        "Eritrea": "USD 47772322.4",
        "Liberia": "USD 157537671.25",
        "Myanmar": "MMK 247214536797",
        "Nigeria": "NGN 50877166066",
        "Sierra Leone": "SLL 2191110378529",
        "South Sudan": "USD 69279769",
        "Timor-Leste": "USD 17648208",
        "Uganda": "UGX 160768027627",
    }


@pytest.mark.shared
def test_38_of_184_areas_in_9_of_10_plans_cannot_be_reconciled(real):
    assert (len(real.flagged), len(real.compared), len(real.differing), len(real.with_items)) == (38, 184, 9, 10)
    assert {plan.country: len(plan.flagged) for plan in real.with_items} == {
        "Afghanistan": 2, "Benin": 12, "Eritrea": 0, "Liberia": 4, "Myanmar": 3, "Nigeria": 3, "Sierra Leone": 7,
        "South Sudan": 3, "Timor-Leste": 3, "Uganda": 1,
    }  # fmt: skip


@pytest.mark.shared
def test_the_rates_of_the_plans(real):
    rates = {plan.country: f"{decimal(plan.norm, 2):f}" for plan in real.with_items if plan.norm != 1}
    assert rates == {"Myanmar": "1560.00", "Nigeria": "304.70", "Sierra Leone": "7450.01"}
    sierra_leone = next(plan for plan in real.plans if plan.country == "Sierra Leone")
    shown = [cell.rate for cell in sierra_leone.cells]
    assert (round(min(shown)), round(max(shown))) == (6330, 7992)


@pytest.mark.shared
def test_each_area_is_as_in_the_check_table(real, shared):
    cells = {(cell.country, cell.area): cell for plan in real.plans for cell in plan.cells}
    text = (shared / "checks/naphs_check_lineitems_vs_published.csv").read_text()
    compared = 0
    for row in csv.DictReader(text.splitlines()):
        cell = cells[row["country"], row["core_capacity"]]
        assert (cell.published is None) == (row["published_subtotal"] == "")
        assert (cell.items is None) == (row["cost_original"] == "")
        if cell.published is not None:
            assert cell.published.amount == Decimal(row["published_subtotal"])
        if cell.items is not None:
            assert cell.items.amount == Decimal(row["cost_original"])
            assert (cell.rows, cell.without_cost) == (float(row["rows"]), float(row["missing"]))
        if row["ratio"]:
            assert float(cell.rate) == pytest.approx(float(row["ratio"]), rel=1e-12)
            compared += 1
    assert compared == 184


@pytest.mark.shared
def test_four_plans_miss_their_own_total(real, real_findings):
    gaps = {plan.country: plan.gap_to_total.amount for plan in real.plans if plan.misses_total}
    assert gaps == {
        "Benin": -2_439_510_001, "Eritrea": -15_491_270, "Myanmar": Decimal("-92368.75"), "Tanzania": 154_901,
    }  # fmt: skip
    kinds = Counter(one.kind for one in real_findings)
    assert (kinds[FindingKind.ARITHMETIC], kinds[FindingKind.TOTAL_ROW]) == (4, 14)


@pytest.mark.shared
def test_areas_that_cannot_be_compared(real):
    apart = {(cell.country, cell.area): cell.state for plan in real.with_items for cell in plan.cells
             if not cell.is_compared}  # fmt: skip
    assert apart == {
        ("Nigeria", "Immunization"): CellState.NO_ITEMS,
        **{("Eritrea", area): CellState.NOT_PUBLISHED
           for area in ("Surveillance", "Reporting", "Risk Communication", "Points of Entry")},
        ("Timor-Leste", "Reporting"): CellState.NOT_PUBLISHED,
    }  # fmt: skip


@pytest.mark.shared
def test_rows_without_cost_at_zero_without_year_and_lumps(real, real_findings):
    rows = Counter()
    for one in real_findings:
        rows[one.kind] += len(one.rows)
    assert sum(len(plan.items) for plan in real.plans) == 9183
    assert rows[FindingKind.WITHOUT_COST] == 399
    assert rows[FindingKind.AT_ZERO] == 437
    assert rows[FindingKind.WITHOUT_YEAR] == 637
    assert rows[FindingKind.LUMP] == 1278
    assert rows[FindingKind.YEARS_DISAGREE] == 19


@pytest.mark.shared
def test_distinct_activities_and_those_far_out(real, real_findings):
    assert len({item.distinct_activity for plan in real.plans for item in plan.items}) == 4865
    far_out = [one for one in real_findings if one.kind is FindingKind.OUTLIER]
    assert len(far_out) == 19
    dearest = next(one for one in far_out if one.country == "Sierra Leone")
    assert "13,000 CHWs" in dearest.text
    assert "USD 114,012,600.00" in dearest.text


@pytest.mark.slow
@pytest.mark.shared
def test_the_command_on_the_published_plans(naphs, shared, tmp_path):
    folder = shared / "costed-naphs"
    result = naphs("reconcile", folder / "line_items.xlsx", "--published", folder / "summary_costs.xlsx",
                   "-o", tmp_path / "report.xlsx")  # fmt: skip
    assert result.exit_code == 0
    assert "cannot be reconciled with what is printed: 38 of 184, in 9 of 10 plans." in result.output
    assert "Nigeria, Immunization: The plan prints USD 264,556,777.00" in result.output
    sheet = load_workbook(tmp_path / "report.xlsx")["Areas"]
    assert [row[15].value for row in sheet.iter_rows(min_row=4)].count("differs") == 38
