"""The register, the committees and what they asked for, as rows of a country and as the domain knows them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from opennaphs.domain import coordination
from opennaphs.domain.coordination import Assignment, Involvement, overdue_items
from opennaphs.store.models import ActionItem, Meeting, StakeholderRecord


def stakeholders_of(country: str) -> "QuerySet[StakeholderRecord]":
    """Give the register of a country."""
    return StakeholderRecord.objects.filter(country=country, removed=False)


def assignments_of(rows: Iterable[StakeholderRecord]) -> tuple[Assignment, ...]:
    """Give who does what for which area."""
    return tuple(
        Assignment(area, str(row), Involvement(part)) for row in rows for area, part in sorted(row.parts.items())
    )


def meetings_of(country: str) -> "QuerySet[Meeting]":
    """Give the meetings of the committees of a country, the newest first."""
    return Meeting.objects.filter(country=country, removed=False, committee__removed=False)


def action_items_of(country: str) -> "QuerySet[ActionItem]":
    """Give what meetings asked for; what belongs to removed meetings or committees is left out."""
    shown = {"removed": False, "meeting__removed": False, "meeting__committee__removed": False}
    return ActionItem.objects.filter(country=country, **shown)


def action_item_of(row: ActionItem) -> coordination.ActionItem:
    """Give an action item as the domain knows it."""
    return coordination.ActionItem(str(row.pk), row.text, row.owner, row.due, row.done_on)


def overdue_action_items(country: str, today: date) -> list[ActionItem]:
    """Give the action items not done whose day has passed, the oldest first."""
    rows = {str(row.pk): row for row in action_items_of(country).filter(done_on=None, due__lt=today)}
    return [rows[one.id] for one in overdue_items(map(action_item_of, rows.values()), today)]
