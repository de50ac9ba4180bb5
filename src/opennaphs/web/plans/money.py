"""Amounts as readers of a page write them: whole units of currency, with the currency and price year said once."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from opennaphs.domain import written_numbers
from opennaphs.domain.costing import CostBasis
from opennaphs.domain.money import Money
from opennaphs.reports.picture_tables import Table
from opennaphs.web.assessments.wording import page_words


def amount_text(money: Money | None) -> str | None:
    """Write an amount without its currency, in whole units; ``None`` when it is not known."""
    if money is None:
        return None
    return written_numbers.number_text(money.amount.quantize(Decimal(1), ROUND_HALF_UP), page_words())


def money_text(money: Money) -> str:
    """Write an amount with its currency."""
    return written_numbers.money_text(money, page_words())


def unit_text(basis: CostBasis) -> str:
    """Say what amounts are in."""
    return _("{currency} at the prices of {year}").format(currency=basis.currency, year=basis.price_year)


def money_columns(table: Table) -> dict[str, Any]:
    """Give a table of money beside a picture as the component “figure” wants it; its first column are headings."""
    return {
        "columns": [{"label": label, "numeric": place > 0} for place, label in enumerate(table.headings)],
        "rows": [[_cell(cell, heading=place == 0) for place, cell in enumerate(row)] for row in table.rows],
    }


def _cell(cell: Any, *, heading: bool) -> dict[str, Any]:
    text = amount_text(cell) if isinstance(cell, Money) else None if cell is None else str(cell)
    return {"text": text, "numeric": not heading, "heading": heading}
