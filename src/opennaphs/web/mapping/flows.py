"""The way of the money from sources to areas to regions, as a picture, a table and a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.mapping import flows
from opennaphs.reports.funding_flows import funding_flows_table
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.mapping.figures import csv_of, mapped, names_of, shown_table, unit_of
from opennaphs.web.mapping.overview import costed, file_name
from opennaphs.web.mapping.pictures import FLOWS, picture_address
from opennaphs.web.plans.words import said


@country_page()
@require_GET
def flows_page(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show where the money comes from and where it goes."""
    plan = find_plan(iso3, plan_id)
    found = mapped(plan, request.GET)
    context: dict[str, Any] = {
        "plan": plan,
        "look": found.look,
        "form": found.look.form,
        "active": found.look.active,
        "clear_url": found.look.all_url,
        "rule": said(rule_sentence(found.look.rule)),
        "position": found.position,
    }
    if found.position is not None:
        bound = found.position.narrowing.sentence()
        table = funding_flows_table(flows(found.position), names_of(plan, found.position), page_words())
        context |= {
            "unit": unit_of(found.position),
            "bound": "" if bound is None else said(bound),
            "flows": shown_table(table, headings=2),
            "picture": picture_address(FLOWS, plan, found.look),
        }
    return render(request, "mapping/flows.html", context)


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the flows as a table."""
    found = mapped(find_plan(iso3, plan_id), request.GET)
    position = costed(found)
    table = funding_flows_table(flows(position), names_of(found.plan, position), page_words())
    return csv_response(file_name("funding-flows", found.plan), *csv_of(table, position))
