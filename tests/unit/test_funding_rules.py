"""Single rules of funding that the tables do not show: earmarks, days, flows, changes, carrying, narrowing."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.catalogue.translations import translator
from opennaphs.domain.funding.carrying import carry_funding
from opennaphs.domain.funding.changes import ChangeKind, changes_since, snapshot_of
from opennaphs.domain.funding.coins import Coin, coin_for
from opennaphs.domain.funding.gaps import NOT_FUNDED, FundingCut, gap_grid, gap_table, whole_gap
from opennaphs.domain.funding.mapping import flows, mapping_grid, mapping_grids, under_served
from opennaphs.domain.funding.positions import (
    WHOLE_COUNTRY,
    LeftOverReason,
    Narrowing,
    activity_money,
    funding_position,
    narrowed,
)
from opennaphs.domain.funding.supports import Funding, MoneyStage, SupportState
from opennaphs.domain.funding.tails import donor_exit
from opennaphs.domain.funding.warnings import funding_warnings
from opennaphs.domain.library import EconomicType, Sector
from opennaphs.domain.sentences import Refused
from tests.factories import create_costed_plan
from tests.hand_costed_plans import (
    FIRST_YEAR,
    amount,
    create_activity,
    create_funded_plan,
    create_source,
    create_support,
    create_transaction,
    money,
    share,
)

TODAY = datetime.date(2027, 6, 30)


def create_two_areas(supports, sources=None):
    works = [create_activity("A1", "A", ("north", "south"), one_off=(100,)), create_activity("B1", "B", one_off=(50,))]
    return create_funded_plan(works, sources or [create_source("one"), create_source("two")], supports)


def codes(plan, today=TODAY):
    return [str(one.code) for one in funding_warnings(plan, funding_position(plan), today)]


def test_a_plan_without_costs_has_no_position_and_one_without_money_is_all_gap():
    plan = create_costed_plan()
    assert funding_position(replace(plan, cost_basis=None)) is None
    whole = whole_gap(funding_position(plan))
    assert whole.gap == whole.cost == whole.least == whole.most
    assert whole.cost.amount > 0


@pytest.mark.parametrize(
    ("bound", "paid"),
    [
        ({}, 150),
        ({"areas": ("A",)}, 100),
        ({"economic_types": (EconomicType.RECURRENT,)}, 0),
        ({"ministries": ("finance",)}, 0),
        ({"ministries": ("health",)}, 150),
        ({"places": ("district",)}, 0),
        ({"regions": ("north",)}, 50),
        ({"from_day": datetime.date(2028, 1, 1)}, 0),
        ({"from_day": datetime.date(2027, 12, 31)}, 150),
        ({"recipients": ("somebody else",)}, 150),
    ],
)
def test_a_source_pays_only_for_what_its_earmark_allows(bound, paid):
    plan = create_two_areas([create_support("P", "one", 500, recipient="a lab")], [create_source("one", **bound)])
    assert whole_gap(funding_position(plan)).counted.amount == paid


@pytest.mark.parametrize(
    ("support", "bound", "reason"),
    [
        (create_support("P", "one", 500), {}, LeftOverReason.NO_ROOM),
        (create_support("P", "one", 500), {"areas": ("C",)}, LeftOverReason.NOTHING_ALLOWED),
        (create_support("P", "one", create_transaction("T", 5, 2026)), {}, LeftOverReason.OUTSIDE_YEARS),
        (create_support("P", "one", 5), {"until_day": datetime.date(2026, 1, 1)}, LeftOverReason.OUTSIDE_DAYS),
    ],
)
def test_money_that_is_left_over_says_why(support, bound, reason):
    plan = create_two_areas([support], [create_source("one", **bound)])
    (found,) = funding_position(plan).left_over
    assert found.reason is reason
    (warning,) = [one for one in funding_warnings(plan, funding_position(plan), TODAY) if one.code == "over-funded"]
    assert str(reason) in str(warning.sentence)


def test_money_tied_to_an_activity_without_cost_is_left_over():
    plan = create_funded_plan(
        [create_activity("W")],
        [create_source("one")],
        [create_support("P", "one", 5, portions=(share(1, activity="W"),))],
    )
    (found,) = funding_position(plan).left_over
    assert (found.activity, found.reason) == ("W", LeftOverReason.NOTHING_ALLOWED)


def test_other_money_makes_way_for_regional_money_in_the_least_gap():
    """Half of the loose money lies on A; with 100 of regional money for A, all of it could lie on B and the rest."""
    works = [create_activity("A1", "A", one_off=(100,)), create_activity("B1", "B", one_off=(100,))]
    regional = create_support("R", "two", 100, portions=(share(1, areas=("A",)),), ours=False)
    plan = create_funded_plan(
        works, [create_source("one"), create_source("two")], [create_support("P", "one", 100), regional]
    )
    position = funding_position(plan)
    whole = whole_gap(position)
    assert (whole.gap.amount, whole.least.amount, whole.most.amount) == (100, 0, 100)
    assert [one.code for one in position.not_counted] == ["regional"]
    assert [row.counted.amount for row in gap_table(position, FundingCut.AREA).rows] == [50, 50]


def test_money_tied_to_an_activity_goes_before_money_for_fewer_cells():
    tied = create_support("T", "two", 100, portions=(share(1, activity="A1"),))
    loose = create_support("L", "one", 50, portions=(share(1, regions=("north",)),))
    assert [one.support for one in funding_position(create_two_areas([loose, tied])).left_over] == ["L"]


def test_of_money_for_the_same_work_the_earlier_source_of_the_plan_goes_first():
    plan = create_two_areas([create_support("P", "two", 100), create_support("Q", "one", 100)])
    assert [(one.support, one.money.amount) for one in funding_position(plan).left_over] == [("P", 50)]


def test_of_one_source_the_earlier_support_is_placed_first():
    plan = create_two_areas([create_support("P", "one", 100), create_support("Q", "one", 100)])
    found = [(one.counted.amount, one.left_over.amount) for one in funding_position(plan).supports]
    assert found == [(100, 0), (50, 50)]


def test_a_part_in_a_currency_without_a_rate_is_named_and_its_support_not_counted():
    plan = create_two_areas([create_support("P", "one", 50, portions=(amount(5, "XOF", activity="A1"),))])
    position = funding_position(plan)
    assert whole_gap(position).counted.amount == 0
    assert [one.code for one in position.not_counted] == ["rate-missing"]
    assert codes(plan) == ["rate-missing"]


def test_every_warning_names_whom_it_is_about():
    about = {"state": SupportState.REPORTED, "portions": (share(1, activity="A1"),)}
    late = create_transaction("T", 500, 2028)
    plan = create_two_areas([create_support("P", "one", late, ends=datetime.date(2027, 12, 31), **about)])
    found = funding_warnings(plan, funding_position(plan), TODAY)
    assert [str(one.code) for one in found] == ["after-end", "not-validated"]
    for one in found:
        assert (one.supports, one.sources, one.activities) == (("P",), ("one",), ("A1",))


def test_money_spent_outside_the_days_or_after_today_or_after_the_end_is_named():
    spent = create_transaction("T", 5, stage=MoneyStage.EXPENDITURE, on=datetime.date(2027, 9, 1))
    source = create_source("one", until_day=datetime.date(2027, 8, 1))
    plan = create_two_areas([create_support("P", "one", spent, ends=datetime.date(2027, 8, 1))], [source])
    assert codes(plan) == ["outside-earmark", "after-end", "not-yet-happened"]
    assert codes(plan, datetime.date(2027, 9, 1)) == ["outside-earmark", "after-end"]


def test_warnings_keep_cents_and_price_years_and_are_written_as_the_language_writes_amounts():
    spent = create_transaction("T2", "1000.40", stage=MoneyStage.EXPENDITURE)
    paid = create_transaction("T1", "1000.00", stage=MoneyStage.DISBURSEMENT)
    plan = create_two_areas([create_support("P", "one", paid, spent, state=SupportState.REPORTED)])
    (found,) = [one for one in funding_warnings(plan, funding_position(plan), TODAY) if one.code == "spent-more"]
    year = plan.cost_basis.price_year
    assert f"USD 1,000.40 ({year} prices) was spent, but only USD 1,000 ({year} prices)" in str(found.sentence)
    french = found.sentence.text(translator("fr"))
    assert "1\u202f000,40 USD" in french
    assert "1\u202f000 USD" in french


def test_a_recipient_area_region_or_kind_outside_the_earmark_is_named():
    source = create_source(
        "one", recipients=("the ministry",), areas=("A",), regions=("north",), economic_types=(EconomicType.CAPITAL,)
    )
    tied = share(1, areas=("B",), regions=("south",), economic_types=(EconomicType.ONE_OFF,))
    plan = create_two_areas([create_support("P", "one", 5, recipient="a lab", portions=(tied,))], [source])
    found = [str(one.sentence) for one in funding_warnings(plan, funding_position(plan), TODAY)]
    said = [text for text in found if "may not" in text]
    assert [
        word for word in ("a lab", "areas B", "regions south", "one-off") if not any(word in one for one in said)
    ] == []
    assert len(said) == 4


def test_narrowed_to_a_source_all_costs_stay_and_this_is_said():
    plan = create_two_areas([create_support("P", "one", 60), create_support("Q", "two", 30)])
    part = narrowed(funding_position(plan), Narrowing(sources=("two",)))
    whole = whole_gap(part)
    assert (whole.cost.amount, whole.counted.amount) == (150, 30)
    assert "two" in str(part.narrowing.sentence())
    assert [one.support for one in part.supports] == ["Q"]
    assert narrowed(funding_position(plan), Narrowing(areas=("A",))).narrowing.sentence() is None


def test_narrowing_twice_keeps_both_bounds():
    plan = create_two_areas([create_support("P", "one", 60)])
    part = narrowed(narrowed(funding_position(plan), Narrowing(areas=("A",))), Narrowing(regions=("north",)))
    assert {(cell.area, cell.region) for cell in part.cells} == {("A", "north")}
    assert (part.narrowing.areas, part.narrowing.regions) == (("A",), ("north",))
    assert narrowed(part, Narrowing(areas=("B",))).cells == ()


def test_the_grid_by_source_has_a_column_for_what_nobody_pays():
    plan = create_two_areas([create_support("P", "one", 60, portions=(share(1, areas=("A",)),))])
    grid = gap_grid(funding_position(plan), FundingCut.AREA, FundingCut.SOURCE)
    assert grid.columns == ("one", "two", NOT_FUNDED)
    assert [[int(one.cost.amount) for one in row] for row in grid.cells] == [[60, 0, 40], [0, 0, 50]]
    assert gap_table(funding_position(plan), FundingCut.YEAR).rows[0].value == "2027"


def test_the_mapping_shows_who_pays_where_and_what_is_under_served():
    plan = create_two_areas([create_support("P", "one", 60, portions=(share(1, areas=("A",), regions=("north",)),))])
    position = funding_position(plan)
    grids = {one.region: one for one in mapping_grids(position)}
    assert list(grids) == ["north", "south", WHOLE_COUNTRY]
    assert [one.counted.amount for one in grids["north"].rows] == [50]
    assert [one.amount for one in mapping_grid(position).rows[0].by_source] == [50, 0]
    assert [(one.area, one.covered, one.sources) for one in under_served(position)] == [
        ("B", 0, ()),
        ("A", Decimal("0.5"), ("one",)),
    ]
    assert [one.area for one in under_served(position, 1)] == ["B"]
    found = {(one.from_, one.to): int(one.money.amount) for one in flows(position)}
    assert found == {
        ("one", "A"): 50,
        (NOT_FUNDED, "A"): 50,
        (NOT_FUNDED, "B"): 50,
        ("A", "north"): 50,
        ("A", "south"): 50,
        ("B", WHOLE_COUNTRY): 50,
    }


def test_a_fully_funded_area_is_not_under_served():
    plan = create_two_areas([create_support("P", "one", 50, portions=(share(1, areas=("B",)),))])
    assert [one.area for one in under_served(funding_position(plan))] == ["A"]


def test_what_changed_since_the_last_mapping():
    tied = {"portions": (share(1, areas=("A",)),)}
    before = funding_position(create_two_areas([create_support("P", "one", 60, **tied)]))
    after = create_two_areas([create_support("Q", "two", 30, **tied)])
    found = changes_since(snapshot_of(before), funding_position(after))
    assert [(one.kind, one.source, one.after.amount - one.before.amount) for one in found] == [
        (ChangeKind.GONE, "one", -60),
        (ChangeKind.NEW, "two", 30),
    ]
    more = funding_position(create_two_areas([create_support("P", "one", 65, **tied)]))
    assert [one.kind for one in changes_since(snapshot_of(before), more)] == [ChangeKind.MORE]
    assert [one.kind for one in changes_since(snapshot_of(more), before)] == [ChangeKind.LESS]
    dearer = create_funded_plan([create_activity("A1", "A", one_off=(120,)), create_activity("B1", "B", one_off=(50,))])
    empty = funding_position(create_two_areas([]))
    assert [one.kind for one in changes_since(snapshot_of(empty), funding_position(dearer))] == [ChangeKind.COST]


def test_mappings_in_different_money_are_not_compared():
    position = funding_position(create_two_areas([]))
    with pytest.raises(Refused, match="EUR 2024"):
        changes_since({**snapshot_of(position), "currency": "EUR"}, position)


def test_the_exit_of_the_only_source_of_an_area_is_marked():
    plan = create_two_areas(
        [
            create_support("P", "one", 60, portions=(share(1, areas=("A",)),)),
            create_support("Q", "two", 20, portions=(share(1, areas=("A",)),)),
            create_support("R", "two", 20, portions=(share(1, areas=("B",)),)),
        ]
    )
    position = funding_position(plan)
    exits = {one.source: one for one in donor_exit(plan, position)}
    assert [(one.area, one.share, one.alone) for one in exits["two"].areas] == [
        ("B", 1, True),
        ("A", Decimal("0.25"), False),
    ]
    part = narrowed(position, Narrowing(sources=("one",)))
    assert [one.alone for one in donor_exit(plan, part)[0].areas] == [False]


def test_stages_nobody_reported_are_not_zero():
    spent = create_transaction("S", 0, stage=MoneyStage.EXPENDITURE)
    support = create_support("P", "one", 60, spent, portions=(share("0.5", activity="A1"), share("0.5")))
    plan = create_two_areas([support])
    found = activity_money(plan, funding_position(plan))
    assert (found["A1"].committed, found["A1"].spent, found["A1"].disbursed) == (money("30.00"), money("0.00"), None)
    assert (found["B1"].committed, found["B1"].cost) == (None, money("50.00"))
    assert found["A1"].counted.amount + found["B1"].counted.amount == 60


@pytest.mark.parametrize(
    "support",
    [
        create_support("P", "one", 60, state=SupportState.REPORTED, portions=(share(1, activity="A1"),)),
        create_support("P", "one", 60, ours=False, portions=(share(1, activity="A1"),)),
        create_support("P", "one", create_transaction("T", 60, 2026), portions=(share(1, activity="A1"),)),
        create_support("P", "one", create_transaction("T", 60, currency="XOF"), portions=(share(1, activity="A1"),)),
    ],
)
def test_money_of_other_years_or_that_does_not_count_is_no_money_of_an_activity(support):
    plan = create_two_areas([support])
    assert activity_money(plan, funding_position(plan))["A1"].committed is None


def test_an_activity_that_is_not_costed_has_neither_cost_nor_counted_money():
    plan = create_funded_plan([create_activity("W"), create_activity("V", lead=Sector.FINANCE, one_off=(1,))])
    found = activity_money(plan, funding_position(plan))
    assert (found["W"].cost, found["W"].counted) == (None, None)
    assert found["V"].counted == money("0.00")


def test_carried_parts_by_amount_shrink_with_their_support_and_lost_ties_are_named():
    later = create_transaction("T2", 30, FIRST_YEAR + 1)
    portions = (amount(60, activity="W1"), amount(30, activity="W2"))
    support = create_support("P", "one", create_transaction("T1", 90), later, portions=portions)
    funding = Funding((create_source("one"),), (support, create_support("Q", "one", 5)))
    after, said = carry_funding(funding, {"W1": "N1"}, (FIRST_YEAR + 1,))
    (going,) = after.supports
    assert [(one.amount.amount, one.activity) for one in going.portions] == [(15, "N1"), (Decimal("7.5"), None)]
    assert [one.code for one in said] == ["earlier-money", "not-tied", "stays"]
    assert "2027" in str(said[0])
    assert "W2" in str(said[1])


def test_carried_parts_keep_their_amounts_where_nobody_knows_what_goes_on():
    foreign = create_transaction("T2", 30, FIRST_YEAR + 1, currency="XOF")
    support = create_support("P", "one", create_transaction("T1", 90), foreign, portions=(amount(60),))
    after, said = carry_funding(Funding((create_source("one"),), (support,)), {}, (FIRST_YEAR + 1,))
    assert after.supports[0].portions == support.portions
    assert "not-scaled" in [one.code for one in said]


def test_costs_finer_than_a_cent_stay_exact():
    coin = coin_for([money("1.25"), money("0.125")], "USD", 2024)
    assert coin == Coin("USD", 2024, 3)
    assert coin.money(coin.pieces(money("0.125"))) == money("0.125")
    assert coin_for([money("10.5000")], "USD", 2024).places == 2
    assert Coin("USD", 2024).pieces(money("0.125")) == 13


def test_a_correction_below_zero_takes_no_money():
    plan = create_funded_plan(
        [create_activity("W", one_off=(-10,), capital=(30,))], [create_source("one")], [create_support("P", "one", 50)]
    )
    position = funding_position(plan)
    whole = whole_gap(position)
    assert (whole.cost.amount, whole.counted.amount, whole.gap.amount) == (20, 30, -10)
    assert [one.money.amount for one in position.left_over] == [20]
