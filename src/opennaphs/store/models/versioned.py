"""Rows that several people may edit: each carries a version, and says of itself what is kept in its history."""

from typing import Any, ClassVar

from django.db import models

Document = dict[str, Any]


class Versioned(models.Model):
    """A row under optimistic locking.

    ``version`` rises by one with every change. ``KEPT`` names the fields whose changes are audited and can be undone;
    they must be JSON-able through :meth:`document`.
    """

    KEPT: ClassVar[tuple[str, ...]] = ()

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=200, blank=True, default="", editable=False)

    class Meta:
        """A base of models only."""

        abstract = True

    def document(self) -> Document:
        """Give the kept fields as plain data: what an audit event compares and an undo puts back."""
        return {name: self._kept(name) for name in self.KEPT}

    def _kept(self, name: str) -> Any:
        field: Any = self._meta.get_field(name)  # of a row it points to, the number is kept
        return _plain(field, getattr(self, field.attname))

    def put(self, document: Document) -> None:
        """Set kept fields from plain data (the inverse of :meth:`document`); does not save."""
        for name, value in document.items():
            if name not in self.KEPT:
                message = f"{type(self).__name__} keeps no field {name}."
                raise KeyError(message)
            field: Any = self._meta.get_field(name)
            setattr(self, field.attname, field.to_python(value))

    @property
    def country_code(self) -> str:
        """ISO code of the country the row belongs to; "" for what belongs to the installation."""
        return str(getattr(self, "country", ""))

    @property
    def area_id(self) -> str | None:
        """The technical area the row belongs to, for rights by area; ``None`` when it belongs to none."""
        return getattr(self, "area", None) or None


def _plain(field: Any, value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField) or isinstance(value, (bool, int)):
        return value
    return _text(value)


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
