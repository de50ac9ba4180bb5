"""Health events, budget calendar, advocacy plan: who may keep them, what can stand in them, what is traced."""

import datetime
from decimal import Decimal

import pytest

from opennaphs.actions.advocacy.add_advocacy_step import add_advocacy_step
from opennaphs.actions.advocacy.edit_advocacy_step import edit_advocacy_step
from opennaphs.actions.advocacy.edit_budget_moment import edit_budget_moment
from opennaphs.actions.advocacy.edit_health_event import edit_health_event
from opennaphs.actions.advocacy.finish_advocacy_step import finish_advocacy_step
from opennaphs.actions.advocacy.remove_advocacy_step import remove_advocacy_step
from opennaphs.actions.advocacy.remove_budget_moment import remove_budget_moment
from opennaphs.actions.advocacy.remove_health_event import remove_health_event
from opennaphs.actions.chain import verify
from opennaphs.actions.history.revert_row import revert_row
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from opennaphs.store.advocacy import event_of, events_of, moments_of, step_of, steps_of
from opennaphs.store.models import AdvocacyStep, AuditEvent, BudgetMoment, HealthEventRecord
from tests.advocacy import create_advocacy_step, create_budget_moment, create_health_event
from tests.workbench import create_country, create_person, create_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_only_those_who_keep_the_money_keep_what_speaks_for_it(lead, plan, role):
    person = create_person(role.key, "UGA")
    if Permission.MANAGE_FUNDING in role.permissions:
        create_health_event(person)
        create_budget_moment(person)
        create_advocacy_step(plan, person)
        return
    row = create_health_event(lead)
    for attempt in (
        lambda: create_health_event(person),
        lambda: edit_health_event(event=row, fields={"deaths": 1}, version=1, by=person),
        lambda: remove_health_event(event=row, version=1, by=person),
        lambda: create_budget_moment(person),
        lambda: create_advocacy_step(plan, person),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert (HealthEventRecord.objects.count(), BudgetMoment.objects.count(), AdvocacyStep.objects.count()) == (1, 0, 0)


def test_somebody_of_another_country_may_not(lead):
    other = create_country("KEN")
    with pytest.raises(NotAllowed):
        create_health_event(other, "UGA")


def test_what_is_not_known_of_an_event_stays_not_known_and_zero_stays_zero(lead):
    row = create_health_event(lead, deaths=0)
    row.refresh_from_db()
    event = event_of(row)
    assert (event.cases, event.deaths, event.cost, event.ended) == (None, 0, None, None)


def test_an_event_keeps_its_cost_with_currency_and_prices(lead):
    row = create_health_event(lead, cost=Decimal("1234.50"), currency="UGX", price_year=2018)
    row.refresh_from_db()
    assert event_of(row).cost == Money(Decimal("1234.50"), "UGX", 2018)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": ""}, "Name"),
        ({"cost": Decimal(5)}, "currency and the year"),
        ({"currency": "USD"}, "currency and the year"),
        ({"cost": Decimal(5), "currency": "usd", "price_year": 2020}, "not a currency code"),
        ({"cost": Decimal(5), "currency": "USD", "price_year": 20}, "year like 2024"),
        ({"areas": ["jee-3.XX"]}, "no technical area"),
        ({"areas": "jee-3.D1"}, "list"),
        ({"cases": 1}, "more deaths"),
        ({"ended": datetime.date(2017, 1, 1)}, "before it began"),
        ({"removed": True}, "cannot be set"),
        ({"version": 9}, "cannot be set"),
    ],
)
def test_an_event_that_cannot_be_is_refused_and_nothing_is_kept(lead, fields, told):
    with pytest.raises(NaphsError, match=told):
        create_health_event(lead, **fields)
    assert not HealthEventRecord.objects.exists()
    assert "add_health_event" not in actions()


