"""A hand-filled planning matrix as a plan: every row becomes an activity with its own words, and nothing is made up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from opennaphs.domain.costing import ActivityCost, CostBasis, CostLine, CostState, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Action, Builder, CostTemplate, Driver, EconomicType
from opennaphs.domain.matrix_rows import NO_YEARS, MatrixArea, MatrixRow
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Evidence, Plan
from opennaphs.domain.profiles import CountryProfile

LIBRARY = "imported planning matrix"
NO_ESTIMATE = "the matrix gives no estimate"
NO_FREQUENCY = "the matrix gives no frequency in any year"
ZERO = "the matrix says 0"
_KEPT = ("objective", "description", "assumptions", "responsible", "scale", "comments", "comments_2", "related",
         "existing_budget", "budget_source", "category_1", "category_2", "indicator", "unique_id")  # fmt: skip
_BUILDERS = {
    "meeting": Builder.MEETING,
    "training": Builder.MEETING,
    "workshop": Builder.MEETING,
    "field visits": Builder.FIELD_VISIT,
    "consultancy": Builder.CONSULTANT,
    "human resources": Builder.STAFF,
    "procurement": Builder.PROCUREMENT,
    "construction": Builder.CONSTRUCTION,
    "communications": Builder.MEDIA,
    "social mobilisation": Builder.MEDIA,
    "printing": Builder.PRINTING,
    "simulation exercise": Builder.EXERCISE,
    "infrastructure": Builder.SOFTWARE,
}
_TYPES = {"capital": EconomicType.CAPITAL, "recurrent": EconomicType.RECURRENT}


@dataclass(frozen=True)
class ImportBasis:
    """What a matrix does not say about itself and somebody must: country, first year, money, area ids."""

    country: str
    country_name: str
    first_year: int
    currency: str
    price_year: int
    area_ids: Mapping[str, str]


def plan_from_matrix(areas: Iterable[MatrixArea], basis: ImportBasis) -> Plan:
    """Turn a matrix into a plan document.

    A row with an estimate and frequencies is costed year by year; an estimate of 0 costs nothing extra; no estimate is
    not costed; an estimate without any frequency is a lump sum and stays one: not costed by year, its amount named.

    Raises:
        NaphsError: sheets in different currencies or price years.
    """
    areas = tuple(areas)
    _check_money(areas, basis)
    years = _years(areas)
    activities = tuple(
        _activity(row, number, area, basis, years) for area in areas for number, row in enumerate(area.rows, start=1)
    )
    return Plan(
        country=basis.country,
        country_name=basis.country_name,
        title="",
        term=Term.ONE_YEAR if years == 1 else Term.FIVE_YEARS,
        first_year=basis.first_year,
        language="en",
        evidence=Evidence(None, None, None, LIBRARY, "as given", None),
        hazards=(),
        areas=(),
        area_titles={basis.area_ids.get(area.sheet, area.sheet): area.title or area.sheet for area in areas},
        goals=(),
        gaps=(),
        activities=activities,
        notices=(),
        cost_basis=CostBasis(LIBRARY, basis.currency, basis.price_year, CountryProfile(basis.country, {})),
    )


def _check_money(areas: Iterable[MatrixArea], basis: ImportBasis) -> None:
    for area in areas:
        said = (area.currency or basis.currency, area.price_year or basis.price_year)
        if said != (basis.currency, basis.price_year):
            message = (
                f"Sheet “{area.sheet}” is in {said[0]} of {said[1]}, the import in {basis.currency} of "
                f"{basis.price_year}. Bring all sheets to one currency and price year first."
            )
            raise NaphsError(message)


def _years(areas: Iterable[MatrixArea]) -> int:
    """Give the number of plan years: one when no row says anything of a second year."""
    later = any(
        value is not None for area in areas for row in area.rows for value in (*row.frequency[1:], *row.cost[1:])
    )
    return 5 if later else 1


def _activity(row: MatrixRow, number: int, area: MatrixArea, basis: ImportBasis, years: int) -> Activity:
    area_id = basis.area_ids.get(area.sheet, area.sheet)
    activity_id = row.unique_id or f"{area_id.rpartition('.')[2]}-{number:03d}"
    action = Action(
        id=f"imported.{area.sheet}.{number:03d}",
        target=row.indicator or area_id,
        level=None,
        text=row.strategic_action or row.description or row.objective or "-",
    )
    due_years = [year for year in range(years) if row.frequency[year]]
    first_year = basis.first_year + (due_years[0] if due_years else 0)
    cost = _cost(row, basis, years)
    return Activity(activity_id, area_id, action, first_year, row.responsible or None, cost, _notes(row))


def _notes(row: MatrixRow) -> dict[str, str]:
    """Keep the words of the row as they were written, empty ones too, so that the matrix can be written again."""
    known = {field.name for field in fields(row)}
    return {name: getattr(row, name) for name in _KEPT if name in known}


def _cost(row: MatrixRow, basis: ImportBasis, years: int) -> ActivityCost:
    if row.estimate is None:
        return ActivityCost(CostState.NOT_COSTED, NO_ESTIMATE + _written(row, basis))
    price = Money(row.estimate, basis.currency, basis.price_year)
    if row.frequency == NO_YEARS and any(row.cost):
        return ActivityCost(CostState.NOT_COSTED, NO_FREQUENCY + _written(row, basis))
    if row.is_lump_sum or row.frequency == NO_YEARS:
        return ActivityCost(CostState.NOT_COSTED, f"a lump sum of {price}: nobody has said in which years it falls")
    if not row.estimate:
        return ActivityCost(CostState.NO_EXTRA_COST, ZERO)
    return ActivityCost(CostState.COSTED, None, (_line(row, price, years),))


def _written(row: MatrixRow, basis: ImportBasis) -> str:
    """Name the costs written for years that nothing explains: they are not counted, and must not be lost."""
    found = [
        f"{Money(cost, basis.currency, basis.price_year)} in {basis.first_year + year}"
        for year, cost in enumerate(row.cost)
        if cost
    ]
    return f"; it writes {', '.join(found)}, which is not counted" if found else ""


def _line(row: MatrixRow, price: Money, years: int) -> CostLine:
    economic_type = _TYPES.get(row.category_2.casefold(), EconomicType.ONE_OFF)
    template = CostTemplate("imported", {"estimates": Decimal(1)}, Driver.NATION, Decimal(1), Decimal(1), economic_type)
    schedule = tuple(row.frequency[year] or Decimal(0) for year in range(years))
    builder = _BUILDERS.get(row.category_1.casefold(), Builder.SERVICE_CONTRACT)
    title = row.assumptions or row.strategic_action or "estimate of the matrix"
    return due(CostLine(template, title, builder, "estimate", Decimal(1), price, (), schedule), 0, years)
