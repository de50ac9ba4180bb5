"""Make the private address of somebody's calendar feed of a country."""

import secrets

from django.utils import timezone

from opennaphs.actions.people.invitations import hash_of_key
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import FeedKey, User

KEY_BYTES = 32


def make_feed_key(*, country: str, by: User) -> tuple[FeedKey, str]:
    """Give a new feed and its key, which is kept nowhere and cannot be shown again. An earlier feed ends.

    Args:
        country: ISO 3166 alpha-3.
        by: whose feed it is.

    Raises:
        NotAllowed: the country is not theirs.
    """
    key = secrets.token_urlsafe(KEY_BYTES)
    with writing(Permission.VIEW_COUNTRY, country=country, by=by) as change:
        FeedKey.objects.filter(country=country, user=by, withdrawn_at=None).update(withdrawn_at=timezone.now())
        row = FeedKey.objects.create(country=country, user=by, key_hash=hash_of_key(key))
        change.note(row, "make_feed_key")
    return row, key
