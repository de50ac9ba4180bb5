"""Rows of engagement by their number in an address, always within the country of the page."""

from django.http import Http404

from opennaphs.store.engagement import action_items_of, meetings_of, stakeholders_of
from opennaphs.store.models import ActionItem, Committee, Meeting, StakeholderRecord


def find_stakeholder(iso3: str, stakeholder_id: int) -> StakeholderRecord:
    """Give a stakeholder of the country, or 404."""
    row = stakeholders_of(iso3).filter(pk=stakeholder_id).first()
    if row is None:
        raise Http404
    return row


def find_committee(iso3: str, committee_id: int) -> Committee:
    """Give a committee of the country, or 404."""
    row = Committee.objects.filter(country=iso3, removed=False, pk=committee_id).first()
    if row is None:
        raise Http404
    return row


def find_meeting(iso3: str, meeting_id: int) -> Meeting:
    """Give a meeting of the country, or 404."""
    row = meetings_of(iso3).select_related("committee").filter(pk=meeting_id).first()
    if row is None:
        raise Http404
    return row


def find_action_item(iso3: str, item_id: int) -> ActionItem:
    """Give an action item of the country, or 404."""
    row = action_items_of(iso3).select_related("meeting__committee").filter(pk=item_id).first()
    if row is None:
        raise Http404
    return row
