"""Two people change one activity: nothing either of them wrote is ever lost, and only what must be asked is asked."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opennaphs.domain.activity_details import NO_DETAILS
from opennaphs.domain.costing import ActivityCost, CostState
from opennaphs.domain.differences import MISSING, same
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.merging import NESTED, Conflict, Merged, merge_activity, resolve
from opennaphs.domain.plan_document import activity_document, activity_of
from tests.factories import create_costed_plan

ACTIVITY = create_costed_plan().activities[0]
EMBEDDED = ActivityCost(CostState.EMBEDDED, "the laboratory plan pays")
TEXTS = st.sampled_from(["Train.", "Train all.", "Buy."])
DAYS = [None, "2027-01-01", "2027-02-01", "2027-03-01"]


@st.composite
def versions(draw):
    starts, ends = draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))
    assume(not (starts and ends and ends < starts))
    details = replace(
        NO_DETAILS, starts=starts, ends=ends, risk=draw(st.sampled_from([None, 1, 5])), places=draw(_places())
    )
    activity = replace(
        ACTIVITY,
        first_year=draw(st.sampled_from([2027, 2028])),
        owner=draw(st.sampled_from([None, "Director", ""])),
        cost=draw(st.sampled_from([ACTIVITY.cost, EMBEDDED])),
        notes=draw(st.dictionaries(st.sampled_from(["Comments1", "Related. plans", ""]), TEXTS)),
        action=replace(ACTIVITY.action, text=draw(TEXTS)),
        details=draw(st.sampled_from([NO_DETAILS, details])),
    )
    return activity_document(activity)


def _places():
    return st.sampled_from([(), ("Bo",), ("Bo", "Kenema")])


def _flat(document):
    """Every field of a document by its own path, written another way than the merge does."""
    whole = activity_document(replace(activity_of(document), details=replace(NO_DETAILS, percent_done=0)))
    details = document.get("details") or dict(whole["details"], percent_done=None)
    flat = {(key,): value for key, value in document.items() if key not in NESTED}
    flat |= {("details", key): value for key, value in details.items()}
    return flat | {("notes", key): value for key, value in document["notes"].items()}


def _changed(before, after):
    one, other = _flat(before), _flat(after)
    return {
        path: other.get(path, MISSING)
        for path in one.keys() | other.keys()
        if not same(one.get(path, MISSING), other.get(path, MISSING))
    }


@given(versions(), versions())
def test_when_one_side_changed_nothing_the_other_side_wins(base, changed):
    assert merge_activity(base, changed, base) == Merged(changed, ())
    assert merge_activity(base, base, changed) == Merged(changed, ())


@given(versions(), versions())
def test_the_same_change_on_both_sides_is_no_conflict(base, changed):
    assert merge_activity(base, changed, changed) == Merged(changed, ())


@given(versions(), versions(), versions())
def test_swapping_the_sides_changes_nothing_but_their_names(base, mine, theirs):
    one, other = merge_activity(base, mine, theirs), merge_activity(base, theirs, mine)
    assert one.document == other.document
    assert one.conflicts == tuple(Conflict(c.field, c.base, c.theirs, c.mine) for c in other.conflicts)


@given(versions(), versions(), versions())
def test_every_change_is_in_the_result_or_in_a_conflict(base, mine, theirs):
    merged = merge_activity(base, mine, theirs)
    result, open_fields = _flat(merged.document), {one.field: one for one in merged.conflicts}
    for side, edited in (("mine", mine), ("theirs", theirs)):
        for path, value in _changed(base, edited).items():
            conflict = open_fields.get(".".join(path))
            kept = getattr(conflict, side) if conflict else result.get(path, MISSING)
            assert same(kept, value), path


@given(versions(), versions(), versions())
def test_nothing_nobody_changed_is_changed(base, mine, theirs):
    merged = merge_activity(base, mine, theirs)
    touched = _changed(base, mine).keys() | _changed(base, theirs).keys()
    assert _changed(base, merged.document).keys() <= touched
    assert {one.field for one in merged.conflicts} <= {".".join(path) for path in touched}


@given(versions(), versions(), versions())
def test_what_is_merged_is_always_a_possible_activity(base, mine, theirs):
    merged = merge_activity(base, mine, theirs)
    assert activity_document(activity_of(merged.document)) == merged.document


@given(versions(), versions(), versions(), st.sampled_from(["mine", "theirs"]))
def test_deciding_every_conflict_for_one_side_keeps_all_that_side_changed(base, mine, theirs, side):
    merged = merge_activity(base, mine, theirs)
    try:
        document = resolve(merged, {one.field: side for one in merged.conflicts})
    except NaphsError as error:
        assert "before it starts" in str(error)  # noqa: PT017 - days of both sides that cannot stand together
        return
    result = _flat(document)
    for path, value in _changed(base, mine if side == "mine" else theirs).items():
        assert same(result.get(path, MISSING), value)


def _edited(**details):
    return activity_document(replace(ACTIVITY, details=replace(NO_DETAILS, **details)))


def test_days_of_two_people_that_cannot_stand_together_are_asked_about():
    base = _edited(starts="2027-01-01", ends="2027-12-31")
    merged = merge_activity(
        base, _edited(starts="2027-09-01", ends="2027-12-31"), _edited(starts="2027-01-01", ends="2027-03-31")
    )
    assert [one.field for one in merged.conflicts] == ["details.starts", "details.ends"]
    assert merged.document == base


def test_a_moved_year_and_a_changed_cost_are_decided_alike():
    base = activity_document(ACTIVITY)
    moved, cheaper = (
        activity_document(replace(ACTIVITY, first_year=2028)),
        activity_document(replace(ACTIVITY, cost=EMBEDDED)),
    )
    merged = merge_activity(base, moved, cheaper)
    assert [one.field for one in merged.conflicts] == ["first_year", "cost"]
    with pytest.raises(NaphsError, match="Take both from the same side"):
        resolve(merged, {"first_year": "mine", "cost": "theirs"})
    assert resolve(merged, {"first_year": "theirs", "cost": "theirs"}) == cheaper


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, "Nobody has decided owner yet."),
        ({"owner": "his"}, "Nobody has decided owner yet."),
        ({"owner": "mine", "text": "mine"}, "text is not in conflict"),
    ],
)
def test_a_conflict_is_decided_by_a_person_and_by_nobody_else(choices, said):
    base, mine, theirs = (activity_document(replace(ACTIVITY, owner=owner)) for owner in (None, "A", "B"))
    with pytest.raises(NaphsError, match=said):
        resolve(merge_activity(base, mine, theirs), choices)
