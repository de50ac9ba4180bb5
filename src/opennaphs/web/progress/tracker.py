"""The tracker of a plan: every activity with where it stands, who said so when, what blocks it and what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.monitoring.rates import implementation_rates
from opennaphs.domain.monitoring.standings import ActivityStanding, Situation
from opennaphs.store.models import PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.activities.finding import frame
from opennaphs.web.activities.rights import Rights
from opennaphs.web.activities.words import area_label, word
from opennaphs.web.dashboards.looking import SITUATIONS
from opennaphs.web.dashboards.words import BLOCKERS, share_text, situation_kind
from opennaphs.web.finding import find_plan
from opennaphs.web.progress.figures import standings_now
from opennaphs.web.progress.filters import track_of
from opennaphs.web.progress.words import MONEY

PAGE = 50


@dataclass(frozen=True)
class TrackerLine:
    """One activity as the tracker shows it."""

    standing: ActivityStanding
    url: str

    @property
    def situation(self) -> str:
        """Where it stands, in words."""
        return str(SITUATIONS[self.standing.situation])

    @property
    def kind(self) -> str:
        """The colour of that."""
        return situation_kind(self.standing)

    @property
    def blocker(self) -> str:
        """What blocks it, in words; empty when nothing does."""
        return str(BLOCKERS[self.standing.blocker]) if self.standing.blocker and self.standing.blocked else ""

    @property
    def money(self) -> str:
        """Whether there is money for it, in words."""
        return str(MONEY[self.standing.money])


@country_page()
@require_GET
def progress(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the tracker, narrowed as the address says."""
    plan = find_plan(iso3, plan_id)
    track = track_of(request.GET, plan)
    everything = standings_now(plan)
    found = track.of(everything)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": track.form,
        "active": track.active,
        "clear_url": request.path,
        "query": track.query,
        "page": page,
        "lines": tracker_lines(plan, list(page)),
        "boxes": tracker_boxes(found),
        "has_activities": bool(everything),
        "may_import": bool(Rights(request.user, plan).areas(Permission.REPORT_PROGRESS)),
        "may_follow_up": may(request.user, Permission.FOLLOW_UP, country=iso3),
    }
    return render(request, "progress/tracker.html", frame(request, plan, **context))


def tracker_lines(plan: PlanRecord, standings: Sequence[ActivityStanding]) -> list[TrackerLine]:
    """Give lines of the tracker, each with the page of its activity."""
    numbers = [one.activity for one in standings]
    known = dict(plan.activities.filter(removed=False, number__in=numbers).values_list("number", "pk"))
    return [TrackerLine(one, _address(plan, known.get(one.activity))) for one in standings]


def _address(plan: PlanRecord, activity_id: int | None) -> str:
    return "" if activity_id is None else reverse("activity-progress", args=[plan.country, plan.pk, activity_id])


def tracker_boxes(found: Sequence[ActivityStanding]) -> list[dict[str, Any]]:
    """Give the counts above the table, of exactly what it shows; a share that nobody reported is not known."""
    rates, counting = implementation_rates(found), [one for one in found if one.counts]
    return [
        _box(_("Activities"), str(len(found))),
        _box(_("Done, by count"), share_text(rates.progress_by_count)),
        _box(_("Completed"), str(rates.counts[Situation.COMPLETED])),
        _box(_("Late"), str(rates.counts[Situation.DELAYED])),
        _box(_("Blocked"), str(sum(one.blocked for one in found))),
        _box(_("Not reported"), str(sum(not one.reported for one in counting))),
        _box(_("Silent for a month"), str(sum(one.silent for one in found))),
    ]


def _box(label: str, value: str | None) -> dict[str, Any]:
    return {"label": label, "value": value}


@country_page(Permission.EXPORT)
@require_GET
def progress_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the tracker as a file, narrowed in the same way."""
    plan = find_plan(iso3, plan_id)
    found = track_of(request.GET, plan).of(standings_now(plan))
    headings = (
        _("Number"), _("Activity"), _("Area"), _("Lead sector"), _("Places"), _("Owner"), _("Situation"),
        _("Reported"), _("Per cent done"), _("Last update"), _("Starts"), _("Ends"), _("Days late"), _("Blocker"),
        _("Blocked by"), _("Next step"), _("Evidence"), _("Money"),
    )  # fmt: skip
    return csv_response("progress.csv", headings, _csv_rows(plan, found))


def _csv_rows(plan: PlanRecord, found: Iterable[ActivityStanding]) -> Iterable[tuple[object, ...]]:
    for one in found:
        line = TrackerLine(one, "")
        yield (
            one.activity, one.text, area_label(plan, one.area), word(one.ministry), ", ".join(one.regions), one.owner,
            line.situation, _("yes") if one.reported else _("no"), one.percent, one.reported_on, one.starts, one.ends,
            one.days_late, line.blocker, one.blocked_by, one.next_step, one.evidence, line.money,
        )  # fmt: skip
