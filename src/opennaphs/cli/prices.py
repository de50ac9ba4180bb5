"""``naphs prices``: a country's own price list: start it, check it, see what it changes, apply it."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

import click

from opennaphs.catalogue.country_files import find_country
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, Translate, languages, translator
from opennaphs.cli.output import out, save, show_problems, show_table, speaks
from opennaphs.cli.price_tables import effect_table, price_table
from opennaphs.domain.errors import NaphsError, Place, Problem, Severity
from opennaphs.domain.exchange import ExchangeRate, MissingRate, Rates, check_rates
from opennaphs.domain.planning import Plan
from opennaphs.domain.price_effects import PlanEffect, compare_lists, price_effect
from opennaphs.domain.prices import PriceList
from opennaphs.domain.recosting import MissingPrices, basis_of, cited_rates, fill_prices, missing_prices, unit_changes
from opennaphs.reports.plan_json import render_plan
from opennaphs.reports.price_list_table import render_prices_csv, render_prices_workbook
from opennaphs.sources.localised_numbers import read_number
from opennaphs.sources.plan_file import load_plan
from opennaphs.sources.price_list import load_price_list
from opennaphs.sources.rates_yaml import load_rates

ITEMS_SHOWN = 10
RATE = re.compile(
    r"1\s*([A-Z]{3})\s*=\s*([\d.,' ]*\d)\s*([A-Z]{3})[\s,;]+(\d{4}-\d{2}-\d{2})[\s,;]+(\S.*)", re.ASCII | re.IGNORECASE
)
RATE_EXAMPLE = "1 USD = 3660 UGX 2019-12-31 US Treasury"
P = ParamSpec("P")
_file = click.Path(path_type=Path)


@dataclass(frozen=True)
class Choices:
    """What was asked: the list to use, whether our defaults fill it, and the rates to convert with."""

    file: Path
    fills: bool
    rates: Rates


@click.group()
def prices() -> None:
    """Use your own prices: start a list, check it, see what it changes in a plan, apply it."""


@prices.command()
@click.argument("file", type=_file, required=False)
@click.option("-o", "--output", type=_file, required=True, help="File to write: .xlsx or .csv.")
@click.option("--language", type=click.Choice(languages()), default=SOURCE_LANGUAGE, help="Language of titles, units.")
@click.option("--country", help="Country the list is for: ISO code or name.")
@click.option("--version", help="Version of the list, as you count them.")
@speaks
def export(file: Path | None, output: Path, language: str, country: str | None, version: str | None) -> None:
    """Write a price list to edit: our defaults, or the list in FILE (also from .csv to .xlsx and back).

    \b
    Examples:
      naphs prices export -o prices.xlsx --country UGA --version 1
      naphs prices export prices.xlsx -o prices.csv
    """
    writers: dict[str, Callable[[PriceList, Translate], bytes]]
    writers = {".xlsx": render_prices_workbook, ".csv": render_prices_csv}
    if output.suffix.casefold() not in writers:
        message = f"“{output.suffix}” is no kind of price list. Let the name of the output end in .xlsx or .csv."
        raise NaphsError(message)
    found = read_default_prices() if file is None else _load(file)
    found = replace(found, country=find_country(country) if country else found.country)
    found = replace(found, version=version or found.version)
    save(output, writers[output.suffix.casefold()](found, translator(language)))
    out.print(f"{len(found.items)} prices written to {output}.", markup=False)


@prices.command()
@click.argument("file", type=_file)
@speaks
def check(file: Path) -> None:
    """Check the price list in FILE: every fault with its row, column and remedy.

    \b
    Example:
      naphs prices check prices.xlsx
    """
    found = _load(file)
    currency, year = found.basis
    out.print(f"{found.label}: {len(found.items)} prices in {currency} of {year}, no errors.", markup=False)
    differences = compare_lists(read_default_prices(), found)
    out.print(
        f"Of our {len(read_default_prices().items)} default items it lacks {len(differences.removed)}; "
        f"{len(differences.added)} of its items are its own."
    )


@prices.command()
@click.argument("old", type=_file)
@click.argument("new", type=_file)
@speaks
def compare(old: Path, new: Path) -> None:
    """Compare two versions of a price list, OLD and NEW.

    \b
    Example:
      naphs prices compare prices-1.xlsx prices-2.xlsx
    """
    before, after = _load(old), _load(new)
    differences = compare_lists(before, after)
    show_table(price_table(differences.changed))
    for said, items in (("Added", differences.added), ("Removed", differences.removed)):
        out.print(f"{said}: {', '.join(item.id for item in items) or 'none'}.", markup=False)
    out.print(f"From {_money(before)} to {_money(after)}.", markup=False)


def _priced(command: Callable[Concatenate[Path, Choices, P], None]) -> Callable[..., None]:
    """Give a command the options that say which prices to use."""

    @click.argument("plan", type=_file)
    @click.option("--prices", "file", type=_file, required=True, help="The price list to use: .xlsx or .csv.")
    @click.option("--fill-from-default", "fills", is_flag=True, help="Take what the list lacks from our defaults.")
    @click.option("--rate", "rate", multiple=True, help=f"Exchange rate with date and source: “{RATE_EXAMPLE}”.")
    @click.option("--rates", "rates", type=_file, help="YAML with exchange rates and inflators.")
    @speaks
    @wraps(command)
    def prepared(
        plan: Path,
        file: Path,
        fills: bool,  # noqa: FBT001
        rate: tuple[str, ...],
        rates: Path | None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        known = Rates() if rates is None else load_rates(rates)
        known = replace(known, exchange=(*known.exchange, *(parse_rate(text) for text in rate)))
        check_rates(known.exchange)
        command(plan, Choices(file, fills, known), *args, **kwargs)

    return prepared


@prices.command()
@_priced
def effect(plan: Path, choices: Choices) -> None:
    """Show what a price list would change in the PLAN: in all, by area, by item. Nothing is written.

    \b
    Examples:
      naphs prices effect uganda.naphs.json --prices prices.xlsx
      naphs prices effect uganda.naphs.json --prices prices.csv --fill-from-default \\
        --rate "1 USD = 3660 UGX 2019-12-31 US Treasury"
    """
    _effect(load_plan(plan), choices)


@prices.command()
@_priced
@click.option("-o", "--output", type=_file, required=True, help="The new plan (.naphs.json).")
def apply(plan: Path, choices: Choices, output: Path) -> None:
    """Show the same and write the PLAN with the prices of the list as a new plan; the old one stays.

    \b
    Example:
      naphs prices apply uganda.naphs.json --prices prices.xlsx -o uganda-2.naphs.json
    """
    loaded = load_plan(plan)
    if output.exists() and output.samefile(plan):
        raise NaphsError("The new plan would replace the old one. Give it another name.")
    recosted = _effect(loaded, choices).plan
    save(output, render_plan(recosted, translator(recosted.language)))
    out.print(f"{len(recosted.activities)} activities written to {output}.", markup=False)


def parse_rate(text: str) -> ExchangeRate:
    """Read an exchange rate as it is written on the command line.

    Raises:
        NaphsError: the currencies, the number, the date or the source is missing or cannot be read.
    """
    match = RATE.fullmatch(text.strip())
    number = read_number(match[2]).value if match else None
    if match is None or number is None or not _is_day(match[4]):
        message = f"“{text}” is no exchange rate with date and source. Write it like this: “{RATE_EXAMPLE}”."
        raise NaphsError(message)
    return ExchangeRate(match[1].upper(), match[3].upper(), number, match[4], match[5].strip())


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _load(file: Path) -> PriceList:
    read = load_price_list(file)
    show_problems(read.warnings)
    return read.prices


def _money(found: PriceList) -> str:
    return f"{found.label} ({found.basis[0]}, {found.basis[1]} prices)"


# --- the effect ---------------------------------------------------------------------------------------------------


def _effect(plan: Plan, choices: Choices) -> PlanEffect:
    own = _load(choices.file)
    _show_doubts(plan, own, choices.file)
    try:
        found = price_effect(plan, _complete(plan, own, choices), choices.rates)
    except MissingRate as error:
        message = f"{error} For example: --rate “{RATE_EXAMPLE}”; inflators come from the file of --rates."
        raise NaphsError(message) from None
    _show(plan, found, own, choices.rates)
    return found


def _complete(plan: Plan, own: PriceList, choices: Choices) -> PriceList:
    missing = missing_prices(plan, own)
    if missing and not choices.fills:
        message = (
            f"{choices.file.name}: the list lacks prices that the plan needs ({len(missing)}): {', '.join(missing)}. "
            "Add them, or use --fill-from-default."
        )
        raise MissingPrices(message)
    filled = fill_prices(own, read_default_prices(), missing, choices.rates)
    if choices.fills:
        out.print(f"Filled from our defaults: {len(missing)} prices that the list lacks.")
    return filled


def _show_doubts(plan: Plan, own: PriceList, file: Path) -> None:
    """Say what makes the list a doubtful one for the plan: another country, another unit."""
    where, doubts = Place(file.name), []
    if own.country not in {None, plan.country}:
        doubts.append((f"The list is for {own.country}, the plan for {plan.country}.", "Is it the right list?"))
    for item, (old, new) in unit_changes(plan, own).items():
        if new not in {translator(language)(old) for language in languages()}:
            doubts.append((f"“{item}” is priced per “{new}”, in the plan per “{old}”.", "Are they the same?"))
    show_problems(Problem(where, what, remedy, Severity.WARNING) for what, remedy in doubts)


def _show(plan: Plan, found: PlanEffect, own: PriceList, rates: Rates) -> None:
    basis = basis_of(plan)
    title = f"{plan.country_name}: {basis.currency}, {basis.price_year} prices"
    show_table(effect_table("area", (*found.areas, replace(found.total, title="Total")), title))
    moved = [one for one in found.items if one.change.amount != 0]
    if not moved:
        out.print("No item moves.")
    else:
        shown = moved[:ITEMS_SHOWN]
        show_table(effect_table("item", shown, f"Items that move most ({len(shown)} of {len(moved)})"))
    cited = cited_rates((basis.currency, basis.price_year), own.basis, rates)
    if cited:
        whole = basis_of(found.plan).total(
            amount for one in found.plan.activities for line in one.cost.lines for amount in line.by_year
        )
        out.print(f"Compared in the money of the plan, by {cited}.", markup=False)
        out.print(f"With the list the plan is in other money; its total is {whole}.", markup=False)
