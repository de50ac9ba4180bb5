"""How far unit costs and counts may be off: a CSV with low and high as multiples of the likely value."""

from decimal import Decimal, InvalidOperation

from opennaphs.analytics.cost_entries import Spread
from opennaphs.domain.errors import NaphsError, Problem, refuse_if_broken
from opennaphs.sources.tables import Row, parse_table


def parse_spreads(content: bytes, name: str) -> dict[str, Spread]:
    """Read spreads (columns what, low, high); ``what`` is a unit cost or a driver such as district.

    Raises:
        InputRefused: a number that is none, a range without 1 inside it, something that stands twice.
    """
    rows, problems = parse_table(content, name, ("what", "low", "high"))
    spreads: dict[str, Spread] = {}
    for row in rows:
        what, spread = row.cells["what"], _spread(row, problems)
        if what in spreads:
            problems.append(Problem(row.place("what"), f"“{what}” stands twice.", "Keep one of the two lines."))
        elif spread is not None:
            spreads[what] = spread
    refuse_if_broken(problems)
    return spreads


def _spread(row: Row, problems: list[Problem]) -> Spread | None:
    try:
        return Spread(Decimal(row.cells["low"]), Decimal(row.cells["high"]))
    except InvalidOperation:
        said = f"“{row.cells['low']}” to “{row.cells['high']}” are no two numbers."
        problems.append(Problem(row.place("low"), said, "Write multiples of the likely value, like 0.8 and 1.5."))
    except NaphsError as error:
        problems.append(Problem(row.place("low"), str(error), "Write multiples of the likely value, like 0.8 and 1.5."))
    return None
