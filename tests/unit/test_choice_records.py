"""The record of a choice: it keeps all that was left out, survives the document, and gives the old plan back."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opennaphs.domain.choice_reasons import Change, LeftOut, Limit, WhyNot
from opennaphs.domain.choice_records import (
    ChoiceRecord,
    ChosenActivity,
    Origin,
    PaidBill,
    Proof,
    SourceUse,
    changed_since,
    record_choice,
    without_choice,
)
from opennaphs.domain.choice_remarks import Remark, RemarkCode
from opennaphs.domain.choices import Choice
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.money import Money
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.domain.step_weights import Criterion, StepWeight
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.plan_file import parse_plan
from tests.choice_reports import create_chosen_actions, create_chosen_plan, create_report
from tests.conftest import ROOT
from tests.factories import create_costed_plan

SCHEMA = ROOT / "src/opennaphs/catalogue/schemas/plan.schema.json"


@pytest.fixture(scope="module")
def report():
    return create_report()


@pytest.fixture
def chosen(report):
    return create_chosen_plan(report)


def test_the_chosen_plan_holds_what_is_chosen_and_its_record_the_rest(report, chosen):
    started = set(report.choice.started)
    assert {one.id for one in chosen.activities} == started
    assert {one.id for one in chosen.choice.left_out} == {one.id for one in report.plan.activities} - started
    assert chosen.choice.order == tuple(one.id for one in report.plan.activities)


def test_a_chosen_plan_comes_back_from_its_document_as_it_was(chosen):
    again = parse_plan(render_plan(chosen), "x.naphs.json")
    assert again == chosen
    assert render_plan(again) == render_plan(chosen)


def test_a_plan_nobody_has_chosen_has_no_such_key_and_older_documents_are_read():
    plan = create_costed_plan()
    assert "choice" not in document(plan)
    assert plan_of(document(plan)).choice is None


def test_the_plan_before_the_choice_can_be_had_again(report, chosen):
    assert without_choice(chosen) == report.plan
    assert without_choice(report.plan) is report.plan


def test_the_record_says_who_pays_what_and_it_adds_up(report, chosen):
    record = chosen.choice
    paid = sum(money.amount for one in record.paid for money in one.by_year)
    used = sum(money.amount for one in record.sources for money in one.used)
    assert paid == used == report.used.amount
    assert {one.source for one in record.paid} <= {one.id for one in record.sources}
    assert any(one.payee == "group:training:x" for one in record.paid)


def test_the_record_says_when_work_begins_and_ends_and_steps_are_reached(report, chosen):
    times = {one.activity: (one.starts, one.finishes) for one in chosen.choice.chosen}
    starts, ends = times["A-001"]
    assert int(ends) == int(starts) + 1, "fourteen months are two years"
    assert chosen.choice.reached["A.1:2"] == ends
    assert chosen.choice.proof.gap == 0


def test_the_record_says_why_steps_are_left_out(chosen):
    why = {one.step: one.why for one in chosen.choice.steps_left_out}
    assert why["B.1:4"] is WhyNot.DEMAND
    assert set(why) == {"A.1:4", "B.1:4"}


def test_work_people_did_on_a_chosen_plan_is_kept(report, chosen):
    first, second, *others = chosen.activities
    owned = replace(first, owner="Director", action=replace(first.action, text="Our own words."))
    dearer = tuple(replace(line, unit_price=line.unit_price.times(Decimal(2))) for line in second.cost.lines)
    recosted = replace(second, cost=replace(second.cost, lines=dearer))
    edited = replace(chosen, activities=(owned, recosted, *others))
    back = {one.id: one for one in without_choice(edited).activities}
    before = {one.id: one for one in report.plan.activities}
    assert back[first.id] == replace(before[first.id], owner="Director", action=owned.action)
    assert back[second.id] == recosted
    assert changed_since(edited) == (second.id,)
    assert changed_since(chosen) == changed_since(report.plan) == ()


def test_an_activity_somebody_removed_stays_away_and_one_added_is_there(report, chosen):
    new = replace(chosen.activities[0], id="A-099")
    edited = replace(chosen, activities=(*chosen.activities[1:], new))
    names = [one.id for one in without_choice(edited).activities]
    assert names == [one.id for one in report.plan.activities if one.id != "A-001"] + ["A-099"]


def test_a_new_activity_with_the_number_of_one_left_out_is_not_mixed_up_with_it(chosen):
    taken = chosen.choice.left_out[0].id
    edited = replace(chosen, activities=(*chosen.activities, replace(chosen.activities[0], id=taken)))
    assert [one.id for one in without_choice(edited).activities].count(taken) == 2


def test_a_choice_for_another_plan_is_refused(report):
    other = replace(report.plan, activities=report.plan.activities[1:])
    proof, origin = Proof(Decimal(1), None, Decimal(1), "x"), Origin("x", "1")
    with pytest.raises(NaphsError, match="made for another plan"):
        record_choice(other, report.question, report.choice, proof, origin, ())


def test_choosing_nothing_leaves_everything_out():
    plan = create_costed_plan(create_chosen_actions())
    report = create_report(plan)
    chosen = record_choice(
        plan, report.question, Choice(), Proof(Decimal(0), None, Decimal(1), "x"), Origin("r", "1"), ()
    )
    assert (chosen.activities, chosen.choice.left_out) == ((), plan.activities)
    assert without_choice(parse_plan(render_plan(chosen), "x")) == plan


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [("4", "5", "0.25"), ("4", "3.9", "0"), ("0", "0", "0"), ("0", "1", None), ("4", None, None)],
)  # fmt: skip
def test_the_gap_is_a_share_of_the_value(value, bound, gap):
    proof = Proof(Decimal(value), None if bound is None else Decimal(bound), Decimal(1), "x")
    assert proof.gap == (None if gap is None else Decimal(gap))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda choice: choice.pop("order"), "“order” is missing"),
        (lambda choice: choice.update(extra=1), "“extra”"),
        (lambda choice: choice["steps_left_out"][0].update(why="whim"), "“whim” is not a known why"),
        (lambda choice: choice["proof"].update(value="much"), "“much”"),
        (lambda choice: choice["left_out"][0].update(levle=1), "“levle”"),
    ],
)
def test_a_damaged_record_is_refused(chosen, change, said):
    content = json.loads(render_plan(chosen))
    change(content["choice"])
    with pytest.raises(InputRefused) as caught:
        parse_plan(json.dumps(content, indent=1).encode(), "x")
    assert said in str(caught.value)


def test_the_schema_knows_exactly_the_words_of_a_record():
    choice = json.loads(SCHEMA.read_text())["properties"]["choice"]["properties"]
    left_out, origin = choice["steps_left_out"]["items"]["properties"], choice["origin"]["properties"]
    pairs = [
        (left_out["why"]["enum"], WhyNot),
        (left_out["changes"]["items"]["properties"]["limit"]["enum"], Limit),
        (origin["remarks"]["items"]["properties"]["code"]["enum"], RemarkCode),
        (origin["shares"]["propertyNames"]["enum"], Criterion),
        (origin["weights"]["items"]["properties"]["criteria"]["propertyNames"]["enum"], Criterion),
    ]
    for words, known in pairs:
        assert set(words) == {str(one) for one in known}, known


# --- whatever a record holds --------------------------------------------------------------------------------------

texts = st.text(max_size=8)
exact = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)
moneys = st.lists(exact.map(lambda amount: Money(amount, "USD", 2024)), max_size=3).map(tuple)
changes = st.builds(Change, st.sampled_from(Limit), texts, st.none() | st.integers(0, 4), exact)
records = st.builds(
    ChoiceRecord,
    currency=st.just("USD"),
    price_year=st.just(2024),
    periods_per_year=st.sampled_from([1, 4]),
    origin=st.builds(
        Origin,
        texts,
        texts,
        st.lists(st.builds(Remark, st.sampled_from(RemarkCode), st.dictionaries(texts, texts)), max_size=2).map(tuple),
        st.dictionaries(st.sampled_from([str(one) for one in Criterion]), exact),
        st.lists(
            st.builds(
                StepWeight, texts, texts, exact, st.dictionaries(st.sampled_from(Criterion), exact), exact, exact
            ),
            max_size=2,
        ).map(tuple),
    ),
    proof=st.builds(Proof, exact, st.none() | exact, exact, texts),
    sources=st.lists(st.builds(SourceUse, texts, texts, moneys, moneys), max_size=2).map(tuple),
    chosen=st.lists(
        st.builds(ChosenActivity, texts, texts, st.none() | texts, st.lists(exact, max_size=3).map(tuple)), max_size=2
    ).map(tuple),
    paid=st.lists(st.builds(PaidBill, texts, texts, moneys), max_size=2).map(tuple),
    reached=st.dictionaries(texts, texts, max_size=2),
    steps_left_out=st.lists(
        st.builds(
            LeftOut,
            texts,
            st.sampled_from(WhyNot),
            st.tuples(texts),
            exact,
            exact,
            st.tuples(changes),
            st.tuples(texts),
        ),
        max_size=2,
    ).map(tuple),
    left_out=st.just(()),
    before=st.just(()),
    order=st.lists(texts, max_size=3).map(tuple),
)


@settings(max_examples=40)
@given(records)
def test_any_record_survives_its_document(record):
    plan = replace(create_costed_plan(costed=False), choice=record)
    assert parse_plan(render_plan(plan), "x") == plan
