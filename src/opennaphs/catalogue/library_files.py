"""Area files and hazard overlays of our action library: YAML to :class:`ActionLibrary`."""

from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from opennaphs.catalogue.yaml_files import YamlFile, read_yaml
from opennaphs.domain.errors import InputRefused, Problem
from opennaphs.domain.library import (
    Action,
    ActionType,
    AdministrativeLevel,
    Component,
    CostTemplate,
    Driver,
    EconomicType,
    Priority,
    Rating,
    Sector,
    Step,
)

_HOME = files("opennaphs.catalogue")


def area_sources() -> list[Traversable]:
    """Give the area files of the library, in the order of their names."""
    return _yaml_in(_HOME / "library")


def hazard_sources() -> list[Traversable]:
    """Give the hazard overlays, in the order of their names."""
    return _yaml_in(_HOME / "hazards")


def _yaml_in(folder: Traversable) -> list[Traversable]:
    return sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)


def read_library_files() -> tuple[list[YamlFile], list[YamlFile], list[Problem]]:
    """Read every area file and every hazard overlay; a file that is no YAML becomes problems, not an end."""
    problems: list[Problem] = []
    return _readable(area_sources(), problems), _readable(hazard_sources(), problems), problems


def _readable(sources: list[Traversable], problems: list[Problem]) -> list[YamlFile]:
    readable = []
    for source in sources:
        try:
            readable.append(read_yaml(source))
        except InputRefused as refused:
            problems += refused.problems
    return readable


def parse_area(content: dict[str, Any]) -> tuple[list[Step], list[Action]]:
    """Turn the content of one area file into its steps and actions."""
    steps, actions = [], []
    for step in content["steps"]:
        steps.append(Step(step["indicator"], step["level"], step["aim"]))
        actions += [_action(entry, step["indicator"], step["level"]) for entry in step["actions"]]
    return steps, actions


def parse_overlay(content: dict[str, Any]) -> list[Action]:
    """Turn the content of one hazard overlay into actions that carry its hazard."""
    hazard = (content["hazard"],)
    return [_action(entry, entry["target"], entry["level"], hazard) for entry in content["actions"]]


def _action(entry: dict[str, Any], target: str, level: int, hazards: tuple[str, ...] = ()) -> Action:
    return Action(
        id=entry["id"],
        target=target,
        level=level,
        text=entry["text"],
        types=(ActionType(entry["type"]),),
        lead=Sector(entry["lead"]),
        supporting=tuple(Sector(name) for name in entry.get("with", ())),
        administrative_level=AdministrativeLevel(entry["where"]),
        component=Component(entry["component"]),
        other_sector=entry.get("other_sector"),
        hepr=entry["hepr"],
        marks=tuple(entry.get("marks", ())),
        evidence=entry["evidence"],
        months=entry["months"],
        needs=tuple(entry.get("needs", ())),
        hazards=hazards,
        group=entry["group"],
        priority=_priority(entry["priority"]),
        costs=tuple(_costs(entry["cost"])),
        no_cost_because=entry.get("no_cost_because"),
    )


def _priority(entry: dict[str, Any]) -> Priority:
    return Priority(entry["ihr_obligation"], Rating(entry["impact"]), Rating(entry["feasibility"]), entry["reason"])


def _costs(entries: Iterable[dict[str, Any]]) -> Iterable[CostTemplate]:
    for entry in entries:
        yield CostTemplate(
            unit_cost=entry["use"],
            quantities={name: Decimal(str(value)) for name, value in entry["quantities"].items()},
            per=Driver(entry["per"]),
            share=Decimal(str(entry.get("share", 1))),
            times_a_year=Decimal(str(entry.get("times_a_year", 1))),
            economic_type=EconomicType(entry["kind"]),
        )
