"""``naphs-web make_administrator``: somebody who may open countries; an account is made through a link when needed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opennaphs.actions.people.give_role import give_role
from opennaphs.actions.people.operator import operator
from opennaphs.authorization.roles import ADMINISTRATOR
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import User
from opennaphs.web.management.inviting import invite_at_terminal


class Command(BaseCommand):
    """Make an administrator."""

    help = "Make the person with this e-mail address an administrator, who opens countries and names their first lead."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say who."""
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Give the role, or make the link by which it is accepted."""
        try:
            self.stdout.write(self.make(options["email"], options["name"]))
        except NaphsError as error:
            raise CommandError(str(error)) from error

    def make(self, email: str, name: str) -> str:
        """Do it and say what was done."""
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            return invite_at_terminal(email, name, ADMINISTRATOR.key, "")
        give_role(person=person, role=ADMINISTRATOR.key, country="", by=operator())
        return f"{person} is an administrator now."
