"""``naphs scores``: read scores, compute every average, and say where published figures do not add up."""

from collections.abc import Iterable
from pathlib import Path

import click
from rich.table import Table

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.cli.output import err, out, save, show_problems, speaks
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.composites import Kind, ScoreRow, score_rows
from opennaphs.reports.scores_table import render_scores
from opennaphs.sources.scores import load_scores


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write all scores as a long CSV to this file.")
@click.option("--country", help="Show only this country (ISO code).")
@speaks
def scores(file: Path, output: Path | None, country: str | None) -> None:
    """Read the scores in FILE and compute area, pillar and total scores.

    FILE is our long CSV (country, framework, indicator, score, date, source), a SPAR workbook of WHO, the public JEE
    spreadsheet, or a JSON response of the Global Health Observatory. JEE defines no overall score; the ReadyScore
    shown for it is a third-party composite.

    \b
    Examples:
      naphs scores examples/uganda/scores.csv
      naphs scores spar_2019.xlsx -o spar_2019.csv
    """
    read = load_scores(file)
    assessments = [one for one in read.assessments if country is None or one.country == country.upper()]
    rows = [row for one in assessments for row in score_rows(one, load_framework(one.framework))]
    if output is not None:
        save(output, render_scores(rows))
    show_problems(read.warnings)
    out.print(_areas(rows) if len(assessments) == 1 else _totals(assessments, rows))
    _judge(rows)
    if output is not None:
        out.print(f"{len(rows)} scores of {len(assessments)} assessments written to {output}.", markup=False)


def _totals(assessments: Iterable[Assessment], rows: Iterable[ScoreRow]) -> Table:
    table = Table("country", "framework", "date", "score", "published", "agrees", title="Total scores")
    totals = {(row.country, row.framework, row.date): row for row in rows if row.kind is Kind.TOTAL}
    for one in assessments:
        row = totals[one.country, one.framework, one.date]
        table.add_row(row.country, row.framework, row.date, _shown(row.score), _shown(row.published), _agrees(row))
    return table


def _areas(rows: Iterable[ScoreRow]) -> Table:
    rows = [row for row in rows if row.kind is not Kind.INDICATOR]
    table = Table(
        "kind", "code", "score", "published", "agrees", title=f"{rows[0].country} {rows[0].framework} {rows[0].date}"
    )
    for row in rows:
        table.add_row(row.kind, row.code, _shown(row.score), _shown(row.published), _agrees(row))
    return table


def _shown(value: object) -> str:
    return "–" if value is None else f"{value:f}"


def _agrees(row: ScoreRow) -> str:
    return {True: "yes", False: "[red]no[/red]", None: ""}[row.agrees]


def _judge(rows: Iterable[ScoreRow]) -> None:
    compared = [row for row in rows if row.agrees is not None]
    agreeing = sum(row.agrees is True for row in compared)
    totals = [row for row in compared if row.kind is Kind.TOTAL]
    if compared:
        out.print(
            f"Published scores that equal the arithmetic of their parts: {agreeing} of {len(compared)}; "
            f"totals: {sum(row.agrees is True for row in totals)} of {len(totals)}."
        )
    else:
        err.print("The source prints no averages to compare with.")
