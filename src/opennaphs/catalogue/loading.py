"""One way in: everything a plan is drafted from, ours or a country's own."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files

from opennaphs import __version__
from opennaphs.catalogue.crosswalk_files import load_crosswalk
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.library_files import area_sources, hazard_sources, parse_area, parse_overlay
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, Translate, translator
from opennaphs.catalogue.yaml_files import read_yaml
from opennaphs.domain.drafting import Material
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.library import Action, ActionLibrary, Step
from opennaphs.domain.planning import PlanningRules

LIBRARY_FRAMEWORK = "jee-3"


def load_material(language: str = SOURCE_LANGUAGE) -> Material:
    """Load our action library in a language, the crosswalks to it and the planning rules."""
    return Material(load_library(language), load_crosswalk(), load_rules())


@cache
def load_library(language: str = SOURCE_LANGUAGE) -> ActionLibrary:
    """Load our action library: every area in the order of JEE 3, the overlay actions in their places.

    Raises:
        UnknownLanguage: there are no translations into the language.
    """
    translate = translator(language)
    framework = load_framework(LIBRARY_FRAMEWORK)
    contents = {content["area"]: content for content in (read_yaml(source).value for source in area_sources())}
    steps: list[Step] = []
    actions: list[Action] = []
    for area in framework.areas:
        if area.id in contents:
            area_steps, area_actions = parse_area(contents[area.id])
            steps += area_steps
            actions += area_actions
    for source in hazard_sources():
        actions += parse_overlay(read_yaml(source).value)
    return ActionLibrary(
        name="OpenNAPHS action library",
        version=__version__,
        licence="CC BY 4.0",
        actions=tuple(_translated(action, translate) for action in sorted(actions, key=_order(framework))),
        steps=tuple(replace(step, aim=translate(step.aim)) for step in steps),
        framework=framework.id,
        area_of={indicator.id: indicator.area for indicator in framework.indicators},
        area_titles={area.id: translate(area.title) for area in framework.areas},
    )


def _translated(action: Action, translate: Translate) -> Action:
    """Give the action with everything a person reads in another language; codes and words of the model stay."""
    priority = action.priority
    return replace(
        action,
        text=translate(action.text),
        evidence=None if action.evidence is None else translate(action.evidence),
        other_sector=None if action.other_sector is None else translate(action.other_sector),
        no_cost_because=None if action.no_cost_because is None else translate(action.no_cost_because),
        priority=None if priority is None else replace(priority, reason=translate(priority.reason)),
    )


def _order(framework: Framework) -> Callable[[Action], tuple[int, int, bool, str]]:
    """Give a sort key: by indicator, then level, an overlay after the common actions, then by id."""
    position = {indicator.id: number for number, indicator in enumerate(framework.indicators)}
    return lambda action: (position[action.target], action.level or 0, bool(action.hazards), action.id)


def load_rules() -> PlanningRules:
    """Load the thresholds a draft is held against."""
    content = read_yaml(files("opennaphs.catalogue") / "planning-rules.yaml").value
    thresholds = {kind: tuple(counts) for kind, counts in content["pile_up"]["thresholds"].items()}
    return PlanningRules(content["one_year_actions_per_area"]["value"], thresholds)
