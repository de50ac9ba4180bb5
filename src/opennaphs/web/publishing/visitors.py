"""How often one address on the net may ask for public pages, so that nobody keeps the server from the others."""

from django.conf import settings
from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited

from opennaphs.web.pace import TEXTS, TooOften

VISITS = "120/m"


def check_visitor_pace(request: HttpRequest) -> None:
    """Count a request of somebody who did not sign in, by the address it comes from.

    Raises:
        TooOften: that address has asked for more than its share in this minute.
    """
    if is_ratelimited(request, group="visits", key=visitor_of, rate=VISITS, increment=True):
        raise TooOften(*TEXTS)


def visitor_of(_group: str, request: HttpRequest) -> str:
    """Give the address a request comes from: what the outermost of our own proxies saw, never what was claimed."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    direct = str(request.META.get("REMOTE_ADDR", ""))
    return passed[-min(proxies, len(passed))] if proxies and passed else direct
