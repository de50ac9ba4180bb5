"""The money of a plan: sources and gap are the cost for every cut; nothing is lost, nothing counts twice."""

import datetime
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from opennaphs.domain.cost_views import Cut, cost_facts, cost_table
from opennaphs.domain.funding.carrying import carry_funding
from opennaphs.domain.funding.changes import ChangeKind, changes_between, changes_since, snapshot_of, years_of
from opennaphs.domain.funding.coins import split, spread
from opennaphs.domain.funding.counting import STAGES, CountingRule, counted_by_year
from opennaphs.domain.funding.gaps import NOT_FUNDED, FundingCut, gap_grid, gap_table, whole_gap
from opennaphs.domain.funding.mapping import flows, mapping_grid, mapping_grids
from opennaphs.domain.funding.positions import WHOLE_COUNTRY, Narrowing, activity_money, funding_position, narrowed
from opennaphs.domain.funding.supports import Portion, SupportState
from opennaphs.domain.funding.tails import donor_exit, recurrent_tail
from opennaphs.domain.library import AdministrativeLevel, EconomicType, Sector
from opennaphs.domain.plan_document import document, plan_of
from tests.hand_costed_plans import (
    FIRST_YEAR,
    create_activity,
    create_funded_plan,
    create_source,
    create_support,
    create_transaction,
)

AREAS, PLACES, KINDS = ("A", "B"), ("north", "south"), tuple(EconomicType)
LEADS, LEVELS = (Sector.HEALTH, Sector.FINANCE), (AdministrativeLevel.NATIONAL, AdministrativeLevel.DISTRICT)
NUMBERS = ("W1", "W2", "W3")
ZERO = Decimal(0)
make_activity = lru_cache(maxsize=None)(create_activity)  # drafting one anew each time is what takes long


def some(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)).map(tuple)


@st.composite
def activities(draw):
    found = []
    for number in NUMBERS[: draw(st.integers(1, 3))]:
        amounts = st.tuples(*[st.integers(0, 900)] * 2).map(lambda two: tuple(Decimal(one) / 100 for one in two))
        costs = {kind.name.lower(): draw(amounts) for kind in draw(some(KINDS))}
        place = draw(some(PLACES))
        made = make_activity(
            number,
            draw(st.sampled_from(AREAS)),
            place,
            draw(st.sampled_from(LEADS)),
            draw(st.sampled_from(LEVELS)),
            **costs,
        )
        found.append(made)
    return found


@st.composite
def ties(draw):
    if draw(st.booleans()):
        tied = {"activity": draw(st.sampled_from(NUMBERS)), "economic_types": draw(some(KINDS))}
        return {**tied, "regions": draw(some(PLACES))}
    return {"areas": draw(some(AREAS)), "regions": draw(some(PLACES)), "economic_types": draw(some(KINDS))}


@st.composite
def portions(draw):
    kind = draw(st.sampled_from(("none", "share", "amount")))
    count = 0 if kind == "none" else draw(st.integers(1, 3))
    if kind == "amount":
        from tests.hand_costed_plans import money

        return tuple(Portion(amount=money(draw(st.integers(1, 9))), **draw(ties())) for _ in range(count))
    shares = split(1000, [draw(st.integers(1, 9)) for _ in range(count)]) if count else []
    return tuple(Portion(share=Decimal(one) / 1000, **draw(ties())) for one in shares)


@st.composite
def supports(draw, number, regional=True):
    transactions = [
        create_transaction(
            f"T{number}-{place}",
            Decimal(draw(st.integers(-200, 1200))) / 100,
            FIRST_YEAR + draw(st.integers(0, 2)),
            draw(st.sampled_from(STAGES)),
            currency=draw(st.sampled_from(("USD", "USD", "UGX", "XOF"))),
        )
        for place in range(draw(st.integers(0, 4)))
    ]
    return create_support(
        f"P{number}",
        draw(st.sampled_from(("one", "two", "three"))),
        *transactions,
        portions=draw(portions()),
        ours=not regional or draw(st.sampled_from((True, True, False))),
        state=draw(st.sampled_from((SupportState.VALIDATED, SupportState.VALIDATED, SupportState.REPORTED))),
    )


