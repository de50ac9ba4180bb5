"""What has to hold before a plan may enter a state. Each check is a rule, and a sentence for when it is not met."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sentences import Sentence, listing


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The facts about a plan a move is judged by. Nothing has a default: who asks must know each of them.

    Attributes:
        today: the day of the judgement.
        activities: how many activities the plan holds.
        without_owner: activities without an owner role.
        not_costed: activities of which neither a cost nor a reason for having none is known.
        areas: the areas of the plan.
        areas_without_lead: areas nobody answers for as technical lead.
        areas_signed_off: areas signed off in the latest review round and not changed since.
        areas_refused: areas refused in the latest review round.
        review_open: whether a review round is still open.
        goals_without_target: indicators of the plan with neither a target level nor a reason for having none.
        unanswered: recommendations that no activity answers and that are neither done nor rejected.
        validated_on: the day of the validation meeting.
        endorsed_by: the office or body that endorsed the plan; empty when none has.
        endorsed_on: the day it did.
        launched_on: the day of the launch.
        unfinished: activities neither completed, cancelled nor carried forward.
        reviewed_on: the day of the last review of the whole plan.
    """

    today: datetime.date
    activities: int
    without_owner: tuple[str, ...]
    not_costed: tuple[str, ...]
    areas: tuple[str, ...]
    areas_without_lead: tuple[str, ...]
    areas_signed_off: tuple[str, ...]
    areas_refused: tuple[str, ...]
    review_open: bool
    goals_without_target: tuple[str, ...]
    unanswered: tuple[str, ...]
    validated_on: datetime.date | None
    endorsed_by: str
    endorsed_on: datetime.date | None
    launched_on: datetime.date | None
    unfinished: tuple[str, ...]
    reviewed_on: datetime.date | None


class CheckCode(StrEnum):
    """What a check is about; the code stays when the words change."""

    NO_ACTIVITIES = "no-activities"
    NO_OWNER = "no-owner"
    NO_LEAD = "no-lead"
    NO_TARGET = "no-target"
    REVIEW_OPEN = "review-open"
    AREAS_REFUSED = "areas-refused"
    NOT_SIGNED_OFF = "not-signed-off"
    NOT_COSTED = "not-costed"
    UNANSWERED = "unanswered"
    NOT_VALIDATED = "not-validated"
    NOT_ENDORSED = "not-endorsed"
    ENDORSED_WHEN = "endorsed-when"
    NOT_LAUNCHED = "not-launched"
    UNFINISHED = "unfinished"
    NOT_REVIEWED = "not-reviewed"


RULES: Mapping[CheckCode, str] = {
    CheckCode.NO_ACTIVITIES: "The plan holds at least one activity.",
    CheckCode.NO_OWNER: "Every activity has an owner role.",
    CheckCode.NO_LEAD: "Every area of the plan has a technical lead.",
    CheckCode.NO_TARGET: "Every indicator of the plan has a target level, or a reason for having none.",
    CheckCode.REVIEW_OPEN: "No review round is open.",
    CheckCode.AREAS_REFUSED: "No area refused in the latest review round.",
    CheckCode.NOT_SIGNED_OFF: "Every area is signed off and has not changed since.",
    CheckCode.NOT_COSTED: "Every activity has a cost, or a reason for having none.",
    CheckCode.UNANSWERED: "Every recommendation is answered by an activity, done, or rejected with a reason.",
    CheckCode.NOT_VALIDATED: "The validation meeting has been held and its day is recorded.",
    CheckCode.NOT_ENDORSED: "The office or body that endorsed the plan is recorded.",
    CheckCode.ENDORSED_WHEN: "The day of the endorsement is recorded and has come.",
    CheckCode.NOT_LAUNCHED: "The day of the launch is recorded and has come.",
    CheckCode.UNFINISHED: "Every activity is completed, cancelled or carried forward.",
    CheckCode.NOT_REVIEWED: "A review of the whole plan was held after its launch.",
}

