"""Whatever stands in a planning matrix or a sentence: a result or a refusal with sentences, and nothing invented."""

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from opennaphs.domain.errors import InputRefused
from opennaphs.domain.money import CENT
from opennaphs.domain.text_quantities import propose_quantities, unread_numbers
from opennaphs.sources.localised_numbers import decimal_mark_of, read_number
from opennaphs.sources.planning_matrix import parse_matrix

HEADINGS = ["UniqueID", "Strategic actions", "Estimated cost (USD)", "Frequency, Year 1", "Frequency, Year 2",
            "Cost estimate, Year 1", "Cost estimate, Year 2", "Total"]  # fmt: skip
signs = st.text(
    st.one_of(
        st.sampled_from("0123456789 .,'x*×@()[]-+%/=:;\n"), st.characters(codec="utf-8", exclude_categories=["Cs"])
    ),
    max_size=60,
)
phrases = st.lists(
    st.sampled_from(["30 pax", "5days", " x ", "*", "@ 300 USD", "quarterly", "2 fois par an", "(", ")", ";", ". ",
                     "Train", "1,234", "one", "Five (5) meetings", "USD 35 per day", "\u0130", "_x000D_", "away 6"]),
    max_size=12,
).map(" ".join)  # fmt: skip
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(),
    st.sampled_from(["x", "1,234", "1.234,5", "USD 5m", "Total", "#REF!", "=1+1", "n/a", "quarterly", "50%", "Train"]),
    signs.map(lambda text: "".join(sign for sign in text if sign.isprintable())),
)


def _workbook(rows):
    book = Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _read(content):
    try:
        return parse_matrix(content, "m.xlsx")
    except InputRefused as refused:
        if not refused.problems or not all(problem.what for problem in refused.problems):
            pytest.fail("refused without saying why")
        return None


@settings(max_examples=80)
@given(st.lists(st.lists(cells, max_size=9), max_size=6))
def test_any_cells_under_the_headings(rows):
    read = _read(_workbook(rows))
    for row in [row for area in read.areas for row in area.rows] if read else []:
        assert all(value is None or value >= 0 for value in (row.estimate, *row.frequency, *row.cost, row.total))
        assert not (row.is_lump_sum and any(row.year_cost(year) is not None for year in range(5)))


@given(st.binary(max_size=300))
@example(b"PK\x03\x04" + b"\0" * 40)
def test_any_bytes(content):
    _read(content)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=4))
def test_a_matrix_with_broken_bytes(position, noise):
    content = bytearray(_workbook([["1", "Train", 5, 1]]))
    position %= len(content)
    content[position : position + len(noise)] = noise
    _read(bytes(content))


amounts = st.decimals(min_value=0, max_value=10**9, places=2)


@given(st.lists(st.tuples(amounts, st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20))
def test_what_was_written_comes_back(rows):
    written = [
        [str(number), f"Do {number}", float(amount), first, second, float(amount * first), float(amount * second)]
        for number, (amount, first, second) in enumerate(rows, start=1)
    ]
    read = _read(_workbook(written))
    assert [(row.estimate, *row.frequency[:2]) for row in read.areas[0].rows] == rows
    assert all(row.expected_cost(0) == row.cost[0] for row in read.areas[0].rows)


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from([",.", ".,", " ,", "' ", "'.", " ."]))
def test_a_number_is_read_back_from_every_usual_writing(amount, marks):
    thousands, decimal = marks[0], marks[1].replace(" ", ",")
    text = f"{amount:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    assert read_number(text).value == amount
    assert decimal_mark_of([text]) == decimal


@given(signs)
def test_reading_a_number_is_exact_or_explained(text):
    read = read_number(text)
    assert read.value is None or (isinstance(read.value, Decimal) and read.value.is_finite())
    assert not (read.value is not None and read.remedy)


@given(st.one_of(signs, phrases))
@example("Ａ30 pax ﬁve x")
@example("\u0130 30 pax × 5 days")
def test_a_proposal_points_at_its_own_words_and_proposals_stand_in_order(text):
    end = 0
    for one in propose_quantities(text):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.words
        assert one.factors or one.unit_price or one.frequency is not None
        assert all(factor.value >= 0 for factor in one.factors)
        end = one.end
    assert all(number in text for number in unread_numbers(text))


@given(
    st.integers(1, 500), st.integers(1, 30), st.integers(1, 99), st.sampled_from([" x ", "*", " X ", " × ", "× ", " *"])
)
def test_a_product_is_proposed_with_all_its_factors(participants, days, trainings, sign):
    text = f"Train them ({participants} pax{sign}{days} days{sign}{trainings} trainings)"
    (proposal,) = propose_quantities(text)
    assert [(factor.name, factor.value) for factor in proposal.factors] == [
        ("participants", participants),
        ("days", days),
        ("trainings", trainings),
    ]
    assert proposal.unread == ()


@given(amounts, st.integers(0, 366))
def test_a_year_costs_estimate_times_frequency_to_the_cent(estimate, times):
    read = _read(_workbook([["1", "Train", float(estimate), times]]))
    (row,) = read.areas[0].rows
    assert row.expected_cost(0) == (estimate * times).quantize(CENT)
