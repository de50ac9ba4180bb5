"""``naphs allocate``: how to share a pool of money among countries, and what that is worth beside simple splits."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from pathlib import Path

import click
from rich.status import Status
from rich.table import Table

from opennaphs.analytics.allocate.comparison import compare
from opennaphs.analytics.allocate.result import AllocationResult, Moment
from opennaphs.analytics.allocate.sharing import allocate as share_pool
from opennaphs.catalogue.country_files import country_name
from opennaphs.catalogue.translations import languages, translator
from opennaphs.cli.choosing import PerCent
from opennaphs.cli.cost_tables import money_table
from opennaphs.cli.output import err, out, save_all, show_table, speaks
from opennaphs.cli.watching import Watching
from opennaphs.domain.allocations import Allocation, Split
from opennaphs.domain.errors import NaphsError
from opennaphs.reports.allocation_charts import allocation_chart
from opennaphs.reports.allocation_table import (
    MILLION,
    AllocationReport,
    allocation_sentences,
    render_allocation_csv,
)
from opennaphs.reports.allocation_workbook import render_allocation_workbook
from opennaphs.reports.gantt import render_svg
from opennaphs.sources.pool_yaml import PoolFile, load_pool

MOST_COUNTRIES_SHOWN = 30
# Of one word each, since a column is never narrower than a word.
HEADINGS = {Split.EQUAL: "equal", Split.POPULATION: "per-capita", Split.NEED: "by-need"}
SPLIT_SECONDS = 5.0


@click.command()
@click.argument("pool", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(0.1, 86_400), default=300.0, help="Search at most, after the splits.")
@click.option("--gap", type=PerCent(), default="0.1%", help="Stop when no allocation can be better by more.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, help="Processes on this machine.")
@click.option("--cluster", help="Address of a Dask scheduler, to work on its machines instead.")
@click.option("--splits/--no-splits", default=True, help="Also solve the splits: equal, per capita, by need.")
@click.option(
    "--split-seconds", type=click.FloatRange(0, 3600), default=SPLIT_SECONDS, help="For each country and split."
)
@click.option("--language", type=click.Choice(languages()), default="en", help="Language of the reports.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the allocation (.csv).")
@click.option("--report", "reports", multiple=True, type=click.Path(path_type=Path), help="Also write .xlsx, .svg.")
@speaks
def allocate(
    pool: Path,
    seconds: float,
    gap: float,
    workers: int,
    cluster: str | None,
    splits: bool,  # noqa: FBT001
    split_seconds: float,
    language: str,
    output: Path | None,
    reports: tuple[Path, ...],
) -> None:
    """Share the POOL of a YAML file among its countries so that together they gain most.

    Every country plans for itself with its own money and what it is allotted; its benefit counts with its weight. What
    is printed beside are the simple splits, each with the best plans the same solver finds. Ctrl-C ends the search and
    keeps the best so far.

    \b
    Examples:
      naphs allocate examples/pool.yaml
      naphs allocate pool.yaml --seconds 600 --workers 8 -o allocation.csv --report allocation.xlsx
      naphs allocate pool.yaml --cluster tcp://scheduler:8786 --no-splits
    """
    files = (*reports, *(() if output is None else (output,)))
    for path in files:
        _writer(path, language, own=path == output)
    asked = load_pool(pool)
    found = _splits(asked, split_seconds, workers, cluster) if splits else {}
    result = _share(asked, seconds, gap, workers, cluster, tuple(found.values()))
    names = {one.country: country_name(one.country, language) for one in asked.countries}
    first = asked.countries[0].question.horizon.first_year
    report = AllocationReport(first, asked.countries, names, result, found)
    _show(asked, report)
    _write(report, files, language, output)


def _splits(asked: PoolFile, seconds: float, workers: int, cluster: str | None) -> dict[Split, Allocation]:
    with err.status("Planning with the simple splits …"):
        return compare(asked.countries, asked.pool, seconds=seconds, workers=workers, cluster=cluster)


def _share(
    asked: PoolFile, seconds: float, gap: float, workers: int, cluster: str | None, starts: tuple[Allocation, ...]
) -> AllocationResult:
    watching = Watching()
    with watching.heeding_interrupts(), err.status("Sharing the pool …") as status:
        return share_pool(
            asked.countries,
            asked.pool,
            seconds=seconds,
            gap=gap,
            workers=workers,
            cluster=cluster,
            watch=_teller(status, watching),
            starts=starts,
        )


def _teller(status: Status, watching: Watching) -> Callable[[Moment], bool]:
    def tell(moment: Moment) -> bool:
        value = f"best {moment.value:,.1f}" if isfinite(moment.value) else "none yet"
        gap = f", gap {100 * moment.gap:.2f} %" if isfinite(moment.gap) else ""
        done = f", {moment.done} of {moment.of} countries" if moment.of else ""
        where = f"{value}{gap}, {moment.seconds:.0f} s, {moment.stage}{done}"
        status.update(f"Sharing the pool: {where} (Ctrl-C keeps the best so far)")
        return watching.stopped

    return tell


# --- showing -------------------------------------------------------------------------------------------------------


def _show(asked: PoolFile, report: AllocationReport) -> None:
    show_table(_countries(report))
    if len(report.rows) > MOST_COUNTRIES_SHOWN:
        out.print(f"… and {len(report.rows) - MOST_COUNTRIES_SHOWN} more countries in the reports.", style="dim")
    show_table(_prices(report))
    for text in allocation_sentences(report):
        out.print(text, markup=False)
    for country, remarks in asked.remarks.items():
        for remark in remarks:
            err.print(f"· {country}: {remark.text()}", markup=False)


def _countries(report: AllocationReport) -> Table:
    money = report.result.pool.whole
    amounts = (*map(str, report.years), "together", "benefit", "steps", *(HEADINGS[split] for split in report.splits))
    title = f"{report.result.pool.title} ({money.currency}, {money.price_year} prices)"
    table = money_table("country", amounts=amounts, title=title)
    for row in report.rows[:MOST_COUNTRIES_SHOWN]:
        by_year = [f"{amount:,.0f}" for amount in (*row.allotment.by_year, row.allotment.whole)]
        splits = [f"{row.splits[split]:,.0f}" for split in report.splits]
        table.add_row(row.name, *by_year, f"{row.allotment.value:,.1f}", str(row.steps), *splits)
    return table


def _prices(report: AllocationReport) -> Table:
    table = money_table("year", amounts=("pool", "allotted", "left", "benefit of the next million"), title="By year")
    given, result = report.result.allocation.by_year, report.result
    rows = zip(report.years, result.pool.by_year, given, report.left, result.prices, strict=True)
    for year, money, allotted, left, price in rows:
        table.add_row(str(year), f"{money.amount:,.0f}", f"{allotted:,.0f}", f"{left:,.0f}", f"{MILLION * price:.4f}")
    return table


# --- writing -------------------------------------------------------------------------------------------------------


def _writer(path: Path, language: str, *, own: bool) -> Callable[[AllocationReport], bytes]:
    writers: Mapping[str, Callable[[AllocationReport], bytes]] = {
        ".csv": render_allocation_csv,
        ".xlsx": lambda report: render_allocation_workbook(report, translator(language)),
        ".svg": lambda report: render_svg(allocation_chart(report, translator(language))),
    }
    known = (".csv",) if own else tuple(writers)
    if path.suffix.casefold() not in known:
        message = f"“{path.suffix}” is no kind of file for this. Let {path.name} end in {' or '.join(known)}."
        raise NaphsError(message)
    return writers[path.suffix.casefold()]


def _write(report: AllocationReport, files: Sequence[Path], language: str, output: Path | None) -> None:
    save_all([(path, _writer(path, language, own=path == output)(report)) for path in files])
    for path in files:
        out.print(f"Written: {path}", markup=False)
