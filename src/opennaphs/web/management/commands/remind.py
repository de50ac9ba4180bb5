"""``naphs-web remind``: once a day, tell everybody by mail what is due; deploy/opennaphs-remind.timer runs it."""

from argparse import ArgumentParser
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opennaphs.actions.people.operator import operator
from opennaphs.actions.reminding.letters import letters_of
from opennaphs.actions.reminding.remind_people import remind_people
from opennaphs.web.progress_reviews.letters import message, send_letter


class Command(BaseCommand):
    """Send the letters of a day."""

    help = "Mail everybody once what is due: progress reviews, updates, milestones, advocacy steps, action items."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day, the address of the workbench, and whether only to show."""
        parser.add_argument("--day", type=_day, help="The day of the letters, as 2027-03-31; today if not given.")
        parser.add_argument("--address", help="Where the workbench is, for the links: https://naphs.health.example")
        parser.add_argument("--dry-run", action="store_true", help="Show the letters; send nothing, note nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Send, and say how it went; ends with an error when a letter could not be sent."""
        day = options["day"] or timezone.localdate()
        address = (options["address"] or _address()).rstrip("/")
        if options["dry_run"]:
            self._show(day, address)
            return
        done = remind_people(day=day, send=partial(send_letter, address=address), by=operator())
        self.stdout.write(f"{done.sent} letters sent.")
        if done.failed:
            told = (
                f"{len(done.failed)} letters could not be sent and are tried again tomorrow: {', '.join(done.failed)}"
            )
            raise CommandError(told)

    def _show(self, day: date, address: str) -> None:
        letters = letters_of(day)
        for letter in letters:
            mail = message(letter, address)
            self.stdout.write(f"To: {', '.join(mail.to)}\nSubject: {mail.subject}\n\n{mail.body}\n\n---\n")
        self.stdout.write(f"{len(letters)} letters would be sent.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” is no day. Write year, month and day, for example 2027-03-31."
        raise CommandError(message) from None


def _address() -> str:
    """Give the address people use, as far as the settings know it."""
    if settings.CSRF_TRUSTED_ORIGINS:
        return str(settings.CSRF_TRUSTED_ORIGINS[0])
    return f"https://{settings.ALLOWED_HOSTS[0]}" if settings.PRODUCTION else "http://localhost:8000"
