"""YAML files that people write: read within bounds, held against a schema, every fault with its line."""

from pathlib import Path

from opennaphs.catalogue.yaml_files import YamlFile, read_yaml, schema_problems
from opennaphs.domain.errors import InputRefused, Place
from opennaphs.sources.files import load_bytes


def load_yaml(path: Path, schema: str) -> YamlFile:
    """Read a person's YAML file and hold it against one of our schemas.

    Raises:
        InputRefused: it cannot be read, is not YAML in UTF-8, or does not fit; each fault with its line and remedy.
    """
    load_bytes(path)
    try:
        file = read_yaml(path)
    except UnicodeDecodeError:
        raise InputRefused.because(Place(path.name), "The text is not written in UTF-8.", "Save it as UTF-8.") from None
    problems = schema_problems(file, schema)
    if problems:
        raise InputRefused(tuple(problems))
    return file
