"""What the pages of the investment case read: a plan with every source of its country, and the health events."""

from dataclasses import replace
from urllib.parse import quote

from django.db.models import Count, Max, Sum
from django.http import HttpResponse
from django.utils import timezone

from opennaphs.actions.funding.rights import organisations_of
from opennaphs.actions.plans.exporting import file_name, titles
from opennaphs.domain.advocacy import HealthEvent
from opennaphs.domain.funding.positions import THE_RULE, FundingPosition
from opennaphs.domain.funding.supports import Funding
from opennaphs.domain.planning import Plan
from opennaphs.store.advocacy import event_of, events_of
from opennaphs.store.funding import rates_now, source_of, sources_of, supports_of
from opennaphs.store.models import FundingSourceRecord, PlanRecord, User
from opennaphs.web.funding.figures import position_of

indicator_titles = titles
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def position_now(plan: PlanRecord) -> FundingPosition | None:
    """Give where a plan stands under the usual counting rule, from memory; ``None`` when it is not costed."""
    return position_of(plan, THE_RULE)


def with_all_sources(plan: Plan, record: PlanRecord) -> Plan:
    """Add the sources of the country that do not support the plan yet: they are whom a case is made for."""
    funding = plan.funding or Funding(rates=rates_now(record))
    known = {one.id for one in funding.sources}
    others = tuple(source_of(row) for row in sources_of(record.country) if row.number not in known)
    return replace(plan, funding=replace(funding, sources=(*funding.sources, *others)))


def events_now(country: str) -> tuple[HealthEvent, ...]:
    """Give the health events of a country."""
    return tuple(event_of(row) for row in events_of(country))


def mark_of_the_country(country: str) -> str:
    """Give a word that changes whenever an event or a source of the country does."""
    told = {"rows": Count("pk"), "versions": Sum("version"), "last": Max("pk")}
    rows = (events_of(country).aggregate(**told), sources_of(country).aggregate(**told))
    return "-".join(str(value) for row in rows for value in row.values())


def source_choices(plan: PlanRecord, person: User) -> tuple[list[FundingSourceRecord], list[FundingSourceRecord]]:
    """Give the sources of the country: those of the person's organisations, and the others."""
    mine = {one.casefold() for one in organisations_of(person, plan.country)}
    reported = {row.source_id for row in supports_of(plan) if row.reported_by.strip().casefold() in mine}
    rows = list(sources_of(plan.country))
    own = [row for row in rows if row.title.strip().casefold() in mine or row.pk in reported]
    return own, [row for row in rows if row not in own]


def file_response(content: bytes, kind: str, plan: PlanRecord, ending: str) -> HttpResponse:
    """Give a file to keep, named after its plan and the day."""
    response = HttpResponse(content, content_type=kind)
    name = file_name(plan.title, f"-{timezone.localdate()}{ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
