"""Following a plan"""

from fractions import Fraction

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.carrying import carry_follow_up
from opennaphs.domain.monitoring.earned_value import earned_value
from opennaphs.domain.monitoring.forecasts import activity_forecast, plan_forecast
from opennaphs.domain.monitoring.milestones import milestone_standings
from opennaphs.domain.monitoring.rates import implementation_rates
from opennaphs.domain.monitoring.records import FollowUp, Milestone, ResultIndicator, ResultKind, ResultValue
from opennaphs.domain.monitoring.results import result_standing
from opennaphs.domain.monitoring.standings import MoneyState, Situation, standings
from tests.followed_plans import create_activity, create_followed_plan, create_money, create_update, day
from tests.spec.tables import examples


def _number(cell):
    return None if cell == "-" else int(cell)


def _share(cell):
    """“1/4”, “0.5”, or “-” for what cannot be said."""
    return None if cell == "-" else Fraction(cell)


def _reported(row, number="A-001"):
    if row["reported on"] == "-":
        return ()
    return (create_update(number, row["reported on"], row["as"], _number(row.get("%", "-"))),)


def _alone(activity, today, updates=(), money=None):
    plan = create_followed_plan(activity, updates=updates)
    return standings(plan, day(today), {} if money is None else {activity.id: money})[0]


def test_where_an_activity_stands():
    """People report how far the work is; **delayed** is never reported. An activity is delayed when its last day has
    passed and it has not ended, or when it has not begun 31 days after its first day. It is *silent* when nobody
    reported for more than 31 days while it should run.

    | first day  | last day   | reported on | as          | today      | situation   | days late | silent |
    | ---------- | ---------- | ----------- | ----------- | ---------- | ----------- | --------- | ------ |
    | 2027-03-01 | 2027-09-30 | 2027-02-20  | not started | 2027-02-28 | not started | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-04-01  | not started | 2027-04-01 | not started | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-04-01  | not started | 2027-04-02 | delayed     | 32        | no     |
    | 2027-03-01 | 2027-09-30 | 2027-04-01  | in progress | 2027-05-02 | in progress | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-04-01  | in progress | 2027-05-03 | in progress | 0         | yes    |
    | 2027-03-01 | 2027-09-30 | 2027-09-15  | in progress | 2027-09-30 | in progress | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-09-15  | in progress | 2027-10-01 | delayed     | 1         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-09-15  | not started | 2027-09-30 | delayed     | 213       | no     |
    | 2027-03-01 | 2027-09-30 | 2027-09-15  | on hold     | 2027-09-30 | on hold     | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-04-01  | on hold     | 2027-10-10 | delayed     | 10        | no     |
    | 2027-03-01 | 2027-09-30 | 2027-11-15  | completed   | 2028-06-30 | completed   | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-04-01  | cancelled   | 2028-06-30 | cancelled   | 0         | no     |
    | 2027-03-01 | 2027-09-30 | 2027-12-20  | carried forward | 2028-06-30 | carried forward | 0 | no     |
    """
    for row in examples(test_where_an_activity_stands):
        activity = create_activity("A-001", starts=row["first day"], ends=row["last day"])
        found = _alone(activity, row["today"], _reported(row))
        assert str(found.situation) == row["situation"], row
        assert found.days_late == int(row["days late"]), row
        assert found.silent == (row["silent"] == "yes"), row
        assert found.reported
        assert str(found.status) == row["as"]


