"""What every page knows: who is here, which country, where one can go, in which language."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_bidi

from opennaphs.authorization.judge import countries_of
from opennaphs.store.models import Mention, User
from opennaphs.web.access import Country
from opennaphs.web.navigation import links


def workbench(request: HttpRequest) -> dict[str, Any]:
    """Give the frame of a page."""
    country = getattr(request, "country", None)
    person: Any = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    return {
        "country": country,
        "person": person,
        "navigation": links(person, country.iso3, request.path) if signed_in and country else [],
        "countries": [Country(code) for code in countries_of(person)] if signed_in else [],
        "unseen_mentions": _unseen(person) if signed_in else 0,
        "languages": settings.LANGUAGES,
        "direction": "rtl" if get_language_bidi() else "ltr",
    }


def _unseen(person: User) -> int:
    """Count mentions nobody has looked at yet, in countries the person may still see."""
    return Mention.objects.filter(user=person, seen_at=None, comment__country__in=countries_of(person)).count()
