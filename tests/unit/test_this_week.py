"""What to do this week: few things, the most urgent first, each with a role and a page."""

from opennaphs.domain.cycle import StageRecord, StageState
from opennaphs.domain.cycle_stages import Stage, StageRole
from opennaphs.domain.cycle_tasks import STAGE_PAGES, TASK_TEXTS, Page, TaskCode, this_week
from opennaphs.domain.plan_states import PlanState
from tests.cycle_facts import TODAY, create_facts, create_first_day, days_ago

ALL_DONE = {stage: StageRecord(StageState.DONE) for stage in Stage}


def tasks(recorded=ALL_DONE, **changes):
    return this_week(create_facts(**changes), recorded, TODAY)


def codes(recorded=ALL_DONE, **changes):
    return [str(task.code) for task in tasks(recorded, **changes)]


def test_when_all_is_in_order_there_is_nothing_to_do():
    assert tasks() == ()


def test_a_country_that_has_just_signed_in_is_told_its_first_two_steps():
    found = this_week(create_first_day(), {}, TODAY)
    assert [(task.stage, task.page) for task in found] == [
        (Stage.ASSESS, Page.ASSESSMENTS),
        (Stage.SECRETARIAT, Page.ROSTER),
    ]
    assert found[0].sentence.text() == "Assess: Import the latest SPAR or JEE levels."


def test_what_people_wait_for_comes_before_what_is_incomplete():
    found = codes(
        plan=PlanState.IN_REVIEW,
        review_open=True,
        areas_not_signed_off=4,
        action_items_overdue=2,
        activities_without_owner=3,
        comments_open=8,
    )
    assert found[:4] == ["action-items", "sign-off", "comments", "no-owner"]


def test_never_more_than_seven_and_the_least_urgent_fall_off():
    found = codes(
        {},
        action_items_overdue=1,
        activities_late=2,
        activities_silent=3,
        recommendations_overdue=4,
        last_review=None,
        comments_open=5,
        activities_uncosted=6,
        activities_without_owner=7,
    )
    assert len(found) == 7
    assert found[0] == "action-items"
    assert "uncosted" not in found


def test_a_finished_round_waits_to_be_closed():
    assert "close-round" in codes(review_open=True, areas_not_signed_off=0)
    assert "close-round" not in codes(review_open=True, areas_not_signed_off=1)
    assert "close-round" not in codes(review_open=False)


def test_each_task_is_given_to_the_role_that_does_it():
    found = tasks(review_open=True, areas_not_signed_off=2, activities_without_owner=1)
    assert {task.code: task.role for task in found}[TaskCode.SIGN_OFF] is StageRole.MEMBER
    assert {task.code: task.role for task in found}[TaskCode.NO_OWNER] is StageRole.TECHNICAL_LEAD


def test_reviews_are_asked_for_only_of_a_launched_plan():
    assert codes(last_review=days_ago(93)) == ["review-due", "in-doubt"]
    assert "review-due" not in codes(last_review=days_ago(93), plan=PlanState.ENDORSED)


def test_a_stage_the_facts_show_done_waits_to_be_recorded():
    (task, *_) = tasks({stage: record for stage, record in ALL_DONE.items() if stage is not Stage.COST})
    assert (task.code, task.stage, task.page, task.role) == (
        TaskCode.RECORD,
        Stage.COST,
        Page.CYCLE,
        StageRole.FINANCE,
    )


def test_a_stage_recorded_as_done_against_the_facts_is_named():
    found = tasks(roster=2)
    assert [task.code for task in found] == [TaskCode.IN_DOUBT]
    assert "People in the secretariat: 2" in found[0].sentence.text()


def test_nothing_is_asked_of_a_skipped_stage_save_what_a_meeting_agreed_on():
    skipped = ALL_DONE | {
        Stage.STAKEHOLDERS: StageRecord(StageState.SKIPPED, "Done last year."),
        Stage.SECRETARIAT: StageRecord(StageState.SKIPPED, "The department does it."),
    }
    assert codes(skipped, stakeholders=0, roster=0, action_items_overdue=1) == ["action-items"]


def test_a_stage_with_its_next_step_gets_no_second_task_saying_the_same():
    open_cost = {stage: record for stage, record in ALL_DONE.items() if stage is not Stage.COST}
    assert codes(open_cost, activities_uncosted=9) == ["next-step"]


def test_an_old_assessment_is_asked_for_again():
    assert "assess-again" in codes(latest_assessment=days_ago(366))
    assert "assess-again" not in codes(latest_assessment=days_ago(365))


def test_every_task_has_a_text_and_every_stage_a_page():
    assert set(TASK_TEXTS) == set(TaskCode)
    assert set(STAGE_PAGES) == set(Stage)


def test_tasks_are_translated_with_the_words_in_them():
    (first, *_) = this_week(create_first_day(), {}, TODAY)
    french = {"Assess": "Évaluer", "{title}: {step}": "{title} : {step}"}
    assert first.sentence.text(lambda text: french.get(text, text)).startswith("Évaluer : ")
