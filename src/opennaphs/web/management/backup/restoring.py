"""Restoring a backup: all of it, checked to the last hash of the audit trail, or nothing."""

from pathlib import Path

from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from opennaphs.actions.chain import verify
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ChainHead
from opennaphs.web.management.backup.package import Backup, opened
from opennaphs.web.management.backup.places import constraints, emptied, is_in_use
from opennaphs.web.management.backup.rows import kept_models, put_lines

IN_USE = (
    "This installation holds work already, and a restore would put the backup in its place. "
    "Take a backup of it first; then, if it shall go, restore with --replace."
)


def restore_backup(path: Path, *, replace: bool) -> Backup:
    """Put a backup in the place of the present database; give what was restored.

    The tables are made as they were when the backup was taken, filled, brought up to date and verified; only then do
    they take the place of the present ones.

    Raises:
        NaphsError: the backup is damaged, from a newer version, or its audit trail does not hold; or there is work here
            already and ``replace`` was not said. Nothing was changed.
    """
    with opened(path) as backup:
        if is_in_use() and not replace:
            raise NaphsError(IN_USE)
        with emptied():
            apps = _make_tables(backup)
            with transaction.atomic():
                _fill(backup, apps)
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            _check_chains(backup)
        return backup


def _make_tables(backup: Backup) -> Apps:
    """Make the tables of the time of the backup; give the models as they were then."""
    constraints("IMMEDIATE")
    executor = MigrationExecutor(connection)
    wanted = [(app, name) for app, names in backup.about["migrations"].items() for name in names]
    unknown = [f"{app} {name}" for app, name in wanted if (app, name) not in executor.loader.graph.nodes]
    if unknown:
        message = (
            f"The backup was taken with version {backup.about['version']}, whose tables are not known here "
            f"({', '.join(unknown[:3])}). Install that version or a later one. Nothing was changed."
        )
        raise NaphsError(message)
    return executor.migrate(_tips(executor, wanted)).apps


def _tips(executor: MigrationExecutor, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give the migrations that bring all others with them: those that no other wanted one builds on."""
    nodes = executor.loader.graph.node_map
    return [one for one in wanted if not any(child.key in wanted for child in nodes[one].children)]


def _fill(backup: Backup, apps: Apps) -> None:
    models = {one._meta.label: one for one in kept_models(apps)}  # noqa: SLF001
    told = backup.about["rows"]
    if unknown := sorted(set(told) - set(models)):
        message = f"The backup holds rows that no table here takes: {', '.join(unknown)}. Nothing was changed."
        raise NaphsError(message)
    constraints("DEFERRED")
    _empty(list(models.values()))
    for label, expected in told.items():
        count = put_lines(models[label], backup.lines(f"rows/{label}.jsonl"))
        if count != expected:
            message = f"{label} should have {expected} rows and has {count}. Nothing was changed."
            raise NaphsError(message)
    _go_on_counting(list(models.values()))
    connection.check_constraints()
    constraints("IMMEDIATE")


def _empty(models: list[type]) -> None:
    """Take out what migrations put into new tables by themselves."""
    with connection.cursor() as cursor:
        for model in reversed(models):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # type: ignore[attr-defined]  # noqa: S608, SLF001


def _go_on_counting(models: list[type]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _check_chains(backup: Backup) -> None:
    heads = {one.country: {"number": one.number, "hash": one.hash} for one in ChainHead.objects.all()}
    broken = [f"{country}, event {one.number}: {one.what}" for country in sorted(heads) for one in verify(country)]
    if heads != backup.about["chains"]:
        broken.append("the ends of the chains are not those the backup was taken with")
    if broken:
        message = f"The audit trail of the backup does not hold ({'; '.join(broken[:3])}). Nothing was changed."
        raise NaphsError(message)
