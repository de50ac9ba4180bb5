"""What is said of a plan under way: shares within their whole, what is not known kept apart, nothing counted twice."""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.library import Sector
from opennaphs.domain.monitoring.carrying import carry_follow_up
from opennaphs.domain.monitoring.digests import changes_between, progress_digest
from opennaphs.domain.monitoring.documents import follow_up_document, follow_up_of
from opennaphs.domain.monitoring.earned_value import earned_value
from opennaphs.domain.monitoring.forecasts import activity_forecast
from opennaphs.domain.monitoring.rates import breakdown, cost_together, implementation_rates
from opennaphs.domain.monitoring.records import (
    Blocker,
    Milestone,
    ProgressUpdate,
    ResultIndicator,
    ResultKind,
    ResultValue,
)
from opennaphs.domain.monitoring.series import progress_series, quarter_ends
from opennaphs.domain.monitoring.standings import (
    OVERLAPPING,
    FollowUpCut,
    FollowUpNarrowing,
    Situation,
    narrowed_standings,
    standings,
)
from tests.followed_plans import create_activity, create_followed_plan, create_money

DAYS = st.dates(datetime.date(2026, 6, 1), datetime.date(2032, 6, 30))
PERCENT = st.none() | st.integers(0, 100)
NUMBERS = [f"{area}-{number:03d}" for area in "AB" for number in (1, 2, 3)]
NARROWED_BY = {
    FollowUpCut.AREA: "areas",
    FollowUpCut.MINISTRY: "ministries",
    FollowUpCut.REGION: "regions",
    FollowUpCut.OWNER: "owners",
    FollowUpCut.SOURCE: "sources",
    FollowUpCut.SITUATION: "situations",
}


@st.composite
def updates(draw, numbers=NUMBERS):
    status, percent = draw(st.sampled_from(ActivityStatus)), draw(PERCENT)
    return ProgressUpdate(
        activity=draw(st.sampled_from(numbers)),
        on=draw(DAYS),
        status=status,
        percent_done=None if status is ActivityStatus.COMPLETED else percent,
        blocker=draw(st.none() | st.sampled_from(Blocker)),
        next_step=draw(st.sampled_from(["", "Call the meeting"])),
    )


@st.composite
def activities(draw, number):
    starts, ends = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if starts is not None and ends is not None and ends < starts:
        starts, ends = ends, starts
    return create_activity(
        number,
        draw(st.none() | st.lists(st.integers(0, 999), max_size=5).map(tuple)),
        owner=draw(st.sampled_from([None, "planning officer", "laboratory lead"])),
        lead=draw(st.sampled_from([None, Sector.HEALTH, Sector.AGRICULTURE])),
        first_year=draw(st.integers(2027, 2031)),
        starts=None if starts is None else starts.isoformat(),
        ends=None if ends is None else ends.isoformat(),
        places=tuple(draw(st.lists(st.sampled_from(["North", "South"]), unique=True))),
        status=draw(st.sampled_from([ActivityStatus.NOT_STARTED, ActivityStatus.IN_PROGRESS])),
        percent_done=draw(PERCENT),
    )


milestones = st.builds(
    Milestone,
    st.uuids().map(str),
    st.sampled_from(NUMBERS),
    st.just("The bill is read"),
    DAYS,
    st.none() | DAYS,
)
values = st.builds(ResultValue, DAYS, st.integers(-5, 150).map(Decimal), st.sampled_from(["", "survey"]))
results = st.builds(
    ResultIndicator,
    id=st.uuids().map(str),
    title=st.just("Laboratories"),
    kind=st.sampled_from(ResultKind),
    unit=st.just("per cent"),
    area=st.none() | st.sampled_from("AB"),
    activity=st.none() | st.sampled_from(NUMBERS),
    baseline=st.none() | st.integers(0, 100).map(Decimal),
    target=st.none() | st.integers(0, 100).map(Decimal),
    values=st.lists(values, max_size=3).map(tuple),
)


