"""Who pays for a plan: the resource workshop, a partner who reports, finance that checks, and the gap that falls."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from opennaphs.domain.funding.mapping_rows import KEY_MARK
from opennaphs.domain.funding.supports import Portion
from opennaphs.store.models import AuditEvent, FundingSourceRecord, SupportRecord
from tests.functional.a_year import (
    PARTNER,
    amount,
    create_crew,
    create_plan_of_this_year,
    figures,
    opens_the_plan,
)
from tests.functional.visitors import downloaded, follow, press, said, sign_in, until
from tests.funded_plans import create_source, create_support, record_money

BANK, GRANT, PROJECT = "World Bank", "Laboratory grant", "Regional laboratories"
REPORTED, MAPPED = 30_000, 20_000
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def crew(transactional_db):
    return create_crew()


@pytest.fixture
def plan(crew):
    return create_plan_of_this_year(crew)


def test_a_resource_workshop_is_mapped_by_workbook_and_shown_in_the_heat_map(crew, plan, visit):
    page = visit.window()
    sign_in(page, crew.lead)
    _enters_who_pays(page)
    opens_the_plan(page, "Money", "Resource mapping")
    assert "No money counts here yet" in page.locator("main").inner_text()
    name, content = downloaded(page, lambda: follow(page, "Download the workbook"))
    assert name.endswith(".xlsx")
    follow(page, "Bring a workbook")
    filled = {"name": "workshop.xlsx", "mimeType": WORKBOOK, "buffer": _filled(content, plan)}
    page.get_by_label("Workbook", exact=True).set_input_files(filled)
    press(page, "See what it would change")
    _answers_and_takes_it_over(page)
    _sees_it_in_the_heat_map(page)


def _enters_who_pays(page):
    page.locator("nav.sidebar").get_by_role("link", name="Funding sources").click()
    follow(page, "Add a funding source")
    page.get_by_label("Name").fill(BANK)
    page.get_by_label("Kind").select_option("donor")
    press(page, "Save")
    assert FundingSourceRecord.objects.get().title == BANK


def _filled(content, plan):
    """Fill the workbook as a partner does: the second row misspells who pays."""
    book = load_workbook(BytesIO(content))
    sheet = next(one for one in book if any(str(cell.value).startswith(KEY_MARK) for cell in one[3]))
    columns = {str(cell.value).removeprefix(KEY_MARK): cell.column for cell in sheet[3]}
    area = next(cell.value for row in book["Lists"] for cell in row if str(cell.value).startswith("D1 "))
    usual = {"project": PROJECT, "area": area, "stage": "commitment", "year": plan.first_year, "currency": "USD"}
    usual |= {"day": date(plan.first_year, 1, 9), "price_year": 2024, "ours": "yes", "kind": "donor"}
    for row, own in enumerate(({"source": BANK, "amount": 15_000}, {"source": "Wold Bank", "amount": 5_000}), start=5):
        for key, value in {**usual, **own}.items():
            sheet.cell(row, columns[key]).value = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _answers_and_takes_it_over(page):
    main = page.locator("main")
    assert main.locator(".mapping-question").count() == 1
    assert "Wold Bank" in main.locator(".mapping-question legend").inner_text()
    assert main.get_by_role("button", name="Take it over").count() == 0
    assert SupportRecord.objects.count() == 0  # a preview writes nothing
    main.locator(".mapping-question label").filter(has_text=BANK).first.click()
    press(page, "Show what these answers change")
    assert main.locator(".mapping-question.open").count() == 0
    press(page, "Take it over")
    assert "amounts recorded: 2" in said(page)


def _sees_it_in_the_heat_map(page):
    picture = page.locator("figure", has_text="What each source pays of each area")
    picture.get_by_text("Show the numbers as a table").click()
    row = picture.get_by_role("row").filter(has_text="National laboratory system")
    assert f"{MAPPED:,}" in row.inner_text()
    assert BANK in picture.locator("thead").inner_text()
    drawn = picture.locator("img")
    drawn.scroll_into_view_if_needed()
    until(page, "image => image.complete && image.naturalWidth > 0", drawn.element_handle())
    assert FundingSourceRecord.objects.count() == 1  # the misspelt one is the one that was there


def test_a_partner_reports_support_and_the_gap_falls_by_it_once_it_is_validated(crew, plan, visit):
    create_source(crew.lead, PARTNER, kind="fund")
    watcher = visit.signed_in(crew.lead)
    opens_the_plan(watcher, "Money", "Funding gap")
    before = amount(figures(watcher)["Missing"])
    _partner_reports(visit.window(), crew.partner)
    watcher.reload()
    assert amount(figures(watcher)["Missing"]) == before  # reported is not yet counted
    _finance_validates(visit.window(), crew.finance)
    watcher.reload()
    assert before - amount(figures(watcher)["Missing"]) == REPORTED
    assert AuditEvent.objects.get(action="validate_support").by_name == "Finance officer"


def _partner_reports(page, partner):
    sign_in(page, partner)
    opens_the_plan(page, "Money", "Support")
    follow(page, "Add support")
    page.get_by_label("Funding source", exact=True).select_option(label=PARTNER)
    page.get_by_label("Title").fill(GRANT)
    part = page.get_by_role("group", name="Part 1", exact=True)
    part.get_by_label("Share or amount").fill("100")
    part.get_by_label("Areas").fill("D1")
    press(page, "Save")
    follow(page, "Record money")
    page.get_by_label("What happened").select_option("commitment")
    page.get_by_label("Amount").fill(str(REPORTED))
    press(page, "Record it")
    assert f"{PARTNER} reported it" in page.locator("main").inner_text()
    assert page.get_by_role("link", name="Validate").count() == 0  # nobody validates their own word


def _finance_validates(page, finance):
    sign_in(page, finance)
    opens_the_plan(page, "Money", "Support")
    follow(page, "See what waits")
    follow(page, GRANT)
    follow(page, "Validate")
    page.get_by_label("What you checked").fill("The letter of grant was seen.")
    press(page, "Validate")
    assert "validated" in page.locator("main .lede").inner_text()


def test_support_is_checked_without_scripts(crew, plan, visit):
    support = create_support(
        plan, create_source(crew.lead, PARTNER), crew.partner, GRANT, portions=(Portion(Decimal(1)),)
    )
    record_money(support, crew.partner, REPORTED, plan.first_year, on=date(plan.first_year, 1, 9))
    _finance_validates(visit.window(scripts=False), crew.finance)
    support.refresh_from_db()
    assert support.state == "validated"
