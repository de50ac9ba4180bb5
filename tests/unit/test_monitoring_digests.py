"""What a dashboard shows about a plan under way: lists, money apart from time, trends, changes, what is not known."""

import datetime
import re
import time
from dataclasses import replace
from fractions import Fraction

import pytest

from opennaphs.catalogue.translations import translator
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, Portion, Support, SupportState
from opennaphs.domain.library import Sector
from opennaphs.domain.money import MoneyMismatch
from opennaphs.domain.monitoring.carrying import carry_follow_up
from opennaphs.domain.monitoring.digests import changes_between, progress_digest
from opennaphs.domain.monitoring.rates import breakdown
from opennaphs.domain.monitoring.records import Blocker, FollowUp, Milestone, ResultIndicator, ResultKind, ResultValue
from opennaphs.domain.monitoring.results import result_standing
from opennaphs.domain.monitoring.series import Moved, progress_series
from opennaphs.domain.monitoring.standings import FollowUpCut, FollowUpNarrowing, MoneyState, Situation, standings
from tests.followed_plans import create_activity, create_followed_plan, create_money, create_update, day, usd

TODAY = day("2027-06-30")


def _numbers(found):
    return [one.activity for one in found]


def _year(number, **more):
    return create_activity(number, starts="2027-01-01", ends="2027-12-31", **more)


def _short(number, **more):
    return create_activity(number, starts="2027-01-01", ends="2027-03-31", **more)


def test_work_without_money_is_kept_apart_from_work_with_money_that_is_late():
    plan = create_followed_plan(
        _year("A-001"),
        _short("A-002"),
        _short("A-003"),
        _short("A-004"),
        updates=[
            create_update("A-001", "2027-06-01", "not started"),
            create_update("A-002", "2027-06-01", "in progress", 20),
            create_update("A-003", "2027-06-01", "in progress", 20),
        ],
    )
    money = {
        "A-001": create_money(100, 0),
        "A-002": create_money(100, 100),
        "A-003": create_money(100, 40),
        "A-004": create_money(100, 100),
    }
    found = progress_digest(plan, TODAY, money)
    assert _numbers(found.waiting_for_money) == ["A-001"]
    assert _numbers(found.funded_but_late) == ["A-002"]
    assert _numbers(found.by_money[MoneyState.PARTLY_FUNDED]) == ["A-003"]
    assert _numbers(found.late_unreported) == ["A-004"]  # it may be done; nobody has said


def test_the_latest_stand_first_and_what_nobody_reported_stands_apart():
    plan = create_followed_plan(
        create_activity("A-001", starts="2027-01-01", ends="2027-05-31"),
        _short("A-002"),
        _short("A-003"),
        updates=[create_update(number, "2027-06-01") for number in ("A-001", "A-002")],
    )
    found = progress_digest(plan, TODAY)
    assert [(one.activity, one.days_late) for one in found.late] == [("A-002", 91), ("A-001", 30)]
    assert _numbers(found.late_unreported) == _numbers(found.unreported) == ["A-003"]


def test_silence_begins_after_31_days_and_work_that_has_to_begin_later_is_not_unreported():
    plan = create_followed_plan(
        _year("A-001"),
        _year("A-002"),
        create_activity("A-003", first_year=2028),
        _year("A-004"),
        updates=[create_update("A-001", "2027-05-29"), create_update("A-002", "2027-05-30")],
    )
    found = progress_digest(plan, TODAY)
    assert _numbers(found.silent) == ["A-001"]
    assert _numbers(found.unreported) == ["A-004"]
    assert found.rates.not_due == ("A-003",)
    assert found.rates.completed_by_count.highest == Fraction(1, 4)  # A-004 alone may be done without our knowing
    assert any("still to come" in str(one) for one in found.not_known)


def test_blocked_work_is_grouped_by_what_blocks_it_until_somebody_says_otherwise():
    plan = create_followed_plan(
        _year("A-001"),
        _year("A-002"),
        _year("A-003"),
        updates=[
            create_update("A-001", "2027-05-01", blocker="procurement", blocked_by="The tender failed"),
            create_update("A-002", "2027-05-01", blocker="no staff"),
            create_update("A-002", "2027-06-01"),
            create_update("A-003", "2027-06-01", "cancelled", blocker="no money"),
        ],
    )
    found = progress_digest(plan, TODAY)
    assert {kind: _numbers(group) for kind, group in found.blocked.items()} == {Blocker.PROCUREMENT: ["A-001"]}
    assert found.blocked[Blocker.PROCUREMENT][0].blocked_by == "The tender failed"


def test_amounts_in_sentences_are_written_as_the_language_writes_them():
    updates = [create_update("A-001", "2027-06-01", percent=10)]
    plan = create_followed_plan(_year("A-001", cost=(2_500_000,)), _year("A-002", cost=(1_000_000,)), updates=updates)
    found = progress_digest(plan, TODAY)
    told = [*found.rates.rules, *found.earned.sentences, *found.not_known]
    english = " ".join(map(str, told))
    french = " ".join(one.text(translator("fr")) for one in told)
    for amount in ("3,500,000", "250,000", "1,000,000"):
        assert f"USD {amount}" in english
        assert f"{amount} USD".replace(",", "\u202f") in french
    assert re.search(r"USD \d", french) is None


