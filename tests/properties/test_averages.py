"""Averages stay between the smallest and the largest of their parts, and 101 published ones come out (integration)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.composites import composites
from opennaphs.domain.frameworks import Scale


@st.composite
def full_assessments(draw):
    framework = draw(st.sampled_from(list(load_frameworks().values())))
    levels = draw(st.lists(st.integers(1, 5), min_size=len(framework.indicators), max_size=len(framework.indicators)))
    scores = {one.id: Decimal(level) for one, level in zip(framework.indicators, levels, strict=True)}
    return framework, Assessment("UGA", framework.id, "2020", "a test", scores)


@given(full_assessments())
def test_every_average_lies_between_the_lowest_and_the_highest_level(drawn):
    framework, assessment = drawn
    low, high = min(assessment.levels.values()), max(assessment.levels.values())
    for part in composites(assessment, framework):
        scale = 1 if part.kind == "area" and framework.scale is Scale.LEVEL else 20
        assert low * scale <= part.value <= high * scale
        assert part.answered == part.asked


@given(full_assessments(), st.data())
def test_one_level_more_never_lowers_an_average(drawn, data):
    framework, assessment = drawn
    code = data.draw(st.sampled_from([code for code, level in assessment.levels.items()]))
    if assessment.levels[code] == 5:
        return
    better = Assessment("UGA", framework.id, "2020", "a test", {**assessment.levels, code: assessment.levels[code] + 1})
    for before, after in zip(composites(assessment, framework), composites(better, framework), strict=True):
        assert after.value >= before.value
