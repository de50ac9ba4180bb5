"""``naphs-web serve``: the whole workbench with one command — database, pages, background work, a demo country."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from opennaphs.web.management.commands.demo_country import demo_addresses, demo_is_there
from opennaphs.web.management.supervisor import Child, Supervisor

THREADS = 8
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - heartbeat files of the server: never read back, gone with it


class Command(BaseCommand):
    """Bring the installation up to date and run it until it is told to stop."""

    help = "Run the workbench: migrate, collect static files, start the server and the worker of background jobs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: this machine only).")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="Processes that answer pages, of 8 threads each.")
        parser.add_argument("--demo", action="store_true", help="Open a demo country if it is not there yet.")
        parser.add_argument("--examples", type=Path, default=None, help="Folder with the example countries.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare and run."""
        self.prepare()
        if options["demo"]:
            self.open_demo(options["examples"])
        self.stdout.write(f"OpenNAPHS at http://{options['host']}:{options['port']}/ – stop it with Ctrl+C")
        self.warn_of_hosts(options["host"])
        self.stdout.flush()
        code = Supervisor(programs(options), self.stderr.write).run()
        sys.exit(code)

    def prepare(self) -> None:
        """Bring database, cache table and static files up to date."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, verbosity=0)

    def open_demo(self, examples: Path | None) -> None:
        """Make the demo country once; say with which addresses one signs in."""
        if not demo_is_there():
            self.make_demo(examples)
            return
        self.stdout.write("The demo country is there already. Its people:")
        for title, address in demo_addresses():
            self.stdout.write(f"  {title:24} {address}")
        self.stdout.write("Their password was shown when it was made; “demo_country --new-password” makes another.")

    def make_demo(self, examples: Path | None) -> None:
        """Make it; when it cannot be made, say why and serve without it."""
        try:
            call_command("demo_country", examples=examples, stdout=self.stdout)
        except CommandError as error:
            self.stderr.write(f"There is no demo: {error}")

    def warn_of_hosts(self, host: str) -> None:
        """Say what is missing when other machines shall come in."""
        if host not in {"127.0.0.1", "localhost", "::1"} and "OPENNAPHS_HOSTS" not in os.environ:
            self.stdout.write("Other machines get in by names in OPENNAPHS_HOSTS, for example: plan.health.example")


def programs(options: dict[str, Any]) -> list[Child]:
    """Give the programs: the server of pages and one worker of background jobs."""
    python = [sys.executable, "-m"]
    shared = ["--worker-tmp-dir", str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []
    server = [
        *python, "gunicorn", "opennaphs.config.wsgi", "--preload", "--bind", f"{options['host']}:{options['port']}",
        "--worker-class", "gthread", "--workers", str(options["workers"]), "--threads", str(THREADS),
        "--timeout", "120", "--graceful-timeout", "20", "--log-level", "warning", "--no-control-socket", *shared,
    ]  # fmt: skip
    worker = [*python, "opennaphs.config", "db_worker", "--interval", "1", "--no-startup-delay"]
    return [Child("server", server), Child("worker of background jobs", worker, replaced=True)]
