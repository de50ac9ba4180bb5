"""A review round: areas are read, signed off or sent back, and the plan moves on when nothing is missing any more."""

import pytest

from opennaphs.actions.activities.change_activities import change_activities
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.authorization.roles import REVIEWER, TECHNICAL_LEAD
from opennaphs.domain.goals import Term
from opennaphs.store.models import AuditEvent, PlanRecord, SignOff
from tests.functional.visitors import follow, press, said
from tests.workbench import create_country, create_person, create_plan

FAULT = "The laboratories of the army are not in it."


@pytest.fixture
def lead(transactional_db):
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    """A plan of two areas, each with a technical lead; nobody owns its activities yet."""
    for area in ("jee-3.D1", "jee-3.P1"):
        create_person(TECHNICAL_LEAD.key, "UGA", area, name=f"Lead of {area}")
    return create_plan(lead, term=Term.ONE_YEAR)


def _own_everything(plan, lead):
    rows = plan.activities.filter(removed=False)
    changes = [RowChange(row.pk, row.version, {"owner": "Director of public health"}) for row in rows]
    change_activities(plan=plan, changes=changes, by=lead)


def _word(page, code, word, note=""):
    page.get_by_role("row").filter(has=page.locator("th bdi", has_text=code)).get_by_role("link").click()
    page.get_by_label(word).check()
    page.get_by_label("Note").fill(note)
    press(page, "Say it")


def test_a_plan_is_reviewed_area_by_area_and_goes_on_when_everything_is_there(lead, plan, visit):
    leads_page = visit.signed_in(lead)
    reviewer = create_person(REVIEWER.key, "UGA", name="Grace the reviewer")
    _learns_what_is_missing_for_the_review(leads_page, plan, lead)
    _opens_a_round(leads_page)
    _reviewer_answers(visit.signed_in(reviewer), plan)
    _sees_what_was_said(leads_page, plan)
    _is_told_what_stands_against_the_next_state(leads_page, plan)
    _asks_again(visit.signed_in(reviewer), plan)
    _closes_and_goes_on(leads_page, plan)


def _learns_what_is_missing_for_the_review(page, plan, lead):
    page.goto(f"/c/UGA/plans/{plan.pk}/")
    follow(page, "State and next step")
    assert "Activities without an owner role" in page.locator("#to-1").inner_text()
    stopped = page.get_by_role("button", name="Make it “in review”")
    assert stopped.get_attribute("aria-disabled") == "true"
    stopped.click(force=True)  # it does nothing
    assert PlanRecord.objects.get().state == "draft"
    _own_everything(plan, lead)
    page.reload()
    assert "Nothing stands in the way." in page.locator("#to-1").inner_text()
    press(page, "Make it “in review”")
    assert "in review" in said(page)


def _opens_a_round(page):
    follow(page, "Working together")
    follow(page, "Reviews")
    page.get_by_label("What the round is for").fill("First reading")
    press(page, "Open the round")
    assert "Round 1" in said(page)


def _reviewer_answers(page, plan):
    page.goto(f"/c/UGA/plans/{plan.pk}/reviews/")
    assert page.get_by_role("button", name="Open the round").count() == 0
    assert page.get_by_role("link", name="Close round 1").count() == 0
    _word(page, "P1", "sign off")
    assert "P1" in said(page)
    _word(page, "D1", "send back")
    assert "Say what has to change" in page.locator("[data-error-summary]").inner_text()
    page.get_by_label("Note").fill(FAULT)
    press(page, "Say it")
    assert "sent back" in page.get_by_role("row").filter(has_text="National laboratory").inner_text()
    follow(page, "Plan", exact=True)
    follow(page, "Activities", exact=True)
    assert page.locator("main tbody a.activity-cell").count() == 0  # a reviewer edits nothing


def _sees_what_was_said(page, plan):
    page.goto(f"/c/UGA/plans/{plan.pk}/reviews/")
    lines = page.get_by_role("region", name="Areas of the plan").inner_text()
    assert FAULT in lines
    assert "Grace the reviewer" in lines
    assert "1 of 2 areas stand" in page.locator("main").inner_text()


def _is_told_what_stands_against_the_next_state(page, plan):
    follow(page, "State and next step")
    missing = page.locator("#to-1").inner_text()
    assert "A review round is still open" in missing
    assert "Areas that refused in the review: 1" in missing
    assert "Activities without a cost" in missing


def _asks_again(page, plan):
    page.goto(f"/c/UGA/plans/{plan.pk}/reviews/")
    _word(page, "D1", "sign off", "The army is in it now.")
    assert [one.agreed for one in SignOff.objects.filter(area="jee-3.D1")].count(True) == 1


def _closes_and_goes_on(page, plan):
    page.goto(f"/c/UGA/plans/{plan.pk}/reviews/")
    follow(page, "Close round 1")
    assert "Every area has answered." in page.locator("main").inner_text()
    press(page, "Close the round")
    follow(page, "State and next step")
    missing = page.locator("#to-1").inner_text()
    assert "Activities without a cost" in missing
    assert "review" not in missing.split("Still to be done:")[1].lower()
    back = page.locator("#to-2")
    back.get_by_role("button").click()
    assert "required" in page.locator("[data-error-summary]").inner_text()  # going back needs a reason
    page.locator("#to-2").get_by_label("Why").fill("Costs come first")
    page.locator("#to-2").get_by_role("button").click()
    assert PlanRecord.objects.get().state == "draft"
    events = AuditEvent.objects.filter(action="move_plan")
    assert [one.why for one in events] == ["", "Costs come first"]
