"""Crosswalks from assessment editions to the targets of our library: one CSV an edition, each link with its source."""

from importlib.resources import files

from opennaphs.catalogue.csv_files import read_rows
from opennaphs.domain.crosswalks import Confidence, Crosswalk, Link

_FOLDER = files("opennaphs.catalogue") / "crosswalks"


def load_crosswalk() -> Crosswalk:
    """Load every link from JEE 1, JEE 2, SPAR 1 and SPAR 2 to the JEE 3 indicators our library lifts."""
    names = sorted(entry.name for entry in _FOLDER.iterdir())
    return Crosswalk(tuple(_link(row) for name in names for row in read_rows("crosswalks", name)))


def _link(row: dict[str, str]) -> Link:
    edition = row["framework"]
    return Link(
        edition,
        f"{edition}.{row['indicator']}",
        row["target"],
        Confidence(row["confidence"]),
        row["source"],
        row["note"] or None,
    )
