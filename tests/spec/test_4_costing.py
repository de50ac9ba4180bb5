"""Costing in detail"""

from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.scenario_files import load_embedded_plan, load_inclusions
from opennaphs.domain.builders import KINDS, build_detail, occurrence_cost
from opennaphs.domain.costing import CostState
from opennaphs.domain.detailing import DetailedLine, detail_plan
from opennaphs.domain.drafting import Costs, cost_plan, draft_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Builder, Driver, EconomicType, Priority, Rating
from opennaphs.domain.money import Money
from opennaphs.domain.price_bases import in_three_ways
from opennaphs.domain.scenarios import Scenario, apply_scenario, scenario_total
from opennaphs.domain.shared_costs import shared_costs, split
from tests.factories import (
    create_action,
    create_assessment,
    create_crosswalk,
    create_library,
    create_material,
    create_prices,
    create_profile,
    create_request,
    create_template,
    create_unit_cost,
)
from tests.spec.tables import examples, numbers


def _fields(cell):
    return {name: Decimal(value) for name, _, value in (pair.partition("=") for pair in numbers(cell))}


def create_plan(*actions, links=(("P1.1", "A.1"), ("P2.1", "B.1")), term=Term.FIVE_YEARS):
    """A costed plan of the given actions; a thing costs 10 USD, a post 1,000; the country has 7 districts."""
    material = create_material(create_library(*actions), create_crosswalk(*links))
    plan = draft_plan(create_request(term), material, load_framework("jee-1"), create_assessment(P1_1=1, P2_1=1))
    prices = create_prices(create_unit_cost(), create_unit_cost("post", "1000", Builder.STAFF))
    return cost_plan(plan, Costs(create_profile(district="7"), prices))


def _years(line):
    return [f"{amount.amount:f}" for amount in line.by_year]


def _whole(plan):
    return sum(amount.amount for one in plan.activities for line in one.cost.lines for amount in line.by_year)


def test_what_one_occurrence_costs():
    """Each builder has the fields of the WHO costing workbook. What is left out of a field is nothing; a field that is
    needed and missing is an error.

    | builder       | fields                                                                  | cost  |
    | ------------- | ----------------------------------------------------------------------- | ----- |
    | meeting       | participants=20 days=3 per_diem=5                                       | 300   |
    | meeting       | participants=20 days=3 away_participants=8 per_diem=5 per_diem_away=50  | 1380  |
    | meeting       | participants=10 days=2 venue_rent=100 lunch=4 tea_break=1 stationery=2  | 320   |
    | meeting       | participants=10 days=2 trainers=2 trainer_days=3 trainer_fee=50         | 300   |
    | meeting       | participants=10 days=2 trainers=2 trainer_days=3 trainer_per_diem=10    | 60    |
    | meeting       | participants=10 days=2 trainers=2 trainer_extra=5                       | 10    |
    | meeting       | participants=10 days=2 extra_per_person=3 extra_per_day=7               | 44    |
    | field visit   | days=2 supervisors=3 per_diem=20 drivers=1 driver_per_diem=12           | 144   |
    | field visit   | days=2 vehicles=1 cost_per_day_per_vehicle=60 fuel_per_day=15           | 150   |
    | field visit   | days=2 extra_per_visit=9                                                | 9     |
    | consultant    | number=2 days=15 rate=300 per_diem=40 travel=500                        | 11200 |
    | staff         | number=3 salary=500 months=12 on_costs=0.25                             | 22500 |
    | staff         | number=3 existing=2 salary=500 months=12 on_costs=0.25 extras=100       | 7600  |
    | procurement   | quantity=4 price=1250 delivery=200                                      | 5200  |
    | construction  | quantity=80 price=350                                                   | 28000 |
    | communication | quantity=30 price=25                                                    | 750   |
    | exercise      | participants=30 days=1 lunch=10 controllers=4 controller_fee=80         | 620   |
    | exercise      | participants=30 days=1 material=500                                     | 500   |
    | other         | quantity=1 price=99.95                                                  | 99.95 |
    """
    tried = set()
    for row in examples(test_what_one_occurrence_costs):
        detail = build_detail(row["builder"], _fields(row["fields"]))
        assert occurrence_cost(detail) == Decimal(row["cost"])
        tried.add(row["builder"])
    assert tried == set(KINDS)


