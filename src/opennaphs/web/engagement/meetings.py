"""Meetings: agenda, minutes, who came, what was decided and asked for; on paper and in a calendar."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.engagement.edit_meeting import edit_meeting
from opennaphs.actions.engagement.remove_meeting import remove_meeting
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.coordination import sectors_missing
from opennaphs.reports.meeting_calendar import CalendarMeeting, render_meeting_calendar
from opennaphs.store.engagement import action_items_of
from opennaphs.store.models import Meeting
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.engagement.entries import add_row, may_keep, remove_row
from opennaphs.web.engagement.finding import find_committee, find_meeting
from opennaphs.web.engagement.forms import MeetingForm
from opennaphs.web.engagement.words import ORDER, sector_word
from opennaphs.web.jobs.files import download
from opennaphs.web.row_forms import edit_row


@country_page()
@require_GET
def meeting(request: SignedInRequest, iso3: str, meeting_id: int) -> HttpResponse:
    """Show a meeting."""
    row = find_meeting(iso3, meeting_id)
    context = {**_told(row), "may_keep": may_keep(request.user, iso3)}
    return render(request, "engagement/meeting.html", context)


@country_page()
@require_GET
def minutes(request: SignedInRequest, iso3: str, meeting_id: int) -> HttpResponse:
    """Show the minutes as a page to print."""
    return render(request, "engagement/minutes.html", _told(find_meeting(iso3, meeting_id)))


def _told(row: Meeting) -> dict[str, Any]:
    """Give what a meeting's pages show."""
    today = timezone.localdate()
    held = row.held_on <= today
    came = sorted(row.attendance.items(), key=lambda pair: ORDER.get(pair[0], len(ORDER)))
    return {
        "meeting": row,
        "committee": row.committee,
        "held": held,
        "today": today,
        "attendance": [(sector_word(sector), people) for sector, people in came],
        "people": sum(people for _sector, people in came) if came else None,
        "sentences": _missing_sentences(row) if held else [],
        "items": list(action_items_of(row.country).filter(meeting=row)),
    }


def _missing_sentences(row: Meeting) -> list[dict[str, str]]:
    """Say which of the sectors expected did not come, and of which nobody wrote it down."""
    missing, found = sectors_missing(row.attendance, row.committee.sectors), []
    if missing.absent:
        names = ", ".join(map(sector_word, missing.absent))
        found.append({"kind": "warn", "text": _("Nobody came from: %(sectors)s.") % {"sectors": names}})
    if missing.not_recorded:
        names = ", ".join(map(sector_word, missing.not_recorded))
        text = _("Expected, but nobody wrote down whether they came: %(sectors)s.") % {"sectors": names}
        found.append({"kind": "info", "text": text})
    return found


@country_page()
@require_GET
def calendar(request: SignedInRequest, iso3: str, meeting_id: int) -> HttpResponse:
    """Give the meeting as a calendar file."""
    row = find_meeting(iso3, meeting_id)
    told = CalendarMeeting(
        uid=f"meeting-{row.pk}@{request.get_host()}",
        sequence=row.version - 1,
        changed_at=row.changed_at,
        day=row.held_on,
        title=f"{row.committee.name}: {row.title}",
        place=row.place,
        agenda=row.agenda,
        url=request.build_absolute_uri(reverse("meeting", args=[iso3, row.pk])),
    )
    response = download(render_meeting_calendar(told), f"meeting-{row.held_on}.ics")
    response["Content-Type"] = "text/calendar; charset=utf-8"
    return response


@country_page(Permission.MANAGE_ENGAGEMENT)
def add(request: SignedInRequest, iso3: str, committee_id: int) -> HttpResponse:
    """Add a meeting to a committee."""
    committee = find_committee(iso3, committee_id)

    def act(form: Any) -> Meeting:
        told = {"fields": form.row_values(), "why": form.cleaned_data["why"]}
        return add_meeting(committee=committee, by=request.user, **told)

    context = {
        "heading": _("Add a meeting"),
        "lede": committee.name,
        "cancel_url": reverse("committee", args=[iso3, committee.pk]),
    }
    return add_row(
        request,
        MeetingForm,
        act,
        template="engagement/edit_meeting.html",
        context=context,
        done=lambda row: redirect("meeting", iso3, row.pk),
        form_kwargs={"expected": tuple(committee.sectors)},
        initial={"held_on": timezone.localdate()},
    )


@country_page(Permission.MANAGE_ENGAGEMENT)
def edit(request: SignedInRequest, iso3: str, meeting_id: int) -> HttpResponse:
    """Edit a meeting: before it the agenda, after it the minutes and who came."""
    row = find_meeting(iso3, meeting_id)

    def act(form: Any) -> None:
        told = {"version": form.cleaned_data["version"] or 0, "why": form.cleaned_data["why"]}
        edit_meeting(meeting=row, fields=form.row_values(), by=request.user, **told)
        messages.success(request, _("Saved."))

    context = {
        "heading": row.title,
        "lede": row.committee.name,
        "cancel_url": reverse("meeting", args=[iso3, row.pk]),
        "remove_url": reverse("remove-meeting", args=[iso3, row.pk]),
    }
    return edit_row(
        request,
        row,
        MeetingForm,
        act,
        template="engagement/edit_meeting.html",
        context=context,
        done=partial(redirect, "meeting", iso3, row.pk),
        form_kwargs={"expected": tuple(row.committee.sectors)},
    )


@country_page(Permission.MANAGE_ENGAGEMENT)
def remove(request: SignedInRequest, iso3: str, meeting_id: int) -> HttpResponse:
    """Remove a meeting."""
    row = find_meeting(iso3, meeting_id)
    count = action_items_of(iso3).filter(meeting=row).count()
    return remove_row(
        request,
        row,
        partial(remove_meeting, meeting=row),
        question=_("Remove the meeting “%(name)s”?") % {"name": row.title},
        consequences=[
            _("What it asked for is no longer shown. Action items: %(count)s.") % {"count": count},
            _("The history stays, and the meeting can be brought back from it."),
        ],
        back=reverse("meeting", args=[iso3, row.pk]),
        told=_("Removed."),
        after=reverse("committee", args=[iso3, row.committee_id]),
    )
