"""Answers to people who did not sign in: the same for everybody, so that they may be kept, and without cookies."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers

from opennaphs.store.models import Publication
from opennaphs.web.jobs.files import download

KEPT_FOR = 300  # seconds; so long a withdrawn publication may still be seen by those who have it
GONE = 410


def public_answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let an answer be kept for five minutes; who has exactly this one gets “you have it”."""
    sign = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = sign, f"public, max-age={KEPT_FOR}"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    found: Any = get_conditional_response(request, etag=sign, response=response)
    return found if isinstance(found, HttpResponse) else response


def public_file(request: HttpRequest, content: bytes, name: str) -> HttpResponse:
    """Give an open file; programs of any origin may read it."""
    response = download(content, name)
    response["Access-Control-Allow-Origin"] = "*"
    return public_answer(request, response)


def public_page_of(
    request: HttpRequest, template: str, context: Callable[[], Mapping[str, Any]], status: int = 200
) -> HttpResponse:
    """Show a public page in the language asked for in the address, or else that of the browser.

    The page is made without the request, so that nothing of a person can get into it.
    """
    asked = asked_language(request)
    with translation.override(asked or translation.get_language()):
        shown = {
            **context(),
            "language_query": f"?language={asked}" if asked else "",
            "language_and": f"&language={asked}" if asked else "",
            "LANGUAGE_CODE": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "languages": settings.LANGUAGES,
        }
        return public_answer(request, HttpResponse(render_to_string(template, shown), status=status))


def asked_language(request: HttpRequest) -> str | None:
    """Give the language an address asks for, if it is one of ours."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else None


def withdrawn(request: HttpRequest, publication: Publication) -> HttpResponse:
    """Say that a publication was withdrawn, when and why."""
    return public_page_of(request, "publishing/withdrawn.html", lambda: {"publication": publication}, GONE)
