"""First costs: the menu estimate"""

from decimal import Decimal

import pytest

from opennaphs.domain.costing import CostState, cost_action, dominant_prices
from opennaphs.domain.library import Driver, EconomicType
from opennaphs.domain.profiles import MissingDriver
from tests.factories import create_action, create_prices, create_profile, create_template, create_unit_cost
from tests.spec.tables import examples, numbers


def _amounts(action, starts_in, years=5):
    cost = cost_action(
        action, create_profile(district=136), create_prices(create_unit_cost()), starts_in=starts_in, years=years
    )
    return [f"{line.by_year[year].amount:f}" for line in cost.lines for year in range(years)]


def test_a_cost_line():
    """Cost in a year = product of the quantities x unit price x share x number of places x times a year, rounded half
    up to the cent. The price here is 10 USD; the country has 136 districts.

    | quantities | places   | share | times a year | cost in a year |
    | ---------- | -------- | ----- | ------------ | -------------- |
    | 3          | nation   | 1     | 1            | 30.00          |
    | 3 2        | nation   | 1     | 4            | 240.00         |
    | 1          | district | 1     | 1            | 1360.00        |
    | 1          | district | 0.1   | 1            | 136.00         |
    | 0.0125     | nation   | 1     | 1            | 0.13           |
    | 0.0005     | nation   | 0.9   | 1            | 0.00           |
    """
    for row in examples(test_a_cost_line):
        quantities = {f"q{n}": value for n, value in enumerate(numbers(row["quantities"]))}
        template = create_template(
            per=Driver(row["places"]), share=row["share"], times=row["times a year"], **quantities
        )
        assert _amounts(create_action("a", "T", 2, costs=(template,)), 0, years=1) == [row["cost in a year"]]


def test_when_money_is_needed():
    """A one-off or capital line falls into the first year of the work, a recurrent line into every year from then on.

    | kind      | work begins in year | cost of years 1 to 5           |
    | --------- | ------------------- | ------------------------------ |
    | one-off   | 1                   | 10.00 0 0 0 0                  |
    | capital   | 3                   | 0 0 10.00 0 0                  |
    | recurrent | 1                   | 10.00 10.00 10.00 10.00 10.00  |
    | recurrent | 4                   | 0 0 0 10.00 10.00              |
    """
    for row in examples(test_when_money_is_needed):
        action = create_action("a", "T", 2, costs=(create_template(kind=EconomicType(row["kind"])),))
        starts_in = int(row["work begins in year"]) - 1
        assert _amounts(action, starts_in) == numbers(row["cost of years 1 to 5"])


def test_three_states_of_a_cost():
    """Costed, costing nothing extra and not costed are three different things.

    | the library says | state         |
    | ---------------- | ------------- |
    | cost lines       | costed        |
    | no extra cost    | no extra cost |
    | nothing          | not costed    |
    """
    templates = {"cost lines": (create_template(),), "no extra cost": (), "nothing": None}
    for row in examples(test_three_states_of_a_cost):
        action = create_action("a", "T", 2, costs=templates[row["the library says"]])
        cost = cost_action(action, create_profile(), create_prices(), starts_in=0, years=1)
        assert cost.state is CostState(row["state"])


def test_what_is_missing_stops_the_estimate():
    """A count or a price that is missing is never taken as zero: the estimate stops and names the action and the line.

    | missing          | the message says               |
    | ---------------- | ------------------------------ |
    | number of places | does not say how many          |
    | price            | has no item                    |
    """
    for row in examples(test_what_is_missing_stops_the_estimate):
        broken = (
            create_template(per=Driver.LABORATORY) if row["missing"] == "number of places" else create_template("x")
        )
        action = create_action("jee-3.D1.1.l2.01", "T", 2, costs=(broken,))
        with pytest.raises(Exception, match=row["the message says"]) as caught:
            cost_action(action, create_profile(district=136), create_prices(), starts_in=0, years=1)
        assert "jee-3.D1.1.l2.01 cannot be costed" in str(caught.value)


def test_zero_places_cost_nothing():
    """A country may have none of something: zero is a count, and costs nothing; only a missing count stops.

    | laboratories | outcome |
    | ------------ | ------- |
    | 0            | 0.00    |
    | not known    | stops   |
    """
    action = create_action("a", "T", 2, costs=(create_template(per=Driver.LABORATORY),))
    for row in examples(test_zero_places_cost_nothing):
        if row["outcome"] == "stops":
            with pytest.raises(MissingDriver):
                cost_action(action, create_profile(), create_prices(), starts_in=0, years=1)
            continue
        cost = cost_action(action, create_profile(laboratory="0"), create_prices(), starts_in=0, years=1)
        assert cost.lines[0].by_year[0].amount == Decimal(row["outcome"])


def test_prices_that_dominate_are_marked():
    """A unit cost that carries at least 5 % of an estimate is marked, so that it is the first to be replaced.

    | amounts of a, b, c | marked      |
    | ------------------ | ----------- |
    | 90 6 4             | a 90, b 6   |
    | 50 50 0            | a 50, b 50  |
    | 0 0 0              | none        |
    """
    for row in examples(test_prices_that_dominate_are_marked):
        amounts = dict(zip("abc", numbers(row["amounts of a, b, c"]), strict=True))
        lines = tuple(create_template(use, pieces=1) for use in amounts)
        prices = create_prices(*(create_unit_cost(use, price=amount) for use, amount in amounts.items()))
        cost = cost_action(create_action("x", "T", 2, costs=lines), create_profile(), prices, starts_in=0, years=1)
        marked = ", ".join(f"{use} {share * 100:.0f}" for use, share in dominant_prices([cost]).items())
        assert (marked or "none") == row["marked"]
