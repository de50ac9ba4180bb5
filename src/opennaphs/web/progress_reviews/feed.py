"""The calendar feed of a person: its page, where they make and end it, and the address that calendar programs fetch."""

from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from opennaphs.actions.people.invitations import hash_of_key
from opennaphs.actions.reviewing.make_feed_key import make_feed_key
from opennaphs.actions.reviewing.withdraw_feed_key import withdraw_feed_key
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.reports.meeting_calendar import render_calendar_feed
from opennaphs.store.models import CountryDesk, FeedKey
from opennaphs.web.access import Country, SignedInRequest, country_page, key_page
from opennaphs.web.progress_reviews.feed_days import FeedDays


def find_feed(key: str) -> FeedKey | None:
    """Give the feed of a key while it opens anything: not withdrawn, and its person still sees the country."""
    row = FeedKey.objects.select_related("user").filter(key_hash=hash_of_key(key), withdrawn_at=None).first()
    if row is None or not row.user.is_active:
        return None
    there = CountryDesk.objects.filter(country=row.country).exists()
    return row if there and may_somewhere(row.user, Permission.VIEW_COUNTRY, country=row.country) else None


@require_safe
@key_page(find_feed)
def calendar(request: HttpRequest, feed: FeedKey) -> HttpResponse:
    """Give the feed as a calendar file, in the language of its person."""
    with override(feed.user.language or settings.LANGUAGE_CODE):
        host, today = request.get_host(), timezone.localdate()
        days = FeedDays(feed.country, feed.user, host, request.build_absolute_uri, today).days()
        content = render_calendar_feed(f"OpenNAPHS {Country(feed.country).name}", days)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="opennaphs.ics"'
    response["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return cast("HttpResponse", get_conditional_response(request, response["ETag"], None, response))


@country_page()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show whether a person has a feed of the country; make a new one, or end it (POST)."""
    if request.method != "POST":
        return _show(request, iso3)
    if "withdraw" in request.POST:
        return _withdraw(request, iso3)
    _row, key = make_feed_key(country=iso3, by=request.user)
    url = request.build_absolute_uri(reverse("calendar-feed", args=[key]))
    return _show(
        request, iso3, made=url, subscribe=url.replace("https://", "webcal://").replace("http://", "webcal://")
    )


def _withdraw(request: SignedInRequest, iso3: str) -> HttpResponse:
    row = _own(request, iso3)
    if row is None:
        raise Http404
    withdraw_feed_key(feed=row, by=request.user)
    messages.success(request, _("The address of your feed leads nowhere any more."))
    return redirect("feed", iso3)


def _own(request: SignedInRequest, iso3: str) -> FeedKey | None:
    return FeedKey.objects.filter(country=iso3, user=request.user, withdrawn_at=None).first()


def _show(request: SignedInRequest, iso3: str, **context: Any) -> HttpResponse:
    return render(request, "progress_reviews/feed.html", {"feed": _own(request, iso3), **context})
