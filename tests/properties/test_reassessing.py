"""Whatever a newer assessment finds: goals stay, levels are its own, and no activity is lost on the way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.carrying_forward import carry_forward
from opennaphs.domain.goals import Term
from opennaphs.domain.reassessing import with_levels, without_overtaken
from tests.factories import create_assessment
from tests.unit.test_carrying_forward import followed_plans

JEE = load_framework("jee-1")
MAPPED = {"A.1": ("jee-1.P1.1",), "B.1": ("jee-1.P2.1",)}
LEVELS = st.dictionaries(st.sampled_from(["P1_1", "P2_1", "P3_1", "D1_1"]), st.integers(1, 5))


def _relevelled(plan, levels):
    return with_levels(plan, create_assessment("jee-1", date="2028", **levels), JEE, MAPPED)


@given(followed_plans(), LEVELS)
def test_levels_are_those_of_the_assessment_and_everything_else_stays(plan, levels):
    found = _relevelled(plan, levels)
    wanted = {f"jee-1.{name.replace('_', '.')}": level for name, level in levels.items()}
    for before, after in zip(plan.goals, found.plan.goals, strict=True):
        assert after.current == wanted.get(after.indicator, before.current)
        assert (after.indicator, after.target, after.edited) == (before.indicator, before.target, before.edited)
    assert found.plan.activities == plan.activities
    assert [one.target for one in found.plan.gaps] == [one.target for one in plan.gaps]


@given(followed_plans(), LEVELS)
def test_an_activity_is_overtaken_exactly_when_its_target_stands_at_its_level_or_higher(plan, levels):
    found = _relevelled(plan, levels)
    wanted = {"A.1": levels.get("P1_1", 1), "B.1": levels.get("P2_1", 1)}
    expected = {one.id for one in plan.activities if one.action.level <= wanted[one.action.target]}
    assert {one.activity.id for one in found.overtaken} == expected


@given(followed_plans(), LEVELS)
def test_setting_the_same_levels_twice_changes_nothing_more(plan, levels):
    once = _relevelled(plan, levels)
    assert _relevelled(once.plan, levels).plan == once.plan


@given(followed_plans(), LEVELS, st.sampled_from(Term), st.data())
def test_every_activity_is_in_the_next_plan_or_listed_once_with_a_reason(plan, levels, term, data):
    new = carry_forward(plan, "Next", term, 2028)
    relevelled = _relevelled(new.plan, levels)
    names = [one.activity.id for one in relevelled.overtaken]
    chosen = data.draw(st.sets(st.sampled_from(names))) if names else set()
    found = without_overtaken(plan, replace(new, plan=relevelled.plan), relevelled.overtaken, chosen)
    known = [one.before for one in found.carried] + [one.activity.id for one in found.left_out]
    assert sorted(known) == sorted(one.id for one in plan.activities)
    assert all(str(one.reason) for one in found.left_out)
    assert [one.number for one in found.carried] == [one.id for one in found.plan.activities]
    there = {one.id for one in found.plan.activities}
    assert all(number in there for one in found.plan.activities for number in one.details.after)
