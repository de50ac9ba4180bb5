"""Keep the money of a plan that comes from a plan document or from the plan before: sources, support, rates."""

from opennaphs.actions.funding.checks import check_fields, check_source, check_storable
from opennaphs.actions.funding.money_rows import LONGEST_NOTE
from opennaphs.actions.funding.numbers import new_source_number
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.documents import rates_document
from opennaphs.domain.funding.sources import FundingSource
from opennaphs.domain.funding.supports import Funding, Support, Transaction
from opennaphs.store.funding import next_number, source_of, source_row, sources_of, support_row, transaction_rows
from opennaphs.store.models import FundingBasis, FundingSourceRecord, PlanRecord, SupportRecord, TransactionRecord, User

LONGEST_NUMBER = 20
ROWS_AT_ONCE = 500
STANDS = "A source of this title was in the list already; its kind, country and earmark stand as they were."


def keep_funding(*, plan: PlanRecord, funding: Funding, why: str = "", by: User) -> list[SupportRecord]:
    """Keep all money of a plan as rows; support keeps its number and its state, as the document says them.

    A source is recognised by its title among those of the country; one that is not there yet gets the next number.

    Args:
        plan: whose money it is.
        funding: sources, support with transactions, and rates.
        why: a sentence for the history.
        by: who keeps it.

    Raises:
        NotAllowed: they do not keep the money of the country.
        NaphsError: something in it cannot be kept as it is; nothing is kept then.
    """
    with writing(Permission.MANAGE_FUNDING, country=plan.country, by=by) as change:
        known = {one.title.casefold(): one for one in sources_of(plan.country)}
        rows = {one.id: _source(change, one, known, plan.country, why) for one in funding.sources}
        taken = list(SupportRecord.objects.filter(plan=plan).values_list("number", flat=True))
        kept = [_support(change, one, plan, rows[one.source], taken, why) for one in funding.supports]
        _keep_rates(change, plan, funding.rates, why)
    return kept


def _source(
    change: Change, source: FundingSource, known: dict[str, FundingSourceRecord], country: str, why: str
) -> FundingSourceRecord:
    there = known.get(source.title.strip().casefold())
    if there is not None:
        mine = source_of(there)
        if (mine.kind, mine.country, mine.earmark) != (source.kind, source.country, source.earmark):
            change.note(there, "keep_funding", why=STANDS)
        return there
    row = source_row(source, country)
    row.number = new_source_number(country)
    check_source(row)
    known[source.title.strip().casefold()] = row
    return change.add(row, "add_source", why)


def _support(
    change: Change, support: Support, plan: PlanRecord, source: FundingSourceRecord, taken: list[str], why: str
) -> SupportRecord:
    row = support_row(support, plan, source)
    if row.number in taken or not 0 < len(row.number.strip()) <= LONGEST_NUMBER:
        row.number = next_number(taken, "M")
    taken.append(row.number)
    check_fields(row)
    change.add(row, "keep_funding", why)
    moves = transaction_rows(row, map(_storable, support.transactions), str(change.by))
    TransactionRecord.objects.bulk_create(moves, batch_size=ROWS_AT_ONCE)
    return row


def _storable(one: Transaction) -> Transaction:
    check_storable(one.money, one.year)
    if len(one.note) > LONGEST_NOTE:
        message = f"The note of a transaction of {one.on} is longer than {LONGEST_NOTE} signs. Shorten it."
        raise NaphsError(message)
    return one


def _keep_rates(change: Change, plan: PlanRecord, rates: Rates, why: str) -> None:
    if rates != Rates() and not FundingBasis.objects.filter(plan=plan).exists():
        change.add(FundingBasis(plan=plan, rates=rates_document(rates)), "set_rates", why)
