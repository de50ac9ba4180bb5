"""Who may use which route: the same judge as everywhere, asked with what the view declares.

Each view has two attributes. ``reads`` is the permission its GET needs, or :data:`SIGNED_IN`, or :data:`PUBLIC`.
``writes`` is the permission every other method needs; ``None`` where nothing is written. The right is asked for in the
country of the address; the action that writes judges the exact area.
"""

from typing import Any

from django.http import Http404
from rest_framework.permissions import SAFE_METHODS, BasePermission

from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ProgramKey
from opennaphs.web.access import check_page

SIGNED_IN = "signed in"
PUBLIC = "public"
READS_ONLY = "The key “{key}” may only read. Create one that may also write on the page “Keys for programs”."


class Nobody:
    """Somebody who did not say who they are: holds no role."""

    is_authenticated = False
    is_active = False
    pk = None
    assignments = ()


class RightsInCountry(BasePermission):
    """Asks the judge for what the view declares; a country that is not theirs does not exist for them."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the request may go on; an explained refusal says more than False would.

        Raises:
            Http404: the country is not theirs, or not one of the key.
            NotAllowed: their roles, or their key, do not reach that far.
        """
        needed = needed_by(view, request.method)
        if needed == PUBLIC:
            return True
        if needed is None or not request.user.is_authenticated:
            return False
        _check_country(request, view, needed)
        _check_key(request)
        return True


def needed_by(view: Any, method: str) -> Permission | str | None:
    """Give what a method of a view needs; views declare it, so that a guard can walk them."""
    return view.reads if method in SAFE_METHODS else view.writes  # type: ignore[no-any-return]


def _check_country(request: Any, view: Any, needed: Permission | str) -> None:
    iso3 = view.kwargs.get("iso3")
    if iso3 is None:
        return
    if isinstance(request.auth, ProgramKey) and iso3 not in request.auth.countries:
        raise Http404
    check_page(request.user, iso3, Permission(needed))


def _check_key(request: Any) -> None:
    key = request.auth
    if isinstance(key, ProgramKey) and key.read_only and request.method not in SAFE_METHODS:
        raise NotAllowed(READS_ONLY.format(key=key.name))
