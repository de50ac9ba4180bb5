"""``naphs-web demo_country``: a country to try everything with. Only its published scores are real."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import opennaphs
from opennaphs.actions.people.operator import operator
from opennaphs.actions.people.renew_password import renew_password
from opennaphs.authorization.roles import ROLES
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import CountryDesk, User
from opennaphs.web.management.demo.country import build_country
from opennaphs.web.management.demo.people import COUNTRY, LEAD, PEOPLE

PASSWORD_BYTES = 12
NEEDED = ("scores.csv", "profile.yaml")


class Command(BaseCommand):
    """Make the demo country, or give its people a new password."""

    help = "Open the demo country (Uganda, from its published scores; everything else is invented)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say where the examples are."""
        parser.add_argument("--examples", type=Path, default=None, help="Folder with the example countries.")
        parser.add_argument("--new-password", action="store_true", help="Only give the demo people a new password.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make it."""
        if options["new_password"]:
            self.renew()
            return
        if CountryDesk.objects.filter(country=COUNTRY).exists():
            message = f"{COUNTRY} works here already, so no demo is made in its place. Use an empty installation."
            raise CommandError(message)
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            with transaction.atomic():
                build_country(find_examples(options["examples"]), password)
        except NaphsError as error:
            raise CommandError(str(error)) from error
        self.tell(password)

    def renew(self) -> None:
        """Give every demo person a new password; their old sessions end."""
        people = [one for _title, address in demo_addresses() for one in User.objects.filter(email=address)]
        if not people:
            raise CommandError("There is no demo country here. Make it with: naphs-web demo_country")
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        for person in people:
            renew_password(person=person, password=password, by=operator())
        self.tell(password)

    def tell(self, password: str) -> None:
        """Print the sign-ins, once."""
        self.stdout.write("The demo country is ready. Only its published scores are real. Sign in as:")
        for title, address in demo_addresses():
            self.stdout.write(f"  {title:24} {address}")
        self.stdout.write(f"  Password for all of them: {password}   (shown once; it is kept nowhere)")


def demo_is_there() -> bool:
    """Whether the demo country was made here."""
    return User.objects.filter(email=LEAD.email).exists()


def demo_addresses() -> list[tuple[str, str]]:
    """Give the sign-in addresses of the demo with the titles of their roles."""
    return [(ROLES[one.role.key].title, one.email) for one in (LEAD, *PEOPLE)]


def find_examples(given: Path | None) -> Path:
    """Give the folder of the example country: the one given, that of the package, or that of the checkout.

    Raises:
        CommandError: it is in none of these places.
    """
    package = Path(opennaphs.__file__).parent
    places = (
        [given / "uganda", given]
        if given
        else [package / "examples" / "uganda", package.parents[1] / "examples" / "uganda"]
    )
    for place in places:
        if all((place / name).is_file() for name in NEEDED):
            return place
    message = f"The example scores are not in {places[-1]}. Say where they are: --examples path/to/examples"
    raise CommandError(message)
