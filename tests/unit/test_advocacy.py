"""What speaks for a plan: the country's own events, and what is due in the budget calendar."""

import datetime
from decimal import Decimal

import pytest

from opennaphs.catalogue.translations import translator
from opennaphs.domain.advocacy import AdvocacyStep, BudgetMoment, burden_of, due_steps, risks_of_not_acting
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money
from tests.investment import create_event, usd

TODAY = datetime.date(2027, 1, 1)
UNKNOWN = create_event("Unknown fever", 2020)


def day(text):
    return datetime.date.fromisoformat(text)


# --- events -------------------------------------------------------------------------------------------------------


def test_what_is_not_known_is_counted_apart_and_is_not_zero():
    burden = burden_of([create_event(cases=0, deaths=0), create_event("Ebola", 2022, cases=160), UNKNOWN])
    assert (burden.cases, burden.cases_unknown) == (160, 1)
    assert (burden.deaths, burden.deaths_unknown) == (0, 2)
    assert (burden.costs, burden.costs_unknown) == ((), 3)


def test_when_nothing_is_known_there_is_no_sum():
    burden = burden_of([UNKNOWN])
    assert (burden.cases, burden.deaths, burden.costs) == (None, None, ())


def test_costs_of_different_currencies_and_years_stay_apart():
    events = [
        create_event(cost=usd(5)),
        create_event(cost=usd(7)),
        create_event(cost=Money(usd(9).amount, "UGX", 2020)),
    ]
    assert [str(one) for one in burden_of(events).costs] == ["UGX 9.00 (2020 prices)", "USD 12.00 (2024 prices)"]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"name": " "}, "needs a name"),
        ({"ended": datetime.date(2017, 1, 1)}, "before it began"),
        ({"cases": -1}, "Fewer than no people"),
        ({"cases": 3, "deaths": 4}, "more deaths"),
        ({"cost": usd(-1)}, "less than nothing"),
    ],
)
def test_an_event_that_cannot_be_is_refused(about, told):
    with pytest.raises(NaphsError, match=told):
        create_event(**about)


def test_nobody_need_have_counted_the_ill_for_deaths_to_be_known():
    assert create_event(deaths=4).cases is None


# --- risks --------------------------------------------------------------------------------------------------------


def texts(*events, missing=None, areas=None):
    return [str(one) for one in risks_of_not_acting(events, missing or {}, {"D1": "Laboratories"}, areas)]


def test_the_sentences_say_for_how_many_events_a_number_is_not_known():
    told = texts(create_event(cases=100, deaths=3, cost=usd(2000)), UNKNOWN)
    assert told[0] == "Health events recorded since 2018: 2 (Unknown fever, Cholera 2018)."
    assert told[1] == "100 people fell ill in the events for which the number is known; it is not known for 1 of 2."
    assert told[2] == "3 people died in the events for which the number is known; it is not known for 1 of 2."
    assert told[3] == "Those whose cost is known cost USD 2,000 (2024); it is not known for 1 of 2."


def test_what_events_cost_is_said_as_the_language_writes_amounts():
    dear, other = create_event(cost=usd(2000)), create_event(cost=Money(Decimal(3500), "UGX", 2020))
    told = risks_of_not_acting((dear, other), {}, {})
    french = next(one for one in told if one.code == "cost").text(translator("fr"))
    assert "3\u202f500 UGX (2020) + 2\u202f000 USD (2024)" in french


def test_a_number_known_for_all_is_said_plainly_and_zero_is_said():
    told = texts(create_event(cases=0, deaths=0))
    assert told[1:3] == ["0 people fell ill in them.", "0 people died."]


def test_when_nothing_is_known_that_is_said():
    assert any("not known for any of them" in one for one in texts(UNKNOWN))


def test_what_failed_leads_to_the_gap_of_its_area_only_when_there_is_one():
    event = create_event(areas=("D1", "P1"), what_failed="Samples were late.")
    told = texts(event, missing={"D1": "78"})
    assert "“Cholera 2018” showed what fails: Samples were late." in told
    assert [one for one in told if "is missing" in one] == [
        "Of the money that “Laboratories” needs, which “Cholera 2018” showed to be weak, 78\u00a0% is missing."
    ]


def test_a_case_for_an_area_tells_of_its_events_and_of_those_that_name_no_area():
    elsewhere, ours = create_event("Floods", areas=("P1",)), create_event("Ebola", areas=("D1",))
    assert texts(elsewhere, areas={"D1"}) == []
    assert texts(elsewhere, ours, UNKNOWN, areas={"D1"})[0].endswith("2 (Unknown fever, Ebola).")
    assert "Floods" not in " ".join(texts(elsewhere, ours, UNKNOWN, areas={"D1"}))


def test_without_events_nothing_is_claimed():
    assert texts() == []


# --- the budget calendar ------------------------------------------------------------------------------------------


def step(number, due=None, moment=None, done_on=None):
    return AdvocacyStep(number, "Parliament", "Say it", due and day(due), moment, done_on=done_on and day(done_on))


CALL = BudgetMoment("b1", "Budget call", day("2027-01-15"))


def test_a_step_is_due_on_its_own_day_else_on_that_of_its_moment():
    found = due_steps([step("own", "2027-01-10", "b1"), step("moment", moment="b1")], [CALL], TODAY)
    assert [(one.step.id, one.day, one.days_left) for one in found] == [
        ("own", day("2027-01-10"), 9),
        ("moment", day("2027-01-15"), 14),
    ]


def test_the_most_urgent_come_first_those_without_a_day_last_and_done_ones_not_at_all():
    steps = [
        step("no day"),
        step("later", "2027-03-01"),
        step("late", "2026-12-01"),
        step("done", "2026-11-01", done_on="2026-11-01"),
        step("moment gone", moment="b9"),
    ]
    found = due_steps(steps, [CALL], TODAY)
    assert [one.step.id for one in found] == ["late", "later", "no day", "moment gone"]
    assert [one.late for one in found] == [True, False, False, False]
    assert found[-1].days_left is None


def test_only_those_due_soon_or_late_when_asked():
    steps = [step("late", "2026-12-01"), step("soon", "2027-01-08"), step("far", "2027-02-01"), step("no day")]
    assert [one.step.id for one in due_steps(steps, [], TODAY, within=7)] == ["late", "soon"]


def test_a_step_due_today_is_not_late():
    (found,) = due_steps([step("today", "2027-01-01")], [], TODAY)
    assert (found.days_left, found.late) == (0, False)


@pytest.mark.parametrize(("audience", "message"), [(" ", "Say it"), ("Parliament", "")])
def test_a_step_says_something_to_somebody(audience, message):
    with pytest.raises(NaphsError, match="says something to somebody"):
        AdvocacyStep("1", audience, message)


def test_a_moment_has_a_title():
    with pytest.raises(NaphsError, match="needs a title"):
        BudgetMoment("1", " ", TODAY)
