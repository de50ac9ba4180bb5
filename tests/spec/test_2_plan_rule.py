"""From levels to a plan"""

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.drafting import draft_plan
from opennaphs.domain.goals import Goal, Term, default_goal, set_goals, target_gaps
from opennaphs.domain.notices import NoticeCode
from tests.factories import (
    create_action,
    create_assessment,
    create_crosswalk,
    create_library,
    create_material,
    create_request,
)
from tests.spec.tables import examples, numbers


def _level(cell):
    return None if cell == "-" else int(cell)


def test_default_goals():
    """Nobody has to set goals. A one-year plan aims one level higher, at most 5. A five-year plan aims at level 4 at
    least, and at 5 where 4 is already reached.

    | level today | goal in one year | goal in five years |
    | ----------- | ---------------- | ------------------ |
    | 1           | 2                | 4                  |
    | 2           | 3                | 4                  |
    | 3           | 4                | 4                  |
    | 4           | 5                | 5                  |
    | 5           | 5                | 5                  |
    | 0           | 1                | 4                  |
    """
    for row in examples(test_default_goals):
        assert default_goal(int(row["level today"]), Term.ONE_YEAR) == int(row["goal in one year"])
        assert default_goal(int(row["level today"]), Term.FIVE_YEARS) == int(row["goal in five years"])


def test_goals_of_what_was_not_assessed():
    """An indicator that was not assessed has no goal until somebody sets one. On a clean slate (no assessment at all)
    every indicator is taken to stand at level 1.

    | level today | set by a person | clean slate | goal in five years |
    | ----------- | --------------- | ----------- | ------------------ |
    | -           | -               | no          | -                  |
    | -           | 3               | no          | 3                  |
    | -           | -               | yes         | 4                  |
    | -           | 2               | yes         | 2                  |
    | 2           | 3               | no          | 3                  |
    """
    for row in examples(test_goals_of_what_was_not_assessed):
        edits = {} if row["set by a person"] == "-" else {"i": int(row["set by a person"])}
        (goal,) = set_goals(
            {"i": _level(row["level today"])}, Term.FIVE_YEARS, edits, clean_slate=row["clean slate"] == "yes"
        )
        assert goal.target == _level(row["goal in five years"])
        assert goal.edited == bool(edits)


def test_which_actions_close_a_gap():
    """The plan takes the actions of every level above today's, up to the goal, and no others.

    | level today | goal | levels of the actions in the plan |
    | ----------- | ---- | --------------------------------- |
    | 1           | 4    | 2 3 4                             |
    | 2           | 3    | 3                                 |
    | 3           | 3    | none                              |
    | 4           | 2    | none                              |
    | 0           | 3    | 2 3                               |
    | 0           | 1    | none                              |
    """
    library = create_library(*(create_action(f"a{level}", "T", level) for level in range(2, 6)))
    framework = load_framework("spar-1")
    for row in examples(test_which_actions_close_a_gap):
        level = int(row["level today"]) or None
        plan = draft_plan(
            create_request(goal_edits={"spar-1.C1.1": int(row["goal"])}),
            create_material(library, create_crosswalk(("C1.1", "T"), framework="spar-1")),
            framework,
            create_assessment("spar-1", C1_1=level),
        )
        levels = [str(activity.action.level) for activity in plan.activities]
        assert levels == (numbers(row["levels of the actions in the plan"]) if levels else [])
        assert bool(levels) == (row["levels of the actions in the plan"] != "none")


def test_many_indicators_for_one_target():
    """Where several indicators speak about one target, the lowest level decides and brings its own goal. Of several
    equally low ones the highest goal counts. An indicator without a goal decides nothing.

    | levels today | goals   | target starts at | target shall reach |
    | ------------ | ------- | ---------------- | ------------------ |
    | 3 1          | 4 2     | 1                | 2                  |
    | 2 2          | 3 4     | 2                | 4                  |
    | 4 - 3        | 5 - 4   | 3                | 4                  |
    | - 3          | 3 5     | 1                | 3                  |
    """
    for row in examples(test_many_indicators_for_one_target):
        pairs = list(zip(numbers(row["levels today"]), numbers(row["goals"]), strict=True))
        goals = [Goal(f"i{n}", _level(level), _level(goal)) for n, (level, goal) in enumerate(pairs)]
        (gap,) = target_gaps(goals, {"T": tuple(goal.indicator for goal in goals)})
        assert (gap.current, gap.goal) == (int(row["target starts at"]), int(row["target shall reach"]))


