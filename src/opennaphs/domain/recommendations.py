"""Recommendations: findings to act on, where each comes from, what became of it, which no activity answers."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.sentences import Sentence, listing

Key = TypeVar("Key")


class Origin(StrEnum):
    """What a recommendation comes from."""

    JEE = "jee priority action"
    SPAR = "spar"
    AFTER_ACTION = "after-action review"
    INTRA_ACTION = "intra-action review"
    EXERCISE = "simulation exercise"
    TIMELINESS = "7-1-7 bottleneck"
    PVS = "pvs"
    BRIDGING = "bridging workshop"
    RISK_PROFILE = "risk profile"
    PROGRESS_REVIEW = "progress review"
    PREVIOUS_PLAN = "previous plan"
    OTHER = "other"


ORIGIN_TITLES: Mapping[Origin, str] = {
    Origin.JEE: "Priority action of a joint external evaluation",
    Origin.SPAR: "Yearly self-assessment (SPAR)",
    Origin.AFTER_ACTION: "After-action review",
    Origin.INTRA_ACTION: "Intra-action review",
    Origin.EXERCISE: "Simulation exercise",
    Origin.TIMELINESS: "Bottleneck found by 7-1-7",
    Origin.PVS: "Evaluation of veterinary services (PVS)",
    Origin.BRIDGING: "National bridging workshop",
    Origin.RISK_PROFILE: "Risk profile",
    Origin.PROGRESS_REVIEW: "Progress review of the plan",
    Origin.PREVIOUS_PLAN: "Previous plan",
    Origin.OTHER: "Another source",
}


class RecommendationState(StrEnum):
    """What people say has become of a recommendation."""

    OPEN = "open"
    ANSWERED = "answered by an activity"
    IN_PROGRESS = "in progress"
    DONE = "done"
    REJECTED = "rejected"


SETTLED = frozenset({RecommendationState.DONE, RecommendationState.REJECTED})


class Answer(StrEnum):
    """What the plan has for a recommendation: an activity; nothing, and nothing is due; or nothing, and it is due."""

    ANSWERED = "answered"
    SETTLED = "settled"
    UNANSWERED = "unanswered"


SAYS_ANSWERED = (
    "Recommendations said to be answered by an activity, though no activity of the plan names them: {count} ({names}). "
    "Link the activity or open them again."
)
REJECTED_ANSWERED = (
    "Rejected recommendations that activities still answer: {count} ({names}). Drop the link or take the rejection "
    "back."
)
UNKNOWN_NAMED = "Recommendations that activities name but the register does not hold: {count} ({names}). Correct them."
TEXTS = (SAYS_ANSWERED, REJECTED_ANSWERED, UNKNOWN_NAMED)


@dataclass(frozen=True)
class Recommendation:
    """One finding to act on: what it says, where it comes from, who answers for it, by when, and what became of it.

    ``area`` and ``owner`` (a role) are empty and ``due`` is ``None`` while nobody has said. ``why`` is the reason of a
    rejection.

    Raises:
        NaphsError: it is rejected without a reason.
    """

    id: str
    text: str
    origin: Origin
    area: str = ""
    owner: str = ""
    due: datetime.date | None = None
    state: RecommendationState = RecommendationState.OPEN
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse a rejection nobody explains."""
        if self.state is RecommendationState.REJECTED and not self.why.strip():
            message = f"Recommendation {self.id} is rejected without a reason. Say why, for those who made it."
            raise NaphsError(message)


@dataclass(frozen=True)
class AnsweringActivity:
    """An activity with the recommendations it answers."""

    id: str
    area: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class AnswerCount:
    """How many recommendations of an area or origin are answered, settled, unanswered."""

    answered: int
    settled: int
    unanswered: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.answered + self.settled + self.unanswered


@dataclass(frozen=True)
class AnswerCoverage:
    """Which recommendations the activities of a plan answer, and which activities no recommendation asked for.

    Attributes:
        answers: every recommendation with what the plan has for it.
        activities_without: activities that answer no recommendation of the register.
        by_area: counts per area; the empty area holds those nobody has given to an area.
        by_origin: counts per origin, for the origins there are.
        findings: where the states people recorded and the links of the activities disagree.
    """

    answers: Mapping[str, Answer]
    activities_without: tuple[str, ...]
    by_area: Mapping[str, AnswerCount]
    by_origin: Mapping[Origin, AnswerCount]
    findings: tuple[Sentence, ...]

    def those(self, answer: Answer) -> tuple[str, ...]:
        """Give the recommendations of one kind of answer, in the order of the register."""
        return tuple(one for one, found in self.answers.items() if found is answer)


def answer_coverage(
    recommendations: Iterable[Recommendation], activities: Iterable[AnsweringActivity]
) -> AnswerCoverage:
    """Hold the register of recommendations against the activities of a plan.

    The links of the activities decide, not the state people recorded; where both disagree a finding says so.
    """
    register, activities = tuple(recommendations), tuple(activities)
    named = {one for activity in activities for one in activity.answers}
    known = {one.id for one in register}
    answers = {one.id: _answer(one, one.id in named) for one in register}
    return AnswerCoverage(
        answers,
        tuple(activity.id for activity in activities if not known & set(activity.answers)),
        _counts(register, answers, lambda one: one.area),
        _counts(register, answers, lambda one: one.origin),
        _findings(register, named, tuple(sorted(named - known))),
    )


def overdue(recommendations: Iterable[Recommendation], today: datetime.date) -> tuple[Recommendation, ...]:
    """Give those neither done nor rejected whose day has passed, the oldest first; one due today is not overdue."""
    late = ((one.due, one) for one in recommendations if one.due is not None and one.state not in SETTLED)
    return tuple(one for due, one in sorted(late, key=lambda pair: (pair[0], pair[1].id)) if due < today)


def _answer(recommendation: Recommendation, named: bool) -> Answer:  # noqa: FBT001 - a fact about it, not a switch
    if named:
        return Answer.ANSWERED
    return Answer.SETTLED if recommendation.state in SETTLED else Answer.UNANSWERED


def _counts(
    register: tuple[Recommendation, ...], answers: Mapping[str, Answer], key: Callable[[Recommendation], Key]
) -> dict[Key, AnswerCount]:
    found: dict[Key, list[Answer]] = {}
    for one in register:
        found.setdefault(key(one), []).append(answers[one.id])
    return {name: AnswerCount(*(given.count(answer) for answer in Answer)) for name, given in found.items()}


def _findings(register: tuple[Recommendation, ...], named: set[str], unknown: tuple[str, ...]) -> tuple[Sentence, ...]:
    says = tuple(one.id for one in register if one.state is RecommendationState.ANSWERED and one.id not in named)
    rejected = tuple(one.id for one in register if one.state is RecommendationState.REJECTED and one.id in named)
    cases = (
        (SAYS_ANSWERED, "says-answered", says),
        (REJECTED_ANSWERED, "rejected-answered", rejected),
        (UNKNOWN_NAMED, "unknown-named", unknown),
    )
    return tuple(
        Sentence(text, {"count": len(names), "names": listing(names)}, code) for text, code, names in cases if names
    )
