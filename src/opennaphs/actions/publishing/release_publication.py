"""Make a frozen plan public under its permanent link."""

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.differences import MISSING, Difference
from opennaphs.domain.publishing import checksum_of, public_document
from opennaphs.domain.sentences import Refused, Sentence
from opennaphs.reports.licences import LICENCES, USUAL
from opennaphs.store.models import Publication, User
from opennaphs.store.publications import LICENCE, PUBLISHABLE

RELEASED_ALREADY = "Publication {number} is public already."
WAS_WITHDRAWN = "Publication {number} was withdrawn. Freeze the plan again and release that."
NOT_AGREED = "The plan is no longer endorsed, launched or closed. Only agreed plans are made public."
ALTERED = (
    "Publication {number} does not have the checksum it was frozen with: the stored copy was altered. It is not made "
    "public. Freeze the plan again, and ask the operator of the installation to look into it."
)
OTHER_RULES = (
    "What is published of a plan was decided anew since publication {number} was frozen. Freeze the plan again and "
    "release that."
)
NO_LICENCE = "“{licence}” is not one of the licences a plan can be published under."
TEXTS = (RELEASED_ALREADY, WAS_WITHDRAWN, NOT_AGREED, ALTERED, OTHER_RULES, NO_LICENCE)


def release_publication(*, publication: Publication, licence: str = USUAL, by: User) -> Publication:
    """Make a publication public; it stays so under its link, whatever becomes of the plan.

    Raises:
        NotAllowed: they may not publish plans.
        Refused: it is public already or was withdrawn, its plan is not agreed, or its copy is not what was frozen.
    """
    with writing(Permission.PUBLISH_PLAN, country=publication.country, by=by) as change:
        row = Publication.objects.select_for_update(of=("self",)).select_related("plan").get(pk=publication.pk)
        _check(row, licence)
        row.facts = {**row.facts, LICENCE: licence}
        row.released_at, row.released_by = timezone.now(), str(by)
        row.save(update_fields=["facts", "released_at", "released_by"])
        change.note(row, "release_publication", [Difference(f"/{LICENCE}", MISSING, licence)])
    return row


def _check(row: Publication, licence: str) -> None:
    plan = row.plan
    if licence not in LICENCES:
        raise Refused(Sentence(NO_LICENCE, {"licence": licence}))
    agreed = plan is not None and plan.state in PUBLISHABLE and not plan.removed
    faults = (
        (row.withdrawn_at is not None, WAS_WITHDRAWN),
        (row.released_at is not None, RELEASED_ALREADY),
        (not agreed or row.state not in PUBLISHABLE, NOT_AGREED),
        (_was_altered(row), ALTERED),
        (checksum_of(public_document(row.document)) != row.public_checksum, OTHER_RULES),
    )
    for holds, text in faults:
        if holds:
            raise Refused(Sentence(text, {"number": row.number}))


def _was_altered(row: Publication) -> bool:
    stated = (row.checksum, row.public_checksum)
    return (checksum_of(row.document), checksum_of(row.public_document)) != stated
