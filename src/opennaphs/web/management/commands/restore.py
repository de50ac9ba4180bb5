"""``naphs-web restore FILE``: a backup in the place of the present database, whole and verified, or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opennaphs.domain.errors import NaphsError
from opennaphs.web.management.backup.restoring import restore_backup


class Command(BaseCommand):
    """Restore a backup."""

    help = "Restore a backup into an empty installation, or with --replace in the place of what is there."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what, and whether it may take the place of work that is there."""
        parser.add_argument("file", type=Path, help="A file made by “naphs-web back_up”.")
        parser.add_argument("--replace", action="store_true", help="Put it in the place of the work that is there.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Restore it."""
        try:
            about = restore_backup(options["file"], replace=options["replace"]).about
        except NaphsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {sum(about['rows'].values())} rows, as they were on {about['made_at']}.")
        for country, head in about["chains"].items():
            self.stdout.write(
                f"{country or 'installation'}: {head['number']} events hold; the last one is {head['hash']}"
            )
