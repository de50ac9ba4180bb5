"""From a costed plan and rules to a question: what becomes of each activity, and what is said about it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_remarks import REMARK_TEXTS, RemarkCode
from opennaphs.domain.choice_rules import AbsorptionRule, ChoiceRules, Uncosted, WantedDemand
from opennaphs.domain.choices import Bearer, Choice, DemandKind, Measure
from opennaphs.domain.chosen_plans import apply_choice, left_out
from opennaphs.domain.cost_views import cost_facts
from opennaphs.domain.costing import ActivityCost, CostState, due
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import AdministrativeLevel, Driver, EconomicType, Priority, Rating, Sector
from opennaphs.domain.step_weights import Criterion, Mix, Weighing, short
from tests.factories import create_action, create_source, create_template
from tests.spec.test_4_costing import create_plan

ONE_OFF, CAPITAL, RECURRENT = EconomicType.ONE_OFF, EconomicType.CAPITAL, EconomicType.RECURRENT
LUMP = ActivityCost(CostState.NOT_COSTED, "a lump sum of USD 5.00: nobody has said in which years it falls")
YEARS = (1000, 1000, 1000, 1000, 1000)
EVERY_KIND = tuple(create_template(kind=kind, pieces=number) for number, kind in enumerate(EconomicType, start=1))


def _action(name="a", target="A.1", level=2, costs=EVERY_KIND, **more):
    facts = {"lead": Sector.HEALTH, "administrative_level": AdministrativeLevel.DISTRICT, "months": 6} | more
    return replace(create_action(name, target, level, costs=costs), **facts)


def _rules(**changes):
    return replace(ChoiceRules("USD", 2024, (create_source(amounts=YEARS),)), **changes)


def _said(remarks):
    return {remark.code: remark.text() for remark in remarks}


def _ask(*actions, **rules):
    question, remarks = question_of(create_plan(*actions), _rules(**rules))
    return question, _said(remarks)


def _with(plan, **changes):
    first, *others = plan.activities
    return replace(plan, activities=(replace(first, **changes), *others))


# --- work ---------------------------------------------------------------------------------------------------------


def test_an_activity_becomes_work():
    group = {"needs": ("b", "elsewhere"), "group": "training:x"}
    question, said = _ask(_action(**group), _action("b", "B.1"))
    work = question.work_of["A-001"]
    assert (work.area, work.ministry, work.place) == ("A", "health", "district")
    assert (work.needs, work.group, work.duration) == (("B-001",), "training:x", 1)
    assert work.outlays == {ONE_OFF: (10,), CAPITAL: (20,), RECURRENT: (30,)}
    assert said[RemarkCode.NEEDS_OUTSIDE] == "1 needs name actions that are not in the plan; they are taken as met."


def test_an_activity_never_needs_itself():
    question, _ = _ask(_action(needs=("a",)))
    assert question.work_of["A-001"].needs == ()


@pytest.mark.parametrize(
    ("months", "per_year", "periods"),
    [(1, 1, 1), (12, 1, 1), (13, 1, 2), (3, 4, 1), (4, 4, 2), (None, 4, 1), (0, 4, 1)],
)
def test_begun_periods_count_whole(months, per_year, periods):
    question, said = _ask(_action(months=months), periods_per_year=per_year)
    assert question.work_of["A-001"].duration == periods
    assert (RemarkCode.NO_MONTHS in said) == (months is None)
    assert question.horizon.periods == 5 * per_year


def test_work_longer_than_the_plan_is_said():
    _, said = _ask(_action(months=61), _action("b", needs=("a",)), _action("c", level=3))
    assert said[RemarkCode.TOO_LONG].endswith("cannot be complete within it: A-001.")
    assert said[RemarkCode.OUT_OF_REACH].endswith("take too long: A.1:2, A.1:3.")


def test_work_that_needs_what_cannot_be_done_is_out_of_reach():
    _, said = _ask(_action(months=61), _action("b", "B.1", needs=("a",)), _action("c", "B.1", 3, needs=("b",)))
    assert said[RemarkCode.OUT_OF_REACH].endswith("A.1:2, B.1:2, B.1:3.")


def test_activities_without_lead_or_place_are_counted():
    question, said = _ask(_action(lead=None, administrative_level=None))
    assert (question.works[0].ministry, question.works[0].place) == ("not said", "not said")
    assert said[RemarkCode.NO_LEAD].startswith("1 activities do not say who leads them")
    assert said[RemarkCode.NO_PLACE].startswith("1 activities do not say where they are done")


def _scheduled(kind, *times, first_year=2027):
    plan = create_plan(_action(costs=(create_template(kind=kind), create_template(kind=kind, pieces=2))))
    one, other = plan.activities[0].cost.lines
    line = due(replace(one, schedule=tuple(Decimal(str(part)) for part in times)), 0, 5)
    cost = replace(plan.activities[0].cost, lines=(line, other))
    return _with(plan, cost=cost, first_year=first_year)


@pytest.mark.parametrize(
    ("kind", "times", "first_year", "outlay"),
    [
        (CAPITAL, (0, 1, 0, 0, 1), 2028, (30, 0, 0, 10)),
        (CAPITAL, (0, 1, 0, 0, 1), 2029, (10, 20, 0, 10)),
        (CAPITAL, (0, 1, 0, 0, 1), 2027, (20, 10, 0, 0, 10)),
        (RECURRENT, (0, 0, 1, 1, 1), 2028, (20, 30, 30, 30)),
        (RECURRENT, (1, "0.5", 0, 0, 0), 2027, (30, 25, 20, 20, 20)),
        (RECURRENT, (0, 0, 0, 0, 0), 2030, (20, 20)),
        (ONE_OFF, (0, 0, 0, 0, 1), 2040, (30,)),
        (RECURRENT, (0, 1, 0, 0, 0), 2029, (10, 20, 20, 20)),
        (ONE_OFF, (1, 0, 0, 0, 0), 2020, (30, 0, 0, 0, 0)),
    ],
)
def test_lines_with_own_years_keep_their_order_and_gaps(kind, times, first_year, outlay):
    question, remarks = question_of(_scheduled(kind, *times, first_year=first_year), _rules())
    assert question.works[0].outlays == {kind: outlay}
    assert (RemarkCode.OWN_YEARS in _said(remarks)) == (kind is RECURRENT)


def test_activities_that_cost_nothing_here_have_no_outlays():
    plan = create_plan(_action(costs=()), _action("b"))
    plan = replace(
        plan, activities=(plan.activities[0], replace(plan.activities[1], cost=ActivityCost(CostState.EMBEDDED, "x")))
    )
    question, remarks = question_of(plan, _rules())
    assert [work.outlays for work in question.works] == [{}, {}]
    assert _said(remarks)[RemarkCode.EMBEDDED].startswith("1 activities are paid for by another plan")


def test_what_is_not_costed_is_left_out_unless_declared_free():
    actions = (_action(costs=None), _action("b"), _action("c", level=3))
    question, said = _ask(*actions)
    assert [(demand.kind, demand.subject) for demand in question.demands] == [(DemandKind.LEAVE_OUT, "A-001")]
    assert said[RemarkCode.NOT_COSTED_LEFT_OUT].startswith("1 activities are not costed and therefore left out.")
    assert RemarkCode.OUT_OF_REACH in said
    question, said = _ask(*actions, uncosted=Uncosted.FREE)
    assert question.demands == ()
    assert said[RemarkCode.NOT_COSTED_FREE].startswith("1 activities are not costed and count as free")
    assert RemarkCode.OUT_OF_REACH not in said


def test_a_lump_sum_is_never_free():
    plan = _with(create_plan(_action(), _action("b")), cost=LUMP)
    question, remarks = question_of(plan, _rules(uncosted=Uncosted.FREE))
    assert [demand.subject for demand in question.demands] == ["A-001"]
    assert _said(remarks)[RemarkCode.LUMP_SUM].startswith("1 activities cost a lump sum")
    assert RemarkCode.NOT_COSTED_FREE not in _said(remarks)


# --- steps --------------------------------------------------------------------------------------------------------


def test_steps_are_chained_over_levels_without_activities():
    question, said = _ask(_action(level=2), _action("b", level=4), _action("c", "B.1", 3))
    chained = {step.id: (step.required, step.after) for step in question.steps}
    assert chained == {
        "A.1:2": (("A-001",), ()),
        "A.1:4": (("A-002",), ("A.1:2",)),
        "B.1:3": (("B-001",), ()),
    }
    assert "leads to A.1:3, B.1:2, B.1:4;" in said[RemarkCode.EMPTY_LEVEL]


def test_work_without_a_level_makes_steps_of_its_own():
    plan = create_plan(_action(), _action("b", level=None), _action("c"))
    overlay = replace(plan.activities[1].action, hazards=("cholera", "arboviral disease"))
    plan = replace(plan, activities=(*plan.activities, replace(plan.activities[1], id="A-009", action=overlay)))
    question, _ = question_of(plan, _rules())
    assert [step.id for step in question.steps] == ["A.1:2", "A.1:all", "A.1:arboviral disease+cholera"]
    assert all(step.after == () for step in question.steps)


def test_the_law_asks_for_one_duty_in_each_area():
    duty = Priority(True, Rating.LOW, Rating.LOW, "a test")
    wish = Priority(False, Rating.HIGH, Rating.LOW, "a test")
    actions = (
        _action(priority=duty),
        _action("b", priority=duty),
        _action("c", "B.1", priority=duty, months=61),
        _action("d", "B.1", priority=wish),
    )
    question, said = _ask(*actions, legal_minimum=True)
    (asked,) = question.at_least
    assert (asked.name, asked.works, asked.count) == ("Legal minimum of A", ("A-001", "A-002"), 1)
    assert said[RemarkCode.NO_DUTY].startswith("B: no activity that is a duty under the IHR can be complete")
    question, said = _ask(*actions)
    assert question.at_least == ()
    assert RemarkCode.NO_DUTY not in said


# --- demands ------------------------------------------------------------------------------------------------------


def _demand(kind, subject, year=None, quarter=None, **rules):
    wanted = WantedDemand(DemandKind(kind), subject, "a reason", year, quarter)
    question, _ = _ask(_action(), _action("b"), _action("c", level=3), demands=(wanted,), **rules)
    return [(demand.kind, demand.subject, demand.period) for demand in question.demands]


def test_demands_name_activities_actions_or_steps():
    assert _demand("do", "A-001") == [("do", "A-001", None)]
    assert _demand("do", "b", 2) == [("do", "A-002", 1)]
    assert _demand("leave out", "A.1:2") == [("leave out", "A-001", None), ("leave out", "A-002", None)]
    assert _demand("reach", "A.1:3", 2029) == [("reach", "A.1:3", 2)]


def test_a_time_is_the_first_period_to_start_and_the_last_to_complete():
    quarters = {"periods_per_year": 4}
    assert _demand("not before", "A-001", 2, **quarters) == [("not before", "A-001", 4)]
    assert _demand("do", "A-001", 2, **quarters) == [("do", "A-001", 7)]
    assert _demand("do", "A-001", 2028, 2, **quarters) == [("do", "A-001", 5)]


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        (("do", "A-01"), r"The demand “do A-01”: the plan has no activity or step “A-01”. Did you mean A-001"),
        (("do", "zzz"), r"no activity or step “zzz”. Use the numbers of the plan\."),
        (("reach", "A.1:4"), r"the plan has no step “A\.1:4”. Did you mean A\.1:\d, A\.1:\d\?"),
        (("reach", "A-001"), r"the plan has no step “A-001”"),
        (
            ("do", "A-001", 6),
            r"names the year 6; the plan runs from 2027 to 2031. Write one of these years, or a number",
        ),
        (("do", "A-001", 2026), r"names the year 2026; the plan runs from 2027"),
        (("do", "A-001", 2, 3), r"names a quarter; the rules go by year. Write “periods: quarters”"),
        (("not before", "A-001"), r"does not say before when. Add the year\."),
    ],
)
def test_a_demand_that_cannot_be_understood_is_told(demand, said):
    with pytest.raises(NaphsError, match=said):
        _demand(*demand)


def test_nobody_can_demand_what_is_not_costed():
    demand = WantedDemand(DemandKind.DO, "a", "a reason")
    with pytest.raises(
        NaphsError, match=r"nobody has said what it costs \(A-001\). Cost it, or write “uncosted: free”"
    ):
        _ask(_action(costs=None), demands=(demand,))


# --- money --------------------------------------------------------------------------------------------------------


def test_plan_and_rules_must_be_in_one_money():
    with pytest.raises(NaphsError, match="The rules are in UGX of 2024, costs of the plan in USD of 2024"):
        _ask(_action(), currency="UGX")
    with pytest.raises(NaphsError, match=r"The rules are in USD of 2026.*one currency and one price year"):
        _ask(_action(), price_year=2026)


def test_a_plan_must_be_costed_and_have_activities_with_own_numbers():
    plan = create_plan(_action())
    with pytest.raises(NaphsError, match="has no costs to choose by"):
        question_of(replace(plan, cost_basis=None), _rules())
    with pytest.raises(NaphsError, match="has no activities to choose from"):
        question_of(replace(plan, activities=()), _rules())
    with pytest.raises(NaphsError, match="two activities A-001"):
        question_of(replace(plan, activities=plan.activities * 2), _rules())


def test_amounts_are_one_for_each_plan_year():
    said = r"The source “treasury” has 3 amounts, the plan has 5 years \(2027 to 2031\)"
    with pytest.raises(NaphsError, match=said):
        _ask(_action(), sources=(create_source(),))
    rule = AbsorptionRule(Bearer.AREA, "A", (Decimal(1),))
    with pytest.raises(NaphsError, match="The limit of A has 1 amounts, the plan has 5 years"):
        _ask(_action(), absorption=(rule,))


def test_names_the_plan_does_not_know_are_said():
    source = create_source(amounts=YEARS, areas=("A", "Z9"))
    question, said = _ask(_action(), sources=(source,), weighing=Weighing(risk={"A.1": Decimal(3)}))
    assert question.sources[0].earmark.areas == ("A", "Z9")
    assert said[RemarkCode.NOT_IN_PLAN] == "The rules name Z9 (The treasury), of which the plan has nothing."


def test_limits_in_proportion_to_the_cost_of_the_plan():
    # A costs 10 + 20 + 5 × 30 = 180, B 720; budgets are 1,000 a year
    dear = tuple(replace(template, quantities={"pieces": 4 * template.quantities["pieces"]}) for template in EVERY_KIND)
    actions = (_action(), _action("b", "B.1", costs=dear, lead=Sector.FINANCE))
    every, own = AbsorptionRule(Bearer.AREA, None, factor=Decimal("1.5")), AbsorptionRule(Bearer.AREA, "B", (1,) * 5)
    starts = AbsorptionRule(Bearer.MINISTRY, "finance", (2,) * 5, adds_up=False, measure=Measure.STARTS)
    none = AbsorptionRule(Bearer.MINISTRY, "trade", factor=Decimal(1))
    question, _ = _ask(*actions, absorption=(every, own, starts, none))
    found = {one.name: one for one in question.absorption}
    assert found["A"].by_year == (300,) * 5
    assert found["B"].by_year == (1,) * 5
    assert (found["finance"].measure, found["finance"].adds_up) == (Measure.STARTS, False)
    assert found["trade"].by_year == (0,) * 5


def test_settings_go_through_and_what_was_taken_is_said():
    settings = {"tail_limit": Decimal(9), "partial_credit": Decimal("0.1"), "straddle": False, "pay_once": True}
    question, said = _ask(_action(), taken={"discount": "0.03", "periods": "years"}, **settings)
    assert {name: getattr(question, name) for name in settings} == settings
    assert said[RemarkCode.TAKEN] == "The rules do not say discount, periods; taken as 0.03, years."


def test_time_is_discounted_and_what_lasts_counts_on():
    half = Weighing(discount=Decimal(1), final_years=2)
    question, _ = _ask(_action(), weighing=half)
    assert question.held == tuple(Decimal(cell) for cell in ("1", "0.5", "0.25", "0.125", "0.109375"))
    question, _ = _ask(_action(), weighing=replace(half, final_years=0), periods_per_year=4)
    assert question.held[:5] == (Decimal("0.25"),) * 4 + (Decimal("0.125"),)
    assert len(question.held) == 20


# --- weights ------------------------------------------------------------------------------------------------------


def _worths(*actions, mix, **weighing):
    shares = {Criterion(name): Decimal(share) for name, share in mix.items()}
    question, said = _ask(*actions, weighing=Weighing(Mix(shares), **weighing))
    return {step.id: step.worth for step in question.steps}, said


def test_a_mix_has_something_to_weigh_by():
    for shares in ({}, {Criterion.RISK: Decimal(0)}, {Criterion.RISK: Decimal(-1), Criterion.IMPACT: Decimal(2)}):
        with pytest.raises(NaphsError, match="0 or more, and at least one of them more than 0"):
            Mix(shares)


def test_what_nobody_knows_weighs_as_the_mean_and_is_said():
    actions = (_action(), _action("b", "B.1"), _action("c", level=3))
    worths, said = _worths(*actions, mix={"risk": 1}, risk={"A.1": Decimal(4), "X": Decimal(1)})
    assert set(worths.values()) == {Decimal(1)}
    assert said[RemarkCode.CRITERION_MEAN].startswith("1 steps say nothing about risk")
    assert "The rules name X (risk)" in said[RemarkCode.NOT_IN_PLAN]


def test_a_plan_that_knows_nothing_weighs_all_the_same():
    worths, said = _worths(_action(administrative_level=None), _action("b", "B.1"), mix={"impact": 1, "risk": 1})
    assert set(worths.values()) == {Decimal(1)}
    assert RemarkCode.EQUAL_WEIGHTS in said


def test_priority_hazards_stand_in_for_a_risk_profile():
    plan = create_plan(_action(), _action("b", "B.1"), _action("c", "B.1", 3))
    overlay = replace(plan.activities[0].action, hazards=("cholera",))
    mix = Mix({Criterion.RISK: Decimal(1)})
    question, remarks = question_of(_with(plan, action=overlay), _rules(weighing=Weighing(mix)))
    assert [step.worth for step in question.steps] == [Decimal("1.5"), Decimal("0.75"), Decimal("0.75")]
    assert "the 1 indicators with activities for the priority hazards" in _said(remarks)[RemarkCode.RISK_FROM_HAZARDS]


def test_ids_are_known_in_full_and_short():
    assert [short(name) for name in ("jee-3.D1.1", "jee-3.D1", "A.1", "A")] == ["D1.1", "D1", "A.1", "A"]


def test_every_remark_has_a_sentence():
    assert set(REMARK_TEXTS) == set(RemarkCode)


# --- the chosen plan ----------------------------------------------------------------------------------------------


def _chosen(plan, **started):
    question, _ = question_of(plan, _rules())
    shares = {name.replace("_", "-"): tuple(Decimal(str(cell)) for cell in cells) for name, cells in started.items()}
    choice = Choice(shares)
    return apply_choice(plan, question, choice), left_out(plan, choice)


def _amounts(plan):
    sums = dict.fromkeys(plan.years, Decimal(0))
    for fact in cost_facts(plan):
        sums[fact.year] += fact.amount.amount
    return list(sums.values())


def test_a_chosen_plan_holds_what_is_chosen_in_its_years():
    plan = create_plan(_action(), _action("b"), _action("c"))
    chosen, out = _chosen(plan, A_001=(0, 1, 1, 1, 1), A_003=(0, 0, 0, 0, 0))
    (activity,) = chosen.activities
    assert (activity.id, activity.first_year) == ("A-001", 2028)
    assert all(line.schedule is None for line in activity.cost.lines)
    assert _amounts(chosen) == [0, 60, 30, 30, 30]
    assert [one.id for one in out] == ["A-002", "A-003"]


def test_split_work_writes_its_own_years():
    chosen, _ = _chosen(create_plan(_action()), A_001=(0, "0.5", "0.75", "0.75", "0.75"))
    (activity,) = chosen.activities
    assert activity.first_year == 2028
    assert _amounts(chosen) == [0, 30, Decimal(30), Decimal("22.5"), Decimal("22.5")]


def test_lines_with_own_years_move_with_their_work():
    chosen, _ = _chosen(_scheduled(CAPITAL, 0, 1, 0, 1, 0, first_year=2028), A_001=(0, 0, 1, 1, 1))
    assert [[amount.amount for amount in line.by_year] for line in chosen.activities[0].cost.lines] == [
        [0, 0, 10, 0, 10],
        [0, 0, 20, 0, 0],
    ]


def test_a_line_that_waits_for_the_first_year_still_waits():
    # money of its own years falls a year before the first year of the activity, for which the other line waits
    chosen, _ = _chosen(_scheduled(ONE_OFF, 0, 1, 0, 0, 0, first_year=2029), A_001=(1, 1, 1, 1, 1))
    assert [[amount.amount for amount in line.by_year] for line in chosen.activities[0].cost.lines] == [
        [10, 0, 0, 0, 0],
        [0, 20, 0, 0, 0],
    ]


def test_a_choice_for_another_plan_is_refused():
    plan = create_plan(_action())
    question, _ = question_of(plan, _rules())
    with pytest.raises(NaphsError, match="The plan has no activity Z-1: the choice was made for another plan"):
        apply_choice(plan, question, Choice({"Z-1": (Decimal(1),) * 5}))


def test_drivers_of_a_country_count():
    per_district = (create_template(per=Driver.DISTRICT, share="0.5", times="2"),)
    question, _ = _ask(_action(costs=per_district))
    assert question.works[0].outlays == {ONE_OFF: (70,)}
