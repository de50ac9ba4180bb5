"""The investment case on two pages, and the annexes: the same figures in every form, whatever their length."""

import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.fund_files import load_fund_priorities, priorities_source
from opennaphs.catalogue.translations import translator
from opennaphs.domain.costing import NOT_ASKED
from opennaphs.domain.funding.cases import build_investment_case
from opennaphs.domain.funding.positions import funding_position
from opennaphs.domain.funding.proposals import FundPriority, build_proposal
from opennaphs.domain.funding.supports import SupportRole
from opennaphs.domain.goals import Goal
from opennaphs.domain.library import EconomicType
from opennaphs.reports.annex_budget import render_submission_docx, render_submission_xlsx
from opennaphs.reports.annex_pandemic_fund import ProposalAnnex, render_proposal_docx, render_proposal_xlsx
from opennaphs.reports.gap_bars import GapBar, print_of, render_gap_bars
from opennaphs.reports.investment_case import render_case_docx, render_case_pdf
from opennaphs.reports.investment_figures import build_investment_figures
from opennaphs.reports.investment_wording import said_amount
from tests.investment import (
    LABS_ONLY,
    create_case_activity,
    create_event,
    create_funded_plan,
    create_source,
    create_support,
    usd,
)

LONG = "Überaus lange Wörter und Sätze " * 30
ENDLESS = "unbreakable" * 60
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PRIORITIES = (
    FundPriority("laboratory", "Laboratory systems", ("D1",)),
    FundPriority("workforce", "Workforce", ("D3",)),
)


def small_plan(language="en"):
    return create_funded_plan(
        create_case_activity("D1-001", (100, 50), EconomicType.CAPITAL),
        create_case_activity("D1-002", (40, 40, 40, 40, 40), EconomicType.RECURRENT),
        create_case_activity("P1-001", (400,)),
        sources=(create_source("S1", earmark=LABS_ONLY), create_source("S2")),
        supports=(
            create_support("M1", "S2", {2027: 30}, activity="D1-001"),
            create_support("M2", "S1", {2028: 20}, role=SupportRole.CO_FINANCING, activity="D1-001"),
            create_support("M3", "S2", {2027: 15}, role=SupportRole.CO_INVESTMENT, activity="D1-002"),
        ),
        language=language,
        goals=(Goal("D1.1", 1, 3), Goal("P1.1", None, None)),
    )


def large_plan(language="en"):
    """Many areas, sources and events, and every text as long as people can write it."""
    areas = [f"A{number}" for number in range(25)]
    activities = [create_case_activity(f"{area}-{n:03d}", (97_000_001 + n,) * 5) for area in areas for n in range(4)]
    activities = [replace(one, action=replace(one.action, text=LONG if place % 2 else ENDLESS))
                  for place, one in enumerate(activities)]  # fmt: skip
    sources = [replace(create_source(f"S{number}"), title=(LONG, ENDLESS)[number % 2][:200]) for number in range(15)]
    supports = [create_support(f"M{n}", f"S{n}", {2027: 5_000_000 + n}, areas=(f"A{n}",)) for n in range(15)]
    titles = dict.fromkeys(areas, LONG[:90])
    return create_funded_plan(
        *activities, sources=sources, supports=supports, area_titles=titles, title=LONG, language=language
    )


def large_case(language="en", **asked):
    events = [create_event(LONG[:190], 2000 + n, areas=("A1", "A2"), what_failed=LONG, cases=None) for n in range(12)]
    return build_investment_case(large_plan(language), events=events, amount=usd(10**9), **asked)


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def texts_of(content):
    body = Document(BytesIO(content)).element.body
    return ["".join(run.text or "" for run in one.iter(f"{W}t")) for one in body.iter(f"{W}p")]


