"""Cost reports as a finance ministry meets them: they add up, they recompute to the cent, they fit one page."""

import csv
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from opennaphs.catalogue.translations import translator
from opennaphs.domain.builders import build_detail
from opennaphs.domain.cost_views import Cut, cost_facts, cost_table, ranking
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.domain.detailing import DetailedLine, detail_plan
from opennaphs.domain.drafting import Costs, cost_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Driver, EconomicType, Sector
from opennaphs.domain.money import Money
from opennaphs.reports.cost_brief import render_brief_docx, render_brief_pdf
from opennaphs.reports.cost_figures import build_figures
from opennaphs.reports.cost_workbook import render_budget_annex, render_cost_workbook
from opennaphs.sources.plan_file import load_plan
from tests.factories import (
    create_action,
    create_costed_plan,
    create_prices,
    create_profile,
    create_template,
    create_unit_cost,
)
from tests.integration.test_reports import _convert, _recomputed

SHEETS = [
    "Lines",
    "Area x year",
    "Ministry x year",
    "Category x year",
    "Economic type x year",
    "Pareto",
    "Prices used",
    "Not costed",
    "Basis",
]
CUTS = {
    "Area x year": Cut.AREA,
    "Ministry x year": Cut.MINISTRY,
    "Category x year": Cut.CATEGORY,
    "Economic type x year": Cut.ECONOMIC_TYPE,
}
HOSTILE = [
    "=HYPERLINK(1)",
    "+1+1",
    "@SUM(1)",
    "<b>&amp;",
    "#let x = 1",
    "*",
    ">5",
    "~?",
    "1.10",
    "x" * 300,
    "\x01\ud800",
]
FIRST = 6


