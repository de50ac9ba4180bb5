"""Country profiles: a small YAML file with the counts that costs are multiplied by, each with year and source."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, find_country
from opennaphs.catalogue.yaml_files import YamlFile, read_yaml, schema_problems
from opennaphs.domain.errors import InputRefused, Place, Problem
from opennaphs.domain.library import Driver
from opennaphs.domain.profiles import Count, CountryProfile
from opennaphs.sources.files import load_bytes


def load_profile(path: Path) -> CountryProfile:
    """Read a country profile.

    Raises:
        InputRefused: the file is no such profile; each fault with its line and remedy.
    """
    load_bytes(path)
    try:
        file = read_yaml(path)
    except UnicodeDecodeError:
        raise InputRefused.because(Place(path.name), "The text is not written in UTF-8.", "Save it as UTF-8.") from None
    problems = schema_problems(file, "profile.schema.json")
    if problems:
        raise InputRefused(tuple(problems))
    return CountryProfile(_country(file), {Driver(name): _count(entry) for name, entry in file.value["counts"].items()})


def _country(file: YamlFile) -> str:
    try:
        return find_country(file.value["country"])
    except UnknownCountry as error:
        raise InputRefused((Problem(file.place("country"), str(error), ""),)) from None


def _count(entry: dict[str, Any]) -> Count:
    return Count(Decimal(str(entry["value"])), entry.get("year"), entry["source"])
