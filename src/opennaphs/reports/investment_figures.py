"""The figures of an investment case, in words: built once, so that page, Word document and PDF show the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opennaphs.domain.advocacy import risks_of_not_acting
from opennaphs.domain.costing import CostState
from opennaphs.domain.funding.cases import CaseScope, InvestmentCase
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.gaps import FundingCut, GapRow, gap_table
from opennaphs.domain.funding.matching import percent_of
from opennaphs.domain.funding.next_money import Bought, Way, way_sentence
from opennaphs.domain.funding.tails import recurrent_tail
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_figures import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, LONGEST_WORD, FigureTable, brief
from opennaphs.reports.cost_wording import (
    RIGHT_TO_LEFT,
    Translate,
    area_label,
    plan_title,
    readable,
    share_text,
)
from opennaphs.reports.gap_bars import GapBar
from opennaphs.reports.investment_wording import TableUnit, said_amount, scope_text, source_title, table_unit

MOST_AREAS, MOST_BOUGHT, MOST_PAYERS, MOST_RISKS, MOST_FITS = 10, 7, 7, 8, 7
LONGEST_SENTENCE = 260


@dataclass(frozen=True)
class InvestmentFigures:
    """All the words and figures of an investment case. The bars are what the two pictures show."""

    language: str
    right_to_left: bool
    title: str
    subtitle: str
    headline: tuple[tuple[str, str], ...]
    interval: str
    rule: str
    years: FigureTable
    areas: FigureTable
    year_bars: tuple[GapBar, ...]
    area_bars: tuple[GapBar, ...]
    years_title: str
    areas_title: str
    years_picture: str
    areas_picture: str
    next_title: str
    next_sentences: tuple[str, ...]
    next: FigureTable
    where: FigureTable | None
    payers: FigureTable
    risks_title: str
    risks: tuple[str, ...]
    asked_title: str
    asked: tuple[str, ...]
    notes_title: str
    notes: tuple[str, ...]
    footer: str


def build_investment_figures(case: InvestmentCase, titles: Mapping[str, str], t: Translate) -> InvestmentFigures:
    """Put an investment case into words.

    Args:
        case: what it says.
        titles: titles of the indicators, by id.
        t: gives a text in the language of the reader.
    """
    plan, need = case.plan, case.need
    unit = table_unit(need.cost, t)
    return InvestmentFigures(
        language=plan.language,
        right_to_left=plan.language in RIGHT_TO_LEFT,
        title=brief(t("The case for investing in “{plan}”").format(plan=plan_title(plan, t)), LONGEST_TITLE),
        subtitle=brief(f"{plan.country_name}, {_years(plan)}. {scope_text(case, t)}.", LONGEST_TITLE),
        headline=_headline(need, t),
        interval=_interval(need, t),
        rule=rule_sentence(case.position.rule).text(t),
        years=_gap_figures(case, FundingCut.YEAR, unit, t),
        areas=_gap_figures(case, FundingCut.AREA, unit, t),
        year_bars=_bars(case, FundingCut.YEAR, t),
        area_bars=_bars(case, FundingCut.AREA, t),
        years_title=t("What is funded, by year"),
        areas_title=t("What is funded, by area"),
        years_picture=t("A bar for each year: what is funded and what is not; the table beside it has the amounts."),
        areas_picture=t("A bar for each area: what is funded and what is not; the table beside it has the amounts."),
        next_title=t("What the next {amount} buys").format(amount=said_amount(case.purchase.amount, t)),
        next_sentences=_next_sentences(case, titles, t),
        next=_next_table(case, titles, unit, t),
        where=_where(case, titles, unit, t) if case.scope is CaseScope.SOURCE else None,
        payers=_payers(case, unit, t),
        risks_title=t("What happens when nothing is done"),
        risks=_risks(case, t),
        asked_title=t("What we ask for"),
        asked=tuple(_asked(case, t)),
        notes_title=t("How to read the figures"),
        notes=tuple(_notes(case, unit, t)),
        footer=t("Draft made with OpenNAPHS"),
    )


# --- need, funded, gap --------------------------------------------------------------------------------------------


def _years(plan: Plan) -> str:
    first, last = plan.years[0], plan.years[-1]
    return str(first) if first == last else f"{first}–{last}"


def _headline(need: GapRow, t: Translate) -> tuple[tuple[str, str], ...]:
    share = share_text(need.counted.amount, need.cost.amount, t)
    return (
        (t("Needed"), said_amount(need.cost, t)),
        (t("Funded ({share})").format(share=share), said_amount(need.counted, t)),
        (t("Missing"), said_amount(need.gap, t)),
    )


def _interval(need: GapRow, t: Translate) -> str:
    if need.least == need.most:
        return t("All money counted is known to be for this country, so the gap is one number.")
    text = t("Part of the money is for a region or is not placed yet, so the gap lies between {least} and {most}.")
    return text.format(least=said_amount(need.least, t), most=said_amount(need.most, t))


def _gap_figures(case: InvestmentCase, cut: FundingCut, unit: TableUnit, t: Translate) -> FigureTable:
    rows = _rows(case, cut, t)
    title = t("Gap by year") if cut is FundingCut.YEAR else t("Gap by area")
    heading = t("Year") if cut is FundingCut.YEAR else t("Technical area")
    headings = (heading, t("Needed"), t("Funded"), t("Missing"))
    cells = tuple((label, *(unit.text(one, t) for one in amounts)) for label, *amounts in rows)
    need = case.need
    total = (t("Total"), *(unit.text(one, t) for one in (need.cost, need.counted, need.gap)))
    return FigureTable(f"{title} ({unit.words})", 1, headings, cells, total)


def _rows(case: InvestmentCase, cut: FundingCut, t: Translate) -> list[tuple[str, Money, Money, Money]]:
    """Give years as they come, areas by what lacks most; of many areas the rest is one row."""
    found = list(gap_table(case.position, cut).rows)
    if cut is FundingCut.YEAR:
        return [(one.value, one.cost, one.counted, one.gap) for one in found]
    found.sort(key=lambda one: (-one.gap.amount, one.value))
    shown = found if len(found) <= MOST_AREAS else found[: MOST_AREAS - 1]
    rows = [(brief(area_label(case.plan, one.value, t), LONGEST_NAME), one.cost, one.counted, one.gap) for one in shown]
    rest = found[len(shown) :]
    if rest:
        label = t("{count} other areas").format(count=len(rest))
        cost, counted = _sum(case, (one.cost for one in rest)), _sum(case, (one.counted for one in rest))
        rows.append((label, cost, counted, cost - counted))
    return rows


def _sum(case: InvestmentCase, amounts: Iterable[Money]) -> Money:
    found = Money.zero(case.position.currency, case.position.price_year)
    for one in amounts:
        found += one
    return found


def _bars(case: InvestmentCase, cut: FundingCut, t: Translate) -> tuple[GapBar, ...]:
    return tuple(GapBar(label, counted, gap) for label, _cost, counted, gap in _rows(case, cut, t))


# --- what money buys ----------------------------------------------------------------------------------------------


def _next_sentences(case: InvestmentCase, titles: Mapping[str, str], t: Translate) -> tuple[str, ...]:
    bought = case.purchase
    if not bought.bought:
        return (t("Nothing that lacks money can be had for it."),)
    whole = sum(one.whole for one in bought.bought)
    found = [t("Activities then paid for in full: {count}.").format(count=whole)]
    if bought.levels:
        levels = [f"{brief(t(titles.get(one.target, one.target)), LONGEST_NAME)} {one.level}" for one in bought.levels]
        text = t("Levels that no longer wait for money: {levels}.")
        found.append(brief(text.format(levels=_first_of(levels, 4)), LONGEST_SENTENCE))
    if bought.left.amount > 0:
        found.append(t("Not used: {amount}.").format(amount=said_amount(bought.left, t)))
    return (*found, way_sentence(bought).text(t))


def _first_of(words: list[str], most: int) -> str:
    more = len(words) - most
    return ", ".join(words[:most]) + (f" … (+{more})" if more > 0 else "")


def _next_table(case: InvestmentCase, titles: Mapping[str, str], unit: TableUnit, t: Translate) -> FigureTable:
    bought = case.purchase.bought
    rows = [_bought_row(one, titles, unit, t) for one in bought[:MOST_BOUGHT]]
    rest = bought[MOST_BOUGHT:]
    if rest:
        others = t("{count} other activities").format(count=len(rest))
        money = Money.zero(case.purchase.amount.currency, case.purchase.amount.price_year)
        for one in rest:
            money += one.money
        rows.append(("", others, "", unit.text(money, t)))
    headings = (t("No."), t("What will be done"), t("Lifts"), t("Amount"))
    total = ("", t("Total"), "", unit.text(case.purchase.spent, t))
    title = t("What is bought ({unit})").format(unit=unit.words)
    return FigureTable(title, 3, headings, tuple(rows), total if rows else ())


def _bought_row(one: Bought, titles: Mapping[str, str], unit: TableUnit, t: Translate) -> tuple[str, ...]:
    amount = unit.text(one.money, t)
    shown = amount if one.whole else t("{amount} (in part)").format(amount=amount)
    return (
        brief(one.activity, LONGEST_WORD),
        brief(t(one.text), LONGEST_TEXT),
        _lifts(one.target, one.level, titles, t),
        shown,
    )


def _lifts(target: str, level: int | None, titles: Mapping[str, str], t: Translate) -> str:
    title = brief(t(titles[target]) if target in titles else target, LONGEST_NAME)
    return title if level is None else f"{title} → {level}"


def _where(case: InvestmentCase, titles: Mapping[str, str], unit: TableUnit, t: Translate) -> FigureTable:
    """Give where a donor's money can go, the most important first."""
    activities = {one.id: one for one in case.plan.activities}
    rows = []
    for fit in case.fits[:MOST_FITS]:
        action = activities[fit.activity].action
        words = (brief(fit.activity, LONGEST_WORD), brief(t(action.text), LONGEST_TEXT))
        lifts = _lifts(action.target, action.level, titles, t)
        rows.append((*words, lifts, unit.text(fit.gap, t), unit.text(fit.payable, t)))
    headings = (t("No."), t("What will be done"), t("Lifts"), t("Missing"), t("You may pay"))
    title = t("Where your money can go: the first of {count} activities ({unit})")
    return FigureTable(title.format(count=len(case.fits), unit=unit.words), 3, headings, tuple(rows))


