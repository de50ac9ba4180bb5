"""A technical lead works in the one area that is theirs; everything else is there to read, and says why."""

import pytest

from opennaphs.authorization.roles import TECHNICAL_LEAD
from opennaphs.store.models import AuditEvent, Mention
from tests.functional.visitors import follow, press, said, sign_in
from tests.workbench import create_country, create_person, create_plan

MINE, OTHERS = "jee-3.D1", "jee-3.P1"


@pytest.fixture
def secretariat(transactional_db):
    return create_country("UGA")


@pytest.fixture
def plan(secretariat):
    return create_plan(secretariat)


@pytest.fixture
def rose(secretariat):
    return create_person(TECHNICAL_LEAD.key, "UGA", MINE, name="Rose Nakato")


def _rows(plan, area):
    return list(plan.activities.filter(area=area, removed=False))


def test_a_technical_lead_rates_dates_and_speaks_in_their_own_area(rose, plan, secretariat, visit):
    page = visit.window()
    sign_in(page, rose)
    page.get_by_role("link", name="Plans").first.click()
    follow(page, plan.title)
    follow(page, "Activities", exact=True)
    _sees_what_is_theirs_to_edit(page, plan)
    _reads_another_area_with_the_reason(page, plan)
    _rates_on_the_page_of_priorities(page, plan)
    _sets_days_and_what_comes_first(page, plan)
    _asks_the_secretariat(page, plan, secretariat, visit)


def _sees_what_is_theirs_to_edit(page, plan):
    mine, other = _rows(plan, MINE)[0], _rows(plan, OTHERS)[0]
    assert page.locator(f"#activity-{mine.pk} a.activity-cell").count() == 4
    assert page.locator(f"#activity-{other.pk}").is_visible()
    assert page.locator(f"#activity-{other.pk}").locator("a.activity-cell, input").count() == 0
    assert page.get_by_role("link", name="Change the order").count() == 0  # the order is the secretariat's


def _reads_another_area_with_the_reason(page, plan):
    page.locator(f"#activity-{_rows(plan, OTHERS)[0].pk} th a").click()
    assert "Your roles do not let you change this here" in page.locator("main .content").inner_text()
    assert page.get_by_role("button", name="Save").count() == 0
    page.go_back()


def _rates_on_the_page_of_priorities(page, plan):
    first = _rows(plan, MINE)[0]
    follow(page, "Priorities")
    assert page.locator(".activity-areas a").count() == 1
    page.locator(".activity-areas a").click()
    for aspect, rating in (("impact", "5"), ("feasibility", "4"), ("risk", "3")):
        page.select_option(f"[name={aspect}-{first.pk}]", rating)
    press(page, "Save the ratings")
    assert "1" in said(page)
    follow(page, "Back to the priorities")
    ranking = page.get_by_role("region", name="Ranking").inner_text()
    assert first.number in ranking
    assert "48" in ranking  # 5 × 4 × 3 of 125 is 48 per cent
    first.refresh_from_db()
    assert (first.impact, first.feasibility, first.risk) == (5, 4, 3)


def _sets_days_and_what_comes_first(page, plan):
    first, second = _rows(plan, MINE)[:2]
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/{second.pk}/")
    page.get_by_label("Starts").fill("2027-03-01")
    page.get_by_label("Ends").fill("2027-02-01")
    page.get_by_label("Waits for").fill(second.number)
    press(page, "Save")
    faults = page.locator("[data-error-summary]").inner_text()
    assert "It ends before it starts" in faults
    assert "would wait for itself" in faults
    page.locator("[data-error-summary]:focus").wait_for()
    page.get_by_label("Ends").fill("2027-06-30")
    page.get_by_label("Waits for").fill(first.number.lower())
    press(page, "Save")
    assert second.number in said(page)
    second.refresh_from_db()
    details = second.content["details"]
    assert (details["starts"], details["ends"], details["after"]) == ("2027-03-01", "2027-06-30", [first.number])


def _asks_the_secretariat(page, plan, secretariat, visit):
    page.get_by_label("Your comment").fill(f"@{secretariat.name} who pays for the transport in the second year?")
    press(page, "Add comment")
    page.locator(".comments").get_by_text("Speaks to:").wait_for()
    assert Mention.objects.get().user == secretariat
    theirs = visit.signed_in(secretariat)
    theirs.goto("/c/UGA/")
    theirs.get_by_role("link", name="Mentions 1").click()
    assert "who pays for the transport" in theirs.locator(".comments").inner_text()
    press(theirs, "Mark as seen")
    assert theirs.get_by_role("link", name="Mentions 1").count() == 0
    follow(theirs, "Go to the talk")
    assert "Rose Nakato" in theirs.locator("#talk").inner_text()
    assert AuditEvent.objects.get(action="add_comment").by_name == "Rose Nakato"


def test_an_address_typed_by_hand_opens_no_other_area(rose, plan, visit):
    page, other = visit.signed_in(rose), _rows(plan, OTHERS)[0]
    before = other.version
    for more in ("cell/owner/", "progress/", "costs/new/", "remove/"):
        answer = page.goto(f"/c/UGA/plans/{plan.pk}/activities/{other.pk}/{more}")
        assert answer.status == 403, more
        assert page.locator("h1").is_visible()
    other.refresh_from_db()
    assert other.version == before
