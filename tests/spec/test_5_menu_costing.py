"""Costing a menu of costed actions"""

from decimal import Decimal

import pytest

from opennaphs.domain.errors import InputRefused, NaphsError, Place
from opennaphs.domain.menu_costing import Acquisition, MenuCountry, MenuRules, Method, cost_menu
from opennaphs.domain.menus import (
    WORDING,
    AdministrativeTier,
    MenuKind,
    MenuLine,
    MenuPrice,
    MenuPrices,
    Multiplier,
)
from opennaphs.domain.money import Money
from tests.factories import create_profile
from tests.spec.tables import examples, numbers

COUNTS = {
    "region": "3", "district": "10", "facility": "100", "hospital": "20", "point of entry": "2",
    "health worker": "1000", "person": "1000000",
}  # fmt: skip


def create_line(
    line_id="a", indicator="P1.1", score=2, use="thing", level="national", kind="one-time", times="1", **more
):
    multipliers = tuple(Multiplier(Decimal(value), "things") for value in numbers(times))
    return MenuLine(
        line_id, indicator, int(score), "a requirement", "an action", use, AdministrativeTier(level), MenuKind(kind),
        multipliers, place=Place("menu.csv", row=2), **more,
    )  # fmt: skip


def create_menu_prices(currency="USD", year=2022, salaries=(), **values):
    return MenuPrices(
        tuple(
            MenuPrice(name, f"A {name}", Money(Decimal(value), currency, year), "piece", name in salaries, "a test")
            for name, value in (values or {"thing": "10"}).items()
        )
    )


def create_country(scores=None, more=400, counts=None):
    profile = create_profile(**(COUNTS if counts is None else counts))
    return MenuCountry({"P1.1": 1} if scores is None else scores, profile, None if more is None else Decimal(more))


def _years(line, prices=None, country=None, rules=None):
    costs = cost_menu([line], prices or create_menu_prices(), country or create_country(), rules or MenuRules())
    return [f"{money.amount:f}" for money in costs.by_year]


def test_a_line_of_the_menu():
    """The cost of a line is its unit cost x multiplier 1 x multiplier 2, where it has one, x what its administrative
    level counts, rounded half up to the cent.

    The country here has 3 regions (intermediate), 10 districts (local), 100 facilities, 20 hospitals, 2 points of
    entry, 1,000 health workers and 1,000,000 people; it will employ 400 health workers more.

    | unit cost | multipliers | administrative level     | cost        |
    | --------- | ----------- | ------------------------ | ----------- |
    | 10        | 1           | national                 | 10.00       |
    | 10        | 2 3         | national                 | 60.00       |
    | 10        | 1           | intermediate             | 30.00       |
    | 10        | 0.25        | local                    | 25.00       |
    | 10        | 2 0.6       | facility                 | 1200.00     |
    | 10        | 1           | hospital                 | 200.00      |
    | 10        | 1           | point of entry           | 20.00       |
    | 0.20      | 0.1         | population               | 20000.00    |
    | 10        | 1           | health worker            | 10000.00    |
    | 10        | 0.25        | additional health worker | 1000.00     |
    | 10        | 0.0125      | national                 | 0.13        |
    | 10        | 0           | facility                 | 0.00        |
    """
    for row in examples(test_a_line_of_the_menu):
        line = create_line(times=row["multipliers"], level=row["administrative level"])
        assert _years(line, create_menu_prices(thing=row["unit cost"]))[0] == row["cost"]