def test_what_a_builder_refuses():
    """
    | builder     | fields                                     | the message says        |
    | ----------- | ------------------------------------------ | ----------------------- |
    | party       | guests=3                                   | There is no cost builder |
    | meeting     | participants=20                            | needs days              |
    | staff       | number=1                                   | needs salary, months    |
    | procurement | quantity=1 price=-5                        | Write 0 or more         |
    | meeting     | participants=2 days=1 pardiem=3            | has no field “pardiem”  |
    | meeting     | participants=2 days=1 away_participants=3  | More participants travel |
    | staff       | number=1 existing=2 salary=1 months=1      | More posts exist        |
    """
    for row in examples(test_what_a_builder_refuses):
        with pytest.raises(NaphsError, match=row["the message says"]):
            occurrence_cost(build_detail(row["builder"], _fields(row["fields"])))


def _detailed(**changes):
    detail = build_detail("procurement", {"quantity": Decimal(1), "price": Decimal(100)})
    line = DetailedLine("A-001", "Worked out", detail, Driver.NATION, Decimal(1), Decimal(1), EconomicType.CAPITAL)
    return replace(line, **changes)


def test_a_detailed_line_replaces_its_menu_line_and_the_variance_stays():
    """The menu line here is 3 things at 10 USD, one-off: 30 USD in the first year.

    | worked out, cost of one occurrence | per      | share | times a year | first year | variance |
    | ---------------------------------- | -------- | ----- | ------------ | ---------- | -------- |
    | 100                                | nation   | 1     | 1            | 100.00     | 70.00    |
    | 2.5                                | district | 1     | 2            | 35.00      | 5.00     |
    | 2.5                                | district | 0.5   | 1            | 8.75       | -21.25   |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=(create_template(pieces=3),)))
    for row in examples(test_a_detailed_line_replaces_its_menu_line_and_the_variance_stays):
        price = {"quantity": Decimal(1), "price": Decimal(row["worked out, cost of one occurrence"])}
        line = _detailed(
            replaces="thing",
            detail=build_detail("procurement", price),
            per=Driver(row["per"]),
            share=Decimal(row["share"]),
            times_a_year=Decimal(row["times a year"]),
            economic_type=EconomicType.ONE_OFF,
        )
        (detailed,) = detail_plan(plan, [line]).activities[0].cost.lines
        assert _years(detailed)[0] == row["first year"]
        assert detailed.variance.amount == Decimal(row["variance"])
        assert detailed.replaces == plan.activities[0].cost.lines[0]


def test_capital_wears_out_and_needs_upkeep():
    """A capital good of 100 USD: bought in the first year of the work, bought again at the end of its useful life, and
    maintained each year after it was bought. A schedule says the years outright.

    | useful life | maintenance | schedule   | purchases                       | upkeep                  |
    | ----------- | ----------- | ---------- | ------------------------------- | ----------------------- |
    | -           | -           | -          | 100.00 0 0 0 0                  | -                       |
    | 2           | -           | -          | 100.00 0.00 100.00 0.00 100.00  | -                       |
    | 4           | 0.1         | -          | 100.00 0.00 0.00 0.00 100.00    | 0.00 10.00 10.00 10.00 10.00 |
    | -           | -           | 0 1 0 2 0  | 0.00 100.00 0.00 200.00 0.00    | -                       |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=()))
    for row in examples(test_capital_wears_out_and_needs_upkeep):
        schedule = tuple(Decimal(times) for times in numbers(row["schedule"])) if row["schedule"] != "-" else None
        line = _detailed(
            useful_life=None if row["useful life"] == "-" else int(row["useful life"]),
            maintenance=None if row["maintenance"] == "-" else Decimal(row["maintenance"]),
            schedule=schedule,
        )
        purchase, *upkeep = detail_plan(plan, [line]).activities[0].cost.lines
        assert _years(purchase) == numbers(row["purchases"])
        assert [_years(one) for one in upkeep] == ([] if row["upkeep"] == "-" else [numbers(row["upkeep"])])