# --- who pays, what is asked --------------------------------------------------------------------------------------


def _payers(case: InvestmentCase, unit: TableUnit, t: Translate) -> FigureTable:
    paid: dict[str, Money] = {}
    for cell in case.position.cells:
        for source, money in cell.by_source.items():
            paid[source] = paid[source] + money if source in paid else money
    order = sorted((one for one in paid if paid[one].amount), key=lambda one: (-paid[one].amount, one))
    whole = case.need.cost.amount
    rows = [(source_title(case.plan, one, t), paid[one]) for one in order[:MOST_PAYERS]]
    rest = order[MOST_PAYERS:]
    if rest:
        rows.append((t("{count} other sources").format(count=len(rest)), _sum(case, (paid[one] for one in rest))))
    rows.append((t("Nobody yet"), case.need.gap))
    cells = tuple((name, unit.text(money, t), share_text(money.amount, whole, t)) for name, money in rows)
    total = (t("Total"), unit.text(case.need.cost, t), share_text(whole, whole, t))
    return FigureTable(
        t("Who pays now ({unit})").format(unit=unit.words), 1, (t("Source"), t("Amount"), t("Share")), cells, total
    )


def _risks(case: InvestmentCase, t: Translate) -> tuple[str, ...]:
    if not case.events:
        return (t("No health event of the country has been entered yet; its own events speak loudest."),)
    table = gap_table(case.position, FundingCut.AREA)
    missing = {one.value: percent_of(one.gap, one.cost) for one in table.rows if one.gap.amount > 0}
    areas = None if case.scope is CaseScope.PLAN else {one.value for one in table.rows}
    told = risks_of_not_acting(case.events, missing, case.plan.area_titles, areas)
    if not told:
        return (t("No health event of the country that was entered showed these areas to be weak."),)
    sentences = [brief(one.text(t), LONGEST_SENTENCE) for one in told]
    rest = len(sentences) - MOST_RISKS
    more = [t("Further findings of these events: {count}.").format(count=rest)] if rest > 0 else []
    return (*sentences[:MOST_RISKS], *more)


