"""The dashboard for everybody: the progress of a published plan, from its newest released publication alone."""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennaphs.domain.monitoring.standings import EVERYTHING, FollowUpCut
from opennaphs.domain.plan_document import plan_of
from opennaphs.reports.progress_bars import progress_rows, progress_table, render_progress_bars
from opennaphs.reports.rate_trend import render_rate_trend, trend_table
from opennaphs.store.models import Publication
from opennaphs.store.publications import frozen_day, newer_than
from opennaphs.web.access import released_page
from opennaphs.web.assessments.wording import page_words, table_of
from opennaphs.web.dashboards.figures import DashboardFigures, dashboard_figures, followed
from opennaphs.web.dashboards.telling import minister_words, money_boxes, progress_boxes
from opennaphs.web.plans.words import said
from opennaphs.web.publishing.answers import asked_language, public_answer, public_page_of

BARS, ROW, TREND = 82, 24, 300


@released_page
@require_safe
def public_dashboard(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Show how far a published plan is."""
    return public_page_of(request, "dashboards/public.html", lambda: _context(publication))


@released_page
@require_safe
def public_areas(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Draw where the activities of each area stand."""
    return _picture(request, publication, _draw_areas)


@released_page
@require_safe
def public_trend(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Draw how the share done moved from quarter to quarter."""
    return _picture(request, publication, _draw_trend)


def figures_of(publication: Publication) -> DashboardFigures:
    """Give the figures of the newest released publication of a plan; a frozen copy never changes, so they are kept."""
    newest = newer_than(publication) or publication
    key = f"public dashboard {newest.pk} {get_language()}".replace(" ", ":")
    found: Any = caches["pictures"].get(key)
    if found is None:
        found = dashboard_figures(followed(plan_of(newest.public_document)), frozen_day(newest), EVERYTHING)
        caches["pictures"].set(key, found, None)
    return found  # type: ignore[no-any-return]


def _context(publication: Publication) -> dict[str, Any]:
    figures, words = figures_of(publication), page_words()
    rows = progress_rows(figures.digest.standings, FollowUpCut.AREA, dict(figures.areas))
    return {
        "publication": publication,
        "today": figures.today,
        "sentences": minister_words(figures),
        "boxes": [*progress_boxes(figures), *money_boxes(figures)],
        "rules": [said(one) for one in figures.digest.rates.rules],
        "not_known": [said(one) for one in figures.digest.not_known],
        "money_rule": None if figures.money is None else said(figures.money.rule),
        "areas": {**table_of(progress_table(rows, _("area"), words)), "src": _address(publication, "public-areas")},
        "trend": {**table_of(trend_table(figures.trend, words)), "src": _address(publication, "public-trend")},
        "height": BARS + ROW * len(rows),
        "trend_height": TREND,
    }


def _address(publication: Publication, name: str) -> str:
    return reverse(name, args=[publication.key])


def _picture(request: HttpRequest, publication: Publication, draw: Callable[[DashboardFigures], bytes]) -> HttpResponse:
    with translation.override(asked_language(request) or get_language()):
        image = draw(figures_of(publication))
    return public_answer(request, HttpResponse(image, content_type="image/svg+xml"))


def _draw_areas(figures: DashboardFigures) -> bytes:
    rows = progress_rows(figures.digest.standings, FollowUpCut.AREA, dict(figures.areas))
    title = _("Where the activities of each area stand")
    return render_progress_bars(rows, title, page_words(), right_to_left=get_language_bidi())


def _draw_trend(figures: DashboardFigures) -> bytes:
    title = _("How much of the work is done, quarter by quarter")
    return render_rate_trend(figures.trend, title, page_words(), right_to_left=get_language_bidi())