def test_what_a_detailed_line_refuses():
    """
    | fault                              | the message says                    |
    | ---------------------------------- | ----------------------------------- |
    | activity that is not in the plan   | The plan has no activity Z-009      |
    | menu line that is not there        | has no menu line “post” to replace  |
    | schedule of three years            | the schedule has 3 years            |
    | upkeep of a one-off line           | only a capital line                 |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=(create_template(),)))
    lines = {
        "activity that is not in the plan": _detailed(activity="Z-009"),
        "menu line that is not there": _detailed(replaces="post"),
        "schedule of three years": _detailed(schedule=(Decimal(1),) * 3),
        "upkeep of a one-off line": _detailed(economic_type=EconomicType.ONE_OFF, maintenance=Decimal("0.1")),
    }
    for row in examples(test_what_a_detailed_line_refuses):
        with pytest.raises(NaphsError, match=row["the message says"]):
            detail_plan(plan, [lines[row["fault"]]])


def _rated(action_id, duty, impact, **more):
    action = create_action(action_id, "A.1", 2, costs=(create_template(),))
    return replace(action, priority=Priority(duty, Rating(impact), Rating.HIGH, "a test"), **more)


def test_what_a_scenario_counts():
    """Minimum counts duties under the IHR and high impact, standard leaves out low impact, full counts everything. An
    activity nobody has rated is always counted.

    | scenario | activities counted               |
    | -------- | -------------------------------- |
    | minimum  | duty-low high unrated            |
    | standard | duty-low high medium unrated     |
    | full     | duty-low high medium low unrated |
    """
    unrated = create_action("unrated", "A.1", 2, costs=())
    rated = [_rated("duty-low", True, "low"), *(_rated(name, False, name) for name in ("high", "medium", "low"))]
    plan = create_plan(*rated, unrated)
    for row in examples(test_what_a_scenario_counts):
        counted = apply_scenario(plan, Scenario("x", load_inclusions()[row["scenario"]]))
        assert [one.action.id for one in counted.activities] == numbers(row["activities counted"])


def test_activities_another_plan_carries():
    """They stay in the plan, cost nothing here, and say which plan carries them: neither zero nor unknown.

    | without         | state of the vaccine activity |
    | --------------- | ----------------------------- |
    | nothing         | costed                        |
    | animal-vaccines | embedded in another plan      |
    | immunisation    | costed                        |
    """
    dogs = replace(create_action("dogs", "A.1", 2, costs=(create_template(),)), group="programme:livestock-vaccination")
    plan = create_plan(dogs)
    for row in examples(test_activities_another_plan_carries):
        embedded = () if row["without"] == "nothing" else (load_embedded_plan(row["without"]),)
        (activity,) = apply_scenario(plan, Scenario("x", load_inclusions()["full"], embedded)).activities
        assert activity.cost.state is CostState(row["state of the vaccine activity"])
        assert bool(activity.cost.lines) == (activity.cost.state is CostState.COSTED)


def test_overhead_and_contingency_are_added_on_top_and_shown_apart():
    """Costs here are 100 USD in the first year.

    | overhead | contingency | overhead in money | contingency in money | together |
    | -------- | ----------- | ----------------- | -------------------- | -------- |
    | 0        | 0           | 0.00              | 0.00                 | 100.00   |
    | 0.07     | 0           | 7.00              | 0.00                 | 107.00   |
    | 0.07     | 0.1         | 7.00              | 10.70                | 117.70   |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=(create_template(pieces=10),)))
    for row in examples(test_overhead_and_contingency_are_added_on_top_and_shown_apart):
        shares = {"overhead": Decimal(row["overhead"]), "contingency": Decimal(row["contingency"])}
        total = scenario_total(plan, Scenario("x", load_inclusions()["full"], **shares))
        assert total.overhead[0].amount == Decimal(row["overhead in money"])
        assert total.contingency[0].amount == Decimal(row["contingency in money"])
        assert total.whole.amount == Decimal(row["together"])


