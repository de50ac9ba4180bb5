"""Checking a choice against its question, without trusting whoever made it: every rule, recomputed exactly."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from opennaphs.domain.choice_costs import Bill, bills, started_by_year
from opennaphs.domain.choices import (
    Absorption,
    AtLeast,
    Bearer,
    Choice,
    Demand,
    DemandKind,
    LevelStep,
    Measure,
    Question,
    Work,
)
from opennaphs.domain.funding.earmarks import Earmark

# A choice comes from floating-point arithmetic: a limit may be passed by a millionth of it, or by one unit of currency.
SLACK_SHARE = Decimal("0.000001")
SLACK_AMOUNT = Decimal(1)
SLACK_STARTED = Decimal("0.000001")
NOTHING = Decimal(0)


def complete_share(question: Question, choice: Choice, work: str, period: int) -> Decimal:
    """Give the share of an activity that is complete by the end of a period."""
    begun = period - question.work_of[work].duration + 1
    return choice.started[work][begun] if work in choice.started and begun >= 0 else NOTHING


def is_complete(question: Question, choice: Choice, work: str, period: int) -> bool:
    """Say whether all of an activity is complete by the end of a period."""
    return complete_share(question, choice, work, period) >= 1


def benefit(question: Question, choice: Choice) -> Decimal:
    """Give the benefit of a choice: the worth of each step over the periods it is held, and partial credit if any."""
    return sum((_benefit_of(question, choice, step) for step in question.steps), NOTHING)


def _benefit_of(question: Question, choice: Choice, step: LevelStep) -> Decimal:
    reached = choice.reached.get(step.id, question.horizon.periods)
    whole = step.worth * sum(question.held[reached:], NOTHING)
    if not question.partial_credit or not step.required:
        return whole
    earned = sum(
        (question.held[period] * _mean_share(question, choice, step, period) for period in _periods(question)), NOTHING
    )
    return (1 - question.partial_credit) * whole + question.partial_credit * step.worth * earned


def _mean_share(question: Question, choice: Choice, step: LevelStep, period: int) -> Decimal:
    shares = [complete_share(question, choice, work, period) for work in step.required]
    return sum(shares, NOTHING) / len(shares)


def _periods(question: Question) -> range:
    return range(question.horizon.periods)


def violations(question: Question, choice: Choice) -> tuple[str, ...]:
    """Say in sentences which rules of the question a choice breaks; nothing when it keeps them all.

    A choice that speaks of what the question does not have is told so, and checked no further.
    """
    strange = tuple(_strange(question, choice))
    if strange:
        return strange
    billed = bills(question, choice)
    return (
        *_shares(question, choice),
        *_needs(question, choice),
        *_steps(question, choice),
        *(told for demand in question.demands for told in _demand(question, choice, demand)),
        *(told for one in question.at_least for told in _at_least(question, choice, one)),
        *_payments(question, choice, billed),
        *_budgets(question, choice),
        *(told for one in question.absorption for told in _absorption(question, choice, one, billed)),
        *_tail(question, choice),
    )


def _strange(question: Question, choice: Choice) -> Iterator[str]:
    sources, horizon = {source.id for source in question.sources}, question.horizon
    for work, started in choice.started.items():
        if work not in question.work_of or len(started) != horizon.periods:
            yield f"{work} is not in the question, or its periods are not."
    for name, period in choice.reached.items():
        if name not in question.step_of or period not in _periods(question):
            yield f"{name} is not a step of the question, or is reached outside its periods."
    for payment in choice.payments:
        if payment.source not in sources or payment.year not in range(horizon.years):
            yield f"{payment.source} is not a source of the question, or pays for {payment.payee} outside its years."


def _shares(question: Question, choice: Choice) -> Iterator[str]:
    for work, started in choice.started.items():
        if any(now < before for before, now in pairwise((NOTHING, *started))) or started[-1] > 1:
            yield f"The share of {work} that is started falls, or leaves 0 to 1."
        elif not question.straddle and any(0 < share < 1 for share in started):
            yield f"{work} is split over several starts."


def _needs(question: Question, choice: Choice) -> Iterator[str]:
    for work in choice.started:
        for need in question.work_of[work].needs:
            for period, share in enumerate(choice.started[work]):
                if share > complete_share(question, choice, need, period) + SLACK_STARTED:
                    yield f"{work} starts in {question.horizon.name(period)} before {need} is complete."


def _steps(question: Question, choice: Choice) -> Iterator[str]:
    for name, period in choice.reached.items():
        step = question.step_of[name]
        late = [work for work in step.required if not is_complete(question, choice, work, period)]
        done = sum(is_complete(question, choice, work, period) for work in step.optional)
        first = [other for other in step.after if choice.reached.get(other, period + 1) > period]
        if late or done < step.enough or first:
            missing = ", ".join((*late, *first)) or "too little of the optional work"
            yield f"{name} is not reached in {question.horizon.name(period)}: {missing}."


def _demand(question: Question, choice: Choice, demand: Demand) -> Iterator[str]:
    last = question.horizon.periods - 1
    by = last if demand.period is None else demand.period
    name, kept = demand.subject, True
    if demand.kind is DemandKind.DO:
        kept = is_complete(question, choice, name, by)
    elif demand.kind is DemandKind.LEAVE_OUT:
        kept = not choice.started.get(name, (NOTHING,))[-1]
    elif demand.kind is DemandKind.NOT_BEFORE:
        kept = not any(choice.started.get(name, ())[:by])
    elif demand.kind is DemandKind.REACH:
        kept = choice.reached.get(name, last + 1) <= by
    if not kept:
        yield f"The demand “{demand.kind} {name}” ({demand.reason}) is not met."


def _at_least(question: Question, choice: Choice, asked: AtLeast) -> Iterator[str]:
    done = sum(is_complete(question, choice, work, question.horizon.periods - 1) for work in asked.works)
    if done < asked.count:
        yield f"{asked.name}: {done} activities are complete instead of {asked.count} ({asked.reason})."


# --- money --------------------------------------------------------------------------------------------------------


def _over(amount: Decimal, limit: Decimal, unit: Decimal = SLACK_AMOUNT) -> bool:
    return amount > limit + max(unit, abs(limit) * SLACK_SHARE)


def _payments(question: Question, choice: Choice, billed: tuple[Bill, ...]) -> Iterator[str]:
    paid: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [NOTHING] * question.horizon.years)
    bearers = {(bill.payee, str(bill.economic_type)): bill for bill in billed}
    sources = {source.id: source for source in question.sources}
    for payment in choice.payments:
        key = (payment.payee, str(payment.economic_type))
        paid[key][payment.year] += payment.amount
        bill = bearers.get(key)
        if payment.amount < 0:
            yield f"{payment.source} pays {payment.amount} for {payment.payee}: less than nothing cannot be paid."
        if bill is None:
            yield f"{payment.payee} is paid {payment.amount} but asks for nothing."
        elif not allows(sources[payment.source].earmark, bill):
            yield f"{payment.source} may not pay for {payment.payee}: its earmark does not allow it."
    for key, bill in bearers.items():
        yield from _unpaid(bill, tuple(paid[key]))


def allows(earmark: Earmark, bill: Bill) -> bool:
    """Say whether an earmark lets a source pay a bill."""
    return earmark.allows(bill.bearer.area, bill.economic_type, bill.bearer.place, bill.bearer.ministry)


def _unpaid(bill: Bill, paid: tuple[Decimal, ...]) -> Iterator[str]:
    due, given = (list(accumulate(one)) if bill.ahead else list(one) for one in (bill.by_year, paid))
    for year, (asked, amount) in enumerate(zip(due, given, strict=True)):
        early = bill.ahead and year < len(due) - 1
        if _over(asked, amount) or (_over(amount, asked) and not early):
            yield f"{bill.payee} ({bill.economic_type}) is paid {amount} instead of {asked}."


def _budgets(question: Question, choice: Choice) -> Iterator[str]:
    for source in question.sources:
        spent = [NOTHING] * question.horizon.years
        for payment in choice.payments:
            if payment.source == source.id:
                spent[payment.year] += payment.amount
        for year, over in enumerate(source.overdrawn(spent)):
            if over > max(SLACK_AMOUNT, source.by_year[year].amount * SLACK_SHARE):
                yield f"{source.title} is overdrawn by {over} in {question.horizon.first_year + year}."


def taken_up(
    question: Question, choice: Choice, one: Absorption, billed: tuple[Bill, ...] | None = None
) -> tuple[Decimal, ...]:
    """Give what a ministry or area takes up in each plan year: what is paid for its work, or how much it starts.

    ``billed`` are the bills of the choice, when they have been worked out already.
    """
    if one.measure is Measure.STARTS:
        return _starts(question, choice, one)
    return _paid_for(question, choice, one, bills(question, choice) if billed is None else billed)


def _starts(question: Question, choice: Choice, one: Absorption) -> tuple[Decimal, ...]:
    sums = [NOTHING] * question.horizon.years
    for work, shares in choice.started.items():
        if _name(question.work_of[work], one.bearer) == one.name:
            by_year = started_by_year(question, shares)
            for year, share in enumerate(by_year):
                sums[year] += share - (by_year[year - 1] if year else NOTHING)
    return tuple(sums)


def _paid_for(question: Question, choice: Choice, one: Absorption, billed: tuple[Bill, ...]) -> tuple[Decimal, ...]:
    bearers = {bill.payee: bill.bearer for bill in billed}
    spent = [NOTHING] * question.horizon.years
    for payment in choice.payments:
        if payment.payee in bearers and _name(bearers[payment.payee], one.bearer) == one.name:
            spent[payment.year] += payment.amount
    return tuple(spent)


def _name(work: Work, bearer: Bearer) -> str:
    return work.ministry if bearer is Bearer.MINISTRY else work.area


def _absorption(question: Question, choice: Choice, one: Absorption, billed: tuple[Bill, ...]) -> Iterator[str]:
    spent, limits = taken_up(question, choice, one, billed), one.by_year
    if one.adds_up:
        spent, limits = tuple(accumulate(spent)), tuple(accumulate(limits))
    for year, (amount, limit) in enumerate(zip(spent, limits, strict=True)):
        if _over(amount, limit, SLACK_AMOUNT if one.measure is Measure.MONEY else SLACK_STARTED):
            by = question.horizon.first_year + year
            yield f"{one.name} takes up {amount} ({one.measure}) by {by}, more than the {limit} it can take up."


def tail(question: Question, choice: Choice) -> Decimal:
    """Give what is due in each year after the plan."""
    grouped: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    shared = {work.id: name for name, works in question.shared_groups.items() for work in works}
    alone = NOTHING
    for work in question.works:
        amount = work.tail * choice.started.get(work.id, (NOTHING,))[-1]
        if work.id in shared:
            grouped[shared[work.id]][work.area] += amount
        else:
            alone += amount
    return alone + sum((max(areas.values()) for areas in grouped.values()), NOTHING)


def _tail(question: Question, choice: Choice) -> Iterator[str]:
    if question.tail_limit is not None and _over(tail(question, choice), question.tail_limit):
        yield f"{tail(question, choice)} is due in each year after the plan, more than {question.tail_limit}."
