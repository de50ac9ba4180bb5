"""Chosen plans: a plan as a choice leaves it, with the chosen activities only, each in its own years.

Work that a group pays once keeps its full cost in every activity that asks for it: sharing is agreed by people, so it
is shown (``domain.shared_costs``), not booked.
"""

from dataclasses import replace
from decimal import Decimal

from opennaphs.domain.choice_costs import started_by_year
from opennaphs.domain.choices import Choice, Question, Work
from opennaphs.domain.costing import CostLine, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.work_outlays import NEVER, ONCE, times_since_start

Shares = tuple[Decimal, ...]


def apply_choice(plan: Plan, question: Question, choice: Choice) -> Plan:
    """Give the plan with the chosen activities, each beginning in its year and costing what the choice says.

    Raises:
        NaphsError: the choice holds activities the plan does not have: it was made for another plan.
    """
    strange = sorted(choice.started.keys() - {activity.id for activity in plan.activities})
    if strange:
        message = f"The plan has no activity {', '.join(strange)}: the choice was made for another plan. Choose again."
        raise NaphsError(message)
    chosen = (activity for activity in plan.activities if _is_chosen(activity, choice))
    return replace(plan, activities=tuple(_timed(plan, question, choice, activity) for activity in chosen))


def left_out(plan: Plan, choice: Choice) -> tuple[Activity, ...]:
    """Give the activities of a plan that a choice does not start."""
    return tuple(activity for activity in plan.activities if not _is_chosen(activity, choice))


def _is_chosen(activity: Activity, choice: Choice) -> bool:
    return any(choice.started.get(activity.id, ()))


def _timed(plan: Plan, question: Question, choice: Choice, activity: Activity) -> Activity:
    started = started_by_year(question, choice.started[activity.id])
    first, work = next(year for year, share in enumerate(started) if share), question.work_of[activity.id]
    lines = tuple(_line(line, work, times_since_start(line, activity, plan), started) for line in activity.cost.lines)
    return replace(activity, first_year=plan.first_year + first, cost=replace(activity.cost, lines=lines))


def _line(line: CostLine, work: Work, times: Shares, started: Shares) -> CostLine:
    """Put a line into the years of the choice; work that starts whole keeps the rule of its economic type."""
    if line.schedule is None and times == (ONCE,) and all(share in {NEVER, ONCE} for share in started):
        return due(line, started.index(ONCE), len(started))
    kind = line.template.economic_type
    # How often a line is due follows the start of the work just as its money does.
    schedule = replace(work, outlays={kind: times}).due(kind, started)
    return due(replace(line, schedule=schedule), 0, len(started))
