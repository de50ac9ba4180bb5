"""What to know about the costs of a published plan: findings, each with its plan, area, rows and sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median, mode

from opennaphs.domain.money import Money, total
from opennaphs.domain.published_plans import Basis, LineItem
from opennaphs.domain.reconciliation import Cell, CellState, PlanReconciliation, Reconciliation

FAR_OUT = Decimal("3.5")
LEAST_ACTIVITIES = 20
# below this, half of the activities cost the same to within a percent, and nothing can be told from them
LEAST_SPREAD = Decimal("0.01")
# makes the median absolute deviation of a normal distribution its standard deviation
NORMAL_CONSISTENCY = Decimal("1.4826")


class FindingKind(StrEnum):
    """What a finding is about."""

    DIFFERS = "differs"
    ARITHMETIC = "areas miss the total"
    TOTAL_ROW = "total among the areas"
    NO_ITEMS = "no line items"
    NO_COSTS = "items without cost only"
    NOT_PUBLISHED = "not published"
    NO_RATE = "no rate"
    PRICE_YEARS = "price years differ"
    OTHER_CURRENCY = "other currency or price year"
    WITHOUT_COST = "without cost"
    AT_ZERO = "cost is zero"
    WITHOUT_YEAR = "without year"
    LUMP = "lump over several years"
    YEARS_DISAGREE = "years disagree"
    OUTLIER = "outlier"


@dataclass(frozen=True)
class Finding:
    """One thing to know about a plan.

    ``area`` is ``None`` when it concerns all of the plan; ``rows`` are the ids of the line items concerned.
    """

    kind: FindingKind
    country: str
    area: str | None
    text: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outlier:
    """An activity whose cost lies far from that of the others.

    ``score`` is the robust z of the logarithm of its cost: distance from the median in units of the spread of the
    middle half. ``median`` is the median cost it is compared with.
    """

    items: tuple[LineItem, ...]
    cost: Money
    median: Money
    score: Decimal


def find(reconciliation: Reconciliation) -> tuple[Finding, ...]:
    """Give every finding about every plan: first what concerns areas and totals, then rows, then outliers."""
    everything = tuple(item for plan in reconciliation.plans for item in plan.items)
    far_out: dict[str, list[Outlier]] = {}
    for one in outliers(everything):
        far_out.setdefault(one.items[0].country, []).append(one)
    return tuple(
        finding
        for plan in reconciliation.plans
        for finding in (
            *_about_areas(plan),
            *_about_totals(plan),
            *_about_rows(plan),
            *map(_outlier, far_out.get(plan.country, ())),
        )
    )


# --- areas and totals ---


def _about_areas(plan: PlanReconciliation) -> Iterator[Finding]:
    if not plan.items:
        yield Finding(FindingKind.NO_ITEMS, plan.country, None, "The plan is published without any line item.")
    elif not plan.published:
        text = "No published figures of this plan were given, so its items are only added up."
        yield Finding(FindingKind.NOT_PUBLISHED, plan.country, None, text)
    else:
        for cell in plan.cells:
            if cell.state in _CELL_SENTENCES:
                kind, sentence = _CELL_SENTENCES[cell.state]
                yield Finding(kind, cell.country, cell.area, sentence(cell))


def _differs(cell: Cell) -> str:
    if cell.items is None or cell.published is None or cell.deviation is None:
        return f"The line items add up to {cell.items}, but nothing is printed for the area."
    direction = "more" if cell.deviation > 0 else "less"
    percent = f"{decimal(abs(cell.deviation) * 100, 1):,} % {direction}"
    if cell.items.currency == cell.published.currency:
        return f"The line items add up to {cell.items}, {percent} than the {cell.published} printed."
    rate, norm = decimal(cell.rate or 0, 2), decimal(cell.norm or 0, 2)
    return (
        f"The line items add up to {cell.items}, that is {rate:,} for each {cell.published.currency} printed: "
        f"{percent} than the {norm:,} of the plan."
    )


def _no_items(cell: Cell) -> str:
    return f"The plan prints {cell.published} for this area but no line item. Keep it as one block with its source."


def _no_costs(cell: Cell) -> str:
    return f"The plan prints {cell.published}, but none of the {cell.rows} line items of this area has a cost."


def _not_published(cell: Cell) -> str:
    if not cell.rows:
        return "The area is printed without a figure and without line items."
    if cell.items is None:
        return f"The plan prints no figure for this area, and none of its {cell.rows} line items has a cost."
    return f"The line items add up to {cell.items}, but the plan prints no figure for this area."


def _no_rate(cell: Cell) -> str:
    return f"Too few areas are in both currencies to tell the rate between {cell.items} and {cell.published}."


_CELL_SENTENCES: Mapping[CellState, tuple[FindingKind, Callable[[Cell], str]]] = {
    CellState.DIFFERS: (FindingKind.DIFFERS, _differs),
    CellState.NO_ITEMS: (FindingKind.NO_ITEMS, _no_items),
    CellState.NO_COSTS: (FindingKind.NO_COSTS, _no_costs),
    CellState.NOT_PUBLISHED: (FindingKind.NOT_PUBLISHED, _not_published),
    CellState.NO_RATE: (FindingKind.NO_RATE, _no_rate),
}


def _about_totals(plan: PlanReconciliation) -> Iterator[Finding]:
    gap = plan.gap_to_total
    if gap is not None and plan.misses_total:
        direction = "more" if gap.amount > 0 else "less"
        without = sum(one.cost is None and not one.is_total for one in plan.published)
        note = f" {without} areas are printed without a figure." if without else ""
        distance = gap if gap.amount > 0 else -gap
        text = (
            f"The printed areas add up to {plan.published_areas}, {distance} {direction} than the total the plan "
            f"prints.{note}"
        )
        yield Finding(FindingKind.ARITHMETIC, plan.country, None, text)
    totals = [one for one in plan.published if one.is_total]
    rows = [item for item in plan.items if item.is_total]
    if totals or rows:
        names = ", ".join(dict.fromkeys([f"“{one.area}”" for one in totals] + [f"“{item.area}”" for item in rows]))
        text = f"Rows named {names} stand among the areas; added up with them they would count everything twice."
        yield Finding(FindingKind.TOTAL_ROW, plan.country, None, text, tuple(item.id for item in rows))
    if plan.basis and plan.published_basis and plan.basis[1] != plan.published_basis[1]:
        text = (
            f"The line items are said to be in prices of {plan.basis[1]}, the printed figures in prices of "
            f"{plan.published_basis[1]}. They were compared as they stand; ask which year is right."
        )
        yield Finding(FindingKind.PRICE_YEARS, plan.country, None, text)


# --- rows ---


def _about_rows(plan: PlanReconciliation) -> Iterator[Finding]:
    items, basis = plan.items, plan.basis
    checks: tuple[tuple[FindingKind, list[LineItem], str], ...] = (
        (
            FindingKind.OTHER_CURRENCY,
            [item for item in items if item.cost is not None and _basis(item.cost) != basis],
            "Another currency or price year than in most rows stands in {count}. The sums leave them out.",
        ),
        (
            FindingKind.WITHOUT_COST,
            [item for item in items if item.cost is None],
            "No cost is given in {count}. It is not known, which is not zero; the sums leave it out.",
        ),
        (
            FindingKind.AT_ZERO,
            [item for item in items if item.cost is not None and item.cost.amount == 0],
            "The cost is zero in {count}. Ask whether it is nothing or was not worked out.",
        ),
        (FindingKind.WITHOUT_YEAR, [item for item in items if not item.has_year], "No year is given in {count}."),
        (
            FindingKind.LUMP,
            [item for item in items if item.is_lump],
            "One cost stands for several years in {count}. It stays a lump until somebody splits it.",
        ),
        (
            FindingKind.YEARS_DISAGREE,
            list(_disagreeing(items)),
            "The years of the plan and of the calendar do not fit each other in {count}.",
        ),
    )
    for kind, found, sentence in checks:
        if found:
            text = sentence.format(count=f"{len(found):,} of {len(items):,} rows")
            yield Finding(kind, plan.country, None, text, tuple(item.id for item in found))


def _basis(cost: Money) -> Basis:
    return cost.currency, cost.price_year


def _disagreeing(items: Iterable[LineItem]) -> Iterator[LineItem]:
    """Give items whose two lists of years are apart by other than what is usual in the plan."""
    both = [(item, item.years, item.calendar_years) for item in items]
    known = [(item, years, calendar) for item, years, calendar in both if years and calendar]
    if known:
        usual = mode(calendar[0] - years[0] for _, years, calendar in known)
        yield from (item for item, years, calendar in known if calendar != tuple(usual + year for year in years))


# --- outliers ---


def outliers(items: Iterable[LineItem]) -> tuple[Outlier, ...]:
    """Give the activities that cost far more or far less than others, dearest first.

    The rows of an activity are added up. When every cost has the publisher's value in USD of 2024, all activities of
    all plans are one distribution; else each plan is one of its own, in its own currency. An activity is far out when
    the robust z of the logarithm of its cost, (ln cost - median) / (1.4826 × median absolute deviation), is beyond
    3.5 to either side. Fewer than 20 costed activities are no distribution, nor are those of which half cost the same;
    what costs nothing has no logarithm.
    """
    costed = [item for item in items if item.cost is not None and not item.is_total]
    comparable = all(item.usd_2024 is not None for item in costed)
    groups: dict[object, list[tuple[LineItem, Money]]] = {}
    for item in costed:
        cost = item.usd_2024 if comparable else item.cost
        if cost is not None:
            groups.setdefault(None if comparable else (item.country, _basis(cost)), []).append((item, cost))
    found = [one for group in groups.values() for one in _far_out(group)]
    return tuple(sorted(found, key=lambda one: -one.score))


def _far_out(group: list[tuple[LineItem, Money]]) -> Iterator[Outlier]:
    activities: dict[tuple[str, str, str], list[tuple[LineItem, Money]]] = {}
    for item, cost in group:
        activities.setdefault(item.distinct_activity, []).append((item, cost))
    basis = _basis(group[0][1])
    sums = {key: total((cost for _, cost in rows), *basis) for key, rows in activities.items()}
    logs = {key: money.amount.ln() for key, money in sums.items() if money.amount > 0}
    if len(logs) < LEAST_ACTIVITIES:
        return
    middle = median(logs.values())
    spread = NORMAL_CONSISTENCY * median(abs(value - middle) for value in logs.values())
    typical = Money(middle.exp(), *basis).rounded()
    if spread < LEAST_SPREAD:
        return
    for key, value in logs.items():
        if abs(value - middle) > FAR_OUT * spread:
            score = ((value - middle) / spread).quantize(Decimal("0.01"), ROUND_HALF_UP)
            yield Outlier(tuple(item for item, _ in activities[key]), sums[key], typical, score)


def _outlier(one: Outlier) -> Finding:
    first = one.items[0]
    text = (
        f"“{first.title}” costs {one.cost} where the median activity costs {one.median} (robust z {one.score:+}). "
        "Check it, or say why it is right."
    )
    return Finding(FindingKind.OUTLIER, first.country, first.area, text, tuple(item.id for item in one.items))


def decimal(value: Fraction | int, places: int) -> Decimal:
    """Give a fraction as a decimal number, rounded half up to the given places."""
    number = Fraction(value) * 10**places
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return Decimal(whole if number >= 0 else -whole).scaleb(-places)
