"""Allocations by hand: splits, what is refused, what a check finds; and a search that is stopped."""

from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.analytics.allocate.comparison import compare
from opennaphs.analytics.allocate.crew import crew_of
from opennaphs.analytics.allocate.result import Ended, Stage
from opennaphs.analytics.allocate.sharing import allocate
from opennaphs.analytics.optimise.ladder import NoPlan
from opennaphs.domain.allocations import (
    Allocation,
    Allotment,
    CountryQuestion,
    Pool,
    Split,
    allocation_faults,
    check_pool,
    split_pool,
    whole_cost,
    with_pool,
)
from opennaphs.domain.choices import Choice, Demand, DemandKind, Payment
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from tests.factories import create_question, create_source, create_step, create_work


def create_pool(*amounts, **more):
    money = tuple(Money(Decimal(str(amount)), "USD", 2024) for amount in amounts)
    return Pool("pool", "The pool", money, **more)


def create_country(name, cost=100, worth="1", people=1, region=None, years=2, **more):
    works = (create_work(f"{name}-W", name, one_off=(cost,)),)
    steps = (create_step(f"{name}-S", f"{name}-W", area=name, worth=worth),)
    question = create_question(works, steps, [create_source(amounts=(0,) * years)], years=years, **more)
    return CountryQuestion(name, question, Decimal(people), whole_cost(question), region)


def split(pool, how, *countries):
    return {one.country: one.by_year for one in split_pool(countries, pool, how).allotments}


def cents(*amounts):
    return tuple(Decimal(amount) for amount in amounts)


# --- splits --------------------------------------------------------------------------------------------------------


def test_an_equal_split_gives_the_odd_cent_to_the_first_and_years_add_up():
    three = [create_country(name) for name in "ABC"]
    found = split(create_pool(100, "0.01"), Split.EQUAL, *three)
    assert [sum(amounts) for amounts in found.values()] == [Decimal("33.34"), Decimal("33.34"), Decimal("33.33")]
    assert [sum(year) for year in zip(*found.values(), strict=True)] == [Decimal(100), Decimal("0.01")]


def test_splits_by_head_and_by_need_are_in_proportion():
    small, large = create_country("A", cost=300, people=1), create_country("B", cost=100, people=3)
    assert split(create_pool(40, 80), Split.POPULATION, small, large)["A"] == cents(10, 20)
    assert split(create_pool(40, 80), Split.NEED, small, large)["A"] == cents(30, 60)


def test_what_a_cap_keeps_back_goes_to_the_others_and_what_all_caps_keep_back_stays():
    three = [create_country(name, people=people) for name, people in (("A", 8), ("B", 1), ("C", 1))]
    found = split(create_pool(100, caps={"A": Decimal(40)}), Split.POPULATION, *three)
    assert found == {"A": cents(40), "B": cents(30), "C": cents(30)}
    found = split(create_pool(100, cap=Decimal(20)), Split.POPULATION, *three)
    assert found == {"A": cents(20), "B": cents(20), "C": cents(20)}


def test_a_floor_is_paid_by_the_others():
    two = [create_country(name, people=people) for name, people in (("A", 99), ("B", 1))]
    assert split(create_pool(100, floor=Decimal(10)), Split.POPULATION, *two) == {"A": cents(90), "B": cents(10)}


def test_a_split_in_proportion_to_nothing_is_equal():
    two = [create_country(name, people=0) for name in "AB"]
    assert split(create_pool(10), Split.POPULATION, *two) == {"A": cents(5), "B": cents(5)}


# --- what is refused, what a check finds ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"floor": Decimal(60)}, "The floors add up to 120, more than the 100"),
        ({"floors": {"A": Decimal(30)}, "cap": Decimal(20)}, "A gets at least 30, at most 20"),
        ({"caps": {"X": Decimal(1)}}, "X, which is not in the list"),
        ({"region_floors": {"south": Decimal(1)}}, "The countries of south together may not get 1"),
        ({"region_floors": {"north": Decimal(80)}, "floors": {"B": Decimal(30)}}, "The floors add up to 110"),
        ({"id": "treasury"}, "has a source “treasury” of its own"),
    ],
)
def test_a_pool_that_cannot_be_shared_is_refused(changes, said):
    countries = [create_country("A", region="north"), create_country("B")]
    with pytest.raises(NaphsError, match=said):
        check_pool(countries, replace(create_pool(50, 50), **changes))


def test_countries_that_do_not_fit_the_pool_are_refused():
    with pytest.raises(NaphsError, match="has 2 years, the pool 1"):
        check_pool([create_country("A")], create_pool(50))
    with pytest.raises(NaphsError, match="stands in the list twice"):
        check_pool([create_country("A"), create_country("A")], create_pool(50, 50))
    with pytest.raises(NaphsError, match="There is nothing to share"):
        check_pool([], create_pool(50, 50))


