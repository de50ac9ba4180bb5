"""What a budget shall buy"""

from dataclasses import replace
from decimal import Decimal

from opennaphs.domain.choice_check import benefit, is_complete, violations
from opennaphs.domain.choice_costs import bills
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_rules import ChoiceRules
from opennaphs.domain.choices import Choice
from opennaphs.domain.library import AdministrativeLevel, EconomicType, Priority, Rating
from opennaphs.domain.step_weights import Criterion, Mix, Weighing, weigh_steps
from tests.factories import create_action, create_question, create_source, create_step, create_work
from tests.spec.tables import examples, numbers
from tests.spec.test_4_costing import create_plan

ALL = (Decimal(1),) * 3


def _exact(cell):
    return tuple(Decimal(number) for number in numbers(cell))


def _plain(amounts):
    return " ".join(f"{amount.normalize():f}" for amount in amounts)


def test_when_work_is_complete():
    """Work takes whole periods, begun ones counted: months are rounded up. It is complete at the end of its last
    period, and all of it must be. Work may be split over several years; here the shares are those started by the end
    of 2027, 2028 and 2029, and a period is a year.

    | months | started by year | complete at the end of |
    | ------ | --------------- | ---------------------- |
    | 3      | 1 1 1           | 2027                   |
    | 12     | 0 1 1           | 2028                   |
    | 13     | 1 1 1           | 2028                   |
    | 18     | 0 0 1           | never                  |
    | 12     | 0.5 1 1         | 2028                   |
    | 12     | 0.5 0.5 0.5     | never                  |
    """
    for row in examples(test_when_work_is_complete):
        action = replace(create_action("a", "A.1", 2, costs=()), months=int(row["months"]))
        rules = ChoiceRules("USD", 2024, (create_source(amounts=(0,) * 5),))
        duration = question_of(create_plan(action), rules)[0].works[0].duration
        question = create_question([create_work("a", duration=duration)])
        choice = Choice({"a": _exact(row["started by year"])})
        complete = [2027 + year for year in range(3) if is_complete(question, choice, "a", year)]
        assert row["complete at the end of"] == (str(complete[0]) if complete else "never")


def test_when_a_step_is_reached():
    """A step is an indicator one level up. It is reached when all work of the plan for it is complete and the step
    below, if the plan has one, is reached. Work may only start when what it needs is complete, or becomes so in the
    same period. Here level 2 takes the work p and level 3 the work q, which needs p; each takes a year.

    | p starts | q starts | level 3 is said to be reached | allowed |
    | -------- | -------- | ----------------------------- | ------- |
    | 2027     | 2028     | 2028                          | yes     |
    | 2027     | 2027     | 2027                          | yes     |
    | 2028     | 2027     | 2028                          | no      |
    | 2027     | 2028     | 2027                          | no      |
    | 2027     | never    | 2029                          | no      |
    """
    for row in examples(test_when_a_step_is_reached):
        works = (create_work("p"), create_work("q", needs=("p",)))
        steps = (create_step("level 2", "p"), create_step("level 3", "q", after=("level 2",)))
        started = {
            name: tuple(Decimal(year >= int(row[f"{name} starts"])) for year in range(2027, 2030))
            for name in ("p", "q")
            if row[f"{name} starts"] != "never"
        }
        reached = {"level 2": int(row["p starts"]) - 2027, "level 3": int(row["level 3 is said to be reached"]) - 2027}
        told = violations(create_question(works, steps), Choice(started, reached))
        assert (not told) == (row["allowed"] == "yes"), told


def test_what_a_step_gains():
    """A step counts its worth for every year at whose end it is held, later years less by the discount; the last year
    also stands for the years after the plan that the rules count. What is complete only in part earns nothing, unless
    the rules give partial credit. Here the plan has three years, and a step of worth 2 needs two pieces of work.

    | held factors | first piece | second piece | partial credit | gain |
    | ------------ | ----------- | ------------ | -------------- | ---- |
    | 1 1 1        | 1 1 1       | 1 1 1        | 0              | 6    |
    | 1 1 1        | 1 1 1       | 0 1 1        | 0              | 4    |
    | 1 0.5 0.25   | 1 1 1       | 0 1 1        | 0              | 1.5  |
    | 1 1 3        | 1 1 1       | 0 0 1        | 0              | 6    |
    | 1 1 1        | 1 1 1       | 0 0 0        | 0              | 0    |
    | 1 1 1        | 1 1 1       | 0 0 0        | 0.5            | 1.5  |
    | 1 1 1        | 1 1 1       | 0 1 1        | 0.5            | 4.5  |
    """
    for row in examples(test_what_a_step_gains):
        question = create_question([create_work("p"), create_work("q")], [create_step("s", "p", "q", worth="2")])
        question = replace(question, held=_exact(row["held factors"]), partial_credit=Decimal(row["partial credit"]))
        started = {"p": _exact(row["first piece"]), "q": _exact(row["second piece"])}
        done = [year for year in range(3) if min(shares[year] for shares in started.values()) == 1]
        choice = Choice(started, {"s": done[0]} if done else {})
        assert benefit(question, choice) == Decimal(row["gain"])


