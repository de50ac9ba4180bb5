"""Which activities of a plan wait for which: layers in the direction of reading, an arrow from what comes first.

Activities that wait for each other in a circle are drawn all the same; the arrows that close circles are set apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import SMALL, Sheet, broken, fitted
from opennaphs.reports.picture_tables import Table, build_table
from opennaphs.reports.planned_work import PlannedWork, planned_work

MOST_BOXES = 80
BOX, TALL, BETWEEN, GAP, EDGE, TOP = 176, 46, 56, 10, 12, 40
APART = 14
SWEEPS = 4
FEWEST_WIDTH = 480


@dataclass(frozen=True)
class Layers:
    """Boxes by layer, each layer from top to bottom, and the pairs (first, then) that close a circle."""

    columns: tuple[tuple[str, ...], ...]
    circular: frozenset[tuple[str, str]]


def layers_of(after: Mapping[str, Sequence[str]]) -> Layers:
    """Put everything one layer behind the last it waits for, leaving out what would close a circle.

    Args:
        after: for every number, what must come first; what is not among the numbers is passed over.
    """
    circular = _circular(after)
    layer: dict[str, int] = {}
    for number in _ordered(after, circular):
        before = [layer[need] for need in after[number] if need in layer and (need, number) not in circular]
        layer[number] = max(before, default=-1) + 1
    columns = tuple(
        tuple(number for number in after if layer[number] == one) for one in range(max(layer.values(), default=-1) + 1)
    )
    return Layers(_untangled(columns, after), circular)


def _circular(after: Mapping[str, Sequence[str]]) -> frozenset[tuple[str, str]]:
    """Find the pairs that close a circle, by a walk that never goes deeper than a list."""
    state: dict[str, int] = {}  # 1 = on the way, 2 = done
    found: set[tuple[str, str]] = set()
    for start in after:
        way = [] if start in state else [(start, iter(after[start]))]
        state.setdefault(start, 1)
        while way:
            number, needs = way[-1]
            need = next(needs, None)
            if need is None:
                state[number] = 2
                way.pop()
            elif need in after and state.get(need) == 1:
                found.add((need, number))
            elif need in after and need not in state:
                state[need] = 1
                way.append((need, iter(after[need])))
    return frozenset(found)


def _ordered(after: Mapping[str, Sequence[str]], circular: frozenset[tuple[str, str]]) -> list[str]:
    """Order numbers so that each stands behind all it waits for."""
    waits = {
        number: {need for need in needs if need in after and (need, number) not in circular}
        for number, needs in after.items()
    }
    followers: dict[str, list[str]] = {number: [] for number in after}
    for number, needs in waits.items():
        for need in needs:
            followers[need].append(number)
    ready = [number for number, needs in waits.items() if not needs]
    for number in ready:  # grows while it is walked through
        for follower in followers[number]:
            waits[follower].discard(number)
            if not waits[follower]:
                ready.append(follower)
    return ready


def groups_of(after: Mapping[str, Sequence[str]]) -> tuple[dict[str, Sequence[str]], ...]:
    """Take apart what hangs together: nothing of one group waits for anything of another."""
    near = _neighbours(after)
    home: dict[str, str] = {}
    for start in after:
        open_ends = [] if start in home else [start]
        while open_ends:
            number = open_ends.pop()
            home[number] = start
            open_ends += [other for other in near[number] if other not in home]
    return tuple({one: after[one] for one in after if home[one] == first} for first in dict.fromkeys(home.values()))


def _neighbours(after: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {number: set() for number in after}
    for number, needs in after.items():
        for need in needs:
            if need in near:
                near[number].add(need)
                near[need].add(number)
    return near


def _untangled(columns: tuple[tuple[str, ...], ...], after: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Move boxes to the mean height of their neighbours, to and fro, so that fewer arrows cross."""
    near = _neighbours(after)
    rows = [list(column) for column in columns]
    for _ in range(SWEEPS):
        for column in rows:
            height = {number: place - len(one) / 2 for one in rows for place, number in enumerate(one)}
            column.sort(key=lambda one: (_mean([height[other] for other in near[one]], height[one]), height[one]))
    return tuple(tuple(column) for column in rows)


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def tied_work(plan: Plan, translate: Translate = str) -> tuple[PlannedWork, ...]:
    """Give the activities that wait for another or are waited for, in the order of the plan."""
    work = planned_work(plan, translate)
    waited = {need for one in work for need in one.after}
    return tuple(one for one in work if one.after or one.number in waited)


