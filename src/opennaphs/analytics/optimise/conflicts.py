"""Why nothing satisfies the demands: the fewest rules that cannot all hold, in words.

A rule is a demand, a law, what is due after the plan, what a ministry or area can take up, or the money of a source.
From all of them, rules are taken out as long as the rest still cannot hold (a deletion filter, many at a time where
that works). What is left is a conflict no part of which is one: without any single member, the others can be satisfied.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import numpy as np

from opennaphs.analytics.optimise.formulation import formulate
from opennaphs.analytics.optimise.greedy import greedy
from opennaphs.analytics.optimise.highs import solve_integer, solve_linear
from opennaphs.analytics.optimise.instance import Instance
from opennaphs.analytics.optimise.ledger import due_of
from opennaphs.analytics.optimise.question_check import check_question, unpayable
from opennaphs.domain.choices import Absorption, AtLeast, Demand, DemandKind, Measure, Question
from opennaphs.domain.funding.envelopes import Envelope

SECONDS, LEAST_SECONDS = 10.0, 1.0


class ConflictKind(StrEnum):
    """What kind of rule a member of a conflict is."""

    DO = "do"
    LEAVE_OUT = "leave out"
    NOT_BEFORE = "not before"
    REACH = "reach"
    LAW = "law"
    TAIL = "tail"
    MONEY_LIMIT = "money limit"
    START_LIMIT = "start limit"
    BUDGET = "budget"


CONFLICT_TEXTS: dict[ConflictKind, str] = {
    ConflictKind.DO: "“do {name}” by the end of {when} ({reason}), which with all it needs costs {cost}{why}",
    ConflictKind.LEAVE_OUT: "“leave out {name}” ({reason})",
    ConflictKind.NOT_BEFORE: "“{name} not before {when}” ({reason})",
    ConflictKind.REACH: "“reach {name}” by the end of {when} ({reason}), which with all it needs costs {cost}{why}",
    ConflictKind.LAW: "{name}: at least {count} of {of} activities ({reason}), of which {can} can be paid for in time",
    ConflictKind.TAIL: "at most {amount} may be due in each year after the plan",
    ConflictKind.MONEY_LIMIT: "{name} can spend at most {amounts}",
    ConflictKind.START_LIMIT: "{name} can start at most {amounts} activities",
    ConflictKind.BUDGET: "{name} has {amounts}",
}
UNPAID = "; of that, no source may pay for {names}"
TOO_LATE = "; it can be complete in {when} at the earliest"
TOO_LONG = "; it takes longer than the plan"
TOGETHER = "These cannot all hold: {members}."
ALONE = "This cannot hold, whatever else is changed: {members}."


@dataclass(frozen=True)
class Conflict:
    """One member of a conflict: a rule that cannot hold together with the others.

    ``rule`` is the demand, law, limit or source itself (the amount for what is due after the plan); ``values`` fill the
    sentence of its kind.
    """

    kind: ConflictKind
    rule: Demand | AtLeast | Absorption | Envelope | Decimal
    values: Mapping[str, str]

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give the member in words, in another language when ``translate`` knows it."""
        return translate(CONFLICT_TEXTS[self.kind]).format(**self.values)


def conflict_sentence(found: Sequence[Conflict], translate: Callable[[str], str] = str) -> str:
    """Give a whole conflict as one sentence; nothing when there is none."""
    members = "; ".join(one.text(translate) for one in found)
    return translate(TOGETHER if len(found) > 1 else ALONE).format(members=members) if found else ""


def conflicts(question: Question, *, seconds: float = SECONDS) -> tuple[Conflict, ...]:
    """Find out why nothing satisfies the rules of a question.

    Args:
        question: the question.
        seconds: how long to look; where that is not enough a choice is taken to exist, so a conflict that is told
            is always proven, though then perhaps not the smallest.

    Returns:
        The members of one smallest conflict, demands first; empty when there is none, or none was proven.

    Raises:
        NaphsError: a fault that needs no model to be seen, see :func:`check_question`.
    """
    check_question(question)
    if not question.demands and not question.at_least:
        return ()
    until = time.monotonic() + seconds
    asked = without_what_is_not_asked_for(question)
    every = tuple(_by_readiness_to_go(asked, _rules(asked)))
    if not _clash(asked, every, until):
        return ()
    kept = _fewest(asked, (), every, (), until)
    return tuple(sorted(kept, key=lambda one: list(ConflictKind).index(one.kind)))


