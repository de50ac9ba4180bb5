"""What the next money buys: from the recorded choice when the plan has one, else in the order of importance."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.choice_reasons import LeftOut, WhyNot
from opennaphs.domain.choice_records import ChoiceRecord
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.funding.matching import Fit, in_plan_money, where_money_can_go
from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.sentences import Sentence

NOTHING = Decimal(0)
MONEY_HELPS = frozenset({WhyNot.BUDGET, WhyNot.UNSETTLED, WhyNot.LOW_VALUE})
"""Reasons for which a step was left out that more money can lift. The others ask for time, staff or other work."""


class Way(StrEnum):
    """How it was found out what the money buys."""

    CHOICE = "recorded choice"
    PRIORITY = "order of importance"


BY_CHOICE = (
    "Found with the recorded choice of the plan: the steps it left out that money can bring in, those that bring most "
    "for their cost first."
)
BY_PRIORITY = (
    "Found in the order of importance: duties under the International Health Regulations first, then impact, "
    "feasibility and risk. Activities too dear for what is left are passed over."
)
TEXTS = {Way.CHOICE: BY_CHOICE, Way.PRIORITY: BY_PRIORITY}


@dataclass(frozen=True)
class Bought:
    """One activity that the money pays for; ``whole`` = then nothing of it lacks."""

    activity: str
    text: str
    target: str
    level: int | None
    money: Money
    whole: bool


@dataclass(frozen=True)
class LevelBought:
    """A level of a target that nothing holds up any more for want of money."""

    target: str
    level: int


@dataclass(frozen=True)
class Purchase:
    """What an amount buys. ``spent + left = amount``, and the money of the activities comes to ``spent``.

    Attributes:
        amount: the money, in the currency and price year of the figures.
        way: how it was found out.
        bought: the activities, in the order they were bought.
        levels: the levels that can then be reached.
        spent, left: what is used, and what is not.
        remains: what is still without money afterwards.
    """

    amount: Money
    way: Way
    bought: tuple[Bought, ...]
    levels: tuple[LevelBought, ...]
    spent: Money
    left: Money
    remains: Money


def way_sentence(purchase: Purchase) -> Sentence:
    """Say how it was found out what the money buys."""
    return Sentence(TEXTS[purchase.way], code=str(purchase.way))


def next_money_buys(plan: Plan, position: FundingPosition, amount: Money, earmark: Earmark = ANYTHING) -> Purchase:
    """Say what an amount buys that has no money yet.

    With a recorded choice: steps it left out that the amount can bring in whole, those that gain most for their cost
    first. Without one, or when no such step can be had, or for money with an earmark (a choice was made for all money):
    uncovered activities in the order of importance, whole ones first; what is left then begins the next.

    Raises:
        MissingRate: the plan has no rate for the currency or price year.
    """
    money = in_plan_money(plan, position, amount)
    record = plan.choice
    if record is not None and earmark == ANYTHING and _same_money(record, position):
        found = _by_choice(record, money)
        if found.bought:
            return found
    return _by_priority(plan, position, money, earmark)


def _same_money(record: ChoiceRecord, position: FundingPosition) -> bool:
    return (record.currency, record.price_year) == (position.currency, position.price_year)


# --- in the order of importance -----------------------------------------------------------------------------------


def _by_priority(plan: Plan, position: FundingPosition, money: Money, earmark: Earmark) -> Purchase:
    fits = where_money_can_go(plan, position, earmark, None, None)
    paid = _whole_ones_first(fits, money)
    activities = {one.id: one for one in plan.activities}
    bought = [
        _bought(activities[fit.activity], paid[fit.activity], whole=paid[fit.activity] == fit.gap)
        for fit in fits
        if fit.activity in paid
    ]
    bought.sort(key=lambda one: not one.whole)
    lacking = total((cell.gap for cell in position.cells), position.currency, position.price_year)
    levels = _levels_bought(plan, position, {one.activity for one in bought if one.whole})
    return _purchase(money, Way.PRIORITY, bought, levels, lacking)


def _whole_ones_first(fits: tuple[Fit, ...], money: Money) -> dict[str, Money]:
    left, paid = money, dict[str, Money]()
    for fit in fits:
        if fit.payable.amount <= left.amount:
            paid[fit.activity] = fit.payable
            left -= fit.payable
    rest = next((fit for fit in fits if fit.activity not in paid), None)
    if rest is not None and left.amount > 0:
        paid[rest.activity] = left
    return paid


def _levels_bought(plan: Plan, position: FundingPosition, bought: set[str]) -> tuple[LevelBought, ...]:
    """Give the levels for which an activity was bought whole and no other activity lacks money or a cost."""
    lacking = {cell.activity for cell in position.cells if cell.gap.amount > 0}
    held: set[tuple[str, int]] = set()
    wanted: dict[tuple[str, int], None] = {}
    for one in plan.activities:
        if one.action.level is None:
            continue
        step = (one.action.target, one.action.level)
        if one.id in bought:
            wanted[step] = None
        elif one.id in lacking or one.cost.state is CostState.NOT_COSTED:
            held.add(step)
    return tuple(LevelBought(*step) for step in wanted if step not in held)


# --- by the recorded choice ---------------------------------------------------------------------------------------


def _by_choice(record: ChoiceRecord, money: Money) -> Purchase:
    known = {one.id: (one, cost) for one in record.left_out if (cost := _cost_of(one, money)) is not None}
    left, bought, levels = max(money.amount, NOTHING), dict[str, tuple[Activity, Money]](), list[LevelBought]()
    for step in record.steps_left_out:
        wanted = {name: known[name] for name in step.works if name in known and name not in bought}
        price = sum((cost.amount for _one, cost in wanted.values()), NOTHING)
        if price <= left and _can_be_bought(step, wanted.keys() | bought.keys()):
            left, bought = left - price, bought | wanted
            levels += _level_of(step)
    rows = [_bought(one, cost, whole=True) for one, cost in bought.values()]
    lacking = total((cost for _one, cost in known.values()), money.currency, money.price_year)
    return _purchase(money, Way.CHOICE, rows, tuple(levels), lacking)


def _can_be_bought(step: LeftOut, there: Set[str]) -> bool:
    """Say whether money alone brings a step in: everything it takes was left out whole and has a known cost."""
    return step.why in MONEY_HELPS and bool(step.works) and set(step.works) <= there


def _cost_of(activity: Activity, like: Money) -> Money | None:
    if activity.cost.state is CostState.NOT_COSTED:
        return None
    return total((line.total for line in activity.cost.lines), like.currency, like.price_year)


def _level_of(step: LeftOut) -> list[LevelBought]:
    """Give the level a step reaches; a step without a level reaches none of its own."""
    target, _, mark = step.step.rpartition(":")
    return [LevelBought(target, int(mark))] if mark.isdecimal() else []


# --- both ---------------------------------------------------------------------------------------------------------


def _bought(activity: Activity, money: Money, *, whole: bool) -> Bought:
    action = activity.action
    return Bought(activity.id, action.text, action.target, action.level, money, whole)


def _purchase(
    amount: Money, way: Way, bought: Iterable[Bought], levels: tuple[LevelBought, ...], lacking: Money
) -> Purchase:
    rows = tuple(bought)
    spent = total((one.money for one in rows), amount.currency, amount.price_year)
    return Purchase(amount, way, rows, levels, spent, amount - spent, lacking - spent)
