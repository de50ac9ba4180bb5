"""The publications of a plan: what is frozen, what is public, what the public will see, what has changed since."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.publishing.freeze_plan import freeze_plan
from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.actions.publishing.withdraw_publication import withdraw_publication
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.publication_changes import PlanPart, changed_parts
from opennaphs.domain.publishing import left_out
from opennaphs.reports.licences import LICENCES, USUAL
from opennaphs.store.models import PlanRecord, Publication
from opennaphs.store.plans import document_of
from opennaphs.store.publications import LICENCE, PUBLISHABLE, facts_of, publications_of
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.pictures import picture
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.reckoning import stamp_of
from opennaphs.web.publishing.answers import public_page_of
from opennaphs.web.publishing.figures import cost_picture
from opennaphs.web.publishing.public import activities_context, plan_context
from opennaphs.web.row_forms import INVALID

ON_A_PAGE, OWNERS_SHOWN = 100, 200
PART_WORDS = {
    PlanPart.GOALS: gettext_lazy("goals"),
    PlanPart.ACTIVITIES: gettext_lazy("activities"),
    PlanPart.MONEY: gettext_lazy("entries of the money"),
    PlanPart.REPORTS: gettext_lazy("reports"),
    PlanPart.FRAME: gettext_lazy("other parts of the plan"),
}


class ReleaseForm(forms.Form):
    """The licence a publication is released under."""

    licence = forms.ChoiceField(
        choices=[(one.name, one.title) for one in LICENCES.values()],
        initial=USUAL,
        label=gettext_lazy("Licence"),
        help_text=gettext_lazy("What others may do with the plan and its data. The usual one asks to name the source."),
    )


class WithdrawForm(forms.Form):
    """Why a publication is withdrawn."""

    why = forms.CharField(
        max_length=500,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody who follows the link reads this."),
        widget=forms.Textarea({"rows": 3}),
    )


@country_page()
@require_GET
def publications(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """List the publications of a plan."""
    plan = find_plan(iso3, plan_id)
    page = Paginator(publications_of(plan), ON_A_PAGE).get_page(request.GET.get("page"))
    latest = page.object_list[0] if page.number == 1 and page.object_list else None
    context = {
        "plan": plan,
        "page": page,
        "changes": changes_since(latest, plan) if latest else [],
        "latest": latest,
        "agreed": plan.state in PUBLISHABLE,
        "may_publish": _may_publish(request, plan),
    }
    return render(request, "publishing/publications.html", context)


def changes_since(publication: Publication, plan: PlanRecord) -> list[tuple[Any, int]]:
    """Count what has changed in a plan since it was frozen, from memory while nothing of it changes."""
    key = f"publication:{publication.pk}:changes:{stamp_of(plan)}".replace(" ", ":")
    found: Any = caches["pictures"].get(key)
    if found is None:
        found = changed_parts(publication.document, document_of(plan))
        caches["pictures"].set(key, found, None)
    return [(PART_WORDS[part], count) for part, count in found.items()]


@country_page(Permission.PUBLISH_PLAN)
@require_POST
def freeze(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Freeze a plan as it stands."""
    made = freeze_plan(plan=find_plan(iso3, plan_id), by=request.user)
    messages.success(
        request, _("Publication {number} is frozen. Look at it, then release it.").format(number=made.number)
    )
    return redirect("publication", iso3, plan_id, made.pk)


@country_page()
@require_GET
def publication(request: SignedInRequest, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
    """Show one publication: its checksum, what it leaves out, and whether it is public."""
    return _show(request, find_publication(iso3, plan_id, publication_id))


def find_publication(iso3: str, plan_id: int, publication_id: int) -> Publication:
    """Give a publication of a plan of the country, or 404."""
    plan = find_plan(iso3, plan_id)
    row = Publication.objects.filter(country=iso3, plan=plan, pk=publication_id).first()
    if row is None:
        raise Http404
    row.plan = plan
    return row


def _show(
    request: SignedInRequest,
    row: Publication,
    release_form: forms.Form | None = None,
    withdraw_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    owners = sorted({one["owner"] for one in row.public_document["activities"] if one["owner"]})
    context = {
        "plan": row.plan,
        "publication": row,
        "facts": facts_of(row),
        "licence": LICENCES.get(row.facts.get(LICENCE, "")),
        "address": request.build_absolute_uri(reverse("public-plan", args=[row.key])),
        "left_out": [(page_words()(one.why), one.count) for one in left_out(row.document)],
        "owners": owners[:OWNERS_SHOWN],
        "more_owners": max(0, len(owners) - OWNERS_SHOWN),
        "changes": [] if row.plan is None else changes_since(row, row.plan),
        "may_publish": _may_publish(request, row),
        "release_form": release_form or ReleaseForm(),
        "withdraw_form": withdraw_form or WithdrawForm(),
    }
    return render(request, "publishing/publication.html", context, status=status)


def _may_publish(request: SignedInRequest, row: PlanRecord | Publication) -> bool:
    return may(request.user, Permission.PUBLISH_PLAN, country=row.country)


@country_page(Permission.PUBLISH_PLAN)
@require_POST
def release(request: SignedInRequest, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
    """Make a publication public."""
    row, form = find_publication(iso3, plan_id, publication_id), ReleaseForm(request.POST)
    if not form.is_valid():
        return _show(request, row, release_form=form, status=INVALID)
    release_publication(publication=row, licence=form.cleaned_data["licence"], by=request.user)
    messages.success(request, _("The plan is public now under its permanent link."))
    return redirect("publication", iso3, plan_id, publication_id)


@country_page(Permission.PUBLISH_PLAN)
@require_POST
def withdraw(request: SignedInRequest, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
    """Take a public plan back."""
    row, form = find_publication(iso3, plan_id, publication_id), WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, row, withdraw_form=form, status=INVALID)
    withdraw_publication(publication=row, why=form.cleaned_data["why"], by=request.user)
    messages.success(request, _("The publication is withdrawn. Its link says so."))
    return redirect("publication", iso3, plan_id, publication_id)


# --- what the public will see -------------------------------------------------------------------------------------


@country_page()
@require_GET
def preview(request: SignedInRequest, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
    """Show a publication as everybody will see it."""
    row = find_publication(iso3, plan_id, publication_id)

    def context() -> dict[str, Any]:
        return {
            **plan_context(request, row),
            "picture": reverse("publication-picture", args=[iso3, plan_id, publication_id]),
            **_inside(row),
        }

    return _private(public_page_of(request, "publishing/public_plan.html", context))


@country_page()
@require_GET
def preview_activities(request: SignedInRequest, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
    """Show the activities of a publication as everybody will see them."""
    row = find_publication(iso3, plan_id, publication_id)

    def context() -> dict[str, Any]:
        return {**activities_context(request, row), **_inside(row)}

    return _private(public_page_of(request, "publishing/public_activities.html", context))


def _inside(row: Publication) -> dict[str, Any]:
    """Say that a page is a preview, and where its neighbours are."""
    address = [row.country, row.plan_id, row.pk]
    return {
        "preview": reverse("publication", args=address),
        "preview_plan": reverse("publication-preview", args=address),
        "preview_activities": reverse("publication-activities", args=address),
    }


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


@country_page()
@require_GET
def preview_picture(request: SignedInRequest, iso3: str, plan_id: int, publication_id: int) -> HttpResponse:
    """Draw what each area of a publication costs by year."""
    row = find_publication(iso3, plan_id, publication_id)
    return picture(request, cost_picture(row, right_to_left=get_language_bidi()))