def test_hazard_overlays():
    """Actions for a hazard join the plan only where the hazard is a national priority, and only within the gap. One
    without a level joins wherever its target is in the plan.

    | priorities   | actions in the plan |
    | ------------ | ------------------- |
    | none         | a2                  |
    | cholera      | a2 c2 c0            |
    | flood        | a2 f2               |
    """
    library = create_library(
        create_action("a2", "T", 2),
        create_action("c2", "T", 2, ["cholera"]),
        create_action("c3", "T", 3, ["cholera"]),
        create_action("c0", "T", None, ["cholera"]),
        create_action("f2", "T", 2, ["flood"]),
        create_action("c2-elsewhere", "U", 2, ["cholera"]),
    )
    for row in examples(test_hazard_overlays):
        hazards = () if row["priorities"] == "none" else (row["priorities"],)
        plan = draft_plan(
            create_request(hazards=hazards),
            create_material(library, create_crosswalk(("P1.1", "T"))),
            load_framework("jee-1"),
            create_assessment(P1_1=1),
        )
        assert [activity.action.id for activity in plan.activities] == numbers(row["actions in the plan"])


def test_years():
    """Work on a step begins one year after the step before it, within the plan.

    | level today | term | years in which the steps to levels 2 3 4 5 begin |
    | ----------- | ---- | ------------------------------------------------- |
    | 1           | 5y   | 2027 2028 2029 2030                               |
    | 0           | 5y   | 2027 2028 2029 2030                               |
    | 3           | 5y   | - - 2027 2028                                     |
    | 1           | 1y   | 2027 2027 2027 2027                               |
    """
    library = create_library(*(create_action(f"a{level}", "T", level) for level in range(2, 6)))
    for row in examples(test_years):
        plan = draft_plan(
            create_request(Term(row["term"]), goal_edits={"spar-1.C1.1": 5}),
            create_material(library, create_crosswalk(("C1.1", "T"), framework="spar-1")),
            load_framework("spar-1"),
            create_assessment("spar-1", C1_1=int(row["level today"]) or None),
        )
        years = numbers(row["years in which the steps to levels 2 3 4 5 begin"])
        assert [str(one.first_year) for one in plan.activities] == [year for year in years if year != "-"]


def test_one_year_plans_stay_short():
    """A one-year plan warns when an area holds more than three activities; a five-year plan does not.

    | activities | term | warned |
    | ---------- | ---- | ------ |
    | 3          | 1y   | no     |
    | 4          | 1y   | yes    |
    | 4          | 5y   | no     |
    """
    for row in examples(test_one_year_plans_stay_short):
        library = create_library(*(create_action(f"a{n}", "A.1", 2) for n in range(int(row["activities"]))))
        plan = draft_plan(
            create_request(Term(row["term"])),
            create_material(library, create_crosswalk(("P1.1", "A.1"))),
            load_framework("jee-1"),
            create_assessment(P1_1=1),
        )
        codes = {notice.code for notice in plan.notices}
        assert (NoticeCode.CROWDED_AREA in codes) == (row["warned"] == "yes")


def test_piled_up_types():
    """When many activities in several areas are of one type, the plan hints that some may be done together.

    | trainings in area A | in area B | hinted |
    | ------------------- | --------- | ------ |
    | 2                   | 1         | yes    |
    | 3                   | 0         | no     |
    | 1                   | 1         | no     |
    """
    for row in examples(test_piled_up_types):
        actions = [create_action(f"a{n}", "A.1", 2) for n in range(int(row["trainings in area A"]))]
        actions += [create_action(f"b{n}", "B.1", 2) for n in range(int(row["in area B"]))]
        plan = draft_plan(
            create_request(),
            create_material(
                create_library(*actions),
                create_crosswalk(("P1.1", "A.1"), ("P1.1", "B.1")),
                pile_up={"training": (3, 6)},
            ),
            load_framework("jee-1"),
            create_assessment(P1_1=1),
        )
        codes = {notice.code for notice in plan.notices}
        assert (NoticeCode.PILED_UP_TYPE in codes) == (row["hinted"] == "yes")
