"""Costing in detail, whatever the numbers: additive, in proportion, monotone, and shares sum to the whole."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.scenario_files import load_embedded_plan, load_inclusions
from opennaphs.domain.comparison import compare_plans
from opennaphs.domain.cost_views import Cut, cost_facts, cost_table, ranking
from opennaphs.domain.library import Driver, EconomicType, Priority, Rating
from opennaphs.domain.money import Money
from opennaphs.domain.scenarios import Scenario, apply_scenario, scenario_total
from opennaphs.domain.shared_costs import shared_costs, split
from tests.factories import create_action, create_template
from tests.spec.test_4_costing import create_plan

amounts = st.decimals(0, 10**9, places=2, allow_nan=False)
moneys = st.builds(Money, amounts, st.just("USD"), st.just(2024))


@st.composite
def plans(draw):
    actions = []
    for number in range(draw(st.integers(1, 6))):
        costs = tuple(
            create_template(
                draw(st.sampled_from(["thing", "post"])),
                draw(st.sampled_from([Driver.NATION, Driver.DISTRICT])),
                draw(st.sampled_from(EconomicType)),
                pieces=draw(st.integers(0, 50)),
            )
            for _ in range(draw(st.integers(0, 3)))
        )
        action = create_action(
            f"a{number}", draw(st.sampled_from(["A.1", "B.1"])), draw(st.integers(2, 4)), costs=costs
        )
        rating = Priority(draw(st.booleans()), draw(st.sampled_from(Rating)), Rating.LOW, "a test")
        group = draw(st.sampled_from([None, "training:x", "programme:livestock-vaccination"]))
        actions.append(replace(action, priority=rating, group=group))
    return create_plan(*actions)


def _whole(plan):
    return sum((fact.amount.amount for fact in cost_facts(plan)), Decimal(0))


@given(plans(), st.sampled_from(Cut), st.sampled_from(Cut))
def test_every_cut_adds_up_to_the_plan(plan, by, across):
    table = cost_table(plan, by, across)
    assert table.whole.amount == _whole(plan)
    assert sum((money.amount for money in table.row_totals), Decimal(0)) == table.whole.amount
    assert sum((money.amount for money in table.column_totals), Decimal(0)) == table.whole.amount


@given(plans())
def test_a_ranking_is_ordered_and_ends_at_the_whole(plan):
    ranked = ranking(plan)
    assert [one.amount.amount for one in ranked] == sorted((one.amount.amount for one in ranked), reverse=True)
    if ranked:
        assert abs(ranked[-1].cumulative_share - 1) < 1e-9
        assert sum(one.amount.amount for one in ranked) == _whole(plan)


@given(plans())
def test_a_larger_scenario_never_costs_less(plan):
    totals = [scenario_total(plan, Scenario(name, one)).whole.amount for name, one in load_inclusions().items()]
    assert totals == sorted(totals)
    assert totals[-1] == _whole(plan)


@given(plans(), st.sampled_from(["immunisation", "animal-vaccines", "community-health-workers"]))
def test_leaving_out_another_plan_never_costs_more_and_drops_no_activity(plan, name):
    scenario = Scenario("x", load_inclusions()["full"], (load_embedded_plan(name),))
    counted = apply_scenario(plan, scenario)
    assert _whole(counted) <= _whole(plan)
    assert [one.id for one in counted.activities] == [one.id for one in plan.activities]


@given(plans(), st.sampled_from(["0", "0.07", "0.125"]), st.sampled_from(["0", "0.1"]))
def test_overhead_and_contingency_never_change_the_costs_themselves(plan, overhead, contingency):
    shares = {"overhead": Decimal(overhead), "contingency": Decimal(contingency)}
    total = scenario_total(plan, Scenario("x", load_inclusions()["full"], **shares))
    parts = (*total.by_year, *total.overhead, *total.contingency)
    assert sum(money.amount for money in total.by_year) == _whole(plan)
    assert sum(money.amount for money in parts) == total.whole.amount


@given(moneys, st.lists(moneys, min_size=1, max_size=9))
def test_shares_sum_to_the_whole_and_none_is_negative(amount, keys):
    shares = split(amount, keys)
    assert sum(share.amount for share in shares) == amount.amount
    assert all(share.amount >= 0 for share in shares)


@given(plans())
def test_sharing_never_costs_more_and_conserves_money(plan):
    for one in shared_costs(plan):
        before = sum(money.amount for money in one.before.values())
        after = sum(money.amount for money in one.after.values())
        assert after == max(money.amount for money in one.before.values())
        assert one.saving.amount == before - after >= 0


@given(plans())
def test_work_paid_once_saves_exactly_what_was_said_and_drops_no_activity(plan):
    once = Scenario("x", load_inclusions()["full"], pay_once=True)
    apart = replace(once, pay_once=False)
    saved = scenario_total(plan, apart).whole.amount - scenario_total(plan, once).whole.amount
    assert saved == sum(one.saving.amount for one in shared_costs(plan))
    assert len(apply_scenario(plan, once).activities) == len(plan.activities)
    assert shared_costs(apply_scenario(plan, once)) == ()


@given(plans(), plans())
def test_comparing_finds_what_came_went_and_stayed(before, after):
    found = compare_plans(before, after)
    old, new = ({one.action.id for one in plan.activities} for plan in (before, after))
    assert {one.action.id for one in found.added} == new - old
    assert {one.action.id for one in found.removed} == old - new
    assert {one.name for one in found.changed} <= old & new


@given(plans())
def test_a_plan_does_not_differ_from_itself(plan):
    found = compare_plans(plan, plan)
    assert (found.added, found.removed, found.changed, found.goals) == ((), (), (), ())
    assert all(old == new for old, new in found.costs.values())
