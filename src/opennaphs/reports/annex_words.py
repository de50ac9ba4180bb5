"""What both annexes say alike: labels, and amounts in tables of documents."""

from collections.abc import Iterable, Mapping, Sequence

from opennaphs.domain.costing import CostBasis
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import Money, total
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_figures import LONGEST_NAME, LONGEST_TEXT, FigureTable, brief
from opennaphs.reports.cost_wording import Translate, amount_text

Key = tuple[str, ...]


def basis_of(plan: Plan) -> CostBasis:
    """Give what the costs of a plan rest on.

    Raises:
        NaphsError: the plan is not costed.
    """
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs to ask money for. Cost it first.")
    return plan.cost_basis


def sums_by(rows: Iterable[tuple[Key, int, Money]], years: Sequence[int], basis: CostBasis) -> dict[Key, list[Money]]:
    """Add amounts up by labels and year, in the order in which the labels first occur."""
    sums: dict[Key, list[Money]] = {}
    for key, year, money in rows:
        line = sums.setdefault(key, [Money.zero(basis.currency, basis.price_year) for _ in years])
        line[years.index(year)] += money
    return sums


def year_table(
    title: str, headings: tuple[str, ...], sums: Mapping[Key, Sequence[Money]], years: Sequence[int], t: Translate
) -> FigureTable:
    """Give sums by year as a table of a document, with totals; amounts to the cent."""
    rows = []
    for key, amounts in sums.items():
        labels = tuple(brief(one, LONGEST_TEXT if len(key) == 1 else LONGEST_NAME) for one in key)
        rows.append((*labels, *(amount_text(one, t) for one in (*amounts, _whole(amounts)))))
    columns = list(zip(*sums.values(), strict=True))
    totals = tuple(amount_text(_whole(column), t) for column in (*columns, [m for c in columns for m in c]) if column)
    head = (*headings, *map(str, years), t("Total"))
    foot = (t("Total"), *("" for _ in headings[1:]), *totals) if rows else ()
    return FigureTable(title, len(headings), head, tuple(rows), foot)


def _whole(amounts: Sequence[Money]) -> Money:
    return total(amounts, amounts[0].currency, amounts[0].price_year)
