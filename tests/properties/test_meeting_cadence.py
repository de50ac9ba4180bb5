"""A committee meets next by its cadence, counted as people count: same day of the month, or its last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.meeting_cadence import Cadence, next_meeting

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
MONTHS = {Cadence.MONTH: 1, Cadence.TWO_MONTHS: 2, Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}


@pytest.mark.parametrize(
    ("last", "cadence", "then"),
    [
        (date(2026, 1, 31), Cadence.MONTH, date(2026, 2, 28)),
        (date(2028, 1, 31), Cadence.MONTH, date(2028, 2, 29)),
        (date(2026, 11, 15), Cadence.QUARTER, date(2027, 2, 15)),
        (date(2026, 12, 1), Cadence.MONTH, date(2027, 1, 1)),
        (date(2028, 2, 29), Cadence.YEAR, date(2029, 2, 28)),
        (date(2026, 12, 28), Cadence.WEEK, date(2027, 1, 4)),
    ],
)
def test_known_days(last, cadence, then):
    assert next_meeting(last, cadence) == then


@given(DAYS, st.sampled_from(Cadence))
def test_a_committee_that_never_met_or_meets_when_needed_has_no_next_day(last, cadence):
    assert next_meeting(None, cadence) is None
    assert next_meeting(last, Cadence.WHEN_NEEDED) is None


@given(DAYS, st.sampled_from(list(MONTHS)))
def test_months_are_those_of_the_calendar(last, cadence):
    then = next_meeting(last, cadence)
    assert then is not None
    assert (then.year * 12 + then.month) - (last.year * 12 + last.month) == MONTHS[cadence]
    # Another way to say it: the same day, unless the next day would already be the first of another month.
    assert then.day == last.day or ((then + timedelta(days=1)).day == 1 and then.day < last.day)


@given(DAYS, DAYS, st.sampled_from([one for one in Cadence if one is not Cadence.WHEN_NEEDED]))
def test_who_met_later_meets_not_earlier_again(one, other, cadence):
    first, second = sorted((one, other))
    assert next_meeting(first, cadence) <= next_meeting(second, cadence)
    assert next_meeting(first, cadence) > first
