"""Reading an assessment: its scores, what is strong and what is weak; and how scores of one edition moved."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.composites import Composite, Kind, composites, score_rows
from opennaphs.domain.frameworks import Framework, Scale
from opennaphs.domain.strengths import standing
from opennaphs.reports.area_levels import area_levels_table
from opennaphs.reports.score_trend import score_trend_table, score_trends
from opennaphs.reports.scores_table import render_scores
from opennaphs.store.assessments import assessment_of, latest_assessments
from opennaphs.store.models import AssessmentRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.finding import find_assessment, framework_of
from opennaphs.web.assessments.wording import indicator_title, level_words, number, page_words, table_of


@country_page()
def assessment(request: SignedInRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Show an assessment: the whole, pillars, areas, strengths and gaps, and every score."""
    record = find_assessment(iso3, assessment_id)
    framework, found = framework_of(record), assessment_of(record)
    parts = composites(found, framework)
    context = {
        "assessment": record,
        "framework": framework,
        "is_jee": framework.scale is Scale.LEVEL,
        "figures": _figures(parts, framework),
        "areas": _areas(parts, framework),
        "standing": _standing(found, framework),
        "scores": _scores(record, framework),
        "table": table_of(area_levels_table(found, framework, page_words())),
        "scored": sum(level is not None for level in found.levels.values()),
        "asked": len(framework.indicators),
        "may_enter": may(request.user, Permission.ENTER_SCORES, country=iso3),
    }
    return render(request, "assessments/assessment.html", context)


def _figures(parts: tuple[Composite, ...], framework: Framework) -> list[dict[str, Any]]:
    """Give the whole first, then the pillars."""
    words, titles = page_words(), {pillar.code: pillar.title for pillar in framework.pillars}
    total = next(part for part in parts if part.kind is Kind.TOTAL)
    name = _("All capacities, per cent") if framework.scale is Scale.PERCENT else _("ReadyScore, of 100")
    return [
        _figure(name, total),
        *(_figure(words(titles[part.code]), part) for part in parts if part.kind is Kind.PILLAR),
    ]


def _figure(name: str, part: Composite) -> dict[str, Any]:
    return {"name": name, "value": _value(part.value), "published": _published(part), "part": part}


def _value(value: Fraction | None) -> str | None:
    return None if value is None else number(value)


def _published(part: Composite) -> str | None:
    """Give the published figure where it says something else than ours, or where we have none."""
    return None if part.published is None or part.agrees else number(part.published)


def _areas(parts: tuple[Composite, ...], framework: Framework) -> list[dict[str, Any]]:
    words, by_code = page_words(), {area.code: area for area in framework.areas}
    return [
        {
            "area": by_code[part.code],
            "title": words(by_code[part.code].title),
            "value": _value(part.value),
            "published": _published(part),
            "part": part,
        }
        for part in parts
        if part.kind is Kind.AREA
    ]


def _standing(found: Assessment, framework: Framework) -> dict[str, list[dict[str, str]]]:
    sorted_out = standing(found, framework)
    return {
        name: [
            {"title": indicator_title(framework, one), "score": level_words(found.levels.get(one), framework)}
            for one in getattr(sorted_out, name)
        ]
        for name in ("strengths", "gaps", "not_assessed")
    }


def _scores(record: AssessmentRecord, framework: Framework) -> list[dict[str, Any]]:
    rows = {row.indicator: row for row in record.scores.all() if not row.removed}
    return [
        {
            "title": indicator_title(framework, one.id),
            "score": None if row is None else level_words(row.level, framework),
            "note": "" if row is None else row.note,
            "by": "" if row is None else row.changed_by,
        }
        for one in framework.indicators
        for row in (rows.get(one.id),)
    ]


@country_page(Permission.EXPORT)
def assessment_csv(request: SignedInRequest, iso3: str, assessment_id: int) -> HttpResponse:
    """Give every score and average of an assessment as CSV."""
    record = find_assessment(iso3, assessment_id)
    content = render_scores(score_rows(assessment_of(record), framework_of(record)))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{iso3}-{record.framework}-{record.date}.csv"'
    return response


def comparable(assessments: Sequence[Assessment]) -> tuple[list[Assessment], list[str]]:
    """Give the assessments of editions that were used at least twice, and the editions that were used once."""
    editions = Counter(one.framework for one in assessments)
    return [one for one in assessments if editions[one.framework] > 1], sorted(e for e, n in editions.items() if n == 1)


@country_page()
def score_trend(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show how the scores of each edition moved, edition by edition."""
    found, single = comparable(latest_assessments(iso3))
    trends, words = score_trends(found, load_frameworks()), page_words()
    context = {
        "trends": trends,
        "single": [load_framework(edition).short for edition in single],
        "table": table_of(score_trend_table(trends, words)),
    }
    return render(request, "assessments/trend.html", context)