def test_every_figure_follows_the_narrowing():
    plan = create_followed_plan(
        _year("A-001", lead=Sector.HEALTH),
        _year("B-001", lead=Sector.AGRICULTURE),
        updates=[create_update("A-001", "2027-06-01", percent=80), create_update("B-001", "2027-06-01", percent=10)],
        milestones=[Milestone(f"m-{number}", number, "Read", day("2027-06-01")) for number in ("A-001", "B-001")],
        results=[_result("r1", area="A"), _result("r2", area="B"), _result("r3"), _result("r4", activity="B-001")],
    )  # fmt: skip
    found = progress_digest(plan, TODAY, narrowing=FollowUpNarrowing(ministries=("agriculture",)))
    assert found.rates.progress_by_count.value == Fraction(1, 10)
    assert found.earned.earned == usd("10.00")
    assert [one.milestone.id for one in found.milestones_overdue] == ["m-B-001"]
    assert [one.indicator.id for one in found.results] == ["r2", "r4"]
    assert any("not shown: 2 (r1, r3)" in str(one) for one in found.not_known)
    assert [row.name for row in found.rows(FollowUpCut.AREA)] == ["B"]


def _result(result_id, area=None, activity=None, values=()):
    return ResultIndicator(
        result_id, "Staff trained", ResultKind.OUTPUT, "people", area, activity, values=tuple(values)
    )


def test_narrowing_to_nothing_says_so_and_divides_by_nothing():
    found = progress_digest(create_followed_plan(_year("A-001")), TODAY, narrowing=FollowUpNarrowing(areas=("Z",)))
    assert found.standings == ()
    assert found.rates.completed_by_count.value is None
    assert [str(one) for one in found.not_known] == ["No activity is within what you look at."]


def test_regions_and_sources_overlap_and_what_has_none_is_a_row_of_its_own():
    support = Support("s1", "fund", "A grant", portions=(Portion(share=1, activity="A-001"),))
    refused = replace(support, id="s2", state=SupportState.SENT_BACK, portions=(Portion(share=1, activity="A-002"),))
    source = FundingSource("fund", "The Fund", SourceKind.FUND)
    plan = create_followed_plan(_year("A-001", places=("North", "South")), _year("A-002"))
    plan = replace(plan, funding=Funding((source,), (support, refused)))
    found = standings(plan, TODAY)
    rows = {row.name: row.rates.activities for row in breakdown(found, FollowUpCut.REGION)}
    assert rows == {"North": 1, "South": 1, "whole country": 1}
    assert [row.name for row in breakdown(found, FollowUpCut.SOURCE)] == ["fund", "not said"]


def test_without_money_entered_nobody_has_said_that_there_is_none():
    plan = replace(create_followed_plan(_year("A-001")), funding=None)
    found = progress_digest(plan, TODAY, {"A-001": create_money(100, 0)})
    assert found.standings[0].money is MoneyState.NOT_SAID
    assert found.waiting_for_money == ()


def test_costs_in_two_currencies_are_refused_rather_than_added():
    plan = create_followed_plan(_year("A-001"), _year("A-002"))
    money = create_money(100)
    with pytest.raises(MoneyMismatch):
        progress_digest(plan, TODAY, {"A-001": replace(money, cost=replace(money.cost, currency="XOF"))})


def test_milestones_of_work_that_left_the_plan_are_no_longer_asked_for():
    plan = create_followed_plan(
        _year("A-001"),
        updates=[create_update("A-001", "2027-05-01", "cancelled")],
        milestones=[Milestone("m1", "A-001", "The bill is read", day("2027-06-01"))],
    )
    assert progress_digest(plan, TODAY).milestones_overdue == ()


def test_updates_of_activities_that_are_not_in_the_plan_are_named():
    plan = create_followed_plan(_year("A-001"), updates=[create_update("A-009", "2027-05-01")])
    assert any("A-009" in str(one) for one in progress_digest(plan, TODAY).not_known)


def test_after_its_end_a_plan_has_done_what_it_has_done():
    plan = create_followed_plan(_year("A-001"), updates=[create_update("A-001", "2031-12-01", percent=50)])
    found = progress_digest(plan, day("2033-06-30")).forecast
    assert found.at_end.value == Fraction(1, 2)
    assert found.done_by > day("2036-12-31")


