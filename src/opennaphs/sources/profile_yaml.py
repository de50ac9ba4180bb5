"""Country profiles: a small YAML file with the counts that costs are multiplied by, each with year and source."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.yaml_files import YamlFile
from opennaphs.domain.errors import InputRefused, Problem
from opennaphs.domain.library import Driver
from opennaphs.domain.profiles import Count, CountryProfile
from opennaphs.sources.files import load_bytes
from opennaphs.sources.people_yaml import read_people_yaml


def load_profile(path: Path) -> CountryProfile:
    """Read a country profile.

    Raises:
        InputRefused: the file is no such profile; each fault with its line and remedy.
    """
    return parse_profile(load_bytes(path), path.name)


def parse_profile(content: bytes, name: str) -> CountryProfile:
    """Read a country profile from its content; see :func:`load_profile`."""
    file = read_people_yaml(content, name, "profile.schema.json")
    return CountryProfile(_country(file), {Driver(name): _count(entry) for name, entry in file.value["counts"].items()})


def _country(file: YamlFile) -> str:
    try:
        return find_country(file.value["country"])
    except UnknownCountry as error:
        raise InputRefused((Problem(file.place("country"), str(error), ""),)) from None


def _count(entry: dict[str, Any]) -> Count:
    return Count(Decimal(str(entry["value"])), entry.get("year"), entry["source"])
