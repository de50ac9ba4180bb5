"""Timetables, module by module: the checker, the way from a plan, rules files, reports, and the solver's process."""

import csv
import datetime
import importlib.util
import io
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import openpyxl
import pytest

from opennaphs.analytics import schedule_process
from opennaphs.analytics.schedule import Ending, Objective, schedule
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.library import ActionType, AdministrativeLevel, Priority, Rating, Sector
from opennaphs.domain.planning import Activity
from opennaphs.domain.schedules import Assumption, build_workload, worth_of
from opennaphs.domain.schedules_rules import OwnRule, ScheduleRules, TeamBy
from opennaphs.domain.timetables import Calendar, Closure, Job, Limits, Slot, Workload, check_timetable, violations
from opennaphs.domain.timetables_shared import join_shared
from opennaphs.reports.gantt import gantt_chart, render_svg
from opennaphs.reports.schedule_table import assumption_sentences, build_report, render_schedule_csv, result_sentences
from opennaphs.reports.schedule_workbook import render_schedule_workbook
from opennaphs.sources.schedule_rules import load_schedule_rules
from tests.conftest import ROOT
from tests.factories import create_action, create_costed_plan

HARD_JOBS, HARD_TEAMS = 90, 3


def _one_each(**changes):
    job = replace(Job("A", 2, uses={"health": 1}, places=("Gulu",), event_periods=1), **changes)
    calendar = Calendar((Closure(frozenset({4}), "a holiday"), Closure(frozenset({6}), "rain", only_events=True)))
    return Workload((job, Job("B", 1, ("A",))), Limits({"health": 1}, {"Gulu": 1}), calendar)


@pytest.mark.parametrize(
    ("changes", "slot", "said"),
    [
        ({}, Slot(0, 3), "A does not get its 2 periods of work between 0 and 3."),
        ({}, Slot(4, 6), "A begins in period 4, which is closed: a holiday."),
        ({"earliest": 2}, Slot(1, 3), "A begins in period 1, before its earliest period 2."),
        ({}, Slot(5, 7), "A holds an event in Gulu while none may be held: rain."),
        ({"deadline": 2}, Slot(1, 3), "A ends 1 periods after its deadline."),
        ({"uses": {"health": 2}}, Slot(0, 2), "Team “health” is needed 2 times in period 0; there are 1."),
        ({"uses": {"army": 1}}, Slot(0, 2), "Team “army” is needed 1 times in period 0; there are 0."),
    ],
)
def test_the_checker_says_what_is_broken(changes, slot, said):
    assert said in violations(_one_each(**changes), {"A": slot, "B": Slot(9, 10)})


def test_the_checker_misses_neither_jobs_nor_needs_nor_shared_events():
    work = _one_each()
    assert violations(work, {"A": Slot(0, 2)}) == ("B is not in the timetable.",)
    assert violations(work, {"A": Slot(0, 2), "B": Slot(2, 3), "C": Slot(0, 1)})[0].startswith("C is in the timetable")
    assert "B begins in period 1, before A has ended." in violations(work, {"A": Slot(0, 2), "B": Slot(1, 2)})
    two = Workload((Job("A", 1, places=("Gulu",)), Job("B", 1, places=("Gulu",))), Limits(events={"Gulu": 1}))
    assert violations(two, {"A": Slot(0, 1), "B": Slot(0, 1)}) == (
        "2 events are held in Gulu in period 0; the limit is 1.",
    )
    one = replace(two, jobs=tuple(replace(job, shared_event="x") for job in two.jobs))
    assert violations(one, {"A": Slot(0, 1), "B": Slot(0, 1)}) == ()
    with pytest.raises(NaphsError, match="A and B are one event, “x”, but not at the same time"):
        check_timetable(one, {"A": Slot(0, 1), "B": Slot(1, 2)})


@pytest.mark.parametrize("wrong", [{"duration": 0}, {"earliest": -1}, {"worth": -1}, {"uses": {"health": 0}}])
def test_a_job_refuses_numbers_that_mean_nothing(wrong):
    with pytest.raises(NaphsError, match="A cannot be put into a timetable"):
        replace(Job("A", 1), **wrong)


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ((Job("A", 1), Job("A", 2)), "Two activities have the same number"),
        ((Job("A", 1, ("Z",)),), "A needs Z, which is not among the activities"),
        ((Job("A", 1, shared_event="x"), Job("B", 1, ("A",), shared_event="x")), "B needs A and is one event with it"),
        ((Job("A", 1, uses={"army": 1}),), "the team “army”, of which no capacity is given"),
        ((Job("A", 1, places=("Gulu",)),), "A holds an event in Gulu, where the limit is 0 events"),
    ],
)
def test_work_that_cannot_be_is_refused(jobs, said):
    with pytest.raises(NaphsError, match=said):
        schedule(Workload(jobs, Limits(events={"Gulu": 0})))


