"""Documents in a column: plain data kept exactly as it was written, the order of its keys included.

PostgreSQL's usual column for such data (``jsonb``) sorts keys anew, and the order of areas in a plan is one of them; so
its older one (``json``) is used, which keeps the text.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.types.json import Json

POSTGRESQL = "postgresql"


class DocumentField(models.JSONField):
    """A JSON column that keeps the order of keys on every database."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """Give the type of the column."""
        return "json" if connection.vendor == POSTGRESQL else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's shape
        """Give the value as the database takes it: on PostgreSQL as text of JSON, not as sorted ``jsonb``."""
        if connection.vendor != POSTGRESQL or value is None or hasattr(value, "as_sql"):
            return super().get_db_prep_value(value, connection, prepared)
        return Json(value)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """Give the plain data; the driver of PostgreSQL has read it already."""
        return value if connection.vendor == POSTGRESQL else super().from_db_value(value, expression, connection)
