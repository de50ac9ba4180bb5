"""Who a program is: the key it brings. A person in a browser is known by their session, guarded against forgery."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed

from opennaphs.store.models import ProgramKey, User

NAME_AND_KEY = "{person} (key “{key}”)"
LONGEST_NAME = 130
"""Room for the name of the key in the 200 letters that the history has for names."""


class KeyAuthentication(TokenAuthentication):  # type: ignore[misc]  # the library has no types
    """Reads ``Authorization: Bearer <key>``. What the program writes is signed with the person and the key."""

    def authenticate_header(self, request: Any) -> str:
        """Give the word before the key, also what a refusal asks for."""
        return "Bearer"

    def authenticate_credentials(self, token: bytes) -> tuple[User, ProgramKey]:
        """Find the key by its hash.

        Raises:
            AuthenticationFailed: there is no such key, its time is over, or the person may not sign in any more.
        """
        key = ProgramKey.objects.select_related("user").filter(digest=_digest(token)).first()
        if key is None or key.expired or not key.user.is_active:
            raise AuthenticationFailed("This key is not known here, or its time is over. Create another one.")
        return _signing(key), key


def _digest(token: bytes) -> str:
    try:
        return str(hash_token(token.decode("ascii")))
    except UnicodeDecodeError:
        return ""


def _signing(key: ProgramKey) -> User:
    """Give the person, signing with the key; this copy of the person is never saved."""
    person: User = key.user
    key.person_name = str(person)
    person.name = NAME_AND_KEY.format(person=str(person)[:LONGEST_NAME], key=key.name)
    return person


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the published description of the API speaks of keys."""

    target_class = "opennaphs.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Give the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A key from the page “Keys for programs”."}
