"""Rows of any model as lines of JSON, and back: the same lines whichever database they come from."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection, models

from opennaphs.domain.errors import NaphsError

LEFT_OUT = {"sessions.Session": "an open session is a key to somebody's account; people sign in again"}
ROWS_AT_ONCE = 500
Model = type[models.Model]


def kept_models(apps: Apps) -> list[Model]:
    """Give the models whose rows a backup holds, tables between two models included."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and not one._meta.proxy and one._meta.label not in LEFT_OUT]  # noqa: SLF001


def lines_of(model: Model) -> Iterator[str]:
    """Give the names of the columns, then every row, each as one line."""
    names = [field.attname for field in _columns(model)]
    yield _line(names)
    rows = model._base_manager.order_by("pk").values_list(*names)  # noqa: SLF001
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _line([_plain(value) for value in row])


def put_lines(model: Model, lines: Iterable[str]) -> int:
    """Write rows into the table of a model exactly as they were; give their number.

    Raises:
        NaphsError: a column is not known, so that nothing could be said to be as it was.
    """
    left = iter(lines)
    fields = _named_columns(model, json.loads(next(left)))
    sql, count = _insert(model, fields), 0
    with connection.cursor() as cursor:
        while batch := [_prepared(fields, json.loads(line)) for line in islice(left, ROWS_AT_ONCE)]:
            cursor.executemany(sql, batch)
            count += len(batch)
    return count


def _columns(model: Model) -> list[Any]:
    return list(model._meta.local_concrete_fields)  # noqa: SLF001


def _named_columns(model: Model, names: list[str]) -> list[Any]:
    known = {field.attname: field for field in _columns(model)}
    if set(names) != set(known):
        message = f"The rows of {model._meta.label} have columns {', '.join(names)}; {', '.join(known)} were expected."  # noqa: SLF001
        raise NaphsError(message)
    return [known[name] for name in names]


def _insert(model: Model, fields: list[Any]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608, SLF001 - names from the models


def _prepared(fields: list[Any], values: list[Any]) -> list[Any]:
    return [_for_database(field, value) for field, value in zip(fields, values, strict=True)]


def _for_database(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        nothing = value is None and field.null
        return None if nothing else field.get_db_prep_value(value, connection)
    return field.get_db_prep_save(None if value is None else field.to_python(value), connection)


def _line(values: list[Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return b64encode(bytes(value)).decode()
    return value
