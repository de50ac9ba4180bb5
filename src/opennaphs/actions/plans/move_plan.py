"""Move a plan to another state of its life, with the days and names that the move needs."""

import datetime
from collections.abc import Mapping
from typing import Any

from opennaphs.actions.publishing.freezing import freeze
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import check_move
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import PlanRecord, User
from opennaphs.store.standings import standing_of

FACTS: Mapping[PlanState, tuple[str, ...]] = {
    PlanState.VALIDATED: ("validated_on",),
    PlanState.ENDORSED: ("endorsed_by", "endorsed_on"),
    PlanState.LAUNCHED: ("launched_on",),
    PlanState.CLOSED: ("reviewed_on",),
}
"""What is recorded about a plan as it enters a state: who endorsed it, on which day it was launched …"""


FREEZING = (PlanState.ENDORSED, PlanState.LAUNCHED)
"""States whose plan is kept as it is when it enters them: what was endorsed can always be shown."""


def move_plan(
    *,
    plan: PlanRecord,
    to: PlanState,
    version: int,
    today: datetime.date,
    facts: Mapping[str, Any] | None = None,
    why: str = "",
    by: User,
) -> PlanRecord:
    """Move a plan on, or back with a reason.

    Args:
        plan: which.
        to: the state it shall enter.
        version: the version the person saw.
        today: the day of the move.
        facts: what the state needs to know, under the names of :data:`FACTS`; not needed on the way back.
        why: the reason; a move back needs one.
        by: who moves it.

    Raises:
        NotAllowed: they may not move plans.
        MoveRefused: something stands against it; the error carries every sentence.
        Stale: somebody else changed the plan meanwhile.
        NaphsError: a fact that does not belong to the state.
    """
    facts = dict(facts or {})
    _check_facts(facts, to)
    with writing(Permission.MOVE_PLAN, country=plan.country, by=by) as change:
        row = change.locked(plan, version)
        for name, value in facts.items():
            setattr(row, name, value)
        move = check_move(standing_of(row, today), PlanState(row.state), to, why)
        row.state = move.to
        change.save(row, "move_plan", move.why)
        if move.to in FREEZING and not move.back:
            freeze(change, row, always=move.to is PlanState.ENDORSED)
    return row


def _check_facts(facts: Mapping[str, Any], to: PlanState) -> None:
    wrong = [name for name in facts if name not in FACTS.get(to, ())]
    if wrong:
        message = f"A plan that becomes “{to}” records nothing under {', '.join(wrong)}."
        raise NaphsError(message)
