"""What a workbook of a resource mapping says: rows, questions only a person can answer, and what was found in it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from opennaphs.domain.errors import Severity
from opennaphs.domain.funding.mapping_rows import MappedRow
from opennaphs.domain.sentences import Sentence

NOT_WANTED, REFUSED, TOTAL_ROW, EMPTY_ROW, SAID_TWICE = "not wanted", "refused", "total", "no money", "said twice"
Changes = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Finding:
    """One thing to know about a place of the workbook: what is there, and what to do about it."""

    sheet: str
    row: int | None
    column: str
    what: Sentence
    remedy: Sentence | None = None
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class Choice:
    """One answer to a question. ``sets`` says, by the key of a row, which of its fields get which value."""

    value: str
    text: Sentence
    sets: Mapping[str, Changes] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Proposal:
    """A question only a person can answer, with its possible answers; ``rows`` are the keys of the rows it is about.

    ``unless`` names a field: rows in which it is filled need no answer (any more).
    """

    key: str
    text: Sentence
    choices: tuple[Choice, ...]
    rows: tuple[str, ...]
    unless: str = ""


@dataclass(frozen=True)
class MappingImport:
    """What was read of a workbook: its rows, the questions that are open, and everything found."""

    rows: tuple[MappedRow, ...]
    proposals: tuple[Proposal, ...] = ()
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Resolved:
    """The rows as they stand with the answers given so far, and the questions still open."""

    rows: tuple[MappedRow, ...]
    open: tuple[Proposal, ...]


def resolved(read: MappingImport, answers: Mapping[str, str]) -> Resolved:
    """Put answers into the rows.

    Args:
        read: what a workbook says.
        answers: the value of the choice by the key of its question. What answers no question is passed over.
    """
    rows = {row.key: row for row in read.rows}
    unanswered = []
    for one in read.proposals:
        choice = next((choice for choice in one.choices if choice.value == answers.get(one.key)), None)
        if choice is None:
            unanswered.append(one)
            continue
        for key, changes in choice.sets.items():
            if key in rows:
                rows[key] = replace(rows[key], **changes)  # type: ignore[arg-type]
    return Resolved(tuple(rows.values()), tuple(one for one in unanswered if _matters(one, rows)))


def _matters(one: Proposal, rows: Mapping[str, MappedRow]) -> bool:
    """Say whether a row that is taken still needs the answer."""
    live = (rows[key] for key in one.rows if key in rows and not rows[key].left_out)
    return any(not one.unless or not getattr(row, one.unless) for row in live)


def import_document(read: MappingImport) -> dict[str, Any]:
    """Give what was read as plain data, ready for JSON; :func:`import_of` is the exact inverse."""
    return {
        "rows": [asdict(row) for row in read.rows],
        "proposals": [
            {
                "key": one.key,
                "text": sentence_document(one.text),
                "rows": list(one.rows),
                "unless": one.unless,
                "choices": [
                    {"value": choice.value, "text": sentence_document(choice.text), "sets": _plain(choice.sets)}
                    for choice in one.choices
                ],
            }
            for one in read.proposals
        ],
        "problems": [
            {
                "sheet": one.sheet,
                "row": one.row,
                "column": one.column,
                "what": sentence_document(one.what),
                "remedy": None if one.remedy is None else sentence_document(one.remedy),
                "severity": str(one.severity),
            }
            for one in read.problems
        ],
    }


def import_of(content: Mapping[str, Any]) -> MappingImport:
    """Give what a document of :func:`import_document` holds."""
    return MappingImport(
        tuple(MappedRow(**row) for row in content["rows"]),
        tuple(_proposal(one) for one in content["proposals"]),
        tuple(_finding(one) for one in content["problems"]),
    )


def sentence_document(sentence: Sentence) -> dict[str, Any]:
    """Give a sentence as plain data."""
    values = {
        name: sentence_document(value) if isinstance(value, Sentence) else value
        for name, value in sentence.values.items()
    }
    return {"template": sentence.template, "values": values, "code": sentence.code}


def sentence_of(content: Mapping[str, Any]) -> Sentence:
    """Give the sentence that plain data describes."""
    values = {
        name: sentence_of(value) if isinstance(value, Mapping) else value for name, value in content["values"].items()
    }
    return Sentence(content["template"], values, content["code"])


def _plain(sets: Mapping[str, Changes]) -> dict[str, dict[str, str | int | None]]:
    return {key: dict(changes) for key, changes in sets.items()}


def _proposal(content: Mapping[str, Any]) -> Proposal:
    choices = tuple(Choice(one["value"], sentence_of(one["text"]), one["sets"]) for one in content["choices"])
    return Proposal(content["key"], sentence_of(content["text"]), choices, tuple(content["rows"]), content["unless"])


def _finding(content: Mapping[str, Any]) -> Finding:
    return Finding(
        content["sheet"],
        content["row"],
        content["column"],
        sentence_of(content["what"]),
        None if content["remedy"] is None else sentence_of(content["remedy"]),
        Severity(content["severity"]),
    )
