"""One way in: everything a plan is drafted from, ours or a country's own."""

from collections.abc import Callable
from importlib.resources import files

from opennaphs import __version__
from opennaphs.catalogue.crosswalk_files import load_crosswalk
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.library_files import area_sources, hazard_sources, parse_area, parse_overlay
from opennaphs.catalogue.yaml_files import read_yaml
from opennaphs.domain.drafting import Material
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.library import Action, ActionLibrary, Step
from opennaphs.domain.planning import PlanningRules

LIBRARY_FRAMEWORK = "jee-3"


def load_material() -> Material:
    """Load our action library, the crosswalks to it and the planning rules."""
    return Material(load_library(), load_crosswalk(), load_rules())


def load_library() -> ActionLibrary:
    """Load our action library: every area in the order of JEE 3, then the hazard overlays."""
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
        actions=tuple(sorted(actions, key=_order(framework))),
        steps=tuple(steps),
        framework=framework.id,
        area_of={indicator.id: indicator.area for indicator in framework.indicators},
        area_titles={area.id: area.title for area in framework.areas},
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
