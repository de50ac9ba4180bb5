"""Numbers of sources and support, never used twice: given while nobody else can give the same."""

from opennaphs.store.funding import next_number
from opennaphs.store.models import CountryDesk, FundingSourceRecord, PlanRecord, SupportRecord


def new_source_number(country: str) -> str:
    """Give the next number of a funding source of a country; the country is locked until the transaction ends."""
    list(CountryDesk.objects.select_for_update().filter(country=country))
    return next_number(FundingSourceRecord.objects.filter(country=country).values_list("number", flat=True), "S")


def new_support_number(plan: PlanRecord) -> str:
    """Give the next number of support to a plan; the plan is locked until the transaction ends."""
    list(PlanRecord.objects.select_for_update().filter(pk=plan.pk).values_list("pk"))
    return next_number(SupportRecord.objects.filter(plan=plan).values_list("number", flat=True), "M")