def test_every_change_of_an_event_is_traced_and_can_be_undone(lead):
    row = create_health_event(lead)
    edit_health_event(event=row, fields={"deaths": 81}, version=1, why="late report", by=lead)
    remove_health_event(event=row, version=2, by=lead)
    assert list(events_of("UGA")) == []
    assert actions()[-3:] == ["add_health_event", "edit_health_event", "remove_health_event"]
    row.refresh_from_db()
    revert_row(row=row, to_version=2, version=3, why="it happened", by=lead)
    assert [one.deaths for one in events_of("UGA")] == [81]
    assert list(verify("UGA")) == []


def test_who_saves_second_is_told_and_writes_nothing(lead, plan):
    rows = (create_health_event(lead), create_budget_moment(lead), create_advocacy_step(plan, lead))
    edit_health_event(event=rows[0], fields={"deaths": 81}, version=1, by=lead)
    edit_budget_moment(moment=rows[1], fields={"title": "Call"}, version=1, by=lead)
    edit_advocacy_step(step=rows[2], fields={"owner": "Finance officer"}, version=1, by=lead)
    attempts = (
        lambda: edit_health_event(event=rows[0], fields={"deaths": 5}, version=1, by=lead),
        lambda: remove_budget_moment(moment=rows[1], version=1, by=lead),
        lambda: finish_advocacy_step(step=rows[2], done_on=datetime.date(2027, 1, 1), version=1, by=lead),
        lambda: remove_advocacy_step(step=rows[2], version=1, by=lead),
    )
    for attempt in attempts:
        with pytest.raises(Stale):
            attempt()
    assert HealthEventRecord.objects.get().deaths == 81
    assert AdvocacyStep.objects.get().done_on is None


def test_a_step_is_planned_for_a_moment_of_its_own_country_only(lead, plan):
    here, there = create_budget_moment(lead), create_budget_moment(create_country("KEN"), "KEN")
    row = create_advocacy_step(plan, lead, moment=here.pk)
    assert step_of(row).moment == str(here.pk)
    with pytest.raises(NaphsError, match="not of this country"):
        edit_advocacy_step(step=row, fields={"moment": there.pk}, version=1, by=lead)
    with pytest.raises(NaphsError):
        add_advocacy_step(plan=plan, fields={"audience": "A", "message": "B", "moment": 987654}, by=lead)


def test_changing_only_the_moment_of_a_step_is_saved_and_traced(lead, plan):
    first, second = create_budget_moment(lead), create_budget_moment(lead, title="Budget speech")
    row = create_advocacy_step(plan, lead, moment=first.pk)
    edit_advocacy_step(step=row, fields={"moment": second.pk}, version=1, by=lead)
    row = AdvocacyStep.objects.get()
    assert (row.moment_id, row.version) == (second.pk, 2)
    revert_row(row=row, to_version=1, version=2, why="", by=lead)
    assert AdvocacyStep.objects.get().moment_id == first.pk


def test_a_step_of_a_moment_that_was_removed_has_no_moment_any_more(lead, plan):
    moment = create_budget_moment(lead)
    row = create_advocacy_step(plan, lead, moment=moment.pk)
    remove_budget_moment(moment=moment, version=1, by=lead)
    assert step_of(steps_of(plan).get(pk=row.pk)).moment is None
    assert not moments_of("UGA").exists()


@pytest.mark.parametrize("fields", [{"audience": " "}, {"message": ""}])
def test_a_step_says_something_to_somebody(lead, plan, fields):
    with pytest.raises(NaphsError):
        create_advocacy_step(plan, lead, **fields)
    assert not AdvocacyStep.objects.exists()


def test_a_step_is_finished_with_what_came_of_it_and_can_be_opened_again(lead, plan):
    row = create_advocacy_step(plan, lead)
    day = datetime.date(2027, 1, 10)
    finish_advocacy_step(step=row, done_on=day, outcome="A line was added", version=1, by=lead)
    row.refresh_from_db()
    assert (row.done_on, row.outcome) == (day, "A line was added")
    finish_advocacy_step(step=row, done_on=None, version=2, by=lead)
    row.refresh_from_db()
    assert (row.done_on, row.outcome) == (None, "A line was added")
    assert actions()[-2:] == ["finish_advocacy_step"] * 2