FAULTS: Mapping[CheckCode, str] = {
    CheckCode.NO_ACTIVITIES: "The plan has no activities yet. Draft them from the goals, or write your own.",
    CheckCode.NO_OWNER: "Activities without an owner role: {count} ({names}). Name the role that answers for each.",
    CheckCode.NO_LEAD: "Areas without a technical lead: {count} ({names}). Name one, so that somebody can sign off.",
    CheckCode.NO_TARGET: (
        "Indicators without a target level: {count} ({names}). Set a target, or say why there is none."
    ),
    CheckCode.REVIEW_OPEN: "A review round is still open. Close it when the areas have answered.",
    CheckCode.AREAS_REFUSED: (
        "Areas that refused in the review: {count} ({names}). Settle what they object to and ask them again."
    ),
    CheckCode.NOT_SIGNED_OFF: (
        "Areas that have not signed off, or have changed since: {count} ({names}). Ask their technical leads."
    ),
    CheckCode.NOT_COSTED: "Activities without a cost: {count} ({names}). Cost them, or say why they cost nothing here.",
    CheckCode.UNANSWERED: (
        "Recommendations without an answer: {count} ({names}). Link an activity to each, or reject it with a reason."
    ),
    CheckCode.NOT_VALIDATED: (
        "No validation meeting is recorded up to today. Enter its day once it has been held, with who attended."
    ),
    CheckCode.NOT_ENDORSED: "Nobody is recorded as having endorsed the plan. Enter the office or body that did.",
    CheckCode.ENDORSED_WHEN: "No day of endorsement is recorded up to today. Enter the date of the decision.",
    CheckCode.NOT_LAUNCHED: "No launch is recorded up to today. Enter its day once it has taken place.",
    CheckCode.UNFINISHED: (
        "Activities still open: {count} ({names}). Complete, cancel or carry forward each of them before closing."
    ),
    CheckCode.NOT_REVIEWED: (
        "No review of the whole plan since its launch is recorded. Hold one and enter its day: the next plan starts "
        "from it."
    ),
}

Found = Mapping[str, "str | int | Sentence"]


@dataclass(frozen=True)
class Check:
    """One thing that has to hold: its code, and a function that gives the values of its fault, or ``None`` if met."""

    code: CheckCode
    find: Callable[[Standing], Found | None]

    @property
    def rule(self) -> Sentence:
        """What has to hold, for a reference page."""
        return Sentence(RULES[self.code], {}, self.code)

    def fault(self, standing: Standing) -> Sentence | None:
        """Say what is missing and what to do, or ``None`` when the check is met."""
        found = self.find(standing)
        return None if found is None else Sentence(FAULTS[self.code], found, self.code)


def _names(code: CheckCode, names: Callable[[Standing], tuple[str, ...]]) -> Check:
    def find(standing: Standing) -> Found | None:
        found = names(standing)
        return {"count": len(found), "names": listing(found)} if found else None

    return Check(code, find)


def _holds(code: CheckCode, holds: Callable[[Standing], bool]) -> Check:
    return Check(code, lambda standing: None if holds(standing) else {})


def _has_come(day: datetime.date | None, today: datetime.date) -> bool:
    return day is not None and day <= today


def _not_signed_off(standing: Standing) -> tuple[str, ...]:
    """Areas that have said nothing; those that refused have a sentence of their own."""
    heard = {*standing.areas_signed_off, *standing.areas_refused}
    return tuple(area for area in standing.areas if area not in heard)


def _reviewed_since_launch(standing: Standing) -> bool:
    reviewed, launched = standing.reviewed_on, standing.launched_on
    return reviewed is not None and launched is not None and launched <= reviewed <= standing.today


_TO_REVIEW = (
    _holds(CheckCode.NO_ACTIVITIES, lambda standing: standing.activities > 0),
    _names(CheckCode.NO_OWNER, lambda standing: standing.without_owner),
    _names(CheckCode.NO_LEAD, lambda standing: standing.areas_without_lead),
    _names(CheckCode.NO_TARGET, lambda standing: standing.goals_without_target),
)
_TO_COSTED = (
    _holds(CheckCode.REVIEW_OPEN, lambda standing: not standing.review_open),
    _names(CheckCode.AREAS_REFUSED, lambda standing: standing.areas_refused),
    _names(CheckCode.NOT_SIGNED_OFF, _not_signed_off),
    _names(CheckCode.NOT_COSTED, lambda standing: standing.not_costed),
)
_TO_VALIDATED = (
    _names(CheckCode.UNANSWERED, lambda standing: standing.unanswered),
    _holds(CheckCode.NOT_VALIDATED, lambda standing: _has_come(standing.validated_on, standing.today)),
)

# A plan may still be edited up to “costed”, so what was checked once is checked again until it is validated.
CHECKS: Mapping[PlanState, tuple[Check, ...]] = {
    PlanState.DRAFT: (),
    PlanState.IN_REVIEW: _TO_REVIEW,
    PlanState.COSTED: (*_TO_REVIEW, *_TO_COSTED),
    PlanState.VALIDATED: (*_TO_REVIEW, *_TO_COSTED, *_TO_VALIDATED),
    PlanState.ENDORSED: (
        _holds(CheckCode.NOT_ENDORSED, lambda standing: bool(standing.endorsed_by.strip())),
        _holds(CheckCode.ENDORSED_WHEN, lambda standing: _has_come(standing.endorsed_on, standing.today)),
    ),
    PlanState.LAUNCHED: (
        _holds(CheckCode.NOT_LAUNCHED, lambda standing: _has_come(standing.launched_on, standing.today)),
    ),
    PlanState.CLOSED: (
        _names(CheckCode.UNFINISHED, lambda standing: standing.unfinished),
        _holds(CheckCode.NOT_REVIEWED, _reviewed_since_launch),
    ),
}
