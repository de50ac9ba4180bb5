"""What must come first: nothing waits for itself, by any way round."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.prerequisites import check_no_circle, circle

NUMBERS = [f"A-{number}" for number in range(6)]
WAITS = st.dictionaries(st.sampled_from(NUMBERS), st.lists(st.sampled_from(NUMBERS), max_size=3))


def test_the_circle_is_named_from_the_activity_back_to_itself():
    with pytest.raises(NaphsError, match="A-1 would wait for itself: A-1 → A-3 → A-2 → A-1"):
        check_no_circle({"A-1": ["A-3"], "A-2": ["A-1"], "A-3": ["A-2"]}, "A-1")


def test_a_chain_without_a_way_back_is_let_through():
    check_no_circle({"A-1": ["A-2", "A-3"], "A-2": ["A-3"], "A-3": []}, "A-1")


def test_an_activity_that_waits_for_itself_is_a_circle():
    assert circle({"A-1": ["A-1"]}, "A-1") == ("A-1", "A-1")


def test_numbers_that_are_not_in_the_plan_close_no_circle():
    assert circle({"A-1": ["Z-9"]}, "A-1") == ()


def _reaches(after, start):
    """Say by repeated widening, not by a walk, what a number waits for."""
    found = set(after.get(start, ()))
    while True:
        wider = found | {need for one in found for need in after.get(one, ())}
        if wider == found:
            return found
        found = wider


@given(WAITS, st.sampled_from(NUMBERS))
def test_a_circle_is_found_exactly_where_an_activity_reaches_itself(after, number):
    after = {one: after.get(one, []) for one in NUMBERS}
    assert bool(circle(after, number)) == (number in _reaches(after, number))


@given(WAITS, st.sampled_from(NUMBERS))
def test_every_step_of_a_circle_is_a_wait_somebody_named(after, number):
    way = circle(after, number)
    assert all(later in after[earlier] for earlier, later in pairwise(way))