def plan_dependencies_table(plan: Plan, translate: Translate = str) -> Table:
    """Give a row for each activity that waits: its number and text, and the number and text of what comes first."""
    headings = (translate("number"), translate("activity"), translate("waits for"), translate("which is"))
    words = {one.number: one.words for one in planned_work(plan, translate)}
    return build_table(
        headings,
        [(one.number, one.words, need, words[need]) for one in planned_work(plan, translate) for need in one.after],
    )


def render_plan_dependencies(plan: Plan, translate: Translate = str, *, right_to_left: bool = False) -> bytes:
    """Draw at most 80 boxes; below them stands how many are not shown and how many wait for nothing.

    Its arrows, all of them, are the rows of :func:`plan_dependencies_table`.
    """
    tied = tied_work(plan, translate)
    shown = _shown(tied)
    groups = [layers_of(group) for group in groups_of({number: one.after for number, one in shown.items()})]
    circular = frozenset(pair for layers in groups for pair in layers.circular)
    layers_across = max((len(layers.columns) for layers in groups), default=0)
    width = max(FEWEST_WIDTH, 2 * EDGE + layers_across * (BOX + BETWEEN) - BETWEEN)
    title = translate("Which activities wait for which")
    sheet = Sheet(width, title, right_to_left=right_to_left)
    sheet.text(EDGE, 22, fitted(title, width - 2 * EDGE, 14), "ink h")
    places = _places(groups)
    for one in shown.values():
        for need in one.after:
            if need in places:
                _draw_wait(sheet, places[need], places[one.number], circular=(need, one.number) in circular)
    for number, (x, y) in places.items():
        _draw_box(sheet, shown[number], x, y)
    bottom = max([TOP, *(y + TALL for _, y in places.values())]) + 8
    return sheet.render(_draw_notes(sheet, plan, (len(tied), len(shown), len(circular)), bottom, translate))


def _shown(tied: Sequence[PlannedWork]) -> dict[str, PlannedWork]:
    """Choose what is drawn: group after group, and nothing whose partners are all left out."""
    by_number = {one.number: one for one in tied}
    groups = groups_of({one.number: one.after for one in tied})
    chosen = [number for group in groups for number in group][:MOST_BOXES]
    near = _neighbours({number: by_number[number].after for number in chosen})
    return {number: by_number[number] for number in chosen if near[number]}


def _places(groups: Sequence[Layers]) -> dict[str, tuple[float, float]]:
    """Stack the groups, each with its layers beside each other around one middle line."""
    places: dict[str, tuple[float, float]] = {}
    top = float(TOP)
    for layers in groups:
        tallest = max(len(column) for column in layers.columns)
        for column, numbers in enumerate(layers.columns):
            first = top + (tallest - len(numbers)) / 2 * (TALL + GAP)
            x = EDGE + column * (BOX + BETWEEN)
            places |= {number: (x, first + row * (TALL + GAP)) for row, number in enumerate(numbers)}
        top += tallest * (TALL + GAP) + APART
    return places


def _draw_wait(sheet: Sheet, first: tuple[float, float], then: tuple[float, float], *, circular: bool) -> None:
    start, end = (first[0] + BOX, first[1] + TALL / 2), (then[0], then[1] + TALL / 2)
    sheet.arrow(start, end, "orange dash" if circular else "thin", 26 if end[0] > start[0] else 50)


def _draw_box(sheet: Sheet, work: PlannedWork, x: float, y: float) -> None:
    sheet.box(x, y, BOX, TALL, "paper", 4)
    sheet.text(x + 8, y + 13, fitted(work.number, BOX - 16, SMALL), "soft s b")
    sheet.lines(x + 8, y + 26, broken(work.words, BOX - 14, 2, SMALL), "ink s")


def _draw_notes(sheet: Sheet, plan: Plan, counts: tuple[int, int, int], y: float, translate: Translate) -> float:
    """Say what the picture leaves out and what is circular."""
    tied, shown, circular = counts
    notes = [translate("Activities that wait for none and are waited for by none: {count}.")]
    notes += [translate("Activities not shown: {hidden} of {tied}.")] if shown < tied else []
    notes += [translate("Arrows that close a circle (orange): {circular}. One of its activities cannot wait.")] * (
        circular > 0
    )
    for note in notes:
        words = note.format(count=len(plan.activities) - tied, hidden=tied - shown, tied=tied, circular=circular)
        lines = broken(words, sheet.width - 2 * EDGE, 2, SMALL)
        sheet.lines(EDGE, y + 12, lines, "soft s")
        y += 4 + 14 * len(lines)
    return y + 12
