"""The figures of the one-page cost brief, in words: built once, so that every form of the brief shows the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opennaphs.domain.cost_views import Cut, cost_table, ranking
from opennaphs.domain.costing import CostBasis
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.written_numbers import number_text, with_currency
from opennaphs.reports.cost_lines import costed_basis, prices_used
from opennaphs.reports.cost_wording import (
    RIGHT_TO_LEFT,
    Translate,
    amount_text,
    labels,
    method_sentence,
    not_included,
    plan_title,
    readable,
    rounding_sentence,
    share_text,
    states_sentence,
    unit_of,
)

MOST = 5
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME, LONGEST_WORD = 110, 110, 46, 24


@dataclass(frozen=True)
class FigureTable:
    """A small table: title, headings, rows, and a row of totals (empty when the rows do not make a whole).

    The first ``texts`` columns hold words, the others numbers.
    """

    title: str
    texts: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class CostFigures:
    """All the words and figures of a cost brief. ``shown_areas`` are the bars of the chart of areas."""

    language: str
    right_to_left: bool
    title: str
    subtitle: str
    total_label: str
    total: str
    states: str
    years: FigureTable
    kinds: FigureTable
    areas: FigureTable
    activities: FigureTable
    prices: FigureTable
    not_included_title: str
    not_included: tuple[str, ...]
    basis_title: str
    basis: tuple[str, ...]
    years_chart: str
    areas_chart: str
    footer: str


def build_figures(plan: Plan, titles: Mapping[str, str], t: Translate) -> CostFigures:
    """Give the figures of a plan's cost brief.

    Raises:
        NaphsError: the plan is not costed, or its amounts do not follow from its lines.
    """
    basis = costed_basis(plan)
    whole = basis.total(amount for one in plan.activities for line in one.cost.lines for amount in line.by_year)
    return CostFigures(
        language=plan.language,
        right_to_left=plan.language in RIGHT_TO_LEFT,
        title=brief(plan_title(plan, t), LONGEST_TITLE),
        subtitle=t("What the plan costs, in {unit}. An estimate for discussion, not a budget.").format(
            unit=unit_of(basis, t)
        ),
        total_label=t("Total {first}–{last}").format(first=plan.years[0], last=plan.years[-1]),
        total=with_currency(whole.currency, amount_text(whole, t), t),
        states=states_sentence(plan, t),
        years=_years(plan, basis, whole, t),
        kinds=_kinds(plan, basis, whole, t),
        areas=_areas(plan, basis, whole, t),
        activities=_activities(plan, titles, whole, t),
        prices=_prices(plan, whole, t),
        not_included_title=t("What is not included"),
        not_included=not_included(plan, t),
        basis_title=t("Basis"),
        basis=tuple(_basis(plan, basis, t)),
        years_chart=t("Chart of the cost of each year by economic type; the tables beside it hold the same figures."),
        areas_chart=t("Chart of the areas that cost most; the table beside it holds the same figures."),
        footer=t("Draft made with OpenNAPHS"),
    )


def brief(text: str, longest: int) -> str:
    """Shorten a text to what fits: at a word, or within one where a word is endless or a script has no spaces."""
    words = " ".join(readable(text).split())
    if len(words) > longest:
        cut = words[: longest - 1]
        whole_words = cut.rpartition(" ")[0]
        words = f"{whole_words if len(whole_words) > longest // 2 else cut} …"
    return " ".join(word if len(word) <= LONGEST_WORD else _breakable(word) for word in words.split())


def _breakable(word: str) -> str:
    """Let an endless word break, so that no table grows wider than the page."""
    return "\u200b".join(word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD))


def _years(plan: Plan, basis: CostBasis, whole: Money, t: Translate) -> FigureTable:
    table = cost_table(plan, Cut.YEAR, Cut.ECONOMIC_TYPE)
    known = {} if table is None else dict(zip(table.rows, table.row_totals, strict=True))
    nothing = Money.zero(basis.currency, basis.price_year)
    rows = [(str(year), known.get(str(year), nothing)) for year in plan.years]
    return _shares(t("Cost of each year"), t("Year"), rows, whole, t)


def _kinds(plan: Plan, basis: CostBasis, whole: Money, t: Translate) -> FigureTable:
    table = cost_table(plan, Cut.ECONOMIC_TYPE)
    known = {} if table is None else dict(zip(table.rows, table.row_totals, strict=True))
    nothing = Money.zero(basis.currency, basis.price_year)
    order = (EconomicType.CAPITAL, EconomicType.RECURRENT, EconomicType.ONE_OFF)
    rows = [(t(kind).capitalize(), known.get(str(kind), nothing)) for kind in order]
    return _shares(t("Capital, recurrent, one-off"), t("Economic type"), rows, whole, t)


def largest_areas(plan: Plan, t: Translate) -> tuple[tuple[str, Money], ...]:
    """Give the areas that cost most, with their labels."""
    names = labels(plan, Cut.AREA, t)
    return tuple((brief(names[one.name], LONGEST_NAME), one.amount) for one in ranking(plan, Cut.AREA)[:MOST])


def _areas(plan: Plan, basis: CostBasis, whole: Money, t: Translate) -> FigureTable:
    rows = list(largest_areas(plan, t))
    rest = len(ranking(plan, Cut.AREA)) - len(rows)
    if rest:
        others = t("{count} other areas").format(count=rest)
        rows.append((others, whole - basis.total(amount for _, amount in rows)))
    return _shares(t("Areas that cost most"), t("Technical area"), rows, whole, t)


def _shares(title: str, heading: str, rows: Iterable[tuple[str, Money]], whole: Money, t: Translate) -> FigureTable:
    """Give a table of names, amounts and shares that make up the whole."""
    cells = tuple((name, amount_text(money, t), share_text(money.amount, whole.amount, t)) for name, money in rows)
    total = (t("Total"), amount_text(whole, t), share_text(whole.amount, whole.amount, t))
    return FigureTable(title, 1, (heading, t("Amount"), t("Share")), cells, total)


def _activities(plan: Plan, titles: Mapping[str, str], whole: Money, t: Translate) -> FigureTable:
    activities = {activity.id: activity for activity in plan.activities}
    rows = tuple(
        (
            *_activity_words(activities[one.name], titles, t),
            amount_text(one.amount, t),
            share_text(one.amount.amount, whole.amount, t),
        )
        for one in ranking(plan)[:MOST]
    )
    headings = (t("No."), t("What will be done"), t("Lifts"), t("Ministry or sector"), t("Amount"), t("Share"))
    return FigureTable(t("Activities that cost most"), 4, headings, rows)


def _activity_words(activity: Activity, titles: Mapping[str, str], t: Translate) -> tuple[str, str, str, str]:
    action, target = activity.action, activity.action.target
    lead = t("not said") if action.lead is None else t(action.lead)
    lifts = t(titles[target]) if target in titles else target
    return (
        brief(activity.id, LONGEST_WORD),
        brief(t(action.text), LONGEST_TEXT),
        brief(lifts, LONGEST_NAME),
        brief(lead.capitalize(), LONGEST_WORD),
    )


def _prices(plan: Plan, whole: Money, t: Translate) -> FigureTable:
    rows = tuple(
        (
            brief(t(one.title), LONGEST_TEXT),
            brief(t(one.unit), LONGEST_WORD),
            amount_text(one.price, t),
            str(one.lines),
            amount_text(one.amount, t),
            share_text(one.amount.amount, whole.amount, t),
        )
        for one in prices_used(plan)[:MOST]
        if one.amount.amount
    )
    headings = (t("Unit cost"), t("Unit"), t("Unit price"), t("Number of lines"), t("Amount"), t("Share"))
    return FigureTable(t("Unit costs that matter most"), 2, headings, rows)


def _basis(plan: Plan, basis: CostBasis, t: Translate) -> Iterable[str]:
    yield t("Price list “{name}”, {unit}.").format(name=brief(basis.price_list, LONGEST_NAME), unit=unit_of(basis, t))
    yield _counts(plan, basis, t)
    yield method_sentence(plan, t)
    yield rounding_sentence(t)


def _counts(plan: Plan, basis: CostBasis, t: Translate) -> str:
    used = {line.template.per for activity in plan.activities for line in activity.cost.lines}
    counts = (
        f"{t(driver)} {number_text(count.value, t)}" for driver, count in basis.profile.counts.items() if driver in used
    )
    found = ", ".join(counts) or t("none is used")
    return t("Counts of the country: {counts}.").format(counts=found)