def test_what_a_year_of_work_costs():
    """One-off and capital money is due in the year in which work starts, or in the years after it as the cost lines
    say; recurrent money in every year from the start on. Work that is split over years costs in each its share.

    | kind      | amounts from the start | started by year | due in 2027, 2028, 2029 |
    | --------- | ---------------------- | --------------- | ----------------------- |
    | one-off   | 100                    | 0 1 1           | 0 100 0                 |
    | one-off   | 100                    | 0.5 0.75 1      | 50 25 25                |
    | capital   | 60 40                  | 1 1 1           | 60 40 0                 |
    | capital   | 60 40                  | 0.5 1 1         | 30 50 20                |
    | capital   | 60 40                  | 0 0 1           | 0 0 60                  |
    | recurrent | 10                     | 0 1 1           | 0 10 10                 |
    | recurrent | 10                     | 0.5 1 1         | 5 10 10                 |
    | recurrent | 10 4                   | 1 1 1           | 10 4 4                  |
    """
    for row in examples(test_what_a_year_of_work_costs):
        kind = EconomicType(row["kind"])
        work = replace(create_work("a"), outlays={kind: _exact(row["amounts from the start"])})
        assert _plain(work.due(kind, _exact(row["started by year"]))) == row["due in 2027, 2028, 2029"]


def test_what_may_be_carried_over():
    """Of what a source has left at the end of a year, the share that its terms allow may be spent in the next.

    | money of each year | carried over | spent      | overdrawn by |
    | ------------------ | ------------ | ---------- | ------------ |
    | 100 100 100        | 0            | 100 100 50 | 0 0 0        |
    | 100 100 100        | 0            | 60 140 100 | 0 40 0       |
    | 100 100 100        | 1            | 60 140 100 | 0 0 0        |
    | 100 100 100        | 0.5          | 60 140 100 | 0 20 0       |
    | 100 0 0            | 1            | 20 30 50   | 0 0 0        |
    | 100 0 0            | 0.5          | 20 30 5    | 0 0 0        |
    | 100 0 0            | 1            | 0 0 120    | 0 0 20       |
    | 50 100 0           | 1            | 100 50 50  | 50 0 0       |
    """
    for row in examples(test_what_may_be_carried_over):
        source = create_source(amounts=numbers(row["money of each year"]), carry_over=row["carried over"])
        assert _plain(source.overdrawn(_exact(row["spent"]))) == row["overdrawn by"]


def test_what_is_paid_once():
    """Where the rules say so, work of one functional group that several areas ask for is paid once: of what recurs, the
    dearest area of each year; of one-off and capital money, by the end of each year as much as the dearest area has
    needed by then. Several activities of one area are different work and add up. Here area A asks for 100 and area B for
    60 and for 30.

    | kind      | A starts | B starts 60 | B starts 30 | due in 2027, 2028, 2029 |
    | --------- | -------- | ----------- | ----------- | ----------------------- |
    | one-off   | 2027     | 2027        | 2027        | 100 0 0                 |
    | one-off   | 2028     | 2027        | 2027        | 90 10 0                 |
    | one-off   | 2028     | 2027        | never       | 60 40 0                 |
    | one-off   | never    | 2027        | 2028        | 60 30 0                 |
    | recurrent | 2027     | 2027        | 2027        | 100 100 100             |
    | recurrent | 2029     | 2027        | 2028        | 60 90 100               |
    """
    for row in examples(test_what_is_paid_once):
        asked = {"A starts": ("A", 100), "B starts 60": ("B", 60), "B starts 30": ("B", 30)}
        kind = row["kind"].replace("-", "_")
        works = [create_work(name, area, group="g", **{kind: (amount,)}) for name, (area, amount) in asked.items()]
        started = {
            name: tuple(Decimal(year >= int(row[name])) for year in range(2027, 2030))
            for name in asked
            if row[name] != "never"
        }
        (bill,) = bills(create_question(works, pay_once=True), Choice(started))
        assert _plain(bill.by_year) == row["due in 2027, 2028, 2029"]


