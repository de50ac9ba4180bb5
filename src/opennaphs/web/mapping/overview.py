"""The resource mapping of a plan: who pays for what, how far regions are covered, what is under-served, its rounds."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, gap_grid
from opennaphs.domain.funding.mapping import UnderServed, mapping_grid, under_served
from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.sentences import Refused
from opennaphs.reports.mapping_heat import MappingNames, mapping_heat_table, region_heat_table
from opennaphs.store.models import MappingRound, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.assessments.wording import number, page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.mapping.figures import Mapped, csv_of, mapped, names_of, shown_table, unit_of
from opennaphs.web.mapping.pictures import HEAT, REGIONS, picture_address
from opennaphs.web.plans.money import amount_text
from opennaphs.web.plans.words import said

ROUNDS_SHOWN = 5
PER_CENT = 100


@country_page()
@require_GET
def mapping(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the mapping of the money of a plan; every filter narrows every number."""
    plan = find_plan(iso3, plan_id)
    found = mapped(plan, request.GET)
    context: dict[str, Any] = {
        "plan": plan,
        "look": found.look,
        "form": found.look.form,
        "active": found.look.active,
        "clear_url": found.look.all_url,
        "rule": said(rule_sentence(found.look.rule)),
        "rounds": MappingRound.objects.filter(plan=plan)[:ROUNDS_SHOWN],
        "may_bring": may_somewhere(request.user, Permission.REPORT_SUPPORT, country=iso3),
        "may_keep": may_somewhere(request.user, Permission.MANAGE_FUNDING, country=iso3),
        "position": found.position,
    }
    if found.position is not None:
        context |= _shown(found, found.position)
    return render(request, "mapping/mapping.html", context)


def _shown(found: Mapped, position: FundingPosition) -> dict[str, Any]:
    names = names_of(found.plan, position)
    grid, regions = mapping_grid(position), gap_grid(position, FundingCut.AREA, FundingCut.REGION)
    bound = position.narrowing.sentence()
    return {
        "unit": unit_of(position),
        "bound": "" if bound is None else said(bound),
        "heat": shown_table(mapping_heat_table(grid, names, page_words())),
        "heat_picture": picture_address(HEAT, found.plan, found.look),
        "regions": shown_table(region_heat_table(regions, names, page_words()), headings=2),
        "regions_picture": picture_address(REGIONS, found.plan, found.look),
        "served": _under_served(under_served(position), names),
        "anything": any(cell.paid for cell in position.cells),
        "not_counted": list(dict.fromkeys(said(one) for one in position.not_counted)),
    }


def _under_served(found: tuple[UnderServed, ...], names: MappingNames) -> dict[str, Any]:
    headings = (_("Area"), _("Cost"), _("Funded"), _("Gap"), _("Covered"), _("Paid by"))
    words = {0, len(headings) - 1}
    return {
        "columns": [{"label": text, "numeric": place not in words} for place, text in enumerate(headings)],
        "rows": [_under_served_row(one, names) for one in found],
    }


def _under_served_row(one: UnderServed, names: MappingNames) -> list[dict[str, Any]]:
    covered = _("{percent} %").format(percent=number(one.covered * PER_CENT, 0))
    texts = (amount_text(one.cost), amount_text(one.counted), amount_text(one.gap), covered)
    payers = ", ".join(map(names.source, one.sources)) or _("nobody")
    numbers = [{"text": text, "numeric": True} for text in texts]
    return [{"text": names.area(one.area), "heading": True}, *numbers, {"text": payers}]


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give areas x sources as a table."""
    found = mapped(find_plan(iso3, plan_id), request.GET)
    position = costed(found)
    table = mapping_heat_table(mapping_grid(position), names_of(found.plan, position), page_words())
    return csv_response(file_name("mapping", found.plan), *csv_of(table, position))


@country_page(Permission.EXPORT)
@require_GET
def regions_as_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give areas x regions as a table."""
    found = mapped(find_plan(iso3, plan_id), request.GET)
    position = costed(found)
    grid = gap_grid(position, FundingCut.AREA, FundingCut.REGION)
    table = region_heat_table(grid, names_of(found.plan, position), page_words())
    return csv_response(file_name("mapping-regions", found.plan), *csv_of(table, position))


def costed(found: Mapped) -> FundingPosition:
    """Give the position looked at.

    Raises:
        Refused: the plan has no costs, so there is none.
    """
    if found.position is None:
        raise Refused("The plan has no costs yet, so nobody can say what it lacks. Cost it first.")
    return found.position


def file_name(name: str, plan: PlanRecord) -> str:
    """Give the name of a file about a plan."""
    return f"{name}-{plan.country}-{plan.pk}.csv"
