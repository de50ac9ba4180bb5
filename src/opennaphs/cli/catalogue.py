"""``naphs catalogue``: look at the action library and check it."""

import sys
from pathlib import Path

import click

from opennaphs.catalogue.check import check_library, gap_problems
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.library_files import read_library_files
from opennaphs.domain.errors import Severity

LIBRARY_FRAMEWORK = "jee-3"


@click.group()
def catalogue() -> None:
    """Look at the action library, search it, check it."""


@catalogue.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check the whole library, or only the given area FILES, and say how to mend what is wrong."""
    framework = load_framework(LIBRARY_FRAMEWORK)
    areas, hazards, problems = read_library_files()
    problems = [*problems, *check_library(areas, hazards, framework), *gap_problems(areas, framework)]
    if files:
        names = {file.name for file in files}
        problems = [problem for problem in problems if problem.where.file in names]
    for problem in problems:
        click.echo(f"{problem.severity.value}: {problem}")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    click.echo(f"{errors} errors, {len(problems) - errors} warnings.")
    sys.exit(1 if errors else 0)
