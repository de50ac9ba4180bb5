"""Two people changed one activity: put both changes together, and name every field that only a person can decide.

The unit is the field: a top-level key of the activity's document, one detail (``details.starts``) or one note
(``notes.Comments1``). What one side changed and the other left alone is taken; what both changed alike is no conflict;
what both changed differently is a conflict, in which the merged document keeps the base until somebody decides.
The first year and the cost belong together, because the amounts of a cost stand in years: when one side changed the one
and the other side the other, both are in conflict and are decided alike.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from opennaphs.domain.activity_details import NO_DETAILS, details_document, details_of
from opennaphs.domain.differences import MISSING, Document, same
from opennaphs.domain.errors import NaphsError

MINE, THEIRS = "mine", "theirs"
NESTED = ("details", "notes")
DAYS = ("details.starts", "details.ends")
YEARS_OF_COST = ("first_year", "cost")
Fields = dict[str, Any]


@dataclass(frozen=True)
class Conflict:
    """One field that both sides changed, each in its own way; a value is ``MISSING`` where the key is not there."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """Both changes in one document, and the conflicts that are left (in the order of the document)."""

    document: Document
    conflicts: tuple[Conflict, ...]


def merge_activity(base: Document, mine: Document, theirs: Document) -> Merged:
    """Put two changes of one activity's document together.

    Args:
        base: the document both sides started from.
        mine: the document as one side left it.
        theirs: the document as the other side left it (what is stored today).

    Swapping the two sides swaps them in the conflicts and changes nothing else. Days that each side may set but that
    cannot stand together (an end before its start) are conflicts as well.
    """
    before, ours, others = _fields(base), _fields(mine), _fields(theirs)
    names = dict.fromkeys((*before, *sorted(ours.keys() | others.keys())))
    merged = {name: _merged(_get(before, name), _get(ours, name), _get(others, name)) for name in names}
    torn = {name for name in names if merged[name] is None} | _torn_years(before, ours, others)
    torn |= _impossible_days(before, {name: value for name, value in merged.items() if name not in torn})
    kept = {name: _get(before, name) if name in torn else _taken(merged[name]) for name in names}
    conflicts = [_conflict(name, before, ours, others) for name in names if name in torn]
    return Merged(_document(kept, {*base, *mine, *theirs}), tuple(conflicts))


def resolve(merged: Merged, choices: Mapping[str, str]) -> Document:
    """Give the merged document with every conflict decided.

    Args:
        merged: what :func:`merge_activity` gave.
        choices: per field in conflict, ``"mine"`` or ``"theirs"``.

    Raises:
        NaphsError: a conflict is not decided, a field is not in conflict, a choice is neither of the two words, the
            first year and the cost are not taken from the same side, or the days decided for cannot stand together.
    """
    _check_choices(merged, choices)
    decided = {one.field: one.mine if choices[one.field] == MINE else one.theirs for one in merged.conflicts}
    fields = _fields(merged.document) | decided
    return _document(fields, {*merged.document, *(name.partition(".")[0] for name in decided)})


def _check_choices(merged: Merged, choices: Mapping[str, str]) -> None:
    open_fields = [one.field for one in merged.conflicts]
    undecided = [name for name in open_fields if choices.get(name) not in {MINE, THEIRS}]
    if undecided:
        message = f"Nobody has decided {', '.join(undecided)} yet. Choose “{MINE}” or “{THEIRS}” for each."
        raise NaphsError(message)
    strange = [name for name in choices if name not in open_fields]
    if strange:
        message = f"{', '.join(strange)} is not in conflict, so there is nothing to choose. Leave it away."
        raise NaphsError(message)
    if len({choices[name] for name in YEARS_OF_COST if name in open_fields}) > 1:
        raise NaphsError("The first year and the cost belong together. Take both from the same side.")


# --- one field ----------------------------------------------------------------------------------------------------


def _merged(base: Any, mine: Any, theirs: Any) -> tuple[Any] | None:
    """Give the value both sides can live with, in a tuple of one; ``None`` when there is none."""
    if same(mine, theirs) or same(theirs, base):
        return (mine,)
    return (theirs,) if same(mine, base) else None


def _taken(value: tuple[Any] | None) -> Any:
    return MISSING if value is None else value[0]


def _conflict(name: str, before: Fields, ours: Fields, others: Fields) -> Conflict:
    return Conflict(name, _get(before, name), _get(ours, name), _get(others, name))


def _torn_years(before: Fields, ours: Fields, others: Fields) -> set[str]:
    """Give the first year and the cost, as far as changed, when both sides changed them and not alike."""
    mine, theirs = _changed(before, ours, YEARS_OF_COST), _changed(before, others, YEARS_OF_COST)
    return (mine | theirs) if mine and theirs and _changed(ours, others, YEARS_OF_COST) else set()


def _changed(before: Fields, after: Fields, names: tuple[str, ...]) -> set[str]:
    return {name for name in names if not same(_get(before, name), _get(after, name))}


def _impossible_days(before: Fields, merged: Mapping[str, tuple[Any] | None]) -> set[str]:
    """Give the days that must not be taken, because with the other day the activity would end before it starts.

    Each side was possible on its own, and so was the base: one of the two days at least was changed.
    """
    days: Fields = {name: _taken(merged[name]) if name in merged else _get(before, name) for name in DAYS}
    starts, ends = days.values()
    if not (isinstance(starts, str) and isinstance(ends, str) and ends < starts):
        return set()
    return _changed(before, days, DAYS)


def _get(fields: Fields, name: str) -> Any:
    return fields.get(name, MISSING)


# --- documents as fields and back ---------------------------------------------------------------------------------


def _fields(document: Document) -> Fields:
    """Spread a document over its fields; details nobody gave are those of :data:`NO_DETAILS`."""
    whole = {"details": details_document(NO_DETAILS), "notes": {}, **document}
    fields: Fields = {}
    for key, value in whole.items():
        if key in NESTED:
            fields.update({f"{key}.{name}": entry for name, entry in value.items()})
        else:
            fields[key] = value
    return fields


def _document(fields: Fields, shape: set[str]) -> Document:
    """Put fields together again; ``shape`` says which keys with parts of their own must be there even when empty."""
    document: Document = {key: {} for key in NESTED if key in shape}
    for name, value in fields.items():
        key, dot, part = name.partition(".")
        if value is MISSING:
            continue
        if dot and key in NESTED:
            document.setdefault(key, {})[part] = deepcopy(value)
        else:
            document[name] = deepcopy(value)
    return _without_empty_details(document)


def _without_empty_details(document: Document) -> Document:
    if "details" in document and details_of(document["details"]) == NO_DETAILS:
        return {key: value for key, value in document.items() if key != "details"}
    return document