@pytest.fixture
def uganda(naphs, examples, tmp_path):
    """The plan the example of Uganda drafts."""
    file = tmp_path / "uganda.naphs.json"
    folder = examples / "uganda"
    told = naphs(
        "draft", folder / "scores.csv", "--country", "UGA", "--term", "5y", "--profile", folder / "profile.yaml",
        "--start", "2027", "-o", file,
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    return load_plan(file)


def _detailed():
    """A plan with all four states, a line worked out instead of a menu line, another one added, with maintenance."""
    plan = create_costed_plan()
    meeting = build_detail("meeting", {"participants": Decimal(20), "days": Decimal(2), "per_diem": Decimal("33.33")})
    car = build_detail("procurement", {"quantity": Decimal(2), "price": Decimal("25000.55")})
    lines = [
        DetailedLine(
            "A-001", "Workshop", meeting, Driver.DISTRICT, Decimal("0.5"), Decimal(2), EconomicType.RECURRENT, "thing"
        ),
        DetailedLine(
            "A-001", "Cars", car, Driver.NATION, Decimal(1), Decimal(1), EconomicType.CAPITAL,
            useful_life=3, maintenance=Decimal("0.1"),
        ),
        DetailedLine(
            "A-002", "Visits", car, Driver.NATION, Decimal(1), Decimal(1), EconomicType.ONE_OFF,
            schedule=(Decimal(0), Decimal("0.5"), Decimal(0), Decimal(2), Decimal(0)),
        ),
    ]  # fmt: skip
    embedded = create_action("elsewhere", "B.1", 3, costs=())
    plan = detail_plan(plan, lines)
    last = replace(plan.activities[-1], id="B-002", action=embedded, cost=ActivityCost(CostState.EMBEDDED, "EPI plan"))
    free = replace(last, id="B-003", cost=ActivityCost(CostState.NO_EXTRA_COST, "staff in post"))
    return replace(plan, activities=(*plan.activities, last, free))


def _whole(plan):
    return sum((fact.amount.amount for fact in cost_facts(plan)), Decimal(0))


def _books(content):
    return load_workbook(BytesIO(content)), load_workbook(BytesIO(content), data_only=True)


def _column(sheet, heading):
    return next(cell.column for cell in sheet[5] if cell.value == heading)


def _row(sheet, label):
    return next(row for row in sheet.iter_rows(min_row=FIRST) if label in {cell.value for cell in row})


def _total(sheet):
    """The total of the plan as a sheet of cuts shows it, and its check cell below."""
    (row,) = [row for row in sheet.iter_rows(min_row=FIRST) if row[0].value == "Total"]
    column = _column(sheet, "Total")
    return sheet.cell(row[0].row, column).value, sheet.cell(row[0].row + 1, column).value


def _hostile(text):
    """A plan in which every text that somebody may write is the same unfriendly one."""
    action = replace(create_action("a", "A.1", 2, costs=(create_template(**{text: 2}),)), text=text, lead=Sector.HEALTH)
    plan = create_costed_plan([action, create_action("b", "B.1", 2, costs=())])
    free = replace(plan.activities[1], cost=ActivityCost(CostState.NO_EXTRA_COST, text))
    line = replace(plan.activities[0].cost.lines[0], title=text, unit=text)
    costed = replace(plan.activities[0], id=text, area=text, cost=ActivityCost(CostState.COSTED, None, (line,)))
    basis = replace(plan.cost_basis, price_list=text)
    titles = {"A": text, "B": text, text: text}
    return replace(plan, title=text, activities=(costed, free), cost_basis=basis, area_titles=titles)


# --- the workbook ---


def test_the_cost_workbook_has_its_nine_sheets_and_a_row_for_each_line():
    plan = _detailed()
    formulas, values = _books(render_cost_workbook(plan, {"A.1": "Laws"}))
    assert formulas.sheetnames == SHEETS
    lines = values["Lines"]
    assert [lines.cell(row, 1).value for row in range(FIRST, FIRST + 7)] == ["A-001"] * 5 + ["A-002", None]
    assert lines.cell(FIRST, _column(lines, "Lifts")).value == "A.1 Laws"
    assert lines.cell(FIRST, _column(lines, "Quantities")).value == "0.7 pieces"
    assert lines.cell(FIRST, _column(lines, "Amount when due")).value == 7
    assert formulas["Lines"].cell(FIRST, _column(lines, "Amount when due")).value == "=ROUND(L6*M6*O6*P6*R6,2)"


def test_every_cut_of_the_workbook_is_that_of_the_plan_and_ends_in_a_difference_of_nothing():
    plan = _detailed()
    formulas, values = _books(render_cost_workbook(plan, {}))
    for name, cut in CUTS.items():
        table, sheet = cost_table(plan, cut), values[name]
        for number, (cells, whole) in enumerate(zip(table.cells, table.row_totals, strict=True), start=FIRST):
            shown = [cell.value for cell in sheet[number]][1 : len(cells) + 2]
            assert shown == [float(cell.amount) for cell in (*cells, whole)], name
            assert formulas[name].cell(number, 2).value.startswith("=SUMIFS('Lines'!")
        assert _total(sheet) == (float(_whole(plan)), 0), name


def test_a_detailed_line_shows_the_menu_amount_it_replaces_and_the_variance():
    plan = _detailed()
    formulas, values = _books(render_cost_workbook(plan, {}))
    lines = values["Lines"]
    row = _row(lines, "Workshop")[0].row
    (line,) = [line for line in plan.activities[0].cost.lines if line.replaces is not None]
    assert lines.cell(row, _column(lines, "Menu amount replaced")).value == float(line.replaces.total.amount)
    assert lines.cell(row, _column(lines, "Variance to the menu")).value == float(line.variance.amount)
    assert lines.cell(row, _column(lines, "One occurrence is made of")).value == "per diem 1,333.2"
    assert lines.cell(FIRST, _column(lines, "Menu amount replaced")).value is None
    assert formulas["Lines"].cell(row, _column(lines, "Variance to the menu")).value.startswith("=ROUND(")


def test_what_is_not_costed_costs_nothing_or_stands_elsewhere_are_three_blocks():
    _, values = _books(render_cost_workbook(_detailed(), {}))
    rows = [[cell.value for cell in row][:4] for row in values["Not costed"].iter_rows(min_row=FIRST)]
    shown = [[row[0], row[3]] for row in rows if row[0]]
    assert [row[0].partition(":")[0].partition(" in ")[0] for row in shown if row[1] is None] == [
        "Not costed", "No extra cost", "Embedded"
    ]  # fmt: skip
    assert [row for row in shown if row[1]] == [
        ["B-001", "the catalogue has no cost template for this action"],
        ["B-003", "staff in post"],
        ["B-002", "EPI plan"],
    ]


def test_the_basis_gives_prices_counts_rounding_and_what_is_left_out():
    _, values = _books(render_cost_workbook(_detailed(), {}))
    cells = {str(cell.value) for row in values["Basis"].iter_rows() for cell in row}
    assert {"test prices", "USD", "2024", "district", "7", "2020", "a test", "Overhead and contingency."} <= cells
    assert any("half up" in text for text in cells)
    assert any("Activities that are not costed (1)" in text for text in cells)


def test_the_pareto_ranks_activities_and_prices_and_ends_at_the_whole():
    plan = _detailed()
    _, values = _books(render_cost_workbook(plan, {}))
    sheet, ranked = values["Pareto"], ranking(plan)
    assert [sheet.cell(row, 2).value for row in range(FIRST, FIRST + len(ranked))] == [one.name for one in ranked]
    assert sheet.cell(FIRST + len(ranked) - 1, 7).value == pytest.approx(1)
    assert sheet.cell(FIRST, 9).value == "P1"
    prices = values["Prices used"]
    assert sum(prices.cell(row, 6).value for row in range(FIRST, FIRST + 5)) == 6
    assert _total(prices) == (float(_whole(plan)), 0)


def test_a_thousand_activities_have_a_thousand_lines():
    plan = create_costed_plan([create_action(f"a{n}", "A.1", 2, costs=(create_template(),)) for n in range(1000)])
    _, values = _books(render_cost_workbook(plan, {}))
    assert values["Lines"].cell(FIRST + 999, 1).value == "A-1000"
    assert _total(values["Area x year"]) == (10_000, 0)
    assert _pages(render_brief_pdf(plan, {})) == 1


def test_a_one_year_plan_has_one_year():
    plan = create_costed_plan(term=Term.ONE_YEAR)
    _, values = _books(render_cost_workbook(plan, {}))
    assert [cell.value for cell in values["Area x year"][5]] == ["Technical area", "2027", "Total", "Share"]
    assert _total(values["Area x year"]) == (float(_whole(plan)), 0)
    assert [row[0] for row in build_figures(plan, {}, str).years.rows] == ["2027"]
    assert _pages(render_brief_pdf(plan, {})) == 1


@pytest.mark.parametrize("costs", [(create_template(pieces=0),), ()], ids=["lines of nothing", "no lines"])
def test_a_plan_that_costs_nothing_is_reported_as_nothing(costs):
    plan = create_costed_plan([create_action("a", "A.1", 2, costs=costs)])
    _, values = _books(render_cost_workbook(plan, {}))
    assert all(_total(values[name]) == (0, 0) for name in (*CUTS, "Prices used"))
    assert build_figures(plan, {}, str).years.total == ("Total", "0.00", "–")
    assert _pages(render_brief_pdf(plan, {})) == 1
    assert render_brief_docx(plan, {})
    assert len(render_budget_annex(plan).decode().splitlines()) == 1 + 5 * len(costs)


@pytest.mark.parametrize("render", [render_cost_workbook, render_brief_docx, render_brief_pdf])
def test_a_plan_without_costs_is_refused_in_a_sentence(render):
    with pytest.raises(NaphsError, match="The plan has no costs to report"):
        render(create_costed_plan(costed=False), {})


def test_the_annex_of_a_plan_without_costs_is_refused_in_a_sentence():
    with pytest.raises(NaphsError, match="The plan has no costs to report"):
        render_budget_annex(create_costed_plan(costed=False))


@pytest.mark.parametrize("amounts", [["31", "0", "0", "0", "0"], ["30", "0", "0"]], ids=["other amount", "too few"])
def test_amounts_that_do_not_follow_from_their_line_are_refused(amounts):
    plan = create_costed_plan()
    first = plan.activities[0]
    line = replace(first.cost.lines[0], by_year=tuple(Money(Decimal(one), "USD", 2024) for one in amounts))
    wrong = replace(first, cost=replace(first.cost, lines=(line, *first.cost.lines[1:])))
    with pytest.raises(NaphsError, match="A-001 “A thing”: the amounts of the years do not follow"):
        render_cost_workbook(replace(plan, activities=(wrong, *plan.activities[1:])), {})


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_in_the_cost_workbook_never_becomes_a_formula(text):
    formulas, values = _books(render_cost_workbook(_hostile(text), {"A.1": text}))
    lines = formulas["Lines"]
    readable = text.replace("\x01\ud800", "")
    for heading in ("No.", "What will be done", "Item", "Unit"):
        cell = lines.cell(FIRST, _column(lines, heading))
        assert (cell.value or "", cell.data_type in {"s", "n" if not readable else "s"}) == (readable, True), heading
    assert _total(values["Area x year"]) == (20, 0)


# --- LibreOffice recomputes ---


def _equal(theirs, ours):
    compared = 0
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    other = theirs[sheet.title][cell.coordinate].value
                    assert other == pytest.approx(cell.value, abs=0.001), (sheet.title, cell.coordinate)
                    compared += 1
    return compared


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_computes_the_same_cents_in_the_plan_of_uganda(soffice, tmp_path, uganda):
    content = render_cost_workbook(uganda, {})
    theirs, (_, ours) = _recomputed(soffice, tmp_path, content), _books(content)
    assert _equal(theirs, ours) > 10_000
    assert _total(theirs["Area x year"]) == (pytest.approx(float(_whole(uganda)), abs=0.001), 0)


def _half_cents():
    """Factors whose product with the price 1.1 ends in exactly half a cent, small and large."""
    for share, times, days in product(("1", "0.7", "0.35", "0.1"), ("1", "0.5", "3"), ("1", "0.3", "7", "1000.1")):
        for whole in (*range(12), 99_999, 1_234_567):
            for pieces in (f"{whole}.05", f"{whole}.5", f"{whole}.15", f"{whole}.35"):
                exact = Decimal("1.1") * Decimal(share) * Decimal(times) * Decimal(days) * Decimal(pieces)
                if exact * 100 % 1 == Decimal("0.5"):
                    yield share, times, pieces, days


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_computes_the_same_cents_with_worked_out_lines_and_half_cents(soffice, tmp_path):
    plan = _detailed()
    ties = [
        create_action(f"tie{n}", "A.1", 2, costs=(create_template(share=share, times=times, pieces=pieces, days=days),))
        for n, (share, times, pieces, days) in enumerate(_half_cents())
    ]
    costs = Costs(create_profile(district="7"), create_prices(create_unit_cost(price="1.1")))
    halves = cost_plan(create_costed_plan(ties), costs)
    numbered = tuple(replace(one, id=f"H{number}") for number, one in enumerate(halves.activities))
    both = replace(plan, activities=(*plan.activities, *numbered))
    content = render_cost_workbook(both, {})
    theirs, (_, ours) = _recomputed(soffice, tmp_path, content), _books(content)
    assert _equal(theirs, ours) > 6 * len(ties) > 1000


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_price_changed_in_the_lines_or_in_the_list_of_prices_reaches_every_sheet(soffice, tmp_path, uganda):
    formulas, before = _books(render_cost_workbook(uganda, {}))
    lines = before["Lines"]
    price, count = _column(lines, "Unit price"), _column(lines, "Total")
    area, whole = lines.cell(FIRST, 2).value, lines.cell(FIRST, count).value
    formulas["Lines"].cell(FIRST, price).value = 3 * lines.cell(FIRST, price).value
    formulas["Prices used"]["E6"].value = 2 * before["Prices used"]["E6"].value
    heaviest = before["Prices used"]["G6"].value
    buffer = BytesIO()
    formulas.save(buffer)
    theirs = _recomputed(soffice, tmp_path, buffer.getvalue())
    column = _column(before["Area x year"], "Total") - 1
    assert lines.cell(FIRST, _column(lines, "Price no.")).value != "P1"
    own = [row for row in lines.iter_rows(min_row=FIRST, max_row=lines.max_row - 1) if row[1].value == area]
    doubled = sum(row[count - 1].value for row in own if row[_column(lines, "Price no.") - 1].value == "P1")
    expected = _row(before["Area x year"], area)[column].value + 2 * whole + doubled
    assert _row(theirs["Area x year"], area)[column].value == pytest.approx(expected, abs=0.001)
    for name in (*CUTS, "Prices used"):
        total, difference = _total(theirs[name])
        assert total == pytest.approx(float(_whole(uganda)) + 2 * whole + heaviest, abs=0.001), name
        assert difference == 0


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("text", ["*", ">5", "1.10", "=HYPERLINK(1)", "~?", "x" * 300])
def test_libreoffice_takes_no_label_for_an_instruction(soffice, tmp_path, text):
    odd, plain = _hostile(text), create_costed_plan([create_action("p", "A.1", 2, costs=(create_template(),))])
    plan = replace(odd, activities=(*odd.activities, replace(plain.activities[0], area="1.1")))
    content = render_cost_workbook(plan, {})
    theirs, (_, ours) = _recomputed(soffice, tmp_path, content), _books(content)
    assert _equal(theirs, ours) > 60
    assert _total(theirs["Area x year"]) == (30, 0)


# --- the budget annex ---


@pytest.mark.parametrize("make", [_detailed, create_costed_plan])
def test_the_annex_adds_up_to_the_plan_in_every_column(make):
    plan = make()
    rows = list(csv.DictReader(StringIO(render_budget_annex(plan).decode())))
    assert sum(Decimal(row["amount"]) for row in rows) == _whole(plan)
    for column, cut in (("year", Cut.YEAR), ("economic_type", Cut.ECONOMIC_TYPE), ("category", Cut.CATEGORY)):
        sums = Counter()
        for row in rows:
            sums[row[column].casefold()] += Decimal(row["amount"])
        table = cost_table(plan, cut)
        assert dict(sums) == {name: money.amount for name, money in zip(table.rows, table.row_totals, strict=True)}, (
            column
        )
    assert {(row["currency"], row["price_year"]) for row in rows} == {("USD", "2024")}
    keys = [tuple(row.values())[:6] for row in rows]
    assert len(keys) == len(set(keys))


def test_the_annex_of_uganda_adds_up_to_the_plan(uganda):
    rows = list(csv.DictReader(StringIO(render_budget_annex(uganda).decode())))
    assert sum(Decimal(row["amount"]) for row in rows) == _whole(uganda)


def test_the_annex_gives_a_spreadsheet_no_formula():
    plan = replace(create_costed_plan(), area_titles={"A": "x", "B": "y"})
    evil = tuple(replace(one, area="=1+1") for one in plan.activities)
    rows = list(csv.DictReader(StringIO(render_budget_annex(replace(plan, activities=evil)).decode())))
    assert {row["area"] for row in rows} == {"'=1+1"}


# --- the brief ---


def _pages(pdf):
    assert pdf.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _docx_texts(content):
    """Every text of a document, also of tables within tables."""
    body = Document(BytesIO(content)).element.body
    return ["".join(run.text or "" for run in one.iter(f"{W}t")) for one in body.iter(f"{W}p")]


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _document_pages(soffice, folder, content):
    if not list(Path("/usr/share/fonts").glob("**/LiberationSans-Regular.*")):
        pytest.skip("The Liberation fonts are not installed; with wider ones a page holds less than a reader's would.")
    (folder / "brief.docx").write_bytes(content)
    _convert(soffice, folder / "profile", "pdf", folder, folder / "brief.docx")
    return _pages((folder / "brief.pdf").read_bytes())


def test_the_figures_of_the_brief_add_up_as_printed(uganda):
    figures = build_figures(uganda, {}, str)
    assert figures.total == f"USD {_whole(uganda):,.2f}"
    for table in (figures.years, figures.kinds, figures.areas):
        printed = [Decimal(row[1].replace(",", "")) for row in table.rows]
        assert sum(printed) == Decimal(table.total[1].replace(",", "")) == _whole(uganda)
    assert len(figures.activities.rows) == len(figures.prices.rows) == 5
    assert figures.areas.rows[0][1] == f"{ranking(uganda, Cut.AREA)[0].amount.amount:,.2f}"
    assert figures.areas.rows[-1][0] == f"{len(ranking(uganda, Cut.AREA)) - 5} other areas"


def test_the_brief_of_uganda_is_one_page(uganda):
    assert _pages(render_brief_pdf(uganda, {})) == 1


def test_the_document_holds_every_figure_of_the_brief(uganda):
    figures = build_figures(uganda, {}, str)
    texts = set(_docx_texts(render_brief_docx(uganda, {})))
    for table in (figures.years, figures.kinds, figures.areas, figures.activities, figures.prices):
        assert {cell for row in (*table.rows, table.total) for cell in row} <= texts, table.title
    assert {f"• {sentence}" for sentence in (*figures.not_included, *figures.basis)} <= texts
    assert f"{figures.total_label}: {figures.total}" in texts


def test_the_charts_of_the_document_say_what_they_show(uganda):
    shapes = Document(BytesIO(render_brief_docx(uganda, {}))).inline_shapes
    assert len(shapes) == 2
    assert all("the same figures" in shape._inline.docPr.get("descr") for shape in shapes)


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_document_of_uganda_is_one_page(soffice, tmp_path, uganda, language):
    t = translator(language) if language != "ar" else str
    plan = replace(uganda, language=language)
    assert _document_pages(soffice, tmp_path, render_brief_docx(plan, {}, t)) == 1
    assert _pages(render_brief_pdf(plan, {}, t)) == 1


def _long(uganda):
    """The plan of Uganda with texts and amounts longer than any country would write."""
    long = "Strengthen the multisectoral coordination mechanism " * 8
    many = [replace(one, action=replace(one.action, text=long, target="A.1")) for one in uganda.activities]
    unknown = replace(many[0], cost=ActivityCost(CostState.NOT_COSTED, long))
    embedded = replace(many[1], cost=ActivityCost(CostState.EMBEDDED, long))
    areas = dict.fromkeys(uganda.area_titles, long)
    return replace(uganda, activities=(unknown, embedded, *many[2:]), title=long, area_titles=areas)


def test_endless_texts_leave_the_brief_on_one_page(uganda):
    assert _pages(render_brief_pdf(_long(uganda), {"A.1": "Title " * 100})) == 1


@pytest.mark.libreoffice
@pytest.mark.slow
def test_endless_texts_leave_the_document_on_one_page(soffice, tmp_path, uganda):
    content = render_brief_docx(_long(uganda), {"A.1": "Title " * 100})
    assert _document_pages(soffice, tmp_path, content) == 1


@pytest.mark.parametrize(
    "text", [*HOSTILE, "#panic()", '"]; #image("/etc/passwd")', "$ x $ \\ `raw` @ref <label> // *"]
)
def test_a_text_is_shown_in_the_brief_as_it_is(text):
    plan = _hostile(text)
    assert _pages(render_brief_pdf(plan, {"A.1": text})) == 1
    texts = _docx_texts(render_brief_docx(plan, {"A.1": text}))
    shown = text.replace("\x01\ud800", "")[:20]
    assert any(one.startswith(shown) for one in texts)


def test_an_arabic_plan_runs_from_right_to_left():
    plan = replace(create_costed_plan(), language="ar", title="خطة العمل الوطنية للأمن الصحي")
    figures = build_figures(plan, {}, str)
    assert figures.right_to_left
    assert _pages(render_brief_pdf(plan, {})) == 1
    body = Document(BytesIO(render_brief_docx(plan, {}))).element.body
    assert all(table.find(f"{W}tblPr/{W}bidiVisual") is not None for table in body.iter(f"{W}tbl"))
    assert load_workbook(BytesIO(render_cost_workbook(plan, {})))["Lines"].sheet_view.rightToLeft


def test_the_brief_says_everything_through_the_translator():
    plan = _detailed()
    marked = build_figures(plan, {}, lambda text: text.upper() if "{" not in text else text)
    assert marked.years.title == "COST OF EACH YEAR"
    assert marked.prices.headings[0] == "UNIT COST"
    assert "OVERHEAD AND CONTINGENCY." in marked.not_included
    french = {"1,000.00": "1\u202f000,00", "{percent} %": "{percent}\u202f%"}
    figures = build_figures(plan, {}, lambda text: french.get(text, text))
    assert re.fullmatch(r"[\d\u202f]+,\d\d", figures.years.total[1])
    assert figures.years.total[2] == "100,0\u202f%"
