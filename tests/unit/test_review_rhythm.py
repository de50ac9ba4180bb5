"""After the launch, reviews come in a rhythm of three, six and twelve months, from the last or from the launch."""

import datetime

import pytest

from opennaphs.domain.monitoring.records import ProgressReview, ReviewKind
from opennaphs.domain.review_rhythm import suggested_reviews

LAUNCH = datetime.date(2027, 1, 31)
QUARTERLY, INTERMINISTERIAL, YEARLY = ReviewKind


def held(kind, on):
    return ProgressReview(f"{kind} {on}", kind, datetime.date.fromisoformat(on), "A review")


def due(*reviews, launched_on=LAUNCH, today="2027-02-15"):
    found = suggested_reviews(launched_on, reviews, datetime.date.fromisoformat(today))
    return {one.kind: one.due.isoformat() for one in found}


def test_a_plan_that_is_not_launched_has_no_rhythm_yet():
    assert suggested_reviews(None, (), datetime.date(2027, 5, 1)) == ()


def test_after_the_launch_the_first_reviews_come_after_three_six_and_twelve_months():
    assert due() == {QUARTERLY: "2027-04-30", INTERMINISTERIAL: "2027-07-31", YEARLY: "2028-01-31"}


def test_the_earliest_comes_first():
    found = suggested_reviews(LAUNCH, (held(QUARTERLY, "2027-07-30"),), datetime.date(2027, 8, 1))
    assert [one.kind for one in found] == [INTERMINISTERIAL, QUARTERLY, YEARLY]


@pytest.mark.parametrize(
    ("reviews", "expected"),
    [
        ([(QUARTERLY, "2027-05-10")], {QUARTERLY: "2027-08-10", INTERMINISTERIAL: "2027-07-31", YEARLY: "2028-01-31"}),
        ([(YEARLY, "2027-12-01")], {QUARTERLY: "2028-03-01", INTERMINISTERIAL: "2027-07-31", YEARLY: "2028-12-01"}),
        (
            [(INTERMINISTERIAL, "2027-06-30")],
            {QUARTERLY: "2027-04-30", INTERMINISTERIAL: "2027-12-30", YEARLY: "2028-01-31"},
        ),
        (
            [(QUARTERLY, "2026-11-01")],
            {QUARTERLY: "2027-04-30", INTERMINISTERIAL: "2027-07-31", YEARLY: "2028-01-31"},
        ),
    ],
    ids=["a quarterly one", "a yearly one is a quarterly one too", "a brief is only a brief", "one before the launch"],
)
def test_the_rhythm_counts_from_the_last_review_of_its_kind(reviews, expected):
    assert due(*(held(*one) for one in reviews), today="2027-12-31") == expected


def test_a_review_whose_day_has_passed_is_overdue_and_one_of_today_is_not():
    quarterly = {one.kind: one for one in suggested_reviews(LAUNCH, (), datetime.date(2027, 4, 30))}[QUARTERLY]
    assert not quarterly.overdue
    late = {one.kind: one for one in suggested_reviews(LAUNCH, (), datetime.date(2027, 5, 1))}[QUARTERLY]
    assert late.overdue
    assert late.last is None


def test_a_review_still_to_come_is_not_one_that_was_held():
    assert due(held(QUARTERLY, "2027-04-20"), today="2027-04-01")[QUARTERLY] == "2027-04-30"