def test_the_series_shows_each_quarter_as_it_was_known_then():
    plan = create_followed_plan(
        _year("A-001"),
        _year("A-002", status=ActivityStatus.COMPLETED),
        updates=[
            create_update("A-001", "2027-02-01", percent=10),
            create_update("A-001", "2027-05-01", percent=50),
            create_update("A-001", "2027-08-01", "completed"),
        ],
    )
    points = progress_series(plan, day("2027-10-15"))
    assert [(one.on.isoformat(), one.quarter) for one in points] == [
        ("2027-03-31", 1),
        ("2027-06-30", 2),
        ("2027-09-30", 3),
    ]
    assert [one.rates.progress_by_count.value for one in points] == [Fraction(1, 10), Fraction(1, 2), 1]
    assert [one.rates.counts[Situation.COMPLETED] for one in points] == [0, 0, 1]
    assert {one.undated for one in points} == {("A-002",)}  # the plan says completed, and not since when


def test_what_changed_between_two_reviews():
    numbers = [f"A-{number:03d}" for number in range(1, 8)]
    plan = create_followed_plan(
        *(_year(number) for number in numbers[:6]),
        _short(numbers[6]),
        updates=[
            create_update("A-001", "2027-03-01", percent=10),
            create_update("A-001", "2027-06-01", "completed"),
            create_update("A-002", "2027-06-01", percent=5),
            create_update("A-003", "2027-03-01", blocker="no staff"),
            create_update("A-003", "2027-06-01"),
            create_update("A-004", "2027-03-01"),
            create_update("A-004", "2027-06-01", "on hold", blocker="no money"),
            create_update("A-005", "2027-03-01", "completed"),
            create_update("A-005", "2027-06-01"),
            create_update("A-006", "2027-06-01", "cancelled"),
            create_update("A-007", "2027-03-01", percent=10),
        ],
    )
    found = changes_between(plan, day("2027-03-31"), TODAY)
    assert found.completed == ("A-001",)
    assert found.started == ("A-002",)
    assert (found.unblocked, found.blocked) == (("A-003",), ("A-004",))
    assert found.put_on_hold == ("A-004",)
    assert found.reopened == ("A-005",)
    assert found.cancelled == ("A-006",)
    assert found.became_late == ("A-007",)
    assert found.first_reported == ("A-002", "A-006")
    assert Moved("A-001", 10, 100) in found.moved
    assert Moved("A-002", None, 5) in found.moved
    narrowed = changes_between(plan, day("2027-03-31"), TODAY, FollowUpNarrowing(situations=(Situation.DELAYED,)))
    assert (narrowed.completed, narrowed.became_late) == ((), ("A-007",))


def test_work_that_came_back_in_time_has_caught_up():
    plan = create_followed_plan(
        _year("A-001"),
        updates=[create_update("A-001", "2027-02-15", "not started"), create_update("A-001", "2027-05-01", percent=5)],
    )
    assert changes_between(plan, day("2027-03-31"), TODAY).caught_up == ("A-001",)


def test_what_a_result_says_in_words():
    indicator = replace(
        _result("r1", values=[ResultValue(day("2028-01-01"), 40)]),
        baseline=20, target=60, baseline_on=day("2027-01-01"), target_on=day("2031-01-01"),
    )  # fmt: skip
    said = str(result_standing(indicator, day("2028-06-30")).sentence)
    assert said == "Staff trained: 40 people on 2028-01-01, 50 % of the way to 60; a straight line asks for 25 %."
    assert (
        str(result_standing(indicator, day("2027-06-30")).sentence) == "Staff trained: nothing has been measured yet."
    )


def test_what_is_told_when_the_follow_up_goes_to_the_next_plan():
    follow_up = FollowUp(
        updates=(create_update("A-001", "2031-01-01"),),
        milestones=(
            Milestone("m1", "A-001", "Read", day("2031-06-30")),
            Milestone("m2", "A-001", "Signed", day("2037-06-30")),
            Milestone("m3", "A-002", "Printed", day("2031-06-30")),
        ),
        results=(replace(_result("r1", activity="A-001"), target_on=day("2031-12-31")),),
    )
    found = carry_follow_up(follow_up, {"A-001": "A-004"}, range(2032, 2037))
    assert [str(one) for one in found.told] == [
        "Progress updates that stay with the old plan as its history: 1.",
        "Milestones of activities that are not in the next plan: 1 (m3).",
        "Milestones that were due before the next plan begins: 1 (m1). Give them a new day.",
        "Milestones that are due after the next plan ends: 1 (m2). Look at their days.",
        "Results whose target is of a day before the next plan begins: 1 (r1). Set a new target day.",
    ]


def test_a_large_plan_takes_well_under_a_second():
    numbers = [f"A-{number:04d}" for number in range(1000)]
    first = datetime.date(2027, 1, 1)
    updates = [
        create_update(
            numbers[(step * 7) % 1000], (first + datetime.timedelta(days=step % 1700)).isoformat(), percent=40
        )
        for step in range(20_000)
    ]
    plan = create_followed_plan(*(_year(number) for number in numbers), updates=updates)
    begun = time.process_time()
    found = progress_digest(plan, day("2031-12-31"))
    assert len(found.standings) == 1000
    assert time.process_time() - begun < 1
