"""Set the exchange rates and inflators with which the money of a plan is reckoned."""

import datetime

from opennaphs.actions.funding.rights import check_open
from opennaphs.actions.writing import Stale, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import Inflator, Rates, check_rates
from opennaphs.domain.funding.documents import rates_document
from opennaphs.domain.money import Money
from opennaphs.store.models import FundingBasis, PlanRecord, User


def set_rates(*, plan: PlanRecord, rates: Rates, version: int | None, why: str = "", by: User) -> FundingBasis:
    """Keep the one set of rates of a plan; every figure of its money follows.

    Args:
        plan: which.
        rates: all of them; one for each pair of currencies, with its day and source; one inflator for each pair of
            years of a currency, with its source.
        version: the version the person saw; ``None`` when there were none yet.
        why: a sentence for the history.
        by: who sets them.

    Raises:
        NotAllowed: they do not keep the money of the country.
        EditRefused: the plan is closed.
        Stale: somebody else changed them meanwhile.
        NaphsError: a rate has no day or source, or two rates say the same differently.
    """
    with writing(Permission.MANAGE_FUNDING, country=plan.country, by=by) as change:
        check_open(plan)
        _check(rates)
        change.locked(plan, None)  # two people cannot both set the first ones
        there = FundingBasis.objects.filter(plan=plan).first()
        if there is None:
            return change.add(FundingBasis(plan=plan, rates=rates_document(rates)), "set_rates", why)
        if version is None:
            raise Stale(there, 0)
        row = change.locked(there, version)
        row.rates = rates_document(rates)
        change.save(row, "set_rates", why)
    return row


def _check(rates: Rates) -> None:
    for one in rates.exchange:
        _check_cited(f"{one.base}–{one.quote}", one.source)
        _check_day(one.date)
        _check_currencies(one.base, one.quote)
    check_rates(rates.exchange)
    for inflator in rates.inflators:
        _check_cited(f"{inflator.currency} {inflator.from_year}–{inflator.to_year}", inflator.source)
        _check_currencies(inflator.currency)
    _check_inflators(rates.inflators)


def _check_currencies(*currencies: str) -> None:
    for one in currencies:
        Money.zero(one, 0)  # says what a code looks like
    if len(set(currencies)) < len(currencies):
        message = f"An exchange rate joins two currencies, not {currencies[0]} with itself."
        raise NaphsError(message)


def _check_cited(name: str, source: str) -> None:
    if not source.strip():
        message = f"The rate {name} has no source. Write where it is published."
        raise NaphsError(message)


def _check_day(text: str) -> None:
    try:
        datetime.date.fromisoformat(text)
    except ValueError as error:
        message = f"“{text}” is not the day of a rate. Write year, month and day, for example 2027-03-31."
        raise NaphsError(message) from error


def _check_inflators(inflators: tuple[Inflator, ...]) -> None:
    pairs = [(one.currency, frozenset({one.from_year, one.to_year})) for one in inflators]
    twice = next((one for number, one in zip(pairs, inflators, strict=True) if pairs.count(number) > 1), None)
    if twice is not None:
        years = f"{twice.from_year} and {twice.to_year}"
        message = f"There are two inflators for {twice.currency} between {years}. Keep one."
        raise NaphsError(message)
    if any(one.from_year == one.to_year for one in inflators):
        raise NaphsError("An inflator joins two different years.")
