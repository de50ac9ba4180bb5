"""Where a backup is read from and put back to: as one moment of the database, and all of it or nothing."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

OTHER = "backup"


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the database as it is now, however long it takes, while people go on writing."""
    if connection.vendor == "sqlite":
        with _instead({"OPTIONS": {"transaction_mode": "DEFERRED"}}), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def emptied() -> Iterator[None]:
    """Give a database without tables that takes the place of the present one when nothing was raised."""
    if connection.vendor == "sqlite":
        present = Path(connection.settings_dict["NAME"])
        with _fresh_file(present.parent) as fresh:
            with _instead({"NAME": str(fresh)}):
                yield
            connection.close()
            _copy_over(fresh, present)
        return
    with transaction.atomic():
        drop_tables()
        yield


def is_in_use() -> bool:
    """Say whether anything was ever done in this installation: an account, a country, an event."""
    tables = set(connection.introspection.table_names())
    asked = tables & {"store_user", "store_countrydesk", "store_auditevent"}
    with connection.cursor() as cursor:
        for table in sorted(asked):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - three names of our own
            if cursor.fetchone():
                return True
    return False


def drop_tables() -> None:
    """Take away the tables of the workbench, and no others that may live beside them."""
    models: list[Any] = apps.get_models(include_auto_created=True, include_swapped=True)
    ours = {one._meta.db_table for one in (*models, MigrationRecorder.Migration)} | set(_cache_tables())  # noqa: SLF001
    present = [name for name in connection.introspection.table_names() if name in ours]
    with connection.cursor() as cursor:
        for name in present:
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")


def constraints(when: str) -> None:
    """Have PostgreSQL check references at once (IMMEDIATE) or at the end (DEFERRED); SQLite does at the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _cache_tables() -> list[str]:
    found: list[Any] = [caches[name] for name in settings.CACHES]
    return [str(one._table) for one in found if hasattr(one, "_table")]  # noqa: SLF001 - Django's own name for it


@contextmanager
def _instead(changes: dict[str, Any]) -> Iterator[None]:
    """Let everything that asks for the database get another connection for a while."""
    present = connections[DEFAULT_DB_ALIAS]
    options = present.settings_dict["OPTIONS"] | changes.get("OPTIONS", {})
    connections.settings[OTHER] = {**present.settings_dict, **changes, "OPTIONS": options}
    other = connections[OTHER]
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = present
        del connections[OTHER], connections.settings[OTHER]


@contextmanager
def _fresh_file(beside: Path) -> Iterator[Path]:
    """Give the name of a new database file in a folder of its own, on the disk of the present one."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restoring-") as folder:
        yield Path(folder) / "restored.sqlite3"


def _copy_over(fresh: Path, present: Path) -> None:
    """Write a database file over the present one as one transaction of SQLite, whoever has it open."""
    with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(present)) as target:
        source.backup(target)
