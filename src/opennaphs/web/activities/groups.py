"""Work that is planned twice: groups across areas, compared side by side and merged."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.activities.merge_activities import merge_activities
from opennaphs.actions.writing import Stale
from opennaphs.authorization.permissions import Permission
from opennaphs.domain import grouping
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.grouping import Group, MergedActivities, duplicate_groups
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan
from opennaphs.store.activities import list_rows, mark_of
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import address, frame, whole_number
from opennaphs.web.activities.telling import tell, warn
from opennaphs.web.activities.words import area_label, word
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.words import said

MOST = 12
ONCE = "once"


@country_page()
def groups(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show activities of different areas that may be one piece of work."""
    plan = find_plan(iso3, plan_id)
    context, rows = frame(request, plan), {row.number: row for row in list_rows(plan)}
    found = [
        {
            "title": group.group or "",
            "reason": said(group.reason),
            "members": [_member(plan, rows[number]) for number in group.activities if number in rows],
            "query": "&".join(f"n={number}" for number in group.activities[:MOST]),
        }
        for group in _found(plan)
    ]
    may = context["rights"].may(Permission.EDIT_PLAN, None)
    return render(request, "activities/groups.html", {**context, "groups": found, "may_merge": may})


def _found(plan: PlanRecord) -> tuple[Group, ...]:
    """Look for groups, which takes a while in a large plan, once for each state of the plan."""
    key = hashlib.sha256(f"groups {mark_of(plan)}".encode()).hexdigest()
    found: tuple[Group, ...] | None = caches["pictures"].get(key)
    if found is None:
        found = duplicate_groups(load_plan(plan))
        caches["pictures"].set(key, found)
    return found


def _member(plan: PlanRecord, row: ActivityRecord) -> dict[str, Any]:
    return {"row": row, "area": area_label(plan, row.area)}


@country_page()
def groups_compare(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Compare activities side by side, show what merging them would do, and merge them."""
    plan = find_plan(iso3, plan_id)
    if request.method == "POST":
        return _merge(request, plan)
    wanted = _numbers(request)
    rows = {row.number: row for row in list_rows(plan).filter(number__in=wanted)}
    domain_plan = load_plan(plan)
    members = [one for one in domain_plan.activities if one.id in rows]
    if len(members) < 2:  # noqa: PLR2004 - one cannot be compared
        warn(request, _("Choose at least two activities of the plan to compare, by their numbers."))
        return redirect("groups", iso3, plan_id)
    context = frame(request, plan)
    shown = {
        "members": members,
        "facts": _facts(plan, members),
        "keep": request.GET.get("keep", members[0].id),
        "paid": request.GET.get("paid", ONCE),
        "versions": [(number, row.version) for number, row in rows.items()],
        "may_merge": context["rights"].may(Permission.EDIT_PLAN, None),
        "reason": context["rights"].reason(Permission.EDIT_PLAN, None),
        **_preview(request, domain_plan, [one.id for one in members]),
    }
    return render(request, "activities/compare.html", {**context, **shown})


def _numbers(request: HttpRequest) -> list[str]:
    texts = [part for text in request.GET.getlist("n") for part in text.replace(",", " ").split()]
    return list(dict.fromkeys(texts))[:MOST]


def _preview(request: HttpRequest, plan: Plan, numbers: Sequence[str]) -> dict[str, Any]:
    """Try the merge without writing it."""
    keep = request.GET.get("keep")
    if keep is None:
        return {}
    merged = [number for number in numbers if number != keep]
    try:
        result = grouping.merge_activities(plan, keep, merged, paid_once=request.GET.get("paid") == ONCE)
    except NaphsError as error:
        return {"refused": str(error)}
    kept = next(one for one in result.plan.activities if one.id == keep)
    return {"preview": result, "merged": merged, "cost": _cost(kept), "remarks": [said(one) for one in result.remarks]}


def _facts(plan: PlanRecord, members: Sequence[Activity]) -> list[tuple[str, list[Any]]]:
    """Give what is compared: one line for each fact, one value for each activity."""
    return [
        (_("Area"), [area_label(plan, one.area) for one in members]),
        (_("Text"), [one.action.text for one in members]),
        (_("Owner"), [one.owner for one in members]),
        (_("Lead sector"), [word(one.action.lead) or None for one in members]),
        (_("Supporting sectors"), [", ".join(map(word, one.action.supporting)) or None for one in members]),
        (_("Scale"), [word(one.action.administrative_level) or None for one in members]),
        (_("Places"), [", ".join(one.details.places) or None for one in members]),
        (_("First year"), [one.first_year for one in members]),
        (_("Status"), [word(one.details.status) for one in members]),
        (_("Functional group"), [one.action.group for one in members]),
        (_("Evidence that it is done"), [one.action.evidence for one in members]),
        (_("Cost"), [_cost(one) or word(one.cost.state) for one in members]),
        (_("Cost lines"), ["; ".join(line.title for line in one.cost.lines) or None for one in members]),
    ]


def _cost(activity: Activity) -> Money | None:
    lines = activity.cost.lines
    if not lines:
        return None
    whole = lines[0].total
    for line in lines[1:]:
        whole += line.total
    return whole


def _merge(request: SignedInRequest, plan: PlanRecord) -> HttpResponse:
    keep, merged = request.POST.get("keep", ""), request.POST.getlist("merged")
    versions = {number: whole_number(request.POST.get(f"version-{number}")) or 0 for number in (keep, *merged)}
    try:
        result = merge_activities(
            plan=plan,
            keep=keep,
            merged=merged,
            paid_once=request.POST.get("paid") == ONCE,
            versions=versions,
            why=request.POST.get("why", "")[:500],
            by=request.user,
        )
    except Stale as stale:
        text = _("{name} changed {row} meanwhile, so nothing was merged. Look at them again.")
        warn(request, text.format(name=stale.row.changed_by, row=stale.row))
        return redirect("groups", plan.country, plan.pk)
    _tell_merged(request, keep, result)
    return redirect(address("activity", plan.activities.select_related("plan").get(number=keep)))


def _tell_merged(request: HttpRequest, keep: str, result: MergedActivities) -> None:
    names = ", ".join(one.id for one in result.removed)
    tell(
        request,
        _("{names} are now part of {keep}; they can be found among the removed.").format(names=names, keep=keep),
    )
    for one in result.remarks:
        warn(request, said(one))
