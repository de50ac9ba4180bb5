"""``naphs publish``: the open data package of a plan, with its checksum; and whether a package is that of a plan."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from opennaphs.catalogue.translations import translator
from opennaphs.cli.output import err, out, save, speaks
from opennaphs.domain.costing import CostState
from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.domain.planning import Plan
from opennaphs.domain.publishing import PublicationFacts, checksum_of, left_out, public_document
from opennaphs.reports.data_package import render_data_package
from opennaphs.reports.data_tables import data_tables, render_table
from opennaphs.reports.licences import LICENCES, USUAL
from opennaphs.sources.data_package_file import DataPackage, package_problems, parse_data_package
from opennaphs.sources.files import load_bytes
from opennaphs.sources.plan_file import load_plan

_day = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Data package to write (.zip).")
@click.option("--endorsed-by", default="", help="Office or body that endorsed the plan.")
@click.option("--endorsed-on", type=_day, help="Day of the endorsement: 2027-03-31.")
@click.option("--licence", type=click.Choice(list(LICENCES)), default=USUAL, show_default=True, help="Open licence.")
@click.option("--check", type=click.Path(path_type=Path), help="Say whether this data package is that of the PLAN.")
@speaks
def publish(
    plan: Path,
    output: Path | None,
    endorsed_by: str,
    endorsed_on: datetime | None,
    licence: str,
    check: Path | None,
) -> None:
    """Write what of the PLAN is for everybody as an open data package with its checksum, or check one.

    Notes and ratings of the team, names, and support that was not validated are left out.

    \b
    Examples:
      naphs publish uganda.naphs.json -o uganda.zip --endorsed-by "The cabinet" --endorsed-on 2027-03-31
      naphs publish uganda.naphs.json --check uganda.zip
    """
    if (output is None) == (check is None):
        raise NaphsError("Say either where to write the data package (-o) or which one to check (--check).")
    loaded = load_plan(plan)
    inside = document(loaded, translator(loaded.language))
    if check is not None:
        _check(inside, check)
    elif output is not None:
        day = "" if endorsed_on is None else endorsed_on.date().isoformat()
        _publish(loaded, inside, output, PublicationFacts(endorsed_by, day), licence)


def _publish(plan: Plan, inside: Mapping[str, Any], output: Path, facts: PublicationFacts, licence: str) -> None:
    public = public_document(inside)
    save(output, render_data_package(public, facts, licence, translator(plan.language)))
    for one in left_out(inside):
        out.print(f"Left out ({one.count}): {one.why}", markup=False)
    _warn(plan, facts)
    out.print(f"Written: {output}", markup=False)
    out.print(f"SHA-256 of the public plan: {checksum_of(public)}", markup=False)


def _warn(plan: Plan, facts: PublicationFacts) -> None:
    unknown = sum(one.cost.state is CostState.NOT_COSTED for one in plan.activities)
    if unknown:
        text = f"Warning: {unknown} of {len(plan.activities)} activities are not costed. The package says so."
        err.print(text, style="yellow", markup=False)
    if not facts.endorsed_by:
        err.print("Warning: the package does not say who endorsed the plan (--endorsed-by).", style="yellow")


def _check(inside: Mapping[str, Any], path: Path) -> None:
    package = parse_data_package(load_bytes(path), path.name)
    found = (*package_problems(package, path.name), *_differing(inside, package, path.name))
    if found:
        raise InputRefused(tuple(found))
    out.print(f"{path} is the data package of this plan, unaltered.", markup=False)
    out.print(f"SHA-256 of the public plan: {package.checksum}", markup=False)


def _differing(inside: Mapping[str, Any], package: DataPackage, name: str) -> list[Problem]:
    """Hold a package against a plan, and its tables against the plan inside it."""
    ours = public_document(inside)
    found = []
    if checksum_of(ours) != checksum_of(package.document):
        found.append(_problem(name, "It is the package of another plan, or of another version of this one."))
    for table in data_tables(plan_of(ours)) if not found else ():
        if package.files.get(f"{table.name}.csv") != render_table(table):
            found.append(_problem(name, f"The table {table.name}.csv does not say what the plan says."))
    return found


def _problem(name: str, what: str) -> Problem:
    return Problem(Place(name), what, "Write it again with -o, or give the plan it was made from.")