def test_one_score_step_a_year():
    """By the rules for JEE 3 a country climbs one score a year. A line d scores above today's is bought in year d; a
    recurring line is paid again in every later year to year 5, a one-time line is not.

    | score today | score of the line | kind      | cost of years 1 to 5           |
    | ----------- | ----------------- | --------- | ------------------------------ |
    | 1           | 2                 | one-time  | 10.00 0 0 0 0                  |
    | 1           | 3                 | one-time  | 0 10.00 0 0 0                  |
    | 1           | 4                 | one-time  | 0 0 10.00 0 0                  |
    | 1           | 5                 | one-time  | 0 0 0 10.00 0                  |
    | 1           | 2                 | recurring | 10.00 10.00 10.00 10.00 10.00  |
    | 1           | 4                 | recurring | 0 0 10.00 10.00 10.00          |
    | 3           | 4                 | recurring | 10.00 10.00 10.00 10.00 10.00  |
    | 0           | 5                 | recurring | 0 0 0 0 10.00                  |
    | 2           | 3                 | start-up  | 10.00 0 0 0 0                  |
    | 2           | 4                 | capital   | 0 10.00 0 0 0                  |
    """
    for row in examples(test_one_score_step_a_year):
        line = create_line(score=row["score of the line"], kind=row["kind"])
        country = create_country({"P1.1": int(row["score today"])})
        assert _years(line, country=country, rules=MenuRules(target=5)) == numbers(row["cost of years 1 to 5"])


def test_which_lines_count():
    """Only included lines above the score of today and up to the target are costed; the others say why not.

    | score today | target | score of the line | include | state                 |
    | ----------- | ------ | ----------------- | ------- | --------------------- |
    | 1           | 4      | 2                 | yes     | costed                |
    | 2           | 4      | 2                 | yes     | score already reached |
    | 4           | 4      | 2                 | yes     | score already reached |
    | 1           | 4      | 4                 | yes     | costed                |
    | 1           | 4      | 5                 | yes     | beyond the target     |
    | 1           | 2      | 3                 | yes     | beyond the target     |
    | 1           | 5      | 5                 | yes     | costed                |
    | 1           | 4      | 2                 | no      | excluded              |
    """
    for row in examples(test_which_lines_count):
        line = create_line(score=row["score of the line"], include=row["include"] == "yes")
        country, rules = create_country({"P1.1": int(row["score today"])}), MenuRules(target=int(row["target"]))
        costs = cost_menu([line], create_menu_prices(), country, rules)
        assert costs.lines[0].state == row["state"]
        assert (costs.total.amount > 0) == (row["state"] == "costed")


def test_an_excluded_line_costs_nothing_in_any_year():
    """An excluded line costs 0 in every year, also in the year its score is reached. (The public script for JEE 3
    charges it in that year; its formula is not ours.) Nothing about an excluded line has to be known: not its unit
    cost, nor the score, nor the count it would be multiplied by.

    | score today | score of the line | kind      | unit cost | cost of years 1 to 5 |
    | ----------- | ----------------- | --------- | --------- | -------------------- |
    | 1           | 2                 | one-time  | thing     | 0 0 0 0 0            |
    | 1           | 3                 | one-time  | thing     | 0 0 0 0 0            |
    | 1           | 4                 | recurring | thing     | 0 0 0 0 0            |
    | 2           | 4                 | recurring | thing     | 0 0 0 0 0            |
    | not known   | 3                 | recurring | unpriced  | 0 0 0 0 0            |
    """
    for row in examples(test_an_excluded_line_costs_nothing_in_any_year):
        line = create_line(
            score=row["score of the line"], kind=row["kind"], use=row["unit cost"], level="local", include=False
        )
        known = row["score today"] != "not known"
        country = create_country({"P1.1": int(row["score today"])} if known else {}, counts=COUNTS if known else {})
        assert _years(line, country=country) == numbers(row["cost of years 1 to 5"])


