"""The stages and tasks of a cycle as the pages show them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from opennaphs.domain.cycle import CycleFacts, StageState, StageView, suggest
from opennaphs.domain.cycle_stages import STAGES, Stage, StageInfo, StageRole
from opennaphs.domain.cycle_tasks import Task, this_week
from opennaphs.reports import stage_path
from opennaphs.store.cycles import CycleRows, cycle_rows, facts_of, present_plan
from opennaphs.store.models import PlanRecord, StageRecord
from opennaphs.web.cycle.pages import address_of, slug_of
from opennaphs.web.people.roster import role_title

STEP_STATES: Mapping[StageState, str] = {
    StageState.DONE: "done",
    StageState.SKIPPED: "done",
    StageState.IN_PROGRESS: "current",
    StageState.NOT_STARTED: "next",
}
TAG_KINDS: Mapping[StageState, str] = {
    StageState.DONE: "done",
    StageState.SKIPPED: "neutral",
    StageState.IN_PROGRESS: "info",
    StageState.NOT_STARTED: "neutral",
}
STATE_WORDS = tuple(gettext_noop(word) for word in ("not started", "in progress", "done", "skipped"))


@dataclass(frozen=True)
class ShownStage:
    """One stage on the page: what people recorded, what the facts say, who leads it, until when."""

    view: StageView
    info: StageInfo
    row: StageRecord
    url: str
    number: int

    @property
    def title(self) -> str:
        """Its title in the language of the page."""
        return _(self.info.title)

    @property
    def state(self) -> str:
        """What people recorded, as a word."""
        return _(self.view.record.state.value)

    @property
    def kind(self) -> str:
        """The kind of tag of its state."""
        return TAG_KINDS[self.view.record.state]

    @property
    def step(self) -> str:
        """The class of its step in the list."""
        return STEP_STATES[self.view.record.state]

    @property
    def finding(self) -> str:
        """What the facts say."""
        return self.view.reading.finding.text(_)

    @property
    def next_step(self) -> str:
        """What comes next."""
        return self.view.reading.next_step.text(_)

    @property
    def leads(self) -> str:
        """The role that leads it: the one recorded, or the one of the guidance."""
        return role_title(self.row.owner) if self.row.owner else stage_role(self.info.responsible)

    @property
    def doubt(self) -> bool:
        """Whether it is recorded as done and the facts say otherwise."""
        return self.view.in_doubt

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and it is not closed."""
        return self.row.due is not None and not self.view.closed and self.row.due < timezone.localdate()


@dataclass(frozen=True)
class ShownTask:
    """One thing to do this week."""

    text: str
    role: str
    url: str
    title: str


@dataclass(frozen=True)
class CyclePage:
    """Everything the pages of a cycle show."""

    rows: CycleRows
    plan: PlanRecord | None
    facts: CycleFacts
    stages: tuple[ShownStage, ...]
    tasks: tuple[ShownTask, ...]

    @property
    def done(self) -> int:
        """How many stages are recorded as done or skipped."""
        return sum(one.view.closed for one in self.stages)


def load_cycle(iso3: str, today: datetime.date) -> CyclePage:
    """Give the cycle of a country as of a day."""
    rows, plan = cycle_rows(iso3), present_plan(iso3)
    facts = facts_of(iso3, plan, today)
    views = suggest(facts, rows.recorded, today)
    stages = tuple(_shown(number, view, rows, iso3) for number, view in enumerate(views, start=1))
    tasks = tuple(_task(task, iso3, plan) for task in this_week(facts, rows.recorded, today))
    return CyclePage(rows, plan, facts, stages, tasks)


def stage_role(role: StageRole) -> str:
    """Give a role of the guidance under the title people know it by."""
    return role_title(role.value.replace(" ", "-"))


def path_stages(iso3: str) -> list[stage_path.Stage]:
    """Give title and state of each stage for the picture; a skipped stage counts as passed."""
    recorded = cycle_rows(iso3).recorded
    words = {StageState.SKIPPED: StageState.DONE}
    found = []
    for stage, info in STAGES.items():
        state = recorded[stage].state if stage in recorded else StageState.NOT_STARTED
        found.append((info.title, stage_path.StageState(words.get(state, state).value)))
    return found


def empty_row(iso3: str, stage: Stage, cycle: int) -> StageRecord:
    """Give the row of a stage nobody has recorded; it is saved with the first record."""
    return StageRecord(country=iso3, cycle=cycle, stage=stage.value)


def _shown(number: int, view: StageView, rows: CycleRows, iso3: str) -> ShownStage:
    row = rows.rows.get(view.stage) or empty_row(iso3, view.stage, rows.number)
    return ShownStage(view, STAGES[view.stage], row, reverse("stage", args=[iso3, slug_of(view.stage)]), number)


def _task(task: Task, iso3: str, plan: PlanRecord | None) -> ShownTask:
    url = address_of(task.page, task.stage, iso3, plan)
    return ShownTask(task.sentence.text(_), stage_role(task.role), url, _(STAGES[task.stage].title))
