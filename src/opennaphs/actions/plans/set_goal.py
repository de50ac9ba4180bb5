"""Set the goal of an indicator, and work out afresh what it asks of the plan."""

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.plans.goal_effects import frame_after, with_goals
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LOWEST_LEVEL
from opennaphs.store.models import GoalRecord, User
from opennaphs.store.plans import load_plan

NO_LEVEL = "The goal of {indicator} is a level from 1 to 5, not {target}."
NO_REASON = "Say why {indicator} has no goal: those who review the plan will ask."


def set_goal(*, goal: GoalRecord, target: int | None, version: int, why: str = "", by: User) -> GoalRecord:
    """Set the level an indicator shall reach. Activities stay as they are; the gaps of the plan follow.

    Args:
        goal: which.
        target: a whole level from 1 to 5; ``None`` when the indicator shall have no goal, which needs a reason.
        version: the version the person saw.
        why: a sentence for the history.
        by: who sets it.

    Raises:
        NotAllowed: they may not set goals.
        EditRefused: the plan stands as agreed.
        Stale: somebody else set it meanwhile.
        NaphsError: no such level, or no reason for having none.
    """
    _check(goal.indicator, target, why)
    with writing(Permission.EDIT_PLAN, country=goal.country_code, by=by) as change:
        plan = change.locked(goal.plan, None)
        row = change.locked(goal, version)
        check_editable(plan)
        row.target, row.edited = target, True
        change.save(row, "set_goal", why)
        now = load_plan(plan)
        plan.frame = {**plan.frame, **frame_after(with_goals(now, now.goals))}
        change.save(plan, "set_goal", why)
    return row


def _check(indicator: str, target: int | None, why: str) -> None:
    if target is None and not why.strip():
        raise NaphsError(NO_REASON.format(indicator=indicator))
    if target is not None and not LOWEST_LEVEL <= target <= HIGHEST_LEVEL:
        raise NaphsError(NO_LEVEL.format(indicator=indicator, target=target))