def test_what_a_line_lacks_stops_the_costing():
    """What a line needs and nobody has given is an error that names the line. It is never taken as zero, nor as one;
    only a national line is multiplied by one. Every such line is named at once. A count is needed only where it is
    used.

    | missing                       | the message says                                      |
    | ----------------------------- | ----------------------------------------------------- |
    | unit cost                     | uses the unit cost “nothing”, which nobody has priced |
    | score                         | needs the score of P9.9, which is not known           |
    | count                         | does not say how many “point of entry” there are      |
    | number of more health workers | nobody has said how many the country will employ      |
    """
    broken = {
        "unit cost": create_line("one line", use="nothing"),
        "score": create_line("one line", indicator="P9.9"),
        "count": create_line("one line", level="point of entry"),
        "number of more health workers": create_line("one line", level="additional health worker"),
    }
    country = create_country(more=None, counts={"region": "3"})
    for row in examples(test_what_a_line_lacks_stops_the_costing):
        with pytest.raises(InputRefused) as caught:
            cost_menu([broken[row["missing"]]], create_menu_prices(), country, MenuRules())
        assert row["the message says"] in str(caught.value)
        assert "menu.csv, row 2" in str(caught.value)
        assert "“one line”" in str(caught.value)
    with pytest.raises(InputRefused) as caught:
        cost_menu(broken.values(), create_menu_prices(), country, MenuRules())
    assert len(caught.value.problems) == 4
    reached = create_line(level="point of entry", score=2)
    assert _years(reached, country=create_country({"P1.1": 2}, counts={})) == ["0"] * 5


def test_zero_is_a_number_and_too_much_is_none():
    """A count of zero is known and costs nothing. An amount above 10^15 is taken for a mistake.

    | points of entry | unit cost        | outcome |
    | --------------- | ---------------- | ------- |
    | 0               | 10               | 0.00    |
    | 2               | 10               | 20.00   |
    | 2               | 999999999999999  | stops   |
    | Infinity        | 0                | stops   |
    """
    for row in examples(test_zero_is_a_number_and_too_much_is_none):
        country = create_country(counts={"point of entry": row["points of entry"]})
        arguments = create_line(level="point of entry"), create_menu_prices(thing=row["unit cost"]), country
        if row["outcome"] == "stops":
            with pytest.raises(InputRefused, match="The line “a”"):
                _years(*arguments)
            continue
        assert _years(*arguments)[0] == row["outcome"]


def test_one_currency_and_one_price_year():
    """The unit costs of a menu are in one currency and of one price year; others cannot be added and are refused.

    | first    | second   | outcome |
    | -------- | -------- | ------- |
    | USD 2022 | USD 2022 | costed  |
    | USD 2022 | KES 2022 | refused |
    | USD 2022 | USD 2017 | refused |
    """
    for row in examples(test_one_currency_and_one_price_year):
        items = []
        for name in ("first", "second"):
            currency, year = numbers(row[name])
            items += create_menu_prices(currency, int(year), **{name: "10"}).items
        lines = [create_line("a", use="first"), create_line("b", use="second")]
        if row["outcome"] == "refused":
            with pytest.raises(NaphsError, match="in one currency and of one price year, not 2"):
                cost_menu(lines, MenuPrices(tuple(items)), create_country(), MenuRules())
            continue
        total = cost_menu(lines, MenuPrices(tuple(items)), create_country(), MenuRules()).total
        assert total == Money(Decimal("20.00"), "USD", 2022)


def test_what_vague_words_mean():
    """Assessment tools say “some” and “regularly”. In a cell of multipliers such a word is taken as a number, and a
    warning says so. (Rules of the IHR Costing Tool for JEE 3, Methods and Assumptions.)

    | word             | taken as | that is       |
    | ---------------- | -------- | ------------- |
    | periodically     | 1        | once a year   |
    | systematically   | 1        | once a year   |
    | regularly        | 4        | every quarter |
    | some             | 0.1      | 10 %          |
    | selected         | 0.2      | 20 %          |
    | most             | 0.6      | 60 %          |
    | all              | 1        | 100 %         |
    | relevant sectors | 20       | 20 sectors    |
    """
    rows = list(examples(test_what_vague_words_mean))
    assert [row["word"] for row in rows] == list(WORDING)
    for row in rows:
        wording = WORDING[row["word"]]
        assert (wording.factor, wording.meaning) == (Decimal(row["taken as"]), row["that is"])


