"""Make links by which people update their activities without signing in; the old ones stop working."""

import secrets
from collections.abc import Sequence

from django.utils import timezone

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.following.links import KEY_BYTES, VALID_FOR, check_reporters
from opennaphs.actions.people.invitations import hash_of_key
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import PlanRecord, UpdateLink, User


def make_update_links(
    *, plan: PlanRecord, people: Sequence[User], why: str = "", by: User
) -> list[tuple[UpdateLink, str]]:
    """Make one link for each person; give the links with their keys, which are kept nowhere and cannot be shown again.

    Args:
        plan: the plan whose activities are updated.
        people: for whom; each reports progress in an area of the plan.
        why: a sentence for the history.
        by: who makes them.

    Raises:
        NotAllowed: they may not lead the follow-up.
        EditRefused: the state of the plan does not let progress be reported.
        NaphsError: nobody is chosen, or somebody reports in no area of the plan.
    """
    with writing(Permission.FOLLOW_UP, country=plan.country, by=by) as change:
        check_editable(plan, progress_only=True)
        check_reporters(people, plan)
        now = timezone.now()
        UpdateLink.objects.filter(plan=plan, user__in=people, withdrawn_at=None).update(withdrawn_at=now)
        keys = [secrets.token_urlsafe(KEY_BYTES) for _ in people]
        made = [
            UpdateLink.objects.create(
                plan=plan, user=person, key_hash=hash_of_key(key), made_by=str(by), expires_at=now + VALID_FOR
            )
            for person, key in zip(people, keys, strict=True)
        ]
        for row in made:
            change.note(row, "make_update_links", why=why)
    return list(zip(made, keys, strict=True))
