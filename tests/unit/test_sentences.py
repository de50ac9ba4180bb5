"""Sentences say amounts and days as the reader of a language writes them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.translations import translator
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Refused, Sentence, ToTheCent, at_prices, joined
from opennaphs.domain.written_numbers import cents_text, money_text, number_text

FRENCH, ARABIC = translator("fr"), translator("ar")
NARROW = "\u202f"  # what French writes between thousands


def usd(amount: str, year: int = 2027) -> Money:
    return Money(Decimal(amount), "USD", year)


def said(value, translate=str) -> str:
    return Sentence("{value}", {"value": value}).text(translate)


# --- money ----------------------------------------------------------------------------------------------------------


def test_a_french_sentence_writes_its_amounts_in_french():
    sentence = Sentence("Missing: {gap}.", {"gap": usd("2100000")})
    words = {"Missing: {gap}.": "Il manque {gap}."}
    assert str(sentence) == "Missing: USD 2,100,000."
    assert sentence.text(lambda text: words.get(text, FRENCH(text))) == f"Il manque 2{NARROW}100{NARROW}000 USD."


def test_in_arabic_the_currency_follows_the_amount():
    assert said(usd("2100000"), ARABIC) == "2,100,000 USD"


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [("0", "USD 0", "0 USD"), ("-1234567", "USD -1,234,567", f"-1{NARROW}234{NARROW}567 USD"),
     ("999", "USD 999", "999 USD"), ("1234.49", "USD 1,234", f"1{NARROW}234 USD"),
     ("1234.5", "USD 1,235", f"1{NARROW}235 USD"), ("2.5", "USD 3", "3 USD"), ("-2.5", "USD -3", "-3 USD")],
)  # fmt: skip
def test_amounts_are_said_in_whole_units_half_up(amount, english, french):
    assert (said(usd(amount)), said(usd(amount), FRENCH)) == (english, french)


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [("0.4", "USD 0.40", "0,40 USD"), ("-0.4", "USD -0.40", "-0,40 USD"), ("0.5", "USD 1", "1 USD")],
)
def test_what_is_something_is_never_said_to_be_nothing(amount, english, french):
    assert (said(usd(amount)), said(usd(amount), FRENCH)) == (english, french)


@pytest.mark.parametrize("amount", ["-0", "0.00", "-0.001", "0.004"])
def test_less_than_a_cent_is_nothing_and_has_no_sign(amount):
    assert said(usd(amount)) == said(ToTheCent(usd(amount))) == "USD 0"


def test_an_amount_whose_cents_matter_keeps_them_and_without_cents_says_none():
    assert said(ToTheCent(usd("1000.4")), FRENCH) == f"1{NARROW}000,40 USD"
    assert said(ToTheCent(usd("1000.00"))) == "USD 1,000"


def test_an_amount_can_say_the_year_of_its_prices_in_the_language_of_the_reader():
    words = {"{money} ({year} prices)": "{money} (prix de {year})"}
    assert str(at_prices(usd("1000.4"))) == "USD 1,000.40 (2027 prices)"
    french = at_prices(usd("1000.4")).text(lambda text: words.get(text, FRENCH(text)))
    assert french == f"1{NARROW}000,40 USD (prix de 2027)"


def test_what_cannot_be_done_says_amounts_in_the_language_too():
    refused = Refused(Sentence("{money}!", {"money": usd("5000")}))
    assert (str(refused), refused.text(FRENCH)) == ("USD 5,000!", f"5{NARROW}000 USD!")


amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False).map(lambda one: usd(str(one)))


@given(amounts)
def test_what_is_said_differs_from_the_amount_by_less_than_what_it_is_said_in(money):
    shown = money_text(money, FRENCH).replace(NARROW, "").replace(",", ".").removesuffix(" USD")
    assert abs(Decimal(shown) - money.amount) <= (
        Decimal("0.005") if abs(money.amount) < Decimal("0.5") else Decimal("0.5")
    )
    exact = cents_text(money, ARABIC).replace(",", "").removesuffix(" USD")
    assert Decimal(exact) == money.rounded().amount


@given(amounts)
def test_every_language_says_the_same_figures(money):
    figures = [
        "".join(sign for sign in number_text(money.amount, language) if sign.isdigit())
        for language in (str, FRENCH, ARABIC)
    ]
    assert len(set(figures)) == 1


# --- days -----------------------------------------------------------------------------------------------------------


def test_a_day_is_the_same_in_every_language():
    day = datetime.date(2027, 3, 31)
    assert said(day) == said(day, FRENCH) == said(day, ARABIC) == "2027-03-31"


# --- several values, and what sentences are compared by --------------------------------------------------------------


def test_several_amounts_are_each_said_in_the_language():
    both = Sentence("{all}", {"all": joined([usd("1000"), Money(Decimal(2000), "EUR", 2026)], "; ")})
    assert str(both) == "USD 1,000; EUR 2,000"
    assert both.text(FRENCH) == f"1{NARROW}000 USD; 2{NARROW}000 EUR"


def test_of_many_values_the_first_are_said_and_how_many_more_there_are():
    assert str(joined([1, 2, 3], most=2)) == "1, 2 … (+1)"
    assert str(joined([1, 2])) == "1, 2"
    assert str(joined([])) == ""


def test_text_that_people_wrote_stays_as_it_is():
    assert said("USD 1,000 {x} 1.5", FRENCH) == "USD 1,000 {x} 1.5"
    assert said(1000, FRENCH) == "1000"


def test_sentences_are_equal_by_their_amounts_and_days_and_can_be_kept_in_sets():
    def sentence(amount: str, day: int) -> Sentence:
        return Sentence("{money} {day}", {"money": usd(amount), "day": datetime.date(2027, 1, day)})

    assert sentence("1", 1) == sentence("1.00", 1) != sentence("2", 1)
    assert sentence("1", 1) != sentence("1", 2)
    assert len({sentence("1", 1), sentence("1.00", 1), sentence("2", 1)}) == 2
