"""Whatever stands in a workbook of a resource mapping, it is read or refused in whole sentences."""

import datetime
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from opennaphs.domain.errors import InputRefused
from opennaphs.domain.funding.mapping_import import import_document, import_of, resolved
from opennaphs.domain.funding.mapping_intake import Fate, Reach, intake
from opennaphs.domain.funding.mapping_rows import CONTENT, rows_of_plan
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, SupportRole, Transaction
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.reports.mapping_workbook import render_mapping_workbook
from opennaphs.sources.mapping_workbook import parse_mapping_workbook
from tests.factories import create_costed_plan

PLAN = create_costed_plan()
HEADINGS = ("Source", "Project", "Technical area", "Activity", "Region", "Stage", "Date", "Year", "Amount", "Currency",
            "Price year", "Units", "Kind of source", "Role", "Country", "Note", "Ours (leave as it is)")  # fmt: skip
WORDS = st.sampled_from(
    ["World Bank", "WB", "Total", "A", "B", "USD 5m", "12,000", "1.234,56", "40%", "-5", "(300)", "thousands", "USD",
     "03/04/2027", "2027", "2027/28", "pledge", "=1+1", "#REF!", "n/a", "M001/1", "؛", "١٢٠٠٠", "x" * 400, "\x0b"]
)  # fmt: skip
CELLS = st.one_of(
    st.none(),
    WORDS,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(datetime.date(1950, 1, 1), datetime.date(2150, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
)
ROWS = st.lists(st.lists(CELLS, max_size=len(HEADINGS)), max_size=12)


def workbook(rows, merged=()):
    book = Workbook()
    sheet = book.active
    sheet.append(list(HEADINGS))
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row, start=1):
            value = cell.replace("\x0b", " ") if isinstance(cell, str) else cell
            sheet.cell(number, column).value = value
    for first, last, column in merged:
        sheet.merge_cells(start_row=first, end_row=max(first, last), start_column=column, end_column=column)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@given(ROWS, st.lists(st.tuples(st.integers(2, 13), st.integers(2, 16), st.integers(1, 17)), max_size=3), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_are_read_and_what_is_taken_is_whole(rows, merged, data):
    found = parse_mapping_workbook(workbook(rows, merged), "any.xlsx", PLAN, ())
    assert import_of(import_document(found)) == found
    keys = [row.key for row in found.rows]
    assert len(set(keys)) == len(keys)
    assert all(set(one.rows) <= set(keys) for one in found.proposals)
    answers = {one.key: data.draw(st.sampled_from(one.choices)).value for one in found.proposals}
    now = resolved(found, answers)
    assert now.open == ()
    outcomes = intake(PLAN, now, Reach()).outcomes
    assert [one.row.key for one in outcomes] == keys
    for one in outcomes:
        assert one.fate is not Fate.WAITING
        if one.fate is Fate.NEW:
            row = one.row
            assert row.money.amount > 0
            assert row.year in PLAN.years
            assert MoneyStage(row.stage)
            assert row.source_id or SourceKind(row.kind)
            assert row.price_year is not None
    assert all(str(one.what) and (one.remedy is None or str(one.remedy)) for one in found.problems)


@given(st.binary(max_size=200) | st.integers(0, 4_000).map(lambda cut: workbook([["World Bank", "x"]])[:-cut]))
@settings(max_examples=30, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    try:
        found = parse_mapping_workbook(content, "any.xlsx", PLAN, ())
    except InputRefused as refused:
        told = refused.problems
    else:
        told = found.problems
    assert all(str(one.what) for one in told)


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=40
).filter(lambda text: text.strip() and ";" not in text)
AMOUNTS = st.decimals("-9999999", "9999999999", places=2)


@st.composite
def fundings(draw):
    titles = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=lambda title: " ".join(title.casefold().split())))
    sources = tuple(
        FundingSource(f"S{number:02d}", title, draw(st.sampled_from(SourceKind)), draw(st.sampled_from([None, "FRA"])))
        for number, title in enumerate(titles)
    )
    supports = tuple(draw(_support(number, sources)) for number in range(draw(st.integers(0, 3))))
    return Funding(sources, supports)


@st.composite
def _support(draw, number, sources):
    shares = draw(st.sampled_from([(), ("1",), ("0.3", "0.7"), ("0.333", "0.333", "0.334")]))
    return Support(
        f"M{number:03d}",
        draw(st.sampled_from(sources)).id,
        draw(NAMES),
        draw(st.just("") | NAMES),
        draw(st.sampled_from(SupportRole)),
        ours=draw(st.booleans()),
        portions=tuple(draw(_portion(share)) for share in shares),
        transactions=tuple(draw(_transaction(number, one)) for one in range(draw(st.integers(0, 3)))),
    )


@st.composite
def _portion(draw, share):
    return Portion(
        Decimal(share),
        activity=draw(st.sampled_from([None, PLAN.activities[0].id])),
        areas=draw(st.sampled_from([(), ("A",), ("A", "B")])),
        regions=draw(st.sampled_from([(), ("North",), ("North", "Far West")])),
        economic_types=draw(st.sampled_from([(), (EconomicType.CAPITAL,), tuple(EconomicType)])),
    )


@st.composite
def _transaction(draw, support, number):
    return Transaction(
        f"{support}{number}",
        draw(st.sampled_from(MoneyStage)),
        draw(st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 1, 1))),
        draw(st.integers(2020, 2040)),
        Money(draw(AMOUNTS), draw(st.sampled_from(["USD", "UGX"])), draw(st.integers(2015, 2035))),
        draw(st.just("") | NAMES),
    )


@given(fundings())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_workbook_of_a_plan_brought_back_changes_nothing(funding):
    plan = replace(PLAN, funding=funding)
    content = render_mapping_workbook(plan, funding, plan.area_titles)
    found = parse_mapping_workbook(content, "back.xlsx", plan, funding.sources)
    assert found.proposals == ()
    told = intake(plan, resolved(found, {}), Reach())
    assert {one.fate for one in told.outcomes} <= {Fate.KNOWN}
    assert (told.gifts, told.corrections, told.edits) == ((), (), {})
    assert [[getattr(row, name) for name in CONTENT] for row in found.rows] == [
        [getattr(row, name) for name in CONTENT] for row in rows_of_plan(plan)
    ]


@given(fundings())
@settings(max_examples=60, deadline=None)
def test_rows_of_a_plan_hold_all_its_money(funding):
    rows = [row for row in rows_of_plan(replace(PLAN, funding=funding)) if row.amount]
    given_ = sum((one.money.amount for support in funding.supports for one in support.transactions), Decimal(0))
    assert sum((Decimal(row.amount) for row in rows), Decimal(0)) == given_


def test_text_that_looks_like_a_formula_stays_text():
    funding = Funding(
        (FundingSource("S01", "=HYPERLINK(1)", SourceKind.DONOR),),
        (Support("M001", "S01", "+cmd|' /C calc'!A0", "@SUM(1)", transactions=()),),
    )
    plan = replace(PLAN, funding=funding)
    book = load_workbook(BytesIO(render_mapping_workbook(plan, funding, plan.area_titles)))
    cells = [cell for row in book["Support"].iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
