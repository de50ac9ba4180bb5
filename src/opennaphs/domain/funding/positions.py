"""Where a plan stands with its money: what each cell of its cost has, from whom, and what it lacks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property

from opennaphs.domain.cost_views import cost_facts
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding.coins import Coin, coin_for, split
from opennaphs.domain.funding.cost_cells import WHOLE_COUNTRY as WHOLE_COUNTRY  # noqa: PLC0414 - part of this module's words
from opennaphs.domain.funding.cost_cells import CostCell, cost_cells
from opennaphs.domain.funding.counted_supports import CountedSupport, counted_supports
from opennaphs.domain.funding.counting import STAGES, CountingRule, converted, sums_as_given
from opennaphs.domain.funding.lots import Piece, YearCells
from opennaphs.domain.funding.placements import Placement, placement_of
from opennaphs.domain.funding.supports import Funding, MoneyStage
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence, listing

SOURCES_ONLY = "Only money of {sources} is counted here. All costs stay, so what others pay shows as not funded."
SENTENCES = (SOURCES_ONLY,)


class LeftOverReason(StrEnum):
    """Why money is left over."""

    NO_ROOM = "all it may pay for is paid"
    NOTHING_ALLOWED = "nothing it may pay for costs anything in that year"
    OUTSIDE_YEARS = "the plan does not cover that year"
    OUTSIDE_DAYS = "it may not be spent in that year"


@dataclass(frozen=True)
class CellFunding:
    """One cell of the cost of a plan and the money put to it: ``counted + gap = cost``.

    Attributes:
        activity, area, ministry, scale, region, economic_type, year: where the cell lies; ``scale`` is the
            administrative level at which the work is done.
        coin: what ``pieces`` and ``paid`` are counted in.
        pieces: the cost.
        paid: what each source pays; sources that pay nothing are left out.
    """

    activity: str
    area: str
    ministry: str
    scale: str
    region: str
    economic_type: str
    year: int
    coin: Coin
    pieces: int
    paid: Mapping[str, int]

    @property
    def cost(self) -> Money:
        """What it costs."""
        return self.coin.money(self.pieces)

    @property
    def by_source(self) -> Mapping[str, Money]:
        """What each source pays of it; sources that pay nothing are left out."""
        return {source: self.coin.money(coins) for source, coins in self.paid.items()}

    @property
    def counted(self) -> Money:
        """What is paid of it."""
        return self.coin.money(sum(self.paid.values()))

    @property
    def gap(self) -> Money:
        """What it lacks."""
        return self.coin.money(self.pieces - sum(self.paid.values()))


@dataclass(frozen=True)
class SupportYear:
    """What became of one piece of support in one year.

    Attributes:
        support, source: ids.
        year: the calendar year the money is meant for.
        given: the sums that decide, in the currencies and price years in which they were given.
        money: the same in those of the plan, to the cent; ``None`` = a rate is missing.
        counted: what of it is put to the plan's cost.
        left_over: what of it found no room.
        regional: whether it counts nothing for sure because the country's share of it is not known.
        why_not: why it does not count at all; ``None`` when it does.
    """

    support: str
    source: str
    year: int
    given: tuple[Money, ...]
    money: Money | None
    counted: Money
    left_over: Money
    regional: bool
    why_not: Sentence | None


@dataclass(frozen=True)
class LeftOver:
    """Counted money that found no room. ``activity`` is what it is tied to; ``None`` = to no single one."""

    support: str
    source: str
    activity: str | None
    year: int
    money: Money
    reason: LeftOverReason


@dataclass(frozen=True)
class CountingRemark:
    """What must be said about the counting of a piece of support, by its id."""

    support: str
    sentence: Sentence


@dataclass(frozen=True)
class Narrowing:
    """What to look at; an empty tuple = everything. Several bounds hold together."""

    areas: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    economic_types: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()

    def keeps(self, cell: CostCell) -> bool:
        """Say whether a cell is looked at, whoever pays."""
        asked: tuple[tuple[Collection[str | int], str | int], ...] = (
            (self.areas, cell.area),
            (self.ministries, cell.ministry),
            (self.regions, cell.region),
            (self.years, cell.year),
            (self.economic_types, cell.economic_type),
            (self.activities, cell.activity),
        )
        return all(not bound or value in bound for bound, value in asked)

    def sentence(self) -> Sentence | None:
        """Say what a narrowing to some sources does to the figures; ``None`` when it is to none."""
        return Sentence(SOURCES_ONLY, {"sources": listing(self.sources)}, "sources-only") if self.sources else None


@dataclass(frozen=True)
class FundingPosition:
    """Where a plan stands with its money under a counting rule, or the part of it that is looked at.

    Attributes:
        rule: what counts; ``rule_sentence`` says it.
        currency, price_year: of all amounts.
        sources: ids of the sources whose money is looked at, in the order of the plan.
        supports: what became of every piece of support in every year.
        left_over: counted money that found no room: a warning each, counted nowhere.
        remarks: why what is not counted is not, and which support may bring anything or nothing.
        narrowing: what is looked at. ``supports`` and ``left_over`` are narrowed by sources and years only, and
            ``remarks`` not at all, because money that is not placed lies in no area.
        placement: the money on the cells, of the whole plan.
        shown: numbers of the cells that are looked at.
    """

    rule: CountingRule
    currency: str
    price_year: int
    sources: tuple[str, ...]
    supports: tuple[SupportYear, ...]
    left_over: tuple[LeftOver, ...]
    remarks: tuple[CountingRemark, ...]
    narrowing: Narrowing
    placement: Placement = field(repr=False)
    shown: tuple[int, ...] = field(repr=False)

    @property
    def not_counted(self) -> tuple[Sentence, ...]:
        """Why what is not counted is not, and which support may bring anything or nothing, in the order of the plan."""
        return tuple(one.sentence for one in self.remarks)

    @cached_property
    def cells(self) -> tuple[CellFunding, ...]:
        """The cells that are looked at, zeros included, in the order of the plan."""
        wanted = frozenset(self.sources)
        return tuple(self._cell(number, wanted) for number in self.shown)

    def _cell(self, number: int, wanted: frozenset[str]) -> CellFunding:
        cell, paid = self.placement.cells[number], self.placement.paid[number]
        if len(wanted) < len(self.placement.sources):
            paid = {source: coins for source, coins in paid.items() if source in wanted}
        return CellFunding(
            cell.activity,
            cell.area,
            cell.ministry,
            cell.scale,
            cell.region,
            cell.economic_type,
            cell.year,
            self.placement.coin,
            cell.pieces,
            paid,
        )


@dataclass(frozen=True)
class ActivityMoney:
    """The money of one activity over the plan years.

    ``cost`` and ``counted`` are those of the position: ``counted`` holds also money that is tied to no single activity;
    both are ``None`` when the activity is not costed. The five stages are what was reported of support tied to it;
    ``None`` = nobody reported that stage, which is not zero. ``sources`` are those whose money is counted here.
    """

    cost: Money | None
    counted: Money | None
    pledged: Money | None
    committed: Money | None
    allocated: Money | None
    disbursed: Money | None
    spent: Money | None
    sources: tuple[str, ...] = ()


EVERYTHING = Narrowing()
THE_RULE = CountingRule()


def funding_position(plan: Plan, rule: CountingRule = THE_RULE) -> FundingPosition | None:
    """Put the money of a plan to its cost; ``None`` when the plan is not costed.

    A plan without funding is a plan without money: everything is gap.
    """
    basis, funding = plan.cost_basis, plan.funding or Funding()
    if basis is None:
        return None
    coin = coin_for((fact.amount for fact in cost_facts(plan)), basis.currency, basis.price_year)
    supports = counted_supports(funding, rule, basis)
    sources = tuple(one.id for one in funding.sources)
    cells = cost_cells(plan, coin)
    placement = placement_of(cells, plan.years, supports, sources, coin)
    return FundingPosition(
        rule=rule,
        currency=basis.currency,
        price_year=basis.price_year,
        sources=sources,
        supports=tuple(_support_years(supports, placement)),
        left_over=tuple(_left_over(supports, placement)),
        remarks=tuple(CountingRemark(one.support.id, said) for one in supports for said in one.remarks),
        narrowing=EVERYTHING,
        placement=placement,
        shown=tuple(range(len(cells))),
    )


def narrowed(position: FundingPosition, narrowing: Narrowing) -> FundingPosition:
    """Look at a part of a position only. No money moves: the parts of a plan add up to the plan.

    Narrowed to sources, all costs stay and only the money of these sources is counted; the narrowing says so.
    """
    sources, years = narrowing.sources, narrowing.years
    cells = position.placement.cells
    return replace(
        position,
        sources=tuple(one for one in position.sources if not sources or one in sources),
        supports=tuple(one for one in position.supports if _kept(one, sources, years)),
        left_over=tuple(one for one in position.left_over if _kept(one, sources, years)),
        narrowing=_both(position.narrowing, narrowing),
        shown=tuple(number for number in position.shown if narrowing.keeps(cells[number])),
    )


def activity_money(plan: Plan, position: FundingPosition) -> Mapping[str, ActivityMoney]:
    """Give the money of every activity of a plan over the plan years, whatever the position is narrowed to."""
    stages = _stage_sums(plan, position)
    coin, costs, counted = position.placement.coin, dict[str, int](), dict[str, int]()
    payers: dict[str, dict[str, None]] = {}
    for cell, paid in zip(position.placement.cells, position.placement.paid, strict=True):
        costs[cell.activity] = costs.get(cell.activity, 0) + cell.pieces
        counted[cell.activity] = counted.get(cell.activity, 0) + sum(paid.values())
        payers.setdefault(cell.activity, {}).update(dict.fromkeys(paid))
    known = {one.id for one in plan.activities if one.cost.state is not CostState.NOT_COSTED}
    found = {}
    for one in plan.activities:
        cost = coin.money(costs.get(one.id, 0)) if one.id in known else None
        paid_for = coin.money(counted.get(one.id, 0)) if one.id in known else None
        first, second, third, fourth, fifth = (_money(coin, stages.get((one.id, stage))) for stage in STAGES)
        sources = tuple(payers.get(one.id, ()))
        found[one.id] = ActivityMoney(cost, paid_for, first, second, third, fourth, fifth, sources)
    return found


def _money(coin: Coin, pieces: int | None) -> Money | None:
    return None if pieces is None else coin.money(pieces)


def _stage_sums(plan: Plan, position: FundingPosition) -> dict[tuple[str, MoneyStage], int]:
    if plan.funding is None or plan.cost_basis is None:
        return {}
    found: dict[tuple[str, MoneyStage], int] = {}
    for one in counted_supports(plan.funding, position.rule, plan.cost_basis):
        tied = any(portion.activity is not None for portion, _ in one.shares)
        if one.why_not is None and one.support.ours and tied:
            _add_stages(one, plan, position.placement.coin, found)
    return found


def _add_stages(one: CountedSupport, plan: Plan, coin: Coin, found: dict[tuple[str, MoneyStage], int]) -> None:
    rates = Funding().rates if plan.funding is None else plan.funding.rates
    for stage in STAGES:
        within = [each for each in one.support.transactions if each.stage is stage and each.year in plan.years]
        money = converted(sums_as_given(within), rates, coin.currency, coin.price_year)
        if within and money is not None:
            parts = split(coin.pieces(money.rounded()), [share for _, share in one.shares])
            for (portion, _), pieces in zip(one.shares, parts, strict=True):
                if portion.activity is not None:
                    key = (portion.activity, stage)
                    found[key] = found.get(key, 0) + pieces


def _support_years(supports: Iterable[CountedSupport], placement: Placement) -> Iterable[SupportYear]:
    counted, over = _coins_of_supports(placement)
    for one in supports:
        for each in one.years:
            key = (one.number, each.year)
            yield SupportYear(
                one.support.id,
                one.source.id,
                each.year,
                each.given,
                each.money,
                placement.coin.money(counted.get(key, 0)),
                placement.coin.money(over.get(key, 0)),
                not one.support.ours,
                one.why_not,
            )


def _coins_of_supports(placement: Placement) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    counted: dict[tuple[int, int], int] = {}
    over: dict[tuple[int, int], int] = {}
    for piece, left in placement.leavings():
        key = (piece.support, piece.year)
        counted[key] = counted.get(key, 0) + piece.coins - left
        over[key] = over.get(key, 0) + left
    return counted, over


def _left_over(supports: tuple[CountedSupport, ...], placement: Placement) -> Iterable[LeftOver]:
    years = {year.year: year.cells for year in placement.years}
    for piece, left in sorted(placement.leavings(), key=lambda one: one[0].support):
        if left:
            support = supports[piece.support]
            reason = _reason(piece, support, years)
            about = (support.support.id, support.source.id, piece.portion.activity, piece.year)
            yield LeftOver(*about, placement.coin.money(left), reason)


def _reason(piece: Piece, one: CountedSupport, years: Mapping[int, YearCells]) -> LeftOverReason:
    if piece.year not in years:
        return LeftOverReason.OUTSIDE_YEARS
    if not one.source.earmark.allows_year(piece.year):
        return LeftOverReason.OUTSIDE_DAYS
    allowed = years[piece.year].payable(one.source.earmark, piece.portion)
    return LeftOverReason.NO_ROOM if allowed else LeftOverReason.NOTHING_ALLOWED


def _kept(one: SupportYear | LeftOver, sources: tuple[str, ...], years: tuple[int, ...]) -> bool:
    return (not sources or one.source in sources) and (not years or one.year in years)


def _both(first: Narrowing, second: Narrowing) -> Narrowing:
    return Narrowing(*(getattr(second, one.name) or getattr(first, one.name) for one in fields(Narrowing)))
