"""The money of plans: rows of sources, support and transactions as the domain knows them, and back."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.documents import earmark_document, earmark_of, portion_document, portion_of, rates_of
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Support, SupportRole, SupportState, Transaction
from opennaphs.domain.money import Money
from opennaphs.store.models import FundingBasis, FundingSourceRecord, PlanRecord, SupportRecord, TransactionRecord

NO_RATES: dict[str, Any] = {"exchange": [], "inflators": []}


def sources_of(country: str) -> "QuerySet[FundingSourceRecord]":
    """Give the funding sources of a country."""
    return FundingSourceRecord.objects.filter(country=country, removed=False)


def supports_of(plan: PlanRecord) -> "QuerySet[SupportRecord]":
    """Give the support to a plan, with the source of each."""
    found = SupportRecord.objects.filter(plan=plan, removed=False, source__removed=False)
    return found.select_related("source", "plan")


def rates_now(plan: PlanRecord) -> Rates:
    """Give the exchange rates and inflators of a plan; none when nobody has entered any."""
    row = FundingBasis.objects.filter(plan=plan).first()
    return rates_of(NO_RATES if row is None else row.rates)


def load_funding(plan: PlanRecord) -> Funding | None:
    """Give the money of a plan with three queries; ``None`` when no support to it is entered.

    Only sources that support the plan are in it: the others of the country have nothing to do with it.
    """
    rows = list(supports_of(plan))
    if not rows:
        return None
    moves: dict[int, list[Transaction]] = {row.pk: [] for row in rows}
    for one in TransactionRecord.objects.filter(support__in=moves).values_list(*_COLUMNS).iterator():
        moves[one[1]].append(_transaction(one))
    sources = {row.source.number: source_of(row.source) for row in rows}
    supports = tuple(support_of(row, moves[row.pk]) for row in rows)
    return Funding(tuple(sources[number] for number in sorted(sources)), supports, rates_now(plan))


def source_of(row: FundingSourceRecord) -> FundingSource:
    """Give a source as the domain knows it."""
    return FundingSource(row.number, row.title, SourceKind(row.kind), row.origin or None, earmark_of(row.earmark))


def support_of(row: SupportRecord, transactions: Iterable[Transaction]) -> Support:
    """Give a piece of support as the domain knows it."""
    return Support(
        id=row.number,
        source=row.source.number,
        title=row.title,
        recipient=row.recipient,
        role=SupportRole(row.role),
        state=SupportState(row.state),
        ours=row.ours,
        starts=row.starts,
        ends=row.ends,
        portions=tuple(portion_of(one) for one in row.portions),
        transactions=tuple(transactions),
        reported_by=row.reported_by,
    )


def source_row(source: FundingSource, country: str) -> FundingSourceRecord:
    """Give the row of a source, without a number and not yet saved."""
    return FundingSourceRecord(
        country=country,
        title=source.title,
        kind=str(source.kind),
        origin=source.country or "",
        earmark=earmark_document(source.earmark),
    )


def support_row(support: Support, plan: PlanRecord, source: FundingSourceRecord) -> SupportRecord:
    """Give the row of a piece of support under its own number, not yet saved."""
    return SupportRecord(
        plan=plan,
        source=source,
        number=support.id,
        title=support.title,
        recipient=support.recipient,
        role=str(support.role),
        state=str(support.state),
        ours=support.ours,
        starts=support.starts,
        ends=support.ends,
        portions=[portion_document(one) for one in support.portions],
        reported_by=support.reported_by,
    )


def transaction_rows(support: SupportRecord, transactions: Iterable[Transaction], by: str) -> list[TransactionRecord]:
    """Give the rows of transactions, not yet saved."""
    return [
        TransactionRecord(
            support=support,
            stage=str(one.stage),
            on=one.on,
            year=one.year,
            amount=one.money.amount,
            currency=one.money.currency,
            price_year=one.money.price_year,
            note=one.note,
            entered_by=by,
        )
        for one in transactions
    ]


def next_number(taken: Iterable[str], letter: str) -> str:
    """Give the first number never used: ``S01``, ``S02`` … for sources, ``M001`` … for support."""
    used = [int(one[1:]) for one in taken if one[:1] == letter and one[1:].isdecimal()]
    return f"{letter}{max(used, default=0) + 1:0{2 if letter == 'S' else 3}d}"


def funding_mark(plan: PlanRecord) -> str:
    """Give a mark that changes whenever anything of the money of a plan does."""
    told = {"rows": Count("pk"), "versions": Sum("version"), "sources": Sum("source__version")}
    rows = SupportRecord.objects.filter(plan=plan).aggregate(**told)
    moves = TransactionRecord.objects.filter(support__plan=plan).aggregate(rows=Count("pk"), last=Max("pk"))
    basis = FundingBasis.objects.filter(plan=plan).aggregate(version=Sum("version"))
    return "-".join(str(value) for value in (*rows.values(), *moves.values(), *basis.values()))


_COLUMNS = ("pk", "support_id", "stage", "on", "year", "amount", "currency", "price_year", "note")


def _transaction(row: tuple[Any, ...]) -> Transaction:
    pk, _support, stage, on, year, amount, currency, price_year, note = row
    day: datetime.date = on
    return Transaction(str(pk), MoneyStage(stage), day, year, Money(amount, currency, price_year), note)
