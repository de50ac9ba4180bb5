"""The lock on every page: each view says by a decorator whom it is for, and a guard test walks all addresses.

A country somebody has no role in does not exist for them (404); a page of their own country that their roles do not
reach says so (403).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from opennaphs.authorization.judge import NotAllowed, may_somewhere, refusal
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.country_files import country_name
from opennaphs.store.models import CountryDesk, User
from opennaphs.store.publications import find_released
from opennaphs.web.pace import check_key_pace, check_pace
from opennaphs.web.publishing.answers import withdrawn
from opennaphs.web.publishing.visitors import check_visitor_pace

View = Callable[..., HttpResponse]
NOT_FOUND = 404


@dataclass(frozen=True)
class Country:
    """The country a page is about."""

    iso3: str

    @cached_property
    def name(self) -> str:
        """Its name in the language of the page."""
        return country_name(self.iso3, (get_language() or "en").partition("-")[0])


class SignedInRequest(HttpRequest):
    """A request of somebody signed in; ``country`` is set on pages of a country."""

    user: User
    country: Country


def country_page(permission: Permission = Permission.VIEW_COUNTRY) -> Callable[[View], View]:
    """Make a view a page of a country, for people who have the permission in at least one area of it.

    The view takes ``(request, iso3, …)``; ``request.country`` is set. What is written still goes through an action,
    which judges the exact area.
    """

    def lock(view: View) -> View:
        @wraps(view)
        def locked(request: Any, iso3: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            check_page(request.user, iso3, permission)
            check_pace(request, permission)
            request.country = Country(iso3)
            return view(request, iso3, *args, **kwargs)

        locked.access = permission  # type: ignore[attr-defined]
        return locked

    return lock


def check_page(person: User, iso3: str, permission: Permission) -> None:
    """Let a person on to a page of a country, or not.

    Raises:
        Http404: the country is not theirs, or does not work here: both look the same from outside.
        NotAllowed: it is theirs, but this page needs another role.
    """
    if not may_somewhere(person, Permission.VIEW_COUNTRY, country=iso3) or not _is_open(iso3):
        raise Http404
    if not may_somewhere(person, permission, country=iso3):
        raise NotAllowed(refusal(permission))


def _is_open(iso3: str) -> bool:
    return CountryDesk.objects.filter(country=iso3).exists()


def signed_in_page(view: View) -> View:
    """Make a view a page for everybody who is signed in; it must itself show only what is theirs."""

    @wraps(view)
    def locked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    locked.access = "signed in"  # type: ignore[attr-defined]
    return locked


def key_page(find: Callable[[str], Any], closed: str = "404.html") -> Callable[[View], View]:
    """Make a view a page by key: whoever has its address may see it without signing in, at a bounded pace.

    The view takes ``(request, found, …)`` in place of the key.

    Args:
        find: gives what a key opens, or ``None`` when it opens nothing: unknown, withdrawn, over, or its person's role
            has ended. It is asked at each request, so a right that ends, ends at once.
        closed: the page for a key that opens nothing, the same for every reason.
    """

    def lock(view: View) -> View:
        @wraps(view)
        def locked(request: Any, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
            check_key_pace(request, key)
            found = find(key)
            if found is None:
                response = render(request, closed, status=NOT_FOUND)
            else:
                response = view(request, found, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers["Referrer-Policy"] = "same-origin"  # the address is the key, and forms need an origin
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        locked.access = "key"  # type: ignore[attr-defined]
        return locked

    return lock


RELEASED = "released publication"


def released_page(view: View) -> View:
    """Make a view a page for everybody of what a country has released, the only work of a country that is public.

    The view takes ``(request, publication, …)``. A key that was never released looks like one that never was; of one
    that was withdrawn, every address says so, when and why.
    """

    @wraps(view)
    def locked(request: Any, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
        check_visitor_pace(request)
        publication = find_released(key)
        if publication is None:
            raise Http404
        if publication.withdrawn_at is not None:
            return withdrawn(request, publication)
        return view(request, publication, *args, **kwargs)

    locked.access = RELEASED  # type: ignore[attr-defined]
    return locked


def public_page(view: View) -> View:
    """Make a view a page for everybody; of a country's work it may name what :func:`released_page` shows."""
    view.access = "public"  # type: ignore[attr-defined]
    return view