def test_what_nobody_reported():
    """What nobody reported is not 0 per cent. A plan says “not started” of every activity until somebody reports, so
    that alone is no report; any other word or a percentage in the plan is one, of an unknown day. “Not started” counts
    as 0 and “completed” as 100 only when somebody reported it. An update without a percentage keeps the last one said
    since the work began; a report after the day asked about is not looked at.

    | the plan says | and % | reported                                        | is reported | per cent |
    | ------------- | ----- | ----------------------------------------------- | ----------- | -------- |
    | not started   | -     | -                                               | no          | -        |
    | not started   | 0     | -                                               | yes         | 0        |
    | in progress   | -     | -                                               | yes         | -        |
    | completed     | -     | -                                               | yes         | 100      |
    | not started   | -     | 2027-02-01 not started                          | yes         | 0        |
    | not started   | -     | 2027-02-01 in progress                          | yes         | -        |
    | not started   | -     | 2027-02-01 in progress 40                       | yes         | 40       |
    | not started   | -     | 2027-02-01 in progress 40, 2027-03-01 on hold   | yes         | 40       |
    | not started   | -     | 2027-03-01 in progress 40, 2027-02-01 completed | yes         | 40       |
    | not started   | -     | 2027-02-01 in progress 40, 2027-03-01 completed | yes         | 100      |
    | not started   | -     | 2027-02-01 completed, 2027-03-01 in progress    | yes         | -        |
    | not started   | -     | 2027-02-01 completed 100, 2027-03-01 on hold    | yes         | -        |
    | in progress   | 70    | 2027-12-01 in progress 70                       | no          | -        |
    """
    for row in examples(test_what_nobody_reported):
        status, percent = ActivityStatus(row["the plan says"]), _number(row["and %"])
        updates = [_told(one) for one in row["reported"].split(", ") if one != "-"]
        found = _alone(create_activity("A-001", status=status, percent_done=percent), "2027-06-30", updates)
        assert found.reported == (row["is reported"] == "yes"), row
        assert found.percent == _number(row["per cent"]), row


def _told(text):
    words = text.split()
    percent = int(words.pop()) if words[-1].isdigit() else None
    return create_update("A-001", words[0], " ".join(words[1:]), percent)


def test_days_that_nobody_said():
    """Without days of its own an activity begins on 1 January of its first year and ends on 31 December of the last year
    in which it costs anything, or of its first year. These days are marked as assumed.

    | first year | costs of 2027 to 2031 | first day said | last day said | begins     | ends       |
    | ---------- | --------------------- | -------------- | ------------- | ---------- | ---------- |
    | 2027       | 100                   | -              | -             | 2027-01-01 | 2027-12-31 |
    | 2028       | 0 50 50               | -              | -             | 2028-01-01 | 2029-12-31 |
    | 2028       | -                     | -              | -             | 2028-01-01 | 2028-12-31 |
    | 2027       | 100                   | 2027-04-01     | -             | 2027-04-01 | 2027-12-31 |
    | 2027       | 100                   | 2028-04-01     | -             | 2028-04-01 | 2028-12-31 |
    | 2027       | 100                   | -              | 2027-06-30    | 2027-01-01 | 2027-06-30 |
    | 2028       | 0 100                 | -              | 2027-06-30    | 2027-01-01 | 2027-06-30 |
    """
    for row in examples(test_days_that_nobody_said):
        said = {"starts": row["first day said"], "ends": row["last day said"]}
        said = {name: None if value == "-" else value for name, value in said.items()}
        cost = None if row["costs of 2027 to 2031"] == "-" else tuple(row["costs of 2027 to 2031"].split())
        found = _alone(create_activity("A-001", cost, first_year=int(row["first year"]), **said), "2027-06-30")
        assert (found.starts, found.ends) == (day(row["begins"]), day(row["ends"])), row
        assert (found.starts_assumed, found.ends_assumed) == (said["starts"] is None, said["ends"] is None)


def test_whether_there_is_money():
    """Money that nobody spoke of is not the same as no money. An activity without a cost of its own needs none.

    | cost  | money that counts | money           |
    | ----- | ----------------- | --------------- |
    | 100   | 0                 | unfunded        |
    | 100   | 40                | partly funded   |
    | 100   | 100               | funded          |
    | 100   | 130               | funded          |
    | 100   | -                 | money not said  |
    | 0     | -                 | no money needed |
    | none  | -                 | no money needed |
    | -     | 50                | cost not known  |
    """
    costs = {"-": None, "none": ()}
    for row in examples(test_whether_there_is_money):
        cost = costs[row["cost"]] if row["cost"] in costs else (row["cost"],)
        money = create_money(row["cost"] if cost else None, _number(row["money that counts"]))
        assert _alone(create_activity("A-001", cost), "2027-06-30", money=money).money is MoneyState(row["money"]), row


