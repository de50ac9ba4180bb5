"""The letters that carry update links. Keys are kept nowhere, so letters are sent at once and not by a later job."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from opennaphs.store.models import UpdateLink

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SentLink:
    """A link on its way: its address, shown only where the letter failed, and whether the mail server took it."""

    link: UpdateLink
    address: str
    mailed: bool


def send_update_links(request: HttpRequest, made: Iterable[tuple[UpdateLink, str]]) -> list[SentLink]:
    """Mail each link to its person; a mail server that fails is told and undoes nothing."""
    connection = get_connection()
    return [_sent(connection, link, request.build_absolute_uri(reverse("update", args=[key]))) for link, key in made]


def _sent(connection: BaseEmailBackend, link: UpdateLink, address: str) -> SentLink:
    try:
        connection.send_messages([_letter(link, address)])
    except (OSError, SMTPException):
        logger.exception("The update link %s could not be mailed.", link.pk)
        return SentLink(link, address, mailed=False)
    return SentLink(link, address, mailed=True)


def _letter(link: UpdateLink, address: str) -> EmailMessage:
    with override(link.user.language or None):
        text = render_to_string("progress/update_mail.txt", {"link": link, "address": address})
        return EmailMessage(
            _("Your weekly update: %(plan)s") % {"plan": link.plan.title}, text, None, [link.user.email]
        )