def _fewest(
    question: Question,
    before: tuple[Conflict, ...],
    some: tuple[Conflict, ...],
    after: tuple[Conflict, ...],
    until: float,
) -> tuple[Conflict, ...]:
    """Give those of ``some`` that a clash with ``before`` and ``after`` needs; halves of them are tried at once."""
    if not some or _clash(question, (*before, *after), until):
        return ()
    if len(some) == 1:
        return some
    half = len(some) // 2
    first = _fewest(question, before, some[:half], (*some[half:], *after), until)
    return (*first, *_fewest(question, (*before, *first), some[half:], after, until))


# --- trying --------------------------------------------------------------------------------------------------------


def _clash(question: Question, kept: Sequence[Conflict], until: float) -> bool:
    """Say whether it is proven that rules cannot all hold, all others left aside; the quickest ways come first."""
    rest = only(question, kept)
    if time.monotonic() > until or greedy(rest) is not None:
        return False
    model = formulate(Instance(rest)).model
    model = replace(model, worth=np.zeros(model.columns))
    if not model.columns:
        return bool((model.floor > 0).any())
    if solve_linear(model) is None:
        return True
    answer = solve_integer(model, seconds=max(until - time.monotonic(), LEAST_SECONDS))
    return answer.x is None and answer.optimal


def only(question: Question, kept: Sequence[Conflict]) -> Question:
    """Give the question with these rules only; the money of other sources is more than everything costs."""
    rules = [one.rule for one in kept]
    plenty = sum(_costs(question, question.work_of).values(), Decimal(1))
    return replace(
        question,
        demands=tuple(one for one in question.demands if one in rules),
        at_least=tuple(one for one in question.at_least if one in rules),
        absorption=tuple(one for one in question.absorption if one in rules),
        tail_limit=question.tail_limit if any(one.kind is ConflictKind.TAIL for one in kept) else None,
        sources=tuple(one if one in rules else _with_plenty(one, plenty) for one in question.sources),
    )


def _with_plenty(source: Envelope, plenty: Decimal) -> Envelope:
    return replace(source, by_year=tuple(replace(money, amount=plenty) for money in source.by_year))


def without_what_is_not_asked_for(question: Question) -> Question:
    """Give the question without work and steps that no demand or law rests on; leaving them undone breaks no rule."""
    steps = _steps_below(question, [one.subject for one in question.demands if one.kind is DemandKind.REACH])
    named = {one.subject for one in question.demands if one.kind is not DemandKind.REACH}
    named |= {work for law in question.at_least for work in law.works}
    works = _works_below(question, named | _works_of(question, steps), together=True)
    return replace(
        question,
        works=tuple(work for work in question.works if work.id in works),
        steps=tuple(step for step in question.steps if step.id in steps),
        partial_credit=Decimal(0),
    )


def _steps_below(question: Question, names: Sequence[str]) -> set[str]:
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += question.step_of[name].after
    return found


def _works_of(question: Question, steps: set[str]) -> set[str]:
    return {work for name in steps for step in [question.step_of[name]] for work in (*step.required, *step.optional)}


def _works_below(question: Question, names: set[str], *, together: bool = False) -> set[str]:
    """Give work with all it needs and, where asked, what is paid once together with it: this decides who pays."""
    group_of = {one.id: works for works in question.shared_groups.values() for one in works} if together else {}
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += (*question.work_of[name].needs, *(one.id for one in group_of.get(name, ())))
    return found


# --- rules in words ------------------------------------------------------------------------------------------------


def _by_readiness_to_go(question: Question, rules: list[Conflict]) -> list[Conflict]:
    """Order rules so that those people would rather hear of go last: demands, the dear ones at the very end."""
    last = (ConflictKind.BUDGET, ConflictKind.LEAVE_OUT, ConflictKind.NOT_BEFORE, ConflictKind.LAW)
    dear = (ConflictKind.REACH, ConflictKind.DO)

    def readiness(one: Conflict) -> tuple[int, Decimal]:
        if isinstance(one.rule, Demand) and one.kind in dear:
            return len(last), _cost_of(question, _asked_by(question, one.rule))
        return (last.index(one.kind) if one.kind in last else -1), Decimal(0)

    return sorted(rules, key=readiness)


