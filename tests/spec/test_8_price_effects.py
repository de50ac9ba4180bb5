"""Prices of a country's own, and what they change"""

from decimal import Decimal

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.builders import Purchase
from opennaphs.domain.detailing import DetailedLine, detail_plan
from opennaphs.domain.drafting import Costs, draft_plan
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.domain.library import Builder, Driver, EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.price_effects import price_effect
from opennaphs.domain.prices import PriceList, UnitCost
from opennaphs.domain.recosting import fill_prices, missing_prices
from opennaphs.sources.price_list import parse_price_list
from tests.factories import (
    create_action,
    create_assessment,
    create_crosswalk,
    create_library,
    create_material,
    create_profile,
    create_request,
    create_template,
)
from tests.spec.tables import examples, numbers

HEADINGS = "id;title;builder;unit;currency;price_year;low;likely;high;confidence;source;date"


def _read(likely, source="an invoice", date="2026"):
    line = f"a;A;procurement;piece;USD;2024;0;{likely};9000000;high;{source};{date}"
    return parse_price_list(f"{HEADINGS}\n{line}\n".encode(), "prices.csv")


def test_what_a_written_price_means():
    """Points, commas, blanks and apostrophes may set thousands apart, and a point or a comma the decimals, wherever
    the number can be read in one way only. A number that can be read in two ways is refused; where other prices of the
    list decide, it is taken with a warning. (The amounts here stand alone.)

    | written      | price   |
    | ------------ | ------- |
    | 1234.5       | 1234.5  |
    | 1.234,50     | 1234.50 |
    | 1,234.50     | 1234.50 |
    | 1 234,50     | 1234.50 |
    | 1'234        | 1234    |
    | 1.234.567    | 1234567 |
    | 12,34,567    | 1234567 |
    | 0.125        | 0.125   |
    | 12,5         | 12.5    |
    | 1.2340       | 1.2340  |
    | 1,234        | refused |
    | 1.234        | refused |
    | 1.23E+5      | refused |
    | about 5      | refused |
    | -5           | refused |
    """
    for row in examples(test_what_a_written_price_means):
        if row["price"] == "refused":
            with pytest.raises(InputRefused, match="column likely"):
                _read(row["written"])
            continue
        assert _read(row["written"]).prices.items[0].likely.amount == Decimal(row["price"]), row


def test_every_price_has_a_source_and_a_date():
    """The source says where a price comes from, the date of which day, month or year it is. A price without one of
    them is refused. A price of zero is taken, with a warning: free and not known are two things.

    | likely | source     | date       | outcome |
    | ------ | ---------- | ---------- | ------- |
    | 5      | an invoice | 2026-03-31 | taken   |
    | 5      | an invoice | 2026-03    | taken   |
    | 5      | an invoice | 2026       | taken   |
    | 5      |            | 2026       | refused |
    | 5      | an invoice |            | refused |
    | 5      | an invoice | 31.03.2026 | refused |
    | 0      | a gift     | 2026       | warned  |
    |        | an invoice | 2026       | refused |
    """
    for row in examples(test_every_price_has_a_source_and_a_date):
        if row["outcome"] == "refused":
            with pytest.raises(InputRefused):
                _read(row["likely"], row["source"], row["date"])
            continue
        said = [one.what for one in _read(row["likely"], row["source"], row["date"]).warnings]
        assert any("costs nothing" in one for one in said) == (row["outcome"] == "warned")


def _prices(amounts, currency="USD", year=2024):
    items = []
    for item, amount in amounts.items():
        money = Money(Decimal(amount), currency, year)
        items.append(UnitCost(item, Builder.PROCUREMENT, item, "piece", money, money, money, "high", "counted"))
    return PriceList("a list", tuple(items))


