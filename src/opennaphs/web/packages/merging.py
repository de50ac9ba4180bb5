"""A returned package beside the plan: what it changes, field by field, and what a person takes over of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opennaphs.actions.packages.comparing import (
    KIND,
    Comparison,
    area_of,
    compare,
    fingerprint,
    may_take,
    only_progress,
)
from opennaphs.actions.packages.merge_package import PlanMoved, merge_package
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.differences import Document
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.lifecycle import EDITING, Editing
from opennaphs.domain.merging import MINE, THEIRS
from opennaphs.domain.plan_document import activity_document
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sector_packages import PackageChange
from opennaphs.store.models import ImportPreview, PlanRecord, User
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.activities.words import area_label, word
from opennaphs.web.finding import find_plan
from opennaphs.web.packages.words import changed_fields, field_label, fields_of, shown
from opennaphs.web.plans.words import said, state_word
from opennaphs.web.row_forms import CONFLICT, INVALID

NOT_TOLD = frozenset({"id", "action_id", "area", "lead", "text", "cost", "details.status"})


@dataclass(frozen=True)
class Choices:
    """What a person ticked and chose; ``None`` while they have not been asked."""

    taken: Collection[str] | None = None
    removals: Collection[str] = ()
    decisions: Mapping[str, Mapping[str, str]] | None = None
    why: str = ""

    def takes(self, number: str) -> bool:
        """Whether an activity is ticked; at first all are."""
        return self.taken is None or number in self.taken

    def decided(self, number: str, field: str) -> str:
        """Which side was chosen for a field in conflict; "" for none."""
        return (self.decisions or {}).get(number, {}).get(field, "")


@country_page(Permission.EDIT_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def comparison(request: SignedInRequest, iso3: str, plan_id: int, preview_id: UUID) -> HttpResponse:
    """Show what a returned package would change; take over what was chosen."""
    plan, preview = _found(request.user, iso3, plan_id, preview_id)
    found = compare(preview)
    if request.method != "POST":
        return _show(request, plan, preview, found, Choices())
    return _take_over(request, plan, preview, found)


def _found(person: User, iso3: str, plan_id: int, preview_id: UUID) -> tuple[PlanRecord, ImportPreview]:
    """Give a plan and a package its reader brought back for it, or 404."""
    plan = find_plan(iso3, plan_id)
    preview = ImportPreview.objects.filter(country=iso3, kind=KIND, pk=preview_id, owner=person).first()
    if preview is None or not plan.packages.filter(pk=preview.content["package"]).exists():
        raise Http404
    return plan, preview


def _take_over(request: SignedInRequest, plan: PlanRecord, preview: ImportPreview, found: Comparison) -> HttpResponse:
    chosen = _chosen(request, found)
    if request.POST.get("seen") != fingerprint(found):
        text = _("The plan was changed after you saw this page. Nothing was written; what you chose is kept below.")
        return _show(request, plan, preview, found, chosen, fault=text, status=CONFLICT)
    fault = _undecided(found, chosen)
    if fault:
        return _show(request, plan, preview, found, chosen, fault=fault, status=INVALID)
    try:
        taken = merge_package(
            preview=preview,
            seen=request.POST["seen"],
            accepted=chosen.taken or (),
            decisions=chosen.decisions or {},
            removals=chosen.removals,
            why=chosen.why,
            by=request.user,
        )
    except NotAllowed:
        raise
    except PlanMoved as moved:
        return _show(request, plan, preview, compare(preview), chosen, fault=str(moved), status=CONFLICT)
    except NaphsError as refused:
        return _show(request, plan, preview, found, chosen, fault=str(refused), status=INVALID)
    counts = {"changed": len(taken.changed), "added": len(taken.added), "removed": len(taken.removed)}
    messages.success(request, _("Taken over. Changed: %(changed)d, new: %(added)d, removed: %(removed)d.") % counts)
    return redirect("packages", plan.country, plan.pk)


def key_of(number: str, field: str) -> str:
    """Give the name under which a decision is posted."""
    return f"choose:{number}:{field}"


def _chosen(request: SignedInRequest, found: Comparison) -> Choices:
    decisions: dict[str, dict[str, str]] = {}
    for number, conflict in found.merge.conflicts:
        choice = request.POST.get(key_of(number, conflict.field), "")
        if choice in {MINE, THEIRS}:
            decisions.setdefault(number, {})[conflict.field] = choice
    why = request.POST.get("why", "").strip()[:500]
    return Choices(request.POST.getlist("take"), request.POST.getlist("remove"), decisions, why)


def _undecided(found: Comparison, chosen: Choices) -> str:
    """Say which fields still need a choice, or that nothing was chosen at all; "" when all is well."""
    open_ones = [
        f"{number} ({field_label(conflict.field)})"
        for number, conflict in found.merge.conflicts
        if chosen.takes(number) and not chosen.decided(number, conflict.field)
    ]
    if open_ones:
        names = ", ".join(open_ones)
        return _("Choose one side for each field in conflict, or untick the activity: %(names)s.") % {"names": names}
    return "" if chosen.taken or chosen.removals else _("Nothing is ticked, so there is nothing to take over.")


def _show(
    request: SignedInRequest,
    plan: PlanRecord,
    preview: ImportPreview,
    found: Comparison,
    chosen: Choices,
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    merge, person = found.merge, request.user
    about = _About(found, plan, person, chosen)
    context = {
        "plan": plan,
        "preview": preview,
        "found": found,
        "package": found.package,
        "sector": word(found.package.sector),
        "sign": fingerprint(found),
        "fault": fault,
        "why": chosen.why,
        "changes": [about.change(one) for one in merge.changes],
        "added": [about.added(one.id, activity_document(one)) for one in merge.added],
        "removals": [about.removal(number) for number in merge.removal_requested],
        "problems": [said(one) for one in (*merge.problems, *found.remarks)],
        "aside": [(one.id, one.action.text) for one in merge.kept_aside],
        "left_out": sum(not may_take(person, found, number) for number in _numbers(found)),
        "frozen": _frozen(plan, found),
    }
    return render(request, "packages/comparison.html", context, status=status)


def _numbers(found: Comparison) -> tuple[str, ...]:
    merge = found.merge
    return (*(one.number for one in merge.changes), *(one.id for one in merge.added), *merge.removal_requested)


def _frozen(plan: PlanRecord, found: Comparison) -> str:
    """Say why the state of the plan lets nothing, or only progress, be taken over; "" when it lets everything."""
    allowed = EDITING[PlanState(plan.state)]
    if allowed is Editing.ALL or (allowed is Editing.PROGRESS and only_progress(found.merge, ())):
        return ""
    state = {"state": state_word(plan.state)}
    if allowed is Editing.PROGRESS:
        return _("The plan is “%(state)s”: only progress can be taken over. Untick everything else.") % state
    return _("The plan is “%(state)s”, so nothing can be taken over now.") % state


@dataclass(frozen=True)
class _About:
    """Says of each activity of a package what its page shows."""

    found: Comparison
    plan: PlanRecord
    person: User
    chosen: Choices

    def _frame(self, number: str, document: Document) -> dict[str, Any]:
        allowed = may_take(self.person, self.found, number)
        return {
            "number": number,
            "text": document["text"],
            "area": area_label(self.plan, area_of(self.found, number)),
            "leads": document["lead"] == self.found.package.sector,
            "allowed": allowed,
            "taken": allowed and self.chosen.takes(number),
        }

    def change(self, one: PackageChange) -> dict[str, Any]:
        """Give a changed activity: fields that simply change, and fields in conflict."""
        torn = {conflict.field for conflict in one.merged.conflicts}
        plain = [
            (field_label(name), shown(name, before), shown(name, after))
            for name, before, after in changed_fields(one.before, one.merged.document)
            if name not in torn
        ]
        conflicts = [
            {
                "key": key_of(one.number, conflict.field),
                "label": field_label(conflict.field),
                "base": shown(conflict.field, conflict.base),
                "mine": shown(conflict.field, conflict.mine),
                "theirs": shown(conflict.field, conflict.theirs),
                "chosen": self.chosen.decided(one.number, conflict.field),
            }
            for conflict in one.merged.conflicts
        ]
        return {**self._frame(one.number, one.before), "fields": plain, "conflicts": conflicts}

    def added(self, number: str, document: Document) -> dict[str, Any]:
        """Give a new activity with everything the workbook says of it."""
        told = [
            (field_label(name), shown(name, value))
            for name, value in fields_of(document).items()
            if name not in NOT_TOLD and shown(name, value) not in {"", "{}", document["area"]}
        ]
        return {**self._frame(number, document), "told": told}

    def removal(self, number: str) -> dict[str, Any]:
        """Give an activity the package wants removed."""
        row = next(one for one in self.found.plan.activities if one.id == number)
        frame = self._frame(number, activity_document(row))
        return {**frame, "taken": frame["allowed"] and number in self.chosen.removals}


@country_page(Permission.EDIT_ACTIVITIES)
@require_GET
def report(request: SignedInRequest, iso3: str, plan_id: int, preview_id: UUID) -> HttpResponse:
    """Give the comparison as a table, to be talked over with the ministry."""
    _plan, preview = _found(request.user, iso3, plan_id, preview_id)
    found = compare(preview)
    headings = ("activity", "kind", "field", "before", "workbook", "plan today", "remark")
    name = f"package-{found.package.pk}-{found.package.sector.replace(' ', '-')}.csv"
    return csv_response(name, headings, [*_change_lines(found), *_other_lines(found)])


def _change_lines(found: Comparison) -> list[list[str]]:
    lines = []
    for one in found.merge.changes:
        torn = {conflict.field for conflict in one.merged.conflicts}
        for conflict in one.merged.conflicts:
            values = (shown(conflict.field, side) for side in (conflict.base, conflict.mine, conflict.theirs))
            lines.append([one.number, _("conflict"), field_label(conflict.field), *values, ""])
        for name, before, after in changed_fields(one.before, one.merged.document):
            if name not in torn:
                now = shown(name, before)
                lines.append([one.number, _("change"), field_label(name), now, shown(name, after), now, ""])
    return lines


def _other_lines(found: Comparison) -> list[list[str]]:
    merge = found.merge
    return [
        *([one.id, _("new"), "", "", one.action.text, "", ""] for one in merge.added),
        *([number, _("removal requested"), "", "", "", "", ""] for number in merge.removal_requested),
        *([one.id, _("kept aside"), "", "", one.action.text, "", ""] for one in merge.kept_aside),
        *(["", _("remark"), "", "", "", "", said(one)] for one in (*merge.problems, *found.remarks)),
    ]
