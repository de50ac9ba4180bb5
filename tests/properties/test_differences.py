"""What changed between two documents, whatever they hold: every change can be made, unmade, written down and read."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.differences import (
    MISSING,
    Difference,
    apply,
    difference_document,
    difference_of,
    differences,
    revert,
    same,
)
from opennaphs.domain.errors import NaphsError

KEYS = st.sampled_from(["a", "b", "", "a/b", "m~n", "~1", "0"])
LEAVES = st.sampled_from([None, True, False, 0, 1, 1.0, "", "x", "1"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=4)


def _exact(value):
    return json.dumps(value, sort_keys=True)


@given(VALUES, VALUES)
def test_changes_lead_from_one_document_to_the_other_and_back(before, after):
    found = differences(before, after)
    assert _exact(apply(before, found)) == _exact(after)
    assert _exact(revert(after, found)) == _exact(before)


@given(VALUES, VALUES)
def test_there_is_a_change_exactly_where_the_texts_differ(before, after):
    assert (differences(before, after) == ()) == (_exact(before) == _exact(after)) == same(before, after)


@given(DOCUMENTS, DOCUMENTS)
def test_the_documents_given_stay_as_they_are(before, after):
    first, second = deepcopy(before), deepcopy(after)
    apply(before, differences(before, after))
    revert(after, differences(before, after))
    assert (_exact(before), _exact(after)) == (_exact(first), _exact(second))


@given(DOCUMENTS, DOCUMENTS)
def test_changes_written_down_as_json_read_back_the_same(before, after):
    found = differences(before, after)
    again = tuple(difference_of(json.loads(json.dumps(difference_document(one)))) for one in found)
    assert _exact(apply(before, again)) == _exact(after)
    assert [one.before is MISSING for one in again] == [one.before is MISSING for one in found]


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_changes_are_refused_or_made_never_half_made(before, after, other):
    found = differences(before, after)
    untouched = deepcopy(other)
    try:
        changed = apply(other, found)
    except NaphsError:
        assert _exact(other) == _exact(untouched)
    else:
        assert _exact(revert(changed, found)) == _exact(other)


def test_a_key_that_is_missing_is_not_a_key_that_is_null():
    (found,) = differences({}, {"risk": None})
    assert found == Difference("/risk", MISSING, None)
    assert difference_document(found) == {"path": "/risk", "after": None}
    assert differences({"risk": None}, {"risk": None}) == ()


def test_a_list_of_words_is_one_value_and_a_list_of_lines_is_compared_line_by_line():
    assert differences({"places": ["Bo"]}, {"places": ["Bo", "Kenema"]}) == (
        Difference("/places", ["Bo"], ["Bo", "Kenema"]),
    )
    lines = {"lines": [{"unit": "day", "price": "1"}, {"unit": "day", "price": "2"}]}
    dearer = {"lines": [{"unit": "day", "price": "1"}, {"unit": "day", "price": "3"}]}
    assert differences(lines, dearer) == (Difference("/lines/1/price", "2", "3"),)


@pytest.mark.parametrize(
    ("document", "change"),
    [
        ({"owner": "C"}, Difference("/owner", "A", "B")),
        ({}, Difference("/details/starts", MISSING, "2027-01-01")),
        ({"details": None}, Difference("/details/starts", MISSING, "2027-01-01")),
        ({"lines": []}, Difference("/lines/0", MISSING, {})),
        ({"lines": [{}]}, Difference("/lines/0", {}, MISSING)),
        ({"lines": [{}]}, Difference("/lines/x", {}, {"a": 1})),
    ],
)
def test_a_change_made_against_something_else_is_refused_in_a_sentence(document, change):
    with pytest.raises(NaphsError, match="was changed again since"):
        apply(document, [change])
