"""``naphs import``: a hand-filled planning matrix as a plan document."""

from pathlib import Path

import click

from opennaphs.catalogue.country_files import find_country
from opennaphs.cli.output import out, save, show_problems, speaks
from opennaphs.domain.costing import CostState
from opennaphs.domain.importing import plan_from_matrix
from opennaphs.domain.planning import Plan
from opennaphs.domain.text_quantities import QuantityProposal, propose_quantities
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.files import load_bytes
from opennaphs.sources.matrix_basis import Given, basis_of_matrix
from opennaphs.sources.planning_matrix import parse_matrix

PROPOSALS_SHOWN = 20
OPTIONS = {"first_year": "--start", "currency": "--currency", "price_year": "--price-year"}


@click.command("import")
@click.argument("matrix", type=click.Path(path_type=Path))
@click.option("--country", required=True, help="Country of the plan: ISO code or name.")
@click.option("--currency", help="Currency of the estimates, when the headings do not say.")
@click.option("--price-year", type=click.IntRange(1990, 2100), help="Price year, when the headings do not say.")
@click.option("--start", type=click.IntRange(2000, 2095), help="First year of the plan, when the headings do not say.")
@click.option("--proposals", is_flag=True, help="Show quantities hidden in texts, for a person to accept.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Plan document to write.")
@speaks
def importing(
    matrix: Path,
    country: str,
    currency: str | None,
    price_year: int | None,
    start: int | None,
    proposals: bool,  # noqa: FBT001
    output: Path,
) -> None:
    """Read a WHO planning MATRIX (.xlsx, .xlsm) as people filled it, and write it as a plan document.

    Every row becomes an activity with its own words. An empty estimate is not costed, 0 costs nothing extra, a lump sum
    over several years stays a lump sum. What does not add up is said.

    \b
    Example:
      naphs import our-matrix.xlsm --country UGA --currency UGX --price-year 2024 --start 2025 -o plan.naphs.json
    """
    read = parse_matrix(load_bytes(matrix), matrix.name)
    show_problems(read.warnings)
    basis = basis_of_matrix(read.areas, find_country(country), Given(start, currency, price_year), OPTIONS)
    plan = plan_from_matrix(read.areas, basis)
    save(output, render_plan(plan))
    _tell(plan, output)
    if proposals:
        _propose(plan)


def _tell(plan: Plan, output: Path) -> None:
    states = [activity.cost.state for activity in plan.activities]
    lumps = sum((activity.cost.reason or "").startswith("a lump sum") for activity in plan.activities)
    out.print(
        f"{len(plan.activities)} activities in {len(plan.area_titles)} areas: {states.count(CostState.COSTED)} costed, "
        f"{states.count(CostState.NO_EXTRA_COST)} at zero, {states.count(CostState.NOT_COSTED)} not costed by year "
        f"(of these {lumps} lump sums)."
    )
    out.print(f"Written: {output}", markup=False)


def _propose(plan: Plan) -> None:
    found = [
        (activity, one)
        for activity in plan.activities
        for name in ("description", "assumptions")
        for one in propose_quantities(activity.notes.get(name, ""))
    ]
    out.print(f"{len(found)} quantities are hidden in texts; nothing was changed. The first ones:")
    for activity, proposal in found[:PROPOSALS_SHOWN]:
        out.print(f"  {activity.id}: {_sentence(proposal)}", markup=False)


def _sentence(proposal: QuantityProposal) -> str:
    parts = [f"{one.value.normalize():f} {one.name or ''}".strip() for one in proposal.factors]
    sentence = " × ".join(parts)
    if proposal.unit_price is not None:
        sentence += f" at {proposal.unit_price.currency or ''} {proposal.unit_price.amount.normalize():f}"
    if proposal.frequency is not None:
        sentence += f", {proposal.frequency.normalize():f} times a year"
    unread = f" (not read: {', '.join(proposal.unread)})" if proposal.unread else ""
    return f"“{proposal.words}” → {sentence.lstrip(', ')}{unread}"
