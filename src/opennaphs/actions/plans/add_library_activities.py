"""Add actions of the library to a plan as activities, numbered on from those there are, costed as the others."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.activities.positions import position_after
from opennaphs.actions.plans.goal_effects import effects_of, frame_after, material_of
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.costing import NOT_ASKED, ActivityCost, cost_action
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import TargetGap
from opennaphs.domain.library import Action, ActionLibrary
from opennaphs.domain.plan_document import activity_document
from opennaphs.domain.planning import Activity, Plan, first_year_of
from opennaphs.domain.sector_packages import new_number
from opennaphs.store.models import ActivityRecord, PlanRecord, User
from opennaphs.store.plans import load_plan

NOT_ASKED_FOR = "The goals of the plan do not ask for {names}, or the plan has them already. Look at the list again."
NONE_CHOSEN = "Choose at least one action to add."
OWN_LIBRARY = "This plan was not drafted from our library, so its goals ask for none of our actions."


def add_library_activities(
    *, plan: PlanRecord, action_ids: Sequence[str], why: str = "", by: User
) -> list[ActivityRecord]:
    """Add what the goals ask for and the plan lacks.

    Args:
        plan: which.
        action_ids: ids of actions of the library.
        why: a sentence for the history.
        by: who adds them; they need the right in the area of each.

    Raises:
        NotAllowed: they may not edit one of the areas.
        EditRefused: the plan stands as agreed.
        NaphsError: nothing is chosen, or something the goals do not ask for.
    """
    library = _library(load_plan(plan))
    _check_chosen(action_ids, library)
    areas = {library.area(one.target) for one in library.actions if one.id in set(action_ids)}
    with writing(Permission.EDIT_ACTIVITIES, country=plan.country, areas=areas, by=by) as change:
        locked = change.locked(plan, None)
        check_editable(locked)
        now = load_plan(locked)
        new = _numbered(_asked(now, action_ids), now, locked, library)
        rows = _add(new, locked, change, why)
        after = _named(replace(now, activities=(*now.activities, *new)), library)
        locked.frame = {**locked.frame, **frame_after(after)}
        change.save(locked, "add_library_activities", why)
    return rows


def _library(plan: Plan) -> ActionLibrary:
    material = material_of(plan)
    if material is None:
        raise NaphsError(OWN_LIBRARY)
    return material.library


def _check_chosen(action_ids: Sequence[str], library: ActionLibrary) -> None:
    if not action_ids:
        raise NaphsError(NONE_CHOSEN)
    unknown = sorted(set(action_ids) - {one.id for one in library.actions})
    if unknown:
        raise NaphsError(NOT_ASKED_FOR.format(names=", ".join(unknown)))


def _asked(plan: Plan, action_ids: Iterable[str]) -> list[tuple[Action, TargetGap]]:
    lacking = {action.id: (action, gap) for action, gap in effects_of(plan).lacking}
    wrong = [one for one in action_ids if one not in lacking]
    if wrong:
        raise NaphsError(NOT_ASKED_FOR.format(names=", ".join(wrong)))
    return [pair for one, pair in lacking.items() if one in set(action_ids)]


def _numbered(
    asked: Iterable[tuple[Action, TargetGap]], plan: Plan, record: PlanRecord, library: ActionLibrary
) -> list[Activity]:
    """A number is never used twice, not even that of an activity that was taken out."""
    taken = set(record.activities.values_list("number", flat=True))
    found = []
    for action, gap in asked:
        area = library.area(action.target)
        number = new_number(area, taken)
        taken.add(number)
        year = first_year_of(action.level, gap, plan.term, plan.first_year)
        found.append(Activity(number, area, action, year, cost=_cost(action, year, plan)))
    return found


def _cost(action: Action, first_year: int, plan: Plan) -> ActivityCost:
    """Give a menu estimate where the plan rests on our default prices; another list would be a guess, so none then."""
    prices = read_default_prices()
    if plan.cost_basis is None or plan.cost_basis.price_list != prices.label:
        return NOT_ASKED
    starts_in = first_year - plan.first_year
    return cost_action(action, plan.cost_basis.profile, prices, starts_in=starts_in, years=plan.term.years)


def _add(new: Iterable[Activity], record: PlanRecord, change: Change, why: str) -> list[ActivityRecord]:
    """Put each behind the last of its area, those of a new area behind all others."""
    known = list(record.activities.defer("content"))
    last, end = {row.area: row for row in known}, known[-1] if known else None
    rows = []
    for activity in new:
        before = last.get(activity.area, end)
        position = position_after(change, record, before, "add_library_activities")
        row = ActivityRecord(plan=record, content=activity_document(activity), position=position)
        rows.append(change.add(row, "add_library_activities", why))
        last[activity.area], end = row, row if before is end else end
    return rows


def _named(plan: Plan, library: ActionLibrary) -> Plan:
    """Give a plan with the titles of the areas that are new to it."""
    titles = {one.area: library.area_titles.get(one.area, one.area) for one in plan.activities}
    return replace(plan, area_titles={**titles, **plan.area_titles})
