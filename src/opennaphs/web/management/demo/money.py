"""The money of the demo plan: a budget line, a fund that reports its own support, a regional project, experts lent."""

import datetime
from decimal import Decimal
from typing import Any

from opennaphs.actions.funding.add_source import add_source
from opennaphs.actions.funding.add_support import add_support
from opennaphs.actions.funding.record_transaction import record_transaction
from opennaphs.actions.funding.set_rates import set_rates
from opennaphs.actions.funding.validate_support import validate_support
from opennaphs.actions.mapping.close_mapping_round import close_mapping_round
from opennaphs.actions.mapping.open_mapping_round import open_mapping_round
from opennaphs.domain.exchange import ExchangeRate, Rates
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage, Portion, SupportRole
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.store.funding import supports_of
from opennaphs.store.models import ActivityRecord, FundingBasis, FundingSourceRecord, PlanRecord, SupportRecord, User
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, LABORATORIES, SURVEILLANCE

TREASURY, FUND, NETWORK, UNIVERSITY = (
    "Treasury: health security line",
    "Demo fund",
    "Regional laboratory network",
    "School of public health",
)
SOURCES = (
    (TREASURY, SourceKind.DOMESTIC, COUNTRY, Earmark()),
    (FUND, SourceKind.FUND, "", Earmark(areas=(LABORATORIES, SURVEILLANCE))),
    (NETWORK, SourceKind.DONOR, "", Earmark(areas=(LABORATORIES,), economic_types=(EconomicType.CAPITAL,))),
    (UNIVERSITY, SourceKind.IN_KIND, COUNTRY, Earmark()),
)
RATE = ExchangeRate("USD", "UGX", Decimal(3700), "2025-01-02", f"Central bank, yearly average. {INVENTED}")
RELEASED = (Decimal("0.2"), Decimal("0.25"), Decimal("0.3"), Decimal("0.1"))  # of what was committed, by quarter
SPENT = (Decimal("0.1"), Decimal("0.2"), Decimal("0.25"), Decimal("0.2"))
CENT, TEN_THOUSANDTH = Decimal("0.01"), Decimal("0.0001")


def fund_plan(plan: PlanRecord, year: int, member: User, finance: User, partner: User, network: User) -> None:
    """Enter who pays for what; two partners report their own support, and finance validates it."""
    if SupportRecord.objects.filter(plan=plan).exists():  # carried over from the year before
        return
    if not FundingBasis.objects.filter(plan=plan).exists():
        set_rates(plan=plan, rates=Rates((RATE,)), version=None, why=INVENTED, by=finance)
    sources = _sources(member)
    day = datetime.date(year, 1, 8)
    _treasury(plan, sources[TREASURY], day, finance)
    reported = _fund(plan, sources[FUND], day, partner)
    validate_support(support=reported, version=_version(reported), note="The letter of grant was seen.", by=finance)
    for given in _network(plan, sources[NETWORK], day, network):
        validate_support(support=given, version=_version(given), note="The agreement was seen.", by=finance)
    _university(plan, sources[UNIVERSITY], day, member)


def map_resources(plan: PlanRecord, day: datetime.date, member: User) -> None:
    """Keep what the resource workshop knew, so that the next one can say what changed."""
    title = f"Resource workshop {day.year}"
    opened = open_mapping_round(plan=plan, title=title, held_on=day, note=INVENTED, why=INVENTED, by=member)
    close_mapping_round(mapping_round=opened, version=opened.version, why=INVENTED, by=member)


def spend_money(plan: PlanRecord, quarter: int, day: datetime.date, finance: User) -> None:
    """Release and spend a share of what was committed, the fund a quarter later than the treasury."""
    for support in supports_of(plan).filter(source__title__in=(TREASURY, FUND)):
        late = int(support.source.title == FUND)
        if quarter <= late:
            continue
        committed = _committed(support)
        for stage, shares in ((MoneyStage.DISBURSEMENT, RELEASED), (MoneyStage.EXPENDITURE, SPENT)):
            money = Money((committed.amount * shares[quarter - 1 - late]).quantize(CENT), *_unit(committed))
            record_transaction(support=support, stage=stage, on=day, year=plan.first_year, money=money, by=finance)


def _sources(member: User) -> dict[str, FundingSourceRecord]:
    there = {one.title: one for one in FundingSourceRecord.objects.filter(country=COUNTRY, removed=False)}
    for title, kind, origin, earmark in SOURCES:
        if title not in there:
            fields = {"title": title, "kind": kind, "origin": origin, "earmark": earmark, "note": INVENTED}
            there[title] = add_source(country=COUNTRY, fields=fields, why=INVENTED, by=member)
    return there


def _treasury(plan: PlanRecord, source: FundingSourceRecord, day: datetime.date, finance: User) -> None:
    """Pay for the first activities of both areas out of the budget, in the money of the country."""
    portions = _by_cost(_paid_by_treasury(plan))
    fields = {"title": "Vote 014, item 22", "recipient": "Ministry of health", "portions": portions, "note": INVENTED}
    fields |= {"role": SupportRole.CO_INVESTMENT, **_days(plan)}
    support = add_support(plan=plan, source=source, fields=fields, why=INVENTED, by=finance)
    _give(support, MoneyStage.COMMITMENT, day, _share_of(plan, "0.2", "UGX"), finance)
    _give(support, MoneyStage.ALLOCATION, day + datetime.timedelta(days=12), _share_of(plan, "0.15", "UGX"), finance)


