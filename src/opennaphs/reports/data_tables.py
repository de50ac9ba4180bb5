"""The tables of a data package: what the columns are, how they are tagged for HXL, and the rows of a plan.

A cell that is ``None`` is not known or not said, and is written empty; it never stands for zero.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import StringIO

from opennaphs.domain.cost_views import cost_facts
from opennaphs.domain.exchange import Rates
from opennaphs.domain.funding.counting import counted_in
from opennaphs.domain.funding.portions import NOT_PLACED, Shares, portion_shares
from opennaphs.domain.funding.supports import MoneyStage, Portion, Support, SupportState, Transaction
from opennaphs.domain.monitoring.standings import ActivityStanding, standings
from opennaphs.domain.planning import Activity, Plan
from opennaphs.reports.cost_wording import readable
from opennaphs.reports.data_columns import COLUMNS, OURS, REGIONAL, Column

Cell = str | int | Decimal | None
Row = tuple[Cell, ...]
CENT = Decimal("0.01")
UNPLACED: Shares = ((NOT_PLACED, Fraction(1)),)
BETWEEN = "; "
FORMULA_SIGNS = frozenset("=+-@\t\r\n")


@dataclass(frozen=True)
class DataTable:
    """One table: its name (also of its file), its columns and rows."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def data_tables(plan: Plan) -> tuple[DataTable, ...]:
    """Give the tables of a plan, always all of them: what nobody has entered is a table without rows."""
    rows: Mapping[str, Iterable[Row]] = {
        "goals": ((goal.indicator, goal.current, goal.target) for goal in plan.goals),
        "activities": (_activity(plan, one) for one in plan.activities),
        "costs": _costs(plan),
        "funding": _funding(plan),
        "progress": map(_progress, standings(plan, _last_day(plan))),
        "results": _results(plan),
    }
    return tuple(DataTable(name, COLUMNS[name], tuple(found)) for name, found in rows.items())


def render_table(table: DataTable) -> bytes:
    """Give a table as CSV (UTF-8, commas, line feeds): names of columns, HXL hashtags, rows; no cell is a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerow([column.hxl for column in table.columns])
    writer.writerows([harmless(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def harmless(cell: Cell) -> str:
    """Give a cell as text: empty for nothing known, and an apostrophe before what a spreadsheet would compute."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    text = readable(str(cell))
    return f"'{text}" if isinstance(cell, str) and text[:1] in FORMULA_SIGNS else text


def _activity(plan: Plan, one: Activity) -> Row:
    action, details = one.action, one.details
    return (
        one.id,
        action.text,
        one.area,
        plan.area_titles.get(one.area),
        action.target or None,
        action.level,
        None if action.lead is None else str(action.lead),
        BETWEEN.join(map(str, action.supporting)) or None,
        one.owner,
        None if action.administrative_level is None else str(action.administrative_level),
        BETWEEN.join(details.places) or None,
        one.first_year,
        details.starts,
        details.ends,
        BETWEEN.join(details.after) or None,
        action.group,
        str(one.cost.state),
    )


# --- money --------------------------------------------------------------------------------------------------------


def _costs(plan: Plan) -> Iterable[Row]:
    """Give what each activity costs by year and economic type; an activity without cost lines has no row."""
    sums: dict[tuple[str, str, int, str], Decimal] = {}
    for fact in cost_facts(plan):
        key = (fact.activity, fact.area, fact.year, fact.economic_type)
        sums[key] = sums.get(key, Decimal(0)) + fact.amount.amount
    basis = plan.cost_basis
    if basis is None:
        return ()
    return ((*key, amount, basis.currency, basis.price_year) for key, amount in sums.items())


def _funding(plan: Plan) -> Iterable[Row]:
    """Give validated support by area, year and stage, as it was given: not converted, and not added across stages."""
    if plan.funding is None:
        return
    areas = {activity.id: activity.area for activity in plan.activities}
    for support in plan.funding.supports:
        if support.state is SupportState.VALIDATED:
            source = plan.funding.source(support.source)
            named = (source.id, source.title, str(source.kind), support.id, support.title, _for_whom(support))
            for key, amount in _placed(support, plan.funding.rates, areas).items():
                yield (*named, *key[:3], amount, *key[3:])


def _for_whom(support: Support) -> str:
    return OURS if support.ours else REGIONAL


def _placed(
    support: Support, rates: Rates, areas: Mapping[str, str]
) -> dict[tuple[str | None, int, str, str, int], Decimal]:
    """Add the transactions of a piece of support up by area, year, stage, currency and price year."""
    sums: dict[tuple[str | None, int, str, str, int], Decimal] = {}
    shares = _shares(support, rates)
    for one in support.transactions:
        for area, amount in _parts(one, shares, areas):
            key = (area, one.year, str(one.stage), one.money.currency, one.money.price_year)
            sums[key] = sums.get(key, Decimal(0)) + amount
    return sums


def _parts(one: Transaction, shares: Shares, areas: Mapping[str, str]) -> Iterable[tuple[str | None, Decimal]]:
    """Divide a transaction as its support is divided, to the cent; the last part takes what rounding leaves."""
    left = one.money.amount
    for portion, share in shares[:-1]:
        amount = _times(one.money.amount, share)
        left -= amount
        yield _area(portion, areas), amount
    yield _area(shares[-1][0], areas), left


def _times(amount: Decimal, share: Fraction) -> Decimal:
    return (amount * share.numerator / share.denominator).quantize(CENT, ROUND_HALF_UP)


def _shares(support: Support, rates: Rates) -> Shares:
    """Give what the portions are of the whole support; what they leave, or what no rate converts, is not placed.

    Portions by amount are held against all the support brings, at whatever stage that is most.
    """
    first = support.portions[0].amount if support.portions else None
    unit = ("", 0) if first is None else (first.currency, first.price_year)
    counts = () if first is None else counted_in(support, MoneyStage.PLEDGE, rates, *unit)
    if any(one.money is None for one in counts):
        return UNPLACED
    return portion_shares(support, counts, rates, *unit) or UNPLACED


def _area(portion: Portion, areas: Mapping[str, str]) -> str | None:
    """Give the area a portion is for; several as they were named, because nobody said how much is for which."""
    if portion.activity is not None:
        return areas.get(portion.activity)
    return BETWEEN.join(portion.areas) or None


# --- what was reported --------------------------------------------------------------------------------------------


def _last_day(plan: Plan) -> date:
    """Give the last day anybody reported of, so that the table says the same whenever it is written."""
    updates = () if plan.follow_up is None else plan.follow_up.updates
    return max((one.on for one in updates), default=date(plan.first_year, 1, 1))


def _progress(one: ActivityStanding) -> Row:
    said = (str(one.status), one.percent) if one.reported else (None, None)
    return one.activity, one.area, *said, None if one.reported_on is None else one.reported_on.isoformat()


def _results(plan: Plan) -> Iterable[Row]:
    """Give one row for each measured value; an indicator nobody has measured has one row without a value."""
    for one in () if plan.follow_up is None else plan.follow_up.results:
        told = (
            one.id,
            one.title,
            str(one.kind),
            one.unit,
            one.area,
            one.activity,
            one.baseline,
            _day(one.baseline_on),
            one.target,
            _day(one.target_on),
        )
        for value in one.values:
            yield (*told, value.value, value.on.isoformat(), value.source or None)
        if not one.values:
            yield (*told, None, None, None)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
