"""Whatever the facts about a plan: a move is allowed exactly when nothing stands against it, and no reason is lost."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.lifecycle import (
    TRANSITIONS,
    Editing,
    EditRefused,
    MoveRefused,
    PlanState,
    can_edit,
    can_move,
    check_editing,
    check_move,
    editable,
    goes_back,
    unmet,
    ways,
)
from tests.cycle_facts import TODAY, create_standing

AREAS = ("D1", "P1", "R1")
names = st.lists(st.sampled_from(AREAS), max_size=3, unique=True).map(tuple)
days = st.none() | st.integers(-5, 5).map(lambda number: TODAY + timedelta(days=number))
standings = st.builds(
    create_standing,
    activities=st.integers(0, 2),
    without_owner=names,
    not_costed=names,
    areas=names,
    areas_without_lead=names,
    areas_signed_off=names,
    areas_refused=names,
    review_open=st.booleans(),
    goals_without_target=names,
    unanswered=names,
    validated_on=days,
    endorsed_by=st.sampled_from(["", " ", "Council of Ministers"]),
    endorsed_on=days,
    launched_on=days,
    unfinished=names,
    reviewed_on=days,
)
# Most random plans lack something; these lack at most one thing, so that moves forward succeed often enough.
nearly = st.builds(
    lambda standing, name: replace(create_standing(), **{name: getattr(standing, name)}),
    standings,
    st.sampled_from([name for name in vars(create_standing()) if name != "today"]),
)
states = st.sampled_from(PlanState)
reasons = st.sampled_from(["", "  ", "Finance disagrees.", "\n The minister asked. "]) | st.text(max_size=20)


def come(day):
    return day is not None and day <= TODAY


def forward_allowed(one, to):
    """The checks once more, written as one formula for each state."""
    review = (
        one.activities and not one.without_owner and not set(one.areas_without_lead) and one.goals_without_target == ()
    )
    agreed = set(one.areas) <= set(one.areas_signed_off) | set(one.areas_refused) and not one.areas_refused
    costed = review and agreed and not one.review_open and not one.not_costed
    return {
        PlanState.IN_REVIEW: review,
        PlanState.COSTED: costed,
        PlanState.VALIDATED: costed and not one.unanswered and come(one.validated_on),
        PlanState.ENDORSED: one.endorsed_by.strip() != "" and come(one.endorsed_on),
        PlanState.LAUNCHED: come(one.launched_on),
        PlanState.CLOSED: not one.unfinished
        and come(one.reviewed_on)
        and one.launched_on is not None
        and one.launched_on <= one.reviewed_on,
    }[to]


@given(standings | nearly, states, states, reasons)
def test_a_move_is_allowed_exactly_when_the_rules_written_apart_allow_it(standing, state, to, why):
    order = list(PlanState)
    step = order.index(to) - order.index(state)
    if step < 0:
        expected = to in TRANSITIONS[state] and why.strip() != ""
    else:
        expected = step == 1 and bool(forward_allowed(standing, to))
    assert can_move(standing, state, to, why) == expected


def refusal(standing, state, to, why):
    """Give the error with which a move is refused, or nothing when it is let through."""
    try:
        check_move(standing, state, to, why)
    except MoveRefused as refused:
        return refused
    return None


@given(standings | nearly, states, states, reasons)
def test_can_move_says_no_exactly_when_check_move_refuses_with_sentences(standing, state, to, why):
    refused = refusal(standing, state, to, why)
    assert can_move(standing, state, to, why) == (refused is None)
    if refused is not None:
        assert refused.sentences
        assert str(refused).splitlines() == [sentence.text() for sentence in refused.sentences]


@given(standings, states, st.text(min_size=1).filter(str.strip))
def test_no_move_loses_its_reason(standing, state, why):
    for to in TRANSITIONS[state]:
        if goes_back(state, to):
            assert check_move(standing, state, to, why).why == why.strip()
            assert not can_move(standing, state, to)


@given(standings | nearly, states)
def test_the_ways_of_a_page_promise_neither_too_much_nor_too_little(standing, state):
    for way in ways(standing, state):
        assert can_move(standing, state, way.to, "A reason.") == (way.unmet == ())
        assert can_move(standing, state, way.to) == (way.unmet == () and not way.needs_reason)


@given(standings, states, states)
def test_every_sentence_is_filled_in_and_has_a_code(standing, state, to):
    for sentence in unmet(standing, state, to):
        assert "{" not in sentence.text()
        assert sentence.code


def reachable(start):
    """Give every state a plan in order can come to, by trying every move."""
    found, new = set(), {start}
    while new:
        found |= new
        new = {to for state in new for to in PlanState if can_move(create_standing(), state, to, "A reason.")} - found
    return found


@pytest.mark.parametrize("start", list(PlanState))
def test_every_state_can_be_reached_from_a_draft_and_the_end_from_everywhere(start):
    assert start in reachable(PlanState.DRAFT)
    assert PlanState.CLOSED in reachable(start)


@pytest.mark.parametrize("start", [PlanState.LAUNCHED, PlanState.CLOSED])
def test_a_launched_plan_comes_back_to_a_draft_only_by_taking_its_launch_back(start):
    assert not any(can_move(create_standing(), start, to, "A reason.") for to in list(PlanState)[:4])


@pytest.mark.parametrize(("state", "wanted"), list(product(PlanState, Editing)))
def test_can_edit_says_no_exactly_when_check_editing_refuses(state, wanted):
    allowed = {Editing.ALL: set(Editing), Editing.PROGRESS: {Editing.PROGRESS, Editing.NOTHING}}
    expected = wanted in allowed.get(editable(state), {Editing.NOTHING})
    assert can_edit(state, wanted) == expected
    if not expected:
        with pytest.raises(EditRefused):
            check_editing(state, wanted)
