"""``naphs-web tidy``: clear away what nobody comes back for; once a week is enough."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from opennaphs.actions.jobs.clear_leftovers import clear_leftovers
from opennaphs.actions.people.operator import operator


class Command(BaseCommand):
    """Clear leftovers of jobs and imports, ended sessions and records of finished tasks."""

    help = "Clear away files of jobs and previews of imports older than thirty days, ended sessions, finished tasks."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Clear, and say how much went."""
        previews, files = clear_leftovers(by=operator())
        call_command("clearsessions")
        went = f"{previews} previews of imports and {files} files of jobs"
        self.stdout.write(f"{went} were older than thirty days and went.")
