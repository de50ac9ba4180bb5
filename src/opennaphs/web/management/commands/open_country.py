"""``naphs-web open_country``: let a country work here and name its first secretariat lead."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opennaphs.actions.people.give_role import give_role
from opennaphs.actions.people.open_country import open_country
from opennaphs.actions.people.operator import operator
from opennaphs.authorization.roles import SECRETARIAT_LEAD
from opennaphs.catalogue.country_files import country_name, find_country
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import User
from opennaphs.web.management.inviting import invite_at_terminal


class Command(BaseCommand):
    """Open a country."""

    help = "Open the workbench for a country and name the first lead of its secretariat."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which country and who leads."""
        parser.add_argument("country", help="ISO code or name.")
        parser.add_argument("--lead", required=True, help="E-mail address of the first secretariat lead.")
        parser.add_argument("--name", default="", help="Name of the lead.")
        parser.add_argument("--language", default="en", help="Language its plans are written in.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Open it."""
        try:
            self.stdout.write(self.open(**{name: options[name] for name in ("country", "lead", "name", "language")}))
        except NaphsError as error:
            raise CommandError(str(error)) from error

    def open(self, country: str, lead: str, name: str, language: str) -> str:
        """Open it and say what was done."""
        iso3 = find_country(country)
        open_country(country=iso3, language=language, by=operator())
        person = User.objects.filter(email__iexact=lead).first()
        if person is None:
            return invite_at_terminal(lead, name, SECRETARIAT_LEAD.key, iso3)
        give_role(person=person, role=SECRETARIAT_LEAD.key, country=iso3, by=operator())
        return f"{country_name(iso3)} is open. {person} leads its secretariat."
