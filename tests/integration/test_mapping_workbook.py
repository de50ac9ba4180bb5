"""The workbook of a resource mapping as it is sent to partners: its sheets and lists, and others open it."""

import datetime
import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from opennaphs.catalogue.translations import translator
from opennaphs.domain.funding.mapping_import import resolved
from opennaphs.domain.funding.mapping_intake import Fate, Reach, intake
from opennaphs.domain.funding.mapping_rows import HEADINGS, KEY_MARK
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, Transaction
from opennaphs.domain.money import Money
from opennaphs.reports.mapping_workbook import FIRST_ROW, HEADING_ROW, KEY_ROW, render_mapping_workbook
from opennaphs.sources.mapping_workbook import parse_mapping_workbook
from tests.factories import create_costed_plan

BANK = FundingSource("S01", "World Bank", SourceKind.DONOR, "USA")
USD = Money(Decimal("1234.5"), "USD", 2024)
MONEY = Transaction("7", MoneyStage.COMMITMENT, datetime.date(2027, 3, 31), 2027, USD)
LABS = Support("M001", "S01", "Labs", "Institute", portions=(Portion(share=Decimal(1), areas=("A",)),),
               transactions=(MONEY,))  # fmt: skip


@pytest.fixture
def plan():
    return replace(create_costed_plan(), funding=Funding((BANK,), (LABS,)))


def written(plan, language="en"):
    plan = replace(plan, language=language)
    return render_mapping_workbook(plan, plan.funding, plan.area_titles, translator(language), (BANK,))


def test_it_has_four_sheets_and_every_column(plan):
    book = load_workbook(BytesIO(written(plan)))
    assert book.sheetnames == ["Guide", "Support", "Gaps", "Lists"]
    sheet = book["Support"]
    assert [cell.value for cell in sheet[KEY_ROW + 1]] == [f"{KEY_MARK}{key}" for key in HEADINGS]
    assert [cell.value for cell in sheet[HEADING_ROW + 1]] == list(HEADINGS.values())
    assert sheet.row_dimensions[KEY_ROW + 1].hidden


def test_rows_of_the_plan_are_filled_in_and_their_ids_hidden(plan):
    sheet = load_workbook(BytesIO(written(plan)))["Support"]
    cells = dict(zip(HEADINGS, [cell.value for cell in sheet[FIRST_ROW + 1]], strict=True))
    assert (cells["source"], cells["project"], cells["amount"], cells["id"]) == ("World Bank", "Labs", 1234.5, "M001/7")
    assert cells["day"].date() == datetime.date(2027, 3, 31)
    letter = sheet.cell(1, len(HEADINGS)).column_letter
    assert sheet.column_dimensions[letter].hidden


def test_cells_offer_lists_of_what_the_plan_knows(plan):
    book = load_workbook(BytesIO(written(plan)))
    rules = book["Support"].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list"}
    headings = [cell.value for cell in book["Lists"][1]]
    assert "Technical area" in headings
    stages = [row[headings.index("How far the money has come")].value for row in book["Lists"].iter_rows(min_row=2)]
    assert [one for one in stages if one] == [str(stage) for stage in MoneyStage]


def test_the_room_sees_where_money_is_missing(plan):
    sheet = load_workbook(BytesIO(written(plan)))["Gaps"]
    lines = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=6)}
    total = lines["total"]
    for place in range(0, len(total), 3):
        cost, counted, gap = total[place : place + 3]
        assert cost - counted == pytest.approx(gap)
        assert sum(line[place] for name, line in lines.items() if name != "total") == pytest.approx(cost)
    assert total[1] == total[0]  # more money than the first year costs
    assert total[4] == 0


def test_without_costs_the_gaps_say_so(plan):
    bare = replace(create_costed_plan(costed=False), funding=plan.funding, cost_basis=None)
    assert "not costed" in load_workbook(BytesIO(written(bare)))["Gaps"]["A3"].value


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_is_read_again_in_every_language_and_direction(plan, language):
    content = written(plan, language)
    sheets = load_workbook(BytesIO(content)).worksheets
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in sheets} == {language == "ar"}
    found = parse_mapping_workbook(content, "m.xlsx", plan, (BANK,))
    assert [one.fate for one in intake(plan, resolved(found, {}), Reach()).outcomes] == [Fate.KNOWN]


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_libreoffice_opens_it_and_what_it_saves_is_read_again(soffice, tmp_path, plan, language):
    (tmp_path / "mapping.xlsx").write_bytes(written(plan, language))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", "mapping.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    saved = (tmp_path / "saved/mapping.xlsx").read_bytes()
    found = parse_mapping_workbook(saved, "saved.xlsx", plan, (BANK,))
    assert [one.fate for one in intake(plan, resolved(found, {}), Reach()).outcomes] == [Fate.KNOWN]
