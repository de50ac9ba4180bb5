"""Invitations made at the terminal of the server: the link is printed, so the first people need no mail."""

from django.conf import settings
from django.urls import reverse

from opennaphs.actions.people.invite_person import invite_person
from opennaphs.actions.people.operator import operator


def invite_at_terminal(email: str, name: str, role: str, country: str) -> str:
    """Invite somebody and give the lines to print, with the link.

    Raises:
        NaphsError: the invitation cannot be made.
    """
    invitation, key = invite_person(email=email, name=name, role=role, country=country, by=operator())
    until = f"{invitation.expires_at:%Y-%m-%d %H:%M} UTC"
    link = own_address() + reverse("invitation", args=[key])
    return f"{invitation.email} has no account yet. Give them this link; it works once, until {until}:\n{link}"


def own_address() -> str:
    """Give where the workbench is reached, as far as the settings tell."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0]).rstrip("/")
    host = next((one for one in settings.ALLOWED_HOSTS if not one.startswith((".", "*"))), "localhost")
    return f"https://{host}" if settings.PRODUCTION else f"http://{host}:8000"
