"""The list of plans, and the form that drafts a new one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennaphs.actions.jobs.start_job import start_job
from opennaphs.actions.plans.drafting import costs_of
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import AssessmentRecord, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.plans.forms import DraftForm, text_of
from opennaphs.web.row_forms import INVALID

ON_A_PAGE = 50


@country_page()
def plans(request: SignedInRequest, iso3: str) -> HttpResponse:
    """List the plans of a country, the newest first."""
    rows = (
        PlanRecord.objects.filter(country=iso3, removed=False)
        .defer("frame")
        .annotate(count=Count("activities", filter=Q(activities__removed=False)))
        .order_by("-pk")
    )
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    may_create = may(request.user, Permission.EDIT_PLAN, country=iso3)
    return render(request, "plans/list.html", {"page": page, "may_create": may_create})


@country_page(Permission.EDIT_PLAN)
def new(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Ask what a new plan shall be, and have it drafted in the background."""
    rows = AssessmentRecord.objects.filter(country=iso3, removed=False)
    if request.method != "POST":
        return render(request, "plans/new.html", {"form": DraftForm(assessments=rows)})
    form = DraftForm(request.POST, request.FILES, assessments=rows)
    wanted = _wanted(form, iso3) if form.is_valid() else None
    if wanted is None:
        return render(request, "plans/new.html", {"form": form}, status=INVALID)
    title = _("Draft of “{title}”").format(title=wanted["title"])
    job = start_job(kind="draft-plan", title=title[:300], country=iso3, wanted=wanted, by=request.user)
    return redirect("job", iso3, job.pk)


def _wanted(form: DraftForm, iso3: str) -> dict[str, Any] | None:
    """Give what the job needs; ``None`` when the file is no profile, which the form then says."""
    upload = form.cleaned_data["profile"]
    if upload is None:
        return form.wanted(None)
    text = file_text(form, "profile", lambda content, _name: costs_of(content.decode("utf-8-sig", "replace"), iso3))
    return None if text is None else form.wanted(text)


def file_text(form: forms.Form, field: str, parse: Callable[[bytes, str], object]) -> str | None:
    """Give the text of the file of a form; ``None`` when its reader refuses it, which the form then says."""
    try:
        return text_of(form.cleaned_data[field], parse)
    except forms.ValidationError as error:
        form.add_error(field, error)
        return None
