"""Stakeholders, committees, meetings and action items for tests, made through the same actions as in life."""

from datetime import date

from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.engagement.add_stakeholder import add_stakeholder
from opennaphs.store.models import ActionItem, Committee, Meeting, StakeholderRecord, User


def create_stakeholder(by: User, country: str = "UGA", **fields: object) -> StakeholderRecord:
    """Put somebody into the register."""
    told = {"name": "Ministry of Agriculture", "sector": "agriculture", "influence": 4, "interest": 2, **fields}
    return add_stakeholder(country=country, fields=told, by=by)


def create_committee(by: User, country: str = "UGA", **fields: object) -> Committee:
    """Found a committee."""
    told = {"name": "Steering committee", "cadence": "every month", "sectors": ["health", "finance"], **fields}
    return add_committee(country=country, fields=told, by=by)


def create_meeting(committee: Committee, by: User, **fields: object) -> Meeting:
    """Hold a meeting."""
    told = {"held_on": date(2026, 1, 31), "title": "First meeting", "attendance": {"health": 5, "finance": 0}, **fields}
    return add_meeting(committee=committee, fields=told, by=by)


def create_action_item(meeting: Meeting, by: User, **fields: object) -> ActionItem:
    """Ask for something."""
    told = {"text": "Write the letter", "owner": "Secretariat lead", "due": date(2026, 2, 15), **fields}
    return add_action_item(meeting=meeting, fields=told, by=by)
