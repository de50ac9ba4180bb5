"""The money of a plan as plain data, and back: its part of the plan document. Amounts are texts, days ISO days."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import (
    Funding,
    MoneyStage,
    Portion,
    Support,
    SupportRole,
    SupportState,
    Transaction,
)
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money

Document = dict[str, Any]


def funding_document(funding: Funding) -> Document:
    """Give the money of a plan as plain data, ready for JSON; :func:`funding_of` is the exact inverse."""
    return {
        "sources": [_source(one) for one in funding.sources],
        "supports": [_support(one) for one in funding.supports],
        "rates": rates_document(funding.rates),
    }


def funding_of(content: Mapping[str, Any]) -> Funding:
    """Give the money that plain data, already held against its schema, describes.

    Raises:
        NaphsError: a value cannot be; the message says which.
    """
    return Funding(
        tuple(_source_of(one) for one in content["sources"]),
        tuple(_support_of(one) for one in content["supports"]),
        rates_of(content["rates"]),
    )


def earmark_document(earmark: Earmark) -> Document:
    """Give an earmark as plain data; :func:`earmark_of` is the exact inverse."""
    return {
        "areas": list(earmark.areas),
        "economic_types": [str(one) for one in earmark.economic_types],
        "places": list(earmark.places),
        "ministries": list(earmark.ministries),
        "regions": list(earmark.regions),
        "recipients": list(earmark.recipients),
        "from_day": day_text(earmark.from_day),
        "until_day": day_text(earmark.until_day),
    }


def earmark_of(content: Mapping[str, Any]) -> Earmark:
    """Give the earmark that plain data describes; a bound that is left out sets none."""
    return Earmark(
        areas=tuple(content.get("areas", ())),
        economic_types=tuple(map(EconomicType, content.get("economic_types", ()))),
        places=tuple(content.get("places", ())),
        ministries=tuple(content.get("ministries", ())),
        regions=tuple(content.get("regions", ())),
        recipients=tuple(content.get("recipients", ())),
        from_day=day_of(content.get("from_day")),
        until_day=day_of(content.get("until_day")),
    )


def portion_document(portion: Portion) -> Document:
    """Give a portion as plain data; :func:`portion_of` is the exact inverse."""
    return {
        "share": None if portion.share is None else str(portion.share),
        "amount": None if portion.amount is None else money_document(portion.amount),
        "activity": portion.activity,
        "areas": list(portion.areas),
        "regions": list(portion.regions),
        "economic_types": [str(one) for one in portion.economic_types],
    }


def portion_of(content: Mapping[str, Any]) -> Portion:
    """Give the portion that plain data describes."""
    return Portion(
        share=None if content["share"] is None else Decimal(content["share"]),
        amount=None if content["amount"] is None else money_of(content["amount"]),
        activity=content["activity"],
        areas=tuple(content["areas"]),
        regions=tuple(content["regions"]),
        economic_types=tuple(map(EconomicType, content["economic_types"])),
    )


def money_document(money: Money) -> Document:
    """Give an amount as plain data."""
    return {"amount": str(money.amount), "currency": money.currency, "price_year": money.price_year}


def money_of(content: Mapping[str, Any]) -> Money:
    """Give the amount that plain data describes."""
    return Money(Decimal(content["amount"]), content["currency"], content["price_year"])


def rates_document(rates: Rates) -> Document:
    """Give exchange rates and inflators as plain data; :func:`rates_of` is the exact inverse."""
    return {
        "exchange": [
            {"base": one.base, "quote": one.quote, "rate": str(one.rate), "date": one.date, "source": one.source}
            for one in rates.exchange
        ],
        "inflators": [
            {
                "currency": one.currency,
                "from_year": one.from_year,
                "to_year": one.to_year,
                "factor": str(one.factor),
                "source": one.source,
            }
            for one in rates.inflators
        ],
    }


def rates_of(content: Mapping[str, Any]) -> Rates:
    """Give the rates that plain data describes."""
    return Rates(
        tuple(ExchangeRate(**{**one, "rate": Decimal(one["rate"])}) for one in content["exchange"]),
        tuple(Inflator(**{**one, "factor": Decimal(one["factor"])}) for one in content["inflators"]),
    )


def day_text(day: datetime.date | None) -> str | None:
    """Give a day as text, ``2027-03-31``."""
    return None if day is None else day.isoformat()


def day_of(text: str | None) -> datetime.date | None:
    """Give the day a text names."""
    return None if text is None else datetime.date.fromisoformat(text)


def _source(source: FundingSource) -> Document:
    return {
        "id": source.id,
        "title": source.title,
        "kind": str(source.kind),
        "country": source.country,
        "earmark": earmark_document(source.earmark),
    }


def _source_of(content: Mapping[str, Any]) -> FundingSource:
    kind, earmark = SourceKind(content["kind"]), earmark_of(content["earmark"])
    return FundingSource(content["id"], content["title"], kind, content["country"], earmark)


def _support(support: Support) -> Document:
    return {
        "id": support.id,
        "source": support.source,
        "title": support.title,
        "recipient": support.recipient,
        "role": str(support.role),
        "state": str(support.state),
        "ours": support.ours,
        "starts": day_text(support.starts),
        "ends": day_text(support.ends),
        "reported_by": support.reported_by,
        "portions": [portion_document(one) for one in support.portions],
        "transactions": [_transaction(one) for one in support.transactions],
    }


def _support_of(content: Mapping[str, Any]) -> Support:
    return Support(
        id=content["id"],
        source=content["source"],
        title=content["title"],
        recipient=content["recipient"],
        role=SupportRole(content["role"]),
        state=SupportState(content["state"]),
        ours=content["ours"],
        starts=day_of(content["starts"]),
        ends=day_of(content["ends"]),
        portions=tuple(portion_of(one) for one in content["portions"]),
        transactions=tuple(_transaction_of(one) for one in content["transactions"]),
        reported_by=content["reported_by"],
    )


def _transaction(one: Transaction) -> Document:
    return {
        "id": one.id,
        "stage": str(one.stage),
        "on": one.on.isoformat(),
        "year": one.year,
        "money": money_document(one.money),
        "note": one.note,
    }


def _transaction_of(content: Mapping[str, Any]) -> Transaction:
    return Transaction(
        content["id"],
        MoneyStage(content["stage"]),
        datetime.date.fromisoformat(content["on"]),
        content["year"],
        money_of(content["money"]),
        content["note"],
    )
