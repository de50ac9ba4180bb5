"""What of a piece of support counts as funding: the stage it must have reached, who must have checked it, and when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.costing import CostBasis
from opennaphs.domain.exchange import MissingRate, Rates
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import MoneyStage, Support, SupportState, Transaction
from opennaphs.domain.money import Money, total
from opennaphs.domain.sentences import Sentence, listing

STAGES = tuple(MoneyStage)

RULE = "Counted is money at the stage “{stage}” or later; {who}; {kind}."
WHO_VALIDATED = "only support that the secretariat has validated"
WHO_REPORTED = "also support that was reported and not yet validated"
WITH_KIND = "in-kind support at the money it is worth"
WITHOUT_KIND = "without in-kind support"

RATE_MISSING = (
    "“{support}” is not counted in {year}: there is no rate from {given} to {currency} of {price_year}. Give one with "
    "its date and source."
)
NOT_VALIDATED = "“{support}” is not counted: it was reported and is not yet validated."
SENT_BACK = "“{support}” is not counted: it was sent back to those who reported it."
KIND_LEFT_OUT = "“{support}” is not counted: it is in-kind support."
SENTENCES = (
    RULE,
    WHO_VALIDATED,
    WHO_REPORTED,
    WITH_KIND,
    WITHOUT_KIND,
    RATE_MISSING,
    NOT_VALIDATED,
    SENT_BACK,
    KIND_LEFT_OUT,
)


@dataclass(frozen=True)
class CountingRule:
    """What counts as funding.

    Attributes:
        stage: how far money must have come at least.
        validated_only: whether the secretariat must have checked it. What was sent back never counts.
        in_kind: whether in-kind support counts, at the money it is worth.
    """

    stage: MoneyStage = MoneyStage.COMMITMENT
    validated_only: bool = True
    in_kind: bool = True


@dataclass(frozen=True)
class YearCount:
    """What of a piece of support counts in a calendar year.

    Attributes:
        year: the calendar year.
        given: the sums that decide, as they were given: one amount for every currency and price year. When a rate is
            missing, the sums of the stages that cannot be converted.
        money: what counts, in the currency and price year of the plan, to the cent; ``None`` = a rate is missing.
    """

    year: int
    given: tuple[Money, ...]
    money: Money | None


def rule_sentence(rule: CountingRule) -> Sentence:
    """Say a counting rule in one sentence, to stand beside every figure."""
    values = {
        "stage": Sentence(str(rule.stage)),
        "who": Sentence(WHO_VALIDATED if rule.validated_only else WHO_REPORTED),
        "kind": Sentence(WITH_KIND if rule.in_kind else WITHOUT_KIND),
    }
    return Sentence(RULE, values, "counting-rule")


def counted_by_year(support: Support, rule: CountingRule, rates: Rates, basis: CostBasis) -> tuple[YearCount, ...]:
    """Give what of a piece of support is at the stage of a rule or later, year by year, the earliest first.

    In a year it is the largest of the sums of that stage and of every later one, because money that was spent was
    committed; never less than nothing. Whether the support counts at all is not asked here: :func:`why_not`.
    """
    return counted_in(support, rule.stage, rates, basis.currency, basis.price_year)


def counted_in(
    support: Support, stage: MoneyStage, rates: Rates, currency: str, price_year: int
) -> tuple[YearCount, ...]:
    """Give the same as :func:`counted_by_year`, in any currency and price year."""
    wanted = STAGES[STAGES.index(stage) :]
    by_year: dict[int, list[Transaction]] = defaultdict(list)
    for one in support.transactions:
        if one.stage in wanted:
            by_year[one.year].append(one)
    return tuple(_year_count(year, by_year[year], rates, (currency, price_year)) for year in sorted(by_year))


def why_not(support: Support, source: FundingSource, rule: CountingRule) -> Sentence | None:
    """Say why a piece of support does not count at all under a rule; ``None`` when it may."""
    reasons = (
        (support.state is SupportState.SENT_BACK, SENT_BACK, "sent-back"),
        (support.state is SupportState.REPORTED and rule.validated_only, NOT_VALIDATED, "not-validated"),
        (source.kind is SourceKind.IN_KIND and not rule.in_kind, KIND_LEFT_OUT, "in-kind"),
    )
    return next((Sentence(text, {"support": support.title}, code) for holds, text, code in reasons if holds), None)


def rate_missing(support: Support, count: YearCount, basis: CostBasis) -> Sentence:
    """Say that a year of a piece of support is not counted because a rate is missing."""
    given = listing(dict.fromkeys(f"{one.currency} {one.price_year}" for one in count.given))
    values: dict[str, str | int | Sentence] = {
        "support": support.title,
        "year": str(count.year),
        "given": given,
        "currency": basis.currency,
        "price_year": str(basis.price_year),
    }
    return Sentence(RATE_MISSING, values, "rate-missing")


def sums_as_given(transactions: Iterable[Transaction]) -> tuple[Money, ...]:
    """Add transactions up, apart for every currency and price year, in the order in which these first occur."""
    sums: dict[tuple[str, int], Decimal] = {}
    for one in transactions:
        key = (one.money.currency, one.money.price_year)
        sums[key] = sums.get(key, Decimal(0)) + one.money.amount
    return tuple(Money(amount, *key) for key, amount in sums.items())


def converted(given: Iterable[Money], rates: Rates, currency: str, price_year: int) -> Money | None:
    """Give amounts together in one currency and price year, not rounded; ``None`` = a rate is missing."""
    try:
        return total([rates.to(one, currency, price_year) for one in given], currency, price_year)
    except MissingRate:
        return None


def _year_count(year: int, transactions: list[Transaction], rates: Rates, asked: tuple[str, int]) -> YearCount:
    stages = dict.fromkeys(one.stage for one in transactions)
    by_stage = [sums_as_given(one for one in transactions if one.stage is stage) for stage in stages]
    amounts = [converted(given, rates, *asked) for given in by_stage]
    unknown = [one for given, amount in zip(by_stage, amounts, strict=True) if amount is None for one in given]
    known = [amount.amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return YearCount(year, tuple(dict.fromkeys(unknown)), None)
    most = max(known)
    return YearCount(year, by_stage[known.index(most)], Money(max(most, Decimal(0)), *asked).rounded())
