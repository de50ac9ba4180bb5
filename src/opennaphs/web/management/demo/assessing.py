"""The assessments of the demo country, the published one and an invented one, and an invented register."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry
from opennaphs.actions.recommendations.answer_recommendation import answer_recommendation
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.recommendations import Origin
from opennaphs.store.models import PlanRecord, User
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, LABORATORIES, LEGAL, SURVEILLANCE

SELF_ASSESSMENT = "spar-2"
RECOMMENDATIONS: tuple[tuple[Origin, str, str, str, str], ...] = (
    (
        Origin.JEE,
        "Mission report, invented summary",
        LABORATORIES,
        "Give every regional laboratory a sample transport that runs on fixed days, also in the rainy season.",
        "Head of the national laboratory services",
    ),
    (
        Origin.JEE,
        "Mission report, invented summary",
        SURVEILLANCE,
        "Let animal and human health look at the same signals once a week, at national and regional level.",
        "Head of surveillance",
    ),
    (
        Origin.AFTER_ACTION,
        "After-action review of an outbreak, invented",
        SURVEILLANCE,
        "Pay the telephone costs of village health teams before the season, not afterwards.",
        "",
    ),
    (
        Origin.AFTER_ACTION,
        "After-action review of an outbreak, invented",
        "jee-3.R5",
        "Agree beforehand who speaks in public, and in which languages.",
        "Head of risk communication",
    ),
    (
        Origin.EXERCISE,
        "Exercise at an airport, invented",
        "jee-3.PoE",
        "Test the isolation room of the airport with a real ambulance twice a year.",
        "Head of border health",
    ),
    (
        Origin.TIMELINESS,
        "Timeliness of three outbreaks, invented",
        LABORATORIES,
        "Shorten the way of a sample from the district to a result from nine days to two.",
        "Head of the national laboratory services",
    ),
    (
        Origin.PVS,
        "Evaluation of veterinary services, invented",
        "jee-3.P5",
        "Fill the posts of district veterinary officers in the cattle corridor.",
        "",
    ),
    (
        Origin.BRIDGING,
        "Bridging workshop, invented",
        "jee-3.P5",
        "Write one procedure for joint investigations of animal and human cases.",
        "One Health coordinator",
    ),
    (
        Origin.RISK_PROFILE,
        "Risk profile, invented",
        LEGAL,
        "Make clear by law who may close a market or a border post, and for how long.",
        "Legal adviser of the ministry of health",
    ),
)
DUE_EVERY = 45  # days between the days by which recommendations are due; the first has passed
ANSWERED = (0, 1, 5, 8)


def enter_assessments(published: Iterable[Assessment], today: datetime.date, lead: User) -> None:
    """Enter the published assessments with their sources, and an invented self-assessment of last year."""
    for one in published:
        record = create_assessment(country=COUNTRY, framework=one.framework, date=one.date, source=one.source, by=lead)
        entries = [ScoreEntry(indicator, level) for indicator, level in one.levels.items()]
        enter_scores(assessment=record, entries=entries, by=lead)
    _enter_invented(today, lead)


def _enter_invented(today: datetime.date, lead: User) -> None:
    day = (today - datetime.timedelta(days=120)).isoformat()
    record = create_assessment(
        country=COUNTRY, framework=SELF_ASSESSMENT, date=day, source=f"{INVENTED} Reported to nobody.", by=lead
    )
    entries = [
        ScoreEntry(indicator.id, Decimal(2 + number * 5 % 3))
        for number, indicator in enumerate(load_framework(SELF_ASSESSMENT).indicators)
    ]
    enter_scores(assessment=record, entries=entries, why=INVENTED, by=lead)


def enter_register(plan: PlanRecord, today: datetime.date, lead: User) -> None:
    """Enter recommendations from reviews of every kind; the plan answers some of them."""
    for number, (origin, title, area, text, owner) in enumerate(RECOMMENDATIONS):
        due = today + datetime.timedelta(days=DUE_EVERY * number - 10)
        fields = {"origin": origin.value, "origin_title": title, "area": area, "text": text, "owner": owner, "due": due}
        row = create_recommendation(country=COUNTRY, fields=fields, why=INVENTED, by=lead)
        if number in ANSWERED:
            first = plan.activities.filter(area=area, removed=False).values_list("pk", flat=True)[:1]
            answer_recommendation(recommendation=row, activities=list(first), version=row.version, by=lead)
