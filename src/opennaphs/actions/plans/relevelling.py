"""The levels of a newer assessment in the plan that follows from another, and what may be left out because of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from opennaphs.actions.plans.goal_effects import material_of
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.carrying_forward import CarriedForward
from opennaphs.domain.coverage import indicators_behind
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.domain.reassessing import Relevelled, with_levels, without_overtaken
from opennaphs.store.assessments import assessment_content, assessment_of
from opennaphs.store.models import AssessmentRecord

GONE = "The assessment was removed meanwhile. Choose another one."
NOT_CARRIED = "{number} is not carried into the next plan, so it cannot be left out of it."


@dataclass(frozen=True)
class LevelsFrom:
    """Which assessment gives the levels of the next plan, and which activities whose level it found reached stay out.

    ``leave_out`` are numbers of the old plan.
    """

    assessment: int
    leave_out: tuple[str, ...] = ()


def relevelled(plan: Plan, assessment: AssessmentRecord) -> Relevelled:
    """Give a plan with the levels of a stored assessment.

    Raises:
        NaphsError: the assessment is of another edition.
    """
    framework, material = load_framework(assessment.framework), material_of(plan)
    mapped: Mapping[str, tuple[str, ...]] = {}
    if material is not None and framework.id == plan.evidence.framework:
        mapped = indicators_behind(material.library, material.crosswalk, framework)
    return with_levels(plan, assessment_of(assessment), framework, mapped)


def with_new_levels(country: str, previous: Plan, new: CarriedForward, levels: LevelsFrom) -> CarriedForward:
    """Set the levels of a plan that follows, and leave out of it what was chosen because its level is reached.

    Raises:
        NaphsError: the assessment is gone or of another edition, or something chosen cannot be left out.
    """
    found = relevelled(new.plan, find_assessment(country, levels.assessment))
    number_now = {one.before: one.number for one in new.carried}
    strange = [number for number in levels.leave_out if number not in number_now]
    if strange:
        raise NaphsError(NOT_CARRIED.format(number=strange[0]))
    chosen = {number_now[number] for number in levels.leave_out}
    return without_overtaken(previous, replace(new, plan=found.plan), found.overtaken, chosen)


def find_assessment(country: str, number: int) -> AssessmentRecord:
    """Give an assessment of a country.

    Raises:
        NaphsError: there is none, or it was removed.
    """
    row = AssessmentRecord.objects.filter(country=country, removed=False, pk=number).first()
    if row is None:
        raise NaphsError(GONE)
    return row


def levels_content(country: str, levels: LevelsFrom) -> dict[str, Any]:
    """Give what the levels rest on as plain data, so that a yes can be held against it."""
    return assessment_content(assessment_of(find_assessment(country, levels.assessment)))
