"""See mentions: a person has read that a comment speaks to them."""

from collections.abc import Iterable

from django.utils import timezone

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import Mention, User


def see_mentions(*, country: str, mentions: Iterable[Mention], by: User) -> int:
    """Mark one's own mentions in a country as seen; give how many were not seen before.

    Args:
        country: ISO 3166 alpha-3.
        mentions: which; those of other people or countries are left alone.
        by: who has seen them.

    Raises:
        NotAllowed: they may not see the country (any more).
    """
    chosen = [one.pk for one in mentions]
    with writing(Permission.VIEW_COUNTRY, country=country, by=by) as change:
        unseen = Mention.objects.select_for_update().filter(
            pk__in=chosen, user=by, seen_at=None, comment__country=country
        )
        rows = list(unseen.select_related("user"))
        Mention.objects.filter(pk__in=[one.pk for one in rows]).update(seen_at=timezone.now())
        for row in rows:
            change.note(row, "see_mentions")
    return len(rows)