def test_a_check_finds_what_an_allocation_breaks():
    countries = [create_country("A", region="north"), create_country("B")]
    pool = create_pool(50, 50, floor=Decimal(10), cap=Decimal(60), region_floors={"north": Decimal(30)})
    allocation = Allocation((Allotment("A", cents(20, 0)), Allotment("B", cents("30.01", 50))))
    found = " ".join(allocation_faults(countries, pool, allocation))
    for said in (
        "50.01 is allotted in year 1",
        "B is allotted 80.01, outside",
        "north is allotted 20, less than its 30",
    ):
        assert said in found


def test_a_choice_may_not_draw_more_than_is_allotted():
    one = create_country("A")
    choice = Choice({"A-W": cents(1, 1)}, {"A-S": 0}, (Payment("pool", "A-W", EconomicType.ONE_OFF, 0, Decimal(100)),))
    enough, less = (Allocation((Allotment("A", cents(amount, 0), choice),)) for amount in (100, 90))
    assert not allocation_faults([one], create_pool(100, 0), enough)
    assert "overdrawn" in allocation_faults([one], create_pool(100, 0), less)[0]


def test_weights_multiply_worths():
    assert replace(create_country("A", worth="3"), weight=Decimal(2)).weighed.steps[0].worth == 6
    assert with_pool(create_country("A").question, create_pool(1, 2), cents(1, 2)).sources[-1].id == "pool"


# --- sharing -------------------------------------------------------------------------------------------------------


def test_money_goes_where_it_buys_most():
    countries = [create_country("A", cost=100, worth="2"), create_country("B", cost=60, worth="2", straddle=False)]
    result = allocate(countries, create_pool(60, 60), seconds=20, gap=0)
    # B at once (2 x 2 years); A in halves over both years is complete in the second (2 x 1), but only 60 are left.
    assert result.allocation.of["B"].by_year == cents(60, 0)
    assert result.value == pytest.approx(4)


def create_two(name, *pairs):
    works = [create_work(f"{name}-W{place}", name, one_off=(cost,)) for place, (cost, _) in enumerate(pairs)]
    steps = [
        create_step(f"{one.id}-S", one.id, area=name, worth=str(pair[1]))
        for one, pair in zip(works, pairs, strict=True)
    ]
    question = create_question(works, steps, [create_source(amounts=(0,))], years=1)
    return CountryQuestion(name, question, Decimal(1), whole_cost(question))


def test_the_worked_example_of_the_explanation():
    countries = [create_two("A", (60, 6), (50, 3)), create_two("B", (40, 5), (45, 4))]
    best = allocate(countries, create_pool(100), seconds=20, gap=0)
    assert (best.value, best.bound) == (pytest.approx(11), pytest.approx(11, abs=0.01))
    assert {name: one.whole for name, one in best.allocation.of.items()} == {"A": 60, "B": 40}
    less = allocate(countries, create_pool(90), seconds=20, gap=0)
    assert less.value == pytest.approx(9)
    assert less.bound == pytest.approx(10, abs=0.05)
    equal = compare(countries, create_pool(100), (Split.EQUAL,))[Split.EQUAL]
    assert equal.value == 8


def test_idle_money_fills_a_floor_and_weights_decide():
    countries = [create_country("A"), replace(create_country("B"), weight=Decimal(3))]
    result = allocate(countries, create_pool(130, 0, floors={"A": Decimal(30)}), seconds=20, gap=0)
    assert {name: one.whole for name, one in result.allocation.of.items()} == {"A": 30, "B": 100}
    assert result.value == pytest.approx(6)


def test_a_demand_nobody_can_meet_names_the_country():
    one = create_country("A", demands=(Demand(DemandKind.REACH, "A-S", "promised"),))
    with pytest.raises(NoPlan, match="of A together"):
        allocate([one, create_country("B")], create_pool(10, 10), seconds=5)
    assert allocate([one, create_country("B", worth="9")], create_pool(100, 0), seconds=5).value == pytest.approx(2)


def test_whoever_watches_can_stop_and_keeps_the_best_so_far():
    countries = [create_country(name) for name in "ABC"]
    heard = []

    def watch(moment):
        heard.append(moment)
        return moment.stage is Stage.PRICES

    result = allocate(countries, create_pool(100, 100), seconds=20, gap=0, watch=watch)
    assert result.ended is Ended.INTERRUPTED
    assert not allocation_faults(countries, result.pool, result.allocation)
    assert heard[0].of == 3


def test_no_money_is_shared_too():
    result = allocate([create_country("A"), create_country("B")], create_pool(0, 0), seconds=5)
    assert result.value == 0
    assert result.gap == 0


def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(NaphsError, match=r"pip install opennaphs\[cluster\]"):
        crew_of([create_country("A")], create_pool(1, 1), cluster="tcp://127.0.0.1:1").__enter__()


@pytest.mark.slow
@pytest.mark.enable_socket
def test_a_dask_cluster_answers_as_one_process():
    distributed = pytest.importorskip("distributed", reason="the extra “cluster” (Dask) is not installed")
    countries = [create_country(name, cost=50 + 10 * place) for place, name in enumerate("ABC")]
    alone = allocate(countries, create_pool(100, 30), seconds=30, gap=0)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        together = allocate(countries, create_pool(100, 30), seconds=30, gap=0, cluster=cluster.scheduler_address)
    assert together.allocation == alone.allocation
