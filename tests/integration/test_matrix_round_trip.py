"""A planning matrix we wrote comes back as it was: nothing is lost between the workbook and its reader."""

from decimal import Decimal

import pytest

from opennaphs.catalogue.translations import translator
from opennaphs.domain.goals import Term
from opennaphs.domain.matrix_rows import disagreements
from opennaphs.reports.matrix import rows_of_area
from opennaphs.reports.matrix_workbook import render_workbook, sheet_names
from opennaphs.sources.planning_matrix import parse_matrix
from tests.factories import (
    create_action,
    create_costed_plan,
    create_template,
)

TEXTS = (
    "unique_id", "indicator", "objective", "strategic_action", "description", "assumptions", "responsible", "scale",
    "comments", "comments_2", "category_1", "category_2",
)  # fmt: skip


def _cost(row, year):
    times = row.frequency[year]
    return None if row.estimate is None or times is None else row.estimate * times


def _assert_same(plan, read, translate=str):
    names = sheet_names(plan)
    written = {names[area]: rows_of_area(plan, area, {}, translate) for area in plan.area_titles}
    assert {area.sheet: len(area.rows) for area in read.areas} == {sheet: len(rows) for sheet, rows in written.items()}
    for area in read.areas:
        for ours, theirs in zip(written[area.sheet], area.rows, strict=True):
            assert {name: getattr(theirs, name) for name in TEXTS} == {name: getattr(ours, name) for name in TEXTS}
            assert (theirs.estimate, theirs.frequency) == (ours.estimate, ours.frequency)
            assert theirs.cost == tuple(_cost(ours, year) for year in range(5))
            known = [cost for cost in theirs.cost if cost is not None]
            assert theirs.total == (sum(known) if known else None)
            assert disagreements(theirs) == ()


def _told(read):
    return {problem.what for problem in read.warnings}


TOTALS = {"The row of totals is no activity; totals are added up afresh."}


@pytest.mark.parametrize("term", Term)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_plan_comes_back_in_every_term_and_language(term, language):
    translate = translator(language)
    plan = create_costed_plan(term=term)
    read = parse_matrix(render_workbook(plan, {}, translate), "plan.xlsx")
    _assert_same(plan, read, translate)
    assert _told(read) == TOTALS
    assert {(area.currency, area.price_year, area.first_year) for area in read.areas} == {("USD", 2024, 2027)}
    assert [area.title for area in read.areas] == list(plan.area_titles.values())


def test_an_uncosted_plan_comes_back_without_a_single_number():
    plan = create_costed_plan(costed=False)
    read = parse_matrix(render_workbook(plan, {}), "plan.xlsx")
    _assert_same(plan, read)
    rows = [row for area in read.areas for row in area.rows]
    assert {(row.estimate, row.total, row.cost) for row in rows} == {(None, None, (None,) * 5)}
    assert {area.currency for area in read.areas} == {None}


def test_a_thousand_rows_in_one_area_come_back_with_their_totals():
    actions = [create_action(f"a{n}", "A.1", 2, costs=(create_template(pieces=n + 1),)) for n in range(1000)]
    plan = create_costed_plan(actions)
    read = parse_matrix(render_workbook(plan, {}), "plan.xlsx")
    _assert_same(plan, read)
    (area,) = read.areas
    assert [row.unique_id for row in area.rows] == [activity.id for activity in plan.activities]
    assert sum(row.total for row in area.rows) == Decimal(10) * 1000 * 1001 / 2
    assert _told(read) == TOTALS
