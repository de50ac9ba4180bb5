"""Somebody works without a mouse: everything is reached by keys, the place is always seen, and never lost."""

import pytest

from opennaphs.store.models import AuditEvent
from tests.functional.visitors import until
from tests.workbench import create_country, create_plan

MOST_STEPS = 120
NEW_TEXT = "Train the couriers of every region."
WHERE = """() => { const one = document.activeElement; if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return { tag: one.tagName, name: one.name || '', text: (one.innerText || '').trim(), href: one.getAttribute('href'),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    main: !!one.closest('main'), row: (one.closest('tr') || {}).id || '' }; }"""


@pytest.fixture
def lead(transactional_db):
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def page(lead, plan, visit):
    return visit.signed_in(lead)


def where(page):
    """Give what has the focus; it must be somewhere, and be seen."""
    here = page.evaluate(WHERE)
    assert here is not None, "the focus is lost"
    assert here["outlined"], f"the focus cannot be seen on {here}"
    assert here["seen"], f"the focus is outside the window on {here}"
    return here


def tab_to(page, wanted, key="Tab"):
    """Press Tab until something is reached; every stop on the way has to be seen."""
    for _step in range(MOST_STEPS):
        page.keyboard.press(key)
        here = page.evaluate(WHERE)
        if here is None:
            continue  # the browser's own frame, between the end of the page and its beginning
        where(page)
        if wanted(here):
            return here
    pytest.fail("it cannot be reached by Tab")
    return None


def _arrived(page, heading):
    page.locator("h1", has_text=heading).wait_for()
    page.wait_for_load_state()  # with its style: before, hidden things can be reached


def test_from_the_first_key_to_a_saved_activity(page, plan):
    page.goto("/c/UGA/")
    page.keyboard.press("Tab")
    assert where(page)["href"] == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab_to(page, lambda here: here["main"])
    tab_to(page, lambda here: here["text"] == "Plans", key="Shift+Tab")
    page.keyboard.press("Enter")
    _arrived(page, "Plans")
    tab_to(page, lambda here: here["text"] == plan.title)
    page.keyboard.press("Enter")
    _arrived(page, plan.title)
    tab_to(page, lambda here: here["text"] == "Activities")
    page.keyboard.press("Enter")
    _arrived(page, "Activities")
    first = plan.activities.filter(removed=False)[0]
    tab_to(page, lambda here: here["text"] == first.number)
    page.keyboard.press("Enter")
    _arrived(page, first.number)
    tab_to(page, lambda here: here["tag"] == "TEXTAREA" and here["name"] == "text")
    page.keyboard.press("Control+A")
    page.keyboard.type(NEW_TEXT)
    tab_to(page, lambda here: here["text"] == "Save")
    page.keyboard.press("Enter")
    page.locator("main .messages").wait_for()
    first.refresh_from_db()
    assert first.text == NEW_TEXT


def test_menus_open_by_enter_and_close_by_escape_where_they_were_opened(page, lead):
    page.goto("/c/UGA/")
    menu = page.locator("details.person-menu")
    tab_to(page, lambda here: here["tag"] == "SUMMARY" and lead.name in here["text"])
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    tab_to(page, lambda here: here["text"] == "Password")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert where(page)["tag"] == "SUMMARY"


def test_a_cell_is_edited_in_its_place_and_the_focus_stays_with_it(page, plan):
    first = plan.activities.filter(removed=False)[0]
    row = f"activity-{first.pk}"
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/")
    tab_to(page, lambda here: here["row"] == row and "/cell/owner/" in (here["href"] or ""))
    page.keyboard.press("Enter")
    page.locator(f"#{row} input[name=owner]").wait_for()
    until(page, "document.activeElement.name === 'owner'")
    where(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("Head of laboratories")
    page.keyboard.press("Enter")
    page.locator(f"#{row} a.activity-cell", has_text="Head of laboratories").wait_for()
    until(page, "document.activeElement.matches('a.activity-cell')")
    here = where(page)
    assert (here["row"], "/cell/owner/" in here["href"]) == (row, True)
    first.refresh_from_db()
    assert first.owner == "Head of laboratories"


def test_an_activity_is_moved_by_arrow_keys_and_put_back_by_escape(page, plan):
    first, second, third = plan.activities.filter(removed=False)[:3]
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/?order=1&sort=")
    handle = tab_to(page, lambda here: here["tag"] == "BUTTON" and here["row"] == f"activity-{first.pk}")
    assert first.number in handle["text"]
    for key in ("ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
        assert where(page)["row"] == f"activity-{first.pk}"
    page.keyboard.press("Escape")
    assert page.locator("main tbody tr").first.get_attribute("id") == f"activity-{first.pk}"
    assert not AuditEvent.objects.filter(action="move_activity").exists()
    page.keyboard.press("ArrowDown")
    until(page, "document.getElementById('announcer').textContent.includes('2')")
    page.keyboard.press("Enter")
    page.locator("main .messages").wait_for()
    numbers = page.locator("main tbody th bdi").all_inner_texts()[:3]
    assert numbers == [second.number, first.number, third.number]
    assert AuditEvent.objects.filter(action="move_activity").count() == 1


def test_what_is_wrong_is_read_first_and_leads_to_its_field(page, plan):
    first = plan.activities.filter(removed=False)[0]
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/{first.pk}/")
    tab_to(page, lambda here: here["tag"] == "TEXTAREA" and here["name"] == "text")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    tab_to(page, lambda here: here["text"] == "Save")
    page.keyboard.press("Enter")
    page.locator("[data-error-summary]:focus").wait_for()
    assert "Nothing was saved yet" in where(page)["text"]
    page.keyboard.press("Tab")
    assert where(page)["text"] == "Text"
    page.keyboard.press("Enter")
    assert where(page)["name"] == "text"


def test_a_comment_is_added_in_its_place_and_the_focus_is_not_lost(page, plan):
    page.goto(f"/c/UGA/plans/{plan.pk}/talk/")
    tab_to(page, lambda here: here["tag"] == "TEXTAREA")
    page.keyboard.type("Who pays?")
    tab_to(page, lambda here: here["text"] == "Add comment")
    page.keyboard.press("Enter")
    page.locator(".comments .words", has_text="Who pays?").wait_for()
    until(page, "document.activeElement !== document.body")
    assert where(page)["main"]


def test_narrowing_the_list_leaves_the_focus_in_the_filter(page, plan):
    wanted = plan.activities.filter(removed=False)[0]
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/")
    tab_to(page, lambda here: here["name"] == "words")
    page.keyboard.type(wanted.text[:40])
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('main tbody tr').length === 1")
    assert where(page)["name"] == "words"
    assert "words=" in page.url  # the address can be sent to a colleague
