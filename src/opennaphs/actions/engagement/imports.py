"""What an uploaded register holds, and what it would change in the register as it stands now."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opennaphs.actions.writing import Gone
from opennaphs.store.engagement import stakeholders_of
from opennaphs.store.models import ImportPreview, StakeholderRecord

KIND = "stakeholders"


@dataclass(frozen=True)
class Arriving:
    """One line of a file beside the register.

    ``row`` is the stakeholder it speaks of, ``None`` for a new one. ``changes`` are the fields it would change: name,
    what stands now, what will stand. An empty cell changes nothing. With ``unclear`` several rows of the register have
    this name and organisation, so nothing of the line is taken.
    """

    line: dict[str, Any]
    row: StakeholderRecord | None
    changes: tuple[tuple[str, Any, Any], ...]
    unclear: bool = False


def arriving(preview: ImportPreview) -> list[Arriving]:
    """Hold the lines of a preview against the register as it stands now.

    Raises:
        Gone: the preview was taken already.
    """
    if preview.taken_at is not None:
        message = f"“{preview.file_name}” was imported already. Look at the register."
        raise Gone(message)
    there: dict[tuple[str, str], list[StakeholderRecord]] = {}
    for row in stakeholders_of(preview.country).order_by("pk"):
        there.setdefault((row.name.casefold(), row.organisation.casefold()), []).append(row)
    return [
        _arriving(line, there.get((line["name"].casefold(), line["organisation"].casefold()), []))
        for line in preview.content["lines"]
    ]


def _arriving(line: dict[str, Any], rows: list[StakeholderRecord]) -> Arriving:
    if len(rows) > 1:
        return Arriving(line, rows[0], (), unclear=True)
    told = {name: value for name, value in line.items() if value not in {"", None}}
    if not rows:
        return Arriving(line, None, tuple((name, None, value) for name, value in told.items()))
    now = rows[0]
    changed = ((name, getattr(now, name), value) for name, value in told.items() if getattr(now, name) != value)
    return Arriving(line, now, tuple(one for one in changed if one[0] not in {"name", "organisation"}))


def fingerprint(found: Sequence[Arriving]) -> str:
    """Give a sign of what a person was shown, so that nothing else is written when they say yes."""
    shown = [[one.row and one.row.pk, one.row and one.row.version, one.changes, one.unclear] for one in found]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
