"""From a costed plan and the rules of a budget to the question an optimiser answers; what was assumed is said."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from opennaphs.domain.choice_limits import absorption_of, check_years
from opennaphs.domain.choice_names import KnownNames, known_names
from opennaphs.domain.choice_remarks import Remark, RemarkCode, counted
from opennaphs.domain.choice_rules import ChoiceRules, Uncosted, WantedDemand
from opennaphs.domain.choices import AtLeast, Demand, DemandKind, Horizon, LevelStep, Question, Work
from opennaphs.domain.cost_views import UNKNOWN
from opennaphs.domain.costing import CostBasis, CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import LOWEST_LEVEL
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.step_weights import PlanStep, StepWeights, held_factors, plan_steps, weigh_steps
from opennaphs.domain.work_outlays import has_own_recurrent_years, outlays_of

MONTHS_A_YEAR = 12
# The reason an import writes when somebody gave one amount for several years (see ``domain.importing``).
LUMP_SUM = "a lump sum"
NOT_COSTED = "nobody has said what it costs"
LEGAL_MINIMUM = "a State Party has duties under the International Health Regulations in this area"
_LARGEST_NUMBER_OF_A_PLAN_YEAR = 100


@dataclass(frozen=True)
class _Setting:
    """A plan with its rules, and what follows from both."""

    plan: Plan
    rules: ChoiceRules

    @cached_property
    def basis(self) -> CostBasis:
        if self.plan.cost_basis is None:
            raise NaphsError("The plan has no costs to choose by. Draft or cost it with a country profile first.")
        return self.plan.cost_basis

    @cached_property
    def horizon(self) -> Horizon:
        return Horizon(self.plan.first_year, self.plan.term.years, self.rules.periods_per_year)

    @cached_property
    def steps(self) -> tuple[PlanStep, ...]:
        return plan_steps(self.plan)

    @cached_property
    def names(self) -> KnownNames:
        return known_names(self.plan, self.steps)

    @cached_property
    def weights(self) -> StepWeights:
        return weigh_steps(self.plan, self.rules.weighing)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The activities that cannot be chosen: not costed, and not declared free."""
        return frozenset(one.id for one in self.plan.activities if _left_out(one, self.rules))

    @cached_property
    def works(self) -> tuple[Work, ...]:
        return tuple(_work(self, activity) for activity in self.plan.activities)

    @cached_property
    def undoable(self) -> frozenset[str]:
        """The activities that cannot be complete within the plan."""
        return self.left_out | {work.id for work in self.works if work.duration > self.horizon.periods}


def question_of(plan: Plan, rules: ChoiceRules) -> tuple[Question, tuple[Remark, ...]]:
    """Make the question, and say what was assumed on the way.

    Raises:
        NaphsError: the plan is not costed or empty, the money of plan and rules differs, amounts do not fit the years
            of the plan, or a demand names something the plan does not have.
    """
    setting = _Setting(plan, rules)
    _check(setting)
    question = Question(
        horizon=setting.horizon,
        currency=rules.currency,
        price_year=rules.price_year,
        works=setting.works,
        steps=tuple(_steps(setting)),
        sources=tuple(_source(source, setting) for source in rules.sources),
        held=held_factors(setting.horizon, rules.weighing),
        demands=(*_left_out_demands(setting), *_demands(setting)),
        at_least=tuple(_at_least(setting)),
        absorption=absorption_of(plan, rules, setting.names),
        tail_limit=rules.tail_limit,
        partial_credit=rules.partial_credit,
        straddle=rules.straddle,
        pay_once=rules.pay_once,
    )
    return question, (*_taken(rules), *setting.weights.remarks, *_remarks(setting))


def _check(setting: _Setting) -> None:
    plan, rules, basis = setting.plan, setting.rules, setting.basis
    if not plan.activities:
        raise NaphsError("The plan has no activities to choose from.")
    moneys = {(basis.currency, basis.price_year)} | {
        (line.unit_price.currency, line.unit_price.price_year) for one in plan.activities for line in one.cost.lines
    }
    strange = sorted(moneys - {(rules.currency, rules.price_year)})
    if strange:
        currency, year = strange[0]
        message = (
            f"The rules are in {rules.currency} of {rules.price_year}, costs of the plan in {currency} of {year}. "
            "Write the budgets in the money of the plan, or cost the plan again in theirs: a choice needs one currency "
            "and one price year."
        )
        raise NaphsError(message)
    uses = Counter(activity.id for activity in plan.activities)
    twice = next((number for number, count in uses.items() if count > 1), None)
    if twice is not None:
        message = f"The plan has two activities {twice}. Give each a number of its own."
        raise NaphsError(message)


def _source(source: Envelope, setting: _Setting) -> Envelope:
    check_years(f"The source “{source.id}”", source.by_year, setting.plan)
    areas = tuple(setting.names.area(name) for name in source.earmark.areas)
    return replace(source, earmark=replace(source.earmark, areas=areas))