def _fund(plan: PlanRecord, source: FundingSourceRecord, day: datetime.date, partner: User) -> SupportRecord:
    """Pay for laboratories as a whole, and for surveillance in one region."""
    portions = [
        Portion(share=Decimal("0.7"), areas=(LABORATORIES,)),
        Portion(share=Decimal("0.3"), areas=(SURVEILLANCE,), regions=("Northern",)),
    ]
    fields = {"title": "Grant for health security", "recipient": "Ministry of health", "portions": portions}
    fields |= _days(plan)
    support = add_support(plan=plan, source=source, fields=fields, why=INVENTED, by=partner)
    _give(support, MoneyStage.PLEDGE, day - datetime.timedelta(days=60), _share_of(plan, "0.4", "USD"), partner)
    _give(support, MoneyStage.COMMITMENT, day, _share_of(plan, "0.3", "USD"), partner)
    return support


def _network(
    plan: PlanRecord, source: FundingSourceRecord, day: datetime.date, network: User
) -> tuple[SupportRecord, ...]:
    """Enter machines for two laboratories, and a project of several countries whose share for this one nobody knows."""
    laboratories = [Portion(share=Decimal(1), areas=(LABORATORIES,))]
    fields = {"title": "Machines for two laboratories", "portions": laboratories, "note": INVENTED, **_days(plan)}
    machines = add_support(plan=plan, source=source, fields=fields, why=INVENTED, by=network)
    _give(machines, MoneyStage.COMMITMENT, day, _share_of(plan, "0.06", "USD"), network)
    fields = {"title": "Laboratories of five countries", "ours": False, "note": INVENTED, **_days(plan)}
    fields["portions"] = laboratories
    support = add_support(plan=plan, source=source, fields=fields, why=INVENTED, by=network)
    _give(support, MoneyStage.COMMITMENT, day, _share_of(plan, "0.5", "USD"), network)
    return machines, support


def _university(plan: PlanRecord, source: FundingSourceRecord, day: datetime.date, member: User) -> None:
    paid = {row.number for row in _paid_by_treasury(plan)}
    free = [row for row in _costed(plan) if row.area == SURVEILLANCE and row.number not in paid]
    dearest = max(free, key=lambda row: row.cost or Decimal(0))
    portions = [Portion(share=Decimal(1), activity=dearest.number)]
    fields = {"title": "Two epidemiologists lent for the year", "portions": portions, "note": INVENTED, **_days(plan)}
    support = add_support(plan=plan, source=source, fields=fields, why=INVENTED, by=member)
    _give(support, MoneyStage.COMMITMENT, day, Money(Decimal(18000), "USD", _price_year(plan)), member)


def _give(support: SupportRecord, stage: MoneyStage, day: datetime.date, money: Money, by: User) -> None:
    record_transaction(support=support, stage=stage, on=day, year=support.plan.first_year, money=money, by=by)


def _costed(plan: PlanRecord) -> list[ActivityRecord]:
    return list(plan.activities.filter(removed=False, cost__gt=0).order_by("position"))


def _paid_by_treasury(plan: PlanRecord) -> list[ActivityRecord]:
    return _costed(plan)[::3]


def _by_cost(rows: list[ActivityRecord]) -> list[Portion]:
    """Divide support over activities as they cost; the first takes what rounding leaves."""
    whole = sum((row.cost or Decimal(0) for row in rows), Decimal(0))
    shares = [((row.cost or Decimal(0)) / whole).quantize(TEN_THOUSANDTH) for row in rows[1:]]
    shares.insert(0, 1 - sum(shares, Decimal(0)))
    return [Portion(share=share, activity=row.number) for share, row in zip(shares, rows, strict=True) if share > 0]


def _days(plan: PlanRecord) -> dict[str, Any]:
    """Give the first and last day of the year of a plan."""
    year = plan.first_year
    return {"starts": datetime.date(year, 1, 1), "ends": datetime.date(year, 12, 31)}


def _share_of(plan: PlanRecord, share: str, currency: str) -> Money:
    """Give a share of what the plan costs, in a currency, in round figures."""
    cost = sum((one or Decimal(0) for one in plan.activities.values_list("cost", flat=True)), Decimal(0))
    rate = RATE.rate if currency == RATE.quote else Decimal(1)
    return Money((cost * Decimal(share) * rate).quantize(Decimal(1)), currency, _price_year(plan))


def _price_year(plan: PlanRecord) -> int:
    return int(plan.frame["cost_basis"]["price_year"])


def _committed(support: SupportRecord) -> Money:
    first = support.transactions.filter(stage=MoneyStage.COMMITMENT).first()
    if first is None:
        return Money.zero("USD", _price_year(support.plan))
    return Money(first.amount, first.currency, first.price_year)


def _unit(money: Money) -> tuple[str, int]:
    return money.currency, money.price_year


def _version(support: SupportRecord) -> int:
    return SupportRecord.objects.get(pk=support.pk).version
