"""The progress reviews of a plan: the list with what comes next, one review, and its packs."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opennaphs.actions.jobs.start_job import start_job
from opennaphs.actions.reviewing.packs import FORMATS
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.coordination import sectors_missing
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.review_figures import count_then, share_then
from opennaphs.domain.review_rhythm import suggested_reviews
from opennaphs.reports.review_blocks import percent_text
from opennaphs.store.following import HELD, review_of, reviews_of
from opennaphs.store.models import PlanRecord, ProgressReviewRecord, Recommendation
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.engagement.words import ORDER, sector_word
from opennaphs.web.finding import find_plan
from opennaphs.web.progress_reviews.editing import sectors_of
from opennaphs.web.progress_reviews.finding import find_review, may_lead
from opennaphs.web.progress_reviews.words import PURPOSES, kind_word
from opennaphs.web.recommendations.finding import own_areas
from opennaphs.web.recommendations.words import STATE_KINDS, STATES


@country_page()
@require_safe
def progress_reviews(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """List the progress reviews of a plan, and suggest the next ones by their rhythm."""
    plan, today = find_plan(iso3, plan_id), timezone.localdate()
    rows = list(reviews_of(plan).select_related("plan").defer("figures"))
    context = {
        "plan": plan,
        "planned": [_line(row, today) for row in reversed(rows) if row.state != HELD],
        "held": [_line(row, today) for row in rows if row.state == HELD],
        "suggested": [] if plan.state == PlanState.CLOSED else _suggestions(plan, rows, today),
        "may_lead": may_lead(request.user, iso3),
    }
    return render(request, "progress_reviews/list.html", context)


def _line(row: ProgressReviewRecord, today: Any) -> dict[str, Any]:
    lessons = [one["recommendation"] is not None for one in row.lessons]
    return {
        "row": row,
        "kind": kind_word(row.kind),
        "over": row.state != HELD and row.held_on < today,
        "decisions": len(row.decisions),
        "lessons": len(lessons),
        "taken": sum(lessons),
    }


def _suggestions(plan: PlanRecord, rows: list[ProgressReviewRecord], today: Any) -> list[dict[str, Any]]:
    held = [review_of(row) for row in rows if row.state == HELD]
    planned = {row.kind for row in rows if row.state != HELD}
    return [
        {
            "kind": one.kind,
            "word": kind_word(one.kind),
            "purpose": PURPOSES[one.kind],
            "one": one,
            "planned": one.kind in planned,
        }
        for one in suggested_reviews(plan.launched_on, held, today)
    ]


@country_page()
@require_safe
def progress_review(request: SignedInRequest, iso3: str, plan_id: int, review_id: int) -> HttpResponse:
    """Show one review: what it found, decided and learned, and the figures of its day."""
    row = find_review(iso3, plan_id, review_id)
    held = row.state == HELD
    context = {
        "plan": row.plan,
        "row": row,
        "kind": kind_word(row.kind),
        "purpose": PURPOSES.get(row.kind, ""),
        "held": held,
        "yearly": row.kind == ReviewKind.YEARLY,
        "today": timezone.localdate(),
        "figures": _figures(row) if held else [],
        "lessons": _lessons(request, row),
        "may_lead": may_lead(request.user, iso3),
        **(_attendance(row) if held else {}),
    }
    return render(request, "progress_reviews/review.html", context)


def _figures(row: ProgressReviewRecord) -> list[tuple[str, str]]:
    """Give the figures as they were known on the day of the review."""
    kept, words = row.figures, page_words()
    shares = (
        (_("Completed, by count"), "completed_by_count"),
        (_("Completed, by cost"), "completed_by_cost"),
        (_("Progress, by count"), "progress_by_count"),
    )
    counts = (
        (_("Activities"), "activities"),
        (_("Late, and reported on"), "late"),
        (_("Blocked"), "blocked"),
        (_("Not reported"), "unreported"),
        (_("Not started and without money"), "waiting_for_money"),
        (_("Late although the money is there"), "funded_but_late"),
        (_("Milestones overdue"), "milestones_overdue"),
    )
    told = [(label, percent_text(share_then(kept, name), words)) for label, name in shares]
    return [
        *told,
        *((label, str(count_then(kept, name))) for label, name in counts if count_then(kept, name) is not None),
    ]


def _attendance(row: ProgressReviewRecord) -> dict[str, Any]:
    came = sorted(row.attendance.items(), key=lambda pair: ORDER.get(pair[0], len(ORDER)))
    missing = sectors_missing(row.attendance, sectors_of(row.plan))
    return {
        "attendance": [(sector_word(sector), people) for sector, people in came],
        "absent": ", ".join(map(sector_word, missing.absent)),
        "not_recorded": ", ".join(map(sector_word, missing.not_recorded)),
    }


def _lessons(request: SignedInRequest, row: ProgressReviewRecord) -> list[dict[str, Any]]:
    taken = [one["recommendation"] for one in row.lessons if one["recommendation"] is not None]
    entries = Recommendation.objects.filter(country=row.country_code, removed=False).in_bulk(taken)
    may_take = may_lead(request.user, row.country_code) and own_areas(request) != frozenset()
    return [_lesson(place, one, entries, may_take) for place, one in enumerate(row.lessons)]


def _lesson(place: int, lesson: dict[str, Any], entries: dict[int, Recommendation], may_take: bool) -> dict[str, Any]:  # noqa: FBT001
    entry = entries.get(lesson["recommendation"])
    return {
        "place": place,
        "text": lesson["text"],
        "entry": entry,
        "state": "" if entry is None else STATES[entry.state],
        "state_kind": "" if entry is None else STATE_KINDS[entry.state],
        "may_take": may_take and lesson["recommendation"] is None,
        "gone": entry is None and lesson["recommendation"] is not None,
    }


@country_page(Permission.EXPORT)
@require_POST
def pack(request: SignedInRequest, iso3: str, plan_id: int, review_id: int, form: str) -> HttpResponse:
    """Have the pack of a review written in the background."""
    row = find_review(iso3, plan_id, review_id)
    if form not in FORMATS:
        raise Http404
    title = _("Pack for “{review}” ({form})").format(review=row.title, form=form)
    wanted = {"review": row.pk, "plan": row.plan_id, "format": form}
    job = start_job(kind="review-pack", title=title[:300], country=iso3, wanted=wanted, by=request.user)
    return redirect("job", iso3, job.pk)
