"""From a draft to a plan that is carried out"""

import datetime

from opennaphs.domain.lifecycle import (
    TRANSITIONS,
    Editing,
    PlanState,
    can_edit,
    can_move,
    checks_table,
    editable,
    goes_back,
    unmet,
)
from tests.cycle_facts import TODAY, create_standing
from tests.spec.tables import examples


def _names(cell):
    return tuple(cell.split()) if cell != "-" else ()


def _day(cell):
    return None if cell == "-" else TODAY + datetime.timedelta(days=int(cell))


def _codes(standing, state, to):
    return [sentence.code for sentence in unmet(standing, PlanState(state), PlanState(to))] or ["-"]


def test_the_states_of_a_plan():
    """A plan goes forward one state at a time. It goes back to the states named here, and only with a reason. A
    launched plan is not rewritten: it is closed, and the next one is drafted from it.

    | a plan that is | goes forward to | goes back to       |
    | -------------- | --------------- | ------------------ |
    | draft          | in review       | -                  |
    | in review      | costed          | draft              |
    | costed         | validated       | in review, draft   |
    | validated      | endorsed        | costed, draft      |
    | endorsed       | launched        | validated, draft   |
    | launched       | closed          | endorsed           |
    | closed         | -               | launched           |
    """
    rows = list(examples(test_the_states_of_a_plan))
    assert [row["a plan that is"] for row in rows] == [str(state) for state in TRANSITIONS]
    for row in rows:
        state = PlanState(row["a plan that is"])
        forward = [str(to) for to in TRANSITIONS[state] if not goes_back(state, to)]
        back = [str(to) for to in TRANSITIONS[state] if goes_back(state, to)]
        assert [", ".join(forward) or "-", ", ".join(back) or "-"] == [row["goes forward to"], row["goes back to"]]
        assert all(can_move(create_standing(), state, to, "The minister asked for it.") for to in TRANSITIONS[state])


def test_what_may_be_edited():
    """Up to “costed” everything may be edited. From “validated” on the activities stand as agreed; once the plan is
    launched their progress is reported.

    | state     | activities | progress |
    | --------- | ---------- | -------- |
    | draft     | yes        | yes      |
    | in review | yes        | yes      |
    | costed    | yes        | yes      |
    | validated | no         | no       |
    | endorsed  | no         | no       |
    | launched  | no         | yes      |
    | closed    | no         | no       |
    """
    rows = {row["state"]: row for row in examples(test_what_may_be_edited)}
    assert list(rows) == [str(state) for state in PlanState]
    for name, row in rows.items():
        state = PlanState(name)
        assert can_edit(state, Editing.ALL) == (row["activities"] == "yes")
        assert can_edit(state, Editing.PROGRESS) == (row["progress"] == "yes")
        assert (editable(state) is Editing.NOTHING) == (row["activities"] == row["progress"] == "no")


def test_what_has_to_hold_before_a_state_is_entered():
    """Up to “validated”, what was checked before is checked again, because the plan may still be edited. Here it is
    said where a check comes in for the first time.

    | check           | first asked before |
    | --------------- | ------------------ |
    | no-activities   | in review          |
    | no-owner        | in review          |
    | no-lead         | in review          |
    | no-target       | in review          |
    | review-open     | costed             |
    | areas-refused   | costed             |
    | not-signed-off  | costed             |
    | not-costed      | costed             |
    | unanswered      | validated          |
    | not-validated   | validated          |
    | not-endorsed    | endorsed           |
    | endorsed-when   | endorsed           |
    | not-launched    | launched           |
    | unfinished      | closed             |
    | not-reviewed    | closed             |
    """
    first = {}
    for _, to, rule in checks_table():
        first.setdefault(rule.code, str(to))
    rows = examples(test_what_has_to_hold_before_a_state_is_entered)
    assert first == {row["check"]: row["first asked before"] for row in rows}


def test_from_draft_to_review():
    """A plan can be reviewed when it has activities, each with the role that answers for it, when every area has
    somebody who can sign off, and when every indicator has a target or a reason for having none.

    | activities | without owner | areas without lead | goals without target | against it                 |
    | ---------- | ------------- | ------------------ | -------------------- | -------------------------- |
    | 3          | -             | -                  | -                    | -                          |
    | 0          | -             | -                  | -                    | no-activities              |
    | 3          | D1-001        | -                  | -                    | no-owner                   |
    | 3          | D1-001 D1-002 | D1                 | D1.1                 | no-owner no-lead no-target |
    """
    for row in examples(test_from_draft_to_review):
        standing = create_standing(
            activities=int(row["activities"]),
            without_owner=_names(row["without owner"]),
            areas_without_lead=_names(row["areas without lead"]),
            goals_without_target=_names(row["goals without target"]),
        )
        assert _codes(standing, "draft", "in review") == row["against it"].split(), row


def test_from_review_to_costed():
    """The review round is closed, every area of the plan (here D1 and P1) signed off, and every activity has a cost or
    a reason for having none. An area that refused is named once.

    | round  | signed off | refused | not costed | against it                |
    | ------ | ---------- | ------- | ---------- | ------------------------- |
    | closed | D1 P1      | -       | -          | -                         |
    | open   | D1 P1      | -       | -          | review-open               |
    | closed | D1         | -       | -          | not-signed-off            |
    | closed | D1         | P1      | -          | areas-refused             |
    | closed | D1 P1 R1   | -       | D1-002     | not-costed                |
    | open   | -          | D1      | -          | review-open areas-refused not-signed-off |
    """
    for row in examples(test_from_review_to_costed):
        standing = create_standing(
            review_open=row["round"] == "open",
            areas_signed_off=_names(row["signed off"]),
            areas_refused=_names(row["refused"]),
            not_costed=_names(row["not costed"]),
        )
        assert _codes(standing, "in review", "costed") == row["against it"].split(), row


def test_days_that_have_to_come():
    """A validation, an endorsement or a launch counts from its day on, not when it is announced. Days are counted from
    today; the last review has to be on or after the day of the launch.

    | to        | its day | last review | against it    |
    | --------- | ------- | ----------- | ------------- |
    | validated | 0       | -           | -             |
    | validated | 1       | -           | not-validated |
    | validated | -       | -           | not-validated |
    | endorsed  | -3      | -           | -             |
    | endorsed  | 7       | -           | endorsed-when |
    | launched  | 0       | -           | -             |
    | launched  | 1       | -           | not-launched  |
    | closed    | -300    | -10         | -             |
    | closed    | -300    | -300        | -             |
    | closed    | -300    | -301        | not-reviewed  |
    | closed    | -300    | -           | not-reviewed  |
    | closed    | -300    | 1           | not-reviewed  |
    """
    fields = {"validated": "validated_on", "endorsed": "endorsed_on", "launched": "launched_on"}
    states = [str(state) for state in PlanState]
    for row in examples(test_days_that_have_to_come):
        field = fields.get(row["to"], "launched_on")
        standing = create_standing(**{field: _day(row["its day"]), "reviewed_on": _day(row["last review"])})
        before = states[states.index(row["to"]) - 1]
        assert _codes(standing, before, row["to"]) == [row["against it"]], row
