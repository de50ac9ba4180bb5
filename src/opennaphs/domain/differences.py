"""What changed between two documents, field by field; made and unmade without loss.

Documents are plain JSON data: objects, lists, texts, whole numbers, decimals, true, false and null. Objects are
compared key by key. Lists of objects of the same length are compared place by place; any other list is one value,
because people read "places: Bo → Bo, Kenema", not what stands at position 1. ``true``, ``1`` and ``1.0`` are three
values.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from opennaphs.domain.errors import NaphsError

Document = dict[str, Any]


class Missing(Enum):
    """The value of a key that is not there; not to be confused with null, which is there."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True)
class Difference:
    """One field that differs: its ``path`` (a JSON pointer such as ``/details/starts``), its value before and after.

    A value is :data:`MISSING` where the key was not there. ``""`` is the whole document.
    """

    path: str
    before: Any
    after: Any

    @property
    def reverted(self) -> "Difference":
        """Give the way back."""
        return Difference(self.path, self.after, self.before)


def differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """Give every field in which two documents differ, in the order of the first, then what only the second has."""
    return tuple(_differences("", before, after))


def apply(document: Any, changes: Iterable[Difference]) -> Any:
    """Give the document with the changes made; the one given stays as it is.

    ``apply(before, differences(before, after))`` is ``after``.

    Raises:
        NaphsError: a field no longer holds what it held before the change; nothing is changed then.
    """
    result = deepcopy(document)
    for change in changes:
        result = _set(result, change)
    return result


def revert(document: Any, changes: Iterable[Difference]) -> Any:
    """Give the document with the changes unmade; the one given stays as it is.

    ``revert(after, differences(before, after))`` is ``before``.

    Raises:
        NaphsError: a field no longer holds what the change left in it; nothing is changed then.
    """
    return apply(document, tuple(change.reverted for change in reversed(tuple(changes))))


def same(one: Any, other: Any) -> bool:
    """Say whether two values are the same JSON: ``true`` is not ``1``, null is not missing, key order is nothing."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def difference_document(change: Difference) -> Document:
    """Give a difference as plain data; a value that is missing has no key, so that it never looks like null."""
    sides = {"before": change.before, "after": change.after}
    return {"path": change.path} | {side: deepcopy(value) for side, value in sides.items() if value is not MISSING}


def difference_of(content: Mapping[str, Any]) -> Difference:
    """Give the difference that plain data describes; the exact inverse of :func:`difference_document`."""
    return Difference(content["path"], content.get("before", MISSING), content.get("after", MISSING))


# --- finding ------------------------------------------------------------------------------------------------------


def _differences(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from _differences(f"{path}/{_escaped(key)}", before.get(key, MISSING), after.get(key, MISSING))
    elif _comparable(before, after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{path}/{number}", one, other)
    elif not same(before, after):
        yield Difference(path, deepcopy(before), deepcopy(after))


def _comparable(before: Any, after: Any) -> bool:
    """Say whether both are lists of objects with as many entries, which are compared place by place."""
    if not (isinstance(before, list) and isinstance(after, list) and len(before) == len(after)):
        return False
    return all(isinstance(entry, dict) for entry in (*before, *after))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


# --- making -------------------------------------------------------------------------------------------------------


def _set(document: Any, change: Difference) -> Any:
    if not change.path:
        _check(change, document)
        return deepcopy(change.after)
    *way, last = change.path[1:].split("/")
    holder = document
    for token in way:
        holder = _value(holder, token)
    _check(change, _value(holder, last), possible=isinstance(holder, dict) or _is_replacement(holder, change))
    if change.after is MISSING:
        del holder[_key(holder, last)]
    else:
        holder[_key(holder, last)] = deepcopy(change.after)
    return document


def _is_replacement(holder: Any, change: Difference) -> bool:
    return isinstance(holder, list) and change.before is not MISSING and change.after is not MISSING


def _check(change: Difference, there: Any, *, possible: bool = True) -> None:
    if not (possible and same(there, change.before)):
        message = (
            f"“{change.path}” was changed again since: it no longer holds what this change was made against. "
            "Look at both versions and decide field by field."
        )
        raise NaphsError(message)


def _value(holder: Any, token: str) -> Any:
    try:
        return holder[_key(holder, token)]
    except (KeyError, IndexError, TypeError, ValueError):
        return MISSING


def _key(holder: Any, token: str) -> str | int:
    return int(token) if isinstance(holder, list) else token.replace("~1", "/").replace("~0", "~")
