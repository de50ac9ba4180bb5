"""Detailed cost lines: a YAML file in which somebody has worked out what single activities cost."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from opennaphs.catalogue.yaml_files import YamlFile
from opennaphs.domain.builders import build_detail
from opennaphs.domain.detailing import DetailedLine
from opennaphs.domain.errors import NaphsError, Problem, refuse_if_broken
from opennaphs.domain.library import Driver, EconomicType
from opennaphs.sources.people_yaml import load_yaml


def load_details(path: Path) -> tuple[DetailedLine, ...]:
    """Read detailed cost lines.

    Raises:
        InputRefused: with every line that cannot be taken, where it stands and what to write instead.
    """
    file = load_yaml(path, "cost-details.schema.json")
    problems: list[Problem] = []
    lines = [_line(file, number, problems) for number in range(len(file.value["lines"]))]
    refuse_if_broken(problems)
    return tuple(line for line in lines if line is not None)


def _line(file: YamlFile, number: int, problems: list[Problem]) -> DetailedLine | None:
    entry: dict[str, Any] = file.value["lines"][number]
    try:
        detail = build_detail(entry["builder"], {name: _exact(value) for name, value in entry["fields"].items()})
        detail.parts()
    except NaphsError as error:
        problems.append(Problem(file.place("lines", number, "fields"), str(error), ""))
        return None
    return DetailedLine(
        activity=entry["activity"],
        title=entry["title"],
        detail=detail,
        per=Driver(entry.get("per", "nation")),
        share=_exact(entry.get("share", 1)),
        times_a_year=_exact(entry.get("times_a_year", 1)),
        economic_type=EconomicType(entry["kind"]),
        replaces=entry.get("replaces"),
        schedule=tuple(_exact(times) for times in entry["schedule"]) if "schedule" in entry else None,
        useful_life=entry.get("useful_life"),
        maintenance=_exact(entry["maintenance"]) if "maintenance" in entry else None,
    )


def _exact(value: float) -> Decimal:
    return Decimal(str(value))
