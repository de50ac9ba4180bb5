"""A newcomer joins the secretariat and carries the country from its scores to files to send round, alone."""

from io import BytesIO

from openpyxl import load_workbook

from opennaphs.actions.chain import verify
from opennaphs.actions.people.invite_person import invite_person
from opennaphs.authorization.roles import SECRETARIAT_MEMBER
from opennaphs.sources.plan_file import parse_plan
from opennaphs.store.models import AssessmentRecord, AuditEvent, PlanRecord, User
from tests.conftest import ROOT
from tests.functional.visitors import downloaded, follow, press, said, sign_in, until
from tests.workbench import create_country

UGANDA = ROOT / "examples/uganda"
SECRET = "rivers hills and one lake"  # noqa: S105
OUR_WORDS = "Run the sample transport of all regions on two fixed days a week, also in the rainy season."


def test_a_newcomer_goes_from_the_invitation_to_the_files_in_one_sitting(transactional_db, visit):
    page = visit.window()
    amina = _joins(page)
    _leaves_and_comes_back(page, amina)
    _imports_the_scores(page)
    _looks_at_the_areas(page)
    _drafts_a_plan(page)
    number = _puts_an_activity_into_our_words(page)
    _looks_at_the_costs(page)
    _takes_the_matrix_away(page, number)
    _takes_the_plan_away(page, number)
    done = AuditEvent.objects.filter(country="UGA", by_name="Amina Okello").values_list("action", flat=True)
    told = [one for one in dict.fromkeys(done) if one != "start_job"]
    assert told == ["accept_invitation", "import_scores", "create_plan", "edit_activity"]
    assert list(verify("UGA")) == []


def _joins(page):
    lead = create_country("UGA")
    _invitation, key = invite_person(
        email="amina@example.org", name="Amina", role=SECRETARIAT_MEMBER.key, country="UGA", by=lead
    )
    page.goto(f"/invitations/{key}/")
    assert "Secretariat member" in page.locator("main").inner_text()
    page.get_by_label("Your name").fill("Amina Okello")
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.get_by_label("Password again").fill(SECRET)
    press(page, "Open the account and accept")
    page.get_by_role("heading", name="This week").wait_for()
    return User.objects.get(email="amina@example.org")


def _leaves_and_comes_back(page, person):
    page.locator("details.person-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    if "logout" in page.url:
        press(page, "Sign Out")
    page.get_by_role("heading", name="One plan for health security").wait_for()
    page.goto("/c/UGA/")
    assert "/accounts/login/" in page.url
    sign_in(page, person, SECRET)


def _imports_the_scores(page):
    page.goto("/c/UGA/")
    page.get_by_role("link", name="Assessments").first.click()
    follow(page, "Import scores")
    page.get_by_label("File").set_input_files(UGANDA / "scores.csv")
    press(page, "See what would change")
    assert "new assessment" in page.locator("main").inner_text()
    assert not AssessmentRecord.objects.exists()  # a preview writes nothing
    press(page, "Import", exact=True)
    assert "JEE 1" in page.locator("h1").inner_text()


def _looks_at_the_areas(page):
    for picture in page.locator("main figure img").all():
        picture.scroll_into_view_if_needed()
        until(page, "image => image.complete && image.naturalWidth > 0", picture.element_handle())
    page.get_by_text("Show the numbers as a table").first.click()
    assert "National laboratory system" in page.locator("figure details table").first.inner_text()


def _drafts_a_plan(page):
    page.locator("nav.sidebar").get_by_role("link", name="Plans").click()
    follow(page, "Draft the first plan")
    page.get_by_label("Title").fill("Plan of Uganda 2027")
    page.get_by_label("operational: one year").check()
    page.get_by_label("First year").fill("2027")
    page.get_by_label("Assessment to start from").select_option(label="JEE 1, 2017-06-26")
    page.get_by_label("D1 National laboratory system").check()
    page.get_by_label("Country profile").set_input_files(UGANDA / "profile.yaml")
    press(page, "Draft the plan")
    follow(page, "Open the plan")
    assert "Plan of Uganda 2027" in page.locator("h1").inner_text()


def _puts_an_activity_into_our_words(page):
    follow(page, "Activities", exact=True)
    page.locator("tbody th a").first.click()
    page.get_by_label("Text", exact=True).fill(OUR_WORDS)
    page.get_by_label("Owner").fill("Head of the national laboratory services")
    page.get_by_label("Why").fill("Agreed in the workshop of the laboratories")
    press(page, "Save")
    assert "Saved" in said(page)
    assert OUR_WORDS in page.locator(".lede").inner_text()
    event = AuditEvent.objects.get(action="edit_activity")
    assert event.why == "Agreed in the workshop of the laboratories"
    return page.locator("h1 bdi").inner_text()


def _looks_at_the_costs(page):
    follow(page, "Money", exact=True)
    follow(page, "Costs", exact=True)
    table = page.get_by_role("region", name="Costs by year").inner_text()
    assert any(digit in table for digit in "123456789")
    assert PlanRecord.objects.get().frame["cost_basis"]["currency"] in page.locator("main").inner_text()


def _written(page, file):
    page.locator(".tab-groups").get_by_role("link", name="Plan", exact=True).click()
    page.get_by_label("File").select_option(label=file)
    press(page, "Write the file")
    return downloaded(page, lambda: follow(page, "Download the file"))


def _takes_the_matrix_away(page, number):
    name, content = _written(page, "Planning matrix (.xlsx)")
    assert name.endswith(".xlsx")
    cells = [
        cell for sheet in load_workbook(BytesIO(content)) for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    assert OUR_WORDS in cells
    page.go_back()
    page.locator("nav.sidebar").get_by_role("link", name="Plans").click()
    follow(page, "Plan of Uganda 2027")


def _takes_the_plan_away(page, number):
    name, content = _written(page, "Plan document (.naphs.json)")
    plan = parse_plan(content, name)
    ours = next(one for one in plan.activities if one.id == number)
    assert (ours.action.text, ours.owner) == (OUR_WORDS, "Head of the national laboratory services")
