"""What a team says about an activity, whatever it says: nothing is lost on the way to a file and back."""

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.yaml_files import fits_schema
from opennaphs.domain.activity_details import NO_DETAILS, ActivityDetails, ActivityStatus
from opennaphs.domain.plan_document import activity_document, activity_of, document
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.plan_file import SCHEMA, parse_plan
from tests.factories import create_costed_plan

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(date.isoformat)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)
RATINGS = st.none() | st.integers(1, 5)


def _unique(texts):
    return st.lists(texts, max_size=3, unique=True).map(tuple)


@st.composite
def details(draw):
    starts, ends = sorted([draw(DAYS), draw(DAYS)])
    return ActivityDetails(
        starts=draw(st.sampled_from([None, starts])),
        ends=draw(st.sampled_from([None, ends])),
        places=draw(_unique(TEXTS)),
        after=draw(_unique(TEXTS)),
        serves=draw(_unique(TEXTS)),
        impact=draw(RATINGS),
        feasibility=draw(RATINGS),
        risk=draw(RATINGS),
        status=draw(st.sampled_from(ActivityStatus)),
        percent_done=draw(st.none() | st.integers(0, 100)),
        indicators=draw(_unique(TEXTS)),
    )


@given(st.lists(details(), min_size=3, max_size=3))
def test_details_come_back_from_a_plan_document_as_they_were(said):
    plan = create_costed_plan()
    told = [replace(one, details=each) for one, each in zip(plan.activities, said, strict=True)]
    plan = replace(plan, activities=tuple(told))
    assert fits_schema(json.loads(render_plan(plan)), SCHEMA)
    assert parse_plan(render_plan(plan), "x.naphs.json") == plan


@given(details())
def test_an_activity_comes_back_alone_as_it_was(said):
    activity = replace(create_costed_plan().activities[0], details=said)
    assert activity_of(json.loads(json.dumps(activity_document(activity)))) == activity


def test_a_document_names_details_only_where_somebody_gave_some():
    plan = create_costed_plan()
    first = replace(plan.activities[0], details=replace(NO_DETAILS, percent_done=0))
    written = document(replace(plan, activities=(first, *plan.activities[1:])))["activities"]
    assert ["details" in one for one in written] == [True, False, False]
