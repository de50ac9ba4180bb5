"""The investment case, the donor view and the annexes in the browser."""

import csv
import datetime
import re
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from docx import Document

from opennaphs.authorization.roles import CATALOGUE_STEWARD, COUNTRY_ROLES, PARTNER
from opennaphs.domain.funding.positions import funding_position
from opennaphs.store.models import FundingSourceRecord, RoleAssignment, SupportRecord, TransactionRecord
from opennaphs.store.plans import load_plan
from tests.advocacy import create_health_event
from tests.costed_plans import create_costed_plan
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db
NO_BOUNDS = {
    "areas": [], "economic_types": [], "places": [], "ministries": [], "regions": [], "recipients": [],
    "from_day": None, "until_day": None,
}  # fmt: skip


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_costed_plan(lead)


@pytest.fixture
def browser(lead):
    return signed_in(lead)


def home(plan):
    return f"/c/UGA/plans/{plan.pk}/case/"


def text(response):
    return response.content.decode()


def create_source(number="S01", title="Kingdom aid", country="UGA", **earmark):
    return FundingSourceRecord.objects.create(
        country=country, number=number, title=title, kind="donor", earmark=NO_BOUNDS | earmark
    )


def give(plan, source, amount, number="M001", role="support", reported_by=""):
    row = SupportRecord.objects.create(
        plan=plan, source=source, number=number, title="Labs for all", role=role, state="validated", portions=[],
        reported_by=reported_by,
    )  # fmt: skip
    TransactionRecord.objects.create(
        support=row, stage="commitment", on=datetime.date(2026, 5, 1), year=2027, amount=amount, currency="USD",
        price_year=2024,
    )  # fmt: skip


def lacking(plan):
    return sum(cell.gap.amount for cell in funding_position(load_plan(plan)).cells)


# --- the case -----------------------------------------------------------------------------------------------------


def test_the_country_is_named_in_the_language_of_the_page_and_in_the_files_in_that_of_the_plan(browser, plan):
    plan.frame["language"] = "en"
    plan.save()
    pages = {one: text(browser.get(home(plan), headers={"Accept-Language": one})) for one in ("en", "fr", "ar")}
    assert "Uganda, 2027–2031." in pages["en"]
    assert "Ouganda, 2027–2031." in pages["fr"]
    assert "أوغندا, 2027–2031." in pages["ar"]
    document = Document(BytesIO(browser.get(home(plan) + "case.docx", headers={"Accept-Language": "fr"}).content))
    assert any(one.text.startswith("Uganda, ") for one in document.paragraphs)


def test_a_plan_without_costs_says_what_comes_first(browser, lead):
    plan = create_plan(lead)
    for page in ("", "where/", "annexes/"):
        response = browser.get(home(plan) + page)
        assert response.status_code == 200
        assert "Without a cost nobody can say what is missing" in text(response)
    assert browser.get(home(plan) + "case.pdf").status_code == 422
    assert browser.get(home(plan) + "by-year.svg").status_code == 404


def test_the_page_shows_need_money_gap_and_the_rule(browser, plan):
    give(plan, create_source(), 20000)
    response = browser.get(home(plan))
    figures = response.context["figures"]
    assert figures.headline[1] == ("Funded (0.6 %)", "USD 20 thousand")
    assert "stage “commitment” or later" in text(response)
    assert "What the next USD 1 million buys" in text(response)
    assert figures.areas.total[3] == f"{lacking(plan):,.0f}"


def test_it_follows_new_money_and_new_events(browser, plan, lead):
    assert "No health event of the country has been entered yet" in text(browser.get(home(plan)))
    create_health_event(lead, what_failed="Samples were late")
    page = text(browser.get(home(plan)))
    assert "Samples were late" in page
    assert "80 people died." in page


def test_a_case_for_one_area_counts_that_area_only(browser, plan):
    whole = browser.get(home(plan)).context["figures"].areas
    response = browser.get(home(plan) + "?area=jee-3.P1&amount=5000")
    areas = response.context["figures"].areas
    assert [row[0] for row in areas.rows] == ["P1 Legal instruments"]
    assert areas.total == (areas.total[0], *next(row for row in whole.rows if row[0] == "P1 Legal instruments")[1:])
    assert "What the next USD 5,000 buys" in text(response)


