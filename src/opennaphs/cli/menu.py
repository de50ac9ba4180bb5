"""``naphs menu``: cost a menu of costed actions by the rules of the IHR costing tools for JEE 3 or JEE 1."""

from decimal import Decimal
from pathlib import Path

import click
from rich.table import Table

from opennaphs.catalogue.country_files import country_name, find_country
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.cli.output import err, out, save, show_problems, show_table, speaks
from opennaphs.domain.assessments import Assessment, latest, reached_level
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.domain.menu_costing import (
    DEFAULT_TARGET,
    HIGHEST_SCORE_COSTED_BY_JEE_1,
    MENU_YEARS,
    Acquisition,
    MenuCosts,
    MenuCountry,
    MenuRules,
    Method,
    cost_menu,
)
from opennaphs.domain.menus import MENU_SCORES
from opennaphs.domain.profiles import CountryProfile
from opennaphs.reports.menu_table import overhead_sentence, render_menu_csv, render_menu_workbook
from opennaphs.sources.costed_menu import parse_menu, parse_menu_prices
from opennaphs.sources.files import load_bytes
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores

METHODS = [str(method) for method in Method]
KINDS = (".csv", ".xlsx")


@click.command()
@click.argument("menu_file", metavar="MENU", type=click.Path(path_type=Path))
@click.option("--unit-costs", type=click.Path(path_type=Path), required=True, help="CSV with the unit costs.")
@click.option("--scores", type=click.Path(path_type=Path), required=True, help="Any file that “naphs scores” reads.")
@click.option("--country", required=True, help="Country to cost for: ISO code or name.")
@click.option("--profile", type=click.Path(path_type=Path), required=True, help="Country profile (YAML) with counts.")
@click.option("--framework", help="Edition to use when the country has several: jee-1 … jee-3, spar-1, spar-2.")
@click.option(
    "--target",
    type=click.IntRange(MENU_SCORES[0], MENU_SCORES[-1]),
    default=DEFAULT_TARGET,
    show_default=True,
    help="Score to reach.",
)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default=METHODS[0],
    show_default=True,
    help="Rules of the costing tool for JEE 3 or for JEE 1.",
)
@click.option("--lease", is_flag=True, help="With --method jee-1: lease what has a price for both instead of buying.")
@click.option(
    "--additional-health-workers",
    type=click.IntRange(0),
    help="How many more health workers the country will employ, for lines of that level.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write: .csv (lines) or .xlsx (with sums)."
)
@speaks
def menu(
    menu_file: Path,
    unit_costs: Path,
    scores: Path,
    country: str,
    profile: Path,
    framework: str | None,
    target: int,
    method: str,
    lease: bool,  # noqa: FBT001
    additional_health_workers: int | None,
    output: Path | None,
) -> None:
    """Cost the MENU, a CSV of costed actions in the columns of the JEE 3 costing worksheet, for five years.

    Only lines above the score of the country and up to the target count; recurring lines repeat to year 5. By the
    rules for JEE 3 a country climbs one score a year; by those for JEE 1 everything starts in year 1.

    \b
    Examples:
      naphs menu menu.csv --unit-costs unit_costs.csv --scores scores.csv --country UGA --profile uganda.yaml
      naphs menu menu.csv --unit-costs u.csv --scores s.csv --country UGA --profile p.yaml -o costs.xlsx
    """
    _check_output(output)
    rules = _rules(Method(method), target, lease=lease)
    assessment = _assessment(scores, find_country(country), framework)
    edition = load_framework(assessment.framework)
    lines = parse_menu(load_bytes(menu_file), menu_file.name, edition)
    prices = parse_menu_prices(load_bytes(unit_costs), unit_costs.name)
    standing = _standing(assessment, edition, load_profile(profile), additional_health_workers)
    costs = cost_menu(lines.lines, prices.prices, standing, rules)
    if output is not None:
        save(output, _rendered(costs, edition, output))
    show_problems((*lines.warnings, *prices.warnings))
    _tell(costs, assessment)
    if output is not None:
        out.print(f"{len(costs.lines)} lines written to {output}.", markup=False)


def _check_output(output: Path | None) -> None:
    if output is not None and output.suffix.casefold() not in KINDS:
        message = f"“{output.suffix}” is no kind of table. Let the name of the output end in .csv or .xlsx."
        raise NaphsError(message)


def _rules(method: Method, target: int, *, lease: bool) -> MenuRules:
    if lease and method is not Method.JEE_1:
        raise NaphsError("Leasing belongs to the rules for JEE 1. Add --method jee-1, or leave --lease out.")
    if method is Method.JEE_1 and target > HIGHEST_SCORE_COSTED_BY_JEE_1:
        err.print(f"The rules for JEE 1 cost no score above {HIGHEST_SCORE_COSTED_BY_JEE_1}.", style="yellow")
    return MenuRules(method, target, Acquisition.LEASE if lease else Acquisition.BUY)


def _assessment(scores: Path, country: str, framework: str | None) -> Assessment:
    """Give the latest assessment of a country; a choice between editions is the user's."""
    read = load_scores(scores)
    if read.warnings:
        err.print(f"{len(read.warnings)} remarks on the scores; see them with: naphs scores {scores}", markup=False)
    wanted = None if framework is None else load_framework(framework).id
    own = [one for one in read.assessments if one.country == country and wanted in {None, one.framework}]
    if not own:
        message = f"The file holds no assessment of {country_name(country)} ({country}) in that edition."
        raise NaphsError(message)
    editions = sorted({one.framework for one in own})
    if len(editions) > 1:
        message = f"{country_name(country)} has scores of {', '.join(editions)}. Choose one with --framework."
        raise NaphsError(message)
    return latest(own)


def _standing(
    assessment: Assessment, framework: Framework, profile: CountryProfile, additional_health_workers: int | None
) -> MenuCountry:
    if profile.country != assessment.country:
        message = (
            f"The profile is of {profile.country}, the scores are of {assessment.country}. Give those of one country."
        )
        raise NaphsError(message)
    scores = {one.id: reached_level(assessment, framework, one.id) for one in framework.indicators}
    more = None if additional_health_workers is None else Decimal(additional_health_workers)
    return MenuCountry(scores, profile, more)


def _rendered(costs: MenuCosts, framework: Framework, output: Path) -> bytes:
    if output.suffix.casefold() == ".csv":
        return render_menu_csv(costs)
    return render_menu_workbook(costs, {one.id: one.title for one in framework.indicators})


def _tell(costs: MenuCosts, assessment: Assessment) -> None:
    years = [f"year {year}" for year in range(1, MENU_YEARS + 1)]
    basis = f"{costs.currency}, {costs.price_year} prices"
    table = Table("indicator", title=f"{country_name(assessment.country)} ({basis})")
    for heading in (*years, "total"):
        table.add_column(heading, justify="right")
    for indicator, by_year in costs.by_indicator.items():
        table.add_row(indicator, *(f"{money.amount:,.2f}" for money in (*by_year, costs.sum_of(by_year))))
    table.add_section()
    table.add_row("all", *(f"{money.amount:,.2f}" for money in (*costs.by_year, costs.total)))
    show_table(table)
    states = [str(cost.state) for cost in costs.lines]
    counts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    out.print(f"Scores of {assessment.framework}, {assessment.date}. Lines: {counts}.", markup=False)
    out.print(overhead_sentence(costs.rules), markup=False)
    out.print(f"The menu costs {costs.total} over {MENU_YEARS} years.", markup=False)
