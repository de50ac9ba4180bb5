"""The register of recommendations: what the plan answers, what it forgets, and what is late."""

import datetime

import pytest

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.recommendations import (
    ORIGIN_TITLES,
    Answer,
    AnswerCount,
    AnsweringActivity,
    Origin,
    Recommendation,
    RecommendationState,
    answer_coverage,
    overdue,
)
from tests.cycle_facts import TODAY, days_ago

State = RecommendationState


def recommend(name, state=State.OPEN, area="D1", origin=Origin.JEE, due=None):
    why = "Another law already covers it." if state is State.REJECTED else ""
    return Recommendation(name, "Do it.", origin, area, due=due, state=state, why=why)


def activity(name, *answers):
    return AnsweringActivity(name, "D1", answers)


def test_every_origin_has_a_title():
    assert set(ORIGIN_TITLES) == set(Origin)


def test_no_recommendation_is_rejected_without_a_reason():
    with pytest.raises(NaphsError, match="Recommendation R1 is rejected without a reason"):
        Recommendation("R1", "Do it.", Origin.SPAR, state=State.REJECTED, why=" ")


def test_an_activity_answers_what_it_names_whatever_the_state_says():
    found = answer_coverage(
        [recommend("R1"), recommend("R2"), recommend("R3", State.DONE), recommend("R4", State.REJECTED)],
        [activity("A1", "R1")],
    )
    assert found.those(Answer.ANSWERED) == ("R1",)
    assert found.those(Answer.UNANSWERED) == ("R2",)
    assert found.those(Answer.SETTLED) == ("R3", "R4")
    assert found.findings == ()


def test_activities_nobody_recommended_are_listed():
    found = answer_coverage([recommend("R1")], [activity("A1", "R1"), activity("A2"), activity("A3", "R9")])
    assert found.activities_without == ("A2", "A3")


def test_what_people_recorded_and_what_activities_say_may_disagree():
    found = answer_coverage(
        [recommend("R1", State.ANSWERED), recommend("R2", State.REJECTED)], [activity("A1", "R2", "R9")]
    )
    assert {one.code: one.values["names"] for one in found.findings} == {
        "says-answered": "R1",
        "rejected-answered": "R2",
        "unknown-named": "R9",
    }
    assert found.answers == {"R1": Answer.UNANSWERED, "R2": Answer.ANSWERED}


def test_counts_by_area_and_origin():
    register = [recommend("R1"), recommend("R2", area="P1"), recommend("R3", area="", origin=Origin.PVS)]
    found = answer_coverage(register, [activity("A1", "R1"), activity("A2", "R1", "R3")])
    assert found.by_area == {"D1": AnswerCount(1, 0, 0), "P1": AnswerCount(0, 0, 1), "": AnswerCount(1, 0, 0)}
    assert found.by_origin == {Origin.JEE: AnswerCount(1, 0, 1), Origin.PVS: AnswerCount(1, 0, 0)}


def test_late_is_what_is_past_its_day_and_neither_done_nor_rejected():
    register = [
        recommend("today", due=TODAY),
        recommend("yesterday", due=days_ago(1)),
        recommend("long ago", State.IN_PROGRESS, due=days_ago(50)),
        recommend("done", State.DONE, due=days_ago(50)),
        recommend("rejected", State.REJECTED, due=days_ago(50)),
        recommend("no day"),
    ]
    assert [one.id for one in overdue(register, TODAY)] == ["long ago", "yesterday"]
    assert [one.id for one in overdue(register, TODAY + datetime.timedelta(days=1))][-1] == "today"