def test_pace_and_existing_staff():
    """An activity with a thing of 10 USD once and a post of 1,000 USD every year.

    | begins in | posts exist already | cost of years 1 to 5          |
    | --------- | ------------------- | ----------------------------- |
    | -         | no                  | 1010 1000 1000 1000 1000      |
    | 2029      | no                  | 0 0 1010 1000 1000            |
    | -         | yes                 | 10 0 0 0 0                    |
    """
    post = create_template("post", kind=EconomicType.RECURRENT)
    plan = create_plan(create_action("a", "A.1", 2, costs=(create_template(), post)))
    for row in examples(test_pace_and_existing_staff):
        years = None if row["begins in"] == "-" else {"A-001": int(row["begins in"])}
        exist = row["posts exist already"] == "yes"
        scenario = Scenario("x", load_inclusions()["full"], first_years=years, count_staff=not exist)
        assert [f"{amount.amount:.0f}" for amount in scenario_total(plan, scenario).by_year] == numbers(
            row["cost of years 1 to 5"]
        )


def test_posts_that_all_exist_cost_nothing_extra():
    """
    | lines of the activity | state         |
    | --------------------- | ------------- |
    | staff only            | no extra cost |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=(create_template("post"),)))
    for row in examples(test_posts_that_all_exist_cost_nothing_extra):
        scenario = Scenario("x", load_inclusions()["full"], count_staff=False)
        assert apply_scenario(plan, scenario).activities[0].cost.state is CostState(row["state"])


def test_a_schedule_outside_the_plan_is_refused():
    """
    | activity | begins in | the message says           |
    | -------- | --------- | -------------------------- |
    | A-001    | 2035      | cannot begin in 2035       |
    | Z-001    | 2027      | The plan has no activity Z |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=()))
    for row in examples(test_a_schedule_outside_the_plan_is_refused):
        years = {row["activity"]: int(row["begins in"])}
        with pytest.raises(NaphsError, match=row["the message says"]):
            apply_scenario(plan, Scenario("x", load_inclusions()["full"], first_years=years))


def test_work_that_several_areas_ask_for_is_paid_once():
    """The area that asks for most is paid in full; what is paid is shared in proportion to what each asked for.

    | area A asks for | area B asks for | paid  | share of A | share of B | saving |
    | --------------- | --------------- | ----- | ---------- | ---------- | ------ |
    | 3               | 1               | 30.00 | 22.50      | 7.50       | 10.00  |
    | 1               | 1               | 10.00 | 5.00       | 5.00       | 10.00  |
    | 0.001           | 0.001           | 0.01  | 0.01       | 0.00       | 0.01   |
    """
    for row in examples(test_work_that_several_areas_ask_for_is_paid_once):
        actions = [
            replace(
                create_action(area, f"{area}.1", 2, costs=(create_template(pieces=row[f"area {area} asks for"]),)),
                group="training:x",
            )
            for area in ("A", "B")
        ]
        (shared,) = shared_costs(create_plan(*actions))
        assert sum(money.amount for money in shared.after.values()) == Decimal(row["paid"])
        assert [shared.after[area].amount for area in ("A", "B")] == [
            Decimal(row["share of A"]),
            Decimal(row["share of B"]),
        ]
        assert shared.saving.amount == Decimal(row["saving"])


def test_levels_of_one_area_are_different_work():
    """
    | group members            | groups found |
    | ------------------------ | ------------ |
    | two levels of one area   | 0            |
    | two areas                | 1            |
    """
    for row in examples(test_levels_of_one_area_are_different_work):
        targets = ("A.1", "A.1") if row["group members"] == "two levels of one area" else ("A.1", "B.1")
        actions = [
            replace(create_action(f"a{n}", target, 2 + n, costs=(create_template(),)), group="training:x")
            for n, target in enumerate(targets)
        ]
        assert len(shared_costs(create_plan(*actions))) == int(row["groups found"])


def test_shares_sum_to_the_whole():
    """To the cent, whatever the keys; all keys at zero share equally.

    | amount | keys    | shares            |
    | ------ | ------- | ----------------- |
    | 10.00  | 1 1 1   | 3.34 3.33 3.33    |
    | 0.02   | 1 1 1   | 0.01 0.01 0.00    |
    | 9.00   | 0 0     | 4.50 4.50         |
    | 7.77   | 2 0 1   | 5.18 0.00 2.59    |
    """
    for row in examples(test_shares_sum_to_the_whole):
        keys = [Money(Decimal(key), "USD", 2024) for key in numbers(row["keys"])]
        shares = split(Money(Decimal(row["amount"]), "USD", 2024), keys)
        assert [str(share.amount) for share in shares] == numbers(row["shares"])


