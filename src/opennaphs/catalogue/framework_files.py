"""The editions of JEE and SPAR: YAML to :class:`Framework`."""

from functools import cache
from importlib.resources import files
from typing import Any

from opennaphs.catalogue.yaml_files import read_yaml
from opennaphs.domain.frameworks import Area, Framework, Indicator, Pillar, Scale, UnknownCode

_FOLDER = files("opennaphs.catalogue") / "frameworks"


@cache
def load_frameworks() -> dict[str, Framework]:
    """Load every edition the catalogue knows, under its id (``jee-1`` … ``spar-2``)."""
    sources = sorted(_FOLDER.iterdir(), key=lambda entry: entry.name)
    editions = [_framework(read_yaml(source).value) for source in sources]
    return {edition.id: edition for edition in editions}


def load_framework(framework_id: str) -> Framework:
    """Load one edition.

    Raises:
        UnknownCode: there is no such edition; the message lists those there are.
    """
    known = load_frameworks()
    if framework_id not in known:
        message = f"“{framework_id}” is no framework edition. Write one of: {', '.join(known)}."
        raise UnknownCode(message)
    return known[framework_id]


def _framework(content: dict[str, Any]) -> Framework:
    edition = content["id"]
    return Framework(
        id=edition,
        title=content["title"],
        short=content["short"],
        year=content["year"],
        scale=Scale(content["scale"]),
        source=content["source"],
        pillars=tuple(Pillar(pillar["code"], pillar["title"]) for pillar in content["pillars"]),
        areas=tuple(_area(edition, area) for area in content["areas"]),
        indicators=tuple(
            _indicator(edition, area["code"], indicator)
            for area in content["areas"]
            for indicator in area["indicators"]
        ),
        level_names=content["level_names"],
    )


def _area(edition: str, area: dict[str, Any]) -> Area:
    return Area(f"{edition}.{area['code']}", area["code"], area["title"], area.get("pillar"))


def _indicator(edition: str, area: str, indicator: dict[str, Any]) -> Indicator:
    code = indicator["code"]
    return Indicator(f"{edition}.{code}", code, indicator["title"], f"{edition}.{area}", indicator.get("meanings", {}))
