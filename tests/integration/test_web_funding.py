"""The money of a plan on pages: the gap under a rule, support, money that is only added, funding sources."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest

from opennaphs.actions.funding.edit_support import edit_support
from opennaphs.actions.funding.set_rates import set_rates
from opennaphs.actions.funding.validate_support import validate_support
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.domain.activity_details import ActivityDetails, details_document
from opennaphs.domain.exchange import ExchangeRate, Rates
from opennaphs.domain.funding.gaps import FundingCut, gap_table
from opennaphs.domain.funding.positions import Narrowing, funding_position, narrowed
from opennaphs.domain.funding.supports import MoneyStage, Portion
from opennaphs.domain.money import Money
from opennaphs.store.funding import load_funding
from opennaphs.store.models import (
    AuditEvent,
    FundingBasis,
    FundingSourceRecord,
    PlanRecord,
    SupportRecord,
    TransactionRecord,
)
from opennaphs.store.plans import load_plan
from tests.costed_plans import create_costed_plan, with_lines
from tests.funded_plans import create_partner, create_source, create_support, record_money
from tests.picture_reading import read
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db
HALF = Decimal("0.5")


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def browser(lead):
    return signed_in(lead)


@pytest.fixture
def plan(lead):
    return create_costed_plan(lead)


@pytest.fixture
def budget(lead):
    return create_source(lead)


@pytest.fixture
def support(plan, budget, lead):
    row = create_support(plan, budget, lead)
    for year in (2027, 2028):
        record_money(row, lead, 50_000, year)
    return row


def _text(response) -> str:
    return response.content.decode()


def _home(plan: PlanRecord) -> str:
    return f"/c/UGA/plans/{plan.pk}/funding/"


def _table(response) -> list[list[str]]:
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def _posted(**more: object) -> dict[str, object]:
    return {"title": "Grant", "role": "support", "ours": "on", "portions-rows": "0", "portions-way": "share", **more}


def _rows(*rows: dict[str, str], way: str = "share") -> dict[str, str]:
    told = {"portions-rows": str(len(rows)), "portions-way": way}
    for number, row in enumerate(rows):
        told |= {f"portions-{number}-{name}": value for name, value in row.items()}
    return told


# --- the gap ------------------------------------------------------------------------------------------------------


def test_a_plan_without_costs_says_what_the_page_needs(lead, browser):
    page = browser.get(_home(create_plan(lead)))
    assert page.status_code == 200
    assert "no costs yet" in _text(page)


def test_a_plan_without_support_is_all_gap_and_says_the_next_step(browser, plan):
    page = browser.get(_home(plan))
    whole = gap_table(funding_position(load_plan(plan)), FundingCut.AREA).whole
    assert page.context["whole"]["gap"] == page.context["whole"]["cost"] == f"{whole.cost.amount:,.0f}"
    assert "No support to this plan is entered yet" in _text(page)


def test_the_rule_stands_beside_the_figures_and_decides_them(lead, browser, plan, support):
    record_money(support, lead, 900, stage=MoneyStage.PLEDGE, year=2029)
    committed = browser.get(_home(plan))
    assert "at the stage “commitment” or later" in _text(committed)
    assert committed.context["whole"]["counted"] == "100,000"
    pledged = browser.get(_home(plan) + "?stage=pledge")
    assert pledged.context["whole"]["counted"] == "100,900"
    spent = browser.get(_home(plan) + "?stage=expenditure")
    assert spent.context["whole"]["counted"] == "0"


def test_reported_support_counts_only_when_one_asks_for_it(plan, budget, browser):
    partner = create_partner()
    record_money(create_support(plan, budget, partner, "Grant"), partner, 7_000)
    assert browser.get(_home(plan)).context["whole"]["counted"] == "0"
    assert "not yet validated" in _text(browser.get(_home(plan)))
    assert browser.get(_home(plan) + "?who=reported").context["whole"]["counted"] == "7,000"


def test_a_filter_filters_every_number_of_the_page(browser, plan, support):
    page = browser.get(_home(plan) + "?area=jee-3.P1&year=2028")
    part = narrowed(funding_position(load_plan(plan)), Narrowing(areas=("jee-3.P1",), years=(2028,)))
    expected = gap_table(part, FundingCut.AREA).whole
    assert page.context["whole"]["cost"] == f"{expected.cost.amount:,.0f}"
    for cut in page.context["cuts"]:
        assert cut["total"][1]["text"] == f"{expected.cost.amount:,.0f}"
    assert [one.label for one in page.context["active"]] == ["Area: P1 Legal instruments", "Year: 2028"]
    assert "D1 National laboratory" not in [row[0]["text"] for row in page.context["cuts"][0]["rows"]]


def test_a_filter_nobody_knows_narrows_nothing_and_is_said(browser, plan, support):
    page = browser.get(_home(plan) + "?year=1066&stage=dream")
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"year", "stage"}
    assert page.context["whole"] == browser.get(_home(plan)).context["whole"]


def test_money_that_may_be_nothing_makes_the_gap_an_interval(lead, browser, plan, budget):
    record_money(create_support(plan, budget, lead, "Regional project", ours=False), lead, 40_000)
    page = browser.get(_home(plan))
    assert page.context["whole"]["sure"] is False
    assert "Missing, between" in _text(page)


def test_money_in_a_currency_without_a_rate_is_said_and_counts_with_one(lead, browser, plan, support):
    record_money(support, lead, money=Money(Decimal(1_000), "EUR", 2024), year=2027)
    assert "no rate" in _text(browser.get(_home(plan)))
    euro = ExchangeRate("EUR", "USD", Decimal(2), "2027-01-31", "Central bank")
    set_rates(plan=plan, rates=Rates((euro,)), version=None, by=lead)
    assert browser.get(_home(plan)).context["whole"]["counted"] == "102,000"


def test_the_csv_holds_what_the_page_shows_and_adds_up(browser, plan, support):
    query = "?stage=pledge&area=jee-3.D1"
    rows = _table(browser.get(_home(plan) + f"gap.csv{query}"))
    page = browser.get(_home(plan) + query)
    areas = [row for row in rows if row[0] == "area"]
    together = rows[-1]
    assert [row[1] for row in areas] == ["D1 National laboratory system"]
    assert sum(Decimal(row[2]) for row in areas) == Decimal(together[2])
    assert f"{Decimal(together[4]):,.0f}" == page.context["whole"]["gap"]
    assert "“pledge” or later" in together[-1]


def test_regions_stand_by_name_after_the_whole_country_on_the_page_and_in_the_files(browser, plan):
    costed = [row for row in plan.activities.filter(removed=False) if row.content["cost"]["lines"]]
    for row, place in zip(costed, ("West", "east", "North", "Moroto"), strict=False):
        row.content["details"] = details_document(ActivityDetails(places=(place,)))
        row.save()
    cut = next(one for one in browser.get(_home(plan)).context["cuts"] if one["id"] == "by-region")
    shown = [row[0]["text"] for row in cut["rows"]]
    assert shown == ["whole country", "east", "Moroto", "North", "West"]
    assert [row[1] for row in _table(browser.get(_home(plan) + "gap.csv")) if row[0] == "region"] == shown


def test_the_workbook_opens_and_holds_every_cut(browser, plan, support):
    response = browser.get(_home(plan) + "gap.xlsx")
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert len(book.sheetnames) == 7
    sheet = book.worksheets[0]
    sums = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]
    assert sum(row[1] for row in sums[:-1]) == pytest.approx(sums[-1][1])
    assert "“commitment” or later" in sheet["A3"].value


@pytest.mark.parametrize("name", ["by-area.svg", "by-year.svg", "exit/years.svg"])
def test_pictures_are_kept_until_the_money_changes(lead, browser, plan, support, name):
    first = browser.get(_home(plan) + name)
    read(first.content)
    again = browser.get(_home(plan) + name, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    record_money(support, lead, 1_000, 2029)
    assert browser.get(_home(plan) + name, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_pictures_run_from_right_to_left_in_arabic(lead, plan, support):
    picture = signed_in(lead, "ar").get(_home(plan) + "by-area.svg")
    assert read(picture.content).get("direction") == "rtl"


def test_a_viewer_sees_the_gap_and_is_offered_nothing_to_enter(plan, support):
    page = _text(signed_in(create_person("viewer", "UGA")).get(_home(plan)))
    assert "Add support" not in page


def test_the_page_takes_few_questions_to_the_database(lead, browser, plan, budget, django_assert_max_num_queries):
    for number in range(15):
        record_money(create_support(plan, budget, lead, f"Line {number}"), lead)
    browser.get(_home(plan))
    with django_assert_max_num_queries(45):
        browser.get(_home(plan))
    with django_assert_max_num_queries(25):
        browser.get(_home(plan) + "support/")


# --- the list and one piece of support ----------------------------------------------------------------------------


def test_an_empty_list_leads_to_sources_first(browser, plan):
    page = _text(browser.get(_home(plan) + "support/"))
    assert "First enter who pays" in page
    assert "/c/UGA/funding-sources/new/" in page


def test_the_list_narrows_and_sums_in_the_currencies_given(lead, browser, plan, budget, support):
    fund = create_source(lead, "Fund", kind="fund")
    portion = Portion(share=Decimal(1), areas=("jee-3.D1",))
    grant = create_support(plan, fund, lead, "Grant", portions=(portion,))
    record_money(grant, lead, money=Money(Decimal(300), "EUR", 2026))
    everything = browser.get(_home(plan) + "support/")
    assert everything.context["totals"] == [None, "EUR 300 + USD 100,000", None, None, None]
    for query in (f"source={fund.pk}", "area=jee-3.D1"):
        page = browser.get(_home(plan) + f"support/?{query}")
        assert [line["row"].title for line in page.context["lines"]] == ["Grant"]
        assert page.context["totals"][1] == "EUR 300"
    none = browser.get(_home(plan) + "support/?state=reported")
    assert "No support matches" in _text(none)


def test_support_is_added_with_its_parts_in_one_form(browser, plan, budget):
    number = plan.activities.all()[0].number
    parts = _rows(
        {"size": "62.5", "activity": number},
        {"size": "37.5", "areas": "d1, P1", "regions": "Gulu; Bo", "capital": "yes"},
    )
    answer = browser.post(_home(plan) + "support/new/", _posted(source=budget.pk, **parts))
    row = SupportRecord.objects.get()
    assert answer.url == f"/c/UGA/plans/{plan.pk}/funding/support/{row.pk}/"
    first, second = load_funding(plan).supports[0].portions
    assert (first.share, first.activity) == (Decimal("0.625"), number)
    assert (second.areas, second.regions) == (("jee-3.D1", "jee-3.P1"), ("Gulu", "Bo"))
    assert [str(one) for one in second.economic_types] == ["capital"]
    assert "62.5 %" in _text(browser.get(answer.url))


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (_rows({"size": "50"}), "50 %, not 100 %"),
        (_rows({"size": "many"}), "is no number"),
        (_rows({"areas": "D1"}), "how large"),
        (_rows({"size": "100", "areas": "Z9"}), "no area of the plan"),
        (_rows({"size": "100", "activity": "Z9-001"}), "no activity of the plan"),
        (_rows({"size": "-3"}), "more than nothing"),
        (_rows({"size": "9"}, way="amount"), "price year"),
        ({"starts": "2028-01-01", "ends": "2027-01-01"}, "before the first one"),
        ({"title": ""}, "required"),
        ({"source": ""}, "required"),
        ({"portions": "{not json"}, ""),
    ],
)
def test_what_cannot_be_is_said_at_the_form_and_what_was_typed_stays(browser, plan, budget, parts, told):
    posted = {**_posted(source=budget.pk, note="What I typed"), **parts}
    answer = browser.post(_home(plan) + "support/new/", posted)
    if told:
        assert answer.status_code == 422
        assert told in _text(answer)
        assert "What I typed" in _text(answer)
        assert not SupportRecord.objects.exists()
    else:
        assert answer.status_code == 302


def test_more_rows_lose_nothing_and_save_nothing(browser, plan, budget):
    posted = _posted(source=budget.pk, more="yes", **_rows({"size": "12", "areas": "D1"}))
    page = browser.post(_home(plan) + "support/new/", posted)
    assert page.status_code == 200
    assert _text(page).count('class="funding-row"') >= 5
    assert 'value="12"' in _text(page)
    assert not SupportRecord.objects.exists()


def test_an_amount_goes_through_the_form_and_back_unchanged(browser, plan, budget):
    money = {"portions-currency": "eur", "portions-price_year": "2026"}
    parts = _rows({"size": "1 000.50", "areas": "D1"}, way="amount") | money
    browser.post(_home(plan) + "support/new/", _posted(source=budget.pk, **parts))
    row = SupportRecord.objects.get()
    assert load_funding(plan).supports[0].portions[0].amount == Money(Decimal("1000.50"), "EUR", 2026)
    page = browser.get(_home(plan) + f"support/{row.pk}/edit/")
    assert 'value="1000.50"' in _text(page)
    assert 'value="EUR"' in _text(page)


def test_the_second_writer_chooses_between_both_versions_of_the_parts(lead, browser, plan, support):
    address = _home(plan) + f"support/{support.pk}/edit/"
    other = (Portion(share=Decimal(1), areas=("jee-3.P1",)),)
    edit_support(support=support, fields={"portions": other, "recipient": "Ministry"}, version=1, by=lead)
    mine = {**_posted(title=support.title, version="1"), **_rows({"size": "100", "areas": "D1"})}
    answer = browser.post(address, mine)
    assert answer.status_code == 409
    assert "100 %: D1" in _text(answer)
    assert "100 %: P1" in _text(answer)
    kept = dict(answer.context["conflict"].kept)
    chosen = {**kept, "version": answer.context["conflict"].version, "choose-portions": "mine"}
    assert browser.post(address, chosen).status_code == 302
    support.refresh_from_db()
    assert (support.portions[0]["areas"], support.recipient) == (["jee-3.D1"], "Ministry")


def test_a_partner_enters_their_own_support_and_the_secretariat_validates_it(lead, browser, plan, budget):
    partner = signed_in(create_partner("UNICEF"))
    partner.post(_home(plan) + "support/new/", _posted(source=budget.pk))
    row = SupportRecord.objects.get()
    assert (row.state, row.reported_by) == ("reported", "UNICEF")
    page = _home(plan) + f"support/{row.pk}/"
    money = {"stage": "commitment", "on": "2027-02-01", "year": "2027", "amount": "500", "currency": "usd"}
    assert partner.post(page + "money/", {**money, "price_year": "2024"}).status_code == 302
    assert "waits for validation" in _text(browser.get(_home(plan) + "support/"))
    assert partner.get(page + "validate/").status_code == 403
    form = browser.get(page + "validate/")
    told = {"version": row.version, "seen": form.context["seen"], "note": "Agreement signed"}
    assert browser.post(page + "validate/", told).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.state_note) == ("validated", "Agreement signed")
    assert browser.get(_home(plan)).context["whole"]["counted"] == "500"


def test_a_partner_sees_why_the_support_of_others_is_not_theirs_to_change(plan, support):
    partner = signed_in(create_partner("UNICEF"))
    page = _home(plan) + f"support/{support.pk}/"
    assert "was reported by the secretariat" in _text(partner.get(page))
    answer = partner.post(page + "edit/", {**_posted(), "version": "1"})
    assert answer.status_code == 403
    assert "UNICEF" in _text(answer)


def test_a_partner_is_told_that_a_change_is_checked_again(lead, plan, budget):
    person = create_partner("UNICEF")
    row = create_support(plan, budget, person, "Grant")
    validate_support(support=row, version=1, by=lead)
    page = signed_in(person).get(_home(plan) + f"support/{row.pk}/edit/")
    assert "checked again before it counts" in _text(page)


def test_support_is_sent_back_with_a_reason_that_its_owner_reads(browser, plan, budget):
    person = create_partner("UNICEF")
    row = create_support(plan, budget, person, "Grant")
    page = _home(plan) + f"support/{row.pk}/"
    assert browser.post(page + "send-back/", {"version": "1", "reason": ""}).status_code == 422
    assert browser.post(page + "send-back/", {"version": "1", "reason": "Which year?"}).status_code == 302
    assert "Which year?" in _text(signed_in(person).get(page))


def test_a_stale_validation_writes_nothing(lead, browser, plan, budget):
    row = create_support(plan, budget, create_partner("UNICEF"), "Grant")
    edit_support(support=row, fields={"note": "x"}, version=1, by=lead)
    page = _home(plan) + f"support/{row.pk}/validate/"
    assert browser.post(page, {"version": "1", "seen": "0"}).status_code == 409
    row.refresh_from_db()
    assert row.state == "reported"


# --- money --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "1.001"}, "decimal"),
        ({"currency": "dollars"}, "three letters"),
        ({"year": "2050"}, "Select a valid choice"),
        ({"on": "soon"}, "valid date"),
    ],
)
def test_money_that_cannot_be_is_said_at_the_form(browser, plan, support, wrong, told):
    money = {
        "stage": "pledge",
        "on": "2027-02-01",
        "year": "2027",
        "amount": "5",
        "currency": "USD",
        "price_year": "2024",
    }
    answer = browser.post(_home(plan) + f"support/{support.pk}/money/", money | wrong)
    assert answer.status_code == 422
    assert told in _text(answer)
    assert TransactionRecord.objects.count() == 2


def test_an_entry_is_taken_back_and_both_stay_in_the_list(browser, plan, support):
    row = TransactionRecord.objects.first()
    page = _home(plan) + f"support/{support.pk}/"
    address = page + f"money/{row.pk}/take-back/"
    assert browser.post(address, {"on": "2027-03-01", "why": ""}).status_code == 422
    assert browser.post(address, {"on": "2027-03-01", "why": "Entered twice"}).status_code == 302
    shown = _text(browser.get(page))
    assert "takes back" in shown
    assert "Entered twice" in shown
    again = browser.post(address, {"on": "2027-03-01", "why": "Again"})
    assert (again.status_code, TransactionRecord.objects.count()) == (422, 3)


def test_a_transaction_of_other_support_is_not_found_under_this_one(lead, browser, plan, budget, support):
    other = record_money(create_support(plan, budget, lead, "Other"), lead)
    address = _home(plan) + f"support/{support.pk}/money/{other.pk}/take-back/"
    assert browser.get(address).status_code == 404


def test_a_closed_plan_shows_its_money_and_says_why_nothing_is_entered(browser, plan, support):
    PlanRecord.objects.filter(pk=plan.pk).update(state="closed")
    page = _text(browser.get(_home(plan) + f"support/{support.pk}/"))
    assert "its money stands as it is" in page
    money = {
        "stage": "pledge",
        "on": "2027-02-01",
        "year": "2027",
        "amount": "5",
        "currency": "USD",
        "price_year": "2024",
    }
    assert browser.post(_home(plan) + f"support/{support.pk}/money/", money).status_code == 422
    assert TransactionRecord.objects.count() == 2


def test_support_is_removed_after_a_question(browser, plan, support):
    address = _home(plan) + f"support/{support.pk}/remove/"
    assert "counted no more" in _text(browser.get(address))
    assert browser.post(address, {"version": support.version}).status_code == 302
    assert browser.get(_home(plan)).context["whole"]["counted"] == "0"


# --- rates --------------------------------------------------------------------------------------------------------

EURO = {"base": "eur", "quote": "usd", "rate": "1.08", "date": "2027-01-31", "source": "Central bank"}


def _exchange(*rows: dict[str, str], **more: str) -> dict[str, str]:
    told = {"exchange-rows": str(len(rows)), "inflators-rows": "0", **more}
    for number, row in enumerate(rows):
        told |= {f"exchange-{number}-{name}": value for name, value in row.items()}
    return told


def test_rates_are_entered_and_changed_in_rows(browser, plan):
    address = _home(plan) + "rates/"
    assert browser.post(address, _exchange(EURO, {})).status_code == 302
    assert FundingBasis.objects.get().rates["exchange"] == [
        {"base": "EUR", "quote": "USD", "rate": "1.08", "date": "2027-01-31", "source": "Central bank"}
    ]
    assert 'value="1.08"' in _text(browser.get(address))
    assert browser.post(address, _exchange(EURO | {"rate": "1.1"}, version="1")).status_code == 302
    assert FundingBasis.objects.get().rates["exchange"][0]["rate"] == "1.1"
    assert browser.post(address, _exchange(EURO | {"rate": "1.3"}, version="1")).status_code == 409


@pytest.mark.parametrize(
    "rows", [(EURO | {"rate": "much"},), (EURO | {"source": ""},), (EURO | {"date": ""},), (EURO, EURO)]
)
def test_a_rate_that_cannot_be_is_refused(browser, plan, rows):
    answer = browser.post(_home(plan) + "rates/", _exchange(*rows))
    assert answer.status_code == 422
    assert not FundingBasis.objects.exists()


def test_others_read_the_rates_and_do_not_set_them(browser, plan):
    browser.post(_home(plan) + "rates/", _exchange(EURO))
    partner = signed_in(create_partner())
    page = _text(partner.get(_home(plan) + "rates/"))
    assert "1 EUR = 1.08 USD" in page
    assert "exchange-0-rate" not in page
    assert partner.post(_home(plan) + "rates/", _exchange(version="1")).status_code == 403


# --- donor exit, activity, cycle ----------------------------------------------------------------------------------


def test_donor_exit_says_who_leaves_first_and_what_stays(lead, browser, plan, support):
    fund = create_source(lead, "Global fund", kind="fund")
    record_money(create_support(plan, fund, lead, "Grant", ends=date(2031, 12, 31)), lead, 900, 2031)
    page = browser.get(_home(plan) + "exit/")
    assert [(one["title"], one["last_year"]) for one in page.context["exits"]] == [
        ("Health budget", "2028"),
        ("Global fund", "2031"),
    ]
    tail = page.context["tail"]
    assert tail["year"] == "2031"
    assert "The bill that stays" in _text(page)


def test_donor_exit_of_a_plan_without_money_or_costs_says_so(lead, browser, plan):
    assert "nothing hangs on anybody" in _text(browser.get(_home(plan) + "exit/"))
    assert "no costs yet" in _text(browser.get(_home(create_plan(lead)) + "exit/"))


def test_the_page_of_an_activity_says_who_pays_for_it(lead, browser, plan, budget):
    row = with_lines(plan)
    address = f"/c/UGA/plans/{plan.pk}/activities/{row.pk}/"
    assert "Who pays for it" not in _text(browser.get(address))
    portion = Portion(share=Decimal(1), activity=row.number)
    support = create_support(plan, budget, lead, "Tied line", portions=(portion,))
    record_money(support, lead, 10, row.content["first_year"])
    page = browser.get(address)
    assert "Tied line" in _text(page)
    assert page.context["payers"]["counted"] == "10"
    assert page.context["payers"]["named"] == ["Health budget"]
    stages = [amount for _word, amount in page.context["payers"]["stages"]]
    assert stages == [None, "10", None, None, None]


def test_the_task_of_the_week_leads_to_the_gap(browser, plan):
    from opennaphs.domain.cycle_stages import Stage
    from opennaphs.domain.cycle_tasks import Page
    from opennaphs.web.cycle.pages import address_of

    assert address_of(Page.FUNDING, next(iter(Stage)), "UGA", plan) == _home(plan)


# --- funding sources ----------------------------------------------------------------------------------------------

HOME = "/c/UGA/funding-sources/"


def test_a_source_is_added_with_its_earmark_and_edited(browser, plan):
    assert "No funding source here yet" in _text(browser.get(HOME))
    told = {"title": "Norway", "kind": "donor", "origin": "NOR", "areas": ["jee-3.D1"], "until_day": "2029-12-31"}
    assert browser.post(HOME + "new/", told).status_code == 302
    row = FundingSourceRecord.objects.get()
    page = _text(browser.get(HOME + f"{row.pk}/"))
    assert "D1 National laboratory system" in page
    assert "31 December 2029" in page
    edited = {**told, "regions": "Gulu\r\nBo", "version": "1", "recipients": ""}
    assert browser.post(HOME + f"{row.pk}/edit/", edited).status_code == 302
    row.refresh_from_db()
    assert row.earmark["regions"] == ["Gulu", "Bo"]
    assert AuditEvent.objects.filter(action="edit_source").count() == 1


def test_two_people_edit_a_source_and_nothing_is_lost(lead, browser, budget):
    address = HOME + f"{budget.pk}/edit/"
    told = {"title": budget.title, "kind": budget.kind, "version": "1"}
    browser.post(address, {**told, "note": "First"})
    answer = browser.post(address, {**told, "note": "Second"})
    assert answer.status_code == 409
    assert "First" in _text(answer)
    assert "Second" in _text(answer)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"kind": "loan shark"},
        {"areas": ["nowhere"]},
        {"from_day": "2030-01-01", "until_day": "2029-01-01"},
    ],
)
def test_a_source_that_cannot_be_is_said_at_the_form(browser, plan, wrong):
    told = {"title": "Norway", "kind": "donor", "note": "What I typed", **wrong}
    answer = browser.post(HOME + "new/", told)
    assert answer.status_code == 422
    assert "What I typed" in _text(answer)
    assert not FundingSourceRecord.objects.exists()


def test_a_source_with_support_is_not_removed_and_the_page_says_why(browser, plan, budget, support):
    answer = browser.post(HOME + f"{budget.pk}/remove/", {"version": "1"})
    assert answer.status_code == 422
    assert "Surveillance line" in _text(answer)


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_pages_that_write_are_for_those_who_may(role, lead, plan, budget, support):
    client = signed_in(create_person(role.key, "UGA"))
    keeps = "MANAGE_FUNDING" in {one.name for one in role.permissions}
    reports = "REPORT_SUPPORT" in {one.name for one in role.permissions}
    page = _home(plan) + f"support/{support.pk}/"
    for address in (HOME + "new/", HOME + f"{budget.pk}/edit/", page + "validate/", page + "send-back/"):
        assert (client.get(address).status_code == 200) == keeps, address
    for address in (_home(plan) + "support/new/", page + "edit/", page + "money/"):
        assert (client.get(address).status_code == 200) == reports, address
    for address in (HOME, _home(plan), _home(plan) + "support/", page, _home(plan) + "exit/", _home(plan) + "rates/"):
        assert client.get(address).status_code == 200


def test_support_of_another_plan_is_not_found_under_this_one(lead, browser, plan, support):
    other = create_plan(lead)
    assert browser.get(_home(other) + f"support/{support.pk}/").status_code == 404
