"""Work under way in the workbench for tests: activities that should be running today, and links to update them."""

import datetime

from django.utils import timezone

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.following.make_update_links import make_update_links
from opennaphs.store.models import ActivityRecord, PlanRecord, User


def day(offset: int = 0) -> datetime.date:
    """Give the day so many days from today."""
    return timezone.localdate() + datetime.timedelta(days=offset)


def let_run(row: ActivityRecord, by: User, starts: int = -60, ends: int = 60) -> ActivityRecord:
    """Give an activity days around today, counted from today."""
    said = {"starts": day(starts).isoformat(), "ends": day(ends).isoformat()}
    return edit_activity(activity=row, fields={"details": said}, version=row.version, by=by)


def link_of(plan: PlanRecord, person: User, by: User) -> str:
    """Give the address of a new update link of a person."""
    [(_link, key)] = make_update_links(plan=plan, people=[person], by=by)
    return f"/update/{key}/"
