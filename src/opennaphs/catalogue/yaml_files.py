"""Reading YAML so that every complaint can name the line an expert has to mend."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from opennaphs.domain.errors import InputRefused, Place, Problem

_TYPE_NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a group of fields",
    "boolean": "true or false",
}
_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):  # type: ignore[misc]
    """The safe loader, with dates left as the texts people wrote."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the shape PyYAML asks for
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in _Safe.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class YamlFile:
    """A parsed YAML file that remembers where everything stood."""

    name: str
    value: Any
    root: yaml.Node

    def place(self, *path: str | int) -> Place:
        """Give the line of the value under ``path`` (or of the nearest thing above it that exists)."""
        node, line = self.root, self.root.start_mark.line
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            node, line = found
        return Place(self.name, row=line + 1)


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        child = node.value[step]
        return child, child.start_mark.line
    return None


def read_yaml(source: Traversable) -> YamlFile:
    """Read one YAML file.

    Raises:
        InputRefused: the file is not valid YAML, is empty, or writes the same field twice.
    """
    return parse_yaml(source.read_text(encoding="utf-8"), source.name)


def parse_yaml(text: str, name: str) -> YamlFile:
    """Read YAML (or JSON, which is YAML too) from a text; ``name`` is used in messages. See :func:`read_yaml`."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            raise InputRefused.because(Place(name), "The file is empty.", "Copy the shape of a neighbour file.")
        repeated = [_repetition(name, key) for key in _repeated_keys(root)]
        if repeated:
            raise InputRefused(tuple(repeated))
        return YamlFile(name, loader.construct_document(root), root)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise InputRefused((_syntax_problem(name, error),)) from None
    finally:
        loader.dispose()


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value)


def _repetition(name: str, key: yaml.ScalarNode) -> Problem:
    return Problem(
        Place(name, row=key.start_mark.line + 1), f"The field “{key.value}” is written twice.", "Keep one of the two."
    )


def _syntax_problem(name: str, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error)
    return Problem(
        Place(name, row=None if mark is None else mark.line + 1),
        f"This is not valid YAML: {what}.",
        "Look at this line and the one above: a missing quote, a tab, or a colon inside an unquoted text.",
    )


@cache
def _registry() -> Registry[Any]:
    folder = files("opennaphs.catalogue") / "schemas"
    schemas = [json.loads(entry.read_text(encoding="utf-8")) for entry in folder.iterdir()]
    return Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas)


def fits_schema(value: Any, schema_name: str) -> bool:
    """Say whether a value fits one of our schemas."""
    return Draft202012Validator(_registry().contents(schema_name), registry=_registry()).is_valid(value)


def schema_problems(file: YamlFile, schema_name: str) -> list[Problem]:
    """Hold a file against one of our schemas; each finding is a sentence with its line and its mend."""
    schema = _registry().contents(schema_name)
    validator = Draft202012Validator(schema, registry=_registry())
    found = [_problem(file, error) for error in validator.iter_errors(file.value)]
    found += [_not_finite(file, path) for path in _endless_numbers(file.value)]
    return sorted(found, key=lambda problem: problem.where.row or 0)


def _endless_numbers(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Find what YAML takes for a number and no schema refuses: .inf and .nan."""
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from _endless_numbers(inner, (*path, step))


def _not_finite(file: YamlFile, path: tuple[str | int, ...]) -> Problem:
    return Problem(
        file.place(*path), f"“{path[-1]}” is no number one can count with.", "Write a number like 12 or 0.5."
    )


def _problem(file: YamlFile, error: ValidationError) -> Problem:
    while error.validator in {"anyOf", "if"} and error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    path = list(error.absolute_path)
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "file")
    what, remedy = _sentences(error, field)
    unknown = _unknown_fields(error)
    return Problem(file.place(*path, *unknown[:1]), what, remedy)


def _unknown_fields(error: ValidationError) -> list[str]:
    """Give the fields of a group that its schema does not know."""
    if error.validator not in {"unevaluatedProperties", "additionalProperties"}:
        return []
    named = re.findall(r"'([^']*)'", error.message.split("(")[-1])
    return [name for name in named if name in cast("Any", error.instance)]


def _sentences(error: ValidationError, field: str) -> tuple[str, str]:  # noqa: PLR0911 - one line a rule
    value, rule = cast("Any", error.instance), cast("Any", error.validator_value)
    match error.validator:
        case "enum":
            return f"“{value}” is not a known {field}.", f"Use one of: {', '.join(rule)}."
        case "required":
            missing = [name for name in rule if name not in value]
            return f"“{missing[0]}” is missing here.", f"Add the field{'s' * (len(missing) > 1)} {', '.join(missing)}."
        case "unevaluatedProperties" | "additionalProperties":
            unknown = "”, “".join(_unknown_fields(error))
            return f"There is no field “{unknown}” here.", "Remove it or correct its spelling."
        case "type":
            return f"“{field}” must be {_TYPE_NAMES.get(rule, rule)}, not “{value}”.", "Write it like its neighbours."
        case "minLength" | "maxLength":
            return f"“{field}” has {len(value)} characters; the limit is {rule}.", "Shorten or complete it."
        case "minItems" | "maxItems":
            return f"“{field}” has {len(value)} entries; the limit is {rule}.", "Merge, split or add entries."
        case "minimum" | "maximum" | "exclusiveMinimum":
            return f"“{field}” is {value}, outside its limit {rule}.", "Write a value within the limit."
        case "pattern":
            return f"“{value}” does not have the form of “{field}”.", f"The form is {rule}"
        case _:
            return f"“{field}”: {error.message}.", "Compare with a neighbour that passes."
