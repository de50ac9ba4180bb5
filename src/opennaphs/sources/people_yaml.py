"""YAML files that people write: read within bounds, held against a schema, every fault with its line."""

from pathlib import Path

from opennaphs.catalogue.yaml_files import YamlFile, parse_yaml, schema_problems
from opennaphs.domain.errors import InputRefused, Place
from opennaphs.sources.files import load_bytes


def load_yaml(path: Path, schema: str) -> YamlFile:
    """Read a person's YAML file and hold it against one of our schemas.

    Raises:
        InputRefused: it cannot be read, is not YAML in UTF-8, or does not fit; each fault with its line and remedy.
    """
    return read_people_yaml(load_bytes(path), path.name, schema)


def read_people_yaml(content: bytes, name: str, schema: str) -> YamlFile:
    """Read a person's YAML from its content; ``name`` is used in messages. See :func:`load_yaml`."""
    try:
        file = parse_yaml(content.decode("utf-8"), name)
    except UnicodeDecodeError:
        raise InputRefused.because(Place(name), "The text is not written in UTF-8.", "Save it as UTF-8.") from None
    problems = schema_problems(file, schema)
    if problems:
        raise InputRefused(tuple(problems))
    return file
