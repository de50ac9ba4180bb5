"""The pictures of a resource mapping as images of their own, kept until plan, money or filters change."""

import hashlib
from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_GET

from opennaphs.domain.funding.gaps import FundingCut, gap_grid
from opennaphs.domain.funding.mapping import flows as flows_of
from opennaphs.domain.funding.mapping import mapping_grid
from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.reports.drawing import Sheet
from opennaphs.reports.funding_flows import render_funding_flows
from opennaphs.reports.mapping_heat import MappingNames, render_mapping_heat, render_region_heat
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.funding.looking import Looking
from opennaphs.web.mapping.figures import mapped, names_of
from opennaphs.web.plans.reckoning import stamp_of

HEAT, REGIONS, FLOWS = "mapping-heat", "mapping-region-heat", "mapping-flows-picture"
KEPT_SECONDS = 3600
NARROW = 320
Draw = Callable[[FundingPosition, MappingNames], bytes]


def picture_address(name: str, plan: PlanRecord, look: Looking) -> str:
    """Give the address of a picture; it changes whenever plan, money or filters do."""
    return f"{reverse(name, args=[plan.country, plan.pk])}?{look.query}&v={_mark(name, plan, look)}"


def _mark(name: str, plan: PlanRecord, look: Looking) -> str:
    told = f"{name} {stamp_of(plan)} {look.query} {get_language()}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


@country_page()
@require_GET
def heat(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw areas x sources."""

    def draw(position: FundingPosition, names: MappingNames) -> bytes:
        return render_mapping_heat(mapping_grid(position), names, page_words(), right_to_left=get_language_bidi())

    return _picture(request, find_plan(iso3, plan_id), HEAT, draw)


@country_page()
@require_GET
def regions(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw areas x regions."""

    def draw(position: FundingPosition, names: MappingNames) -> bytes:
        grid = gap_grid(position, FundingCut.AREA, FundingCut.REGION)
        return render_region_heat(grid, names, page_words(), right_to_left=get_language_bidi())

    return _picture(request, find_plan(iso3, plan_id), REGIONS, draw)


@country_page()
@require_GET
def flows(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw the way of the money."""

    def draw(position: FundingPosition, names: MappingNames) -> bytes:
        return render_funding_flows(flows_of(position), names, page_words(), right_to_left=get_language_bidi())

    return _picture(request, find_plan(iso3, plan_id), FLOWS, draw)


def _picture(request: SignedInRequest, plan: PlanRecord, name: str, draw: Draw) -> HttpResponse:
    found = mapped(plan, request.GET)
    mark = _mark(name, plan, found.look)
    if request.headers.get("If-None-Match") == f'"{mark}"':
        return HttpResponse(status=304)
    image = caches["pictures"].get(f"mapping-{plan.pk}-{mark}")
    if image is None:
        position = found.position
        image = _nothing() if position is None else draw(position, names_of(plan, position))
        caches["pictures"].set(f"mapping-{plan.pk}-{mark}", image, KEPT_SECONDS)
    headers = {"Cache-Control": f"private, max-age={KEPT_SECONDS}", "ETag": f'"{mark}"'}
    return HttpResponse(image, content_type="image/svg+xml", headers=headers)


def _nothing() -> bytes:
    return Sheet(NARROW, "–").render(40)
