"""What an uploaded file of scores holds for one country, and what it would change in the rows as they stand now."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from opennaphs.actions.writing import Gone
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import NaphsError, Problem
from opennaphs.domain.score_changes import ScoreChanges, score_changes
from opennaphs.sources.score_reading import ScoresRead
from opennaphs.store.assessments import assessment_content, assessment_from, assessment_of
from opennaphs.store.models import AssessmentRecord, ImportPreview

KIND = "scores"
MOST_WARNINGS = 100
_NAMED = re.compile(r"([A-Z]{3})[ :]")


@dataclass(frozen=True)
class Incoming:
    """One assessment of a file beside the one that is there (``None``: a new one), and what it would change."""

    assessment: Assessment
    record: AssessmentRecord | None
    changes: ScoreChanges


def content_of_file(read: ScoresRead, country: str) -> dict[str, Any]:
    """Give what a preview keeps of a file: the country's own assessments, and how much was left out.

    Raises:
        NaphsError: the file says nothing of this country.
    """
    own = [one for one in read.assessments if one.country == country]
    others = [one for one in read.assessments if one.country != country]
    if not own:
        message = (
            f"The file holds no assessment of {country}; of other countries it holds {len(others)}. "
            "Check that it is the right file, and that the country is written by its code or usual name."
        )
        raise NaphsError(message)
    _check_single(own)
    warnings = [one for one in read.warnings if _concerns(one, country)]
    return {
        "assessments": [assessment_content(one) for one in own],
        "others": {"assessments": len(others), "countries": len({one.country for one in others})},
        "warnings": [[str(one.where), one.what, one.remedy] for one in warnings[:MOST_WARNINGS]],
        "more_warnings": max(len(warnings) - MOST_WARNINGS, 0),
    }


def _check_single(assessments: Sequence[Assessment]) -> None:
    keys = [(one.framework, one.date) for one in assessments]
    for framework, date in keys:
        if keys.count((framework, date)) > 1:
            message = f"The file holds {framework} of {date} twice. Keep one of the two, or write dates more exactly."
            raise NaphsError(message)


def _concerns(problem: Problem, country: str) -> bool:
    """Say whether a remark may be about the country: it is, unless it begins with the code of another one."""
    named = _NAMED.match(problem.what)
    return named is None or named[1] == country


def incoming(preview: ImportPreview) -> list[Incoming]:
    """Hold the assessments of a preview against the rows as they stand now.

    Raises:
        Gone: the preview was taken already.
    """
    if preview.taken_at is not None:
        message = f"“{preview.file_name}” was imported already. Look at the list of assessments."
        raise Gone(message)
    known = AssessmentRecord.objects.filter(country=preview.country, removed=False).prefetch_related("scores")
    there = {(one.framework, one.date): one for one in reversed(known)}
    return [_incoming(assessment_from(content), there) for content in preview.content["assessments"]]


def _incoming(assessment: Assessment, there: dict[tuple[str, str], AssessmentRecord]) -> Incoming:
    record = there.get((assessment.framework, assessment.date))
    before = None if record is None else assessment_of(record)
    return Incoming(assessment, record, score_changes(before, assessment))


def fingerprint(found: Sequence[Incoming]) -> str:
    """Give a sign of what a person was shown, so that nothing else is written when they say yes."""
    shown = [
        [one.assessment.framework, one.assessment.date, one.record and one.record.pk, str(one.changes)] for one in found
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
