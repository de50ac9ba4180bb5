"""What to do this week: the few most urgent things the facts ask for, each with who should do it and where."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.cycle import (
    ASSESSED_WITHIN_DAYS,
    REVIEWED_WITHIN_DAYS,
    CycleFacts,
    StageRecord,
    StageState,
    StageView,
    suggest,
    within,
)
from opennaphs.domain.cycle_stages import STAGES, Stage, StageRole
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sentences import Sentence, Value

MOST_TASKS = 7
STAGES_AHEAD = 2


class Page(StrEnum):
    """A page a task leads to; the web knows its address."""

    CYCLE = "cycle"
    ASSESSMENTS = "assessments"
    ROSTER = "roster"
    DOCUMENTS = "documents"
    STAKEHOLDERS = "stakeholders"
    RECOMMENDATIONS = "recommendations"
    PRIORITIES = "plan-priorities"
    ACTIVITIES = "plan-activities"
    COSTS = "plan-costs"
    FUNDING = "plan-funding"
    REVIEW = "plan-review"
    STATE = "plan-state"
    PROGRESS = "plan-progress"
    COMMENTS = "plan-comments"
    ACTION_ITEMS = "action-items"
    MEETINGS = "meetings"


STAGE_PAGES: Mapping[Stage, Page] = {
    Stage.ASSESS: Page.ASSESSMENTS,
    Stage.SECRETARIAT: Page.ROSTER,
    Stage.DESK_REVIEW: Page.DOCUMENTS,
    Stage.STAKEHOLDERS: Page.STAKEHOLDERS,
    Stage.PRIORITIES: Page.PRIORITIES,
    Stage.ACTIVITIES: Page.ACTIVITIES,
    Stage.COST: Page.COSTS,
    Stage.RESOURCES: Page.FUNDING,
    Stage.VALIDATE: Page.STATE,
    Stage.ENDORSE: Page.STATE,
    Stage.LAUNCH: Page.STATE,
    Stage.REVIEW: Page.PROGRESS,
}


class TaskCode(StrEnum):
    """What a task is about, in the order of urgency."""

    ACTION_ITEMS = "action-items"
    SIGN_OFF = "sign-off"
    CLOSE_ROUND = "close-round"
    LATE = "late"
    RECOMMENDATIONS_LATE = "recommendations-late"
    REVIEW_DUE = "review-due"
    SILENT = "silent"
    COMMENTS = "comments"
    NEXT_STEP = "next-step"
    RECORD = "record"
    NO_OWNER = "no-owner"
    RECOMMENDATION_OWNER = "recommendation-owner"
    UNCOSTED = "uncosted"
    ASSESS_AGAIN = "assess-again"
    IN_DOUBT = "in-doubt"


TASK_TEXTS: Mapping[TaskCode, str] = {
    TaskCode.ACTION_ITEMS: "Overdue action items of meetings: {count}. Ask their owners.",
    TaskCode.SIGN_OFF: "The review round is open: areas still to sign off: {count}. Call their technical leads.",
    TaskCode.CLOSE_ROUND: "Every area has answered in the review round. Close it.",
    TaskCode.LATE: "Activities past their end and not completed: {count}. Find out what blocks them.",
    TaskCode.RECOMMENDATIONS_LATE: "Recommendations whose day has passed: {count}. Ask their owners.",
    TaskCode.REVIEW_DUE: "No review of the plan in the last three months. Set its day and invite the areas.",
    TaskCode.SILENT: "Activities without an update for a month: {count}. Ask their owners for three lines each.",
    TaskCode.COMMENTS: "Open comments on the plan: {count}. Settle them or say who will.",
    TaskCode.NEXT_STEP: "{title}: {step}",
    TaskCode.RECORD: "{title}: all that shows it done is there. Record it as done, or say what is missing.",
    TaskCode.NO_OWNER: "Activities without an owner role: {count}. Name one for each.",
    TaskCode.RECOMMENDATION_OWNER: "Recommendations without an owner: {count}. Give each to a role, with a day.",
    TaskCode.UNCOSTED: "Activities without a cost: {count}. Cost the largest first.",
    TaskCode.ASSESS_AGAIN: "The latest assessment is more than a year old. Enter this year's SPAR.",
    TaskCode.IN_DOUBT: "{title} is recorded as done, but: {finding}",
}

ALWAYS = frozenset({TaskCode.ACTION_ITEMS, TaskCode.SIGN_OFF, TaskCode.CLOSE_ROUND})


@dataclass(frozen=True)
class Task:
    """One thing to do this week: what, in which stage, by which role, on which page."""

    code: TaskCode
    sentence: Sentence
    stage: Stage
    role: StageRole
    page: Page


def this_week(
    facts: CycleFacts, recorded: Mapping[Stage, StageRecord], today: datetime.date, most: int = MOST_TASKS
) -> tuple[Task, ...]:
    """Give what to do this week, the most urgent first, at most ``most`` tasks.

    First what people are waiting for, then the next steps of the first stages that are open, then what is incomplete.
    Nothing is asked of a stage that was skipped with a reason, save what somebody is waiting for by name. A stage that
    is given its next step gets no second task that says the same.
    """
    views = suggest(facts, recorded, today)
    skipped = {view.stage for view in views if view.record.state is StageState.SKIPPED}
    steps = tuple(_next_steps(views))
    asked = {task.stage for task in steps}
    rest = (task for task in (*_incomplete(facts, today), *_doubts(views)) if task.stage not in asked)
    found = (*_waiting(facts, today), *steps, *rest)
    wanted = (task for task in found if task.stage not in skipped or task.code in ALWAYS)
    return tuple(sorted(wanted, key=lambda task: tuple(TaskCode).index(task.code)))[:most]


def _waiting(facts: CycleFacts, today: datetime.date) -> Iterator[Task]:
    """Give what people wait for and what is late."""
    yield from _counted(TaskCode.ACTION_ITEMS, facts.action_items_overdue, Stage.SECRETARIAT, Page.ACTION_ITEMS)
    if facts.review_open:
        yield from _counted(TaskCode.SIGN_OFF, facts.areas_not_signed_off, Stage.COST, Page.REVIEW, StageRole.MEMBER)
    if facts.review_open and facts.areas_not_signed_off == 0:
        yield _task(TaskCode.CLOSE_ROUND, Stage.COST, Page.REVIEW, StageRole.LEAD)
    late = facts.recommendations_overdue
    yield from _counted(TaskCode.RECOMMENDATIONS_LATE, late, Stage.PRIORITIES, Page.RECOMMENDATIONS)
    yield from _counted(TaskCode.COMMENTS, facts.comments_open, Stage.VALIDATE, Page.COMMENTS)
    if facts.plan is PlanState.LAUNCHED:
        yield from _follow_up(facts, today)


def _follow_up(facts: CycleFacts, today: datetime.date) -> Iterator[Task]:
    yield from _counted(TaskCode.LATE, facts.activities_late, Stage.REVIEW, Page.PROGRESS)
    yield from _counted(TaskCode.SILENT, facts.activities_silent, Stage.REVIEW, Page.PROGRESS)
    if not within(facts.last_review, REVIEWED_WITHIN_DAYS, today):
        yield _task(TaskCode.REVIEW_DUE, Stage.REVIEW, Page.MEETINGS)


def _next_steps(views: tuple[StageView, ...]) -> Iterator[Task]:
    """Give the next step of the first open stages; of one the facts show done, that it should be recorded."""
    for view in [view for view in views if not view.closed][:STAGES_AHEAD]:
        title = Sentence(STAGES[view.stage].title)
        if view.reading.state is StageState.DONE:
            yield _task(TaskCode.RECORD, view.stage, Page.CYCLE, title=title)
        else:
            page, step = STAGE_PAGES[view.stage], view.reading.next_step
            yield _task(TaskCode.NEXT_STEP, view.stage, page, title=title, step=step)


def _incomplete(facts: CycleFacts, today: datetime.date) -> Iterator[Task]:
    yield from _counted(TaskCode.NO_OWNER, facts.activities_without_owner, Stage.ACTIVITIES, Page.ACTIVITIES)
    ownerless = facts.recommendations_without_owner
    yield from _counted(TaskCode.RECOMMENDATION_OWNER, ownerless, Stage.PRIORITIES, Page.RECOMMENDATIONS)
    yield from _counted(TaskCode.UNCOSTED, facts.activities_uncosted, Stage.COST, Page.COSTS)
    if facts.latest_assessment is not None and not within(facts.latest_assessment, ASSESSED_WITHIN_DAYS, today):
        yield _task(TaskCode.ASSESS_AGAIN, Stage.ASSESS, Page.ASSESSMENTS)


def _doubts(views: tuple[StageView, ...]) -> Iterator[Task]:
    for view in views:
        if view.in_doubt:
            title = Sentence(STAGES[view.stage].title)
            page, finding = STAGE_PAGES[view.stage], view.reading.finding
            yield _task(TaskCode.IN_DOUBT, view.stage, page, title=title, finding=finding)


def _counted(code: TaskCode, count: int, stage: Stage, page: Page, role: StageRole | None = None) -> Iterator[Task]:
    if count:
        yield _task(code, stage, page, role, count=count)


def _task(code: TaskCode, stage: Stage, page: Page, role: StageRole | None = None, **values: Value) -> Task:
    sentence = Sentence(TASK_TEXTS[code], values, code)
    return Task(code, sentence, stage, role or STAGES[stage].responsible, page)
