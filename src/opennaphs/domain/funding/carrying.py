"""Carrying the money of a plan into the next one: what goes on, and by name what stays behind."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.counting import counted_in, sums_as_given
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, Transaction
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Sentence, Value, at_prices, joined

STAYS = "“{support}” stays in the earlier plan: it has no money for the years of the new one."
EARLIER_MONEY = "Of “{support}”, money of {years} stays in the earlier plan ({stage}): {money}."
NOT_TIED = "Part of “{support}” was for {activity}, which is not in the new plan. The part goes on without that tie."
NOT_SCALED = "The parts of “{support}” keep their amounts: it is not known how much of them goes on. Check them."
SENTENCES = (STAYS, EARLIER_MONEY, NOT_TIED, NOT_SCALED)


def carry_funding(
    funding: Funding, carried: Mapping[str, str], years: Iterable[int]
) -> tuple[Funding, tuple[Sentence, ...]]:
    """Give the money of the next plan, and what stays behind in sentences.

    Support with money for years of the new plan goes on, with the transactions of these years. Its portions are tied to
    the new numbers of their activities; amounts of portions shrink as the support does. All sources and rates go on.

    Args:
        funding: the money of the earlier plan.
        carried: the number of each activity carried forward in the earlier plan, and its number in the new one.
        years: the calendar years of the new plan.
    """
    wanted, supports, said = frozenset(years), list[Support](), list[Sentence]()
    for support in funding.supports:
        going = tuple(one for one in support.transactions if one.year in wanted)
        if not going:
            said.append(Sentence(STAYS, {"support": support.title}, "stays"))
            continue
        portions, remarks = _portions(support, going, carried, funding.rates)
        supports.append(replace(support, portions=portions, transactions=going))
        said += [*_left(support, wanted), *remarks]
    return replace(funding, supports=tuple(supports)), tuple(said)


def _left(support: Support, wanted: frozenset[int]) -> list[Sentence]:
    """Name the money of a piece of support that stays, one sentence for each stage."""
    behind = [one for one in support.transactions if one.year not in wanted]
    found = []
    for stage in dict.fromkeys(one.stage for one in behind):
        own = [one for one in behind if one.stage is stage]
        values: dict[str, Value] = {
            "support": support.title,
            "stage": Sentence(str(stage)),
            "years": ", ".join(map(str, sorted({one.year for one in own}))),
            "money": joined(map(at_prices, sums_as_given(own)), most=len(own)),
        }
        found.append(Sentence(EARLIER_MONEY, values, "earlier-money"))
    return found


def _portions(
    support: Support, going: tuple[Transaction, ...], carried: Mapping[str, str], rates: Rates
) -> tuple[tuple[Portion, ...], list[Sentence]]:
    tied = [_tied(one, carried) for one in support.portions]
    lost = [one.activity for one in support.portions if one.activity is not None and one.activity not in carried]
    said = [
        Sentence(NOT_TIED, {"support": support.title, "activity": activity}, "not-tied")
        for activity in dict.fromkeys(lost)
    ]
    amounts = [one.amount for one in tied if one.amount is not None]
    if not amounts or len(going) == len(support.transactions):
        return tuple(tied), said
    share = _going_share(support, going, rates, amounts[0])
    if share is None:
        return tuple(tied), [*said, Sentence(NOT_SCALED, {"support": support.title}, "not-scaled")]
    return tuple(_scaled(one, share) for one in tied), said


def _tied(portion: Portion, carried: Mapping[str, str]) -> Portion:
    return portion if portion.activity is None else replace(portion, activity=carried.get(portion.activity))


def _going_share(support: Support, going: tuple[Transaction, ...], rates: Rates, like: Money) -> Fraction | None:
    """Give the share of a piece of support that goes on; ``None`` = not known, or nothing."""
    whole = _brings(support, rates, like)
    part = _brings(replace(support, transactions=going), rates, like)
    return part / whole if whole and part else None


def _brings(support: Support, rates: Rates, like: Money) -> Fraction | None:
    counts = counted_in(support, MoneyStage.PLEDGE, rates, like.currency, like.price_year)
    known = [Fraction(one.money.amount) for one in counts if one.money is not None]
    return sum(known, Fraction(0)) if len(known) == len(counts) else None


def _scaled(portion: Portion, share: Fraction) -> Portion:
    if portion.amount is None:
        return portion
    exact = Fraction(portion.amount.amount) * share
    cents = max(round(exact * 100), 1)  # a portion of nothing cannot be, and what is tied stays tied
    amount = replace(portion.amount, amount=Decimal(cents).scaleb(-2))
    return replace(portion, amount=amount)
