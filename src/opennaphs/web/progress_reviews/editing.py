"""Planning, editing, recording and removing progress reviews, and taking their lessons into the register."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from opennaphs.actions.reviewing.edit_progress_review import edit_progress_review
from opennaphs.actions.reviewing.hold_progress_review import hold_progress_review
from opennaphs.actions.reviewing.plan_progress_review import plan_progress_review
from opennaphs.actions.reviewing.remove_progress_review import remove_progress_review
from opennaphs.actions.reviewing.take_lesson import take_lesson
from opennaphs.actions.writing import Gone, Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.store.following import HELD
from opennaphs.store.models import PlanRecord, ProgressReviewRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.engagement.entries import add_row, remove_row
from opennaphs.web.finding import find_plan
from opennaphs.web.progress_reviews.finding import find_review
from opennaphs.web.progress_reviews.forms import HoldForm, LessonForm, PlannedForm, RecordForm
from opennaphs.web.progress_reviews.words import KINDS, kind_word
from opennaphs.web.recommendations.finding import own_areas
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

PLANNED, RECORD = "progress_reviews/edit.html", "progress_reviews/record.html"


class Unsaved(Exception):  # noqa: N818 - it reads as what happened
    """The action said no in a sentence that now stands in the form."""

    def __init__(self, form: RowForm) -> None:
        """Keep the form with the sentence."""
        super().__init__()
        self.form = form


def saying(act: Callable[[Any], object]) -> Callable[[RowForm], None]:
    """Let an action say no in the form, so that nothing typed is lost."""

    def said(form: RowForm) -> None:
        try:
            act(form)
        except (NotAllowed, Stale, Gone):
            raise
        except NaphsError as error:
            form.add_error(None, str(error))
            raise Unsaved(form) from error

    return said


def _edit(
    request: SignedInRequest,
    row: ProgressReviewRecord,
    form_class: type[RowForm],
    act: Callable[[Any], object],
    *,
    template: str,
    context: dict[str, Any],
    form_kwargs: dict[str, Any] | None = None,
) -> HttpResponse:
    iso3, plan = row.plan.country, row.plan
    page = {"plan": plan, "cancel_url": reverse("progress-review", args=[iso3, plan.pk, row.pk]), **context}
    told: dict[str, Any] = {"template": template, "context": page, "form_kwargs": form_kwargs}
    done = partial(redirect, "progress-review", iso3, plan.pk, row.pk)
    try:
        return edit_row(request, row, form_class, saying(act), done=done, **told)
    except Unsaved as unsaved:
        return render(request, template, {**page, "row": row, "form": unsaved.form}, status=INVALID)


@country_page(Permission.FOLLOW_UP)
def add(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Plan a progress review; ``?kind=…&day=…`` fills the form with a suggested one."""
    plan = find_plan(iso3, plan_id)

    def act(form: Any) -> ProgressReviewRecord:
        told = form.cleaned_data
        row = {"kind": told["kind"], "day": told["held_on"], "title": told["title"], "why": told["why"]}
        return plan_progress_review(plan=plan, by=request.user, **row)

    context = {"plan": plan, "heading": _("Plan a progress review"), "cancel_url": _list(plan)}
    return add_row(
        request,
        PlannedForm,
        act,
        template=PLANNED,
        context=context,
        done=lambda row: redirect("progress-review", iso3, plan.pk, row.pk),
        initial=_suggested(request),
    )


def _suggested(request: SignedInRequest) -> dict[str, Any]:
    kind, day = request.GET.get("kind", ""), request.GET.get("day", "")
    try:
        found = parse_date(day) if day else None
    except ValueError:
        found = None
    if kind not in KINDS:
        return {}
    title = kind_word(kind) if found is None else f"{kind_word(kind)} {found:%Y-%m}"
    return {"kind": kind, "held_on": found, "title": title}


def _list(plan: PlanRecord) -> str:
    return reverse("progress-reviews", args=[plan.country, plan.pk])


