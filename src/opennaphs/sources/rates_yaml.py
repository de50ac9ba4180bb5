"""Exchange rates and inflators: a small YAML file, each with its date and source."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from opennaphs.domain.errors import InputRefused, NaphsError, Problem
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates, check_rates
from opennaphs.sources.people_yaml import load_yaml


def load_rates(path: Path) -> Rates:
    """Read exchange rates and inflators.

    Raises:
        InputRefused: the file is no such table, or has two rates for one pair; each fault with its line.
    """
    file = load_yaml(path, "rates.schema.json")
    rates = Rates(
        tuple(_rate(entry) for entry in file.value.get("exchange", ())),
        tuple(_inflator(entry) for entry in file.value.get("inflators", ())),
    )
    try:
        check_rates(rates.exchange)
    except NaphsError as error:
        raise InputRefused((Problem(file.place("exchange"), str(error), ""),)) from None
    return rates


def _rate(entry: dict[str, Any]) -> ExchangeRate:
    return ExchangeRate(entry["base"], entry["quote"], Decimal(str(entry["rate"])), entry["date"], entry["source"])


def _inflator(entry: dict[str, Any]) -> Inflator:
    factor = Decimal(str(entry["factor"]))
    return Inflator(entry["currency"], entry["from_year"], entry["to_year"], factor, entry["source"])
