"""``naphs-web check_backup FILE``: whether every byte of a backup is as it was written, without restoring it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from opennaphs.domain.errors import NaphsError
from opennaphs.web.management.backup.package import digest_of, opened


class Command(BaseCommand):
    """Check a backup."""

    help = "Hold a backup against the checksums in it, and say what it holds. Nothing is restored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check it."""
        try:
            with opened(options["file"]) as backup:
                about = backup.about
        except NaphsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Whole: {sum(about['rows'].values())} rows, as they were on {about['made_at']}.")
        self.stdout.write(f"SHA-256 {digest_of(options['file'])}")
