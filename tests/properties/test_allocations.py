"""Sharing a pool: the same optimum as one model of all countries and as trying everything; what always holds."""

import multiprocessing
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from opennaphs.analytics.allocate.comparison import compare
from opennaphs.analytics.allocate.sharing import allocate
from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.highs import solve_integer
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.domain.allocations import CountryQuestion, Pool, Split, allocation_faults, split_pool, whole_cost
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from tests.exhaustive import best_benefit
from tests.factories import create_question, create_source, create_step, create_work

YEARS = 2
REGIONS = ("north", "south")
STARTING = Earmark(economic_types=(EconomicType.ONE_OFF, EconomicType.CAPITAL))


def money(*amounts):
    return tuple(Money(Decimal(str(amount)), "USD", 2024) for amount in amounts)


def create_country(pick, number):
    """Make a small country; names, areas and ministries are its own, so that countries can be put into one question."""
    name = f"C{number}"
    works = tuple(
        create_work(
            f"{name}-W{place}",
            name,
            pick(1, 2),
            (f"{name}-W{place - 1}",) if place and pick(0, 4) == 0 else (),
            ministry=name,
            one_off=(10 * pick(0, 8),),
            recurrent=(0, 10 * pick(0, 2)),
        )
        for place in range(pick(2, 3))
    )
    steps = tuple(
        create_step(f"{name}-S{place}", work.id, worth=str(pick(1, 9)), area=name) for place, work in enumerate(works)
    )
    own = create_source(f"{name} own", [10 * pick(0, 6) for _ in range(YEARS)], ministries=(name,))
    question = create_question(works, steps, [own], years=YEARS, straddle=False)
    return CountryQuestion(name, question, Decimal(pick(0, 50)), whole_cost(question), REGIONS[number % 2])


def create_world(pick, most=3):
    countries = tuple(create_country(pick, number) for number in range(pick(2, most)))
    return countries, Pool("pool", "The pool", money(*(10 * pick(0, 9) for _ in range(YEARS))), STARTING)


@st.composite
def worlds(draw):
    return create_world(lambda low, high: draw(st.integers(low, high)))


def in_one(countries, pool):
    """Put all countries into one question, with the pool as one more source of all."""
    questions = [one.weighed for one in countries]
    return replace(
        questions[0],
        works=tuple(work for one in questions for work in one.works),
        steps=tuple(step for one in questions for step in one.steps),
        sources=(*(source for one in questions for source in one.sources), pool.source(m.amount for m in pool.by_year)),
    )


def shared(countries, pool, **more):
    return allocate(countries, pool, seconds=60, gap=0, **more)


# --- the same optimum ----------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_bounds_hold_and_plans_are_nearly_those_of_trying_everything(world):
    countries, pool = world
    best = best_benefit(in_one(countries, pool))
    result = shared(countries, pool)
    event("the optimum" if result.value == pytest.approx(best) else "less than the optimum")
    assert not allocation_faults(countries, pool, result.allocation)
    assert result.value <= best + 1e-6
    assert result.linear_bound + 1e-6 >= result.bound >= best - 1e-6


def test_numbered_worlds_mostly_reach_the_optimum_of_trying_everything():
    from random import Random

    reached, missed = 0, []
    for number in range(25):
        countries, pool = create_world(Random(number).randint)
        best, value = best_benefit(in_one(countries, pool)), shared(countries, pool).value
        reached += value >= best - 1e-6
        missed += [1 - value / best] if best else []
    assert reached >= 22
    assert sum(missed) / len(missed) < 0.01


@settings(max_examples=10, deadline=None)
@given(worlds())
def test_the_bound_is_one_for_split_work_too(world):
    countries, pool = world
    countries = tuple(replace(one, question=replace(one.question, straddle=True)) for one in countries)
    best = solve_integer(formulate(Instance(in_one(countries, pool))).model, seconds=10, gap=0).value
    result = shared(countries, pool)
    assert result.value <= best + 1e-5
    assert result.bound >= best - 1e-5


# --- what always holds ---------------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(worlds())
def test_sharing_is_at_least_as_good_as_every_simple_split(world):
    countries, pool = world
    splits = compare(countries, pool)
    result, alone = shared(countries, pool, starts=tuple(splits.values())), shared(countries, pool)
    for allocation in splits.values():
        assert not allocation_faults(countries, pool, allocation)
        assert result.value >= float(allocation.value) - 1e-6
        assert alone.bound >= float(allocation.value) - 1e-6


@settings(max_examples=15, deadline=None)
@given(worlds(), st.data())
def test_floors_caps_and_minima_of_regions_are_kept(world, data):
    countries, pool = world
    whole = int(pool.whole.amount)
    floor = Decimal(data.draw(st.integers(0, whole // len(countries))))
    cap = Decimal(data.draw(st.integers(int(floor), whole)))
    most = cap * sum(one.region == "north" for one in countries)
    other = floor * sum(one.region == "south" for one in countries)
    north = Decimal(data.draw(st.integers(0, int(min(most, whole - other)))))
    pool = replace(pool, floors={"C0": floor}, floor=floor, cap=cap, region_floors={"north": north})
    result = shared(countries, pool)
    assert not allocation_faults(countries, pool, result.allocation)
    assert result.bound >= result.value


@settings(max_examples=6, deadline=None)
@given(worlds())
def test_more_money_is_never_worse_by_the_bound_and_hardly_ever_by_the_value(world):
    countries, pool = world
    results = [shared(countries, pool.scaled(Decimal(factor))) for factor in (0, 1, 2)]
    assert all(less.value <= more.bound + 1e-6 for less, more in pairwise(results))


@settings(max_examples=6, deadline=None)
@given(worlds())
def test_the_order_of_countries_changes_nothing(world):
    countries, pool = world
    one, other = shared(countries, pool), shared(countries[::-1], pool)
    assert one.value == other.value
    assert {name: found.by_year for name, found in one.allocation.of.items()} == {
        name: found.by_year for name, found in other.allocation.of.items()
    }


@pytest.mark.slow
def test_two_processes_answer_as_one():
    from random import Random

    countries, pool = create_world(Random(7).randint, 3)
    one, two = shared(countries, pool), shared(countries, pool, workers=2)
    assert one.allocation == two.allocation
    assert (one.value, one.bound, one.prices) == (two.value, two.bound, two.prices)
    assert not multiprocessing.active_children()


# --- splits --------------------------------------------------------------------------------------------------------


@given(worlds(), st.sampled_from(Split), st.data())
def test_splits_are_exact_to_the_cent(world, split, data):
    countries, pool = world
    cents = Decimal(data.draw(st.integers(0, 999))) / 100
    pool = replace(pool, by_year=money(*(one.amount + cents for one in pool.by_year)))
    whole = pool.whole.amount
    floor = Decimal(data.draw(st.integers(0, int(whole) // len(countries))))
    cap = None if data.draw(st.booleans()) else floor + Decimal(data.draw(st.integers(0, 100))) / 3
    pool = replace(pool, floor=floor, cap=cap)
    allocation = split_pool(countries, pool, split)
    assert not allocation_faults(countries, pool, allocation)
    if cap is None:
        assert allocation.by_year == tuple(one.amount for one in pool.by_year)
