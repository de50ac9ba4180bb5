"""Choice records: what a plan remembers of the choice that made it, whole enough to explain it and to choose again.

The activities a choice leaves out stay in the record as they were, and so do those it put into other years: nothing is
lost, and ``without_choice`` gives the plan back as it was before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from opennaphs.domain.choice_reach import completed_in
from opennaphs.domain.choice_reasons import LeftOut
from opennaphs.domain.choice_remarks import Remark
from opennaphs.domain.choices import Choice, Question
from opennaphs.domain.chosen_plans import apply_choice, left_out
from opennaphs.domain.costing import CostLine
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.step_weights import StepWeight, StepWeights

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Proof:
    """How good a choice is known to be: its benefit, what no choice can exceed (``None``: not known), the search."""

    value: Decimal
    bound: Decimal | None
    seconds: Decimal
    ended: str

    @property
    def gap(self) -> Decimal | None:
        """How much better a choice could be at most, as a share of this one; ``None`` when nothing is proven."""
        if self.bound is None or (self.value <= 0 and self.bound > 0):
            return None
        return max(self.bound - self.value, NOTHING) / self.value if self.value else NOTHING


@dataclass(frozen=True)
class SourceUse:
    """A source of money: what it had and what the choice takes of it in each plan year."""

    id: str
    title: str
    by_year: tuple[Money, ...]
    used: tuple[Money, ...]


@dataclass(frozen=True)
class ChosenActivity:
    """When an activity is done: the period it begins in, the one it ends in, the share started by each period's end.

    ``finishes`` is ``None`` when it is not complete within the plan.
    """

    activity: str
    starts: str
    finishes: str | None
    shares: tuple[Decimal, ...]


@dataclass(frozen=True)
class PaidBill:
    """What one source pays in each plan year for an activity, or for work paid once (``group:…``)."""

    payee: str
    source: str
    by_year: tuple[Money, ...]


@dataclass(frozen=True)
class Origin:
    """What a choice was made from: the rules file, the version of the program, what was assumed, what steps weigh."""

    rules: str
    version: str
    remarks: tuple[Remark, ...] = ()
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    weights: tuple[StepWeight, ...] = ()


@dataclass(frozen=True)
class ChoiceRecord:
    """All a plan remembers of its choice.

    Attributes:
        currency, price_year: the money of every amount.
        periods_per_year: 1 (years) or 4 (quarters).
        origin: rules, program, weights and remarks.
        proof: how good it is known to be.
        sources: the money, and how much of it is used.
        chosen: when each chosen activity is done.
        paid: who pays what.
        reached: per step reached, the name of the period at whose end it is.
        steps_left_out: per step not reached, why, and the least change that would bring it in.
        left_out: the activities left out, whole.
        before: the chosen activities as they were, where the choice changed their years.
        order: the numbers of all activities, in the order of the plan.
    """

    currency: str
    price_year: int
    periods_per_year: int
    origin: Origin
    proof: Proof
    sources: tuple[SourceUse, ...]
    chosen: tuple[ChosenActivity, ...]
    paid: tuple[PaidBill, ...]
    reached: Mapping[str, str]
    steps_left_out: tuple[LeftOut, ...]
    left_out: tuple[Activity, ...]
    before: tuple[Activity, ...]
    order: tuple[str, ...]


def origin_of(rules: str, version: str, remarks: Iterable[Remark], weights: StepWeights) -> Origin:
    """Say what a choice was made from."""
    shares = {str(criterion): share for criterion, share in weights.shares.items()}
    return Origin(rules, version, tuple(remarks), shares, tuple(weights.by_step.values()))


# --- into the plan ------------------------------------------------------------------------------------------------


def record_choice(
    plan: Plan, question: Question, choice: Choice, proof: Proof, origin: Origin, steps_left_out: Iterable[LeftOut]
) -> Plan:
    """Give the plan as a choice leaves it, with the record of that choice.

    Raises:
        NaphsError: the choice was made for another plan.
    """
    chosen = apply_choice(plan, question, choice)
    timed = {activity.id: activity for activity in chosen.activities}
    record = ChoiceRecord(
        currency=question.currency,
        price_year=question.price_year,
        periods_per_year=question.horizon.periods_per_year,
        origin=origin,
        proof=proof,
        sources=source_uses(question, choice),
        chosen=chosen_activities(question, choice),
        paid=paid_bills(question, choice),
        reached={step: question.horizon.name(period) for step, period in choice.reached.items()},
        steps_left_out=tuple(steps_left_out),
        left_out=left_out(plan, choice),
        before=tuple(one for one in plan.activities if one.id in timed and timed[one.id] != one),
        order=tuple(activity.id for activity in plan.activities),
    )
    return replace(chosen, choice=record)


def source_uses(question: Question, choice: Choice) -> tuple[SourceUse, ...]:
    """Give what each source has and what a choice takes of it in each plan year."""
    used: dict[str, list[Decimal]] = {source.id: [NOTHING] * question.horizon.years for source in question.sources}
    for payment in choice.payments:
        used[payment.source][payment.year] += payment.amount
    return tuple(
        SourceUse(source.id, source.title, source.by_year, _moneys(question, used[source.id]))
        for source in question.sources
    )


def chosen_activities(question: Question, choice: Choice) -> tuple[ChosenActivity, ...]:
    """Say when each chosen activity is done, in the order of the plan."""
    done, name = completed_in(question, choice.started), question.horizon.name
    return tuple(
        ChosenActivity(
            work.id,
            name(next(period for period, share in enumerate(choice.started[work.id]) if share)),
            name(done[work.id]) if work.id in done else None,
            choice.started[work.id],
        )
        for work in question.works
        if any(choice.started.get(work.id, ()))
    )


def paid_bills(question: Question, choice: Choice) -> tuple[PaidBill, ...]:
    """Give who pays what in each plan year, economic types together."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for payment in choice.payments:
        sums.setdefault((payment.payee, payment.source), [NOTHING] * question.horizon.years)
        sums[payment.payee, payment.source][payment.year] += payment.amount
    return tuple(PaidBill(payee, source, _moneys(question, sums[payee, source])) for payee, source in sorted(sums))


