"""Investment cases: what part of a plan somebody is asked to pay for, and every figure that speaks for it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.advocacy import HealthEvent
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.funding.gaps import GapRow, whole_gap
from opennaphs.domain.funding.matching import Fit, where_money_can_go
from opennaphs.domain.funding.next_money import Purchase, next_money_buys
from opennaphs.domain.funding.positions import THE_RULE, FundingPosition, Narrowing, funding_position, narrowed
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Refused, Sentence

MILLION = Decimal(1_000_000)
NONE_SUCH = ("nothing of the plan",)
NOT_COSTED = "The plan has no costs yet. Cost it first: without a cost nobody can say what is missing."
ONE_ONLY = "A case is for the whole plan, or for one area, one region or one funding source. Choose one of them."
UNKNOWN = "“{name}” is not in the plan. There are: {names}."
TEXTS = (NOT_COSTED, ONE_ONLY, UNKNOWN)


class CaseScope(StrEnum):
    """What an investment case is made for."""

    PLAN = "whole plan"
    AREA = "area"
    REGION = "region"
    SOURCE = "funding source"


@dataclass(frozen=True)
class InvestmentCase:
    """Everything an investment case says, before it is put into words.

    Attributes:
        plan: the plan.
        scope, name: what it is made for, and the id of the area, region or source ("" for the whole plan).
        position: where that part stands with its money.
        whole: where the whole plan stands.
        earmark: what the money that is asked for may pay for.
        need: cost, counted money, gap and its interval of that part.
        if_kept: its gap if every pledge were kept.
        purchase: what the next money buys in it.
        fits: where money can go in it, the most important first.
        events: health events of the country.
    """

    plan: Plan
    scope: CaseScope
    name: str
    position: FundingPosition
    whole: FundingPosition
    earmark: Earmark
    need: GapRow
    if_kept: Money
    purchase: Purchase
    fits: tuple[Fit, ...]
    events: tuple[HealthEvent, ...]


def build_investment_case(
    plan: Plan,
    rule: CountingRule = THE_RULE,
    *,
    area: str | None = None,
    region: str | None = None,
    source: str | None = None,
    events: Iterable[HealthEvent] = (),
    amount: Money | None = None,
) -> InvestmentCase:
    """Gather an investment case for the whole plan or one part of it.

    Args:
        plan: a costed plan.
        rule: what counts as funding.
        area: id of an area, or its code without the edition.
        region: a region, as the plan names it.
        source: id of a funding source: what its earmark allows.
        events: health events of the country.
        amount: the next money; a million of the plan's currency when ``None``.

    Raises:
        Refused: the plan is not costed, has no such area, region or source, or several were asked for.
        MissingRate: the plan has no rate for the amount.
    """
    whole = funding_position(plan, rule)
    if whole is None:
        raise Refused(NOT_COSTED)
    scope, name = _scope(plan, whole, area, region, source)
    earmark = _earmark(plan, scope, name)
    part = narrowed(whole, allowed_part(plan, whole, earmark))
    money = Money(MILLION, whole.currency, whole.price_year) if amount is None else amount
    return InvestmentCase(
        plan=plan,
        scope=scope,
        name=name,
        position=part,
        whole=whole,
        earmark=earmark,
        need=whole_gap(part),
        if_kept=_if_kept(plan, rule, earmark, part),
        purchase=next_money_buys(plan, whole, money, earmark),
        fits=where_money_can_go(plan, whole, earmark, money, None),
        events=tuple(events),
    )


def allowed_part(plan: Plan, position: FundingPosition, earmark: Earmark) -> Narrowing:
    """Give the part of a plan that an earmark allows, whoever may receive the money."""
    years = tuple(year for year in plan.years if earmark.allows_year(year))
    activities: tuple[str, ...] = ()
    if earmark.places:
        at_place = {cell.activity for cell in position.cells if cell.scale in earmark.places}
        activities = tuple(sorted(at_place)) or NONE_SUCH
    return Narrowing(
        areas=earmark.areas,
        ministries=earmark.ministries,
        regions=earmark.regions,
        years=() if years == plan.years else years or (0,),
        economic_types=tuple(map(str, earmark.economic_types)),
        activities=activities,
    )


def _scope(
    plan: Plan, whole: FundingPosition, area: str | None, region: str | None, source: str | None
) -> tuple[CaseScope, str]:
    asked = [
        (scope, name)
        for scope, name in ((CaseScope.AREA, area), (CaseScope.REGION, region), (CaseScope.SOURCE, source))
        if name
    ]
    if len(asked) > 1:
        raise Refused(ONE_ONLY)
    if not asked:
        return CaseScope.PLAN, ""
    scope, name = asked[0]
    return scope, _known(name, _names(plan, whole, scope))


def _names(plan: Plan, whole: FundingPosition, scope: CaseScope) -> dict[str, str]:
    """Give what may be asked for, by every name people may write."""
    if scope is CaseScope.AREA:
        areas = dict.fromkeys(cell.area for cell in whole.cells)
        return {one.rpartition(".")[2]: one for one in areas} | {one: one for one in areas}
    if scope is CaseScope.REGION:
        return {one: one for one in dict.fromkeys(cell.region for cell in whole.cells)}
    sources = () if plan.funding is None else plan.funding.sources
    return {one.title: one.id for one in sources} | {one.id: one.id for one in sources}


def _known(name: str, names: dict[str, str]) -> str:
    if name not in names:
        raise Refused(Sentence(UNKNOWN, {"name": name, "names": ", ".join(names) or "–"}))
    return names[name]


def _earmark(plan: Plan, scope: CaseScope, name: str) -> Earmark:
    if scope is CaseScope.AREA:
        return Earmark(areas=(name,))
    if scope is CaseScope.REGION:
        return Earmark(regions=(name,))
    if scope is CaseScope.SOURCE and plan.funding is not None:
        return plan.funding.source(name).earmark
    return ANYTHING


def _if_kept(plan: Plan, rule: CountingRule, earmark: Earmark, part: FundingPosition) -> Money:
    """Give the gap of a part if every pledge were kept."""
    pledged = funding_position(plan, replace(rule, stage=MoneyStage.PLEDGE))
    if pledged is None:
        raise NaphsError(NOT_COSTED)
    return whole_gap(narrowed(pledged, allowed_part(plan, part, earmark))).gap
