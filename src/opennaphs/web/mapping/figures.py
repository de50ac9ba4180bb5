"""What the pages of a resource mapping show: the position looked at, the words for it, tables of money."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.gaps import FundingCut
from opennaphs.domain.funding.positions import FundingPosition, narrowed
from opennaphs.domain.money import Money
from opennaphs.reports.mapping_heat import MappingNames
from opennaphs.reports.picture_tables import Table
from opennaphs.store.models import PlanRecord
from opennaphs.web.funding.figures import standing_of
from opennaphs.web.funding.looking import Looking, looking
from opennaphs.web.funding.words import labels_for
from opennaphs.web.plans.money import amount_text


@dataclass(frozen=True)
class Mapped:
    """What is looked at of a plan, and where it stands there; ``position`` is ``None`` while the plan is not costed."""

    plan: PlanRecord
    look: Looking
    position: FundingPosition | None


class _Names:
    """Words by id, as asked for."""

    def __init__(self, plan: PlanRecord) -> None:
        self.label = labels_for(plan)

    def of(self, position: FundingPosition) -> MappingNames:
        """Give the words for everything a position names."""
        areas = {cell.area for cell in position.cells}
        regions = {cell.region for cell in position.cells}
        return MappingNames(
            {one: self.label(FundingCut.AREA, one) for one in areas},
            {one: self.label(FundingCut.SOURCE, one) for one in position.sources},
            {one: self.label(FundingCut.REGION, one) for one in regions},
        )


def position_of(plan: PlanRecord, rule: CountingRule) -> FundingPosition | None:
    """Give where a plan stands with its money under a counting rule; ``None`` while it is not costed."""
    standing = standing_of(plan, rule)
    return None if standing is None else standing.position


def mapped(plan: PlanRecord, asked: QueryDict) -> Mapped:
    """Give what an address asks to look at."""
    look = looking(asked, plan)
    whole = position_of(plan, look.rule)
    return Mapped(plan, look, None if whole is None else narrowed(whole, look.narrowing))


def names_of(plan: PlanRecord, position: FundingPosition) -> MappingNames:
    """Give the words for the areas, sources and regions of a position in the language of the page."""
    return _Names(plan).of(position)


def unit_of(position: FundingPosition) -> str:
    """Say what amounts are in."""
    return _("{currency} at the prices of {year}").format(currency=position.currency, year=position.price_year)


def shown_table(table: Table, headings: int = 1) -> dict[str, Any]:
    """Give a table of money as the component “figure” wants it; its first columns are words."""
    return {
        "columns": [{"label": label, "numeric": place >= headings} for place, label in enumerate(table.headings)],
        "rows": [[_cell(cell, place, headings) for place, cell in enumerate(row)] for row in table.rows],
    }


def _cell(cell: Any, place: int, headings: int) -> dict[str, Any]:
    text = amount_text(cell) if isinstance(cell, Money) else None if cell is None else str(cell)
    return {"text": text, "numeric": place >= headings, "heading": place == 0}


def csv_of(table: Table, position: FundingPosition) -> tuple[list[object], list[list[object]]]:
    """Give headings and rows of a table for a file: amounts to the cent, what they are in beside them."""
    about: list[object] = [position.currency, position.price_year]
    rows = [[f"{one.rounded().amount:f}" if isinstance(one, Money) else one for one in row] for row in table.rows]
    return [*table.headings, _("currency"), _("price year")], [[*row, *about] for row in rows]
