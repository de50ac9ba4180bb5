"""Bars, wheel, trend and comparison: what they draw is what their tables say, and not assessed is never zero."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.errors import NaphsError
from opennaphs.reports.area_bars import BARS, LABELS, render_area_bars
from opennaphs.reports.area_levels import area_levels, area_levels_table
from opennaphs.reports.area_wheel import render_area_wheel
from opennaphs.reports.comparison_strip import (
    Comparison,
    Peer,
    Spread,
    build_peer,
    comparison_strip_table,
    render_comparison_strip,
)
from opennaphs.reports.score_trend import render_score_trend, score_trend_table, score_trends
from opennaphs.sources.scores import load_scores
from tests.factories import create_assessment
from tests.picture_reading import HOSTILE, mirrored, shapes, shout, words

JEE, SPAR = load_framework("jee-1"), load_framework("spar-2")
PICTURES = [render_area_bars, render_area_wheel]


@pytest.fixture
def uganda(examples):
    return load_scores(examples / "uganda/scores.csv").assessments[0]


@pytest.fixture
def without_r3(uganda):
    return replace(uganda, levels={code: level for code, level in uganda.levels.items() if ".R3" not in code})


def spar(date="2022", level=3, country="UGA", **levels):
    every = {indicator.id: Decimal(level) for indicator in SPAR.indicators}
    own = {f"spar-2.{code.replace('_', '.')}": value for code, value in levels.items()}
    return Assessment(country, "spar-2", date, "a test", every | own)


# --- bars and wheel ---


def test_every_bar_is_as_long_as_its_number_in_the_table(uganda):
    numbers = [row[2] for row in area_levels_table(uganda, JEE).rows]
    picture = render_area_bars(uganda, JEE)
    bars = [one for level in range(6) for one in shapes(picture, "rect", f"l{level}") if float(one["x"]) == LABELS]
    drawn = [float(one["width"]) / BARS * 5 for one in sorted(bars, key=lambda one: float(one["y"]))]
    assert len(numbers) == len(JEE.areas)
    assert drawn == pytest.approx([float(number) for number in numbers], abs=0.01)


def test_an_area_not_assessed_is_hatched_and_has_no_number(without_r3):
    picture = render_area_bars(without_r3, JEE)
    row = next(row for row in area_levels_table(without_r3, JEE).rows if row[0].startswith("R3"))
    assert row[2:] == (None, None, 0, 1)
    assert len(shapes(picture, "rect", "hatched")) == 2  # the area and the key
    assert words(picture).count("not assessed") == 2
    assert "0.0" not in words(picture)


def test_nought_per_cent_is_a_score_and_not_the_same_as_not_assessed():
    answered = spar(C3_1=None, C3_2=None, C3_3=None)
    asked = {code for code in answered.levels if code.startswith("spar-2.C3.")}
    absent = replace(answered, levels={code: level for code, level in answered.levels.items() if code not in asked})
    assert "0 %" in words(render_area_bars(answered, SPAR))
    assert "0 %" not in words(render_area_bars(absent, SPAR))
    assert len(shapes(render_area_bars(answered, SPAR), "rect", "hatched")) == 1
    assert len(shapes(render_area_bars(absent, SPAR), "rect", "hatched")) == 2


def test_an_average_of_some_indicators_says_of_how_many(uganda):
    code = next(one.id for one in JEE.indicators if one.area == "jee-1.D2")
    some = replace(uganda, levels={**uganda.levels, code: None})
    assert "(3 of 4)" in words(render_area_bars(some, JEE))


def test_the_colour_is_the_level_fully_reached():
    almost = create_assessment(P1_1=3, P1_2=2)  # 2.5 on average: level 2 is reached, level 3 is not
    assert next(area.band for area in area_levels(almost, JEE) if area.code == "P1") == 2
    assert len(shapes(render_area_bars(almost, JEE), "rect", "l2")) == 2


def test_the_wheel_has_a_sector_for_each_area(without_r3):
    picture = render_area_wheel(without_r3, JEE)
    sectors = [one for level in range(6) for one in shapes(picture, "path", f"l{level}")]
    assert len(sectors) == len(JEE.areas) - 1
    assert len(shapes(picture, "path", "hatched")) == 1
    assert {area.code for area in JEE.areas} <= set(words(picture))
    assert {pillar.title for pillar in JEE.pillars} <= set(words(picture))


def test_the_wheel_draws_editions_without_pillars():
    assert {area.code for area in SPAR.areas} <= set(words(render_area_wheel(spar(), SPAR)))


@pytest.mark.parametrize("render", PICTURES)
def test_levels_are_mirrored_where_people_read_from_right_to_left(render, uganda):
    assert mirrored(render(uganda, JEE), render(uganda, JEE, right_to_left=True))


@pytest.mark.parametrize("render", PICTURES)
def test_levels_speak_the_language_of_the_reader(render, without_r3):
    spoken = words(render(without_r3, JEE, shout))
    assert "«NOT ASSESSED" in spoken
    assert "not assessed" not in spoken


@pytest.mark.parametrize("render", PICTURES)
def test_hostile_names_stay_words(render, uganda):
    nasty = replace(uganda, country=HOSTILE)
    assert any("<script>" in one for one in words(render(nasty, JEE)))


# --- trend ---


def points_of(picture):
    return sum(one["d"].count("M") for one in shapes(picture, "path", "points"))


def test_points_of_different_editions_are_never_joined(uganda):
    trends = score_trends([spar("2023", 4), uganda, spar("2022", 2)], {"jee-1": JEE, "spar-2": SPAR})
    picture = render_score_trend(trends)
    assert [trend.framework.id for trend in trends] == ["jee-1", "spar-2"]
    assert len(shapes(picture, "polyline", "blue")) == len(SPAR.areas)  # JEE has one assessment: points, no line
    assert points_of(picture) == len(JEE.areas) + 2 * len(SPAR.areas)
    assert sum("cannot be compared" in one for one in words(picture)) == 1


def test_one_edition_needs_no_warning():
    assert not any(
        "cannot be compared" in one for one in words(render_score_trend(score_trends([spar()], {"spar-2": SPAR})))
    )


def test_what_was_not_assessed_breaks_the_line():
    gap = spar("2022")
    gap = replace(gap, levels={code: level for code, level in gap.levels.items() if not code.startswith("spar-2.C4")})
    trends = score_trends([spar("2021"), gap, spar("2023"), spar("2024")], {"spar-2": SPAR}, ["spar-2.C4"])
    picture = render_score_trend(trends)
    assert [row[3] for row in score_trend_table(trends).rows] == [60, None, 60, 60]
    assert points_of(picture) == 3
    assert [len(one["points"].split()) for one in shapes(picture, "polyline", "blue")] == [2]
    assert len(shapes(picture, "rect", "hatched")) == 2


def test_a_trend_shows_the_indicators_asked_for():
    trends = score_trends([spar("2021", 2), spar("2023", 4)], {"spar-2": SPAR}, ["spar-2.C4.1"])
    assert score_trend_table(trends).rows == (
        ("SPAR 2", f"C4.1 {SPAR.indicator('spar-2.C4.1').title}", "2021", Decimal(40)),
        ("SPAR 2", f"C4.1 {SPAR.indicator('spar-2.C4.1').title}", "2023", Decimal(80)),
    )


def test_a_trend_of_two_countries_is_refused():
    with pytest.raises(NaphsError, match="one country"):
        score_trends([spar(), spar(country="KEN")], {"spar-2": SPAR})


def test_a_trend_over_five_editions_stays_small_mirrored_and_translated():
    frameworks = {name: load_framework(name) for name in ("jee-1", "jee-3", "spar-1", "spar-2")}
    many = [
        Assessment("UGA", name, f"{year}-0{number + 1}", "a test", {one.id: Decimal(3) for one in edition.indicators})
        for number, (name, edition) in enumerate(frameworks.items())
        for year in (2020, 2021, 2022)
    ]
    trends = score_trends(many, frameworks)
    assert mirrored(render_score_trend(trends), render_score_trend(trends, right_to_left=True))
    assert any(one.startswith("«LEVELS OF DIFFERENT EDITIONS") for one in words(render_score_trend(trends, shout)))


# --- comparison ---


def peers(count, region="AFR", income="low", first=1):
    return [
        Peer(f"C{number:02}", {area.code: Fraction(number * 3) for area in SPAR.areas}, region, income)
        for number in range(first, first + count)
    ]


def comparison(*others, **own):
    mine = replace(build_peer(spar(), SPAR, "AFR", "low"), **own)
    return Comparison("UGA", SPAR, 2022, (mine, *others))


def test_quartiles_need_five_countries():
    rows = comparison_strip_table(comparison(*peers(3), *peers(4, income="high", first=10))).rows
    assert rows[0][3:] == (8, 3, Decimal("8.25"), Decimal("31.5"), Decimal("36.75"), 60)
    assert rows[1][3:] == (4, None, None, None, None, None)


def test_a_small_group_is_drawn_as_points():
    picture = render_comparison_strip(comparison(*peers(3), *peers(4, income="high", first=10)))
    assert len(shapes(picture, "circle", "violet")) == 4 * len(SPAR.areas)
    assert shapes(picture, "circle", "blue") == []
    assert len(shapes(picture, "rect", "blue")) == 1 + len(SPAR.areas)


def test_the_number_of_countries_is_always_said():
    others = [replace(one, averages={**one.averages, "C4": None}) for one in peers(6)]
    spoken = words(render_comparison_strip(comparison(*others)))
    assert "WHO region AFR: 7 countries" in spoken
    assert spoken.count("7") == 2 * (len(SPAR.areas) - 1)
    assert spoken.count("1") == 2  # of C4 only the country itself is known


def test_a_group_nobody_named_has_no_strip():
    drawn = render_comparison_strip(comparison(*peers(6, income=None), income_group=None))
    assert "income group not known: – countries" in words(drawn)
    assert len(shapes(drawn, "rect", "violet")) == 1  # the key


def test_a_country_not_assessed_has_no_mark_of_its_own():
    nothing = {area.code: None for area in SPAR.areas}
    drawn = render_comparison_strip(comparison(*peers(6), averages=nothing))
    assert len(shapes(drawn, "line", "own")) == 1  # the key
    assert "0 %" not in words(drawn)


def test_a_country_that_is_missing_or_twice_is_refused():
    with pytest.raises(NaphsError):
        Comparison("UGA", SPAR, 2022, tuple(peers(3)))
    with pytest.raises(NaphsError):
        comparison(*peers(2), *peers(2))


def test_a_comparison_is_mirrored_translated_and_escaped():
    held = comparison(*peers(5, region=HOSTILE), region=HOSTILE)
    assert mirrored(render_comparison_strip(held), render_comparison_strip(held, right_to_left=True))
    assert any("<script>" in one for one in words(render_comparison_strip(held)))
    assert any(one.startswith("«LINE: LOWEST") for one in words(render_comparison_strip(held, shout)))


@given(st.lists(st.fractions(0, 100, max_denominator=60), min_size=5, max_size=40))
def test_quartiles_agree_with_another_formulation(values):
    found = [float(value) for value in Spread(tuple(sorted(values))).quartiles]
    assert found == pytest.approx(list(np.percentile([float(value) for value in values], [25, 50, 75])))
