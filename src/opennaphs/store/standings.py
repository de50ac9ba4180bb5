"""Where a plan stands, counted from its rows: what the checks of its state machine are judged by."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from opennaphs.authorization.roles import TECHNICAL_LEAD
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.carrying_forward import CARRIED_FROM
from opennaphs.domain.costing import CostState
from opennaphs.domain.lifecycle_checks import Standing
from opennaphs.domain.recommendations import SETTLED
from opennaphs.store.models import (
    ActivityRecord,
    AuditEvent,
    PlanRecord,
    Recommendation,
    ReviewRound,
    RoleAssignment,
    SignOff,
)

ENDED = {ActivityStatus.COMPLETED, ActivityStatus.CANCELLED}
LETTERS_NAMED = 40


@dataclass(frozen=True)
class AreaWord:
    """The last word on an area in a review round, and whether its activities have changed since."""

    sign_off: SignOff
    changed_since: bool

    @property
    def stands(self) -> bool:
        """Whether the area is agreed as it is now."""
        return self.sign_off.agreed and not self.changed_since


def standing_of(plan: PlanRecord, today: datetime.date) -> Standing:
    """Give the facts a move of a plan is judged by, as they are today."""
    rows = list(plan.activities.filter(removed=False).defer("content"))
    areas = tuple(dict.fromkeys(row.area for row in rows))
    latest = plan.review_rounds.first()
    words = {} if latest is None else words_of(latest)
    return Standing(
        today=today,
        activities=len(rows),
        without_owner=tuple(row.number for row in rows if not row.owner.strip()),
        not_costed=tuple(row.number for row in rows if row.cost_state == CostState.NOT_COSTED),
        areas=_short(areas),
        areas_without_lead=_short(_without_lead(plan.country, areas)),
        areas_signed_off=_short(area for area, word in words.items() if word.stands),
        areas_refused=_short(area for area, word in words.items() if not word.sign_off.agreed),
        review_open=latest is not None and latest.closed_at is None,
        goals_without_target=_short(_without_target(plan)),
        unanswered=_unanswered(plan, areas, rows),
        validated_on=plan.validated_on,
        endorsed_by=plan.endorsed_by,
        endorsed_on=plan.endorsed_on,
        launched_on=plan.launched_on,
        unfinished=_unfinished(plan, rows),
        reviewed_on=plan.reviewed_on,
    )


def words_of(latest: ReviewRound) -> dict[str, AreaWord]:
    """Give the last word on each area that anybody spoke about in a round."""
    last: dict[str, SignOff] = {}
    for word in latest.sign_offs.all():  # the newest first
        last.setdefault(word.area, word)
    changed = _last_changes(latest.plan, last.values())
    return {
        area: AreaWord(word, area in changed and changed[area] > word.signed_at) for area, word in sorted(last.items())
    }


def _last_changes(plan: PlanRecord, words: Iterable[SignOff]) -> dict[str, datetime.datetime]:
    """Give when an activity of each area was last changed, as far as that was after the first of the words.

    The trace decides, and not the rows: it also tells of what was added or taken out.
    """
    since = min((word.signed_at for word in words), default=None)
    if since is None:
        return {}
    area_of = {str(pk): area for pk, area in plan.activities.values_list("pk", "area")}
    kind = ActivityRecord._meta.model_name  # noqa: SLF001 - Django's public word for it
    found = AuditEvent.objects.filter(country=plan.country, subject=kind, at__gt=since)
    events = found.values_list("subject_id", "at")
    last: dict[str, datetime.datetime] = {}
    for subject_id, at in events.iterator():
        if subject_id in area_of:
            area = area_of[subject_id]
            last[area] = max(at, last.get(area, at))
    return last


def _short(names: Iterable[str]) -> tuple[str, ...]:
    """Name areas and indicators as people do: D1, not jee-3.D1."""
    return tuple(name.partition(".")[2] or name for name in names)


def _without_lead(country: str, areas: Iterable[str]) -> list[str]:
    led = set(
        RoleAssignment.objects.filter(country=country, role=TECHNICAL_LEAD.key, ended_at=None).values_list(
            "area", flat=True
        )
    )
    return [] if "" in led else [area for area in areas if area not in led]


def _without_target(plan: PlanRecord) -> list[str]:
    """A goal that somebody took away has a reason in the history; one nobody ever set has none."""
    return list(plan.goals.filter(target=None, edited=False).values_list("indicator", flat=True))


def _unanswered(plan: PlanRecord, areas: Iterable[str], rows: Iterable[ActivityRecord]) -> tuple[str, ...]:
    """Give the recommendations that no activity answers; for a plan of some areas, only those of its areas."""
    mine, here = {row.pk for row in rows}, {*areas, ""}
    register = Recommendation.objects.filter(country=plan.country, removed=False).exclude(state__in=list(SETTLED))
    asked = register if not plan.frame.get("areas") else register.filter(area__in=here)
    return tuple(_beginning(one.text) for one in asked if not mine & set(one.answered_by))


def _beginning(text: str) -> str:
    return text if len(text) <= LETTERS_NAMED else text[: LETTERS_NAMED - 1].rstrip() + "…"


def _unfinished(plan: PlanRecord, rows: Iterable[ActivityRecord]) -> tuple[str, ...]:
    carried = _carried_numbers(plan)
    return tuple(row.number for row in rows if row.status not in ENDED and row.number not in carried)


def _carried_numbers(plan: PlanRecord) -> set[str]:
    """Give the numbers of the activities that a later plan has taken over, from the notes these left."""
    later = ActivityRecord.objects.filter(plan__previous=plan, plan__removed=False, removed=False)
    notes = chain.from_iterable(_notes(content) for content in later.values_list("content", flat=True))
    return {note.partition(";")[0].strip() for note in notes}


def _notes(content: Mapping[str, Mapping[str, str]]) -> list[str]:
    note = content["notes"].get(CARRIED_FROM)
    return [] if note is None else [note]