@st.composite
def plans(draw, regional=True):
    sources = [
        create_source("one"),
        create_source("two", economic_types=draw(some(KINDS)), regions=draw(some(PLACES))),
        create_source(
            "three",
            areas=draw(some(AREAS)),
            ministries=tuple(map(str, draw(some(LEADS)))),
            places=tuple(map(str, draw(some(LEVELS)))),
            until_day=draw(st.sampled_from((None, datetime.date(FIRST_YEAR, 12, 31)))),
        ),
    ]
    given_supports = [draw(supports(number, regional)) for number in range(draw(st.integers(0, 6)))]
    return create_funded_plan(draw(activities()), sources, given_supports)


@st.composite
def crowded_plans(draw):
    """Much money for few cents of cost in one year, with ties that overlap: money must make way for other money."""
    cents = st.integers(0, 4).map(lambda amount: (Decimal(amount) / 100,))
    made = [
        make_activity(number, area, place, Sector.HEALTH, AdministrativeLevel.NATIONAL, **draw(costs(cents)))
        for number, area, place in (("W1", "A", PLACES), ("W2", "B", PLACES[:1]), ("W3", "B", ()))
    ]
    found = []
    for number in range(draw(st.integers(2, 6))):
        portion = Portion(share=Decimal(1), **draw(ties()))
        coins = Decimal(draw(st.integers(1, 8))) / 100
        paid = create_support(f"P{number}", "one", create_transaction(f"T{number}", coins), portions=(portion,))
        found.append(replace(paid, ours=number < 3 or draw(st.booleans()), source=f"S{number}"))
    sources = [create_source("one"), *(create_source(f"S{number}") for number in range(6))]
    return create_funded_plan(made, sources, found)


def costs(amounts):
    return st.fixed_dictionaries({kind.name.lower(): amounts for kind in KINDS})


rules = st.builds(CountingRule, st.sampled_from(STAGES), st.booleans(), st.booleans())


@st.composite
def narrowings(draw):
    return Narrowing(
        areas=draw(some(AREAS)),
        ministries=tuple(map(str, draw(some(LEADS)))),
        regions=draw(some((*PLACES, WHOLE_COUNTRY))),
        years=draw(some((FIRST_YEAR, FIRST_YEAR + 1))),
        sources=draw(some(("one", "two", "three"))),
        economic_types=tuple(map(str, draw(some(KINDS)))),
        activities=draw(some(NUMBERS)),
    )


def total(amounts):
    return sum((one.amount for one in amounts), ZERO)


@given(plans(), rules, narrowings())
def test_sources_and_gap_are_the_cost_for_every_cut_and_narrowing(plan, rule, narrowing):
    position = narrowed(funding_position(plan, rule), narrowing)
    cost = total(cell.cost for cell in position.cells)
    for by in FundingCut:
        table = gap_table(position, by)
        assert total(row.cost for row in table.rows) == table.whole.cost.amount == cost
        assert total(row.counted for row in table.rows) == table.whole.counted.amount
        for row in (*table.rows, table.whole):
            assert row.counted + row.gap == row.cost
            assert row.gap.amount >= ZERO
            assert row.counted.amount >= ZERO
            assert row.least.amount <= row.gap.amount <= row.most.amount <= row.cost.amount or by is FundingCut.SOURCE
    by_source = gap_table(position, FundingCut.SOURCE).rows
    assert total(row.counted for row in by_source) + by_source[-1].gap.amount == cost
    assert by_source[-1].value == NOT_FUNDED


@given(plans(), narrowings(), st.sampled_from(FundingCut), st.sampled_from(FundingCut))
def test_a_grid_adds_up_to_the_tables_of_its_rows_and_columns(plan, narrowing, by, across):
    position = narrowed(funding_position(plan), narrowing)
    grid = gap_grid(position, by, across)
    for totals, cut, values in ((grid.row_totals, by, grid.rows), (grid.column_totals, across, grid.columns)):
        table = gap_table(position, cut)
        assert values == tuple(row.value for row in table.rows)
        assert [(one.cost, one.counted, one.gap) for one in totals] == [
            (row.cost, row.counted, row.gap) for row in table.rows
        ]
    assert grid.whole.gap == whole_gap(position).gap


@given(plans())
def test_the_cells_are_the_cost_of_the_plan(plan):
    position = funding_position(plan)
    for cut, name in ((Cut.AREA, "area"), (Cut.MINISTRY, "ministry"), (Cut.ACTIVITY, "activity"), (Cut.YEAR, "year")):
        costs = cost_table(plan, cut)
        sums = Counter()
        for cell in position.cells:
            sums[str(getattr(cell, name))] += cell.cost.amount
        assert sums == Counter({row: one.amount for row, one in zip(costs.rows, costs.row_totals, strict=True)})


