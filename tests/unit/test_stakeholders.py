"""Working together: how to deal with whom, gaps in who does what, empty chairs, promises that are late."""

from fractions import Fraction

import pytest

from opennaphs.domain.coordination import (
    ADVICE,
    ActionItem,
    Assignment,
    Involvement,
    Quadrant,
    Stakeholder,
    advice,
    attendance_by_sector,
    overdue_items,
    raci_findings,
    sectors_missing,
)
from opennaphs.domain.errors import NaphsError
from tests.cycle_facts import TODAY, days_ago


@pytest.mark.parametrize(
    ("influence", "interest", "how"),
    [
        (5, 5, Quadrant.MANAGE_CLOSELY),
        (4, 4, Quadrant.MANAGE_CLOSELY),
        (4, 3, Quadrant.KEEP_SATISFIED),
        (3, 4, Quadrant.KEEP_INFORMED),
        (3, 3, Quadrant.MONITOR),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_how_to_deal_with_a_stakeholder(influence, interest, how):
    assert Stakeholder("Permanent Secretary", "Treasury", "finance", "", influence, interest).quadrant is how


def test_every_quadrant_has_advice():
    assert set(ADVICE) == set(Quadrant)
    assert "one page" in advice(Quadrant.KEEP_SATISFIED).text()


@pytest.mark.parametrize("value", [0, 6])
def test_numbers_off_the_scale_are_refused(value):
    with pytest.raises(NaphsError, match=f"The influence of Treasury is {value}"):
        Stakeholder("Treasury", "Treasury", "finance", influence=value)


def assign(*lines):
    return [Assignment(area, who, Involvement(what)) for area, who, what in lines]


def test_the_letters():
    assert "".join(one.letter for one in Involvement) == "RACI"


def test_an_area_with_one_accountable_and_a_responsible_is_in_order():
    lines = assign(("D1", "Director", "accountable"), ("D1", "Director", "accountable"), ("D1", "Lab", "responsible"))
    assert raci_findings(lines, ["D1"]) == ()


def test_what_is_wrong_with_who_does_what():
    lines = assign(
        ("D1", "Lab", "responsible"),
        ("P1", "Director", "accountable"),
        ("P1", "Minister", "accountable"),
        ("P1", "Legal office", "responsible"),
        ("X9", "Somebody", "informed"),
    )
    assert [str(one) for one in raci_findings(lines, ["D1", "P1", "R1"])] == [
        "D1: nobody is accountable. Name the one who answers for it.",
        "P1: 2 are accountable (Director, Minister). Keep one; make the others responsible or consulted.",
        "R1: nobody is accountable. Name the one who answers for it.",
        "R1: nobody is responsible. Name who does the work.",
        "X9 is not an area of the plan, though it has assignments (Somebody). Correct the area or drop it.",
    ]


def test_empty_chairs_are_named_in_the_order_expected_and_kept_apart_from_what_nobody_wrote_down():
    chairs = sectors_missing({"health": 4, "finance": 0, "trade": 0}, ["interior", "finance", "health", "defence"])
    assert (chairs.absent, chairs.not_recorded) == (("finance",), ("interior", "defence"))


def test_attendance_counts_a_sector_once_a_meeting_and_shows_those_that_never_came():
    found = attendance_by_sector(
        [{"health": 3, "trade": 1, "finance": 0}, {"health": 1, "finance": 0}, {"health": 0}], ["finance", "health"]
    )
    assert [(one.sector, one.attended, one.recorded, one.meetings) for one in found] == [
        ("finance", 0, 2, 3),
        ("health", 2, 3, 3),
        ("trade", 1, 1, 3),
    ]
    assert [one.share for one in found] == [0, Fraction(2, 3), 1]


def test_a_sector_of_which_nothing_was_written_down_has_no_share():
    (one,) = attendance_by_sector([{}], ["finance"])
    assert (one.share, one.meetings) == (None, 1)


def test_late_promises_the_oldest_first():
    items = [
        ActionItem("1", "Send the letter", "secretariat lead", days_ago(1)),
        ActionItem("2", "Call Finance", "secretariat lead", days_ago(9)),
        ActionItem("3", "Book the room", "secretariat member", TODAY),
        ActionItem("4", "Print", "secretariat member", days_ago(9), done_on=days_ago(2)),
        ActionItem("5", "Some day", "secretariat member", None),
    ]
    assert [item.id for item in overdue_items(items, TODAY)] == ["2", "1"]