def test_implementation_rates():
    """By count every activity weighs the same, by cost what it costs; both come from the same activities. Those cancelled
    or carried forward are taken out. Completed is the share of all that is reported completed; when nobody has reported on
    anything, it is not said. The progress is that of the activities whose percentage somebody said; beside it stands
    between what it lies if the others are not begun or all done. Nothing divided by nothing is not said. What is to begin
    later and was not reported counts as not begun, because there is nothing to report yet.

    Each activity is written as its cost and what was reported: a percentage, *done*, *cancelled*, *carried*, *later*, or *?*.

    | activities                | completed | progress | between    | completed by cost | progress by cost | between by cost |
    | ------------------------- | --------- | -------- | ---------- | ----------------- | ---------------- | --------------- |
    | 100 done, 300 0           | 1/2       | 1/2      | 1/2 to 1/2 | 1/4               | 1/4              | 1/4 to 1/4      |
    | 100 done, 100 50, 200 ?   | 1/3       | 3/4      | 1/2 to 5/6 | 1/4               | 3/4              | 3/8 to 7/8      |
    | 100 done, 100 cancelled   | 1         | 1        | 1 to 1     | 1                 | 1                | 1 to 1          |
    | 100 50, 900 carried       | 0         | 1/2      | 1/2 to 1/2 | 0                 | 1/2              | 1/2 to 1/2      |
    | 100 ?, 300 ?              | -         | -        | 0 to 1     | -                 | -                | 0 to 1          |
    | unknown done, 100 0       | 1/2       | 1/2      | 1/2 to 1/2 | 0                 | 0                | 0 to 0          |
    | unknown done              | 1         | 1        | 1 to 1     | -                 | -                | - to -          |
    | unknown done, 100 ?       | 1/2       | 1        | 1/2 to 1   | -                 | -                | 0 to 1          |
    | 100 cancelled             | -         | -        | - to -     | -                 | -                | - to -          |
    | 100 50, 300 later         | 0         | 1/4      | 1/4 to 1/4 | 0                 | 1/8              | 1/8 to 1/8      |
    | 100 later                 | 0         | 0        | 0 to 0     | 0                 | 0                | 0 to 0          |
    | 100 ?, 300 later          | -         | -        | 0 to 1/2   | -                 | -                | 0 to 1/4        |
    """
    for row in examples(test_implementation_rates):
        rates = implementation_rates(standings(_written(row["activities"]), day("2027-06-30")))
        assert rates.completed_by_count.value == _share(row["completed"]), row
        assert rates.completed_by_cost.value == _share(row["completed by cost"]), row
        for share, by in ((rates.progress_by_count, ""), (rates.progress_by_cost, " by cost")):
            assert share.value == _share(row[f"progress{by}"]), row
            between = [_share(one) for one in row[f"between{by}"].split(" to ")]
            assert [share.lowest, share.highest] == between, row


def _written(text):
    activities, updates = [], []
    for number, one in enumerate(text.split(", "), start=1):
        cost, said = one.split()
        name = f"A-{number:03d}"
        first_year = 2028 if said == "later" else 2027
        activities.append(create_activity(name, None if cost == "unknown" else (0, cost), first_year=first_year))
        words = {"done": "completed", "cancelled": "cancelled", "carried": "carried forward"}
        if said not in ("?", "later"):
            percent = int(said) if said.isdigit() else None
            updates.append(create_update(name, "2027-06-01", words.get(said, "in progress"), percent))
    return create_followed_plan(*activities, updates=updates)


