"""The conventions of cost scenarios: what each includes, and which activities other plans usually carry."""

from functools import cache
from importlib.resources import files
from typing import Any

from opennaphs.catalogue.yaml_files import read_yaml
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.scenarios import EmbeddedPlan, Inclusion


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(files("opennaphs.catalogue") / "cost-scenarios.yaml").value
    return content


def load_inclusions() -> dict[str, Inclusion]:
    """Load what the scenarios minimum, standard and full include, the smallest first."""
    return {
        name: Inclusion(name, entry["title"], entry["ihr_obligation"], tuple(entry["impact"]))
        for name, entry in _content()["inclusion"].items()
    }


def load_embedded_plan(name: str) -> EmbeddedPlan:
    """Load one plan that usually carries some activities.

    Raises:
        NaphsError: there is no such plan; the message lists those there are.
    """
    known = _content()["embedded_plans"]
    if name not in known:
        message = f"There is no embedded plan “{name}”. Known are: {', '.join(known)}."
        raise NaphsError(message)
    entry = known[name]
    return EmbeddedPlan(name, entry["title"], tuple(entry["areas"]), tuple(entry["groups"]), tuple(entry["unit_costs"]))
