"""Stakeholders, a committee and its meetings in the demo country; all invented."""

import datetime
from collections.abc import Mapping
from typing import Any

from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.engagement.add_stakeholder import add_stakeholder
from opennaphs.actions.engagement.share_out_area import share_out_area
from opennaphs.domain.coordination import Involvement
from opennaphs.domain.library import Sector
from opennaphs.store.models import Committee, StakeholderRecord, User
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, LABORATORIES, SURVEILLANCE

STAKEHOLDERS: tuple[tuple[str, Sector, str, int | None, int | None], ...] = (
    ("Ministry of health", Sector.HEALTH, "Leads the plan and answers for it to parliament.", 5, 5),
    ("National laboratory services", Sector.HEALTH, "Run the reference laboratories.", 3, 5),
    ("Ministry of agriculture", Sector.AGRICULTURE, "Answers for animal health and food safety.", 4, 4),
    ("Ministry of finance", Sector.FINANCE, "Puts the plan into the budget, or not.", 5, 2),
    ("Ministry of the interior", Sector.INTERIOR, "Runs civil protection and the border posts.", 4, 2),
    ("Environment authority", Sector.ENVIRONMENT, "Answers for water and chemical events.", 3, 3),
    ("Medical service of the army", Sector.DEFENCE, "Brings transport and field hospitals.", 3, 4),
    ("Health committee of parliament", Sector.PARLIAMENT, "Asks what became of the money.", 4, 3),
    ("School of public health", Sector.ACADEMIA, "Trains field epidemiologists.", 2, 5),
    ("Union of village health teams", Sector.CIVIL_SOCIETY, "Hear first when people fall ill.", 2, 4),
    (
        "Association of private hospitals",
        Sector.PRIVATE_SECTOR,
        "Treat half of all patients in the capital.",
        None,
        None,
    ),
)
EXPECTED = (Sector.HEALTH, Sector.AGRICULTURE, Sector.ENVIRONMENT, Sector.FINANCE, Sector.INTERIOR)
COMMITTEE: Mapping[str, Any] = {
    "name": "One Health coordination committee",
    "mandate": f"Brings the ministries together once a month and settles what areas cannot. {INVENTED}",
    "cadence": "every month",
    "sectors": [
        str(one) for one in (Sector.HEALTH, Sector.AGRICULTURE, Sector.ENVIRONMENT, Sector.FINANCE, Sector.INTERIOR)
    ],
}


def build_engagement(today: datetime.date, lead: User) -> None:
    """Enter the register, who does what in two areas, and a committee that has met twice and will meet again."""
    people = [_stakeholder(*one, lead=lead) for one in STAKEHOLDERS]
    _share_out(people, lead)
    committee = add_committee(country=COUNTRY, fields=dict(COMMITTEE), why=INVENTED, by=lead)
    _held(committee, today - datetime.timedelta(days=62), lead)
    _last(committee, today - datetime.timedelta(days=30), today, lead)
    _next(committee, today + datetime.timedelta(days=5), lead)


def _stakeholder(
    name: str, sector: Sector, mandate: str, influence: int | None, interest: int | None, *, lead: User
) -> StakeholderRecord:
    fields = {
        "name": name,
        "organisation": name,
        "sector": str(sector),
        "mandate": mandate,
        "influence": influence,
        "interest": interest,
    }
    return add_stakeholder(country=COUNTRY, fields=fields, why=INVENTED, by=lead)


def _share_out(people: list[StakeholderRecord], lead: User) -> None:
    health, laboratories, agriculture, finance = people[:4]
    shares: dict[str, dict[int, Involvement | None]] = {
        LABORATORIES: {
            laboratories.pk: Involvement.ACCOUNTABLE,
            health.pk: Involvement.RESPONSIBLE,
            agriculture.pk: Involvement.CONSULTED,
        },
        SURVEILLANCE: {
            health.pk: Involvement.ACCOUNTABLE,
            agriculture.pk: Involvement.RESPONSIBLE,
            finance.pk: Involvement.INFORMED,
        },
    }
    for area, parts in shares.items():
        share_out_area(country=COUNTRY, area=area, parts=parts, seen=dict.fromkeys(parts), why=INVENTED, by=lead)


def _held(committee: Committee, day: datetime.date, lead: User) -> None:
    fields = {
        "held_on": day,
        "title": "Where we stand",
        "place": "Ministry of health",
        "agenda": "What the assessments say. What the previous plan left open.",
        "minutes": "The areas were shared out. Finance was not there.",
        "attendance": {
            str(Sector.HEALTH): 7,
            str(Sector.AGRICULTURE): 3,
            str(Sector.ENVIRONMENT): 1,
            str(Sector.FINANCE): 0,
        },
        "decisions": ["The plan covers five years.", "Laboratories and surveillance begin."],
    }
    add_meeting(committee=committee, fields=fields, why=INVENTED, by=lead)


def _last(committee: Committee, day: datetime.date, today: datetime.date, lead: User) -> None:
    fields = {
        "held_on": day,
        "title": "First draft of two areas",
        "place": "Ministry of agriculture",
        "attendance": {str(Sector.HEALTH): 6, str(Sector.AGRICULTURE): 4, str(Sector.FINANCE): 1},
        "decisions": ["Trainings of the same people are merged."],
    }
    meeting = add_meeting(committee=committee, fields=fields, why=INVENTED, by=lead)
    late = {"text": "Send the price list to the ministry of finance.", "owner": "Finance officer"}
    add_action_item(meeting=meeting, fields=late | {"due": today - datetime.timedelta(days=3)}, why=INVENTED, by=lead)
    soon = {
        "text": "List the laboratories that test animal samples.",
        "owner": "Head of the national laboratory services",
    }
    add_action_item(meeting=meeting, fields=soon | {"due": today + datetime.timedelta(days=12)}, why=INVENTED, by=lead)


def _next(committee: Committee, day: datetime.date, lead: User) -> None:
    fields = {"held_on": day, "title": "Costs of the first year", "agenda": "What is costed, and by whom it is paid."}
    add_meeting(committee=committee, fields=fields, why=INVENTED, by=lead)
