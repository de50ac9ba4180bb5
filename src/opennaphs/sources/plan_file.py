"""Plan documents (``*.naphs.json``): read, held against their schema, turned into a plan."""

import json
from pathlib import Path

from opennaphs.catalogue.yaml_files import fits_schema, parse_yaml, schema_problems
from opennaphs.domain.errors import InputRefused, NaphsError, Place
from opennaphs.domain.plan_document import FORMAT, FORMAT_VERSION, plan_of
from opennaphs.domain.planning import Plan
from opennaphs.sources.files import load_bytes

SCHEMA = "plan.schema.json"


def load_plan(path: Path) -> Plan:
    """Read a plan document.

    Raises:
        InputRefused: it is no plan document, was made by a newer version, or does not fit the schema; each fault
            with its line.
    """
    return parse_plan(load_bytes(path), path.name)


def parse_plan(content: bytes, name: str) -> Plan:
    """Read a plan document from its content; see :func:`load_plan`."""
    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputRefused.because(
            Place(name, row=line), "The file is not valid JSON.", "Use a file that naphs has written."
        ) from None
    _check_format(document, name)
    if not fits_schema(document, SCHEMA):
        raise InputRefused(tuple(schema_problems(parse_yaml(text, name), SCHEMA)))
    try:
        return plan_of(document)
    except NaphsError as error:
        raise InputRefused.because(Place(name), str(error), "Correct the file, or draft the plan again.") from None


def _check_format(document: object, name: str) -> None:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputRefused.because(Place(name), "The file is no plan document.", "Give a file made by “naphs draft”.")
    if document.get("format_version") != FORMAT_VERSION:
        raise InputRefused.because(
            Place(name),
            f"The plan document is of version {document.get('format_version')}; this program reads version "
            f"{FORMAT_VERSION}.",
            "Use the version of naphs that wrote it, or a newer one.",
        )
