"""The home page of a country: the stages of its cycle, what to do this week, who leads; and a page for each stage."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from opennaphs.actions.cycle.record_stage import record_stage
from opennaphs.authorization.judge import may, roles_of
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import SECRETARIAT_LEAD, SECRETARIAT_MEMBER
from opennaphs.domain.cycle import StageState
from opennaphs.domain.cycle_stages import STAGES, Stage
from opennaphs.domain.cycle_tasks import STAGE_PAGES
from opennaphs.domain.plan_states import PlanState
from opennaphs.reports.stage_path import render_stage_path
from opennaphs.store.cycles import cycle_rows
from opennaphs.store.models import HandOverNote, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.cycle.files import STARTERS, starter_of
from opennaphs.web.cycle.forms import StageForm
from opennaphs.web.cycle.pages import address_of, stage_of
from opennaphs.web.cycle.stages import ShownStage, empty_row, load_cycle, path_stages, stage_role
from opennaphs.web.people.roster import HeldRole, directory
from opennaphs.web.people.views import notes_by_role
from opennaphs.web.row_forms import RowForm, edit_row

SECRETARIAT = (SECRETARIAT_LEAD.key, SECRETARIAT_MEMBER.key)


@country_page()
def cycle(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show where the country stands and what to do this week."""
    page = load_cycle(iso3, timezone.localdate())
    context = {
        "page": page,
        "roster": secretariat(iso3),
        "my_notes": my_notes(request, iso3),
        "under_way": PlanRecord.objects.filter(country=iso3, state=PlanState.LAUNCHED, removed=False).defer("frame"),
    }
    return render(request, "cycle/cycle.html", context)


def secretariat(iso3: str) -> list[HeldRole]:
    """Give lead and members of the secretariat."""
    return [held for held in directory(iso3) if held.role.key in SECRETARIAT]


def my_notes(request: SignedInRequest, iso3: str) -> list[HandOverNote]:
    """Give the notes predecessors left for the roles this person holds."""
    held = {(one.role, one.area or "") for one in request.user.assignments if one.country == iso3}
    notes = HandOverNote.objects.filter(country=iso3, role__in=[role.key for role in roles_of(request.user, iso3)])
    return [note for note in notes if {(note.role, note.area), (note.role, "")} & held or not note.area]


@country_page()
def path_picture(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Draw the stages as a path."""
    svg = render_stage_path(path_stages(iso3), _, right_to_left=get_language_bidi())
    mark = f'"{sha256(svg).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified()
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["ETag"], response["Cache-Control"] = mark, "private, max-age=0, must-revalidate"
    return response


@country_page()
def stage(request: SignedInRequest, iso3: str, slug: str) -> HttpResponse:
    """Show one stage: its guidance, what the facts say, and the record."""
    found = _stage(slug)
    page = load_cycle(iso3, timezone.localdate())
    shown = next(one for one in page.stages if one.view.stage is found)
    place = list(Stage).index(found)
    context = {
        "shown": shown,
        "starters": STARTERS.get(found, ()),
        "work_url": address_of(STAGE_PAGES[found], found, iso3, page.plan),
        "role": stage_role(STAGES[found].responsible),
        "steps": [_(step) for step in STAGES[found].steps],
        "before": page.stages[place - 1] if place else None,
        "after": page.stages[place + 1] if place + 1 < len(page.stages) else None,
        "roster": secretariat(iso3) if found is Stage.SECRETARIAT else [],
        "groups": notes_by_role(iso3) if found is Stage.SECRETARIAT else [],
        "may_record": may(request.user, Permission.MANAGE_CYCLE, country=iso3),
        "texts": _texts(shown),
    }
    return render(request, "cycle/stage.html", context)


def _texts(shown: ShownStage) -> dict[str, str]:
    info = shown.info
    return {"purpose": _(info.purpose), "evidence": _(info.evidence), "fact": _(info.fact), "source": info.source}


@country_page(Permission.MANAGE_CYCLE)
def record(request: SignedInRequest, iso3: str, slug: str) -> HttpResponse:
    """Record where a stage stands."""
    found = _stage(slug)
    rows = cycle_rows(iso3)
    row = rows.rows.get(found) or empty_row(iso3, found, rows.number)

    def act(form: RowForm) -> object:
        given = form.cleaned_data
        return record_stage(
            country=iso3,
            stage=found,
            state=StageState(given["state"]),
            owner=given["owner"],
            due=given["due"],
            note=given["note"],
            cycle=rows.number,
            version=given["version"] or 1,
            why=given["why"],
            by=request.user,
        )

    def done() -> HttpResponse:
        messages.success(request, _("The stage “%(stage)s” is recorded.") % {"stage": _(STAGES[found].title)})
        return redirect("stage", iso3, slug)

    context = {"title": _(STAGES[found].title), "back": reverse("stage", args=[iso3, slug])}
    return edit_row(request, row, StageForm, act, template="cycle/record.html", context=context, done=done)


@country_page()
def starter(request: SignedInRequest, iso3: str, slug: str, name: str) -> HttpResponse:
    """Give a file to begin a stage with."""
    found = starter_of(_stage(slug), name)
    if found is None:
        raise Http404
    response = HttpResponse(found.render(iso3), content_type=found.kind)
    response["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return response


def _stage(slug: str) -> Stage:
    found = stage_of(slug)
    if found is None:
        raise Http404
    return found
