"""How ``naphs optimise`` shows a choice in the terminal."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.table import Table

from opennaphs.cli.cost_tables import money_table, shown
from opennaphs.cli.output import err, out, show_table
from opennaphs.domain.money import Money
from opennaphs.reports.choice_tables import (
    ChoiceReport,
    activities_left_out,
    area_rows,
    reading_unit,
    source_rows,
    unused,
)
from opennaphs.reports.choice_why import ten_reasons
from opennaphs.reports.choice_wording import (
    advice_sentence,
    choice_sentences,
    cutback_sentences,
    favourite_sentences,
    left_out_sentence,
    points,
    points_sentence,
    rough,
    sure_sentences,
)

MOST_LEFT_OUT = 10
LONGEST_REMARK = 400
THOUSAND = Decimal(1000)


def show_choice(report: ChoiceReport) -> None:
    """Print a choice: in sentences, levels, reasons, money, what is left out, what to know."""
    _say(choice_sentences(report, str))
    show_table(area_table(report))
    _list("Ten reasons", ten_reasons(report, str))
    show_table(source_table(report))
    show_table(next_money_table(report))
    out.print(f"{points_sentence(str)} By the linear relaxation: a first hint, not a promise.", markup=False)
    _left_out(report)
    _list("With less money", cutback_sentences(report, str))
    _list("How sure", (*sure_sentences(report, str), *favourite_sentences(report, str)))
    out.print(advice_sentence(report, str), markup=False, style="bold")
    for remark in report.remarks:
        err.print(f"· {_short(remark.text())}", markup=False)


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        out.print(sentence, markup=False)


def _list(title: str, sentences: Iterable[str]) -> None:
    out.print(f"\n{title}", style="bold")
    for number, sentence in enumerate(sentences, start=1):
        out.print(f"{number:>2}. {sentence}", markup=False)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_REMARK else f"{text[: LONGEST_REMARK - 1]}…"


def area_table(report: ChoiceReport) -> Table:
    """Levels before and after by area: mean of the indicators of the plan."""
    table = money_table(
        "area", amounts=("indicators", "rise", "level today", "after", "goal", "cost"), title="Levels (means)"
    )
    for row in area_rows(report):
        title = f"{row.area.rpartition('.')[2]} {report.plan.area_titles.get(row.area, '')}"
        means = (f"{row.mean(levels):.1f}" for levels in (row.today, row.after, row.goal))
        table.add_row(title, str(row.indicators), str(row.lifted), *means, shown(row.cost))
    table.add_row("together", "", "", "", "", "", shown(report.used), style="bold")
    return table


def source_table(report: ChoiceReport) -> Table:
    """Money used of the money there is, by source and year, in thousands so that it fits a terminal."""
    years = [str(year) for year in report.plan.years]
    unit = f"thousand {report.question.currency}, {report.question.price_year} prices"
    table = money_table("source", amounts=(*years, "together", "unused"), title=f"Money used / available ({unit})")
    left = unused(report)
    for one in report.sources:
        cells = [_of(used, have) for used, have in zip(one.used, one.by_year, strict=True)]
        table.add_row(one.title, *cells, _of(_sum(one.used), _sum(one.by_year)), _thousands(left[one.id]))
    return table


def _of(used: Money, have: Money) -> str:
    return f"{_thousands(used)}/{_thousands(have)}"


def _thousands(money: Money) -> str:
    return f"{money.amount / THOUSAND:,.0f}"


def _sum(amounts: Sequence[Money]) -> Money:
    first, *rest = amounts
    for amount in rest:
        first += amount
    return first


def next_money_table(report: ChoiceReport) -> Table:
    """What more money would bring, by source and year."""
    unit = reading_unit(report)
    years = [str(year) for year in report.plan.years]
    table = money_table("source", amounts=years, title=f"Benefit points of {rough(unit, str)} more")
    rows: dict[str, list[str]] = {}
    for row in source_rows(report):
        worth = None if row.next_money is None else row.next_money * float(unit.amount)
        rows.setdefault(row.title, []).append("" if worth is None else points(worth, str))
    for title, cells in rows.items():
        table.add_row(title, *cells)
    return table


def _left_out(report: ChoiceReport) -> None:
    found = report.reasons.left_out
    sentences = [left_out_sentence(report, one, str) for one in found[:MOST_LEFT_OUT]]
    gone = len(activities_left_out(report))
    _list(f"Left out: {len(found)} steps and {gone} activities; first those that bring most for their cost", sentences)
    if len(found) > MOST_LEFT_OUT:
        out.print(f"    … and {len(found) - MOST_LEFT_OUT} more in the reports (.xlsx, .docx).")
