"""What a team says about an activity: impossible things are refused in a sentence."""

import json
from pathlib import Path

import pytest

import opennaphs
from opennaphs.domain.activity_details import NO_DETAILS, ActivityDetails, ActivityStatus
from opennaphs.domain.errors import NaphsError


def test_nothing_said_is_not_zero():
    assert NO_DETAILS.percent_done is None
    assert NO_DETAILS.impact is None
    assert NO_DETAILS.status is ActivityStatus.NOT_STARTED
    assert ActivityDetails(percent_done=0) != NO_DETAILS


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"starts": "2027-02-30"}, "“2027-02-30” is not a day. Write year, month and day"),
        ({"ends": "31/03/2027"}, "“31/03/2027” is not a day."),
        ({"starts": "20270331"}, "“20270331” is not a day."),
        ({"starts": "2027-04-01", "ends": "2027-03-31"}, "ends on 2027-03-31, before it starts on 2027-04-01"),
        ({"impact": 0}, "The impact of an activity is a whole number from 1 to 5, not 0."),
        ({"feasibility": 6}, "The feasibility of an activity is a whole number from 1 to 5, not 6."),
        ({"risk": True}, "The risk of an activity is a whole number from 1 to 5, not True."),
        ({"percent_done": 101}, "The percent done of an activity is a whole number from 0 to 100, not 101."),
        ({"percent_done": 12.5}, "not 12.5."),
        ({"places": ("Bo", " ")}, "One of the places of an activity is empty."),
        ({"after": ("D1-001", "D1-001")}, "“D1-001” stands twice among the activities that come before an activity."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(said, sentence):
    with pytest.raises(NaphsError) as caught:
        ActivityDetails(**said)
    assert sentence in str(caught.value)


def test_work_of_one_day_starts_and_ends_on_it():
    assert ActivityDetails(starts="2027-04-01", ends="2027-04-01").ends == "2027-04-01"


def test_the_schema_knows_exactly_the_states_of_an_activity():
    path = Path(opennaphs.__file__).parent / "catalogue/schemas/plan.schema.json"
    activity = json.loads(path.read_text())["properties"]["activities"]["items"]["properties"]
    assert set(activity["details"]["properties"]["status"]["enum"]) == {str(one) for one in ActivityStatus}
