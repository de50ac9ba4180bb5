"""Sector packages: one ministry's part of a plan leaves as a workbook, and comes back."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.packages.comparing import base_of, plan_sign
from opennaphs.actions.packages.export_package import export_package
from opennaphs.actions.packages.receive_package import receive_package
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages, translator
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.library import Sector
from opennaphs.domain.sector_packages import SectorPackage
from opennaphs.reports.sector_workbook import render_sector_workbook
from opennaphs.store.models import ActivityRecord, PlanRecord, SectorPackageRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.words import word
from opennaphs.web.finding import find_plan
from opennaphs.web.jobs.files import download
from opennaphs.web.row_forms import INVALID
from opennaphs.web.uploads import content_of

ON_A_PAGE = 50


class ReturnedFile(forms.Form):
    """A workbook that came back."""

    file = forms.FileField(
        label=_("Workbook that came back"),
        help_text=_("First you see what it would change. Nothing is written before you say so."),
    )


@country_page(Permission.EXPORT)
@require_GET
def packages(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the sectors and their parts of the plan, and the packages that left."""
    return _show(request, find_plan(iso3, plan_id), ReturnedFile())


def _show(request: SignedInRequest, plan: PlanRecord, form: forms.Form, **more: Any) -> HttpResponse:
    left = Paginator(SectorPackageRecord.objects.filter(plan=plan).defer("base"), ON_A_PAGE)
    page = left.get_page(request.GET.get("page"))
    counts, nobody = _counts(plan)
    context = {
        "plan": plan,
        "sectors": [{"key": str(one), "word": word(one), **counts[one]} for one in Sector],
        "nobody": nobody,
        "page": page,
        "left": [(one, word(one.sector)) for one in page],
        "form": form,
        "may_merge": may_somewhere(request.user, Permission.EDIT_ACTIVITIES, country=plan.country),
    }
    return render(request, "packages/packages.html", {**context, **more}, status=INVALID if more else 200)


def _counts(plan: PlanRecord) -> tuple[dict[Sector, dict[str, int]], int]:
    """Count what each sector leads and supports, and what is in nobody's package."""
    counts = {one: {"led": 0, "supported": 0} for one in Sector}
    nobody = 0
    rows = ActivityRecord.objects.filter(plan=plan, removed=False)
    for lead, supporting in rows.values_list("content__lead", "content__with"):
        for name in supporting:
            if name != lead:
                counts[Sector(name)]["supported"] += 1
        if lead:
            counts[Sector(lead)]["led"] += 1
        nobody += not lead and not supporting
    return counts, nobody


@country_page(Permission.EXPORT)
@require_POST
def export(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give a sector its workbook."""
    plan, sector = find_plan(iso3, plan_id), request.POST.get("sector", "")
    if sector not in set(Sector):
        raise Http404
    return _file(export_package(plan=plan, sector=Sector(sector), by=request.user))


@country_page(Permission.EXPORT)
@require_GET
def workbook(request: HttpRequest, iso3: str, plan_id: int, package_id: int) -> HttpResponse:
    """Give the workbook of a package again, exactly what left."""
    packages = SectorPackageRecord.objects.select_related("plan")
    package = packages.filter(plan=find_plan(iso3, plan_id), pk=package_id).first()
    if package is None:
        raise Http404
    return _file(package)


def _file(package: SectorPackageRecord) -> HttpResponse:
    """Write the workbook of a package in the language of its plan."""
    plan, record = load_plan(package.plan), package.plan
    held = SectorPackage(Sector(package.sector), base_of(package))
    t = translator(record.language if record.language in languages() else SOURCE_LANGUAGE)
    content = render_sector_workbook(held, plan, plan_sign(package), package.base["version"], t)
    name = f"{record.country}-{package.sector.replace(' ', '-')}-{package.pk}.xlsx"
    return download(content, name)


@country_page(Permission.EDIT_ACTIVITIES)
@require_POST
def receive(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Read a workbook that came back, and go on to what it would change."""
    plan = find_plan(iso3, plan_id)
    form = ReturnedFile(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, plan, form, problems=())
    file = form.cleaned_data["file"]
    try:
        kept = receive_package(plan=plan, file_name=file.name, content=content_of(file), by=request.user)
    except InputRefused as refused:
        return _show(request, plan, form, problems=refused.problems)
    return redirect("package-comparison", iso3, plan_id, kept.pk)
