"""A ministry's package comes back: its changes meet those of others, and nobody's work is lost or overwritten."""

from dataclasses import replace

import pytest

from opennaphs.domain.activity_details import NO_DETAILS
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Sector
from opennaphs.domain.sector_packages import (
    activities_of_no_sector,
    merge_package,
    new_number,
    package_of,
    with_package,
)
from tests.factories import create_costed_plan

SECTOR = Sector.AGRICULTURE


@pytest.fixture
def plan():
    """A-001 is led by agriculture, A-002 supported by it, B-001 is nobody's."""
    plan = create_costed_plan()
    led, helped, other = plan.activities
    led = replace(led, action=replace(led.action, lead=SECTOR))
    helped = replace(helped, action=replace(helped.action, lead=Sector.HEALTH, supporting=(SECTOR,)))
    return replace(plan, activities=(led, helped, other))


def _with(plan, number, **changes):
    return replace(
        plan, activities=tuple(replace(one, **changes) if one.id == number else one for one in plan.activities)
    )


def _edited(base, number, **changes):
    return tuple(replace(one, **changes) if one.id == number else one for one in base)


def _says(merge):
    return [str(problem) for problem in merge.problems]


def test_a_package_holds_what_the_ministry_leads_and_what_it_supports(plan):
    package = package_of(plan, SECTOR)
    assert [one.id for one in package.led] == ["A-001"]
    assert [one.id for one in package.supported] == ["A-002"]
    assert [one.id for one in activities_of_no_sector(plan)] == ["B-001"]
    assert package_of(plan, Sector.TRADE).activities == ()


def test_changes_of_the_ministry_and_of_others_stand_side_by_side(plan):
    base = package_of(plan, SECTOR).activities
    today = _with(plan, "A-001", notes={"comments": "agreed"})
    merge = merge_package(base, today, _edited(base, "A-001", owner="Chief vet"))
    assert merge.conflicts == ()
    result = with_package(today, merge, {}).activities[0]
    assert (result.owner, dict(result.notes)) == ("Chief vet", {"comments": "agreed"})


def test_a_field_both_changed_is_decided_by_a_person(plan):
    base = package_of(plan, SECTOR).activities
    today = _with(plan, "A-001", owner="Director")
    merge = merge_package(base, today, _edited(base, "A-001", owner="Chief vet"))
    ((number, conflict),) = merge.conflicts
    assert (number, conflict.field, conflict.mine, conflict.theirs) == ("A-001", "owner", "Chief vet", "Director")
    with pytest.raises(NaphsError, match="Nobody has decided owner yet"):
        with_package(today, merge, {})
    assert with_package(today, merge, {"A-001": {"owner": "theirs"}}) == today
    assert with_package(today, merge, {"A-001": {"owner": "mine"}}).activities[0].owner == "Chief vet"


def test_what_the_plan_has_already_is_no_change(plan):
    base = package_of(plan, SECTOR).activities
    edited = _edited(base, "A-001", owner="Chief vet")
    assert merge_package(base, _with(plan, "A-001", owner="Chief vet"), edited).changes == ()


def test_new_activities_get_numbers_nobody_has_used(plan):
    base = package_of(plan, SECTOR).activities
    one = replace(base[0], id="new-9", details=replace(NO_DETAILS, after=("new-10", "A-002")))
    two = replace(base[0], id="new-10")
    waiting = _edited(base, "A-002", details=replace(NO_DETAILS, after=("new-9",)))
    merge = merge_package(base, plan, (*waiting, one, two))
    assert merge.numbers == (("new-9", "A-003"), ("new-10", "A-004"))
    result = with_package(plan, merge, {}).activities
    assert [one.id for one in result] == ["A-001", "A-002", "B-001", "A-003", "A-004"]
    assert result[3].details.after == ("A-004", "A-002")
    assert result[1].details.after == ("A-003",)
    assert merge.problems == ()


