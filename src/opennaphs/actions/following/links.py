"""Links by which people update their activities without signing in: whose they are, and what they open."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from opennaphs.actions.people.invitations import hash_of_key
from opennaphs.authorization.judge import areas_of
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.activities import areas_in
from opennaphs.store.models import PlanRecord, RoleAssignment, UpdateLink, User

VALID_FOR = datetime.timedelta(days=10)
KEY_BYTES = 32


class LinkRefused(NaphsError):  # noqa: N818 - it reads as what happened
    """A link that opens nothing. Why is not said: whoever guesses shall learn nothing."""


def find_update_link(key: str) -> UpdateLink:
    """Give the link of a key that works now, for a person who still reports somewhere in its plan.

    Raises:
        LinkRefused: there is none, it is withdrawn or too old, or the person's roles have ended.
    """
    rows = UpdateLink.objects.select_related("plan", "user")
    alive = rows.filter(withdrawn_at=None, expires_at__gt=timezone.now(), plan__removed=False, user__is_active=True)
    row = alive.filter(key_hash=hash_of_key(key)).first()
    if row is None or not reported_areas(row.user, row.plan):
        raise LinkRefused("This link opens nothing any more. Ask the secretariat for a new one.")
    return row


def reported_areas(person: User, plan: PlanRecord) -> tuple[str, ...]:
    """Give the areas of a plan in which a person reports progress by the roles they hold now."""
    mine = areas_of(person, Permission.REPORT_PROGRESS, plan.country)
    return tuple(one for one in areas_in(plan) if mine is None or one in mine)


def reporters(plan: PlanRecord) -> list[User]:
    """Give everybody who reports progress in an area of a plan, by name."""
    held = RoleAssignment.objects.filter(country=plan.country, ended_at=None, user__is_active=True)
    people = User.objects.filter(pk__in=held.values("user")).order_by("name", "email")
    return [one for one in people.prefetch_related("role_assignments") if reported_areas(one, plan)]


def check_reporters(people: Iterable[User], plan: PlanRecord) -> None:
    """Raise unless all of these people report in the plan, and there is one.

    Raises:
        NaphsError: naming who does not.
    """
    found = list(people)
    if not found:
        raise NaphsError("Nobody is chosen. Tick at least one person.")
    strange = [str(one) for one in found if not one.is_active or not reported_areas(one, plan)]
    if strange:
        message = f"These people report progress in no area of this plan: {', '.join(strange)}."
        raise NaphsError(message)
