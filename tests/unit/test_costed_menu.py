"""Menus and their unit costs: what is taken, what is refused, and what is said."""

from decimal import Decimal

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.menus import AdministrativeTier, MenuKind, Multiplier
from opennaphs.domain.money import Money
from opennaphs.sources.costed_menu import MENU_EXTRAS, MENU_HEADINGS, PRICE_HEADINGS, parse_menu, parse_menu_prices

JEE_3 = load_framework("jee-3")
GOOD = {
    "id": "a", "indicator": "P1.1", "score": "2", "requirement": "Know the laws", "action": "List them",
    "unit_cost": "officer", "administrative_level": "National", "kind": "One-time", "multiplier_1": "0.25",
    "multiplier_1_unit": "years", "multiplier_2": "", "multiplier_2_unit": "", "include": "", "notes": "",
}  # fmt: skip
PRICE = {
    "id": "officer", "title": "An officer", "value": "1600", "currency": "USD", "price_year": "2022",
    "unit": "year", "salary": "yes", "source": "a test",
}  # fmt: skip


def _csv(headings, *rows):
    lines = [";".join(headings), *(";".join(row[heading] for heading in headings) for row in rows)]
    return ("\n".join(lines) + "\n").encode()


def _menu(*changes):
    return parse_menu(_csv(MENU_HEADINGS + MENU_EXTRAS, *(GOOD | change for change in changes)), "menu.csv", JEE_3)


def _prices(*changes):
    return parse_menu_prices(_csv(PRICE_HEADINGS, *(PRICE | change for change in changes)), "unit_costs.csv")


def _refused(read, *changes):
    with pytest.raises(InputRefused) as caught:
        read(*changes)
    return [str(problem) for problem in caught.value.problems]


def test_a_line_is_read_as_it_is_written():
    (line,) = _menu({}).lines
    assert (line.id, line.indicator, line.score, line.unit_cost) == ("a", "jee-3.P1.1", 2, "officer")
    assert (line.tier, line.kind, line.include) == (AdministrativeTier.NATIONAL, MenuKind.ONE_TIME, True)
    assert line.multipliers == (Multiplier(Decimal("0.25"), "years"),)
    assert (line.requirement, line.action, str(line.place)) == ("Know the laws", "List them", "menu.csv, row 2")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Health facility", "facility"),
        ("PoE", "point of entry"),
        ("Additional healthcare workers (doctors, nurses, and midwives)", "additional health worker"),
        ("  point  of Entry ", "point of entry"),
    ],
)
def test_the_levels_of_the_worksheet_are_understood(written, meant):
    assert _menu({"administrative_level": written}).lines[0].tier == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("yes", True), ("TRUE", True), ("", True), ("no", False), ("False", False)]
)
def test_include_is_yes_unless_it_says_no(written, meant):
    assert _menu({"include": written}).lines[0].include is meant


def test_the_column_include_may_be_left_out():
    assert parse_menu(_csv(MENU_HEADINGS, GOOD), "menu.csv", JEE_3).lines[0].include


def test_words_for_multipliers_become_numbers_with_a_warning():
    read = _menu({"multiplier_1": "Regularly", "multiplier_2": "some", "multiplier_2_unit": "facilities"})
    assert [one.value for one in read.lines[0].multipliers] == [Decimal(4), Decimal("0.1")]
    assert [str(warning).partition(" So says")[0] for warning in read.warnings] == [
        "menu.csv, row 2, column multiplier_1: “Regularly” is taken as 4 (every quarter).",
        "menu.csv, row 2, column multiplier_2: “some” is taken as 0.1 (10 %).",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "row 2, column id: The cell “id” is empty."),
        ({"indicator": "P9.9"}, "column indicator: JEE 3 has no indicator “P9.9”."),
        ({"indicator": "jee-1.P1.1"}, "JEE 3 has no indicator “jee-1.P1.1”."),
        ({"score": "1"}, "The line “a” has the score “1”. Write the score it helps to reach: 2, 3, 4 or 5."),
        ({"score": ""}, "The line “a” has the score “”."),
        ({"score": "２"}, "The line “a” has the score “２”."),
        (
            {"administrative_level": "village"},
            "The line “a” has “village” as administrative_level. Write one of: national",
        ),
        ({"kind": "often"}, "The line “a” has “often” as kind. Write one of: one-time, recurring"),
        ({"multiplier_1": ""}, "The line “a” has no multiplier_1. Write how many it needs; 1 where it needs one."),
        ({"multiplier_2_unit": "days"}, "The line “a” has no multiplier_2."),
        ({"multiplier_1": "several"}, "“several” is no number. Write a number from 0 up"),
        ({"multiplier_1": "-2"}, "“-2” is no number."),
        ({"multiplier_1": "1e9"}, "“1e9” is no number."),
        ({"multiplier_1": "1,000"}, "“1,000” may be read in two ways. Write 1000 or 1.000."),
        ({"multiplier_1": "1,000,000"}, "“1,000,000” may be read in two ways. Leave the commas out."),
        ({"include": "perhaps"}, "“perhaps” says neither yes nor no."),
    ],
)
def test_a_line_that_cannot_be_taken_is_named(change, said):
    (problem,) = _refused(_menu, change)
    assert said in problem
    assert problem.startswith("menu.csv, row 2, column ")


