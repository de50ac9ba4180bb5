"""One way in for scores, whatever file they come in."""

from pathlib import Path

from opennaphs.domain.errors import InputRefused, Place
from opennaphs.sources.files import Content, kind_of, load_bytes
from opennaphs.sources.score_reading import ScoresRead
from opennaphs.sources.scores_csv import parse_scores_csv
from opennaphs.sources.scores_gho import parse_gho
from opennaphs.sources.scores_jee_workbook import headings_of, parse_jee_sheet
from opennaphs.sources.scores_spar_workbook import layout_of, parse_spar_sheet
from opennaphs.sources.workbooks import parse_workbook


def load_scores(path: Path) -> ScoresRead:
    """Read the scores in a file: our long CSV, the public JEE spreadsheet, a SPAR workbook or a GHO response.

    Raises:
        InputRefused: with every fault found, its place and its remedy. Nothing is kept then.
    """
    return parse_scores(load_bytes(path), path.name)


def parse_scores(content: bytes, name: str) -> ScoresRead:
    """Read scores from the content of a file; ``name`` is used in messages and, for SPAR, to find the year.

    Raises:
        InputRefused: as :func:`load_scores`.
    """
    match kind_of(content, name):
        case Content.WORKBOOK:
            return _parse_workbook(content, name)
        case Content.JSON:
            return parse_gho(content, name)
        case Content.TEXT:
            return parse_scores_csv(content, name)


def _parse_workbook(content: bytes, name: str) -> ScoresRead:
    sheets = parse_workbook(content, name)
    for sheet in sheets:
        if headings := headings_of(sheet):
            return parse_jee_sheet(sheet, headings)
        if layout := layout_of(sheet):
            return parse_spar_sheet(sheet, layout)
    raise InputRefused.because(
        Place(name),
        f"None of the sheets ({', '.join(sheet.name for sheet in sheets)}) holds JEE or SPAR scores as "
        "their publishers lay them out.",
        "Use such a workbook, or a CSV with the columns country, framework, indicator, score, date, source.",
    )
