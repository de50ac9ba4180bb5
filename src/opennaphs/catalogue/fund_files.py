"""What a pandemic fund asks proposals to be about, and which technical areas answer it."""

from functools import cache
from importlib.resources import files
from typing import Any

from opennaphs.catalogue.yaml_files import read_yaml
from opennaphs.domain.funding.proposals import FundPriority


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(files("opennaphs.catalogue") / "fund-priorities.yaml").value
    return content


def load_fund_priorities() -> tuple[FundPriority, ...]:
    """Load the priorities of the fund, in the order of its call."""
    return tuple(
        FundPriority(name, entry["title"], tuple(entry["areas"])) for name, entry in _content()["priorities"].items()
    )


def priorities_source() -> str:
    """Give where the priorities are from, to be cited beside them."""
    return str(_content()["source"])
