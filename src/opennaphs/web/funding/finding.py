"""Sources, support and transactions by their numbers in an address, always within the country of the page."""

from django.http import Http404

from opennaphs.store.funding import sources_of, supports_of
from opennaphs.store.models import FundingSourceRecord, PlanRecord, SupportRecord, TransactionRecord


def find_source(iso3: str, source_id: int) -> FundingSourceRecord:
    """Give a funding source of the country, or 404."""
    row = sources_of(iso3).filter(pk=source_id).first()
    if row is None:
        raise Http404
    return row


def find_support(plan: PlanRecord, support_id: int) -> SupportRecord:
    """Give a piece of support to a plan, or 404."""
    row = supports_of(plan).filter(pk=support_id).first()
    if row is None:
        raise Http404
    return row


def find_transaction(support: SupportRecord, transaction_id: int) -> TransactionRecord:
    """Give a transaction of a piece of support, or 404."""
    row = TransactionRecord.objects.filter(support=support, pk=transaction_id).select_related("support__plan").first()
    if row is None:
        raise Http404
    return row
