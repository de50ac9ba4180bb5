"""The cycle of a national action plan: where each stage stands by the record and by the facts, and what comes next."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.cycle_stages import Stage
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sentences import Sentence, Value

SMALLEST_SECRETARIAT = 4
ASSESSED_WITHIN_DAYS = 365
REVIEWED_WITHIN_DAYS = 92


class StageState(StrEnum):
    """What people recorded about a stage, or what the facts say about it."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class StageRecord:
    """What people recorded about a stage; ``why`` is the reason of a skipped one.

    Raises:
        NaphsError: it is skipped without a reason.
    """

    state: StageState
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse to skip without a reason."""
        if self.state is StageState.SKIPPED and not self.why.strip():
            raise NaphsError("Say why this stage is skipped: those who come later will ask.")


NOTHING_RECORDED = StageRecord(StageState.NOT_STARTED)


@dataclass(frozen=True, kw_only=True)
class CycleFacts:
    """What the database knows about a country's cycle. Nothing has a default: who asks must count each of them.

    ``plan`` is the state of the newest plan that is not closed, or of the newest when all are; ``None`` when there is
    none, and then every count of the plan is 0. Days are ``None`` when there was none yet.

    Attributes:
        assessments: assessments of any framework.
        latest_assessment: the day of the latest.
        roster: people in the secretariat.
        documents: documents filed for the desk review.
        stakeholders: entries of the stakeholder register.
        sectors_missing: expected sectors without an entry.
        areas_without_accountable: areas nobody is accountable for.
        recommendations: entries of the recommendation register.
        recommendations_without_owner: those without an owner, neither done nor rejected.
        recommendations_unanswered: those no activity answers, neither done nor rejected.
        recommendations_overdue: those whose day has passed, neither done nor rejected.
        plan: the state of the plan.
        goals_without_target: its indicators with neither a target nor a reason.
        activities: its activities.
        activities_without_owner: those without an owner role.
        activities_unrated: those that lack a rating of impact, feasibility or risk.
        activities_uncosted: those with neither a cost nor a reason.
        activities_late: those past their end and not completed.
        activities_silent: those under way without an update for a month.
        review_open: whether a review round is open.
        areas_not_signed_off: areas that still have to answer in it.
        comments_open: comments nobody has settled.
        funding_sources: sources of money entered.
        activities_without_money: activities with a cost and no source.
        meetings: meetings held.
        action_items_overdue: what meetings asked for and is late.
        last_review: the day of the last review of the plan.
    """

    assessments: int
    latest_assessment: datetime.date | None
    roster: int
    documents: int
    stakeholders: int
    sectors_missing: int
    areas_without_accountable: int
    recommendations: int
    recommendations_without_owner: int
    recommendations_unanswered: int
    recommendations_overdue: int
    plan: PlanState | None
    goals_without_target: int
    activities: int
    activities_without_owner: int
    activities_unrated: int
    activities_uncosted: int
    activities_late: int
    activities_silent: int
    review_open: bool
    areas_not_signed_off: int
    comments_open: int
    funding_sources: int
    activities_without_money: int
    meetings: int
    action_items_overdue: int
    last_review: datetime.date | None

    def reached(self, state: PlanState) -> bool:
        """Whether the plan is in a state or beyond it."""
        order = tuple(PlanState)
        return self.plan is not None and order.index(self.plan) >= order.index(state)


@dataclass(frozen=True)
class Reading:
    """What the facts say about a stage: a state, why, and the next step."""

    state: StageState
    finding: Sentence
    next_step: Sentence


@dataclass(frozen=True)
class StageView:
    """One stage as the home page shows it: what people recorded beside what the facts say; both stand."""

    stage: Stage
    record: StageRecord
    reading: Reading

    @property
    def closed(self) -> bool:
        """Whether people recorded it as done or skipped."""
        return self.record.state in (StageState.DONE, StageState.SKIPPED)

    @property
    def in_doubt(self) -> bool:
        """Whether it is recorded as done while the facts say that it is not."""
        return self.record.state is StageState.DONE and self.reading.state is not StageState.DONE


# By stage: what the facts say when nothing is there, when something is missing, when all is there; and the next steps.
TEXTS: Mapping[Stage, tuple[str, str, str, str, str, str]] = {
    Stage.ASSESS: (
        "No assessment is entered.",
        "Assessments: {assessments}, the latest of {latest}; recommendations: {recommendations}.",
        "The latest assessment is of {latest}; recommendations: {recommendations}.",
        "Import the latest SPAR or JEE levels.",
        "Enter an assessment of the last twelve months, and the recommendations that came with it.",
        "Look at the trend and the weakest areas with the secretariat.",
    ),
    Stage.SECRETARIAT: (
        "Nobody is entered in the secretariat.",
        "People in the secretariat: {roster}; {smallest} or more carry the work.",
        "People in the secretariat: {roster}.",
        "Enter who is in the secretariat, with role and ministry.",
        "Ask for more members, from another ministry if possible.",
        "Check that every role has a hand-over note.",
    ),
    Stage.DESK_REVIEW: (
        "No document is filed.",
        "Documents filed: {documents}; recommendations: {recommendations}.",
        "Documents filed: {documents}; recommendations: {recommendations}.",
        "File the previous plan and the plans it touches.",
        "Enter what the documents recommend, with origin and area.",
        "Give each area its half page on what is there.",
    ),
    Stage.STAKEHOLDERS: (
        "The stakeholder register is empty.",
        "Stakeholders: {stakeholders}; sectors without any: {sectors_missing}; areas without an accountable: {areas}.",
        "Stakeholders: {stakeholders}; no expected sector is missing and every area has an accountable.",
        "List the ministries and partners the plan will need, sector by sector.",
        "Fill the empty sectors, and name one accountable for every area.",
        "Visit those with much influence and little interest.",
    ),
    Stage.PRIORITIES: (
        "There is no plan to set priorities in.",
        "Activities: {activities}, unrated {unrated}; open targets: {goals}; ownerless recommendations: {ownerless}.",
        "Every indicator has a target, every activity its ratings, every recommendation an owner.",
        "Open a plan and set the level each indicator shall reach.",
        "Set the missing targets, ratings and owners with the areas.",
        "Show the areas how the ratings spread.",
    ),
    Stage.ACTIVITIES: (
        "No activity is written.",
        "Activities: {activities}; without an owner role: {without_owner}; unanswered recommendations: {unanswered}.",
        "Activities: {activities}, each with an owner role; every recommendation has an answer.",
        "Draft activities from the goals.",
        "Name the missing owner roles, and answer the recommendations or reject them with a reason.",
        "Look for activities of different areas that are one piece of work.",
    ),
    Stage.COST: (
        "Nothing is costed.",
        "Activities without a cost: {uncosted} of {activities}.",
        "Every activity has a cost, or a reason for having none.",
        "Agree on the price list, then estimate from the library.",
        "Cost the remaining activities, the largest first.",
        "Refine the lines that carry most of the money.",
    ),
    Stage.RESOURCES: (
        "No source of money is entered.",
        "Sources of money: {sources}; activities without money: {moneyless}.",
        "Sources of money: {sources}; every costed activity has one.",
        "Enter the budgets of ministries and partners.",
        "Match sources with activities, and take the gap to partners.",
        "Check the gap year by year.",
    ),
    Stage.VALIDATE: (
        "The plan is not costed yet.",
        "Open comments: {comments}; areas that have not signed off: {unsigned}.",
        "The plan is validated.",
        "Lead the plan through its review and costing first.",
        "Settle the open comments and hold the validation meeting.",
        "Send the decisions of the meeting to all who attended.",
    ),
    Stage.ENDORSE: (
        "The plan is not validated yet.",
        "The plan is validated and waits for endorsement.",
        "The plan is endorsed.",
        "Find out now which body endorses, and when it sits.",
        "Bring the two-page brief to the body that endorses, and enter its decision.",
        "File the letter or minutes.",
    ),
    Stage.LAUNCH: (
        "The plan is not endorsed yet.",
        "The plan is endorsed and waits for its launch.",
        "The plan is launched.",
        "Think of who should present the plan.",
        "Set the day of the launch and prepare the public edition.",
        "Send partners the part that fits their mandate.",
    ),
    Stage.REVIEW: (
        "The plan is not launched, so there is nothing to follow yet.",
        "Activities late: {late}; without an update for a month: {silent}; last review: {last_review}.",
        "The last review is of {last_review}, and nothing is late.",
        "Agree on the day of the first review.",
        "Ask the owners of late and silent activities for an update, and hold the quarterly review.",
        "Prepare the page for the ministers.",
    ),
}
NONE_YET = "none yet"


def suggest(facts: CycleFacts, recorded: Mapping[Stage, StageRecord], today: datetime.date) -> tuple[StageView, ...]:
    """Give every stage with what people recorded and what the facts say; a stage nobody recorded is not started."""
    values = _values(facts)
    return tuple(
        StageView(stage, recorded.get(stage, NOTHING_RECORDED), _read(stage, facts, values, today)) for stage in Stage
    )


def _read(stage: Stage, facts: CycleFacts, values: Mapping[str, Value], today: datetime.date) -> Reading:
    begun, complete = STAGE_RULES[stage](facts, today)
    place = 0 if not begun else 2 if complete else 1
    state = (StageState.NOT_STARTED, StageState.IN_PROGRESS, StageState.DONE)[place]
    texts = TEXTS[stage]
    return Reading(state, Sentence(texts[place], values, f"{stage} {state}"), Sentence(texts[place + 3], values))


def within(day: datetime.date | None, days: int, today: datetime.date) -> bool:
    """Whether a day is known and not longer ago than so many days."""
    return day is not None and (today - day).days <= days


def _assess(facts: CycleFacts, today: datetime.date) -> tuple[bool, bool]:
    fresh = within(facts.latest_assessment, ASSESSED_WITHIN_DAYS, today)
    return facts.assessments > 0, fresh and facts.recommendations > 0


def _secretariat(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.roster > 0, facts.roster >= SMALLEST_SECRETARIAT


def _desk_review(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.documents > 0, facts.recommendations > 0


def _stakeholders(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.stakeholders > 0, facts.sectors_missing == 0 and facts.areas_without_accountable == 0


def _priorities(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    missing = facts.goals_without_target + facts.activities_unrated + facts.recommendations_without_owner
    return facts.plan is not None, facts.activities > 0 and missing == 0


def _activities(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.activities > 0, facts.activities_without_owner + facts.recommendations_unanswered == 0


def _cost(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.activities_uncosted < facts.activities, facts.activities_uncosted == 0


def _resources(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.funding_sources > 0, facts.activities > 0 and facts.activities_without_money == 0


def _validate(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.reached(PlanState.COSTED), facts.reached(PlanState.VALIDATED)


def _endorse(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.reached(PlanState.VALIDATED), facts.reached(PlanState.ENDORSED)


def _launch(facts: CycleFacts, _today: datetime.date) -> tuple[bool, bool]:
    return facts.reached(PlanState.ENDORSED), facts.reached(PlanState.LAUNCHED)


def _review(facts: CycleFacts, today: datetime.date) -> tuple[bool, bool]:
    held = within(facts.last_review, REVIEWED_WITHIN_DAYS, today)
    quiet = held and facts.activities_late + facts.activities_silent == 0
    return facts.reached(PlanState.LAUNCHED), quiet or facts.plan is PlanState.CLOSED


# By stage: whether the facts show a beginning, and whether they show an end.
STAGE_RULES: Mapping[Stage, Callable[[CycleFacts, datetime.date], tuple[bool, bool]]] = {
    Stage.ASSESS: _assess,
    Stage.SECRETARIAT: _secretariat,
    Stage.DESK_REVIEW: _desk_review,
    Stage.STAKEHOLDERS: _stakeholders,
    Stage.PRIORITIES: _priorities,
    Stage.ACTIVITIES: _activities,
    Stage.COST: _cost,
    Stage.RESOURCES: _resources,
    Stage.VALIDATE: _validate,
    Stage.ENDORSE: _endorse,
    Stage.LAUNCH: _launch,
    Stage.REVIEW: _review,
}


def _values(facts: CycleFacts) -> dict[str, Value]:
    return {
        "assessments": facts.assessments,
        "latest": _day(facts.latest_assessment),
        "recommendations": facts.recommendations,
        "roster": facts.roster,
        "smallest": SMALLEST_SECRETARIAT,
        "documents": facts.documents,
        "stakeholders": facts.stakeholders,
        "sectors_missing": facts.sectors_missing,
        "areas": facts.areas_without_accountable,
        "goals": facts.goals_without_target,
        "unrated": facts.activities_unrated,
        "ownerless": facts.recommendations_without_owner,
        "activities": facts.activities,
        "without_owner": facts.activities_without_owner,
        "unanswered": facts.recommendations_unanswered,
        "uncosted": facts.activities_uncosted,
        "sources": facts.funding_sources,
        "moneyless": facts.activities_without_money,
        "comments": facts.comments_open,
        "unsigned": facts.areas_not_signed_off,
        "late": facts.activities_late,
        "silent": facts.activities_silent,
        "last_review": _day(facts.last_review),
    }


def _day(day: datetime.date | None) -> Value:
    return Sentence(NONE_YET) if day is None else day
