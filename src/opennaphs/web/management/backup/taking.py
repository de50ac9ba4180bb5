"""Taking a backup: every row as it is at one moment, while people go on working."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from opennaphs import __version__
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ChainHead
from opennaphs.web.management.backup.package import written
from opennaphs.web.management.backup.places import one_moment
from opennaphs.web.management.backup.rows import kept_models, lines_of


def take_backup(path: Path, now: datetime) -> dict[str, int]:
    """Write a backup of the installation; give the number of rows of each model.

    Raises:
        NaphsError: the file is there already, or its folder is not, or there is no workbench here.
    """
    if "store_user" not in connection.introspection.table_names():
        message = "There is no workbench in this database yet, so there is nothing to keep."
        raise NaphsError(message)
    with written(path) as file, one_moment():
        rows = {
            model._meta.label: file.add(f"rows/{model._meta.label}.jsonl", lines_of(model)) - 1  # noqa: SLF001
            for model in kept_models(apps)
        }
        file.close(_about(now, rows))
    return rows


def _about(now: datetime, rows: dict[str, int]) -> dict[str, Any]:
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        migrations.setdefault(app, []).append(name)
    heads = {one.country: {"number": one.number, "hash": one.hash} for one in ChainHead.objects.order_by("country")}
    return {
        "made_at": now.isoformat(),
        "version": __version__,
        "database": connection.vendor,
        "migrations": migrations,
        "rows": rows,
        "chains": heads,
    }