def test_the_older_rules_for_jee_1():
    """By the rules for JEE 1 everything starts in year 1: what is paid once (one-time, start-up, capital) falls into
    year 1, what recurs into every year, whatever the distance of the score. 60 % overhead is added to salaries, which
    by the rules for JEE 3 hold it already. Every line is rounded half up to whole currency. A score of 5 is not costed.

    | score today | target | score of the line | kind      | unit cost | salary | cost of years 1 to 5 |
    | ----------- | ------ | ----------------- | --------- | --------- | ------ | -------------------- |
    | 1           | 4      | 2                 | start-up  | 10        | no     | 10 0 0 0 0           |
    | 1           | 4      | 4                 | one-time  | 10        | no     | 10 0 0 0 0           |
    | 1           | 4      | 4                 | capital   | 10        | no     | 10 0 0 0 0           |
    | 1           | 4      | 3                 | recurring | 10        | no     | 10 10 10 10 10       |
    | 3           | 4      | 3                 | recurring | 10        | no     | 0 0 0 0 0            |
    | 1           | 3      | 4                 | recurring | 10        | no     | 0 0 0 0 0            |
    | 1           | 5      | 5                 | recurring | 10        | no     | 0 0 0 0 0            |
    | 1           | 4      | 2                 | recurring | 10        | yes    | 16 16 16 16 16       |
    | 1           | 4      | 2                 | one-time  | 10.50     | no     | 11 0 0 0 0           |
    | 1           | 4      | 2                 | one-time  | 10.49     | no     | 10 0 0 0 0           |
    """
    for row in examples(test_the_older_rules_for_jee_1):
        line = create_line(score=row["score of the line"], kind=row["kind"])
        prices = create_menu_prices(salaries=("thing",) if row["salary"] == "yes" else (), thing=row["unit cost"])
        country = create_country({"P1.1": int(row["score today"])})
        rules = MenuRules(Method.JEE_1, int(row["target"]))
        assert _years(line, prices, country, rules) == numbers(row["cost of years 1 to 5"])


def test_overhead_is_inside_the_salaries_of_jee_3():
    """The unit costs of salaries for JEE 3 hold 60 % overhead already; it is not added a second time.

    | rules | salary | cost in year 1 |
    | ----- | ------ | -------------- |
    | jee-3 | yes    | 1600.00        |
    | jee-3 | no     | 1600.00        |
    | jee-1 | yes    | 2560           |
    | jee-1 | no     | 1600           |
    """
    for row in examples(test_overhead_is_inside_the_salaries_of_jee_3):
        prices = create_menu_prices(salaries=("officer",) if row["salary"] == "yes" else (), officer="1600")
        line = create_line(use="officer")
        assert _years(line, prices, rules=MenuRules(Method(row["rules"])))[0] == row["cost in year 1"]


def test_buying_or_leasing():
    """By the rules for JEE 1 a thing may have two prices: “office.buy” and “office.lease”. Bought, it is paid once;
    leased, every year. A unit cost with one price is not touched by the choice. A price that is missing stops the
    costing.

    | unit cost of the line | choice | cost of years 1 to 5 |
    | --------------------- | ------ | -------------------- |
    | office                | buy    | 900 0 0 0 0          |
    | office                | lease  | 100 100 100 100 100  |
    | truck                 | buy    | 50 0 0 0 0           |
    | truck                 | lease  | 50 0 0 0 0           |
    | hall                  | buy    | stops                |
    | hall                  | lease  | 70 70 70 70 70       |
    """
    prices = create_menu_prices(**{"office.buy": "900", "office.lease": "100", "truck": "50", "hall.lease": "70"})
    for row in examples(test_buying_or_leasing):
        line = create_line(use=row["unit cost of the line"], kind="start-up")
        rules = MenuRules(Method.JEE_1, acquisition=Acquisition(row["choice"]))
        if row["cost of years 1 to 5"] == "stops":
            with pytest.raises(InputRefused, match="which nobody has priced"):
                _years(line, prices, rules=rules)
            continue
        assert _years(line, prices, rules=rules) == numbers(row["cost of years 1 to 5"])


