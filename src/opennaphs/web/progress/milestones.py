"""The milestones of a plan: what is due when, what was passed, and who may say so."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.edit_milestone import edit_milestone
from opennaphs.actions.following.pass_milestone import pass_milestone
from opennaphs.actions.following.remove_milestone import remove_milestone
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.monitoring.milestones import MilestoneStanding, MilestoneState
from opennaphs.store.following import milestones_of
from opennaphs.store.models import ActivityRecord, MilestoneRecord, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import address, frame, whole_number
from opennaphs.web.activities.rights import Rights
from opennaphs.web.activities.telling import tell
from opennaphs.web.finding import find_plan
from opennaphs.web.progress.attempts import attempt
from opennaphs.web.progress.figures import milestones_now
from opennaphs.web.progress.forms import MilestoneForm, NewMilestoneForm, PassForm
from opennaphs.web.progress.words import MILESTONE_KINDS, MILESTONES
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

PAGE = 100
REPORT = Permission.REPORT_PROGRESS


@dataclass(frozen=True)
class MilestoneLine:
    """One milestone as a page shows it to one person."""

    standing: MilestoneStanding
    row: MilestoneRecord
    may_report: bool

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return str(MILESTONES[self.standing.state])

    @property
    def kind(self) -> str:
        """The colour of that."""
        return MILESTONE_KINDS.get(self.standing.state, "neutral")


def milestone_lines(plan: PlanRecord, standings: Iterable[MilestoneStanding], rights: Rights) -> list[MilestoneLine]:
    """Give milestones with their rows and what the person may do to them."""
    found = list(standings)
    rows = {str(row.pk): row for row in milestones_of(plan).filter(pk__in=[one.milestone.id for one in found])}
    there = [(one, rows[one.milestone.id]) for one in found if one.milestone.id in rows]
    return [MilestoneLine(one, row, rights.may(REPORT, row.activity.area)) for one, row in there]


@country_page()
def milestones(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the milestones of a plan, the earliest due first, or those of one state."""
    plan = find_plan(iso3, plan_id)
    everything, wanted = milestones_now(plan), request.GET.get("state", "")
    shown = [one for one in everything if not wanted or one.state == wanted]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = frame(request, plan)
    rights = context["rights"]
    more = {
        "page": page,
        "lines": milestone_lines(plan, cast("Sequence[MilestoneStanding]", page.object_list), rights),
        "states": _states(everything, wanted),
        "may_add": bool(rights.areas(REPORT)),
        "state_reason": rights.state_reason(REPORT),
    }
    return render(request, "progress/milestones.html", {**context, **more})


def _states(everything: Iterable[MilestoneStanding], wanted: str) -> list[dict[str, Any]]:
    """Give the states as views of the list, each with its count; zero is a count."""
    found = Counter(one.state for one in everything)
    every = (_("all"), "?", not wanted, sum(found.values()))
    states = [(str(MILESTONES[one]), f"?state={one}", one == wanted, found[one]) for one in MilestoneState]
    return [
        {"label": label.capitalize(), "url": url, "current": current, "count": count}
        for label, url, current, count in (every, *states)
    ]


@country_page(REPORT)
def milestone_new(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Add a milestone to an activity of one's own areas."""
    plan = find_plan(iso3, plan_id)
    context = frame(request, plan, cancel_url=_list_address(plan))
    mine = plan.activities.filter(removed=False, area__in=context["rights"].areas(REPORT))
    initial = {"activity": whole_number(request.GET.get("activity"))}
    form = NewMilestoneForm(request.POST or None, activities=mine, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        told = {"activity": said["activity"], "fields": form.wanted(), "why": said["why"]}
        if attempt(form, lambda: add_milestone(**told, by=request.user)):
            return _done(request, said["activity"], _("The milestone is kept."))
    status = INVALID if request.method == "POST" else 200
    return render(request, "progress/milestone_new.html", {**context, "form": form}, status=status)


def _list_address(plan: PlanRecord) -> str:
    return reverse("milestones", args=[plan.country, plan.pk])


def _done(request: SignedInRequest, activity: ActivityRecord, text: str) -> HttpResponse:
    tell(request, text)
    return redirect(address("activity-progress", activity))


@country_page(REPORT)
def milestone_edit(request: SignedInRequest, iso3: str, plan_id: int, milestone_id: int) -> HttpResponse:
    """Edit a milestone."""
    row = find_milestone(iso3, plan_id, milestone_id)

    def act(form: RowForm) -> object:
        said = form.cleaned_data
        fields = cast("MilestoneForm", form).wanted()
        return edit_milestone(milestone=row, fields=fields, version=said["version"], why=said["why"], by=request.user)

    context = frame(request, row.activity.plan, heading=_("Edit the milestone"), cancel_url=_back(row))
    return edit_row(
        request,
        row,
        MilestoneForm,
        act,
        template="progress/milestone_edit.html",
        context=context,
        done=lambda: _done(request, row.activity, _("Saved.")),
    )


@country_page(REPORT)
def milestone_pass(request: SignedInRequest, iso3: str, plan_id: int, milestone_id: int) -> HttpResponse:
    """Say on which day a milestone was passed, or that it is open again."""
    row = find_milestone(iso3, plan_id, milestone_id)

    def act(form: RowForm) -> object:
        said = form.cleaned_data
        told = {name: said[name] for name in ("done_on", "evidence", "version", "why")}
        return pass_milestone(milestone=row, by=request.user, **told)

    context = frame(request, row.activity.plan, heading=_("Was it passed?"), cancel_url=_back(row))
    return edit_row(
        request,
        row,
        PassForm,
        act,
        template="progress/milestone_edit.html",
        context={**context, "today": timezone.localdate()},
        done=lambda: _done(request, row.activity, _("Saved.")),
    )


@country_page(REPORT)
def milestone_remove(request: SignedInRequest, iso3: str, plan_id: int, milestone_id: int) -> HttpResponse:
    """Ask, then take a milestone off the lists."""
    row = find_milestone(iso3, plan_id, milestone_id)
    context = frame(request, row.activity.plan, row=row, cancel_url=_back(row))
    if request.method != "POST":
        return render(request, "progress/milestone_remove.html", context)
    version = whole_number(request.POST.get("version")) or 0
    remove_milestone(milestone=row, version=version, why=request.POST.get("why", "").strip(), by=request.user)
    return _done(request, row.activity, _("The milestone is removed; its history stays."))


def find_milestone(iso3: str, plan_id: int, milestone_id: int) -> MilestoneRecord:
    """Give a milestone of a plan of the country, or 404."""
    row = milestones_of(find_plan(iso3, plan_id)).filter(pk=milestone_id).first()
    if row is None:
        raise Http404
    return row


def _back(row: MilestoneRecord) -> str:
    return address("activity-progress", row.activity)
