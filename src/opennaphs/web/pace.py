"""How often one person may ask for what costs the server much: uploads to be read, and lists to be taken away.

Background jobs have their own limit (``actions.jobs.start_job``), signing in has that of the accounts, the API its own.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited

from opennaphs.actions.people.invitations import hash_of_key
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.sentences import Refused

UPLOADS, EXPORTS, KEYS = "20/m", "60/m", "60/m"
TEXTS = ("This was asked for very often in a short time. Wait a minute, then try again.",)


class TooOften(Refused):
    """Somebody asked for something heavy too often; it is free again after a minute."""


def check_pace(request: HttpRequest, permission: Permission) -> None:
    """Count a request for something heavy.

    Raises:
        TooOften: the person has asked for more than their share in this minute.
    """
    if request.method == "POST" and request.content_type == "multipart/form-data":
        _count(request, "uploads", UPLOADS)
    elif permission is Permission.EXPORT:
        _count(request, "exports", EXPORTS)


def check_key_pace(request: HttpRequest, key: str) -> None:
    """Count a request for a page by key. Each key has its own share: many people may sit behind one address.

    Raises:
        TooOften: the page was asked for more than its share in this minute.
    """
    _count(request, "keys", KEYS, lambda _group, _request: hash_of_key(key))


Counted = str | Callable[[str, HttpRequest], str]


def _count(request: HttpRequest, group: str, rate: str, key: Counted = "user") -> None:
    if is_ratelimited(request, group=group, key=key, rate=rate, increment=True):
        raise TooOften(*TEXTS)
