"""Where money can go: the activities an earmark allows that are not covered, the most important first.

The order is that of the plan: duties under the International Health Regulations first, then impact, feasibility and
risk, then what lacks most. Given an amount, it is paid out in that order, so nothing of it is counted twice and nothing
is paid beyond a gap or outside the earmark.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from opennaphs.domain.carrying_forward import ENDED, importance
from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.positions import CellFunding, FundingPosition
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.sentences import Sentence, listing

MOST_FITS = 20
NO_TITLES: Mapping[str, str] = {}

IS_DUTY = "It is a duty under the International Health Regulations."
RATED_BY_TEAM = "The team rates its impact {impact} of 5."
RATED_BY_LIBRARY = "The library rates its impact: {impact}."
LIFTS = "It helps to lift “{indicator}” to level {level}; the level today is {current}, the goal {goal}."
LIFTS_UNKNOWN = "It helps to lift “{indicator}” to level {level}."
SERVES = "It works for “{indicator}” at every level."
NOBODY_PAYS = "Nobody pays for any of it yet."
PARTLY_PAID = "{percent}\u00a0% of its cost is still without money."
ONLY_SOME = "This money may pay only part of what is missing, {percent}\u00a0% of it: {types}."
WAITS_FOR = "It waits for activities that lack money, too: {numbers}."
RECIPIENTS = "The money may go only to: {names}."
TWO = "{first}, {second}"
TEXTS = (
    IS_DUTY, RATED_BY_TEAM, RATED_BY_LIBRARY, LIFTS, LIFTS_UNKNOWN, SERVES, NOBODY_PAYS, PARTLY_PAID, ONLY_SOME,
    WAITS_FOR, RECIPIENTS, TWO,
)  # fmt: skip


@dataclass(frozen=True)
class FitPart:
    """A part of what an activity lacks that the money may pay: by economic type, year and region."""

    economic_type: str
    year: int
    region: str
    gap: Money


@dataclass(frozen=True)
class Fit:
    """One activity that money with an earmark may pay for.

    Attributes:
        activity: its number in the plan.
        area: its technical area.
        cost: what it costs.
        gap: what it lacks altogether.
        payable: what of the gap this money may pay; never more than the gap.
        paid: what the given amount pays of it, in the order of importance; ``None`` when no amount was given.
        parts: what of the gap may be paid, part by part; they add up to ``payable``.
        reasons: why it fits and stands where it stands.
    """

    activity: str
    area: str
    cost: Money
    gap: Money
    payable: Money
    paid: Money | None
    parts: tuple[FitPart, ...]
    reasons: tuple[Sentence, ...] = field(default=(), compare=False)

    @property
    def whole(self) -> bool:
        """Whether this money may pay all that is missing."""
        return self.payable == self.gap


def where_money_can_go(
    plan: Plan,
    position: FundingPosition,
    earmark: Earmark,
    amount: Money | None = None,
    most: int | None = MOST_FITS,
    titles: Mapping[str, str] = NO_TITLES,
) -> tuple[Fit, ...]:
    """Give the uncovered activities that money with an earmark may pay for, the most important first.

    Work that is completed or cancelled needs no money and is left out; so is what only an unknown region or year would
    allow. The payments of all fits come to the amount, or to all that may be paid when that is less.

    Args:
        plan: the plan.
        position: where it stands with its money.
        earmark: what the money may be spent on.
        amount: how much there is, in any currency the plan has a rate for; ``None`` = not said.
        most: how many to give; the amount is paid out over all, whether given or not. ``None`` = all.
        titles: titles of indicators by id, for the reasons.

    Raises:
        MissingRate: the amount is in a currency or price year the plan has no rate for.
    """
    ranked = _ranked(plan, position, earmark)
    paid = _paid_out(ranked, None if amount is None else in_plan_money(plan, position, amount))
    lacking = {one.activity for one in position.cells if one.gap.amount > 0}
    activities = {one.id: one for one in plan.activities}
    fits = []
    for fit, money in list(zip(ranked, paid, strict=True))[:most]:
        reasons = _reasons(plan, activities[fit.activity], fit, earmark, lacking, titles)
        fits.append(Fit(fit.activity, fit.area, fit.cost, fit.gap, fit.payable, money, fit.parts, reasons))
    return tuple(fits)


def in_plan_money(plan: Plan, position: FundingPosition, amount: Money) -> Money:
    """Give an amount in the currency and price year of a position, to the cent.

    Raises:
        MissingRate: the plan has no rate for it.
    """
    rates = Rates() if plan.funding is None else plan.funding.rates
    return rates.to(amount, position.currency, position.price_year).rounded()


def allowed_by(earmark: Earmark, cell: CellFunding) -> bool:
    """Say whether money with an earmark may pay for a cell of the cost."""
    kind = EconomicType(cell.economic_type)
    place_and_time = earmark.allows_region(cell.region) and earmark.allows_year(cell.year)
    return place_and_time and earmark.allows(cell.area, kind, cell.scale, cell.ministry)


def priority_key(activity: Activity) -> tuple[int, ...]:
    """Give what activities are sorted by, the most important lowest."""
    return tuple(-part for part in importance(activity))


def percent_of(part: Money, whole: Money) -> str:
    """Give a part of a whole in whole per cent: never 0 for something, never 100 for less than all."""
    share = part.amount * 100 / whole.amount
    rounded = share.quantize(Decimal(1), ROUND_HALF_UP)
    if part.amount > 0:
        rounded = max(rounded, Decimal(1))
    return str(min(rounded, Decimal(99)) if part.amount < whole.amount else rounded)


# --- which, and in what order -------------------------------------------------------------------------------------


def _ranked(plan: Plan, position: FundingPosition, earmark: Earmark) -> list[Fit]:
    cells: dict[str, list[CellFunding]] = defaultdict(list)
    for cell in position.cells:
        cells[cell.activity].append(cell)
    found = []
    for place, activity in enumerate(plan.activities):
        if activity.details.status not in ENDED and cells[activity.id]:
            fit = _fit(activity, cells[activity.id], position, earmark)
            found.append(((priority_key(activity), -fit.payable.amount, activity.first_year, place), fit))
    return [fit for _key, fit in sorted(found, key=lambda one: one[0]) if fit.payable.amount > 0]


def _fit(activity: Activity, cells: list[CellFunding], position: FundingPosition, earmark: Earmark) -> Fit:
    open_cells = [cell for cell in cells if cell.gap.amount > 0]
    parts = tuple(
        FitPart(cell.economic_type, cell.year, cell.region, cell.gap)
        for cell in open_cells
        if allowed_by(earmark, cell)
    )

    def together(amounts: Iterable[Money]) -> Money:
        return total(amounts, position.currency, position.price_year)

    cost, gap = together(cell.cost for cell in cells), together(cell.gap for cell in open_cells)
    payable = together(part.gap for part in parts)
    return Fit(activity.id, activity.area, cost, gap, payable, None, parts)


def _paid_out(fits: list[Fit], amount: Money | None) -> list[Money | None]:
    if amount is None:
        return [None] * len(fits)
    left, paid = max(amount.amount, Decimal(0)), []
    for fit in fits:
        part = min(fit.payable.amount, left)
        left -= part
        paid.append(Money(part, amount.currency, amount.price_year))
    return list(paid)


# --- why ----------------------------------------------------------------------------------------------------------


def _reasons(
    plan: Plan, activity: Activity, fit: Fit, earmark: Earmark, lacking: set[str], titles: Mapping[str, str]
) -> tuple[Sentence, ...]:
    found = [*_importance_told(activity), lifting_sentence(plan, activity, titles), _missing(fit)]
    if not fit.whole:
        kinds = dict.fromkeys(part.economic_type for part in fit.parts)
        share, types = percent_of(fit.payable, fit.gap), in_a_row(map(Sentence, kinds))
        values: dict[str, str | int | Sentence] = {"percent": share, "types": types}
        found.append(Sentence(ONLY_SOME, values, "only-some"))
    waiting = [number for number in activity.details.after if number in lacking]
    if waiting:
        found.append(Sentence(WAITS_FOR, {"numbers": listing(waiting)}, "waits"))
    if earmark.recipients:
        found.append(Sentence(RECIPIENTS, {"names": listing(earmark.recipients)}, "recipients"))
    return tuple(found)


def _importance_told(activity: Activity) -> Iterable[Sentence]:
    priority, impact = activity.action.priority, activity.details.impact
    if priority is not None and priority.ihr_obligation:
        yield Sentence(IS_DUTY, code="duty")
    if impact is not None:
        yield Sentence(RATED_BY_TEAM, {"impact": str(impact)}, "rated")
    elif priority is not None:
        yield Sentence(RATED_BY_LIBRARY, {"impact": Sentence(str(priority.impact))}, "rated")


def lifting_sentence(plan: Plan, activity: Activity, titles: Mapping[str, str] = NO_TITLES) -> Sentence:
    """Say what an activity lifts: the indicator, the level, and how far the country is from its goal."""
    target, level = activity.action.target, activity.action.level
    title: Sentence | str = Sentence(titles[target]) if target in titles else target
    if level is None:
        return Sentence(SERVES, {"indicator": title}, "serves")
    values: dict[str, str | int | Sentence] = {"indicator": title, "level": str(level)}
    gap = next((one for one in plan.gaps if one.target == target), None)
    if gap is None:
        return Sentence(LIFTS_UNKNOWN, values, "lifts")
    return Sentence(LIFTS, {**values, "current": str(gap.current), "goal": str(gap.goal)}, "lifts")


def _missing(fit: Fit) -> Sentence:
    if fit.gap == fit.cost:
        return Sentence(NOBODY_PAYS, code="missing")
    return Sentence(PARTLY_PAID, {"percent": percent_of(fit.gap, fit.cost)}, "missing")


def in_a_row(words: Iterable[Sentence]) -> Sentence:
    """Give several of our words as one, with commas between them; at least one.

    Raises:
        ValueError: there are none.
    """
    first, *others = words
    for other in others:
        first = Sentence(TWO, {"first": first, "second": other})
    return first
