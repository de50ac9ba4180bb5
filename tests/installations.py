"""Whole installations for tests: a folder and a database of their own, used by programs of their own, as in life."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from tests.conftest import ROOT

PYTHON = sys.executable
BEGIN = """
import django
django.setup()
"""


@dataclass
class Installation:
    """One installation of the workbench: where its files are, and the environment its programs get."""

    folder: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENNAPHS_")}
        ours = {"OPENNAPHS_FOLDER": str(self.folder), "DJANGO_SETTINGS_MODULE": "opennaphs.config.settings"}
        ours |= {"OPENNAPHS_TESTING": "1", "OPENNAPHS_NO_RATE_LIMITS": "1", "OPENNAPHS_HOSTS": "workbench.test"}
        if self.database:
            ours |= {"OPENNAPHS_DATABASE": self.database}
            ours |= {"OPENNAPHS_DATABASE_SOCKET": os.environ.get("OPENNAPHS_DATABASE_SOCKET", "")}
        return kept | ours | self.more

    def command(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a command of the installation, as ``naphs-web`` does, and wait for it."""
        return self._ended([PYTHON, "-W", "error", "-m", "opennaphs.config", *map(str, arguments)])

    def make(self) -> "Installation":
        """Make the tables."""
        for command in (("migrate", "--skip-checks"), ("createcachetable",)):
            ended = self.command(*command, "--verbosity", "0")
            assert ended.returncode == 0, ended.stderr
        return self

    def script(self, code: str, *arguments: object) -> str:
        """Run some lines of Python inside the installation; give what they print."""
        ended = self._ended([PYTHON, "-c", BEGIN + textwrap.dedent(code), *map(str, arguments)])
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def started(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program and go on; its words go to a file in the folder."""
        with (self.folder / "words.txt").open("ab") as words:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=words, stderr=words, start_new_session=True
            )

    def started_script(self, code: str, *arguments: object) -> subprocess.Popen[bytes]:
        return self.started(PYTHON, "-c", BEGIN + textwrap.dedent(code), *map(str, arguments))

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Give every row of every table, read without Django."""
        return _rows_of_postgresql(self) if self.database else _rows_of_sqlite(self)

    def _ended(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )


def _rows_of_sqlite(one: Installation) -> dict[str, list[tuple[object, ...]]]:
    import sqlite3

    with closing(sqlite3.connect(one.folder / "workbench.sqlite3")) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = [name for (name,) in named]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}  # noqa: S608


def _rows_of_postgresql(one: Installation) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(address_of(one.database)) as connection:
        named = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in named]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}  # noqa: S608


def address_of(database: str) -> str:
    """Give an address that libpq understands, the folder of the socket included."""
    host = os.environ.get("OPENNAPHS_DATABASE_SOCKET", "")
    return database + (f"?host={host}" if host and not urlsplit(database).hostname else "")


@contextmanager
def new_installation(folder: Path, **more: str) -> Iterator[Installation]:
    """Give an installation without tables; on PostgreSQL, when the suite runs on it, in a database of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    server = os.environ.get("OPENNAPHS_DATABASE", "")
    if not server:
        yield Installation(folder, more=more)
        return
    name = f"installation_{uuid4().hex[:12]}"
    _ask(server, f'CREATE DATABASE "{name}"')
    try:
        yield Installation(folder, server.rpartition("/")[0] + f"/{name}", more)
    finally:
        _ask(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _ask(server: str, statement: str) -> None:
    with psycopg.connect(address_of(server), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


class SocketConnection(HTTPConnection):
    """A connection to a server that listens on a socket in the file system: no port, so that tests stay offline."""

    def __init__(self, path: Path, timeout: float = 30) -> None:
        super().__init__("workbench.test", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def server_command(path: Path, application: str = "opennaphs.config.wsgi", workers: int = 2) -> list[str]:
    """Give the command of the server of pages, as ``serve`` starts it, on a socket in the file system."""
    return [
        PYTHON, "-m", "gunicorn", application, "--bind", f"unix:{path}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", "8", "--log-level", "warning", "--no-control-socket", "--preload",
    ]  # fmt: skip


def wait_for(path: Path, seconds: float = 60) -> None:
    """Wait until a server answers on a socket."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with closing(SocketConnection(path, 5)) as connection:
                connection.request("GET", "/")
                connection.getresponse().read()
                return
        except OSError:
            time.sleep(0.1)
    message = "The server did not start."
    raise TimeoutError(message)


def kill(*processes: subprocess.Popen[bytes]) -> None:
    """End programs and all they started at once, as a power cut does."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