@given(plans(), rules)
def test_no_unit_of_money_is_lost_and_none_counts_twice(plan, rule):
    position = funding_position(plan, rule)
    counted = total(cell.counted for cell in position.cells)
    sure = [one for one in position.supports if one.why_not is None and not one.regional and one.money is not None]
    assert total(one.money for one in sure) == total(one.counted for one in sure) + total(one.left_over for one in sure)
    assert total(one.counted for one in position.supports) == counted
    assert total(one.money for one in position.left_over) == total(one.left_over for one in position.supports)
    for one in position.supports:
        assert one in sure or one.counted.amount == one.left_over.amount == 0
    for cell in position.cells:
        assert cell.counted.amount <= cell.cost.amount


def may_pay(plan, support, portion, cell, source):
    """Say the same as the rules, word for word, without any of their code."""
    if portion.activity is not None and portion.activity != cell.activity:
        return False
    earmark = source.earmark
    everywhere = portion.activity is not None and cell.region == WHOLE_COUNTRY
    bounds = (
        (portion.areas, cell.area),
        (earmark.areas, cell.area),
        (earmark.ministries, cell.ministry),
        (earmark.places, cell.scale),
        (() if everywhere else portion.regions, cell.region),
        (() if everywhere else earmark.regions, cell.region),
        (portion.economic_types, cell.economic_type),
        (earmark.economic_types, cell.economic_type),
    )
    return all(not bound or value in bound for bound, value in bounds)


def flow(plan, position, regional=False):
    """Give all money in coins with the cells it may pay for, found pair by pair, and these cells."""
    lots, cells = [], [cell for cell in position.cells if cell.pieces]
    for year in position.placement.years:
        for lot in (*year.lots, *(year.possible if regional else ())):
            for piece in lot.pieces:
                support = plan.funding.supports[piece.support]
                source = plan.funding.source(support.source)
                reach = [
                    number
                    for number, cell in enumerate(cells)
                    if cell.year == piece.year and may_pay(plan, support, piece.portion, cell, source)
                ]
                lots.append((piece.coins, reach))
    return lots, cells


class Network:
    """Lots with the cells they may pay for, and the room of these: Ford and Fulkerson, plainly."""

    def __init__(self, lots, rooms):
        self.lots, self.rooms, self.at = lots, list(rooms), [Counter() for _ in lots]

    def push(self, lot, seen, most):
        for cell in self.lots[lot][1]:
            if cell in seen:
                continue
            seen.add(cell)
            moved = min(most, self.rooms[cell]) or self.make_room(lot, cell, seen, most)
            if moved:
                self.rooms[cell] -= moved
                self.at[lot][cell] += moved
                return moved
        return 0

    def make_room(self, lot, cell, seen, most):
        for other, held in enumerate(self.at):
            if held[cell] and other != lot:
                moved = self.push(other, seen, min(most, held[cell]))
                if moved:
                    held[cell] -= moved
                    self.rooms[cell] += moved
                    return moved
        return 0


def most_money(lots, rooms):
    """Give what all lots can pay at most."""
    network = Network(lots, rooms)
    for lot, (coins, _) in enumerate(lots):
        left = coins
        while left and (moved := network.push(lot, set(), left)):
            left -= moved
    return sum(sum(one.values()) for one in network.at)


@settings(max_examples=400)
@given(st.one_of(crowded_plans(), plans()))
def test_as_much_money_is_placed_as_any_placement_could(plan):
    position = funding_position(plan)
    lots, cells = flow(plan, position)
    most = most_money(lots, [cell.pieces for cell in cells])
    assert sum(sum(cell.paid.values()) for cell in position.cells) == most
    event("money left over" if position.left_over else "all money placed")


@settings(max_examples=300)
@given(
    st.one_of(crowded_plans(), plans()),
    narrowings(),
    st.sampled_from([one for one in FundingCut if one is not FundingCut.SOURCE]),
)
def test_the_interval_holds_whatever_any_placement_of_as_much_money_gives(plan, narrowing, by):
    """The most that any placement can put into a row, and the least when as much as possible is placed in all."""
    position = funding_position(plan)
    name = by.name.lower()
    narrowing = replace(narrowing, sources=())
    table = gap_table(narrowed(position, narrowing), by)
    with_regional, cells = flow(plan, position, regional=True)
    lots, _ = flow(plan, position)
    whole = most_money(lots, [cell.pieces for cell in cells])
    costs = [cell.pieces for cell in cells]
    assert sum(costs) - most_money(with_regional, costs) == int(whole_gap(position).least.amount * 100)
    for row in table.rows:
        inside = [str(getattr(cell, name)) == row.value and narrowing.keeps(cell) for cell in cells]
        rooms = [cell.pieces if within else 0 for cell, within in zip(cells, inside, strict=True)]
        others = [0 if within else cell.pieces for cell, within in zip(cells, inside, strict=True)]
        cost = sum(rooms)
        assert (cost - most_money(with_regional, rooms)) >= int(row.least.amount * 100)
        assert (cost - (whole - most_money(lots, others))) <= int(row.most.amount * 100)


