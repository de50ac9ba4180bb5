"""Edit what an activity costs: its lines, or the reason for having none."""

from dataclasses import replace

from opennaphs.actions.activities.contents import check_editable, plan_years
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.costing import ActivityCost, CostLine, CostState, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_document import activity_document, activity_of
from opennaphs.store.models import ActivityRecord, PlanRecord, User


def edit_cost_lines(
    *, activity: ActivityRecord, cost: ActivityCost, version: int, why: str = "", by: User
) -> ActivityRecord:
    """Replace the cost of an activity; the amounts of the years are computed here, whatever the lines say.

    Args:
        activity: which.
        cost: its state, with lines when it is costed and with a reason in every other state.
        version: the version the person saw.
        why: a sentence for the history.
        by: who changes it.

    Raises:
        NotAllowed: they may not edit costs in this area.
        EditRefused: the state of the plan does not let its activities be edited.
        Stale: somebody else changed the activity meanwhile.
        NaphsError: state, lines and reason do not go together, or a line is in other money than the plan.
    """
    with writing(Permission.EDIT_COSTS, country=activity.country_code, area=activity.area, by=by) as change:
        row = change.locked(activity, version)
        check_editable(row.plan)
        _check(row.plan, cost)
        before = activity_of(row.content)
        starts, years = before.first_year - row.plan.first_year, len(plan_years(row.plan))
        lines = tuple(due(line, starts, years) for line in cost.lines)
        row.content = activity_document(replace(before, cost=replace(cost, lines=lines)))
        change.save(row, "edit_cost_lines", why)
    return row


def _check(plan: PlanRecord, cost: ActivityCost) -> None:
    costed = cost.state is CostState.COSTED
    if costed != bool(cost.lines):
        raise NaphsError("An activity is costed exactly when it has cost lines. Add one, or say why there is none.")
    if not costed and not (cost.reason or "").strip():
        raise NaphsError("Say in a sentence why the activity has no cost lines.")
    for line in cost.lines:
        _check_line(plan, line)


def _check_line(plan: PlanRecord, line: CostLine) -> None:
    basis = plan.frame["cost_basis"]
    if basis is None:
        raise NaphsError("The plan has no cost basis yet: cost it with a country profile and a price list first.")
    wanted = (basis["currency"], basis["price_year"])
    if (line.unit_price.currency, line.unit_price.price_year) != wanted:
        message = f"“{line.title}” must be in {wanted[0]} of {wanted[1]}, as the plan is."
        raise NaphsError(message)
    if line.schedule is not None and len(line.schedule) != len(plan_years(plan)):
        message = f"“{line.title}”: say for each of the {len(plan_years(plan))} years how often it is due, or for none."
        raise NaphsError(message)
