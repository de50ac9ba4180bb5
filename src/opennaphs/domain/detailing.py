"""Detailing a plan: replacing menu lines by worked-out ones, or adding lines, activity by activity."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from opennaphs.domain.builders import Detail, kind_of, occurrence_cost
from opennaphs.domain.costing import NO_PROFILE, NO_TEMPLATE, ActivityCost, CostBasis, CostLine, CostState, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder, CostTemplate, Driver, EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan


@dataclass(frozen=True)
class DetailedLine:
    """What somebody has worked out for one activity.

    Attributes:
        activity: number of the activity in the plan (``D1-003``).
        title: what the line pays for.
        detail: the filled builder: the cost of one occurrence in the currency and price year of the plan.
        per, share, times_a_year: places and frequency around it.
        economic_type: one-off, capital or recurrent.
        replaces: unit cost id of the menu line it replaces; ``None`` adds a line.
        schedule: times it is due in each plan year, instead of the rule of its economic type.
        useful_life: years after which a capital line is bought again; ``None`` means never within the plan.
        maintenance: yearly maintenance of a capital line as a share of its price.
    """

    activity: str
    title: str
    detail: Detail
    per: Driver
    share: Decimal
    times_a_year: Decimal
    economic_type: EconomicType
    replaces: str | None = None
    schedule: tuple[Decimal, ...] | None = None
    useful_life: int | None = None
    maintenance: Decimal | None = None


def detail_plan(plan: Plan, lines: Iterable[DetailedLine]) -> Plan:
    """Put detailed lines into a costed plan.

    Raises:
        NaphsError: the plan is not costed, an activity or menu line does not exist, a schedule has the wrong length,
            useful life or maintenance stands on a line that is no capital; the message names the line.
    """
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs to refine. Draft or cost it with a country profile first.")
    by_activity: dict[str, list[DetailedLine]] = {}
    for line in lines:
        by_activity.setdefault(line.activity, []).append(line)
    unknown = by_activity.keys() - {activity.id for activity in plan.activities}
    if unknown:
        message = f"The plan has no activity {', '.join(sorted(unknown))}."
        raise NaphsError(message)
    basis = plan.cost_basis
    return replace(
        plan,
        activities=tuple(
            _detailed(plan, basis, activity, by_activity[activity.id]) if activity.id in by_activity else activity
            for activity in plan.activities
        ),
    )


def has_own_costs(activity: Activity) -> bool:
    """Whether somebody has said what an activity costs: costing it again from the library would lose that."""
    cost = activity.cost
    worked_out = any(line.detail is not None or line.replaces is not None for line in cost.lines)
    imported = activity.action.costs is None and (cost.lines or cost.reason not in (NO_PROFILE, NO_TEMPLATE))
    return worked_out or bool(imported) or cost.state is CostState.EMBEDDED


def _detailed(plan: Plan, basis: CostBasis, activity: Activity, details: list[DetailedLine]) -> Activity:
    lines = list(activity.cost.lines)
    for detail in details:
        menu = _take_out(lines, detail)
        line = _line(plan, basis, activity, detail)
        lines.append(replace(line, replaces=menu))
        if detail.maintenance is not None:
            lines.append(_maintenance(plan, activity, line, detail.maintenance))
    return replace(activity, cost=ActivityCost(CostState.COSTED, None, tuple(lines)))


def _take_out(lines: list[CostLine], detail: DetailedLine) -> CostLine | None:
    """Remove and give the menu line a detail replaces."""
    if detail.replaces is None:
        return None
    for number, line in enumerate(lines):
        if line.detail is None and line.template.unit_cost == detail.replaces:
            return lines.pop(number)
    message = f"{detail.activity} “{detail.title}”: the activity has no menu line “{detail.replaces}” to replace."
    raise NaphsError(message)


def _line(plan: Plan, basis: CostBasis, activity: Activity, detail: DetailedLine) -> CostLine:
    _check(plan, detail)
    price = Money(occurrence_cost(detail.detail), basis.currency, basis.price_year).rounded()
    template = CostTemplate(
        detail.replaces or f"own {kind_of(detail.detail)}",
        {"occurrences": Decimal(1)},
        detail.per,
        detail.share,
        detail.times_a_year,
        detail.economic_type,
    )
    count = basis.profile.number_of(detail.per)
    starts_in = activity.first_year - plan.first_year
    line = CostLine(
        template,
        detail.title,
        detail.detail.builder,
        "occurrence",
        count,
        price,
        (),
        detail.schedule or _replacements(detail, starts_in, plan.term.years),
        detail.detail,
    )
    return due(line, starts_in, plan.term.years)


def _check(plan: Plan, detail: DetailedLine) -> None:
    name = f"{detail.activity} “{detail.title}”"
    capital = detail.economic_type is EconomicType.CAPITAL
    if detail.schedule is not None and len(detail.schedule) != plan.term.years:
        message = f"{name}: the schedule has {len(detail.schedule)} years, the plan has {plan.term.years}."
        raise NaphsError(message)
    if not capital and (detail.useful_life is not None or detail.maintenance is not None):
        message = f"{name}: only a capital line has a useful life and maintenance. Make it capital or remove them."
        raise NaphsError(message)


def _replacements(detail: DetailedLine, starts_in: int, years: int) -> tuple[Decimal, ...] | None:
    """Give the years in which a capital good is bought again at the end of its useful life."""
    if detail.useful_life is None:
        return None
    life = detail.useful_life
    return tuple(Decimal(int(year >= starts_in and (year - starts_in) % life == 0)) for year in range(years))


def _maintenance(plan: Plan, activity: Activity, line: CostLine, rate: Decimal) -> CostLine:
    """Give the yearly maintenance of a capital line: from the year after it is bought."""
    starts_in = activity.first_year - plan.first_year
    schedule = tuple(Decimal(int(year > starts_in)) for year in range(plan.term.years))
    template = replace(line.template, economic_type=EconomicType.RECURRENT)
    upkeep = replace(
        line,
        template=template,
        builder=Builder.SERVICE_CONTRACT,
        unit="year",
        unit_price=line.unit_price.times(rate).rounded(),
        schedule=schedule,
        detail=None,
        replaces=None,
    )
    return due(upkeep, starts_in, plan.term.years)
