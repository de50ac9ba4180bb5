"""Tables of prices and their effects on the terminal."""

from collections.abc import Iterable
from decimal import Decimal

from rich.table import Table
from rich.text import Text

from opennaphs.domain.money import Money
from opennaphs.domain.price_effects import Effect, percent_change
from opennaphs.domain.prices import UnitCost


def effect_table(heading: str, effects: Iterable[Effect], title: str) -> Table:
    """Give before, after and change of areas or items, in the money of the plan."""
    table = Table(heading, "before", "after", "change", "%", title=Text(title))
    _right(table, 1)
    for one in effects:
        change = f"{one.change.amount:+,.2f}"
        _add(table, one.title, _figure(one.before), _figure(one.after), change, _percent(one.percent))
    return table


def price_table(changed: Iterable[tuple[UnitCost, UnitCost]]) -> Table:
    """Give the likely price of each changed item, old and new; without per cent where the money differs."""
    table = Table("item", "unit", "before", "after", "%", title="Changed prices")
    _right(table, 2)
    for old, new in changed:
        unit = new.unit if old.unit == new.unit else f"{old.unit} → {new.unit}"
        same = (old.likely.currency, old.likely.price_year) == (new.likely.currency, new.likely.price_year)
        share = percent_change(old.likely, new.likely) if same else None
        _add(table, new.title, unit, _price(old.likely), _price(new.likely), _percent(share))
    return table


def _right(table: Table, first: int) -> None:
    for column in table.columns[first:]:
        column.justify = "right"


def _add(table: Table, *cells: str) -> None:
    """Add a row as plain text: titles come from files and are no markup."""
    table.add_row(*(Text(cell) for cell in cells))


def _figure(money: Money) -> str:
    return f"{money.rounded().amount:,.2f}"


def _price(money: Money) -> str:
    """Show a price with all its decimals: a test may cost less than a cent."""
    return f"{money.amount:,f}"


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{share:+}"
