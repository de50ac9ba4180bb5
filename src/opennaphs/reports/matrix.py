"""A plan as rows of the WHO planning matrix: 27 columns, one sheet an area, cost of a year = estimate x frequency.

The matrix knows one estimate and one frequency a year in each row. An activity with, say, a purchase and a yearly
cost therefore takes two rows (``D1-003`` and ``D1-003.2``), one for each economic type, so that the formula of the
matrix gives the exact amount of every year.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from decimal import Decimal

from opennaphs.domain.costing import CostLine, CostState, yearly_amount
from opennaphs.domain.library import Action, ActionType, AdministrativeLevel, Builder, EconomicType, Sector
from opennaphs.domain.matrix_rows import MATRIX_YEARS, NO_YEARS, MatrixRow
from opennaphs.domain.planning import Activity, Plan

Translate = Callable[[str], str]

SCALES = {
    AdministrativeLevel.NATIONAL: "National",
    AdministrativeLevel.REGION: "SNU1 (provincial/regional/state)",
    AdministrativeLevel.DISTRICT: "SNU2 (district/county)",
}
CATEGORIES = {
    Builder.MEETING: "Meeting",
    Builder.FIELD_VISIT: "Field visits",
    Builder.CONSULTANT: "Consultancy",
    Builder.STAFF: "Human Resources",
    Builder.PROCUREMENT: "Procurement",
    Builder.CONSTRUCTION: "Construction",
    Builder.MEDIA: "Communications",
    Builder.PRINTING: "Printing",
    Builder.EXERCISE: "Simulation exercise",
    Builder.SOFTWARE: "Infrastructure",
    Builder.SERVICE_CONTRACT: "Service delivery",
}
TRAINING, OTHER_SCALE = "Training", "Other unit"
ECONOMIC = {EconomicType.CAPITAL: "Capital", EconomicType.RECURRENT: "Recurrent", EconomicType.ONE_OFF: "Other"}


def rows_of_area(plan: Plan, area: str, titles: Mapping[str, str], translate: Translate = str) -> tuple[MatrixRow, ...]:
    """Give the rows of one area of a plan, in the order of its activities; ``titles`` names the indicators."""
    return tuple(
        row for activity in plan.activities if activity.area == area for row in _rows(plan, activity, titles, translate)
    )


def _rows(plan: Plan, activity: Activity, titles: Mapping[str, str], translate: Translate) -> Iterable[MatrixRow]:
    parts: dict[tuple[EconomicType, tuple[Decimal, ...] | None], list[CostLine]] = {}
    for line in activity.cost.lines:
        parts.setdefault((line.template.economic_type, line.schedule), []).append(line)
    for number, lines in enumerate(parts.values() or [[]], start=1):
        row = _row(plan, activity, tuple(lines), titles, translate)
        yield row if number == 1 else replace(row, unique_id=f"{activity.id}.{number}")


def _row(
    plan: Plan, activity: Activity, lines: tuple[CostLine, ...], titles: Mapping[str, str], translate: Translate
) -> MatrixRow:
    """Give one row; what a hand-filled matrix said of the activity in its own words (its notes) goes before ours."""
    action = activity.action
    row = MatrixRow(
        unique_id=activity.id,
        indicator=action.target,
        objective=_objective(action, titles, translate),
        strategic_action=translate(action.text),
        description=translate(action.evidence) if action.evidence else "",
        assumptions="; ".join(_assumption(line, translate) for line in lines),
        responsible=activity.owner or _sectors(action.lead, action.supporting, translate),
        scale=translate(_scale(action)),
        comments=_cost_comment(activity, translate),
        comments_2=translate("Needs: {ids}").format(ids=", ".join(action.needs)) if action.needs else "",
        estimate=_estimate(activity, lines),
        frequency=_frequency(plan, activity, lines),
        category_1=translate(_category(action, lines)),
        category_2=translate(ECONOMIC[lines[0].template.economic_type]) if lines else "",
    )
    return _with_notes(row, activity.notes)


def _with_notes(row: MatrixRow, notes: Mapping[str, str]) -> MatrixRow:
    """Put notes into the columns they are named after; those no column is named after join the second comments."""
    columns = {field.name for field in fields(MatrixRow)}
    own = {name: text for name, text in notes.items() if name in columns}
    others = [f"{name}: {text}" for name, text in notes.items() if name not in columns and text]
    row = replace(row, **own)  # type: ignore[arg-type]  # these columns hold texts
    return replace(row, comments_2="; ".join(filter(None, (row.comments_2, *others))))


def _objective(action: Action, titles: Mapping[str, str], translate: Translate) -> str:
    title = translate(titles.get(action.target, ""))
    if action.level is None:
        return title
    return f"{title}: " * bool(title) + translate("to level {level}").format(level=action.level)


def _assumption(line: CostLine, translate: Translate) -> str:
    """Say a line in words: what, how many of what, in how many places, how often, at which price."""
    factors = [f"{value.normalize():f} {translate(name)}" for name, value in line.template.quantities.items()]
    factors.append(f"{(line.template.share * line.count).normalize():f} {translate(line.template.per)}")
    if line.template.times_a_year != 1:
        factors.append(translate("{count} times a year").format(count=f"{line.template.times_a_year.normalize():f}"))
    price = f"{line.unit_price.currency} {line.unit_price.amount.normalize():f}"
    return f"{translate(line.title)}: {' × '.join(factors)} × {price}"


def _sectors(lead: Sector | None, supporting: Iterable[Sector], translate: Translate) -> str:
    if lead is None:
        return ""
    others = ", ".join(translate(sector) for sector in supporting)
    return translate(lead).capitalize() + (f" ({translate('with')} {others})" if others else "")


def _scale(action: Action) -> str:
    if action.administrative_level is None:
        return ""
    return SCALES.get(action.administrative_level, OTHER_SCALE)


def _cost_comment(activity: Activity, translate: Translate) -> str:
    cost = activity.cost
    if cost.state is CostState.COSTED or cost.reason is None:
        return ""
    return f"{translate(str(cost.state)).capitalize()}: {translate(cost.reason)}"


def _estimate(activity: Activity, lines: tuple[CostLine, ...]) -> Decimal | None:
    """Give the estimate of a row: 0 when it is known to cost nothing extra, ``None`` when nothing is known here."""
    if activity.cost.state in {CostState.NOT_COSTED, CostState.EMBEDDED}:
        return None
    return sum((yearly_amount(line).amount for line in lines), Decimal(0))


def _frequency(plan: Plan, activity: Activity, lines: tuple[CostLine, ...]) -> tuple[Decimal | None, ...]:
    """Say for each of the five years of the matrix how often the row is due; years after the plan stay empty."""
    if activity.cost.state in {CostState.NOT_COSTED, CostState.EMBEDDED} and activity.notes:
        return NO_YEARS
    start = activity.first_year - plan.first_year
    recurrent = bool(lines) and lines[0].template.economic_type is EconomicType.RECURRENT
    within = [Decimal(int(year == start or (recurrent and year > start))) for year in range(plan.term.years)]
    if lines and lines[0].schedule is not None:
        within = list(lines[0].schedule)
    return (*within, *[None] * (MATRIX_YEARS - plan.term.years))


def _category(action: Action, lines: tuple[CostLine, ...]) -> str:
    """Give the cost category with the most money in the row; a training meeting is called a training."""
    if not lines:
        return ""
    money: Counter[Builder] = Counter()
    for line in lines:
        money[line.builder] += yearly_amount(line).amount  # type: ignore[assignment]
    builder = max(money, key=lambda kind: money[kind])
    if builder is Builder.MEETING and ActionType.TRAINING in action.types:
        return TRAINING
    return CATEGORIES[builder]