@st.composite
def followed_plans(draw):
    chosen = draw(st.lists(st.sampled_from(NUMBERS), unique=True, min_size=1))
    return create_followed_plan(
        *(draw(activities(number)) for number in chosen),
        updates=draw(st.lists(updates(), max_size=12)),
        milestones=draw(st.lists(milestones, max_size=4)),
        results=draw(st.lists(results, max_size=4)),
    )


@st.composite
def moneys(draw):
    amount = st.none() | st.integers(0, 2000)
    return {number: create_money(draw(amount), draw(amount), draw(amount)) for number in NUMBERS if draw(st.booleans())}


def _shares(rates):
    return (
        rates.completed_by_count,
        rates.completed_by_cost,
        rates.progress_by_count,
        rates.progress_by_cost,
    )


@given(followed_plans(), DAYS, moneys())
def test_every_rate_lies_between_0_and_1_and_within_its_interval(plan, today, money):
    for share in _shares(implementation_rates(standings(plan, today, money))):
        known = [one for one in (share.lowest, share.value, share.highest) if one is not None]
        assert known == sorted(known)
        assert all(0 <= one <= 1 for one in known)
        assert (share.lowest is None) == (share.highest is None)
        assert share.value is None or share.lowest is not None


@given(followed_plans(), DAYS)
def test_count_and_cost_come_from_one_set_of_activities(plan, today):
    """When all cost the same, both ways of counting say the same."""
    same = replace(plan, activities=tuple(replace(one, cost=plan.activities[0].cost) for one in plan.activities))
    rates = implementation_rates(standings(same, today))
    if rates.cost is not None and rates.cost.amount:
        assert rates.progress_by_count == rates.progress_by_cost
        assert rates.completed_by_count == rates.completed_by_cost


@given(followed_plans(), DAYS, moneys())
def test_rates_agree_with_adding_up_by_hand(plan, today, money):
    """The same from the updates alone, by another way: the last of each activity up to the day."""
    found = standings(plan, today, money)
    rates = implementation_rates(found)
    said = {}
    for one in sorted(plan.follow_up.updates, key=lambda one: one.on):
        if one.on <= today:
            said[one.activity] = one
    done = {number for number, one in said.items() if one.status is ActivityStatus.COMPLETED}
    gone = {
        number
        for number, one in said.items()
        if one.status in (ActivityStatus.CANCELLED, ActivityStatus.CARRIED_FORWARD)
    }
    here = [one.id for one in plan.activities]
    assert rates.activities == len([number for number in here if number not in gone])
    assert rates.counts[Situation.COMPLETED] == len(done & set(here))
    if rates.activities:
        assert rates.completed_by_count.lowest == Fraction(len(done & set(here)), rates.activities)
    if set(said) & (set(here) - gone):
        assert rates.completed_by_count.value == rates.completed_by_count.lowest


@given(followed_plans(), DAYS)
def test_whatever_is_found_out_later_lies_within_the_interval(plan, today):
    """Reporting a percentage for all that nobody reported gives a share within the interval told before."""
    before = implementation_rates(standings(plan, today))
    told = [
        ProgressUpdate(number, today, ActivityStatus.IN_PROGRESS, (index * 37) % 101)
        for index, number in enumerate(before.not_reported)
    ]
    told_plan = replace(plan, follow_up=replace(plan.follow_up, updates=(*plan.follow_up.updates, *told)))
    after = implementation_rates(standings(told_plan, today))
    for old, new in zip(_shares(before)[2:], _shares(after)[2:], strict=True):
        if old.lowest is not None:
            assert old.lowest <= new.value <= old.highest
            assert new.value == new.lowest == new.highest


