"""The letters that remind people: plain text in the language of the person, everything that is due with its links."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from opennaphs.actions.reminding.letters import Letter
from opennaphs.domain.reminders import Reminder, ReminderKind
from opennaphs.web.access import Country

MOST_OF_A_KIND = 20
LONGEST_TEXT = 160
SECONDS = 20
HEADINGS: Mapping[ReminderKind, str | Promise] = {
    ReminderKind.REVIEW: _("Progress reviews to come"),
    ReminderKind.UPDATES: _("Say how far your activities are"),
    ReminderKind.MILESTONE: _("Milestones whose day has passed"),
    ReminderKind.BUDGET_MOMENT: _("Days of the budget calendar"),
    ReminderKind.ADVOCACY: _("Steps of the advocacy plan"),
    ReminderKind.ACTION_ITEM: _("What meetings asked for and is not done"),
}
PAGES: Mapping[ReminderKind, tuple[str, ...]] = {
    ReminderKind.REVIEW: ("progress-review",),
    ReminderKind.UPDATES: ("my-updates", "progress", "activities"),
    ReminderKind.MILESTONE: ("milestones", "activities"),
    ReminderKind.BUDGET_MOMENT: ("budget-calendar",),
    ReminderKind.ADVOCACY: ("advocacy", "plan"),
    ReminderKind.ACTION_ITEM: ("action-items",),
}
"""The page a reminder leads to: the first of these that there is."""


def send_letter(letter: Letter, address: str) -> None:
    """Send a letter.

    Args:
        letter: what it says and to whom.
        address: where the workbench is, for the links: ``https://naphs.health.example``.

    Raises:
        OSError: the mail server cannot be reached.
        SMTPException: it does not take the letter.
    """
    message(letter, address, connection=get_connection(timeout=SECONDS)).send()


def message(letter: Letter, address: str, connection: object = None) -> EmailMessage:
    """Write a letter in the language of its person."""
    with override(letter.person.language or settings.LANGUAGE_CODE):
        subject = _now("OpenNAPHS: what is due, %(day)s") % {"day": date_format(letter.day, "DATE_FORMAT")}
        body = "\n".join(_body(letter, address))
    return EmailMessage(subject, body, to=[letter.person.email], connection=connection)  # type: ignore[arg-type]


def _body(letter: Letter, address: str) -> Iterable[str]:
    yield _now("Dear %(name)s,") % {"name": _line(str(letter.person))}
    for country, reminders in groupby(sorted(letter.reminders, key=lambda one: one.country), lambda one: one.country):
        yield from ("", f"== {Country(country).name} ==")
        for kind, group in groupby(reminders, lambda one: one.kind):
            yield from _group(kind, list(group), address)
    yield from ("", _now("You are told of each thing once. To have it in your calendar, make a feed:"))
    yield address + _page("feed", [letter.reminders[0].country])


def _group(kind: ReminderKind, reminders: list[Reminder], address: str) -> Iterable[str]:
    yield from ("", str(HEADINGS[kind]))
    for one in reminders[:MOST_OF_A_KIND]:
        yield f"- {_said(one)}"
        yield f"  {address}{_link(one)}"
    more = len(reminders) - MOST_OF_A_KIND
    if more > 0:
        yield "- " + ngettext("%(count)s more", "%(count)s more", more) % {"count": more}


def _said(one: Reminder) -> str:
    text = _line(one.text)
    if one.day is None:
        told = ngettext(
            "%(plan)s: nobody has reported on %(count)s activity for more than a month.",
            "%(plan)s: nobody has reported on %(count)s activities for more than a month.",
            one.count,
        )
        return told % {"plan": text, "count": one.count}
    return f"{date_format(one.day, 'DATE_FORMAT')}: {text}"


def _line(text: str) -> str:
    """Give what people wrote on one line, so that it can never pass for another part of the letter."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"


def _link(one: Reminder) -> str:
    for name in PAGES[one.kind]:
        plan = [] if one.plan is None else [one.plan]
        number = [one.number] if one.kind is ReminderKind.REVIEW else []
        found = _page(name, [one.country, *plan, *number])
        if found:
            return found
    return ""


def _page(name: str, places: list[object]) -> str:
    try:
        return reverse(name, args=places)
    except NoReverseMatch:
        return ""
