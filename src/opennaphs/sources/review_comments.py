"""Reading reviewers' verdicts and comments back from a review workbook."""

from dataclasses import dataclass

from opennaphs.domain.errors import InputRefused, Place, Problem, Severity, refuse_if_broken
from opennaphs.domain.library import ActionLibrary
from opennaphs.domain.reviews import ReviewComment, Verdict
from opennaphs.sources.workbooks import Sheet, parse_workbook


@dataclass(frozen=True)
class CommentsRead:
    """What a review workbook held."""

    comments: tuple[ReviewComment, ...]
    warnings: tuple[Problem, ...]


def parse_comments(content: bytes, name: str, library: ActionLibrary) -> CommentsRead:
    """Read every row in which a reviewer wrote a verdict or a comment.

    Raises:
        InputRefused: it is no review workbook, or a verdict is none of keep, change, drop. An action the library no
            longer has is a warning; its comment is kept.
    """
    problems: list[Problem] = []
    comments: list[ReviewComment] = []
    sheets = [(sheet, layout) for sheet in parse_workbook(content, name) if (layout := _layout(sheet))]
    if not sheets:
        raise InputRefused.because(
            Place(name),
            "No sheet has the columns id, verdict and comment.",
            "Use the workbook of “naphs catalogue export”.",
        )
    for sheet, layout in sheets:
        comments += _sheet_comments(sheet, layout, library, problems)
    refuse_if_broken(problems)
    return CommentsRead(tuple(comments), tuple(problems))


def _layout(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(sheet.rows[:20]):
        columns = {str(cell).strip().casefold(): column for column, cell in enumerate(row) if cell is not None}
        if {"id", "verdict", "comment"} <= columns.keys():
            return number, columns
    return None


def _sheet_comments(
    sheet: Sheet, layout: tuple[int, dict[str, int]], library: ActionLibrary, problems: list[Problem]
) -> list[ReviewComment]:
    heading, columns = layout
    reviewer = _reviewer(sheet, heading)
    found = []
    for number in range(heading + 1, len(sheet.rows)):
        action, verdict, comment = (_cell(sheet, number, columns[name]) for name in ("id", "verdict", "comment"))
        if not verdict and not comment:
            continue
        if action not in library.by_id:
            problems.append(
                Problem(
                    sheet.place(number, columns["id"]), f"The library has no action “{action}” any more.",
                    "The comment is kept under that id.", Severity.WARNING,
                )
            )  # fmt: skip
        found.append(ReviewComment(action, _verdict(sheet, number, columns, verdict, problems), comment, reviewer))
    return found


def _cell(sheet: Sheet, row: int, column: int) -> str:
    cells = sheet.rows[row]
    return "" if column >= len(cells) or cells[column] is None else str(cells[column]).strip()


def _reviewer(sheet: Sheet, heading: int) -> str:
    for number in range(heading):
        if _cell(sheet, number, 0).casefold().startswith("reviewer"):
            return _cell(sheet, number, 1)
    return ""


def _verdict(sheet: Sheet, number: int, columns: dict[str, int], text: str, problems: list[Problem]) -> Verdict | None:
    if not text:
        return None
    if text.casefold() in set(Verdict):
        return Verdict(text.casefold())
    where = sheet.place(number, columns["verdict"])
    problems.append(Problem(where, f"“{text}” is no verdict.", f"Write one of: {', '.join(Verdict)}."))
    return None