@given(followed_plans(), DAYS, st.none() | st.just((500,)))
def test_an_activity_nobody_reported_on_changes_nothing_that_was_reported(plan, today, cost):
    """What is not reported is due: before its first day there is nothing to report, and it counts as not begun."""
    more = create_activity("C-001", cost, starts="2020-01-01")
    assume(any(one.reported for one in standings(plan, today) if one.counts and one.cost is not None))
    before, after = (
        implementation_rates(standings(one, today))
        for one in (plan, replace(plan, activities=(*plan.activities, more)))
    )
    assert after.progress_by_count.value == before.progress_by_count.value
    assert after.progress_by_cost.value == before.progress_by_cost.value
    assert after.not_reported == (*before.not_reported, "C-001")
    one, other = (earned_value(standings(each, today), today) for each in (plan, _with(plan, more)))
    assert (one.earned, one.schedule_variance) == (other.earned, other.schedule_variance)


def _with(plan, activity):
    return replace(plan, activities=(*plan.activities, activity))


@given(followed_plans(), DAYS, moneys(), st.sampled_from(sorted(set(FollowUpCut) - OVERLAPPING)))
def test_narrowing_adds_up_over_every_cut_that_does_not_overlap(plan, today, money, by):
    found = [one for one in standings(plan, today, money) if one.cost is None or money.get(one.activity) is None]
    names = dict.fromkeys(name for one in found for name in one.names(by))
    parts = [narrowed_standings(found, FollowUpNarrowing(**{NARROWED_BY[by]: (name,)})) for name in names]
    assert sorted(one.activity for part in parts for one in part) == sorted(one.activity for one in found)
    whole = earned_value(found, today)
    for figure in ("planned", "planned_reported", "earned", "spent"):
        pieces = [getattr(earned_value(part, today), figure) for part in parts]
        total = sum((one.amount for one in pieces if one is not None), Decimal(0))
        amount = getattr(whole, figure)
        assert total == (0 if amount is None else amount.amount)
    rows = breakdown(found, by)
    assert [row.name for row in rows] == list(names)
    assert sum(row.rates.activities for row in rows) == implementation_rates(found).activities
    assert [row.rates for row in rows] == [implementation_rates(part) for part in parts]


@given(followed_plans(), DAYS)
def test_every_cut_holds_every_activity(plan, today):
    found = standings(plan, today)
    for by in FollowUpCut:
        names = [name for one in found for name in one.names(by)]
        everywhere = narrowed_standings(found, FollowUpNarrowing(**{NARROWED_BY[by]: tuple(names)}))
        assert everywhere == found