@given(plans(regional=False), rules)
def test_without_regional_money_the_gap_of_the_whole_plan_is_one_number(plan, rule):
    whole = whole_gap(funding_position(plan, rule))
    assert whole.least == whole.gap == whole.most


@given(plans())
def test_money_of_an_earlier_stage_is_never_less_than_that_of_a_later_one(plan):
    rate = plan.funding.rates
    for support in plan.funding.supports:
        before = None
        for stage in STAGES:
            counts = {
                one.year: one.money for one in counted_by_year(support, CountingRule(stage), rate, plan.cost_basis)
            }
            for year, money in counts.items():
                if before is not None and before.get(year) is not None and money is not None:
                    assert money.amount <= before[year].amount
            before = counts


@given(plans(), st.integers(0, 5), st.sampled_from(("currency", "year")))
def test_a_change_of_one_support_moves_no_money_of_the_others_where_they_do_not_meet(plan, number, what):
    """Each activity is an island of its own: support is tied to one activity each."""
    assume(number < len(plan.funding.supports))
    tied = [
        replace(one, portions=(Portion(share=Decimal(1), activity=NUMBERS[place % 3]),))
        for place, one in enumerate(plan.funding.supports[:3])
    ]
    assume(number < len(tied))
    before = replace(plan, funding=replace(plan.funding, supports=tuple(tied)))
    changed = [
        replace(one, money=replace(one.money, currency="UGX"))
        if what == "currency"
        else replace(one, year=one.year + 1)
        for one in tied[number].transactions
    ]
    tied[number] = replace(tied[number], transactions=tuple(changed))
    after = replace(plan, funding=replace(plan.funding, supports=tuple(tied)))
    cells = [funding_position(one).cells for one in (before, after)]
    for old, new in zip(*cells, strict=True):
        assert old == new or old.activity == NUMBERS[number % 3]


@given(plans(), narrowings())
def test_mapping_and_flows_carry_all_money(plan, narrowing):
    position = narrowed(funding_position(plan), narrowing)
    grid, grids = mapping_grid(position), mapping_grids(position)
    for row in (*grid.rows, grid.whole):
        assert total(row.by_source) == row.counted.amount
        assert row.counted + row.gap == row.cost
    assert total(one.whole.cost for one in grids) == grid.whole.cost.amount
    assert total(one.whole.counted for one in grids) == grid.whole.counted.amount
    into, out = Counter(), Counter()
    for one in flows(position):
        assert one.money.amount > 0
        if one.step == 0:
            into[one.to] += one.money.amount
        else:
            out[one.from_] += one.money.amount
    assert into == out


@given(plans())
def test_the_exits_of_all_sources_are_all_counted_money(plan):
    position = funding_position(plan)
    exits, tail = donor_exit(plan, position), recurrent_tail(plan, position)
    assert total(one.whole for one in exits) == whole_gap(position).counted.amount
    for one in exits:
        assert total(money for _, money in one.by_year) == one.whole.amount == total(area.money for area in one.areas)
    assert tail.paid + tail.unpaid == tail.bill
    assert total(one.money for one in tail.payers) == tail.paid.amount


@given(plans(), plans())
def test_a_snapshot_and_its_changes_give_the_later_position(first, second):
    before, after = funding_position(first), funding_position(second)
    snapshot = json.loads(json.dumps(snapshot_of(before)))
    assert changes_since(snapshot, before) == ()
    sums = Counter()
    for one in snapshot["counted"]:
        sums[one["source"], one["area"], one["year"]] += Decimal(one["amount"])
    for one in snapshot["cost"]:
        sums[None, one["area"], one["year"]] += Decimal(one["amount"])
    found = changes_since(snapshot, after)
    for one in found:
        assert sums[one.source, one.area, one.year] == one.before.amount
        sums[one.source, one.area, one.year] = one.after.amount
    assert +sums == +Counter({(one[0], one[1], one[2]): amount for one, amount in later(after).items()})
    sizes = [abs(one.after.amount - one.before.amount) for one in found]
    assert sizes == sorted(sizes, reverse=True)


