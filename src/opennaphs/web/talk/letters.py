"""Short letters to those a comment speaks to. They say who and where, never what: the words stay in the workbench."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from opennaphs.store.models import Comment, Mention

logger = logging.getLogger(__name__)


def tell_mentioned(comment: Comment, address: str) -> None:
    """Have a letter sent to everybody a comment speaks to, without keeping its author waiting.

    Args:
        comment: as it was added.
        address: of the page of mentions, whole.
    """
    if comment.mentions.exists():
        send_letters.enqueue(comment.pk, address)


@task
def send_letters(comment_id: int, address: str) -> None:
    """Send the letters of a comment; mail that cannot be sent is no reason to lose anything: the mention stands."""
    mentions = Mention.objects.select_related("user", "comment__plan").filter(comment_id=comment_id)
    letters = [_letter(one, address) for one in mentions]
    try:
        get_connection().send_messages(letters)
    except (SMTPException, OSError):
        logger.exception("The letters about the comment %s could not be sent.", comment_id)


def _letter(mention: Mention, address: str) -> EmailMessage:
    with override(mention.user.language or None):
        who, plan = mention.comment.author_name, mention.comment.plan.title
        subject = _("%(who)s mentioned you in “%(plan)s”") % {"who": who, "plan": plan}
        body = _("Read the comment and answer it here: %(address)s") % {"address": address}
    return EmailMessage(" ".join(subject.split()), body, to=[mention.user.email])
