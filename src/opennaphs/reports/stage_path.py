"""The stages of the planning cycle as a path: done, in progress, not started. Wide for a desk, narrow for a phone."""

from collections.abc import Sequence
from enum import StrEnum

from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import SMALL, Sheet, broken, fitted
from opennaphs.reports.picture_tables import Table, build_table

WIDE, STEP, MIDDLE, RADIUS = 1000, 34, 30, 13
NARROW, LEFT, ROW = 340, 26, 40


class StageState(StrEnum):
    """How far a stage of the cycle is."""

    DONE = "done"
    IN_PROGRESS = "in progress"
    NOT_STARTED = "not started"


Stage = tuple[str, StageState]


def _names(translate: Translate) -> dict[StageState, str]:
    return {
        StageState.DONE: translate("done"),
        StageState.IN_PROGRESS: translate("in progress"),
        StageState.NOT_STARTED: translate("not started"),
    }


def stage_path_table(stages: Sequence[Stage], translate: Translate = str) -> Table:
    """Give every stage with its number and state in words."""
    names = _names(translate)
    headings = (translate("number"), translate("stage"), translate("state"))
    rows = [(number, translate(title), names[state]) for number, (title, state) in enumerate(stages, 1)]
    return build_table(headings, rows)


def render_stage_path(
    stages: Sequence[Stage], translate: Translate = str, *, right_to_left: bool = False, narrow: bool = False
) -> bytes:
    """Draw the path from the first stage to the last: across, or ``narrow``: downwards, 340 pixels wide.

    Titles of stages go through ``translate`` too.
    """
    done = sum(state is StageState.DONE for _, state in stages)
    title = translate("The planning cycle: {done} of {all} stages done").format(done=done, all=len(stages))
    sheet = Sheet(NARROW if narrow else WIDE, title, right_to_left=right_to_left)
    places = [(LEFT, 26 + number * ROW) if narrow else _across(number, len(stages)) for number in range(len(stages))]
    for number in range(len(stages) - 1):
        passed = stages[number][1] is StageState.DONE
        (x1, y1), (x2, y2) = places[number], places[number + 1]
        sheet.line(x1, y1, x2, y2, "path-done" if passed else "thin dash")
    for number, (stage, place) in enumerate(zip(stages, places, strict=True)):
        _draw_stop(sheet, number + 1, stage[1], place)
        if narrow:
            _draw_beside(sheet, stage, place, translate)
        else:
            _draw_below(sheet, stage, place, WIDE / len(stages) - 8, translate)
    return sheet.render(len(stages) * ROW + 12 if narrow else 124)


def _across(number: int, count: int) -> tuple[float, float]:
    return WIDE / count * (number + 0.5), MIDDLE


def _draw_stop(sheet: Sheet, number: int, state: StageState, place: tuple[float, float]) -> None:
    """Draw a stop: full with a tick, ringed with its number, or open; the state never rests on colour alone."""
    x, y = place
    if state is StageState.DONE:
        sheet.dot(x, y, RADIUS, "l5")
        sheet.curve(f"M{sheet.place(x) - 5:.1f} {y}l3.5 4l7 -8", "tick")  # a tick is never mirrored
        return
    if state is StageState.IN_PROGRESS:
        sheet.dot(x, y, RADIUS + 4, "ring")
    sheet.dot(x, y, RADIUS, "orange" if state is StageState.IN_PROGRESS else "paper")
    sheet.text(x, y + 4, number, "white s b" if state is StageState.IN_PROGRESS else "soft s", "middle")


def _draw_below(sheet: Sheet, stage: Stage, place: tuple[float, float], wide: float, translate: Translate) -> None:
    title, state = stage
    lines = broken(translate(title), wide, 3, SMALL)
    look = "soft s" if state is StageState.NOT_STARTED else "ink s b"
    sheet.lines(place[0], MIDDLE + STEP, lines, look, "middle")
    bottom = MIDDLE + STEP + 14 * len(lines)
    sheet.text(place[0], bottom, fitted(_names(translate)[state], wide, SMALL), "soft s", "middle")


def _draw_beside(sheet: Sheet, stage: Stage, place: tuple[float, float], translate: Translate) -> None:
    title, state = stage
    look = "soft" if state is StageState.NOT_STARTED else "ink b"
    sheet.text(LEFT + 28, place[1] - 1, fitted(translate(title), NARROW - LEFT - 36), look)
    sheet.text(LEFT + 28, place[1] + 13, _names(translate)[state], "soft s")