def test_a_whole_menu_worked_out_by_hand():
    """A menu that uses every rule, in a country at score 1 in P1.1 and 3 in P1.2, target 4, with the counts above. Unit
    costs: officer 1600 (a salary), meeting 500, truck 21000, kit 12.50, water 0.20, print 4. Each amount can be checked
    by hand: line b is 500 x 2 x 3 x 3 regions = 9,000, from year 1 (score 2 from 1), every year. Line j is excluded.

    | line | of   | to | unit cost | times | level                    | kind      | years 1 to 5                       |
    | ---- | ---- | -- | --------- | ----- | ------------------------ | --------- | ---------------------------------- |
    | a    | P1.1 | 2  | officer   | 0.25  | national                 | one-time  | 400 0 0 0 0                        |
    | b    | P1.1 | 2  | meeting   | 2 3   | intermediate             | recurring | 9000 9000 9000 9000 9000           |
    | c    | P1.1 | 3  | truck     | 1 0.6 | local                    | one-time  | 0 126000 0 0 0                     |
    | d    | P1.1 | 3  | kit       | 2     | facility                 | recurring | 0 2500 2500 2500 2500              |
    | e    | P1.1 | 4  | print     | 50    | point of entry           | one-time  | 0 0 400 0 0                        |
    | f    | P1.1 | 4  | water     | 0.1   | population               | recurring | 0 0 20000 20000 20000              |
    | g    | P1.1 | 5  | truck     | 1     | national                 | recurring | 0 0 0 0 0                          |
    | h    | P1.2 | 4  | print     | 1     | health worker            | one-time  | 4000 0 0 0 0                       |
    | i    | P1.2 | 3  | truck     | 1     | national                 | recurring | 0 0 0 0 0                          |
    | j    | P1.1 | 3  | truck     | 1     | national                 | recurring | 0 0 0 0 0                          |
    | k    | P1.2 | 4  | officer   | 0.5   | additional health worker | recurring | 320000 320000 320000 320000 320000 |
    | all  | P1.1 |    |           |       |                          |           | 9400 137500 31900 31500 31500      |
    | all  | P1.2 |    |           |       |                          |           | 324000 320000 320000 320000 320000 |
    | all  | all  |    |           |       |                          |           | 333400 457500 351900 351500 351500 |
    """
    rows = list(examples(test_a_whole_menu_worked_out_by_hand))
    costs = cost_menu(_worked_lines(rows), worked_prices(), create_country({"P1.1": 1, "P1.2": 3}), MenuRules())
    shown = {cost.line.id: cost.by_year for cost in costs.lines}
    for row in rows:
        sums = costs.by_indicator | {"all": costs.by_year}
        by_year = sums[row["of"]] if row["line"] == "all" else shown[row["line"]]
        assert [money.amount for money in by_year] == [Decimal(one) for one in numbers(row["years 1 to 5"])], row
    assert costs.total == Money(Decimal("1845800.00"), "USD", 2022)


def test_the_same_menu_by_the_rules_for_jee_1():
    """The menu above by the rules for JEE 1: everything from year 1, and 60 % overhead on the officer of lines a and k.

    | year 1 | each later year | five years |
    | ------ | --------------- | ---------- |
    | 674540 | 543500          | 2848540    |
    """
    (row,) = examples(test_the_same_menu_by_the_rules_for_jee_1)
    lines = _worked_lines(examples(test_a_whole_menu_worked_out_by_hand))
    country = create_country({"P1.1": 1, "P1.2": 3})
    costs = cost_menu(lines, worked_prices(), country, MenuRules(Method.JEE_1))
    assert [money.amount for money in costs.by_year] == [int(row["year 1"])] + [int(row["each later year"])] * 4
    assert costs.total.amount == int(row["five years"])


def worked_prices():
    return create_menu_prices(
        salaries=("officer",), officer="1600", meeting="500", truck="21000", kit="12.50", water="0.20", print="4"
    )


def _worked_lines(rows):
    return [
        create_line(
            row["line"], row["of"], row["to"], row["unit cost"], row["level"], row["kind"],
            row["times"], include=row["line"] != "j",
        )
        for row in rows
        if row["line"] != "all"
    ]  # fmt: skip
