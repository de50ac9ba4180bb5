"""Reading the catalogue's own CSV files."""

import csv
from importlib.resources import files
from io import StringIO


def read_rows(*path: str) -> list[dict[str, str]]:
    """Read one CSV of the catalogue as a list of rows, each under its headings."""
    source = files("opennaphs.catalogue").joinpath(*path)
    return list(csv.DictReader(StringIO(source.read_text(encoding="utf-8"))))