def _rules(question: Question) -> list[Conflict]:
    found = [_demand(question, one) for one in question.demands]
    found += [_law(question, one) for one in question.at_least]
    if question.tail_limit is not None:
        values = {"amount": _money(question, question.tail_limit)}
        found.append(Conflict(ConflictKind.TAIL, question.tail_limit, values))
    found += [_limit(question, one) for one in question.absorption]
    return found + [_budget(question, one) for one in question.sources]


def _demand(question: Question, demand: Demand) -> Conflict:
    works = _asked_by(question, demand)
    period = question.horizon.periods - 1 if demand.period is None else demand.period
    values = {"name": demand.subject, "reason": demand.reason, "when": question.horizon.name(period)}
    values |= {"cost": _money(question, _cost_of(question, works)), "why": _why(question, works, period)}
    return Conflict(ConflictKind(demand.kind.value), demand, values)


def _why(question: Question, works: set[str], by: int) -> str:
    """Say what alone makes it impossible to complete such work by the end of a period; nothing where nothing does."""
    earliest = max((_earliest(question, name) for name in works), default=0)
    unpaid = ", ".join(_unpaid(question, works))
    if earliest >= question.horizon.periods:
        return TOO_LONG
    late = TOO_LATE.format(when=question.horizon.name(earliest)) if earliest > by else ""
    return late + (UNPAID.format(names=unpaid) if unpaid else "")


def _unpaid(question: Question, works: set[str]) -> list[str]:
    return sorted(name for name in works if unpayable(question, question.work_of[name]))


def _earliest(question: Question, name: str) -> int:
    """Give the period at whose end work can be complete, with all it needs, at the earliest."""
    work = question.work_of[name]
    return max((_earliest(question, need) for need in work.needs), default=0) + work.duration - 1


def _asked_by(question: Question, demand: Demand) -> set[str]:
    """Give the work a demand cannot be met without; optional work is left aside unless all of it is asked for."""
    if demand.kind is not DemandKind.REACH:
        return _works_below(question, {demand.subject})
    steps = [question.step_of[name] for name in _steps_below(question, [demand.subject])]
    works = {work for step in steps for work in step.required}
    works |= {work for step in steps if step.enough >= len(step.optional) for work in step.optional}
    return _works_below(question, works)


def _cost_of(question: Question, works: set[str]) -> Decimal:
    return sum(_costs(question, sorted(works)).values(), Decimal(0))


def _costs(question: Question, names: Sequence[str] | Mapping[str, object]) -> dict[str, Decimal]:
    """Give what work costs within the plan when it starts in the first year."""
    years = question.horizon.years
    dues = {
        name: [due_of(outlay, kind, 0, years) for kind, outlay in question.work_of[name].outlays.items()]
        for name in names
    }
    return {name: sum((amount for due in found for amount in due), Decimal(0)) for name, found in dues.items()}


def _law(question: Question, law: AtLeast) -> Conflict:
    values = {"name": law.name, "count": str(law.count), "of": str(len(law.works)), "reason": law.reason}
    values["can"] = str(sum(_can_be_done(question, name) for name in law.works))
    return Conflict(ConflictKind.LAW, law, values)


def _can_be_done(question: Question, name: str) -> bool:
    last = question.horizon.periods - 1
    return _earliest(question, name) <= last and not _unpaid(question, _works_below(question, {name}))


def _limit(question: Question, limit: Absorption) -> Conflict:
    starts = limit.measure is Measure.STARTS
    amounts = _by_year(question, [f"{one:,}" if starts else _money(question, one) for one in limit.by_year])
    kind = ConflictKind.START_LIMIT if starts else ConflictKind.MONEY_LIMIT
    return Conflict(kind, limit, {"name": limit.name, "amounts": amounts})


def _budget(question: Question, source: Envelope) -> Conflict:
    amounts = _by_year(question, [_money(question, money.amount) for money in source.by_year])
    return Conflict(ConflictKind.BUDGET, source, {"name": source.title, "amounts": amounts})


def _by_year(question: Question, amounts: Sequence[str]) -> str:
    first = question.horizon.first_year
    return ", ".join(f"{amount} in {first + year}" for year, amount in enumerate(amounts))


def _money(question: Question, amount: Decimal) -> str:
    return f"{amount:,.0f} {question.currency}"