def test_what_should_have_been_done_and_what_is():
    """The *planned value* is the cost times the share of its days that have passed, the *earned value* the cost times the
    percentage reported. They are compared only for activities somebody reported on; the *cost* is compared only where
    expenditure was reported too. Each activity here takes 100 days from 1 January 2027; the day is the fiftieth, 19
    February. It is written as its cost, the percentage (*?* = not reported) and what was spent (*?* = not reported).

    | activities             | should be done | of those reported | is done | behind (-) or ahead | dearer (-) or cheaper |
    | ---------------------- | -------------- | ----------------- | ------- | ------------------- | --------------------- |
    | 1000 30 400            | 500            | 500               | 300     | -200                | -100                  |
    | 1000 70 600            | 500            | 500               | 700     | 200                 | 100                   |
    | 1000 30 400, 500 ? ?   | 750            | 500               | 300     | -200                | -100                  |
    | 1000 30 400, 500 50 ?  | 750            | 750               | 550     | -200                | -100                  |
    | 1000 30 ?              | 500            | 500               | 300     | -200                | none                  |
    | 1000 ? 400             | 500            | none              | none    | none                | none                  |
    | 0.03 50 ?              | 0.02           | 0.02              | 0.02    | 0                   | none                  |
    """
    today = day("2027-02-19")
    for row in examples(test_what_should_have_been_done_and_what_is):
        found = earned_value(_spending(row["activities"], today), today)
        values = [found.planned, found.planned_reported, found.earned, found.schedule_variance, found.cost_variance]
        said = ["none" if one is None else str(one.amount.normalize()) for one in values]
        assert [_plain(one) for one in said] == [_plain(one) for one in list(row.values())[1:]], row


def _plain(text):
    return None if text == "none" else Fraction(text)


def _spending(text, today):
    activities, updates, money = [], [], {}
    for number, one in enumerate(text.split(", "), start=1):
        cost, percent, spent = one.split()
        name = f"A-{number:03d}"
        activities.append(create_activity(name, (cost,), starts="2027-01-01", ends="2027-04-10"))
        money[name] = create_money(cost, spent=None if spent == "?" else spent)
        if percent != "?":
            updates.append(create_update(name, "2027-02-19", percent=int(percent)))
    return standings(create_followed_plan(*activities, updates=updates), today, money)


def test_when_an_activity_will_be_done():
    """The forecast goes on at the pace so far: days from its first day to the report, divided by the percentage done. It is
    a straight line and no promise. When nothing can be said, it is said why.

    | first day  | reported on | as          | %  | today      | done on    | because            |
    | ---------- | ----------- | ----------- | -- | ---------- | ---------- | ------------------ |
    | 2027-01-01 | 2027-01-10  | in progress | 10 | 2027-01-10 | 2027-04-10 | -                  |
    | 2027-01-01 | 2027-01-10  | in progress | 50 | 2027-01-15 | 2027-01-20 | -                  |
    | 2027-01-01 | 2027-01-10  | in progress | 50 | 2027-01-20 | -          | Nobody has reported that it is |
    | 2027-01-01 | 2027-01-10  | in progress | 33 | 2027-01-10 | 2027-01-31 | -                  |
    | 2027-01-01 | 2027-03-05  | completed   | -  | 2027-06-30 | 2027-03-05 | It is completed    |
    | 2027-01-01 | 2027-01-10  | in progress | 0  | 2027-01-10 | -          | Nothing of it is done yet |
    | 2027-01-01 | 2027-01-10  | in progress | -  | 2027-01-10 | -          | Nobody has reported how far |
    | 2027-01-01 | -           | -           | -  | 2027-01-10 | -          | Nobody has reported how far |
    | 2027-03-01 | -           | -           | -  | 2027-01-10 | -          | Its first day, 2027-03-01, is still to come |
    | 2027-01-01 | 2027-01-10  | on hold     | 10 | 2027-01-10 | -          | It is on hold      |
    | 2027-03-01 | 2027-01-10  | in progress | 10 | 2027-01-10 | -          | before its first day |
    | 2020-01-01 | 2027-01-10  | in progress | 1  | 2027-01-10 | -          | more than a hundred years |
    """
    for row in examples(test_when_an_activity_will_be_done):
        activity = create_activity("A-001", starts=row["first day"], ends="2027-12-31")
        found = activity_forecast(_alone(activity, row["today"], _reported(row)), day(row["today"]))
        assert found.day == day(row["done on"]), row
        assert (found.reason is None) == (row["because"] == "-"), row
        assert row["because"] == "-" or row["because"] in str(found.reason), row


