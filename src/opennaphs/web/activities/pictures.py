"""Pictures of the activities of a plan as images of their own, and the pages that show them beside their tables."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import etag

from opennaphs.catalogue.translations import SOURCE_LANGUAGE, Translate, languages, translator
from opennaphs.domain.planning import Plan
from opennaphs.reports.picture_tables import Table
from opennaphs.reports.plan_dependencies import plan_dependencies_table, render_plan_dependencies
from opennaphs.reports.plan_gantt import MOST_ROWS, plan_gantt_table, render_plan_gantt
from opennaphs.reports.ratings_distribution import render_ratings_distribution
from opennaphs.store.activities import mark_of
from opennaphs.store.models import PlanRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import frame
from opennaphs.web.activities.words import area_choices
from opennaphs.web.finding import find_plan

PAGE = 100
KEPT_SECONDS = 3600
Draw = Callable[..., bytes]
Tabulate = Callable[[Plan, Translate], Table]


def _translate() -> Translate:
    language = (get_language() or SOURCE_LANGUAGE).partition("-")[0]
    return translator(language if language in languages() else SOURCE_LANGUAGE)


def _mark(plan: PlanRecord, area: str) -> str:
    said = f"{mark_of(plan)} {get_language()} {area}"
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _etag(request: HttpRequest, iso3: str, plan_id: int) -> str:
    return f'"{_mark(find_plan(iso3, plan_id), _area(request))}"'


def _area(request: HttpRequest) -> str:
    return request.GET.get("area", "")


def picture_address(name: str, plan: PlanRecord, area: str = "") -> str:
    """Give the address of a picture; it changes whenever the plan does, so that browsers may keep the picture."""
    query = f"?area={area}&v=" if area else "?v="
    return reverse(name, args=[plan.country, plan.pk]) + query + _mark(plan, area)


def _of_area(plan: Plan, area: str) -> Plan:
    """Give a plan with the activities of one area only, or all when none is asked for."""
    return replace(plan, activities=tuple(one for one in plan.activities if one.area == area)) if area else plan


def _picture(request: HttpRequest, iso3: str, plan_id: int, draw: Draw) -> HttpResponse:
    record, area = find_plan(iso3, plan_id), _area(request)
    key = f"{draw.__name__}-{_mark(record, area)}"
    image = caches["pictures"].get(key)
    if image is None:
        image = draw(_of_area(load_plan(record), area), _translate(), right_to_left=get_language_bidi())
        caches["pictures"].set(key, image, KEPT_SECONDS)
    response = HttpResponse(image, content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


@country_page()
@etag(_etag)
def timeline_picture(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw when activities are done."""
    return _picture(request, iso3, plan_id, render_plan_gantt)


@country_page()
@etag(_etag)
def dependencies_picture(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw what waits for what."""
    return _picture(request, iso3, plan_id, render_plan_dependencies)


@country_page()
@etag(_etag)
def ratings_picture(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw how the ratings spread."""
    return _picture(request, iso3, plan_id, render_ratings_distribution)


@country_page()
def timeline(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show when activities are done, as a picture and as a table."""
    words = {
        "heading": _("Timeline"),
        "lede": _("When the activities are done. Days are entered on the page of each activity."),
        "alt": _("A bar for each of the first {count} activities, from its start to its end.").format(count=MOST_ROWS),
        "empty": _("No activities here yet."),
    }
    return _page(request, iso3, plan_id, "timeline_picture", plan_gantt_table, words)


@country_page()
def dependencies(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what waits for what, as a picture and as a table."""
    words = {
        "heading": _("Dependencies"),
        "lede": _("What must come first: as people said on the page of an activity, and as the library knows."),
        "alt": _("Boxes of activities, with arrows from what comes first to what waits for it."),
        "empty": _("No activity waits for another one. Say what must come first on the page of an activity."),
    }
    return _page(request, iso3, plan_id, "dependencies_picture", plan_dependencies_table, words)


def _page(
    request: SignedInRequest, iso3: str, plan_id: int, picture: str, tabulate: Tabulate, words: dict[str, str]
) -> HttpResponse:
    record, area = find_plan(iso3, plan_id), _area(request)
    table = tabulate(_of_area(load_plan(record), area), _translate())
    page = Paginator(table.rows, PAGE).get_page(request.GET.get("page"))
    numbers = dict(record.activities.filter(removed=False).values_list("number", "pk"))
    link = partial(_linked, record, numbers)
    shown: dict[str, Any] = {
        **words,
        "area": area,
        "areas": area_choices(record),
        "picture": picture_address(picture, record, area),
        "columns": [{"label": text.capitalize()} for text in table.headings],
        "rows": [[link(cell, place == 0) for place, cell in enumerate(row)] for row in page],
        "page": page,
    }
    return render(request, "activities/picture.html", frame(request, record, **shown))


def _linked(plan: PlanRecord, numbers: dict[str, int], cell: object, first: bool) -> dict[str, Any]:  # noqa: FBT001
    """Give a cell of a table; the number of an activity leads to its page."""
    shown: dict[str, Any] = {"text": cell if cell != "" else None, "heading": first}
    if isinstance(cell, str) and cell in numbers:
        shown["url"] = reverse("activity", args=[plan.country, plan.pk, numbers[cell]])
    return shown
