"""The words of cost reports: labels of areas, ministries …, amounts, shares and what an estimate leaves out."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import category

from opennaphs.domain.cost_views import UNKNOWN, Cut, cost_table
from opennaphs.domain.costing import CostBasis, CostState
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.shared_costs import shared_costs
from opennaphs.domain.written_numbers import ONE_THOUSAND
from opennaphs.domain.written_numbers import number_text as number_text  # noqa: PLC0414 - web.mapping reads it here

RIGHT_TO_LEFT = {"ar"}
Translate = Callable[[str], str]


def readable(text: str) -> str:
    """Take out of a text what no document can hold: control signs, half characters, signs that Unicode rules out."""
    return "".join(sign for sign in text if sign in "\t\n" or not _unwritable(sign))


def _unwritable(sign: str) -> bool:
    return category(sign) in {"Cc", "Cs"} or ord(sign) & 0xFFFE == 0xFFFE  # noqa: PLR2004 - never characters


def labels(plan: Plan, by: Cut, t: Translate) -> dict[str, str]:
    """Give every area, ministry … that costs are cut by its label: no two alike, whatever their case."""
    table = cost_table(plan, by)
    return distinct({} if table is None else {key: _label(plan, by, key, t) for key in table.rows})


def _label(plan: Plan, by: Cut, key: str, t: Translate) -> str:
    if by is Cut.AREA:
        return area_label(plan, key, t)
    if key == UNKNOWN:
        return t("not said").capitalize()
    return t(key).capitalize()


def area_label(plan: Plan, area: str, t: Translate) -> str:
    """Give an area as its code and title."""
    code, title = area.rpartition(".")[2], plan.area_titles.get(area, area)
    return readable(code if title == area else f"{code} {t(title)}")


def distinct(wanted: Mapping[str, str]) -> dict[str, str]:
    """Number labels that look alike, so that no sum takes two rows for one."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, label in wanted.items():
        name, number = label, 2
        while name.casefold() in taken:
            name, number = f"{label} ({number})", number + 1
        taken.add(name.casefold())
        found[key] = name
    return found


def plan_title(plan: Plan, t: Translate) -> str:
    """Give the title of a plan, or one made of its country and years."""
    made = t("{country}: draft action plan for health security {first}-{last}")
    title = plan.title or made.format(country=plan.country_name, first=plan.years[0], last=plan.years[-1])
    return readable(title)


def unit_of(basis: CostBasis, t: Translate) -> str:
    """Say what amounts are in: currency and price year."""
    return t("{currency}, {year} prices").format(currency=basis.currency, year=basis.price_year)


def amount_text(money: Money, t: Translate) -> str:
    """Write an amount to the cent, without its currency, as the language writes numbers."""
    return number_text(money.rounded().amount, t, cents=True)


def share_text(part: Decimal, whole: Decimal, t: Translate) -> str:
    """Write a part of a whole in per cent with one decimal; a dash when the whole is nothing."""
    if not whole:
        return "–"
    share = (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return t("{percent} %").format(percent=f"{share:f}".replace(".", t(ONE_THOUSAND)[-3]))


def count_states(plan: Plan) -> dict[CostState, int]:
    """Count the activities of each cost state, those that no activity has included."""
    states = [activity.cost.state for activity in plan.activities]
    return {state: states.count(state) for state in CostState}


def states_sentence(plan: Plan, t: Translate) -> str:
    """Say how many activities are costed, cost nothing extra, are not costed, or stand in another plan."""
    count = count_states(plan)
    text = t(
        "{all} activities: {costed} costed, {nothing} at no extra cost, {unknown} not costed, {embedded} embedded in "
        "another plan."
    )
    return text.format(
        all=len(plan.activities),
        costed=count[CostState.COSTED],
        nothing=count[CostState.NO_EXTRA_COST],
        unknown=count[CostState.NOT_COSTED],
        embedded=count[CostState.EMBEDDED],
    )


def method_sentence(plan: Plan, t: Translate) -> str:
    """Say how many lines are worked out in detail and how many are menu estimates."""
    lines = [line for activity in plan.activities for line in activity.cost.lines]
    detailed = sum(line.detail is not None for line in lines)
    if not detailed:
        text = t(
            "All cost lines ({lines}) are menu estimates: quantities × share × count × times a year × unit price, not "
            "worked out in detail."
        )
        return text.format(lines=len(lines))
    text = t(
        "{detailed} of {lines} cost lines are worked out in detail; the others are menu estimates: quantities × share "
        "× count × times a year × unit price."
    )
    return text.format(detailed=detailed, lines=len(lines))


def rounding_sentence(t: Translate) -> str:
    """Say where amounts are rounded."""
    return t(
        "Every line is rounded to the cent, half up, once for each year in which it is due; every total is the sum of "
        "the amounts shown."
    )


def not_included(plan: Plan, t: Translate) -> tuple[str, ...]:
    """Say, sentence by sentence, what the total of a plan leaves out."""
    return (
        *_open_activities(plan, t),
        t("Inflation and changes of exchange rates: all years are at the prices of one year."),
        t("Overhead and contingency."),
        t(
            "What is paid already: programmes that run, such as routine vaccination, and posts that exist, unless an "
            "activity names them."
        ),
        *_savings(plan, t),
    )


def _savings(plan: Plan, t: Translate) -> Iterable[str]:
    if plan.cost_basis is not None and shared_costs(plan):
        yield t("Savings from doing once what several areas ask for: each area pays its own.")


def _open_activities(plan: Plan, t: Translate) -> Iterable[str]:
    count = count_states(plan)
    if count[CostState.NOT_COSTED]:
        text = t("Activities that are not costed ({count}): their cost is not known, which is not zero.")
        yield text.format(count=count[CostState.NOT_COSTED])
    if count[CostState.EMBEDDED]:
        text = t("Activities that other plans or areas carry ({count}).")
        yield text.format(count=count[CostState.EMBEDDED])
