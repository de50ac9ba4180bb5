"""Answering recommendations by activities, and seeing where recommendations and activities do not meet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennaphs.actions.recommendations.answer_recommendation import answer_recommendation
from opennaphs.actions.recommendations.register import as_domain, name_of
from opennaphs.actions.writing import Stale
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.recommendations import Answer, AnswerCoverage, AnsweringActivity, answer_coverage
from opennaphs.store.models import ActivityRecord, PlanRecord, Recommendation
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.recommendations.editing import version_of
from opennaphs.web.recommendations.finding import activities_of, find_own_recommendation
from opennaphs.web.recommendations.forms import ActivityChoice
from opennaphs.web.recommendations.words import area_name, nothing_said
from opennaphs.web.row_forms import CONFLICT, INVALID

MOST_OFFERED = 100
PLANNING = "jee-3."


@country_page(Permission.MANAGE_RECOMMENDATIONS)
def recommendation_answer(request: SignedInRequest, iso3: str, recommendation_id: int) -> HttpResponse:
    """Choose the activities that answer a recommendation."""
    row = find_own_recommendation(request, recommendation_id)
    if request.method != "POST":
        return _choice(request, row, set(row.answered_by))
    numbers = request.POST.getlist("activity")
    chosen = {int(one) for one in numbers if one.isdecimal()}
    if len(chosen) != len(set(numbers)):
        return _choice(request, row, chosen, _("Choose activities from the list."), INVALID)
    try:
        answer_recommendation(recommendation=row, activities=chosen, version=version_of(request), by=request.user)
    except Stale as stale:
        return _choice(request, find_own_recommendation(request, row.pk), chosen, _theirs(stale), CONFLICT)
    text = ngettext("%(count)s activity answers it.", "%(count)s activities answer it.", len(chosen))
    messages.success(request, text % {"count": len(chosen)})
    return redirect("recommendation", iso3, row.pk)


def _theirs(stale: Stale) -> str:
    text = _(
        "%(name)s changed this recommendation while you were choosing. Your choice is still ticked below; what was "
        "linked meanwhile is marked. Check it and save again."
    )
    return str(text) % {"name": stale.row.changed_by or _("Somebody")}


def _choice(
    request: SignedInRequest, row: Recommendation, chosen: set[int], refused: str = "", status: int = 200
) -> HttpResponse:
    plans = list(PlanRecord.objects.filter(country=row.country, removed=False).defer("frame"))
    asked = request.GET.dict() or _usual(row, plans)
    form = ActivityChoice(asked, plans)
    offered = _offered(row, form, chosen | set(row.answered_by))
    context = {
        "row": row,
        "name": name_of(row),
        "form": form,
        "offered": [
            {"activity": one, "chosen": one.pk in chosen, "linked": one.pk in row.answered_by}
            for one in offered[:MOST_OFFERED]
        ],
        "more": max(len(offered) - MOST_OFFERED, 0),
        "refused": refused,
    }
    return render(request, "recommendations/answer.html", context, status=status)


def _usual(row: Recommendation, plans: list[PlanRecord]) -> dict[str, str]:
    """Offer first the newest plan in the area of the recommendation."""
    area = row.area if row.area.startswith(PLANNING) else ""
    return {"plan": str(plans[0].pk) if plans else "", "area": area}


def _offered(row: Recommendation, form: ActivityChoice, always: set[int]) -> list[ActivityRecord]:
    """Give the activities that fit the filters; those linked or ticked already come first and are never left out."""
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = activities_of(row.country, int(wanted["plan"]) if wanted.get("plan") else None)
    if wanted.get("area"):
        rows = rows.filter(area=wanted["area"])
    if wanted.get("text"):
        rows = rows.filter(text__icontains=wanted["text"])
    kept: Any = activities_of(row.country)
    first = list(kept.filter(pk__in=always))
    return [*first, *rows.exclude(pk__in=[one.pk for one in first])[: MOST_OFFERED * 10]]


@country_page()
def coverage(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show by area which recommendations have no activity, and which activities no recommendation asked for."""
    plans = list(PlanRecord.objects.filter(country=iso3, removed=False).defer("frame"))
    plan = _plan(request, plans)
    rows = {name_of(row): row for row in Recommendation.objects.filter(country=iso3, removed=False)}
    activities = {} if plan is None else {one.number: one for one in activities_of(iso3, plan.pk)}
    found = _coverage(rows, activities)
    area = request.GET.get("area")
    context = {
        "plans": plans,
        "chosen": plan,
        "findings": [sentence.text(page_words()) for sentence in found.findings],
        "areas": _areas(found, activities),
        "area": area,
        "area_name": (area_name(area) if area else nothing_said()) if area is not None else "",
        "unanswered": [
            {"name": name, "row": rows[name]}
            for name in found.those(Answer.UNANSWERED)
            if area is None or rows[name].area == area
        ],
        "without": [
            activities[number] for number in found.activities_without if area is None or activities[number].area == area
        ],
        "most": MOST_OFFERED,
    }
    return render(request, "recommendations/coverage.html", context)


def _plan(request: HttpRequest, plans: list[PlanRecord]) -> PlanRecord | None:
    wanted = request.GET.get("plan", "")
    newest = plans[0] if plans else None
    return next((one for one in plans if str(one.pk) == wanted), newest)


def _coverage(rows: dict[str, Recommendation], activities: dict[str, ActivityRecord]) -> AnswerCoverage:
    """Hold the register against one plan, by the rule of the domain."""
    answers: dict[int, list[str]] = {}
    for name, row in rows.items():
        for pk in row.answered_by:
            answers.setdefault(pk, []).append(name)
    answering = (
        AnsweringActivity(number, one.area, tuple(answers.get(one.pk, ()))) for number, one in activities.items()
    )
    return answer_coverage([as_domain(row) for row in rows.values()], answering)


def _areas(found: AnswerCoverage, activities: dict[str, ActivityRecord]) -> list[dict[str, Any]]:
    without = [activities[number].area for number in found.activities_without]
    areas = sorted({*found.by_area, *(one.area for one in activities.values())})
    return [
        {
            "id": area,
            "name": area_name(area) if area else nothing_said(),
            "count": found.by_area.get(area),
            "activities": sum(one.area == area for one in activities.values()),
            "without": without.count(area),
        }
        for area in areas
    ]