def _asked(case: InvestmentCase, t: Translate) -> Iterable[str]:
    need = case.need
    if need.gap.amount <= 0:
        yield t("Everything is funded: keep what was promised.")
    else:
        first = next((one for one in gap_table(case.position, FundingCut.YEAR).rows if one.gap.amount > 0), None)
        text = t("Close the gap of {gap}: {first} of it is missing in {year} already.")
        if first is not None:
            yield text.format(gap=said_amount(need.gap, t), first=said_amount(first.gap, t), year=first.value)
    if case.if_kept != need.gap:
        text = t("Keep every promise: with all that was pledged the gap falls to {gap}.")
        yield text.format(gap=said_amount(case.if_kept, t))
    tail = recurrent_tail(case.plan, case.position)
    if tail.unpaid.amount > 0:
        text = t("Plan for afterwards: of the {bill} that recur every year, nobody pays {unpaid} in {year}.")
        values = {"bill": said_amount(tail.bill, t), "unpaid": said_amount(tail.unpaid, t), "year": tail.year}
        yield text.format(**values)


def _notes(case: InvestmentCase, unit: TableUnit, t: Translate) -> Iterable[str]:
    text = t("Tables are in {unit}, sentences in rounded amounts; totals are sums of exact amounts, then rounded.")
    yield text.format(unit=unit.words)
    states = [one.cost.state for one in case.plan.activities]
    if CostState.NOT_COSTED in states:
        text = t("Activities without a cost: {count}. They are in no figure, so the need is higher.")
        yield text.format(count=states.count(CostState.NOT_COSTED))
    if case.position.not_counted:
        text = t("Support that is not counted, each for a reason the funding page names: {count}.")
        yield text.format(count=len(case.position.not_counted))
    if case.purchase.way is Way.CHOICE:
        yield t("What money buys follows the recorded choice; all else follows the plan as it stands.")
    if case.plan.evidence.source is not None:
        yield brief(
            readable(t("Levels are those of {source}.").format(source=case.plan.evidence.source)), LONGEST_SENTENCE
        )
