"""The resource mapping in the workbench: brought, looked at, taken over; pictures, tables, rounds."""

import datetime
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from opennaphs.actions.mapping.close_mapping_round import close_mapping_round
from opennaphs.actions.mapping.comparing import fingerprint, incoming
from opennaphs.actions.mapping.open_mapping_round import open_mapping_round
from opennaphs.actions.mapping.preview_mapping import preview_mapping
from opennaphs.actions.mapping.take_mapping import take_mapping
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.supports import Portion
from opennaphs.store.models import (
    AuditEvent,
    FundingSourceRecord,
    ImportPreview,
    MappingRound,
    PlanRecord,
    SupportRecord,
    TransactionRecord,
)
from tests.costed_plans import create_costed_plan
from tests.funded_plans import PORTION, create_partner, create_source, create_support, record_money
from tests.unit.test_mapping_workbook_reader import hand_filled
from tests.workbench import create_country, create_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_costed_plan(lead)


@pytest.fixture
def bank(lead):
    return create_source(lead, "World Bank", kind="donor")


def address(name, plan, *more):
    return reverse(name, args=[plan.country, plan.pk, *more])


def upload(content, name="mapping.xlsx"):
    return SimpleUploadedFile(name, content)


def brought(client, plan, *rows, content=None):
    """Bring a workbook and give the address of its preview."""
    response = client.post(address("import-mapping", plan), {"file": upload(content or hand_filled(*rows))})
    assert response.status_code == 302, response.content.decode()
    return response.url


