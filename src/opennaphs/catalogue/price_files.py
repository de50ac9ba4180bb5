"""The default unit costs: a CSV that a country replaces with its own price list."""

from decimal import Decimal

from opennaphs.catalogue.csv_files import read_rows
from opennaphs.domain.library import Builder
from opennaphs.domain.money import Money
from opennaphs.domain.prices import PriceList, UnitCost


def read_default_prices() -> PriceList:
    """Read the default price list shipped with the catalogue (US dollars of 2024)."""
    return PriceList("OpenNAPHS default prices", tuple(_unit_cost(row) for row in read_rows("prices", "default.csv")))


def _unit_cost(row: dict[str, str]) -> UnitCost:
    low, likely, high = (
        Money(Decimal(row[name]), row["currency"], int(row["price_year"])) for name in ("low", "likely", "high")
    )
    return UnitCost(
        row["id"], Builder(row["builder"]), row["title"], row["unit"], low, likely, high, row["confidence"], row["how"]
    )
