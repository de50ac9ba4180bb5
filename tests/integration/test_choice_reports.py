"""Reports of a choice as those meet them who decide: they add up, they open, no text becomes a formula, two pages."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import pairwise

import pytest
from docx import Document
from openpyxl import load_workbook

from opennaphs.analytics.optimise.explain import alternative, explain
from opennaphs.analytics.optimise.frontier import frontier
from opennaphs.analytics.optimise.result import SureChoice
from opennaphs.catalogue.translations import translator
from opennaphs.domain.choice_reasons import Change, LeftOut, Limit, NextMoney, Reasons, WhyNot
from opennaphs.domain.choices import Absorption, AtLeast, Bearer, Measure
from opennaphs.domain.money import Money
from opennaphs.reports.charts import render_png
from opennaphs.reports.choice_brief import render_choice_docx, render_choice_pdf
from opennaphs.reports.choice_charts import frontier_chart, levels_chart, money_chart
from opennaphs.reports.choice_figures import build_choice_figures
from opennaphs.reports.choice_tables import (
    ChoiceReport,
    activity_rows,
    area_rows,
    curve,
    full_limits,
    level_rows,
    reading_unit,
    source_rows,
    unused,
)
from opennaphs.reports.choice_why import ten_reasons
from opennaphs.reports.choice_wording import (
    change_sentence,
    choice_sentences,
    cutback_sentence,
    favourite_sentences,
    gap_sentence,
    points,
    rough,
    step_name,
    steps_text,
    sure_sentences,
    why_left_out,
)
from opennaphs.reports.choice_workbook import render_choice_csv, render_choice_workbook
from opennaphs.reports.frontier_report import render_frontier_csv, render_frontier_docx, render_frontier_workbook
from opennaphs.reports.frontier_tables import FrontierReport
from tests.choice_reports import create_chosen_actions, create_report, create_rules
from tests.factories import create_costed_plan
from tests.integration.test_cost_reports import HOSTILE, _docx_texts, _pages
from tests.integration.test_reports import _convert, _recomputed

SHEETS = [
    "Choice",
    "Levels",
    "Areas",
    "Activities",
    "Left out",
    "Activities left out",
    "Sources",
    "Frontier",
    "Weights",
    "Remarks",
]
FIRST = 5


@pytest.fixture(scope="module")
def report():
    return create_report()


@pytest.fixture(scope="module")
def points_of(report):
    found = frontier(report.question, [Decimal("0.5"), Decimal(1), Decimal(6)], seconds=3)
    return FrontierReport(report.plan, report.titles, report.question, found)


def _usd(amount):
    return Money(Decimal(amount), "USD", 2024)


def _rows(content, name):
    sheet = load_workbook(BytesIO(content), data_only=True)[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST)]


def _hostile(text):
    """A report in which every text that somebody may write is the same unfriendly one."""
    rules = create_rules()
    sources = tuple(replace(source, title=text) for source in rules.sources)
    demands = tuple(replace(demand, reason=text) for demand in rules.demands)
    plan = create_costed_plan(create_chosen_actions())
    worded = tuple(replace(one, action=replace(one.action, text=text)) for one in plan.activities)
    plan = replace(plan, title=text, activities=worded, area_titles=dict.fromkeys(plan.area_titles, text))
    made = create_report(plan, replace(rules, sources=sources, demands=demands), cutbacks=())
    return replace(made, titles={"A.1": text, "B.1": text}, rules=text)


# --- rows ---------------------------------------------------------------------------------------------------------


def test_levels_rise_with_the_steps_that_are_reached(report):
    rows = {row.target: row for row in level_rows(report)}
    assert [rows[target].after for target in ("A.1", "B.1")] == [3, 3]
    for row in rows.values():
        assert list(row.by_year) == sorted(row.by_year)
        assert row.by_year[0] >= row.today
    areas = {row.area: row for row in area_rows(report)}
    assert (areas["A"].lifted, areas["A"].steps_reached, areas["A"].steps) == (1, 2, 3)


def test_the_rows_of_activities_make_up_all_that_is_paid(report):
    rows = activity_rows(report)
    assert sum(row.total for row in rows) == report.used.amount
    (joint,) = [row for row in rows if row.time is None]
    assert (joint.members, joint.area) == (("A-001", "B-001"), "B")
    assert sum(row.cost.amount for row in area_rows(report)) == report.used.amount


def test_the_rows_of_sources_say_what_comes_over_and_what_is_left(report):
    rows = [row for row in source_rows(report) if row.source == "loan"]
    for before, after in pairwise(rows):
        assert after.carried == before.left
    left = unused(report)
    assert sum(money.amount for money in left.values()) == (report.have - report.used).amount


def test_more_money_is_spoken_of_in_a_round_amount(report):
    assert reading_unit(report) == _usd(100)


def test_the_curve_takes_the_best_that_is_known_of_each_size(report, points_of):
    both = curve(replace(report, frontier=points_of.points))
    assert [point.factor for point in both] == [Decimal("0.5"), Decimal("0.9"), Decimal(1), Decimal(6)]
    assert next(point for point in both if point.factor == 1).value == report.optimum.value


def test_limits_that_are_used_up_are_found(report):
    name = next(iter(report.times))
    ministry = report.question.work_of[name].ministry
    full = Absorption(Bearer.MINISTRY, ministry, (Decimal(100_000),) * 4 + (Decimal(1),), adds_up=False)
    tight = replace(report, question=replace(report.question, absorption=(full,)))
    assert full_limits(tight) == ((full, 4),)
    assert any("can take up no more" in reason for reason in ten_reasons(tight, str))


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "said"),
    [("0", "USD 0"), ("12.5", "USD 13"), ("999.4", "USD 999"), ("1234", "USD 1,230"), ("354812", "USD 355,000"),
     ("999999", "USD 1,000,000"), ("1250000", "USD 1.3 million"), ("13892574.6", "USD 13.9 million")],
)  # fmt: skip
def test_amounts_are_rounded_for_reading(amount, said):
    assert rough(_usd(amount), str) == said


@pytest.mark.parametrize(("value", "said"), [(0, "0"), (0.09, "0.09"), (2.34, "2.3"), (1234.5, "1,234.5")])
def test_points_are_rounded_for_reading(value, said):
    assert points(value, str) == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [(0.0, "No plan can be better: this is proven."), (0.0001, "No plan can be more than 0.05 % better"),
     (0.004, "No plan can be more than 0.4 % better: this is proven."), (float("inf"), "is not known")],
)  # fmt: skip
def test_the_gap_is_said_in_words(gap, said):
    assert said in gap_sentence(gap, str)


def test_the_choice_is_said_in_three_sentences(report):
    does, takes, good = choice_sentences(report, str)
    assert does.startswith("With USD 5,000 over 2027–2031 the plan does 4 of its 6 activities and lifts 2 of 2 indicat")
    assert "by 4 of the 6 levels" in does
    assert takes.startswith(
        "It uses USD 1,800 (36 % of the money); USD 3,200 stays unused, and USD 400 is due in every"
    )
    assert good == "No plan can be better: this is proven."


def test_steps_are_named_by_indicator(report):
    assert step_name(report, "A.1:2", str) == "A.1 Laws: to level 2"
    assert steps_text(report, ["A.1:3", "A.1:2", "B.1:2"], str) == "Laws (A.1 → 2, 3), Money (B.1 → 2)"


def test_there_are_at_most_ten_reasons_and_each_stands_once(report):
    law = tuple(AtLeast(name, ("A-001",), 1, "law") for name in ("one", "two"))
    more = replace(report, question=replace(report.question, at_least=law))
    reasons = ten_reasons(more, str)
    assert len(reasons) == len(set(reasons)) <= 10
    assert any("duty under the IHR is done in each of 2 areas" in reason for reason in reasons)
    assert any("carries" in reason for reason in reasons)


@pytest.mark.parametrize("why", list(WhyNot))
def test_every_cause_has_a_sentence(report, why):
    one = LeftOut("B.1:4", why, ("B-003",), Decimal(5), Decimal(1))
    said = why_left_out(report, one, str)
    assert said.endswith(".")
    assert ("another plan does it" in said) is (why is WhyNot.DEMAND)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(Limit.SOURCE, "treasury", 1, Decimal(3500)), "USD 3,500 more from The treasury in 2028"),
        (Change(Limit.MINISTRY, "health", 4, Decimal(27)), "health able to take up USD 27 more by 2031"),
        (Change(Limit.MINISTRY, "not said", 4, Decimal(27)), "not said able to take up USD 27 more by 2031"),
        (Change(Limit.AREA, "B", None, Decimal(27)), "B able to take up USD 27 more over the whole plan"),
        (Change(Limit.TAIL, "money after the plan", None, Decimal(9)), "USD 9 more a year after the plan"),
    ],
)
def test_every_change_has_words(report, change, said):
    one = LeftOut("B.1:4", WhyNot.BUDGET, ("B-003",), Decimal(5), Decimal(1), (change,))
    assert change_sentence(report, one, str) == said


def test_room_for_starts_is_counted_in_activities(report):
    limit = Absorption(Bearer.AREA, "B", (Decimal(1),) * 5, measure=Measure.STARTS)
    counted = replace(report, question=replace(report.question, absorption=(limit,)))
    one = LeftOut(
        "B.1:4", WhyNot.ABSORPTION, ("B-003",), Decimal(5), Decimal(1), (Change(Limit.AREA, "B", 0, Decimal(2)),)
    )
    assert change_sentence(counted, one, str) == "B able to take up 2 activities more by 2027"


def test_a_source_that_may_not_pay_for_it_frees_other_money(report):
    kinds = ("A-003",)  # recurrent only, which the loan may not pay
    one = LeftOut("A.1:4", WhyNot.BUDGET, kinds, Decimal(5), Decimal(1), (Change(Limit.SOURCE, "loan", 0, Decimal(5)),))
    assert change_sentence(report, one, str) == "USD 5 more from The loan in 2027, which would free other money"
    assert change_sentence(report, replace(one, changes=()), str) == "–"


def test_less_money_is_said_with_what_falls(report):
    half = next(one for one in report.reasons.cutbacks if one.factor == Decimal("0.5"))
    lost = replace(half, value=report.optimum.value * 0.8, lost=("A.1:3",), gained=("B.1:4",))
    assert cutback_sentence(report, lost, str) == (
        "With 50 % less money, 20 % of the benefit falls, and with it Laws (A.1 → 3). In their place come Money (B.1 → "
        "4)."
    )
    assert "some comes later (20 % less" in cutback_sentence(report, replace(lost, lost=(), gained=()), str)


def test_a_size_of_budget_that_leaves_no_choice_is_said(report):
    poor = replace(report, less=(Decimal("0.9"), Decimal("0.1")))
    assert "With 90 % less money the demands cannot all be met." in build_choice_figures(poor, str).less
    said = [row[1] for row in _rows(render_choice_workbook(poor), "Choice")]
    assert "With 90 % less money the demands cannot all be met." in said


def test_how_sure_it_is_is_said(report):
    assert "was not counted in" in sure_sentences(report, str)[0]
    short = SureChoice(Decimal("0.1"), 80.0, report.optimum, {("treasury", 0): _usd(7), ("loan", 0): _usd(-7)})
    held, fall = sure_sentences(replace(report, sure=short), str)
    assert held.startswith("10 % of every budget (USD 500 in all) is kept in reserve")
    assert fall == "Cases of a source and year in which it may still fall short: 1, by USD 7 at most."


def test_what_becomes_of_favourites_is_said(report):
    other = alternative(report.optimum, ("A-001", "A-003"), seconds=2)
    said = favourite_sentences(replace(report, alternative=other), str)
    assert said == ("In the choice already: A-001.", "Without giving up more it cannot keep A-003.")
    swapped = replace(other, kept=("A-003",), missing=(), lost=("A.1:3",))
    (told,) = favourite_sentences(replace(report, alternative=swapped), str)
    assert told.endswith("keeps A-003; it reaches nothing else and gives up Laws (A.1 → 3).")


# --- workbook and CSV ---------------------------------------------------------------------------------------------


def test_the_workbook_has_its_sheets_and_its_totals_are_those_of_the_choice(report):
    content = render_choice_workbook(report)
    assert load_workbook(BytesIO(content)).sheetnames == SHEETS
    total = _rows(content, "Activities")[-1]
    assert (total[0], total[-2]) == ("Total", float(report.used.amount))
    used = _rows(content, "Sources")[-1]
    assert (used[2], used[4]) == (float(report.have.amount), float(report.used.amount))
    formulas = load_workbook(BytesIO(content))["Activities"]
    assert formulas.cell(FIRST, 13).value == "=SUM(H5:L5)"


def test_what_is_left_out_stands_with_its_reason_and_least_change(report):
    rows = {row[0]: row for row in _rows(render_choice_workbook(report), "Left out")}
    assert rows["B.1 Money: to level 4"][2] == "It is left out on demand: another plan does it."
    assert "more from The treasury in" in rows["A.1 Laws: to level 4"][3]
    left = _rows(render_choice_workbook(report), "Activities left out")
    assert [row[0] for row in left] == ["A-003", "B-003", "Total"]


def test_weights_and_remarks_stand_in_the_workbook(report):
    content = render_choice_workbook(report)
    assert len(_rows(content, "Weights")) == len(report.steps)
    assert [row[1] for row in _rows(content, "Remarks")] == [remark.text() for remark in report.remarks]


def test_without_other_sizes_of_budget_there_is_no_curve(report):
    alone = replace(report, reasons=replace(report.reasons, cutbacks=()))
    assert "Frontier" not in load_workbook(BytesIO(render_choice_workbook(alone))).sheetnames


def test_a_share_and_money_nobody_worked_out_stay_empty(report):
    bare = replace(report, reasons=Reasons({}, (), ()))
    assert all(row[6] is None for row in _rows(render_choice_workbook(bare), "Sources"))
    some = replace(report, reasons=Reasons({}, (), (NextMoney("loan", 0, 0.0),)))
    assert [row[6] for row in _rows(render_choice_workbook(some), "Sources") if row[6] is not None] == [0]


def test_the_csv_adds_up_and_names_every_activity(report):
    rows = list(csv.DictReader(StringIO(render_choice_csv(report).decode())))
    assert sum(Decimal(row["amount"]) for row in rows if row["amount"]) == report.used.amount
    assert {row["activity"] for row in rows if not row["activity"].startswith("group:")} == set(report.activities)
    assert {row["why"] for row in rows if row["decision"] == "left out"} == {"budget", "demand"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text):
    evil = _hostile(text)
    for sheet in load_workbook(BytesIO(render_choice_workbook(evil))):
        for row in sheet.iter_rows(min_row=FIRST):
            for cell in row:
                assert cell.data_type != "f" or cell.value.startswith("=SUM("), (sheet.title, cell.coordinate)
    for row in csv.reader(StringIO(render_choice_csv(evil).decode())):
        assert all(cell[:1] not in {"=", "+", "-", "@"} for cell in row)


# --- the brief ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_brief_has_two_pages_in_every_direction(report, language):
    t = translator(language) if language != "ar" else str
    spoken = replace(report, plan=replace(report.plan, language=language))
    assert _pages(render_choice_pdf(spoken, t)) == 2
    texts = "\n".join(_docx_texts(render_choice_docx(spoken, t)))
    figures = build_choice_figures(spoken, t)
    for words in (*figures.sentences, *figures.reasons, *figures.less, *figures.left_out, *figures.sure):
        assert words in texts
    body = Document(BytesIO(render_choice_docx(spoken, t))).element.xml
    assert ("w:bidi/" in body) is (language == "ar")


def test_the_brief_in_french_has_no_english_left(report):
    figures = build_choice_figures(replace(report, plan=replace(report.plan, language="fr")), translator("fr"))
    said = " ".join((*figures.sentences, *figures.reasons, *figures.less, *figures.sure, *figures.override))
    assert not re.search(
        r"\b(the|money|plan can|brings|falls)\b", said.replace("The treasury", "").replace("The loan", "")
    )


def test_an_endless_text_keeps_the_brief_on_two_pages():
    assert _pages(render_choice_pdf(_hostile("x" * 3000))) == 2
    assert _pages(render_choice_pdf(_hostile("many words " * 400))) == 2


def test_pictures_say_what_they_show(report):
    body = Document(BytesIO(render_choice_docx(report))).element.xml
    assert body.count("the table beside it holds the same figures.") == 3


@pytest.mark.parametrize("draw", [levels_chart, money_chart])
def test_charts_are_drawn(report, draw):
    assert render_png(draw(report, str)).startswith(b"\x89PNG")


def test_the_curve_is_drawn_with_todays_budget(report):
    assert "the money there is" in str(frontier_chart(curve(report), str).to_dict())


def test_nothing_chosen_is_reported_as_nothing():
    poor = create_rules(demands=())
    none = tuple(replace(one, by_year=tuple(_usd(0) for _ in one.by_year)) for one in poor.sources)
    plan = create_costed_plan([one for one in create_chosen_actions() if one.costs])
    report = create_report(plan, replace(poor, sources=none, absorption=()), cutbacks=())
    assert report.times == {}
    assert choice_sentences(report, str)[1].startswith("It uses USD 0 (0 % of the money)")
    assert _pages(render_choice_pdf(report)) == 2
    assert load_workbook(BytesIO(render_choice_workbook(report)))


# --- the frontier -------------------------------------------------------------------------------------------------


def test_the_frontier_says_what_each_point_adds(points_of):
    rows = list(csv.DictReader(StringIO(render_frontier_csv(points_of).decode())))
    assert [row["factor"] for row in rows] == ["0.5", "1", "6"]
    assert "A.1:4" in rows[-1]["new_steps"]
    book = load_workbook(BytesIO(render_frontier_workbook(points_of)))
    assert book.sheetnames == ["Frontier", "What is added"]
    texts = _docx_texts(render_frontier_docx(points_of))
    assert any(text.startswith("• With USD 30,000: Laws (A.1 → 4)") for text in texts)


# --- LibreOffice --------------------------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_recomputes_the_workbook_to_the_same_cents(soffice, tmp_path, report):
    content = render_choice_workbook(report)
    theirs, ours = _recomputed(soffice, tmp_path, content), load_workbook(BytesIO(content), data_only=True)
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    assert theirs[sheet.title][cell.coordinate].value == pytest.approx(cell.value, abs=0.005)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_shows_the_brief_on_two_pages(soffice, tmp_path, report):
    (tmp_path / "brief.docx").write_bytes(render_choice_docx(report))
    _convert(soffice, tmp_path / "profile", "pdf", tmp_path, tmp_path / "brief.docx")
    assert _pages((tmp_path / "brief.pdf").read_bytes()) == 2


def test_a_report_holds_what_explains_it(report):
    assert isinstance(report, ChoiceReport)
    assert explain(report.optimum, cutbacks=()).left_out == report.reasons.left_out
