"""Whatever the register and the activities: every recommendation is counted once, and what is late is really late."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.recommendations import (
    Answer,
    AnsweringActivity,
    Origin,
    Recommendation,
    RecommendationState,
    answer_coverage,
    overdue,
)
from tests.cycle_facts import TODAY

NAMES = [f"R{number}" for number in range(8)]
days = st.none() | st.integers(-3, 3).map(lambda number: TODAY + timedelta(days=number))
rows = st.tuples(st.sampled_from(Origin), st.sampled_from(["", "D1", "P1"]), days, st.sampled_from(RecommendationState))
registers = st.lists(rows, max_size=7).map(
    lambda found: [
        Recommendation(name, "Do it.", origin, area, "", due, state, "A reason.")
        for name, (origin, area, due, state) in zip(NAMES, found, strict=False)
    ]
)
plans = st.lists(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), max_size=6).map(
    lambda found: [AnsweringActivity(f"A{number}", "D1", tuple(names)) for number, names in enumerate(found)]
)


@given(registers, plans)
def test_the_three_answers_part_the_register(register, activities):
    found = answer_coverage(register, activities)
    parts = [found.those(answer) for answer in Answer]
    assert sorted(name for part in parts for name in part) == [one.id for one in register]
    assert sum(count.all for count in found.by_area.values()) == len(register)
    assert sum(count.all for count in found.by_origin.values()) == len(register)


@given(registers, plans)
def test_unanswered_is_what_no_activity_names_and_nobody_settled(register, activities):
    found = answer_coverage(register, activities)
    for one in register:
        links = [activity for activity in activities if one.id in activity.answers]
        settled = one.state in (RecommendationState.DONE, RecommendationState.REJECTED)
        assert (found.answers[one.id] is Answer.UNANSWERED) == (not links and not settled)
        assert (found.answers[one.id] is Answer.ANSWERED) == bool(links)


@given(registers, plans)
def test_an_activity_is_without_recommendation_exactly_when_the_register_holds_none_it_names(register, activities):
    found = answer_coverage(register, activities)
    held = {one.id for one in register}
    assert set(found.activities_without) == {one.id for one in activities if held.isdisjoint(one.answers)}


@given(registers, plans)
def test_every_name_the_register_lacks_is_told(register, activities):
    told = [
        one.values["count"] for one in answer_coverage(register, activities).findings if one.code == "unknown-named"
    ]
    strange = {name for one in activities for name in one.answers} - {one.id for one in register}
    assert told == ([len(strange)] if strange else [])


@given(registers)
def test_late_ones_come_oldest_first_and_one_day_later_none_is_gone(register):
    late = overdue(register, TODAY)
    assert [one.due for one in late] == sorted(one.due for one in late)
    assert all(one.due < TODAY for one in late)
    assert set(late) <= set(overdue(register, TODAY + timedelta(days=1)))