def test_a_case_for_a_source_that_gives_nothing_yet_stays_within_its_earmark(browser, plan):
    create_source(areas=["jee-3.D1"], economic_types=["capital"])
    figures = browser.get(home(plan) + "?source=S01").context["figures"]
    assert [row[0] for row in figures.areas.rows] == ["D1 National laboratory system"]
    assert figures.where.rows


@pytest.mark.parametrize("wrong", ["area=jee-3.XX", "source=S99", "amount=-1", "area=jee-3.D1&region=whole+country"])
def test_what_cannot_be_asked_is_said_at_the_form(browser, plan, wrong):
    response = browser.get(f"{home(plan)}?{wrong}")
    assert response.status_code == 422
    assert response.context["form"].errors


def test_an_amount_without_a_rate_is_said_at_the_form(browser, plan):
    response = browser.get(f"{home(plan)}?amount=5&currency=UGX")
    assert response.status_code == 422
    assert "no exchange rate between UGX and USD" in text(response)


def test_the_pictures_are_images_that_carry_their_title(browser, plan):
    for cut in ("year", "area"):
        response = browser.get(f"{home(plan)}by-{cut}.svg")
        assert response["Content-Type"] == "image/svg+xml"
        assert f"<title>What is funded, by {cut}</title>" in text(response)
    assert browser.get(f"{home(plan)}by-hazard.svg").status_code == 404


def test_the_two_pages_are_given_as_files_and_hold_the_events(browser, plan, lead):
    create_health_event(lead, what_failed="Samples were late")
    pdf = browser.get(home(plan) + "case.pdf?area=jee-3.D1")
    assert pdf["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type\s*/Page\b", pdf.content)) == 2
    docx = browser.get(home(plan) + "case.docx")
    words = " ".join(one.text for one in Document(BytesIO(docx.content)).paragraphs)
    assert "Samples were late" in words
    assert "attachment; filename*=UTF-8''Costed-plan-" in docx["Content-Disposition"]


def test_the_page_reads_from_right_to_left_in_arabic(lead, plan):
    page = text(signed_in(lead, "ar").get(home(plan)))
    assert 'dir="rtl"' in page


# --- where money can go -------------------------------------------------------------------------------------------


def rows_of(response):
    return {row["fit"].activity: row for row in response.context["rows"]}


def test_without_any_bound_everything_that_lacks_money_is_shown(browser, plan):
    response = browser.get(home(plan) + "where/")
    assert response.context["payable"] == f"USD {lacking(plan):,.0f}"


def test_money_with_an_earmark_is_shown_only_what_it_may_pay_and_why(browser, plan):
    create_source(areas=["jee-3.D1"], economic_types=["capital", "one-off"])
    response = browser.get(home(plan) + "where/?source=S01&amount=20000")
    rows = response.context["rows"]
    assert {row["fit"].area for row in rows} == {"jee-3.D1"}
    assert sum(row["fit"].paid.amount for row in rows) == 20000
    assert all(row["fit"].payable.amount <= row["fit"].gap.amount for row in rows)
    assert "It is a duty under the International Health Regulations." in text(response)
    assert "Of USD 20,000, USD 20,000 finds a place" in text(response)


def test_a_free_earmark_does_the_same_as_that_of_a_source(browser, plan):
    create_source(areas=["jee-3.D1"], economic_types=["capital"])
    by_source = rows_of(browser.get(home(plan) + "where/?source=S01"))
    by_hand = rows_of(browser.get(home(plan) + "where/?areas=jee-3.D1&economic_types=capital"))
    assert [row["fit"] for row in by_source.values()] == [row["fit"] for row in by_hand.values()]


def test_more_money_than_fits_is_left_over(browser, plan):
    response = browser.get(home(plan) + "where/?areas=jee-3.P1&amount=99999999")
    payable = sum(row["fit"].payable.amount for row in response.context["rows"])
    assert response.context["left"] == f"USD {Decimal(99999999) - payable:,.0f}"


def test_an_earmark_that_allows_nothing_says_so(browser, plan):
    response = browser.get(home(plan) + "where/?until_day=2020-01-01")
    assert "Nothing without money fits" in text(response)


@pytest.mark.parametrize(
    "wrong", ["areas=jee-3.XX", "from_day=2028-01-01&until_day=2027-01-01", "amount=much", "amount=5&currency=UGX"]
)
def test_a_form_that_cannot_be_is_said_and_gives_no_file(browser, plan, wrong):
    response = browser.get(f"{home(plan)}where/?{wrong}")
    assert response.status_code == 422
    assert response.context["form"].errors
    assert browser.get(f"{home(plan)}where/activities.csv?{wrong}").status_code == 422