def seen_in(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def take(client, url, **answers):
    page = client.post(url, {"step": "look", **answers})
    return client.post(url, {"step": "take", "seen": seen_in(page), **answers}, follow=True)


def counts():
    return (FundingSourceRecord.objects.count(), SupportRecord.objects.count(), TransactionRecord.objects.count())


# --- taking over ---


def test_a_workbook_is_shown_first_and_writes_nothing(lead, plan, bank):
    before = counts()
    page = signed_in(lead).get(brought(signed_in(lead), plan, {}, {"Source": "Wold Bank"}, {"Amount": "40%"}))
    text = page.content.decode()
    assert "looks like a source that is known already" in text
    assert "is a share and no amount" in text
    assert 'type="radio"' in text
    assert "Take it over" not in text
    assert counts() == before


def test_taken_over_by_the_secretariat_it_is_validated(lead, plan, bank):
    client = signed_in(lead)
    page = take(client, brought(client, plan, {}, {"Technical area": "P1", "Amount": 80_000}))
    assert "amounts recorded: 2" in page.content.decode()
    supports = SupportRecord.objects.order_by("number")
    assert [(one.number, one.state, one.source_id, one.reported_by) for one in supports] == [
        ("M001", "validated", bank.pk, ""),
        ("M002", "validated", bank.pk, ""),
    ]
    assert supports[0].portions[0]["areas"] == ["jee-3.D1"]
    money = TransactionRecord.objects.get(support=supports[0])
    assert (money.stage, money.on, money.year, money.amount) == (
        "commitment", datetime.date(2027, 1, 31), 2027, Decimal(120_000),
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="take_mapping").count() >= 4


def test_what_a_partner_brings_is_reported(lead, plan, bank):
    client = signed_in(create_partner("Aid Agency"))
    take(client, brought(client, plan, {}))
    support = SupportRecord.objects.get()
    assert (support.state, support.reported_by) == ("reported", "Aid Agency")


def test_a_partner_is_told_that_a_new_source_is_for_the_secretariat_to_enter(lead, plan, bank):
    client = signed_in(create_partner("Aid Agency"))
    page = client.get(brought(client, plan, {"Source": "Quite Another Fund"}))
    assert "Ask the secretariat to enter it" in page.content.decode()
    assert "Take it over" not in page.content.decode()


def test_a_partner_cannot_change_what_others_reported(lead, plan, bank):
    support = create_support(plan, bank, lead, "Labs", portions=(PORTION,))
    record_money(support, lead)
    client = signed_in(create_partner("Aid Agency"))
    book = load_workbook(BytesIO(signed_in(lead).get(address("mapping-template", plan)).content))
    _cell(book, "amount").value = 5
    page = client.get(brought(client, plan, content=_saved(book)))
    assert "was reported by somebody else" in page.content.decode()


def test_a_new_source_is_entered_once_for_all_its_rows(lead, plan):
    client = signed_in(lead)
    take(client, brought(client, plan, {"Source": "New Fund"}, {"Source": "new fund", "Amount": 50_000}))
    source = FundingSourceRecord.objects.get()
    assert (source.title, source.kind) == ("New Fund", "donor")
    assert SupportRecord.objects.get().transactions.count() == 2


def test_answers_decide_what_is_written(lead, plan, bank):
    client = signed_in(lead)
    url = brought(client, plan, {"Source": "Wold Bank"}, {"Stage": None, "Amount": 60_000})
    names = re.findall(r'name="(answer:[^"]+)"', client.get(url).content.decode())
    answers = dict.fromkeys(names)
    for name in answers:
        answers[name] = "same: World Bank" if name.endswith("source") else "pledge"
    take(client, url, **answers)
    assert FundingSourceRecord.objects.count() == 1
    assert sorted(TransactionRecord.objects.values_list("stage", flat=True)) == ["commitment", "pledge"]


def test_an_open_question_keeps_everything_from_being_written(lead, plan, bank):
    client = signed_in(lead)
    url = brought(client, plan, {}, {"Stage": None})
    response = client.post(url, {"step": "take", "seen": seen_in(client.get(url))})
    assert response.status_code == 422
    assert "Some questions are still open" in response.content.decode()
    assert SupportRecord.objects.count() == 0


def test_an_answer_nobody_looked_at_is_shown_again_before_anything_is_written(lead, plan, bank):
    client = signed_in(lead)
    url = brought(client, plan, {"Stage": None})
    page = client.get(url)
    name = re.search(r'name="(answer:[^"]+)"', page.content.decode())[1]
    response = client.post(url, {"step": "take", "seen": seen_in(page), name: "pledge"})
    assert response.status_code == 409
    assert "look again" in response.content.decode()
    assert SupportRecord.objects.count() == 0


def test_money_that_came_meanwhile_is_shown_before_anything_is_written(lead, plan, bank):
    client = signed_in(lead)
    url = brought(client, plan, {})
    seen = seen_in(client.get(url))
    take(client, brought(client, plan, {}))
    response = client.post(url, {"step": "take", "seen": seen})
    assert response.status_code == 409
    assert TransactionRecord.objects.count() == 1


def test_nothing_is_half_written_when_a_row_cannot_be_kept(lead, plan, bank, monkeypatch):
    kept = preview_mapping(
        plan=plan, file_name="m.xlsx", content=hand_filled({}, {"Source": "New Fund", "Amount": 70_000}), by=lead
    )
    held = incoming(kept, plan, {}, lead)
    before, events = counts(), AuditEvent.objects.count()
    calls = []

    def refuse(money, year):
        calls.append(money)
        if len(calls) == 2:
            raise NaphsError("This amount cannot be kept.")

    monkeypatch.setattr("opennaphs.actions.mapping.take_mapping.check_money", refuse)
    with pytest.raises(NaphsError, match="cannot be kept"):
        take_mapping(preview=kept, plan=plan, answers={}, seen=fingerprint(held.found), by=lead)
    assert counts() == before
    assert AuditEvent.objects.count() == events
    assert ImportPreview.objects.get().taken_at is None


def test_the_same_workbook_again_changes_nothing(lead, plan, bank):
    client = signed_in(lead)
    rows = ({}, {"Source": "New Fund", "Date": None, "Amount": 70_000}, {"Technical area": None, "Amount": 9_000})
    take(client, brought(client, plan, *rows))
    before = counts()
    page = client.get(brought(client, plan, *rows))
    assert "The workbook says nothing that can be taken over and is not known already" in page.content.decode()
    assert "Take it over" not in page.content.decode()
    assert counts() == before


def test_the_same_workbook_with_the_same_answers_again_changes_nothing(lead, plan, bank):
    client = signed_in(lead)
    rows = ({"Source": "Wold Bank"}, {"Source": "Wold Bank"}, {"Amount": -800}, {"Date": "03/04/2027", "Amount": 5_000})
    values = {"source": "same: World Bank", "twice": "keep", "negative": "positive", "order": "second"}

    def answers(url):
        names = re.findall(r'name="(answer:[^"]+)"', client.get(url).content.decode())
        return {name: values[name.rpartition("-")[2]] for name in names}

    url = brought(client, plan, *rows)
    take(client, url, **answers(url))
    assert sorted(TransactionRecord.objects.values_list("amount", flat=True)) == [800, 5_000, 120_000, 120_000]
    again = brought(client, plan, *rows)
    page = client.post(again, {"step": "look", **answers(again)}).content.decode()
    assert "Take it over" not in page
    assert "The workbook says nothing that can be taken over" in page


def test_a_plan_that_chose_no_areas_takes_money_for_those_it_has(lead, plan, bank):
    plan.frame = {**plan.frame, "areas": []}
    plan.save()
    client = signed_in(lead)
    take(client, brought(client, plan, {}))
    assert SupportRecord.objects.get().portions[0]["areas"] == ["jee-3.D1"]


def test_a_closed_plan_takes_no_workbook(lead, plan, bank):
    url = brought(signed_in(lead), plan, {})
    plan.state = "closed"
    plan.save()
    client = signed_in(lead)
    assert "its money stands as it is" in client.get(address("import-mapping", plan)).content.decode()
    response = client.post(url, {"step": "take", "seen": seen_in(client.get(url))})
    assert response.status_code == 422
    assert TransactionRecord.objects.count() == 0


def test_a_preview_is_taken_once(lead, plan, bank):
    client = signed_in(lead)
    url = brought(client, plan, {})
    seen = seen_in(client.get(url))
    assert client.post(url, {"step": "take", "seen": seen}).status_code == 302
    assert client.post(url, {"step": "take", "seen": seen}).status_code == 410
    assert client.get(url).status_code == 410
    assert TransactionRecord.objects.count() == 1


def test_a_preview_is_its_owners_and_its_plans(lead, plan, bank):
    url = brought(signed_in(lead), plan, {})
    other = create_person("secretariat-member", "UGA")
    assert signed_in(other).get(url).status_code == 404
    second = create_costed_plan(lead)
    assert signed_in(lead).get(url.replace(f"/plans/{plan.pk}/", f"/plans/{second.pk}/")).status_code == 404


def test_a_file_that_is_no_mapping_is_refused_with_the_remedy(lead, plan):
    response = signed_in(lead).post(address("import-mapping", plan), {"file": upload(b"PK\x03\x04 nothing")})
    assert response.status_code == 422
    assert "damaged" in response.content.decode()
    assert ImportPreview.objects.count() == 0


@pytest.mark.parametrize("role", ["viewer", "technical-lead", "reviewer", "contributor"])
def test_those_who_report_no_support_bring_no_workbook(role, plan):
    client = signed_in(create_person(role, "UGA"))
    assert client.get(address("import-mapping", plan)).status_code == 403
    assert client.get(address("mapping", plan)).status_code == 200


# --- the workbook that comes from the plan ---


def _saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(book, key, row=0):
    sheet = book["Support"]
    keys = [cell.value for cell in sheet[3]]
    return sheet.cell(5 + row, keys.index(f"naphs:{key}") + 1)


def _template(lead, plan):
    return signed_in(lead).get(address("mapping-template", plan)).content


@pytest.fixture
def funded(lead, plan, bank):
    support = create_support(plan, bank, lead, "Labs", portions=(Portion(share=Decimal(1), areas=("jee-3.D1",)),))
    record_money(support, lead, 1000)
    record_money(support, lead, 2500, 2028)
    return support


def test_the_workbook_of_the_plan_brought_back_changes_nothing(lead, plan, funded):
    page = signed_in(lead).get(brought(signed_in(lead), plan, content=_template(lead, plan)))
    assert "Take it over" not in page.content.decode()


def test_a_corrected_amount_takes_the_wrong_one_back(lead, plan, funded):
    book = load_workbook(BytesIO(_template(lead, plan)))
    _cell(book, "amount").value = 1200
    client = signed_in(lead)
    page = take(client, brought(client, plan, content=_saved(book)))
    assert "corrected: 1" in page.content.decode()
    amounts = list(TransactionRecord.objects.order_by("pk").values_list("amount", flat=True))
    assert amounts == [1000, 2500, -1000, 1200]
    assert TransactionRecord.objects.get(amount=-1000).takes_back.amount == 1000


def test_a_new_recipient_in_all_rows_changes_the_support(lead, plan, funded):
    book = load_workbook(BytesIO(_template(lead, plan)))
    for row in (0, 1):
        _cell(book, "recipient", row).value = "National laboratory"
    client = signed_in(lead)
    take(client, brought(client, plan, content=_saved(book)))
    funded.refresh_from_db()
    assert funded.recipient == "National laboratory"


def test_a_new_recipient_in_one_row_only_is_refused(lead, plan, funded):
    book = load_workbook(BytesIO(_template(lead, plan)))
    _cell(book, "recipient").value = "National laboratory"
    page = signed_in(lead).get(brought(signed_in(lead), plan, content=_saved(book)))
    assert "say different things of it" in page.content.decode()


def test_support_in_several_portions_is_changed_on_its_page(lead, plan, bank):
    halves = tuple(Portion(share=Decimal("0.5"), areas=(area,)) for area in ("jee-3.D1", "jee-3.P1"))
    record_money(create_support(plan, bank, lead, "Both", portions=halves), lead)
    book = load_workbook(BytesIO(_template(lead, plan)))
    _cell(book, "amount").value = 700
    page = signed_in(lead).get(brought(signed_in(lead), plan, content=_saved(book)))
    assert "divided into several portions" in page.content.decode()


def test_a_row_written_below_those_of_the_plan_adds_money_to_its_support(lead, plan, funded):
    book = load_workbook(BytesIO(_template(lead, plan)))
    for key in ("source", "project", "area", "stage", "currency", "price_year", "ours"):
        _cell(book, key, 2).value = _cell(book, key, 0).value
    _cell(book, "year", 2).value, _cell(book, "amount", 2).value = 2029, 4000
    client = signed_in(lead)
    take(client, brought(client, plan, content=_saved(book)))
    assert SupportRecord.objects.count() == 1
    assert funded.transactions.count() == 3


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_workbook_is_in_the_language_of_the_plan_and_comes_back(language, lead, plan, funded):
    plan.language = language
    plan.save()
    book = load_workbook(BytesIO(_template(lead, plan)))
    assert all(sheet.sheet_view.rightToLeft is (language == "ar") or language == "fr" for sheet in book)
    page = signed_in(lead).get(brought(signed_in(lead), plan, content=_template(lead, plan)))
    assert "Take it over" not in page.content.decode()


# --- pages ---


def test_the_mapping_shows_pictures_tables_and_what_is_under_served(lead, plan, funded):
    page = signed_in(lead).get(address("mapping", plan)).content.decode()
    assert "World Bank" in page
    assert "Least covered areas" in page
    assert "Counted is money at the stage" in page


def test_filters_narrow_every_number(lead, plan, funded):
    page = signed_in(lead).get(address("mapping", plan), {"area": "jee-3.P1"}).content.decode()
    row = re.search(r"<tbody>.*?</tbody>", page, re.DOTALL)[0]
    assert "D1" not in row


@pytest.mark.parametrize("name", ["mapping-heat", "mapping-region-heat", "mapping-flows-picture"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pictures_are_images_that_are_kept(name, language, lead, plan, funded):
    client = signed_in(lead, language)
    response = client.get(address(name, plan))
    assert response["Content-Type"] == "image/svg+xml"
    assert (b'direction="rtl"' in response.content) is (language == "ar")
    assert client.get(address(name, plan), headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["mapping-csv", "mapping-regions-csv", "mapping-flows-csv"])
def test_tables_are_files_too(name, lead, plan, funded):
    lines = signed_in(lead).get(address(name, plan)).content.decode("utf-8-sig").splitlines()
    assert lines[0].endswith("currency,price year")
    assert any("D1" in line for line in lines[1:])


def test_a_plan_without_costs_says_what_to_do(lead):
    from tests.workbench import create_plan

    bare = create_plan(lead)
    for name in ("mapping", "mapping-flows"):
        page = signed_in(lead).get(address(name, bare))
        assert "The plan has no costs yet" in page.content.decode()
    assert signed_in(lead).get(address("mapping-heat", bare)).status_code == 200
    assert signed_in(lead).get(address("mapping-csv", bare)).status_code == 422


def test_the_overview_asks_the_database_a_bounded_number_of_times(
    lead, plan, funded, bank, django_assert_max_num_queries
):
    for number in range(12):
        record_money(create_support(plan, bank, lead, f"Project {number}", portions=(PORTION,)), lead)
    client = signed_in(lead)
    with django_assert_max_num_queries(60):
        client.get(address("mapping", plan))


# --- rounds ---


def test_a_round_keeps_what_is_known_and_the_next_says_what_changed(lead, plan, funded):
    client = signed_in(lead)
    posted = {"title": "May 2027", "held_on": "2027-05-03", "note": "Twelve partners"}
    page = client.post(address("mapping-rounds", plan), posted, follow=True)
    assert "May 2027" in page.content.decode()
    first = MappingRound.objects.get()
    client.post(address("close-mapping-round", plan, first.pk), {"version": first.version})
    first.refresh_from_db()
    assert first.closed_on is not None
    assert first.snapshot["currency"] == "USD"
    record_money(funded, lead, 9000, 2027)
    page = client.get(address("mapping-round", plan, first.pk)).content.decode()
    assert "What has changed since it was closed" in page
    assert "World Bank" in page
    assert len(csv_lines(client, first, since="closed")) == 1
    assert csv_lines(client, first) == []
    second = open_mapping_round(plan=plan, title="November 2027", held_on=datetime.date(2027, 11, 3), by=lead)
    page = client.get(address("mapping-round", plan, second.pk)).content.decode()
    assert "What changed since “May 2027”" in page
    assert "What has changed since it was closed" not in page


def csv_lines(client, row, **asked):
    """Give the lines of the file of what changed, without its headings."""
    answer = client.get(address("mapping-round-csv", row.plan, row.pk), asked)
    return answer.content.decode("utf-8-sig").splitlines()[1:]


def held(plan, lead, title, day):
    """Hold a mapping round and close it."""
    row = open_mapping_round(plan=plan, title=title, held_on=day, by=lead)
    return close_mapping_round(mapping_round=row, version=row.version, by=lead)


def test_a_closed_round_says_what_changed_against_the_round_before_it_whatever_came_later(lead, plan, funded):
    held(plan, lead, "May", datetime.date(2027, 5, 3))
    record_money(funded, lead, 9000, 2027)
    november = held(plan, lead, "November", datetime.date(2027, 11, 3))
    client = signed_in(lead)
    told = csv_lines(client, november)
    assert len(told) == 1
    assert csv_lines(client, november, since="closed") == []
    page = client.get(address("mapping-round", plan, november.pk)).content.decode()
    assert "What changed since “May”" in page
    assert "Nothing has changed since." in page  # since it was closed
    record_money(funded, lead, 500, 2028)
    assert csv_lines(client, november) == told
    assert len(csv_lines(client, november, since="closed")) == 1


def test_the_first_round_has_nothing_to_compare_with(lead, plan, funded):
    row = held(plan, lead, "May", datetime.date(2027, 5, 3))
    page = signed_in(lead).get(address("mapping-round", plan, row.pk)).content.decode()
    assert "There is nothing to compare with yet" in page


def test_the_first_round_of_a_plan_is_compared_with_the_last_one_of_the_plan_before_over_all_years(lead, plan, funded):
    held(plan, lead, "May", datetime.date(2027, 5, 3))
    later = create_costed_plan(lead, first_year=2032)
    PlanRecord.objects.filter(pk=later.pk).update(previous=plan)
    later.refresh_from_db()
    row = held(later, lead, "Of the next plan", datetime.date(2031, 5, 3))
    client = signed_in(lead)
    page = client.get(address("mapping-round", later, row.pk)).content.decode()
    assert "one of another plan, “Costed plan”" in page
    assert "(then 2027–2031, now 2032–2036)" in page
    lines = [line.split(",") for line in csv_lines(client, row)]
    assert {(line[0], line[1], line[3]) for line in lines if line[1]} == {("source gone", funded.source.number, "")}
    assert sum(Decimal(line[4]) for line in lines if line[1]) == 3500


def test_of_plans_that_do_not_follow_each_other_the_latest_round_of_the_country_counts(lead, plan, funded):
    stranger = create_country("KEN")
    held(create_costed_plan(stranger, "KEN"), stranger, "Elsewhere", datetime.date(2028, 1, 3))
    held(plan, lead, "May", datetime.date(2027, 5, 3))
    held(plan, lead, "After", datetime.date(2028, 5, 3))
    row = held(create_costed_plan(lead), lead, "Other", datetime.date(2028, 2, 3))
    page = signed_in(lead).get(address("mapping-round", row.plan, row.pk)).content.decode()
    assert "What changed since “May”" in page
    assert "one of another plan" in page
    assert "years of the two plans differ" not in page  # they are the same years, so each is compared with its own


def test_rounds_in_other_money_are_not_compared(lead, plan, funded):
    first = held(plan, lead, "May", datetime.date(2027, 5, 3))
    second = held(plan, lead, "November", datetime.date(2027, 11, 3))
    MappingRound.objects.filter(pk=first.pk).update(snapshot={**first.snapshot, "price_year": 2019})
    client = signed_in(lead)
    assert "cannot be compared" in client.get(address("mapping-round", plan, second.pk)).content.decode()
    answer = client.get(address("mapping-round-csv", plan, second.pk))
    assert answer.status_code == 422
    assert "cannot be compared" in answer.content.decode()


def test_a_round_is_closed_once(lead, plan):
    row = open_mapping_round(plan=plan, title="May", held_on=datetime.date(2027, 5, 3), by=lead)
    closed = close_mapping_round(mapping_round=row, version=row.version, by=lead)
    client = signed_in(lead)
    assert client.post(address("close-mapping-round", plan, row.pk), {"version": closed.version}).status_code == 422
    assert client.post(address("close-mapping-round", plan, row.pk), {"version": 1}).status_code == 409


def test_a_round_needs_a_title_and_a_day(lead, plan):
    response = signed_in(lead).post(address("mapping-rounds", plan), {"title": "", "held_on": "soon"})
    assert response.status_code == 422
    assert MappingRound.objects.count() == 0


def test_two_people_who_edit_a_round_lose_nothing(lead, plan):
    row = open_mapping_round(plan=plan, title="May", held_on=datetime.date(2027, 5, 3), by=lead)
    client = signed_in(lead)
    posted = {"title": "Workshop", "held_on": "2027-05-03", "note": "", "version": row.version}
    assert client.post(address("edit-mapping-round", plan, row.pk), posted).status_code == 302
    late = {**posted, "title": "Meeting"}
    response = client.post(address("edit-mapping-round", plan, row.pk), late)
    assert response.status_code == 409
    row.refresh_from_db()
    assert row.title == "Workshop"


def test_those_who_do_not_keep_money_keep_no_rounds(plan):
    client = signed_in(create_partner("Aid Agency"))
    posted = {"title": "May 2027", "held_on": "2027-05-03"}
    assert client.post(address("mapping-rounds", plan), posted).status_code == 403
    assert client.get(address("mapping-rounds", plan)).status_code == 200
