"""When activities are done"""

import datetime

import pytest

from opennaphs.analytics.schedule import Objective, schedule
from opennaphs.domain.critical_paths import CriticalPaths
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.schedules import periods_of
from opennaphs.domain.timetables import Calendar, Closure, Job, Limits, Workload
from tests.spec.tables import examples, numbers


def _periods(text):
    return frozenset(int(one) for one in numbers(text) if one != "-")


def test_how_long_an_activity_takes():
    """The plan says how many months an activity takes. A year has 52 weeks, so weeks are months × 52 / 12, rounded
    half up and at least 1. The rules may count in days, fortnights or four weeks instead.

    | months | days of a period | periods |
    | ------ | ---------------- | ------- |
    | 1      | 7                | 4       |
    | 3      | 7                | 13      |
    | 6      | 7                | 26      |
    | 8      | 7                | 35      |
    | 12     | 7                | 52      |
    | 6      | 14               | 13      |
    | 6      | 28               | 7       |
    | 1      | 1                | 30      |
    """
    for row in examples(test_how_long_an_activity_takes):
        assert periods_of(int(row["months"]), int(row["days of a period"])) == int(row["periods"]), row


def test_work_pauses_while_everything_is_closed():
    """Work pauses in closed periods and goes on after them; it never begins in one. Periods count from 0. An activity
    ends before the period given as its end.

    | closed | may begin from | periods of work | begins | ends before |
    | ------ | -------------- | --------------- | ------ | ----------- |
    | -      | 0              | 3               | 0      | 3           |
    | 1      | 0              | 3               | 0      | 4           |
    | 0      | 0              | 3               | 1      | 4           |
    | 1 2    | 1              | 2               | 3      | 5           |
    | 3      | 0              | 3               | 0      | 3           |
    """
    for row in examples(test_work_pauses_while_everything_is_closed):
        job = Job("A", int(row["periods of work"]), earliest=int(row["may begin from"]))
        calendar = Calendar((Closure(_periods(row["closed"]), "a holiday"),))
        slot = schedule(Workload((job,), calendar=calendar)).timetable["A"]
        assert (slot.start, slot.end) == (int(row["begins"]), int(row["ends before"])), row


def test_events_are_held_in_one_piece():
    """An activity that leads to an event holds it in its last periods. The event does not pause: it touches no period in
    which everything is closed or in which no events are held in its place. The work before it may pause. Here an
    activity works 4 periods, the last 2 of which are a training in the district.

    | all closed | no events in | no events where | begins | ends before |
    | ---------- | ------------ | --------------- | ------ | ----------- |
    | -          | -            | -               | 0      | 4           |
    | 1          | -            | -               | 0      | 5           |
    | 3          | -            | -               | 1      | 6           |
    | -          | 3            | everywhere      | 2      | 6           |
    | -          | 3            | district        | 2      | 6           |
    | -          | 3            | region          | 0      | 4           |
    """
    job = Job("A", 4, places=("district",), event_periods=2)
    for row in examples(test_events_are_held_in_one_piece):
        where = () if row["no events where"] in {"-", "everywhere"} else (row["no events where"],)
        closures = (
            Closure(_periods(row["all closed"]), "a holiday"),
            Closure(_periods(row["no events in"]), "rain", True, where),
        )
        slot = schedule(Workload((job,), calendar=Calendar(closures))).timetable["A"]
        assert (slot.start, slot.end) == (int(row["begins"]), int(row["ends before"])), row


