"""The audit trail of a country, the versions of one row, and the way back to one of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from opennaphs.actions.history.revert_row import revert_row
from opennaphs.actions.history.revertible import OWN_FIELDS, check_revertible
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.differences import difference_document, differences
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import User, Versioned
from opennaphs.store.versions import document_at
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.history.finding import events_of_row, find_row, removed_rows
from opennaphs.web.history.forms import HistoryFilter
from opennaphs.web.history.sentences import sentence_of, subject_word
from opennaphs.web.history.trail import ShownChange, ShownEvent, changes_of, narrowed, shown

PAGE = 50
MOST_REMOVED = 200
CONFLICT = 409
HEADINGS = ("number", "at", "by", "action", "what", "kind", "id", "version", "changes", "why", "hash")


@country_page(Permission.SEE_HISTORY)
def history(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show who did what, the newest first."""
    form = HistoryFilter(request.GET or None, country=iso3)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(narrowed(iso3, wanted), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "events": shown(page.object_list),
        "active": [{"label": _("Remove all filters"), "url": request.path}] if any(wanted.values()) else [],
        "csv_url": f"{reverse('history_csv', args=[iso3])}?{query.urlencode()}",
    }
    return render(request, "history/history.html", context)


@country_page(Permission.SEE_HISTORY)
def history_csv(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Give the same events as a file, every one of them."""
    form = HistoryFilter(request.GET or None, country=iso3)
    events = narrowed(iso3, form.cleaned_data if form.is_valid() else {})
    rows = (
        (
            one.number, one.at.isoformat(), one.by_name, one.action, sentence_of(one.action, one.label), one.subject,
            one.subject_id, one.version, _changes_text(one.changes), one.why, one.hash,
        )
        for one in events.iterator(chunk_size=500)
    )  # fmt: skip
    return csv_response(f"history-{iso3}.csv", HEADINGS, rows)


def _changes_text(changes: list[dict[str, object]]) -> str:
    return "; ".join(f"{one.label}: {one.before or '–'} → {one.after or '–'}" for one in changes_of(changes))


@dataclass(frozen=True)
class ShownVersion:
    """One version of a row: what led to it, and the way back to it."""

    event: ShownEvent
    current: bool
    back_url: str


@country_page(Permission.SEE_HISTORY)
def row_history(request: SignedInRequest, iso3: str, subject: str, subject_id: str) -> HttpResponse:
    """Show every version of one row."""
    row = find_row(iso3, subject, subject_id)
    reason = why_not(request.user, row)
    events = shown(events_of_row(row, subject), most=None)
    versions = [_version(row, event, subject, bool(reason)) for event in events]
    told = {event.version for event in events}
    context = {
        "row": row,
        "kind": subject_word(subject),
        "versions": versions,
        "first_untold": 1 not in told and row.version > 1 and not reason,
        "first_url": _back_url(row, subject, 1),
        "reason": reason,
        "was_removed": getattr(row, "removed", False),
    }
    return render(request, "history/row.html", context)


def _version(row: Versioned, event: ShownEvent, subject: str, closed: bool) -> ShownVersion:  # noqa: FBT001
    current = event.version is None or event.version == row.version
    back = "" if current or closed or event.version is None else _back_url(row, subject, event.version)
    return ShownVersion(event, current, back)


def _back_url(row: Versioned, subject: str, version: int) -> str:
    return reverse("revert_row", args=[row.country_code, subject, row.pk, version])


def why_not(person: User, row: Versioned) -> str:
    """Say why a person cannot take a row back now; nothing when they can."""
    if not may(person, Permission.REVERT, country=row.country_code, area=row.area_id):
        return _("Your roles do not let you return to an earlier version here.")
    try:
        check_revertible(row)
    except NaphsError as error:
        return _(str(error))
    return ""


@country_page(Permission.REVERT)
def revert(request: SignedInRequest, iso3: str, subject: str, subject_id: str, version: int) -> HttpResponse:
    """Show what would change by going back, ask why, and do it."""
    row = find_row(iso3, subject, subject_id)
    if request.method != "POST":
        return _ask(request, row, subject, version)
    seen = request.POST.get("version", "")
    try:
        revert_row(
            row=row,
            to_version=version,
            version=int(seen) if seen.isdigit() else 0,
            why=request.POST.get("why", "").strip(),
            by=request.user,
        )
    except Stale as stale:
        return _ask(request, stale.row, subject, version, message=str(stale), status=CONFLICT)
    messages.success(request, _("“%(row)s” is as it was at version %(version)s.") % {"row": row, "version": version})
    return redirect("row_history", iso3, subject, subject_id)


def _ask(
    request: SignedInRequest, row: Versioned, subject: str, version: int, *, message: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "to_version": version,
        "changes": list(_back_changes(row, subject, version)),
        "reason": why_not(request.user, row),
        "message": message,
        "back": reverse("row_history", args=[row.country_code, subject, row.pk]),
    }
    return render(request, "history/revert.html", context, status=status)


def _back_changes(row: Versioned, subject: str, version: int) -> list[ShownChange]:
    now, then = row.document(), document_at(row, version)
    wanted = OWN_FIELDS.get(subject, tuple(then))
    found = differences({name: now[name] for name in wanted}, {name: then[name] for name in wanted})
    return list(changes_of(difference_document(one) for one in found))


@country_page(Permission.REVERT)
def removed(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show what was removed and can be brought back."""
    rows = removed_rows(iso3)
    listed = [
        {"row": row, "kind": subject_word(kind), "url": reverse("row_history", args=[iso3, kind, row.pk])}
        for row in rows[:MOST_REMOVED]
        for kind in [row._meta.model_name or ""]  # noqa: SLF001 - Django's public word for it
    ]
    return render(request, "history/removed.html", {"listed": listed, "more": max(0, len(rows) - MOST_REMOVED)})
