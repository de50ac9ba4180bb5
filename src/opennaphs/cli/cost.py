"""``naphs cost``: what a plan costs, refined, in scenarios, in three kinds of money, with reports."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from opennaphs.analytics.cost_entries import Spread, check_spreads, entries_of, spread_of
from opennaphs.analytics.uncertainty import simulate
from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.scenario_files import load_embedded_plan, load_inclusions
from opennaphs.catalogue.translations import Translate, translator
from opennaphs.cli.cost_ranges import range_table, share_rows
from opennaphs.cli.cost_tables import (
    area_table,
    driver_table,
    scenario_table,
    shared_table,
    three_ways_table,
    variance_table,
)
from opennaphs.cli.output import err, out, save_all, show_table, speaks
from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.detailing import detail_plan, has_own_costs
from opennaphs.domain.drafting import Costs, cost_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.domain.price_bases import in_three_ways
from opennaphs.domain.scenarios import Inclusion, Scenario, apply_scenario, scenario_total
from opennaphs.domain.shared_costs import shared_costs
from opennaphs.reports.cost_brief import render_brief_docx, render_brief_pdf
from opennaphs.reports.cost_workbook import render_budget_annex, render_cost_workbook
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.cost_details import load_details
from opennaphs.sources.files import load_bytes
from opennaphs.sources.pace_csv import parse_pace
from opennaphs.sources.plan_file import load_plan
from opennaphs.sources.price_list import load_price_list
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.rates_yaml import load_rates
from opennaphs.sources.spreads_csv import parse_spreads

MOST_NAMED = 5
_percent = click.FloatRange(0, 100)


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the plan with these costs (.naphs.json).")
@click.option(
    "--profile", type=click.Path(path_type=Path), help="Cost (again) from the library with this country profile."
)
@click.option("--details", type=click.Path(path_type=Path), help="YAML with worked-out cost lines.")
@click.option("--scenario", type=click.Choice(["minimum", "standard", "full"]), default="full", help="What is counted.")
@click.option("--without", multiple=True, help="Plans that carry some activities: immunisation, animal-vaccines, …")
@click.option("--pace", type=click.Path(path_type=Path), help="CSV activity, first_year: when activities begin.")
@click.option("--existing-staff", is_flag=True, help="All posts exist already: staff lines are not counted.")
@click.option("--share-work", is_flag=True, help="Work that several areas ask for is paid once, in one of them.")
@click.option("--overhead", type=_percent, default=0, help="Per cent added for administration.")
@click.option("--contingency", type=_percent, default=0, help="Per cent added on top of costs and overhead.")
@click.option("--rates", type=click.Path(path_type=Path), help="YAML with exchange rates and inflators.")
@click.option("--currency", help="Local currency, with --rates: UGX, XOF, …")
@click.option("--uncertainty", is_flag=True, help="Show what the costs may come to, from low, likely and high prices.")
@click.option(
    "--prices", type=click.Path(path_type=Path), help="Your price list, whose low and high go before the default ones."
)
@click.option(
    "--spreads",
    type=click.Path(path_type=Path),
    help="CSV what, low, high: how far prices and numbers may be off.",
)
@click.option("--draws", type=click.IntRange(256, 2**20), default=2**14, help="Draws of the uncertainty.")
@click.option("--seed", type=click.IntRange(0), default=1, help="Same seed, same result.")
@click.option(
    "--confidence", type=click.Choice(["50", "80", "90", "95"]), default="80", help="Per cent to keep within."
)
@click.option(
    "--report", "reports", multiple=True, type=click.Path(path_type=Path), help="Also write .xlsx, .csv, .docx, .pdf."
)
@speaks
def cost(
    plan: Path,
    output: Path | None,
    profile: Path | None,
    details: Path | None,
    scenario: str,
    without: tuple[str, ...],
    pace: Path | None,
    existing_staff: bool,  # noqa: FBT001
    share_work: bool,  # noqa: FBT001
    overhead: float,
    contingency: float,
    rates: Path | None,
    currency: str | None,
    uncertainty: bool,  # noqa: FBT001
    prices: Path | None,
    spreads: Path | None,
    draws: int,
    seed: int,
    confidence: str,
    reports: tuple[Path, ...],
) -> None:
    """Show what the PLAN costs, and refine it.

    Menu estimates come from the library; any line can be replaced by a worked-out one (--details), and the difference
    stays visible. Overhead and contingency are shown apart and never hidden in the lines.

    \b
    Examples:
      naphs cost uganda.naphs.json
      naphs cost uganda.naphs.json --scenario minimum --without immunisation --contingency 10
      naphs cost uganda.naphs.json --details details.yaml -o refined.naphs.json --report costs.xlsx --report brief.pdf
    """
    if not uncertainty and (prices or spreads):
        raise NaphsError("--prices and --spreads say how far costs may be off. Add --uncertainty, or leave them out.")
    loaded = _costed(load_plan(plan), profile, details)
    shape = _shape(scenario, without, overhead, contingency)
    shape = replace(shape, first_years=_pace(pace), count_staff=not existing_staff, pay_once=share_work)
    counted = apply_scenario(loaded, shape)
    _show(counted)
    _show_shared(apply_scenario(loaded, replace(shape, pay_once=False)))
    _show_scenarios(loaded, shape)
    _show_three_ways(counted, rates, currency)
    if uncertainty:
        _show_ranges(counted, _own_spreads(counted, prices, spreads), draws, seed, float(confidence))
    _write(counted, output, reports)


def _write(plan: Plan, output: Path | None, reports: Sequence[Path]) -> None:
    written = [] if output is None else [(output, render_plan(plan, translator(plan.language)))]
    with err.status("Writing the reports …"):
        written += [(path, _report(plan, path)) for path in reports]
    save_all(written)
    for path, _ in written:
        out.print(f"Written: {path}", markup=False)


def _costed(plan: Plan, profile: Path | None, details: Path | None) -> Plan:
    """Give the plan with costs: its own, or those of the library when there is nothing these would drop."""
    if profile is not None:
        _check_nothing_lost(plan)
        plan = cost_plan(plan, Costs(load_profile(profile), read_default_prices()))
    if plan.cost_basis is None:
        raise NaphsError("The plan has no costs yet. Give a country profile with --profile.")
    return plan if details is None else detail_plan(plan, load_details(details))


def _check_nothing_lost(plan: Plan) -> None:
    own = [activity.id for activity in plan.activities if has_own_costs(activity)]
    if own:
        named = ", ".join(own[:MOST_NAMED]) + (" …" if len(own) > MOST_NAMED else "")
        message = (
            f"{len(own)} activities have costs the library does not know ({named}): worked out, imported or carried "
            "elsewhere. Costing again would drop them. Leave out --profile, or cost the plan as it was drafted."
        )
        raise NaphsError(message)


def _pace(path: Path | None) -> dict[str, int] | None:
    return None if path is None else parse_pace(load_bytes(path), path.name)


def _shape(scenario: str, without: tuple[str, ...], overhead: float, contingency: float) -> Scenario:
    names = [name.strip() for value in without for name in value.split(",") if name.strip()]
    return Scenario(
        scenario,
        load_inclusions()[scenario],
        tuple(load_embedded_plan(name) for name in names),
        overhead=Decimal(str(overhead)) / 100,
        contingency=Decimal(str(contingency)) / 100,
    )


def _show(plan: Plan) -> None:
    for table in (area_table(plan), driver_table(plan), variance_table(plan)):
        if table is not None:
            show_table(table)


def _show_shared(plan: Plan) -> None:
    shared = shared_costs(plan)
    if shared:
        show_table(shared_table(shared))


def _show_scenarios(plan: Plan, shape: Scenario) -> None:
    def named(inclusion: Inclusion) -> Scenario:
        return replace(shape, name=inclusion.name, inclusion=inclusion)

    show_table(scenario_table([scenario_total(plan, named(one)) for one in load_inclusions().values()]))


def _show_three_ways(plan: Plan, rates: Path | None, currency: str | None) -> None:
    if (rates is None) != (currency is None):
        raise NaphsError("Give --rates and --currency together: the rates, and the local currency to show.")
    if rates is None or currency is None:
        return
    table = cost_table(plan, Cut.AREA)
    if table is not None and table.column_totals:
        show_table(three_ways_table(in_three_ways(table.column_totals, plan.first_year, currency, load_rates(rates))))


def _own_spreads(plan: Plan, prices: Path | None, spreads: Path | None) -> dict[str, Spread]:
    """Spreads that go before the default prices: those of one's own list, and before these the file of spreads."""
    found = {}
    if prices is not None:
        found.update({item.id: spread_of(item) for item in load_price_list(prices).prices.items})
    if spreads is not None:
        said = parse_spreads(load_bytes(spreads), spreads.name)
        check_spreads(plan, said)
        found.update(said)
    return found


def _show_ranges(plan: Plan, spreads: dict[str, Spread], draws: int, seed: int, confidence: float) -> None:
    with err.status("Drawing prices …"):
        found = simulate(entries_of(plan, read_default_prices(), spreads), draws=draws, seed=seed)
    if found.total is None:
        out.print("Nothing is costed, so nothing can be said of its uncertainty.")
        return
    show_table(range_table(found, plan, confidence))
    out.print("What moves the total (share of its variance):")
    for line in share_rows(found):
        out.print(line, markup=False)


def _report(plan: Plan, path: Path) -> bytes:
    titles = {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}
    translate = translator(plan.language)
    writers: dict[str, Callable[[Plan, dict[str, str], Translate], bytes]] = {
        ".xlsx": render_cost_workbook,
        ".csv": lambda plan, titles, translate: render_budget_annex(plan, translate),  # noqa: ARG005
        ".docx": render_brief_docx,
        ".pdf": render_brief_pdf,
    }
    if path.suffix.casefold() not in writers:
        message = f"“{path.suffix}” is no kind of cost report. Use .xlsx, .csv, .docx or .pdf."
        raise NaphsError(message)
    return writers[path.suffix.casefold()](plan, titles, translate)
