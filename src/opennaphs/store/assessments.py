"""The way between the rows of an assessment and the assessment of the domain. Nothing is lost either way."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from opennaphs.domain.assessments import Assessment
from opennaphs.store.models import AssessmentRecord


def assessment_of(record: AssessmentRecord) -> Assessment:
    """Give a stored assessment as the domain knows it: with its levels, and with what was asked and left open."""
    return Assessment(
        record.country,
        record.framework,
        record.date,
        record.source,
        {score.indicator: plain_level(score.level) for score in record.scores.all() if not score.removed},
        {part: Decimal(value) for part, value in record.published.items()},
    )


def records_of(iso3: str) -> list[AssessmentRecord]:
    """Give the stored assessments of a country with their scores at hand, the newest first, removed ones left out."""
    return list(AssessmentRecord.objects.filter(country=iso3, removed=False).prefetch_related("scores"))


def latest_assessments(iso3: str) -> list[Assessment]:
    """Give the assessments of a country as the domain knows them, the newest first, removed ones left out."""
    return [assessment_of(record) for record in records_of(iso3)]


def published_texts(assessment: Assessment) -> dict[str, str]:
    """Give the published figures as texts, so that none of their decimals is lost on the way through JSON."""
    return {part: str(value) for part, value in assessment.published.items()}


def plain_level(level: Decimal | None) -> Decimal | None:
    """Give a level without the decimal place a table adds: 3, not 3.0; 2.5 stays."""
    return None if level is None else level.normalize()


def assessment_content(assessment: Assessment) -> dict[str, Any]:
    """Give an assessment as plain data that JSON can hold, to be read again by :func:`assessment_from`."""
    return {
        "country": assessment.country,
        "framework": assessment.framework,
        "date": assessment.date,
        "source": assessment.source,
        "levels": {name: None if level is None else str(level) for name, level in assessment.levels.items()},
        "published": published_texts(assessment),
    }


def assessment_from(content: Mapping[str, Any]) -> Assessment:
    """Give the assessment that plain data holds."""
    levels = {name: None if level is None else Decimal(level) for name, level in content["levels"].items()}
    published = {part: Decimal(value) for part, value in content["published"].items()}
    return Assessment(content["country"], content["framework"], content["date"], content["source"], levels, published)
