"""The dashboards of a plan: for the secretariat, for the minister, for a partner; their pictures and files."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.permissions import Permission
from opennaphs.domain.monitoring.standings import FollowUpCut
from opennaphs.domain.planning import Plan
from opennaphs.reports.picture_tables import Table
from opennaphs.reports.progress_bars import progress_rows, progress_table, render_progress_bars
from opennaphs.reports.rate_trend import render_rate_trend, trend_table
from opennaphs.store.following import day_of, reviews_of
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.assessments.wording import page_words, table_of
from opennaphs.web.dashboards.figures import DashboardFigures, dashboard_figures, followed
from opennaphs.web.dashboards.looking import Look, look_of
from opennaphs.web.dashboards.telling import blocked_groups, minister_words, money_boxes, progress_boxes
from opennaphs.web.dashboards.words import activity_rows, gap_words, linker, milestone_rows
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.money import money_columns
from opennaphs.web.plans.reckoning import kept, stamp_of
from opennaphs.web.plans.words import said

WIDTH, TREND_HEIGHT = 760, 300
KEPT_SECONDS = 3600


def figures_of(plan: PlanRecord, look: Look) -> DashboardFigures:
    """Give the figures of a stored plan for what is looked at today, from memory while nothing has changed."""
    today = day_of(plan, timezone.localdate())

    def make(_read: Plan) -> DashboardFigures:
        return dashboard_figures(kept(plan, "followed", followed), today, look.narrowing)

    return kept(plan, f"dashboard {today} {look.query}", make)


@country_page()
@require_GET
def dashboard(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the secretariat what is late, blocked, not reported, and what the money does."""
    plan = find_plan(iso3, plan_id)
    look = look_of(request.GET, plan)
    figures, link = figures_of(plan, look), linker(plan)
    digest = figures.digest
    lists = {
        "late": activity_rows(digest.late, link),
        "unreported": activity_rows((*digest.late_unreported, *digest.silent), link),
        "waiting": activity_rows(digest.waiting_for_money, link),
        "funded_but_late": activity_rows(digest.funded_but_late, link),
        "overdue": milestone_rows(digest.milestones_overdue, link),
        "due": milestone_rows(digest.milestones_due, link),
    }
    context = {**_shared(plan, look, figures), **lists, "blocked": blocked_groups(digest, link)}
    return render(request, "dashboards/secretariat.html", context)


@country_page()
@require_GET
def minister(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show one page to a minister: what, how much, what is missing, what to decide."""
    plan = find_plan(iso3, plan_id)
    look = look_of(request.GET, plan)
    figures, link = figures_of(plan, look), linker(plan)
    context = {
        **_shared(plan, look, figures),
        "sentences": minister_words(figures),
        "late": activity_rows(figures.digest.late, link, most=5),
        "next_review": reviews_of(plan).filter(state="planned", held_on__gte=figures.today).order_by("held_on").first(),
    }
    return render(request, "dashboards/minister.html", context)


@country_page()
@require_GET
def areas_picture(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw where the activities of each area stand."""
    return _picture(request, iso3, plan_id, _draw_areas)


@country_page()
@require_GET
def trend_picture(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Draw how the share done moved from quarter to quarter."""
    return _picture(request, iso3, plan_id, _draw_trend)


@country_page(Permission.EXPORT)
@require_GET
def dashboard_csv(request: SignedInRequest, iso3: str, plan_id: int, table: str) -> HttpResponse:
    """Give one table of a dashboard, looked at in the same way, as a file."""
    plan = find_plan(iso3, plan_id)
    figures = figures_of(plan, look_of(request.GET, plan))
    tables = _tables(figures)
    if table not in tables:
        raise Http404
    found = tables[table]
    return csv_response(f"{iso3}-{plan.pk}-{table}.csv", found.headings, found.rows)


def _shared(plan: PlanRecord, look: Look, figures: DashboardFigures) -> dict[str, Any]:
    """Give what every dashboard shows."""
    tables = _tables(figures)
    money = figures.money
    return {
        "plan": plan,
        "look": look,
        "clear_url": "?",
        "today": figures.today,
        "boxes": [*progress_boxes(figures), *money_boxes(figures)],
        "rules": [said(one) for one in figures.digest.rates.rules],
        "money_rule": None if money is None else said(money.rule),
        "not_known": [said(one) for one in figures.digest.not_known],
        "not_counted": [] if money is None else [said(one) for one in money.not_counted],
        "areas": _figure(plan, look, "dashboard-areas", tables["areas"], table_of),
        "trend": _figure(plan, look, "dashboard-trend", tables["trend"], table_of),
        "gap_by_area": None if money is None else _figure(plan, look, "", tables["gap-by-area"], money_columns),
        "gap_by_year": None if money is None else _figure(plan, look, "", tables["gap-by-year"], money_columns),
        "earned": [said(one) for one in figures.digest.earned.sentences],
        "forecast": [said(one) for one in figures.digest.forecast.sentences],
        "height": 82 + 24 * len(tables["areas"].rows),
        "trend_height": TREND_HEIGHT,
    }


def _figure(
    plan: PlanRecord, look: Look, picture: str, table: Table, tabulate: Callable[[Table], dict[str, Any]]
) -> dict[str, Any]:
    """Give a picture with its table and its file, all looked at in the same way."""
    mark = hashlib.sha256(f"{stamp_of(plan)} {get_language()}".encode()).hexdigest()[:16]
    query = f"?{look.query}&v={mark}" if look.query else f"?v={mark}"
    return {**tabulate(table), "src": reverse(picture, args=[plan.country, plan.pk]) + query if picture else ""}


def _tables(figures: DashboardFigures) -> dict[str, Table]:
    words = page_words()
    rows = progress_rows(figures.digest.standings, FollowUpCut.AREA, dict(figures.areas))
    found = {
        "areas": progress_table(rows, _("area"), words),
        "trend": trend_table(figures.trend, words),
    }
    if figures.money is not None:
        found["gap-by-area"] = gap_words(figures.money.by_area, figures.areas, _("area"))
        found["gap-by-year"] = gap_words(figures.money.by_year, {}, _("year"))
    return found


def _picture(request: HttpRequest, iso3: str, plan_id: int, draw: Callable[[DashboardFigures], bytes]) -> HttpResponse:
    plan = find_plan(iso3, plan_id)
    response = HttpResponse(draw(figures_of(plan, look_of(request.GET, plan))), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _draw_areas(figures: DashboardFigures) -> bytes:
    rows = progress_rows(figures.digest.standings, FollowUpCut.AREA, dict(figures.areas))
    title = _("Where the activities of each area stand")
    return render_progress_bars(rows, title, page_words(), right_to_left=get_language_bidi())


def _draw_trend(figures: DashboardFigures) -> bytes:
    title = _("How much of the work is done, quarter by quarter")
    return render_rate_trend(figures.trend, title, page_words(), right_to_left=get_language_bidi())
