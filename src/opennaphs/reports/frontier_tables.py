"""The points of a frontier, shared by its charts, tables and files; and a plan whose steps can be named."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from opennaphs.analytics.optimise.result import FrontierPoint
from opennaphs.domain.choices import Question
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.step_weights import PlanStep, plan_steps


@dataclass(frozen=True)
class NamedPlan:
    """A plan whose steps can be named: ``titles`` are those of indicators, by id."""

    plan: Plan
    titles: Mapping[str, str]

    @cached_property
    def steps(self) -> dict[str, PlanStep]:
        """The steps of the plan, by id."""
        return {step.id: step for step in plan_steps(self.plan)}


@dataclass(frozen=True)
class CurvePoint:
    """The best choice at one size of the budget: what it is worth, and what none can exceed."""

    factor: Decimal
    money: Money
    value: float
    bound: float


@dataclass(frozen=True)
class FrontierReport(NamedPlan):
    """The best choices at several sizes of the budget."""

    question: Question
    points: tuple[FrontierPoint, ...]

    @property
    def curve(self) -> tuple[CurvePoint, ...]:
        """The points as a curve."""
        return tuple(CurvePoint(one.factor, one.money, one.value, one.bound) for one in self.points)


def added(points: tuple[FrontierPoint, ...]) -> tuple[tuple[str, ...], ...]:
    """Give for each point of a frontier the steps it reaches that the point before does not."""
    first = (tuple(points[0].choice.reached),) if points else ()
    rest = (
        tuple(step for step in more.choice.reached if step not in less.choice.reached)
        for less, more in pairwise(points)
    )
    return (*first, *rest)


def given_up(points: tuple[FrontierPoint, ...]) -> tuple[tuple[str, ...], ...]:
    """Give for each point of a frontier the steps it gives up that the point before reaches."""
    pairs = ((less.choice.reached, more.choice.reached) for less, more in pairwise(points))
    return ((),) * bool(points) + tuple(tuple(step for step in less if step not in more) for less, more in pairs)
