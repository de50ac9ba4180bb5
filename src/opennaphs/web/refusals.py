"""What a person sees when something cannot be done: a page with whole sentences, the right status, and a way on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from opennaphs.actions.writing import Gone, Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.sentences import Refused
from opennaphs.web.pace import TooOften

Respond = Callable[[HttpRequest], HttpResponse]
FORBIDDEN, NOT_FOUND, CONFLICT, GONE, REFUSED, TOO_MANY, BROKEN = 403, 404, 409, 410, 422, 429, 500


class RefusalMiddleware:
    """Turns every explained error of the house into its page."""

    def __init__(self, respond: Respond) -> None:
        """Stand around the views."""
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an explained error; every other error is a fault of ours and is not hidden."""
        if isinstance(error, NaphsError):
            return refused(request, error)
        return None


def refused(request: HttpRequest, error: NaphsError) -> HttpResponse:
    """Show an explained error."""
    message = error.text(_) if isinstance(error, Refused) else str(error)
    if isinstance(error, NotAllowed):
        return render(request, "403.html", {"message": message}, status=FORBIDDEN)
    if isinstance(error, TooOften):
        return too_many(request)
    problems = error.problems if isinstance(error, InputRefused) else ()
    context = {"message": message, "problems": problems, "title": _("This cannot be done")}
    return render(request, "refused.html", context, status=_status(error))


def _status(error: NaphsError) -> int:
    return CONFLICT if isinstance(error, Stale) else GONE if isinstance(error, Gone) else REFUSED


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that this is not for this person."""
    return render(request, "403.html", {"message": str(exception or "")}, status=FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that there is nothing here."""
    return render(request, "404.html", status=NOT_FOUND)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Show that somebody asked too often, and when to come back."""
    return render(request, "429.html", status=TOO_MANY)


def broken(request: HttpRequest) -> HttpResponse:
    """Show that we made a mistake; nothing of the request was written.

    Asks the database for nothing: it may be the very thing that is broken.
    """
    return HttpResponse(render_to_string("500.html"), status=BROKEN)