def test_what_a_step_is_worth():
    """People declare how much risk, obligation, equity, impact and their committee's own weights shall count. Risk and
    the committee's weights come from the rules; obligation is the share of the step's activities that are duties under
    the IHR; equity the share done below national level; impact their mean rating (1 to 3). Each criterion is scaled so
    that its mean over the steps of the plan is 1, and the weight of a step is their mix. A criterion about which the plan
    knows nothing is left out and the others keep their proportions. Worth is the weight times the value of the level.

    The plan has two steps: one of risk 3, a duty, done in districts, of low impact; one of risk 1, no duty, done at the
    centre, of high impact. Nobody gave committee weights.

    | declared shares             | first step | second step |
    | --------------------------- | ---------- | ----------- |
    | risk=1                      | 1.5        | 0.5         |
    | obligation=1                | 2          | 0           |
    | equity=5                    | 2          | 0           |
    | impact=1                    | 0.5        | 1.5         |
    | risk=1 impact=1             | 1          | 1           |
    | risk=3 impact=1             | 1.25       | 0.75        |
    | risk=1 obligation=1         | 1.75       | 0.25        |
    | risk=3 impact=1 committee=6 | 1.25       | 0.75        |
    | committee=1                 | 1          | 1           |
    """
    plan = _two_steps()
    for row in examples(test_what_a_step_is_worth):
        pairs = (pair.partition("=") for pair in numbers(row["declared shares"]))
        mix = Mix({Criterion(name): Decimal(share) for name, _, share in pairs})
        weights = weigh_steps(plan, Weighing(mix, risk={"A": Decimal(3), "B": Decimal(1)}))
        found = [weights.by_step[step].worth for step in ("A.1:2", "B.1:3")]
        assert found == [Decimal(row["first step"]), Decimal(row["second step"])]
        assert bool(weights.remarks) == ("committee" in row["declared shares"])
        assert not weights.shares or sum(weights.shares.values()) == 1


def _two_steps():
    duty, other = Priority(True, Rating.LOW, Rating.LOW, "-"), Priority(False, Rating.HIGH, Rating.LOW, "-")
    here, there = AdministrativeLevel.DISTRICT, AdministrativeLevel.NATIONAL
    first, second = create_action("a", "A.1", 2, costs=()), create_action("b", "B.1", 3, costs=())
    return create_plan(
        replace(first, priority=duty, administrative_level=here),
        replace(second, priority=other, administrative_level=there),
    )


def test_what_a_level_is_worth():
    """Every level counts the same unless the rules value them differently; work that belongs to no level, such as that
    for a priority hazard, has a value of its own. All steps here have the weight 1, or twice and half of it by the
    committee's word.

    | values                     | committee | A.1 to 2 | B.1 to 3 |
    | -------------------------- | --------- | -------- | -------- |
    | -                          | -         | 1        | 1        |
    | level_2=3                  | -         | 3        | 1        |
    | level_2=3 level_3=0.5      | -         | 3        | 0.5      |
    | -                          | A.1=3     | 1.5      | 0.5      |
    | -                          | B=3       | 0.5      | 1.5      |
    | level_3=2                  | B=3       | 0.5      | 3        |
    """
    for row in examples(test_what_a_level_is_worth):
        values = {int(name[-1]): value for name, value in _pairs(row["values"]).items()}
        weighing = Weighing(
            Mix({Criterion.COMMITTEE: Decimal(1)}), level_values=values, committee=_pairs(row["committee"])
        )
        weights = weigh_steps(_two_steps(), weighing)
        found = [weights.by_step[step].worth for step in ("A.1:2", "B.1:3")]
        assert found == [Decimal(row["A.1 to 2"]), Decimal(row["B.1 to 3"])]


def _pairs(cell):
    if cell == "-":
        return {}
    return {name: Decimal(value) for name, _, value in (pair.partition("=") for pair in numbers(cell))}
