"""Step weights: what lifting an indicator by one level is worth, by criteria whose shares people declare.

Every criterion is scaled so that its mean over the steps of the plan is 1; a weight is the mix of the scaled criteria,
a worth that weight times the value of the level. A criterion that tells nothing about this plan is left out, the
others keep their proportions, and both are said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from opennaphs.domain.choice_remarks import Remark, RemarkCode
from opennaphs.domain.choices import Horizon
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import LEVELS
from opennaphs.domain.library import AdministrativeLevel, Rating
from opennaphs.domain.planning import Activity, Plan

# Worths and factors are kept to a millionth, so that engines and checks count with the very same numbers.
EXACTNESS = Decimal("0.000001")
# Without a risk profile, an indicator that a priority hazard asks for counts so many times the risk of another.
HAZARD_TIMES = Decimal(2)
_IMPACT = {Rating.LOW: Decimal(1), Rating.MEDIUM: Decimal(2), Rating.HIGH: Decimal(3)}


class Criterion(StrEnum):
    """What a step may be weighed by."""

    RISK = "risk"
    OBLIGATION = "obligation"
    EQUITY = "equity"
    IMPACT = "impact"
    COMMITTEE = "committee"


@dataclass(frozen=True)
class Mix:
    """The declared shares of the criteria; only their proportions matter."""

    shares: Mapping[Criterion, Decimal]

    def __post_init__(self) -> None:
        """Refuse shares below zero, and a mix of nothing."""
        if any(share < 0 for share in self.shares.values()) or not any(self.shares.values()):
            message = "The weights of the criteria must be 0 or more, and at least one of them more than 0."
            raise NaphsError(message)

    def among(self, known: Iterable[Criterion]) -> dict[Criterion, Decimal]:
        """Give the shares of the known criteria, summing to 1; nothing when none of them has a share."""
        kept = {criterion: self.shares.get(criterion, Decimal(0)) for criterion in known}
        whole = sum(kept.values(), Decimal(0))
        return {criterion: share / whole for criterion, share in kept.items() if share}


DEFAULT_MIX = Mix(
    {
        Criterion.RISK: Decimal(2),
        Criterion.OBLIGATION: Decimal(1),
        Criterion.EQUITY: Decimal(1),
        Criterion.IMPACT: Decimal(1),
    }
)


@dataclass(frozen=True)
class Weighing:
    """How steps and time are weighed.

    Attributes:
        mix: shares of the criteria.
        level_values: worth of reaching a level, before the weight; levels not named are worth 1.
        overlay_value: the same for work without a level.
        risk: risk from 1 to 5 by area or indicator; empty when nobody has assessed it.
        committee: a committee's own weights by area or indicator; what is not named weighs 1.
        discount: by how much a year later is worth less (0.03 = 3 % a year).
        final_years: how many years after the plan a step still held at its end counts.
    """

    mix: Mix = DEFAULT_MIX
    level_values: Mapping[int, Decimal] = field(default_factory=lambda: dict.fromkeys(LEVELS, Decimal(1)))
    overlay_value: Decimal = Decimal("0.5")
    risk: Mapping[str, Decimal] = field(default_factory=dict)
    committee: Mapping[str, Decimal] = field(default_factory=dict)
    discount: Decimal = Decimal("0.03")
    final_years: int = 2

    def value_of(self, level: int | None) -> Decimal:
        """Give what reaching a level is worth before its weight; work without a level has its own value."""
        return self.overlay_value if level is None else self.level_values.get(level, Decimal(1))


@dataclass(frozen=True)
class PlanStep:
    """The activities of a plan that together lift one target to one level, or belong to it without a level."""

    id: str
    target: str
    area: str
    level: int | None
    activities: tuple[Activity, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What it may be called by in a table of weights: indicator first, then area, each in full or short."""
        return (self.target, short(self.target), self.area, short(self.area))


@dataclass(frozen=True)
class StepWeight:
    """How the worth of a step came about: ``worth`` = ``level_value`` × ``weight``; criteria are scaled to mean 1."""

    step: str
    area: str
    level_value: Decimal
    criteria: Mapping[Criterion, Decimal]
    weight: Decimal
    worth: Decimal


@dataclass(frozen=True)
class StepWeights:
    """The weights of all steps, the shares they were mixed by, and what to know about them."""

    shares: Mapping[Criterion, Decimal]
    by_step: Mapping[str, StepWeight]
    remarks: tuple[Remark, ...]


def short(full: str) -> str:
    """Give an id without the edition it carries: ``D1.1`` for ``jee-3.D1.1``; others stay as they are."""
    edition, _, rest = full.partition(".")
    return rest if rest and "-" in edition else full


def plan_steps(plan: Plan) -> tuple[PlanStep, ...]:
    """Give the steps of a plan, in its order: one a target and level; without a level one a target and hazards."""
    grouped: dict[tuple[str, str], list[Activity]] = {}
    for activity in plan.activities:
        grouped.setdefault((activity.action.target, _mark(activity)), []).append(activity)
    return tuple(
        PlanStep(f"{target}:{mark}", target, found[0].area, found[0].action.level, tuple(found))
        for (target, mark), found in grouped.items()
    )


def _mark(activity: Activity) -> str:
    if activity.action.level is not None:
        return str(activity.action.level)
    return "+".join(sorted(activity.action.hazards)) or "all"


