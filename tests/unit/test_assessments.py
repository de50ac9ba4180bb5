from decimal import Decimal

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import latest
from opennaphs.domain.composites import as_decimal, composites, score_rows
from opennaphs.domain.errors import NaphsError
from tests.factories import create_assessment


@pytest.mark.parametrize("date", ["2017", "2017-06", "2017-06-26"])
def test_a_date_may_be_a_year_a_month_or_a_day(date):
    assert create_assessment(date=date).year == 2017


@pytest.mark.parametrize("date", ["", "26/06/2017", "June 2017", "17", "2017-6-1"])
def test_any_other_date_is_refused_with_an_example(date):
    with pytest.raises(NaphsError, match="2017-06-26"):
        create_assessment(date=date)


def test_the_latest_assessment_is_the_one_with_the_latest_date_and_then_the_last():
    first, last, old = (create_assessment(date=date, P1_1=1) for date in ("2019-05", "2019-05", "2016"))
    assert latest([first, last, old]) is last


def test_a_published_score_is_compared_to_a_thousandth():
    framework = load_framework("jee-1")
    published = {"jee-1.P3": Decimal("2.3333332538604736"), "jee-1.P7": Decimal("3.6")}
    parts = {
        part.code: part
        for part in composites(
            create_assessment(published=published, P3_1=2, P3_2=2, P3_3=3, P7_1=3, P7_2=4), framework
        )
    }
    assert parts["P3"].agrees is True
    assert parts["P7"].agrees is False
    assert parts["P1"].agrees is None


def test_rows_show_jee_as_levels_and_spar_as_percentages():
    jee = score_rows(create_assessment("jee-1", P1_1="2.5", P1_2=None), load_framework("jee-1"))
    spar = score_rows(create_assessment("spar-1", C1_1=3, C1_2=None), load_framework("spar-1"))
    assert [row.score for row in jee if row.kind == "indicator"] == [Decimal("2.5"), None]
    assert [row.score for row in spar if row.kind == "indicator"] == [Decimal(60), Decimal(0)]


def test_a_total_is_held_against_the_capacities_its_publisher_prints():
    """In 2019 some printed capacities leave unanswered indicators out; the fault is theirs, not the total's."""
    published = {"spar-1.C2": Decimal(40), "total": Decimal(3)}
    parts = composites(create_assessment("spar-1", C2_1=2, C2_2=None, published=published), load_framework("spar-1"))
    by_code = {part.code: part for part in parts}
    assert (by_code["C2"].value, by_code["C2"].agrees) == (20, False)
    assert (by_code["all-capacities"].value, by_code["all-capacities"].agrees) == (3, True)


def test_capacities_alone_still_give_a_total():
    published = {f"spar-2.C{n}": Decimal(50) for n in range(1, 16)}
    *_, total = composites(create_assessment("spar-2", published=published), load_framework("spar-2"))
    assert total.value == 50


def test_decimals_are_written_without_a_tail():
    from fractions import Fraction

    assert [str(as_decimal(Fraction(*parts))) for parts in ((5, 2), (3, 1), (10, 3), (100, 1))] == [
        "2.5",
        "3",
        "3.333333",
        "100",
    ]