MIRRORED = {
    ChangeKind.NEW: ChangeKind.GONE,
    ChangeKind.GONE: ChangeKind.NEW,
    ChangeKind.MORE: ChangeKind.LESS,
    ChangeKind.LESS: ChangeKind.MORE,
    ChangeKind.COST: ChangeKind.COST,
}


@given(plans(), plans(), st.booleans())
def test_two_snapshots_mirror_each_other_and_one_differs_in_nothing_from_itself(first, second, by_year):
    before, after = (snapshot_of(funding_position(one)) for one in (first, second))
    assert changes_between(before, before, by_year=by_year) == ()
    there = changes_between(before, after, by_year=by_year)
    back = changes_between(after, before, by_year=by_year)
    turned = [(MIRRORED[one.kind], one.source, one.area, one.year, one.after, one.before) for one in back]
    plain = [(one.kind, one.source, one.area, one.year, one.before, one.after) for one in there]
    assert Counter(map(repr, plain)) == Counter(map(repr, turned))


@given(plans(), plans())
def test_over_all_years_every_source_and_area_changes_by_the_sum_of_its_years(first, second):
    before, after = (snapshot_of(funding_position(one)) for one in (first, second))
    sums = Counter()
    for one in changes_between(before, after):
        assert one.year in {*years_of(before), *years_of(after)}
        sums[one.source, one.area] += one.after.amount - one.before.amount
    whole = changes_between(before, after, by_year=False)
    assert {one.year for one in whole} <= {None}
    found = {(one.source, one.area): one.after.amount - one.before.amount for one in whole}
    assert found == {key: amount for key, amount in sums.items() if amount}


def later(position):
    sums = Counter()
    for cell in position.cells:
        sums[None, cell.area, cell.year] += cell.cost.amount
        for source, money in cell.by_source.items():
            sums[source, cell.area, cell.year] += money.amount
    return sums


@given(plans(), some((FIRST_YEAR, FIRST_YEAR + 1, FIRST_YEAR + 2, FIRST_YEAR + 3)), some(NUMBERS))
def test_carrying_loses_nothing(plan, years, kept):
    carried = {number: f"new {number}" for number in kept}
    after, said = carry_funding(plan.funding, carried, years)
    going = {support.id: support for support in after.supports}
    assert after.sources == plan.funding.sources
    assert after.rates == plan.funding.rates
    named = Counter((one.values["support"], one.code) for one in said)
    for support in plan.funding.supports:
        left = [one for one in support.transactions if one.year not in years]
        stays = named[support.title, "stays"]
        assert (support.id in going) != bool(stays)
        if support.id in going:
            assert set(going[support.id].transactions) | set(left) == set(support.transactions)
            assert bool(left) == bool(named[support.title, "earlier-money"])
            assert len(going[support.id].portions) == len(support.portions)
            for old, new in zip(support.portions, going[support.id].portions, strict=True):
                assert new.activity == carried.get(old.activity)
                assert (new.share, new.areas, new.regions) == (old.share, old.areas, old.regions)


@given(plans())
def test_a_plan_with_money_survives_its_document(plan):
    again = plan_of(json.loads(json.dumps(document(plan))))
    assert again.funding == plan.funding
    assert funding_position(again).cells == funding_position(plan).cells


@given(plans())
def test_the_money_of_the_activities_is_that_of_the_cells(plan):
    position = funding_position(plan)
    found = activity_money(plan, position)
    assert set(found) == {one.id for one in plan.activities}
    known = [one for one in found.values() if one.cost is not None]
    assert total(one.cost for one in known) == total(fact.amount for fact in cost_facts(plan))
    assert total(one.counted for one in known) == whole_gap(position).counted.amount


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_splitting_and_spreading_conserve_money(amount, weights):
    assume(sum(weights))
    parts = split(amount, weights)
    exact = [Decimal(amount) * weight / sum(weights) for weight in weights]
    assert sum(parts) == amount
    assert all(abs(part - one) < 1 for part, one in zip(parts, exact, strict=True))
    fits = min(amount, sum(weights))
    placed = spread(fits, weights)
    assert sum(placed) == fits
    assert all(0 <= part <= room for part, room in zip(placed, weights, strict=True))
