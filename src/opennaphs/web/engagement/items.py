"""Action items: what meetings asked for, what is late, what is done."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.edit_action_item import edit_action_item
from opennaphs.actions.engagement.finish_action_item import finish_action_item
from opennaphs.actions.engagement.remove_action_item import remove_action_item
from opennaphs.actions.writing import Stale
from opennaphs.authorization.permissions import Permission
from opennaphs.store.engagement import action_items_of, overdue_action_items
from opennaphs.store.models import ActionItem
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.engagement.entries import add_row, may_keep, remove_row
from opennaphs.web.engagement.finding import find_action_item, find_meeting
from opennaphs.web.engagement.forms import ActionItemForm, values_of
from opennaphs.web.row_forms import edit_row

ON_A_PAGE = 100
OPEN, OVERDUE, DONE, ALL = "open", "overdue", "done", "all"


@country_page()
@require_GET
def action_items(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show what meetings asked for: open, overdue, done or all."""
    show, today = request.GET.get("show", OPEN), timezone.localdate()
    rows = _chosen(iso3, show)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    labels = {OPEN: _("Open"), OVERDUE: _("Overdue"), DONE: _("Done"), ALL: _("All")}
    tabs = [
        {"label": label, "url": f"?show={name}", "current": name == show, "count": len(_chosen(iso3, name))}
        for name, label in labels.items()
    ]
    context = {"page": page, "items": list(page), "tabs": tabs, "today": today}
    context |= {"may_keep": may_keep(request.user, iso3), "show": show}
    return render(request, "engagement/items.html", context)


def _chosen(iso3: str, show: str) -> list[ActionItem]:
    rows = action_items_of(iso3).select_related("meeting__committee")
    if show == OVERDUE:
        late = [row.pk for row in overdue_action_items(iso3, timezone.localdate())]
        found = {row.pk: row for row in rows.filter(pk__in=late)}
        return [found[pk] for pk in late]
    return list({DONE: rows.exclude(done_on=None), ALL: rows}.get(show, rows.filter(done_on=None)))


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: HttpRequest, iso3: str) -> HttpResponse:
    """Give every action item as a table."""
    headings = ("committee", "meeting", "meeting date", "what", "owner", "due", "done on", "overdue", "note")
    late = {row.pk for row in overdue_action_items(iso3, timezone.localdate())}
    lines = [
        [
            row.meeting.committee.name,
            row.meeting.title,
            row.meeting.held_on,
            row.text,
            row.owner,
            row.due,
            row.done_on,
            "yes" if row.pk in late else "no",
            row.note,
        ]
        for row in action_items_of(iso3).select_related("meeting__committee")
    ]
    return csv_response(f"action-items-{iso3}.csv", headings, lines)


@country_page(Permission.MANAGE_ENGAGEMENT)
def add(request: SignedInRequest, iso3: str, meeting_id: int) -> HttpResponse:
    """Add what a meeting asked for."""
    meeting = find_meeting(iso3, meeting_id)

    def act(form: Any) -> ActionItem:
        told = {"fields": values_of(form), "why": form.cleaned_data["why"]}
        row = add_action_item(meeting=meeting, by=request.user, **told)
        messages.success(request, _("The action item was added."))
        return row

    context = {
        "heading": _("Add an action item"),
        "lede": str(meeting),
        "cancel_url": reverse("meeting", args=[iso3, meeting.pk]),
    }
    return add_row(
        request,
        ActionItemForm,
        act,
        template="engagement/edit.html",
        context=context,
        done=lambda _row: redirect("meeting", iso3, meeting.pk),
    )


@country_page(Permission.MANAGE_ENGAGEMENT)
def edit(request: SignedInRequest, iso3: str, item_id: int) -> HttpResponse:
    """Edit an action item."""
    row = find_action_item(iso3, item_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_action_item(item=row, fields=values_of(form), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": _("Action item"),
        "lede": str(row.meeting),
        "cancel_url": reverse("meeting", args=[iso3, row.meeting_id]),
        "remove_url": reverse("remove-action-item", args=[iso3, row.pk]),
    }
    done = partial(redirect, "meeting", iso3, row.meeting_id)
    return edit_row(request, row, ActionItemForm, act, template="engagement/edit.html", context=context, done=done)


@country_page(Permission.MANAGE_ENGAGEMENT)
@require_POST
def done(request: SignedInRequest, iso3: str, item_id: int) -> HttpResponse:
    """Mark an action item as done today, or as not done after all."""
    row, version = find_action_item(iso3, item_id), request.POST.get("version", "")
    if not (version.isascii() and version.isdigit()):
        raise Stale(row, 0)
    day = None if request.POST.get("undo") else timezone.localdate()
    finish_action_item(item=row, done_on=day, version=int(version), by=request.user)
    messages.success(request, _("Marked as done.") if day else _("Marked as not done."))
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else reverse("meeting", args=[iso3, row.meeting_id]))


@country_page(Permission.MANAGE_ENGAGEMENT)
def remove(request: SignedInRequest, iso3: str, item_id: int) -> HttpResponse:
    """Remove an action item."""
    row = find_action_item(iso3, item_id)
    return remove_row(
        request,
        row,
        partial(remove_action_item, item=row),
        question=_("Remove “%(name)s”?") % {"name": row},
        consequences=[_("The history stays, and it can be brought back from it.")],
        back=reverse("meeting", args=[iso3, row.meeting_id]),
        told=_("Removed."),
    )
