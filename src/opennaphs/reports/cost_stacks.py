"""What each area costs in each year: a bar for each area, stacked by year. What nobody has costed is hatched."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.costing import CostBasis, CostState
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import Translate, area_label, unit_of
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, fitted, rounded_text
from opennaphs.reports.picture_tables import Table, build_table

WIDTH, LABELS, PLOT, TOP, ROW = 760, 300, 330, 74, 22
SHADES = 5
MARKS = 4
MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)


@dataclass(frozen=True)
class AreaCost:
    """The costs of one area by plan year, and how many of its activities are not costed.

    ``by_year`` is ``None`` when none of its activities is costed: that is not zero.
    """

    area: str
    by_year: tuple[Money, ...] | None
    not_costed: int

    @property
    def whole(self) -> Decimal:
        """All years together; an area not costed has no bar."""
        return sum((money.amount for money in self.by_year or ()), Decimal(0))


def area_costs(plan: Plan) -> tuple[AreaCost, ...]:
    """Give every area that has activities, in the order of the plan."""
    areas = dict.fromkeys(activity.area for activity in plan.activities)
    table = cost_table(plan, Cut.AREA)
    known: dict[tuple[str, str], Money] = {}
    if table is not None:
        for area, cells in zip(table.rows, table.cells, strict=True):
            known |= {(area, year): money for year, money in zip(table.columns, cells, strict=True)}
    return tuple(_area_cost(plan, area, known) for area in areas)


def _area_cost(plan: Plan, area: str, known: dict[tuple[str, str], Money]) -> AreaCost:
    states = [activity.cost.state for activity in plan.activities if activity.area == area]
    missing = states.count(CostState.NOT_COSTED)
    if plan.cost_basis is None or missing == len(states):
        return AreaCost(area, None, missing)
    zero = Money.zero(plan.cost_basis.currency, plan.cost_basis.price_year)
    return AreaCost(area, tuple(known.get((area, str(year)), zero) for year in plan.years), missing)


def cost_by_area_and_year_table(plan: Plan, translate: Translate = str) -> Table:
    """Give a row for each area: money of each year (``None`` = not costed) and the number of activities not costed."""
    headings = (translate("area"), *(str(year) for year in plan.years), translate("activities not costed"))
    nothing = (None,) * len(plan.years)
    return build_table(
        headings,
        [
            (area_label(plan, one.area, translate), *(one.by_year or nothing), one.not_costed)
            for one in area_costs(plan)
        ],
    )


def render_cost_by_area_and_year(plan: Plan, translate: Translate = str, *, right_to_left: bool = False) -> bytes:
    """Draw a bar for each area, one shade a year; the sum, and how many activities are not costed, at its end."""
    title = translate("What each area costs, by year")
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    costs = area_costs(plan)
    most = max([Decimal(1), *(one.whole for one in costs)])
    scale, name = _unit(most, plan.cost_basis, translate)
    _draw_key(sheet, plan, translate)
    bottom = TOP + ROW * len(costs)
    _draw_axis(sheet, most / scale, bottom, name)
    for number, one in enumerate(costs):
        y = TOP + number * ROW
        sheet.text(12, y + 15, fitted(area_label(plan, one.area, translate), LABELS - 24), "ink")
        _draw_area(sheet, one, y, (float(most), scale), translate)
    return sheet.render(bottom + 10)


def _unit(largest: Decimal, basis: CostBasis | None, translate: Translate) -> tuple[Decimal, str]:
    """Choose what amounts are counted in, and name it with the price year."""
    if basis is None:
        return Decimal(1), ""
    if largest >= MILLION:
        scale, text = MILLION, translate("million {currency}")
    elif largest >= THOUSAND:
        scale, text = THOUSAND, translate("thousand {currency}")
    else:
        scale, text = Decimal(1), "{currency}"
    return scale, text.format(currency=unit_of(basis, translate))


def _draw_key(sheet: Sheet, plan: Plan, translate: Translate) -> None:
    for number, year in enumerate(plan.years):
        sheet.box(12 + number * 62, 35, 11, 11, f"y{number % SHADES}", 2)
        sheet.text(28 + number * 62, 45, year, "soft s")
    sheet.box(28 + len(plan.years) * 62, 35, 11, 11, HATCHED, 2)
    sheet.text(44 + len(plan.years) * 62, 45, translate("not costed"), "soft s")


def _draw_axis(sheet: Sheet, most: Decimal, bottom: float, name: str) -> None:
    step = _step(most / MARKS)
    value = Decimal(0)
    while value <= most:
        x = LABELS + PLOT * float(value / most)
        sheet.line(x, TOP - 4, x, bottom)
        sheet.text(x, TOP - 8, f"{value.normalize():f}", "soft s", "middle")
        value += step
    sheet.text(WIDTH - 12, 45, fitted(name, 280, SMALL), "soft s", "end")


def _step(least: Decimal) -> Decimal:
    """Give the next of 1, 2, 5, 10 … that is not below a number."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= least)


def _draw_area(sheet: Sheet, one: AreaCost, y: float, measure: tuple[float, Decimal], translate: Translate) -> None:
    most, scale = measure
    x = float(LABELS)
    if one.by_year is None:
        sheet.box(x, y + 4, PLOT / 4, ROW - 9, HATCHED, 2)
        sheet.text(x + PLOT / 4 + 6, y + 15, translate("not costed"), "soft s")
        return
    for number, money in enumerate(one.by_year):
        wide = PLOT * float(money.amount) / most
        if wide:
            sheet.box(x, y + 4, wide, ROW - 9, f"y{number % SHADES}")
        x += wide
    words = rounded_text(Fraction(one.whole / scale), translate, 2)
    if one.not_costed:
        words = translate("{amount} + {count} not costed").format(amount=words, count=one.not_costed)
    sheet.text(x + 6, y + 15, words, "ink s b")
