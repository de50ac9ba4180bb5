"""What a file of scores changes: every indicator of both sides is told of once, and taking the file over settles it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.score_changes import score_changes
from opennaphs.domain.strengths import standing

JEE, SPAR = load_framework("jee-3"), load_framework("spar-2")
LEVELS = st.none() | st.sampled_from([Decimal(n) / 2 for n in range(2, 11)])
NAMES = [one.id for one in JEE.indicators[:8]]
SCORES = st.dictionaries(st.sampled_from(NAMES), LEVELS)
PUBLISHED = st.dictionaries(st.sampled_from(["total", "jee-3.P1"]), st.sampled_from([Decimal(1), Decimal(2)]))


def assessment(levels, published=None, framework="jee-3") -> Assessment:
    return Assessment("UGA", framework, "2024", "Report", levels, published or {})


@given(SCORES, SCORES, PUBLISHED, PUBLISHED)
def test_every_indicator_is_told_of_exactly_once(before, after, printed, now_printed):
    found = score_changes(assessment(before, printed), assessment(after, now_printed))
    told = [*(one.indicator for one in (*found.new, *found.changed)), *found.unchanged, *found.untouched]
    assert sorted(told) == sorted({*before, *after})


@given(SCORES, SCORES, PUBLISHED, PUBLISHED)
def test_after_the_import_nothing_is_left_to_import(before, after, printed, now_printed):
    found = score_changes(assessment(before, printed), assessment(after, now_printed))
    written = before | {one.indicator: one.after for one in (*found.new, *found.changed)}
    again = score_changes(assessment(written, printed | now_printed), assessment(after, now_printed))
    assert not again.any
    assert written == before | after


@given(SCORES)
def test_without_an_assessment_everything_is_new(after):
    found = score_changes(None, assessment(after))
    assert {one.indicator: one.after for one in found.new} == after
    assert (found.changed, found.unchanged, found.untouched) == ((), (), ())


@given(SCORES)
def test_every_indicator_is_strong_weak_between_or_not_assessed(levels):
    found = standing(assessment(levels), JEE)
    all_of_them = (*found.strengths, *found.between, *found.gaps, *found.not_assessed)
    assert sorted(all_of_them) == sorted(one.id for one in JEE.indicators)
    assert set(found.strengths) == {name for name, level in levels.items() if level is not None and level >= 4}
    assert set(found.gaps) == {name for name, level in levels.items() if level is not None and level < 3}


def test_a_spar_question_left_open_is_a_gap_and_one_never_asked_is_not():
    found = standing(assessment({"spar-2.C1.1": None}, framework="spar-2"), SPAR)
    assert found.gaps == ("spar-2.C1.1",)
    assert "spar-2.C1.2" in found.not_assessed
