"""Line items of published plans against what the plans print"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.published_plans import LineItem, PublishedCost, split_lump
from opennaphs.domain.reconciliation import Cell, implied_rate, reconcile_plans
from opennaphs.domain.reconciliation_findings import FindingKind, decimal, find, outliers
from tests.spec.tables import examples, numbers


def _money(text):
    currency, amount = text.split()
    return Money(Decimal(amount.replace(",", "")), currency, 2018)


def _item(cost, area="Surveillance", number=1, **facts):
    money = None if cost in {"none", None} else _money(cost)
    return LineItem(str(number), "Uganda", area, f"activity {number}", money, **facts)


def _items(costs, area="Surveillance"):
    """Costs of one area, such as ``USD 10 none 0``: a currency, then amounts."""
    currency, *amounts = costs.split()
    return [
        _item("none" if amount == "none" else f"{currency} {amount}", area, number)
        for number, amount in enumerate(amounts, start=1)
    ]


def _printed(cost, area="Surveillance"):
    return PublishedCost("Uganda", area, None if cost == "none" else _money(cost))


def _years(text):
    return None if text == "unknown" else tuple(int(year) for year in numbers(text))


def _found(items, published=()):
    return [str(one.kind) for one in find(reconcile_plans(items, published))]


def test_an_area_is_held_against_its_printed_subtotal():
    """The items of an area that have a cost are added up and compared with the subtotal printed for it. The area differs
    when the sum is more than 2 % away; exactly 2 % still agrees. No cost is not zero: items of which none has a cost have
    no sum, and a subtotal that is not printed is not 0.

    | costs of the items | printed  | result             |
    | ------------------ | -------- | ------------------ |
    | USD 60 40          | USD 100  | agrees             |
    | USD 60 42          | USD 100  | agrees             |
    | USD 60 42.01       | USD 100  | differs            |
    | USD 58 40          | USD 100  | agrees             |
    | USD 57.99 40       | USD 100  | differs            |
    | USD 100 none       | USD 100  | agrees             |
    | USD 0              | USD 100  | differs            |
    | USD 0              | USD 0    | agrees             |
    | USD 1              | USD 0    | differs            |
    | USD none none      | USD 100  | items without cost |
    | USD                | USD 100  | no line items      |
    | USD 60 40          | none     | not published      |
    """
    for row in examples(test_an_area_is_held_against_its_printed_subtotal):
        # a second area, so that both currencies of the plan are known
        items = [*_items(row["costs of the items"]), *_items("USD 5", "Reporting")]
        plan = reconcile_plans(items, [_printed(row["printed"]), _printed("USD 5", "Reporting")]).plans[0]
        assert plan.cells[0].state == row["result"], row


def test_the_rate_of_a_plan():
    """When items and printed figures are in different currencies, each area implies a rate: the sum of its items for one
    unit printed. The rate of the plan is the median of them, from three areas on; with fewer, a rate would agree with
    the very areas it is taken from. In one currency the rate is 1, whatever the areas say.

    | currencies | rates of the areas       | rate of the plan |
    | ---------- | ------------------------ | ---------------- |
    | SLL USD    | 7450 7450 6330           | 7450             |
    | SLL USD    | 7450 7450 7992 6330      | 7450             |
    | NGN USD    | 300 304 306 310          | 305              |
    | NGN USD    | 304 0 310 306            | 306              |
    | NGN USD    | 304 304                  | not known        |
    | USD USD    | 1.05 1.05 1.05           | 1                |
    """
    for row in examples(test_the_rate_of_a_plan):
        own, printed = ((currency, 2018) for currency in numbers(row["currencies"]))
        rates = [Fraction(rate) for rate in numbers(row["rates of the areas"])]
        rate = implied_rate(own, printed, rates)
        assert ("not known" if rate is None else f"{decimal(rate, 0):f}") == row["rate of the plan"]


def test_what_remains_after_the_rate_of_the_plan():
    """An area differs when its rate is more than 2 % of the plan's rate away from it. The difference is given in the
    currency of the items: their sum less the printed figure at the plan's rate. Here the plan's rate is 7,450 SLL.

    | sum of items   | printed  | rate     | away in % | difference   | result  |
    | -------------- | -------- | -------- | --------- | ------------ | ------- |
    | SLL 7450000    | USD 1000 | 7450.00  | 0.000     | 0.00         | agrees  |
    | SLL 7599000    | USD 1000 | 7599.00  | 2.000     | 149000.00    | agrees  |
    | SLL 7599001    | USD 1000 | 7599.00  | 2.000     | 149001.00    | differs |
    | SLL 6330000    | USD 1000 | 6330.00  | -15.034   | -1120000.00  | differs |
    """
    for row in examples(test_what_remains_after_the_rate_of_the_plan):
        norm = Fraction("7450")
        cell = Cell("Uganda", "", "A", 1, 0, _money(row["sum of items"]), _money(row["printed"]), norm)
        assert f"{decimal(cell.rate, 2):f}" == row["rate"]
        assert f"{decimal(cell.deviation * 100, 3):f}" == row["away in %"]
        assert f"{cell.difference.amount:f}" == row["difference"]
        assert cell.state == row["result"]


def test_totals_are_not_areas():
    """A row named total is no area. It is never added up with the areas, and it is reported. The areas together are held
    against it: each printed figure, the total too, may be off by half a unit; what is beyond that is reported.

    | printed areas | total   | sum of areas | findings                                   |
    | ------------- | ------- | ------------ | ------------------------------------------ |
    | 60 40         | 100     | 100          | total among the areas                      |
    | 60 40         | 101     | 100          | total among the areas                      |
    | 60 40         | 102     | 100          | areas miss the total total among the areas |
    | 60 none       | 100     | 60           | areas miss the total total among the areas |
    | 60 40         | none    | 100          | total among the areas                      |
    """
    for row in examples(test_totals_are_not_areas):
        areas = [
            _printed(cost if cost == "none" else f"USD {cost}", f"area {number}")
            for number, cost in enumerate(numbers(row["printed areas"]))
        ]
        whole = _printed(row["total"] if row["total"] == "none" else f"USD {row['total']}", "Total")
        plan = reconcile_plans([], [*areas, whole]).plans[0]
        assert f"{plan.published_areas.amount:f}" == row["sum of areas"]
        kinds = [kind for kind in _found([], [*areas, whole]) if kind != FindingKind.NO_ITEMS]
        assert " ".join(kinds) == row["findings"]


def test_years_of_a_row():
    """Several years make a row a lump: nobody knows how its cost falls on them, so it is not divided. An unknown year is
    not the first year. Years of the plan and of the calendar must be apart by what is usual in the plan, here 2017.

    | years of the plan | calendar years | findings                             |
    | ----------------- | -------------- | ------------------------------------ |
    | 1                 | 2018           |                                      |
    | 1 2 3             | 2018 2019 2020 | lump over several years              |
    | unknown           | 2018 2019      | lump over several years              |
    | unknown           | 2018           |                                      |
    | unknown           | unknown        | without year                         |
    | 1                 | 2019           | years disagree                       |
    | 1 2 3             | 2018 2020      | lump over several years years disagree |
    """
    usual = [_item("USD 1", number=number, years=(1,), calendar_years=(2018,)) for number in range(2, 5)]
    for row in examples(test_years_of_a_row):
        item = _item("USD 1", years=_years(row["years of the plan"]), calendar_years=_years(row["calendar years"]))
        kinds = [kind for kind in _found([item, *usual]) if kind != FindingKind.NOT_PUBLISHED]
        assert " ".join(kinds) == row["findings"], row


def test_a_lump_is_split_by_somebody():
    """Whoever splits a lump gives an amount for each of its years, and the amounts must add up to its cost.

    | cost    | years   | amounts  | outcome                  |
    | ------- | ------- | -------- | ------------------------ |
    | USD 100 | 1 2 3   | 50 30 20 | 1: 50, 2: 30, 3: 20      |
    | USD 100 | 1 3     | 0 100    | 1: 0, 3: 100             |
    | USD 100 | 1 2 3   | 50 50    | 3 years but 2 amounts    |
    | USD 100 | 1 2     | 50 49    | add up to                |
    | USD 100 | 1       | 100      | nothing to split         |
    | none    | 1 2     | 50 50    | nothing to split         |
    """
    for row in examples(test_a_lump_is_split_by_somebody):
        item = _item(row["cost"], years=_years(row["years"]))
        amounts = [_money(f"USD {amount}") for amount in numbers(row["amounts"])]
        if ":" not in row["outcome"]:
            with pytest.raises(NaphsError, match=row["outcome"]):
                split_lump(item, amounts)
            continue
        parts = split_lump(item, amounts)
        assert ", ".join(f"{part.years[0]}: {part.cost.amount:f}" for part in parts) == row["outcome"]


def test_rows_worth_a_question():
    """A row without a cost, a row at zero and a row in another currency than the others are three different things. Only
    the middle one is added up.

    | costs             | sum    | findings                                        |
    | ----------------- | ------ | ----------------------------------------------- |
    | USD 10, USD 20    | USD 30 |                                                 |
    | USD 10, none      | USD 10 | without cost                                    |
    | USD 10, USD 0     | USD 10 | cost is zero                                    |
    | USD 10, USD 5, UGX 7000 | USD 15 | other currency or price year              |
    | none, none        | none   | without cost                                    |
    """
    for row in examples(test_rows_worth_a_question):
        items = [_item(cost, number=n, years=(1,)) for n, cost in enumerate(row["costs"].split(", "))]
        total = reconcile_plans(items).plans[0].total
        assert ("none" if total is None else f"{total.currency} {total.amount:f}") == row["sum"]
        kinds = [kind for kind in _found(items) if kind != FindingKind.NOT_PUBLISHED]
        assert " ".join(kinds) == row["findings"]


def test_outliers():
    """The rows of an activity are added up, over years and areas. An activity is far out when the robust z of the
    logarithm of its cost, (ln cost - median) / (1.4826 × median absolute deviation), is beyond 3.5 to either side. What
    costs nothing has no logarithm. The others here cost 5,000, 6,000 … 24,000.

    | cost of one activity | robust z |
    | -------------------- | -------- |
    | 10000                | none     |
    | 50000                | none     |
    | 100000               | 3.80     |
    | 2000000              | 9.81     |
    | 1000                 | -4.99    |
    | 0                    | none     |
    """
    for row in examples(test_outliers):
        others = [_item(f"USD {1000 * number}", number=number) for number in range(5, 25)]
        halves = [_item(f"USD {Decimal(row['cost of one activity']) / 2}", area, 99) for area in ("A", "B")]
        found = outliers([*others, *halves])
        assert (str(found[0].score) if found else "none") == row["robust z"]


def test_what_outliers_are_compared_with():
    """When every costed row has the publisher's value in USD of 2024, the activities of all plans are one distribution;
    else each plan is one of its own, in its own currency. Fewer than 20 costed activities are no distribution, nor are
    those of which half cost the same. One activity of plan A costs a million here, every other about a thousand.

    | activities of A | of B | the others cost | value in USD of 2024 | outliers |
    | --------------- | ---- | --------------- | -------------------- | -------- |
    | 20              | 0    | 1001 1002 …     | no                   | 1        |
    | 19              | 0    | 1001 1002 …     | no                   | 0        |
    | 19              | 20   | 1001 1002 …     | no                   | 0        |
    | 19              | 20   | 1001 1002 …     | yes                  | 1        |
    | 20              | 0    | 1000 1000 …     | no                   | 0        |
    """
    for row in examples(test_what_outliers_are_compared_with):
        step = 0 if row["the others cost"].startswith("1000") else 17
        plans = ["A"] * (int(row["activities of A"]) - 1) + ["B"] * int(row["of B"])
        costs = [(plan, f"{plan * 3} {1000 + step * number}") for number, plan in enumerate(plans)] + [
            ("A", "AAA 1000000")
        ]
        items = [replace(_item(cost, number=number), country=plan) for number, (plan, cost) in enumerate(costs)]
        if row["value in USD of 2024"] == "yes":
            items = [replace(item, usd_2024=Money(item.cost.amount, "USD", 2024)) for item in items]
        assert len(outliers(items)) == int(row["outliers"]), row
