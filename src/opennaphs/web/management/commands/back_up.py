"""``naphs-web back_up FILE``: every row of the installation in one file, while people go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from opennaphs.domain.errors import NaphsError
from opennaphs.web.management.backup.package import digest_of
from opennaphs.web.management.backup.taking import take_backup


class Command(BaseCommand):
    """Take a backup."""

    help = "Write everything people entered into one file with its checksums. The secret key is not in it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say where to."""
        parser.add_argument("file", type=Path, help="The file to write; it must not be there yet.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take it."""
        path: Path = options["file"]
        try:
            rows = take_backup(path, timezone.now())
        except NaphsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {sum(rows.values())} rows of {len(rows)} tables, {path.stat().st_size} bytes.")
        self.stdout.write(f"SHA-256 {digest_of(path)}")
