"""``naphs catalogue``: look at the action library, search it, check it, hand it to reviewers."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from rich.table import Table

from opennaphs.catalogue.check import STEP_LEVELS, check_library, gap_problems
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.library_files import read_library_files
from opennaphs.catalogue.loading import LIBRARY_FRAMEWORK, load_library
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages
from opennaphs.cli.output import out, save, show_problems, show_table, speaks
from opennaphs.domain.errors import NaphsError, Severity
from opennaphs.domain.library import Action, ActionLibrary
from opennaphs.reports.dependency_picture import render_picture
from opennaphs.reports.review_workbook import render_comments, render_review
from opennaphs.sources.files import load_bytes
from opennaphs.sources.review_comments import parse_comments

COUNTS: dict[str, Callable[[Action], Iterable[str]]] = {
    "type": lambda action: action.types,
    "component": lambda action: [action.component or "-"],
    "lead": lambda action: [action.lead or "-"],
    "place": lambda action: [action.administrative_level or "-"],
    "hazard": lambda action: action.hazards or ["every plan"],
    "hepr": lambda action: [action.hepr or "-"],
}
_language = click.option(
    "--language", type=click.Choice(languages()), default=SOURCE_LANGUAGE, help="Language of texts."
)


@click.group()
def catalogue() -> None:
    """Look at the action library, search it, check it, hand it to reviewers."""


@catalogue.command()
@click.argument("code", required=False)
@click.option("--by", type=click.Choice(list(COUNTS)), help="Count the actions by this mark, area by area.")
@_language
@speaks
def show(code: str | None, by: str | None, language: str) -> None:
    """Show the library, or one area (D1), one indicator (D1.1) or one action (jee-3.D1.1.l2.01).

    \b
    Examples:
      naphs catalogue show
      naphs catalogue show --by type
      naphs catalogue show D2.1
      naphs catalogue show jee-3.D2.1.l2.01
    """
    library = load_library(language)
    if code is None:
        out.print(_steps(library) if by is None else _counts(library, by))
        return
    found = _matching(library, code)
    if len(found) == 1:
        _tell_action(found[0])
    else:
        _tell_actions(found, library)


def _matching(library: ActionLibrary, code: str) -> list[Action]:
    wanted = code.casefold().removeprefix(f"{LIBRARY_FRAMEWORK}.")
    found = [action for action in library.actions if wanted in _codes(library, action)]
    if not found:
        message = (
            f"The library has no area, indicator or action “{code}”. Write for example D1, D1.1 or jee-3.D1.1.l2.01."
        )
        raise NaphsError(message)
    return found


def _codes(library: ActionLibrary, action: Action) -> set[str]:
    codes = (action.id, action.target, library.area(action.target))
    return {one.casefold().removeprefix(f"{LIBRARY_FRAMEWORK}.") for one in codes}


def _steps(library: ActionLibrary) -> Table:
    columns = [f"level {level}" for level in STEP_LEVELS]
    table = Table(
        "area", *columns, "for hazards", "together", title=f"{library.name} {library.version}, {library.licence}"
    )
    for area, title in library.area_titles.items():
        own = [action for action in library.actions if library.area(action.target) == area]
        levels = Counter(action.level for action in own if not action.hazards)
        overlay = sum(bool(action.hazards) for action in own)
        counted = (levels[level] for level in STEP_LEVELS)
        table.add_row(f"{area.rpartition('.')[2]} {title}", *map(str, (*counted, overlay, len(own))))
    table.add_row("together", *("" for _ in STEP_LEVELS), "", str(len(library.actions)), style="bold")
    return table


def _counts(library: ActionLibrary, by: str) -> Table:
    marks: dict[str, Counter[str]] = {}
    for action in library.actions:
        for mark in COUNTS[by](action):
            marks.setdefault(str(mark), Counter())[library.area(action.target)] += 1
    table = Table(by, "actions", "area by area")
    for mark, areas in sorted(marks.items(), key=lambda entry: -entry[1].total()):
        counted = (f"{area.rpartition('.')[2]} {areas[area]}" for area in library.area_titles if areas[area])
        table.add_row(mark, str(areas.total()), ", ".join(counted))
    return table


def _tell_actions(actions: list[Action], library: ActionLibrary) -> None:
    aims = {(step.indicator, step.level): step.aim for step in library.steps}
    last = None
    for action in actions:
        step = (action.target, action.level or 0)
        if step != last:
            out.print(f"\n{action.target} to level {action.level}: {aims.get(step, '')}", style="bold", markup=False)
            last = step
        hazard = f" [{', '.join(action.hazards)}]" if action.hazards else ""
        out.print(f"  {action.id}{hazard} {action.text}", markup=False)


def _tell_action(action: Action) -> None:
    table = Table(show_header=False, title=action.id)
    facts = {
        "what": action.text, "type": ", ".join(action.types), "who leads": action.lead,
        "with": ", ".join(action.supporting),
        "where": action.administrative_level, "component": action.component, "other sector": action.other_sector,
        "HEPR": action.hepr, "shown by": action.evidence, "months": action.months, "needs": ", ".join(action.needs),
        "group": action.group, "hazards": ", ".join(action.hazards),
    }  # fmt: skip
    if action.priority is not None:
        duty = "duty under the IHR, " if action.priority.ihr_obligation else ""
        facts["priority"] = (f"{duty}impact {action.priority.impact}, feasibility {action.priority.feasibility}: "
                             f"{action.priority.reason}")  # fmt: skip
    for line in action.costs or ():
        quantities = " × ".join(f"{value.normalize():f} {name}" for name, value in line.quantities.items())
        share = "" if line.share == 1 else f"{line.share.normalize():f} of "
        facts[f"cost {len(facts)}"] = (f"{line.unit_cost}: {quantities} × {share}{line.per}, "
                                       f"{line.times_a_year.normalize():f} a year, {line.economic_type}")  # fmt: skip
    if action.no_cost_because:
        facts["cost"] = f"nothing extra: {action.no_cost_because}"
    for name, fact in facts.items():
        if fact:
            table.add_row("cost" if name.startswith("cost") else name, str(fact))
    show_table(table)


@catalogue.command()
@click.argument("words", nargs=-1, required=True)
@_language
@speaks
def search(words: tuple[str, ...], language: str) -> None:
    """Find the actions whose text, evidence, group or hazard holds all the WORDS."""
    wanted = [word.casefold() for word in words]
    library = load_library(language)
    found = [action for action in library.actions if all(word in _searched(action) for word in wanted)]
    if found:
        _tell_actions(found, library)
    out.print(f"{len(found)} of {len(library.actions)} actions.")


def _searched(action: Action) -> str:
    return f"{action.text} {action.evidence} {action.group} {' '.join(action.hazards)}".casefold()


@catalogue.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Workbook to write (.xlsx).")
@click.option("--areas", help="Only these areas, for example D1,D2.")
@_language
@speaks
def export(output: Path, areas: str | None, language: str) -> None:
    """Write a review workbook for experts: every action, with columns for a verdict and a comment."""
    library = load_library(language)
    codes = [f"{LIBRARY_FRAMEWORK}.{code.strip()}" for code in areas.split(",")] if areas else list(library.area_titles)
    unknown = [code for code in codes if code not in library.area_titles]
    if unknown:
        message = f"The library has no area {unknown[0]}. Its areas are {', '.join(library.area_titles)}."
        raise NaphsError(message)
    save(output, render_review(library, codes))
    out.print(f"Review workbook written to {output}. Read the comments back with: naphs catalogue comments {output} "
              "-o comments.csv", markup=False)  # fmt: skip


@catalogue.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="CSV to write.")
@speaks
def comments(workbook: Path, output: Path) -> None:
    """Read the verdicts and comments of a reviewer back from a review WORKBOOK."""
    read = parse_comments(load_bytes(workbook), workbook.name, load_library())
    show_problems(read.warnings)
    save(output, render_comments(read.comments))
    out.print(f"{len(read.comments)} comments written to {output}.", markup=False)


@catalogue.command()
@click.argument("area")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Picture to write (.svg).")
@_language
@speaks
def picture(area: str, output: Path, language: str) -> None:
    """Draw which actions of an AREA (for example D1) wait for which, level by level."""
    library = load_library(language)
    codes = {one.rpartition(".")[2].casefold(): one for one in library.area_titles}
    if area.casefold() not in codes:
        message = f"The library has no area “{area}”. Its areas are {', '.join(codes)}."
        raise NaphsError(message)
    save(output, render_picture(library, codes[area.casefold()]))
    out.print(f"Picture written to {output}.", markup=False)


@catalogue.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@speaks
def check(files: tuple[Path, ...]) -> None:
    """Check the whole library, or only the given area FILES, and say how to mend what is wrong."""
    framework = load_framework(LIBRARY_FRAMEWORK)
    areas, hazards, problems = read_library_files()
    problems = [*problems, *check_library(areas, hazards, framework), *gap_problems(areas, framework)]
    if files:
        names = {file.name for file in files}
        problems = [problem for problem in problems if problem.where.file in names]
    for problem in problems:
        out.print(f"{problem.severity}: {problem}", markup=False)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    out.print(f"{errors} errors, {len(problems) - errors} warnings.")
    sys.exit(1 if errors else 0)
