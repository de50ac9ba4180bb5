"""How far the activities of each area are: a bar for each. What nobody reported on is hatched, not empty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpCut, Situation
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, Sheet, fitted
from opennaphs.reports.picture_tables import Table, build_table

WIDTH, LABELS, PLOT, TOP, ROW = 760, 270, 440, 74, 24
NOT_REPORTED = "not reported"
SHADES = {
    Situation.COMPLETED: "l5",
    Situation.IN_PROGRESS: "l4",
    Situation.NOT_STARTED: "l0",
    Situation.ON_HOLD: "l3",
    Situation.DELAYED: "l1",
}
PARTS: tuple[str, ...] = (*map(str, SHADES), NOT_REPORTED)
KEY_PLACES, KEY_WIDE = 12, 122


@dataclass(frozen=True)
class ProgressRow:
    """One row of the picture: its label, and how many activities stand where, in the order of :data:`PARTS`."""

    label: str
    counts: tuple[int, ...]


def progress_rows(
    standings: Iterable[ActivityStanding], by: FollowUpCut, labels: dict[str, str]
) -> tuple[ProgressRow, ...]:
    """Count the activities that belong to the work, by area, ministry … and by where they stand.

    An activity nobody reported on stands under “not reported” and nowhere else, also when its days have passed.
    """
    rows: dict[str, list[int]] = {}
    for one in standings:
        for name in one.names(by) if one.counts else ():
            counts = rows.setdefault(name, [0] * len(PARTS))
            counts[PARTS.index(_part(one))] += 1
    return tuple(ProgressRow(labels.get(name, name), tuple(counts)) for name, counts in rows.items())


def _part(one: ActivityStanding) -> str:
    return str(one.situation) if one.reported else NOT_REPORTED


def progress_table(rows: Sequence[ProgressRow], heading: str, translate: Translate = str) -> Table:
    """Give the same counts as a table, with the sum of each row."""
    headings = (heading, *(translate(part) for part in PARTS), translate("together"))
    return build_table(headings, ((row.label, *row.counts, sum(row.counts)) for row in rows))


def render_progress_bars(
    rows: Sequence[ProgressRow], title: str, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw a bar of the same length for each row, divided by how many activities stand where."""
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    for number, part in enumerate(PARTS):
        x = KEY_PLACES + number * KEY_WIDE
        sheet.box(x, 36, 11, 11, _look(part), 2)
        sheet.text(x + 16, 46, fitted(translate(part), KEY_WIDE - 20, 11), "soft s")
    for number, row in enumerate(rows):
        _draw_row(sheet, row, TOP + number * ROW)
    return sheet.render(TOP + ROW * len(rows) + 8)


def _draw_row(sheet: Sheet, row: ProgressRow, y: float) -> None:
    whole, x = sum(row.counts), float(LABELS)
    sheet.text(12, y + 15, fitted(row.label, LABELS - 24), "ink")
    for part, count in zip(PARTS, row.counts, strict=True):
        wide = PLOT * count / whole if whole else 0
        if wide:
            sheet.box(x, y + 3, wide, ROW - 7, _look(part))
        x += wide
    sheet.text(LABELS + PLOT + 8, y + 15, whole, "ink s b")


def _look(part: str) -> str:
    return HATCHED if part == NOT_REPORTED else SHADES[Situation(part)]