def test_the_file_has_every_activity_to_the_cent(browser, plan):
    content = browser.get(home(plan) + "where/activities.csv?amount=1000").content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(content)))
    assert sum(Decimal(row["missing"]) for row in rows) == lacking(plan)
    assert sum(Decimal(row["pays"]) for row in rows) == 1000
    assert [int(row["rank"]) for row in rows] == list(range(1, len(rows) + 1))


def partner_of(organisation):
    person = create_person(PARTNER.key, "UGA")
    RoleAssignment.objects.filter(user=person).update(organisation=organisation)
    return signed_in(person)


def test_a_partner_sees_what_their_own_money_may_pay_for_first(plan):
    create_source("S01", "Another fund")
    create_source("S02", "Kingdom aid", areas=["jee-3.P1"])
    response = partner_of("kingdom AID").get(home(plan) + "where/")
    assert response.context["form"]["source"].value() == "S02"
    assert {row["fit"].area for row in response.context["rows"]} == {"jee-3.P1"}
    assert text(response).index("Kingdom aid") < text(response).index("Another fund")


def test_a_partner_who_reports_the_support_of_a_source_sees_it_first_too(plan):
    give(plan, create_source("S01", "Fund of funds", areas=["jee-3.D1"]), 5, reported_by="Implementers")
    response = partner_of("Implementers").get(home(plan) + "where/")
    assert response.context["form"]["source"].value() == "S01"


def test_sources_of_another_country_are_not_offered(browser, plan):
    create_country("KEN")
    create_source("S05", "Other aid", "KEN")
    assert "Other aid" not in text(browser.get(home(plan) + "where/"))
    assert browser.get(home(plan) + "where/?source=S05").status_code == 422


# --- annexes ------------------------------------------------------------------------------------------------------


def test_the_annexes_are_given_as_workbook_and_document(browser, plan):
    give(plan, create_source(), 500, role="co-financing")
    assert "Disease surveillance and early warning" in text(browser.get(home(plan) + "annexes/"))
    proposal = openpyxl.load_workbook(BytesIO(browser.get(home(plan) + "annexes/proposal.xlsx").content))
    assert proposal["Request"].max_row > 10
    assert proposal["Co-financing"]["B5"].value == "Kingdom aid"
    budget = openpyxl.load_workbook(BytesIO(browser.get(home(plan) + "annexes/budget.xlsx").content), data_only=True)[
        "Asked"
    ]
    assert Decimal(str(budget.cell(budget.max_row, 8).value)).quantize(Decimal("0.01")) == lacking(plan)
    document = Document(BytesIO(browser.get(home(plan) + "annexes/proposal.docx?entity=World+Bank").content))
    assert any("Implementing entity: World Bank." in one.text for one in document.paragraphs)
    assert browser.get(home(plan) + "annexes/budget.docx").content.startswith(b"PK")


# --- who may ------------------------------------------------------------------------------------------------------

PAGES = ("", "where/", "annexes/")
FILES = (
    "case.pdf", "case.docx", "where/activities.csv", "annexes/proposal.xlsx", "annexes/proposal.docx",
    "annexes/budget.xlsx", "annexes/budget.docx",
)  # fmt: skip


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_everybody_of_the_country_reads_the_case_and_who_may_export_takes_it_away(plan, role):
    browser = signed_in(create_person(role.key, "UGA"))
    assert [browser.get(home(plan) + page).status_code for page in PAGES] == [200] * 3
    may = "EXPORT" in {one.name for one in role.permissions}
    assert browser.get(home(plan) + "where/activities.csv").status_code == (200 if may else 403)


def test_others_get_nothing(plan):
    create_country("KEN")
    for person in (create_person(CATALOGUE_STEWARD.key), create_person("secretariat-lead", "KEN")):
        browser = signed_in(person)
        for page in (*PAGES, *FILES):
            assert browser.get(home(plan) + page).status_code in {403, 404}, page


def test_pages_need_few_queries(browser, plan, django_assert_max_num_queries):
    for number in range(10):
        give(plan, create_source(f"S{number:02d}", f"Source {number}"), 100, f"M{number:03d}")
    for page in PAGES:
        with django_assert_max_num_queries(55):
            assert browser.get(home(plan) + page).status_code == 200
