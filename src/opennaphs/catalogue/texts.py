"""Every text of the catalogue that a person reads, by the file it comes from: what translators work on."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.fund_files import load_fund_priorities
from opennaphs.catalogue.library_files import area_sources, hazard_sources
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.yaml_files import read_yaml
from opennaphs.domain import library

# words of worked-out cost lines, which reach translators through the domain
_COST_WORDS = (
    "occurrence", "occurrences", "year", "estimate", "estimates", "per diem", "per diem away", "venue", "catering",
    "stationery", "trainers", "extras", "team", "vehicles", "drivers", "fees", "travel", "salaries", "on-costs",
    "goods", "delivery", "controllers", "material",
)  # fmt: skip
_ACTION_FIELDS = ("text", "evidence", "other_sector", "no_cost_because")
_WORD_LISTS: tuple[type[StrEnum], ...] = (
    library.ActionType,
    library.Sector,
    library.AdministrativeLevel,
    library.Component,
    library.Hazard,
    library.Rating,
    library.Builder,
    library.EconomicType,
    library.Driver,
)


def catalogue_texts() -> Iterator[tuple[str, str, str]]:
    """Give (group, place, text) of every text; groups are area codes, hazards, frameworks, words and prices."""
    for source in area_sources():
        yield from _area(read_yaml(source).value)
    for source in hazard_sources():
        yield from _overlay(read_yaml(source).value)
    yield from _frameworks()
    for words in _WORD_LISTS:
        yield from (("words", words.__name__, str(word)) for word in words)
    yield from (("words", "cost lines", word) for word in _COST_WORDS)
    yield from (("words", "priorities of a fund", one.title) for one in load_fund_priorities())
    for item in read_default_prices().items:
        yield "prices", item.id, item.title
        yield "prices", item.id, item.unit


def _area(content: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    group = content["area"].rpartition(".")[2]
    for step in content["steps"]:
        yield group, f"{step['indicator']}.l{step['level']}", step["aim"]
        for action in step["actions"]:
            yield from _action(group, action)


def _overlay(content: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "hazards", content["hazard"], content["title"]
    for action in content["actions"]:
        yield from _action("hazards", action)


def _action(group: str, action: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in _ACTION_FIELDS:
        if name in action:
            yield group, f"{action['id']} {name}", action[name]
    yield group, f"{action['id']} reason", action["priority"]["reason"]
    for line in action["cost"]:
        yield from (("words", "quantities", name) for name in line["quantities"])


def _frameworks() -> Iterator[tuple[str, str, str]]:
    for framework in load_frameworks().values():
        yield "frameworks", framework.id, framework.title
        for pillar in framework.pillars:
            yield "frameworks", f"{framework.id} {pillar.code}", pillar.title
        for level, name in framework.level_names.items():
            yield "frameworks", f"{framework.id} level {level}", name
        for area in framework.areas:
            yield "frameworks", area.id, area.title
        for indicator in framework.indicators:
            yield "frameworks", indicator.id, indicator.title
            yield from (("frameworks", f"{indicator.id} {level}", text) for level, text in indicator.meanings.items())