@country_page(Permission.FOLLOW_UP)
def edit(request: SignedInRequest, iso3: str, plan_id: int, review_id: int) -> HttpResponse:
    """Edit a planned review, or correct the record of one that was held."""
    row = find_review(iso3, plan_id, review_id)
    held = row.state == HELD

    def act(form: Any) -> None:
        told = form.cleaned_data
        fields = form.row_values() if held else {name: told[name] for name in ("kind", "held_on", "title")}
        edit_progress_review(review=row, fields=fields, version=told["version"], why=told["why"], by=request.user)
        messages.success(request, _("Saved."))

    context: dict[str, Any] = {"heading": _("Correct the record") if held else _("Edit the progress review")}
    if not held:
        context["remove_url"] = reverse("remove-progress-review", args=[iso3, plan_id, row.pk])
        return _edit(request, row, PlannedForm, act, template=PLANNED, context=context)
    kwargs = {"expected": sectors_of(row.plan)}
    return _edit(request, row, RecordForm, act, template=RECORD, context=context, form_kwargs=kwargs)


@country_page(Permission.FOLLOW_UP)
def hold(request: SignedInRequest, iso3: str, plan_id: int, review_id: int) -> HttpResponse:
    """Write down what a review found; the figures of its day are kept with it."""
    row = find_review(iso3, plan_id, review_id)
    if row.state == HELD:
        return redirect("edit-progress-review", iso3, plan_id, review_id)

    def act(form: Any) -> None:
        told = form.cleaned_data
        hold_progress_review(
            review=row,
            held_on=told["held_on"],
            fields=form.row_values(),
            whole_plan=told.get("whole_plan", False),
            version=told["version"],
            today=timezone.localdate(),
            why=told["why"],
            by=request.user,
        )
        messages.success(request, _("The review is recorded, with the figures of its day."))

    kwargs = {"expected": sectors_of(row.plan), "yearly": row.kind == ReviewKind.YEARLY}
    context = {"heading": _("Record the review")}
    return _edit(request, row, HoldForm, act, template=RECORD, context=context, form_kwargs=kwargs)


def sectors_of(plan: PlanRecord) -> tuple[str, ...]:
    """Give the sectors that lead activities of a plan: they are expected at its reviews."""
    leads = plan.activities.filter(removed=False).exclude(lead="").order_by("lead").values_list("lead", flat=True)
    return tuple(leads.distinct())


@country_page(Permission.FOLLOW_UP)
def remove(request: SignedInRequest, iso3: str, plan_id: int, review_id: int) -> HttpResponse:
    """Remove a planned review."""
    row = find_review(iso3, plan_id, review_id)
    return remove_row(
        request,
        row,
        partial(remove_progress_review, review=row),
        question=_("Remove the progress review “%(name)s”?") % {"name": row.title},
        consequences=[_("It is no longer shown, and nobody is reminded of it.")],
        back=reverse("progress-review", args=[iso3, plan_id, row.pk]),
        told=_("Removed."),
        after=_list(row.plan),
    )


@country_page(Permission.FOLLOW_UP)
def lesson(request: SignedInRequest, iso3: str, plan_id: int, review_id: int, place: int) -> HttpResponse:
    """Take a lesson into the register of recommendations."""
    row = find_review(iso3, plan_id, review_id)
    if not place < len(row.lessons) or row.lessons[place]["recommendation"] is not None:
        raise Http404
    form = LessonForm(request.POST or None, areas=own_areas(request), initial={"version": row.version})
    page = {"plan": row.plan, "row": row, "lesson": row.lessons[place], "form": form}
    page["cancel_url"] = reverse("progress-review", args=[iso3, plan_id, row.pk])
    if request.method != "POST":
        return render(request, "progress_reviews/lesson.html", page)
    if not form.is_valid():
        return render(request, "progress_reviews/lesson.html", page, status=INVALID)
    take_lesson(review=row, lesson=place, by=request.user, **form.cleaned_data)
    messages.success(request, _("The lesson is in the register now. Activities of the next plan can answer it."))
    return redirect("progress-review", iso3, plan_id, row.pk)
