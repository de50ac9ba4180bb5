"""The picture of a result indicator shows what was measured and what was aimed at, and its table says the same."""

import datetime
from decimal import Decimal

import pytest

from opennaphs.domain.monitoring.records import ResultIndicator, ResultKind, ResultValue
from opennaphs.reports.result_course import render_result_course, result_course_table
from tests.picture_reading import HOSTILE, mirrored, read, shapes, shout, words

TODAY = datetime.date(2028, 1, 1)


def day(text):
    return datetime.date.fromisoformat(text)


def create_indicator(*values, **about):
    said = {
        "baseline": Decimal(0), "baseline_on": day("2027-01-01"), "target": Decimal(100),
        "target_on": day("2029-01-01"), **about,
    }  # fmt: skip
    measured = tuple(ResultValue(day(on), Decimal(value), "Register") for on, value in values)
    return ResultIndicator("1", HOSTILE, ResultKind.OUTPUT, "laboratories", values=measured, **said)


def test_the_table_says_what_the_straight_line_asks_for_on_each_day():
    table = result_course_table(create_indicator(("2028-01-01", "44"), ("2027-01-01", "0")))
    by_day = {row[1]: row for row in table.rows if row[0] == "measured"}
    assert by_day["2027-01-01"][2:4] == (Decimal(0), Decimal(0))
    assert by_day["2028-01-01"][2] == Decimal(44)
    assert abs(by_day["2028-01-01"][3] - 50) < Decimal("0.1")


@pytest.mark.parametrize("missing", ["baseline", "target", "baseline_on", "target_on"])
def test_without_one_end_nothing_is_asked_for_and_nothing_is_zero(missing):
    table = result_course_table(create_indicator(("2028-01-01", "44"), **{missing: None}))
    assert [row[3] for row in table.rows] == [None, None, None]


@pytest.mark.parametrize(
    "indicator",
    [
        create_indicator(),
        create_indicator(("2028-01-01", "44")),
        create_indicator(("2028-01-01", "44"), ("2028-06-01", "44"), target=None, baseline=None),
        create_indicator(("2028-01-01", "44"), target=None, baseline=None),
        create_indicator(("2028-01-01", "-3"), target=Decimal(0)),
        create_indicator(target=None, baseline=None),
    ],
)
def test_the_picture_carries_its_title_and_turns_around_for_languages_from_right_to_left(indicator):
    there, back = (render_result_course(indicator, TODAY, right_to_left=one) for one in (False, True))
    assert read(there)[0].text == HOSTILE
    assert mirrored(there, back)


def test_every_value_has_its_dot_and_its_number_zero_too():
    picture = render_result_course(create_indicator(("2027-06-01", "0"), ("2028-01-01", "44.5")), TODAY)
    assert len(shapes(picture, "circle", "ring")) == 2
    assert len(shapes(picture, "circle", "blue")) == 3  # one of them in the key
    assert {"0", "44.5"} <= set(words(picture))


def test_higher_stands_higher_and_later_stands_further_on():
    picture = render_result_course(create_indicator(("2027-06-01", "10"), ("2028-01-01", "60")), TODAY)
    first, second, _key = shapes(picture, "circle", "blue")
    assert float(first["cx"]) < float(second["cx"])
    assert float(first["cy"]) > float(second["cy"])


def test_nothing_measured_and_nothing_aimed_at_is_said():
    assert "Nothing has been measured yet." in words(
        render_result_course(create_indicator(target=None, baseline=None), TODAY)
    )


def test_all_our_words_are_translated():
    picture = render_result_course(create_indicator(("2027-06-01", "10")), TODAY, shout)
    assert "«STRAIGHT LINE FROM BASELINE TO TARGET" in words(picture)
    table = result_course_table(create_indicator(("2027-06-01", "10")), shout)
    assert all(heading == heading.upper() for heading in table.headings)