# --- work ---------------------------------------------------------------------------------------------------------


def _left_out(activity: Activity, rules: ChoiceRules) -> bool:
    if activity.cost.state is not CostState.NOT_COSTED:
        return False
    return rules.uncosted is Uncosted.LEAVE_OUT or _is_lump(activity)


def _is_lump(activity: Activity) -> bool:
    return activity.cost.state is CostState.NOT_COSTED and (activity.cost.reason or "").startswith(LUMP_SUM)


def _work(setting: _Setting, activity: Activity) -> Work:
    action = activity.action
    return Work(
        id=activity.id,
        area=activity.area,
        ministry=str(action.lead or UNKNOWN),
        place=str(action.administrative_level or UNKNOWN),
        duration=_duration(action.months, setting.rules.periods_per_year),
        outlays=outlays_of(activity, setting.plan),
        needs=_needs(setting, activity),
        group=action.group,
    )


def _duration(months: int | None, periods_per_year: int) -> int:
    """Give the periods work takes, begun ones counted whole; one when nobody has said how long."""
    return 1 if months is None else max(1, -(-months * periods_per_year // MONTHS_A_YEAR))


def _needs(setting: _Setting, activity: Activity) -> tuple[str, ...]:
    known = setting.names.activities
    found = chain.from_iterable(known.get(need, ()) for need in activity.action.needs)
    return tuple(dict.fromkeys(one for one in found if one != activity.id))


# --- steps --------------------------------------------------------------------------------------------------------


def _steps(setting: _Setting) -> Iterable[LevelStep]:
    for step in setting.steps:
        required = tuple(activity.id for activity in step.activities)
        worth = setting.weights.by_step[step.id].worth
        yield LevelStep(step.id, step.area, worth, required, after=_after(step, setting.steps))


def _after(step: PlanStep, steps: Iterable[PlanStep]) -> tuple[str, ...]:
    """Give the step to the nearest lower level of the same target for which the plan has activities."""
    if step.level is None:
        return ()
    same = [(other.level, other.id) for other in steps if other.target == step.target and other.level is not None]
    lower = [(level, name) for level, name in same if level < step.level]
    return (max(lower)[1],) if lower else ()


def _at_least(setting: _Setting) -> Iterable[AtLeast]:
    if not setting.rules.legal_minimum:
        return
    for area, duties in _duties(setting.plan).items():
        doable = tuple(one for one in duties if one not in setting.undoable)
        if doable:
            yield AtLeast(f"Legal minimum of {area}", doable, 1, LEGAL_MINIMUM)


def _duties(plan: Plan) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for activity in plan.activities:
        if activity.action.priority is not None and activity.action.priority.ihr_obligation:
            found.setdefault(activity.area, []).append(activity.id)
    return found


# --- demands ------------------------------------------------------------------------------------------------------


def _left_out_demands(setting: _Setting) -> Iterable[Demand]:
    return (Demand(DemandKind.LEAVE_OUT, work.id, NOT_COSTED) for work in setting.works if work.id in setting.left_out)


def _demands(setting: _Setting) -> Iterable[Demand]:
    for wanted in setting.rules.demands:
        place, period = f"The demand “{wanted.kind} {wanted.subject}”", _period(setting, wanted)
        if wanted.kind is DemandKind.REACH:
            yield Demand(wanted.kind, setting.names.step(wanted.subject, place), wanted.reason, period)
            continue
        for activity in setting.names.activities_of(wanted.subject, place):
            if wanted.kind is DemandKind.DO and activity in setting.left_out:
                message = f"{place}: {NOT_COSTED} ({activity}). Cost it, or write “uncosted: free”."
                raise NaphsError(message)
            yield Demand(wanted.kind, activity, wanted.reason, period)


def _period(setting: _Setting, wanted: WantedDemand) -> int | None:
    """Give the period a demand speaks of: the first of its time for “not before”, the last for the others."""
    place, horizon = f"The demand “{wanted.kind} {wanted.subject}”", setting.horizon
    starts = wanted.kind is DemandKind.NOT_BEFORE
    if wanted.year is None and starts:
        message = f"{place} does not say before when. Add the year."
        raise NaphsError(message)
    if wanted.year is None:
        return None
    year = _plan_year(wanted.year, setting.plan, place)
    if wanted.quarter is None:
        return year * horizon.periods_per_year if starts else horizon.last_period(year)
    if horizon.periods_per_year == 1:
        message = f"{place} names a quarter; the rules go by year. Write “periods: quarters” or drop it."
        raise NaphsError(message)
    return year * horizon.periods_per_year + wanted.quarter - 1


def _plan_year(year: int, plan: Plan, place: str) -> int:
    """Give the plan year (0 = first) of a calendar year, or of the number of a plan year (1 = first)."""
    found = year - (1 if year <= _LARGEST_NUMBER_OF_A_PLAN_YEAR else plan.first_year)
    if not 0 <= found < plan.term.years:
        message = (
            f"{place} names the year {year}; the plan runs from {plan.years[0]} to {plan.years[-1]}. Write one of "
            f"these years, or a number from 1 to {plan.term.years}."
        )
        raise NaphsError(message)
    return found


# --- remarks ------------------------------------------------------------------------------------------------------


def _taken(rules: ChoiceRules) -> tuple[Remark, ...]:
    if not rules.taken:
        return ()
    values = {"names": ", ".join(rules.taken), "values": ", ".join(rules.taken.values())}
    return (Remark(RemarkCode.TAKEN, values),)


def _remarks(setting: _Setting) -> tuple[Remark, ...]:
    plan = setting.plan
    not_costed = [one for one in plan.activities if one.cost.state is CostState.NOT_COSTED and not _is_lump(one)]
    free = setting.rules.uncosted is Uncosted.FREE
    code = RemarkCode.NOT_COSTED_FREE if free else RemarkCode.NOT_COSTED_LEFT_OUT
    too_long = [work.id for work in setting.works if work.duration > setting.horizon.periods]
    return (
        *counted(code, _ids(not_costed)),
        *counted(RemarkCode.LUMP_SUM, _those(plan, _is_lump)),
        *counted(RemarkCode.EMBEDDED, _those(plan, lambda one: one.cost.state is CostState.EMBEDDED)),
        *counted(RemarkCode.NO_MONTHS, _those(plan, lambda one: one.action.months is None)),
        *counted(RemarkCode.TOO_LONG, too_long),
        *counted(RemarkCode.NEEDS_OUTSIDE, _needs_outside(setting)),
        *counted(RemarkCode.OWN_YEARS, _those(plan, has_own_recurrent_years)),
        *counted(RemarkCode.EMPTY_LEVEL, _empty_levels(setting)),
        *counted(RemarkCode.OUT_OF_REACH, _out_of_reach(setting)),
        *_bounds_without_names(setting),
        *_names_without_plan(setting),
        *counted(RemarkCode.NO_DUTY, _areas_without_duty(setting)),
    )


def _ids(activities: Iterable[Activity]) -> list[str]:
    return [activity.id for activity in activities]


def _those(plan: Plan, wanted: Callable[[Activity], bool]) -> list[str]:
    return _ids(activity for activity in plan.activities if wanted(activity))


def _needs_outside(setting: _Setting) -> list[str]:
    known = setting.names.activities
    return [need for one in setting.plan.activities for need in one.action.needs if need not in known]


def _empty_levels(setting: _Setting) -> list[str]:
    there = {(step.target, step.level) for step in setting.steps}
    return [
        f"{gap.target}:{level}"
        for gap in setting.plan.gaps
        for level in range(max(gap.current, LOWEST_LEVEL) + 1, gap.goal + 1)
        if (gap.target, level) not in there
    ]


def _out_of_reach(setting: _Setting) -> list[str]:
    """Give the steps that cannot be reached: by their own work, what that needs, or the step before."""
    lost_work, steps = _blocked(setting), tuple(_steps(setting))
    lost = {step.id for step in steps if lost_work & {*step.required}}
    while more := {step.id for step in steps if lost & {*step.after}} - lost:
        lost |= more
    return [step.id for step in setting.steps if step.id in lost]


def _blocked(setting: _Setting) -> set[str]:
    """Give the activities that cannot be complete: on their own account or for something they need."""
    unwanted = {demand.subject for demand in _demands(setting) if demand.kind is DemandKind.LEAVE_OUT}
    lost = unwanted | setting.undoable
    while more := {work.id for work in setting.works if lost & {*work.needs}} - lost:
        lost |= more
    return lost


def _bounds_without_names(setting: _Setting) -> tuple[Remark, ...]:
    no_lead = [work.id for work in setting.works if work.ministry == UNKNOWN]
    no_place = [work.id for work in setting.works if work.place == UNKNOWN]
    return (*counted(RemarkCode.NO_LEAD, no_lead), *counted(RemarkCode.NO_PLACE, no_place))


def _names_without_plan(setting: _Setting) -> tuple[Remark, ...]:
    rules, names = setting.rules, setting.names
    said: dict[str, Iterable[str]] = {source.title: source.earmark.areas for source in rules.sources}
    said |= {"risk": rules.weighing.risk, "committee": rules.weighing.committee}
    found = ((where, names.strange(there)) for where, there in said.items())
    return tuple(
        Remark(RemarkCode.NOT_IN_PLAN, {"names": ", ".join(there), "where": where}) for where, there in found if there
    )


def _areas_without_duty(setting: _Setting) -> list[str]:
    if not setting.rules.legal_minimum:
        return []
    return [area for area, duties in _duties(setting.plan).items() if setting.undoable.issuperset(duties)]