def test_nothing_to_do_is_done_at_once():
    found = schedule(Workload(()))
    assert (found.timetable, found.value, found.optimal, found.gap) == ({}, 0, True, 0.0)


# --- from a plan --------------------------------------------------------------------------------------------------


def _plan(**changes):
    """Four activities: two trainings of one group in two areas, one need met, one outside, one left to a later year."""
    plan = create_costed_plan(costed=False)
    base = create_action("base", "A.1", 2)
    actions = [
        replace(base, id="one", lead=Sector.HEALTH, months=3, administrative_level=AdministrativeLevel.DISTRICT),
        replace(base, id="two", target="B.1", lead=Sector.INTERIOR, months=2, needs=("three", "elsewhere")),
        replace(base, id="three", types=(ActionType.PROCUREMENT,), months=None, lead=None, needs=("four",)),
        replace(base, id="four", months=1, lead=Sector.HEALTH),
    ]
    actions[:2] = [replace(one, group="training:x") for one in actions[:2]]
    years = (2027, 2027, 2027, 2028)
    activities = tuple(
        Activity(f"X-{number}", action.target[0], action, year)
        for number, (action, year) in enumerate(zip(actions, years, strict=True), start=1)
    )
    return replace(plan, activities=activities, **changes)


RULES = ScheduleRules(other_teams=1, event_kinds=(ActionType.TRAINING,), share_kinds=(ActionType.TRAINING,))


def test_a_year_of_a_plan_becomes_jobs_and_what_was_assumed_is_told():
    scheduled = build_workload(_plan(), RULES, 2027)
    one, two, three = scheduled.workload.jobs
    assert (one.id, one.duration, one.uses, one.places, one.shared_event) == (
        "X-1", 13, {"health": 1}, ("district",), "training:x",
    )  # fmt: skip
    assert (two.needs, three.needs, three.uses, three.places, three.duration) == (("X-3",), (), {}, (), 26)
    assert scheduled.workload.limits.teams == {"health": 1, "interior": 1}
    assert {one.code: one.count for one in scheduled.assumed} == {
        Assumption.DEFAULT_DURATION: 1,
        Assumption.NEED_OUTSIDE: 1,
        Assumption.NEED_LATER: 1,
        Assumption.NO_TEAM: 1,
        Assumption.SHARED: 2,
    }
    assert len(assumption_sentences(scheduled.assumed)) == 5
    assert (scheduled.day(1), scheduled.last_day(1)) == (datetime.date(2027, 1, 8), datetime.date(2027, 1, 7))


def test_a_whole_plan_keeps_the_years_of_its_activities():
    four = build_workload(_plan(), RULES).workload.jobs[3]
    assert (four.earliest, build_workload(_plan(), RULES, 2028).workload.jobs[0].earliest) == (52, 0)


def test_a_group_that_needs_itself_stays_apart():
    plan = _plan()
    one, two, *others = plan.activities
    two = replace(two, action=replace(two.action, needs=("one",)))
    scheduled = build_workload(replace(plan, activities=(one, two, *others)), RULES, 2027)
    assert {job.shared_event for job in scheduled.workload.jobs} == {None}
    assert [one.count for one in scheduled.assumed if one.code is Assumption.NOT_SHARED] == [2]


def test_rules_speak_of_single_activities():
    own = {
        "X-1": OwnRule(periods=5, starts=datetime.date(2027, 2, 1), team="agency", uses=2, places=("Gulu",), worth=9),
        "X-3": OwnRule(earliest=datetime.date(2027, 3, 1), deadline=datetime.date(2027, 12, 31), event_periods=2),
    }
    rules = ScheduleRules(teams={"agency": 3}, other_teams=1, activities=own, shared={"week": ("X-1", "X-2")})
    one, two, three = build_workload(_plan(), rules, 2027).workload.jobs
    assert (one.duration, one.earliest, one.deadline, one.uses) == (5, 4, 9, {"agency": 2})
    assert (one.places, one.worth, one.shared_event, two.shared_event) == (("Gulu",), 9, "week", "week")
    assert (three.earliest, three.deadline, three.event_periods) == (8, 53, 2)


def test_owners_can_be_teams():
    plan = _plan()
    owned = replace(plan, activities=tuple(replace(one, owner="=lab") for one in plan.activities))
    scheduled = build_workload(owned, replace(RULES, team_by=TeamBy.OWNER), 2027)
    assert {team for job in scheduled.workload.jobs for team in job.uses} == {"=lab"}


