"""Countries of a file of published scores, on their way into a comparison set and out of it."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from opennaphs.catalogue.country_files import who_region
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.composites import Kind, composites
from opennaphs.domain.frameworks import Framework, Scale
from opennaphs.reports.comparison_strip import Peer
from opennaphs.store.models import ComparisonSet


def averages_of(assessment: Assessment, framework: Framework) -> dict[str, Fraction | None]:
    """Give the area averages of an assessment: our arithmetic, or the printed figure where only that is known."""
    parts = [part for part in composites(assessment, framework) if part.kind is Kind.AREA]
    return {part.code: _known(part.value, part.published) for part in parts}


def _known(value: Fraction | None, published: Any) -> Fraction | None:
    if value is not None or published is None:
        return value
    return Fraction(published)


def latest_of_each(assessments: Iterable[Assessment], framework: Framework, until: int | None) -> dict[str, Assessment]:
    """Give one assessment of each country in an edition: SPAR of one year, JEE the newest until a year.

    SPAR is asked every year, so one year is compared; JEE comes every few years.

    Args:
        assessments: of any countries, editions and dates.
        framework: the edition.
        until: the year; ``None`` = the newest there is.
    """
    own = [one for one in assessments if one.framework == framework.id and (until is None or one.year <= until)]
    year = max((one.year for one in own), default=None) if until is None else until
    chosen = [one for one in own if framework.scale is Scale.LEVEL or one.year == year]
    return {one.country: one for one in sorted(chosen, key=lambda one: one.date)}


def peers_content(
    assessments: Mapping[str, Assessment], framework: Framework, income: Mapping[str, str]
) -> dict[str, Any]:
    """Give what a set keeps of each country; averages as exact fractions, ``None`` = not assessed."""
    return {
        code: {
            "year": one.year,
            "income_group": income.get(code, ""),
            "averages": {
                area: None if value is None else str(value) for area, value in averages_of(one, framework).items()
            },
        }
        for code, one in assessments.items()
    }


def peers_of(record: ComparisonSet) -> dict[str, Peer]:
    """Give the countries of a set, each in the WHO region it belonged to in that year."""
    return {
        code: Peer(
            code,
            {area: None if value is None else Fraction(value) for area, value in content["averages"].items()},
            who_region(code, content["year"]),
            content["income_group"] or None,
        )
        for code, content in record.peers.items()
    }
