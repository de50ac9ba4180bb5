"""The long table of scores as CSV."""

import csv
from collections.abc import Iterable
from io import StringIO

from opennaphs.domain.composites import ScoreRow

HEADINGS = ("country", "framework", "date", "kind", "code", "score", "published", "agrees")
_AGREES = {True: "yes", False: "no", None: ""}


def render_scores(rows: Iterable[ScoreRow]) -> bytes:
    """Give one line per indicator, area, pillar and total; an empty cell is a score that is not known."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADINGS)
    for row in rows:
        table.writerow(
            [
                row.country,
                row.framework,
                row.date,
                row.kind,
                row.code,
                _number(row.score),
                _number(row.published),
                _AGREES[row.agrees],
            ]
        )
    return out.getvalue().encode()


def _number(value: object) -> str:
    return "" if value is None else f"{value:f}"
