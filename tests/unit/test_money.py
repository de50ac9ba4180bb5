from decimal import Decimal

import pytest

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money, MoneyMismatch, total


def _usd(amount, year=2024):
    return Money(Decimal(amount), "USD", year)


def test_amounts_of_one_currency_and_year_add_up():
    assert _usd("1.10") + _usd("2.20") == _usd("3.30")
    assert _usd("1.10") - _usd("2.20") == _usd("-1.10")
    assert total([_usd(1), _usd(2)], "USD", 2024) == _usd(3)


def test_an_empty_sum_still_has_a_currency_and_a_year():
    assert total([], "KES", 2020) == Money(Decimal(0), "KES", 2020)


@pytest.mark.parametrize("other", [Money(Decimal(1), "KES", 2024), Money(Decimal(1), "USD", 2023)])
def test_other_currencies_and_price_years_are_never_added_silently(other):
    with pytest.raises(MoneyMismatch, match="exchange rate"):
        _usd(1) + other


@pytest.mark.parametrize("amount", [1, 1.5, "1", None, Decimal("NaN"), Decimal("Infinity")])
def test_only_exact_finite_amounts_are_money(amount):
    with pytest.raises(NaphsError, match="exact decimal"):
        Money(amount, "USD", 2024)


@pytest.mark.parametrize("currency", ["usd", "US", "DOLLAR", "", "ÜSD"])
def test_a_currency_is_three_capital_letters(currency):
    with pytest.raises(NaphsError, match="currency code"):
        Money(Decimal(1), currency, 2024)


def test_halves_are_rounded_up_and_only_when_asked():
    assert _usd("0.125").times(Decimal(1)).amount == Decimal("0.125")
    assert _usd("0.125").rounded().amount == Decimal("0.13")
    assert str(_usd("1234567.5")) == "USD 1,234,567.50 (2024 prices)"