def test_exchange_and_inflation_as_published_plans_were_converted():
    """Local money of the plan year to US dollars at the end of that year, then US prices to 2024, as the public data
    set of costed plans does.

    | local        | units for 1 USD | US prices to 2024 | one unit in USD of 2024 |
    | ------------ | --------------- | ----------------- | ----------------------- |
    | SLL 2018     | 8620            | 1.26              | 0.00014617              |
    | NGN 2018     | 361             | 1.26              | 0.0034903               |
    | UGX 2019     | 3660            | 1.23              | 0.00033607              |
    """
    for row in examples(test_exchange_and_inflation_as_published_plans_were_converted):
        currency, year = row["local"].split()
        rates = Rates(
            (ExchangeRate("USD", currency, Decimal(row["units for 1 USD"]), f"{year}-12-31", "a test"),),
            (Inflator("USD", int(year), 2024, Decimal(row["US prices to 2024"]), "a test"),),
        )
        dollars = rates.to_price_year(rates.to_currency(Money(Decimal(1), currency, int(year)), "USD"), 2024)
        places = len(row["one unit in USD of 2024"].partition(".")[2])
        assert round(dollars.amount, places) == Decimal(row["one unit in USD of 2024"])


def test_three_kinds_of_money():
    """A plan in US dollars of 2024 with 100 USD each year; 1 USD = 3,660 UGX; Ugandan prices rise to 1.1 and 1.21.

    | year | UGX of 2024 | UGX of the year | USD of 2024 |
    | ---- | ----------- | --------------- | ----------- |
    | 2025 | 366000.00   | 402600.00       | 100.00      |
    | 2026 | 366000.00   | 442860.00       | 100.00      |
    """
    rates = Rates(
        (ExchangeRate("USD", "UGX", Decimal(3660), "2024-12-31", "a test"),),
        (
            Inflator("UGX", 2024, 2025, Decimal("1.1"), "a test"),
            Inflator("UGX", 2024, 2026, Decimal("1.21"), "a test"),
        ),
    )
    years = in_three_ways([Money(Decimal(100), "USD", 2024)] * 2, 2025, "UGX", rates)
    for row, year in zip(examples(test_three_kinds_of_money), years, strict=True):
        assert (str(year.year), str(year.local_constant.amount)) == (row["year"], row["UGX of 2024"])
        assert (str(year.local_nominal.amount), str(year.dollars.amount)) == (
            row["UGX of the year"],
            row["USD of 2024"],
        )


def test_a_rate_that_is_missing_is_never_taken_as_one():
    """
    | missing  | the message says             |
    | -------- | ---------------------------- |
    | rate     | no exchange rate between USD |
    | inflator | no inflator for UGX          |
    """
    rate = ExchangeRate("USD", "UGX", Decimal(3660), "2024-12-31", "a test")
    for row in examples(test_a_rate_that_is_missing_is_never_taken_as_one):
        rates = Rates() if row["missing"] == "rate" else Rates((rate,))
        with pytest.raises(NaphsError, match=row["the message says"]):
            in_three_ways([Money(Decimal(1), "USD", 2024)], 2025, "UGX", rates)


def test_with_everything_excluded_the_cost_is_nothing():
    """
    | activities counted | cost |
    | ------------------ | ---- |
    | none               | 0    |
    | all                | 30   |
    """
    plan = create_plan(create_action("a", "A.1", 2, costs=(create_template(pieces=3),)))
    for row in examples(test_with_everything_excluded_the_cost_is_nothing):
        counted = plan if row["activities counted"] == "all" else replace(plan, activities=())
        assert _whole(counted) == Decimal(row["cost"])
        full = Scenario("x", load_inclusions()["full"])
        assert scenario_total(counted, full).whole.amount == Decimal(row["cost"])
