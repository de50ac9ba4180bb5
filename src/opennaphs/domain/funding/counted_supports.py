"""Each piece of support under a counting rule: what it brings in each year, for what, or why it does not count."""

from collections.abc import Iterator
from dataclasses import dataclass

from opennaphs.domain.costing import CostBasis
from opennaphs.domain.funding.coins import Coin, split
from opennaphs.domain.funding.counting import CountingRule, YearCount, counted_by_year, rate_missing, why_not
from opennaphs.domain.funding.lots import Piece
from opennaphs.domain.funding.portions import Shares, portion_shares
from opennaphs.domain.funding.sources import FundingSource
from opennaphs.domain.funding.supports import Funding, Support
from opennaphs.domain.sentences import Sentence

PORTION_RATE_MISSING = (
    "“{support}” is not counted: its parts are in another currency or price year than the plan, and there is no rate. "
    "Give one with its date and source."
)
REGIONAL = "“{support}” is regional, its share for the country is not known: it may bring from nothing to all of it."
SENTENCES = (PORTION_RATE_MISSING, REGIONAL)


@dataclass(frozen=True)
class CountedSupport:
    """A piece of support under a rule.

    Attributes:
        number: its place in the plan, from 0.
        support, source: itself, and who pays.
        years: what it comes to in each year at the stage of the rule.
        shares: its portions with their shares; empty when it does not count.
        why_not: why it does not count at all; ``None`` when it does.
        remarks: what else must be said of its counting.
    """

    number: int
    support: Support
    source: FundingSource
    years: tuple[YearCount, ...]
    shares: Shares
    why_not: Sentence | None
    remarks: tuple[Sentence, ...]

    def pieces(self, coin: Coin) -> Iterator[Piece]:
        """Give what each portion brings in each year, to the coin by the largest remainder; nothing is left out."""
        for one in self.years if self.why_not is None else ():
            if one.money is not None and one.money.amount:
                parts = split(coin.pieces(one.money), [share for _, share in self.shares])
                for (portion, _), coins in zip(self.shares, parts, strict=True):
                    if coins:
                        yield Piece(self.number, portion, one.year, coins, self.support.ours)


def counted_supports(funding: Funding, rule: CountingRule, basis: CostBasis) -> tuple[CountedSupport, ...]:
    """Hold every piece of support of a plan against a counting rule, in the order of the plan."""
    sources = {one.id: one for one in funding.sources}
    return tuple(
        _counted(number, support, sources[support.source], rule, funding, basis)
        for number, support in enumerate(funding.supports)
    )


def _counted(
    number: int, support: Support, source: FundingSource, rule: CountingRule, funding: Funding, basis: CostBasis
) -> CountedSupport:
    years = counted_by_year(support, rule, funding.rates, basis)
    shares = portion_shares(support, years, funding.rates, basis.currency, basis.price_year)
    reason = why_not(support, source, rule)
    if reason is None and shares is None:
        reason = Sentence(PORTION_RATE_MISSING, {"support": support.title}, "rate-missing")
    said = _remarks(support, years, basis) if reason is None else (reason,)
    return CountedSupport(number, support, source, years, shares or (), reason, said)


def _remarks(support: Support, years: tuple[YearCount, ...], basis: CostBasis) -> tuple[Sentence, ...]:
    missing = tuple(rate_missing(support, one, basis) for one in years if one.money is None)
    regional = () if support.ours else (Sentence(REGIONAL, {"support": support.title}, "regional"),)
    return (*missing, *regional)