def test_teams_and_places_take_only_so_much():
    """A team works on as many activities at a time as the rules say, a place takes as many events. Activities that are
    one shared event happen together, take of each team what the one that asks for most takes, and count once in a
    place. Three activities of two periods, each an event in the district from beginning to end:

    | team can do | events at a time | one event | all end before |
    | ----------- | ---------------- | --------- | -------------- |
    | 3           | 3                | -         | 2              |
    | 2           | 3                | -         | 4              |
    | 1           | 3                | -         | 6              |
    | 3           | 1                | -         | 6              |
    | 1           | 1                | A B       | 4              |
    | 1           | 1                | A B C     | 2              |
    """
    for row in examples(test_teams_and_places_take_only_so_much):
        one = numbers(row["one event"])
        jobs = tuple(
            Job(name, 2, uses={"health": 1}, places=("district",), shared_event="training" if name in one else None)
            for name in "ABC"
        )
        limits = Limits({"health": int(row["team can do"])}, {"district": int(row["events at a time"])})
        assert schedule(Workload(jobs, limits)).value == int(row["all end before"]), row


def test_what_makes_a_timetable_better():
    """With “makespan” all is done as early as possible. With “earliest-benefit” the sum of worth × end is as small as
    possible, so what is worth most comes first, and short work before long work of the same worth. One team, A takes
    4 periods and B 2; worths as given.

    | objective        | worth of A | worth of B | first | value |
    | ---------------- | ---------- | ---------- | ----- | ----- |
    | makespan         | 1          | 1          | any   | 6     |
    | earliest-benefit | 1          | 1          | B     | 8     |
    | earliest-benefit | 4          | 1          | A     | 22    |
    | earliest-benefit | 1          | 0          | A     | 4     |
    """
    for row in examples(test_what_makes_a_timetable_better):
        jobs = (
            Job("A", 4, uses={"health": 1}, worth=int(row["worth of A"])),
            Job("B", 2, uses={"health": 1}, worth=int(row["worth of B"])),
        )
        found = schedule(Workload(jobs, Limits({"health": 1})), Objective(row["objective"]))
        assert (found.value, found.optimal) == (int(row["value"]), True), row
        first = min(found.timetable, key=lambda name: found.timetable[name].start)
        assert row["first"] in {first, "any"}, row


def _example():
    """Five activities of the worked example in docs/explanation/scheduling.md."""
    jobs = (
        Job("A", 2, uses={"health": 1}),
        Job("B", 3, ("A",), {"health": 1}),
        Job("C", 2, ("B",), {"health": 1}, ("district",), 1),
        Job("D", 1, ("B", "C"), {"agriculture": 1}, ("district",)),
        Job("E", 4, uses={"agriculture": 1}),
    )
    limits = Limits({"health": 1, "agriculture": 1}, {"district": 1})
    return Workload(jobs, limits, Calendar((Closure(frozenset({3}), "a holiday"),)))


def test_leeway_and_the_critical_path():
    """Leeway is how many periods later an activity may begin, in the order of the timetable, without moving the end of
    all; free leeway is without moving anything else. One waits for those it needs and for those that hand it a team or
    a place. Health does A (2 periods), B (3, needs A) and C (2, needs B, ends with a training in the district);
    agriculture does E (4) and D (1, needs B and C, an exercise in the district). Each team does one thing at a time;
    period 3 is closed. All ends before period 9.

    | activity | begins | ends before | leeway | free leeway | waits for |
    | -------- | ------ | ----------- | ------ | ----------- | --------- |
    | A        | 0      | 2           | 0      | 0           |           |
    | B        | 2      | 6           | 0      | 0           | A         |
    | C        | 6      | 8           | 0      | 0           | B         |
    | D        | 8      | 9           | 0      | 0           | B C E     |
    | E        | 0      | 5           | 4      | 4           |           |
    """
    work = _example()
    found = schedule(work)
    paths = CriticalPaths(work, found.timetable)
    assert (found.value, found.optimal, paths.path) == (9, True, ("A", "B", "C", "D"))
    for row in examples(test_leeway_and_the_critical_path):
        name = row["activity"]
        slot, leeway = found.timetable[name], paths.leeways[name]
        assert [slot.start, slot.end, leeway.total, leeway.free] == [
            int(row[key]) for key in ("begins", "ends before", "leeway", "free leeway")
        ], row
        assert sorted({*work.by_id[name].needs, *paths.hand_overs[name]}) == numbers(row["waits for"]), row


