"""An Arabic-speaking colleague works from right to left, from signing in to saving, and numbers stay readable.

The words belong to the translators: what is asserted here is the structure, and the direction.
"""

import re

import pytest

from opennaphs.authorization.roles import SECRETARIAT_MEMBER
from opennaphs.store.models import StakeholderRecord
from tests.functional.visitors import NARROW
from tests.workbench import PASSWORD, create_country, create_person, create_plan, first_activity

ARABIC = re.compile("[\u0600-\u06ff]")
TEXT = "تنقل عينات كل المناطق مرتين في الأسبوع إلى المختبر المرجعي WHO-2027."
OWNER = "مدير المختبرات الوطنية"
NAME = "وزارة الصحة العامة"


@pytest.fixture
def plan(transactional_db):
    return create_plan(create_country("UGA"))


@pytest.fixture
def layla(plan):
    return create_person(SECRETARIAT_MEMBER.key, "UGA", name="ليلى")


def _from_right_to_left(page):
    html = page.locator("html")
    return (html.get_attribute("dir"), html.get_attribute("lang")) == ("rtl", "ar")


def _direction(page, selector):
    return page.locator(selector).first.evaluate("one => getComputedStyle(one).direction")


def test_arabic_from_signing_in_to_a_saved_activity_and_a_stakeholder(layla, plan, visit):
    page, row = visit.window(language="ar"), first_activity(plan)
    _signs_in(page, layla)
    _edits_an_activity(page, plan, row)
    _adds_a_stakeholder(page)


def _signs_in(page, person):
    page.goto("/accounts/login/")
    assert _from_right_to_left(page)
    assert ARABIC.search(page.locator("main label").first.inner_text())  # a word of the framework, not ours
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.button")
    page.wait_for_url("**/c/UGA/**")
    assert _from_right_to_left(page)
    sidebar, main = page.locator("nav.sidebar").bounding_box(), page.locator("main").bounding_box()
    assert sidebar["x"] >= main["x"] + main["width"]


def _edits_an_activity(page, plan, row):
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/")
    table = page.locator("table.activity-table")
    assert _direction(page, "table.activity-table") == "rtl"
    first, last = table.locator("thead th").first.bounding_box(), table.locator("thead th").last.bounding_box()
    assert first["x"] > last["x"]
    assert table.locator("tbody th bdi").first.inner_text() == row.number  # a Latin code, letter by letter
    table.locator("tbody th a").first.click()
    page.fill("form[data-guard] [name=text]", TEXT)
    page.fill("[name=owner]", OWNER)
    page.fill("[name=starts]", "2027-03-01")
    page.locator("form[data-guard]").first.locator("button.button").click()
    assert row.number in page.locator("main .messages").inner_text()
    row.refresh_from_db()
    assert (row.text, row.owner, row.content["details"]["starts"]) == (TEXT, OWNER, "2027-03-01")
    assert TEXT in page.locator(".lede").inner_text()
    shown = page.locator("h1 bdi").inner_text()
    assert shown == row.number
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]*-\d{3}", shown)


def _adds_a_stakeholder(page):
    page.locator("nav.sidebar a[href$='/engagement/']").click()
    page.locator("main a[href$='/engagement/new/']").first.click()
    page.fill("[name=name]", NAME)
    page.select_option("[name=sector]", "health")
    page.fill("[name=influence]", "5")
    page.fill("[name=interest]", "4")
    page.fill("[name=contact]", "layla@example.org")
    page.locator("main form button.button").last.click()
    line = page.locator("main tbody tr").first
    assert NAME in line.inner_text()
    assert "layla@example.org" in line.locator("bdi").all_inner_texts()
    one = StakeholderRecord.objects.get()
    assert (one.name, one.influence, one.interest) == (NAME, 5, 4)


def test_the_language_is_chosen_on_any_page_and_stays_also_on_a_telephone(layla, plan, visit):
    page = visit.signed_in(layla, size=NARROW)
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/")
    assert page.locator("html").get_attribute("dir") == "ltr"
    page.locator("#language").select_option("ar")
    page.locator("#language").press("Tab")
    page.keyboard.press("Enter")
    page.locator("html[dir=rtl]").wait_for()
    assert page.url.endswith(f"/plans/{plan.pk}/activities/")
    page.goto("/c/UGA/")
    assert _from_right_to_left(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
