"""Assessments, previews and comparison sets by their number in an address, always within the country of the page."""

import uuid

from django.http import Http404

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.frameworks import Area, Framework
from opennaphs.store.models import AssessmentRecord, ComparisonSet, ImportPreview


def find_assessment(iso3: str, assessment_id: int, *, removed: bool = False) -> AssessmentRecord:
    """Give an assessment of the country, or 404."""
    rows = AssessmentRecord.objects.filter(country=iso3, pk=assessment_id, removed=removed)
    if (row := rows.prefetch_related("scores").first()) is None:
        raise Http404
    return row


def find_area(framework: Framework, area_id: str) -> Area:
    """Give an area of an edition by its full id, or 404."""
    area = next((one for one in framework.areas if one.id == area_id), None)
    if area is None:
        raise Http404
    return area


def find_preview(iso3: str, preview_id: uuid.UUID, kind: str) -> ImportPreview:
    """Give a preview of the country, or 404."""
    row = ImportPreview.objects.filter(country=iso3, pk=preview_id, kind=kind).first()
    if row is None:
        raise Http404
    return row


def find_comparison_set(iso3: str, set_id: int) -> ComparisonSet:
    """Give a comparison set of the country, or 404."""
    row = ComparisonSet.objects.filter(country=iso3, pk=set_id, removed=False).first()
    if row is None:
        raise Http404
    return row


def framework_of(record: AssessmentRecord | ComparisonSet) -> Framework:
    """Give the edition of a row."""
    return load_framework(record.framework)