def weigh_steps(plan: Plan, weighing: Weighing) -> StepWeights:
    """Say what each step of a plan is worth, and how that came about."""
    steps = plan_steps(plan)
    found = {
        Criterion.RISK: _risks(steps, weighing),
        Criterion.OBLIGATION: [_obligation(step) for step in steps],
        Criterion.EQUITY: [_equity(step) for step in steps],
        Criterion.IMPACT: [_impact(step) for step in steps],
        Criterion.COMMITTEE: [_committee(step, weighing.committee) for step in steps],
    }
    asked = {criterion: values for criterion, values in found.items() if weighing.mix.shares.get(criterion)}
    scaled = {criterion: _scaled(values) for criterion, values in asked.items() if any(values)}
    shares = weighing.mix.among(scaled)
    rows = [
        _weight(step, weighing, shares, {name: values[number] for name, values in scaled.items()})
        for number, step in enumerate(steps)
    ]
    remarks = (*_hazard_remark(steps, weighing, scaled), *_remarks(asked, scaled))
    return StepWeights(shares, {row.step: row for row in rows}, remarks)


def _weight(
    step: PlanStep,
    weighing: Weighing,
    shares: Mapping[Criterion, Decimal],
    criteria: Mapping[Criterion, Decimal],
) -> StepWeight:
    value = weighing.value_of(step.level)
    mixed = sum((share * criteria[name] for name, share in shares.items()), Decimal(0)) if shares else Decimal(1)
    weight = mixed.quantize(EXACTNESS)
    return StepWeight(step.id, step.area, value, criteria, weight, (value * weight).quantize(EXACTNESS))


def _scaled(values: list[Decimal | None]) -> list[Decimal]:
    """Scale to mean 1; what is not known gets the mean, so that it neither gains nor loses."""
    known = [value for value in values if value is not None]
    mean = sum(known, Decimal(0)) / len(known)
    return [Decimal(1) if value is None else value / mean for value in values]


def _remarks(
    asked: Mapping[Criterion, list[Decimal | None]], scaled: Mapping[Criterion, list[Decimal]]
) -> tuple[Remark, ...]:
    if not scaled:
        return (Remark(RemarkCode.EQUAL_WEIGHTS, {}),)
    missing = [Remark(RemarkCode.CRITERION_UNKNOWN, {"criterion": str(one)}) for one in asked if one not in scaled]
    mean = [
        Remark(RemarkCode.CRITERION_MEAN, {"criterion": str(one), "count": str(asked[one].count(None))})
        for one in scaled
        if None in asked[one]
    ]
    return (*missing, *mean)


# --- criteria -----------------------------------------------------------------------------------------------------


def _named(step: PlanStep, table: Mapping[str, Decimal]) -> Decimal | None:
    return next((table[name] for name in step.names if name in table), None)


def _risks(steps: tuple[PlanStep, ...], weighing: Weighing) -> list[Decimal | None]:
    if weighing.risk:
        return [_named(step, weighing.risk) for step in steps]
    threatened = _threatened(steps)
    if not threatened:
        return [None for _ in steps]
    return [HAZARD_TIMES if step.target in threatened else Decimal(1) for step in steps]


def _threatened(steps: tuple[PlanStep, ...]) -> set[str]:
    """Give the targets for which the plan has activities of a hazard overlay: its priority hazards ask for them."""
    return {step.target for step in steps for activity in step.activities if activity.action.hazards}


def _hazard_remark(
    steps: tuple[PlanStep, ...], weighing: Weighing, scaled: Mapping[Criterion, list[Decimal]]
) -> tuple[Remark, ...]:
    if weighing.risk or Criterion.RISK not in scaled:
        return ()
    values = {"count": str(len(_threatened(steps))), "times": f"{HAZARD_TIMES}"}
    return (Remark(RemarkCode.RISK_FROM_HAZARDS, values),)


def _obligation(step: PlanStep) -> Decimal | None:
    rated = [one.action.priority.ihr_obligation for one in step.activities if one.action.priority is not None]
    return Decimal(sum(rated)) / len(rated) if rated else None


def _equity(step: PlanStep) -> Decimal | None:
    placed = [one.action.administrative_level for one in step.activities if one.action.administrative_level is not None]
    below = sum(place is not AdministrativeLevel.NATIONAL for place in placed)
    return Decimal(below) / len(placed) if placed else None


def _impact(step: PlanStep) -> Decimal | None:
    rated = [_IMPACT[one.action.priority.impact] for one in step.activities if one.action.priority is not None]
    return sum(rated, Decimal(0)) / len(rated) if rated else None


def _committee(step: PlanStep, own: Mapping[str, Decimal]) -> Decimal | None:
    if not own:
        return None
    weight = _named(step, own)
    return Decimal(1) if weight is None else weight


# --- time ---------------------------------------------------------------------------------------------------------


def held_factors(horizon: Horizon, weighing: Weighing) -> tuple[Decimal, ...]:
    """Say per period what holding a step at its end is worth: a share of a year, less for later years.

    The last period also counts the ``final_years`` after the plan.
    """
    yearly = 1 / (1 + weighing.discount)
    factors = [yearly ** horizon.year_of(period) / horizon.periods_per_year for period in range(horizon.periods)]
    factors[-1] += sum((yearly ** (horizon.years + later) for later in range(weighing.final_years)), Decimal(0))
    return tuple(factor.quantize(EXACTNESS) for factor in factors)
