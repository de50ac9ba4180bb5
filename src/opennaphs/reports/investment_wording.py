"""The words of investment cases: amounts as people say them, labels, and the fixed sentences."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from opennaphs.domain.funding.cases import CaseScope, InvestmentCase
from opennaphs.domain.funding.positions import WHOLE_COUNTRY
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.written_numbers import money_text, number_text, with_currency
from opennaphs.reports.cost_figures import LONGEST_NAME, brief
from opennaphs.reports.cost_wording import Translate, area_label

MILLION, THOUSAND, TEN = Decimal(1_000_000), Decimal(1_000), Decimal(10)
LEAST_MILLION = Decimal(999_950)  # what would else be said as a thousand thousands
HUNDREDTH, TENTH, ONE = Decimal("0.01"), Decimal("0.1"), Decimal(1)


def said_amount(money: Money, t: Translate) -> str:
    """Say an amount as in speech: in millions or thousands, with two decimals below ten; less as whole units.

    The currency stands where it stands beside every other amount of the language.
    """
    amount = abs(money.amount)
    if amount < TEN * THOUSAND:
        return money_text(money, t)
    if amount < LEAST_MILLION:
        scaled = t("{amount} thousand").format(amount=_three_figures(money.amount / THOUSAND, t))
    else:
        scaled = t("{amount} million").format(amount=_three_figures(money.amount / MILLION, t))
    return with_currency(money.currency, scaled, t)


def _three_figures(number: Decimal, t: Translate) -> str:
    return number_text(number.quantize(HUNDREDTH if abs(number) < TEN else TENTH, ROUND_HALF_UP), t)


@dataclass(frozen=True)
class TableUnit:
    """What the tables of a document count in."""

    divisor: Decimal
    words: str

    def text(self, money: Money, t: Translate) -> str:
        """Write an amount in this unit without decimals; what is something but less than half a unit is “< 1”."""
        number = (money.amount / self.divisor).quantize(ONE, ROUND_HALF_UP)
        return "< 1" if money.amount > 0 and not number else number_text(number, t)


def table_unit(most: Money, t: Translate) -> TableUnit:
    """Choose what tables count in: thousands when there are ten million, else whole units."""
    values = {"currency": most.currency, "year": most.price_year}
    if most.amount >= TEN * MILLION:
        return TableUnit(THOUSAND, t("thousand {currency}, {year} prices").format(**values))
    return TableUnit(ONE, t("{currency}, {year} prices").format(**values))


def source_title(plan: Plan, source: str, t: Translate) -> str:
    """Give the title of a funding source."""
    sources = () if plan.funding is None else plan.funding.sources
    return brief(next((t(one.title) for one in sources if one.id == source), source), LONGEST_NAME)


def region_label(region: str, t: Translate) -> str:
    """Give a region; work of the whole country is said in words."""
    return t("whole country") if region == WHOLE_COUNTRY else region


def scope_text(case: InvestmentCase, t: Translate) -> str:
    """Say what a case is made for."""
    if case.scope is CaseScope.AREA:
        return t("For the technical area {area}").format(area=area_label(case.plan, case.name, t))
    if case.scope is CaseScope.REGION:
        return t("For the region {region}").format(region=region_label(case.name, t))
    if case.scope is CaseScope.SOURCE:
        return t("For {source}: what their money may pay for").format(source=source_title(case.plan, case.name, t))
    return t("For the whole plan")