def test_when_a_plan_will_be_done():
    """The same for a plan of one year that began on 1 January 2027, from the progress of its activities on 1 July, the
    182nd of its 365 days: the day on which all is done at the present pace, and what is done by the end of the plan.

    | activities    | all is done by | by the end | between          |
    | ------------- | -------------- | ---------- | ---------------- |
    | 100 50        | 2027-12-30     | 1          | 1 to 1           |
    | 100 25        | 2028-12-28     | 365/728    | 365/728 to 365/728 |
    | 100 50, 100 ? | 2027-12-30     | 1          | 365/728 to 1     |
    | 100 0         | -              | 0          | 0 to 0           |
    | 100 ?         | -              | -          | 0 to 1           |
    """
    for row in examples(test_when_a_plan_will_be_done):
        rates = implementation_rates(standings(_written(row["activities"]), day("2027-07-01")))
        found = plan_forecast(rates, day("2027-01-01"), day("2027-12-31"), day("2027-07-01"))
        assert found.done_by == day(row["all is done by"]), row
        assert found.at_end.value == _share(row["by the end"]), row
        assert [found.at_end.lowest, found.at_end.highest] == [_share(one) for one in row["between"].split(" to ")], row


def test_milestones():
    """A milestone is due when its day is at most 31 days away. One of an activity that left the plan is no longer asked for.

    | due        | passed on  | its activity | today      | it is                     | days late |
    | ---------- | ---------- | ------------ | ---------- | ------------------------- | --------- |
    | 2027-06-30 | -          | goes on      | 2027-05-29 | ahead                     | 0         |
    | 2027-06-30 | -          | goes on      | 2027-05-30 | due                       | 0         |
    | 2027-06-30 | -          | goes on      | 2027-06-30 | due                       | 0         |
    | 2027-06-30 | -          | goes on      | 2027-07-01 | overdue                   | 1         |
    | 2027-06-30 | 2027-06-30 | goes on      | 2027-07-01 | passed                    | 0         |
    | 2027-06-30 | 2027-07-10 | goes on      | 2027-08-01 | passed late               | 10        |
    | 2027-06-30 | 2027-07-10 | goes on      | 2027-07-10 | passed late               | 10        |
    | 2027-06-30 | 2027-07-10 | goes on      | 2027-07-05 | overdue                   | 5         |
    | 2027-06-30 | -          | left         | 2027-08-01 | dropped with its activity | 0         |
    """
    for row in examples(test_milestones):
        milestone = Milestone("m1", "A-001", "The bill is read", day(row["due"]), day(row["passed on"]))
        left = {"A-001"} if row["its activity"] == "left" else set()
        (found,) = milestone_standings(FollowUp(milestones=(milestone,)), day(row["today"]), left)
        assert (str(found.state), found.days_late) == (row["it is"], int(row["days late"])), row


