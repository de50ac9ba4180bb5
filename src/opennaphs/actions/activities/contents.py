"""Contents of activities on their way into a row: put together, and held against the domain before they are saved."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from opennaphs.authorization.permissions import Permission
from opennaphs.domain.activity_details import NO_DETAILS, details_document
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.lifecycle import Editing, check_editing
from opennaphs.domain.moved_years import moved
from opennaphs.domain.plan_document import activity_document, activity_of
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.planning import Activity
from opennaphs.domain.prerequisites import check_no_circle
from opennaphs.store.activities import waits_in
from opennaphs.store.models import PlanRecord

NESTED = ("details", "notes")
FIXED = frozenset({"id", "area", "action_id"})
PROGRESS = frozenset({"status", "percent_done"})
RATINGS = frozenset({"impact", "feasibility", "risk"})


def check_editable(plan: PlanRecord, *, progress_only: bool = False) -> None:
    """Raise unless the state of a plan lets its activities be changed.

    Raises:
        EditRefused: in a sentence that can be shown.
    """
    check_editing(PlanState(plan.state), Editing.PROGRESS if progress_only else Editing.ALL)


def plan_years(plan: PlanRecord) -> range:
    """Give the calendar years of a plan."""
    return range(plan.first_year, plan.first_year + Term(plan.term).years)


def permissions_for(fields: Mapping[str, Any]) -> frozenset[Permission]:
    """Say which rights changing these fields takes: ratings and progress have their own, all else is editing."""
    details = set(fields.get("details", {}))
    needed = {Permission.REPORT_PROGRESS} if details & PROGRESS else set()
    needed |= {Permission.RATE} if details & RATINGS else set()
    if set(fields) - {"details"} or details - PROGRESS - RATINGS or not needed:
        needed.add(Permission.EDIT_ACTIVITIES)
    return frozenset(needed)


def changed_content(content: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the content of an activity with fields changed, checked by making the activity it describes.

    ``details`` and ``notes`` are changed key by key, everything else as a whole.

    Raises:
        NaphsError: a field nobody knows or that stays as it is, or a value that cannot be.
    """
    return activity_document(_changed(content, fields))


def edited_content(plan: PlanRecord, content: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the content of an activity of a plan with fields changed; its money follows it into another year.

    Raises:
        NaphsError: as :func:`changed_content`; also a year outside the plan, a prerequisite the plan does not have or
            that leads back to the activity, or costs, which are edited by themselves.
    """
    if "cost" in fields:
        raise NaphsError("What an activity costs is changed line by line on its cost pages.")
    years, words = plan_years(plan), {name: value for name, value in fields.items() if name != "first_year"}
    activity = _changed(content, words)
    if list(activity.details.after) != list(content.get("details", {}).get("after", ())):
        check_prerequisites(plan, activity)
    year = fields.get("first_year", activity.first_year)
    if year != activity.first_year:
        _check_year(year, years)
        activity = moved(activity, years, years, year)
    return activity_document(activity)


def _check_year(year: object, years: range) -> None:
    if not isinstance(year, int) or year not in years:
        span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
        message = f"The plan covers {span}; an activity cannot begin in {year}. Choose a year of the plan."
        raise NaphsError(message)


def check_prerequisites(plan: PlanRecord, activity: Activity) -> None:
    """Raise unless the plan has all activities that one waits for, and none of them waits for it.

    Raises:
        NaphsError: naming what is missing, or the circle.
    """
    named, needed = waits_in(plan)
    strange = [number for number in activity.details.after if number not in named]
    if strange:
        message = f"The plan has no activity {', '.join(strange)}. Write numbers of its activities, such as D1-003."
        raise NaphsError(message)
    named[activity.id] = activity.details.after
    check_no_circle({number: (*named[number], *needed[number]) for number in named}, activity.id)


def _changed(content: Mapping[str, Any], fields: Mapping[str, Any]) -> Activity:
    _check_names(content, fields)
    wanted = deepcopy(dict(content)) | {name: value for name, value in fields.items() if name not in NESTED}
    if "details" in fields:
        wanted["details"] = {**details_document(NO_DETAILS), **content.get("details", {}), **fields["details"]}
    if "notes" in fields:
        wanted["notes"] = {**content["notes"], **fields["notes"]}
    if not str(wanted["text"]).strip():
        raise NaphsError("An activity needs a text: say in a sentence what will be done.")
    return _activity(wanted)


def _activity(content: dict[str, Any]) -> Activity:
    try:
        return activity_of(content)
    except (KeyError, ValueError, TypeError) as error:
        message = f"The activity cannot be read: {error}. Correct the value and save again."
        raise NaphsError(message) from error


def _check_names(content: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    known = set(content) | set(NESTED)
    wrong = [name for name in fields if name not in known or name in FIXED]
    if wrong:
        message = f"These fields of an activity cannot be set: {', '.join(wrong)}."
        raise NaphsError(message)