@given(followed_plans(), DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_updates_of_different_days_were_entered_does_not_matter(plan, today, shuffler):
    by_day = list({(one.activity, one.on): one for one in plan.follow_up.updates}.values())
    shuffled = list(by_day)
    shuffler.shuffle(shuffled)
    one, other = (
        standings(replace(plan, follow_up=replace(plan.follow_up, updates=tuple(order))), today)
        for order in (by_day, shuffled)
    )
    assert one == other


@given(followed_plans(), DAYS)
def test_what_is_reported_later_changes_nothing_of_today(plan, today):
    """Provided the plan itself says nothing: its own words have no day."""
    quiet = replace(plan, activities=tuple(create_activity(one.id) for one in plan.activities))
    known = tuple(one for one in quiet.follow_up.updates if one.on <= today)
    earlier = replace(quiet, follow_up=replace(quiet.follow_up, updates=known))
    assert standings(quiet, today) == standings(earlier, today)


@given(followed_plans(), DAYS)
def test_delayed_is_exactly_what_is_past_its_days_and_not_ended(plan, today):
    for one in standings(plan, today):
        ended = str(one.status) in {"completed", "cancelled", "carried forward"}
        overdue = today > one.ends
        waiting = one.status is ActivityStatus.NOT_STARTED and today > one.starts + datetime.timedelta(days=31)
        assert (one.situation is Situation.DELAYED) == (not ended and (overdue or waiting))
        assert (one.days_late > 0) == (one.situation is Situation.DELAYED)


@given(followed_plans(), DAYS)
def test_a_forecast_is_never_in_the_past_and_goes_on_in_a_straight_line(plan, today):
    for one in standings(plan, today):
        found = activity_forecast(one, today)
        assert found.day is not None or found.reason is not None
        if found.day is None or one.situation is Situation.COMPLETED:
            continue
        so_far = ((one.reported_on or today) - one.starts).days + 1
        needed = (found.day - one.starts).days + 1
        assert found.day >= today
        assert needed * one.percent >= so_far * 100 > (needed - 1) * one.percent


@given(followed_plans(), DAYS, DAYS)
def test_changes_are_what_tells_two_days_apart(plan, one_day, other_day):
    since, until = sorted((one_day, other_day))
    before = {one.activity: one for one in standings(plan, since)}
    after = {one.activity: one for one in standings(plan, until)}
    found = changes_between(plan, since, until)
    for name, situation in (("completed", Situation.COMPLETED), ("cancelled", Situation.CANCELLED)):
        was = {number for number, one in before.items() if one.situation is situation}
        now = {number for number, one in after.items() if one.situation is situation}
        assert set(getattr(found, name)) == now - was
    blocked_then = {number for number, one in before.items() if one.blocked}
    blocked_now = {number for number, one in after.items() if one.blocked}
    assert set(found.blocked) == blocked_now - blocked_then
    assert set(found.unblocked) == blocked_then - blocked_now
    if since == until:
        assert not any(getattr(found, name) for name in ("started", "completed", "moved", "became_late"))


@given(followed_plans(), DAYS)
def test_the_series_says_of_each_day_what_was_said_then(plan, today):
    silent = replace(plan, activities=tuple(create_activity(one.id) for one in plan.activities))
    points = progress_series(silent, today)
    assert [one.on for one in points] == list(quarter_ends(plan.first_year, today))
    for one in points:
        assert one.rates == implementation_rates(standings(silent, one.on))
        assert one.undated == ()


@given(followed_plans(), DAYS, moneys())
def test_every_list_of_a_digest_is_of_what_is_looked_at(plan, today, money):
    same = {number: replace(one, spent=None) for number, one in money.items()}
    for area in ("A", "B"):
        digest = progress_digest(plan, today, same, FollowUpNarrowing(areas=(area,)))
        inside = {one.activity for one in digest.standings}
        assert all(number.startswith(area) for number in inside)
        lists = (digest.late, digest.late_unreported, digest.unreported, digest.silent, digest.funded_but_late)
        assert all(one.activity in inside for group in (*lists, *digest.blocked.values()) for one in group)
        assert all(one.milestone.activity in inside for one in digest.milestones)
        assert sum(map(len, digest.by_money.values())) == digest.rates.activities
        assert not {one.activity for one in digest.waiting_for_money} & {o.activity for o in digest.funded_but_late}
        assert cost_together(one for one in digest.standings if one.counts) == digest.rates.cost


@given(followed_plans(), st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(["A-101", "A-102", "B-101"])))
def test_carrying_forward_loses_nothing(plan, carried):
    follow_up = plan.follow_up
    found = carry_follow_up(follow_up, carried, range(2032, 2037))
    for kind in ("milestones", "results", "updates", "reviews"):
        both = sorted(_id(one) for part in (found.follow_up, found.stays) for one in getattr(part, kind))
        assert both == sorted(_id(one) for one in getattr(follow_up, kind))
    stays = len(found.stays.milestones) + len(found.stays.results) + len(found.stays.updates)
    counted = [one.values["count"] for one in found.told if "next plan begins" not in str(one)]
    assert sum(counted) == stays + sum(one.due.year > 2036 for one in found.follow_up.milestones)
    old = {one.id: one for one in (*follow_up.milestones, *follow_up.results)}
    for one in (*found.follow_up.milestones, *found.follow_up.results):
        before = old[one.id]
        assert one == replace(before, activity=before.activity and carried[before.activity])


def _id(one):
    return getattr(one, "id", None) or repr(one)


@given(followed_plans())
def test_follow_up_survives_its_document(plan):
    assert follow_up_of(follow_up_document(plan.follow_up)) == plan.follow_up
