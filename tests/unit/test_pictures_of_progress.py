"""Progress by area and over the quarters: drawn as the tables say; what nobody reported is hatched, never zero."""

import datetime

import pytest

from opennaphs.domain.monitoring.series import progress_series
from opennaphs.domain.monitoring.standings import FollowUpCut, standings
from opennaphs.reports.progress_bars import PARTS, progress_rows, progress_table, render_progress_bars
from opennaphs.reports.rate_trend import render_rate_trend, trend_points, trend_table
from tests.followed_plans import create_activity, create_followed_plan, create_update
from tests.picture_reading import HOSTILE, mirrored, read, shapes, shout, words

TODAY = datetime.date(2027, 10, 1)
PLAN = create_followed_plan(
    create_activity("A-001"),
    create_activity("A-002"),
    create_activity("A-003", starts="2027-01-01", ends="2027-06-30"),
    create_activity("B-001"),
    updates=[
        create_update("A-001", "2027-03-20", percent=20),
        create_update("A-001", "2027-06-20", "completed", 100),
        create_update("A-003", "2027-06-20", percent=40),
    ],
)
ROWS = progress_rows(standings(PLAN, TODAY), FollowUpCut.AREA, {"A": "Area A", "B": HOSTILE})
POINTS = trend_points(progress_series(PLAN, TODAY))


def counts(row):
    return {part: count for part, count in zip(PARTS, row.counts, strict=True) if count}


def test_every_activity_is_counted_once_and_what_nobody_reported_stands_apart():
    assert [counts(row) for row in ROWS] == [{"completed": 1, "delayed": 1, "not reported": 1}, {"not reported": 1}]


def test_the_bars_are_as_long_as_the_table_says():
    drawn = render_progress_bars(ROWS, "Progress")
    whole = [one for look in ("l5", "l1", "hatched") for one in shapes(drawn, "rect", look)[1:]]
    assert sorted(round(float(one["width"]), 1) for one in whole) == [146.7, 146.7, 146.7, 440.0]
    assert [row[-1] for row in progress_table(ROWS, "area").rows] == [3, 1]


def test_an_activity_out_of_the_plan_is_in_no_bar():
    plan = create_followed_plan(create_activity("A-001"), updates=[create_update("A-001", "2027-02-01", "cancelled")])
    assert progress_rows(standings(plan, TODAY), FollowUpCut.AREA, {}) == ()


def test_the_trend_has_a_point_for_each_quarter_with_what_is_not_known():
    table = trend_table(POINTS)
    assert [row[0] for row in table.rows] == ["2027 Q1", "2027 Q2", "2027 Q3"]
    assert [row[-1] for row in table.rows] == [3, 2, 2]
    assert table.rows[0][1] == 20
    assert table.rows[0][2:4] == (5, 80)


def test_a_quarter_nobody_reported_in_has_no_point_and_no_line():
    silent = trend_points(progress_series(create_followed_plan(create_activity("A-001")), TODAY))
    drawn = render_rate_trend(silent, "Trend")
    assert shapes(drawn, "circle", "blue") == []
    assert [row[1] for row in trend_table(silent).rows] == [None, None, None]


def pictures(translate=str, **how):
    return [
        render_progress_bars(ROWS, translate("Progress"), translate, **how),
        render_rate_trend(POINTS, translate("Trend"), translate, **how),
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_pictures_of_progress_are_mirrored_and_speak_the_language_of_the_reader(number):
    assert mirrored(pictures()[number], pictures(right_to_left=True)[number])
    assert set(words(pictures(shout)[number])) != set(words(pictures()[number]))


def test_hostile_names_stay_words():
    assert any("<script>" in one for one in words(pictures()[0]))
    assert read(pictures()[0]) is not None
