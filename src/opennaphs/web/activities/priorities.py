"""What comes first: ratings, their distribution, the ranking, and rating quickly area by area."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from opennaphs.actions.activities.change_activities import change_activities
from opennaphs.actions.activities.row_changes import ChangedMeanwhile, RowChange
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.prioritisation import Aspect, Bands, Distribution, Ratings, distribution, forced_bands, rank
from opennaphs.store.activities import areas_in, list_rows
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.bulk import changed_page, report
from opennaphs.web.activities.finding import frame, whole_number
from opennaphs.web.activities.pictures import picture_address
from opennaphs.web.activities.words import ASPECT_QUESTIONS, area_label, word
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.words import said

PAGE = 100
SCALE = range(1, 6)


@country_page()
def priorities(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the ranking of a plan, how its ratings spread, and what is not rated."""
    plan = find_plan(iso3, plan_id)
    context = frame(request, plan)
    rows = {row.number: row for row in list_rows(plan)}
    ratings = [Ratings(row.number, row.impact, row.feasibility, row.risk) for row in rows.values()]
    ranking = rank(ratings)
    bands = forced_bands({one.activity: one.score for one in ratings})
    spreads = [distribution(ratings, aspect) for aspect in Aspect]
    page = Paginator(ranking.ranked, PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "ranked": _ranked(page, rows, bands, plan),
        "unrated": [(rows[number], [word(one) for one in missing]) for number, missing in ranking.unrated.items()][
            :PAGE
        ],
        "unrated_count": len(ranking.unrated),
        "count": len(ratings),
        "bands": [(word(band), len(members)) for band, members in bands.members.items()],
        "remarks": [said(one) for one in bands.remarks],
        "warnings": [_warning(one) for one in spreads if one.warning is not None],
        "areas": _areas(rows.values(), context["rights"].areas(Permission.RATE), plan),
        "picture": picture_address("ratings_picture", plan),
        **_spread_table(spreads),
    }
    return render(request, "activities/priorities.html", {**context, **shown})


def _warning(one: Distribution) -> str:
    return said(one.warning) if one.warning is not None else ""


def _ranked(page: Any, rows: dict[str, ActivityRecord], bands: Bands, plan: PlanRecord) -> list[dict[str, Any]]:
    band_of = {number: word(band) for band, members in bands.members.items() for number in members}
    return [
        {
            "place": one.place,
            "tied": len(one.tied_with),
            "row": rows[one.activity],
            "area": area_label(plan, rows[one.activity].area),
            "score": round(one.score * 100),
            "band": band_of[one.activity],
        }
        for one in page
    ]


def _spread_table(spreads: Iterable[Distribution]) -> dict[str, Any]:
    """Give the numbers of the picture as its table."""
    headings = [_("criterion"), *(str(one) for one in SCALE), _("not rated")]
    rows = [[word(one.aspect), *(one.counts[rating] for rating in SCALE), one.missing] for one in spreads]
    return {
        "spread_columns": [{"label": text, "numeric": place > 0} for place, text in enumerate(headings)],
        "spread_rows": [
            [{"text": cell, "numeric": place > 0, "heading": place == 0} for place, cell in enumerate(row)]
            for row in rows
        ],
    }


def _areas(rows: Iterable[ActivityRecord], mine: Iterable[str], plan: PlanRecord) -> list[dict[str, Any]]:
    """Give the areas the person may rate in, with how many of their activities are rated."""
    wanted = {area: [0, 0] for area in mine}
    for row in rows:
        if row.area in wanted:
            wanted[row.area][0] += 1
            wanted[row.area][1] += int(None not in (row.impact, row.feasibility, row.risk))
    return [
        {"area": area, "label": area_label(plan, area), "count": count, "rated": rated}
        for area, (count, rated) in wanted.items()
        if count
    ]


@country_page(Permission.RATE)
def rate(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Rate the activities of one area on one page."""
    plan = find_plan(iso3, plan_id)
    area = request.POST.get("area") or request.GET.get("area", "")
    if area not in areas_in(plan):
        return redirect("priorities", iso3, plan_id)
    context = frame(request, plan, area=area, area_label=area_label(plan, area))
    if request.method == "POST":
        return _take(request, plan, area, context)
    page = Paginator(list_rows(plan).filter(area=area), PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "lines": [_rating_line(row) for row in page],
        "questions": [(word(aspect), text) for aspect, text in ASPECT_QUESTIONS.items()],
        "scale": [str(one) for one in SCALE],
        "reason": context["rights"].reason(Permission.RATE, area),
    }
    return render(request, "activities/rate.html", {**context, **shown})


def _rating_line(row: ActivityRecord) -> dict[str, Any]:
    given = [(aspect, word(aspect), _text(getattr(row, aspect))) for aspect in Aspect]
    return {"row": row, "given": given, "seen": _seen(row)}


def _seen(row: ActivityRecord) -> str:
    return ":".join([str(row.version), *(_text(getattr(row, aspect)) for aspect in Aspect)])


def _text(rating: int | None) -> str:
    return "" if rating is None else str(rating)


def _take(request: SignedInRequest, plan: PlanRecord, area: str, context: dict[str, Any]) -> HttpResponse:
    changes = [one for name in request.POST if name.startswith("seen-") for one in _change(request, name)]
    back = f"{reverse('rate', args=[plan.country, plan.pk])}?area={area}"
    if not changes:
        return redirect(back)
    leave = request.POST.get("leave_changed") == "1"
    try:
        outcome = change_activities(plan=plan, changes=changes, leave_changed=leave, by=request.user)
    except ChangedMeanwhile as changed:
        return changed_page(request, context, changed.rows, len(changes), back)
    report(request, outcome)
    return redirect(back)


def _change(request: HttpRequest, name: str) -> list[RowChange]:
    """Give what was changed in one row, compared with what the person saw; nothing when it stayed."""
    pk, seen = whole_number(name.removeprefix("seen-")), request.POST[name].split(":")
    version = whole_number(seen[0])
    if pk is None or version is None or len(seen) != len(Aspect) + 1:
        return []
    now = {aspect: request.POST.get(f"{aspect}-{pk}", was) for aspect, was in zip(Aspect, seen[1:], strict=True)}
    changed = {
        str(aspect): _rating(now[aspect]) for aspect, was in zip(Aspect, seen[1:], strict=True) if now[aspect] != was
    }
    return [RowChange(pk, version, {"details": changed})] if changed else []


def _rating(text: str) -> int | None:
    """Read a rating; empty is none.

    Raises:
        NaphsError: it is no number.
    """
    if not text:
        return None
    rating = whole_number(text)
    if rating is None:
        message = f"“{text}” is not a rating. Choose a whole number from 1 to 5."
        raise NaphsError(message)
    return rating
