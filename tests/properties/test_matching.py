"""Where money can go: never outside its earmark, never more than the gap, and no unit of it lost or paid twice."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.carrying_forward import importance
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.funding.matching import where_money_can_go
from opennaphs.domain.funding.next_money import Way, next_money_buys
from opennaphs.domain.funding.positions import funding_position
from opennaphs.domain.library import EconomicType, Rating
from tests.investment import (
    create_case_activity,
    create_funded_plan,
    create_priority,
    create_source,
    create_support,
    usd,
)

YEARS = range(2027, 2032)
AREAS = ("D1", "D2", "P1")
REGIONS = ("North", "South")
PRIORITIES = st.builds(
    create_priority, duty=st.booleans(), impact=st.sampled_from(Rating), feasibility=st.sampled_from(Rating)
)
COSTS = st.lists(st.integers(0, 500), min_size=1, max_size=5)


@st.composite
def activities(draw):
    found = []
    for number in range(draw(st.integers(1, 6))):
        found.append(
            create_case_activity(
                f"{draw(st.sampled_from(AREAS))}-{number:03d}",
                tuple(draw(COSTS)),
                draw(st.sampled_from(EconomicType)),
                draw(st.none() | PRIORITIES),
                draw(st.sampled_from([None, 2, 3])),
                places=draw(st.sampled_from([(), ("North",), REGIONS])),
                impact=draw(st.none() | st.integers(1, 5)),
                status=draw(st.sampled_from(ActivityStatus)),
            )
        )
    return found


@st.composite
def funded_plans(draw):
    amounts = draw(st.dictionaries(st.sampled_from(YEARS), st.integers(0, 400), max_size=5))
    areas = draw(st.sampled_from([("D1",), ("D2", "P1")]))
    support = create_support("M1", "S1", amounts, areas=areas)
    return create_funded_plan(*draw(activities()), sources=(create_source("S1"),), supports=(support,))


EARMARKS = st.builds(
    Earmark,
    areas=st.sampled_from([(), ("D1",), ("D2", "P1")]),
    economic_types=st.sets(st.sampled_from(EconomicType)).map(tuple),
    regions=st.sampled_from([(), ("North",), ("South",)]),
    ministries=st.sampled_from([(), ("health",), ("finance",)]),
)
MONEY = st.integers(0, 3000).map(usd)


def gaps_allowed(position, earmark):
    """The gap of each cell an earmark allows, found cell by cell without the code under test."""
    found = {}
    for cell in position.cells:
        bounds = (
            (earmark.areas, cell.area),
            (tuple(map(str, earmark.economic_types)), cell.economic_type),
            (earmark.regions, cell.region),
            (earmark.ministries, cell.ministry),
        )
        if all(not bound or value in bound for bound, value in bounds):
            found[cell.activity] = found.get(cell.activity, Decimal(0)) + cell.cost.amount - cell.counted.amount
    return found


@given(funded_plans(), EARMARKS, MONEY)
@settings(deadline=None)
def test_a_fit_pays_what_its_earmark_allows_of_the_gap_and_nothing_else(plan, earmark, money):
    position = funding_position(plan)
    allowed = gaps_allowed(position, earmark)
    fits = where_money_can_go(plan, position, earmark, money, None)
    ended = {ActivityStatus.COMPLETED, ActivityStatus.CANCELLED}
    wanted = {one.id for one in plan.activities if one.details.status not in ended and allowed.get(one.id, 0) > 0}
    assert {one.activity for one in fits} == wanted
    for fit in fits:
        assert fit.payable.amount == allowed[fit.activity] == sum(part.gap.amount for part in fit.parts)
        assert 0 <= fit.paid.amount <= fit.payable.amount <= fit.gap.amount <= fit.cost.amount
        assert fit.whole == (fit.payable == fit.gap)


@given(funded_plans(), EARMARKS, MONEY)
@settings(deadline=None)
def test_no_unit_of_money_is_lost_or_paid_twice_whatever_is_shown(plan, earmark, money):
    position = funding_position(plan)
    fits = where_money_can_go(plan, position, earmark, money, None)
    payable = sum(fit.payable.amount for fit in fits)
    assert sum(fit.paid.amount for fit in fits) == min(money.amount, payable)
    assert where_money_can_go(plan, position, earmark, money, 2) == fits[:2]
    without = where_money_can_go(plan, position, earmark, None, None)
    assert [replace(fit, paid=None) for fit in fits] == list(without)


@given(funded_plans(), EARMARKS, MONEY)
@settings(deadline=None)
def test_the_more_important_stands_before_and_is_paid_before(plan, earmark, money):
    by_id = {one.id: one for one in plan.activities}
    fits = where_money_can_go(plan, funding_position(plan), earmark, money, None)
    for first, second in pairwise(fits):
        before, after = importance(by_id[first.activity]), importance(by_id[second.activity])
        assert before > after or (before == after and first.payable.amount >= second.payable.amount)
        assert second.paid.amount == 0 or first.paid == first.payable


@given(funded_plans(), EARMARKS)
@settings(deadline=None)
def test_a_narrower_earmark_never_finds_more(plan, earmark):
    position = funding_position(plan)
    free = {fit.activity: fit.payable.amount for fit in where_money_can_go(plan, position, ANYTHING, None, None)}
    for fit in where_money_can_go(plan, position, earmark, None, None):
        assert fit.payable.amount <= free[fit.activity]
        assert {(part.economic_type, part.year, part.region) for part in fit.parts}


@given(funded_plans(), EARMARKS, MONEY)
@settings(deadline=None)
def test_what_the_next_money_buys_adds_up(plan, earmark, money):
    position = funding_position(plan)
    bought = next_money_buys(plan, position, money, earmark)
    lacking = sum(cell.cost.amount - cell.counted.amount for cell in position.cells)
    assert bought.way is Way.PRIORITY
    assert sum(one.money.amount for one in bought.bought) == bought.spent.amount
    assert bought.spent.amount + bought.left.amount == money.amount
    assert bought.remains.amount == lacking - bought.spent.amount
    payable = sum(fit.payable.amount for fit in where_money_can_go(plan, position, earmark, None, None))
    assert bought.spent.amount == min(money.amount, payable)
    assert len({one.activity for one in bought.bought}) == len(bought.bought)


@given(funded_plans(), MONEY)
@settings(deadline=None)
def test_a_level_is_bought_only_when_nothing_of_it_lacks_money_any_more(plan, money):
    position = funding_position(plan)
    bought = next_money_buys(plan, position, money)
    whole = {one.activity for one in bought.bought if one.whole}
    lacking = {cell.activity for cell in position.cells if cell.cost.amount > cell.counted.amount}
    for step in bought.levels:
        needed = {
            one.id for one in plan.activities if (one.action.target, one.action.level) == (step.target, step.level)
        }
        assert needed & whole
        assert not (needed & lacking) - whole
