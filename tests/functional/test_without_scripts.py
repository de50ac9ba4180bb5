"""An old browser, or a network that strips scripts: everything can be done, page by page."""

import pytest

from opennaphs.actions.jobs.running import run_job
from opennaphs.authorization.roles import SECRETARIAT_MEMBER
from opennaphs.store.models import AuditEvent, Comment, Job
from tests.functional.visitors import NARROW, WIDE, downloaded, follow, press, said, sign_in
from tests.workbench import create_country, create_person, create_plan

LABORATORIES = "jee-3.D1"
LATER = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def plan(transactional_db):
    return create_plan(create_country("UGA"))


@pytest.fixture
def page(plan, visit):
    window = visit.window(scripts=False)
    sign_in(window, create_person(SECRETARIAT_MEMBER.key, "UGA", name="Member without scripts"))
    assert window.locator("html.scripted").count() == 0
    return window


def _activities(page, plan, more=""):
    page.goto(f"/c/UGA/plans/{plan.pk}/activities/{more}")


def test_the_language_is_set_by_its_button_and_set_back(page, plan):
    _activities(page, plan)
    for language in ("fr", "en"):
        page.locator("#language").select_option(language)
        page.locator("form.language button").click()
        assert page.locator("html").get_attribute("lang") == language
        assert page.url.endswith("/activities/")
    assert page.locator("h1").inner_text() == "Activities"


def test_the_table_is_narrowed_and_a_cell_is_changed_on_its_own_page(page, plan):
    rows = plan.activities.filter(removed=False)
    first, wanted = rows.filter(area=LABORATORIES)[0], rows.filter(area=LABORATORIES).count()
    _activities(page, plan)
    page.locator("[name=area]").select_option(LABORATORIES)
    press(page, "Show", exact=True)
    assert page.locator("main tbody tr").count() == wanted
    page.locator(f"#activity-{first.pk} a.activity-cell").first.click()
    page.get_by_label("Owner").fill("Head of laboratories")
    press(page, "Save")
    assert first.number in said(page)
    assert page.locator("main tbody tr").count() == wanted  # back in the narrowed list
    first.refresh_from_db()
    assert first.owner == "Head of laboratories"


def test_an_activity_moves_by_the_buttons_of_its_row(page, plan):
    first, second = plan.activities.filter(removed=False)[:2]
    _activities(page, plan)
    follow(page, "Change the order")
    assert page.locator("[data-reorder-handle]").first.is_hidden()
    page.get_by_role("button", name=f"Move {first.number} down").click()
    assert page.locator("main tbody th bdi").all_inner_texts()[:2] == [second.number, first.number]
    assert first.number in said(page)
    assert AuditEvent.objects.filter(action="move_activity").count() == 1


def test_many_are_changed_at_once(page, plan):
    two = plan.activities.filter(removed=False)[:2]
    _activities(page, plan)
    for row in two:
        page.get_by_label(f"Choose {row.number}").check()
    press(page, "Change the ticked ones…")
    assert "2 activities are chosen" in page.locator("main").inner_text()
    page.get_by_label("Owner").first.fill("Director of public health")
    page.get_by_label("Why").fill("Agreed on Monday")
    press(page, "Change them")
    assert "2" in said(page)
    owned = plan.activities.filter(owner="Director of public health")
    assert set(owned.values_list("pk", flat=True)) == {row.pk for row in two}
    assert AuditEvent.objects.filter(why="Agreed on Monday").count() == 2


def test_a_comment_is_written_and_settled(page, plan):
    page.goto(f"/c/UGA/plans/{plan.pk}/talk/")
    page.get_by_label("Your comment").fill("Who pays for the second year?")
    press(page, "Add comment")
    assert "Who pays" in page.locator(".comments").inner_text()
    page.get_by_role("button", name="Mark as settled").click()
    assert Comment.objects.get().settled_by == "Member without scripts"


def test_a_file_is_written_in_the_background_and_the_page_says_when(page, plan, settings):
    settings.TASKS = LATER
    page.goto(f"/c/UGA/plans/{plan.pk}/")
    page.get_by_label("File").select_option(label="Planning matrix (.xlsx)")
    press(page, "Write the file")
    assert "Waiting for its turn" in page.locator("main").inner_text()
    assert page.locator("meta[http-equiv=refresh]").count() == 1  # the page looks again by itself
    run_job.func(str(Job.objects.get().pk))
    follow(page, "Look again")
    name, content = downloaded(page, lambda: follow(page, "Download the file"))
    assert name.endswith(".xlsx")
    assert content.startswith(b"PK")


def test_on_a_phone_the_filters_wait_behind_a_line_until_one_is_on(plan, visit):
    page = visit.window(scripts=False, size=NARROW)
    sign_in(page, create_person(SECRETARIAT_MEMBER.key, "UGA", name="Member on a phone"))
    for place in ("progress", "dashboard"):
        page.goto(f"/c/UGA/plans/{plan.pk}/{place}/")
        area = page.locator("[name=area]")
        assert not area.is_visible()
        page.get_by_text("Narrow what is shown").click()
        area.select_option(LABORATORIES)
        press(page, "Show", exact=True)
        assert area.is_visible()  # it is on, so the form stays open
    page.set_viewport_size(WIDE)
    page.goto(f"/c/UGA/plans/{plan.pk}/dashboard/")
    assert area.is_visible()
    assert not page.get_by_text("Narrow what is shown").is_visible()