def _plan(prices, **pieces):
    """Give a plan of one year with an action per area: ``T_a=3`` needs three pieces of item a in area T."""
    actions = [
        create_action(name, f"{name[0]}.1", 2, costs=(create_template(name[2], pieces=count),))
        for name, count in pieces.items()
    ]
    return draft_plan(
        create_request(),
        create_material(create_library(*actions), create_crosswalk(("P1.1", "T.1"), ("P1.2", "U.1"))),
        load_framework("jee-1"),
        create_assessment(P1_1=1, P1_2=1),
        Costs(create_profile(), prices),
    )


def test_the_effect_of_a_price():
    """The effect of a price list is what a plan costs with it less what it costs now. Per cent is of what it costs now;
    there is none where that is nothing. The plan needs 3 pieces.

    | price now | new price | before | after | change | per cent |
    | --------- | --------- | ------ | ----- | ------ | -------- |
    | 10        | 12        | 30.00  | 36.00 | 6.00   | 20.0     |
    | 10        | 10        | 30.00  | 30.00 | 0.00   | 0.0      |
    | 10        | 0         | 30.00  | 0.00  | -30.00 | -100.0   |
    | 0         | 10        | 0.00   | 30.00 | 30.00  | -        |
    | 0.333     | 0.335     | 1.00   | 1.01  | 0.01   | 1.0      |
    """
    for row in examples(test_the_effect_of_a_price):
        plan = _plan(_prices({"a": row["price now"]}), T_a=3)
        total = price_effect(plan, _prices({"a": row["new price"]})).total
        assert [f"{money.amount}" for money in (total.before, total.after, total.change)] == [
            row["before"], row["after"], row["change"],
        ]  # fmt: skip
        assert total.percent == (None if row["per cent"] == "-" else Decimal(row["per cent"]))


def test_effects_add_up():
    """The effects of all items, like those of all areas, add up to the change of the total, to the cent. Here area T
    needs 1 a and 2 b, area U needs 4 a; the prices now are 10 and 10.

    | new price of a, b | effect of a | effect of b | in T   | in U   | in all |
    | ----------------- | ----------- | ----------- | ------ | ------ | ------ |
    | 11 10             | 5.00        | 0.00        | 1.00   | 4.00   | 5.00   |
    | 12 5              | 10.00       | -10.00      | -8.00  | 8.00   | 0.00   |
    | 9.995 10.005      | -0.02       | 0.01        | 0.01   | -0.02  | -0.01  |
    """
    plan = _plan(_prices({"a": "10", "b": "10"}), T_a=1, T_b=2, U_a=4)
    for row in examples(test_effects_add_up):
        new = dict(zip("ab", numbers(row["new price of a, b"]), strict=True))
        effect = price_effect(plan, _prices(new))
        found = {one.key: f"{one.change.amount}" for one in (*effect.items, *effect.areas)}
        assert [found[key] for key in "abTU"] == [row["effect of a"], row["effect of b"], row["in T"], row["in U"]], row
        assert f"{effect.total.change.amount}" == row["in all"]


def test_prices_a_list_lacks():
    """A price that a plan needs and a list lacks is never taken as zero. The comparison stops and names it, unless the
    person asks to fill it from the default prices; the plan then says how many were filled. The plan needs a and b, at
    10 each by default.

    | the list has | filled from default | outcome       |
    | ------------ | ------------------- | ------------- |
    | a b          | no                  | 2 own         |
    | a            | no                  | stops         |
    | a            | yes                 | 1 own, 1 more |
    | c            | yes                 | 0 own, 2 more |
    """
    defaults = _prices({"a": "10", "b": "10"})
    plan = _plan(defaults, T_a=1, T_b=1)
    for row in examples(test_prices_a_list_lacks):
        own = _prices(dict.fromkeys(numbers(row["the list has"]), "20"))
        missing = missing_prices(plan, own)
        if row["outcome"] == "stops":
            with pytest.raises(NaphsError, match=r"lacks prices that the plan needs \(1\): b"):
                price_effect(plan, own)
            continue
        filled = fill_prices(own, defaults, missing)
        with pytest.raises(NaphsError, match="“a list” has no price for d either"):
            fill_prices(own, defaults, ["d"])
        effect = price_effect(plan, filled)
        kept, more = 2 - len(missing), len(missing)
        assert row["outcome"] == (f"{kept} own, {more} more" if more else f"{kept} own")
        assert effect.total.after.amount == 20 * kept + 10 * more
        assert (f"{more} prices filled from a list" in effect.plan.cost_basis.price_list) == bool(more)


