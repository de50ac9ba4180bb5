"""What a person should look at in the money of a plan: too much, too little said, said twice, or out of bounds."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from opennaphs.domain.funding.counting import YearCount, converted, counted_in, sums_as_given
from opennaphs.domain.funding.earmark_breaches import earmark_breaches
from opennaphs.domain.funding.positions import FundingPosition, LeftOver, LeftOverReason
from opennaphs.domain.funding.supports import Funding, MoneyStage, Support, SupportState
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence, Value, at_prices, joined, listing

ACTIVITY_OVER_FUNDED = (
    "Of the money for {activity} in {year}, {money} is left over, from {supports}: {reason}. Check the amounts, or "
    "what they are for."
)
OVER_FUNDED = "Of “{support}”, {money} of {year} is left over: {reason}. Check the amount, or what it is for."
OVER_COMMITTED = "The parts of “{support}” come to {parts}, its money only to {money}. Correct one of the two."
DISBURSED_MORE = "Of “{support}”, {later} was disbursed, but only {earlier} committed. Check both."
SPENT_MORE = "Of “{support}”, {later} was spent, but only {earlier} disbursed. Check both."
DOUBLE_ENTRY = (
    "“{first}” and “{second}” may be the same money: in {years} both bring the same amount for the same work, entered "
    "by two. Keep one of them."
)
AFTER_END = "“{support}” ends on {end}, but has money after that: {money}. Check the days."
NOT_YET_HAPPENED = "“{support}” has money disbursed or spent on {days}, after today. Correct the days."
NO_TRANSACTION = "“{support}” has no amounts yet. Enter what was pledged or committed, and when."
SENTENCES = (
    ACTIVITY_OVER_FUNDED,
    OVER_FUNDED,
    OVER_COMMITTED,
    DISBURSED_MORE,
    SPENT_MORE,
    DOUBLE_ENTRY,
    AFTER_END,
    NOT_YET_HAPPENED,
    NO_TRANSACTION,
)


class WarningCode(StrEnum):
    """What a warning is about."""

    OVER_FUNDED = "over-funded"
    OVER_COMMITTED = "over-committed"
    DISBURSED_MORE = "disbursed-more"
    SPENT_MORE = "spent-more"
    OUTSIDE_EARMARK = "outside-earmark"
    DOUBLE_ENTRY = "double-entry"
    AFTER_END = "after-end"
    NOT_YET_HAPPENED = "not-yet-happened"
    NO_TRANSACTION = "no-transaction"
    RATE_MISSING = "rate-missing"
    NOT_VALIDATED = "not-validated"


NOT_COUNTED = {"rate-missing": WarningCode.RATE_MISSING, "not-validated": WarningCode.NOT_VALIDATED}
Entry = tuple[int, frozenset[tuple[str | None, frozenset[str]]], tuple[Money, ...]]


@dataclass(frozen=True)
class FundingWarning:
    """Something about the money of a plan that a person should look at, with the ids of what it is about."""

    code: WarningCode
    sentence: Sentence
    supports: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()


def funding_warnings(plan: Plan, position: FundingPosition, today: datetime.date) -> tuple[FundingWarning, ...]:
    """Give everything a person should look at, in the order of the codes.

    ``today`` tells what cannot have happened yet.
    Of money that is left over only what the position looks at is named; everything else is named always.
    """
    funding = plan.funding or Funding()
    asked = (position.currency, position.price_year)
    found = [
        *_over_funded(position, funding),
        *(one for support in funding.supports for one in _of_amounts(support, funding, asked)),
        *(one for support in funding.supports for one in _of_days(support, today)),
        *_breaches(plan, funding),
        *_double_entries(funding, asked),
        *_not_counted(position, funding),
    ]
    order = list(WarningCode)
    return tuple(sorted(found, key=lambda one: order.index(one.code)))


def _warn(code: WarningCode, template: str, supports: Iterable[Support], **values: Value) -> FundingWarning:
    supports = tuple(supports)
    ids, sources = tuple(one.id for one in supports), tuple(dict.fromkeys(one.source for one in supports))
    tied = (portion.activity for support in supports for portion in support.portions)
    activities = tuple(dict.fromkeys(one for one in tied if one is not None))
    return FundingWarning(code, Sentence(template, values, str(code)), ids, sources, activities)


def _over_funded(position: FundingPosition, funding: Funding) -> Iterator[FundingWarning]:
    supports = {one.id: one for one in funding.supports}
    tied: dict[tuple[str, int, LeftOverReason], list[LeftOver]] = defaultdict(list)
    for one in position.left_over:
        if one.activity is not None:
            tied[one.activity, one.year, one.reason].append(one)
            continue
        values: dict[str, Value] = {
            "support": supports[one.support].title,
            "money": at_prices(one.money),
            "year": str(one.year),
            "reason": Sentence(str(one.reason)),
        }
        yield _warn(WarningCode.OVER_FUNDED, OVER_FUNDED, [supports[one.support]], **values)
    for (activity, year, reason), found in tied.items():
        yield _activity_over_funded(activity, year, reason, found, supports)


def _activity_over_funded(
    activity: str, year: int, reason: LeftOverReason, found: list[LeftOver], supports: Mapping[str, Support]
) -> FundingWarning:
    named = [supports[one] for one in dict.fromkeys(one.support for one in found)]
    first = found[0].money
    values: dict[str, Value] = {
        "activity": activity,
        "year": str(year),
        "money": at_prices(total((one.money for one in found), first.currency, first.price_year)),
        "supports": listing(one.title for one in named),
        "reason": Sentence(str(reason)),
    }
    sources = tuple(dict.fromkeys(one.source for one in named))
    sentence = Sentence(ACTIVITY_OVER_FUNDED, values, str(WarningCode.OVER_FUNDED))
    return FundingWarning(WarningCode.OVER_FUNDED, sentence, tuple(one.id for one in named), sources, (activity,))


def _of_amounts(support: Support, funding: Funding, asked: tuple[str, int]) -> Iterator[FundingWarning]:
    """Hold the amounts of a piece of support against each other, in the currency of the plan; skip what has no rate."""
    if not support.transactions:
        yield _warn(WarningCode.NO_TRANSACTION, NO_TRANSACTION, [support], support=support.title)
        return
    amounts = [one.amount for one in support.portions if one.amount is not None]
    parts = converted(amounts, funding.rates, *asked) if amounts else None
    brings = _brings(counted_in(support, MoneyStage.PLEDGE, funding.rates, *asked), asked)
    if parts is not None and brings is not None and parts.rounded().amount > brings.rounded().amount:
        said = {"parts": at_prices(parts), "money": at_prices(brings)}
        yield _warn(WarningCode.OVER_COMMITTED, OVER_COMMITTED, [support], support=support.title, **said)
    yield from _of_stages(support, funding, asked)


def _brings(counts: Iterable[YearCount], asked: tuple[str, int]) -> Money | None:
    moneys = [one.money for one in counts]
    known = [one for one in moneys if one is not None]
    return total(known, *asked) if len(known) == len(moneys) else None


def _of_stages(support: Support, funding: Funding, asked: tuple[str, int]) -> Iterator[FundingWarning]:
    pairs = (
        (MoneyStage.COMMITMENT, MoneyStage.DISBURSEMENT, WarningCode.DISBURSED_MORE, DISBURSED_MORE),
        (MoneyStage.DISBURSEMENT, MoneyStage.EXPENDITURE, WarningCode.SPENT_MORE, SPENT_MORE),
    )
    for before, after, code, text in pairs:
        earlier, later = (_stage_sum(support, stage, funding, asked) for stage in (before, after))
        if earlier is not None and later is not None and later.rounded().amount > earlier.rounded().amount:
            said = {"later": at_prices(later), "earlier": at_prices(earlier)}
            yield _warn(code, text, [support], support=support.title, **said)


def _stage_sum(support: Support, stage: MoneyStage, funding: Funding, asked: tuple[str, int]) -> Money | None:
    """Give what was reported at a stage; ``None`` = nothing, or a rate is missing."""
    found = [one for one in support.transactions if one.stage is stage]
    return converted(sums_as_given(found), funding.rates, *asked) if found else None


def _of_days(support: Support, today: datetime.date) -> Iterator[FundingWarning]:
    done = (MoneyStage.DISBURSEMENT, MoneyStage.EXPENDITURE)
    early = [str(one.on) for one in support.transactions if one.stage in done and one.on > today]
    if early:
        days = listing(dict.fromkeys(early))
        yield _warn(WarningCode.NOT_YET_HAPPENED, NOT_YET_HAPPENED, [support], support=support.title, days=days)
    if (ends := support.ends) is None:
        return
    late = [one for one in support.transactions if one.year > ends.year or one.on > ends]
    if late:
        money = joined(map(at_prices, sums_as_given(late)))
        yield _warn(WarningCode.AFTER_END, AFTER_END, [support], support=support.title, end=ends, money=money)


def _breaches(plan: Plan, funding: Funding) -> Iterator[FundingWarning]:
    sources = {one.id: one for one in funding.sources}
    activities = {one.id: one for one in plan.activities}
    for support in funding.supports:
        for sentence in earmark_breaches(activities, support, sources[support.source]):
            warning = _warn(WarningCode.OUTSIDE_EARMARK, sentence.template, [support], **sentence.values)
            yield replace(warning, sentence=sentence)


def _double_entries(funding: Funding, asked: tuple[str, int]) -> Iterator[FundingWarning]:
    """Find what two reported: one source or title, the same ties, year and amount."""
    found: dict[Entry, list[Support]] = defaultdict(list)
    for support in funding.supports:
        if support.state is not SupportState.SENT_BACK:
            for entry in _entries(support, funding, asked):
                found[entry].append(support)
    pairs: dict[tuple[str, str], tuple[Support, Support, list[int]]] = {}
    for entry, supports in found.items():
        for first, second in combinations(supports, 2):
            if first.reported_by != second.reported_by and _alike(first, second):
                pairs.setdefault((first.id, second.id), (first, second, []))[2].append(entry[0])
    for first, second, years in pairs.values():
        values = {"first": first.title, "second": second.title, "years": ", ".join(map(str, years))}
        yield _warn(WarningCode.DOUBLE_ENTRY, DOUBLE_ENTRY, [first, second], **values)


def _entries(support: Support, funding: Funding, asked: tuple[str, int]) -> Iterator[Entry]:
    ties = frozenset((one.activity, frozenset(one.areas)) for one in support.portions)
    for one in counted_in(support, MoneyStage.PLEDGE, funding.rates, *asked):
        amounts = one.given if one.money is None else (one.money,)
        if any(money.amount for money in amounts):
            yield one.year, ties, amounts


def _alike(first: Support, second: Support) -> bool:
    return first.source == second.source or first.title.strip().casefold() == second.title.strip().casefold()


def _not_counted(position: FundingPosition, funding: Funding) -> Iterator[FundingWarning]:
    """Give what is not counted for want of a rate or of a check."""
    supports = {one.id: one for one in funding.supports}
    for one in position.remarks:
        code = NOT_COUNTED.get(one.sentence.code)
        if code is not None:
            yield replace(_warn(code, one.sentence.template, [supports[one.support]]), sentence=one.sentence)
