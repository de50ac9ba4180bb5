"""Making the frozen copy of a plan inside a transaction that is open already."""

from secrets import token_urlsafe
from typing import Any

from django.db.models import Max

from opennaphs.actions.writing import Change
from opennaphs.domain.publishing import checksum_of, public_document
from opennaphs.store.models import PlanRecord, Publication
from opennaphs.store.plans import document_of
from opennaphs.store.publications import LICENCE, facts_now, latest_of

KEY_BYTES = 12


def freeze(change: Change, plan: PlanRecord, *, always: bool = False) -> Publication | None:
    """Freeze a locked plan as its next publication; ``None`` when the last one says all of it already.

    Args:
        change: the open transaction.
        plan: the locked plan, as it shall be frozen.
        always: freeze also when nothing has changed: the plan was endorsed afresh.
    """
    document = document_of(plan)
    made = _publication(plan, document, str(change.by))
    if not always and _says_the_same(latest_of(plan), made):
        return None
    made.save()
    change.note(made, "freeze_plan")
    return made


def _publication(plan: PlanRecord, document: dict[str, Any], by: str) -> Publication:
    public = public_document(document)
    return Publication(
        country=plan.country,
        plan=plan,
        number=(Publication.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0) + 1,
        title=plan.title,
        state=plan.state,
        facts=facts_now(plan),
        document=document,
        checksum=checksum_of(document),
        public_document=public,
        public_checksum=checksum_of(public),
        key=token_urlsafe(KEY_BYTES),
        frozen_by=by,
    )


def _says_the_same(last: Publication | None, made: Publication) -> bool:
    if last is None or last.withdrawn_at is not None:
        return False
    facts = {name: value for name, value in last.facts.items() if name != LICENCE}
    return (last.checksum, last.public_checksum, facts) == (made.checksum, made.public_checksum, made.facts)