def test_a_number_of_the_plan_that_was_not_in_the_package_is_not_overwritten(plan):
    base = package_of(plan, SECTOR).activities
    merge = merge_package(base, plan, (*base, replace(base[0], id="B-001", owner="us")))
    assert (merge.changes, merge.numbers) == ((), (("B-001", "A-003"),))
    assert "B-001 is a number the package did not hold, so the activity is new; it is now A-003." in _says(merge)


@pytest.mark.parametrize(
    ("area", "taken", "number"),
    [
        ("jee-3.D1", [], "D1-001"),
        ("jee-3.D1", ["D1-001", "D1-007", "D2-009"], "D1-008"),
        ("jee-3.D1", ["D1-x", "D1-٣", "D10-044"], "D1-001"),
        ("A", ["A-999"], "A-1000"),
    ],
)
def test_the_next_number_is_one_more_than_the_highest(area, taken, number):
    assert new_number(area, taken) == number


def test_a_number_of_a_removed_activity_is_never_given_again(plan):
    base = package_of(plan, SECTOR).activities
    today = replace(plan, activities=tuple(one for one in plan.activities if one.id != "A-002"))
    merge = merge_package(base, today, (*base, replace(base[0], id="new-1")))
    assert merge.numbers == (("new-1", "A-003"),)
    without = merge_package(base, today, (base[0], replace(base[0], id="new-1")))
    assert without.numbers == (("new-1", "A-003"),)


def test_work_on_an_activity_removed_meanwhile_is_kept_aside(plan):
    base = package_of(plan, SECTOR).activities
    today = replace(plan, activities=plan.activities[1:])
    merge = merge_package(base, today, _edited(base, "A-001", owner="Chief vet"))
    assert [one.owner for one in merge.kept_aside] == ["Chief vet"]
    assert "A-001 was removed from the plan after the package was made." in _says(merge)[0]
    assert merge_package(base, today, base).problems == ()


def test_a_removal_is_a_request_and_names_what_others_changed(plan):
    base = package_of(plan, SECTOR).activities
    today = _with(plan, "A-001", owner="Director")
    merge = merge_package(base, today, base[1:])
    assert merge.removal_requested == ("A-001",)
    assert "The package removes A-001, which others have changed" in _says(merge)[0]
    assert with_package(today, merge, {}) == today
    assert [one.id for one in with_package(today, merge, {}, ["A-001"]).activities] == ["A-002", "B-001"]
    with pytest.raises(NaphsError, match="does not ask to remove B-001"):
        with_package(today, merge, {}, ["B-001"])


def test_nothing_is_removed_that_others_wait_for(plan):
    waiting = _with(plan, "B-001", details=replace(NO_DETAILS, after=("A-001",)))
    base = package_of(waiting, SECTOR).activities
    merge = merge_package(base, waiting, base[1:])
    with pytest.raises(NaphsError, match="A-001 cannot be removed: B-001 must come after it"):
        with_package(waiting, merge, {}, ["A-001"])


def test_twice_the_same_number_an_unknown_area_and_an_unknown_need_are_told(plan):
    base = package_of(plan, SECTOR).activities
    strange = replace(base[0], id="new-1", area="Z9")
    lost = _edited(base, "A-002", details=replace(NO_DETAILS, after=("Q-1",)))
    merge = merge_package(base, plan, (*lost, replace(base[0], owner="again"), strange))
    assert [one.owner or one.area for one in merge.kept_aside] == ["again", "Z9"]
    assert [said.split(".")[0] for said in _says(merge)] == [
        "The number A-001 stands twice in the package",
        "new-1 is of the area “Z9”, which the plan does not have",
        "A-002 must come after Q-1, which the plan does not have",
    ]


def test_a_plan_changed_again_since_the_comparison_is_not_overwritten(plan):
    base = package_of(plan, SECTOR).activities
    merge = merge_package(base, plan, _edited(base, "A-001", owner="Chief vet"))
    with pytest.raises(NaphsError, match="A-001 was changed again"):
        with_package(_with(plan, "A-001", owner="Somebody"), merge, {})
