"""Ratings, stakeholders, Gantt, dependencies, costs and the path of stages: drawn as the tables say, nothing hidden."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.activity_details import ActivityDetails
from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.errors import NaphsError
from opennaphs.reports.cost_stacks import cost_by_area_and_year_table, render_cost_by_area_and_year
from opennaphs.reports.drawing import fitted, width_of
from opennaphs.reports.influence_map import Standing, influence_map_table, render_influence_map
from opennaphs.reports.plan_dependencies import (
    groups_of,
    layers_of,
    plan_dependencies_table,
    render_plan_dependencies,
)
from opennaphs.reports.plan_gantt import plan_gantt_table, render_plan_gantt
from opennaphs.reports.ratings_distribution import ratings_distribution_table, render_ratings_distribution
from opennaphs.reports.stage_path import StageState, render_stage_path, stage_path_table
from tests.factories import create_action, create_costed_plan
from tests.picture_reading import HOSTILE, SVG, mirrored, read, shapes, shout, words


def plan_of(count=3, **details):
    """A plan of so many activities, all alike; ``details`` by number from 1: ``d1={"starts": "2027-01-01"}``."""
    first = create_costed_plan(costed=False)
    one = first.activities[0]
    made = [
        replace(
            one,
            id=f"A-{number:03d}",
            action=create_action(f"act-{number}", "A.1", 2),
            details=ActivityDetails(**details.get(f"d{number}", {})),
        )
        for number in range(1, count + 1)
    ]
    return replace(first, activities=tuple(made))


def hostile(plan):
    return replace(
        plan,
        activities=tuple(replace(one, action=replace(one.action, text=HOSTILE)) for one in plan.activities),
    )


PLAN_PICTURES = [
    render_ratings_distribution,
    render_plan_gantt,
    render_plan_dependencies,
    render_cost_by_area_and_year,
]
FULL = plan_of(
    3,
    d1={"starts": "2027-02-01", "ends": "2028-01-31", "impact": 4},
    d2={"after": ("A-001",), "impact": 4, "risk": 1},
)


@pytest.mark.parametrize("render", PLAN_PICTURES)
def test_pictures_of_a_plan_are_mirrored_from_right_to_left(render):
    assert mirrored(render(FULL), render(FULL, right_to_left=True))


@pytest.mark.parametrize("render", PLAN_PICTURES)
def test_pictures_of_a_plan_speak_the_language_of_the_reader(render):
    assert words(render(FULL, shout))[0].startswith("«")
    assert set(words(render(FULL, shout))) != set(words(render(FULL)))


@pytest.mark.parametrize("render", [render_plan_gantt, render_plan_dependencies])
def test_hostile_activities_stay_words(render):
    assert any("<script>" in one for one in words(render(hostile(FULL))))


@pytest.mark.parametrize("render", PLAN_PICTURES)
def test_a_plan_without_activities_has_pictures_too(render):
    assert words(render(replace(FULL, activities=())))


# --- ratings ---


def test_every_rating_is_counted_and_the_unrated_stand_apart():
    assert ratings_distribution_table(FULL).rows == (
        ("impact", 0, 0, 0, 2, 0, 1),
        ("feasibility", 0, 0, 0, 0, 0, 3),
        ("risk", 1, 0, 0, 0, 0, 2),
    )
    drawn = render_ratings_distribution(FULL)
    assert [float(one["height"]) for one in shapes(drawn, "rect", "blue")] == [80, 40]
    assert [float(one["height"]) for one in shapes(drawn, "rect", "hatched")] == [40, 120, 80]


# --- stakeholders ---


def test_names_stand_on_the_map_where_they_fit():
    drawn = render_influence_map([Standing("WHO", 5, 1), Standing("Red Cross", 5, 1)])
    assert {"WHO", "Red Cross"} <= set(words(drawn))
    assert len(shapes(drawn, "circle", "blue")) == 2


def test_a_crowded_cell_has_numbers_and_a_list():
    crowd = [Standing(f"Partner {number}", 4, 4) for number in range(1, 31)]
    drawn = words(render_influence_map(crowd))
    assert "+13" in drawn  # 17 of 18 places hold a number, the last says how many more there are
    assert all(f"Partner {number}" in drawn for number in range(1, 31))


@given(st.lists(st.builds(Standing, st.text("abM ", max_size=70), st.integers(1, 5), st.integers(1, 5)), max_size=30))
def test_no_two_texts_of_the_map_overlap(standings):
    root = read(render_influence_map(standings))
    texts = [one for one in root.iter(f"{SVG}text") if (one.text or "").strip() and one.get("class") == "ink s"]
    boxes = [box_of(one) for one in texts]
    assert [(a, b) for a, b in combinations(boxes, 2) if overlap(a, b)] == []


def box_of(text):
    wide = width_of(text.text, 11)
    left = float(text.get("x")) - (wide / 2 if text.get("text-anchor") == "middle" else 0)
    return left, float(text.get("y")), left + wide, float(text.get("y")) + 11


def overlap(one, two):
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def test_who_is_not_rated_is_counted_and_not_drawn_at_the_lowest_place():
    standings = [Standing("Unknown", None, 3), Standing("WHO", 5, 5)]
    drawn = render_influence_map(standings)
    assert len(shapes(drawn, "circle", "blue")) == 1
    assert any(one.endswith("not rated: 1.") for one in words(drawn))
    assert influence_map_table(standings).rows == ((1, "Unknown", None, 3), (2, "WHO", 5, 5))


def test_a_rating_of_six_is_refused():
    with pytest.raises(NaphsError, match="1 to 5"):
        Standing("WHO", 6, 1)


def test_a_map_is_mirrored_translated_and_escaped():
    crowd = [Standing(HOSTILE, 4, 4), Standing("WHO", 1, 2), Standing("x", None, None)]
    assert mirrored(render_influence_map(crowd), render_influence_map(crowd, right_to_left=True))
    assert any("<script>" in one for one in words(render_influence_map(crowd)))
    assert "«INFLUENCE" in words(render_influence_map(crowd, shout))


# --- Gantt ---


def test_a_year_is_never_drawn_as_a_date():
    drawn = render_plan_gantt(FULL)
    assert len(shapes(drawn, "rect", "blue")) == 2  # one dated activity and the key
    assert len(shapes(drawn, "rect", "hatched")) == 3
    rows = plan_gantt_table(FULL).rows
    assert [row[3:6] for row in rows] == [("2027-02-01", "2028-01-31", 2027), (None, None, 2027), (None, None, 2027)]


def test_a_bar_of_a_whole_year_is_a_year_long():
    year = plan_of(1, d1={"starts": "2028-01-01", "ends": "2028-12-31"})
    drawn = render_plan_gantt(year)
    lines = sorted(float(one["x1"]) for one in shapes(drawn, "line", "grid"))
    bar = min(shapes(drawn, "rect", "blue"), key=lambda one: -float(one["y"]))
    assert float(bar["x"]) == pytest.approx(lines[1])
    assert float(bar["x"]) + float(bar["width"]) == pytest.approx(lines[2], abs=0.2)


def test_a_long_plan_says_how_many_activities_are_not_shown():
    drawn = render_plan_gantt(plan_of(75))
    assert "Activities not shown: 15 of 75." in words(drawn)
    assert len(plan_gantt_table(plan_of(75)).rows) == 75
    assert not any("not shown" in one for one in words(render_plan_gantt(plan_of(60))))


def test_lines_of_what_comes_first_are_drawn_on_demand():
    assert shapes(render_plan_gantt(FULL), "path", "thin") == []
    assert len(shapes(render_plan_gantt(FULL, dependencies=True), "path", "thin")) == 1


# --- dependencies ---


def test_an_activity_stands_behind_all_it_waits_for():
    drawn = render_plan_dependencies(plan_of(3, d3={"after": ("A-002", "A-001")}, d2={"after": ("A-001",)}))
    starts = sorted(float(one["x"]) for one in shapes(drawn, "rect", "paper"))
    assert starts == sorted(set(starts))
    assert len(shapes(drawn, "path", "thin")) == 3


def test_the_table_names_what_comes_first():
    assert plan_dependencies_table(FULL).rows == (("A-002", "Do what act-2 says.", "A-001", "Do what act-1 says."),)


def test_what_an_action_needs_by_its_library_counts_as_well():
    plan = plan_of(2)
    needing = replace(plan.activities[1], action=replace(plan.activities[1].action, needs=("act-1", "gone")))
    plan = replace(plan, activities=(plan.activities[0], needing))
    assert [row[::2] for row in plan_dependencies_table(plan).rows] == [("A-002", "A-001")]


def test_a_circle_is_drawn_and_said():
    drawn = render_plan_dependencies(plan_of(3, d1={"after": ("A-002",)}, d2={"after": ("A-001",)}))
    assert len(shapes(drawn, "path", "orange")) == 1
    assert any("close a circle (orange): 1" in one for one in words(drawn))
    assert "Activities that wait for none and are waited for by none: 1." in words(drawn)


def test_at_most_eighty_boxes_and_the_rest_is_said():
    chain = {f"d{number}": {"after": (f"A-{number - 1:03d}",)} for number in range(2, 101)}
    drawn = render_plan_dependencies(plan_of(100, **chain))
    assert len(shapes(drawn, "rect", "paper")) == 80
    assert "Activities not shown: 20 of 100." in words(drawn)


graphs = st.integers(1, 14).flatmap(
    lambda size: st.fixed_dictionaries(
        {str(one): st.lists(st.integers(0, size).map(str), max_size=4, unique=True) for one in range(size)}
    )
)


@given(graphs)
def test_layers_hold_everything_once_and_only_circles_go_back(after):
    layers = layers_of(after)
    place = {number: column for column, numbers in enumerate(layers.columns) for number in numbers}
    pairs = {(need, number) for number, needs in after.items() for need in needs if need in after}
    assert sorted(number for column in layers.columns for number in column) == sorted(after)
    assert all(place[need] < place[number] for need, number in pairs - layers.circular)
    assert layers.circular <= pairs


@given(graphs)
def test_nothing_is_called_circular_that_is_not(after):
    def reaches(start, goal, seen):
        if start == goal:
            return True
        follow = [one for one, needs in after.items() if start in needs and one not in seen]
        return any(reaches(one, goal, {*seen, *follow}) for one in follow)

    assert all(reaches(number, need, {number}) for need, number in layers_of(after).circular)


@given(graphs)
def test_groups_share_nothing(after):
    groups = groups_of(after)
    home = {number: place for place, group in enumerate(groups) for number in group}
    assert sorted(home) == sorted(after)
    assert sum(len(group) for group in groups) == len(after)
    assert all(home[need] == home[number] for number, needs in after.items() for need in needs if need in after)


# --- costs ---


def test_bars_of_costs_are_as_long_as_the_money():
    plan = create_costed_plan()
    table, exact = cost_by_area_and_year_table(plan), cost_table(plan, Cut.AREA)
    assert table.rows[0][1:-1] == exact.cells[0]
    bars = [one for shade in range(5) for one in shapes(render_cost_by_area_and_year(plan), "rect", f"y{shade}")]
    lengths = [float(one["width"]) for one in bars if float(one["y"]) > 60]
    shares = [float(cell.amount / exact.row_totals[0].amount) for cell in exact.cells[0] if cell.amount]
    assert sorted(length / sum(lengths) for length in lengths) == pytest.approx(sorted(shares), abs=0.002)


def test_an_area_nobody_has_costed_is_not_an_area_that_costs_nothing():
    plan = create_costed_plan()
    assert cost_by_area_and_year_table(plan).rows[1][1:] == (None,) * 5 + (1,)
    drawn = render_cost_by_area_and_year(plan)
    assert len(shapes(drawn, "rect", "hatched")) == 2
    free = create_costed_plan([create_action("free", "A.1", 2, costs=())])
    assert [cell.amount for cell in cost_by_area_and_year_table(free).rows[0][1:-1]] == [Decimal(0)] * 5
    assert len(shapes(render_cost_by_area_and_year(free), "rect", "hatched")) == 1


def test_activities_not_costed_are_counted_beside_the_sum():
    more = create_costed_plan([create_action("free", "A.1", 2, costs=()), create_action("unknown", "A.1", 3)])
    assert any(one.endswith("+ 1 not costed") for one in words(render_cost_by_area_and_year(more)))


# --- stages ---

STAGES = [("Assess", StageState.DONE), (HOSTILE, StageState.IN_PROGRESS), ("Review", StageState.NOT_STARTED)]


@pytest.mark.parametrize("narrow", [False, True])
def test_each_state_has_a_look_and_a_word(narrow):
    drawn = render_stage_path(STAGES, narrow=narrow)
    assert len(shapes(drawn, "path", "tick")) == 1
    assert len(shapes(drawn, "circle", "ring")) == 1
    assert [one for one in words(drawn) if one in set(StageState)] == ["done", "in progress", "not started"]
    assert any("<script>" in one for one in words(drawn))
    assert mirrored(drawn, render_stage_path(STAGES, right_to_left=True, narrow=narrow))
    assert "«ASSESS" in words(render_stage_path(STAGES, shout, narrow=narrow))


def test_stages_are_a_table_too():
    assert stage_path_table(STAGES[:1]).rows == ((1, "Assess", "done"),)


# --- words ---


@given(st.text(max_size=60), st.integers(20, 200))
def test_fitted_words_are_never_wider_than_their_room(text, room):
    assert width_of(fitted(text, room)) <= room
    assert fitted(text, 10_000) == text
