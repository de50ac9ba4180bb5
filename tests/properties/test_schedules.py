"""Timetables, whatever the work: they keep the rules, nothing is better, and leeway is leeway that is really there."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from opennaphs.analytics.schedule import Objective, schedule, value_of
from opennaphs.domain.critical_paths import CriticalPaths, what_a_delay_moves
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.timetables import Calendar, Closure, Job, Limits, Slot, Workload, end_of, violations
from opennaphs.domain.timetables_demands import check_demands
from opennaphs.domain.timetables_serial import benefit_order, pulled_forward, serial_timetable
from opennaphs.domain.timetables_shared import join_shared

TEAMS, PLACES = ("health", "agriculture"), ("Gulu", "Mbale")
objectives = st.sampled_from(Objective)


@st.composite
def workloads(draw, most=7, deadlines=False):
    """Work with every kind of rule: needs, teams, events, places, closed periods, earliest days, shared events."""
    names = [f"j{number}" for number in range(draw(st.integers(1, most)))]
    jobs = tuple(_job(draw, name, names[:number], deadlines) for number, name in enumerate(names))
    limits = Limits({team: draw(st.integers(2, 3)) for team in TEAMS}, {PLACES[0]: draw(st.integers(1, 2))})
    return _shared(draw, Workload(jobs, limits, Calendar(tuple(_closures(draw)))))


def _job(draw, name, before, deadlines):
    uses = draw(st.dictionaries(st.sampled_from(TEAMS), st.integers(1, 2)))
    return Job(
        name,
        draw(st.integers(1, 3)),
        tuple(draw(st.sets(st.sampled_from(before), max_size=2))) if before else (),
        uses,
        tuple(sorted(draw(st.sets(st.sampled_from(PLACES))))),
        draw(st.sampled_from([None, 1])),
        draw(st.integers(0, 2)),
        draw(st.none() | st.integers(2, 8)) if deadlines else None,
        draw(st.integers(0, 3)),
    )


def _closures(draw):
    yield Closure(frozenset(draw(st.sets(st.integers(0, 5), max_size=2))), "holiday")
    places = tuple(draw(st.sets(st.sampled_from(PLACES))))
    yield Closure(frozenset(draw(st.sets(st.integers(0, 5), max_size=3))), "rain", only_events=True, places=places)


def _shared(draw, workload):
    """Make the last two jobs one event, if neither waits for the other."""
    if len(workload.jobs) < 2 or not draw(st.booleans()):
        return workload
    *others, one, two = workload.jobs
    together = replace(workload, jobs=(*others, replace(one, shared_event="e"), replace(two, shared_event="e")))
    try:
        check_demands(join_shared(together))
    except NaphsError:
        return workload
    return together


def _every_timetable(workload):
    """All timetables that keep the rules and end within the horizon, tried one by one."""
    starts = [
        [at for at in range(workload.horizon) if at not in workload.calendar.closed and at >= job.earliest]
        for job in workload.jobs
    ]
    longest = {}
    for job in workload.jobs:
        event = job.shared_event or job.id
        longest[event] = max(longest.get(event, 0), job.duration)
    for chosen in product(*starts):
        slots = {
            job.id: Slot(at, workload.calendar.end(at, longest[job.shared_event or job.id]))
            for job, at in zip(workload.jobs, chosen, strict=True)
        }
        if any(slots[job.id].start < slots[need].end for job in workload.jobs for need in job.needs):
            continue
        if not violations(workload, slots):
            yield slots


@settings(max_examples=60)
@given(workloads(most=3, deadlines=True), objectives)
def test_trying_everything_finds_nothing_better(workload, objective):
    best = min((value_of(workload, one, objective) for one in _every_timetable(workload)), default=None)
    if best is None:
        with pytest.raises(NaphsError):
            schedule(workload, objective)
        return
    found = schedule(workload, objective)
    assert (found.value, found.bound, found.optimal) == (best, best, True)


@settings(max_examples=60)
@given(workloads(), objectives)
def test_a_timetable_keeps_the_rules_and_is_never_worse_than_the_one_made_at_once(workload, objective):
    found = schedule(workload, objective, seconds=5)
    assert violations(workload, found.timetable) == ()
    assert found.bound <= found.value <= found.at_once
    assert found.value == value_of(workload, found.timetable, objective)


@given(workloads())
def test_timetables_made_at_once_keep_the_rules(workload):
    joined = join_shared(workload)
    for order in (None, benefit_order(joined.workload)):
        slots = serial_timetable(joined.workload, order)
        assert violations(workload, joined.apart(slots), deadlines=False) == ()
        forward = pulled_forward(joined.workload, slots)
        assert violations(workload, joined.apart(forward), deadlines=False) == ()
        assert all(forward[name].end <= slot.end for name, slot in slots.items())


@settings(max_examples=25)
@given(workloads(most=5), st.sampled_from(["teams", "events", "calendar", "earliest"]), objectives)
def test_loosening_a_rule_never_makes_it_worse(workload, rule, objective):
    limits = workload.limits
    looser = {
        "teams": replace(workload, limits=replace(limits, teams={team: one + 1 for team, one in limits.teams.items()})),
        "events": replace(workload, limits=replace(limits, events={})),
        "calendar": replace(workload, calendar=Calendar()),
        "earliest": replace(workload, jobs=tuple(replace(job, earliest=0) for job in workload.jobs)),
    }
    assert schedule(looser[rule], objective).value <= schedule(workload, objective).value


@settings(max_examples=25)
@given(workloads(most=5), objectives, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(workload, objective, chance):
    jobs = list(workload.jobs)
    chance.shuffle(jobs)
    assert schedule(replace(workload, jobs=tuple(jobs)), objective).value == schedule(workload, objective).value


@given(workloads(), st.data())
def test_a_delay_within_the_leeway_moves_no_end_and_within_the_free_leeway_nothing_else(workload, data):
    paths = _paths(workload)
    job = data.draw(st.sampled_from([one.id for one in workload.jobs]))
    leeway = paths.leeways[job]
    assert 0 <= leeway.free <= leeway.total
    if leeway.total:
        by = data.draw(st.integers(1, leeway.total))
        assert paths.delayed(job, by).end_after == paths.end
    if leeway.free:
        together = {one.id for one in workload.jobs if one.id == job or one.shared_event}
        assert set(paths.delayed(job, leeway.free).moved) <= together


@given(workloads(), st.data())
def test_a_delay_beyond_the_leeway_moves_the_end(workload, data):
    paths = _paths(workload)
    job = data.draw(st.sampled_from([one.id for one in workload.jobs]))
    assert paths.delayed(job, paths.leeways[job].total + 1).end_after > paths.end


@given(workloads(), st.data(), st.integers(1, 6))
def test_what_a_delay_leaves_is_a_timetable(workload, data, by):
    paths = _paths(workload)
    job = data.draw(st.sampled_from([one.id for one in workload.jobs]))
    delay = paths.delayed(job, by)
    assert violations(workload, delay.timetable, deadlines=False) == ()
    assert delay.timetable[job].start >= paths.delayed(job, 1).timetable[job].start
    assert delay.end_after == end_of(delay.timetable) >= paths.end
    assert all(after.start > before.start for before, after in delay.moved.values())


@given(workloads())
def test_the_critical_path_ends_at_the_end_and_each_step_waits_for_the_one_before(workload):
    paths = _paths(workload)
    ends = [_slots(workload)[one].end for one in paths.path]
    assert ends[-1] == paths.end
    assert ends == sorted(ends)


def _slots(workload):
    joined = join_shared(workload)
    return joined.apart(serial_timetable(joined.workload))


def _paths(workload):
    """Paths of a timetable without deadlines, whose order is that of the most pressing first."""
    slots = _slots(workload)
    assume(violations(workload, slots) == ())
    return CriticalPaths(workload, slots)


@given(workloads(), st.integers(1, 3))
def test_a_delay_alone_says_the_same_as_all_paths(workload, by):
    job = workload.jobs[0].id
    assert what_a_delay_moves(workload, _slots(workload), job, by) == _paths(workload).delayed(job, by)