@pytest.mark.parametrize(
    ("rules", "year", "said"),
    [
        (RULES, 2031, "No activity of the plan begins in 2031. Choose one of: 2027, 2028."),
        (ScheduleRules(), None, "these teams can work on at a time: health, interior"),
        (replace(RULES, activities={"Z-9": OwnRule()}), None, "The rules speak of Z-9, but the plan has no such"),
    ],
)
def test_rules_that_do_not_fit_the_plan_are_refused(rules, year, said):
    with pytest.raises(NaphsError, match=said):
        build_workload(_plan(), rules, year)


def test_a_plan_without_activities_cannot_be_scheduled():
    with pytest.raises(NaphsError, match="no activities to schedule"):
        build_workload(replace(_plan(), activities=()), RULES)


@pytest.mark.parametrize(("rating", "duty", "worth"), [("low", False, 1), ("medium", True, 4), ("high", True, 6)])
def test_worth_follows_impact_and_duty(rating, duty, worth):
    activity = _plan().activities[0]
    rated = replace(activity.action, priority=Priority(duty, Rating(rating), Rating.LOW, "a test"))
    assert (worth_of(activity), worth_of(replace(activity, action=rated))) == (2, worth)


# --- rules files --------------------------------------------------------------------------------------------------

WRITTEN = """
teams: {health: 2}
start: 2027-01-04
closed:
  - {from: 2027-04-05, to: 2027-04-10, reason: elections}
activities:
  D1-001: {earliest: 2027-02-01, deadline: 2027-06-30}
shared:
  events: {week: [D1-001, D1-002], fair: [D1-003, D1-004]}
"""


def test_rules_are_read(tmp_path):
    (tmp_path / "rules.yaml").write_text(WRITTEN)
    rules = load_schedule_rules(tmp_path / "rules.yaml")
    assert (rules.start, rules.days, rules.teams) == (datetime.date(2027, 1, 4), 7, {"health": 2})
    assert rules.shared == {"week": ("D1-001", "D1-002"), "fair": ("D1-003", "D1-004")}
    assert rules.activities["D1-001"].deadline == datetime.date(2027, 6, 30)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("teams: {health: 2}", "team: {health: 2}", "“teams” is missing here"),
        ("health: 2", "health: 0", "row 2: “health” is 0"),
        ("start: 2027-01-04", "start: 2027-02-30", "row 3: There is no day “2027-02-30” in the calendar."),
        ("start: 2027-01-04", "start: January", "row 3: “January” does not have the form of “start”."),
        ("to: 2027-04-10", "to: 2027-04-01", "row 5: The last day, 2027-04-01, lies before the first, 2027-04-05."),
        ("reason: elections", "why: elections", "row 5"),
        ("deadline: 2027-06-30", "deadline: 2027-01-30", "row 7: D1-001 has to end by 2027-01-30 but may not begin"),
        ("D1-003, D1-004", "D1-001, D1-004", "row 9: D1-001 is already part of the shared event “week”."),
    ],
)
def test_broken_rules_say_where_and_how(tmp_path, old, new, said):
    (tmp_path / "rules.yaml").write_text(WRITTEN.replace(old, new))
    with pytest.raises(InputRefused, match=said):
        load_schedule_rules(tmp_path / "rules.yaml")


# --- reports ------------------------------------------------------------------------------------------------------


@pytest.fixture
def report():
    plan = _plan(language="ar")
    first, *others = plan.activities
    harmful = replace(first, action=replace(first.action, text="=HYPERLINK(1)"))
    plan = replace(plan, activities=(harmful, *others))
    scheduled = build_workload(plan, RULES, 2027)
    return build_report(plan, scheduled, schedule(scheduled.workload))


def test_a_text_that_looks_like_a_formula_stays_a_text(report):
    rows = list(csv.DictReader(io.StringIO(render_schedule_csv(report).decode())))
    assert "'=HYPERLINK(1)" in {row["activity"] for row in rows}
    book = openpyxl.load_workbook(io.BytesIO(render_schedule_workbook(report)))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value == "=HYPERLINK(1)"]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_workbook_tells_what_the_timetable_does(report):
    book = openpyxl.load_workbook(io.BytesIO(render_schedule_workbook(report)))
    assert book.sheetnames == ["Timetable", "Gantt", "Critical path", "Delays", "How it was made"]
    table = [[cell.value for cell in line] for line in book["Timetable"].iter_rows(min_row=5)]
    assert [row[0] for row in table] == [row.number for row in report.rows()]
    assert [row[4].date() for row in table] == [row.begins for row in report.rows()]
    assert book["Timetable"].sheet_view.rightToLeft
    path = [line[1].value for line in book["Critical path"].iter_rows(min_row=5)]
    assert tuple(path) == report.paths.path
    delayed = {line[0].value: line[3].value for line in book["Delays"].iter_rows(min_row=5)}
    assert set(delayed) == set(report.paths.critical)
    assert set(delayed.values()) == {4}


