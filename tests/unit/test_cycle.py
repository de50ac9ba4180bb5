"""The twelve stages on the home page: what people recorded beside what the facts say."""

import pytest

from opennaphs.domain import cycle, cycle_stages
from opennaphs.domain.cycle import StageRecord, StageState, suggest
from opennaphs.domain.cycle_stages import STAGES, Stage, stage_texts
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_states import PlanState
from tests.cycle_facts import TODAY, create_facts, create_first_day, days_ago


def read(stage, **changes):
    return {view.stage: view.reading for view in suggest(create_facts(**changes), {}, TODAY)}[Stage(stage)]


def test_on_the_first_day_no_stage_is_begun():
    views = suggest(create_first_day(), {}, TODAY)
    assert [view.stage for view in views] == list(Stage)
    assert {view.reading.state for view in views} == {StageState.NOT_STARTED}


def test_a_country_in_order_has_every_stage_done():
    assert {view.reading.state for view in suggest(create_facts(), {}, TODAY)} == {StageState.DONE}


@pytest.mark.parametrize(
    ("stage", "changes", "said"),
    [
        ("assess", {"latest_assessment": days_ago(366)}, "Assessments: 2, the latest of 2025-03-01"),
        ("assess", {"recommendations": 0}, "recommendations: 0"),
        ("secretariat", {"roster": 3}, "People in the secretariat: 3; 4 or more carry the work."),
        ("desk review", {"recommendations": 0}, "Documents filed: 4; recommendations: 0."),
        ("stakeholders", {"sectors_missing": 2}, "sectors without any: 2"),
        ("priorities", {"activities_unrated": 9}, "Activities: 70, unrated 9"),
        ("priorities", {"activities": 0}, "Activities: 0, unrated 0"),
        ("activities", {"recommendations_unanswered": 8}, "unanswered recommendations: 8"),
        ("cost", {"activities_uncosted": 12}, "Activities without a cost: 12 of 70."),
        ("resources", {"activities_without_money": 40}, "activities without money: 40"),
        ("validate", {"plan": PlanState.COSTED, "comments_open": 5}, "Open comments: 5"),
        ("endorse", {"plan": PlanState.VALIDATED}, "waits for endorsement"),
        ("launch", {"plan": PlanState.ENDORSED}, "waits for its launch"),
        ("review", {"activities_late": 1}, "Activities late: 1"),
        ("review", {"last_review": None}, "last review: none yet"),
        ("review", {"last_review": days_ago(93)}, "last review: 2025-11-29"),
    ],
)
def test_what_is_missing_keeps_a_stage_in_progress(stage, changes, said):
    reading = read(stage, **changes)
    assert reading.state is StageState.IN_PROGRESS
    assert said in reading.finding.text()


@pytest.mark.parametrize(
    ("stage", "changes"),
    [
        ("validate", {"plan": PlanState.IN_REVIEW}),
        ("endorse", {"plan": PlanState.COSTED}),
        ("launch", {"plan": PlanState.VALIDATED}),
        ("review", {"plan": PlanState.ENDORSED}),
        ("priorities", {"plan": None, "activities": 0}),
        ("cost", {"activities_uncosted": 70}),
        ("resources", {"funding_sources": 0}),
    ],
)
def test_a_stage_is_not_begun_before_the_one_it_rests_on(stage, changes):
    assert read(stage, **changes).state is StageState.NOT_STARTED


def test_a_closed_plan_needs_no_further_review():
    assert read("review", plan=PlanState.CLOSED, last_review=days_ago(400)).state is StageState.DONE


def test_the_days_on_the_border_still_count():
    assert read("assess", latest_assessment=days_ago(365)).state is StageState.DONE
    assert read("review", last_review=days_ago(92)).state is StageState.DONE


def test_the_facts_do_not_overrule_what_people_recorded():
    recorded = {Stage.COST: StageRecord(StageState.DONE)}
    view = {view.stage: view for view in suggest(create_facts(activities_uncosted=4), recorded, TODAY)}[Stage.COST]
    assert (view.record.state, view.reading.state) == (StageState.DONE, StageState.IN_PROGRESS)
    assert view.in_doubt


@pytest.mark.parametrize("why", ["", "   "])
def test_no_stage_is_skipped_without_a_reason(why):
    with pytest.raises(NaphsError, match="Say why"):
        StageRecord(StageState.SKIPPED, why)


def test_every_stage_has_guidance_that_says_what_to_do_and_where_its_fact_is_from():
    assert list(STAGES) == list(Stage)
    for info in STAGES.values():
        assert info.title
        assert 3 <= len(info.steps) <= 5
        assert all(text.endswith((".", "?")) for text in (info.purpose, info.evidence, info.fact, *info.steps))
        assert info.source
        assert info.usual_weeks > 0


def test_the_way_to_the_launch_takes_about_ten_months():
    weeks = sum(info.usual_weeks for info in STAGES.values() if info.stage is not Stage.REVIEW)
    assert 39 <= weeks <= 48


def test_every_sentence_of_every_stage_can_be_filled_in():
    empty, full = create_first_day(), create_facts()
    for facts in (empty, full):
        values = cycle._values(facts)
        for texts in cycle.TEXTS.values():
            assert len(texts) == 6
            assert all("{" not in text.format(**values) for text in texts)


def test_every_text_of_the_guidance_is_offered_for_translation():
    texts = set(stage_texts())
    assert STAGES[Stage.COST].steps[0] in texts
    assert {str(role) for role in cycle_stages.StageRole} <= texts
