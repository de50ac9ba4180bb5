"""The version a program has seen, in the body or in ``If-Match``; given back as ``ETag``; and what two writers left."""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any

from opennaphs.actions.writing import Stale
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import Versioned
from opennaphs.store.versions import document_at

_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
Flat = dict[str, Any]


class VersionMissing(NaphsError):  # noqa: N818 - it reads as what happened
    """A change came without the version it was made against."""


def etag(row: Any) -> str | None:
    """Give the tag of a row; ``None`` for rows that are never changed."""
    return f'"{row.version}"' if isinstance(row, Versioned) else None


def version_seen(request: Any, said: int | None) -> int:
    """Give the version a change was made against.

    Args:
        request: its header ``If-Match`` counts; a weak tag too, because compressing an answer makes its tag weak.
        said: the ``version`` of the body.

    Raises:
        VersionMissing: neither says it.
        NaphsError: the header is no tag of ours, or says something else than the body.
    """
    header = request.headers.get("If-Match")
    versions = {*([] if header is None else [_number(header)]), *([] if said is None else [said])}
    if not versions:
        raise VersionMissing("Say which version you changed: “version” in the body, or its ETag in If-Match.")
    if len(versions) > 1:
        message = f"If-Match says another version than the body, which says {said}. Send one of them."
        raise NaphsError(message)
    return versions.pop()


def _number(header: str) -> int:
    found = _TAG.fullmatch(header.strip())
    if found is None:
        raise NaphsError('If-Match takes the ETag of the row as it was answered, for example "3".')
    return int(found[1])


def conflict(stale: Stale, view: Any, mine: Any) -> dict[str, Any]:
    """Give what two writers left, field by field: as it was, as the program wants it, as it stands now."""
    theirs, base = _flat(view.compared(stale.row)), _flat(_before(stale, view))
    wanted = _flat(mine if isinstance(mine, Mapping) else {})
    names = [name for name in wanted if name in theirs] + [name for name in theirs if name not in wanted]
    return {
        "version": stale.row.version,
        "fields": [
            {"field": name, **_sides(name, base=base, mine=wanted, theirs=theirs)}
            for name in names
            if name in wanted or base.get(name) != theirs.get(name)
        ],
    }


def _before(stale: Stale, view: Any) -> Mapping[str, Any]:
    """Give the row as the program saw it; nothing when there never was such a version."""
    row = copy(stale.row)
    try:
        row.put(document_at(stale.row, stale.version))
    except NaphsError:
        return {}
    row.version = stale.version
    if hasattr(row, "project"):
        row.project()
    return view.compared(row)  # type: ignore[no-any-return]


def _sides(name: str, **documents: Flat) -> Flat:
    return {side: document[name] for side, document in documents.items() if name in document}


OF_THE_ROW = frozenset({"version", "changed_at", "changed_by", "why"})


def _flat(document: Mapping[str, Any]) -> Flat:
    return {name: value for name, value in _leaves("", document) if name not in OF_THE_ROW}


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from _leaves(f"{path}/{name}" if path else str(name), inner)
    else:
        yield path, value