def test_results():
    """A result is held against a straight line from its baseline (1 January 2027) to its target (1 January 2031), on the day
    of its latest value. The way may lead up or down. Without a value, a baseline or a target nothing is made up.

    | baseline | target | value | measured on | share of the way | the line asks for | it is          |
    | -------- | ------ | ----- | ----------- | ---------------- | ----------------- | -------------- |
    | 20       | 60     | 40    | 2029-01-01  | 1/2              | 731/1461          | behind         |
    | 20       | 60     | 41    | 2029-01-01  | 21/40            | 731/1461          | on course      |
    | 60       | 20     | 30    | 2029-01-01  | 3/4              | 731/1461          | on course      |
    | 60       | 20     | 70    | 2029-01-01  | -1/4             | 731/1461          | behind         |
    | 0        | 60     | 60    | 2027-06-30  | 1                | 180/1461          | reached        |
    | 0        | 60     | 0     | 2027-01-01  | 0                | 0                 | on course      |
    | -        | 60     | 40    | 2029-01-01  | -                | 731/1461          | cannot be said |
    | 20       | -      | 40    | 2029-01-01  | -                | 731/1461          | cannot be said |
    | 20       | 60     | -     | -           | -                | -                 | cannot be said |
    | 20       | 20     | 20    | 2029-01-01  | -                | 731/1461          | cannot be said |
    """
    for row in examples(test_results):
        values = () if row["value"] == "-" else (ResultValue(day(row["measured on"]), _number(row["value"])),)
        baseline, target = _number(row["baseline"]), _number(row["target"])
        indicator = ResultIndicator(
            "r1", "Laboratories", ResultKind.OUTPUT, "per cent", None, None, baseline, day("2027-01-01"), target,
            day("2031-01-01"), values,
        )  # fmt: skip
        found = result_standing(indicator, day("2029-06-30"))
        assert found.share == _share(row["share of the way"]), row
        assert found.expected == _share(row["the line asks for"]), row
        assert str(found.course) == row["it is"], row


def test_what_goes_to_the_next_plan():
    """Open milestones go with their activity under its new number; passed ones stay with the old plan, and so do those of
    activities that do not go on. Results go until they are reached. A-001 goes on as A-007, A-002 does not.

    | what                                        | goes to      |
    | ------------------------------------------- | ------------ |
    | milestone of A-001, open                    | A-007        |
    | milestone of A-001, passed                  | the old plan |
    | milestone of A-002, open                    | the old plan |
    | result of A-001, not reached                | A-007        |
    | result of A-001, reached                    | the old plan |
    | result of A-002, not reached                | the old plan |
    | result of the plan, not reached             | the plan     |
    | update of A-001                             | the old plan |
    """
    for row in examples(test_what_goes_to_the_next_plan):
        kind, _, rest = row["what"].partition(" of ")
        of, _, state = rest.partition(", ")
        found = carry_follow_up(_follow_up(kind, None if of == "the plan" else of, state), {"A-001": "A-007"}, [2032])
        new = [one.activity or "the plan" for one in (*found.follow_up.milestones, *found.follow_up.results)]
        assert new == ([] if row["goes to"] == "the old plan" else [row["goes to"]]), row
        stays = len(found.stays.milestones) + len(found.stays.results) + len(found.stays.updates)
        assert stays == (row["goes to"] == "the old plan"), row


def _follow_up(kind, activity, state):
    if kind == "update":
        return FollowUp(updates=(create_update(activity, "2027-06-30"),))
    if kind == "milestone":
        passed = day("2031-05-01") if state == "passed" else None
        return FollowUp(milestones=(Milestone("m1", activity, "The bill is read", day("2031-06-30"), passed),))
    values = (ResultValue(day("2031-01-01"), 60 if state == "reached" else 30),)
    result = ResultIndicator(
        "r1", "Laboratories", ResultKind.OUTPUT, "per cent", None, activity, 0, None, 60, None, values
    )
    return FollowUp(results=(result,))


def test_an_activity_is_in_exactly_one_situation_and_one_state_of_money():
    """There are seven situations and six states of money, and no activity is in two of either: *unfunded* is therefore
    never mixed with *funded but late*, and *not said* never with *none*.

    | situations                                                                                  |
    | ------------------------------------------------------------------------------------------- |
    | not started, in progress, completed, delayed, on hold, cancelled, carried forward           |
    """
    (row,) = examples(test_an_activity_is_in_exactly_one_situation_and_one_state_of_money)
    assert row["situations"].split(", ") == [str(one) for one in Situation]
    plan = _written("100 done, 100 50, unknown ?, 100 cancelled, 100 carried, 100 0")
    rates = implementation_rates(standings(plan, day("2029-01-01")))
    assert sum(rates.counts.values()) == len(plan.activities)
