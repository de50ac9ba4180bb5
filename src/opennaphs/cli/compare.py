"""``naphs compare``: two plans side by side."""

from collections.abc import Iterable
from pathlib import Path

import click
from rich.table import Table

from opennaphs.cli.cost_tables import shown
from opennaphs.cli.output import out, speaks
from opennaphs.domain.comparison import Changed, Comparison, compare_plans
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity
from opennaphs.sources.plan_file import load_plan


@click.command()
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Show every activity that came, went or changed.")
@speaks
def compare(before: Path, after: Path, everything: bool) -> None:  # noqa: FBT001
    """Compare two plan documents: goals, activities, costs by area.

    Activities are recognised by the action they come from, so renumbering is no change.

    \b
    Example:
      naphs compare last-year.naphs.json draft.naphs.json --all
    """
    found = compare_plans(load_plan(before), load_plan(after))
    out.print(
        f"{len(found.added)} activities came, {len(found.removed)} went, {len({one.name for one in found.changed})} "
        f"changed; {len(found.goals)} goals changed."
    )
    if found.goals:
        out.print(_changes("Goals", found.goals))
    if everything:
        _tell("Came", found.added)
        _tell("Went", found.removed)
        out.print(_changes("Changed", found.changed))
    out.print(_costs(found))


def _tell(title: str, activities: Iterable[Activity]) -> None:
    for activity in activities:
        out.print(f"{title}: {activity.action.id} {activity.action.text}", markup=False)


def _changes(title: str, changes: Iterable[Changed]) -> Table:
    table = Table("which", "what", "before", "after", title=title)
    for one in changes:
        table.add_row(one.name, one.what, one.before, one.after)
    return table


def _costs(found: Comparison) -> Table | str:
    if not found.comparable:
        return "The costs are not compared: both plans must be costed in the same currency and price year."
    table = Table("area", "before", "after", "difference", title="Costs by area")
    for area, (old, new) in found.costs.items():
        table.add_row(area, _amount(old), _amount(new), "" if old is None or new is None else shown(new - old))
    return table


def _amount(money: Money | None) -> str:
    return "not in the plan" if money is None else shown(money)
