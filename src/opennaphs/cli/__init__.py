"""The ``naphs`` command: the workbench from a terminal, for core work without a database."""

from opennaphs.cli.main import main

__all__ = ["main"]
