"""``naphs-web``: serve, migrate, check, open a country, verify the audit trail, back up and restore."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command of the workbench."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennaphs.config.settings")
    execute_from_command_line(["naphs-web", *sys.argv[1:]])
