"""Withdraw a calendar feed: its address leads nowhere from now on."""

from django.utils import timezone

from opennaphs.actions.writing import entitled
from opennaphs.authorization.judge import NotAllowed
from opennaphs.store.models import FeedKey, User


def withdraw_feed_key(*, feed: FeedKey, by: User) -> None:
    """End a feed; giving one's own back needs no right in the country any more.

    Args:
        feed: which.
        by: its owner.

    Raises:
        NotAllowed: it is somebody else's.
    """
    if feed.user_id != by.pk:
        raise NotAllowed("This feed belongs to somebody else. It opens nothing once their roles have ended.")
    with entitled(country=feed.country, by=by) as change:
        if FeedKey.objects.filter(pk=feed.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
            change.note(feed, "withdraw_feed_key")