def test_what_a_delay_moves():
    """A delay keeps the order: everything that waits for the delayed activity moves as little as it must, all else stays.
    The activities are those of the table before.

    | delayed | by | begins then | moved   | all ends before |
    | ------- | -- | ----------- | ------- | --------------- |
    | A       | 1  | 1           | A B C D | 10              |
    | B       | 1  | 4           | B C D   | 10              |
    | C       | 2  | 8           | C D     | 11              |
    | E       | 4  | 4           | E       | 9               |
    | E       | 5  | 5           | D E     | 10              |
    """
    work = _example()
    paths = CriticalPaths(work, schedule(work).timetable)
    for row in examples(test_what_a_delay_moves):
        delay = paths.delayed(row["delayed"], int(row["by"]))
        found = (delay.timetable[row["delayed"]].start, sorted(delay.moved), delay.end_after)
        assert found == (int(row["begins then"]), numbers(row["moved"]), int(row["all ends before"])), row


def test_what_cannot_be_is_said_at_once():
    """Nothing is searched when no timetable can exist; the message names the fewest activities that show it.

    | what is asked                                     | what is said                                            |
    | ------------------------------------------------- | ------------------------------------------------------- |
    | A needs B, B needs C, C needs B                   | B → C → B                                               |
    | A needs 2 of a team of 1                          | A needs 2 of the team “health” at a time                |
    | A of 3 periods, B of 2 needs A, B done before 4   | ends before period 5 at the earliest, because of A → B  |
    | A and B of 2 periods, one team, both done before 3 | The fewest that have to give way are: B (by 1 periods) |
    """
    h = {"health": 1}
    asked = [
        (Job("A", 1, ("B",)), Job("B", 1, ("C",)), Job("C", 1, ("B",))),
        (Job("A", 1, uses={"health": 2}),),
        (Job("A", 3), Job("B", 2, ("A",), deadline=4)),
        (Job("A", 2, uses=h, deadline=2), Job("B", 2, uses=h, deadline=3)),
    ]
    for row, jobs in zip(examples(test_what_cannot_be_is_said_at_once), asked, strict=True):
        with pytest.raises(NaphsError) as refused:
            schedule(Workload(jobs, Limits({"health": 1})))
        assert row["what is said"] in str(refused.value), row


def test_days_that_return_and_weeks_partly_closed():
    """Closed days may return every year. A week counts as closed when at least half its days are closed. Weeks count
    from the start, here 1 January 2027, a Friday.

    | first closed day | last closed day | every year | closed weeks of the first 60 |
    | ---------------- | --------------- | ---------- | ---------------------------- |
    | 2027-01-01       | 2027-01-07      | no         | 0                            |
    | 2027-01-01       | 2027-01-03      | no         | -                            |
    | 2027-01-01       | 2027-01-04      | no         | 0                            |
    | 2026-12-20       | 2027-01-05      | yes        | 0 50 51 52                   |
    | 2024-02-29       | 2024-03-07      | yes        | 8 60                         |
    """
    from opennaphs.domain.schedules import build_workload
    from opennaphs.domain.schedules_rules import ClosedDates, ScheduleRules
    from tests.factories import create_costed_plan

    plan = create_costed_plan(costed=False)
    for row in examples(test_days_that_return_and_weeks_partly_closed):
        first, last = (datetime.date.fromisoformat(row[f"{one} closed day"]) for one in ("first", "last"))
        closed = ClosedDates(first, last, "a holiday", row["every year"] == "yes")
        work = build_workload(plan, ScheduleRules(other_teams=1, closed=(closed,))).workload
        found = [str(period) for period in sorted(work.calendar.closed) if period <= 60]
        assert found == [one for one in numbers(row["closed weeks of the first 60"]) if one != "-"], row
