"""Whatever the scores, goals, crosswalk and library: the plan is complete, without doubles, and never beyond a goal."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.drafting import draft_plan
from opennaphs.domain.goals import Term
from tests.factories import (
    create_action,
    create_assessment,
    create_crosswalk,
    create_library,
    create_material,
    create_request,
)

FRAMEWORK = load_framework("jee-1")
CODES = [indicator.code for indicator in FRAMEWORK.indicators][:6]
TARGETS = ["A.1", "A.2", "B.1", "B.2"]
HAZARDS = ["cholera", "flood"]

actions = st.lists(
    st.tuples(st.sampled_from(TARGETS), st.integers(2, 5), st.lists(st.sampled_from(HAZARDS), max_size=2, unique=True)),
    max_size=25,
).map(lambda rows: [create_action(f"a{n}", *row) for n, row in enumerate(rows)])
crosswalks = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(TARGETS)), min_size=1, unique=True)
levels = st.dictionaries(st.sampled_from(CODES), st.none() | st.integers(1, 5), min_size=1)
edits = st.dictionaries(st.sampled_from([f"jee-1.{code}" for code in CODES]), st.integers(1, 5), max_size=3)
situations = st.fixed_dictionaries(
    {
        "actions": actions,
        "pairs": crosswalks,
        "levels": levels,
        "edits": edits,
        "term": st.sampled_from(Term),
        "hazards": st.lists(st.sampled_from(HAZARDS), max_size=2, unique=True).map(tuple),
    }
)


def _draft(situation, **changes):
    situation = situation | changes
    library = create_library(*situation["actions"])
    hazards = tuple(hazard for hazard in situation["hazards"] if hazard in library.hazards)
    request = create_request(situation["term"], goal_edits=situation["edits"], hazards=hazards)
    assessment = create_assessment(**{code.replace(".", "_"): level for code, level in situation["levels"].items()})
    return draft_plan(request, create_material(library, create_crosswalk(*situation["pairs"])), FRAMEWORK, assessment)


def _ids(plan):
    return [activity.action.id for activity in plan.activities]


@given(situations)
def test_the_plan_holds_every_action_of_every_gap_and_no_other(situation):
    plan = _draft(situation)
    gaps = {gap.target: gap for gap in plan.gaps}
    expected = {
        action.id
        for action in situation["actions"]
        if action.target in gaps
        and gaps[action.target].current < action.level <= gaps[action.target].goal
        and (not action.hazards or set(action.hazards) & set(plan.hazards))
    }
    assert set(_ids(plan)) == expected


@given(situations)
def test_no_action_stands_twice_and_every_number_is_unique(situation):
    plan = _draft(situation)
    assert len(set(_ids(plan))) == len(plan.activities)
    assert len({activity.id for activity in plan.activities}) == len(plan.activities)


@given(situations)
def test_the_lowest_mapped_score_decides(situation):
    plan = _draft(situation)
    goals = {goal.indicator: goal for goal in plan.goals}
    for gap in plan.gaps:
        mapped = [goals[f"jee-1.{code}"] for code, target in situation["pairs"] if target == gap.target]
        with_goal = [goal for goal in mapped if goal.target is not None]
        lowest = min(goal.current or 1 for goal in with_goal)
        assert gap.current == lowest
        assert gap.goal == max(goal.target for goal in with_goal if (goal.current or 1) == lowest)


@given(situations, st.sampled_from(CODES), st.integers(1, 4))
def test_a_higher_goal_never_loses_an_action(situation, code, goal):
    lower = _draft(situation, edits=situation["edits"] | {f"jee-1.{code}": goal})
    higher = _draft(situation, edits=situation["edits"] | {f"jee-1.{code}": goal + 1})
    if situation["levels"].get(code) is not None:
        assert set(_ids(lower)) <= set(_ids(higher))


@given(situations)
def test_a_priority_hazard_only_adds_actions_and_only_its_own(situation):
    plain, hazards = _draft(situation, hazards=()), _draft(situation)
    added = set(_ids(hazards)) - set(_ids(plain))
    assert set(_ids(plain)) <= set(_ids(hazards))
    assert all(set(one.action.hazards) & set(hazards.hazards) for one in hazards.activities if one.action.id in added)


@given(situations, st.randoms(use_true_random=False))
def test_the_order_of_links_and_scores_does_not_matter(situation, shuffler: random.Random):
    pairs, scores = list(situation["pairs"]), list(situation["levels"].items())
    shuffler.shuffle(pairs)
    shuffler.shuffle(scores)
    assert _ids(_draft(situation)) == _ids(_draft(situation, pairs=pairs, levels=dict(scores)))


@given(situations)
def test_a_subset_of_areas_gives_a_subset_of_the_plan(situation):
    plan = _draft(situation)
    library = create_library(*situation["actions"])
    for area in {library.area(target) for target in library.targets}:
        request = create_request(situation["term"], goal_edits=situation["edits"], hazards=plan.hazards, areas=(area,))
        assessment = create_assessment(**{code.replace(".", "_"): level for code, level in situation["levels"].items()})
        material = create_material(library, create_crosswalk(*situation["pairs"]))
        part = draft_plan(request, material, FRAMEWORK, assessment)
        assert _ids(part) == [one.action.id for one in plan.activities if one.area == area]


@given(situations)
def test_the_same_request_gives_the_same_plan(situation):
    assert _draft(situation) == replace(_draft(situation))