def _moneys(question: Question, amounts: Iterable[Decimal]) -> tuple[Money, ...]:
    return tuple(question.money(amount).rounded() for amount in amounts)


# --- and back -----------------------------------------------------------------------------------------------------


def without_choice(plan: Plan) -> Plan:
    """Give a plan as it was before its choice: what was left out is back, in its place; the years are the old ones.

    What people changed since then stays: owners and texts, and the years and costs of activities costed anew. An
    activity somebody removed since then stays away.
    """
    if plan.choice is None:
        return plan
    record, before = plan.choice, {activity.id: activity for activity in plan.choice.before}
    there = {one.id: _as_before(one, before.get(one.id)) for one in plan.activities}
    known = {one.id: one for one in record.left_out} | there
    order = dict.fromkeys((*record.order, *there))
    extra = tuple(one for one in record.left_out if one.id in there)
    activities = (*(known[name] for name in order if name in known), *extra)
    return replace(plan, activities=activities, choice=None)


def changed_since(plan: Plan) -> tuple[str, ...]:
    """Give the activities whose costs somebody changed since the choice, so that they keep their years and costs."""
    if plan.choice is None:
        return ()
    before = {activity.id: activity for activity in plan.choice.before}
    return tuple(one.id for one in plan.activities if one.id in before and not _same_costs(one, before[one.id]))


def _as_before(activity: Activity, before: Activity | None) -> Activity:
    if before is None or not _same_costs(activity, before):
        return activity
    return replace(activity, first_year=before.first_year, cost=before.cost)


def _same_costs(activity: Activity, before: Activity) -> bool:
    """Say whether two activities cost the same but for the years."""
    ours, theirs = (replace(one.cost, lines=tuple(map(_timeless, one.cost.lines))) for one in (activity, before))
    return ours == theirs


def _timeless(line: CostLine) -> CostLine:
    return replace(line, schedule=None, by_year=())
