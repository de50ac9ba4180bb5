"""Remind people: one letter a day for each of them, with everything that is due and was not yet said."""

import datetime
import logging
from smtplib import SMTPException

from django.db import IntegrityError, transaction

from opennaphs.actions.reminding.letters import Letter, Reminded, Send, letters_of, mail_of
from opennaphs.actions.writing import entitled
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ReminderSent, User

logger = logging.getLogger(__name__)


MOST_IN_A_ROW = 5
"""So many letters that fail one after the other are no matter of their addresses: the mail server is gone."""


def remind_people(*, day: datetime.date, send: Send, by: User) -> Reminded:
    """Send the letters of a day. A letter that cannot be sent stops no other, and is tried again on the next day.

    What a letter says is noted before it goes out, so that two runs at once never send the same twice. When the mail
    server does not answer at all, the rest is left for the next day.

    Args:
        day: the day of the letters.
        send: sends one letter; raises ``OSError`` or ``SMTPException`` when it cannot.
        by: the operator at the terminal, or an administrator.

    Raises:
        NotAllowed: they are neither.
    """
    check_may(by, Permission.ADMINISTER)
    sent, failed, in_a_row = 0, [], 0
    for letter in letters_of(day):
        if in_a_row == MOST_IN_A_ROW:
            failed.append(str(letter.person))
        elif (noted := _noted(letter, by)) is None:  # another run was first
            continue
        elif _sent(letter, send, noted):
            sent, in_a_row = sent + 1, 0
        else:
            failed.append(str(letter.person))
            in_a_row += 1
    return Reminded(sent, tuple(failed))


def _sent(letter: Letter, send: Send, noted: list[int]) -> bool:
    """Send a letter; one that cannot be sent was not said, so that is noted no longer."""
    try:
        send(letter)
    except (OSError, SMTPException):
        logger.exception("The reminders of %s could not be sent.", letter.person.pk)
        ReminderSent.objects.filter(pk__in=noted).delete()
        return False
    return True


def _noted(letter: Letter, by: User) -> list[int] | None:
    """Write down what somebody is reminded of, with one event in the history of each country.

    Returns:
        The numbers of the rows; ``None`` when it was written down already.
    """
    countries = sorted({one.country for one in letter.reminders})
    try:
        with transaction.atomic():
            return [number for country in countries for number in _noted_in(country, letter, by)]
    except IntegrityError:
        return None


def _noted_in(country: str, letter: Letter, by: User) -> list[int]:
    subjects = [mail_of(letter.day), *(one.subject for one in letter.reminders if one.country == country)]
    rows = [ReminderSent(country=country, user=letter.person, subject=subject) for subject in subjects]
    with entitled(country=country, by=by) as change:
        for row in rows:
            row.save()
        change.note(rows[0], "remind_people", why=f"{len(rows) - 1} reminders")
    return [row.pk for row in rows]
