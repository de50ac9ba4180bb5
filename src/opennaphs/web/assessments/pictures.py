"""Pictures of scores, drawn when they are asked for; a browser that has the newest one gets nothing again."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_bidi

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.reports.area_bars import render_area_bars
from opennaphs.reports.area_wheel import render_area_wheel
from opennaphs.reports.comparison_strip import render_comparison_strip
from opennaphs.reports.score_trend import render_score_trend, score_trends
from opennaphs.store.assessments import assessment_of, latest_assessments
from opennaphs.web.access import country_page
from opennaphs.web.assessments.comparing import comparison_of
from opennaphs.web.assessments.finding import find_assessment, find_comparison_set, framework_of
from opennaphs.web.assessments.reading import comparable
from opennaphs.web.assessments.wording import page_words


def picture(request: HttpRequest, svg: bytes) -> HttpResponse:
    """Answer with a picture, or with “you have it” when the browser has exactly this one."""
    sign = f'"{hashlib.sha256(svg).hexdigest()[:32]}"'
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Cache-Control"], response["ETag"] = "private, max-age=0, must-revalidate", sign
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    found: Any = get_conditional_response(request, etag=sign, response=response)
    return found if isinstance(found, HttpResponse) else response


@country_page()
def assessment_wheel(request: HttpRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Draw the wheel of areas of an assessment."""
    record = find_assessment(iso3, assessment_id)
    svg = render_area_wheel(
        assessment_of(record), framework_of(record), page_words(), right_to_left=get_language_bidi()
    )
    return picture(request, svg)


@country_page()
def assessment_bars(request: HttpRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Draw the bars of areas of an assessment."""
    record = find_assessment(iso3, assessment_id)
    svg = render_area_bars(assessment_of(record), framework_of(record), page_words(), right_to_left=get_language_bidi())
    return picture(request, svg)


@country_page()
def score_trend_picture(request: HttpRequest, iso3: str) -> HttpResponse:
    """Draw the scores over the years, a panel for each edition."""
    trends = score_trends(comparable(latest_assessments(iso3))[0], load_frameworks())
    return picture(request, render_score_trend(trends, page_words(), right_to_left=get_language_bidi()))


@country_page()
def comparison_picture(request: HttpRequest, iso3: str, set_id: int) -> HttpResponse:
    """Draw the country among its region and income group."""
    comparison = comparison_of(find_comparison_set(iso3, set_id), iso3).comparison
    return picture(request, render_comparison_strip(comparison, page_words(), right_to_left=get_language_bidi()))
