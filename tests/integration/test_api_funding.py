"""The money of plans through the API: the same rules, rights and refusals as on the pages."""

from decimal import Decimal

import pytest

from opennaphs.authorization.roles import FINANCE_OFFICER
from opennaphs.domain.funding.gaps import FundingCut, gap_table
from opennaphs.domain.funding.positions import funding_position
from opennaphs.store.models import AuditEvent, SupportRecord, TransactionRecord
from opennaphs.store.plans import load_plan
from tests.costed_plans import create_costed_plan
from tests.funded_plans import create_partner, create_source, create_support, record_money
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db
SOURCES = "/api/v1/countries/UGA/funding-sources"


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def finance(lead):
    return signed_in(create_person(FINANCE_OFFICER.key, "UGA"))


@pytest.fixture
def plan(lead):
    return create_costed_plan(lead)


def _route(plan, *parts: object) -> str:
    return "/".join(map(str, (f"/api/v1/countries/UGA/plans/{plan.pk}", *parts)))


def _post(client, address: str, **body: object):
    return client.post(address, body, content_type="application/json")


def _patch(client, address: str, version: int, **body: object):
    return client.patch(address, body, content_type="application/json", headers={"if-match": f'"{version}"'})


MONEY = {
    "stage": "commitment",
    "on": "2027-01-15",
    "year": 2027,
    "amount": "100.50",
    "currency": "USD",
    "price_year": 2024,
}


def test_the_life_of_a_source(finance):
    earmark = {"areas": ["jee-3.D1"], "until_day": "2029-12-31"}
    made = _post(finance, SOURCES, title="Norway", kind="donor", origin="NOR", earmark=earmark)
    assert (made.status_code, made.json()["number"], made["ETag"]) == (201, "S01", '"1"')
    address = f"{SOURCES}/{made.json()['id']}"
    changed = _patch(finance, address, 1, note="Framework agreement")
    assert changed.json()["earmark"]["until_day"] == "2029-12-31"
    assert [one["title"] for one in finance.get(SOURCES + "?kind=donor").json()["results"]] == ["Norway"]
    assert _patch(finance, address, 1, note="Late").status_code == 409
    assert finance.delete(f"{address}?why=Gone", headers={"if-match": '"2"'}).status_code == 204
    assert finance.get(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "loan shark"},
        {"origin": "uganda"},
        {"colour": "red"},
        {"earmark": {"planets": ["Mars"]}},
        {"title": ""},
    ],
)
def test_a_source_that_cannot_be_is_refused_with_the_field(finance, wrong):
    answer = _post(finance, SOURCES, **{"title": "Norway", "kind": "donor", **wrong})
    assert answer.status_code == 422
    assert finance.get(SOURCES).json()["results"] == []


def test_support_and_its_money_go_in_and_come_out_exactly(lead, finance, plan):
    source = create_source(lead)
    number = plan.activities.all()[0].number
    portions = [{"share": "0.333333", "activity": number}, {"share": "0.666667", "areas": ["jee-3.D1"]}]
    made = _post(finance, _route(plan, "supports"), source=source.pk, title="Line", portions=portions)
    assert (made.status_code, made.json()["state"]) == (201, "validated")
    assert [one["share"] for one in made.json()["portions"]] == ["0.333333", "0.666667"]
    money = _post(finance, _route(plan, "supports", made.json()["id"], "transactions"), **MONEY)
    assert (money.status_code, money.json()["amount"]) == (201, "100.50")
    table = finance.get(_route(plan, "supports", made.json()["id"], "transactions"), headers={"accept": "text/csv"})
    assert b"100.50" in b"".join(table.streaming_content)


def test_portions_that_are_no_whole_are_refused_and_nothing_is_kept(lead, finance, plan):
    source = create_source(lead)
    answer = _post(finance, _route(plan, "supports"), source=source.pk, title="Line", portions=[{"share": "0.5"}])
    assert answer.status_code == 422
    assert "not 1" in answer.content.decode()
    assert not SupportRecord.objects.exists()


def test_a_source_of_another_country_is_not_there(lead, finance, plan):
    create_country("KEN")
    foreign = create_source(create_person("secretariat-lead", "KEN"), country="KEN")
    answer = _post(finance, _route(plan, "supports"), source=foreign.pk, title="Line")
    assert answer.status_code == 422
    assert finance.get(f"{SOURCES}/{foreign.pk}").status_code == 404


