"""The budget calendar of a country."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.advocacy.add_budget_moment import add_budget_moment
from opennaphs.actions.advocacy.edit_budget_moment import edit_budget_moment
from opennaphs.actions.advocacy.remove_budget_moment import remove_budget_moment
from opennaphs.authorization.permissions import Permission
from opennaphs.store.advocacy import moments_of
from opennaphs.store.models import BudgetMoment
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.advocacy.finding import find_moment, may_keep
from opennaphs.web.advocacy.forms import BudgetMomentForm
from opennaphs.web.engagement.entries import add_row, remove_row
from opennaphs.web.engagement.forms import values_of
from opennaphs.web.row_forms import edit_row

MOST_PAST = 20


@country_page()
@require_GET
def budget_calendar(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show what comes in the budget calendar, and what is past."""
    today = timezone.localdate()
    open_steps = Count("steps", filter=Q(steps__removed=False, steps__done_on=None, steps__plan__removed=False))
    rows = list(moments_of(iso3).annotate(open_steps=open_steps))
    coming = [{"row": row, "days_left": (row.day - today).days} for row in rows if row.day >= today]
    past = [row for row in reversed(rows) if row.day < today][:MOST_PAST]
    context = {"coming": coming, "past": past, "may_keep": may_keep(request.user, iso3)}
    return render(request, "advocacy/calendar.html", context)


@country_page(Permission.MANAGE_FUNDING)
def add(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Enter a day of the budget calendar."""

    def act(form: Any) -> BudgetMoment:
        told = {"fields": values_of(form), "why": form.cleaned_data["why"]}
        row = add_budget_moment(country=iso3, by=request.user, **told)
        messages.success(request, _("The budget calendar was extended."))
        return row

    return add_row(
        request,
        BudgetMomentForm,
        act,
        template="engagement/edit.html",
        context={"heading": _("Enter a budget moment"), "cancel_url": reverse("budget-calendar", args=[iso3])},
        done=lambda _row: redirect("budget-calendar", iso3),
    )


@country_page(Permission.MANAGE_FUNDING)
def edit(request: SignedInRequest, iso3: str, moment_id: int) -> HttpResponse:
    """Edit a day of the budget calendar."""
    row = find_moment(iso3, moment_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_budget_moment(moment=row, fields=values_of(form), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": row.title,
        "cancel_url": reverse("budget-calendar", args=[iso3]),
        "remove_url": reverse("remove-budget-moment", args=[iso3, row.pk]),
    }
    done = partial(redirect, "budget-calendar", iso3)
    return edit_row(request, row, BudgetMomentForm, act, template="engagement/edit.html", context=context, done=done)


@country_page(Permission.MANAGE_FUNDING)
def remove(request: SignedInRequest, iso3: str, moment_id: int) -> HttpResponse:
    """Remove a day of the budget calendar."""
    row = find_moment(iso3, moment_id)
    return remove_row(
        request,
        row,
        partial(remove_budget_moment, moment=row),
        question=_("Remove “%(name)s”?") % {"name": row},
        consequences=[_("Advocacy steps for this moment stay; those without a day of their own then have none.")],
        back=reverse("budget-calendar", args=[iso3]),
        told=_("Removed."),
    )
