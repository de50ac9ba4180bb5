"""Plans in an instant, without a solver: one step after the other with all that it rests on, as long as money lasts.

What planners do today, in three orders of steps, and so the baselines an optimised plan is measured against; the best
of them is also where a search begins. Demands come first. Work starts whole, as early as the rules let it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from heapq import heapify, heappop, heappush

from opennaphs.analytics.optimise.ledger import Ledger, due_of
from opennaphs.domain.choice_reach import reached_by
from opennaphs.domain.choices import Choice, Demand, DemandKind, LevelStep, Question, Work

FREE = 1e-9


class Order(StrEnum):
    """In which order steps are taken: by worth, by worth for their own cost, by worth for the cost of the closure."""

    WORTH = "worth"
    RATIO = "ratio"
    CLOSURE = "closure"


@dataclass(frozen=True)
class Closure:
    """A step with all it rests on that is not there yet: steps and work, each after what it needs."""

    steps: tuple[str, ...]
    works: tuple[str, ...]


def greedy(question: Question, order: Order = Order.CLOSURE) -> Choice | None:
    """Choose step by step.

    Each step is taken with its closure: the steps it comes after, the work these require, of the optional the cheapest
    that is enough, and all that such work needs. A closure that does not fit is left, and the ledger as it was.

    Args:
        question: a question whose names are all known and whose needs go round in no circle.
        order: by worth alone, by worth over the step's own cost, or by worth over cost of the closure not yet done.

    Returns:
        A choice that keeps every rule, or ``None`` when this simple way does not satisfy the demands (another may).
    """
    plan = _Planner(question)
    if not all(plan.satisfies(demand) for demand in _by_deadline(question)):
        return None
    if not all(plan.obeys(law.works, law.count) for law in question.at_least):
        return None
    _take_steps(plan, order)
    return plan.choice()


def _by_deadline(question: Question) -> list[Demand]:
    last = question.horizon.periods - 1
    asked = [one for one in question.demands if one.kind in {DemandKind.DO, DemandKind.REACH}]
    return sorted(asked, key=lambda one: last if one.period is None else one.period)


def _take_steps(plan: "_Planner", order: Order) -> None:
    """Take steps from the best on; what is placed makes closures that share it cheaper, so these are ranked anew."""
    steps = {step.id: step for step in plan.question.steps}
    rank = _ranking(plan, order)
    queue = [(-rank(step), number, name) for number, (name, step) in enumerate(steps.items())]
    heapify(queue)
    number_of = {name: number for _, number, name in queue}
    newest = {name: key for key, _, name in queue}
    while queue:
        key, _, name = heappop(queue)
        if newest.get(name) == key:
            del newest[name]
            placed = plan.take(name)
            for other in plan.sharing(placed) if order is Order.CLOSURE else ():
                newest[other] = -rank(steps[other])
                heappush(queue, (newest[other], number_of[other], other))


def _ranking(plan: "_Planner", order: Order) -> Callable[[LevelStep], float]:
    if order is Order.WORTH:
        return lambda step: float(step.worth)
    if order is Order.RATIO:
        return lambda step: float(step.worth) / max(plan.own_cost(step), FREE)
    return plan.closure_ratio


class _Planner:
    """Places closures in a ledger."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.ledger = Ledger(question)
        self.held: set[str] = set()
        self.left_out = {one.subject for one in question.demands if one.kind is DemandKind.LEAVE_OUT}

    # --- closures ---------------------------------------------------------------------------------------------------

    def closure(self, names: Iterable[str]) -> Closure | None:
        """Give the closure of steps, ``None`` when too little of the optional work may be done."""
        steps: dict[str, None] = {}
        works: dict[str, None] = {}
        possible = all(self._add_step(name, steps, works) for name in names)
        return Closure(tuple(steps), tuple(works)) if possible and not self.left_out & works.keys() else None

    def _add_step(self, name: str, steps: dict[str, None], works: dict[str, None]) -> bool:
        if name in steps or name in self.held:
            return True
        step = self.question.step_of[name]
        steps[name] = None
        possible = all(self._add_step(other, steps, works) for other in step.after)
        for work in step.required:
            self._add_work(work, works)
        chosen = self._cheapest(step, works)
        for work in chosen:
            self._add_work(work, works)
        return possible and len(chosen) == step.enough

    def _add_work(self, name: str, works: dict[str, None]) -> None:
        if name not in works and name not in self.ledger.starts:
            for need in self.question.work_of[name].needs:
                self._add_work(need, works)
            works[name] = None

    def _cheapest(self, step: LevelStep, works: dict[str, None]) -> list[str]:
        """Choose optional work: what is there already first, then by its cost and that of what it needs directly."""
        if not step.enough:
            return []
        may = [name for name in step.optional if name not in self.left_out]
        return sorted(may, key=lambda name: self._further_cost(name, works))[: step.enough]

    def _further_cost(self, name: str, works: dict[str, None]) -> float:
        if name in works or name in self.ledger.starts:
            return 0.0
        needs = self.question.work_of[name].needs
        return self.costs[name] + sum(self._further_cost(need, works) for need in needs)

    @cached_property
    def costs(self) -> dict[str, float]:
        """What each work costs over the plan when it starts at once."""
        years = self.question.horizon.years
        return {
            work.id: float(
                sum(sum(due_of(outlay, kind, 0, years), Decimal(0)) for kind, outlay in work.outlays.items())
            )
            for work in self.question.works
        }

    def own_cost(self, step: LevelStep) -> float:
        """Give what a step costs without what it rests on."""
        return sum(self.costs[name] for name in (*step.required, *self._cheapest(step, {})))

    def closure_ratio(self, step: LevelStep) -> float:
        """Give the worth of all steps a closure reaches over the cost of its work; nothing when it cannot be."""
        closure = self.closure((step.id,))
        if closure is None:
            return 0.0
        worth = sum(float(self.question.step_of[name].worth) for name in closure.steps)
        return worth / max(sum(self.costs[name] for name in closure.works), FREE)

    def sharing(self, placed: tuple[str, ...]) -> set[str]:
        """Give the steps not yet held whose closure may hold any of such work."""
        return {name for work in placed for name in self._rests_on.get(work, ()) if name not in self.held}

    @cached_property
    def _rests_on(self) -> dict[str, set[str]]:
        """The steps that each work may serve, directly or through others."""
        found: dict[str, set[str]] = {}
        for step in self.question.steps:
            for work in self._all_below(step):
                found.setdefault(work, set()).add(step.id)
        return found

    def _all_below(self, step: LevelStep) -> set[str]:
        steps, works = {step.id}, set[str]()
        open_steps = [step]
        while open_steps:
            one = open_steps.pop()
            works |= {*one.required, *one.optional}
            new = set(one.after) - steps
            steps |= new
            open_steps += [self.question.step_of[name] for name in new]
        return works

    # --- placing ----------------------------------------------------------------------------------------------------

    def take(self, name: str) -> tuple[str, ...]:
        """Place the closure of a step; give the work placed, nothing when it does not fit."""
        closure = self.closure((name,))
        if closure is None or not self._place(closure.works, None):
            return ()
        self.held.update(closure.steps)
        return closure.works

    def satisfies(self, demand: Demand) -> bool:
        """Place what a demand asks for; say whether it fits."""
        if demand.kind is DemandKind.DO:
            return self._do((demand.subject,), demand.period)
        closure = self.closure((demand.subject,))
        if closure is None or not self._place(closure.works, demand.period):
            return False
        self.held.update(closure.steps)
        by = self.question.horizon.periods - 1 if demand.period is None else demand.period
        return reached_by(self.question, self._started()).get(demand.subject, by + 1) <= by

    def obeys(self, works: tuple[str, ...], count: int) -> bool:
        """Place the cheapest of such work until so much is complete; say whether there is enough."""
        done = sum(name in self.ledger.starts for name in set(works))
        for name in sorted(set(works), key=lambda name: (self._further_cost(name, {}), name)):
            if done >= count:
                break
            done += name not in self.ledger.starts and self._do((name,), None)
        return done >= count

    def _do(self, names: tuple[str, ...], by: int | None) -> bool:
        works: dict[str, None] = {}
        for name in names:
            self._add_work(name, works)
        late = by is not None and any(self._finish(name) > by for name in names if name in self.ledger.starts)
        return not late and not self.left_out & works.keys() and self._place(tuple(works), by)

    def _place(self, works: tuple[str, ...], by: int | None) -> bool:
        """Start such work, each as early as it can, complete by the end of a period; all of it or none."""
        mark = self.ledger.mark()
        if all(self._start(self.question.work_of[name], by) for name in works):
            return True
        self.ledger.back_to(mark)
        return False

    def _start(self, work: Work, by: int | None) -> bool:
        ready = [self._finish(need) for need in work.needs]
        by = self.question.horizon.periods - 1 if by is None else by
        return self.ledger.start(work, max((self._not_before.get(work.id, 0), *ready)), by - work.duration + 1)

    def _finish(self, name: str) -> int:
        return self.ledger.starts[name] + self.question.work_of[name].duration - 1

    @cached_property
    def _not_before(self) -> dict[str, int]:
        last, found = self.question.horizon.periods - 1, dict[str, int]()
        for one in self.question.demands:
            if one.kind is DemandKind.NOT_BEFORE:
                period = last if one.period is None else one.period
                found[one.subject] = max(period, found.get(one.subject, 0))
        return found

    def choice(self) -> Choice:
        """Give what the ledger holds as a choice."""
        started = self._started()
        payments = tuple(payment for paid in self.ledger.payments.values() for payment in paid)
        return Choice(started, reached_by(self.question, started), payments)

    def _started(self) -> dict[str, tuple[Decimal, ...]]:
        periods = range(self.question.horizon.periods)
        return {
            name: tuple(Decimal(period >= start) for period in periods) for name, start in self.ledger.starts.items()
        }