def test_the_gantt_chart_draws_every_activity(report):
    drawn = render_svg(gantt_chart(report)).decode()
    assert drawn.startswith("<svg")
    assert all(row.number in drawn for row in report.rows())


def test_the_result_says_how_good_it_is(report):
    size, goal, proof = result_sentences(report)
    assert "3 activities from 2027-01-01" in size
    assert "as early as possible" in goal
    assert proof == "No better timetable exists under these rules."
    late = replace(
        report.found, bound=report.found.value - 3, ending=Ending.STOPPED, objective=Objective.EARLIEST_BENEFIT
    )
    _, goal, proof = result_sentences(replace(report, found=late))
    assert "worth" in goal
    assert "stopped" in proof


# --- the solver's process -----------------------------------------------------------------------------------------


def _hard():
    """Work for which nobody proves the best timetable in a moment."""
    jobs = tuple(
        Job(f"j{number:02d}", 1 + number * 7 % 10, (f"j{number - 9:02d}",) if number > 8 else (),
            {f"t{team}": 1 + (number * (team + 3) + team) % 9 for team in range(HARD_TEAMS)}, worth=1 + number % 4)
        for number in range(HARD_JOBS)
    )  # fmt: skip
    return Workload(jobs, Limits({f"t{team}": 13 for team in range(HARD_TEAMS)}))


def test_a_search_that_runs_out_of_time_gives_the_best_so_far_and_a_bound():
    heard = []
    found = schedule(_hard(), Objective.EARLIEST_BENEFIT, seconds=1, tell=heard.append)
    assert (found.ending, found.optimal) == (Ending.TIME_LIMIT, False)
    assert 0 < found.gap < 1
    assert found.value <= found.at_once
    assert heard
    assert heard[-1].best >= found.value >= heard[-1].bound


def test_no_seconds_is_the_timetable_made_at_once():
    found = schedule(_hard(), seconds=0)
    assert (found.value, found.ending) == (found.at_once, Ending.TIME_LIMIT)


def test_without_seconds_deadlines_that_are_missed_are_named():
    jobs = tuple(Job(name, 2, uses={"t": 1}, deadline=3) for name in "AB")
    with pytest.raises(NaphsError, match=r"The one made at once misses: B \(by 1 periods\)"):
        schedule(Workload(jobs, Limits({"t": 1})), seconds=0)


def test_ctrl_c_keeps_the_best_so_far():
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
    found = schedule(_hard(), Objective.EARLIEST_BENEFIT, seconds=60)
    assert found.ending is Ending.STOPPED
    assert found.seconds < 30


def test_two_searches_of_the_same_work_give_the_same_timetable():
    work = join_shared(_one_each()).workload
    assert schedule(work).timetable == schedule(work).timetable


def test_a_solver_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(schedule_process, "_SOLVER", "opennaphs.nowhere")
    monkeypatch.setattr(schedule_process, "_idle", [])
    with pytest.raises(NaphsError, match=r"No module named opennaphs\.nowhere"):
        schedule(_hard())


def test_the_solver_is_loaded_in_a_process_of_its_own_and_only_for_a_search():
    said = "import sys, opennaphs.cli.schedule; print('ortools' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- the public format of instances -------------------------------------------------------------------------------

WRITTEN_SM = """************************************************************************
jobs (incl. supersource/sink ):  5
horizon                       :  6
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      3      0        0        0        0
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           5
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     2       1
  3      1     3       1
  4      1     1       2
  5      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    2
************************************************************************
"""


def test_instances_in_the_public_format_are_read(tmp_path):
    pytest.importorskip("psplib")
    pytest.importorskip("highspy")
    place = importlib.util.spec_from_file_location("bench_schedule", ROOT / "bench/schedule.py")
    bench = importlib.util.module_from_spec(place)
    sys.modules["bench_schedule"] = bench
    place.loader.exec_module(bench)
    (tmp_path / "j301_1.sm").write_text(WRITTEN_SM)
    (tmp_path / "optimum.csv").write_text("problem,optimum\nj301_1.sm,3..4\n")
    (instance,) = bench.read_folder(tmp_path)
    assert [(job.duration, job.needs, job.uses) for job in instance.workload.jobs] == [
        (2, (), {"R0": 1}), (3, (), {"R0": 1}), (1, ("1",), {"R0": 2}),
    ]  # fmt: skip
    assert (instance.set, instance.best_known, instance.workload.limits.teams) == ("j30", 4, {"R0": 2})
    for run in (bench.run_at_once(instance), bench.run_cp_sat(instance, 5), bench.run_highs(instance, 5)):
        assert run.end == 4, run