def test_all_faults_of_a_menu_are_named_at_once():
    problems = _refused(_menu, {"score": "9", "kind": "x"}, {}, {"id": "b", "multiplier_1": "?"})
    assert len(problems) == 4
    assert "menu.csv, row 3, column id: The id “a” stands in row 2 already." in problems[0]


def test_a_decimal_comma_is_understood_where_it_can_mean_nothing_else():
    values = [_menu({"multiplier_1": text}).lines[0].multipliers[0].value for text in ("0,083", "1,5", "12,3456")]
    assert values == [Decimal("0.083"), Decimal("1.5"), Decimal("12.3456")]


def test_a_multiplier_of_zero_is_taken_with_a_warning():
    read = _menu({"multiplier_1": "0"})
    assert read.lines[0].multipliers[0].value == 0
    assert "The cell “multiplier_1” is 0" in str(read.warnings[0])


def test_an_excluded_line_may_lack_its_multipliers():
    (line,) = _menu({"include": "no", "multiplier_1": "", "multiplier_2_unit": "days"}).lines
    assert line.multipliers == ()


def test_a_unit_cost_is_money_with_a_year_and_a_source():
    (item,) = _prices({"currency": "usd", "value": "1600.50"}).prices.items
    assert item.price == Money(Decimal("1600.50"), "USD", 2022)
    assert (item.id, item.title, item.unit, item.salary, item.source) == (
        "officer", "An officer", "year", True, "a test",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": ""}, "“” is no number."),
        ({"value": "61,636"}, "“61,636” may be read in two ways. Write 61636 or 61.636."),
        ({"currency": "dollars"}, "“DOLLARS” is not a currency code."),
        ({"price_year": "22"}, "“22” is no price year."),
        ({"price_year": "９９９９"}, "is no price year."),
        ({"salary": ""}, "“” says neither yes nor no."),
    ],
)
def test_a_unit_cost_that_cannot_be_taken_is_named(change, said):
    (problem,) = _refused(_prices, change)
    assert said in problem
    assert problem.startswith("unit_costs.csv, row 2, column ")


@pytest.mark.parametrize("change", [{"currency": "KES"}, {"price_year": "2017"}])
def test_mixed_currencies_and_price_years_are_refused(change):
    (problem,) = _refused(_prices, {}, {"id": "other"} | change)
    assert "unit_costs.csv, row 3, column currency: The price is in" in problem
    assert "dated exchange rate" in problem


def test_what_is_odd_about_unit_costs_is_said():
    read = _prices({"source": "", "value": "0", "title": ""})
    assert [warning.where.column for warning in read.warnings] == ["value", "source"]
    assert read.prices.items[0].title == "officer"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a workbook", "The file is no CSV. Save the sheet as"),
        (b"id,indicator\n", "The column “score” is missing."),
        (",".join(MENU_HEADINGS).encode() + b"\n", "The table has headings but no lines."),
    ],
)
def test_a_file_that_is_no_menu(content, said):
    with pytest.raises(InputRefused) as caught:
        parse_menu(content, "menu.csv", JEE_3)
    assert said in str(caught.value)
