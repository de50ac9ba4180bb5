"""What holds for any line items and printed figures, and for whatever bytes come in as either."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from opennaphs.domain.errors import InputRefused
from opennaphs.domain.money import Money
from opennaphs.domain.published_plans import LineItem, PublishedCost
from opennaphs.domain.reconciliation import CellState, reconcile_plans
from opennaphs.domain.reconciliation_findings import FindingKind, find
from opennaphs.reports.reconciliation_report import render_areas, render_reconciliation
from opennaphs.sources.line_items import ITEM_HEADINGS, PUBLISHED_HEADINGS, parse_line_items, parse_published_costs

amounts = st.integers(0, 10**13).map(lambda cents: Decimal(cents) / 100)
costs = st.none() | st.builds(Money, amounts, st.sampled_from(["USD", "SLL"]), st.sampled_from([2018, 2019]))
areas = st.sampled_from(["Surveillance", "Reporting", "surveillance ", "Workforce", "Laboratory", "total"])
countries = st.sampled_from(["Uganda", "Benin"])
year_lists = st.none() | st.sampled_from([(1,), (1, 2), (2, 3, 5)])
items = st.lists(
    st.builds(
        LineItem, st.integers(0, 99).map(str), countries, areas, st.sampled_from("abc"), costs, year_lists, year_lists
    ),
    max_size=12,
)
printed = st.lists(st.builds(PublishedCost, countries, areas, costs), max_size=10)


@given(items, printed)
def test_every_row_stands_in_one_cell_or_is_a_total(items, printed):
    for plan in reconcile_plans(items, printed).plans:
        assert sum(cell.rows for cell in plan.cells) + sum(item.is_total for item in plan.items) == len(plan.items)


@given(items, printed)
def test_the_sums_of_the_areas_are_the_sum_of_the_plan(items, printed):
    for plan in reconcile_plans(items, printed).plans:
        sums = [cell.items.amount for cell in plan.cells if cell.items is not None]
        assert (sum(sums) if sums else None) == (None if plan.total is None else plan.total.amount)


@given(items, printed)
def test_nothing_known_is_never_zero(items, printed):
    for plan in reconcile_plans(items, printed).plans:
        for cell in plan.cells:
            if cell.rows == cell.without_cost:
                assert cell.items is None


@given(items, printed, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_figure(items, printed, shuffler):
    # rows in several currencies are left out by which is the most common, and a tie goes to the first
    items = [replace(item, cost=item.cost and Money(item.cost.amount, "SLL", 2018)) for item in items]
    printed = [replace(one, cost=one.cost and Money(one.cost.amount, "USD", 2018)) for one in printed]
    shuffled = [*items]
    shuffler.shuffle(shuffled)

    def figures(rows):
        cells = (cell for plan in reconcile_plans(rows, printed).plans for cell in plan.cells)
        return {(cell.country, cell.area.strip().casefold()): (cell.items, cell.rate, cell.state) for cell in cells}

    assert figures(shuffled) == figures(items)


@given(items, printed, st.integers(2, 900))
def test_one_rate_on_all_items_is_removed(items, printed, factor):
    """When every printed figure is the exact sum of its items at one rate, no area differs, whatever the rate."""
    items = [replace(item, cost=item.cost and Money(item.cost.amount, "SLL", 2018)) for item in items]
    cells = [cell for plan in reconcile_plans(items).plans for cell in plan.cells if cell.items is not None]
    published = [
        PublishedCost(cell.country, cell.area, Money(cell.items.amount * factor, "USD", 2018)) for cell in cells
    ]
    again = reconcile_plans(items, published)
    assert not again.flagged
    assert all(cell.state is not CellState.DIFFERS for plan in again.plans for cell in plan.cells)


@given(items, printed)
def test_findings_name_rows_of_their_plan_and_can_be_written(items, printed):
    reconciliation = reconcile_plans(items, printed)
    findings = find(reconciliation)
    ids = {plan.country: {item.id for item in plan.items} for plan in reconciliation.plans}
    assert all(set(one.rows) <= ids[one.country] for one in findings)
    assert sum(one.kind is FindingKind.DIFFERS for one in findings) == len(reconciliation.flagged)
    assert render_reconciliation(reconciliation, findings).startswith(b"PK")
    lines = render_areas(reconciliation).decode().splitlines()
    assert len(lines) == 1 + sum(len(plan.cells) for plan in reconciliation.plans)


# --- readers ---

cells = st.one_of(
    st.text(max_size=10),
    st.sampled_from(["Uganda", "1,2", "N/A", "USD (2019)", "1e400", "-0", "∞", "１", "2019-9999", "1,234", "total"]),
)
values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.datetimes())


def _holds(content):
    for read in (parse_line_items, parse_published_costs):
        try:
            read(content, "x")
        except InputRefused as refused:
            unexplained = not refused.problems or not all(problem.what for problem in refused.problems)
            if unexplained:
                pytest.fail("refused without saying why")


@given(st.binary(max_size=300))
def test_any_bytes(content):
    _holds(content or b" ")


@given(
    st.lists(st.lists(cells, min_size=1, max_size=7), max_size=6), st.sampled_from([ITEM_HEADINGS, PUBLISHED_HEADINGS])
)
def test_any_table_under_the_right_headings(rows, headings):
    text = ",".join(headings) + "\n" + "\n".join(",".join(row) for row in rows)
    _holds(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=40)
@given(st.lists(st.lists(values, min_size=1, max_size=8), min_size=1, max_size=4))
def test_any_cells_in_a_workbook_of_the_right_shape(rows):
    book = Workbook()
    book.active.append(list(ITEM_HEADINGS))
    for row in rows:
        book.active.append([_writable(value) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    _holds(buffer.getvalue())


def _writable(value):
    if isinstance(value, str):
        return "".join(sign for sign in value if sign.isprintable())
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - not a number
