"""Frozen copies of plans: those of a plan, and those that everybody may read."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.publishing import PublicationFacts
from opennaphs.store.models import PlanRecord, Publication

PUBLISHABLE = (PlanState.ENDORSED, PlanState.LAUNCHED, PlanState.CLOSED)
"""States in which a plan has been agreed, so that it can be frozen and made public."""
LICENCE = "licence"
FACTS = ("validated_on", "endorsed_by", "endorsed_on", "launched_on")
DOCUMENTS = ("document", "public_document")


def publications_of(plan: PlanRecord) -> "QuerySet[Publication]":
    """Give the publications of a plan without their documents, the newest first."""
    return Publication.objects.filter(plan=plan).defer(*DOCUMENTS).order_by("-number")


def latest_of(plan: PlanRecord) -> Publication | None:
    """Give the newest publication of a plan without its documents."""
    return publications_of(plan).first()


def released_publications() -> "QuerySet[Publication]":
    """Give what is public on this installation without the documents, the newest release first."""
    found = Publication.objects.exclude(released_at=None).filter(withdrawn_at=None)
    return found.defer(*DOCUMENTS).order_by("-released_at", "-pk")


def find_released(key: str) -> Publication | None:
    """Give the publication of a permanent link, also when it was withdrawn since; ``None`` = never released."""
    return Publication.objects.exclude(released_at=None).filter(key=key).defer("document").first()


def newer_than(publication: Publication) -> Publication | None:
    """Give the newest released publication of the same plan, if it is newer than this one."""
    if publication.plan_id is None:
        return None
    later = released_publications().filter(plan_id=publication.plan_id, number__gt=publication.number)
    return later.order_by("-number").first()


def facts_now(plan: PlanRecord) -> dict[str, str]:
    """Give what a publication made now would say beside its document; days as ISO days, empty = not recorded."""
    return {name: str(getattr(plan, name) or "") for name in FACTS}


def frozen_day(publication: Publication) -> date:
    """Give the day on which a publication was frozen, where the installation is."""
    return timezone.localdate(publication.frozen_at)


def facts_of(publication: Publication, address: str = "") -> PublicationFacts:
    """Give what is said beside the document of a publication, as the domain knows it."""
    facts: Mapping[str, str] = publication.facts
    told = {name: facts.get(name, "") for name in FACTS}
    return PublicationFacts(
        **told, frozen_on=frozen_day(publication).isoformat(), number=publication.number, address=address
    )
