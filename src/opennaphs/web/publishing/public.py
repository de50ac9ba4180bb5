"""Public pages of released publications: for everybody, without signing in, the same for all."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages, translator
from opennaphs.domain.plan_document import plan_of
from opennaphs.domain.publishing import canonical_bytes
from opennaphs.reports.data_columns import COLUMNS
from opennaphs.reports.data_package import package_name, render_data_package
from opennaphs.reports.data_tables import data_tables, render_table
from opennaphs.reports.licences import LICENCES, USUAL
from opennaphs.store.models import Publication
from opennaphs.store.publications import LICENCE, facts_of, newer_than, released_publications
from opennaphs.web.access import Country, public_page, released_page
from opennaphs.web.publishing.answers import asked_language, public_answer, public_file, public_page_of
from opennaphs.web.publishing.figures import activity_lines, cost_picture, plan_figures, progress_figures
from opennaphs.web.publishing.visitors import check_visitor_pace

ON_A_PAGE = 100


@public_page
@require_safe
def public_plans(request: HttpRequest) -> HttpResponse:
    """List everything that is published on this installation."""
    check_visitor_pace(request)
    page = Paginator(released_publications(), ON_A_PAGE).get_page(request.GET.get("page"))

    def context() -> dict[str, Any]:
        return {"page": page, "rows": [(one, Country(one.country).name, facts_of(one)) for one in page]}

    return public_page_of(request, "publishing/public_plans.html", context)


@released_page
@require_safe
def public_plan(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show a published plan."""
    return public_page_of(request, "publishing/public_plan.html", lambda: plan_context(request, publication))


def plan_context(request: HttpRequest, publication: Publication) -> dict[str, Any]:
    """Give what the page of a published plan shows; progress is that of the newest released publication."""
    newer = newer_than(publication)
    key = publication.key
    return {
        "publication": publication,
        "country_name": Country(publication.country).name,
        "facts": facts_of(publication),
        "licence": LICENCES[publication.facts.get(LICENCE, USUAL)],
        "newer": newer,
        "plan": plan_figures(publication),
        "progress": progress_figures(newer or publication),
        "tables": list(COLUMNS),
        "picture": reverse("public-picture", args=[key]),
        "dashboard": _dashboard(key),
        "address": _address(request, publication),
    }


@released_page
@require_safe
def public_activities(request: HttpRequest, publication: Publication) -> HttpResponse:
    """List the activities of a published plan, all or those of one area."""
    return public_page_of(
        request, "publishing/public_activities.html", lambda: activities_context(request, publication)
    )


def activities_context(request: HttpRequest, publication: Publication) -> dict[str, Any]:
    """Give the activities a page of them shows."""
    areas = plan_figures(publication)["areas"]
    area = request.GET.get("area", "")
    if area and area not in {one.area for one in areas}:
        raise Http404
    page: Page[Any] = Paginator(activity_lines(publication, area), ON_A_PAGE).get_page(request.GET.get("page"))
    label = next((one.label for one in areas if one.area == area), "")
    return {"publication": publication, "page": page, "area": area, "label": label}


@released_page
@require_safe
def public_picture(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Draw what each area of a published plan costs by year."""
    with translation.override(asked_language(request) or translation.get_language()):
        svg = cost_picture(publication, right_to_left=translation.get_language_bidi())
    return public_answer(request, HttpResponse(svg, content_type="image/svg+xml"))


@released_page
@require_safe
def public_package(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Give the open data package."""
    return public_file(request, data_package(request, publication), f"{_name(publication)}.zip")


def data_package(request: HttpRequest, publication: Publication) -> bytes:
    """Write the data package of a publication, in the language of its plan."""
    language = publication.public_document["language"]
    words = translator(language if language in languages() else SOURCE_LANGUAGE)
    facts = facts_of(publication, _address(request, publication))
    return render_data_package(publication.public_document, facts, publication.facts.get(LICENCE, USUAL), words)


@released_page
@require_safe
def public_document(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Give the public plan document, in the form its checksum is of."""
    content = canonical_bytes(publication.public_document)
    return public_file(request, content, f"{_name(publication)}.naphs.json")


@released_page
@require_safe
def public_table(request: HttpRequest, publication: Publication, table: str) -> HttpResponse:
    """Give one table as CSV."""
    found = {one.name: one for one in data_tables(plan_of(publication.public_document))}
    if table not in found:
        raise Http404
    return public_file(request, render_table(found[table]), f"{_name(publication)}-{table}.csv")


def _name(publication: Publication) -> str:
    return package_name(publication.public_document, publication.public_checksum)


def _address(request: HttpRequest, publication: Publication) -> str:
    return request.build_absolute_uri(reverse("public-plan", args=[publication.key]))


def _dashboard(key: str) -> str:
    try:
        return reverse("public-dashboard", args=[key])
    except NoReverseMatch:
        return ""