# --- two pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("asked", [{}, {"area": "A1"}, {"source": "S1"}], ids=["plan", "area", "source"])
def test_the_pdf_has_two_pages_however_long_its_texts(language, asked):
    case = large_case(language, **asked)
    assert pages(render_case_pdf(case, {"A1.1": LONG}, translator(language))) == 2


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_pdf_of_a_small_plan_has_two_pages_too(language):
    case = build_investment_case(small_plan(language), events=(create_event(),))
    assert pages(render_case_pdf(case, {}, translator(language))) == 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_word_document_has_two_pages_however_long_its_texts(language, tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    for name, asked in (("plan", {}), ("source", {"source": "S1"})):
        case = large_case(language, **asked)
        path = tmp_path / f"{name}.docx"
        path.write_bytes(render_case_docx(case, {"A1.1": LONG}, translator(language)))
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        subprocess.run(
            [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        assert pages(path.with_suffix(".pdf").read_bytes()) == 2, name


# --- the figures --------------------------------------------------------------------------------------------------


def number(text):
    return Decimal(text.replace(",", ""))


def test_tables_add_up_as_printed():
    figures = build_investment_figures(build_investment_case(small_plan()), {}, str)
    assert figures.headline == (("Needed", "USD 750"), ("Funded (8.7 %)", "USD 65"), ("Missing", "USD 685"))
    for table in (figures.years, figures.areas, figures.payers):
        for column in range(1, 4 if table is not figures.payers else 2):
            printed = sum(number(row[column]) for row in table.rows)
            assert printed == number(table.total[column]), (table.title, column)
    assert figures.payers.rows[-1][:2] == ("Nobody yet", "685")
    assert figures.where is None


def test_of_many_areas_and_sources_the_rest_is_one_row_and_nothing_is_lost():
    case = large_case()
    figures = build_investment_figures(case, {}, str)
    assert figures.areas.rows[-1][0] == "16 other areas"
    assert len(figures.area_bars) == len(figures.areas.rows) == 10
    bars = [(bar.counted + bar.gap).amount for bar in figures.area_bars]
    assert sum(bars) == case.need.cost.amount
    assert figures.payers.rows[-2][0] == "8 other sources"


def test_the_version_for_a_donor_shows_where_their_money_can_go():
    figures = build_investment_figures(build_investment_case(small_plan(), source="S1"), {}, str)
    assert [row[0] for row in figures.where.rows] == ["D1-001"]
    assert figures.where.rows[0][3:] == ("100", "100")
    assert "Source S1" in figures.subtitle


def test_the_document_holds_every_figure_of_the_case():
    case = build_investment_case(small_plan(), source="S1", events=(create_event(cases=4),))
    figures = build_investment_figures(case, {}, str)
    texts = set(texts_of(render_case_docx(case, {})))
    for table in (figures.years, figures.areas, figures.next, figures.payers, figures.where):
        assert {cell for row in (*table.rows, table.total) for cell in row} <= texts, table.title
    assert {f"• {one}" for one in (*figures.risks, *figures.notes)} <= texts
    assert {f"{n}. {one}" for n, one in enumerate(figures.asked, 1)} <= texts
    assert {f"{label}: {amount}" for label, amount in figures.headline} <= texts
    assert {figures.interval, figures.rule} <= texts


def test_the_case_says_by_what_rule_money_counts_and_what_it_leaves_out():
    plan = small_plan()
    unknown = replace(create_case_activity("P1-009", (1,)), cost=replace(plan.activities[0].cost, lines=()))
    plan = replace(plan, activities=(*plan.activities, replace(unknown, cost=NOT_ASKED)))
    figures = build_investment_figures(build_investment_case(plan), {}, str)
    assert "stage “commitment” or later" in figures.rule
    assert any("Activities without a cost: 1." in one for one in figures.notes)
    assert figures.risks == ("No health event of the country has been entered yet; its own events speak loudest.",)


def test_regional_money_makes_the_gap_an_interval():
    plan = create_funded_plan(
        create_case_activity("D1-001", (100,)), sources=(create_source("S1"),),
        supports=(create_support("M1", "S1", {2027: 60}, ours=False, areas=("D1",)),),
    )  # fmt: skip
    figures = build_investment_figures(build_investment_case(plan), {}, str)
    assert "between USD 40 and USD 100" in figures.interval


@pytest.mark.parametrize(
    ("amount", "said"),
    [("0", "USD 0"), ("0.4", "USD 0.40"), ("9999.5", "USD 10,000"), ("12340", "USD 12.3 thousand"),
     ("999949", "USD 999.9 thousand"), ("999950", "USD 1 million"),
     ("3496650", "USD 3.5 million"), ("3476650", "USD 3.48 million"), ("21543363", "USD 21.5 million")],
)  # fmt: skip
def test_amounts_are_said_as_in_speech(amount, said):
    assert said_amount(usd(amount), str) == said


@pytest.mark.parametrize("amount", ["65", "12340", "1250000", "-12340"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_currency_stands_on_one_side_of_every_amount_of_a_language(language, amount):
    assert said_amount(usd(amount), translator(language)).endswith(" USD")


# --- pictures -----------------------------------------------------------------------------------------------------

BARS = (GapBar("2027", usd(30), usd(70)), GapBar("2028", usd(0), usd(10)))


def test_a_bar_is_as_long_as_its_money():
    svg = render_gap_bars("Gap", BARS).decode()
    funded, missing, second = (float(one) for one in re.findall(r'width="([\d.]+)" height="14"', svg))
    assert funded / missing == pytest.approx(3 / 7, abs=0.01)
    assert second / missing == pytest.approx(1 / 7, abs=0.01)


def test_a_mirrored_picture_is_printed_within_its_paper():
    svg = render_gap_bars("Gap", BARS, right_to_left=True)
    assert b'direction="rtl"' in svg
    assert print_of(svg).startswith(b"\x89PNG")


# --- annexes ------------------------------------------------------------------------------------------------------


def annex(plan):
    position = funding_position(plan)
    proposal = build_proposal(plan, position, PRIORITIES)
    return ProposalAnnex(plan, position, proposal, {"D1.1": "Laboratory testing"}, "a test", "World Bank")


def test_a_proposal_asks_for_what_nobody_pays_in_the_areas_of_the_fund():
    plan = small_plan()
    proposal = annex(plan).proposal
    asked = {(one.activity.id, one.economic_type): [money.amount for money in one.by_year] for one in proposal.lines}
    assert asked == {
        ("D1-001", EconomicType.CAPITAL): [70, 30, 0, 0, 0],
        ("D1-002", EconomicType.RECURRENT): [25, 40, 40, 40, 40],
    }
    assert proposal.outside == usd(400)
    whole = sum(cell.gap.amount for cell in funding_position(plan).cells)
    assert sum(one.total.amount for one in proposal.lines) + proposal.outside.amount == whole
    assert [goal.indicator for goal in proposal.goals] == ["D1.1"]


def test_co_financing_and_co_investment_are_told_apart_and_ordinary_support_is_neither():
    beside = annex(small_plan()).proposal.beside
    assert [(one.role, one.source, [money.amount for money in one.by_year]) for one in beside] == [
        (SupportRole.CO_FINANCING, "S1", [0, 20, 0, 0, 0]),
        (SupportRole.CO_INVESTMENT, "S2", [15, 0, 0, 0, 0]),
    ]


def sheets(content):
    return openpyxl.load_workbook(BytesIO(content)), openpyxl.load_workbook(BytesIO(content), data_only=True)


def test_the_workbook_of_a_proposal_sums_live_what_is_asked():
    live, shown = sheets(render_proposal_xlsx(annex(small_plan())))
    assert live.sheetnames == ["Request", "Summary", "Co-financing", "Indicators", "Priorities"]
    total = shown["Request"].cell(7, 13).value
    assert (live["Request"].cell(7, 13).value, total) == ("=SUM(M5:M6)", 285)
    assert live["Summary"]["C5"].value.startswith("=SUMIFS('Request'!$H$5:$H$6,")
    assert sum(shown["Summary"].cell(row, 8).value for row in (5, 6)) == total
    assert [cell.value for cell in shown["Indicators"][5]] == ["D1.1", "Laboratory testing", 1, 3]


def test_the_workbook_of_a_submission_sums_live_by_ministry():
    plan = small_plan()
    live, shown = sheets(render_submission_xlsx(plan, funding_position(plan)))
    assert live.sheetnames == ["Lines", "Asked", "Funded", "Needed", "After the plan"]
    rows = [row for row in shown["Lines"].iter_rows(min_row=5, values_only=True) if row[3] is not None]
    assert sum(row[6] for row in rows) == 685
    assert all(row[4] - row[5] == row[6] for row in rows)
    for name, whole in (("Asked", 685), ("Funded", 65), ("Needed", 750)):
        last = shown[name].max_row
        assert shown[name].cell(last, 8).value == whole
        assert live[name].cell(5, 3).value.startswith("=SUMIFS('Lines'!$")


def test_libreoffice_comes_to_the_same_sums(tmp_path):
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    plan = small_plan()
    path, out = tmp_path / "annex.xlsx", tmp_path / "again"
    live, _shown = sheets(render_submission_xlsx(plan, funding_position(plan)))
    live.save(path)  # openpyxl keeps no values beside formulas, so whoever opens it has to compute
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=120,
    )
    book = openpyxl.load_workbook(out / "annex.xlsx", data_only=True)
    assert book["Asked"].cell(book["Asked"].max_row, 8).value == 685


def test_text_of_people_never_becomes_a_formula():
    plan = small_plan()
    evil = tuple(replace(one, action=replace(one.action, text="=1+1")) for one in plan.activities)
    live, _shown = sheets(render_proposal_xlsx(annex(replace(plan, activities=evil))))
    assert (live["Request"]["D5"].value, live["Request"]["D5"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_documents_of_both_annexes_hold_their_sums(language):
    plan, words = small_plan(language), translator(language)
    proposal = " ".join(texts_of(render_proposal_docx(annex(plan), words)))
    assert "World Bank" in proposal
    submission = texts_of(render_submission_docx(plan, funding_position(plan), words))
    for amount in ("685", "65", "750"):
        assert any(re.fullmatch(rf"{amount}[.,]00", one) for one in submission), amount


def test_a_plan_without_anything_to_ask_for_still_gives_its_annexes():
    plan = create_funded_plan(create_case_activity("P1-001", (0,)))
    for content in (render_proposal_docx(annex(plan)), render_submission_docx(plan, funding_position(plan))):
        assert content.startswith(b"PK")
    assert render_proposal_xlsx(annex(plan)).startswith(b"PK")


def test_every_area_of_the_priorities_is_an_area_of_an_edition():
    known = {area.id for edition in load_frameworks().values() for area in edition.areas}
    named = [area for one in load_fund_priorities() for area in one.areas]
    assert set(named) <= known
    assert len(named) == len(set(named))
    editions = {area.partition(".")[0] for area in named}
    assert all({a.partition(".")[0] for a in one.areas} == editions for one in load_fund_priorities())
    assert priorities_source()
