"""What the commands share: speaking, writing files whole or not at all, ending with the right code."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from errno import EISDIR
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.table import Table

from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem

MOST_PROBLEMS_SHOWN = 40
USER_ERROR = 1
P = ParamSpec("P")
R = TypeVar("R")

WIDEST_TABLE = 10_000
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def speaks(command: Callable[P, R]) -> Callable[P, R]:
    """Turn every explained error of a command into its sentences and exit code 1, without a traceback."""

    @wraps(command)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except InputRefused as refused:
            show_problems(refused.problems)
            err.print("Nothing was written.", style="bold")
        except NaphsError as error:
            err.print(str(error), style="red", markup=False)
            err.print("Nothing was written.", style="bold")
        sys.exit(USER_ERROR)

    return spoken


def show_problems(problems: Iterable[Problem]) -> None:
    """Show findings, one a line, errors in red; of very many, the first ones and their number."""
    problems = tuple(problems)
    for problem in problems[:MOST_PROBLEMS_SHOWN]:
        err.print(
            f"{problem.severity}: {problem}", style="red" if problem.severity == "error" else "yellow", markup=False
        )
    if len(problems) > MOST_PROBLEMS_SHOWN:
        err.print(f"… and {len(problems) - MOST_PROBLEMS_SHOWN} more of the same kind.", style="yellow")


def show_table(table: Table) -> None:
    """Print a table whole: rather wider than the terminal than with digits cut."""
    usual = out.width
    out.width = max(usual, out.measure(table, options=out.options.update(max_width=WIDEST_TABLE)).minimum)
    out.print(table)
    out.width = usual


def save(path: Path, content: bytes) -> None:
    """Write a file whole; see :func:`save_all`."""
    save_all([(path, content)])


def save_all(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write all files whole or none: to temporary neighbours first, then into place. Old files stay until then.

    Raises:
        InputRefused: a folder does not exist or cannot be written to; names the file.
    """
    with ExitStack() as stack:
        ready = [(_prepared(path, content, stack), path) for path, content in files]
        for temporary, path in ready:
            temporary.replace(path)


def _prepared(path: Path, content: bytes, stack: ExitStack) -> Path:
    """Write the temporary neighbour of a file; the stack takes away what is not moved into place."""
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        stack.callback(Path(name).unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
    except OSError as error:
        raise InputRefused.because(
            Place(str(path)),
            f"The file cannot be written ({error.strerror}).",
            "Check that the folder exists and that you may write there.",
        ) from None
    return Path(name)
