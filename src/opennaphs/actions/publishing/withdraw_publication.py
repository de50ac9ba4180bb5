"""Take a public plan back; its permanent link then says that, when and why."""

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.sentences import Refused, Sentence
from opennaphs.store.models import Publication, User

NOT_PUBLIC = "Publication {number} is not public, so there is nothing to withdraw."
NO_REASON = "Say why the publication is withdrawn: everybody who follows its link will read it."
TOO_LONG = "The reason has {length} signs; there is room for {most}. Say it in fewer words."
TEXTS = (NOT_PUBLIC, NO_REASON, TOO_LONG)
LONGEST = 500


def withdraw_publication(*, publication: Publication, why: str, by: User) -> Publication:
    """Withdraw a publication.

    Raises:
        NotAllowed: they may not publish plans.
        Refused: it is not public, or no reason is given.
    """
    with writing(Permission.PUBLISH_PLAN, country=publication.country, by=by) as change:
        row = Publication.objects.select_for_update().get(pk=publication.pk)
        if row.released_at is None or row.withdrawn_at is not None:
            raise Refused(Sentence(NOT_PUBLIC, {"number": row.number}))
        _check(why.strip())
        row.withdrawn_at, row.withdrawn_why = timezone.now(), why.strip()
        row.save(update_fields=["withdrawn_at", "withdrawn_why"])
        change.note(row, "withdraw_publication", why=row.withdrawn_why)
    return row


def _check(why: str) -> None:
    if not why:
        raise Refused(NO_REASON)
    if len(why) > LONGEST:
        raise Refused(Sentence(TOO_LONG, {"length": len(why), "most": LONGEST}))
