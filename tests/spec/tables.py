"""Examples written as tables in docstrings."""

import inspect
from collections.abc import Callable, Iterator


def examples(test: Callable[[], None]) -> Iterator[dict[str, str]]:
    """Read the table in the docstring of a test: headings, a line of dashes, one line an example."""
    lines = [line for line in inspect.getdoc(test).splitlines() if "|" in line]
    headings = _cells(lines[0])
    rows = [_cells(line) for line in lines[1:] if set(line) - set("-| ")]
    assert rows, f"{test.__name__} has no examples"
    for row in rows:
        assert len(row) == len(headings), f"{test.__name__}: {row}"
        yield dict(zip(headings, row, strict=True))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def numbers(cell: str) -> list[str]:
    """Split a cell into its entries."""
    return cell.split()
