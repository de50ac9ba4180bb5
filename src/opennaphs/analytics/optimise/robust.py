"""Choices that stay within the money: keep so much back that costs, as uncertain as they are, suffice with some chance.

The chance constraint is met by a reserve: choose with a smaller budget, draw the costs of what was chosen, and look
whether the money of every source and year is enough with the confidence asked for. The smallest reserve is bracketed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from opennaphs.analytics.cost_entries import CostEntry, Spread, entries_of
from opennaphs.analytics.optimise.ladder import NoPlan, optimise
from opennaphs.analytics.optimise.result import Optimum, SureChoice, Watch
from opennaphs.analytics.uncertainty import simulate
from opennaphs.domain.choice_costs import GROUP, started_by_year
from opennaphs.domain.choices import Choice, Question
from opennaphs.domain.chosen_plans import apply_choice
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.prices import PriceList

ROUNDS = 8
MOST_HELD_BACK = Decimal("0.6")
STEP = Decimal("0.01")
DRAWS, SEED = 2**13, 1
SOURCE_AND_YEAR = "source and year"
Payee = tuple[str, str, int]


def sure_choice(
    plan: Plan,
    question: Question,
    prices: PriceList,
    *,
    confidence: float = 80.0,
    seconds: float = 60.0,
    spreads: Mapping[str, Spread] | None = None,
    watch: Watch | None = None,
) -> SureChoice:
    """Find the best choice whose costs stay within the money of every source and year with some confidence.

    Args:
        plan: the plan the question is about, with its cost lines.
        question: what there is to choose from.
        prices: the list whose low and high prices say how far costs may be off.
        confidence: chance in per cent, for each source and year by itself.
        seconds: how long to look in all.
        spreads: spreads that go before those of the list.
        watch: hears of every step forward; the work stops with what was found when it says True.

    Raises:
        NaphsError: no reserve up to three fifths of the money is enough.
    """
    low, high, best = Decimal(0), MOST_HELD_BACK, None
    held_back, told = Decimal(0), _Told(watch)
    for _ in range(ROUNDS):
        optimum = _with_reserve(question, held_back, seconds / ROUNDS, told)
        over = {} if optimum is None else overruns(plan, question, optimum.choice, prices, confidence, spreads or {})
        enough = optimum is None or all(money.amount <= 0 for money in over.values())
        if optimum is not None and enough:
            best, high = SureChoice(held_back, confidence, optimum, over), held_back
        elif optimum is None:
            high = held_back
        else:
            low = held_back
        if told.stopped or high - low <= STEP:
            break
        held_back = _next(question, over, low, high)
    if best is None:
        message = f"No reserve makes the money of every source and year suffice with {confidence:g} % confidence."
        raise NaphsError(message)
    return best


class _Told:
    """Passes on what is watched, and remembers that somebody stopped it."""

    def __init__(self, watch: Watch | None) -> None:
        self.watch, self.stopped = watch, False

    def __call__(self, rung: object) -> bool:
        if self.watch is not None and self.watch(rung):  # type: ignore[arg-type]
            self.stopped = True
        return self.stopped


def _with_reserve(question: Question, held_back: Decimal, seconds: float, watch: Watch) -> Optimum | None:
    """Choose with a part of the money kept back; ``None`` when the demands cannot be met with the rest."""
    try:
        return optimise(question.scaled(1 - held_back), seconds=seconds, gap=0.003, watch=watch)
    except NoPlan:
        return None


def _next(question: Question, over: Mapping[tuple[str, int], Money], low: Decimal, high: Decimal) -> Decimal:
    """Try the reserve that would have covered the worst overrun, if it lies inside the bracket; else its middle."""
    money = {(source.id, year): one.amount for source in question.sources for year, one in enumerate(source.by_year)}
    worst = max((one.amount / money[key] for key, one in over.items() if money[key]), default=Decimal(0))
    guess = (low + max(worst, Decimal(0)) / (1 + max(worst, Decimal(0)))).quantize(STEP) + STEP
    return guess if low < guess < high else (low + high) / 2


def overruns(
    plan: Plan,
    question: Question,
    choice: Choice,
    prices: PriceList,
    confidence: float,
    spreads: Mapping[str, Spread],
) -> dict[tuple[str, int], Money]:
    """Give per source and plan year the cost at a confidence less all money there is; negative when that suffices.

    What a source may carry over counts where it is left when costs are as likely; each source and year stands alone.
    """
    entries = tuple(_by_source(plan, question, choice, prices, spreads))
    found = simulate(entries, draws=DRAWS, seed=SEED, by=(SOURCE_AND_YEAR,), percentiles=(confidence,))
    ranges = {one.value: one for one in found.of(SOURCE_AND_YEAR)}
    return {
        (source.id, year): ranges[_tag(source.id, year)].at(confidence) - question.money(available)
        for source in question.sources
        for year, available in enumerate(_available(question, choice, source.id))
        if _tag(source.id, year) in ranges
    }


def _tag(source: str, year: int) -> str:
    return f"{source} {year}"


def _available(question: Question, choice: Choice, source: str) -> tuple[Decimal, ...]:
    """Give the money of each year with what is carried over when costs are as likely."""
    one = next(one for one in question.sources if one.id == source)
    found, carried = [], Decimal(0)
    for year, money in enumerate(one.by_year):
        spent = sum((paid.amount for paid in choice.payments if (paid.source, paid.year) == (source, year)), Decimal(0))
        found.append(money.amount + carried)
        carried = max(found[-1] - spent, Decimal(0)) * one.carry_over
    return tuple(found)


def _by_source(
    plan: Plan, question: Question, choice: Choice, prices: PriceList, spreads: Mapping[str, Spread]
) -> Iterator[CostEntry]:
    """Cut the entries of the chosen plan by who pays them in which year."""
    chosen, shares = apply_choice(plan, question, choice), _shares(question, choice)
    kinds = {
        f"{activity.id}/{number}": (activity.id, line.template.economic_type)
        for activity in chosen.activities
        for number, line in enumerate(activity.cost.lines, start=1)
    }
    for entry in entries_of(chosen, prices, spreads):
        activity, kind = kinds[entry.key]
        for calendar_year, money in entry.amounts.items():
            year = calendar_year - plan.first_year
            for source, share in shares.get((activity, str(kind), year), {}).items():
                tags = {SOURCE_AND_YEAR: _tag(source, year), **entry.tags}
                key = f"{entry.key} {source} {year}"
                yield replace(entry, key=key, amounts={calendar_year: money.times(share)}, tags=tags)


def _shares(question: Question, choice: Choice) -> dict[Payee, dict[str, Decimal]]:
    """Give per activity, economic type and year the share of its cost that each source pays.

    Of a group that is paid once every member's cost counts as far as what is paid goes.
    """
    members = {GROUP + name: [work.id for work in works] for name, works in question.shared_groups.items()}
    found: dict[Payee, dict[str, Decimal]] = {}
    for payment in choice.payments:
        works = members.get(payment.payee, [payment.payee])
        whole = sum((_due(question, choice, work, payment.economic_type, payment.year) for work in works), Decimal(0))
        for work in works if whole else ():
            paid = found.setdefault((work, str(payment.economic_type), payment.year), {})
            paid[payment.source] = paid.get(payment.source, Decimal(0)) + payment.amount / whole
    return found


def _due(question: Question, choice: Choice, work: str, kind: EconomicType, year: int) -> Decimal:
    started = choice.started.get(work)
    if started is None:
        return Decimal(0)
    return question.work_of[work].due(kind, started_by_year(question, started))[year]
