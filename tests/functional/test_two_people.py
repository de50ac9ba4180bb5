"""Two people write the same activity at the same time: both versions are shown, somebody chooses, nothing is lost."""

import pytest

from opennaphs.authorization.roles import SECRETARIAT_MEMBER
from opennaphs.store.models import AuditEvent
from tests.functional.visitors import press, said
from tests.workbench import create_country, create_person, create_plan, first_activity

HERS, HIS, BOTH = "Words of Amina.", "Words of Ben.", "Words of Amina and Ben."


@pytest.fixture
def plan(transactional_db):
    return create_plan(create_country("UGA"))


@pytest.fixture
def activity(plan):
    return first_activity(plan)


@pytest.fixture
def two(plan, visit):
    """Amina and Ben of the secretariat, each before a window of their own."""
    amina, ben = (create_person(SECRETARIAT_MEMBER.key, "UGA", name=name) for name in ("Amina", "Ben"))
    return visit.signed_in(amina), lambda **how: visit.signed_in(ben, **how)


def _page(activity):
    return f"/c/UGA/plans/{activity.plan_id}/activities/{activity.pk}/"


def _both_write(activity, amina, ben):
    """Both open the page; she saves text and owner first, he another text and the comments."""
    amina.goto(_page(activity))
    ben.goto(_page(activity))
    amina.get_by_label("Text", exact=True).fill(HERS)
    amina.get_by_label("Owner").fill("Head of laboratories")
    press(amina, "Save")
    assert activity.number in said(amina)
    ben.get_by_label("Text", exact=True).fill(HIS)
    ben.get_by_label("Comments", exact=False).first.fill("Seen by Ben")
    press(ben, "Save")


def _choose(page, which):
    page.locator("main fieldset").get_by_role("radio", name=which).check()
    press(page, "Save my choices")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_second_writer_sees_both_versions_field_by_field_and_loses_nothing(activity, two, scripts):
    amina, ben = two[0], two[1](scripts=scripts)
    _both_write(activity, amina, ben)
    main = ben.locator("main")
    assert "Somebody else changed this while you were writing" in main.inner_text()
    assert main.locator("fieldset legend").all_inner_texts() == ["Text"]  # only this field was written by both
    assert [one.inner_text() for one in main.locator(".version .value").all()] == [HIS, HERS]
    assert "by Amina" in main.inner_text()
    assert "Head of laboratories" in main.inner_text()  # taken over, as only she touched it
    _choose(ben, "What you wrote")
    assert activity.number in said(ben)
    activity.refresh_from_db()
    kept = activity.content
    assert activity.text == HIS
    assert (kept["owner"], kept["notes"]["comments"]) == ("Head of laboratories", "Seen by Ben")
    events = AuditEvent.objects.filter(action="edit_activity", subject_id=str(activity.pk))
    assert list(events.values_list("by_name", flat=True)) == ["Amina", "Ben"]
    assert HERS in str(events[1].changes)  # what was replaced stays in the history


def test_a_third_save_between_asks_again_and_the_words_of_the_first_can_be_kept(activity, two):
    amina, ben = two[0], two[1]()
    _both_write(activity, amina, ben)
    amina.get_by_label("Text", exact=True).fill(BOTH)
    press(amina, "Save")
    _choose(ben, "What you wrote")
    assert ben.locator(".version .value").all_inner_texts() == [HIS, BOTH]
    _choose(ben, "What stands now")
    activity.refresh_from_db()
    assert activity.text == BOTH
    assert activity.content["notes"]["comments"] == "Seen by Ben"


def test_two_people_change_one_cell_of_the_table(activity, two):
    amina, ben = two[0], two[1]()
    row = f"#activity-{activity.pk}"
    for page, owner in ((amina, "Role of Amina"), (ben, "Role of Ben")):
        page.goto(f"/c/UGA/plans/{activity.plan_id}/activities/")
        page.locator(f"{row} a.activity-cell").first.click()
        page.locator(f"{row} input[name=owner]").fill(owner)
    amina.locator(f"{row} .activity-editing button").click()
    amina.locator(f"{row} a.activity-cell").first.get_by_text("Role of Amina").wait_for()
    ben.locator(f"{row} .activity-editing button").click()
    ben.locator(f"{row} .conflict").wait_for()
    assert ben.locator(f"{row} .version .value").all_inner_texts() == ["Role of Ben", "Role of Amina"]
    ben.locator(f"{row} .conflict").get_by_role("radio", name="What you wrote").check()
    ben.get_by_role("button", name="Save my choices").click()
    ben.locator(f"{row}").get_by_text("Role of Ben").wait_for()
    activity.refresh_from_db()
    assert activity.owner == "Role of Ben"
    assert "Role of Amina" in str(AuditEvent.objects.filter(subject_id=str(activity.pk)).last().changes)


def test_different_cells_of_one_row_are_both_kept_without_a_question(activity, two):
    amina, ben = two[0], two[1](scripts=False)
    address = f"{_page(activity)}cell/"
    amina.goto(f"{address}owner/")
    ben.goto(f"{address}status/")
    amina.get_by_label("Owner").fill("Role of Amina")
    press(amina, "Save")
    ben.get_by_label("Status").select_option("in progress")
    press(ben, "Save")
    assert activity.number in said(ben)
    activity.refresh_from_db()
    assert (activity.owner, activity.status) == ("Role of Amina", "in progress")
