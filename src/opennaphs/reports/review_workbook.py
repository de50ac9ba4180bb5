"""A workbook in which experts review the action library, and the list of what they said."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from opennaphs.domain.library import Action, ActionLibrary, CostTemplate
from opennaphs.domain.reviews import ReviewComment, Verdict

HEADING_ROW = 4
HEADINGS = (
    ("id", 22),
    ("step", 14),
    ("what will be done", 60),
    ("type", 18),
    ("who leads", 14),
    ("with", 22),
    ("where", 12),
    ("component", 18),
    ("shown by", 40),
    ("months", 8),
    ("needs", 30),
    ("group", 24),
    ("impact", 10),
    ("feasibility", 10),
    ("cost lines", 50),
    ("verdict", 12),
    ("comment", 60),
)
VERDICT, COMMENT = len(HEADINGS) - 2, len(HEADINGS) - 1
ADVICE = "Fill the two yellow columns: verdict (keep, change, drop) and comment. Leave the rest as it is."


def render_review(library: ActionLibrary, areas: Sequence[str]) -> bytes:
    """Give the review workbook: one sheet an area; a reviewer fills verdict and comment and sends the file back."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    wrap = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D0D0D0"}
    bold, head = book.add_format({"bold": True}), book.add_format({**wrap, "bold": True, "bg_color": "#E8EEF4"})
    cell, answer = book.add_format(wrap), book.add_format({**wrap, "bg_color": "#FFFBE6"})
    for area in areas:
        sheet = book.add_worksheet(area.rpartition(".")[2])
        sheet.write_string(0, 0, f"{library.name} {library.version}: {library.area_titles[area]}", bold)
        sheet.write_string(1, 0, ADVICE)
        sheet.write_string(2, 0, "Reviewer:", bold)
        sheet.write_blank(2, 1, None, answer)
        for column, (heading, width) in enumerate(HEADINGS):
            sheet.set_column(column, column, width)
            sheet.write_string(HEADING_ROW, column, heading, head)
        actions = [action for action in library.actions if library.area(action.target) == area]
        for number, action in enumerate(actions, start=HEADING_ROW + 1):
            for column, text in enumerate(_facts(action)):
                sheet.write_string(number, column, text, cell)
            sheet.write_blank(number, VERDICT, None, answer)
            sheet.write_blank(number, COMMENT, None, answer)
        choice = {"validate": "list", "source": [str(verdict) for verdict in Verdict]}
        sheet.data_validation(HEADING_ROW + 1, VERDICT, HEADING_ROW + len(actions), VERDICT, choice)
        sheet.freeze_panes(HEADING_ROW + 1, 3)
    book.close()
    return buffer.getvalue()


def _facts(action: Action) -> tuple[str, ...]:
    costs = "; ".join(_cost(line) for line in action.costs or ())
    priority = action.priority
    return (
        action.id, f"{action.target} → {action.level}", action.text, ", ".join(action.types), str(action.lead or ""),
        ", ".join(action.supporting), str(action.administrative_level or ""), str(action.component or ""),
        action.evidence or "", str(action.months or ""), ", ".join(action.needs), action.group or "",
        str(priority.impact) if priority else "", str(priority.feasibility) if priority else "",
        costs or f"nothing extra: {action.no_cost_because}",
    )  # fmt: skip


def _cost(line: CostTemplate) -> str:
    quantities = " × ".join(f"{value.normalize():f} {name}" for name, value in line.quantities.items())
    return f"{line.unit_cost} × {quantities} × {line.share.normalize():f} {line.per}, {line.economic_type}"


def render_comments(comments: Iterable[ReviewComment]) -> bytes:
    """Give reviewers' words as CSV: action, verdict, comment, reviewer."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["action_id", "verdict", "comment", "reviewer"])
    for one in comments:
        table.writerow([one.action_id, one.verdict or "", _harmless(one.comment), _harmless(one.reviewer)])
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking somebody's comment for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
