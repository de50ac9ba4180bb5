"""Explained errors as answers of the API: problem documents (RFC 9457), with sentences and every problem found."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from opennaphs.actions.assessments.entries import ScoresTaken
from opennaphs.actions.writing import Gone, Stale
from opennaphs.api.versions import VersionMissing, conflict
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import InputRefused, NaphsError

CONTENT_TYPE = "application/problem+json"
REFUSED = 422
KINDS: dict[int, str] = {
    400: "unreadable",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "no-such-method",
    406: "not-acceptable",
    409: "changed-meanwhile",
    410: "gone",
    413: "too-large",
    415: "unknown-format",
    422: "refused",
    428: "version-missing",
    429: "too-many",
}
OURS: tuple[tuple[type[NaphsError], int], ...] = (
    (NotAllowed, 403),
    (Stale, 409),
    (ScoresTaken, 409),
    (Gone, 410),
    (VersionMissing, 428),
    (NaphsError, REFUSED),
)
NOT_HERE = "There is nothing here, or it is not yours to see."


def explained(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Give the answer to an error; ``None`` for a fault of ours, which is not hidden."""
    if isinstance(error, NaphsError):
        return _of_the_house(error, context)
    if isinstance(error, exceptions.ValidationError):
        problems = list(_problems(error.detail))
        return problem(REFUSED, "\n".join(one["what"] for one in problems), problems=problems)
    if isinstance(error, exceptions.APIException):
        return _of_the_framework(error)
    return _of_django(error)


def _of_django(error: Exception) -> HttpResponse | None:
    if isinstance(error, Http404):
        return problem(404, _(NOT_HERE))
    if isinstance(error, PermissionDenied):
        return problem(403, str(error) or _("This is not for you."))
    return problem(413, _("The body is too large. Send it in parts.")) if isinstance(error, RequestDataTooBig) else None


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """Give a problem document."""
    kind = KINDS.get(status, "refused")
    content = {
        "type": f"urn:opennaphs:problem:{kind}",
        "title": kind.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        **more,
    }
    return HttpResponse(json.dumps(content, ensure_ascii=False, default=str), status=status, content_type=CONTENT_TYPE)


def _of_the_house(error: NaphsError, context: dict[str, Any]) -> HttpResponse:
    status = next(status for kind, status in OURS if isinstance(error, kind))
    more: dict[str, Any] = {}
    if isinstance(error, Stale):
        more = conflict(error, context["view"], context["request"].data)
    elif isinstance(error, ScoresTaken):
        more = {"rows": [context["view"].shown(row) for row in error.rows]}
    elif status == REFUSED:
        more = {"problems": _found(error)}
    return problem(status, str(error), **more)


def _found(error: NaphsError) -> list[dict[str, str]]:
    if isinstance(error, InputRefused):
        return [{"place": str(one.where), "what": one.what, "remedy": one.remedy} for one in error.problems]
    return [{"place": "", "what": str(error), "remedy": ""}]


def _problems(detail: Any, place: str = "") -> Iterator[dict[str, str]]:
    """Give every problem in what the framework found, with the field it is in."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _problems(inner, f"{place}/{name}" if place else str(name))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            nested = f"{place}/{number}" if isinstance(inner, (dict, list)) else place
            yield from _problems(inner, nested)
    else:
        yield {"place": "" if place == "non_field_errors" else place, "what": str(detail), "remedy": ""}


def _of_the_framework(error: exceptions.APIException) -> HttpResponse:
    answer = problem(error.status_code, str(error.detail))
    if getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        answer["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    return answer
