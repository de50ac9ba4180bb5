"""What every action does around its own few lines: judge, lock, compare, save, leave a trace, all or nothing.

.. code-block:: python

    with writing(Permission.EDIT_ACTIVITIES, country=plan.country, area=area, by=by) as change:
        row = change.locked(activity, version)
        row.content = ...
        change.save(row, "edit_activity", why)
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction

from opennaphs.actions.chain import Entry, append
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.differences import Difference, difference_document, differences
from opennaphs.domain.sentences import Refused, Sentence
from opennaphs.store.models import User, Versioned

Row = TypeVar("Row", bound=Versioned)
ROWS_AT_ONCE = 500


CHANGED_MEANWHILE = (
    "{who} changed “{what}” while you were working on it. "
    "Your changes are not lost: compare both versions and choose field by field."
)
SOMEBODY = "Somebody"
NOT_THERE = "“{what}” does not exist any more. Go back to the list."
TEXTS = (CHANGED_MEANWHILE, SOMEBODY, NOT_THERE)


class Gone(Refused):
    """What was to be changed has been removed meanwhile."""


class Stale(Refused):
    """Somebody else changed a row since the person read it; nothing was written.

    ``row`` is as it stands now, ``version`` the one the person started from.
    """

    def __init__(self, row: Versioned, version: int) -> None:
        """Say who was first."""
        self.row, self.version = row, version
        super().__init__(Sentence(CHANGED_MEANWHILE, {"who": row.changed_by or Sentence(SOMEBODY), "what": str(row)}))


@dataclass
class Change:
    """One transaction of one person in one country: the rows it locked and the trace it will leave."""

    country: str
    by: User
    _before: dict[tuple[type[Versioned], Any], dict[str, Any]] = field(default_factory=dict)
    _entries: list[Entry] = field(default_factory=list)

    def locked(self, row: Row, version: int | None) -> Row:
        """Give the row as it stands now, locked until the end, to be changed and then saved.

        Args:
            row: as the caller knows it.
            version: the version the person saw; ``None`` only where no person saw one (steps inside an action).

        Raises:
            Gone: the row does not exist any more.
            Stale: the row has another version now.
        """
        fresh = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()  # noqa: SLF001 - public to Django
        if fresh is None:
            raise Gone(Sentence(NOT_THERE, {"what": str(row)}))
        if version is not None and fresh.version != version:
            raise Stale(fresh, version)
        self._before[type(row), row.pk] = fresh.document()
        return fresh

    def save(self, row: Versioned, action: str, why: str = "") -> bool:
        """Save a locked row as its next version, with its audit event; say whether anything had changed."""
        changes = differences(self._before[type(row), row.pk], row.document())
        if not changes:
            return False
        row.version += 1
        row.changed_by = str(self.by)
        row.save()
        self._before[type(row), row.pk] = row.document()
        self.note(row, action, changes, why)
        return True

    def save_all(self, rows: Iterable[Row], action: str, why: str = "") -> list[Row]:
        """Save many locked rows, each as its next version with its own event; give those that had changed.

        One statement a row: a thousand rows saved in one statement of many cases take eight times as long.
        """
        return [row for row in rows if self.save(row, action, why)]

    def add(self, row: Row, action: str, why: str = "") -> Row:
        """Save a new row with its audit event."""
        row.changed_by = str(self.by)
        row.save()
        self._before[type(row), row.pk] = row.document()
        self.note(row, action, differences({}, row.document()), why)
        return row

    def note(self, row: models.Model, action: str, changes: Iterable[Difference] = (), why: str = "") -> None:
        """Leave the audit event of something done to a row of any kind."""
        self._entries.append(
            Entry(
                action=action,
                subject=row._meta.model_name or "",  # noqa: SLF001 - Django's public word for it
                subject_id=str(row.pk),
                label=str(row)[:300],
                version=getattr(row, "version", None),
                changes=tuple(difference_document(change) for change in changes),
                why=why,
            )
        )

    def leave_trace(self) -> None:
        """Write the events; the last thing of the transaction, so that the chain is locked only for a moment."""
        append(self.country, self._entries, by_id=self.by.pk, by_name=str(self.by))


@contextmanager
def writing(
    permission: Permission, *, country: str, area: str | None = None, areas: Iterable[str] = (), by: User
) -> Iterator[Change]:
    """Open the transaction of an action, for a person who may.

    Args:
        permission: what the action needs.
        country: ISO 3166 alpha-3; "" for what concerns the whole installation.
        area: the technical area, for permissions by area.
        areas: several areas at once: the right is needed in each.
        by: who acts.

    Raises:
        NotAllowed: the person may not.
    """
    wanted: set[str | None] = {*areas} or {area}
    for one in wanted:
        check_may(by, permission, country=country or None, area=one)
    with entitled(country=country, by=by) as change:
        yield change


@contextmanager
def entitled(*, country: str, by: User) -> Iterator[Change]:
    """Open the transaction of an action whose right is no role: the key of an invitation, what belongs to oneself.

    The action itself must have judged that right.
    """
    with transaction.atomic():
        change = Change(country, by)
        yield change
        change.leave_trace()
