"""The workbook of a resource mapping: the template, bringing one back, what it would change, and taking it over."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from opennaphs.actions.funding.rights import closed, keeps, organisations_of
from opennaphs.actions.mapping.comparing import KIND, IncomingMapping, MoneyMoved, fingerprint, incoming
from opennaphs.actions.mapping.preview_mapping import preview_mapping
from opennaphs.actions.mapping.take_mapping import TakenMapping, take_mapping
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages, translator
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.sentences import Refused
from opennaphs.reports.mapping_workbook import render_mapping_workbook
from opennaphs.store.funding import source_of, sources_of
from opennaphs.store.models import ImportPreview, PlanRecord, User
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.finding import find_plan
from opennaphs.web.jobs.files import download
from opennaphs.web.mapping.preview_words import outcome_rows, questions_shown, told
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import CONFLICT, INVALID
from opennaphs.web.uploads import content_of

ANSWER = "answer:"
TAKE = "take"


class MappingUpload(forms.Form):
    """A workbook of a resource mapping."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("First you see what it would change. Nothing is written before you say so."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}),
    )
    organisation = forms.ChoiceField(label=_("For which organisation"), required=False)

    def __init__(self, *args: Any, organisations: tuple[str, ...] = (), **kwargs: Any) -> None:
        """Ask for the organisation only of those who speak for several."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = [(one, one) for one in organisations]
        if len(organisations) < 2:  # noqa: PLR2004 - one needs no choice
            del self.fields["organisation"]


@country_page(Permission.EXPORT)
@require_GET
def template(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the workbook with what is known, in the language of the plan."""
    record = find_plan(iso3, plan_id)
    plan = load_plan(record)
    t = translator(plan.language if plan.language in languages() else SOURCE_LANGUAGE)
    titles = {area: t(title) for area, title in plan.area_titles.items()}
    sources = [source_of(row) for row in sources_of(iso3)]
    content = render_mapping_workbook(plan, plan.funding, titles, t, sources)
    return download(content, f"{iso3}-resource-mapping-{record.pk}.xlsx")


@country_page(Permission.REPORT_SUPPORT)
@require_http_methods(["GET", "POST"])
def bring(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Take a workbook and go on to what it would change; a refused one says where and why."""
    plan = find_plan(iso3, plan_id)
    form = _upload(request, plan)
    problems: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            kept = _kept(request.user, plan, form)
        except InputRefused as error:
            problems = error.problems
        else:
            return redirect("mapping-preview", iso3, plan_id, kept.pk)
    reason = closed(plan)
    context = {"plan": plan, "form": form, "problems": problems, "closed": "" if reason is None else said(reason)}
    return render(request, "mapping/import.html", context, status=INVALID if request.method == "POST" else 200)


def _upload(request: SignedInRequest, plan: PlanRecord) -> MappingUpload:
    mine = () if keeps(request.user, plan.country) else organisations_of(request.user, plan.country)
    return MappingUpload(request.POST or None, request.FILES or None, organisations=mine)


def _kept(person: User, plan: PlanRecord, form: MappingUpload) -> ImportPreview:
    file, organisation = form.cleaned_data["file"], form.cleaned_data.get("organisation", "")
    return preview_mapping(
        plan=plan, file_name=file.name, content=content_of(file), organisation=organisation, by=person
    )


@country_page(Permission.REPORT_SUPPORT)
@require_http_methods(["GET", "POST"])
def preview(request: SignedInRequest, iso3: str, plan_id: int, preview_id: uuid.UUID) -> HttpResponse:
    """Show what a workbook would change, with its questions; take it over when all are answered."""
    plan = find_plan(iso3, plan_id)
    kept = _find_preview(plan, preview_id, request.user)
    answers = {name.removeprefix(ANSWER): str(value) for name, value in request.POST.items() if name.startswith(ANSWER)}
    if request.method == "POST" and request.POST.get("step") == TAKE:
        return _take(request, plan, kept, answers)
    return _show(request, plan, kept, answers)


def _find_preview(plan: PlanRecord, preview_id: uuid.UUID, person: User) -> ImportPreview:
    """Give a workbook a person brought for a plan, or 404."""
    row = ImportPreview.objects.filter(country=plan.country, kind=KIND, pk=preview_id, owner=person).first()
    if row is None or row.content["plan"] != plan.pk:
        raise Http404
    return row


def _take(request: SignedInRequest, plan: PlanRecord, kept: ImportPreview, answers: Mapping[str, str]) -> HttpResponse:
    seen, why = request.POST.get("seen", ""), request.POST.get("why", "").strip()[:300]
    try:
        taken = take_mapping(preview=kept, plan=plan, answers=answers, seen=seen, why=why, by=request.user)
    except (NotAllowed, Http404):
        raise
    except MoneyMoved as moved:
        return _show(request, plan, kept, answers, fault=_now(str(moved)), status=CONFLICT)
    except NaphsError as refused:
        if kept.taken_at is not None or ImportPreview.objects.filter(pk=kept.pk, taken_at__isnull=False).exists():
            raise
        text = refused.text(_now) if isinstance(refused, Refused) else str(refused)
        return _show(request, plan, kept, answers, fault=text, status=INVALID)
    messages.success(request, _taken_words(taken))
    return redirect("mapping", plan.country, plan.pk)


def _taken_words(taken: TakenMapping) -> str:
    counts = {
        "sources": len(taken.sources),
        "supports": len(taken.supports),
        "amounts": taken.amounts,
        "corrected": taken.corrected,
        "changed": taken.changed,
    }
    text = _now(
        "Taken over. New sources: {sources}; new support: {supports}; amounts recorded: {amounts}; corrected: "
        "{corrected}; support changed: {changed}."
    )
    return text.format(**counts)


def _show(
    request: SignedInRequest,
    plan: PlanRecord,
    kept: ImportPreview,
    answers: Mapping[str, str],
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    held = incoming(kept, plan, answers, request.user)
    context = {
        "plan": plan,
        "preview": kept,
        "fault": fault,
        "why": request.POST.get("why", ""),
        "seen": fingerprint(held.found),
        "keeps": keeps(request.user, plan.country),
        **_shown(plan, held),
    }
    return render(request, "mapping/preview.html", context, status=status)


def _shown(plan: PlanRecord, held: IncomingMapping) -> dict[str, Any]:
    open_ones = {one.key for one in held.open}
    return {
        "questions": questions_shown(held.read.proposals, held.answers, open_ones, ANSWER),
        "open": len(open_ones),
        "writes": bool(held.found.gifts or held.found.corrections or held.found.edits),
        "findings": told(held.read.problems, held.found),
        **outcome_rows(plan, held.found),
    }
