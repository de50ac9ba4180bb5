"""Committees: what they are for, when they meet, which sectors come."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.edit_committee import edit_committee
from opennaphs.actions.engagement.remove_committee import remove_committee
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.coordination import attendance_by_sector
from opennaphs.domain.meeting_cadence import Cadence, next_meeting
from opennaphs.store.engagement import action_items_of, meetings_of, overdue_action_items
from opennaphs.store.models import Committee, Meeting
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.engagement.entries import add_row, may_keep, remove_row
from opennaphs.web.engagement.finding import find_committee
from opennaphs.web.engagement.forms import CommitteeForm, values_of
from opennaphs.web.engagement.words import CADENCES, sector_word
from opennaphs.web.row_forms import edit_row


@country_page()
@require_GET
def committees(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show the committees, their last and next meeting, and what is overdue."""
    today = timezone.localdate()
    meetings: dict[int, list[Meeting]] = {}
    for meeting in meetings_of(iso3).defer("minutes", "agenda"):
        meetings.setdefault(meeting.committee_id, []).append(meeting)
    open_items = list(action_items_of(iso3).filter(done_on=None).values_list("meeting__committee_id", flat=True))
    rows = [
        {**times_of(row, meetings.get(row.pk, []), today), "open": open_items.count(row.pk)}
        for row in Committee.objects.filter(country=iso3, removed=False)
    ]
    late = overdue_action_items(iso3, today)
    context = {"rows": rows, "overdue": len(late), "open": len(open_items), "may_keep": may_keep(request.user, iso3)}
    return render(request, "engagement/committees.html", context)


def times_of(row: Committee, meetings: list[Meeting], today: Any) -> dict[str, Any]:
    """Give a committee with its last meeting, the next one planned, and when the next is due by its cadence."""
    last = next((one for one in meetings if one.held_on <= today), None)
    planned = next((one for one in reversed(meetings) if one.held_on > today), None)
    due = next_meeting(last.held_on, Cadence(row.cadence)) if last is not None and row.cadence else None
    return {
        "row": row,
        "cadence": CADENCES.get(row.cadence, ""),
        "last": last,
        "planned": planned,
        "due": due,
        "late": due is not None and planned is None and due < today,
    }


@country_page()
@require_GET
def committee(request: SignedInRequest, iso3: str, committee_id: int) -> HttpResponse:
    """Show a committee, its meetings, and how often each sector came."""
    row, today = find_committee(iso3, committee_id), timezone.localdate()
    meetings = list(meetings_of(iso3).filter(committee=row).defer("minutes", "agenda"))
    held = [one for one in meetings if one.held_on <= today]
    came = attendance_by_sector([one.attendance for one in held], row.sectors)
    times = times_of(row, meetings, today)
    context = {
        "one": times,
        "cadence": times["cadence"],
        "committee": row,
        "meetings": meetings,
        "today": today,
        "expected": [sector_word(one) for one in row.sectors],
        "attendance": [(sector_word(one.sector), one, one.sector in row.sectors) for one in came],
        "may_keep": may_keep(request.user, iso3),
    }
    return render(request, "engagement/committee.html", context)


@country_page(Permission.MANAGE_ENGAGEMENT)
def add(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Add a committee."""

    def act(form: Any) -> Committee:
        return add_committee(country=iso3, fields=values_of(form), why=form.cleaned_data["why"], by=request.user)

    context = {"heading": _("Add a committee"), "cancel_url": reverse("committees", args=[iso3])}
    return add_row(
        request,
        CommitteeForm,
        act,
        template="engagement/edit.html",
        context=context,
        done=lambda row: redirect("committee", iso3, row.pk),
    )


@country_page(Permission.MANAGE_ENGAGEMENT)
def edit(request: SignedInRequest, iso3: str, committee_id: int) -> HttpResponse:
    """Edit a committee."""
    row = find_committee(iso3, committee_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_committee(committee=row, fields=values_of(form), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": row.name,
        "cancel_url": reverse("committee", args=[iso3, row.pk]),
        "remove_url": reverse("remove-committee", args=[iso3, row.pk]),
    }
    done = partial(redirect, "committee", iso3, row.pk)
    return edit_row(request, row, CommitteeForm, act, template="engagement/edit.html", context=context, done=done)


@country_page(Permission.MANAGE_ENGAGEMENT)
def remove(request: SignedInRequest, iso3: str, committee_id: int) -> HttpResponse:
    """Remove a committee."""
    row = find_committee(iso3, committee_id)
    count = meetings_of(iso3).filter(committee=row).count()
    return remove_row(
        request,
        row,
        partial(remove_committee, committee=row),
        question=_("Remove “%(name)s”?") % {"name": row.name},
        consequences=[
            _("Its meetings are no longer shown, nor what they asked for. Meetings: %(count)s.") % {"count": count},
            _("The history stays, and the committee can be brought back from it."),
        ],
        back=reverse("committee", args=[iso3, row.pk]),
        told=_("Removed."),
        after=reverse("committees", args=[iso3]),
    )
