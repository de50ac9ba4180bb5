"""Scores and their averages"""

from decimal import Decimal
from fractions import Fraction

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import NotALevel, check_level, reached_level
from opennaphs.domain.composites import Kind, composites, round_half_up, spar_capacity, spar_total
from tests.factories import create_assessment
from tests.spec.tables import examples, numbers


def test_what_a_written_score_means():
    """A level is 1 to 5. SPAR may also be written as its percentage, level x 20. No number can be both.

    A few JEE reports print half levels; they are kept for averages, and a plan starts from the level fully reached.
    Everything else is refused with a sentence that says what to write.

    | edition | written | level | starts from |
    | ------- | ------- | ----- | ----------- |
    | jee-1   | 3       | 3     | 3           |
    | jee-1   | 2.5     | 2.5   | 2           |
    | jee-3   | 5       | 5     | 5           |
    | jee-2   | 6       | -     | -           |
    | jee-2   | 0       | -     | -           |
    | jee-2   | 60      | -     | -           |
    | jee-2   | 2.7     | -     | -           |
    | spar-1  | 3       | 3     | 3           |
    | spar-1  | 60      | 3     | 3           |
    | spar-2  | 100     | 5     | 5           |
    | spar-2  | 50      | -     | -           |
    | spar-2  | 2.5     | -     | -           |
    """
    for row in examples(test_what_a_written_score_means):
        framework = load_framework(row["edition"])
        if row["level"] == "-":
            with pytest.raises(NotALevel, match="Write"):
                check_level(Decimal(row["written"]), framework)
            continue
        level = check_level(Decimal(row["written"]), framework)
        assert level == Decimal(row["level"])
        code = framework.indicators[0].id
        assessment = create_assessment(row["edition"], **{code.partition(".")[2].replace(".", "_"): level})
        assert reached_level(assessment, framework, code) == int(row["starts from"])


def test_missing_is_not_zero():
    """An indicator may have a level, be left open, or not be mentioned at all.

    Open means "not assessed" in JEE, which is no level. In SPAR an open question counts 0 %, by the rule of the tool.
    What a source does not mention is not assessed in either.

    | edition | indicator is | level reached |
    | ------- | ------------ | ------------- |
    | jee-1   | open         | -             |
    | jee-1   | absent       | -             |
    | spar-1  | open         | 0             |
    | spar-1  | absent       | -             |
    """
    for row in examples(test_missing_is_not_zero):
        framework = load_framework(row["edition"])
        code = framework.indicators[0]
        levels = {code.code.replace(".", "_"): None} if row["indicator is"] == "open" else {}
        reached = reached_level(create_assessment(row["edition"], **levels), framework, code.id)
        assert reached == (None if row["level reached"] == "-" else int(row["level reached"]))


def test_rounding():
    """Scores are rounded half up: a half goes to the next whole number, not to the even one.

    | exact | rounded |
    | ----- | ------- |
    | 46.49 | 46      |
    | 46.5  | 47      |
    | 45.5  | 46      |
    | 0     | 0       |
    """
    for row in examples(test_rounding):
        assert round_half_up(Fraction(row["exact"])) == int(row["rounded"])


def test_spar_capacity():
    """A SPAR capacity score is the mean of its indicators, rounded half up. An unanswered indicator counts 0.

    | indicators  | capacity |
    | ----------- | -------- |
    | 60 80       | 70       |
    | 20 40 80    | 47       |
    | 60 20 100   | 60       |
    | 80 0 20     | 33       |
    | 0 0 0       | 0        |
    """
    for row in examples(test_spar_capacity):
        assert spar_capacity([Fraction(value) for value in numbers(row["indicators"])]) == int(row["capacity"])


def test_spar_all_capacities():
    """The SPAR average is the mean of the rounded capacity scores, rounded half up again; not of the indicators.

    A capacity without data counts 0 and the divisor stays the number of capacities. (Reproduces the published average
    of every State Party in the workbooks of 2018 and 2019.)

    | capacities  | average |
    | ----------- | ------- |
    | 47 33       | 40      |
    | 46 47       | 47      |
    | 70 -        | 35      |
    | 80 90 53    | 74      |
    """
    for row in examples(test_spar_all_capacities):
        scores = [None if value == "-" else int(value) for value in numbers(row["capacities"])]
        assert spar_total(scores) == int(row["average"])


def test_jee_area():
    """JEE defines no averages. As a third-party composite, the score of a technical area is the mean level of its
    assessed indicators. An open indicator is left out and shown as such (answered / asked); it never counts as low.

    | P3.1 | P3.2 | P3.3 | P3.4 | area P3 | answered |
    | ---- | ---- | ---- | ---- | ------- | -------- |
    | 2    | 2    | 3    | 3    | 2.5     | 4        |
    | 1    | 1    | 2    | 1    | 1.25    | 4        |
    | 2    | -    | 3    | -    | 2.5     | 2        |
    | -    | -    | -    | -    | -       | 0        |
    """
    framework = load_framework("jee-1")
    for row in examples(test_jee_area):
        levels = {f"P3_{n}": None if row[f"P3.{n}"] == "-" else row[f"P3.{n}"] for n in range(1, 5)}
        area = _part(create_assessment("jee-1", **levels), framework, "P3")
        assert area.value == (None if row["area P3"] == "-" else Fraction(row["area P3"]))
        assert (area.answered, area.asked) == (int(row["answered"]), 4)


def test_ready_score():
    """The ReadyScore (Resolve to Save Lives) is 20 x the mean of the area scores, rounded half up; a pillar score is
    20 x the mean of its areas. It needs every area: without one there is no score. It is not a score of WHO.

    | every indicator | but P7.2 | total | prevent |
    | --------------- | -------- | ----- | ------- |
    | 1               | 1        | 20    | 20      |
    | 5               | 5        | 100   | 100     |
    | 3               | 4        | 61    | 61.4286 |
    | 3               | 5        | 61    | 62.8571 |
    """
    framework = load_framework("jee-1")
    for row in examples(test_ready_score):
        levels = {one.code.replace(".", "_"): row["every indicator"] for one in framework.indicators}
        assessment = create_assessment("jee-1", **levels | {"P7_2": row["but P7.2"]})
        assert _part(assessment, framework, "ReadyScore").value == int(row["total"])
        assert float(_part(assessment, framework, "prevent").value) == pytest.approx(float(row["prevent"]), abs=1e-4)


def test_no_ready_score_without_every_area():
    """
    | area without a level | total |
    | -------------------- | ----- |
    | P2                   | -     |
    | RE                   | -     |
    """
    framework = load_framework("jee-1")
    for row in examples(test_no_ready_score_without_every_area):
        area = framework.qualify(row["area without a level"])
        levels = {one.code.replace(".", "_"): None if one.area == area else 3 for one in framework.indicators}
        parts = composites(create_assessment("jee-1", **levels), framework)
        assert [part.value for part in parts if part.kind is Kind.TOTAL] == [None]


def _part(assessment, framework, code):
    return next(part for part in composites(assessment, framework) if part.code == code)
