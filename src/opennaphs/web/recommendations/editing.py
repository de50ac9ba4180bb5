"""One recommendation: entering, reading, editing, answering it by activities, settling and removing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.recommendations.edit_recommendation import edit_recommendation
from opennaphs.actions.recommendations.register import as_domain, name_of
from opennaphs.actions.recommendations.remove_recommendation import remove_recommendation
from opennaphs.actions.recommendations.settle_recommendation import settle_recommendation
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.recommendations import RecommendationState, overdue
from opennaphs.store.lessons import review_behind
from opennaphs.store.models import Recommendation
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.recommendations.finding import (
    activities_of,
    find_own_recommendation,
    find_recommendation,
    may_manage,
    own_areas,
)
from opennaphs.web.recommendations.forms import RecommendationForm, written
from opennaphs.web.recommendations.words import STATE_KINDS, STATES, area_name, origin_title
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

MANAGE = Permission.MANAGE_RECOMMENDATIONS
OFFERED = ("area", "origin", "origin_title", "date", "text")
"""What a link to the form of a new recommendation may fill in, to be read and changed before it is entered."""


@country_page()
def recommendation(request: SignedInRequest, iso3: str, recommendation_id: int) -> HttpResponse:
    """Show one recommendation with what may be done about it."""
    return _shown(request, find_recommendation(iso3, recommendation_id))


def _shown(request: SignedInRequest, row: Recommendation, refused: str = "", status: int = 200) -> HttpResponse:
    state = RecommendationState(row.state)
    context = {
        "row": row,
        "name": name_of(row),
        "origin": origin_title(row.origin),
        "review": review_behind(row),
        "area": area_name(row.area) if row.area else "",
        "state": STATES[state],
        "state_kind": STATE_KINDS[state],
        "settled": state in {RecommendationState.DONE, RecommendationState.REJECTED},
        "in_progress": state is RecommendationState.IN_PROGRESS,
        "late": bool(overdue([as_domain(row)], timezone.localdate())),
        "activities": activities_of(row.country).filter(pk__in=row.answered_by),
        "may_manage": may_manage(request, row.area),
        "refused": refused,
    }
    return render(request, "recommendations/recommendation.html", context, status=status)


@country_page(MANAGE)
def recommendation_new(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Enter a recommendation."""
    areas = own_areas(request)
    initial = {name: request.GET[name] for name in OFFERED if name in request.GET}
    form = RecommendationForm(request.POST or None, areas=areas, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = create_recommendation(
                country=iso3, fields=written(form), why=form.cleaned_data["why"], by=request.user
            )
        except NaphsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The recommendation stands in the register."))
            return redirect("recommendation", iso3, row.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "recommendations/new.html", {"form": form}, status=status)


@country_page(MANAGE)
def recommendation_edit(request: SignedInRequest, iso3: str, recommendation_id: int) -> HttpResponse:
    """Edit a recommendation."""
    row = find_own_recommendation(request, recommendation_id)

    def act(form: RowForm) -> object:
        found = form.cleaned_data
        return edit_recommendation(
            recommendation=row,
            fields=written(form),
            version=found["version"] or 0,
            why=found["why"],
            by=request.user,
        )

    def done() -> HttpResponse:
        messages.success(request, _("Saved."))
        return redirect("recommendation", iso3, row.pk)

    return edit_row(
        request,
        row,
        RecommendationForm,
        act,
        template="recommendations/edit.html",
        context={"name": name_of(row)},
        done=done,
        form_kwargs={"areas": own_areas(request)},
    )


@country_page(MANAGE)
@require_POST
def recommendation_settle(request: SignedInRequest, iso3: str, recommendation_id: int) -> HttpResponse:
    """Say what has become of a recommendation."""
    row = find_own_recommendation(request, recommendation_id)
    state, why = request.POST.get("state", ""), request.POST.get("why", "")
    if state == RecommendationState.REJECTED and not why.strip():
        return _shown(request, row, _("Say why it is rejected, for those who made it."), INVALID)
    settle_recommendation(recommendation=row, state=state, version=version_of(request), why=why, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("recommendation", iso3, row.pk)


@country_page(MANAGE)
def recommendation_remove(request: SignedInRequest, iso3: str, recommendation_id: int) -> HttpResponse:
    """Ask, then remove a recommendation with its reason."""
    row = find_own_recommendation(request, recommendation_id)
    context: dict[str, Any] = {"row": row, "name": name_of(row)}
    if request.method == "POST":
        why = request.POST.get("why", "")
        if why.strip():
            remove_recommendation(recommendation=row, version=version_of(request), why=why, by=request.user)
            messages.success(request, _("The recommendation was removed from the register."))
            return redirect("recommendations", iso3)
        context["refused"] = _("Say why it is removed; the reason stays in the history.")
    context["consequences"] = [
        _("Remove only what was entered by mistake. What the country will not do is rejected, with a reason."),
        _("The history keeps it."),
    ]
    status = INVALID if request.method == "POST" else 200
    return render(request, "recommendations/remove.html", context, status=status)


def version_of(request: HttpRequest) -> int:
    """Give the version a posted page was made from; 0 fits no row."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0