def test_a_partner_reports_and_finance_validates(lead, finance, plan):
    source, partner = create_source(lead), signed_in(create_partner("UNICEF"))
    made = _post(partner, _route(plan, "supports"), source=source.pk, title="Grant").json()
    assert (made["state"], made["reported_by"]) == ("reported", "UNICEF")
    _post(partner, _route(plan, "supports", made["id"], "transactions"), **MONEY)
    address = _route(plan, "supports", made["id"], "state")
    told = {"state": "validated", "version": 1, "transactions": 0}
    assert partner.put(address, told, content_type="application/json").status_code == 403
    assert finance.put(address, told, content_type="application/json").status_code == 422
    answer = finance.put(address, told | {"transactions": 1}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "validated")
    again = _patch(partner, _route(plan, "supports", made["id"]), answer.json()["version"], title="Larger grant")
    assert again.json()["state"] == "reported"
    back = {"state": "sent back", "version": again.json()["version"]}
    assert finance.put(address, back, content_type="application/json").status_code == 422
    sent = finance.put(address, back | {"note": "Which year?"}, content_type="application/json")
    assert sent.json()["state_note"] == "Which year?"


def test_a_partner_touches_nothing_of_the_secretariat(lead, plan):
    support = create_support(plan, create_source(lead), lead)
    partner = signed_in(create_partner("UNICEF"))
    address = _route(plan, "supports", support.pk)
    assert _patch(partner, address, 1, title="Mine").status_code == 403
    assert _post(partner, f"{address}/transactions", **MONEY).status_code == 403
    assert partner.delete(f"{address}?why=x", headers={"if-match": '"1"'}).status_code == 403
    assert not TransactionRecord.objects.exists()


def test_a_transaction_is_taken_back_and_never_changed(lead, finance, plan):
    support = create_support(plan, create_source(lead), lead)
    row = record_money(support, lead, 700)
    address = _route(plan, "supports", support.pk, "transactions", row.pk)
    assert finance.patch(address, {}, content_type="application/json").status_code == 405
    made = _post(finance, f"{address}/reversal", on="2027-02-01", why="Entered twice")
    assert (made.status_code, made.json()["amount"], made.json()["takes_back"]) == (201, "-700.00", row.pk)
    assert _post(finance, f"{address}/reversal", on="2027-02-01", why="Again").status_code == 422
    assert AuditEvent.objects.filter(action="take_back_transaction").count() == 1


def test_support_and_money_of_another_plan_are_not_there(lead, finance, plan):
    support = create_support(plan, create_source(lead), lead)
    row = record_money(support, lead)
    other = create_plan(lead)
    assert finance.get(_route(other, "supports", support.pk)).status_code == 404
    assert finance.get(_route(other, "supports", support.pk, "transactions")).status_code == 404
    assert finance.get(_route(other, "supports", support.pk, "transactions", row.pk)).status_code == 404


@pytest.mark.parametrize("by", list(FundingCut))
def test_the_gap_is_that_of_the_domain_for_every_cut(lead, finance, plan, by):
    record_money(create_support(plan, create_source(lead), lead), lead, 5_000)
    rows = finance.get(_route(plan, "funding-gap"), {"by": str(by), "page_size": 500}).json()["results"]
    table = gap_table(funding_position(load_plan(plan)), by)
    assert [(one["value"], one["cost"], one["gap"]) for one in rows[:-1]] == [
        (row.value, f"{row.cost.amount:f}", f"{row.gap.amount:f}") for row in table.rows
    ]
    assert Decimal(rows[-1]["counted"]) == 5_000
    assert "“commitment” or later" in rows[-1]["rule"]


def test_the_gap_is_narrowed_and_counted_as_asked(lead, finance, plan):
    support = create_support(plan, create_source(lead), lead)
    record_money(support, lead, 5_000)
    address = _route(plan, "funding-gap")
    spent = finance.get(address, {"stage": "expenditure"}).json()["results"]
    assert Decimal(spent[-1]["counted"]) == 0
    one_area = finance.get(address, {"area": "jee-3.P1", "year": "2027"}).json()["results"]
    assert [one["value"] for one in one_area[:-1]] == ["jee-3.P1"]


@pytest.mark.parametrize("query", [{"by": "moon"}, {"stage": "dream"}, {"year": "soon"}, {"colour": "red"}])
def test_a_word_nobody_knows_is_refused(finance, plan, query):
    assert finance.get(_route(plan, "funding-gap"), query).status_code == 422


def test_a_plan_without_costs_has_no_gap_and_says_why(lead, finance):
    answer = finance.get(_route(create_plan(lead), "funding-gap"))
    assert answer.status_code == 422
    assert "no costs" in answer.content.decode()
