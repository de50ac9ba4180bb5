"""The message that carries an invitation. Mail may fail, so the link is also shown to whoever invites, once."""

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from opennaphs.authorization.roles import ROLES
from opennaphs.store.models import Invitation
from opennaphs.web.access import Country

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sent:
    """An invitation on its way: its link, shown once, and whether the mail server took the message."""

    invitation: Invitation
    link: str
    mailed: bool


def send_invitation(request: HttpRequest, invitation: Invitation, key: str) -> Sent:
    """Mail the link; a mail server that fails is told to the inviter and does not undo the invitation."""
    link = request.build_absolute_uri(reverse("invitation", args=[key]))
    context = {
        "invitation": invitation,
        "link": link,
        "role": ROLES[invitation.role],
        "country": Country(invitation.country) if invitation.country else None,
    }
    text = render_to_string("people/invitation_mail.txt", context)
    try:
        send_mail(_("Invitation to OpenNAPHS"), text, None, [invitation.email])
    except (OSError, SMTPException):
        log.exception("The invitation of %s could not be mailed.", invitation.pk)
        return Sent(invitation, link, mailed=False)
    return Sent(invitation, link, mailed=True)
