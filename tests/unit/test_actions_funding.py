"""Sources, support, transactions, validation, rates: who may write what, and that no money is lost or invented."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from opennaphs.actions.chain import verify
from opennaphs.actions.funding.add_support import add_support
from opennaphs.actions.funding.edit_source import edit_source
from opennaphs.actions.funding.edit_support import edit_support
from opennaphs.actions.funding.record_transaction import record_transaction
from opennaphs.actions.funding.remove_source import remove_source
from opennaphs.actions.funding.remove_support import remove_support
from opennaphs.actions.funding.rights import organisations_of, voice_of
from opennaphs.actions.funding.send_back_support import send_back_support
from opennaphs.actions.funding.set_rates import set_rates
from opennaphs.actions.funding.take_back_transaction import take_back_transaction
from opennaphs.actions.funding.validate_support import validate_support
from opennaphs.actions.history.revert_row import revert_row
from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.create_plan import create_plan as keep_plan
from opennaphs.actions.plans.following import Way, print_of
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.supports import MoneyStage, Portion
from opennaphs.domain.library import EconomicType
from opennaphs.domain.lifecycle import EditRefused
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Refused
from opennaphs.store.cycles import facts_of
from opennaphs.store.funding import load_funding
from opennaphs.store.models import (
    AuditEvent,
    FundingBasis,
    FundingSourceRecord,
    PlanRecord,
    RoleAssignment,
    SupportRecord,
    TransactionRecord,
)
from opennaphs.store.plans import load_plan
from tests.costed_plans import create_costed_plan
from tests.funded_plans import create_partner, create_source, create_support, record_money
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db
USD = {"currency": "USD", "price_year": 2027}
HALF = Decimal("0.5")


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def budget(lead):
    return create_source(lead)


@pytest.fixture
def support(plan, budget, lead):
    return create_support(plan, budget, lead)


def reported(plan, source, **fields) -> tuple[SupportRecord, object]:
    partner = create_partner()
    return create_support(plan, source, partner, "Grant", **fields), partner


def close(plan: PlanRecord) -> None:
    PlanRecord.objects.filter(pk=plan.pk).update(state="closed")
    plan.refresh_from_db()


# --- sources ------------------------------------------------------------------------------------------------------


def test_sources_are_numbered_and_a_number_is_never_used_again(lead):
    first, second = create_source(lead), create_source(lead, "Fund", kind="fund")
    remove_source(source=second, version=1, by=lead)
    assert [first.number, second.number, create_source(lead, "Donor", kind="donor").number] == ["S01", "S02", "S03"]
    assert list(verify("UGA")) == []


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_only_the_secretariat_and_finance_keep_the_list_of_sources(lead, role):
    person = create_person(role.key, "UGA")
    if Permission.MANAGE_FUNDING in role.permissions:
        assert create_source(person).pk
    else:
        with pytest.raises(NotAllowed):
            create_source(person)
        assert not FundingSourceRecord.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"kind": "loan shark"}, {"title": " "}, {"origin": "uganda"}, {"number": "S99"}, {"title": "x" * 201}]
)
def test_a_source_that_cannot_be_is_refused_and_nothing_is_kept(lead, wrong):
    told = {"title": "Donor", **wrong}
    with pytest.raises(NaphsError):
        create_source(lead, told.pop("title"), **told)
    assert not FundingSourceRecord.objects.exists()


def test_two_sources_of_one_country_do_not_share_a_name(lead, budget):
    with pytest.raises(NaphsError, match="already"):
        create_source(lead, "HEALTH BUDGET")
    create_country("KEN")
    other = create_source(create_person("secretariat-lead", "KEN"), country="KEN")
    assert other.number == "S01"


def test_an_earmark_is_kept_as_it_was_given(lead, budget, plan):
    earmark = Earmark(areas=("jee-3.D1",), economic_types=(EconomicType.CAPITAL,), until_day=date(2029, 12, 31))
    edit_source(source=budget, fields={"earmark": earmark}, version=1, by=lead)
    create_support(plan, budget, lead)
    assert load_funding(plan).sources[0].earmark == earmark


def test_a_source_stays_while_support_hangs_on_it(lead, budget, support):
    with pytest.raises(Refused, match="Surveillance line"):
        remove_source(source=budget, version=1, by=lead)
    remove_support(support=support, version=1, by=lead)
    assert remove_source(source=budget, version=1, by=lead).removed


def test_going_back_cannot_remove_a_source_under_its_support(lead, plan, budget):
    remove_source(source=budget, version=1, by=lead)
    back = revert_row(row=budget, to_version=1, version=2, why="It pays again", by=lead)
    create_support(plan, back, lead)
    with pytest.raises(NaphsError, match="cannot be removed"):
        revert_row(row=back, to_version=2, version=back.version, why="No", by=lead)


# --- support and its portions -------------------------------------------------------------------------------------


def test_what_the_secretariat_enters_is_validated_at_once(support):
    assert (support.number, support.state, support.reported_by) == ("M001", "validated", "")


def test_what_a_partner_enters_waits_under_the_name_of_their_organisation(plan, budget):
    row, _partner = reported(plan, budget)
    assert (row.state, row.reported_by) == ("reported", "Global Health Fund")


def test_shares_that_are_not_one_together_are_refused_and_nothing_is_kept(lead, plan, budget):
    with pytest.raises(NaphsError, match="not 1"):
        create_support(plan, budget, lead, portions=(Portion(share=HALF),))
    assert not SupportRecord.objects.exists()
    assert not AuditEvent.objects.filter(action="add_support").exists()


@pytest.mark.parametrize(
    "portion", [Portion(share=Decimal(1), activity="X9-999"), Portion(share=Decimal(1), areas=("jee-3.R5",))]
)
def test_a_portion_of_work_the_plan_does_not_have_is_refused(lead, plan, budget, portion):
    with pytest.raises(NaphsError, match="no such activity or area"):
        create_support(plan, budget, lead, portions=(portion,))


def test_portions_come_back_as_they_were_given(lead, plan, budget):
    number = first_activity(plan).number
    portions = (
        Portion(amount=Money(Decimal("10.50"), "EUR", 2026), activity=number),
        Portion(amount=Money(Decimal(20), "EUR", 2026), regions=("Gulu",), economic_types=(EconomicType.RECURRENT,)),
    )
    create_support(plan, budget, lead, portions=portions)
    assert load_funding(plan).supports[0].portions == portions


def test_a_source_of_another_country_supports_no_plan_here(lead, plan):
    create_country("KEN")
    foreign = create_source(create_person("secretariat-lead", "KEN"), country="KEN")
    with pytest.raises(NaphsError, match="this country"):
        create_support(plan, foreign, lead)


def test_two_writers_of_one_piece_of_support_do_not_overwrite_each_other(lead, support):
    edit_support(support=support, fields={"recipient": "Ministry"}, version=1, by=lead)
    with pytest.raises(Stale):
        edit_support(support=support, fields={"recipient": "Somebody"}, version=1, by=lead)
    support.refresh_from_db()
    assert support.recipient == "Ministry"


def test_an_end_before_the_start_is_refused(lead, support):
    with pytest.raises(NaphsError, match="before it starts"):
        edit_support(support=support, fields={"starts": date(2028, 1, 1), "ends": date(2027, 1, 1)}, version=1, by=lead)


# --- partners -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_who_may_report_support(lead, plan, budget, role):
    person = create_person(role.key, "UGA")
    RoleAssignment.objects.filter(user=person, role="partner").update(organisation="UNICEF")
    if Permission.REPORT_SUPPORT in role.permissions:
        assert create_support(plan, budget, person).pk
    else:
        with pytest.raises(NotAllowed):
            create_support(plan, budget, person)


def test_a_partner_without_an_organisation_is_told_whom_to_ask(plan, budget):
    with pytest.raises(NotAllowed, match="secretariat lead"):
        create_support(plan, budget, create_person("partner", "UGA"))


def test_a_partner_touches_nothing_of_another_organisation(lead, plan, budget, support):
    partner = create_partner()
    other, _person = create_support(plan, budget, create_partner("WHO"), "Staff"), None
    for row in (support, other):
        with pytest.raises(NotAllowed, match="Global Health Fund"):
            edit_support(support=row, fields={"title": "Mine now"}, version=1, by=partner)
        with pytest.raises(NotAllowed):
            record_money(row, partner)
        with pytest.raises(NotAllowed):
            remove_support(support=row, version=1, by=partner)
    assert not TransactionRecord.objects.exists()


def test_a_partner_does_not_validate_their_own_word(plan, budget):
    row, partner = reported(plan, budget)
    with pytest.raises(NotAllowed):
        validate_support(support=row, version=1, by=partner)
    with pytest.raises(NotAllowed):
        send_back_support(support=row, reason="No", version=1, by=partner)


def test_a_partner_cannot_report_for_somebody_else(plan, budget):
    with pytest.raises(NotAllowed, match="WHO"):
        add_support(plan=plan, source=budget, fields={"title": "Grant"}, organisation="WHO", by=create_partner())


def test_who_speaks_for_two_organisations_says_for_which(lead):
    person = create_partner("WHO")
    RoleAssignment.objects.create(user=person, role="partner", country="UGA", organisation="PAHO")
    person = type(person).objects.get(pk=person.pk)
    assert sorted(organisations_of(person, "UGA")) == ["PAHO", "WHO"]
    with pytest.raises(Refused, match="several"):
        voice_of(person, "UGA")
    assert voice_of(person, "UGA", "paho").reported_by == "PAHO"


def test_a_partner_of_one_country_says_nothing_in_another(lead, plan, budget):
    create_country("KEN")
    with pytest.raises(NotAllowed):
        create_support(plan, budget, create_partner(country="KEN"))


@pytest.mark.parametrize("what", ["edit", "money", "take back"])
def test_what_a_partner_changes_after_validation_is_checked_again(lead, plan, budget, what):
    row, partner = reported(plan, budget)
    money = record_money(row, partner)
    row = validate_support(support=SupportRecord.objects.get(), version=row.version, note="Letter 7", by=lead)
    if what == "edit":
        edit_support(support=row, fields={"title": "Larger grant"}, version=row.version, by=partner)
    elif what == "money":
        record_money(row, partner, 5000)
    else:
        take_back_transaction(transaction=money, on=date(2027, 3, 1), why="Never signed", by=partner)
    assert SupportRecord.objects.get().state == "reported"


def test_a_partner_who_saves_without_a_change_changes_no_state(lead, plan, budget):
    row, partner = reported(plan, budget)
    row = validate_support(support=row, version=1, by=lead)
    edit_support(support=row, fields={"title": row.title}, version=row.version, by=partner)
    assert SupportRecord.objects.get().state == "validated"


def test_the_secretariat_may_correct_without_validating(lead, plan, budget):
    row, _partner = reported(plan, budget)
    assert edit_support(support=row, fields={"title": "Grant 2"}, version=1, by=lead).state == "reported"


def test_support_is_sent_back_with_a_reason_and_comes_again(lead, plan, budget):
    row, partner = reported(plan, budget)
    with pytest.raises(Refused, match="what is wrong"):
        send_back_support(support=row, reason="  ", version=1, by=lead)
    row = send_back_support(support=row, reason="Which year?", version=1, by=lead)
    assert (row.state, row.state_note) == ("sent back", "Which year?")
    assert edit_support(support=row, fields={"note": "2027"}, version=2, by=partner).state == "reported"


def test_nobody_validates_money_they_have_not_seen(lead, plan, budget):
    row, partner = reported(plan, budget)
    record_money(row, partner)
    with pytest.raises(Refused, match="while you were reading"):
        validate_support(support=row, version=1, seen=0, by=lead)
    assert validate_support(support=row, version=1, seen=1, by=lead).state == "validated"


# --- transactions -------------------------------------------------------------------------------------------------


def test_a_transaction_is_kept_to_the_cent_with_its_trace(lead, support):
    row = record_money(support, lead, "1234567890123.45", note="Letter 12")
    row.refresh_from_db()
    assert (row.amount, row.stage, row.entered_by) == (Decimal("1234567890123.45"), "commitment", str(lead))
    event = AuditEvent.objects.get(action="record_transaction")
    assert {change["path"]: change.get("after") for change in event.changes}["/amount"] == "1234567890123.45"


@pytest.mark.parametrize("amount", ["0", "-5", "0.001", "1e15"])
def test_an_amount_that_cannot_be_kept_exactly_is_refused(lead, support, amount):
    with pytest.raises(NaphsError):
        record_money(support, lead, amount)
    assert not TransactionRecord.objects.exists()


@pytest.mark.parametrize("about", [{"year": 27}, {"note": "x" * 301}])
def test_a_transaction_that_cannot_be_is_refused(lead, support, about):
    with pytest.raises(NaphsError):
        record_money(support, lead, **about)


def test_taking_back_leaves_both_entries_and_no_money(lead, support):
    row = record_money(support, lead, 700)
    back = take_back_transaction(transaction=row, on=date(2027, 2, 1), why="Entered twice", by=lead)
    assert (back.amount, back.stage, back.year, back.note) == (-700, row.stage, row.year, "Entered twice")
    assert sum(one.amount for one in TransactionRecord.objects.all()) == 0
    for wrong in (row, back):
        with pytest.raises(Refused):
            take_back_transaction(transaction=wrong, on=date(2027, 2, 1), why="Again", by=lead)
    assert TransactionRecord.objects.count() == 2


def test_taking_back_needs_a_reason(lead, support):
    with pytest.raises(Refused, match="why"):
        take_back_transaction(transaction=record_money(support, lead), on=date(2027, 2, 1), why=" ", by=lead)


def test_money_comes_late_so_only_a_closed_plan_refuses_it(lead, plan, budget, support):
    PlanRecord.objects.filter(pk=plan.pk).update(state="launched")
    assert record_money(SupportRecord.objects.get(), lead).pk
    close(plan)
    support = SupportRecord.objects.get()
    with pytest.raises(EditRefused, match="closed"):
        record_money(support, lead)
    with pytest.raises(EditRefused):
        create_support(plan, budget, lead, "Late")
    with pytest.raises(EditRefused):
        edit_support(support=support, fields={"note": "x"}, version=1, by=lead)
    with pytest.raises(EditRefused):
        set_rates(plan=plan, rates=Rates(), version=None, by=lead)


# --- rates --------------------------------------------------------------------------------------------------------

EURO = ExchangeRate("EUR", "USD", Decimal("1.08"), "2027-01-31", "Central bank")


def test_rates_are_set_and_change_as_versions(lead, plan):
    first = set_rates(plan=plan, rates=Rates((EURO,)), version=None, by=lead)
    with pytest.raises(Stale):
        set_rates(plan=plan, rates=Rates(), version=None, by=lead)
    set_rates(plan=plan, rates=Rates((replace(EURO, rate=Decimal("1.10")),)), version=first.version, by=lead)
    assert FundingBasis.objects.get().rates["exchange"][0]["rate"] == "1.10"
    assert AuditEvent.objects.filter(action="set_rates").count() == 2


@pytest.mark.parametrize(
    "rates",
    [
        Rates((replace(EURO, source=" "),)),
        Rates((replace(EURO, date="January"),)),
        Rates((replace(EURO, quote="EUR"),)),
        Rates((replace(EURO, base="euro"),)),
        Rates((EURO, ExchangeRate("USD", "EUR", Decimal("0.9"), "2027-01-31", "Other bank"))),
        Rates((), (Inflator("USD", 2024, 2027, Decimal("1.1"), ""),)),
        Rates((), (Inflator("USD", 2024, 2024, Decimal("1.1"), "IMF"),)),
        Rates((), (Inflator("USD", 2024, 2027, Decimal("1.1"), "A"), Inflator("USD", 2027, 2024, Decimal(1), "B"))),
    ],
)
def test_a_rate_without_day_or_source_and_a_pair_said_twice_are_refused(lead, plan, rates):
    with pytest.raises(NaphsError):
        set_rates(plan=plan, rates=rates, version=None, by=lead)
    assert not FundingBasis.objects.exists()


def test_only_who_keeps_the_money_sets_rates(plan):
    with pytest.raises(NotAllowed):
        set_rates(plan=plan, rates=Rates((EURO,)), version=None, by=create_partner())


# --- keeping the money of a plan that comes from elsewhere --------------------------------------------------------


def _funded(lead) -> PlanRecord:
    plan = create_costed_plan(lead)
    budget, fund = create_source(lead), create_source(lead, "Fund", kind="fund")
    number = first_activity(plan).number
    one = create_support(plan, budget, lead, portions=(Portion(share=HALF, activity=number), Portion(share=HALF)))
    other = create_support(plan, fund, create_partner(), "Grant", ours=False, ends=date(2028, 12, 31))
    record_money(one, lead, 1000, 2027)
    record_money(one, lead, 2000, 2028, stage=MoneyStage.DISBURSEMENT)
    record_money(other, create_partner(), 300, 2027)
    set_rates(plan=plan, rates=Rates((EURO,)), version=None, by=lead)
    return plan


def _without_ids(plan: PlanRecord):
    funding = load_funding(plan)
    supports = tuple(
        replace(one, transactions=tuple(replace(each, id="") for each in one.transactions)) for one in funding.supports
    )
    return replace(funding, supports=supports)


def test_a_plan_imported_with_its_money_has_the_same_money_and_no_second_source(lead):
    plan = _funded(lead)
    again = keep_plan(plan=load_plan(plan), title="Copy", kind="strategic", by=lead)
    assert _without_ids(again) == _without_ids(plan)
    assert FundingSourceRecord.objects.count() == 2
    assert list(verify("UGA")) == []


def test_sources_are_known_by_their_title_and_new_ones_get_the_next_number(lead):
    funding = load_funding(_funded(lead))
    changed = replace(
        funding,
        sources=(replace(funding.sources[0], title="health BUDGET"), replace(funding.sources[1], title="New fund")),
    )
    copy = keep_plan(plan=replace(load_plan(PlanRecord.objects.get()), funding=changed), title="C", kind="x", by=lead)
    assert [one.source.number for one in copy.supports.all()] == ["S01", "S03"]
    assert AuditEvent.objects.filter(action="keep_funding", why__startswith="A source of this title").count() == 0


def test_a_source_that_is_said_differently_stands_as_it_was_and_the_history_says_so(lead):
    plan = load_plan(_funded(lead))
    other = replace(plan.funding.sources[0], country="NOR")
    funding = replace(plan.funding, sources=(other, plan.funding.sources[1]))
    keep_plan(plan=replace(plan, funding=funding), title="Copy", kind="strategic", by=lead)
    assert FundingSourceRecord.objects.get(number="S01").origin == ""
    assert AuditEvent.objects.filter(action="keep_funding", why__startswith="A source of this title").count() == 1


def test_money_that_cannot_be_kept_exactly_keeps_no_plan_at_all(lead):
    plan = load_plan(_funded(lead))
    support = plan.funding.supports[0]
    odd = replace(support.transactions[0], money=Money(Decimal("0.005"), "USD", 2024))
    funding = replace(plan.funding, supports=(replace(support, transactions=(odd,)),))
    with pytest.raises(NaphsError, match=r"0\.005"):
        keep_plan(plan=replace(plan, funding=funding), title="Copy", kind="strategic", by=lead)
    assert PlanRecord.objects.count() == 1
    assert list(verify("UGA")) == []


def test_the_next_plan_takes_over_the_money_of_its_years_under_its_own_numbers(lead):
    plan = _funded(lead)
    told = {"way": Way.NEXT, "title": "Next", "first_year": 2028, "most_per_area": 5}
    new = carry_plan_forward(previous=plan, seen=print_of(plan), by=lead, **told)
    funding = load_funding(new)
    assert [(one.title, [each.year for each in one.transactions]) for one in funding.supports] == [
        ("Surveillance line", [2028])
    ]
    numbers = set(new.activities.values_list("number", flat=True))
    assert {one.activity for one in funding.supports[0].portions if one.activity} <= numbers
    assert len(load_funding(plan).supports) == 2


# --- what this week says ------------------------------------------------------------------------------------------


def test_the_cycle_counts_who_pays_and_what_nobody_pays(lead):
    plan = create_costed_plan(lead)
    today = date(2027, 6, 1)
    costed = plan.activities.filter(cost_state="costed")
    before = facts_of("UGA", plan, today)
    assert (before.funding_sources, before.activities_without_money) == (0, costed.count())
    budget = create_source(lead)
    support = create_support(plan, budget, lead, portions=(Portion(share=Decimal(1), activity=costed[0].number),))
    record_money(support, lead, stage=MoneyStage.PLEDGE)
    pledged = facts_of("UGA", plan, today)
    assert (pledged.funding_sources, pledged.activities_without_money) == (1, costed.count())
    record_money(support, lead)
    create_support(plan, budget, lead, "Second line")
    paid = facts_of("UGA", plan, today)
    assert (paid.funding_sources, paid.activities_without_money) == (1, costed.count() - 1)


def test_record_transaction_takes_any_stage(lead, support):
    for stage in MoneyStage:
        money = Money(Decimal(5), "EUR", 2026)
        record_transaction(support=support, stage=stage, on=date(2027, 1, 1), year=2027, money=money, by=lead)
    assert [one.stage for one in load_funding(support.plan).supports[0].transactions] == list(MoneyStage)
