"""Moving a plan from state to state: what the person at the keyboard reads when it cannot be done."""

import pytest

from opennaphs.domain.lifecycle import (
    Editing,
    EditRefused,
    MoveRefused,
    PlanState,
    check_editing,
    check_move,
    diagram,
    ways,
)
from tests.cycle_facts import create_standing


def refusal(state, to, why="", **changes):
    with pytest.raises(MoveRefused) as refused:
        check_move(create_standing(**changes), PlanState(state), PlanState(to), why)
    return str(refused.value)


def test_everything_that_is_missing_is_said_at_once_and_by_name():
    said = refusal("draft", "in review", without_owner=("D1-001", "P1-002"), areas_without_lead=("P1",))
    assert said.splitlines() == [
        "Activities without an owner role: 2 (D1-001, P1-002). Name the role that answers for each.",
        "Areas without a technical lead: 1 (P1). Name one, so that somebody can sign off.",
    ]


def test_a_long_list_is_cut_and_the_rest_is_counted():
    many = tuple(f"D1-{number:03d}" for number in range(1, 21))
    said = refusal("draft", "in review", without_owner=many)
    assert "20 (D1-001, D1-002, D1-003, D1-004, D1-005, D1-006 … (+14))" in said


def test_a_plan_does_not_leap():
    assert refusal("draft", "launched") == (
        "A plan that is “draft” cannot become “launched” at once. It can become: “in review”."
    )


def test_exactly_as_many_as_fit_are_listed_without_a_rest():
    six = tuple("ABCDEF")
    assert "6 (A, B, C, D, E, F)." in refusal("draft", "in review", without_owner=six)


def test_a_launched_plan_is_not_rewritten():
    assert "draft the next plan from it" in refusal("launched", "draft", "We want to change it.")


def test_a_closed_plan_stays_as_it_was():
    assert "Carry what is unfinished into the next plan" in refusal("closed", "draft", "We want to change it.")


def test_a_plan_does_not_become_what_it_is():
    assert refusal("costed", "costed", "again") == "The plan is already “costed”."


@pytest.mark.parametrize("why", ["", "  \n"])
def test_going_back_needs_a_reason(why):
    assert refusal("costed", "draft", why).startswith("Say why the plan goes back from “costed” to “draft”")


def test_going_back_with_a_reason_asks_for_nothing_else_and_keeps_the_reason():
    move = check_move(create_standing(activities=0), PlanState.COSTED, PlanState.DRAFT, " Finance disagrees. ")
    assert (move.why, move.back) == ("Finance disagrees.", True)


def test_a_blank_is_nobody():
    assert "Nobody is recorded as having endorsed" in refusal("validated", "endorsed", endorsed_by="  ")


def test_what_changed_after_the_review_is_checked_again_before_validation():
    assert "Activities without a cost: 1 (D1-009)" in refusal("costed", "validated", not_costed=("D1-009",))


def test_the_page_shows_every_way_with_what_stands_against_it():
    found = {way.to: way for way in ways(create_standing(unanswered=("R7",)), PlanState.COSTED)}
    assert [sentence.code for sentence in found[PlanState.VALIDATED].unmet] == ["unanswered"]
    assert (found[PlanState.DRAFT].needs_reason, found[PlanState.DRAFT].unmet) == (True, ())


@pytest.mark.parametrize(
    ("state", "wanted", "said"),
    [
        ("validated", Editing.ALL, "stand as agreed"),
        ("endorsed", Editing.PROGRESS, "Progress is reported once it is launched"),
        ("launched", Editing.ALL, "report progress"),
        ("closed", Editing.PROGRESS, "Carry what is unfinished"),
    ],
)
def test_who_may_not_edit_reads_what_to_do_instead(state, wanted, said):
    with pytest.raises(EditRefused, match=said):
        check_editing(PlanState(state), wanted)


def test_a_refusal_is_translated_with_the_words_in_it():
    french = {
        "The plan is already “{state}”.": "Le plan est déjà « {state} ».",
        "in review": "en examen",
    }
    with pytest.raises(MoveRefused) as refused:
        check_move(create_standing(), PlanState.IN_REVIEW, PlanState.IN_REVIEW)
    assert refused.value.sentences[0].text(lambda text: french.get(text, text)) == "Le plan est déjà « en examen »."


def test_the_diagram_shows_every_move_and_which_need_a_reason():
    lines = [line.strip() for line in diagram().splitlines()]
    assert lines[0] == "stateDiagram-v2"
    assert "draft --> in_review" in lines
    assert "in_review --> draft: with a reason" in lines
    assert 'state "in review" as in_review' in lines
    assert sum("-->" in line for line in lines) == 15 + 2