def test_other_money():
    """A list may be in another currency or of another price year than the plan. The plan then changes its money, and
    the effect is shown in the money it has now: through the one rate and inflator given, each dated or cited. Without
    them nothing is compared. The plan has one piece at 10 USD of 2024; 1 USD = 3,600 UGX, and prices in USD rose by a
    quarter from 2024 to 2026.

    | price in the list | rate  | inflator | effect in USD of 2024 |
    | ----------------- | ----- | -------- | --------------------- |
    | 12 USD 2024       | -     | -        | 2.00                  |
    | 12 USD 2026       | -     | given    | -0.40                 |
    | 43200 UGX 2024    | given | -        | 2.00                  |
    | 45000 UGX 2026    | given | given    | 0.00                  |
    | 45000 UGX 2024    | -     | -        | stops                 |
    | 45000 UGX 2026    | given | -        | stops                 |
    """
    plan = _plan(_prices({"a": "10"}), T_a=1)
    for row in examples(test_other_money):
        price, currency, year = numbers(row["price in the list"])
        rate = ExchangeRate("USD", "UGX", Decimal(3600), "2026-07-01", "the central bank")
        inflator = Inflator("USD", 2024, 2026, Decimal("1.25"), "the statistics office")
        rates = Rates((rate,) * (row["rate"] == "given"), (inflator,) * (row["inflator"] == "given"))
        own = _prices({"a": price}, currency, int(year))
        if row["effect in USD of 2024"] == "stops":
            with pytest.raises(NaphsError, match=r"There is no (exchange rate|inflator)"):
                price_effect(plan, own, rates)
            continue
        effect = price_effect(plan, own, rates)
        assert f"{effect.total.change.amount}" == row["effect in USD of 2024"]
        assert (effect.plan.cost_basis.currency, effect.plan.cost_basis.price_year) == (currency, int(year))


def test_worked_out_lines_keep_their_price():
    """A line that somebody has worked out for the plan keeps its price; the menu line it has replaced, which stays
    visible beside it, gets the new one. Worked-out lines do not change their money: with a list in other money the
    comparison stops. Here 3 pieces at 10 are replaced by one lot worked out at 25.

    | price in the list | the line costs | variance to the menu line |
    | ----------------- | -------------- | ------------------------- |
    | 10 USD            | 25.00          | -5.00                     |
    | 20 USD            | 25.00          | -35.00                    |
    | 36000 UGX         | stops          | -                         |
    """
    lot = Purchase(Decimal(1), Decimal(25))
    one = Decimal(1)
    worked_out = DetailedLine("T-001", "A lot", lot, Driver.NATION, one, one, EconomicType.CAPITAL, "a", None, 3)
    plan = detail_plan(_plan(_prices({"a": "10"}), T_a=3), [worked_out])
    rates = Rates((ExchangeRate("USD", "UGX", Decimal(3600), "2026-07-01", "the central bank"),))
    for row in examples(test_worked_out_lines_keep_their_price):
        own = _prices({"a": numbers(row["price in the list"])[0]}, numbers(row["price in the list"])[1])
        if row["the line costs"] == "stops":
            with pytest.raises(NaphsError, match="1 worked-out lines are in USD of 2024; the first is “A lot”"):
                price_effect(plan, own, rates)
            continue
        effect = price_effect(plan, own)
        (line,) = effect.plan.activities[0].cost.lines
        assert (f"{line.total.amount}", f"{line.variance.amount}") == (
            row["the line costs"], row["variance to the menu line"],
        )  # fmt: skip
        assert effect.total.change.amount == 0
